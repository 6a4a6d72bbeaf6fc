//! The one write path: load, fold, decide, append; boards and outbox in the same transaction.

use crate::boards::report_row::{UNFILLED, pv_key, pv_token};
use crate::handle::db::{DbError, LOOKED_FOR, Tx, placeholders, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::write::effects::signed_pv;
use crate::write::held::Held;
use crate::write::sealed::Sealed;
use casework::case::Command;
use casework::record::id::CaseId;
use casework::record::refusal::Why;
use casework::record::staff::Author;
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// Cases that one core prepares in one go.
const PART: usize = 50;

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

/// New cases, ready to be written.
pub struct NewCases {
    pvs: SignedPvs,
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
        let pvs = self.signed_pvs([(case, command)])?;
        self.read_book().await?;
        let mut tx = self.db.begin().await?;
        let mut held = self.hold(&mut tx, case).await.map_err(conflict)?;
        if expected.is_some_and(|expected| expected != held.seq) {
            return Err(RunError::Conflict);
        }
        pvs.refuse_known(&mut tx).await?;
        held.apply(by, at, command)?;
        let written = Written { seq: held.seq, added: held.added() };
        if written.added > 0 {
            let sealed = Sealed::of(self, vec![held])?;
            self.commit(tx, sealed).await?;
        }
        Ok(written)
    }

    /// Carries out the commands of many cases in one transaction. Every case appears once.
    pub async fn run_many(&self, batches: &[Batch]) -> Result<usize, RunError> {
        let pvs = self.signed_pvs(steps(batches))?;
        self.read_book().await?;
        let mut tx = self.db.begin().await?;
        pvs.refuse_known(&mut tx).await?;
        let unknown = unknown_streams(&mut tx, batches).await?;
        let mut streams = Vec::with_capacity(batches.len());
        for batch in batches {
            let held = match unknown.contains(&batch.case) {
                true => self.fresh(batch.case),
                false => self.hold(&mut tx, batch.case).await.map_err(conflict)?,
            };
            streams.push(carried_out(held, batch)?);
        }
        let added = streams.iter().map(Held::added).sum();
        let sealed = Sealed::of(self, streams)?;
        self.commit(tx, sealed).await?;
        Ok(added)
    }

    /// Computes what the commands on new cases write. Nothing is read: an import prepares its next rows while the
    /// ones before are written.
    pub fn prepare(&self, batches: &[Batch]) -> Result<NewCases, RunError> {
        let pvs = self.signed_pvs(steps(batches))?;
        let sealed = |part: &[Batch]| -> Result<Sealed, RunError> {
            let streams = part.iter().map(|batch| carried_out(self.fresh(batch.case), batch));
            Ok(Sealed::of(self, streams.collect::<Result<_, _>>()?)?)
        };
        // Cases know nothing of each other: every core seals some.
        let parts = batches.par_chunks(PART).map(sealed).collect::<Result<Vec<_>, _>>()?;
        Ok(NewCases { pvs, sealed: Sealed::all(self, parts)? })
    }

    /// Writes prepared cases: all or none.
    pub async fn add(&self, new: NewCases) -> Result<(), RunError> {
        let mut tx = self.db.begin().await?;
        new.pvs.refuse_known(&mut tx).await?;
        self.commit(tx, new.sealed).await
    }

    async fn commit(&self, mut tx: Tx, mut sealed: Sealed) -> Result<(), RunError> {
        let seen = std::mem::take(&mut sealed.seen);
        let ends = sealed.write(&mut tx, (&self.keys, &self.ledger)).await.map_err(conflict)?;
        tx.commit().await?;
        self.ledger.wrote(&ends);
        seen.into_iter().for_each(|(case, seq)| self.seen.saw(case, seq));
        self.changes.tell();
        Ok(())
    }

    /// The PV numbers that commands sign; none twice.
    fn signed_pvs<'c>(
        &self,
        commands: impl IntoIterator<Item = (CaseId, &'c Command)>,
    ) -> Result<SignedPvs, RunError> {
        let mut signed = SignedPvs::default();
        for (case, command) in commands {
            let Some((zone, pv)) = signed_pv(command) else { continue };
            if let Some(known) = signed.keys.insert(pv_key(&self.keys, zone, pv), case) {
                return Err(duplicate(known, case));
            }
            signed.tokens.insert(pv_token(&self.keys, zone, pv), case);
        }
        Ok(signed)
    }

    /// Writes prepared cases, but those whose PV number somebody else wrote meanwhile: two imports at once account for all
    /// rows. Gives how many were left out.
    pub async fn add_unknown(&self, new: NewCases, batches: &[Batch]) -> Result<usize, RunError> {
        const TRIES: usize = 20;
        let mut written = self.add(new).await;
        let mut left: Vec<Batch> = Vec::new();
        for attempt in 0..TRIES {
            match written {
                Ok(()) if attempt == 0 => return Ok(0),
                Ok(()) => return Ok(batches.len() - left.len()),
                Err(RunError::DuplicatePv(_) | RunError::Conflict) => {}
                Err(error) => return Err(error),
            }
            left = self.not_signed(batches).await?;
            written = self.add(self.prepare(&left)?).await;
        }
        written.map(|()| batches.len() - left.len())
    }

    /// The batches whose PV number nobody signed yet.
    async fn not_signed(&self, batches: &[Batch]) -> Result<Vec<Batch>, RunError> {
        let of = |batch: &Batch| {
            let signed = batch.steps.iter().find_map(|(_, _, command)| signed_pv(command));
            signed.map(|(zone, pv)| (zone.clone(), pv.to_owned()))
        };
        let (pairs, signing): (Vec<_>, Vec<_>) =
            batches.iter().filter_map(|batch| Some((of(batch)?, batch))).unzip();
        let known = self.known_pvs(&pairs).await?;
        let left = signing.into_iter().zip(known).filter(|(_, known)| !known).map(|(batch, _)| batch.clone());
        Ok(left.collect())
    }
}

/// The steps of batches, with their cases.
fn steps(batches: &[Batch]) -> impl Iterator<Item = (CaseId, &Command)> {
    batches.iter().flat_map(|batch| batch.steps.iter().map(|(_, _, command)| (batch.case, command)))
}

fn carried_out(mut held: Held, batch: &Batch) -> Result<Held, RunError> {
    for (by, at, command) in &batch.steps {
        held.apply(by, *at, command)?;
    }
    Ok(held)
}

/// The cases of batches that have no stream yet.
async fn unknown_streams(tx: &mut Tx, batches: &[Batch]) -> Result<HashSet<CaseId>, DbError> {
    let mut unknown: HashSet<CaseId> = batches.iter().map(|batch| batch.case).collect();
    for chunk in batches.chunks(LOOKED_FOR) {
        let places = placeholders(0, chunk.len());
        let text = format!("SELECT stream_id FROM stream WHERE stream_id IN {places}");
        let ids = chunk.iter().map(|batch| batch.case.to_string().into());
        for row in sql(text).bind_all(ids).many(chunk.len()).all(tx).await? {
            unknown.remove(&CaseId(row.parsed("stream_id")?));
        }
    }
    Ok(unknown)
}

/// PV numbers, with the cases that want them: as written, and as compared.
#[derive(Default)]
struct SignedPvs {
    tokens: HashMap<Vec<u8>, CaseId>,
    keys: HashMap<Vec<u8>, CaseId>,
}

impl SignedPvs {
    /// A PV number is signed once in its zone, however it is written.
    async fn refuse_known(&self, tx: &mut Tx) -> Result<(), RunError> {
        let filled = sql(UNFILLED).all(tx).await?.is_empty();
        let columns = [("pv_key", &self.keys), ("pv_token", &self.tokens)];
        for (column, wanted) in columns.into_iter().take(if filled { 1 } else { 2 }) {
            let tokens: Vec<_> = wanted.keys().collect();
            for chunk in tokens.chunks(LOOKED_FOR) {
                let places = placeholders(0, chunk.len());
                let text = format!(
                    "SELECT {column} AS found, case_id FROM report_row WHERE {column} IN {places} LIMIT 1"
                );
                let values = chunk.iter().map(|token| token.as_slice().into());
                if let Some(row) = sql(text).bind_all(values).many(chunk.len()).all(tx).await?.first() {
                    let case = wanted.get(&row.bytes("found")?).copied();
                    let known = CaseId(row.parsed("case_id")?);
                    return Err(duplicate(known, case.ok_or(DbError::Unreadable(column))?));
                }
            }
        }
        Ok(())
    }
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
    if known == case { Why::AlreadySigned.at("pv_number").into() } else { RunError::DuplicatePv(known) }
}
