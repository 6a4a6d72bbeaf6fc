//! What the entries of one transaction bring about besides being kept. Which entry brings about what is for the domain
//! to say: [`casework::case::Effects`].

use casework::case::{Command, Entry, Reindex};
use casework::linking;
use casework::record::id::{CaseId, ReportId, ZoneCode};

/// What the entries of one transaction ask for in one case.
#[derive(Default)]
pub(super) struct Effects {
    /// Numbers of the entries of which another case must hear.
    pub(super) told: Vec<i64>,
    /// Reports whose people enter the index.
    pub(super) signed: Vec<ReportId>,
    /// Everybody of the case is indexed anew.
    pub(super) corrected: bool,
}

impl Effects {
    /// Takes note of an entry that a command made.
    pub(super) fn add(&mut self, case: CaseId, seq: i64, entry: &Entry, command: &Command) {
        let effects = entry.body.effects(case);
        match effects.reindex {
            Reindex::Nothing => {}
            Reindex::Report(report) => self.signed.push(report),
            Reindex::Case => self.corrected = true,
        }
        // What came from another case is not sent back to it.
        if !command.is_heard() && effects.tell.is_some() {
            self.told.push(seq);
        }
    }
}

/// The other case that must hear of an entry of `case`, and what it is told.
pub(super) fn told(case: CaseId, entry: &Entry) -> Option<(CaseId, Command)> {
    let (other, mirror) = entry.body.effects(case).tell?;
    Some((other, linking::Command::Mirror(mirror).into()))
}

/// The PV number that a command signs, in its zone.
pub(super) fn signed_pv(command: &Command) -> Option<(&ZoneCode, &str)> {
    command.signs().map(|report| (&report.head.zone, report.head.pv.as_str()))
}
