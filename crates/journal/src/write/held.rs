//! A stream inside a transaction: read and checked, then added to. Nothing is written here.

use crate::boards::board::Source;
use crate::handle::db::{DbError, Row, Tx, Value, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::handle::key::{Key, new_secret};
use crate::handle::ledger::{is_fresh, last_of};
use crate::handle::random::new_uuid;
use crate::handle::stream::{chain, ends_at, entry_about, read_entry};
use crate::write::changes::CaseRows;
use crate::write::effects::Effects;
use casework::case::{Case, Command, Entry, decide, fold};
use casework::record::id::{CaseId, EntryId};
use casework::record::staff::Author;
use jiff::Timestamp;

/// A stream inside a transaction.
pub(super) struct Held {
    pub(super) id: CaseId,
    pub(super) key: Key,
    /// Of a new stream: its locked key, and the secret of it.
    pub(super) fresh: Option<(Vec<u8>, Vec<u8>)>,
    /// Number of the last entry as it was read.
    pub(super) before: i64,
    /// Number and hash of the last entry now.
    pub(super) seq: i64,
    pub(super) hash: Vec<u8>,
    /// Date of the last entry.
    last: Timestamp,
    pub(super) case: Case,
    /// What the case gave to the boards as it was read.
    pub(super) rows: CaseRows,
    /// New rows of the table `entry`.
    pub(super) entries: Vec<Vec<Value>>,
    pub(super) effects: Effects,
}

impl Journal {
    /// A stream that is not there yet.
    pub(super) fn fresh(&self, id: CaseId) -> Held {
        let (key, secret) = (Key::generate(), new_secret());
        let locked = self.keys.lock(&key, &id.to_string(), &secret);
        Held {
            id,
            key,
            fresh: Some((locked, secret)),
            before: 0,
            seq: 0,
            hash: vec![0; 32],
            last: Timestamp::MIN,
            case: Case::default(),
            rows: CaseRows::none(),
            entries: vec![],
            effects: Effects::default(),
        }
    }

    /// Reads a stream and keeps others from writing to it; a fresh one when there is none.
    pub(super) async fn hold(&self, tx: &mut Tx, id: CaseId) -> Result<Held, OpenError> {
        let stream = id.to_string();
        let known = self.seen.last(id);
        let Some(head) = lock(tx, &stream).await? else { return Ok(self.fresh(id)) };
        let key = self.key_of(&head, &stream)?.ok_or(OpenError::Erased)?;
        let (seq, hash) = (head.int("head_seq")?, head.bytes("head_hash")?);
        let rows = sql("SELECT seq, version, sealed, hash FROM entry WHERE stream_id = $1 ORDER BY seq")
            .bind(stream.as_str())
            .all(tx)
            .await?;
        // The head is locked: nobody writes to either meanwhile.
        let said = last_of(&stream).all(tx).await?;
        let sealed = seq >= known
            && self.keys.head_holds(&stream, seq, &hash, &head.bytes("head_mac")?)
            && is_fresh(&said, seq, &hash)?;
        if !sealed || !ends_at(&rows, seq, &hash)? {
            return Err(OpenError::Altered(stream));
        }
        let entries = rows.iter().map(|row| read_entry(&key, &stream, row));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let case = fold(&entries);
        Ok(Held {
            id,
            key,
            fresh: None,
            before: seq,
            seq,
            hash,
            last: entries.last().map_or(Timestamp::MIN, |entry| entry.at),
            rows: self.rows_of(id, &case)?,
            case,
            entries: vec![],
            effects: Effects::default(),
        })
    }

    /// What a case gives to the boards.
    pub(super) fn rows_of(&self, id: CaseId, case: &Case) -> Result<CaseRows, OpenError> {
        CaseRows::of(&Source { id, case, rules: &self.rules, keys: &self.keys })
    }
}

/// The head of a stream. On SQLite the transaction holds the only writer; on PostgreSQL the row is locked.
async fn lock(tx: &mut Tx, stream: &str) -> Result<Option<Row>, DbError> {
    let lock = match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " FOR UPDATE OF stream",
    };
    let text = format!(
        "SELECT wrapped_key, secret, head_seq, head_hash, head_mac FROM stream \
         LEFT JOIN key_secret ON id = stream_id WHERE stream_id = $1{lock}"
    );
    Ok(sql(text).bind(stream).all(tx).await?.into_iter().next())
}

impl Held {
    /// Decides, seals and chains.
    pub(super) fn apply(&mut self, by: &Author, at: Timestamp, command: &Command) -> Result<(), RunError> {
        // The clock of another machine may be ahead. An entry dated before the one that it follows would leave a
        // hole in the case as known at a time in between.
        let at = at.max(self.last);
        let bodies = decide(&self.case, command, at)?;
        for body in bodies {
            let entry = Entry { id: EntryId(new_uuid(at)), at, by: by.clone(), body };
            self.chain(&entry)?;
            self.effects.add(self.id, self.seq, &entry, command);
            self.case.add(&entry);
            self.last = at;
        }
        Ok(())
    }

    /// Makes the row of an entry that follows the last one.
    fn chain(&mut self, entry: &Entry) -> Result<(), OpenError> {
        let stream = self.id.to_string();
        self.seq += 1;
        let version = entry.body.kind().facets().version;
        let plain = serde_json::to_vec(entry).map_err(|e| OpenError::Unreadable(e.into()))?;
        let sealed = self.key.seal(&plain, &entry_about(&stream, self.seq, version));
        self.hash = chain(&self.hash, &stream, self.seq, version, entry.at, &sealed);
        self.entries.push(vec![
            stream.into(),
            self.seq.into(),
            version.into(),
            entry.at.as_millisecond().into(),
            sealed.into(),
            self.hash.clone().into(),
        ]);
        Ok(())
    }

    /// How many entries were added.
    pub(super) fn added(&self) -> usize {
        self.entries.len()
    }
}
