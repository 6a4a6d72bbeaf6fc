//! Unusual readings that were found, how a reviewer closed them, and what the prosecution holds back from answers.
//!
//! **Invariant:** a review and a hold are only added to. What is found is computed from the log and may be computed
//! anew; all of it is sealed, because a name that is like another says something about a person.

use crate::handle::db::{DbError, Row, Tx, Value, insert, insert_many, sql};
use crate::handle::guarded::READING_HOLD;
use crate::handle::journal::Journal;
use crate::handle::random::new_uuid;
use casework::oversight::anomaly::{Closing, DayCount, Often, Unusual};
use casework::oversight::log::ReadingAct;
use casework::record::id::{CaseId, UserId, ZoneCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Something unusual, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFinding {
    /// Says nothing about what was found.
    pub id: String,
    /// When it was found first.
    pub found_at: Timestamp,
    /// What.
    pub what: Unusual,
    /// How it was closed.
    pub review: Option<Review>,
}

/// How a reviewer closed something unusual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// With what outcome.
    pub outcome: Closing,
    /// In the reviewer's words.
    pub note: String,
    /// The last line of the log that belongs to what she saw; 0 in a review of an earlier version.
    pub until: i64,
}

/// Whether the prosecution holds back its readings from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Held, or no longer.
    pub held: bool,
    /// Why.
    pub reason: String,
}

/// Milliseconds of an hour, for the hours of [`Journal::day_counts`].
const HOUR: i64 = 3_600_000;

impl Journal {
    fn unseal<T: DeserializeOwned>(&self, sealed: &[u8], about: &str) -> Result<T, DbError> {
        let plain = self.keys.open_reading(sealed, about.as_bytes()).ok();
        let value = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        value.ok_or(DbError::Unreadable("sealed finding"))
    }

    fn seal_about(&self, value: &impl serde::Serialize, about: &str) -> Vec<u8> {
        // Plain words and numbers always become JSON.
        self.keys.seal_reading(&serde_json::to_vec(value).unwrap_or_default(), about.as_bytes())
    }

    /// What everybody did on each day in `[from, until)`. Days and nights (22 to 6 h) are those of UTC + 1 here: what
    /// is usual need not be exact.
    ///
    /// # Errors
    /// The database.
    pub async fn day_counts(&self, from: Timestamp, until: Timestamp) -> Result<Vec<DayCount>, DbError> {
        let day = format!("(at + {HOUR}) / {}", 24 * HOUR);
        let hour = format!("((at + {HOUR}) / {HOUR}) % 24");
        let times = |wanted: &str| format!("sum(CASE WHEN {wanted} THEN 1 ELSE 0 END)");
        let night = times(&format!(
            "outcome = 'given' AND act NOT IN ('log', 'review') AND ({hour} < 6 OR {hour} >= 22)"
        ));
        let searches = times("act = 'search' AND outcome = 'given'");
        let refused = times("outcome = 'refused'");
        let cases = "count(DISTINCT CASE WHEN act = 'open' AND outcome = 'given' THEN case_id END)";
        let text = format!(
            "SELECT user_id, unit, {cases} AS cases, {night} AS night, {searches} AS searches, {refused} AS refused \
             FROM reading_line WHERE at >= $1 AND at < $2 AND unit <> '' GROUP BY user_id, unit, {day}"
        );
        let rows = sql(text).bind(from.as_millisecond()).bind(until.as_millisecond()).fetch(&self.db).await?;
        let number =
            |row: &Row, name: &str| Ok::<_, DbError>(u32::try_from(row.int(name)?).unwrap_or(u32::MAX));
        let count = |row: &Row| {
            Ok(DayCount {
                user: row.parsed("user_id")?,
                unit: row.text("unit")?,
                cases: number(row, "cases")?,
                night: number(row, "night")?,
                searches: number(row, "searches")?,
                refused: number(row, "refused")?,
            })
        };
        rows.iter().map(count).collect()
    }

    /// Cases that one person opened at least so often in `[from, until)`. One request counts once.
    ///
    /// # Errors
    /// The database.
    pub async fn opened_often(
        &self,
        user: UserId,
        (from, until): (Timestamp, Timestamp),
        least: u32,
    ) -> Result<Vec<Often>, DbError> {
        let text = "SELECT case_id, count(DISTINCT request_id) AS times FROM reading_line \
                    WHERE user_id = $4 AND at >= $1 AND at < $2 AND act = 'open' AND case_id <> '' \
                    GROUP BY case_id HAVING count(DISTINCT request_id) >= $3";
        let statement = sql(text).bind(from.as_millisecond()).bind(until.as_millisecond());
        let rows = statement.bind(i64::from(least)).bind(user.to_string()).fetch(&self.db).await?;
        let often = |row: &Row| {
            let times = u32::try_from(row.int("times")?).unwrap_or(u32::MAX);
            Ok(Often { user, case: row.parsed("case_id")?, times })
        };
        rows.iter().map(often).collect()
    }

    /// The cases that somebody opened since then, and how often she was asked why and said it.
    ///
    /// # Errors
    /// The database.
    pub async fn opened_since(
        &self,
        user: UserId,
        since: Timestamp,
    ) -> Result<(BTreeSet<CaseId>, u32), DbError> {
        let text = "SELECT act, case_id, count(*) AS times FROM reading_line \
                    WHERE user_id = $1 AND at >= $2 AND outcome = 'given' \
                    AND (act = 'reason' OR (act = 'open' AND case_id <> '')) GROUP BY act, case_id";
        let rows = sql(text).bind(user.to_string()).bind(since.as_millisecond()).fetch(&self.db).await?;
        let (mut cases, mut reasons) = (BTreeSet::new(), 0);
        for row in &rows {
            if row.text("act")? == ReadingAct::Reason.word() {
                reasons += u32::try_from(row.int("times")?).unwrap_or(u32::MAX);
            } else {
                cases.insert(row.parsed("case_id")?);
            }
        }
        Ok((cases, reasons))
    }

    /// Who did something after line number `after`, and on which days: number of the last line that was looked at, and
    /// each of them with a moment of that day. At most `limit` lines are looked at; none is opened.
    ///
    /// # Errors
    /// The database.
    pub async fn readers_after(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<(i64, Vec<(UserId, Timestamp)>), DbError> {
        let text = "SELECT seq, user_id, at, unit FROM reading_line WHERE seq > $1 ORDER BY seq LIMIT $2";
        let statement = sql(text).bind(after).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = statement.fetch(&self.db).await?;
        let last = rows.last().map_or(Ok(after), |row| row.int("seq"))?;
        let mut readers = Vec::new();
        for row in &rows {
            // Lines of the log itself are nobody's.
            if !row.text("unit")?.is_empty() {
                readers.push((row.parsed("user_id")?, row.time("at")?));
            }
        }
        Ok((last, readers))
    }

    /// Number of the last line that was written before a moment; 0 when there is none.
    ///
    /// # Errors
    /// The database.
    pub async fn last_reading_before(&self, at: Timestamp) -> Result<i64, DbError> {
        let text = "SELECT coalesce(max(seq), 0) AS seq FROM reading_line WHERE at < $1";
        let rows = sql(text).bind(at.as_millisecond()).fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("seq"))
    }

    /// Keeps what was found; what is known already gets its new number, unless a reviewer closed it: what she closed stays
    /// what she saw.
    ///
    /// # Errors
    /// The database.
    pub async fn keep_findings(&self, at: Timestamp, found: &[Unusual]) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        for one in found {
            let id = self.finding_id(one);
            let text = format!("{REVIEW} WHERE r.finding_id = $1");
            let reviews = sql(text).bind(id.as_str()).all(&mut tx).await?;
            if reviews.iter().any(|row| self.read_review(row).is_some()) {
                continue;
            }
            let sealed = self.seal_about(one, &format!("finding|{id}"));
            let row = vec![id.clone().into(), at.as_millisecond().into(), sealed.into()];
            let again = " ON CONFLICT (finding_id) DO UPDATE SET sealed = excluded.sealed";
            insert(&mut tx, "reading_finding", &["finding_id", "found_at", "sealed"], vec![row], again)
                .await?;
            let zones = one.zones.iter().map(|zone| vec![zone.to_string().into(), id.clone().into()]);
            insert(&mut tx, "finding_zone", &FINDING_ZONE, zones.collect(), " ON CONFLICT DO NOTHING")
                .await?;
        }
        tx.commit().await
    }

    fn finding_id(&self, one: &Unusual) -> String {
        self.keys.token("finding", &one.key()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// How something that was found is kept, and closed; `None` when it was not found yet, or does not open: then it is
    /// written anew.
    ///
    /// # Errors
    /// The database.
    pub async fn kept(&self, one: &Unusual) -> Result<Option<KeptFinding>, DbError> {
        self.finding(&self.finding_id(one)).await
    }

    /// Writes the zones of what an earlier version found.
    ///
    /// # Errors
    /// The database.
    pub async fn place_earlier_findings(&self) -> Result<(), DbError> {
        let text = format!(
            "{FINDING} WHERE NOT EXISTS (SELECT 1 FROM finding_zone z WHERE z.finding_id = f.finding_id)"
        );
        let mut zones = Vec::new();
        // What does not open is said where findings are read.
        for one in sql(text).fetch(&self.db).await?.iter().filter_map(|row| self.read_finding(row).ok()) {
            zones.extend(
                one.what.zones.iter().map(|zone| vec![zone.to_string().into(), one.id.clone().into()]),
            );
        }
        let mut tx = self.db.begin().await?;
        insert(&mut tx, "finding_zone", &FINDING_ZONE, zones, " ON CONFLICT DO NOTHING").await?;
        tx.commit().await
    }

    /// What was found in these zones and in none, newest first, at most `limit`: what waits, or what was closed. A zone
    /// counts as it was sealed: of what waits, every one is opened. How many are left out because they do not open is said
    /// too.
    ///
    /// # Errors
    /// The database.
    pub async fn findings(
        &self,
        zones: &[&ZoneCode],
        closed: bool,
        limit: usize,
    ) -> Result<(Vec<KeptFinding>, usize), DbError> {
        let rows = if closed { self.closed_rows(zones).await? } else { self.open_rows().await? };
        let (mut found, mut unreadable) = (Vec::new(), 0);
        for row in &rows {
            match self.read_finding(row) {
                Ok(one) if one.review.is_some() == closed && one.what.is_of(zones) => found.push(one),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "an unusual reading that was found was changed: run havre verify");
                    unreadable += 1;
                }
            }
        }
        found.sort_by_key(|one| std::cmp::Reverse((one.what.day, one.found_at)));
        found.truncate(limit);
        Ok((found, unreadable))
    }

    /// Rows of what waits, whatever stands in `finding_zone`: those without a review, and those whose review does not hold.
    async fn open_rows(&self) -> Result<Vec<Row>, DbError> {
        let mut rows = sql(format!("{FINDING} WHERE r.finding_id IS NULL")).fetch(&self.db).await?;
        for review in sql(REVIEW).fetch(&self.db).await? {
            if self.read_review(&review).is_none() {
                let id = review.text("finding_id")?;
                rows.extend(
                    sql(format!("{FINDING} WHERE f.finding_id = $1")).bind(id).fetch(&self.db).await?,
                );
            }
        }
        Ok(rows)
    }

    async fn closed_rows(&self, zones: &[&ZoneCode]) -> Result<Vec<Row>, DbError> {
        let places: Vec<_> = (1..=zones.len()).map(|n| format!("${n}")).collect();
        let here = if places.is_empty() {
            String::new()
        } else {
            format!(
                "f.finding_id IN (SELECT finding_id FROM finding_zone WHERE zone IN ({})) OR ",
                places.join(", ")
            )
        };
        let text = format!(
            "{FINDING} WHERE r.finding_id IS NOT NULL AND ({here}NOT EXISTS \
             (SELECT 1 FROM finding_zone z WHERE z.finding_id = f.finding_id)) \
             ORDER BY f.found_at DESC, f.finding_id LIMIT {CLOSED_LOOKED_AT}"
        );
        sql(text).bind_all(zones.iter().map(|zone| Value::from(zone.to_string()))).fetch(&self.db).await
    }

    /// One of them; `None` also for one that does not open.
    ///
    /// # Errors
    /// The database.
    pub async fn finding(&self, id: &str) -> Result<Option<KeptFinding>, DbError> {
        let text = format!("{FINDING} WHERE f.finding_id = $1");
        let rows = sql(text).bind(id).fetch(&self.db).await?;
        Ok(rows.first().and_then(|row| self.read_finding(row).ok()))
    }

    fn read_finding(&self, row: &Row) -> Result<KeptFinding, DbError> {
        let id = row.text("finding_id")?;
        let review = match row.opt_bytes("review")? {
            Some(_) => self.read_review(row),
            None => None,
        };
        let what: Unusual = self.unseal(&row.bytes("sealed")?, &format!("finding|{id}"))?;
        // When it was found is no part of the seal: out of range it says nothing.
        let found_at = row.time("found_at").unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(KeptFinding { found_at, what, review, id })
    }

    /// A review, when it holds: one that does not open, or that was not written of this finding by this person with this
    /// outcome, closes nothing.
    fn read_review(&self, row: &Row) -> Option<Review> {
        let read = || -> Result<Review, DbError> {
            let outcome = row.text("outcome")?;
            let mut review = Review {
                at: row.time("reviewed_at")?,
                by: row.parsed("user_id")?,
                outcome: Closing::from_word(&outcome).ok_or(DbError::Unreadable("outcome"))?,
                note: String::new(),
                until: 0,
            };
            let (id, sealed) = (row.text("finding_id")?, row.bytes("review")?);
            match self.unseal(&sealed, &review_seal(&id, &review)) {
                Ok((note, until)) => (review.note, review.until) = (note, until),
                // An earlier version sealed the note alone, to its finding only.
                Err(_) => review.note = self.unseal(&sealed, &format!("review|{id}"))?,
            }
            Ok(review)
        };
        read()
            .inspect_err(|error| {
                tracing::error!(%error, "a review was changed or forged, and closes nothing: run havre verify");
            })
            .ok()
    }

    /// Findings and reviews that do not open, by their opaque number: for `havre verify`.
    pub(crate) async fn broken_findings(&self, tx: &mut Tx) -> Result<Vec<(&'static str, String)>, DbError> {
        let mut broken = Vec::new();
        for row in sql(FINDING).all(tx).await? {
            let id = row.text("finding_id")?;
            if row.opt_bytes("review")?.is_some() && self.read_review(&row).is_none() {
                broken.push(("reading_review", id.clone()));
            }
            if self.read_finding(&row).is_err() {
                broken.push(("reading_finding", id));
            }
        }
        Ok(broken)
    }

    /// Closes something unusual, once. `false` when somebody closed it before.
    ///
    /// # Errors
    /// The database.
    pub async fn close_finding(&self, id: &str, review: &Review) -> Result<bool, DbError> {
        let text = "INSERT INTO reading_review (finding_id, at, user_id, outcome, sealed) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let statement = sql(text).bind(id).bind(review.at.as_millisecond()).bind(review.by.to_string());
        let sealed = self.seal_about(&(&review.note, review.until), &review_seal(id, review));
        Ok(statement.bind(review.outcome.word()).bind(sealed).execute(&self.db).await? == 1)
    }

    /// Says that the prosecution holds back its readings of a case from answers, or no longer does.
    ///
    /// # Errors
    /// The database.
    pub async fn hold_readings(&self, case: CaseId, hold: &Hold) -> Result<(), DbError> {
        let id = new_uuid(hold.at).to_string();
        let sealed = self.seal_about(&hold.reason, &format!("hold|{id}"));
        let row = vec![
            id.into(),
            case.to_string().into(),
            hold.at.as_millisecond().into(),
            hold.by.to_string().into(),
            hold.held.into(),
            sealed.into(),
        ];
        let mut tx = self.db.begin().await?;
        let (mut pen, own) = (self.take_pen(&mut tx).await?, case.to_string());
        pen.refuse_altered(&mut tx, &READING_HOLD, &own).await?;
        let columns = ["hold_id", "case_id", "at", "user_id", "held", "sealed"];
        insert_many(&mut tx, "reading_hold", &columns, vec![row]).await?;
        pen.seal(&mut tx, &READING_HOLD, &own).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// The last word of the prosecution on holding back its readings of a case.
    ///
    /// # Errors
    /// The database; a reason that does not open; words that were changed outside the program: then nothing is told.
    pub async fn hold_on_readings(&self, case: CaseId) -> Result<Option<Hold>, DbError> {
        let (mut rows, holds) = self.guarded(&READING_HOLD, &case.to_string()).await?;
        if !holds {
            return Err(DbError::Altered(READING_HOLD.table));
        }
        let order = |row: &Row| Ok::<_, DbError>((row.int("at")?, row.text("hold_id")?));
        let mut last = None;
        for row in rows.drain(..) {
            let place = order(&row)?;
            if last.as_ref().is_none_or(|(before, _)| *before < place) {
                last = Some((place, row));
            }
        }
        let read = |row: &Row| {
            let reason = self.unseal(&row.bytes("sealed")?, &format!("hold|{}", row.text("hold_id")?))?;
            Ok(Hold { at: row.time("at")?, by: row.parsed("user_id")?, held: row.flag("held")?, reason })
        };
        last.map(|(_, row)| read(&row)).transpose()
    }
}

/// To what the note of a review is sealed.
fn review_seal(id: &str, review: &Review) -> String {
    format!("review|{id}|{}|{}|{}", review.at.as_millisecond(), review.by, review.outcome)
}

const FINDING_ZONE: [&str; 2] = ["zone", "finding_id"];

/// Closed findings that are looked at for one page.
const CLOSED_LOOKED_AT: usize = 2_000;

const FINDING: &str = "SELECT f.finding_id AS finding_id, f.found_at AS found_at, f.sealed AS sealed, \
                       r.at AS reviewed_at, r.user_id AS user_id, r.outcome AS outcome, r.sealed AS review \
                       FROM reading_finding f LEFT JOIN reading_review r ON r.finding_id = f.finding_id";

const REVIEW: &str = "SELECT r.finding_id AS finding_id, r.at AS reviewed_at, r.user_id AS user_id, \
                      r.outcome AS outcome, r.sealed AS review FROM reading_review r";
