//! Streams: one case each, its entries sealed with a key of its own and chained by their hashes.

use crate::handle::db::{DbError, Row, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use crate::handle::ledger::{is_fresh, last_of};
use casework::case::{Entry, read};
use casework::record::id::CaseId;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// A stream as read.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Number of the last entry.
    pub seq: i64,
    /// Entries, oldest first.
    pub entries: Vec<Entry>,
}

impl Journal {
    /// All entries of a case; `None` when there is no such case, or its key was destroyed.
    /// The caller filters them through `access::Policies::readable` before anything is shown.
    ///
    /// # Errors
    /// The database; what does not open; a case that does not end where its sealed head says, or before where the
    /// ledger says, or this program saw it end. Without its last entries a consent that was taken back would open it.
    pub async fn load(&self, case: CaseId) -> Result<Option<Stream>, OpenError> {
        let id = case.to_string();
        let known = self.seen.last(case);
        let said = last_of(&id).fetch(&self.db).await?;
        let text = "SELECT wrapped_key, secret, head_seq, head_hash, head_mac FROM stream \
                    LEFT JOIN key_secret ON id = stream_id WHERE stream_id = $1";
        let heads = sql(text).bind(id.as_str()).fetch(&self.db).await?;
        let Some(head) = heads.first() else { return Ok(None) };
        let Some(key) = self.key_of(head, &id)? else { return Ok(None) };
        let (seq, hash) = (head.int("head_seq")?, head.bytes("head_hash")?);
        // What is added meanwhile stands after this head.
        let text =
            "SELECT seq, version, sealed, hash FROM entry WHERE stream_id = $1 AND seq <= $2 ORDER BY seq";
        let rows = sql(text).bind(id.as_str()).bind(seq).fetch(&self.db).await?;
        let sealed = seq >= known
            && self.keys.head_holds(&id, seq, &hash, &head.bytes("head_mac")?)
            && is_fresh(&said, seq, &hash)?;
        let mut stream = Stream { seq, entries: Vec::with_capacity(rows.len()) };
        for row in &rows {
            stream.entries.push(read_entry(&key, &id, row)?);
        }
        if !sealed || !ends_at(&rows, seq, &hash)? {
            tracing::error!(%case, "a case was changed outside Havre and is not shown: run havre verify");
            return Err(OpenError::Altered(id));
        }
        self.seen.saw(case, seq);
        Ok(Some(stream))
    }

    /// Whether there is any case.
    pub async fn is_empty(&self) -> Result<bool, DbError> {
        Ok(sql("SELECT stream_id FROM stream LIMIT 1").fetch(&self.db).await?.is_empty())
    }
}

/// Whether entries are as many, and end as, the head says.
pub(crate) fn ends_at(rows: &[Row], seq: i64, hash: &[u8]) -> Result<bool, DbError> {
    let Some(last) = rows.last() else { return Ok(false) };
    let counted = i64::try_from(rows.len()) == Ok(seq);
    Ok(counted && last.int("seq")? == seq && last.bytes("hash")? == hash)
}

/// What an entry is bound to: sealed for another place, it does not open here.
pub(crate) fn entry_about(stream: &str, seq: i64, version: i32) -> Vec<u8> {
    format!("{stream}|{seq}|{version}").into_bytes()
}

/// Opens the entry of a row that holds `seq`, `version` and `sealed`.
pub(crate) fn read_entry(key: &Key, stream: &str, row: &Row) -> Result<Entry, OpenError> {
    open_entry(key, stream, row.int("seq")?, row.int("version")?, &row.bytes("sealed")?)
}

/// Opens a sealed entry.
pub(crate) fn open_entry(
    key: &Key,
    stream: &str,
    seq: i64,
    version: i64,
    sealed: &[u8],
) -> Result<Entry, OpenError> {
    let version = i32::try_from(version).map_err(|_| DbError::Unreadable("version"))?;
    let plain = key.open(sealed, &entry_about(stream, seq, version))?;
    Ok(read(version, &plain)?)
}

/// Hash of an entry and of everything before it in its stream.
pub(crate) fn chain(
    before: &[u8],
    stream: &str,
    seq: i64,
    version: i32,
    at: Timestamp,
    sealed: &[u8],
) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(stream.as_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(version.to_be_bytes());
    hash.update(at.as_millisecond().to_be_bytes());
    hash.update(sealed);
    hash.finalize().to_vec()
}
