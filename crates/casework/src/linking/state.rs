//! What links two cases, or two people of them; and how both cases come to say the same.
//!
//! Each of two cases is a stream of its own. What somebody states of both is written in the one where it was said
//! and brought to the other by the outbox, perhaps twice, perhaps after a newer statement. So a case keeps *every*
//! statement with the moment at which it was made, and what holds is computed from that set in the order of those
//! moments: two cases that know the same statements say the same, whatever the order in which they heard of them.
//! Nothing is ever undone by taking it away: an undo is one more statement.

use super::entry::{Entry, SamePerson};
use crate::record::id::{CaseId, PersonId};
use crate::record::stamp::{Dated, Stamp};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What is stated_at of two cases. The order counts only between two wishes of the very same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// That they are about one couple was looked at and refused, at this score (tenths of a bit).
    Refused(i32),
    /// They are no longer followed together.
    Apart,
    /// They are followed together.
    Grouped,
}

/// Every statement about one thing, by the moment at which it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statements<T: Ord>(BTreeMap<(Timestamp, T), Dated<String>>);

impl<T: Ord> Default for Statements<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord + Copy> Statements<T> {
    /// Adds a statement made at a moment, with who wrote it and why. One that is known already stays as it was.
    pub fn add(&mut self, stated_at: Timestamp, what: T, reason: Dated<String>) {
        self.0.entry((stated_at, what)).or_insert(reason);
    }

    /// Whether this statement is known.
    pub fn knows(&self, stated_at: Timestamp, what: T) -> bool {
        self.0.contains_key(&(stated_at, what))
    }

    /// The statements in the order in which they were made.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (T, &Dated<String>)> {
        self.0.iter().map(|((_, what), reason)| (*what, reason))
    }

    /// The last statement.
    pub fn last(&self) -> Option<(T, &Dated<String>)> {
        self.iter().next_back()
    }

    /// What was stated last, and at which moment.
    pub fn newest(&self) -> Option<(Timestamp, T)> {
        self.0.last_key_value().map(|((stated_at, what), _)| (*stated_at, *what))
    }

    /// The moment of a statement made now: after all those that its author could know, whatever her clock says.
    pub fn next(&self, now: Timestamp) -> Timestamp {
        let after =
            |((last, _), _): (&(Timestamp, T), _)| last.checked_add(SignedDuration::from_nanos(1)).ok();
        self.0.last_key_value().and_then(after).map_or(now, |after| now.max(after))
    }
}

/// What is known between this case and another one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseLink {
    /// Grouping, separating, refusing.
    pub statements: Statements<Position>,
    /// Until when somebody put off looking at a proposal. Of this case only.
    pub postponed: Option<Timestamp>,
}

impl CaseLink {
    /// The grouping that holds: by whom, when and why. A refusal does not end one.
    pub fn grouped(&self) -> Option<&Dated<String>> {
        let grouping =
            |(position, _): &(Position, _)| matches!(position, Position::Grouped | Position::Apart);
        let last = self.statements.iter().rev().find(grouping);
        last.filter(|(position, _)| *position == Position::Grouped).map(|(_, reason)| reason)
    }

    /// The refusal that holds, with its score in tenths of a bit. A later grouping clears it.
    pub fn refused(&self) -> Option<(i32, &Dated<String>)> {
        let refused = self.statements.iter().fold(None, |held, (position, reason)| match position {
            Position::Refused(score) => Some((score, reason)),
            Position::Grouped => None,
            Position::Apart => held,
        });
        refused.filter(|_| self.grouped().is_none())
    }

    /// The separation that holds: they were followed together once, and are no longer.
    pub fn separated(&self) -> Option<&Dated<String>> {
        let apart = self.statements.iter().rev().find(|(position, _)| *position == Position::Apart);
        apart.filter(|_| self.grouped().is_none()).map(|(_, reason)| reason)
    }
}

/// What was said of this case and other ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Of whole cases.
    pub cases: BTreeMap<CaseId, CaseLink>,
    /// Who was said to be somebody of another case (`true`), or not to be after all.
    pub people: BTreeMap<SamePerson, Statements<bool>>,
}

impl State {
    /// The cases followed together with this one: its neighbours, not theirs.
    pub fn grouped(&self) -> impl Iterator<Item = CaseId> {
        self.cases.iter().filter(|(_, link)| link.grouped().is_some()).map(|(case, _)| *case)
    }

    /// Whether this case and another one are followed together.
    pub fn is_grouped(&self, with: CaseId) -> bool {
        self.cases.get(&with).is_some_and(|link| link.grouped().is_some())
    }

    /// People of this case who are people of another one, with who said so, when and why.
    pub fn linked(&self) -> impl Iterator<Item = (&SamePerson, &Dated<String>)> {
        let holds = |said: &'_ Statements<bool>| said.last().is_some_and(|(same, _)| same);
        let linked = self.people.iter().filter(move |(_, said)| holds(said));
        linked.filter_map(|(same, said)| said.last().map(|(_, reason)| (same, reason)))
    }

    /// Whether two people are linked.
    pub fn is_linked(&self, same: &SamePerson) -> bool {
        self.people.get(same).and_then(Statements::last).is_some_and(|(same, _)| same)
    }

    /// Everybody who is the same human being as a person, by the links that `this` case knows; herself among them.
    pub fn one_with(&self, this: CaseId, who: (CaseId, PersonId)) -> BTreeSet<(CaseId, PersonId)> {
        let pairs: Vec<_> =
            self.linked().map(|(same, _)| ((this, same.here), (same.case, same.person))).collect();
        let (mut one, mut next) = (BTreeSet::from([who]), vec![who]);
        while let Some(person) = next.pop() {
            for (a, b) in &pairs {
                let other = if *a == person { b } else { a };
                if (*a == person || *b == person) && one.insert(*other) {
                    next.push(*other);
                }
            }
        }
        one
    }

    /// The moment of a statement about another case that is made now.
    pub(crate) fn next_of_case(&self, with: CaseId, now: Timestamp) -> Timestamp {
        self.cases.get(&with).map_or(now, |link| link.statements.next(now))
    }

    /// The moment of a statement about two people that is made now.
    pub(crate) fn next_of_people(&self, same: &SamePerson, now: Timestamp) -> Timestamp {
        self.people.get(same).map_or(now, |said| said.next(now))
    }

    /// Whether what this entry states is known already.
    pub(crate) fn knows(&self, entry: &Entry) -> bool {
        let of_case =
            |with, at, position| self.cases.get(with).is_some_and(|link| link.statements.knows(at, position));
        let of_people = |same, at, holds| self.people.get(same).is_some_and(|said| said.knows(at, holds));
        match entry {
            Entry::Grouped { with, stated_at, .. } => of_case(with, *stated_at, Position::Grouped),
            Entry::Separated { with, stated_at, .. } => of_case(with, *stated_at, Position::Apart),
            Entry::MatchRefused { with, stated_at, score, .. } => {
                of_case(with, *stated_at, Position::Refused(*score))
            }
            Entry::PersonLinked { same, stated_at, .. } => of_people(same, *stated_at, true),
            Entry::PersonUnlinked { same, stated_at, .. } => of_people(same, *stated_at, false),
            Entry::MatchPostponed { .. } => false,
        }
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::Grouped { with, reason, stated_at } => {
                self.state(*with, *stated_at, Position::Grouped, stamp.dated(reason.clone()));
            }
            Entry::Separated { with, reason, stated_at } => {
                self.state(*with, *stated_at, Position::Apart, stamp.dated(reason.clone()));
            }
            Entry::MatchRefused { with, score, reason, stated_at } => {
                self.state(*with, *stated_at, Position::Refused(*score), stamp.dated(reason.clone()));
            }
            Entry::MatchPostponed { with, until } => {
                self.cases.entry(*with).or_default().postponed = Some(*until);
            }
            Entry::PersonLinked { same, reason, stated_at } => {
                self.people.entry(*same).or_default().add(*stated_at, true, stamp.dated(reason.clone()));
            }
            Entry::PersonUnlinked { same, reason, stated_at } => {
                self.people.entry(*same).or_default().add(*stated_at, false, stamp.dated(reason.clone()));
            }
        }
    }

    /// Adds a statement about this case and another one. Whatever is decided, nothing is put off any more.
    fn state(&mut self, with: CaseId, at: Timestamp, position: Position, reason: Dated<String>) {
        let link = self.cases.entry(with).or_default();
        link.statements.add(at, position, reason);
        link.postponed = None;
    }
}
