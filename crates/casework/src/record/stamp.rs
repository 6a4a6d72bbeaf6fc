//! When something happened, and by whose hand.

use super::staff::Author;
use jiff::Timestamp;

/// Something that happened at a time, by somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// What.
    pub what: T,
}

/// Time and author of the entry that is folded.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: &'a Author,
}

impl Stamp<'_> {
    /// Something with this time and author.
    pub fn dated<T>(&self, what: T) -> Dated<T> {
        Dated { at: self.at, by: self.by.clone(), what }
    }
}
