//! The ledger: chains of lines that are only added to, each with a head that is sealed with the master key.
//!
//! A row can be true and old: its own seal does not say that it was changed since. The ledger does. Chain 0 is the book
//! (`book.rs`): what the program wrote last of every row that grants, forbids or orders something. The others list the
//! streams with their heads, several of them, so that one lock does not serialise a country.
//!
//! **Invariant.** A head that does not hold, or that lies before what this program wrote itself, is never sealed again in
//! silence: a line says for ever that something was wrong here.

use crate::handle::db::{DbError, Row, Sql, Tx, Value, insert_many, sql};
use crate::handle::key::Keyring;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The chain of the book.
pub(crate) const BOOK: i64 = 0;
/// Chains of streams, from 1.
pub(crate) const STREAM_CHAINS: i64 = 16;
/// Every chain.
const CHAINS: usize = 17;
/// The line that says that what comes before it is not what the program wrote.
pub(crate) const BROKEN: &str = "broken";
/// Lines read at a time.
const CHUNK: i64 = 5_000;

const COLUMNS: [&str; 5] = ["chain", "seq", "subject", "value", "hash"];

/// The chain in which a stream is listed.
pub(crate) fn chain_of(stream: &str) -> i64 {
    let hash = Sha256::digest(stream.as_bytes());
    i64::from(hash[0]) % STREAM_CHAINS + 1
}

/// What a line says of a stream that was added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Up to which entry it went before.
    pub(crate) before: i64,
    /// Up to which it goes now.
    pub(crate) seq: i64,
    /// Hash of that one.
    pub(crate) hash: [u8; 32],
    /// Up to which line the writer knew the book: it was never shorter since.
    pub(crate) book: i64,
}

impl Listed {
    /// The line about a stream.
    pub(crate) fn line(stream: &str, (before, seq): (i64, i64), hash: &[u8], book: i64) -> Line {
        let value = [&before.to_be_bytes()[..], &seq.to_be_bytes(), hash, &book.to_be_bytes()].concat();
        Line { subject: stream.to_owned(), value }
    }

    /// Reads it.
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let (before, rest) = value.split_first_chunk::<8>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (hash, book) = rest.split_first_chunk::<32>()?;
        let number = |bytes: [u8; 8]| i64::from_be_bytes(bytes);
        let book = number(book.try_into().ok()?);
        Some(Self { before: number(*before), seq: number(*seq), hash: *hash, book })
    }
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) subject: String,
    pub(crate) value: Vec<u8>,
}

/// A line as kept.
pub(crate) struct Kept {
    pub(crate) seq: i64,
    pub(crate) line: Line,
    pub(crate) hash: Vec<u8>,
}

impl Kept {
    fn read(row: &Row) -> Result<Self, DbError> {
        let line = Line { subject: row.text("subject")?, value: row.bytes("value")? };
        Ok(Self { seq: row.int("seq")?, line, hash: row.bytes("hash")? })
    }

    /// Whether it follows from the line before.
    pub(crate) fn follows(&self, chain: i64, before: &End) -> bool {
        self.seq == before.seq + 1 && self.hash == self.line.hash(chain, self.seq, &before.hash)
    }
}

impl Line {
    /// Hash of the line and of everything before it. Every part is led by its length: no two lines hash alike.
    fn hash(&self, chain: i64, seq: i64, before: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(chain.to_be_bytes());
        hash.update(seq.to_be_bytes());
        for part in [self.subject.as_bytes(), &self.value] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().to_vec()
    }
}

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) seq: i64,
    pub(crate) hash: Vec<u8>,
}

impl End {
    /// Before the first line.
    pub(crate) fn none() -> Self {
        Self { seq: 0, hash: vec![0; 32] }
    }
}

/// The head of a chain, as the database says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) end: End,
    mac: Vec<u8>,
}

impl Head {
    pub(crate) fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self { end: End { seq: row.int("seq")?, hash: row.bytes("hash")? }, mac: row.bytes("mac")? })
    }

    /// Whether somebody with the master key sealed it.
    pub(crate) fn holds(&self, keys: &Keyring, chain: i64) -> bool {
        keys.head_holds(&name(chain), self.end.seq, &self.end.hash, &self.mac)
    }
}

/// Name of a chain in the seal of its head.
fn name(chain: i64) -> String {
    format!("ledger-{chain}")
}

/// The last line of each chain that this program wrote. Shared by all clones.
#[derive(Clone)]
pub(crate) struct Written(Arc<[AtomicI64; CHAINS]>);

impl Default for Written {
    fn default() -> Self {
        Self(Arc::new(std::array::from_fn(|_| AtomicI64::new(0))))
    }
}

impl Written {
    fn last(&self, chain: i64) -> i64 {
        usize::try_from(chain).ok().and_then(|at| self.0.get(at)).map_or(0, |seq| seq.load(Ordering::Acquire))
    }

    /// These ends were committed.
    pub(crate) fn wrote(&self, ends: &[(i64, i64)]) {
        for (chain, seq) in ends {
            if let Some(last) = usize::try_from(*chain).ok().and_then(|at| self.0.get(at)) {
                last.fetch_max(*seq, Ordering::AcqRel);
            }
        }
    }
}

/// The head of a chain, held until the end of the transaction.
pub(crate) async fn hold_head(tx: &mut Tx, chain: i64) -> Result<Option<Head>, DbError> {
    let lock = if matches!(tx, Tx::Postgres(_)) { " FOR UPDATE" } else { "" };
    let text = format!("SELECT seq, hash, mac FROM ledger_head WHERE chain = $1{lock}");
    let head = sql(text.as_str()).bind(chain).all(tx).await?;
    if head.is_empty() && matches!(tx, Tx::Postgres(_)) {
        // Two that begin a chain at the same time must not both begin it.
        sql("SELECT pg_advisory_xact_lock($1)").bind(4_854 + chain).all(tx).await?;
        return sql(text).bind(chain).all(tx).await?.first().map(Head::read).transpose();
    }
    head.first().map(Head::read).transpose()
}

/// The last line of a chain that is there, whatever the head says.
async fn last_line(tx: &mut Tx, chain: i64) -> Result<Option<End>, DbError> {
    let text = "SELECT seq, hash FROM ledger WHERE chain = $1 ORDER BY seq DESC LIMIT 1";
    let rows = sql(text).bind(chain).all(tx).await?;
    rows.first().map(|row| Ok(End { seq: row.int("seq")?, hash: row.bytes("hash")? })).transpose()
}

/// The heads of all chains of streams that there are.
pub(crate) async fn heads(tx: &mut Tx) -> Result<Vec<(i64, Head)>, DbError> {
    let text = "SELECT chain, seq, hash, mac FROM ledger_head WHERE chain > 0 ORDER BY chain";
    sql(text).all(tx).await?.iter().map(|row| Ok((row.int("chain")?, Head::read(row)?))).collect()
}

/// Up to which line the book was known when the chains of streams were written to last; `None` when one of them does not
/// hold at its end. Whoever cuts off the book must cut off every case that was written since.
pub(crate) async fn book_was_known(tx: &mut Tx, keys: &Keyring) -> Result<Option<i64>, DbError> {
    let mut known = 0;
    for (chain, head) in heads(tx).await? {
        let text = "SELECT value FROM ledger WHERE chain = $1 AND seq = $2 AND hash = $3";
        let last = sql(text).bind(chain).bind(head.end.seq).bind(head.end.hash.as_slice()).all(tx).await?;
        let Some(row) = last.first().filter(|_| head.holds(keys, chain)) else { return Ok(None) };
        // A line that says that the chain was changed says nothing of the book.
        known = known.max(Listed::read(&row.bytes("value")?).map_or(0, |listed| listed.book));
    }
    Ok(Some(known))
}

/// Asks for what the ledger says last of a stream.
pub(crate) fn last_of(stream: &str) -> Sql<'static> {
    let text = "SELECT value FROM ledger WHERE subject = $1 AND chain = $2 ORDER BY seq DESC LIMIT 1";
    sql(text).bind(stream).bind(chain_of(stream))
}

/// Whether a head is at least as far as the ledger says, and the same where it is as far. The ledger was asked before the
/// head: what is written meanwhile is further.
pub(crate) fn is_fresh(said: &[Row], seq: i64, hash: &[u8]) -> Result<bool, DbError> {
    let Some(row) = said.first() else { return Ok(false) };
    let Some(listed) = Listed::read(&row.bytes("value")?) else { return Ok(false) };
    Ok(listed.seq < seq || listed.seq == seq && listed.hash[..] == *hash)
}

/// Lines of a chain after one, oldest first, some at a time.
pub(crate) async fn lines_after(tx: &mut Tx, chain: i64, after: i64) -> Result<Vec<Kept>, DbError> {
    let text = format!(
        "SELECT seq, subject, value, hash FROM ledger WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT {CHUNK}"
    );
    sql(text).bind(chain).bind(after).all(tx).await?.iter().map(Kept::read).collect()
}

/// Adds lines to the chains of streams, always in the same order of chains, so that no two wait for each other. Gives
/// where each of them ends now; [`Written::wrote`] must hear it after the commit.
pub(crate) async fn append_streams(
    tx: &mut Tx,
    (keys, written): (&Keyring, &Written),
    lines: Vec<Line>,
) -> Result<Vec<(i64, i64)>, DbError> {
    let mut of_chain: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for line in lines {
        of_chain.entry(chain_of(&line.subject)).or_default().push(line);
    }
    let mut ends = Vec::with_capacity(of_chain.len());
    for (chain, lines) in of_chain {
        let head = hold_head(tx, chain).await?;
        let whole = head.filter(|head| head.holds(keys, chain) && head.end.seq >= written.last(chain));
        let (end, first) = match whole {
            Some(head) => (head.end, None),
            None => after_a_gap(tx, chain, written.last(chain)).await?,
        };
        ends.push((chain, add(tx, keys, chain, end, first.into_iter().chain(lines)).await?.seq));
    }
    Ok(ends)
}

/// Gives every chain of streams whose end does not hold one that does, with a line that says so for ever. Only a person
/// with the key asks for it.
pub(crate) async fn mend(tx: &mut Tx, keys: &Keyring) -> Result<Vec<(i64, i64)>, DbError> {
    let mut ends = Vec::new();
    for chain in 1..=STREAM_CHAINS {
        let (head, last) = (hold_head(tx, chain).await?, last_line(tx, chain).await?);
        let holds = match &head {
            Some(head) => head.holds(keys, chain) && last.as_ref() == Some(&head.end),
            None => last.is_none(),
        };
        if !holds {
            let (end, line) = after_a_gap(tx, chain, 1).await?;
            ends.push((chain, add(tx, keys, chain, end, line.into_iter()).await?.seq));
        }
    }
    Ok(ends)
}

/// Where a chain goes on whose head does not hold: people must be able to go on working, and the line says it for ever.
async fn after_a_gap(tx: &mut Tx, chain: i64, written: i64) -> Result<(End, Option<Line>), DbError> {
    match last_line(tx, chain).await? {
        None if written == 0 => Ok((End::none(), None)),
        last => {
            tracing::error!(chain, "the ledger of cases was changed: run havre verify");
            let line = Line { subject: BROKEN.to_owned(), value: vec![] };
            Ok((last.unwrap_or_else(End::none), Some(line)))
        }
    }
}

/// Adds lines after an end, and seals the new one.
pub(crate) async fn add(
    tx: &mut Tx,
    keys: &Keyring,
    chain: i64,
    after: End,
    lines: impl Iterator<Item = Line>,
) -> Result<End, DbError> {
    let (mut end, mut rows): (End, Vec<Vec<Value>>) = (after, Vec::new());
    for line in lines {
        let seq = end.seq + 1;
        let hash = line.hash(chain, seq, &end.hash);
        let Line { subject, value } = line;
        rows.push(vec![chain.into(), seq.into(), subject.into(), value.into(), hash.as_slice().into()]);
        end = End { seq, hash };
    }
    insert_many(tx, "ledger", &COLUMNS, rows).await?;
    let mac = keys.head_mac(&name(chain), end.seq, &end.hash);
    let text = "INSERT INTO ledger_head (chain, seq, hash, mac) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac";
    let head = sql(text).bind(chain).bind(end.seq).bind(end.hash.as_slice()).bind(mac);
    head.run(tx).await?;
    Ok(end)
}
