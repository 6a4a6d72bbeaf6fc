//! Verifying chains: what was changed, removed or reordered behind the program's back.

use crate::db::{DbError, Row, Tx, sql};
use crate::store::{Journal, chain, open_entry};
use jiff::Timestamp;
use std::collections::HashMap;

/// One thing that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Stream.
    pub stream: String,
    /// Entry, when one can be named.
    pub seq: Option<i64>,
    /// What is wrong.
    pub what: &'static str,
}

/// Result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Streams read.
    pub streams: u64,
    /// Entries read.
    pub entries: u64,
    /// What is broken; empty when all is well.
    pub broken: Vec<Broken>,
}

impl Journal {
    /// Checks every chain, every head seal and that every entry opens.
    pub async fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Checked, DbError> {
        let mut checked = Checked::default();
        let mut after = String::new();
        loop {
            let text = "SELECT stream_id, wrapped_key, head_seq, head_hash, head_mac FROM stream \
                        WHERE stream_id > $1 ORDER BY stream_id LIMIT 500";
            let streams = sql(text).bind(after.as_str()).fetch(&self.db).await?;
            let Some(last) = streams.last() else { break };
            let (first, last) = (streams[0].text("stream_id")?, last.text("stream_id")?);
            let text = "SELECT stream_id, seq, version, at, sealed, hash FROM entry \
                        WHERE stream_id >= $1 AND stream_id <= $2 ORDER BY stream_id, seq";
            let entries = sql(text).bind(first).bind(last.as_str()).fetch(&self.db).await?;
            let mut of_stream: HashMap<String, Vec<Row>> = HashMap::new();
            for entry in entries {
                of_stream.entry(entry.text("stream_id")?).or_default().push(entry);
            }
            for stream in &streams {
                let id = stream.text("stream_id")?;
                let own = of_stream.remove(&id).unwrap_or_default();
                checked.streams += 1;
                checked.entries += own.len() as u64;
                if !self.verify_stream(&id, stream, &own)?.is_empty() {
                    checked.broken.extend(self.verify_still(&id).await?);
                }
            }
            progress(checked.streams);
            after = last;
        }
        Ok(checked)
    }

    /// Looks at one stream again while nobody writes to it: head and entries above were read one after the other,
    /// and somebody may have written in between.
    async fn verify_still(&self, id: &str) -> Result<Vec<Broken>, DbError> {
        let mut tx = self.db.begin().await?;
        let lock = if matches!(tx, Tx::Postgres(_)) { " FOR SHARE" } else { "" };
        let text = format!(
            "SELECT wrapped_key, head_seq, head_hash, head_mac FROM stream WHERE stream_id = $1{lock}"
        );
        let heads = sql(text).bind(id).all(&mut tx).await?;
        let text = "SELECT seq, version, at, sealed, hash FROM entry WHERE stream_id = $1 ORDER BY seq";
        let entries = sql(text).bind(id).all(&mut tx).await?;
        heads.first().map_or(Ok(vec![]), |head| self.verify_stream(id, head, &entries))
    }

    fn verify_stream(&self, id: &str, head: &Row, entries: &[Row]) -> Result<Vec<Broken>, DbError> {
        let mut broken = Vec::new();
        let mut say = |seq, what| broken.push(Broken { stream: id.to_owned(), seq, what });
        let key = match head.opt_bytes("wrapped_key")? {
            Some(wrapped) => match self.keys.unwrap(&wrapped, id) {
                Ok(key) => Some(key),
                Err(_) => {
                    say(None, "the key of this stream does not open with this master key");
                    None
                }
            },
            None => None,
        };
        let mut hash = vec![0; 32];
        for (expected, entry) in (1..).zip(entries) {
            let seq = entry.int("seq")?;
            if seq != expected {
                say(Some(expected), "an entry is missing");
                return Ok(broken);
            }
            let (version, sealed) = (entry.int("version")?, entry.bytes("sealed")?);
            let at = Timestamp::from_millisecond(entry.int("at")?).map_err(|_| DbError::Unreadable("at"))?;
            hash = chain(&hash, id, seq, i32::try_from(version).unwrap_or(-1), at, &sealed);
            if hash != entry.bytes("hash")? {
                say(Some(seq), "the entry was changed: its hash does not follow from the one before");
                return Ok(broken);
            }
            if key.as_ref().is_some_and(|key| open_entry(key, id, seq, version, &sealed).is_err()) {
                say(Some(seq), "the entry does not open");
            }
        }
        let (seq, head_hash) = (head.int("head_seq")?, head.bytes("head_hash")?);
        if !self.keys.head_holds(id, seq, &head_hash, &head.bytes("head_mac")?) {
            say(None, "the head of the chain was changed");
        } else if seq != entries.len() as i64 || head_hash != hash {
            say(Some(seq), "entries at the end are missing or were added");
        }
        Ok(broken)
    }
}
