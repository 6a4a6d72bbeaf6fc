//! What was opened to whom, so that an office finds its cases without opening every one.

use crate::boards::board::{Board, Column, Fate, Source, Values, plain};
use crate::handle::db::Value;
use crate::handle::error::OpenError;
use crate::handle::key::Keyring;
use casework::grants::Grant;
use casework::record::id::ZoneCode;
use casework::record::staff::Recipient;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Read by `read/grant.rs`.
pub(crate) const BOARD: Board = Board {
    table: "grant_row",
    version: 2,
    fate: Fate::Erased,
    key: 3,
    columns: &[
        Column::text("case_id"),
        Column::text("grant_id"),
        Column::number("place"),
        Column::text("kind").bound(),
        Column::text("sector").bound(),
        Column::text("zone").bound(),
        Column::number("since").bound(),
        Column::number("until").bound(),
        Column::number("reviewed").bound(),
        Column::token("office").bound(),
        SEALED,
    ],
    rows,
};

/// The sealed column of grants, notices and openings.
pub(crate) const SEALED: Column = Column::sealed("sealed");

/// The sealed part of a grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) office: String,
    /// Of a break-glass: who broke it.
    pub(crate) by: String,
    /// Of a break-glass: why. Of its review: what it came to, and a note.
    pub(crate) reason: String,
    pub(crate) outcome: Option<casework::grants::ReviewOutcome>,
    pub(crate) note: String,
}

/// The one office that is meant, so that it finds its rows and nobody else its name.
pub(crate) fn office_token(keys: &Keyring, to: &Recipient) -> Option<Vec<u8>> {
    to.one_office().map(|office| keys.token("office", office))
}

/// A zone as the board keeps it; the empty text stands for everywhere.
pub(crate) fn zone_text(zone: Option<&ZoneCode>) -> Value {
    zone.map_or("", ZoneCode::as_str).into()
}

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    of.case.grants.grants().into_iter().enumerate().map(|(place, grant)| row(of, place, &grant)).collect()
}

/// A grant that was taken back ends when it was.
fn row(of: &Source<'_>, place: usize, grant: &Grant) -> Result<Values, OpenError> {
    let until = grant.withdrawn.map_or(grant.until, |withdrawn| withdrawn.min(grant.until));
    let reviewed = of.case.grants.reviews.get(&grant.id).map(|review| review.at);
    Ok(vec![
        of.id.to_string().into(),
        grant.id.to_string().into(),
        (place as i64).into(),
        grant.kind.word().into(),
        grant.to.sector.word().into(),
        zone_text(grant.to.zone.as_ref()),
        grant.from.as_millisecond().into(),
        until.as_millisecond().into(),
        reviewed.map(Timestamp::as_millisecond).into(),
        office_token(of.keys, &grant.to).into(),
        plain(&words(of, grant))?,
    ])
}

fn words(of: &Source<'_>, grant: &Grant) -> Words {
    let trust = &of.case.grants;
    let review = trust.reviews.get(&grant.id);
    let glass = trust.break_glasses.iter().find(|glass| glass.what.grant == grant.id);
    Words {
        office: grant.to.office.clone(),
        by: glass.map(|glass| glass.by.name.clone()).unwrap_or_default(),
        reason: glass.map(|glass| glass.what.reason.clone()).unwrap_or_default(),
        outcome: review.map(|review| review.what.0),
        note: review.map(|review| review.what.1.clone()).unwrap_or_default(),
    }
}
