//! Verifying chains: what was changed, removed or reordered behind the program's back.

use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use crate::handle::stream::{chain, open_entry};
use crate::keeping::verify_rows::BrokenRow;
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
    /// Rows that grant, forbid or order something and are not as the program wrote them.
    pub rows: Vec<BrokenRow>,
    /// Streams whose key was destroyed under a certificate, and when.
    pub erased: Vec<(String, Timestamp)>,
}

impl Checked {
    /// Whether nothing is broken.
    pub fn is_whole(&self) -> bool {
        self.broken.is_empty() && self.rows.is_empty()
    }
}

/// Certificates by stream: when it was erased, and number and hash of its last entry then.
type Erased = HashMap<String, (Timestamp, i64, Vec<u8>)>;

impl Journal {
    /// Checks every chain, every head seal, every certificate of erasure, that every entry opens that was not erased, that
    /// the ledger knows every case as it is and none that is gone, that lists show what follows from the cases, and every row
    /// that grants or forbids. Writes nothing.
    pub async fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Checked, DbError> {
        let mut checked = Checked::default();
        // Everything is looked at as it was at one moment: what is written meanwhile is no false alarm.
        let mut tx = self.db.look().await?;
        checked.rows = self.verify_rows(&mut tx).await?;
        let mut listed = self.verify_ledger(&mut tx, (&mut checked.broken, &mut checked.rows)).await?;
        let erased = self.verify_certificates(&mut tx, &mut checked.broken).await?;
        // While boards are filled anew they may lag behind.
        let filled = self.filled().await? == 100;
        let mut after = String::new();
        loop {
            let text = "SELECT stream_id, wrapped_key, secret, head_seq, head_hash, head_mac FROM stream \
                        LEFT JOIN key_secret ON id = stream_id WHERE stream_id > $1 ORDER BY stream_id LIMIT 500";
            let streams = sql(text).bind(after.as_str()).all(&mut tx).await?;
            let Some(last) = streams.last() else { break };
            let (first, last) = (streams[0].text("stream_id")?, last.text("stream_id")?);
            let text = "SELECT stream_id, seq, version, at, sealed, hash FROM entry \
                        WHERE stream_id >= $1 AND stream_id <= $2 ORDER BY stream_id, seq";
            let entries = sql(text).bind(first.as_str()).bind(last.as_str()).all(&mut tx).await?;
            let mut of_stream: HashMap<String, Vec<Row>> = HashMap::new();
            for entry in entries {
                of_stream.entry(entry.text("stream_id")?).or_default().push(entry);
            }
            let mut boards = self.board_rows(&mut tx, (&after, &last)).await?;
            for stream in &streams {
                let id = stream.text("stream_id")?;
                let own = of_stream.remove(&id).unwrap_or_default();
                checked.streams += 1;
                checked.entries += own.len() as u64;
                let mut broken = self.verify_stream(&id, stream, &own, &erased)?;
                let shown = boards.remove(&id).unwrap_or_default();
                if broken.is_empty() && filled {
                    broken.extend(self.verify_boards((&id, stream), &own, shown)?);
                }
                broken.extend(listed.compare(&id, stream)?);
                if let Some((at, _, _)) = erased.get(&id).filter(|_| broken.is_empty()) {
                    checked.erased.push((id, *at));
                }
                checked.broken.extend(broken);
            }
            // Of a case that was deleted the ledger says more.
            let invented =
                boards.into_keys().filter(|stream| filled && !listed.knows(stream)).map(|stream| {
                    let what = "lists show it, and there is no such case";
                    Broken { stream, seq: None, what }
                });
            checked.broken.extend(invented);
            progress(checked.streams);
            after = last;
        }
        checked.broken.extend(listed.unseen());
        Ok(checked)
    }

    /// Every certificate stands on the one before, and is whole.
    async fn verify_certificates(&self, tx: &mut Tx, broken: &mut Vec<Broken>) -> Result<Erased, DbError> {
        let (mut erased, mut before) = (Erased::new(), Vec::new());
        let rows = sql("SELECT * FROM erasure ORDER BY number").all(tx).await?;
        for (expected, row) in (1..).zip(&rows) {
            let sealed = self.sealed_certificate(row, &before)?;
            before = row.bytes("seal")?;
            let (number, id) = (row.int("number")?, row.text("case_id")?);
            if number != expected || sealed.is_none() {
                let what = "its certificate of erasure was changed, or one before it is missing";
                broken.push(Broken { stream: id.clone(), seq: None, what });
            }
            // What nobody sealed excuses nothing.
            if let Some(certificate) = sealed {
                erased.insert(id, (row.time("erased_at")?, certificate.entries, certificate.hash()));
            }
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
