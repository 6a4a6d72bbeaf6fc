//! `havre seal`: taking into the ledger, as they are, the rows that say who may do what and what is held.

use crate::config::Config;
use crate::open;
use anyhow::bail;
use journal::{Journal, Standing};

/// Shows what is taken, and takes it. A ledger that holds, or that was changed, is sealed anew only when told so.
pub(crate) async fn run(config: &Config, again: bool) -> anyhow::Result<()> {
    let journal = open::journal_as_it_is(config).await?;
    match (journal.standing().await?, again) {
        (Standing::New, _) => bail!("there is nothing to seal yet: accounts are sealed as they are made"),
        (Standing::Whole, false) => {
            println!("The ledger holds: nothing to do. `havre verify` compares every row with it.");
            return Ok(());
        }
        (Standing::Broken, false) => bail!(
            "the ledger was changed outside Havre. Keep a copy of the database as it is, find out who had access, put \
             right what `havre verify` names, and then run `havre seal --again`"
        ),
        (Standing::Missing, _) | (_, true) => {}
    }
    show(&journal).await?;
    let taken = journal.seal_as_it_is(web::now::now()).await?;
    for (table, rows) in &taken.rows {
        println!("{rows:8}  {table}");
    }
    println!(
        "{:8}  cases in the ledger\nTaken as they are; {} earlier readings. Everybody signs in again.",
        taken.cases, taken.readings
    );
    Ok(())
}

/// Who may do what from now on: somebody must have looked.
async fn show(journal: &Journal) -> anyhow::Result<()> {
    println!("These accounts are taken with the function that stands here:");
    for (username, function, zones, active) in journal.accounts_as_they_are().await? {
        println!("{username:24} {function:16} {zones}{}", if active { "" } else { " (off)" });
    }
    Ok(())
}
