//! One new report against millions of people.

use crate::config::Config;
use crate::{open, worker};
use casework::case::Command;
use casework::record::id::CaseId;
use casework::report;
use casework::report::Report;
use journal::Journal;
use std::path::Path;
use std::time::{Duration, Instant};
use synthetic::{History, Plan, histories};

/// People of a report that are in the index, on average.
const A_REPORT: f64 = 2.9;

/// Makes an index of so many people (once), then looks reports up in it.
pub(super) async fn measure(config: &Config, data: &Path, people: u64, rounds: usize) -> anyhow::Result<()> {
    if !open::exists(config) {
        open::make(config, data)?;
        let journal = open::journal(config).await?;
        let directory = open::directory(config)?;
        let reports = (people as f64 / A_REPORT) as u32;
        let plan = Plan::of_directory(&directory, 1, reports, web::now::now());
        let start = Instant::now();
        let made = journal.fill_index(&worker::system(), histories(&plan).filter_map(signed)).await?;
        println!("index of {made} people made in {:.0} s", start.elapsed().as_secs_f64());
    }
    // As it is: an index without boards looks like one whose boards must be computed.
    let journal = open::journal_as_it_is(config).await?;
    look_up(&journal, "one report against everybody in the index", rounds.max(500)).await
}

fn signed(history: History) -> Option<(CaseId, Report)> {
    match history.steps.into_iter().next()?.command {
        Command::Report(report::Command::Sign(report)) => Some((history.case, *report)),
        _ => None,
    }
}

/// Prints how long it takes to find what a report has in common with all others.
pub(super) async fn look_up(journal: &Journal, name: &str, rounds: usize) -> anyhow::Result<()> {
    let reports = journal.some_reports(rounds).await?;
    let (mut times, mut found) = (Vec::with_capacity(rounds), 0);
    for report in reports {
        let start = Instant::now();
        found += journal.look_up(report).await?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(Duration::ZERO);
    println!(
        "{name}: median {:.2} ms, p95 {:.2} ms, p99 {:.2} ms ({} reports, {found} proposals)",
        at(0.5).as_secs_f64() * 1000.0,
        at(0.95).as_secs_f64() * 1000.0,
        at(0.99).as_secs_f64() * 1000.0,
        times.len()
    );
    Ok(())
}
