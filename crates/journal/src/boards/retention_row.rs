//! From when on the periods of keeping are counted, by case and zone.

use crate::boards::board::{Board, Column, Fate, Source, Values};
use crate::handle::error::OpenError;
use casework::reading::retention::kept;
use jiff::Timestamp;

/// Read by `keeping/retention.rs`.
pub(crate) const BOARD: Board = Board {
    table: "retention_row",
    version: 1,
    fate: Fate::Erased,
    key: 2,
    columns: &[
        Column::text("case_id"),
        Column::text("zone"),
        Column::text("class"),
        Column::number("month"),
        Column::number("counts_from"),
    ],
    rows,
};

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    let kept = kept(of.case, &of.rules.retention).into_iter().map(|kept| {
        vec![
            of.id.to_string().into(),
            kept.zone.as_str().into(),
            kept.class.word().into(),
            kept.month.into(),
            kept.counts_from.map(Timestamp::as_millisecond).into(),
        ]
    });
    Ok(kept.collect())
}
