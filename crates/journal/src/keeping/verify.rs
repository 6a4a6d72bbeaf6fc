//! Verifying chains: what was changed, removed or reordered behind the program's back.

use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use crate::handle::stream::{chain, open_entry};
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
    /// Streams whose key was destroyed under a certificate, and when.
    pub erased: Vec<(String, Timestamp)>,
}

/// Certificates by stream: when it was erased, and number and hash of its last entry then.
type Erased = HashMap<String, (Timestamp, i64, Vec<u8>)>;

impl Journal {
    /// Checks every chain, every head seal, every certificate of erasure, and that every entry opens that was not erased.
    pub async fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Checked, DbError> {
        let mut checked = Checked::default();
        let erased = self.verify_certificates(&mut checked.broken).await?;
        let mut after = String::new();
        loop {
            let text = "SELECT stream_id, wrapped_key, secret, head_seq, head_hash, head_mac FROM stream \
                        LEFT JOIN key_secret ON id = stream_id WHERE stream_id > $1 ORDER BY stream_id LIMIT 500";
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
                if !self.verify_stream(&id, stream, &own, &erased)?.is_empty() {
                    checked.broken.extend(self.verify_still(&id).await?);
                } else if let Some((at, _, _)) = erased.get(&id) {
                    checked.erased.push((id, *at));
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
        let lock = if matches!(tx, Tx::Postgres(_)) { " FOR SHARE OF stream" } else { "" };
        let text = format!(
            "SELECT wrapped_key, secret, head_seq, head_hash, head_mac FROM stream \
             LEFT JOIN key_secret ON id = stream_id WHERE stream_id = $1{lock}"
        );
        let heads = sql(text).bind(id).all(&mut tx).await?;
        let text = "SELECT seq, version, at, sealed, hash FROM entry WHERE stream_id = $1 ORDER BY seq";
        let entries = sql(text).bind(id).all(&mut tx).await?;
        drop(tx);
        let erased = self.verify_certificates(&mut vec![]).await?;
        heads.first().map_or(Ok(vec![]), |head| self.verify_stream(id, head, &entries, &erased))
    }

    /// Every certificate stands on the one before, and is whole.
    async fn verify_certificates(&self, broken: &mut Vec<Broken>) -> Result<Erased, DbError> {
        let (mut erased, mut before) = (Erased::new(), Vec::new());
        let rows = sql("SELECT * FROM erasure ORDER BY number").fetch(&self.db).await?;
        for (expected, row) in (1..).zip(&rows) {
            let (number, text) = (row.int("number")?, row.text("certificate")?);
            let seal = self.keys.certificate_seal(&before, number, &text);
            before = row.bytes("seal")?;
            let id = row.text("case_id")?;
            if number != expected || seal != before {
                let what = "its certificate of erasure was changed, or one before it is missing";
                broken.push(Broken { stream: id.clone(), seq: None, what });
            }
            let certificate: crate::keeping::erasure::Certificate =
                serde_json::from_str(&text).map_err(|_| DbError::Unreadable("certificate"))?;
            erased.insert(id, (row.time("erased_at")?, certificate.entries, certificate.hash()));
        }
        Ok(erased)
    }

    /// The key of a stream, or why there is none.
    fn verify_key(
        &self,
        id: &str,
        head: &Row,
        erased: &Erased,
    ) -> Result<Result<Option<Key>, &'static str>, DbError> {
        let certificate = erased.get(id);
        Ok(match self.key_of(head, id) {
            Ok(Some(_)) if certificate.is_some() => Err("it was erased under a certificate, and still opens"),
            Ok(Some(key)) => Ok(Some(key)),
            Ok(None) => match certificate {
                None => Err("its key is gone, and no certificate of erasure says why"),
                // A copy that was made before may hold fewer entries than were erased.
                Some((_, seq, hash))
                    if head.int("head_seq")? == *seq && head.bytes("head_hash")? != *hash =>
                {
                    Err("its certificate of erasure names another last entry")
                }
                Some(_) => Ok(None),
            },
            Err(OpenError::Db(error)) => return Err(error),
            Err(_) if head.opt_bytes("secret")?.is_none() => {
                Err("the key store holds no secret for this stream, or the master key is another one")
            }
            Err(_) => Err("the key of this stream does not open with this master key"),
        })
    }

    fn verify_stream(
        &self,
        id: &str,
        head: &Row,
        entries: &[Row],
        erased: &Erased,
    ) -> Result<Vec<Broken>, DbError> {
        let mut broken = Vec::new();
        let mut say = |seq, what| broken.push(Broken { stream: id.to_owned(), seq, what });
        let key = self.verify_key(id, head, erased)?.unwrap_or_else(|what| {
            say(None, what);
            None
        });
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
