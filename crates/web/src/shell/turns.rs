//! Who may check a password or a code now, and who waits.

use crate::shell::error::WebError;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Turns at what is costly, or must not be done in parallel.
pub(crate) struct Turns {
    /// Passwords of strangers that are checked at once, 19 MiB each: a flood cannot eat the memory, and no more than two
    /// attempts can overtake a lock.
    strangers: Arc<Semaphore>,
    /// The turn that is kept for people whose device or session is known: no flood of strangers keeps them waiting.
    known: Arc<Semaphore>,
    /// Strangers who may wait for their turn. Whoever comes later hears at once that there are too many, and does not
    /// wait for an answer that would come too late.
    waiting: Semaphore,
    /// Codes are cheap to check and short enough to guess in parallel: one at a time.
    codes: Semaphore,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            strangers: Arc::new(Semaphore::new(3)),
            known: Arc::new(Semaphore::new(1)),
            waiting: Semaphore::new(64),
            codes: Semaphore::new(1),
        }
    }
}

impl Turns {
    /// A turn at checking a password.
    pub(crate) async fn at_a_password(&self, is_known: bool) -> Result<OwnedSemaphorePermit, WebError> {
        if is_known {
            return Arc::clone(&self.known).acquire_owned().await.map_err(closed);
        }
        let _place = self.waiting.try_acquire().map_err(|_| WebError::Busy)?;
        Arc::clone(&self.strangers).acquire_owned().await.map_err(closed)
    }

    /// The turn at checking a code.
    pub(crate) async fn at_a_code(&self) -> Result<SemaphorePermit<'_>, WebError> {
        self.codes.acquire().await.map_err(closed)
    }
}

fn closed(error: impl std::fmt::Display) -> WebError {
    WebError::Internal(error.to_string())
}
