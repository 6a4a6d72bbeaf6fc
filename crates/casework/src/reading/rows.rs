//! Boards: the rows that a case gives to the shared tables. A pure function of the folded case, so a
//! rebuilt board and a live one cannot differ.

use super::guard::{Calling, calling};
use crate::case::{Case, ReportState, Timing, tasks_of};
use crate::complaint::Classification;
use crate::follow_up::ContactOutcome;
use crate::prosecution::Decision;
use crate::record::id::{CaseId, Nis, ReportId, ZoneCode};
use crate::record::person::{Language, Person, Role};
use crate::record::staff::Function;
use crate::record::stamp::Dated;
use crate::record::words::Answer;
use crate::report::{self, Head, ReportKind, Risk, RiskFactor};
use crate::tasks::Task;
use crate::tasks::clocks::ClockKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Nobody knows whether there was a contact: the report was imported, and its row said nothing of one.
    pub contact_unknown: bool,
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

/// The last contact attempt, as a line of a list tells it. What was said stands in the case alone: a list lies open on a
/// desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// When it was written.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: ContactOutcome,
    /// When the next try is planned.
    pub next_try: Option<Timestamp>,
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
    /// The last attempt to reach the victim: shown to victim support only. Absent in rows of an older Havre.
    #[serde(default)]
    pub tried: Option<Tried>,
    /// How a complaint was classified. Absent in rows of an older Havre.
    #[serde(default)]
    pub classification: Option<Classification>,
    /// What was observed of the risk. Absent in rows of an older Havre.
    #[serde(default)]
    pub risk: Vec<RiskFactor>,
    /// Whether anybody asked: "not asked" is never "none". Absent in rows of an older Havre.
    #[serde(default)]
    pub risk_asked: bool,
    /// How many children are named. Absent in rows of an older Havre.
    #[serde(default)]
    pub children: usize,
    /// In which language to speak with the victim; `None` when nobody asked, and in rows of an older Havre.
    #[serde(default)]
    pub language: Option<Language>,
}

/// The rows of a case.
pub fn rows(id: CaseId, case: &Case, timing: &Timing) -> Vec<ReportRow> {
    let grouped = case.linking.grouped().next().is_some();
    let row = |(report, state): &(ReportId, ReportState)| {
        let tasks = tasks_of(*report, state, timing);
        let row = row(id, state, &tasks)?;
        let calling = calling(id, *report, case);
        let classification = state.complaint.classification().map(|known| known.what.clone());
        let last = state.follow_up.attempts.last();
        let tried = last.map(|attempt| Tried {
            at: attempt.at,
            outcome: attempt.what.outcome,
            next_try: attempt.what.next_try,
        });
        Some(ReportRow { grouped, label: Label { calling, tried, classification, ..row.label }, ..row })
    };
    case.reports.iter().filter_map(row).collect()
}

fn row(case: CaseId, report: &ReportState, tasks: &[Task]) -> Option<ReportRow> {
    let head = report.record.head()?;
    let of = |clock: ClockKind| tasks.iter().find(|task| task.clock() == Some(clock));
    let next = next_for(Function::Eva, tasks);
    let decision = of(ClockKind::Decision).filter(|task| task.is_open());
    let decided = report.prosecution.decision();
    let children = children(&report.record);
    Some(ReportRow {
        report: head.id,
        case,
        grouped: false,
        zone: head.zone.clone(),
        neighbourhood: head.neighbourhood.clone(),
        kind: head.kind,
        received_at: head.received_at,
        read_at: of(ClockKind::Read).and_then(Task::done_at),
        contact_at: of(ClockKind::FirstContact).and_then(Task::done_at),
        contact_due: of(ClockKind::FirstContact).and_then(|task| task.limit),
        contact_unknown: head.imported && report.follow_up.contact().is_none(),
        day_two_at: of(ClockKind::DayTwo).and_then(Task::done_at),
        support_due: next.and_then(|task| task.due),
        support_next: next.and_then(Task::clock),
        decision: decided.map(|decided| decided.what.0),
        decided_at: decided.map(|decided| decided.at),
        decision_due: decision.and_then(|task| task.due),
        support_told: next.is_some_and(|task| task.told),
        decision_told: report.clocks.was_told(ClockKind::Decision),
        sensitive: report.prosecution.sensitive.is_some(),
        children: children.0,
        children_recorded: children.1,
        label: label(&report.record, head),
    })
}

/// What a function must do first: the open task of hers with the earliest due time that a clock measures.
fn next_for(function: Function, tasks: &[Task]) -> Option<&Task> {
    let open = tasks.iter().filter(|task| task.function == function && task.is_open());
    let measured = open.filter(|task| task.clock().is_some() && task.due.is_some());
    measured.min_by_key(|task| task.due)
}

/// Whether children are involved, and whether their presence and impact are on record
/// (justice indicator, tactics-roadmap.txt §4).
fn children(report: &report::State) -> (bool, bool) {
    let Some(facts) = &report.facts else { return (false, false) };
    let involved = facts.children_present == Some(Answer::Yes) || report.first(Role::Child).is_some();
    (involved, involved && facts.children_present.is_some() && !facts.children_impact.is_empty())
}

fn label(report: &report::State, head: &Head) -> Label {
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
        tried: None,
        classification: None,
        risk: report.risk.as_ref().map(observed).unwrap_or_default(),
        risk_asked: report.risk.as_ref().is_some_and(was_asked),
        children: report.people.iter().filter(|person| person.role == Role::Child).count(),
        language: report
            .first(Role::Victim)
            .map(|victim| victim.language)
            .filter(|one| *one != Language::Unknown),
    }
}

fn was_asked(risk: &Risk) -> bool {
    risk.factors.iter().any(|(_, answer)| *answer != Answer::Unknown)
}

fn observed(risk: &Risk) -> Vec<RiskFactor> {
    let seen = risk.factors.iter().filter(|(_, answer)| *answer == Answer::Yes);
    seen.map(|(factor, _)| *factor).collect()
}
