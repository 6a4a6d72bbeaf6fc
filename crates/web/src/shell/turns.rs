//! Who may check a password or a code, or make a page, now, and who waits.

use crate::shell::error::WebError;
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;
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
    /// Pages that are made at once. More of them than the processor has room for would only slow each other down, and
    /// whoever signs meanwhile.
    pages: Semaphore,
}

/// Longest wait for a turn at a page: a turn is for an even pace and never a wall, so that some long ones (an export, a
/// database that is away) keep nobody from a short one.
const WAIT_FOR_A_PAGE: Duration = Duration::from_millis(250);

impl Default for Turns {
    fn default() -> Self {
        Self {
            strangers: Arc::new(Semaphore::new(3)),
            known: Arc::new(Semaphore::new(1)),
            waiting: Semaphore::new(64),
            codes: Semaphore::new(1),
            pages: Semaphore::new(pages_at_once()),
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

    /// A turn at making a page, or none after a while: whoever has waited goes in anyway.
    pub(crate) async fn at_a_page(&self) -> Option<SemaphorePermit<'_>> {
        tokio::time::timeout(WAIT_FOR_A_PAGE, self.pages.acquire()).await.ok()?.ok()
    }

    /// The turn at checking a code.
    pub(crate) async fn at_a_code(&self) -> Result<SemaphorePermit<'_>, WebError> {
        self.codes.acquire().await.map_err(closed)
    }
}

/// As many pages as there are processors, and as many that wait for the disk.
fn pages_at_once() -> usize {
    std::thread::available_parallelism().map_or(2, NonZero::get) * 2
}

fn closed(error: impl std::fmt::Display) -> WebError {
    WebError::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_at_a_page_is_waited_for_and_never_a_wall() {
        let turns = Turns::default();
        let mut taken = vec![];
        for _ in 0..pages_at_once() {
            taken.push(turns.at_a_page().await.expect("there is room"));
        }
        assert!(turns.at_a_page().await.is_none(), "who has waited goes in without one");
        taken.pop();
        assert!(turns.at_a_page().await.is_some(), "a turn that was given back is given again");
    }
}
