//! Why a command is refused, and at which field of its form that is said.

use super::words::words;
use jiff::{SignedDuration, Timestamp};

words!(
    /// Why a command is refused. Each has a message of the same word (`error-…`).
    Why {
        /// The report is not in this case.
        UnknownReport = "unknown-report",
        /// It was signed already.
        AlreadySigned = "already-signed",
        /// Nothing was written.
        Empty = "empty",
        /// Every answer is "not known", and nothing says why.
        AllUnknown = "all-unknown",
        /// A reason is needed.
        ReasonNeeded = "reason-needed",
        /// The time lies in the past.
        InThePast = "in-the-past",
        /// She did not agree to be called on day 2.
        DayTwoNotAgreed = "day-two-not-agreed",
        /// The day-2 contact does not take place on the day of the report itself.
        DayTwoTooEarly = "day-two-too-early",
        /// A try outside the hours that she gave, without a reason.
        OutsideHours = "outside-hours",
        /// An answer that only readers of less are given.
        NotGiven = "choose",
        /// It is done already.
        AlreadyDone = "already-done",
        /// "Not reached" without any attempt on record.
        NothingTried = "nothing-tried",
        /// So far ahead that the year must be wrong.
        TooFar = "too-far",
        /// The follow-up ended: a next try would be in nobody's queue.
        FollowUpEnded = "follow-up-over",
        /// The clock is not in the state that this needs.
        ClockState = "clock-state",
        /// A case cannot be grouped with itself.
        SameCase = "same-case",
        /// It is not so: there is nothing to undo.
        NothingToUndo = "nothing-to-undo",
        /// The cases are followed together: they must be separated first.
        Grouped = "together",
        /// The person is not in this case.
        UnknownPerson = "unknown-person",
        /// A person cannot be linked with herself.
        SamePerson = "same-person",
        /// One report names both, in two roles: they are two people.
        TwoRoles = "two-roles",
        /// She has no such phone, mailbox or address.
        UnknownChannel = "unknown-channel",
        /// Neither a way to reach somebody nor one that is none any more.
        NothingSaid = "nothing-said",
        /// The sector has several offices in a zone: which one is meant must be said.
        OfficeNeeded = "office-needed",
        /// Only a complaint is classified.
        NotAComplaint = "not-a-complaint",
        /// The rules do not allow that this is passed on to this office on this ground.
        NotToBeShared = "not-to-be-shared",
    }
);

impl Why {
    /// The refusal for this reason, said at a field.
    pub const fn at(self, field: &'static str) -> Refusal {
        Refusal { why: self, field }
    }
}

/// A command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{why}, at {field:?}")]
pub struct Refusal {
    /// Why.
    pub why: Why,
    /// The field of its form; empty when it is about no field.
    pub field: &'static str,
}

/// The refusal, unless something holds.
///
/// # Errors
/// The refusal.
pub(crate) fn require(holds: bool, otherwise: Refusal) -> Result<(), Refusal> {
    holds.then_some(()).ok_or(otherwise)
}

/// The refusal, unless something was written.
///
/// # Errors
/// The refusal.
pub(crate) fn non_empty(text: &str, otherwise: Refusal) -> Result<(), Refusal> {
    require(!text.trim().is_empty(), otherwise)
}

/// A reason was written.
///
/// # Errors
/// None was.
pub(crate) fn reasoned(reason: &str) -> Result<(), Refusal> {
    non_empty(reason, Why::ReasonNeeded.at("reason"))
}

/// Furthest that something is planned ahead, half a year: an appointment before a hearing is months away. Beyond, the
/// year is mistyped, and a clock would sleep for years.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 184);

/// A planned time lies ahead, and not too far.
///
/// # Errors
/// It does not.
pub(crate) fn soon(at: Option<Timestamp>, now: Timestamp, field: &'static str) -> Result<(), Refusal> {
    require(at.is_none_or(|at| at > now), Why::InThePast.at(field))?;
    require(at.is_none_or(|at| at.duration_since(now) <= AHEAD), Why::TooFar.at(field))
}
