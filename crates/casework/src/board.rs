//! Boards: the rows that a case gives to the shared tables. A pure function of the folded case, so a
//! rebuilt board and a live one cannot differ.

use crate::calendar::Calendar;
use crate::clock::{Clocks, after_pauses};
use crate::entry::{ClockKind, Decision, Function};
use crate::fold::{Case, Dated, ReportState};
use crate::guard::{Calling, calling};
use crate::id::{CaseId, Nis, ReportId, UserId, ZoneCode};
use crate::person::{Answer, Person, Role};
use crate::report::{Head, ReportKind};
use crate::retention::Retention;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What boards are computed with besides the case.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Working days.
    pub calendar: Calendar,
    /// Clocks.
    pub clocks: Clocks,
    /// For how long records are kept.
    pub retention: Retention,
}

/// One row: one report, as the queue, the tracking table and the indicators need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The report.
    pub report: ReportId,
    /// Its case.
    pub case: CaseId,
    /// Whether the case is followed together with others.
    pub grouped: bool,
    /// Zone.
    pub zone: ZoneCode,
    /// Neighbourhood; `None` when the postcode is unknown.
    pub neighbourhood: Option<Nis>,
    /// Dispute or complaint.
    pub kind: ReportKind,
    /// When the police received it.
    pub received_at: Timestamp,
    /// When victim support first opened it.
    pub read_at: Option<Timestamp>,
    /// When contact was settled (reached or declined).
    pub contact_at: Option<Timestamp>,
    /// When the first contact must be settled, pauses counted.
    pub contact_due: Option<Timestamp>,
    /// When day-2 contact took place.
    pub day_two_at: Option<Timestamp>,
    /// Earliest thing that victim support must do; `None` when nothing is pending.
    pub support_due: Option<Timestamp>,
    /// What that is.
    pub support_next: Option<ClockKind>,
    /// Decision that holds.
    pub decision: Option<Decision>,
    /// When it was taken.
    pub decided_at: Option<Timestamp>,
    /// When it must be taken; `None` when taken, paused, or nobody set the clock.
    pub decision_due: Option<Timestamp>,
    /// The head of victim support was told that what waits now is late.
    pub support_told: bool,
    /// The head of the prosecution was told that the decision is late.
    pub decision_told: bool,
    /// Became a sensitive case.
    pub sensitive: bool,
    /// Children are involved.
    pub children: bool,
    /// Their presence and impact are on record.
    pub children_recorded: bool,
    /// What only a reader with the stream's key may see.
    pub label: Label,
}

/// The part of a row that is sealed with the stream's key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Label {
    /// PV number.
    pub pv: String,
    /// Name of the victim.
    pub victim: String,
    /// Name of the other party.
    pub other: String,
    /// Name of the first reader in victim support.
    pub read_by: String,
    /// Name of the first reader in the prosecution.
    pub seen_by: String,
    /// When the victim may be called. Absent in rows of an older Havre.
    #[serde(default)]
    pub calling: Option<Calling>,
}

/// The rows of a case.
pub fn rows(id: CaseId, case: &Case, rules: &Rules) -> Vec<ReportRow> {
    let grouped = case.together().next().is_some();
    case.reports.iter().filter_map(|(_, report)| row((id, grouped), (case, report), rules)).collect()
}

fn row(
    (case, grouped): (CaseId, bool),
    (all, report): (&Case, &ReportState),
    rules: &Rules,
) -> Option<ReportRow> {
    let head = report.head()?;
    let due = Due { report, head, rules };
    let pending = due.support();
    let children = children(report);
    let calling = calling(case, head.id, all);
    Some(ReportRow {
        report: head.id,
        case,
        grouped,
        zone: head.zone.clone(),
        neighbourhood: head.neighbourhood.clone(),
        kind: head.kind,
        received_at: head.received_at,
        read_at: report.first_read_by_support().map(|receipt| receipt.at),
        contact_at: report.contact().map(|contact| contact.at),
        contact_due: due.of(ClockKind::FirstContact),
        day_two_at: report.day_two.as_ref().map(|done| done.at),
        support_due: pending.map(|(_, at)| at),
        support_next: pending.map(|(clock, _)| clock),
        decision: report.decision().map(|decided| decided.what.0),
        decided_at: report.decision().map(|decided| decided.at),
        decision_due: if report.decision().is_some() { None } else { due.of(ClockKind::Decision) },
        support_told: pending.is_some_and(|(clock, _)| told(report, clock)),
        decision_told: told(report, ClockKind::Decision),
        sensitive: report.sensitive.is_some(),
        children: children.0,
        children_recorded: children.1,
        label: Label { calling, ..label(report, head) },
    })
}

/// Open work on a report, and who did it last: whoever leaves hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHand {
    /// The report.
    pub report: ReportId,
    /// Who has it in hand.
    pub user: UserId,
    /// What.
    pub work: Work,
    /// When it is due or takes place; `None` when no clock runs.
    pub due: Option<Timestamp>,
}

/// Kinds of open work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Something that victim support still has to do.
    Support,
    /// An appointment of victim support.
    Appointment,
    /// A decision of the prosecution.
    Decision,
}

impl Work {
    const ALL: [Self; 3] = [Self::Support, Self::Appointment, Self::Decision];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Appointment => "appointment",
            Self::Decision => "decision",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.word() == word)
    }
}

/// The open work of a case, by person.
pub fn in_hand(case: &Case, rules: &Rules) -> Vec<InHand> {
    case.reports.iter().flat_map(|(_, report)| report_in_hand(report, rules)).collect()
}

fn report_in_hand(report: &ReportState, rules: &Rules) -> Vec<InHand> {
    let Some(head) = report.head() else { return vec![] };
    let due = Due { report, head, rules };
    let line = |user, work, due| InHand { report: head.id, user, work, due };
    let follower = report.attempts.last().map(|last| last.by.user);
    let follower = follower.or_else(|| report.first_read_by_support().map(|read| read.by.user));
    let support = due.support().zip(follower).map(|((_, at), user)| line(user, Work::Support, Some(at)));
    let booked = report.appointments.last().filter(|_| report.ended.is_none());
    let appointment = booked.map(|booked| line(booked.by.user, Work::Appointment, Some(booked.what.0)));
    let reader = report
        .receipts
        .iter()
        .rfind(|read| matches!(read.by.function, Function::Prosecutor | Function::ProsecutorHead))
        .filter(|_| report.decision().is_none());
    let decision = reader.map(|read| line(read.by.user, Work::Decision, due.of(ClockKind::Decision)));
    [support, appointment, decision].into_iter().flatten().collect()
}

/// Whether it was written that this clock ran out.
fn told(report: &ReportState, clock: ClockKind) -> bool {
    report.escalations.iter().any(|escalation| escalation.what.0 == clock)
}

/// Due times of one report.
struct Due<'a> {
    report: &'a ReportState,
    head: &'a Head,
    rules: &'a Rules,
}

impl Due<'_> {
    fn of(&self, clock: ClockKind) -> Option<Timestamp> {
        let Rules { calendar, clocks, .. } = self.rules;
        let due = clocks.due(calendar, &self.head.zone, clock, self.head.received_at)?;
        Some(after_pauses(due, self.report.pauses.get(&clock).map_or(&[], Vec::as_slice)))
    }

    /// The earliest pending work of victim support.
    fn support(&self) -> Option<(ClockKind, Timestamp)> {
        if self.report.ended.is_some() {
            return None;
        }
        let uncontacted = self.report.contact().is_none();
        // An extract may bring contacts that took place elsewhere: then nothing waits to be read.
        let unread = uncontacted && self.report.first_read_by_support().is_none();
        let day_two = self.head.day_two_agreed && self.report.day_two.is_none() && !self.report.declined();
        [
            (unread, ClockKind::Read, self.of(ClockKind::Read)),
            (uncontacted, ClockKind::FirstContact, self.next_contact()),
            (!uncontacted, ClockKind::CallBack, self.promised()),
            (day_two, ClockKind::DayTwo, self.of(ClockKind::DayTwo)),
        ]
        .into_iter()
        .filter_map(|(pending, clock, at)| pending.then_some(()).and(at).map(|at| (clock, at)))
        .min_by_key(|(_, at)| *at)
    }

    /// A planned try that comes before the clock runs out; a later one does not stop the clock.
    fn next_contact(&self) -> Option<Timestamp> {
        let due = self.of(ClockKind::FirstContact)?;
        Some(self.promised().map_or(due, |next| next.min(due)))
    }

    /// The try that the last attempt promised.
    fn promised(&self) -> Option<Timestamp> {
        self.report.attempts.last().and_then(|attempt| attempt.what.next_try)
    }
}

/// Whether children are involved, and whether their presence and impact are on record
/// (justice indicator, tactics-roadmap.txt §4).
fn children(report: &ReportState) -> (bool, bool) {
    let Some(facts) = &report.facts else { return (false, false) };
    let involved = facts.children_present == Some(Answer::Yes) || report.first(Role::Child).is_some();
    (involved, involved && facts.children_present.is_some() && !facts.children_impact.is_empty())
}

fn label(report: &ReportState, head: &Head) -> Label {
    let name = |role| report.first(role).map(Person::name).unwrap_or_default();
    let name_of =
        |receipt: Option<&Dated<()>>| receipt.map(|receipt| receipt.by.name.clone()).unwrap_or_default();
    Label {
        pv: head.pv.to_string(),
        victim: name(Role::Victim),
        other: name(Role::OtherParty),
        read_by: name_of(report.first_read_by_support()),
        seen_by: name_of(report.first_read_by(Function::Prosecutor)),
        calling: None,
    }
}
