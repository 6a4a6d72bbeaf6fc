//! How the other case hears of what was said in one.

use super::entry::Entry;
use crate::record::id::CaseId;

/// A statement of one case as the other one hears it. Made only from an entry that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror(Entry);

impl Mirror {
    /// Which case must hear of an entry of `this` case, and what; `None` when it concerns no other.
    pub fn of(this: CaseId, entry: &Entry) -> Option<(CaseId, Self)> {
        let (other, heard) = match entry.clone() {
            Entry::Grouped { with, reason, stated_at } => {
                (with, Entry::Grouped { with: this, reason, stated_at })
            }
            Entry::Separated { with, reason, stated_at } => {
                (with, Entry::Separated { with: this, reason, stated_at })
            }
            Entry::MatchRefused { with, score, reason, stated_at } => {
                (with, Entry::MatchRefused { with: this, score, reason, stated_at })
            }
            Entry::PersonLinked { same, reason, stated_at } => {
                (same.case, Entry::PersonLinked { same: same.seen_from_there(this), reason, stated_at })
            }
            Entry::PersonUnlinked { same, reason, stated_at } => {
                (same.case, Entry::PersonUnlinked { same: same.seen_from_there(this), reason, stated_at })
            }
            // Who looks later is a matter of one case alone.
            Entry::MatchPostponed { .. } => return None,
        };
        (other != this).then_some((other, Self(heard)))
    }

    /// What the other case writes.
    pub const fn entry(&self) -> &Entry {
        &self.0
    }
}
