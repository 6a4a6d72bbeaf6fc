//! What the police have to do on a complaint.

use super::state::State;
use crate::record::staff::Function;
use crate::report::{self, ReportKind};
use crate::tasks::clocks::ClockKind;
use crate::tasks::{Running, Standing, Task};

/// A complaint is classified. Of a dispute report nothing of the kind is asked.
pub fn tasks(running: &Running<'_>, report: &report::State, own: &State) -> Vec<Task> {
    let complaint = report.head().is_some_and(|head| head.kind == ReportKind::Complaint);
    let standing = match own.classification() {
        Some(done) => Standing::Done(done.at),
        None if complaint => Standing::Open,
        None => Standing::NotNeeded,
    };
    let clock = ClockKind::Classification;
    let holder = report.signed.as_ref().map(|signed| signed.by.user);
    vec![Task { holder, ..running.task(clock, Function::Intake, running.due(clock), standing) }]
}
