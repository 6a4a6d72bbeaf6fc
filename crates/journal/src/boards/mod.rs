//! Boards: tables that are a pure function of the cases, kept in the transaction that writes a case.
//!
//! A new board is a file here, a line in [`BOARDS`] and a migration for both databases. It is then filled in the
//! background from the cases that are there.

use board::Board;

pub(crate) mod board;
pub(crate) mod case_tie;
pub(crate) mod grant_row;
pub(crate) mod notice;
pub(crate) mod opening_row;
pub(crate) mod read;
pub(crate) mod repeated;
pub(crate) mod report_row;
pub(crate) mod retention_row;
pub(crate) mod task;

/// Every board.
pub(crate) const BOARDS: &[&Board] = &[
    &report_row::BOARD,
    &case_tie::BOARD,
    &task::BOARD,
    &retention_row::BOARD,
    &grant_row::BOARD,
    &notice::BOARD,
    &opening_row::BOARD,
];
