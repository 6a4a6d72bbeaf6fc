//! The change feed: that something was written, told at once to whoever shows a list. Never what, about whom, or by
//! whom.

use crate::handle::db::{Db, DbError, Tx, sql};
use sqlx::postgres::PgListener;
use tokio::sync::watch;

/// Channel of PostgreSQL through which the nodes tell each other. Its name is older than this module: nodes of two
/// versions must hear each other.
const CHANNEL: &str = "havre_news";

/// Counts up with everything that is written.
pub type ChangeFeed = watch::Receiver<u64>;

/// Tells once a commit; several in a row may be heard as one.
#[derive(Clone)]
pub(crate) struct ChangeSender(watch::Sender<u64>);

impl ChangeSender {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    pub(crate) fn tell(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn subscribe(&self) -> ChangeFeed {
        self.0.subscribe()
    }

    /// Passes on what other nodes write, until the connection fails. Ends at once on SQLite, which has one node.
    pub(crate) async fn hear_nodes(&self, db: &Db) -> Result<(), DbError> {
        let Db::Postgres(pool) = db else { return Ok(()) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            listener.recv().await?;
            self.tell();
        }
    }
}

/// Tells the other nodes when the transaction commits. SQLite has one node.
pub(crate) async fn tell_nodes(tx: &mut Tx) -> Result<(), DbError> {
    if let Tx::Postgres(_) = tx {
        sql("SELECT pg_notify($1, '')").bind(CHANNEL).all(tx).await?;
    }
    Ok(())
}
