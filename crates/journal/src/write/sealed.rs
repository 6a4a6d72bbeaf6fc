//! Everything that a transaction will write, computed before it: no key is needed while the database is locked.

use crate::handle::change_feed;
use crate::handle::db::{Tx, Value, insert_many, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use crate::handle::ledger::{Line, Listed, Written, append_streams};
use crate::people::index::IndexRows;
use crate::write::changes::BoardChanges;
use crate::write::held::Held;
use casework::record::id::CaseId;

/// Ready to be written.
pub(super) struct Sealed {
    /// Heads of new streams.
    heads: Vec<Vec<Value>>,
    /// Their secrets.
    secrets: Vec<Vec<Value>>,
    /// Heads that move on.
    moves: Vec<Move>,
    entries: Vec<Vec<Value>>,
    /// What the ledger says of each stream from now on.
    ledger: Vec<Line>,
    /// How far each case goes then.
    pub(super) seen: Vec<(CaseId, i64)>,
    outbox: Vec<Vec<Value>>,
    boards: BoardChanges,
    index: IndexRows,
}

/// The head of a chain that moves on.
struct Move {
    stream: String,
    before: i64,
    seq: i64,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

impl Sealed {
    /// What was added to some streams.
    pub(super) fn of(journal: &Journal, streams: Vec<Held>) -> Result<Self, OpenError> {
        let mut sealed = Self {
            heads: vec![],
            secrets: vec![],
            moves: vec![],
            entries: vec![],
            ledger: vec![],
            seen: vec![],
            outbox: vec![],
            boards: BoardChanges::none(),
            index: IndexRows::default(),
        };
        for held in streams {
            sealed.add(journal, held)?;
        }
        Ok(sealed)
    }

    /// Several of them, in their order.
    pub(super) fn all(journal: &Journal, parts: Vec<Self>) -> Result<Self, OpenError> {
        let mut sealed = Self::of(journal, vec![])?;
        for part in parts {
            // By name, so that none is forgotten.
            let Self { heads, secrets, moves, entries, ledger, seen, outbox, boards, index } = part;
            sealed.heads.extend(heads);
            sealed.secrets.extend(secrets);
            sealed.moves.extend(moves);
            sealed.entries.extend(entries);
            sealed.ledger.extend(ledger);
            sealed.seen.extend(seen);
            sealed.outbox.extend(outbox);
            sealed.boards.extend(boards);
            sealed.index.extend(index);
        }
        Ok(sealed)
    }

    fn add(&mut self, journal: &Journal, held: Held) -> Result<(), OpenError> {
        let Held { id, key, fresh, before, seq, hash, case, rows, entries, effects, .. } = held;
        let stream = id.to_string();
        let waiting = |seq: i64| vec![stream.as_str().into(), seq.into(), 0_i64.into()];
        self.outbox.extend(effects.told.into_iter().map(waiting));
        self.entries.extend(entries);
        let reported = case.opening().is_some() && case.is_reported() && !effects.signed.is_empty();
        match effects.corrected || reported {
            true => self.index.renew((id, &case, &key))?,
            false => self.index.add((id, &case, &key), &effects.signed)?,
        }
        let after = journal.rows_of(id, &case)?;
        let mac = journal.keys.head_mac(&stream, seq, &hash);
        if seq > before {
            let book = journal.book.end().map_or(0, |end| end.seq);
            self.ledger.push(Listed::line(&stream, (before, seq), &hash, book));
            self.seen.push((id, seq));
        }
        if let Some((locked, secret)) = fresh {
            self.boards.add_first(&key, after);
            self.secrets.push(vec![stream.as_str().into(), secret.into()]);
            self.heads.push(vec![stream.into(), locked.into(), seq.into(), hash.into(), mac.into()]);
        } else {
            self.boards.add(id, &key, rows, after);
            self.moves.push(Move { stream, before, seq, hash, mac });
        }
        Ok(())
    }

    /// Writes it, and tells other nodes when the transaction commits. Gives where the chains of the ledger end then.
    pub(super) async fn write(
        self,
        tx: &mut Tx,
        ledger: (&Keyring, &Written),
    ) -> Result<Vec<(i64, i64)>, RunError> {
        for head in self.moves {
            head.write(tx).await?;
        }
        let columns = ["stream_id", "wrapped_key", "head_seq", "head_hash", "head_mac"];
        insert_many(tx, "stream", &columns, self.heads).await?;
        insert_many(tx, "key_secret", &["id", "secret"], self.secrets).await?;
        let columns = ["stream_id", "seq", "version", "at", "sealed", "hash"];
        insert_many(tx, "entry", &columns, self.entries).await?;
        insert_many(tx, "outbox", &["stream_id", "seq", "tries"], self.outbox).await?;
        self.boards.write(tx).await?;
        self.index.write(tx).await?;
        // Last: whoever writes into the same chain waits for as little as possible.
        let ends = append_streams(tx, ledger, self.ledger).await?;
        change_feed::tell_nodes(tx).await?;
        Ok(ends)
    }
}

impl Move {
    /// Moves the head on, unless somebody else did meanwhile.
    async fn write(self, tx: &mut Tx) -> Result<(), RunError> {
        let text = "UPDATE stream SET head_seq = $1, head_hash = $2, head_mac = $3 \
                    WHERE stream_id = $4 AND head_seq = $5";
        let moved = sql(text).bind(self.seq).bind(self.hash).bind(self.mac);
        let changed = moved.bind(self.stream).bind(self.before).run(tx).await?;
        if changed == 1 { Ok(()) } else { Err(RunError::Conflict) }
    }
}
