//! What offices must acknowledge.

use crate::boards::board::{Board, Column, Fate, Source, Values, plain};
use crate::boards::grant_row::{SEALED, office_token, zone_text};
use crate::handle::error::OpenError;
use casework::grants::Notice;

/// Read by `read/grant.rs`.
pub(crate) const BOARD: Board = Board {
    table: "notice",
    version: 2,
    fate: Fate::Erased,
    key: 3,
    columns: &[
        Column::text("case_id"),
        Column::text("notice_id"),
        Column::number("place"),
        Column::text("kind").bound(),
        Column::text("sector").bound(),
        Column::text("zone").bound(),
        Column::number("at"),
        Column::number("acknowledged").bound(),
        Column::token("office").bound(),
        SEALED,
    ],
    rows,
};

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    of.case.grants.notices().into_iter().enumerate().map(|(place, notice)| row(of, place, notice)).collect()
}

fn row(of: &Source<'_>, place: usize, notice: Notice) -> Result<Values, OpenError> {
    let Notice { id, kind, to, at, acknowledged } = notice;
    Ok(vec![
        of.id.to_string().into(),
        id.to_string().into(),
        (place as i64).into(),
        kind.word().into(),
        to.sector.word().into(),
        zone_text(to.zone.as_ref()),
        at.as_millisecond().into(),
        acknowledged.map(|done| done.at.as_millisecond()).into(),
        office_token(of.keys, &to).into(),
        plain(&to.office)?,
    ])
}
