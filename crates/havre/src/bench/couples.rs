//! Are the couples of the demo found? The generator knows which reports are about one couple.

use crate::bench::people::look_up;
use crate::config::Config;
use crate::{demo, open};
use anyhow::Context;
use casework::record::id::CaseId;
use jiff::Timestamp;
use journal::{Journal, Proposal, ProposalKind};
use std::collections::{BTreeMap, HashMap};
use synthetic::histories;

/// Prints precision and recall of couple proposals, and what it takes to find those of one report.
pub(super) async fn measure(config: &Config, journal: &Journal, rounds: usize) -> anyhow::Result<()> {
    let truth = truth(config, journal).await?;
    let cases: Vec<CaseId> = truth.keys().copied().collect();
    let mut proposals = Vec::new();
    for lot in cases.chunks(10_000) {
        // Each pair is seen from both sides: the later report counts.
        let found = journal.proposals(lot).await?;
        proposals
            .extend(found.into_iter().filter(|found| found.earlier && found.kind == ProposalKind::Couple));
    }
    let pairs = pairs(&truth);
    for (name, likely) in [("likely", true), ("likely or possible", false)] {
        let found = proposals.iter().filter(|proposal| !likely || proposal.is_likely());
        let (right, all) =
            found.fold((0_u64, 0_u64), |(right, all), found| (right + is_right(&truth, found), all + 1));
        println!(
            "couples, {name}: {all} pairs of reports proposed, precision {:.4}, recall {:.4} of {pairs}",
            right as f64 / all.max(1) as f64,
            right as f64 / pairs.max(1) as f64
        );
    }
    look_up(journal, "one report looked up in the index", rounds).await
}

/// Which couple each case of the demo is about.
async fn truth(config: &Config, journal: &Journal) -> anyhow::Result<HashMap<CaseId, u32>> {
    let plan = journal.setting("demo-plan").await?.context("the folder was made by an earlier version")?;
    let [seed, reports, until, opens] = plan.split(' ').collect::<Vec<_>>()[..] else {
        anyhow::bail!("the plan of the demo is unreadable: {plan}");
    };
    let directory = open::directory(config)?;
    let until = until.parse::<Timestamp>()?;
    let plan = demo::plan(&directory, (seed.parse()?, reports.parse()?, until), opens.parse()?)?;
    Ok(histories(&plan).map(|history| (history.case, history.couple)).collect())
}

/// Pairs of reports on one couple.
fn pairs(truth: &HashMap<CaseId, u32>) -> u64 {
    let mut reports: BTreeMap<u32, u64> = BTreeMap::new();
    for couple in truth.values() {
        *reports.entry(*couple).or_default() += 1;
    }
    reports.values().map(|n| n * (n - 1) / 2).sum()
}

fn is_right(truth: &HashMap<CaseId, u32>, found: &Proposal) -> u64 {
    let couple = truth.get(&found.case);
    u64::from(couple.is_some() && couple == truth.get(&found.other))
}
