//! The book: what the program wrote last of every row that grants, forbids or orders something.
//!
//! Each line says of whom or what it is, and a keyed hash of all rows of that table about it. The program knows the book by
//! heart: it reads it once, from the first line to the sealed head, and then only what was added. A row that is not as the
//! book says was not written by the program: forged, changed, moved, put back from before, or taken away.
//!
//! **Invariants.** Nothing is sealed that did not hold before ([`Pen::refuse_altered`]); only `havre seal`, which a person
//! runs who has the key, takes rows as they are. A book that does not hold says of nothing that it holds.

use crate::handle::db::{DbError, Row, Sql, Tx, sql};
use crate::handle::guarded::Guarded;
use crate::handle::journal::Journal;
use crate::handle::key::Keyring;
use crate::handle::ledger::{BOOK, End, Head, Kept, Line, add, hold_head, lines_after};
use std::collections::HashMap;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The first line of a book.
const BEGIN: &str = "begin";
/// From this line on, rows are as somebody with the master key took them: what was before does not count.
pub(crate) const ANEW: &str = "sealed-anew";
/// How often rows are looked at again that do not hold: somebody may write at that moment.
const TRIES: usize = 3;

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
    fn is_at(&self, head: Option<&Head>) -> bool {
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

    /// Where it ends, as far as it was read.
    pub(crate) fn end(&self) -> Option<End> {
        self.known().end.clone()
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
    fn agrees(&self, subject: &str, value: &[u8], empty: bool) -> bool {
        let known = self.known();
        if known.broken.is_some() {
            return false;
        }
        known.last.get(subject).map_or(empty, |(_, written)| written == value)
    }

    fn mark(&self) -> Mark {
        self.known().mark()
    }

    /// Reads what was added since `from`, inside a transaction that saw this head afterwards.
    async fn read_on(
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
        if !(whole && sealed && known.end.as_ref() == head.as_ref().map(|head| &head.end)) {
            tracing::error!(
                "the book of rights and holds was changed: nothing in it counts. Run havre verify"
            );
            known.broken = Some(head);
        }
        Ok(())
    }

    /// Reads on until it is known up to the head that `tx` holds.
    async fn read_all(&self, tx: &mut Tx, keys: &Keyring) -> Result<(), DbError> {
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

impl Journal {
    /// Knows the book up to its end as it is now.
    pub(crate) async fn read_book(&self) -> Result<(), DbError> {
        let text = "SELECT seq, hash, mac FROM ledger_head WHERE chain = $1";
        let head = sql(text).bind(BOOK).fetch(&self.db).await?.first().map(Head::read).transpose()?;
        if self.book.is_at(head.as_ref()) {
            return Ok(());
        }
        let from = self.book.mark();
        let mut tx = self.db.look().await?;
        let head = sql(text).bind(BOOK).all(&mut tx).await?.first().map(Head::read).transpose()?;
        self.book.read_on(&mut tx, &self.keys, from, head).await
    }

    /// Keyed hash of the rows of one owner, in whatever order they come.
    pub(crate) fn value_of(&self, table: &Guarded, owner: &str, rows: &[Row]) -> Result<Vec<u8>, DbError> {
        let mut all = rows.iter().map(|row| table.bytes_of(row)).collect::<Result<Vec<_>, _>>()?;
        all.sort();
        let parts =
            [table.table.as_bytes(), owner.as_bytes()].into_iter().chain(all.iter().map(Vec::as_slice));
        Ok(self.keys.row_seal(&parts.collect::<Vec<_>>()))
    }

    /// Whether these are all rows of an owner, as the program wrote them last.
    pub(crate) fn is_as_written(&self, table: &Guarded, owner: &str, rows: &[Row]) -> Result<bool, DbError> {
        let value = self.value_of(table, owner, rows)?;
        Ok(self.book.agrees(&table.subject(owner), &value, rows.is_empty()))
    }

    /// The rows of one owner, and whether they are what the program wrote last.
    pub(crate) async fn guarded(&self, table: &Guarded, owner: &str) -> Result<(Vec<Row>, bool), DbError> {
        let mut rows = Vec::new();
        for _ in 0..TRIES {
            rows = sql(table.select()).bind(owner).fetch(&self.db).await?;
            self.read_book().await?;
            if self.is_as_written(table, owner, &rows)? {
                return Ok((rows, true));
            }
        }
        alarm(table);
        Ok((rows, false))
    }

    /// Rows that a statement gives, each alone about its owner, with whether they hold.
    pub(crate) async fn guarded_each(
        &self,
        table: &Guarded,
        make: impl Fn() -> Sql<'static>,
    ) -> Result<Vec<(Row, bool)>, DbError> {
        let mut judged = Vec::new();
        for _ in 0..TRIES {
            let rows = make().fetch(&self.db).await?;
            self.read_book().await?;
            judged.clear();
            for row in rows {
                let holds = self.is_as_written(table, &row.text(table.owner)?, std::slice::from_ref(&row))?;
                judged.push((row, holds));
            }
            if judged.iter().all(|(_, holds)| *holds) {
                return Ok(judged);
            }
        }
        alarm(table);
        Ok(judged)
    }

    /// Takes the pen: the book is held until the end of the transaction. One pen a transaction.
    pub(crate) async fn take_pen(&self, tx: &mut Tx) -> Result<Pen<'_>, DbError> {
        self.book.read_all(tx, &self.keys).await?;
        Ok(Pen { journal: self, lines: Vec::new(), anew: false })
    }
}

/// Says that rows were changed outside the program. Never whose: logs name nobody.
pub(crate) fn alarm(table: &Guarded) {
    let table = table.table;
    tracing::error!(table, "rows were changed outside Havre and do not count: run havre verify");
}

/// What a transaction writes into the book.
pub(crate) struct Pen<'j> {
    journal: &'j Journal,
    lines: Vec<Line>,
    anew: bool,
}

impl Pen<'_> {
    /// Whether the rows of an owner are, before anything is changed in them, what the program wrote last.
    pub(crate) async fn holds(&self, tx: &mut Tx, table: &Guarded, owner: &str) -> Result<bool, DbError> {
        let rows = sql(table.select()).bind(owner).all(tx).await?;
        let holds = self.journal.is_as_written(table, owner, &rows)?;
        if !holds {
            alarm(table);
        }
        Ok(holds)
    }

    /// Nothing is changed in rows that were changed outside: that would seal the rest of them.
    pub(crate) async fn refuse_altered(
        &self,
        tx: &mut Tx,
        table: &Guarded,
        owner: &str,
    ) -> Result<(), DbError> {
        if self.holds(tx, table, owner).await? { Ok(()) } else { Err(DbError::Altered(table.table)) }
    }

    /// Seals the rows of an owner as they are now. [`Pen::refuse_altered`] comes before the change.
    pub(crate) async fn seal(&mut self, tx: &mut Tx, table: &Guarded, owner: &str) -> Result<(), DbError> {
        let rows = sql(table.select()).bind(owner).all(tx).await?;
        let (subject, value) = (table.subject(owner), self.journal.value_of(table, owner, &rows)?);
        if self.anew || !self.journal.book.agrees(&subject, &value, rows.is_empty()) {
            self.lines.push(Line { subject, value });
        }
        Ok(())
    }

    /// Writes a line that is no row.
    pub(crate) fn note(&mut self, subject: String, value: Vec<u8>) {
        self.lines.push(Line { subject, value });
    }

    /// From here on, rows are taken as they are.
    pub(crate) fn anew(&mut self) {
        self.anew = true;
    }

    /// Writes everything.
    pub(crate) async fn lay_down(self, tx: &mut Tx) -> Result<(), DbError> {
        let Self { journal, lines, anew } = self;
        if lines.is_empty() && !anew {
            return Ok(());
        }
        let (end, broken) = {
            let known = journal.book.known();
            (known.end.clone(), known.broken.is_some())
        };
        if broken && !anew {
            return Err(DbError::Altered("ledger"));
        }
        let word = if end.is_none() { Some(BEGIN) } else { anew.then_some(ANEW) };
        let after = end.unwrap_or_else(End::none);
        let value = if anew { after.hash.clone() } else { vec![] };
        let first = word.map(|word| Line { subject: word.to_owned(), value });
        add(tx, &journal.keys, BOOK, after, first.into_iter().chain(lines)).await?;
        Ok(())
    }
}
