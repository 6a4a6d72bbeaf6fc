//! Writing boards: the rows of queue, tracking table and look-ups. Names and PV numbers in them are sealed.
//! How they are read: [`crate::boards::read::table`].

use crate::accounts::handover;
use crate::boards::read::grant::{GRANT_COLUMNS, NOTICE_COLUMNS, grant_rows, notice_rows};
use crate::boards::read::indicator::tally;
use crate::handle::db::{DbError, Tx, Value, insert_many, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::{Key, Keyring};
use crate::people::proposal::mark_repeated;
use casework::board::{ReportRow, in_hand, rows};
use casework::clock::brussels;
use casework::fold::Case;
use casework::id::{CaseId, ZoneCode};
use casework::retention::kept;
use casework::tie::Tie;
use jiff::Timestamp;
use std::collections::HashSet;

/// The boards that are a function of one case.
pub(crate) const TABLES: [&str; 6] =
    ["report_row", "case_tie", "in_hand", "retention_row", "grant_row", "notice"];

const COLUMNS: [&str; 25] = [
    "report_id",
    "case_id",
    "zone",
    "neighbourhood",
    "kind",
    "month",
    "received_at",
    "read_at",
    "contact_at",
    "contact_hours",
    "day_two_at",
    "support_due",
    "support_next",
    "decision",
    "decided_at",
    "decision_due",
    "support_told",
    "decision_told",
    "sensitive",
    "children",
    "grouped",
    "repeated",
    "tally",
    "pv_token",
    "label",
];

/// Token of a PV number in its zone.
pub(crate) fn pv_token(keys: &Keyring, zone: &ZoneCode, pv: &str) -> Vec<u8> {
    keys.token("pv", &format!("{zone}|{pv}"))
}

/// The rows of some cases, computed before a transaction writes them.
pub(crate) struct BoardRows {
    rows: Vec<Vec<Value>>,
    ties: Vec<Vec<Value>>,
    grants: Vec<Vec<Value>>,
    notices: Vec<Vec<Value>>,
    kept: Vec<Vec<Value>>,
    /// Who has what in hand.
    hands: Vec<Vec<Value>>,
    /// Cases that have rows already.
    known: Vec<CaseId>,
}

impl BoardRows {
    /// Of cases, of which the `fresh` ones have no row yet.
    pub(crate) fn of(
        journal: &Journal,
        boards: &[(CaseId, Case, Key)],
        fresh: &[CaseId],
    ) -> Result<Self, OpenError> {
        let fresh: HashSet<&CaseId> = fresh.iter().collect();
        let known = boards.iter().map(|(id, _, _)| *id).filter(|id| !fresh.contains(id)).collect();
        let mut all = Self {
            rows: vec![],
            ties: vec![],
            hands: vec![],
            grants: vec![],
            notices: vec![],
            kept: vec![],
            known,
        };
        for (id, case, key) in boards {
            all.hands.extend(in_hand(case, &journal.rules).iter().map(|line| handover::values(*id, line)));
            for row in rows(*id, case, &journal.rules) {
                all.rows.push(values(&journal.keys, key, &row)?);
            }
            all.grants.extend(grant_rows(&journal.keys, (*id, case, key))?);
            all.notices.extend(notice_rows(&journal.keys, (*id, case, key))?);
            all.kept.extend(kept(case, &journal.rules.retention).into_iter().map(|kept| {
                vec![
                    id.to_string().into(),
                    kept.zone.as_str().into(),
                    kept.class.word().into(),
                    kept.month.into(),
                    kept.counts_from.map(Timestamp::as_millisecond).into(),
                ]
            }));
            all.ties.extend(case.ties.iter().filter_map(|(other, tie)| tied(*id, *other, tie)));
        }
        Ok(all)
    }

    /// Puts them in the place of what the cases had.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        for id in &self.known {
            for table in TABLES {
                sql(format!("DELETE FROM {table} WHERE case_id = $1")).bind(id.to_string()).run(tx).await?;
            }
        }
        insert_many(tx, "report_row", &COLUMNS, self.rows).await?;
        insert_many(tx, "case_tie", &["case_id", "other_id", "state", "score", "later"], self.ties).await?;
        insert_many(tx, "grant_row", &GRANT_COLUMNS, self.grants).await?;
        insert_many(tx, "notice", &NOTICE_COLUMNS, self.notices).await?;
        let columns = ["case_id", "zone", "class", "month", "counts_from"];
        insert_many(tx, "retention_row", &columns, self.kept).await?;
        insert_many(tx, "in_hand", &["report_id", "user_id", "case_id", "what", "due"], self.hands).await?;
        mark_repeated(tx, &self.known).await
    }
}

/// What was decided about two cases, seen from one; `None` when nothing holds: cases that were separated again are
/// as they were before they were grouped.
fn tied(case: CaseId, other: CaseId, tie: &Tie) -> Option<Vec<Value>> {
    let later = tie.postponed.map(Timestamp::as_millisecond);
    let (state, score) = match (tie.together(), tie.refused()) {
        (Some(_), _) => ("together", None),
        (_, Some((score, _))) => ("refused", Some(i64::from(score))),
        _ if later.is_some() => ("open", None),
        _ => return None,
    };
    Some(vec![case.to_string().into(), other.to_string().into(), state.into(), score.into(), later.into()])
}

fn values(keys: &Keyring, key: &Key, row: &ReportRow) -> Result<Vec<Value>, OpenError> {
    let millis = |at: Option<Timestamp>| Value::from(at.map(Timestamp::as_millisecond));
    let waited = row.contact_at.map(|at| at.duration_since(row.received_at).as_hours().max(0));
    let on_time = row.contact_at.zip(row.contact_due).is_some_and(|(at, due)| at <= due);
    let local = row.received_at.to_zoned_datetime(brussels());
    let label = serde_json::to_vec(&row.label).map_err(|e| OpenError::Unreadable(e.into()))?;
    Ok(vec![
        row.report.to_string().into(),
        row.case.to_string().into(),
        row.zone.as_str().into(),
        row.neighbourhood.as_ref().map(ToString::to_string).into(),
        row.kind.word().into(),
        (i64::from(local.year()) * 100 + i64::from(local.month())).into(),
        row.received_at.as_millisecond().into(),
        millis(row.read_at),
        millis(row.contact_at),
        waited.into(),
        millis(row.day_two_at),
        millis(row.support_due),
        row.support_next.map(|clock| clock.word().to_owned()).into(),
        row.decision.map(|decision| decision.word().to_owned()).into(),
        millis(row.decided_at),
        millis(row.decision_due),
        row.support_told.into(),
        row.decision_told.into(),
        row.sensitive.into(),
        row.children.into(),
        row.grouped.into(),
        false.into(),
        tally::of(row, on_time).into(),
        pv_token(keys, &row.zone, &row.label.pv).into(),
        key.seal(&label, row.report.to_string().as_bytes()).into(),
    ])
}
