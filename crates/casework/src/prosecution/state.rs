//! What was decided on one report.

use super::entry::{Decision, Entry};
use crate::record::stamp::{Dated, Stamp};

/// What was decided on one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Decisions with their reasons, where they may be read; the last one holds.
    pub decisions: Vec<Dated<(Decision, String)>>,
    /// When and why it became sensitive.
    pub sensitive: Option<Dated<String>>,
}

impl State {
    /// The decision that holds.
    pub fn decision(&self) -> Option<&Dated<(Decision, String)>> {
        self.decisions.last()
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::Decided { decision, reason, .. } => {
                self.decisions.push(stamp.dated((*decision, reason.clone())));
            }
            Entry::DecisionReasoned { reason, .. } => {
                if let Some(decided) = self.decisions.last_mut() {
                    decided.what.1.clone_from(reason);
                }
            }
            Entry::MarkedSensitive { reason, .. } => self.sensitive = Some(stamp.dated(reason.clone())),
        }
    }
}
