//! Who has which open work in hand.

use crate::boards::board::{Board, Column, Fate, Source, Values};
use crate::handle::error::OpenError;
use casework::board::in_hand;
use jiff::Timestamp;

/// Read by `accounts/handover.rs`.
pub(crate) const BOARD: Board = Board {
    table: "in_hand",
    version: 1,
    fate: Fate::Erased,
    key: 3,
    columns: &[
        Column::text("report_id"),
        Column::text("user_id"),
        Column::text("what"),
        Column::text("case_id"),
        Column::number("due"),
    ],
    rows,
};

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    let lines = in_hand(of.case, of.rules);
    let row = |line: &casework::board::InHand| {
        vec![
            line.report.to_string().into(),
            line.user.to_string().into(),
            line.work.word().into(),
            of.id.to_string().into(),
            line.due.map(Timestamp::as_millisecond).into(),
        ]
    };
    Ok(lines.iter().map(row).collect())
}
