//! News: that something was written, said at once to whoever shows a list. Never what, about whom, or by whom.

use crate::db::{Db, DbError, Tx, sql};
use crate::store::Journal;
use sqlx::postgres::PgListener;
use tokio::sync::watch;

/// Channel of PostgreSQL through which the nodes tell each other.
const CHANNEL: &str = "havre_news";

/// Counts up with everything that is written.
pub type News = watch::Receiver<u64>;

/// Said once a commit; several in a row may be heard as one.
#[derive(Clone)]
pub(crate) struct Herald(watch::Sender<u64>);

impl Herald {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    pub(crate) fn tell(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// Tells the other nodes when the transaction commits. SQLite has one node.
pub(crate) async fn tell_nodes(tx: &mut Tx) -> Result<(), DbError> {
    if let Tx::Postgres(_) = tx {
        sql("SELECT pg_notify($1, '')").bind(CHANNEL).all(tx).await?;
    }
    Ok(())
}

impl Journal {
    /// Where to hear that something was written, on this node or another.
    pub fn news(&self) -> News {
        self.herald.0.subscribe()
    }

    /// Passes on what other nodes write, until the connection fails. Ends at once on SQLite.
    pub async fn hear_nodes(&self) -> Result<(), DbError> {
        let Db::Postgres(pool) = &self.db else { return Ok(()) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            listener.recv().await?;
            self.herald.tell();
        }
    }
}
