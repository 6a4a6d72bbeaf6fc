//! How far each case went when this program last saw it: one that goes back was put back.

use casework::record::id::CaseId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Cases that are remembered; when there are more, all are forgotten and learned again.
const KEPT: usize = 500_000;

/// Number of the last entry, by case. Shared by all clones.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<HashMap<CaseId, i64>>>);

impl Seen {
    /// Whoever panicked left the numbers as they were.
    fn numbers(&self) -> MutexGuard<'_, HashMap<CaseId, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The furthest that was seen; 0 when it was not seen yet. Asked before the database is.
    pub(crate) fn last(&self, case: CaseId) -> i64 {
        self.numbers().get(&case).copied().unwrap_or(0)
    }

    /// It goes as far as this.
    pub(crate) fn saw(&self, case: CaseId, seq: i64) {
        let mut numbers = self.numbers();
        if numbers.len() >= KEPT {
            numbers.clear();
        }
        let last = numbers.entry(case).or_insert(seq);
        *last = seq.max(*last);
    }
}
