//! Who does a piece of background work, and how far it is: one node at a time.
//!
//! **Invariant:** a row that the program did not write orders nothing. Whoever finds one says so and goes on from the last
//! place that is known to be true.

use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::journal::Journal;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Nobody has a watch for longer: the lease of a node is shorter, and clocks differ by seconds.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// How far background work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchedTo {
    /// Up to this line; 0 before the first.
    Until(i64),
    /// What was written of it was changed outside the program.
    Changed,
}

struct Watch {
    holder: String,
    until: i64,
    seen: i64,
}

impl Watch {
    /// What is sealed of it.
    fn text(&self, name: &str) -> String {
        format!("{name}|{}|{}|{}", self.holder, self.until, self.seen)
    }

    /// The row, when the program wrote it.
    fn read(journal: &Journal, name: &str, row: &Row) -> Result<Option<Self>, DbError> {
        let watch = Self { holder: row.text("holder")?, until: row.int("until")?, seen: row.int("seen")? };
        let seal = row.opt_bytes("seal")?.unwrap_or_default();
        let holds = journal.keys.row_holds(&[b"watch", watch.text(name).as_bytes()], &seal);
        Ok(holds.then_some(watch))
    }
}

impl Journal {
    /// Takes the watch over a piece of background work, or keeps it, until then: one node at a time has it. Gives where
    /// the work stands; `None` when another node has the watch.
    ///
    /// # Errors
    /// The database.
    pub async fn take_watch(
        &self,
        name: &str,
        holder: Uuid,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<Option<WatchedTo>, DbError> {
        let mut tx = self.db.begin().await?;
        let (standing, seen) = match self.watch(&mut tx, name).await? {
            None => (WatchedTo::Until(0), 0),
            Some(None) => {
                tracing::error!(name, "who looks for unusual readings was changed: they are looked for anew");
                (WatchedTo::Changed, 0)
            }
            Some(Some(watch)) => {
                let is_held =
                    watch.until >= now.as_millisecond() && watch.until <= (now + LONGEST).as_millisecond();
                if watch.holder != holder.to_string() && is_held {
                    return Ok(None);
                }
                (WatchedTo::Until(watch.seen), watch.seen)
            }
        };
        let watch = Watch { holder: holder.to_string(), until: until.as_millisecond(), seen };
        self.write_watch(&mut tx, name, &watch).await?;
        tx.commit().await?;
        Ok(Some(standing))
    }

    /// The work is done up to there. Only whoever has the watch says so.
    ///
    /// # Errors
    /// The database.
    pub async fn watched_until(&self, name: &str, holder: Uuid, seen: i64) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        if let Some(Some(watch)) = self.watch(&mut tx, name).await?
            && watch.holder == holder.to_string()
        {
            self.write_watch(&mut tx, name, &Watch { seen, ..watch }).await?;
        }
        tx.commit().await
    }

    /// The row, held until the end of the transaction; `Some(None)` when the program did not write it.
    async fn watch(&self, tx: &mut Tx, name: &str) -> Result<Option<Option<Watch>>, DbError> {
        let lock = if matches!(tx, Tx::Postgres(_)) { " FOR UPDATE" } else { "" };
        let text = format!("SELECT holder, until, seen, seal FROM watch WHERE name = $1{lock}");
        let rows = sql(text).bind(name).all(tx).await?;
        rows.first().map(|row| Watch::read(self, name, row)).transpose()
    }

    async fn write_watch(&self, tx: &mut Tx, name: &str, watch: &Watch) -> Result<(), DbError> {
        let text = "INSERT INTO watch (name, holder, until, seen, seal) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until, \
                    seen = excluded.seen, seal = excluded.seal";
        let statement = sql(text).bind(name).bind(watch.holder.as_str()).bind(watch.until).bind(watch.seen);
        let seal = self.keys.row_seal(&[b"watch", watch.text(name).as_bytes()]);
        statement.bind(seal).run(tx).await.map(|_| ())
    }
}
