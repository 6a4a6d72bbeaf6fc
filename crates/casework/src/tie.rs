//! What ties two cases, or two people of them, together; and how both cases come to say the same.
//!
//! Each of two cases is a stream of its own. What somebody wishes of both is written in the one where it was said
//! and brought to the other by the outbox, perhaps twice, perhaps after a newer wish. So a case keeps *every* wish
//! with the moment at which it was made, and what holds is computed from that set in the order of those moments:
//! two cases that know the same wishes say the same, whatever the order in which they heard of them. Nothing is
//! ever undone by taking it away: an undo is one more wish.

use crate::entry::Body;
use crate::fold::Dated;
use crate::id::{CaseId, PersonId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person of a case who is the same human being as one of another case, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SamePerson {
    /// The person of this case.
    pub here: PersonId,
    /// The other case.
    pub case: CaseId,
    /// The person there.
    pub person: PersonId,
}

impl SamePerson {
    /// The same seen from the other case.
    #[must_use]
    pub fn seen_from_there(self, this: CaseId) -> Self {
        Self { here: self.person, case: this, person: self.here }
    }

    /// Two people of one case are named in one order only, so that they are linked once.
    #[must_use]
    pub fn in_order(self, this: CaseId) -> Self {
        if self.case == this && self.person < self.here { self.seen_from_there(this) } else { self }
    }
}

/// What is wished of two cases. The order counts only between two wishes of the very same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// That they are about one couple was looked at and refused, at this score (tenths of a bit).
    Refused(i32),
    /// They are no longer followed together.
    Apart,
    /// They are followed together.
    Together,
}

/// Every wish about one thing, by the moment at which it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes<T: Ord>(BTreeMap<(Timestamp, T), Dated<String>>);

impl<T: Ord> Default for Wishes<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord + Copy> Wishes<T> {
    /// Adds a wish made at a moment, with who wrote it and why. One that is known already stays as it was.
    pub fn add(&mut self, wished: Timestamp, what: T, reason: Dated<String>) {
        self.0.entry((wished, what)).or_insert(reason);
    }

    /// Whether this wish is known.
    pub fn knows(&self, wished: Timestamp, what: T) -> bool {
        self.0.contains_key(&(wished, what))
    }

    /// The wishes in the order in which they were made.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (T, &Dated<String>)> {
        self.0.iter().map(|((_, what), reason)| (*what, reason))
    }

    /// The last wish.
    pub fn last(&self) -> Option<(T, &Dated<String>)> {
        self.iter().next_back()
    }

    /// What was wished last, and at which moment.
    pub fn newest(&self) -> Option<(Timestamp, T)> {
        self.0.last_key_value().map(|((wished, what), _)| (*wished, *what))
    }

    /// The moment of a wish made now: after all those that its author could know, whatever her clock says.
    pub fn next(&self, now: Timestamp) -> Timestamp {
        let after =
            |((last, _), _): (&(Timestamp, T), _)| last.checked_add(SignedDuration::from_nanos(1)).ok();
        self.0.last_key_value().and_then(after).map_or(now, |after| now.max(after))
    }
}

/// What is known between this case and another one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tie {
    /// Grouping, separating, refusing.
    pub wishes: Wishes<Stance>,
    /// Until when somebody put off looking at a proposal. Of this case only.
    pub postponed: Option<Timestamp>,
}

impl Tie {
    /// The grouping that holds: by whom, when and why. A refusal does not end one.
    pub fn together(&self) -> Option<&Dated<String>> {
        let grouping = |(stance, _): &(Stance, _)| matches!(stance, Stance::Together | Stance::Apart);
        let last = self.wishes.iter().rev().find(grouping);
        last.filter(|(stance, _)| *stance == Stance::Together).map(|(_, reason)| reason)
    }

    /// The refusal that holds, with its score in tenths of a bit. A later grouping clears it.
    pub fn refused(&self) -> Option<(i32, &Dated<String>)> {
        let refused = self.wishes.iter().fold(None, |held, (stance, reason)| match stance {
            Stance::Refused(score) => Some((score, reason)),
            Stance::Together => None,
            Stance::Apart => held,
        });
        refused.filter(|_| self.together().is_none())
    }

    /// The separation that holds: they were followed together once, and are no longer.
    pub fn separated(&self) -> Option<&Dated<String>> {
        let apart = self.wishes.iter().rev().find(|(stance, _)| *stance == Stance::Apart);
        apart.filter(|_| self.together().is_none()).map(|(_, reason)| reason)
    }
}

/// A wish of one case as the other one hears it. Made only from an entry that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror(Body);

impl Mirror {
    /// Which case must hear of an entry of `this` case, and what; `None` when it concerns no other.
    pub fn of(this: CaseId, body: &Body) -> Option<(CaseId, Self)> {
        let (other, heard) = match body.clone() {
            Body::Grouped { with, reason, wished } => (with, Body::Grouped { with: this, reason, wished }),
            Body::Separated { with, reason, wished } => {
                (with, Body::Separated { with: this, reason, wished })
            }
            Body::MatchRefused { with, score, reason, wished } => {
                (with, Body::MatchRefused { with: this, score, reason, wished })
            }
            Body::PersonLinked { same, reason, wished } => {
                (same.case, Body::PersonLinked { same: same.seen_from_there(this), reason, wished })
            }
            Body::PersonUnlinked { same, reason, wished } => {
                (same.case, Body::PersonUnlinked { same: same.seen_from_there(this), reason, wished })
            }
            _ => return None,
        };
        (other != this).then_some((other, Self(heard)))
    }

    /// What the other case writes.
    pub fn body(&self) -> &Body {
        &self.0
    }
}
