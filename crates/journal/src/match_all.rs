//! Comparing all reports at once, after an import or a rebuild: the index is read once, in memory, instead of being
//! asked for each report. The same keys, the same comparison, the same proposals.

use crate::db::sql;
use crate::index::{PersonKey, ReportPeople, SELECTED, Unwrapped, is_crowded};
use crate::key::Keyring;
use crate::proposal::{Comparable, Found};
use crate::store::{Journal, OpenError};
use casework::id::ReportId;
use jiff::Timestamp;
use linkage::Lexicon;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows read at a time, and matches written at a time.
const LOT: usize = 2_000;
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
            let keys = keys(&keyring, &reports, &fresh);
            matches(&reports, &fresh, people).map(|found| (keys, found))
        };
        let done = tokio::task::spawn_blocking(work).await;
        let (keys, found) = done.map_err(|_| crate::db::DbError::Unreadable("comparison"))??;
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
            let mut keys = Unwrapped::default();
            for row in &rows {
                after = row.int("person")?;
                let opened = match self.opened(&mut keys, row) {
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
    let mut lexicon = Lexicon::default();
    let fresh = reports.iter().filter(|(id, _)| fresh.contains(id));
    let mut keys: Vec<PersonKey> = fresh.flat_map(|(_, report)| report.keys(keyring, &mut lexicon)).collect();
    keys.sort_unstable();
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
    let mut lists: HashMap<u64, Vec<u32>> = HashMap::new();
    for (number, (_, report)) in comparable.iter().enumerate() {
        for key in report.keys(&lexicon) {
            lists.entry(key.number).or_default().push(number as u32);
        }
    }
    for (_, report) in &mut comparable {
        report.see_crowds(&lexicon, |key| lists.get(&key.number).map_or(0, Vec::len));
    }
    let mut found = Vec::new();
    for (number, (fresh, here)) in comparable.iter().enumerate() {
        let keys = here.keys(&lexicon);
        let near = keys
            .iter()
            .filter_map(|key| lists.get(&key.number).filter(|list| !is_crowded(key.of, list.len())));
        let mut others: Vec<u32> = near.flatten().copied().collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            let (other_fresh, there) = &comparable[other as usize];
            let earlier = (other as usize) < number;
            if other as usize == number
                || there.case() == here.case()
                || !(*fresh || *other_fresh)
                || !earlier
            {
                continue;
            }
            found.extend(Journal::judged(&lexicon, people, here, there)?);
        }
    }
    Ok(found)
}
