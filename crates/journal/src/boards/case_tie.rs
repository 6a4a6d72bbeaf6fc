//! What was decided about two cases, seen from one of them.

use crate::boards::board::{Board, Column, Fate, Source, Values};
use crate::handle::error::OpenError;
use casework::linking::CaseLink;
use casework::record::id::CaseId;
use jiff::Timestamp;

/// Read by `read/together.rs` and with proposals.
pub(crate) const BOARD: Board = Board {
    table: "case_tie",
    version: 1,
    fate: Fate::Erased,
    key: 2,
    columns: &[
        Column::text("case_id"),
        Column::text("other_id"),
        Column::text("state"),
        Column::number("score"),
        Column::number("later"),
    ],
    rows,
};

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    Ok(of.case.linking.cases.iter().filter_map(|(other, link)| row(of.id, *other, link)).collect())
}

/// `None` when nothing holds: cases that were separated again are as they were before they were grouped.
fn row(case: CaseId, other: CaseId, link: &CaseLink) -> Option<Values> {
    let later = link.postponed.map(Timestamp::as_millisecond);
    let (state, score) = match (link.grouped(), link.refused()) {
        (Some(_), _) => ("together", None),
        (None, Some((score, _))) => ("refused", Some(i64::from(score))),
        (None, None) if later.is_some() => ("open", None),
        (None, None) => return None,
    };
    Some(vec![case.to_string().into(), other.to_string().into(), state.into(), score.into(), later.into()])
}
