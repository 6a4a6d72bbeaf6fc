//! The one write path: load, fold, decide, append; boards and outbox in the same transaction.

use crate::boards::report_row::{self, BoardRows};
use crate::handle::change_feed;
use crate::handle::db::{DbError, LOOKED_FOR, Tx, Value, insert_many, placeholders, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::handle::key::{Key, KeyError, new_secret};
use crate::handle::random::new_uuid;
use crate::handle::stream::{chain, entry_about, read_entry};
use crate::people::index::IndexRows;
use casework::command::{Command, Refusal, decide};
use casework::entry::{Author, Body, Entry, VERSION};
use casework::fold::{Case, fold};
use casework::id::{CaseId, EntryId, ReportId};
use casework::tie::Mirror;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What a command wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Number of the last entry now.
    pub seq: i64,
    /// How many entries were added: none when there was nothing to do.
    pub added: usize,
}

/// Commands on one case, for imports and demos: all or nothing with their neighbours.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The case.
    pub case: CaseId,
    /// In the order of time.
    pub steps: Vec<(Author, Timestamp, Command)>,
}

/// A stream inside a transaction.
struct Held {
    key: Key,
    /// Locked key and secret of a new stream.
    fresh: Option<(Vec<u8>, Vec<u8>)>,
    seq: i64,
    hash: Vec<u8>,
    /// Date of the last entry.
    last: Timestamp,
    case: Case,
    new: Vec<Vec<Value>>,
    outbox: Vec<i64>,
    /// Reports signed in this transaction.
    signed: Vec<ReportId>,
    /// A role was put right: everybody of the case is indexed anew.
    corrected: bool,
}

/// The head of a chain that moves on.
struct Move {
    id: String,
    before: i64,
    seq: i64,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

/// Everything that a transaction will write, computed before it: no key is needed while the database is locked.
struct Sealed {
    heads: Vec<Vec<Value>>,
    secrets: Vec<Vec<Value>>,
    moves: Vec<Move>,
    entries: Vec<Vec<Value>>,
    outbox: Vec<Vec<Value>>,
    boards: BoardRows,
    index: IndexRows,
}

impl Sealed {
    async fn write(self, tx: &mut Tx) -> Result<(), RunError> {
        for head in self.moves {
            move_head(tx, head).await?;
        }
        let columns = ["stream_id", "wrapped_key", "head_seq", "head_hash", "head_mac"];
        insert_many(tx, "stream", &columns, self.heads).await.map_err(conflict)?;
        insert_many(tx, "key_secret", &["id", "secret"], self.secrets).await.map_err(conflict)?;
        let columns = ["stream_id", "seq", "version", "at", "sealed", "hash"];
        insert_many(tx, "entry", &columns, self.entries).await.map_err(conflict)?;
        insert_many(tx, "outbox", &["stream_id", "seq", "tries"], self.outbox).await?;
        self.boards.write(tx).await.map_err(conflict)?;
        self.index.write(tx).await.map_err(conflict)?;
        Ok(change_feed::tell_nodes(tx).await?)
    }
}

/// New cases, ready to be written.
pub struct NewCases {
    pvs: HashMap<Vec<u8>, CaseId>,
    sealed: Sealed,
}

impl Journal {
    /// Carries out one command. With `expected`, only if nobody wrote to the case since that entry.
    pub async fn run(
        &self,
        case: CaseId,
        by: &Author,
        at: Timestamp,
        expected: Option<i64>,
        command: &Command,
    ) -> Result<Written, RunError> {
        let mut tx = self.db.begin().await?;
        let mut held = self.hold(&mut tx, case).await.map_err(conflict)?;
        if expected.is_some_and(|expected| expected != held.seq) {
            return Err(RunError::Conflict);
        }
        let pvs = self.pv_tokens([(case, command)])?;
        refuse_known_pvs(&mut tx, &pvs).await?;
        let before = held.seq;
        self.apply(&mut held, case, by, at, command)?;
        let written = Written { seq: held.seq, added: usize::try_from(held.seq - before).unwrap_or(0) };
        if written.added > 0 {
            self.seal(vec![(case, before, held)])?.write(&mut tx).await?;
            tx.commit().await?;
            self.changes.tell();
        }
        Ok(written)
    }

    /// Carries out the commands of many cases in one transaction. Every case appears once.
    pub async fn run_many(&self, batches: &[Batch]) -> Result<usize, RunError> {
        let mut tx = self.db.begin().await?;
        let steps = batches.iter().flat_map(|batch| batch.steps.iter().map(|step| (batch.case, &step.2)));
        let pvs = self.pv_tokens(steps)?;
        refuse_known_pvs(&mut tx, &pvs).await?;
        let fresh = self.unknown_streams(&mut tx, batches).await?;
        let mut written = Vec::with_capacity(batches.len());
        let mut added = 0;
        for batch in batches {
            let known = !fresh.contains(&batch.case);
            let mut held = match known {
                true => self.hold(&mut tx, batch.case).await.map_err(conflict)?,
                false => self.fresh(batch.case),
            };
            let before = held.seq;
            for (by, at, command) in &batch.steps {
                self.apply(&mut held, batch.case, by, *at, command)?;
            }
            added += usize::try_from(held.seq - before).unwrap_or(0);
            written.push((batch.case, before, held));
        }
        self.seal(written)?.write(&mut tx).await?;
        tx.commit().await?;
        self.changes.tell();
        Ok(added)
    }

    async fn unknown_streams(
        &self,
        tx: &mut Tx,
        batches: &[Batch],
    ) -> Result<std::collections::HashSet<CaseId>, DbError> {
        let mut unknown: std::collections::HashSet<CaseId> = batches.iter().map(|batch| batch.case).collect();
        for chunk in batches.chunks(LOOKED_FOR) {
            let text =
                format!("SELECT stream_id FROM stream WHERE stream_id IN {}", placeholders(0, chunk.len()));
            let ids = chunk.iter().map(|batch| batch.case.to_string().into());
            for row in sql(text).bind_all(ids).many(chunk.len()).all(tx).await? {
                unknown.remove(&CaseId(row.parsed("stream_id")?));
            }
        }
        Ok(unknown)
    }

    fn fresh(&self, case: CaseId) -> Held {
        let (key, secret) = (Key::generate(), new_secret());
        let fresh = Some((self.keys.lock(&key, &case.to_string(), &secret), secret));
        let case = Case::default();
        let (hash, last) = (vec![0; 32], Timestamp::MIN);
        Held {
            key,
            fresh,
            seq: 0,
            hash,
            last,
            case,
            new: vec![],
            outbox: vec![],
            signed: vec![],
            corrected: false,
        }
    }

    async fn hold(&self, tx: &mut Tx, case: CaseId) -> Result<Held, OpenError> {
        let id = case.to_string();
        // On SQLite the transaction holds the only writer; on PostgreSQL the row is locked.
        let lock = match tx {
            Tx::Sqlite(_) => "",
            Tx::Postgres(_) => " FOR UPDATE OF stream",
        };
        let text = format!(
            "SELECT wrapped_key, secret, head_seq, head_hash, head_mac FROM stream LEFT JOIN key_secret ON id = stream_id \
             WHERE stream_id = $1{lock}"
        );
        let rows = sql(text).bind(id.as_str()).all(tx).await?;
        let Some(row) = rows.first() else { return Ok(self.fresh(case)) };
        let key = self.key_of(row, &id)?.ok_or(OpenError::Erased)?;
        let (seq, hash) = (row.int("head_seq")?, row.bytes("head_hash")?);
        let mac = row.bytes("head_mac")?;
        let rows = sql("SELECT seq, version, sealed, hash FROM entry WHERE stream_id = $1 ORDER BY seq")
            .bind(id.as_str())
            .all(tx)
            .await?;
        let end =
            rows.last().map(|row| Ok::<_, DbError>((row.int("seq")?, row.bytes("hash")?))).transpose()?;
        let complete = i64::try_from(rows.len()) == Ok(seq) && end == Some((seq, hash.clone()));
        if !complete || !self.keys.head_holds(&id, seq, &hash, &mac) {
            return Err(OpenError::Altered(id));
        }
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            entries.push(read_entry(&key, &id, &row)?);
        }
        let (case, last) = (fold(&entries), entries.last().map_or(Timestamp::MIN, |entry| entry.at));
        Ok(Held {
            key,
            fresh: None,
            seq,
            hash,
            last,
            case,
            new: vec![],
            outbox: vec![],
            signed: vec![],
            corrected: false,
        })
    }

    /// Decides, seals and chains; nothing is written yet.
    fn apply(
        &self,
        held: &mut Held,
        case: CaseId,
        by: &Author,
        at: Timestamp,
        command: &Command,
    ) -> Result<(), RunError> {
        let id = case.to_string();
        // The clock of another machine may be ahead. An entry dated before the one that it follows would leave a
        // hole in the case as known at a time in between.
        let at = at.max(held.last);
        let bodies = decide(&held.case, command, at)?;
        let mut entries = Vec::with_capacity(bodies.len());
        for body in bodies {
            let entry = Entry { id: EntryId(new_uuid(at)), at, by: by.clone(), body };
            held.seq += 1;
            let plain = serde_json::to_vec(&entry).map_err(|e| OpenError::Unreadable(e.into()))?;
            let sealed = held.key.seal(&plain, &entry_about(&id, held.seq, VERSION));
            let hash = chain(&held.hash, &id, held.seq, VERSION, at, &sealed);
            held.new.push(vec![
                id.as_str().into(),
                held.seq.into(),
                VERSION.into(),
                at.as_millisecond().into(),
                sealed.into(),
                hash.clone().into(),
            ]);
            held.hash = hash;
            match &entry.body {
                Body::ReportSigned(head) => held.signed.push(head.id),
                Body::RoleCorrected(_) => held.corrected = true,
                _ => {}
            }
            // What came from another case is not sent back to it.
            let heard = matches!(command, Command::Mirror(_));
            if !heard && Mirror::of(case, &entry.body).is_some() {
                held.outbox.push(held.seq);
            }
            entries.push(entry);
        }
        for entry in &entries {
            held.case.add(entry);
            held.last = entry.at;
        }
        Ok(())
    }

    /// Computes what a transaction will write, boards included.
    fn seal(&self, streams: Vec<(CaseId, i64, Held)>) -> Result<Sealed, OpenError> {
        let (mut heads, mut moves, mut entries, mut outbox) = (vec![], vec![], vec![], vec![]);
        let mut secrets = vec![];
        let (mut boards, mut fresh) = (Vec::with_capacity(streams.len()), Vec::new());
        let mut index = IndexRows::default();
        for (case, before, held) in streams {
            let id = case.to_string();
            let mac = self.keys.head_mac(&id, held.seq, &held.hash);
            let named = |seq: i64| vec![id.as_str().into(), seq.into(), 0_i64.into()];
            outbox.extend(held.outbox.iter().map(|seq| named(*seq)));
            entries.extend(held.new);
            match held.corrected {
                true => index.renew((case, &held.case, &held.key))?,
                false => index.add((case, &held.case, &held.key), &held.signed)?,
            }
            boards.push((case, held.case, held.key));
            if let Some((locked, secret)) = held.fresh {
                secrets.push(vec![id.as_str().into(), secret.into()]);
                heads.push(vec![id.into(), locked.into(), held.seq.into(), held.hash.into(), mac.into()]);
                fresh.push(case);
            } else {
                moves.push(Move { id, before, seq: held.seq, hash: held.hash, mac });
            }
        }
        Ok(Sealed {
            heads,
            secrets,
            moves,
            entries,
            outbox,
            boards: BoardRows::of(self, &boards, &fresh)?,
            index,
        })
    }

    /// Computes what the commands on new cases write. Nothing is read: an import prepares its next rows while the
    /// ones before are written.
    pub fn prepare(&self, batches: &[Batch]) -> Result<NewCases, RunError> {
        let steps = batches.iter().flat_map(|batch| batch.steps.iter().map(|step| (batch.case, &step.2)));
        let pvs = self.pv_tokens(steps)?;
        let mut streams = Vec::with_capacity(batches.len());
        for batch in batches {
            let mut held = self.fresh(batch.case);
            for (by, at, command) in &batch.steps {
                self.apply(&mut held, batch.case, by, *at, command)?;
            }
            streams.push((batch.case, 0, held));
        }
        Ok(NewCases { pvs, sealed: self.seal(streams)? })
    }

    /// Writes prepared cases: all or none.
    pub async fn add(&self, new: NewCases) -> Result<(), RunError> {
        let mut tx = self.db.begin().await?;
        refuse_known_pvs(&mut tx, &new.pvs).await?;
        new.sealed.write(&mut tx).await?;
        tx.commit().await?;
        self.changes.tell();
        Ok(())
    }

    /// Tokens of the PV numbers that the commands sign; none twice.
    fn pv_tokens<'c>(
        &self,
        commands: impl IntoIterator<Item = (CaseId, &'c Command)>,
    ) -> Result<HashMap<Vec<u8>, CaseId>, RunError> {
        let mut asked: HashMap<Vec<u8>, CaseId> = HashMap::new();
        for (case, command) in commands {
            let Command::Sign(report) = command else { continue };
            let token = report_row::pv_token(&self.keys, &report.head.zone, report.head.pv.as_str());
            if let Some(known) = asked.insert(token, case) {
                return Err(duplicate(known, case));
            }
        }
        Ok(asked)
    }

    /// Computes every board anew from the journal; gives the number of cases replayed.
    pub async fn rebuild(&self, mut progress: impl FnMut(u64)) -> Result<u64, RunError> {
        let mut tx = self.db.begin().await?;
        // On SQLite there is one writer anyway; here writers of other connections wait, readers do not.
        if let Tx::Postgres(_) = tx {
            sql("LOCK TABLE stream IN SHARE ROW EXCLUSIVE MODE").run(&mut tx).await?;
        }
        for table in
            report_row::TABLES.into_iter().chain(["person_row", "person_key", "unmatched", "proposal"])
        {
            sql(format!("DELETE FROM {table}")).run(&mut tx).await?;
        }
        let (mut after, mut done) = (String::new(), 0_u64);
        loop {
            let streams = self.next_streams(&mut tx, &after).await?;
            let Some((last, _)) = streams.last() else { break };
            after.clone_from(last);
            done += streams.len() as u64;
            let boards = self.replay(&mut tx, streams).await?;
            let fresh: Vec<_> = boards.iter().map(|(case, _, _)| *case).collect();
            BoardRows::of(self, &boards, &fresh)?.write(&mut tx).await?;
            let mut index = IndexRows::default();
            for (id, case, key) in &boards {
                let reports: Vec<_> = case.reports.iter().map(|(report, _)| *report).collect();
                index.add((*id, case, key), &reports)?;
            }
            index.write(&mut tx).await?;
            progress(done);
        }
        tx.commit().await?;
        Ok(done)
    }

    async fn next_streams(&self, tx: &mut Tx, after: &str) -> Result<Vec<(String, Key)>, OpenError> {
        let text = "SELECT stream_id, wrapped_key, secret FROM stream LEFT JOIN key_secret ON id = stream_id \
                    WHERE stream_id > $1 AND wrapped_key IS NOT NULL ORDER BY stream_id LIMIT 500";
        let mut streams = Vec::new();
        for row in sql(text).bind(after).all(tx).await? {
            let id = row.text("stream_id")?;
            let key = self.key_of(&row, &id)?.ok_or(OpenError::Erased)?;
            streams.push((id, key));
        }
        Ok(streams)
    }

    async fn replay(
        &self,
        tx: &mut Tx,
        streams: Vec<(String, Key)>,
    ) -> Result<Vec<(CaseId, Case, Key)>, OpenError> {
        let Some(((first, _), (last, _))) = streams.first().zip(streams.last()) else { return Ok(vec![]) };
        let text = "SELECT stream_id, seq, version, sealed FROM entry WHERE stream_id >= $1 AND stream_id <= $2 \
                    ORDER BY stream_id, seq";
        let rows = sql(text).bind(first.as_str()).bind(last.as_str()).all(tx).await?;
        let mut cases: BTreeMap<String, Case> = BTreeMap::new();
        let mut keys: HashMap<String, Key> = streams.iter().cloned().collect();
        for row in rows {
            let id = row.text("stream_id")?;
            let Some(key) = keys.get(&id) else { continue };
            let entry = read_entry(key, &id, &row)?;
            cases.entry(id).or_default().add(&entry);
        }
        let mut boards = Vec::with_capacity(cases.len());
        for (id, case) in cases {
            let key = keys.remove(&id).ok_or(KeyError::Sealed)?;
            boards.push((CaseId(id.parse().map_err(|_| DbError::Unreadable("stream_id"))?), case, key));
        }
        Ok(boards)
    }
}

/// A PV number is signed once in its zone.
async fn refuse_known_pvs(tx: &mut Tx, pvs: &HashMap<Vec<u8>, CaseId>) -> Result<(), RunError> {
    let tokens: Vec<_> = pvs.keys().cloned().collect();
    for chunk in tokens.chunks(LOOKED_FOR) {
        let places = placeholders(0, chunk.len());
        let text = format!("SELECT pv_token, case_id FROM report_row WHERE pv_token IN {places} LIMIT 1");
        let statement = sql(text).bind_all(chunk.iter().map(|token| token.clone().into())).many(chunk.len());
        if let Some(row) = statement.all(tx).await?.first() {
            let case = pvs.get(&row.bytes("pv_token")?).copied();
            let known = CaseId(row.parsed("case_id")?);
            return Err(duplicate(known, case.ok_or(DbError::Unreadable("pv_token"))?));
        }
    }
    Ok(())
}

async fn move_head(tx: &mut Tx, head: Move) -> Result<(), RunError> {
    let Move { id, before, seq, hash, mac } = head;
    let text = "UPDATE stream SET head_seq = $1, head_hash = $2, head_mac = $3 WHERE stream_id = $4 AND head_seq = $5";
    let changed = sql(text).bind(seq).bind(hash).bind(mac).bind(id).bind(before).run(tx).await?;
    if changed == 1 { Ok(()) } else { Err(RunError::Conflict) }
}

/// Two writers that made the same stream, entry or PV number: the second one looks again.
fn conflict(error: impl Into<RunError>) -> RunError {
    match error.into() {
        RunError::Open(OpenError::Db(error)) if error.is_conflict() => RunError::Conflict,
        other => other,
    }
}

/// A PV number that `known` has already is asked for by `case`.
fn duplicate(known: CaseId, case: CaseId) -> RunError {
    if known == case { Refusal::AlreadySigned.into() } else { RunError::DuplicatePv(known) }
}
