//! What an entry asks for besides being kept. The only place of the write path that knows kinds of the domain: a later
//! step replaces it by what each wing says of its own entries.

use casework::command::Command;
use casework::entry::{Body, Entry};
use casework::id::{CaseId, ReportId, ZoneCode};
use casework::tie::Mirror;

/// What the entries of one transaction ask for in one case.
#[derive(Default)]
pub(super) struct Effects {
    /// Numbers of the entries of which another case must hear.
    pub(super) told: Vec<i64>,
    /// Reports whose people enter the index.
    pub(super) signed: Vec<ReportId>,
    /// A role was put right: everybody of the case is indexed anew.
    pub(super) corrected: bool,
}

impl Effects {
    /// Takes note of an entry that a command made.
    pub(super) fn add(&mut self, case: CaseId, seq: i64, entry: &Entry, command: &Command) {
        if let Body::ReportSigned(head) = &entry.body {
            self.signed.push(head.id);
        }
        self.corrected |= matches!(entry.body, Body::RoleCorrected(_));
        // What came from another case is not sent back to it.
        let heard = matches!(command, Command::Mirror(_));
        if !heard && told(case, entry).is_some() {
            self.told.push(seq);
        }
    }
}

/// The other case that must hear of an entry of `case`, and what it is told.
pub(super) fn told(case: CaseId, entry: &Entry) -> Option<(CaseId, Command)> {
    let (other, mirror) = Mirror::of(case, &entry.body)?;
    Some((other, Command::Mirror(mirror)))
}

/// The PV number that a command signs, in its zone.
pub(super) fn signed_pv(command: &Command) -> Option<(&ZoneCode, &str)> {
    let Command::Sign(report) = command else { return None };
    Some((&report.head.zone, report.head.pv.as_str()))
}
