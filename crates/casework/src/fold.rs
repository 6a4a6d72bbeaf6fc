//! The fold: how entries become a case.
//!
//! One function serves every use: deciding (over all entries), boards (over all entries), and every screen
//! (over the entries that the viewer may read, cut at a date). A field that was filtered away was never there.

use crate::clock::Pause;
use crate::entry::{Author, Body, ClockKind, DayTwo, Decision, EndReason, Entry, Function, Outcome};
use crate::guard::{Print, Way};
use crate::id::{CaseId, PersonId, ReportId, UserId};
use crate::person::{Channel, Person, Role};
use crate::report::{Facts, Head, Risk, SafeContact};
use crate::tie::{SamePerson, Stance, Tie, Wishes};
use crate::trust::Trust;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Something that happened at a time, by somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// What.
    pub what: T,
}

/// A contact attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// How it ended.
    pub outcome: Outcome,
    /// Next try.
    pub next_try: Option<Timestamp>,
}

/// A channel that was shown although it is not safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub channel: Print,
    /// How it was to be used.
    pub way: Way,
    /// Why.
    pub reason: String,
}

/// One report as folded. Parts are missing when they were not written yet, or may not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportState {
    /// Signature and head.
    pub signed: Option<Dated<Head>>,
    /// Facts, children, measures, referral.
    pub facts: Option<Facts>,
    /// Risk section.
    pub risk: Option<Risk>,
    /// People.
    pub people: Vec<Person>,
    /// Phones and addresses.
    pub channels: Vec<Channel>,
    /// Safe contact.
    pub safe_contact: Option<SafeContact>,
    /// Channels that were shown although they are not safe.
    pub overrides: Vec<Dated<Override>>,
    /// Dated additions.
    pub amendments: Vec<Dated<String>>,
    /// Who opened it, first time each.
    pub receipts: Vec<Dated<()>>,
    /// Contact attempts.
    pub attempts: Vec<Dated<Attempt>>,
    /// What was said on calls.
    pub notes: Vec<Dated<String>>,
    /// Appointments: when and where.
    pub appointments: Vec<Dated<(Timestamp, String)>>,
    /// Day-2 contact.
    pub day_two: Option<Dated<()>>,
    /// Its answers.
    pub day_two_answers: Option<DayTwo>,
    /// When and why victim support ended its follow-up.
    pub ended: Option<Dated<EndReason>>,
    /// Decisions, the last one holds.
    pub decisions: Vec<Dated<(Decision, String)>>,
    /// When and why it became sensitive.
    pub sensitive: Option<Dated<String>>,
    /// Pauses of each clock.
    pub pauses: BTreeMap<ClockKind, Vec<Pause>>,
    /// Clocks that ran out and who was told.
    pub escalations: Vec<Dated<(ClockKind, Function)>>,
}

impl ReportState {
    /// The head, when it may be read.
    pub fn head(&self) -> Option<&Head> {
        self.signed.as_ref().map(|signed| &signed.what)
    }

    /// The first person in a role.
    pub fn first(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|person| person.role == role)
    }

    /// The first opening by victim support: the representative, or her head in her place.
    pub fn first_read_by_support(&self) -> Option<&Dated<()>> {
        self.receipts.iter().find(|receipt| matches!(receipt.by.function, Function::Eva | Function::EvaHead))
    }

    /// The first opening by a function.
    pub fn first_read_by(&self, function: Function) -> Option<&Dated<()>> {
        self.receipts.iter().find(|receipt| receipt.by.function == function)
    }

    /// Whether this account has opened it.
    pub fn opened_by(&self, user: UserId) -> bool {
        self.receipts.iter().any(|receipt| receipt.by.user == user)
    }

    /// The first attempt that settled contact: she was reached, or declined.
    pub fn contact(&self) -> Option<&Dated<Attempt>> {
        self.attempts
            .iter()
            .find(|attempt| matches!(attempt.what.outcome, Outcome::Reached | Outcome::Declined))
    }

    /// The decision that holds.
    pub fn decision(&self) -> Option<&Dated<(Decision, String)>> {
        self.decisions.last()
    }

    /// Whether she declined contact: the last time that she could say so counts.
    pub fn declined(&self) -> bool {
        let said =
            |attempt: &&Dated<Attempt>| matches!(attempt.what.outcome, Outcome::Reached | Outcome::Declined);
        self.attempts.iter().rev().find(said).is_some_and(|attempt| attempt.what.outcome == Outcome::Declined)
    }

    /// Whether a clock stands still at a time.
    pub fn is_paused(&self, clock: ClockKind, at: Timestamp) -> bool {
        self.pauses.get(&clock).and_then(|pauses| pauses.last()).is_some_and(|pause| pause.until > at)
    }
}

/// One line of the timeline: what kind of thing happened, not its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// Word of the entry kind.
    pub kind: &'static str,
    /// About which report.
    pub report: Option<ReportId>,
}

/// A case as folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Reports in the order of their signature.
    pub reports: Vec<(ReportId, ReportState)>,
    /// What was wished about this case and other ones.
    pub ties: BTreeMap<CaseId, Tie>,
    /// Who was said to be somebody of another case (`true`), or not to be after all.
    pub people: BTreeMap<SamePerson, Wishes<bool>>,
    /// Consents and other grants, corrected roles, and who was told.
    pub trust: Trust,
    /// What happened, oldest first. A report's signature stands for all its sections.
    pub timeline: Vec<Event>,
}

impl Case {
    /// A report of this case.
    pub fn report(&self, id: ReportId) -> Option<&ReportState> {
        self.reports.iter().find(|(report, _)| *report == id).map(|(_, state)| state)
    }

    /// A person of this case.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.reports.iter().flat_map(|(_, report)| &report.people).find(|person| person.id == id)
    }

    /// The cases followed together with this one: its neighbours, not theirs.
    pub fn together(&self) -> impl Iterator<Item = CaseId> {
        self.ties.iter().filter(|(_, tie)| tie.together().is_some()).map(|(case, _)| *case)
    }

    /// Whether this case and another one are followed together.
    pub fn is_together(&self, with: CaseId) -> bool {
        self.ties.get(&with).is_some_and(|tie| tie.together().is_some())
    }

    /// People of this case who are people of another one, with who said so, when and why.
    pub fn linked(&self) -> impl Iterator<Item = (&SamePerson, &Dated<String>)> {
        let holds = |wishes: &'_ Wishes<bool>| wishes.last().is_some_and(|(same, _)| same);
        let linked = self.people.iter().filter(move |(_, wishes)| holds(wishes));
        linked.filter_map(|(same, wishes)| wishes.last().map(|(_, reason)| (same, reason)))
    }

    /// Whether two people are linked.
    pub fn is_linked(&self, same: &SamePerson) -> bool {
        self.people.get(same).and_then(Wishes::last).is_some_and(|(same, _)| same)
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

    /// The moment of a wish about another case that is made now.
    pub(crate) fn next_wish(&self, with: CaseId, now: Timestamp) -> Timestamp {
        self.ties.get(&with).map_or(now, |tie| tie.wishes.next(now))
    }

    /// The moment of a wish about two people that is made now.
    pub(crate) fn next_link(&self, same: &SamePerson, now: Timestamp) -> Timestamp {
        self.people.get(same).map_or(now, |wishes| wishes.next(now))
    }

    /// Whether the wish of this entry is known already. Other entries are not wishes.
    pub(crate) fn knows(&self, body: &Body) -> bool {
        let tied = |with, wished, stance| self.ties.get(with).is_some_and(|t| t.wishes.knows(wished, stance));
        let linked = |same, wished, holds| self.people.get(same).is_some_and(|w| w.knows(wished, holds));
        match body {
            Body::Grouped { with, wished, .. } => tied(with, *wished, Stance::Together),
            Body::Separated { with, wished, .. } => tied(with, *wished, Stance::Apart),
            Body::MatchRefused { with, wished, score, .. } => tied(with, *wished, Stance::Refused(*score)),
            Body::PersonLinked { same, wished, .. } => linked(same, *wished, true),
            Body::PersonUnlinked { same, wished, .. } => linked(same, *wished, false),
            _ => false,
        }
    }

    /// Adds a wish about this case and another one. Whatever is decided, nothing is put off any more.
    fn tie(&mut self, with: CaseId, wished: Timestamp, stance: Stance, reason: Dated<String>) {
        let tie = self.ties.entry(with).or_default();
        tie.wishes.add(wished, stance, reason);
        tie.postponed = None;
    }

    fn report_mut(&mut self, id: ReportId) -> &mut ReportState {
        let at = self.reports.iter().position(|(report, _)| *report == id).unwrap_or_else(|| {
            self.reports.push((id, ReportState::default()));
            self.reports.len() - 1
        });
        &mut self.reports[at].1
    }

    /// Adds the next entry.
    pub fn add(&mut self, entry: &Entry) {
        let Entry { at, by, body, .. } = entry;
        if is_event(body) {
            let report = report_of(body);
            self.timeline.push(Event { at: *at, by: by.clone(), kind: body.kind(), report });
        }
        fn dated<T>(entry: &Entry, what: T) -> Dated<T> {
            Dated { at: entry.at, by: entry.by.clone(), what }
        }
        match body {
            Body::ReportSigned(head) => self.report_mut(head.id).signed = Some(dated(entry, head.clone())),
            Body::FactsRecorded(facts) => self.report_mut(facts.report).facts = Some(facts.clone()),
            Body::RiskRecorded(risk) => self.report_mut(risk.report).risk = Some(risk.clone()),
            Body::PersonRecorded { report, person } => self.report_mut(*report).people.push(person.clone()),
            Body::ChannelRecorded { report, channel, .. } => {
                self.report_mut(*report).channels.push(channel.clone())
            }
            Body::SafeContactRecorded(safe) => self.report_mut(safe.report).safe_contact = Some(safe.clone()),
            Body::ContactOverridden { report, person, channel, way, reason } => {
                let what = Override { person: *person, channel: *channel, way: *way, reason: reason.clone() };
                self.report_mut(*report).overrides.push(dated(entry, what));
            }
            Body::Amended { report, text } => {
                self.report_mut(*report).amendments.push(dated(entry, text.clone()));
            }
            Body::Opened { report } => self.report_mut(*report).receipts.push(dated(entry, ())),
            Body::ContactAttempted { report, outcome, next_try } => {
                let attempt = Attempt { outcome: *outcome, next_try: *next_try };
                self.report_mut(*report).attempts.push(dated(entry, attempt));
            }
            Body::ContactNoted { report, note } => {
                self.report_mut(*report).notes.push(dated(entry, note.clone()))
            }
            Body::AppointmentBooked { report, at, place } => {
                self.report_mut(*report).appointments.push(dated(entry, (*at, place.clone())));
            }
            Body::DayTwoDone { report } => self.report_mut(*report).day_two = Some(dated(entry, ())),
            Body::DayTwoAnswered(answers) => {
                self.report_mut(answers.report).day_two_answers = Some(answers.clone())
            }
            Body::FollowUpEnded { report, reason } => {
                self.report_mut(*report).ended = Some(dated(entry, *reason));
            }
            Body::Decided { report, decision, reason } => {
                self.report_mut(*report).decisions.push(dated(entry, (*decision, reason.clone())));
            }
            Body::DecisionReasoned { report, reason } => {
                if let Some(decided) = self.report_mut(*report).decisions.last_mut() {
                    decided.what.1.clone_from(reason);
                }
            }
            Body::MarkedSensitive { report, reason } => {
                self.report_mut(*report).sensitive = Some(dated(entry, reason.clone()));
            }
            Body::ClockPaused { report, clock, until, reason } => {
                let pause = Pause { from: *at, until: *until, reason: reason.clone() };
                self.report_mut(*report).pauses.entry(*clock).or_default().push(pause);
            }
            Body::ClockResumed { report, clock } => {
                let pauses = self.report_mut(*report).pauses.entry(*clock).or_default();
                if let Some(pause) = pauses.last_mut() {
                    pause.until = pause.until.min(*at);
                }
            }
            Body::Escalated { report, clock, to } => {
                self.report_mut(*report).escalations.push(dated(entry, (*clock, *to)));
            }
            Body::Grouped { with, reason, wished } => {
                self.tie(*with, *wished, Stance::Together, dated(entry, reason.clone()));
            }
            Body::Separated { with, reason, wished } => {
                self.tie(*with, *wished, Stance::Apart, dated(entry, reason.clone()));
            }
            Body::MatchRefused { with, score, reason, wished } => {
                self.tie(*with, *wished, Stance::Refused(*score), dated(entry, reason.clone()));
            }
            Body::MatchPostponed { with, until } => {
                self.ties.entry(*with).or_default().postponed = Some(*until);
            }
            Body::PersonLinked { same, reason, wished } => {
                self.people.entry(*same).or_default().add(*wished, true, dated(entry, reason.clone()));
            }
            Body::PersonUnlinked { same, reason, wished } => {
                self.people.entry(*same).or_default().add(*wished, false, dated(entry, reason.clone()));
            }
            Body::RoleCorrected(correction) => {
                let people = &mut self.report_mut(correction.report).people;
                if let Some(person) = people.iter_mut().find(|person| person.id == correction.person) {
                    person.role = correction.to;
                }
                self.trust.add(body, *at, by);
            }
            Body::ConsentGiven(_)
            | Body::GroundRecorded(_)
            | Body::TitleRecorded(_)
            | Body::GrantWithdrawn { .. }
            | Body::GlassBroken(_)
            | Body::GlassReviewed { .. }
            | Body::Acknowledged { .. } => self.trust.add(body, *at, by),
        }
    }
}

/// Folds entries, oldest first.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Case {
    let mut case = Case::default();
    for entry in entries {
        case.add(entry);
    }
    case
}

/// The entries known at a time: the same fold, cut.
pub fn known_at<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    at: Timestamp,
) -> impl Iterator<Item = &'a Entry> {
    entries.into_iter().filter(move |entry| entry.at <= at)
}

/// Sections of a report are not events of their own: its signature is.
fn is_event(body: &Body) -> bool {
    !matches!(
        body,
        Body::FactsRecorded(_)
            | Body::RiskRecorded(_)
            | Body::PersonRecorded { .. }
            | Body::ChannelRecorded { .. }
            | Body::SafeContactRecorded(_)
            | Body::ContactNoted { .. }
            | Body::DayTwoAnswered(_)
            | Body::DecisionReasoned { .. }
    )
}

fn report_of(body: &Body) -> Option<ReportId> {
    match body {
        Body::ReportSigned(head) => Some(head.id),
        Body::FactsRecorded(facts) => Some(facts.report),
        Body::RiskRecorded(risk) => Some(risk.report),
        Body::SafeContactRecorded(safe) => Some(safe.report),
        Body::DayTwoAnswered(answers) => Some(answers.report),
        Body::RoleCorrected(correction) => Some(correction.report),
        Body::PersonRecorded { report, .. }
        | Body::ChannelRecorded { report, .. }
        | Body::Amended { report, .. }
        | Body::ContactOverridden { report, .. }
        | Body::Opened { report }
        | Body::ContactAttempted { report, .. }
        | Body::ContactNoted { report, .. }
        | Body::AppointmentBooked { report, .. }
        | Body::DayTwoDone { report }
        | Body::FollowUpEnded { report, .. }
        | Body::Decided { report, .. }
        | Body::DecisionReasoned { report, .. }
        | Body::MarkedSensitive { report, .. }
        | Body::ClockPaused { report, .. }
        | Body::ClockResumed { report, .. }
        | Body::Escalated { report, .. } => Some(*report),
        Body::Grouped { .. }
        | Body::Separated { .. }
        | Body::PersonLinked { .. }
        | Body::PersonUnlinked { .. }
        | Body::MatchRefused { .. }
        | Body::MatchPostponed { .. }
        | Body::ConsentGiven(_)
        | Body::GroundRecorded(_)
        | Body::TitleRecorded(_)
        | Body::GrantWithdrawn { .. }
        | Body::GlassBroken(_)
        | Body::GlassReviewed { .. }
        | Body::Acknowledged { .. } => None,
    }
}
