//! How a case began, as folded.

use super::entry::{Entry, Opening};
use crate::record::stamp::{Dated, Stamp};

/// What a unit recorded without a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// How the case began; `None` when a report of the police began it, or when this may not be read.
    pub opened: Option<Dated<Opening>>,
    /// What was told.
    pub told: Option<String>,
    /// What was added since.
    pub notes: Vec<Dated<String>>,
}

impl State {
    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::CaseOpened(opening) => self.opened = Some(stamp.dated(opening.clone())),
            Entry::SignalTold { text, .. } => self.told = Some(text.clone()),
            Entry::SignalNoted { text, .. } => self.notes.push(stamp.dated(text.clone())),
        }
    }
}
