//! The log of readings: who opened, searched, printed or took away what, when and why. Only added to.
//!
//! **Invariants.** A reading that cannot be logged is not given. Lines are numbered without holes; each hashes the
//! one before; the head is sealed with the master key, and a head that does not hold is never sealed again in
//! silence: a line says so. What was shown is sealed; what stood there, and names, are nowhere.

use crate::handle::db::{DbError, Row, Tx, Value, insert_many, sql};
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use crate::keeping::seal::Standing;
use casework::oversight::log::{Reading, ReadingAct, ReadingOutcome, Shown, Unit};
use casework::record::id::{CaseId, CaseReference, UserId, ZoneCode};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Columns of a line, in the order in which they are hashed.
pub(crate) const COLUMNS: [&str; 12] = [
    "seq",
    "at",
    "user_id",
    "unit",
    "purpose",
    "act",
    "case_id",
    "outcome",
    "session_id",
    "request_id",
    "sealed",
    "hash",
];

/// Name of this chain in seals and checkpoints.
pub(crate) const CHAIN: &str = "readings";

/// A line as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingLine {
    /// Its number, from 1 without holes.
    pub seq: i64,
    /// What it says.
    pub reading: Reading,
}

/// Where the chain ends.
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) mac: Vec<u8>,
}

impl Head {
    pub(crate) fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self { seq: row.int("seq")?, hash: row.bytes("hash")?, mac: row.bytes("mac")? })
    }

    pub(crate) fn holds(&self, keys: &Keyring) -> bool {
        keys.head_holds(CHAIN, self.seq, &self.hash, &self.mac)
    }
}

/// What the columns of a line hold, before sealing and after reading.
pub(crate) struct Stored {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    /// `user_id` to `request_id`.
    pub(crate) texts: [String; 8],
    pub(crate) sealed: Vec<u8>,
}

impl Stored {
    fn of(keys: &Keyring, seq: i64, reading: &Reading) -> Self {
        let optional = |id: Option<String>| id.unwrap_or_default();
        // A struct of plain words and numbers always becomes JSON.
        let plain = serde_json::to_vec(&reading.shown).unwrap_or_default();
        Self {
            seq,
            at: reading.at.as_millisecond(),
            texts: [
                reading.user.to_string(),
                optional(reading.unit.as_ref().map(Unit::to_text)),
                reading.purpose.clone(),
                reading.act.word().to_owned(),
                optional(reading.case.map(|case| case.to_string())),
                reading.outcome.word().to_owned(),
                optional(reading.session.map(|id| id.to_string())),
                optional(reading.request.map(|id| id.to_string())),
            ],
            sealed: keys.seal_reading(&plain, &about(seq)),
        }
    }

    pub(crate) fn read(row: &Row) -> Result<Self, DbError> {
        let mut texts: [String; 8] = Default::default();
        for (text, column) in texts.iter_mut().zip(&COLUMNS[2..10]) {
            *text = row.text(column)?;
        }
        Ok(Self { seq: row.int("seq")?, at: row.int("at")?, texts, sealed: row.bytes("sealed")? })
    }

    /// Hash of the line and of everything before it. Every part is led by its length: no two lines hash alike.
    pub(crate) fn hash(&self, before: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        for part in self.texts.iter().map(String::as_bytes).chain([self.sealed.as_slice()]) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().to_vec()
    }

    pub(crate) fn shown(&self, keys: &Keyring) -> Result<Shown, DbError> {
        let unreadable = DbError::Unreadable("sealed reading");
        let Ok(plain) = keys.open_reading(&self.sealed, &about(self.seq)) else { return Err(unreadable) };
        serde_json::from_slice(&plain).map_err(|_| unreadable)
    }

    pub(crate) fn act(&self) -> Option<ReadingAct> {
        ReadingAct::from_word(&self.texts[3])
    }

    fn open(self, keys: &Keyring) -> Result<ReadingLine, DbError> {
        fn id<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<Option<T>, DbError> {
            if text.is_empty() {
                return Ok(None);
            }
            text.parse().map(Some).map_err(|_| DbError::Unreadable(column))
        }
        let shown = self.shown(keys)?;
        let [user, unit, purpose, act, case, outcome, session, request] = self.texts;
        let reading = Reading {
            at: Timestamp::from_millisecond(self.at).map_err(|_| DbError::Unreadable("at"))?,
            user: user.parse().map_err(|_| DbError::Unreadable("user_id"))?,
            unit: Unit::from_text(&unit),
            purpose,
            act: ReadingAct::from_word(&act).ok_or(DbError::Unreadable("act"))?,
            case: id(&case, "case_id")?,
            outcome: ReadingOutcome::from_word(&outcome).ok_or(DbError::Unreadable("outcome"))?,
            session: id::<Uuid>(&session, "session_id")?,
            request: id::<Uuid>(&request, "request_id")?,
            shown,
        };
        Ok(ReadingLine { seq: self.seq, reading })
    }

    fn values(self, hash: &[u8]) -> Vec<Value> {
        let mut values: Vec<Value> = vec![self.seq.into(), self.at.into()];
        values.extend(self.texts.into_iter().map(Value::from));
        values.extend([self.sealed.into(), hash.into()]);
        values
    }
}

/// A sealed part opens in its own line only.
fn about(seq: i64) -> Vec<u8> {
    format!("{CHAIN}|{seq}").into_bytes()
}

/// Which lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingsOf {
    /// Of this account.
    User(UserId),
    /// Of this case.
    Case(CaseId),
    /// Searches of everybody.
    Searches,
    /// Of everybody.
    All,
}

impl Journal {
    /// Begins the log of a new data folder, so that a log that was taken away is not taken for one that never was.
    ///
    /// # Errors
    /// The database.
    pub async fn begin_log(&self, at: Timestamp) -> Result<(), DbError> {
        if sql("SELECT seq FROM reading_head").fetch(&self.db).await?.is_empty() {
            match self.append_lot(at, &[]).await {
                // Another program began it meanwhile.
                Err(error) if error.is_conflict() => {}
                done => done?,
            }
        }
        Ok(())
    }

    /// Appends lines; gives the number of the last one.
    pub(crate) async fn append_in(
        &self,
        tx: &mut Tx,
        at: Timestamp,
        readings: &[Reading],
    ) -> Result<i64, DbError> {
        let (head, first) = self.present_head(tx, at).await?;
        let (mut seq, mut hash) = (head.seq, head.hash);
        let mut rows = Vec::with_capacity(readings.len() + 1);
        for reading in first.iter().chain(readings) {
            seq += 1;
            let line = Stored::of(&self.keys, seq, reading);
            hash = line.hash(&hash);
            rows.push(line.values(&hash));
        }
        insert_many(tx, "reading_line", &COLUMNS, rows).await?;
        let mac = self.keys.head_mac(CHAIN, seq, &hash);
        let text = "INSERT INTO reading_head (one, seq, hash, mac) VALUES (1, $1, $2, $3) \
                    ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac";
        sql(text).bind(seq).bind(hash).bind(mac).run(tx).await?;
        Ok(seq)
    }

    /// The head on which the next line builds, held until the end of the transaction, and the line that must come
    /// first: that the log begins, or that its head was found changed.
    async fn present_head(&self, tx: &mut Tx, at: Timestamp) -> Result<(Head, Option<Reading>), DbError> {
        let lock = if matches!(tx, Tx::Postgres(_)) { " FOR UPDATE" } else { "" };
        let text = format!("SELECT seq, hash, mac FROM reading_head WHERE one = 1{lock}");
        let head = sql(text).all(tx).await?.first().map(Head::read).transpose()?;
        let known = self.reading_log.last();
        if let Some(head) = head.filter(|head| head.holds(&self.keys) && head.seq >= known) {
            return Ok((head, None));
        }
        // People must be able to go on working: the log goes on, and says for ever that something was wrong here.
        let last = sql("SELECT seq, hash FROM reading_line ORDER BY seq DESC LIMIT 1").all(tx).await?;
        let (seq, hash) = match last.first() {
            Some(row) => (row.int("seq")?, row.bytes("hash")?),
            None => (0, vec![0; 32]),
        };
        let begins = seq == 0 && known == 0;
        let act = if begins { ReadingAct::Begin } else { ReadingAct::Broken };
        if !begins {
            tracing::error!(
                line = seq,
                "the head of the log of readings was changed: run havre audit verify"
            );
        }
        Ok((Head { seq, hash, mac: vec![] }, Some(Reading::of_the_log(at, act))))
    }

    /// Takes the lines of an earlier version into the chain, oldest first. They held neither unit nor outcome, and no seal:
    /// once there is a book, none is taken any more, for anybody could have put them there.
    ///
    /// # Errors
    /// The database.
    pub async fn adopt_earlier_readings(&self) -> Result<usize, DbError> {
        if !matches!(self.standing().await?, Standing::New | Standing::Missing) {
            return Ok(0);
        }
        if sql("SELECT at FROM reading LIMIT 1").fetch(&self.db).await?.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        // A second program that starts at the same time waits here, and finds nothing left.
        if matches!(tx, Tx::Postgres(_)) {
            sql("LOCK TABLE reading IN ACCESS EXCLUSIVE MODE").run(&mut tx).await?;
        }
        let text = "SELECT at, user_id, case_id, purpose, what FROM reading ORDER BY at, user_id, case_id";
        let rows = sql(text).all(&mut tx).await?;
        let earlier = rows.iter().map(earlier).collect::<Result<Vec<_>, _>>()?;
        let at = earlier.first().map_or(Timestamp::UNIX_EPOCH, |reading| reading.at);
        self.append_in(&mut tx, at, &earlier).await?;
        sql("DELETE FROM reading").run(&mut tx).await?;
        tx.commit().await?;
        Ok(earlier.len())
    }

    /// Lines written in `[from, until)`, newest first, at most `limit`. Every sealed part is opened.
    ///
    /// # Errors
    /// The database; a line that does not open.
    pub async fn readings(
        &self,
        of: ReadingsOf,
        (from, until): (Timestamp, Timestamp),
        limit: usize,
    ) -> Result<Vec<ReadingLine>, DbError> {
        let (which, id) = match of {
            ReadingsOf::User(user) => ("user_id = $4 AND ", Some(user.to_string())),
            ReadingsOf::Case(case) => ("case_id = $4 AND case_id <> '' AND ", Some(case.to_string())),
            ReadingsOf::Searches => ("act = 'search' AND ", None),
            ReadingsOf::All => ("", None),
        };
        let columns = COLUMNS[..11].join(", ");
        let text = format!(
            "SELECT {columns} FROM reading_line WHERE {which}at >= $1 AND at < $2 ORDER BY at DESC, seq DESC LIMIT $3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let statement = sql(text).bind(from.as_millisecond()).bind(until.as_millisecond()).bind(limit);
        let rows = statement.bind_all(id.map(Value::from)).fetch(&self.db).await?;
        rows.iter().map(|row| Stored::read(row)?.open(&self.keys)).collect()
    }

    /// The cases that two services call by this reference: nearly always one.
    ///
    /// # Errors
    /// The database.
    pub async fn cases_called(&self, reference: CaseReference) -> Result<Vec<CaseId>, DbError> {
        let end = format!("%{}", reference.end_of_id());
        let rows =
            sql("SELECT stream_id FROM stream WHERE stream_id LIKE $1").bind(end).fetch(&self.db).await?;
        let cases =
            rows.iter().map(|row| row.parsed("stream_id").map(CaseId)).collect::<Result<Vec<_>, _>>()?;
        Ok(cases.into_iter().filter(|case| case.reference() == reference).collect())
    }

    /// Lines of a day that may lie in these zones, newest first: of a unit of one of them or of none, or about a case that
    /// was reported in one. Whoever asks looks at each of them again.
    ///
    /// # Errors
    /// As [`Journal::readings`].
    pub async fn readings_in(
        &self,
        zones: &[&ZoneCode],
        (from, until): (Timestamp, Timestamp),
        limit: usize,
    ) -> Result<Vec<ReadingLine>, DbError> {
        if zones.is_empty() {
            return Ok(vec![]);
        }
        let columns = COLUMNS[..11].join(", ");
        let (mut units, mut cases) = (Vec::new(), Vec::new());
        for n in 0..zones.len() {
            units.push(format!("unit LIKE ${}", 2 * n + 4));
            cases.push(format!("${}", 2 * n + 5));
        }
        let text = format!(
            "SELECT {columns} FROM reading_line WHERE at >= $1 AND at < $2 AND ({} OR unit LIKE '%|' OR case_id IN \
             (SELECT case_id FROM report_row WHERE zone IN ({}))) ORDER BY at DESC, seq DESC LIMIT $3",
            units.join(" OR "),
            cases.join(", ")
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = sql(text).bind(from.as_millisecond()).bind(until.as_millisecond()).bind(limit);
        for zone in zones {
            // The zones of a unit stand behind its function and its sector: `eva|victim-support|5344,5345`.
            statement = statement.bind(format!("%{zone}%")).bind(zone.to_string());
        }
        let rows = statement.fetch(&self.db).await?;
        rows.iter().map(|row| Stored::read(row)?.open(&self.keys)).collect()
    }

    /// Lines after number `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// As [`Journal::readings`].
    pub async fn readings_after(&self, after: i64, limit: usize) -> Result<Vec<ReadingLine>, DbError> {
        let columns = COLUMNS[..11].join(", ");
        let text = format!("SELECT {columns} FROM reading_line WHERE seq > $1 ORDER BY seq LIMIT $2");
        let statement = sql(text).bind(after).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = statement.fetch(&self.db).await?;
        rows.iter().map(|row| Stored::read(row)?.open(&self.keys)).collect()
    }

    /// Number of the last line; 0 before the first.
    ///
    /// # Errors
    /// The database.
    pub async fn last_reading(&self) -> Result<i64, DbError> {
        let rows = sql("SELECT seq FROM reading_head WHERE one = 1").fetch(&self.db).await?;
        rows.first().map_or(Ok(0), |row| row.int("seq"))
    }

    /// Keyed tokens of words that somebody looked for: equal words give equal tokens, and nobody reads them back.
    pub fn sought_tokens<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Vec<String> {
        let hex = |token: Vec<u8>| token.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        words.into_iter().map(|word| hex(self.keys.token("sought", word))).collect()
    }

    /// A setting of this data folder (for example that it holds demo data).
    pub async fn setting(&self, name: &str) -> Result<Option<String>, DbError> {
        let rows = sql("SELECT value FROM setting WHERE name = $1").bind(name).fetch(&self.db).await?;
        rows.first().map(|row| row.text("value")).transpose()
    }

    /// Sets it.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), DbError> {
        let text = "INSERT INTO setting (name, value) VALUES ($1, $2) \
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sql(text).bind(name).bind(value).execute(&self.db).await.map(|_| ())
    }
}

fn earlier(row: &Row) -> Result<Reading, DbError> {
    let case: CaseId = row.parsed("case_id")?;
    let reading = Reading {
        user: row.parsed("user_id")?,
        purpose: row.text("purpose")?,
        // A search was kept under a case that does not exist.
        case: Some(case).filter(|case| !case.0.is_nil()),
        ..Reading::of_the_log(row.time("at")?, ReadingAct::Earlier)
    };
    Ok(reading.detail(&row.text("what")?))
}
