//! What the contact guard must not forget when a case is erased: which channels of the cases around it it spoke against.
//! Only that they are unsafe stays, sealed with the key of the case that keeps it; never why.

use crate::handle::db::{DbError, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::BARRED_CHANNEL;
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use casework::case::{Case, fold};
use casework::reading::guard::Known;
use casework::record::channel_key::ChannelKey;
use casework::record::id::CaseId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// More cases than this around one are not read: as in the pages, where nothing is safe then.
const MOST: usize = 200;

/// Channels that stay unsafe, by the case that keeps them.
pub(crate) type Barred = BTreeMap<CaseId, BTreeSet<ChannelKey>>;

fn about(case: CaseId) -> Vec<u8> {
    format!("barred|{case}").into_bytes()
}

impl Journal {
    /// Channels of a case against which a case spoke that was erased since.
    ///
    /// # Errors
    /// The database; what does not open; rows that were changed or taken away outside the program: nothing is safe then.
    pub async fn barred(&self, case: CaseId) -> Result<BTreeSet<ChannelKey>, OpenError> {
        let text = "SELECT sealed, wrapped_key, secret FROM barred_channel JOIN stream ON stream_id = case_id \
                    LEFT JOIN key_secret ON id = stream_id WHERE case_id = $1";
        let id = case.to_string();
        let judged = self.guarded(&BARRED_CHANNEL, &id).await?;
        if !judged.1 {
            return Err(DbError::Altered(BARRED_CHANNEL.table).into());
        }
        if judged.0.is_empty() {
            return Ok(BTreeSet::new());
        }
        let rows = sql(text).bind(id.as_str()).fetch(&self.db).await?;
        let Some(row) = rows.first() else { return Ok(BTreeSet::new()) };
        let Some(key) = self.key_of(row, &id)? else { return Ok(BTreeSet::new()) };
        let plain = key.open(&row.bytes("sealed")?, &about(case))?;
        serde_json::from_slice(&plain).map_err(|_| DbError::Unreadable("barred_channel").into())
    }

    /// What the cases around one must keep when it goes: what is spoken against now, and would not be without it.
    pub(crate) async fn bars_without(&self, gone: CaseId) -> Result<Barred, OpenError> {
        let mut cases = BTreeMap::new();
        let mut next = VecDeque::from([gone]);
        while let Some(id) = next.pop_front().filter(|_| cases.len() < MOST) {
            if cases.contains_key(&id) {
                continue;
            }
            let Some(case) = self.load(id).await?.map(|stream| fold(&stream.entries)) else { continue };
            next.extend(around(&case));
            cases.insert(id, case);
        }
        let mut bars = Barred::new();
        for id in cases.keys().copied().filter(|id| *id != gone) {
            let with = known(&cases, &reached(&cases, id, None)).spoken_against(id);
            let without = known(&cases, &reached(&cases, id, Some(gone))).spoken_against(id);
            let lost: BTreeSet<_> = with.difference(&without).copied().collect();
            if !lost.is_empty() {
                bars.insert(id, lost);
            }
        }
        Ok(bars)
    }

    /// Writes what stays unsafe, beside what was written before.
    pub(crate) async fn keep_bars(
        &self,
        pen: &mut Pen<'_>,
        tx: &mut Tx,
        bars: &Barred,
    ) -> Result<(), OpenError> {
        for (case, channels) in bars {
            let id = case.to_string();
            let text = "SELECT wrapped_key, secret FROM stream LEFT JOIN key_secret ON id = stream_id WHERE stream_id = $1";
            let rows = sql(text).bind(id.as_str()).all(tx).await?;
            let Some(key) = rows.first().map(|row| self.key_of(row, &id)).transpose()?.flatten() else {
                continue;
            };
            let before = self.barred(*case).await?;
            let all: BTreeSet<_> = before.union(channels).collect();
            let plain = serde_json::to_vec(&all).map_err(|error| OpenError::Unreadable(error.into()))?;
            sql("INSERT INTO barred_channel (case_id, sealed) VALUES ($1, $2) \
                 ON CONFLICT (case_id) DO UPDATE SET sealed = excluded.sealed")
            .bind(id.as_str())
            .bind(key.seal(&plain, &about(*case)))
            .run(tx)
            .await?;
            pen.seal(tx, &BARRED_CHANNEL, &id).await?;
        }
        Ok(())
    }
}

/// Cases followed together with one, and those with somebody of it.
fn around(case: &Case) -> Vec<CaseId> {
    let linked = case.linking.linked().map(|(same, _)| same.case);
    case.linking.grouped().chain(linked).collect()
}

/// The cases that are reached from one, without another.
fn reached(cases: &BTreeMap<CaseId, Case>, from: CaseId, without: Option<CaseId>) -> Vec<CaseId> {
    let (mut seen, mut next) = (Vec::new(), VecDeque::from([from]));
    while let Some(id) = next.pop_front() {
        let Some(case) = cases.get(&id).filter(|_| Some(id) != without && !seen.contains(&id)) else {
            continue;
        };
        seen.push(id);
        next.extend(around(case));
    }
    seen
}

fn known<'a>(cases: &'a BTreeMap<CaseId, Case>, ids: &[CaseId]) -> Known<'a> {
    Known::new(ids.iter().filter_map(|id| Some((*id, cases.get(id)?))), &[])
}
