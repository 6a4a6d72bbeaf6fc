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
