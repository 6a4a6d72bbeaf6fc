//! Cases that a unit began without a report of the police, so that it finds its own.

use crate::boards::board::{Board, Column, Fate, Source, Values, plain};
use crate::boards::grant_row::{SEALED, office_token, zone_text};
use crate::handle::error::OpenError;
use casework::opening::Opening;
use casework::record::person::{Person, Role};
use serde::{Deserialize, Serialize};

/// Read by `read/opening.rs`.
pub(crate) const BOARD: Board = Board {
    table: "opening_row",
    version: 2,
    fate: Fate::Erased,
    key: 1,
    columns: &[
        Column::text("case_id"),
        Column::text("report_id").bound(),
        Column::text("sector").bound(),
        Column::text("zone").bound(),
        Column::token("office").bound(),
        Column::text("origin").bound(),
        Column::number("received_at"),
        Column::number("reported").bound(),
        SEALED,
    ],
    rows,
};

/// The sealed part of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Words {
    /// Name of the unit.
    pub(crate) office: String,
    /// Name of the victim; empty when she did not say it.
    pub(crate) victim: String,
    /// Name of the other party.
    pub(crate) other: String,
}

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    let Some(opened) = of.case.opening() else { return Ok(vec![]) };
    let Opening { record, origin, unit, received_at } = &opened.what;
    let named = |role| {
        let report = of.case.report(*record)?;
        report.record.first(role).map(Person::name)
    };
    let words = Words {
        office: unit.office.clone(),
        victim: named(Role::Victim).unwrap_or_default(),
        other: named(Role::OtherParty).unwrap_or_default(),
    };
    Ok(vec![vec![
        of.id.to_string().into(),
        record.to_string().into(),
        unit.sector.word().into(),
        zone_text(unit.zone.as_ref()),
        office_token(of.keys, unit).into(),
        origin.word().into(),
        received_at.as_millisecond().into(),
        i64::from(of.case.is_reported()).into(),
        plain(&words)?,
    ]])
}
