//! What is known of a complaint.

use super::entry::{Classification, Entry};
use crate::record::stamp::{Dated, Stamp};

/// What is known of a complaint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Classifications, oldest first.
    pub classifications: Vec<Dated<Classification>>,
}

impl State {
    /// The classification that holds.
    pub fn classification(&self) -> Option<&Dated<Classification>> {
        self.classifications.last()
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ComplaintClassified { classification, .. } => {
                self.classifications.push(stamp.dated(classification.clone()));
            }
        }
    }
}
