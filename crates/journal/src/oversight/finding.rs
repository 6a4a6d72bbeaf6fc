//! Unusual readings that were found, how a reviewer closed them, and what the prosecution holds back from answers.
//!
//! **Invariant:** a review and a hold are only added to. What is found is computed from the log and may be computed
//! anew; all of it is sealed, because a name that is like another says something about a person.

use crate::handle::db::{DbError, Row, Value, insert, insert_many, sql};
use crate::handle::guarded::READING_HOLD;
use crate::handle::journal::Journal;
use crate::handle::random::new_uuid;
use casework::oversight::anomaly::{Closing, DayCount, Often, Unusual};
use casework::oversight::log::ReadingAct;
use casework::record::id::{CaseId, UserId, ZoneCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use uuid::Uuid;

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

    /// Takes the watch over a piece of background work, or keeps it, until then: one node at a time has it. Gives where
    /// the work stands; `None` when another node has the watch.
    ///
    /// # Errors
    /// The database.
    pub async fn take_watch(
        &self,
        name: &str,
        holder: Uuid,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<Option<i64>, DbError> {
        let text = "INSERT INTO watch (name, holder, until, seen) VALUES ($1, $2, $4, 0) \
                    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
                    WHERE watch.holder = excluded.holder OR watch.until < $3 OR watch.until > $5";
        let statement = sql(text).bind(name).bind(holder.to_string()).bind(now.as_millisecond());
        // Nobody has it for hours: what says so was put there.
        let statement = statement.bind(until.as_millisecond()).bind(until.as_millisecond() + HOUR);
        if statement.execute(&self.db).await? == 0 {
            return Ok(None);
        }
        let text = "SELECT seen FROM watch WHERE name = $1 AND holder = $2";
        let rows = sql(text).bind(name).bind(holder.to_string()).fetch(&self.db).await?;
        rows.first().map(|row| row.int("seen")).transpose()
    }

    /// The work is done up to there. Only whoever has the watch says so.
    ///
    /// # Errors
    /// The database.
    pub async fn watched_until(&self, name: &str, holder: Uuid, seen: i64) -> Result<(), DbError> {
        let text = "UPDATE watch SET seen = $3 WHERE name = $1 AND holder = $2";
        sql(text).bind(name).bind(holder.to_string()).bind(seen).execute(&self.db).await.map(|_| ())
    }

    /// Keeps what was found; what is known already gets its new number.
    ///
    /// # Errors
    /// The database.
    pub async fn keep_findings(&self, at: Timestamp, found: &[Unusual]) -> Result<(), DbError> {
        let row = |one: &Unusual| {
            let id = self.finding_id(one);
            let sealed = self.seal_about(one, &format!("finding|{id}"));
            vec![id.into(), at.as_millisecond().into(), sealed.into()]
        };
        let rows: Vec<_> = found.iter().map(row).collect();
        let zones = found.iter().flat_map(|one| one.zones.iter().map(move |zone| (one, zone)));
        let zones =
            zones.map(|(one, zone)| vec![zone.to_string().into(), self.finding_id(one).into()]).collect();
        let mut tx = self.db.begin().await?;
        let columns = ["finding_id", "found_at", "sealed"];
        let again = " ON CONFLICT (finding_id) DO UPDATE SET sealed = excluded.sealed";
        insert(&mut tx, "reading_finding", &columns, rows, again).await?;
        insert(&mut tx, "finding_zone", &["zone", "finding_id"], zones, " ON CONFLICT DO NOTHING").await?;
        tx.commit().await
    }

    fn finding_id(&self, one: &Unusual) -> String {
        self.keys.token("finding", &one.key()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Writes the zones of what an earlier version found.
    ///
    /// # Errors
    /// The database; what does not open.
    pub async fn place_earlier_findings(&self) -> Result<(), DbError> {
        let text = format!(
            "{FINDING} WHERE NOT EXISTS (SELECT 1 FROM finding_zone z WHERE z.finding_id = f.finding_id)"
        );
        let mut zones = Vec::new();
        for row in sql(text).fetch(&self.db).await? {
            let one = self.read_finding(&row)?;
            zones.extend(
                one.what.zones.iter().map(|zone| vec![zone.to_string().into(), one.id.clone().into()]),
            );
        }
        let mut tx = self.db.begin().await?;
        insert(&mut tx, "finding_zone", &["zone", "finding_id"], zones, " ON CONFLICT DO NOTHING").await?;
        tx.commit().await
    }

    /// What was found in these zones, newest first, at most `limit`: what waits, or what was closed.
    ///
    /// # Errors
    /// The database; what does not open.
    pub async fn findings(
        &self,
        zones: &[&ZoneCode],
        closed: bool,
        limit: usize,
    ) -> Result<Vec<KeptFinding>, DbError> {
        if zones.is_empty() {
            return Ok(vec![]);
        }
        let not = if closed { "" } else { "NOT " };
        let places: Vec<_> = (2..zones.len() + 2).map(|n| format!("${n}")).collect();
        let text = format!(
            "{FINDING} WHERE f.finding_id IN (SELECT finding_id FROM finding_zone WHERE zone IN ({})) \
             AND {not}EXISTS (SELECT 1 FROM reading_review x WHERE x.finding_id = f.finding_id) \
             ORDER BY f.found_at DESC, f.finding_id LIMIT $1",
            places.join(", ")
        );
        let zones = zones.iter().map(|zone| Value::from(zone.to_string()));
        let statement = sql(text).bind(i64::try_from(limit).unwrap_or(i64::MAX)).bind_all(zones);
        statement.fetch(&self.db).await?.iter().map(|row| self.read_finding(row)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Journal::findings`].
    pub async fn finding(&self, id: &str) -> Result<Option<KeptFinding>, DbError> {
        let text = format!("{FINDING} WHERE f.finding_id = $1");
        let rows = sql(text).bind(id).fetch(&self.db).await?;
        rows.first().map(|row| self.read_finding(row)).transpose()
    }

    fn read_finding(&self, row: &Row) -> Result<KeptFinding, DbError> {
        let id = row.text("finding_id")?;
        let review = match row.opt_bytes("review")? {
            Some(sealed) => Some(Review {
                at: row.time("reviewed_at")?,
                by: row.parsed("user_id")?,
                outcome: Closing::from_word(&row.text("outcome")?).ok_or(DbError::Unreadable("outcome"))?,
                note: self.unseal(&sealed, &format!("review|{id}"))?,
            }),
            None => None,
        };
        let what = self.unseal(&row.bytes("sealed")?, &format!("finding|{id}"))?;
        Ok(KeptFinding { found_at: row.time("found_at")?, what, review, id })
    }

    /// Closes something unusual, once. `false` when somebody closed it before.
    ///
    /// # Errors
    /// The database.
    pub async fn close_finding(&self, id: &str, review: &Review) -> Result<bool, DbError> {
        let text = "INSERT INTO reading_review (finding_id, at, user_id, outcome, sealed) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let statement = sql(text).bind(id).bind(review.at.as_millisecond()).bind(review.by.to_string());
        let sealed = self.seal_about(&review.note, &format!("review|{id}"));
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

const FINDING: &str = "SELECT f.finding_id AS finding_id, f.found_at AS found_at, f.sealed AS sealed, \
                       r.at AS reviewed_at, r.user_id AS user_id, r.outcome AS outcome, r.sealed AS review \
                       FROM reading_finding f LEFT JOIN reading_review r ON r.finding_id = f.finding_id";
