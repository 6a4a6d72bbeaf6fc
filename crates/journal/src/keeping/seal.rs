//! Taking rows into the book as they are: once, after an update from a version that had no book, and again when somebody
//! changed rows outside the program and a person has put them right.
//!
//! Nothing does this by itself. A row of the database cannot say that its own folder was never sealed: whoever can write to
//! the database can take such a row away with the book. So a person with the master key says it, after looking.

use crate::accounts::changes::CHANGES_SEALED;
use crate::accounts::session::end_sessions;
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::guarded::{ACCOUNT, GUARDED, Guarded};
use crate::handle::journal::Journal;
use crate::handle::ledger::{Listed, append_streams, book_was_known, mend};
use casework::record::id::UserId;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How the book stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is nothing yet that could be sealed.
    New,
    /// There are accounts and no book: a version before it made them, or somebody took the book away.
    Missing,
    /// It holds.
    Whole,
    /// It was changed outside the program: nothing in it counts.
    Broken,
}

/// What was taken into the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Accounts, cases and people by table.
    pub rows: BTreeMap<&'static str, u64>,
    /// Cases that the ledger lists from now on.
    pub cases: u64,
    /// Lines of the log of readings of a version before this log.
    pub readings: usize,
}

impl Journal {
    /// How the book stands.
    ///
    /// # Errors
    /// The database.
    pub async fn standing(&self) -> Result<Standing, DbError> {
        self.read_book().await?;
        if !self.book.is_whole() {
            return Ok(Standing::Broken);
        }
        if self.book.has_begun() {
            return Ok(Standing::Whole);
        }
        let any = "SELECT user_id FROM account UNION ALL SELECT stream_id FROM stream \
                   WHERE NOT EXISTS (SELECT 1 FROM ledger_head) LIMIT 1";
        let any = sql(any).fetch(&self.db).await?;
        Ok(if any.is_empty() { Standing::New } else { Standing::Missing })
    }

    /// Accounts as their rows say, whether they hold or not: username, function, zones, whether it may sign in. For the
    /// person who seals them.
    ///
    /// # Errors
    /// The database.
    pub async fn accounts_as_they_are(&self) -> Result<Vec<(String, String, String, bool)>, DbError> {
        let rows = sql("SELECT username, function, zones, active FROM account ORDER BY function, username");
        let rows = rows.fetch(&self.db).await?;
        let read = |row: &Row| {
            Ok((row.text("username")?, row.text("function")?, row.text("zones")?, row.flag("active")?))
        };
        rows.iter().map(read).collect()
    }

    /// Takes every row that grants, forbids or orders something into the book, as it is. Every session ends. Readings of
    /// a version before the log are taken over with a first book only.
    ///
    /// # Errors
    /// The database.
    pub async fn seal_as_it_is(&self, at: Timestamp) -> Result<Taken, DbError> {
        let first = matches!(self.standing().await?, Standing::New | Standing::Missing);
        let readings = if first { self.adopt_earlier_readings().await? } else { 0 };
        let mut taken = Taken { readings, ..Taken::default() };
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let mended = mend(&mut tx, &self.keys).await?;
        pen.anew(book_was_known(&mut tx, &self.keys).await?.unwrap_or(0));
        for table in GUARDED {
            let owners = owners(&mut tx, table).await?;
            for owner in &owners {
                pen.seal(&mut tx, table, owner).await?;
            }
            taken.rows.insert(table.table, owners.len() as u64);
        }
        pen.note(CHANGES_SEALED.to_owned(), vec![]);
        for user in owners(&mut tx, &ACCOUNT).await? {
            let user = user.parse().map(UserId).map_err(|_| DbError::Unreadable("user_id"))?;
            end_sessions(&mut pen, &mut tx, user).await?;
        }
        self.bind_earlier_drafts(&mut tx).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        self.ledger.wrote(&mended);
        taken.cases = self.list_unlisted().await?;
        tracing::warn!(%at, "rows were taken into the book as they are");
        Ok(taken)
    }

    /// Lists the cases that the ledger does not know, and whose head somebody with the master key sealed; how many.
    async fn list_unlisted(&self) -> Result<u64, DbError> {
        let mut tx = self.db.look().await?;
        let known = self.verify_ledger(&mut tx, (&mut vec![], &mut vec![])).await?;
        drop(tx);
        self.read_book().await?;
        let book = self.book.end().map_or(0, |end| end.seq);
        let (mut after, mut cases) = (String::new(), 0);
        loop {
            let text = "SELECT stream_id, head_seq, head_hash, head_mac FROM stream WHERE stream_id > $1 \
                        ORDER BY stream_id LIMIT 500";
            let mut tx = self.db.begin().await?;
            let rows = sql(text).bind(after.as_str()).all(&mut tx).await?;
            let Some(last) = rows.last() else { return Ok(cases) };
            after = last.text("stream_id")?;
            let mut lines = Vec::new();
            for row in &rows {
                let (id, seq, hash) = (row.text("stream_id")?, row.int("head_seq")?, row.bytes("head_hash")?);
                let holds = self.keys.head_holds(&id, seq, &hash, &row.bytes("head_mac")?);
                if holds && !known.knows(&id) {
                    lines.push(Listed::line(&id, (0, seq), &hash, book));
                }
            }
            cases += lines.len() as u64;
            let ends = append_streams(&mut tx, (&self.keys, &self.ledger), lines).await?;
            tx.commit().await?;
            self.ledger.wrote(&ends);
        }
    }
}

/// Whom or what the rows of a table are about; empty for one that cannot be read.
pub(crate) async fn owners(tx: &mut Tx, table: &Guarded) -> Result<Vec<String>, DbError> {
    let (name, owner) = (table.table, table.owner);
    let rows = sql(format!("SELECT DISTINCT {owner} AS own FROM {name} ORDER BY {owner}")).all(tx).await?;
    Ok(rows.iter().map(|row| row.text("own").unwrap_or_default()).collect())
}
