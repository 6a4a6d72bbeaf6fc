//! What was opened to an office, and what it must acknowledge: read from the boards [`grant_row`] and [`notice`].

use crate::boards::board::Board;
use crate::boards::grant_row::{self, SEALED, Words};
use crate::boards::notice;
use crate::boards::read::shown;
use crate::handle::db::{DbError, Row, Value, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use casework::grants::{GrantKind, NoticeKind};
use casework::record::id::{CaseId, GrantId, ZoneCode};
use casework::record::staff::{Recipient, Sector};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Rows asked for at most: nobody reads more on one page.
const MOST: i64 = 200;

/// A case that a live grant opens to an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The case.
    pub case: CaseId,
    /// On what it rests.
    pub kind: GrantKind,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Broken glass, for whoever reviews it. No content of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenGlass {
    /// The case.
    pub case: CaseId,
    /// The grant.
    pub grant: GrantId,
    /// Who.
    pub by: String,
    /// Her sector.
    pub sector: Sector,
    /// When.
    pub since: Timestamp,
    /// Until when it stays open.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
    /// When it was reviewed, what it came to, and the note.
    pub reviewed: Option<(Timestamp, casework::grants::ReviewOutcome, String)>,
}

/// Something that an office must acknowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The case.
    pub case: CaseId,
    /// The grant or the correction.
    pub notice: Uuid,
    /// What it is about.
    pub kind: NoticeKind,
    /// The office as it was named.
    pub to: Recipient,
    /// Since when.
    pub at: Timestamp,
}

/// A unit that asks for what is there for it.
#[derive(Debug, Clone, Copy)]
pub struct AskingUnit<'a> {
    /// Its sector.
    pub sector: Sector,
    /// Its zones.
    pub zones: &'a BTreeSet<ZoneCode>,
    /// Its name, of a partner.
    pub office: &'a str,
    /// What is hidden from whoever asks in its name: neither listed nor counted.
    pub hidden: &'a Hidden,
}

impl AskingUnit<'_> {
    /// `sector = $1 AND … zone IN (…)`, and the values, the first of which is `$1`. `case_id`: the column of the case.
    pub(crate) fn condition(self, keys: &Keyring, case_id: &str) -> (String, Vec<Value>) {
        let zones = zone_values(self.zones);
        let text = format!(
            "sector = $1 AND (office IS NULL OR office = $2) AND zone IN {}{}",
            placeholders(2, zones.len()),
            self.hidden.condition(case_id, 2 + zones.len())
        );
        let first = [self.sector.word().into(), keys.token("office", self.office).into()];
        (text, first.into_iter().chain(zones).chain(self.hidden.cases()).collect())
    }
}

pub(crate) fn word<T>(
    row: &Row,
    column: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, DbError> {
    read(&row.text(column)?).ok_or(DbError::Unreadable(column))
}

/// Zones as values, with the empty one that stands for everywhere.
fn zone_values(zones: &BTreeSet<ZoneCode>) -> Vec<Value> {
    std::iter::once(Value::from("")).chain(zones.iter().map(|zone| zone.as_str().into())).collect()
}

impl Journal {
    /// The cases that live grants open to an office, latest first.
    ///
    /// # Errors
    /// The database, or a key.
    pub async fn opened_to(&self, unit: AskingUnit<'_>, now: Timestamp) -> Result<Vec<Opened>, OpenError> {
        let (condition, mut values) = unit.condition(&self.keys, "case_id");
        values.push(now.as_millisecond().into());
        let now = values.len();
        let text = format!(
            "SELECT grant_row.*, wrapped_key, secret FROM grant_row JOIN stream ON stream_id = case_id \
             LEFT JOIN key_secret ON id = case_id WHERE {condition} AND until > ${now} \
             AND since <= ${now} AND kind <> 'glass' ORDER BY since DESC, case_id LIMIT {MOST}"
        );
        let mut opened = Vec::new();
        for row in sql(text).bind_all(values).many(now).fetch(&self.db).await? {
            let case = CaseId(row.parsed("case_id")?);
            // Who named the office is of no matter here; that the row is the one which the program wrote is.
            if self.unsealed::<Words>(&grant_row::BOARD, &row, case)?.is_some() {
                let kind = word(&row, "kind", GrantKind::from_word)?;
                opened.push(Opened { case, kind, since: row.time("since")?, until: row.time("until")? });
            }
        }
        Ok(opened)
    }

    /// How many notices an office has not acknowledged.
    pub async fn waiting_notices(&self, unit: AskingUnit<'_>) -> Result<i64, DbError> {
        let (condition, values) = unit.condition(&self.keys, "case_id");
        let text = format!("SELECT count(*) AS n FROM notice WHERE acknowledged IS NULL AND {condition}");
        let count = values.len();
        let rows = sql(text).bind_all(values).many(count).fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("n"))
    }

    /// The notices that an office has not acknowledged, oldest first.
    pub async fn notices(&self, unit: AskingUnit<'_>) -> Result<Vec<Waiting>, OpenError> {
        let (condition, values) = unit.condition(&self.keys, "notice.case_id");
        let text = format!(
            "SELECT notice.*, wrapped_key, secret FROM notice JOIN stream ON stream_id = case_id \
             LEFT JOIN key_secret ON id = case_id \
             WHERE acknowledged IS NULL AND {condition} ORDER BY at, case_id LIMIT {MOST}"
        );
        let (count, sector) = (values.len(), unit.sector);
        let statement = sql(text).bind_all(values);
        let mut waiting = Vec::new();
        for row in statement.many(count).fetch(&self.db).await? {
            let (case, notice) = (CaseId(row.parsed("case_id")?), row.parsed::<Uuid>("notice_id")?);
            let Some(office) = self.unsealed::<String>(&notice::BOARD, &row, case)? else { continue };
            let zone = row.text("zone")?;
            let zone = if zone.is_empty() { None } else { ZoneCode::parse(&zone).ok() };
            let to = Recipient { sector, zone, office };
            let kind = word(&row, "kind", NoticeKind::from_word)?;
            waiting.push(Waiting { case, notice, kind, to, at: row.time("at")? });
        }
        Ok(waiting)
    }

    /// Glass broken in cases of these zones that are not hidden from whoever reviews it, latest first, reviewed or not.
    pub async fn broken_glass(
        &self,
        zones: &BTreeSet<ZoneCode>,
        hidden: &Hidden,
    ) -> Result<Vec<BrokenGlass>, OpenError> {
        let places = placeholders(0, zones.len());
        let unseen = hidden.condition("grant_row.case_id", zones.len());
        let text = format!(
            "SELECT grant_row.*, wrapped_key, secret FROM grant_row JOIN stream ON stream_id = case_id \
             LEFT JOIN key_secret ON id = case_id WHERE kind = 'glass' \
             AND EXISTS (SELECT 1 FROM report_row WHERE report_row.case_id = grant_row.case_id \
             AND report_row.zone IN {places}){unseen} ORDER BY since DESC, grant_id LIMIT {MOST}"
        );
        let mut broken = Vec::new();
        if zones.is_empty() {
            return Ok(broken);
        }
        let values: Vec<Value> =
            zones.iter().map(|zone| zone.as_str().into()).chain(hidden.cases()).collect();
        let count = values.len();
        for row in sql(text).bind_all(values).many(count).fetch(&self.db).await? {
            let (case, grant) = (CaseId(row.parsed("case_id")?), row.parsed::<Uuid>("grant_id")?);
            let Some(words) = self.unsealed::<Words>(&grant_row::BOARD, &row, case)? else { continue };
            let at = row.opt_time("reviewed")?;
            broken.push(BrokenGlass {
                case,
                grant: GrantId(grant),
                by: words.by,
                sector: word(&row, "sector", Sector::from_word)?,
                since: row.time("since")?,
                until: row.time("until")?,
                reason: words.reason,
                reviewed: at.zip(words.outcome).map(|(at, outcome)| (at, outcome, words.note)),
            });
        }
        Ok(broken)
    }

    /// How many break-glasses in cases of these zones, those that are hidden excepted, nobody has reviewed.
    pub async fn unreviewed_glass(
        &self,
        zones: &BTreeSet<ZoneCode>,
        hidden: &Hidden,
    ) -> Result<i64, DbError> {
        if zones.is_empty() {
            return Ok(0);
        }
        let text = format!(
            "SELECT count(*) AS n FROM grant_row WHERE kind = 'glass' AND reviewed IS NULL AND EXISTS \
             (SELECT 1 FROM report_row WHERE report_row.case_id = grant_row.case_id AND report_row.zone IN {}){}",
            placeholders(0, zones.len()),
            hidden.condition("grant_row.case_id", zones.len())
        );
        let values: Vec<Value> =
            zones.iter().map(|zone| zone.as_str().into()).chain(hidden.cases()).collect();
        let count = values.len();
        let rows = sql(text).bind_all(values).many(count).fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("n"))
    }

    /// The sealed part of a row; `None` when the case was erased, or somebody changed to whom the row is shown.
    pub(crate) fn unsealed<T: for<'de> Deserialize<'de>>(
        &self,
        board: &Board,
        row: &Row,
        case: CaseId,
    ) -> Result<Option<T>, OpenError> {
        let Some(key) = self.key_of(row, &case.to_string())? else { return Ok(None) };
        let Some(plain) = shown(self.opened_of(board, (&key, row), &SEALED))? else { return Ok(None) };
        let words = serde_json::from_slice(&plain);
        Ok(Some(words.map_err(|error| OpenError::Unreadable(error.into()))?))
    }
}
