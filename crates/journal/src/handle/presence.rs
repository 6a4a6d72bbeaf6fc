//! Whether the database answers: asked several times a second, on a connection of its own, so that nobody waits long for
//! a server that is away, and a server that is busy is not taken for one.

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// Between two questions. With [`ANSWER`] it keeps the promise that nobody waits longer than 2 s.
const PAUSE: Duration = Duration::from_millis(250);
/// A server that needs longer for the smallest question is away.
const ANSWER: Duration = Duration::from_millis(1_250);

/// Whether the database answers, as last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Here,
    Away,
}

/// Shared by all clones of a journal.
#[derive(Clone)]
pub(crate) struct Presence(watch::Sender<Seen>);

impl Presence {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Seen::Here))
    }

    fn tell(&self, now: Seen) {
        let changed = self.0.send_if_modified(|seen| std::mem::replace(seen, now) != now);
        match (changed, now) {
            (true, Seen::Away) => tracing::error!("the database does not answer"),
            (true, Seen::Here) => tracing::info!("the database answers again"),
            (false, _) => {}
        }
    }

    /// Whether the database was seen to be away.
    pub(crate) fn is_away(&self) -> bool {
        *self.0.borrow() == Seen::Away
    }

    /// Ends as soon as it is seen to be away; at once when it is.
    pub(crate) async fn away(&self) {
        let mut seen = self.0.subscribe();
        // It fails only when nobody can tell any more; this value itself can.
        if seen.wait_for(|seen| *seen == Seen::Away).await.is_err() {
            std::future::pending().await
        }
    }

    /// Asks the server until the program ends.
    pub(crate) async fn watch(&self, server: &PgConnectOptions) {
        loop {
            match timeout(ANSWER, PgConnection::connect_with(server)).await {
                Ok(Ok(connection)) => {
                    self.tell(Seen::Here);
                    self.stay(connection).await;
                }
                Ok(Err(_)) | Err(_) => {
                    self.tell(Seen::Away);
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Asks until there is no answer. A connection that was ended is no proof that the server is away: only whoever
    /// cannot connect again knows.
    async fn stay(&self, mut connection: PgConnection) {
        loop {
            match timeout(ANSWER, connection.ping()).await {
                Ok(Ok(())) => sleep(PAUSE).await,
                Ok(Err(_)) => return,
                Err(_) => return self.tell(Seen::Away),
            }
        }
    }
}
