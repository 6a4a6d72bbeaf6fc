//! Bringing cases and people together, and taking them apart again.

use super::entry::{Entry, SamePerson};
use super::mirror::Mirror;
use super::state::State;
use crate::record::id::{CaseId, PersonId};
use crate::record::refusal::{Refusal, Why, reasoned, require, soon};
use crate::report::People;
use jiff::Timestamp;
use std::collections::BTreeSet;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants of this case and another one.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Follow together with another case.
    Group {
        /// This case.
        this: CaseId,
        /// The other.
        with: CaseId,
        /// Why.
        reason: String,
    },
    /// Follow separately again: the opposite of [`Command::Group`].
    Separate {
        /// This case.
        this: CaseId,
        /// The other.
        with: CaseId,
        /// Why.
        reason: String,
    },
    /// Somebody here is somebody there.
    LinkPerson {
        /// This case.
        this: CaseId,
        /// Who is whom. That the other case has this person is for the caller to look up.
        same: SamePerson,
        /// Why.
        reason: String,
    },
    /// They are not the same after all.
    UnlinkPerson {
        /// This case.
        this: CaseId,
        /// Who is not whom.
        same: SamePerson,
        /// Why.
        reason: String,
    },
    /// Refuse the proposal that another case is about the same couple.
    RefuseMatch {
        /// This case.
        this: CaseId,
        /// The other.
        with: CaseId,
        /// How alike they looked, in tenths of a bit.
        score: i32,
        /// Why.
        reason: String,
    },
    /// Look at that proposal later.
    PostponeMatch {
        /// This case.
        this: CaseId,
        /// The other.
        with: CaseId,
        /// Not before.
        until: Timestamp,
    },
    /// Write what was stated in another case. Given by the outbox only, as often as it likes.
    Mirror(Mirror),
}

/// What comes of it.
///
/// # Errors
/// The refusal.
pub fn decide(
    people: &People,
    own: &State,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Entry>, Refusal> {
    match command {
        Command::Group { this, with, reason } => {
            another(*this, *with)?;
            reasoned(reason)?;
            let stated_at = own.next_of_case(*with, now);
            let entry = Entry::Grouped { with: *with, reason: reason.clone(), stated_at };
            Ok(if own.is_grouped(*with) { vec![] } else { vec![entry] })
        }
        Command::Separate { this, with, reason } => {
            another(*this, *with)?;
            reasoned(reason)?;
            require(own.is_grouped(*with), Why::NothingToUndo.at("with"))?;
            let stated_at = own.next_of_case(*with, now);
            Ok(vec![Entry::Separated { with: *with, reason: reason.clone(), stated_at }])
        }
        Command::LinkPerson { this, same, reason } => link(people, own, *this, *same, reason, now),
        Command::UnlinkPerson { this, same, reason } => {
            let same = same.in_order(*this);
            reasoned(reason)?;
            require(own.is_linked(&same), Why::NothingToUndo.at("which"))?;
            let stated_at = own.next_of_people(&same, now);
            Ok(vec![Entry::PersonUnlinked { same, reason: reason.clone(), stated_at }])
        }
        Command::RefuseMatch { this, with, score, reason } => {
            another(*this, *with)?;
            reasoned(reason)?;
            require(!own.is_grouped(*with), Why::Grouped.at("reason"))?;
            let before = own.cases.get(with).and_then(|link| link.refused());
            require(before.is_none_or(|(before, _)| before < *score), Why::AlreadyDone.at("reason"))?;
            let stated_at = own.next_of_case(*with, now);
            Ok(vec![Entry::MatchRefused { with: *with, score: *score, reason: reason.clone(), stated_at }])
        }
        Command::PostponeMatch { this, with, until } => {
            another(*this, *with)?;
            require(!own.is_grouped(*with), Why::Grouped.at("until"))?;
            soon(Some(*until), now, "until")?;
            Ok(vec![Entry::MatchPostponed { with: *with, until: *until }])
        }
        Command::Mirror(mirror) => {
            Ok(if own.knows(mirror.entry()) { vec![] } else { vec![mirror.entry().clone()] })
        }
    }
}

/// The other case is another one.
fn another(this: CaseId, with: CaseId) -> Result<(), Refusal> {
    require(this != with, Why::SameCase.at("with"))
}

fn link(
    people: &People,
    own: &State,
    this: CaseId,
    same: SamePerson,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<Entry>, Refusal> {
    let same = same.in_order(this);
    let there = (same.case, same.person);
    require(there != (this, same.here), Why::SamePerson.at("there"))?;
    require(people.has(same.here), Why::UnknownPerson.at("here"))?;
    require(same.case != this || people.has(same.person), Why::UnknownPerson.at("here"))?;
    reasoned(reason)?;
    require(!own.is_linked(&same), Why::AlreadyDone.at("there"))?;
    let mut one = own.one_with(this, (this, same.here));
    one.extend(own.one_with(this, there));
    let here: BTreeSet<PersonId> =
        one.iter().filter(|(of, _)| *of == this).map(|(_, person)| *person).collect();
    require(!people.has_two_roles(&here), Why::TwoRoles.at("there"))?;
    let stated_at = own.next_of_people(&same, now);
    Ok(vec![Entry::PersonLinked { same, reason: reason.to_owned(), stated_at }])
}
