//! The book: what the program wrote last of every row that grants, forbids or orders something.
//!
//! Each line says of whom or what it is, and a keyed hash of all rows of that table about it. The program knows the book by
//! heart: it reads it once, from the first line to the sealed head, and then only what was added. A row that is not as the
//! book says was not written by the program: forged, changed, moved, put back from before, or taken away.
//!
//! **Invariant.** A book that does not hold says of nothing that it holds. Who writes into it: `pen.rs`.

use crate::handle::db::{DbError, Tx};
use crate::handle::guarded::Guarded;
use crate::handle::key::Keyring;
use crate::handle::ledger::{BOOK, End, Head, Kept, book_was_known, hold_head, lines_after};
use std::collections::HashMap;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The first line of a book.
pub(crate) const BEGIN: &str = "begin";
/// From this line on, rows are as somebody with the master key took them: what was before does not count.
pub(crate) const ANEW: &str = "sealed-anew";
/// How often rows are looked at again that do not hold: somebody may write at that moment.
pub(crate) const TRIES: usize = 3;

/// What the program knows by heart. Shared by all clones.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<RwLock<Known>>);

/// What stands in the book.
#[derive(Default)]
struct Known {
    /// Up to where it was read.
    end: Option<End>,
    /// The head at which it was found not to hold.
    broken: Option<Option<Head>>,
    /// Number and value of the last line about something.
    last: HashMap<String, (i64, Vec<u8>)>,
}

/// Where a reader of the book stands before it looks at the head.
#[derive(PartialEq, Eq)]
pub(crate) struct Mark {
    end: Option<End>,
    broken: Option<Option<Head>>,
}

impl Known {
    fn mark(&self) -> Mark {
        Mark { end: self.end.clone(), broken: self.broken.clone() }
    }

    /// Takes lines that follow; `false` when they do not.
    fn take(&mut self, lines: Vec<Kept>) -> bool {
        let mut whole = true;
        for kept in lines {
            let before = self.end.take().unwrap_or_else(End::none);
            match kept.line.subject.as_str() {
                // It says itself on which line it stands, which may be gone; it is part of the hash of the sealed head.
                ANEW => {
                    whole = kept.follows(BOOK, &End { seq: kept.seq - 1, hash: kept.line.value.clone() });
                    self.last.clear();
                }
                BEGIN => whole &= kept.seq == 1 && kept.follows(BOOK, &before),
                _ => {
                    whole &= kept.seq > 1 && kept.follows(BOOK, &before);
                    self.last.insert(kept.line.subject, (kept.seq, kept.line.value));
                }
            }
            self.end = Some(End { seq: kept.seq, hash: kept.hash });
        }
        whole
    }
}

impl Book {
    /// A reader that panicked changed nothing.
    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether it is known up to this head.
    pub(crate) fn is_at(&self, head: Option<&Head>) -> bool {
        let known = self.known();
        match &known.broken {
            Some(found_at) => found_at.as_ref() == head,
            None => known.end.as_ref() == head.map(|head| &head.end),
        }
    }

    /// Number of the last line about something; 0 when there is none.
    pub(crate) fn line_of(&self, subject: &str) -> i64 {
        self.known().last.get(subject).map_or(0, |(seq, _)| *seq)
    }

    /// Whether anything was ever written about this.
    pub(crate) fn knows(&self, table: &Guarded, owner: &str) -> bool {
        self.known().last.contains_key(&table.subject(owner))
    }

    /// Whether the last line about something says this.
    pub(crate) fn says(&self, subject: &str, value: &[u8]) -> bool {
        self.known().last.get(subject).is_some_and(|(_, written)| written == value)
    }

    /// Where it ends as far as it was read, and whether it holds until there.
    pub(crate) fn end_and_state(&self) -> (Option<End>, bool) {
        let known = self.known();
        (known.end.clone(), known.broken.is_none())
    }

    /// Where it ends, as far as it was read.
    pub(crate) fn end(&self) -> Option<End> {
        self.known().end.clone()
    }

    /// Whether anything may have been written about this: what a book that is missing, or does not hold, leaves open.
    pub(crate) fn may_know(&self, table: &Guarded, owner: &str) -> bool {
        !self.has_begun() || !self.is_whole() || self.knows(table, owner)
    }

    /// Whether there is a book at all.
    pub(crate) fn has_begun(&self) -> bool {
        let known = self.known();
        known.end.is_some() || known.broken.is_some()
    }

    /// Whether it is what the program wrote, as far as it was read.
    pub(crate) fn is_whole(&self) -> bool {
        self.known().broken.is_none()
    }

    /// Everything that a table should have: owners, with the line about them.
    pub(crate) fn owners_of(&self, table: &Guarded) -> Vec<String> {
        let before = table.subject("");
        let known = self.known();
        let own = known.last.keys().filter_map(|subject| subject.strip_prefix(&before));
        own.map(str::to_owned).collect()
    }

    /// Whether rows of one owner are what the program wrote last. No rows, and no line, hold.
    pub(crate) fn agrees(&self, subject: &str, value: &[u8], empty: bool) -> bool {
        let known = self.known();
        if known.broken.is_some() {
            return false;
        }
        known.last.get(subject).map_or(empty, |(_, written)| written == value)
    }

    pub(crate) fn mark(&self) -> Mark {
        self.known().mark()
    }

    /// Reads what was added since `from`, inside a transaction that saw this head afterwards.
    pub(crate) async fn read_on(
        &self,
        tx: &mut Tx,
        keys: &Keyring,
        from: Mark,
        head: Option<Head>,
    ) -> Result<(), DbError> {
        if self.is_at(head.as_ref()) {
            return Ok(());
        }
        // Found broken before, and the head is another one now: somebody may have sealed it anew.
        let again = from.broken.is_some();
        // Whoever reads it for the first time knows from the cases how long it must be.
        let first = again || from.end.is_none();
        let at_least = if first { book_was_known(tx, keys).await? } else { Some(0) };
        let mut after = from.end.as_ref().filter(|_| !again).map_or(0, |end| end.seq);
        let mut lines = Vec::new();
        loop {
            let mut some = lines_after(tx, BOOK, after).await?;
            let Some(last) = some.last() else { break };
            after = last.seq;
            lines.append(&mut some);
        }
        let mut known = self.known_mut();
        if known.mark() != from {
            // Somebody else read on meanwhile.
            return Ok(());
        }
        if again {
            *known = Known::default();
        }
        let whole = known.take(lines);
        let sealed = head.as_ref().is_some_and(|head| head.holds(keys, BOOK));
        let long_enough =
            at_least.is_some_and(|least| known.end.as_ref().is_some_and(|end| end.seq >= least));
        if !(whole && sealed && long_enough && known.end.as_ref() == head.as_ref().map(|head| &head.end)) {
            tracing::error!(
                "the book of rights and holds was changed: nothing in it counts. Run havre verify"
            );
            known.broken = Some(head);
        }
        Ok(())
    }

    /// Reads on until it is known up to the head that `tx` holds.
    pub(crate) async fn read_all(&self, tx: &mut Tx, keys: &Keyring) -> Result<(), DbError> {
        for _ in 0..TRIES {
            let from = self.mark();
            let head = hold_head(tx, BOOK).await?;
            self.read_on(tx, keys, from, head.clone()).await?;
            if self.is_at(head.as_ref()) {
                break;
            }
        }
        Ok(())
    }
}
