//! Proving that the log of readings is whole: the chain, its head, and signed checkpoints that are kept elsewhere.
//!
//! Three hands may have touched it. Whoever has the database only cannot make hashes that follow *and* a sealed head.
//! Whoever has the master key too can write the end anew, but not what a checkpoint on paper says. Whoever deletes
//! everything leaves a checkpoint that knows better.

use crate::handle::db::{Db, DbError, Tx, sql};
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use crate::handle::ledger::{BOOK, End, lines_after};
use crate::oversight::reading::{CHAIN, COLUMNS, Head, Stored};
use casework::oversight::log::ReadingAct;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write;

/// First line of a checkpoint.
const TITLE: &str = "Havre: checkpoint of the log of readings";
/// What refuses changes and deletions, in both databases.
const GUARDS: [&str; 6] = [
    "reading_line_never_changes",
    "reading_line_never_goes",
    "reading_head_never_goes",
    "ledger_never_changes",
    "ledger_never_goes",
    "ledger_head_never_goes",
];
/// Lines read at a time.
const CHUNK: i64 = 5_000;

/// What the log was at a time: small enough for paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// When it was made.
    pub at: Timestamp,
    /// Lines that the log had: the number of the last one.
    pub lines: i64,
    /// Hash of the last line, and so of all before it.
    pub hash: Vec<u8>,
    /// Number and hash of the last line of the book, and so of every case, right and hold until then; `None` in a
    /// checkpoint of a version without a ledger.
    pub book: Option<(i64, Vec<u8>)>,
}

/// The public half of the key that signs checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditKey(VerifyingKey);

/// Why a checkpoint says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// Not the text of a checkpoint.
    #[error("this is not a checkpoint of Havre, or a line of it is missing")]
    Malformed,
    /// The signature is not of this key.
    #[error("the signature does not hold: the checkpoint was changed, or another key made it")]
    Signature,
}

/// One thing that is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, when one can be named.
    pub line: Option<i64>,
    /// What is wrong.
    pub what: String,
}

/// Result of an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audited {
    /// Lines read.
    pub lines: u64,
    /// Checkpoints that were compared.
    pub checkpoints: usize,
    /// What is wrong; empty when all is well.
    pub faults: Vec<Fault>,
}

impl Audited {
    fn say(&mut self, line: impl Into<Option<i64>>, what: impl Into<String>) {
        self.faults.push(Fault { line: line.into(), what: what.into() });
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (text.len().is_multiple_of(2)).then(|| (0..text.len()).step_by(2).map(pair).collect())?
}

impl AuditKey {
    /// Reads the text form: 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = unhex(text)?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }
}

impl std::fmt::Display for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

impl Checkpoint {
    fn body(&self) -> String {
        let Self { at, lines, hash, book } = self;
        let book = book.as_ref().map(|(line, hash)| format!("ledger: {line}\nledger-hash: {}\n", hex(hash)));
        let book = book.unwrap_or_default();
        format!("{TITLE}\nat: {at}\nchain: {CHAIN}\nlines: {lines}\nhash: {}\n{book}", hex(hash))
    }

    fn sign(&self, key: &SigningKey) -> String {
        let body = self.body();
        let signature = key.sign(body.as_bytes());
        format!(
            "{body}key: {}\nsignature: {}\n",
            hex(key.verifying_key().as_bytes()),
            hex(&signature.to_bytes())
        )
    }

    /// Reads a checkpoint, as printed or typed again: blanks at the ends of lines do not matter.
    ///
    /// # Errors
    /// Another text, or a signature that does not hold.
    pub fn parse(text: &str, key: &AuditKey) -> Result<Self, BadCheckpoint> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let value = |name: &str| {
            let found = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            found.ok_or(BadCheckpoint::Malformed)
        };
        if lines.first() != Some(&TITLE) || value("chain")? != CHAIN {
            return Err(BadCheckpoint::Malformed);
        }
        let read = Self {
            at: value("at")?.parse().map_err(|_| BadCheckpoint::Malformed)?,
            lines: value("lines")?.parse().map_err(|_| BadCheckpoint::Malformed)?,
            hash: unhex(value("hash")?).ok_or(BadCheckpoint::Malformed)?,
            book: match (value("ledger"), value("ledger-hash")) {
                (Ok(line), Ok(hash)) => {
                    let line = line.parse().map_err(|_| BadCheckpoint::Malformed)?;
                    Some((line, unhex(hash).ok_or(BadCheckpoint::Malformed)?))
                }
                _ => None,
            },
        };
        let signature = unhex(value("signature")?).ok_or(BadCheckpoint::Malformed)?;
        let signature = Signature::from_slice(&signature).map_err(|_| BadCheckpoint::Malformed)?;
        let holds = key.0.verify_strict(read.body().as_bytes(), &signature);
        holds.map(|()| read).map_err(|_| BadCheckpoint::Signature)
    }
}

impl Journal {
    /// The public key of checkpoints: to be kept with the first one.
    pub fn audit_key(&self) -> AuditKey {
        AuditKey(self.keys.checkpoint_key().verifying_key())
    }

    /// A signed checkpoint of the log, and of the ledger, as they are now. `None` when the log does not hold at its end:
    /// what is broken is not signed.
    ///
    /// # Errors
    /// The database.
    pub async fn checkpoint(&self, at: Timestamp) -> Result<Option<(Checkpoint, String)>, DbError> {
        let text = "SELECT h.seq AS seq, h.hash AS hash, h.mac AS mac FROM reading_head h \
                    JOIN reading_line l ON l.seq = h.seq AND l.hash = h.hash";
        let book = self.pin().await?.map(|end| (end.seq, end.hash));
        let head = sql(text).fetch(&self.db).await?.first().map(Head::read).transpose()?;
        let Some(head) = head.filter(|head| head.holds(&self.keys)) else { return Ok(None) };
        let checkpoint = Checkpoint { at, lines: head.seq, hash: head.hash, book };
        let text = checkpoint.sign(&self.keys.checkpoint_key());
        Ok(Some((checkpoint, text)))
    }

    /// Checks the log with the master key: every line, the seal of the head, that what was shown opens, and what
    /// checkpoints say.
    ///
    /// # Errors
    /// A database that does not answer. What is wrong with the log is in the result.
    pub async fn audit(&self, checkpoints: &[Checkpoint]) -> Result<Audited, DbError> {
        audit_with(&self.db, Some(&self.keys), checkpoints).await
    }
}

/// Checks the log without the master key, as somebody outside can: hashes, and what checkpoints say.
///
/// # Errors
/// As [`Journal::audit`].
pub async fn audit(db: &Db, checkpoints: &[Checkpoint]) -> Result<Audited, DbError> {
    audit_with(db, None, checkpoints).await
}

async fn audit_with(db: &Db, keys: Option<&Keyring>, known: &[Checkpoint]) -> Result<Audited, DbError> {
    let mut audited = Audited { checkpoints: known.len(), ..Audited::default() };
    // What is written meanwhile is not seen: no false alarm.
    let mut tx = db.look().await?;
    let tables = names(&mut tx, "TABLE").await?;
    let missing: Vec<_> =
        ["reading_line", "reading_head"].into_iter().filter(|name| !tables.contains(*name)).collect();
    for name in &missing {
        audited.say(None, format!("the table {name} is gone"));
    }
    let guards = names(&mut tx, "TRIGGER").await?;
    for name in GUARDS {
        if !guards.contains(name) {
            audited.say(None, format!("the guard {name} against changes was taken away"));
        }
    }
    if missing.is_empty() {
        check(&mut tx, keys, known, &mut audited).await?;
    }
    if tables.contains("ledger") {
        check_book(&mut tx, known, &mut audited).await?;
    } else {
        audited.say(None, "the table ledger is gone");
    }
    Ok(audited)
}

/// Compares what checkpoints say of the book, and that its lines follow from each other up to the last of them.
async fn check_book(tx: &mut Tx, known: &[Checkpoint], audited: &mut Audited) -> Result<(), DbError> {
    let mut at_line: BTreeMap<i64, Vec<(&Checkpoint, &[u8])>> = BTreeMap::new();
    for checkpoint in known {
        if let Some((line, hash)) = &checkpoint.book {
            at_line.entry(*line).or_default().push((checkpoint, hash));
        }
    }
    let (mut end, mut follows) = (End::none(), true);
    while let Some(last) = at_line.keys().next_back().copied().filter(|last| end.seq < *last) {
        let lines = lines_after(tx, BOOK, end.seq).await?;
        if lines.is_empty() {
            break;
        }
        for kept in lines.into_iter().take_while(|kept| kept.seq <= last) {
            follows &= kept.follows(BOOK, &end);
            for (one, hash) in at_line.remove(&kept.seq).unwrap_or_default() {
                if *hash != kept.hash {
                    audited.say(
                        None,
                        format!("the checkpoint of {} knows another ledger: it was rewritten", one.at),
                    );
                }
            }
            end = End { seq: kept.seq, hash: kept.hash };
        }
    }
    if !follows {
        audited.say(None, "a line of the ledger was changed or taken away");
    }
    for (one, _) in at_line.into_values().flatten() {
        audited
            .say(None, format!("the checkpoint of {} knows more of the ledger: its end was cut off", one.at));
    }
    Ok(())
}

/// Names of the tables, or of the triggers that are switched on, in our part of the database.
async fn names(tx: &mut Tx, kind: &str) -> Result<std::collections::BTreeSet<String>, DbError> {
    let text = match (&*tx, kind) {
        (Tx::Sqlite(_), _) => "SELECT name FROM sqlite_master WHERE upper(type) = $1",
        (Tx::Postgres(_), "TABLE") => {
            "SELECT CAST(table_name AS text) AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE ' || $1"
        }
        (Tx::Postgres(_), _) => {
            "SELECT CAST(t.tgname AS text) AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND t.tgenabled = 'O' AND $1 = 'TRIGGER'"
        }
    };
    sql(text).bind(kind).all(tx).await?.iter().map(|row| row.text("name")).collect()
}

async fn check(
    tx: &mut Tx,
    keys: Option<&Keyring>,
    known: &[Checkpoint],
    audited: &mut Audited,
) -> Result<(), DbError> {
    let mut at_line: BTreeMap<i64, Vec<&Checkpoint>> = BTreeMap::new();
    for checkpoint in known {
        at_line.entry(checkpoint.lines).or_default().push(checkpoint);
    }
    let (mut last, mut hash) = (0, vec![0; 32]);
    loop {
        let text = format!(
            "SELECT {} FROM reading_line WHERE seq > $1 ORDER BY seq LIMIT {CHUNK}",
            COLUMNS.join(", ")
        );
        let rows = sql(text).bind(last).all(tx).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let (line, own) = (Stored::read(&row)?, row.bytes("hash")?);
            let seq = line.seq;
            audited.lines += 1;
            if seq == last + 1 {
                if line.hash(&hash) != own {
                    audited.say(seq, "this line or the one before it was changed: its hash does not follow");
                }
            } else {
                let gap = if seq == last + 2 { String::new() } else { format!(" to {}", seq - 1) };
                audited.say(last + 1, format!("line {}{gap} is missing", last + 1));
            }
            if keys.is_some_and(|keys| line.shown(keys).is_err()) {
                audited.say(seq, "what was shown does not open");
            }
            match line.act() {
                Some(ReadingAct::Begin) if seq != 1 => {
                    audited.say(seq, "a log begins in the middle of this one")
                }
                Some(ReadingAct::Broken) => {
                    audited.say(seq, "when this line was written, the head was found changed")
                }
                Some(act) if seq == 1 && act != ReadingAct::Begin => {
                    audited.say(seq, "the log does not begin here")
                }
                Some(_) => {}
                None => audited.say(seq, "nothing that Havre writes"),
            }
            for one in at_line.remove(&seq).unwrap_or_default() {
                if one.hash != own {
                    let what = format!(
                        "the checkpoint of {} knows other lines up to here: they were rewritten",
                        one.at
                    );
                    audited.say(seq, what);
                }
            }
            (last, hash) = (seq, own);
        }
    }
    for one in at_line.into_values().flatten() {
        let what = format!("the checkpoint of {} knows {} lines: the end was cut off", one.at, one.lines);
        audited.say(last + 1, what);
    }
    let head = sql("SELECT seq, hash, mac FROM reading_head WHERE one = 1").all(tx).await?;
    match head.first().map(Head::read).transpose()? {
        None => audited
            .say(None, "there is no head: the log was taken away, or this data folder was never served"),
        Some(head) if keys.is_some_and(|keys| !head.holds(keys)) => audited.say(None, "the head was changed"),
        Some(head) if head.seq > last => audited.say(last + 1, "lines at the end are missing"),
        Some(head) if head.seq < last => audited.say(head.seq + 1, "lines were added past the program"),
        Some(head) if head.hash != hash => audited.say(last, "the last line was changed"),
        Some(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed() -> (Checkpoint, String, AuditKey) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let at = "2026-11-26T00:00:00Z".parse().unwrap();
        let checkpoint = Checkpoint { at, lines: 42, hash: vec![3; 32], book: Some((7, vec![5; 32])) };
        let text = checkpoint.sign(&key);
        (checkpoint, text, AuditKey(key.verifying_key()))
    }

    #[test]
    fn a_checkpoint_typed_again_from_paper_is_the_same() {
        let (checkpoint, text, key) = signed();
        let typed = text.replace('\n', "  \r\n\r\n");
        assert_eq!(Checkpoint::parse(&typed, &key), Ok(checkpoint));
        assert_eq!(AuditKey::parse(&key.to_string()), Some(key));
    }

    #[test]
    fn a_checkpoint_of_before_the_ledger_still_holds() {
        let (checkpoint, _, key) = signed();
        let before = Checkpoint { book: None, ..checkpoint };
        let text = before.sign(&SigningKey::from_bytes(&[7; 32]));
        assert_eq!(Checkpoint::parse(&text, &key), Ok(before));
    }

    #[test]
    fn a_changed_checkpoint_does_not_hold() {
        let (_, text, key) = signed();
        for (from, to) in [
            ("lines: 42", "lines: 41"),
            ("2026-11-26", "2026-11-25"),
            ("\nhash: 03", "\nhash: 04"),
            ("ledger: 7", "ledger: 8"),
            ("ledger: 7\n", ""),
        ] {
            assert_eq!(
                Checkpoint::parse(&text.replace(from, to), &key),
                Err(BadCheckpoint::Signature),
                "{to}"
            );
        }
        let other = AuditKey(SigningKey::from_bytes(&[8; 32]).verifying_key());
        assert_eq!(Checkpoint::parse(&text, &other), Err(BadCheckpoint::Signature));
        assert_eq!(Checkpoint::parse("", &key), Err(BadCheckpoint::Malformed));
    }
}
