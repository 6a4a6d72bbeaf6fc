//! Reading boards: rows as listed, look-ups by PV number, what is late. Which rows a list has: [`super::list_query`].

use crate::boards::read::shown;
use crate::boards::report_row::{BOARD, LABEL, UNFILLED, pv_key, pv_token};
use crate::handle::db::{DbError, LOOKED_FOR, Row, Value, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use casework::prosecution::Decision;
use casework::reading::rows::Label;
use casework::record::id::{CaseId, Nis, ReportId, ZoneCode};
use casework::report::ReportKind;
use casework::tasks::clocks::ClockKind;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};

/// One row as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The report.
    pub report: ReportId,
    /// Its case.
    pub case: CaseId,
    /// Whether it is followed together with others.
    pub grouped: bool,
    /// Zone.
    pub zone: ZoneCode,
    /// Neighbourhood.
    pub neighbourhood: Option<Nis>,
    /// Dispute or complaint.
    pub kind: ReportKind,
    /// Received.
    pub received_at: Timestamp,
    /// First read by victim support.
    pub read_at: Option<Timestamp>,
    /// Contact settled.
    pub contact_at: Option<Timestamp>,
    /// Earliest pending work of victim support.
    pub support_due: Option<Timestamp>,
    /// What it is.
    pub support_next: Option<ClockKind>,
    /// Decision.
    pub decision: Option<Decision>,
    /// Decided.
    pub decided_at: Option<Timestamp>,
    /// Decision due.
    pub decision_due: Option<Timestamp>,
    /// The head of victim support was told that this work is late.
    pub support_told: bool,
    /// The head of the prosecution was told that the decision is late.
    pub decision_told: bool,
    /// Sensitive case.
    pub sensitive: bool,
    /// Children.
    pub children: bool,
    /// Another report on this couple came before.
    pub repeated: bool,
    /// Names and PV number.
    pub label: Label,
}

/// A page of rows.
#[derive(Debug, Clone)]
pub struct Page {
    /// Rows.
    pub rows: Vec<Listed>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<(i64, String)>,
}

/// A hit of a search, or an earlier report on the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The case.
    pub case: CaseId,
    /// The report.
    pub report: ReportId,
    /// Zone.
    pub zone: ZoneCode,
    /// Received.
    pub received_at: Timestamp,
    /// Dispute or complaint.
    pub kind: ReportKind,
    /// Whether it is followed together with others.
    pub grouped: bool,
}

impl Journal {
    pub(crate) fn listed(&self, row: &Row) -> Result<Listed, OpenError> {
        let case = row.text("case_id")?;
        let key = self.key_of(row, &case)?.ok_or(OpenError::Erased)?;
        let label = self.opened_of(&BOARD, (&key, row), &LABEL)?;
        let word = |column, text: Option<String>| text.ok_or(DbError::Unreadable(column));
        let kind = ReportKind::from_word(&row.text("kind")?).ok_or(DbError::Unreadable("kind"))?;
        let decision =
            row.opt_text("decision")?.map(|w| Decision::from_word(&w)).map(|d| d.ok_or("decision"));
        let next =
            row.opt_text("support_next")?.map(|w| ClockKind::from_word(&w)).map(|c| c.ok_or("support_next"));
        Ok(Listed {
            report: row.parsed("report_id")?,
            case: row.parsed("case_id")?,
            grouped: row.flag("grouped")?,
            zone: ZoneCode::parse(&word("zone", Some(row.text("zone")?))?)
                .map_err(|_| DbError::Unreadable("zone"))?,
            neighbourhood: neighbourhood(row)?,
            kind,
            received_at: row.time("received_at")?,
            read_at: row.opt_time("read_at")?,
            contact_at: row.opt_time("contact_at")?,
            support_due: row.opt_time("support_due")?,
            support_next: next.transpose().map_err(DbError::Unreadable)?,
            decision: decision.transpose().map_err(DbError::Unreadable)?,
            decided_at: row.opt_time("decided_at")?,
            decision_due: row.opt_time("decision_due")?,
            support_told: row.flag("support_told")?,
            decision_told: row.flag("decision_told")?,
            sensitive: row.flag("sensitive")?,
            children: row.flag("children")?,
            repeated: row.flag("repeated")?,
            label: serde_json::from_slice(&label).map_err(|e| OpenError::Unreadable(e.into()))?,
        })
    }

    /// The rows of these reports. One that was changed outside the program is left out.
    ///
    /// # Errors
    /// The database; a row that does not open.
    pub async fn listed_of(
        &self,
        reports: impl IntoIterator<Item = ReportId>,
    ) -> Result<HashMap<ReportId, Listed>, OpenError> {
        let reports: BTreeSet<_> = reports.into_iter().map(|report| report.to_string()).collect();
        let reports: Vec<_> = reports.into_iter().map(Value::from).collect();
        let mut listed = HashMap::with_capacity(reports.len());
        for chunk in reports.chunks(LOOKED_FOR) {
            let text = format!(
                "SELECT report_row.*, wrapped_key, secret FROM report_row JOIN stream ON stream_id = report_row.case_id \
                 LEFT JOIN key_secret ON id = report_row.case_id WHERE report_id IN {}",
                placeholders(0, chunk.len())
            );
            for row in sql(text).bind_all(chunk.to_vec()).many(chunk.len()).fetch(&self.db).await? {
                listed.extend(shown(self.listed(&row))?.map(|row| (row.report, row)));
            }
        }
        Ok(listed)
    }

    /// The newest report of each of these cases, with the neighbourhood of its home.
    pub async fn newest_of(
        &self,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, (ReportId, Option<Nis>)>, DbError> {
        let mut newest = HashMap::new();
        for chunk in cases.chunks(LOOKED_FOR) {
            let text = format!(
                "SELECT case_id, report_id, neighbourhood FROM report_row WHERE case_id IN {} \
                 ORDER BY received_at, report_id",
                placeholders(0, chunk.len())
            );
            let ids = chunk.iter().map(|case| case.to_string().into());
            for row in sql(text).bind_all(ids).many(chunk.len()).fetch(&self.db).await? {
                newest.insert(row.parsed("case_id")?, (row.parsed("report_id")?, neighbourhood(&row)?));
            }
        }
        Ok(newest)
    }

    /// The reports with this PV number in one of these zones, whatever signs part it.
    pub async fn by_pv(&self, zones: &[ZoneCode], pv: &str) -> Result<Vec<Found>, DbError> {
        let keys: Vec<_> = zones.iter().map(|zone| pv_key(&self.keys, zone, pv).into()).collect();
        let tokens: Vec<_> = zones.iter().map(|zone| pv_token(&self.keys, zone, pv).into()).collect();
        let mut found = self.found("pv_key", keys).await?;
        let literal = self.found("pv_token", tokens).await?;
        found.extend(
            literal
                .into_iter()
                .filter(|one| !found.iter().any(|other| other.report == one.report))
                .collect::<Vec<_>>(),
        );
        Ok(found)
    }

    /// Which of these zone and PV pairs are known already, in the order asked.
    pub async fn known_pvs(&self, pairs: &[(ZoneCode, String)]) -> Result<Vec<bool>, DbError> {
        let mut known = vec![false; pairs.len()];
        type Token = fn(&Keyring, &ZoneCode, &str) -> Vec<u8>;
        let filled = sql(UNFILLED).fetch(&self.db).await?.is_empty();
        let columns = [("pv_key", pv_key as Token), ("pv_token", pv_token as Token)];
        for (column, token) in columns.into_iter().take(if filled { 1 } else { 2 }) {
            let tokens: Vec<_> = pairs.iter().map(|(zone, pv)| token(&self.keys, zone, pv)).collect();
            let found = self.known_tokens(column, &tokens).await?;
            known.iter_mut().zip(&tokens).for_each(|(known, token)| *known |= found.contains(token));
        }
        Ok(known)
    }

    async fn known_tokens(
        &self,
        column: &'static str,
        tokens: &[Vec<u8>],
    ) -> Result<HashSet<Vec<u8>>, DbError> {
        let mut known = HashSet::new();
        for chunk in tokens.chunks(LOOKED_FOR) {
            let text = format!(
                "SELECT {column} AS found FROM report_row WHERE {column} IN {}",
                placeholders(0, chunk.len())
            );
            let statement =
                sql(text).bind_all(chunk.iter().map(|token| token.clone().into())).many(chunk.len());
            for row in statement.fetch(&self.db).await? {
                known.insert(row.bytes("found")?);
            }
        }
        Ok(known)
    }

    async fn found(&self, column: &str, values: Vec<Value>) -> Result<Vec<Found>, DbError> {
        if values.is_empty() {
            return Ok(vec![]);
        }
        let text = format!(
            "SELECT case_id, report_id, zone, received_at, kind, grouped FROM report_row WHERE {column} IN {} \
             ORDER BY received_at DESC",
            placeholders(0, values.len())
        );
        let rows = sql(text).bind_all(values).fetch(&self.db).await?;
        rows.iter().map(found_row).collect()
    }

    /// Reports whose work is late and of which nobody above was told yet: clock, zone, case, report.
    pub async fn late(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<(ClockKind, ZoneCode, CaseId, ReportId)>, DbError> {
        let mut late = Vec::new();
        for (column, next, told) in
            [("support_due", "support_next", "support_told"), ("decision_due", "'decision'", "decision_told")]
        {
            let text = format!(
                "SELECT {next} AS clock, zone, case_id, report_id FROM report_row \
                 WHERE {told} = 0 AND {column} IS NOT NULL AND {column} < $1 \
                 ORDER BY {column} LIMIT $2"
            );
            for row in sql(text).bind(now.as_millisecond()).bind(limit).fetch(&self.db).await? {
                let clock =
                    ClockKind::from_word(&row.text("clock")?).ok_or(DbError::Unreadable("support_next"))?;
                let zone = ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?;
                late.push((clock, zone, row.parsed("case_id")?, row.parsed("report_id")?));
            }
        }
        Ok(late)
    }
}

fn neighbourhood(row: &Row) -> Result<Option<Nis>, DbError> {
    Ok(row.opt_text("neighbourhood")?.and_then(|nis| Nis::parse(&nis).ok()))
}

fn found_row(row: &Row) -> Result<Found, DbError> {
    Ok(Found {
        case: row.parsed("case_id")?,
        report: row.parsed("report_id")?,
        zone: ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?,
        received_at: row.time("received_at")?,
        kind: ReportKind::from_word(&row.text("kind")?).ok_or(DbError::Unreadable("kind"))?,
        grouped: row.flag("grouped")?,
    })
}
