//! One example of each kind of entry and of each command.

use super::{Classification, Command, Entry, FormOfViolence, Relation};
use crate::record::sample::COMPLAINT;

fn classification() -> Classification {
    let forms = [FormOfViolence::Physical, FormOfViolence::Psychological].into();
    Classification { forms, relation: Relation::FormerPartner }
}

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    vec![Entry::ComplaintClassified { report: COMPLAINT, classification: classification() }]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    vec![Command::Classify { report: COMPLAINT, classification: classification() }]
}
