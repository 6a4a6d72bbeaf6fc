//! What victim support may want, and when it is refused.

use super::entry::{ContactOutcome, DayTwo, EndReason, Entry, Stop};
use super::state::State;
use crate::record::dates::{brussels, day};
use crate::record::id::ReportId;
use crate::record::person::{Channel, Reach, Role};
use crate::record::refusal::{Refusal, Why, non_empty, reasoned, require, soon};
use crate::record::words::Answer;
use crate::report;
use jiff::Timestamp;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What victim support wants.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Log a contact attempt.
    Contact {
        /// The report.
        report: ReportId,
        /// How it ended.
        outcome: ContactOutcome,
        /// Next try.
        next_try: Option<Timestamp>,
        /// What was said.
        note: String,
    },
    /// Book an EVA appointment.
    #[strum_discriminants(strum(serialize = "book"))]
    BookAppointment {
        /// The report.
        report: ReportId,
        /// When.
        at: Timestamp,
        /// Where.
        place: String,
    },
    /// Record the day-2 contact.
    DayTwo(DayTwo),
    /// End the follow-up by victim support.
    EndFollowUp {
        /// The report.
        report: ReportId,
        /// Why.
        reason: EndReason,
        /// In words: a follow-up never ends without an explanation, but for reports of an archive.
        note: String,
    },
    /// Take back the last thing that stopped a clock: it was written by mistake.
    TakeBack {
        /// The report.
        report: ReportId,
        /// What.
        what: Stop,
        /// Why.
        reason: String,
    },
}

impl Command {
    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::DayTwo(answers) => answers.report,
            Self::Contact { report, .. }
            | Self::BookAppointment { report, .. }
            | Self::EndFollowUp { report, .. }
            | Self::TakeBack { report, .. } => *report,
        }
    }
}

/// What comes of it, given the report and its follow-up as they are.
///
/// # Errors
/// The refusal.
pub fn decide(
    about: &report::State,
    own: &State,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Entry>, Refusal> {
    match command {
        Command::Contact { report, outcome, next_try, note } => {
            let field = "next_try";
            require(outcome.says_how(), Why::NotGiven.at("outcome"))?;
            require(own.ended.is_none() || next_try.is_none(), Why::FollowUpEnded.at(field))?;
            soon(*next_try, now, field)?;
            let safe = next_try.is_none_or(|at| in_her_hours(about, at));
            require(safe || !note.trim().is_empty(), Why::OutsideHours.at(field))?;
            let (report, outcome, next_try) = (*report, *outcome, *next_try);
            let attempted = Entry::ContactAttempted { report, outcome, next_try };
            let noted = (!note.is_empty()).then(|| Entry::ContactNoted { report, note: note.clone() });
            Ok(std::iter::once(attempted).chain(noted).collect())
        }
        Command::BookAppointment { report, at, place } => {
            soon(Some(*at), now, "at")?;
            non_empty(place, Why::Empty.at("place"))?;
            Ok(vec![Entry::AppointmentBooked { report: *report, at: *at, place: place.clone() }])
        }
        Command::DayTwo(answers) => {
            day_two_open(about, own, now)?;
            let says = answers.answers().any(|answer| answer != Answer::Unknown);
            require(says || !answers.note.trim().is_empty(), Why::AllUnknown.at("note"))?;
            Ok(vec![Entry::DayTwoDone { report: answers.report }, Entry::DayTwoAnswered(answers.clone())])
        }
        Command::EndFollowUp { report, reason, note } => end(own, *report, *reason, note),
        Command::TakeBack { report, what, reason } => take_back(own, *report, *what, reason),
    }
}

/// Whether a call then falls into the hours that she gave for one of her phones; so it does when nobody asked for hours.
/// Whoever plans one outside them says why in the note (A8).
fn in_her_hours(report: &report::State, at: Timestamp) -> bool {
    let Some(victim) = report.first(Role::Victim) else { return true };
    let hers = |channel: &&Channel| channel.person == victim.id && matches!(channel.at, Reach::Phone(_));
    let mut hours = report.channels.iter().filter(hers).flat_map(|channel| &channel.terms.hours).peekable();
    let at = at.to_zoned_datetime(brussels()).datetime();
    hours.peek().is_none() || hours.any(|slot| slot.holds(at))
}

/// Whether the day-2 contact can be recorded: she agreed to it, the day of her report is over in Belgium, and it was
/// not recorded before.
///
/// # Errors
/// It cannot, with the reason.
pub fn day_two_open(report: &report::State, own: &State, now: Timestamp) -> Result<(), Refusal> {
    let field = "framework";
    let head = report.head().filter(|head| head.day_two_agreed);
    let head = head.ok_or(Why::DayTwoNotAgreed.at(field))?;
    require(day(now) > day(head.received_at), Why::DayTwoTooEarly.at(field))?;
    require(own.day_two.is_none(), Why::AlreadyDone.at(field))
}

/// The only attempt stays under an end that says "not reached": the end must be taken back first.
fn take_back(own: &State, report: ReportId, what: Stop, reason: &str) -> Result<Vec<Entry>, Refusal> {
    let last = own.last(what).ok_or(Why::NothingToUndo.at("what"))?;
    let unreached = own.ended.as_ref().is_some_and(|ended| ended.what == EndReason::NotReached);
    let needed = what == Stop::Contact && unreached && own.attempts.len() == 1;
    require(!needed, Why::NothingTried.at("what"))?;
    reasoned(reason)?;
    let taken_back = Entry::TakenBack { report, what, written_at: last.stamp().at };
    Ok(vec![taken_back, Entry::TakenBackReasoned { report, reason: reason.to_owned() }])
}

fn end(own: &State, report: ReportId, reason: EndReason, note: &str) -> Result<Vec<Entry>, Refusal> {
    require(own.ended.is_none(), Why::AlreadyDone.at("why"))?;
    if reason == EndReason::NotReached {
        require(!own.attempts.is_empty(), Why::NothingTried.at("why"))?;
        require(own.contact().is_none(), Why::AlreadyDone.at("why"))?;
    }
    let ended = Entry::FollowUpEnded { report, reason };
    if reason == EndReason::Archived {
        return Ok(vec![ended]);
    }
    non_empty(note, Why::ReasonNeeded.at("note"))?;
    Ok(vec![ended, Entry::ContactNoted { report, note: note.to_owned() }])
}
