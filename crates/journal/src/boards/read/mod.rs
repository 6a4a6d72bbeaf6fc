//! What pages ask of the boards.
//!
//! **Invariant.** A row that somebody moved to another zone, office or function does not open, is shown to nobody, and
//! alarms; the other rows of its list are shown.

use crate::boards::board::{Board, Column};
use crate::handle::db::Row;
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) mod grant;
pub(crate) mod indicator;
pub(crate) mod list_query;
pub(crate) mod month;
pub(crate) mod opening;
pub(crate) mod report_list;
pub(crate) mod task;
pub(crate) mod together;

impl Journal {
    /// Opens the sealed column of a row of a board.
    ///
    /// # Errors
    /// The row is not the one that the program wrote.
    pub(crate) fn opened_of(
        &self,
        board: &Board,
        (key, row): (&Key, &Row),
        column: &Column,
    ) -> Result<Vec<u8>, OpenError> {
        let opened = board.open(key, row, column);
        if opened.is_ok() {
            return opened;
        }
        // A version before bound less; its rows are made anew in the background after an update.
        let before = (!self.all_filled.load(Relaxed)).then(|| board.open_as_before(key, row, column).ok());
        before.flatten().ok_or_else(|| OpenError::Altered(format!("a row of {}", board.table)))
    }
}

/// A row, unless it is not the one that the program wrote: that one is left out of its list.
pub(crate) fn shown<T>(row: Result<T, OpenError>) -> Result<Option<T>, OpenError> {
    match row {
        Err(OpenError::Altered(what)) => {
            tracing::error!(%what, "what a list shows was changed outside Havre and is left out: run havre verify");
            Ok(None)
        }
        row => row.map(Some),
    }
}
