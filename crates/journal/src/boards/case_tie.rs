//! What was decided about two cases, seen from one of them.

use crate::boards::board::{Board, Column, Fate, Source, Values};
use crate::handle::error::OpenError;
use casework::linking::CaseLink;
use casework::record::id::CaseId;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Read by `read/together.rs` and with proposals.
pub(crate) const BOARD: Board = Board {
    table: "case_tie",
    version: 2,
    fate: Fate::Erased,
    key: 2,
    columns: &[
        Column::text("case_id"),
        Column::text("other_id"),
        Column::text("state"),
        Column::number("score"),
        Column::number("later"),
        Column::number("linked"),
    ],
    rows,
};

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    let linking = &of.case.linking;
    let linked: BTreeSet<CaseId> =
        linking.linked().map(|(same, _)| same.case).filter(|other| *other != of.id).collect();
    let others: BTreeSet<CaseId> = linking.cases.keys().chain(&linked).copied().collect();
    let nothing = CaseLink::default();
    let link = |other| linking.cases.get(other).unwrap_or(&nothing);
    Ok(others.iter().filter_map(|other| row(of.id, *other, link(other), linked.contains(other))).collect())
}

/// `None` when nothing holds: cases that were separated again are as they were before they were grouped. `linked`:
/// somebody of the one is somebody of the other, whether they are followed together or not.
fn row(case: CaseId, other: CaseId, link: &CaseLink, linked: bool) -> Option<Values> {
    let later = link.postponed.map(Timestamp::as_millisecond);
    let (state, score) = match (link.grouped(), link.refused()) {
        (Some(_), _) => ("together", None),
        (None, Some((score, _))) => ("refused", Some(i64::from(score))),
        (None, None) if later.is_some() || linked => ("open", None),
        (None, None) => return None,
    };
    let (case, other) = (case.to_string(), other.to_string());
    Some(vec![case.into(), other.into(), state.into(), score.into(), later.into(), linked.into()])
}
