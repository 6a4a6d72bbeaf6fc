//! What the prosecution has to do on a report.

use super::state::State;
use crate::record::staff::Function;
use crate::report;
use crate::tasks::clocks::ClockKind;
use crate::tasks::{Running, Standing, Task};

/// The decision, taken or not. Whoever of the prosecution read the report last has it in hand.
pub fn tasks(running: &Running<'_>, report: &report::State, own: &State) -> Vec<Task> {
    let clock = ClockKind::Decision;
    let standing = own.decision().map_or(Standing::Open, |decided| Standing::Done(decided.at));
    let reader = report.receipts.iter().rfind(|read| read.by.function.is_prosecution());
    let task = running.task(clock, Function::Prosecutor, running.due(clock), standing);
    vec![Task { holder: reader.map(|read| read.by.user), ..task }]
}
