//! Opening a case to others, taking that back, and putting a role right.

use super::entry::{BreakGlass, Consent, Correction, Entry, GrantKind, RecordedGround, ReviewOutcome, Title};
use super::state::{Grant, State};
use crate::record::facets::Class;
use crate::record::id::GrantId;
use crate::record::refusal::{Refusal, Why, non_empty, reasoned, require};
use crate::record::staff::Recipient;
use crate::record::stamp::Stamp;
use crate::report::People;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants to be open, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// She consents.
    Consent(Consent),
    /// A ground is recorded.
    Ground(RecordedGround),
    /// A conference has a title.
    Title(Title),
    /// Something is taken back: her consent, or a ground or title that no longer holds.
    Withdraw {
        /// Which.
        grant: GrantId,
        /// Whether nobody read by it: then nobody is told of it.
        unread: bool,
    },
    /// Somebody opens the case in an emergency.
    BreakGlass(BreakGlass),
    /// A break-glass was reviewed.
    Review {
        /// Which.
        grant: GrantId,
        /// What it came to.
        outcome: ReviewOutcome,
        /// In words.
        note: String,
    },
    /// A role was wrong. `from` is read from the case.
    Correct(Correction),
    /// An office acknowledges.
    Acknowledge {
        /// The grant or correction.
        notice: uuid::Uuid,
        /// The office as it was named.
        to: Recipient,
    },
}

impl Command {
    /// What it would open to an office, were it written now; nothing when it opens nothing to others.
    pub fn opens(&self, stamp: Stamp<'_>) -> Vec<Grant> {
        let entry = match self {
            Self::Consent(consent) => Entry::ConsentGiven(consent.clone()),
            Self::Ground(ground) => Entry::GroundRecorded(ground.clone()),
            Self::Title(title) => Entry::TitleRecorded(title.clone()),
            Self::Withdraw { .. }
            | Self::BreakGlass(_)
            | Self::Review { .. }
            | Self::Correct(_)
            | Self::Acknowledge { .. } => return vec![],
        };
        let mut alone = State::default();
        alone.add(&entry, stamp);
        alone.grants()
    }
}

/// Longest time for which a consent or a ground opens anything: she is asked again.
pub const LONGEST_GRANT: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Longest time for which a break-glass stays open.
pub const LONGEST_BREAK_GLASS: SignedDuration = SignedDuration::from_hours(24);

/// What comes of it. A reviewer's own break-glass, and an office's own notice, are for the access rules to look at.
///
/// # Errors
/// The refusal.
pub fn decide(
    people: &People,
    own: &State,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Entry>, Refusal> {
    let known = |grant: GrantId| own.grants().into_iter().find(|one| one.id == grant);
    match command {
        Command::Consent(consent) => {
            require(people.has(consent.person), Why::UnknownPerson.at("person"))?;
            require(consent.to.is_named(), Why::OfficeNeeded.at("office"))?;
            opens(own, consent.grant, &consent.classes, (now, consent.until, LONGEST_GRANT), now)?;
            Ok(vec![Entry::ConsentGiven(consent.clone())])
        }
        Command::Ground(ground) => {
            let known = ground.person.is_none_or(|person| people.has(person));
            require(known, Why::UnknownPerson.at("person"))?;
            require(ground.to.is_named(), Why::OfficeNeeded.at("office"))?;
            reasoned(&ground.reason)?;
            opens(own, ground.grant, &ground.classes, (now, ground.until, LONGEST_GRANT), now)?;
            Ok(vec![Entry::GroundRecorded(ground.clone())])
        }
        Command::Title(title) => {
            non_empty(&title.reference, Why::Empty.at("reference"))?;
            non_empty(&title.purpose, Why::ReasonNeeded.at("purpose"))?;
            require(!title.participants.is_empty(), Why::Empty.at("with"))?;
            require(title.participants.iter().all(Recipient::is_named), Why::OfficeNeeded.at("with"))?;
            opens(own, title.grant, &title.classes, (title.from, title.until, LONGEST_GRANT), now)?;
            Ok(vec![Entry::TitleRecorded(title.clone())])
        }
        Command::Withdraw { grant, unread } => {
            let given = known(*grant).ok_or(Why::NothingToUndo.at("grant"))?;
            require(given.withdrawn.is_none(), Why::AlreadyDone.at("grant"))?;
            Ok(vec![Entry::GrantWithdrawn { grant: *grant, unread: *unread }])
        }
        Command::BreakGlass(glass) => {
            reasoned(&glass.reason)?;
            let all = Class::ALL.iter().copied().collect();
            opens(own, glass.grant, &all, (now, glass.until, LONGEST_BREAK_GLASS), now)?;
            Ok(vec![Entry::GlassBroken(glass.clone())])
        }
        Command::Review { grant, outcome, note } => {
            let broken = known(*grant).filter(|grant| grant.kind == GrantKind::BreakGlass);
            require(broken.is_some(), Why::NothingToUndo.at("note"))?;
            require(!own.reviews.contains_key(grant), Why::AlreadyDone.at("note"))?;
            non_empty(note, Why::ReasonNeeded.at("note"))?;
            Ok(vec![Entry::GlassReviewed { grant: *grant, outcome: *outcome, note: note.clone() }])
        }
        Command::Correct(correction) => correct(people, correction),
        Command::Acknowledge { notice, to } => {
            let asked = own.notices().into_iter().find(|one| one.id == *notice && one.to == *to);
            let asked = asked.ok_or(Why::NothingToUndo.at(""))?;
            let entry = Entry::Acknowledged { notice: *notice, to: to.clone() };
            Ok(if asked.acknowledged.is_some() { vec![] } else { vec![entry] })
        }
    }
}

/// What holds of everything that opens classes: new, not empty, and with an end that is near enough.
fn opens(
    own: &State,
    grant: GrantId,
    classes: &BTreeSet<Class>,
    (from, until, longest): (Timestamp, Timestamp, SignedDuration),
    now: Timestamp,
) -> Result<(), Refusal> {
    require(own.grants().iter().all(|known| known.id != grant), Why::AlreadyDone.at("grant"))?;
    require(!classes.is_empty(), Why::Empty.at("class"))?;
    require(until > now && until > from, Why::InThePast.at("until"))?;
    require(until.duration_since(now) <= longest, Why::TooFar.at("until"))
}

fn correct(people: &People, correction: &Correction) -> Result<Vec<Entry>, Refusal> {
    let role = people.role_in(correction.report, correction.person);
    let from = role.ok_or(Why::UnknownReport.at("person"))?.ok_or(Why::UnknownPerson.at("person"))?;
    require(from != correction.to, Why::AlreadyDone.at("role"))?;
    reasoned(&correction.reason)?;
    Ok(vec![Entry::RoleCorrected(Correction { from, ..correction.clone() })])
}
