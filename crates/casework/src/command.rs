//! Commands: what somebody wants to do to a case, and what comes of it.

use crate::entry::{Body, ClockKind, DayTwo, Decision, EndReason, Function, Outcome};
use crate::fold::{Case, ReportState};
use crate::guard::{Print, Way};
use crate::id::{CaseId, PersonId, ReportId, UserId};
use crate::person::Channel;
use crate::report::Report;
use crate::tie::{Mirror, SamePerson};
use crate::trust::{self, Wish};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Sign a report: it opens the case.
    Sign(Box<Report>),
    /// Add to a signed report.
    Amend {
        /// The report.
        report: ReportId,
        /// What is added.
        text: String,
    },
    /// Leave a receipt.
    Open {
        /// The report.
        report: ReportId,
        /// Who opens it.
        user: UserId,
    },
    /// Show a channel although it is not safe.
    OverrideContact {
        /// The report that names it.
        report: ReportId,
        /// Whose.
        person: PersonId,
        /// Which.
        channel: Print,
        /// How it is to be used.
        way: Way,
        /// Why.
        reason: String,
    },
    /// Log a contact attempt.
    Contact {
        /// The report.
        report: ReportId,
        /// How it ended.
        outcome: Outcome,
        /// Next try.
        next_try: Option<Timestamp>,
        /// What was said.
        note: String,
    },
    /// Book an EVA appointment.
    Book {
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
    /// Decide.
    Decide {
        /// The report.
        report: ReportId,
        /// What.
        decision: Decision,
        /// Why.
        reason: String,
    },
    /// Make it a sensitive case.
    MarkSensitive {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
    /// Stop a clock.
    Pause {
        /// The report.
        report: ReportId,
        /// Which.
        clock: ClockKind,
        /// Until when; it may be let run again before.
        until: Timestamp,
        /// Why.
        reason: String,
    },
    /// Let it run again.
    Resume {
        /// The report.
        report: ReportId,
        /// Which.
        clock: ClockKind,
    },
    /// Bring overdue work to the next function.
    Escalate {
        /// The report.
        report: ReportId,
        /// Which clock ran out.
        clock: ClockKind,
        /// Who hears of it.
        to: Function,
    },
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
    /// Something about consents and other grants, corrected roles, and who acknowledges them.
    Trust(Wish),
    /// Write what was wished in another case. Given by the outbox only, as often as it likes.
    Mirror(Mirror),
}

impl Command {
    /// The word of this command, as the policies know it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Sign(_) => "sign",
            Self::Amend { .. } => "amend",
            Self::Open { .. } => "open-report",
            Self::Contact { .. } => "contact",
            Self::Book { .. } => "book",
            Self::DayTwo(_) => "day-two",
            Self::EndFollowUp { .. } => "end-follow-up",
            Self::Decide { .. } => "decide",
            Self::MarkSensitive { .. } => "mark-sensitive",
            Self::Pause { .. } => "pause",
            Self::Resume { .. } => "resume",
            Self::Escalate { .. } => "escalate",
            Self::Group { .. } => "group",
            Self::Separate { .. } => "separate",
            Self::LinkPerson { .. } => "link-person",
            Self::UnlinkPerson { .. } => "unlink-person",
            Self::RefuseMatch { .. } => "refuse-match",
            Self::PostponeMatch { .. } => "postpone-match",
            Self::Trust(Wish::Consent(_)) => "consent",
            Self::Trust(Wish::Ground(_)) => "ground",
            Self::Trust(Wish::Title(_)) => "title",
            Self::Trust(Wish::Withdraw(_)) => "withdraw",
            Self::Trust(Wish::BreakGlass(_)) => "break-glass",
            Self::Trust(Wish::Review { .. }) => "review",
            Self::Trust(Wish::Correct(_)) => "correct",
            Self::Trust(Wish::Acknowledge { .. }) => "acknowledge",
            Self::OverrideContact { .. } => "override-contact",
            Self::Mirror(_) => "mirror",
        }
    }
}

/// Why a command is refused. Each has a message of the same word (`error-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The report is not in this case.
    UnknownReport,
    /// It was signed already.
    AlreadySigned,
    /// Nothing was written.
    Empty,
    /// A reason is needed.
    ReasonNeeded,
    /// The time lies in the past.
    InThePast,
    /// She did not agree to be called on day 2.
    DayTwoNotAgreed,
    /// It is done already.
    AlreadyDone,
    /// "Not reached" without any attempt on record.
    NothingTried,
    /// So far ahead that the year must be wrong.
    TooFar,
    /// The follow-up ended: a next try would be in nobody's queue.
    FollowUpEnded,
    /// The clock is not in the state that this needs.
    ClockState,
    /// A case cannot be grouped with itself.
    SameCase,
    /// It is not so: there is nothing to undo.
    NothingToUndo,
    /// The cases are followed together: they must be separated first.
    Together,
    /// The person is not in this case.
    UnknownPerson,
    /// A person cannot be linked with herself.
    SamePerson,
    /// One report names both, in two roles: they are two people.
    TwoRoles,
    /// She has no such phone, mailbox or address.
    UnknownChannel,
    /// The sector has several offices in a zone: which one is meant must be said.
    OfficeNeeded,
}

impl Refusal {
    /// The word of this refusal, for messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnknownReport => "unknown-report",
            Self::AlreadySigned => "already-signed",
            Self::Empty => "empty",
            Self::ReasonNeeded => "reason-needed",
            Self::InThePast => "in-the-past",
            Self::DayTwoNotAgreed => "day-two-not-agreed",
            Self::AlreadyDone => "already-done",
            Self::NothingTried => "nothing-tried",
            Self::TooFar => "too-far",
            Self::FollowUpEnded => "follow-up-over",
            Self::ClockState => "clock-state",
            Self::SameCase => "same-case",
            Self::NothingToUndo => "nothing-to-undo",
            Self::Together => "together",
            Self::UnknownPerson => "unknown-person",
            Self::SamePerson => "same-person",
            Self::TwoRoles => "two-roles",
            Self::UnknownChannel => "unknown-channel",
            Self::OfficeNeeded => "office-needed",
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::error::Error for Refusal {}

/// What comes of a command, given the case as it is. An empty list: nothing to write, and that is fine.
pub fn decide(case: &Case, command: &Command, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    let known = |id: ReportId| case.report(id).filter(|r| r.signed.is_some()).ok_or(Refusal::UnknownReport);
    match command {
        Command::Sign(report) => sign(case, report),
        Command::Amend { report, text } => {
            known(*report)?;
            non_empty(text, Refusal::Empty)?;
            Ok(vec![Body::Amended { report: *report, text: text.clone() }])
        }
        Command::OverrideContact { report, person, channel, way, reason } => {
            let of = |one: &&Channel| one.person == *person && Print::of(&one.at) == *channel;
            require(known(*report)?.channels.iter().any(|one| of(&one)), Refusal::UnknownChannel)?;
            non_empty(reason, Refusal::ReasonNeeded)?;
            let (person, channel, way) = (*person, *channel, *way);
            Ok(vec![Body::ContactOverridden {
                report: *report,
                person,
                channel,
                way,
                reason: reason.clone(),
            }])
        }
        Command::Open { report, user } => {
            let first = !known(*report)?.opened_by(*user);
            Ok(if first { vec![Body::Opened { report: *report }] } else { vec![] })
        }
        Command::Contact { report, outcome, next_try, note } => {
            require(known(*report)?.ended.is_none() || next_try.is_none(), Refusal::FollowUpEnded)?;
            soon(*next_try, now)?;
            let mut bodies =
                vec![Body::ContactAttempted { report: *report, outcome: *outcome, next_try: *next_try }];
            if !note.is_empty() {
                bodies.push(Body::ContactNoted { report: *report, note: note.clone() });
            }
            Ok(bodies)
        }
        Command::Book { report, at, place } => {
            known(*report)?;
            soon(Some(*at), now)?;
            non_empty(place, Refusal::Empty)?;
            Ok(vec![Body::AppointmentBooked { report: *report, at: *at, place: place.clone() }])
        }
        Command::DayTwo(answers) => day_two(known(answers.report)?, answers),
        Command::EndFollowUp { report, reason, note } => {
            let state = known(*report)?;
            require(state.ended.is_none(), Refusal::AlreadyDone)?;
            let not_reached = *reason == EndReason::NotReached;
            require(!not_reached || !state.attempts.is_empty(), Refusal::NothingTried)?;
            require(!not_reached || state.contact().is_none(), Refusal::AlreadyDone)?;
            let mut bodies = vec![Body::FollowUpEnded { report: *report, reason: *reason }];
            if *reason != EndReason::Archived {
                non_empty(note, Refusal::ReasonNeeded)?;
                bodies.push(Body::ContactNoted { report: *report, note: note.clone() });
            }
            Ok(bodies)
        }
        Command::Decide { report, decision, reason } => {
            known(*report)?;
            non_empty(reason, Refusal::ReasonNeeded)?;
            let (report, decision) = (*report, *decision);
            // Apart, because more people are told what was decided than why (D6).
            let decided = Body::Decided { report, decision, reason: String::new() };
            Ok(vec![decided, Body::DecisionReasoned { report, reason: reason.clone() }])
        }
        Command::MarkSensitive { report, reason } => {
            non_empty(reason, Refusal::ReasonNeeded)?;
            match known(*report)?.sensitive {
                Some(_) => Err(Refusal::AlreadyDone),
                None => Ok(vec![Body::MarkedSensitive { report: *report, reason: reason.clone() }]),
            }
        }
        Command::Pause { report, clock, until, reason } => {
            non_empty(reason, Refusal::ReasonNeeded)?;
            soon(Some(*until), now)?;
            require(!known(*report)?.is_paused(*clock, now), Refusal::ClockState)?;
            Ok(pause(*report, *clock, *until, reason))
        }
        Command::Resume { report, clock } => {
            require(known(*report)?.is_paused(*clock, now), Refusal::ClockState)?;
            Ok(vec![Body::ClockResumed { report: *report, clock: *clock }])
        }
        Command::Escalate { report, clock, to } => {
            let told = known(*report)?.escalations.iter().any(|e| e.what == (*clock, *to));
            Ok(if told { vec![] } else { vec![Body::Escalated { report: *report, clock: *clock, to: *to }] })
        }
        Command::Group { this, with, reason } => {
            other_case(case, *this, *with, Some(reason))?;
            let body =
                Body::Grouped { with: *with, reason: reason.clone(), wished: case.next_wish(*with, now) };
            Ok(if case.is_together(*with) { vec![] } else { vec![body] })
        }
        Command::Separate { this, with, reason } => {
            other_case(case, *this, *with, Some(reason))?;
            require(case.is_together(*with), Refusal::NothingToUndo)?;
            let wished = case.next_wish(*with, now);
            Ok(vec![Body::Separated { with: *with, reason: reason.clone(), wished }])
        }
        Command::LinkPerson { this, same, reason } => link(case, *this, *same, reason, now),
        Command::UnlinkPerson { this, same, reason } => {
            let same = same.in_order(*this);
            non_empty(reason, Refusal::ReasonNeeded)?;
            require(case.is_linked(&same), Refusal::NothingToUndo)?;
            let wished = case.next_link(&same, now);
            Ok(vec![Body::PersonUnlinked { same, reason: reason.clone(), wished }])
        }
        Command::RefuseMatch { this, with, score, reason } => {
            other_case(case, *this, *with, Some(reason))?;
            require(!case.is_together(*with), Refusal::Together)?;
            let before = case.ties.get(with).and_then(|tie| tie.refused());
            require(before.is_none_or(|(before, _)| before < *score), Refusal::AlreadyDone)?;
            let wished = case.next_wish(*with, now);
            Ok(vec![Body::MatchRefused { with: *with, score: *score, reason: reason.clone(), wished }])
        }
        Command::PostponeMatch { this, with, until } => {
            other_case(case, *this, *with, None)?;
            require(!case.is_together(*with), Refusal::Together)?;
            soon(Some(*until), now)?;
            Ok(vec![Body::MatchPostponed { with: *with, until: *until }])
        }
        Command::Trust(wish) => trust::decide(case, wish, now),
        Command::Mirror(mirror) => {
            require(!case.reports.is_empty(), Refusal::UnknownReport)?;
            Ok(if case.knows(mirror.body()) { vec![] } else { vec![mirror.body().clone()] })
        }
    }
}

/// What holds of every wish about this case and another one.
fn other_case(case: &Case, this: CaseId, with: CaseId, reason: Option<&str>) -> Result<(), Refusal> {
    require(this != with, Refusal::SameCase)?;
    require(!case.reports.is_empty(), Refusal::UnknownReport)?;
    reason.map_or(Ok(()), |reason| non_empty(reason, Refusal::ReasonNeeded))
}

fn link(
    case: &Case,
    this: CaseId,
    same: SamePerson,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<Body>, Refusal> {
    let same = same.in_order(this);
    let there = (same.case, same.person);
    require(there != (this, same.here), Refusal::SamePerson)?;
    require(case.person(same.here).is_some(), Refusal::UnknownPerson)?;
    require(same.case != this || case.person(same.person).is_some(), Refusal::UnknownPerson)?;
    non_empty(reason, Refusal::ReasonNeeded)?;
    require(!case.is_linked(&same), Refusal::AlreadyDone)?;
    let mut one = case.one_with(this, (this, same.here));
    one.extend(case.one_with(this, there));
    let here: BTreeSet<PersonId> =
        one.iter().filter(|(of, _)| *of == this).map(|(_, person)| *person).collect();
    require(!case.reports.iter().any(|(_, report)| has_two_roles(report, &here)), Refusal::TwoRoles)?;
    Ok(vec![Body::PersonLinked { same, reason: reason.to_owned(), wished: case.next_link(&same, now) }])
}

/// Whether one report gives these people, who are one, different roles.
fn has_two_roles(report: &ReportState, one: &BTreeSet<PersonId>) -> bool {
    let mut roles = report.people.iter().filter(|person| one.contains(&person.id)).map(|person| person.role);
    roles.next().is_some_and(|first| roles.any(|role| role != first))
}

fn sign(case: &Case, report: &Report) -> Result<Vec<Body>, Refusal> {
    let id = report.head.id;
    require(case.report(id).is_none(), Refusal::AlreadySigned)?;
    let role_of = |person| report.people.iter().find(|p| p.id == person).map(|p| p.role);
    let mut bodies = vec![
        Body::ReportSigned(report.head.clone()),
        Body::FactsRecorded(report.facts.clone()),
        Body::RiskRecorded(report.risk.clone()),
    ];
    bodies.extend(report.people.iter().map(|p| Body::PersonRecorded { report: id, person: p.clone() }));
    for channel in &report.channels {
        let role = role_of(channel.person).ok_or(Refusal::Empty)?;
        bodies.push(Body::ChannelRecorded { report: id, role, channel: channel.clone() });
    }
    if !report.safe_contact.instructions.is_empty() {
        bodies.push(Body::SafeContactRecorded(report.safe_contact.clone()));
    }
    Ok(bodies)
}

fn day_two(report: &ReportState, answers: &DayTwo) -> Result<Vec<Body>, Refusal> {
    require(report.head().is_some_and(|head| head.day_two_agreed), Refusal::DayTwoNotAgreed)?;
    require(report.day_two.is_none(), Refusal::AlreadyDone)?;
    Ok(vec![Body::DayTwoDone { report: answers.report }, Body::DayTwoAnswered(answers.clone())])
}

pub(crate) fn require(holds: bool, otherwise: Refusal) -> Result<(), Refusal> {
    holds.then_some(()).ok_or(otherwise)
}

pub(crate) fn non_empty(text: &str, otherwise: Refusal) -> Result<(), Refusal> {
    require(!text.trim().is_empty(), otherwise)
}

/// The reason of victim support is psychosocial: it is kept apart from the fact that the clock stands still.
fn pause(report: ReportId, clock: ClockKind, until: Timestamp, reason: &str) -> Vec<Body> {
    let words = reason.to_owned();
    if clock == ClockKind::Decision {
        return vec![Body::ClockPaused { report, clock, until, reason: words }];
    }
    let paused = Body::ClockPaused { report, clock, until, reason: String::new() };
    vec![paused, Body::ContactNoted { report, note: words }]
}

/// Furthest that something is planned ahead: beyond, the year is mistyped, and a clock would sleep for years.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 92);

fn soon(at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    require(at.is_none_or(|at| at > now), Refusal::InThePast)?;
    require(at.is_none_or(|at| at.duration_since(now) <= AHEAD), Refusal::TooFar)
}
