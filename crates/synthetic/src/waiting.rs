//! How much of an area may wait: what came in lately is decided by nobody, what is old by everybody.

use crate::days::DAY;
use crate::{History, Step};
use casework::case::Command;
use casework::prosecution;

/// Of the reports without decision, those whose decision is overdue.
pub const LATE: u32 = 12;
/// So many reports a demo has unless told otherwise: a larger one has more overdue.
const USUAL: u32 = 5_000;
/// What came in later than this is decided by nobody yet.
pub(crate) const FRESH: i64 = 9 * DAY;
/// What came in before this is overdue, when it is not decided: ten working days, and three holidays.
pub(crate) const OVERDUE: i64 = 20 * DAY;
/// What came in before this is decided.
pub(crate) const OLD: i64 = 45 * DAY;

/// How much of the area waits so far.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    pub(crate) fresh: u32,
    pub(crate) late: u32,
}

impl Waiting {
    /// What must become of a report of the area, by its age in seconds.
    pub(crate) fn must(&self, age: i64, reports: u32) -> Option<bool> {
        let most = LATE * (reports / USUAL).max(1);
        match age {
            ..FRESH => None,
            OVERDUE..OLD if self.late < most => Some(false),
            _ => Some(true),
        }
    }

    /// A report was made.
    pub(crate) fn count(&mut self, age: i64, history: &History) {
        let decided =
            |step: &Step| matches!(step.command, Command::Prosecution(prosecution::Command::Decide { .. }));
        if history.steps.iter().any(decided) {
            return;
        }
        match age {
            ..FRESH => self.fresh += 1,
            _ => self.late += 1,
        }
    }
}
