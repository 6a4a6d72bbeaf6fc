//! Comparing all reports at once, after an import or a rebuild: the index is read once, in memory, instead of being
//! asked for each report. The same keys, the same comparison, the same proposals.

use crate::handle::db::{DbError, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use crate::people::index::{PersonKey, ReportPeople, SELECTED, Unwrapped, is_crowded};
use crate::people::proposal::{Comparable, Found};
use casework::record::id::ReportId;
use jiff::Timestamp;
use linkage::Lexicon;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashSet};
use tokio::task::JoinError;

/// Rows read at a time, and matches written at a time.
const LOT: usize = 2_000;
/// Reports whose keys are computed by one thread at a time.
const PART: usize = 1_000;
/// Keys written in one transaction: others may write in between.
const KEYS: usize = 200_000;

impl Journal {
    /// Compares every report that waits with all others, in memory; gives how many waited.
    pub async fn match_everybody(&self, now: Timestamp) -> Result<usize, OpenError> {
        let waiting = self.waiting().await?;
        let reports = self.everybody().await?;
        let people = self.people().await?;
        self.block_in(reports.iter().filter(|(report, _)| waiting.contains(report))).await?;
        let (keyring, fresh) = (self.keys.clone(), waiting.clone());
        let work = move || {
            let (keys, found) =
                rayon::join(|| keys(&keyring, &reports, &fresh), || matches(&reports, &fresh, people));
            found.map(|found| (keys, found))
        };
        let done = tokio::task::spawn_blocking(work).await;
        let stopped = |error: JoinError| {
            tracing::error!(%error, "the comparison of all reports stopped");
            DbError::Unreadable("comparison")
        };
        let (keys, found) = done.map_err(stopped)??;
        for lot in keys.chunks(KEYS) {
            self.write_matches(lot, &[], &[], now).await?;
        }
        for lot in found.chunks(LOT) {
            self.write_matches(&[], lot, &[], now).await?;
        }
        let compared: Vec<ReportId> = waiting.into_iter().collect();
        self.write_matches(&[], &[], &compared, now).await?;
        Ok(compared.len())
    }

    async fn waiting(&self) -> Result<HashSet<ReportId>, OpenError> {
        let rows = sql("SELECT report_id FROM unmatched").fetch(&self.db).await?;
        Ok(rows.iter().map(|row| row.parsed("report_id").map(ReportId)).collect::<Result<_, _>>()?)
    }

    /// The people of every report, in the order of their rows.
    async fn everybody(&self) -> Result<BTreeMap<ReportId, ReportPeople>, OpenError> {
        let mut reports: BTreeMap<ReportId, ReportPeople> = BTreeMap::new();
        let mut after = i64::MIN;
        loop {
            let text = format!("SELECT {SELECTED} WHERE person > $1 ORDER BY person LIMIT $2");
            let rows = sql(text).bind(after).bind(LOT as i64).fetch(&self.db).await?;
            if let Some(last) = rows.last() {
                after = last.int("person")?;
            }
            // Rows are in the order of drawn numbers: two people of one case hardly ever meet in a lot.
            let opened: Vec<_> =
                rows.par_iter().map(|row| self.opened(&mut Unwrapped::default(), row)).collect();
            for opened in opened {
                let opened = match opened {
                    Ok(opened) => opened,
                    Err(error @ (OpenError::Key(_) | OpenError::Unreadable(_))) => {
                        tracing::error!(%error, "a person is not compared with others");
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                let (case, zone, received_at) = (opened.case, opened.zone, opened.received_at);
                let people = || ReportPeople { case, zone, received_at, people: vec![] };
                reports.entry(opened.report).or_insert_with(people).people.push(opened.indexed);
            }
            if rows.len() < LOT {
                return Ok(reports);
            }
        }
    }
}

/// The keys of fresh reports, all in one order: a tree that is filled at random is written many times over.
fn keys(
    keyring: &Keyring,
    reports: &BTreeMap<ReportId, ReportPeople>,
    fresh: &HashSet<ReportId>,
) -> Vec<PersonKey> {
    let fresh: Vec<&ReportPeople> =
        reports.iter().filter(|(id, _)| fresh.contains(id)).map(|(_, report)| report).collect();
    let of = |part: &[&ReportPeople]| {
        let mut lexicon = Lexicon::default();
        part.iter().flat_map(|report| report.keys(keyring, &mut lexicon)).collect::<Vec<_>>()
    };
    let mut keys: Vec<PersonKey> = fresh.par_chunks(PART).flat_map_iter(of).collect();
    keys.par_sort_unstable();
    keys
}

/// Every two reports of which one is fresh and that share a key, compared.
fn matches(
    reports: &BTreeMap<ReportId, ReportPeople>,
    fresh: &HashSet<ReportId>,
    people: u64,
) -> Result<Vec<Found>, OpenError> {
    let mut lexicon = Lexicon::default();
    let mut comparable: Vec<(bool, Comparable<'_>)> = reports
        .iter()
        .map(|(id, report)| (fresh.contains(id), Comparable::of(report, &mut lexicon)))
        .collect();
    let keys: Vec<Vec<linkage::Key>> =
        comparable.par_iter().map(|(_, report)| report.keys(&lexicon)).collect();
    let mut lists: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (number, keys) in keys.iter().enumerate() {
        for key in keys {
            lists.entry(key.number).or_default().push(number as u32);
        }
    }
    comparable.par_iter_mut().for_each(|(_, report)| {
        report.see_crowds(&lexicon, |key| lists.get(&key.number).map_or(0, Vec::len));
    });
    let found = comparable.par_iter().enumerate().map(|(number, (fresh, here))| {
        let keys = here.keys(&lexicon);
        let near = keys
            .iter()
            .filter_map(|key| lists.get(&key.number).filter(|list| !is_crowded(key.of, list.len())));
        let mut others: Vec<u32> =
            near.flatten().copied().filter(|other| (*other as usize) < number).collect();
        others.sort_unstable();
        others.dedup();
        let others = others.into_iter().map(|other| &comparable[other as usize]);
        let others =
            others.filter(|(other_fresh, there)| (*fresh || *other_fresh) && there.case() != here.case());
        others
            .filter_map(|(_, there)| Journal::judged(&lexicon, people, here, there).transpose())
            .collect::<Result<Vec<Found>, _>>()
    });
    Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}
