//! Retention from the command line: what is due, and an erasure on which two people agreed.

use crate::config::Config;
use crate::{open, worker};
use anyhow::bail;
use casework::record::id::{CaseId, ZoneCode};
use clap::Subcommand;
use journal::{Certificate, Journal, Watched};
use std::io::Write;
use std::path::Path;

/// Lines asked for at a time.
const LOT: usize = 500;

/// `havre retention …`.
#[derive(Subcommand)]
pub(crate) enum Retention {
    /// Print what is past its period, what is proposed and what is held. Opaque numbers, no names.
    List,
}

impl Retention {
    pub(crate) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let Self::List = self;
        let journal = open::journal(config).await?;
        // A demo has periods of its own.
        let demo = journal.is_demo().await?;
        let journal = if demo { open::journal(&Config { demo, ..config.clone() }).await? } else { journal };
        let zones: Vec<ZoneCode> =
            open::directory(config)?.zones().iter().map(|zone| zone.code.clone()).collect();
        let (mut after, mut due) = (None, 0);
        loop {
            let page =
                journal.due_for_erasure(Watched::all(&zones), web::now::now(), after.as_ref(), LOT).await?;
            for one in &page.rows {
                let zones: Vec<_> = one.zones.iter().map(ToString::to_string).collect();
                println!(
                    "due       {}  {}  zones {}  since {}",
                    one.case,
                    one.class,
                    zones.join(","),
                    one.due
                );
            }
            due += page.rows.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let plans = journal.plans(Watched::all(&zones), i64::MAX).await?;
        for plan in &plans {
            let word = if plan.is_confirmed { "confirmed" } else { "proposed " };
            println!("{word} {}  {}  by {}", plan.case, plan.ground, plan.proposer);
        }
        let holds = journal.holds(Watched::all(&zones), i64::MAX).await?;
        for hold in &holds {
            println!("held      {}  by {} since {}", hold.case, hold.holder, hold.set_at);
        }
        println!("{due} due, {} proposed, {} held.", plans.len(), holds.len());
        Ok(())
    }
}

/// `havre erase`: carries out what two people confirmed. It replaces neither of them.
pub(crate) async fn run(config: &Config, case: CaseId, file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        bail!("{} exists already", file.display());
    }
    let journal = open::journal(config).await?;
    if journal.certificate(case).await?.is_none() {
        worker::compare(&journal).await?;
        worker::erase(&journal, web::now::now()).await?;
        if let Some(keys) = &config.key_copy {
            worker::copy_keys(&journal, keys).await?;
        }
    }
    let Some(certificate) = journal.certificate(case).await? else { return refuse(&journal, case).await };
    let mut written = open::private_file(file)?;
    written.write_all(text(&certificate).as_bytes())?;
    println!("Case {case} was erased on {}. {} written.", certificate.erased_at, file.display());
    Ok(())
}

async fn refuse(journal: &Journal, case: CaseId) -> anyhow::Result<()> {
    if journal.load(case).await?.is_none() {
        bail!("there is no case {case}");
    }
    bail!("two reviewers must agree on the page of retention before case {case} is erased");
}

/// The certificate, for a file.
fn text(one: &Certificate) -> String {
    let zones: Vec<_> = one.zones.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "Certificate of erasure {}\n\ncase: {}\nzones: {}\nground: {}\nrule: {}\nproposed: {}, {}\n\
         confirmed: {}, {}\nerased: {}\nentries: {}\nhash of the last entry: {}\n\
         other cases that name its number: {}\n\ndestroyed:\n",
        one.number,
        one.case,
        zones.join(", "),
        one.ground,
        one.rule,
        one.proposed.name,
        one.proposed.at,
        one.confirmed.name,
        one.confirmed.at,
        one.erased_at,
        one.entries,
        one.last_hash,
        one.named_by,
    );
    for (table, rows) in &one.destroyed {
        text.push_str(&format!("  {table}: {rows}\n"));
    }
    text
}
