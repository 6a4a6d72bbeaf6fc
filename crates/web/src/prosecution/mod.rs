//! Decisions of the prosecution.

pub(crate) mod acts;
pub(crate) mod export;
pub(crate) mod tracking_table;

use crate::shell::page::Page;
use casework::prosecution::{Kind, State};
use jiff::Timestamp;

/// What was decided: its reason stays on its own page.
pub(crate) fn came_of(page: &Page<'_>, own: &State, kind: Kind, at: Timestamp) -> Option<String> {
    let decided = own.decisions.iter().find(|decided| kind == Kind::Decided && decided.at == at)?;
    Some(page.t(&format!("decision-{}", decided.what.0)))
}
