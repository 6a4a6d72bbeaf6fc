//! Writing boards: the rows of queue, tracking table and look-ups. Names and PV numbers in them are sealed.
//! How they are read: [`crate::table`].

use crate::db::{DbError, LOOKED_FOR, Tx, Value, insert_many, placeholders, sql};
use crate::indicator::tally;
use crate::key::{Key, Keyring};
use crate::store::{Journal, OpenError};
use casework::board::{ReportRow, rows};
use casework::clock::brussels;
use casework::fold::Case;
use casework::id::{CaseId, ZoneCode};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashSet};

const COLUMNS: [&str; 26] = [
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
    "couple_token",
    "label",
];

/// Token of a PV number in its zone.
pub(crate) fn pv_token(keys: &Keyring, zone: &ZoneCode, pv: &str) -> Vec<u8> {
    keys.token("pv", &format!("{zone}|{pv}"))
}

/// The rows of some cases, computed before a transaction writes them.
pub(crate) struct BoardRows {
    rows: Vec<Vec<Value>>,
    tokens: Vec<Vec<Value>>,
    couples: Vec<Vec<u8>>,
    links: Vec<Vec<Value>>,
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
        let mut all = Self { rows: vec![], tokens: vec![], couples: vec![], links: vec![], known };
        for (id, case, key) in boards {
            for row in rows(*id, case, &journal.rules) {
                let couple = row.couple.as_ref().map(|couple| journal.keys.token("couple", couple));
                all.couples.extend(couple.clone());
                all.tokens.extend(person_tokens(&journal.keys, &row));
                all.rows.push(values(&journal.keys, key, &row, couple)?);
            }
            all.links
                .extend(case.together().map(|other| vec![id.to_string().into(), other.to_string().into()]));
        }
        all.couples.sort();
        all.couples.dedup();
        Ok(all)
    }

    /// Puts them in the place of what the cases had.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        lock_couples(tx, &self.couples).await?;
        for id in &self.known {
            sql("DELETE FROM report_row WHERE case_id = $1").bind(id.to_string()).run(tx).await?;
            sql("DELETE FROM person_token WHERE case_id = $1").bind(id.to_string()).run(tx).await?;
            sql("DELETE FROM case_link WHERE case_id = $1").bind(id.to_string()).run(tx).await?;
        }
        insert_many(tx, "report_row", &COLUMNS, self.rows).await?;
        let columns = ["token", "report_id", "case_id", "received_at"];
        insert_many(tx, "person_token", &columns, self.tokens).await?;
        insert_many(tx, "case_link", &["case_id", "other_id"], self.links).await?;
        mark_repeated(tx, &self.couples).await
    }
}

/// Two officers who sign at once on one couple must see each other's row, or neither would be marked as repeated.
/// On SQLite there is one writer. Here couples share 64 locks, always taken in the same order and until the commit.
async fn lock_couples(tx: &mut Tx, couples: &[Vec<u8>]) -> Result<(), DbError> {
    if let Tx::Postgres(_) = tx {
        let locks: BTreeSet<i64> =
            couples.iter().filter_map(|token| token.first()).map(|b| i64::from(b & 63)).collect();
        for lock in locks {
            sql("SELECT pg_advisory_xact_lock($1)").bind(485_400 + lock).all(tx).await?;
        }
    }
    Ok(())
}

fn person_tokens(keys: &Keyring, row: &ReportRow) -> Vec<Vec<Value>> {
    let mut tokens: Vec<_> = row.people.iter().map(|person| keys.token("person", person)).collect();
    tokens.sort();
    tokens.dedup();
    let place = |token: Vec<u8>| {
        vec![
            token.into(),
            row.report.to_string().into(),
            row.case.to_string().into(),
            row.received_at.as_millisecond().into(),
        ]
    };
    tokens.into_iter().map(place).collect()
}

/// A report is repeated when an earlier one names the same couple: the base of the rate of consolidation.
async fn mark_repeated(tx: &mut Tx, couples: &[Vec<u8>]) -> Result<(), DbError> {
    for chunk in couples.chunks(LOOKED_FOR) {
        let text = format!(
            "UPDATE report_row SET repeated = 1, tally = tally + {} WHERE repeated = 0 AND couple_token IN {} AND EXISTS \
             (SELECT 1 FROM report_row AS earlier WHERE earlier.couple_token = report_row.couple_token \
             AND (earlier.received_at < report_row.received_at OR (earlier.received_at = report_row.received_at \
             AND earlier.report_id < report_row.report_id)))",
            tally::REPEATED,
            placeholders(0, chunk.len())
        );
        let tokens = chunk.iter().map(|token| token.clone().into());
        sql(text).bind_all(tokens).many(chunk.len()).run(tx).await?;
    }
    Ok(())
}

fn values(
    keys: &Keyring,
    key: &Key,
    row: &ReportRow,
    couple: Option<Vec<u8>>,
) -> Result<Vec<Value>, OpenError> {
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
        couple.into(),
        key.seal(&label, row.report.to_string().as_bytes()).into(),
    ])
}
