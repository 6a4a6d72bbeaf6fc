//! Verifying what grants, forbids and orders: every row against the book, and the book against every row.

use crate::accounts::changes::read_change;
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::guarded::{GUARDED, Guarded, REGISTER_CHANGE, WhenBroken};
use crate::handle::journal::Journal;
use crate::keeping::seal::{Standing, owners};
use std::collections::BTreeSet;

/// Rows that are not as the program wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRow {
    /// The table.
    pub table: &'static str,
    /// About which account, case or change, by its opaque number; empty when it is about all of them.
    pub about: String,
    /// What is wrong, and what it means.
    pub what: &'static str,
}

impl Journal {
    /// Compares every row that grants, forbids or orders something with the book. Writes nothing.
    pub(crate) async fn verify_rows(&self, tx: &mut Tx) -> Result<Vec<BrokenRow>, DbError> {
        let say = |table, what| BrokenRow { table, about: String::new(), what };
        let mut broken = Vec::new();
        match self.standing().await? {
            Standing::New | Standing::Whole => {}
            Standing::Missing => {
                broken.push(say("ledger", "there is no book: nobody can sign in until havre seal was run"));
            }
            Standing::Broken => broken.push(say(
                "ledger",
                "the book was changed, or its end was cut off: nothing in it counts, and nobody can sign in",
            )),
        }
        if broken.is_empty() {
            for table in GUARDED {
                broken.extend(self.verify_table(tx, table).await?);
            }
        }
        for (table, about) in self.broken_findings(tx).await? {
            let what = match table {
                "reading_review" => "was changed or forged: it closes nothing",
                _ => "was changed or forged: this unusual reading cannot be shown to a reviewer",
            };
            broken.push(BrokenRow { table, about, what });
        }
        if !sql("SELECT at FROM reading LIMIT 1").all(tx).await?.is_empty() {
            broken.push(say("reading", "holds lines that no version of this folder wrote there"));
        }
        Ok(broken)
    }

    async fn verify_table(&self, tx: &mut Tx, table: &Guarded) -> Result<Vec<BrokenRow>, DbError> {
        let mut all: BTreeSet<String> = owners(tx, table).await?.into_iter().collect();
        all.extend(self.book.owners_of(table));
        let mut broken = Vec::new();
        if *table == REGISTER_CHANGE && !self.changes_are_sealed() {
            return self.verify_old_changes(tx).await;
        }
        for about in all {
            // An owner that cannot even be read: nobody has an empty one.
            if about.is_empty() {
                broken.push(BrokenRow {
                    table: table.table,
                    about,
                    what: "cannot be read: it does not count",
                });
                continue;
            }
            let rows = sql(table.select()).bind(about.as_str()).all(tx).await?;
            // Somebody may have written since this look began: what does not hold is looked at again by itself.
            let holds = self.is_as_written(table, &about, &rows).unwrap_or(false);
            if !holds && !self.guarded(table, &about).await?.1 {
                let what = match table.when_broken {
                    WhenBroken::GrantsNothing => {
                        "was changed, forged, put back or taken away: it grants nothing"
                    }
                    WhenBroken::StaysClosed => "was changed, forged, put back or taken away: it stays closed",
                    WhenBroken::SaysNothing => "was changed, forged or taken away: it is shown to nobody",
                };
                broken.push(BrokenRow { table: table.table, about, what });
            }
        }
        Ok(broken)
    }

    /// Changes of the register that a version wrote which did not seal them yet: whether each can be read.
    async fn verify_old_changes(&self, tx: &mut Tx) -> Result<Vec<BrokenRow>, DbError> {
        let rows = sql("SELECT * FROM register_change ORDER BY at, change_id").all(tx).await?;
        let broken = |row: &Row| BrokenRow {
            table: REGISTER_CHANGE.table,
            about: row.text("change_id").unwrap_or_default(),
            what: "cannot be read: it is shown to nobody",
        };
        Ok(rows.iter().filter(|row| read_change(row).is_err()).map(broken).collect())
    }
}
