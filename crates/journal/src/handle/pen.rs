//! Reading rows against the book, and writing into it.
//!
//! **Invariant.** Nothing is sealed that did not hold before ([`Pen::refuse_altered`]); only `havre seal`, which a person
//! runs who has the key, takes rows as they are.

use crate::handle::book::{ANEW, BEGIN, TRIES};
use crate::handle::db::{DbError, Row, Sql, Tx, sql};
use crate::handle::guarded::Guarded;
use crate::handle::journal::Journal;
use crate::handle::ledger::{BOOK, End, Head, Line, add};

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
            // What cannot even be read was not written by the program.
            if self.is_as_written(table, owner, &rows).unwrap_or(false) {
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
                let holds = self.row_is_as_written(table, &row);
                judged.push((row, holds));
            }
            if judged.iter().all(|(_, holds)| *holds) {
                return Ok(judged);
            }
        }
        alarm(table);
        Ok(judged)
    }

    /// Whether a row that is alone about its owner is as the program wrote it. One that cannot even be read is not.
    pub(crate) fn row_is_as_written(&self, table: &Guarded, row: &Row) -> bool {
        let judge =
            |owner: String| self.is_as_written(table, &owner, std::slice::from_ref(row)).unwrap_or(false);
        row.text(table.owner).is_ok_and(judge)
    }

    /// Takes the pen: the book is held until the end of the transaction. One pen a transaction.
    pub(crate) async fn take_pen(&self, tx: &mut Tx) -> Result<Pen<'_>, DbError> {
        self.book.read_all(tx, &self.keys).await?;
        Ok(Pen { journal: self, lines: Vec::new(), anew: None })
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
    anew: Option<i64>,
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
        // Rows may be written twice in one transaction: the last line is what counts.
        let again = self.anew.is_none() && self.lines.iter().any(|line| line.subject == subject);
        let known = self.anew.is_none() && self.journal.book.agrees(&subject, &value, rows.is_empty());
        if again || !known {
            self.lines.push(Line { subject, value });
        }
        Ok(())
    }

    /// Whether a line about this stands in the book, or will when it is laid down.
    pub(crate) fn has_line(&self, subject: &str) -> bool {
        self.journal.book.line_of(subject) > 0 || self.lines.iter().any(|line| line.subject == subject)
    }

    /// Writes a line that is no row.
    pub(crate) fn note(&mut self, subject: String, value: Vec<u8>) {
        self.lines.push(Line { subject, value });
    }

    /// From here on, rows are taken as they are. The book was once so long at least: no line takes the place of one that
    /// was cut off.
    pub(crate) fn anew(&mut self, at_least: i64) {
        self.anew = Some(at_least);
    }

    /// Writes everything.
    pub(crate) async fn lay_down(self, tx: &mut Tx) -> Result<(), DbError> {
        let Self { journal, lines, anew } = self;
        if lines.is_empty() && anew.is_none() {
            return Ok(());
        }
        let (end, whole) = journal.book.end_and_state();
        if !whole && anew.is_none() {
            return Err(DbError::Altered("ledger"));
        }
        let at_least = anew.unwrap_or(0);
        let first = end.is_none() && at_least == 0;
        let word = if first { Some(BEGIN) } else { anew.map(|_| ANEW) };
        let mut after = end.unwrap_or_else(End::none);
        after.seq = after.seq.max(at_least);
        let value = if first { vec![] } else { after.hash.clone() };
        let first = word.map(|word| Line { subject: word.to_owned(), value });
        add(tx, &journal.keys, BOOK, after, first.into_iter().chain(lines)).await?;
        Ok(())
    }
}
