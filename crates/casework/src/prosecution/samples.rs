//! One example of each kind of entry and of each command.

use super::{Command, Decision, Entry};
use crate::record::sample::REPORT;

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (report, decision) = (REPORT, Decision::Hearing);
    vec![
        Entry::Decided { report, decision, reason: String::new() },
        Entry::DecisionReasoned { report, reason: "New facts.".into() },
        Entry::MarkedSensitive { report, reason: "Weapons.".into() },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (report, decision) = (REPORT, Decision::Hearing);
    vec![
        Command::Decide { report, decision, reason: "New facts.".into() },
        Command::MarkSensitive { report, reason: "Weapons.".into() },
    ]
}
