//! Lines of the log of readings that wait to be written, and who writes them.

use super::db::DbError;
use casework::oversight::log::Reading;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Lines that wait to be written, and where the log ends as far as this program knows. Shared by all clones.
#[derive(Clone, Default)]
pub(crate) struct ReadingLog(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// The last line that this program wrote: a head that lies before it was moved back.
    last: AtomicI64,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    lots: Vec<Lot>,
    /// Somebody is writing, and will look here again.
    written_by_somebody: bool,
}

/// Lines that belong together, and who waits for them.
pub(crate) struct Lot {
    pub(crate) readings: Vec<Reading>,
    pub(crate) answer: oneshot::Sender<Result<(), DbError>>,
}

impl ReadingLog {
    /// Number of the last line that this program wrote; 0 before the first.
    pub(crate) fn last(&self) -> i64 {
        self.0.last.load(Ordering::Acquire)
    }

    /// This line was written.
    pub(crate) fn wrote(&self, line: i64) {
        self.0.last.fetch_max(line, Ordering::AcqRel);
    }

    /// A writer that panicked leaves the list as it was: it is whole after every statement.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands lines in; gives the task of writing to whoever finds nobody at it.
    pub(crate) fn hand_in(&self, lot: Lot) -> Option<Pen> {
        let mut waiting = self.waiting();
        waiting.lots.push(lot);
        let free = !std::mem::replace(&mut waiting.written_by_somebody, true);
        free.then(|| Pen { log: self.clone(), laid_down: false })
    }
}

/// Held by whoever writes, until nothing waits any more or its holder is stopped.
pub(crate) struct Pen {
    log: ReadingLog,
    laid_down: bool,
}

impl Pen {
    /// Everything that waits; when that is nothing, the pen is laid down.
    pub(crate) fn next(&mut self) -> Vec<Lot> {
        let mut waiting = self.log.waiting();
        let lots = std::mem::take(&mut waiting.lots);
        waiting.written_by_somebody = !lots.is_empty();
        self.laid_down = lots.is_empty();
        lots
    }
}

impl Drop for Pen {
    fn drop(&mut self) {
        // Stopped in the middle: who waits hears that there is no answer, and the next one begins anew.
        if !self.laid_down {
            let mut waiting = self.log.waiting();
            waiting.lots.clear();
            waiting.written_by_somebody = false;
        }
    }
}
