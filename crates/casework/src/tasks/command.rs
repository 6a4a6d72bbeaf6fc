//! Stopping clocks, letting them run again, and telling the next function.

use super::clocks::ClockKind;
use super::entry::Entry;
use super::state::State;
use crate::record::id::ReportId;
use crate::record::refusal::{Refusal, Why, reasoned, require, soon};
use crate::record::staff::Function;
use jiff::Timestamp;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants of a clock.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
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
}

impl Command {
    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::Pause { report, .. } | Self::Resume { report, .. } | Self::Escalate { report, .. } => {
                *report
            }
        }
    }
}

/// What comes of it. `noted` says how a reason is written that only victim support may read.
///
/// # Errors
/// The refusal.
pub fn decide<B: From<Entry>>(
    clocks: &State,
    command: &Command,
    now: Timestamp,
    noted: impl FnOnce(ReportId, String) -> B,
) -> Result<Vec<B>, Refusal> {
    match command {
        Command::Pause { report, clock, until, reason } => {
            reasoned(reason)?;
            soon(Some(*until), now, "until")?;
            require(!clocks.is_paused(*clock, now), Why::ClockState.at("reason"))?;
            Ok(pause(*report, *clock, *until, reason, noted))
        }
        Command::Resume { report, clock } => {
            require(clocks.is_paused(*clock, now), Why::ClockState.at("reason"))?;
            Ok(vec![Entry::ClockResumed { report: *report, clock: *clock }.into()])
        }
        Command::Escalate { report, clock, to } => {
            let told = clocks.escalations.iter().any(|one| one.what == (*clock, *to));
            let entry = Entry::Escalated { report: *report, clock: *clock, to: *to };
            Ok(if told { vec![] } else { vec![entry.into()] })
        }
    }
}

/// The reason of victim support is psychosocial: it is kept apart from the fact that the clock stands still.
fn pause<B: From<Entry>>(
    report: ReportId,
    clock: ClockKind,
    until: Timestamp,
    reason: &str,
    noted: impl FnOnce(ReportId, String) -> B,
) -> Vec<B> {
    let words = reason.to_owned();
    let paused = |reason| Entry::ClockPaused { report, clock, until, reason }.into();
    if clock.function().is_prosecution() {
        return vec![paused(words)];
    }
    vec![paused(String::new()), noted(report, words)]
}
