//! One example of each kind of entry and of each command.

use super::clocks::ClockKind;
use super::{Command, Entry};
use crate::record::sample::{REPORT, moment};
use crate::record::staff::Function;

const DAY: i64 = 86_400;

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (report, clock) = (REPORT, ClockKind::Decision);
    vec![
        Entry::ClockPaused { report, clock, until: moment(DAY), reason: "Expert heard.".into() },
        Entry::ClockResumed { report, clock },
        Entry::Escalated { report, clock, to: Function::ProsecutorHead },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (report, clock) = (REPORT, ClockKind::Decision);
    vec![
        Command::Pause { report, clock, until: moment(DAY), reason: "Expert heard.".into() },
        Command::Resume { report, clock },
        Command::Escalate { report, clock, to: Function::ProsecutorHead },
    ]
}
