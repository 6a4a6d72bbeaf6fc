//! Commands: what somebody wants to do to a case, and what comes of it.

use super::entry::Body;
use super::state::{Case, ReportState};
use crate::record::id::ReportId;
use crate::record::refusal::{Refusal, Why, require};
use crate::report::{People, Report};
use crate::tasks::clocks::ClockKind;
use crate::{complaint, contact_guard, follow_up, grants, linking, opening, prosecution, report, tasks};
use jiff::Timestamp;
use strum::IntoEnumIterator;

/// What somebody wants to do: one line a wing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Of a report.
    Report(report::Command),
    /// Of a case that begins without one.
    Opening(opening::Command),
    /// Of a clock.
    Tasks(tasks::Command),
    /// As victim support.
    FollowUp(follow_up::Command),
    /// As the prosecution.
    Prosecution(prosecution::Command),
    /// Of two cases.
    Linking(linking::Command),
    /// Of what opens the case.
    Grants(grants::Command),
    /// Of the contact guard.
    ContactGuard(contact_guard::Command),
    /// Of a complaint.
    Complaint(complaint::Command),
}

macro_rules! wings {
    ($($wing:ident => $module:ident),+ $(,)?) => {
        $(impl From<$module::Command> for Command {
            fn from(command: $module::Command) -> Self { Self::$wing(command) }
        })+
        impl Command {
            /// The word of this command, as the policies know it.
            pub fn word(&self) -> &'static str {
                match self { $(Self::$wing(command) => $module::CommandKind::from(command).into()),+ }
            }
            /// The words of all commands.
            pub fn words() -> impl Iterator<Item = &'static str> {
                std::iter::empty()$(.chain($module::CommandKind::iter().map(<&'static str>::from)))+
            }
        }
    };
}
wings! {
    Report => report,
    Opening => opening,
    Tasks => tasks,
    FollowUp => follow_up,
    Prosecution => prosecution,
    Linking => linking,
    Grants => grants,
    ContactGuard => contact_guard,
    Complaint => complaint,
}

impl Command {
    /// The report that it signs.
    pub fn signs(&self) -> Option<&Report> {
        let Self::Report(report::Command::Sign(report)) = self else { return None };
        Some(report)
    }

    /// The clock that it stops or lets run again.
    pub const fn clock(&self) -> Option<ClockKind> {
        let Self::Tasks(tasks::Command::Pause { clock, .. } | tasks::Command::Resume { clock, .. }) = self
        else {
            return None;
        };
        Some(*clock)
    }

    /// Whether it brings what was written in another case, which is not told of it again.
    pub const fn is_heard(&self) -> bool {
        matches!(self, Self::Linking(linking::Command::Mirror(_)))
    }
}

/// What comes of a command, given the case as it is. An empty list: nothing to write, and that is fine.
///
/// # Errors
/// The refusal.
pub fn decide(case: &Case, command: &Command, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    match command {
        Command::Report(command) => {
            let own = case.report(command.report()).map(|report| &report.record);
            into_bodies(report::decide(own, command))
        }
        Command::Opening(command) => {
            let own = case.report(command.report()).map(|record| &record.opening);
            opening::decide(!case.reports.is_empty(), own, command)
        }
        Command::Tasks(command) => {
            let clocks = &signed(case, command.report())?.clocks;
            let noted = |report, note| follow_up::Entry::ContactNoted { report, note }.into();
            tasks::decide(clocks, command, now, noted)
        }
        Command::FollowUp(command) => {
            let report = signed(case, command.report())?;
            into_bodies(follow_up::decide(&report.record, &report.follow_up, command, now))
        }
        Command::Prosecution(command) => {
            into_bodies(prosecution::decide(&signed(case, command.report())?.prosecution, command))
        }
        Command::Linking(command) => {
            into_bodies(linking::decide(&people(case)?, &case.linking, command, now))
        }
        Command::Grants(command) => into_bodies(grants::decide(&people(case)?, &case.grants, command, now)),
        Command::Complaint(command) => {
            let report = signed(case, command.report())?;
            into_bodies(complaint::decide(&report.record, &report.complaint, command))
        }
        Command::ContactGuard(command) => {
            into_bodies(contact_guard::decide(&recorded(case, command.report())?.record, command))
        }
    }
}

fn into_bodies<E: Into<Body>>(entries: Result<Vec<E>, Refusal>) -> Result<Vec<Body>, Refusal> {
    Ok(entries?.into_iter().map(Into::into).collect())
}

/// A report of the case, once it is signed.
fn signed(case: &Case, id: ReportId) -> Result<&ReportState, Refusal> {
    let report = case.report(id).filter(|report| report.record.signed.is_some());
    report.ok_or(Why::UnknownReport.at(""))
}

/// A report of the case once it is signed, or what a unit recorded without one.
fn recorded(case: &Case, id: ReportId) -> Result<&ReportState, Refusal> {
    let begun = |report: &&ReportState| report.record.signed.is_some() || report.opening.opened.is_some();
    case.report(id).filter(begun).ok_or(Why::UnknownReport.at(""))
}

/// The people of a case that exists.
fn people(case: &Case) -> Result<People, Refusal> {
    require(!case.reports.is_empty(), Why::UnknownReport.at(""))?;
    let of = |(id, report): &(ReportId, ReportState)| {
        (*id, report.record.people.iter().map(|person| (person.id, person.role)).collect())
    };
    Ok(case.reports.iter().map(of).collect())
}
