//! What is due, by when, for which function: one list of tasks feeds the queue, the page of a case, the tracking table
//! and the board of all tasks, so that no two of them can disagree.
//!
//! Clocks and working days are data. Each wing says which tasks follow from its state; what stops a clock is here.

pub mod calendar;
pub mod clocks;
mod command;
mod entry;
pub mod samples;
mod state;

pub use command::{Command, CommandKind, decide};
pub use entry::{Entry, Kind};
pub use state::{Pause, State, after_pauses};

use crate::record::id::{GrantId, Nis, ReportId, RowId, UserId, ZoneCode};
use crate::record::staff::Function;
use calendar::Calendar;
use clocks::{ClockKind, Clocks};
use jiff::Timestamp;

/// What somebody must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// What a clock measures.
    Clock(ClockKind),
    /// An appointment of victim support with her.
    Appointment,
    /// A break-glass waits for its review.
    ReviewBreakGlass,
}

impl TaskKind {
    /// The word kept on the board and in message keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clock(clock) => clock.word(),
            Self::Appointment => "appointment",
            Self::ReviewBreakGlass => "review-break-glass",
        }
    }

    /// Every kind of task.
    pub fn all() -> impl Iterator<Item = Self> {
        let clocks = ClockKind::ALL.iter().copied().map(Self::Clock);
        clocks.chain([Self::Appointment, Self::ReviewBreakGlass])
    }

    /// The kind of a word; `None` for any other word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|kind| kind.word() == word)
    }
}

/// What a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A report of the case.
    Report(ReportId),
    /// A consent, ground, title or break-glass of the case.
    Grant(GrantId),
    /// The case as a whole.
    Case,
    /// An ordinary row: a service to verify, a training to renew.
    Row(RowId),
}

/// Where a task stands, whatever the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits.
    Open,
    /// It was done at this time.
    Done(Timestamp),
    /// Nobody waits for it (any more).
    NotNeeded,
}

/// Something that a function must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// About what.
    pub subject: Subject,
    /// Who must.
    pub function: Function,
    /// In which zone.
    pub zone: ZoneCode,
    /// In which neighbourhood; `None` when the postcode is unknown: then it is everybody's.
    pub neighbourhood: Option<Nis>,
    /// Who has it in hand: she hands it over when she leaves.
    pub holder: Option<UserId>,
    /// By when somebody must act, pauses counted: a try that was planned comes before the clock runs out. `None` for an
    /// empty slot: it is never late.
    pub due: Option<Timestamp>,
    /// When its clock runs out, pauses counted, whatever was planned before; `None` where no clock measures it.
    pub limit: Option<Timestamp>,
    /// Until when its clock stands still, as planned or as it was ended; it may lie in the past.
    pub paused_until: Option<Timestamp>,
    /// Where it stands.
    pub standing: Standing,
    /// The function above was told that it is late.
    pub told: bool,
}

impl Task {
    /// Whether it waits.
    pub const fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Open)
    }

    /// Whether it takes place at its hour, and is not to be done before it: an appointment, a try that was planned.
    pub fn is_planned(&self) -> bool {
        match self.kind {
            TaskKind::Appointment | TaskKind::Clock(ClockKind::CallBack) => true,
            _ => self.limit.is_some() && self.limit != self.due,
        }
    }

    /// When it was done.
    pub const fn done_at(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Done(at) => Some(at),
            Standing::Open | Standing::NotNeeded => None,
        }
    }

    /// Whether its clock stands still at a time.
    pub fn is_paused(&self, now: Timestamp) -> bool {
        self.is_open() && self.paused_until.is_some_and(|until| until > now)
    }

    /// Whether it is late at a time.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.is_open() && self.due.is_some_and(|due| due < now)
    }

    /// Its clock, when one measures it.
    pub const fn clock(&self) -> Option<ClockKind> {
        match self.kind {
            TaskKind::Clock(clock) => Some(clock),
            TaskKind::Appointment | TaskKind::ReviewBreakGlass => None,
        }
    }
}

/// What the tasks of one report are computed with: where it was written, since when its clocks run, and what stopped
/// them.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    /// The report.
    pub report: ReportId,
    /// Its zone.
    pub zone: &'a ZoneCode,
    /// Its neighbourhood.
    pub neighbourhood: Option<&'a Nis>,
    /// Since when its clocks run.
    pub from: Timestamp,
    /// What stopped them, and who was told.
    pub clocks: &'a State,
    /// Working days.
    pub calendar: &'a Calendar,
    /// How long each clock runs.
    pub lengths: &'a Clocks,
}

impl Running<'_> {
    /// When a clock that runs since the report came in runs out, pauses counted; `None` for an empty slot.
    pub fn due(&self, clock: ClockKind) -> Option<Timestamp> {
        self.due_from(clock, self.from)
    }

    /// The same for a clock that begins at another time.
    pub fn due_from(&self, clock: ClockKind, from: Timestamp) -> Option<Timestamp> {
        let due = self.lengths.due(self.calendar, self.zone, clock, from)?;
        Some(after_pauses(due, self.clocks.pauses_of(clock)))
    }

    /// The task that a clock measures.
    pub fn task(
        &self,
        clock: ClockKind,
        function: Function,
        due: Option<Timestamp>,
        standing: Standing,
    ) -> Task {
        let paused_until = self.clocks.pauses_of(clock).last().map(|pause| pause.until);
        let (told, limit) = (self.clocks.was_told(clock), self.due(clock));
        Task { paused_until, told, limit, ..self.plain(TaskKind::Clock(clock), function, due, standing) }
    }

    /// A task that no clock measures.
    pub fn plain(
        &self,
        kind: TaskKind,
        function: Function,
        due: Option<Timestamp>,
        standing: Standing,
    ) -> Task {
        Task {
            kind,
            subject: Subject::Report(self.report),
            function,
            zone: self.zone.clone(),
            neighbourhood: self.neighbourhood.cloned(),
            holder: None,
            due,
            limit: None,
            paused_until: None,
            standing,
            told: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Body, Entry as Written, fold};
    use crate::record::id::EntryId;
    use crate::record::sample::{REPORT, author, moment};
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn zone() -> ZoneCode {
        ZoneCode::parse("5344").unwrap()
    }

    /// The tasks of a report that came in at the moment 0, whose clocks are those of the demo.
    fn with_running<T>(clocks: &State, then: impl FnOnce(&Running<'_>) -> T) -> T {
        let calendar = Calendar::parse(include_str!("../../../../content/calendar/be.toml")).unwrap();
        let lengths = Clocks::parse(include_str!("../../../../content/clocks/demo.toml")).unwrap();
        let (zone, from) = (zone(), moment(0));
        let (calendar, lengths) = (&calendar, &lengths);
        then(&Running { report: REPORT, zone: &zone, neighbourhood: None, from, clocks, calendar, lengths })
    }

    /// The clocks after something was written of them, at these seconds.
    fn clocks(entries: impl IntoIterator<Item = (i64, Entry)>) -> State {
        let written = |(at, entry)| {
            let body = Body::Tasks(entry);
            Written { id: EntryId(Uuid::nil()), at: moment(at), by: author(), body }
        };
        let written: Vec<_> = entries.into_iter().map(written).collect();
        fold(&written).report(REPORT).map(|report| report.clocks.clone()).unwrap_or_default()
    }

    fn plain(due: Option<Timestamp>, standing: Standing) -> Task {
        let kind = TaskKind::Appointment;
        with_running(&State::default(), |running| running.plain(kind, Function::Eva, due, standing))
    }

    #[test]
    fn every_kind_of_task_is_found_by_a_word_of_its_own() {
        let words: BTreeSet<_> = TaskKind::all().map(TaskKind::word).collect();
        assert_eq!(words.len(), ClockKind::ALL.len() + 2, "every clock, appointments and reviews");
        for kind in TaskKind::all() {
            assert_eq!(TaskKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(TaskKind::from_word("nothing"), None);
    }

    #[test]
    fn only_what_a_clock_measures_has_a_clock() {
        for kind in TaskKind::all() {
            let task = Task { kind, ..plain(None, Standing::Open) };
            assert_eq!(task.clock().map(TaskKind::Clock).unwrap_or(kind), kind);
            let unmeasured = matches!(kind, TaskKind::Appointment | TaskKind::ReviewBreakGlass);
            assert_eq!(task.clock().is_none(), unmeasured, "{}", kind.word());
        }
    }

    /// At its very time nothing is late yet, and a clock that runs again at that time stands still no more.
    #[test]
    fn only_what_waits_is_late_after_its_time_or_paused_before_it() {
        for (standing, waits) in
            [(Standing::Open, true), (Standing::Done(moment(5)), false), (Standing::NotNeeded, false)]
        {
            let task = plain(Some(moment(10)), standing);
            let paused = Task { paused_until: Some(moment(10)), ..task.clone() };
            assert_eq!(task.is_open(), waits);
            for (now, late, still) in [(9, false, true), (10, false, false), (11, true, false)] {
                assert_eq!(task.is_late(moment(now)), late && waits, "{standing:?} {now}");
                assert_eq!(paused.is_paused(moment(now)), still && waits, "{standing:?} {now}");
            }
            let unmeasured = plain(None, standing);
            assert!(!unmeasured.is_late(Timestamp::MAX) && !unmeasured.is_paused(Timestamp::MIN));
        }
        assert_eq!(plain(None, Standing::Done(moment(5))).done_at(), Some(moment(5)));
        assert_eq!(plain(None, Standing::Open).done_at(), None);
        assert_eq!(plain(None, Standing::NotNeeded).done_at(), None);
    }

    #[test]
    fn a_task_says_what_stopped_its_clock_who_was_told_and_when_it_runs_out_whatever_was_planned() {
        let (report, clock) = (REPORT, ClockKind::FirstContact);
        let paused =
            |until| Entry::ClockPaused { report, clock, until: moment(until), reason: String::new() };
        let told = Entry::Escalated { report, clock, to: Function::EvaHead };
        let of = |state: &State, clock| {
            let (function, standing) = (Function::Eva, Standing::Open);
            with_running(state, |running| running.task(clock, function, Some(moment(60)), standing))
        };
        let free = of(&State::default(), clock);
        assert_eq!((free.paused_until, free.told, free.due), (None, false, Some(moment(60))));
        let limit = free.limit.unwrap();
        let stopped = of(&clocks([(0, paused(600)), (700, told), (1_000, paused(1_300))]), clock);
        assert_eq!((stopped.paused_until, stopped.told), (Some(moment(1_300)), true));
        assert_eq!(stopped.limit, Some(limit + jiff::SignedDuration::from_secs(900)), "both pauses count");
        assert_eq!(stopped.due, Some(moment(60)), "what was planned is not moved");
        let other = of(&clocks([(0, paused(600))]), ClockKind::Read);
        assert_eq!((other.paused_until, other.told), (None, false), "of another clock nothing was said");
    }

    #[test]
    fn a_clock_stands_still_until_its_time_or_until_it_is_let_run() {
        let (report, clock) = (REPORT, ClockKind::Decision);
        let paused = Entry::ClockPaused { report, clock, until: moment(100), reason: String::new() };
        let still = |state: &State, at| state.is_paused(clock, moment(at));
        let planned = clocks([(0, paused.clone())]);
        assert_eq!([99, 100, 101].map(|at| still(&planned, at)), [true, false, false]);
        assert!(!planned.is_paused(ClockKind::Read, moment(50)), "another clock");
        let ended = clocks([(0, paused.clone()), (40, Entry::ClockResumed { report, clock })]);
        assert_eq!([39, 40].map(|at| still(&ended, at)), [true, false]);
        let late = clocks([(0, paused), (200, Entry::ClockResumed { report, clock })]);
        assert_eq!(late.pauses_of(clock)[0].until, moment(100), "it had run again by itself");
    }
}
