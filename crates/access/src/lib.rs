//! Who may read and who may add what.
//!
//! Every screen of a case is folded from entries that went through [`may_read`]; every command goes through
//! [`may_add`]. In this first form the rules are a plain table that follows the starting matrix of the design
//! (`docs/ARCHITECTURE.md`): default is no, each permit is written out, and each names why.

pub mod sharing;

use casework::command::Command;
use casework::entry::{Class, Entry, Function, Sector};
use casework::fold::Case;
use casework::id::{UserId, ZoneCode};
use std::collections::BTreeSet;

/// Somebody who is signed in, with what the register says of her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Account.
    pub user: UserId,
    /// Name shown to colleagues.
    pub name: String,
    /// Function.
    pub function: Function,
    /// Sector of the unit.
    pub sector: Sector,
    /// Zones in which the unit takes part in cases.
    pub zones: BTreeSet<ZoneCode>,
}

/// Why something is read. Every reading has one and is logged with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Recording a report.
    Record,
    /// Following up a case: contact, tasks.
    FollowUp,
    /// Deciding on a report.
    Decide,
    /// Keeping statistics.
    Statistics,
}

impl Purpose {
    /// The purpose for which a function opens cases; `None` for functions that open none.
    pub fn of(function: Function) -> Option<Self> {
        match function {
            Function::Intake => Some(Self::Record),
            Function::Eva | Function::EvaHead => Some(Self::FollowUp),
            Function::Prosecutor | Function::ProsecutorHead => Some(Self::Decide),
            Function::Coordinator | Function::Administrator | Function::Partner | Function::Reviewer => None,
        }
    }

    /// The word kept in the reading log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::FollowUp => "follow-up",
            Self::Decide => "decide",
            Self::Statistics => "statistics",
        }
    }
}

/// Whether a unit takes part in a case: one of its reports was written in a zone of the unit.
/// Decided on the whole case, before any filter.
pub fn takes_part(viewer: &Viewer, case: &Case) -> bool {
    let mut heads = case.reports.iter().filter_map(|(_, report)| report.head());
    heads.any(|head| viewer.zones.contains(&head.zone))
}

/// Whether a viewer who takes part in the case may read an entry for this purpose.
pub fn may_read(viewer: &Viewer, entry: &Entry, purpose: Purpose) -> bool {
    if Purpose::of(viewer.function) != Some(purpose) {
        return false;
    }
    let origin = entry.by.sector;
    let class = entry.body.class();
    // What somebody wrote herself, she may read again.
    if entry.by.user == viewer.user {
        return true;
    }
    let near = viewer.function != Function::Intake || of_own_zone(viewer, entry);
    near && reads(viewer.function, origin, class)
}

/// Whether a viewer may read a class of what the police of a zone wrote in their reports: for lists that name people
/// of cases which nobody has opened yet.
pub fn may_read_report(viewer: &Viewer, zone: &ZoneCode, class: Class) -> bool {
    viewer.zones.contains(zone) && reads(viewer.function, Sector::Police, class)
}

/// What a function reads in the cases in which its unit takes part.
fn reads(function: Function, origin: Sector, class: Class) -> bool {
    match function {
        Function::Intake => intake_reads(origin, class),
        Function::Eva | Function::EvaHead => support_reads(origin, class),
        Function::Prosecutor | Function::ProsecutorHead => prosecution_reads(class),
        Function::Coordinator | Function::Administrator | Function::Partner | Function::Reviewer => false,
    }
}

/// Zone police read what police of the zone wrote, that contact took place and that a decision was taken (D6).
fn intake_reads(origin: Sector, class: Class) -> bool {
    match class {
        Class::Identity | Class::SafePlace | Class::Facts | Class::Assessment => origin == Sector::Police,
        Class::Coordination | Class::Judicial => true,
        Class::Psychosocial | Class::Medical | Class::Conference => false,
    }
}

/// EVA and SAPV work inside the police and call the victim: they read police reports whole, and their own notes.
fn support_reads(origin: Sector, class: Class) -> bool {
    match class {
        Class::Identity | Class::SafePlace | Class::Facts | Class::Assessment => true,
        Class::Psychosocial => origin == Sector::VictimSupport,
        Class::Coordination | Class::Judicial => true,
        Class::Medical | Class::Conference => false,
    }
}

/// The report is sent to the prosecutor by law; a safe place and what she told victim support are not.
fn prosecution_reads(class: Class) -> bool {
    matches!(
        class,
        Class::Identity | Class::Facts | Class::Assessment | Class::Judicial | Class::Coordination
    )
}

fn of_own_zone(viewer: &Viewer, entry: &Entry) -> bool {
    entry.by.zone.as_ref().is_none_or(|zone| viewer.zones.contains(zone))
}

/// Whether a function may give this command to a case in which its unit takes part.
pub fn may_add(viewer: &Viewer, command: &Command) -> bool {
    use Function::{Eva, EvaHead, Intake, Prosecutor, ProsecutorHead};
    let function = viewer.function;
    match command {
        Command::Sign(report) => function == Intake && viewer.zones.contains(&report.head.zone),
        Command::Amend { .. } => matches!(function, Intake | Eva),
        // Whoever reads safe places by her work; the prosecution does not.
        Command::OverrideContact { .. } => matches!(function, Intake | Eva | EvaHead),
        Command::Open { user, .. } => *user == viewer.user && Purpose::of(function).is_some(),
        Command::Contact { .. } | Command::Book { .. } | Command::DayTwo(_) | Command::EndFollowUp { .. } => {
            matches!(function, Eva | EvaHead)
        }
        Command::Decide { .. } => matches!(function, Prosecutor | ProsecutorHead),
        Command::MarkSensitive { .. } => matches!(function, Eva | EvaHead | Prosecutor | ProsecutorHead),
        Command::Pause { clock, .. } | Command::Resume { clock, .. } => {
            if *clock == casework::entry::ClockKind::Decision {
                matches!(function, Prosecutor | ProsecutorHead)
            } else {
                matches!(function, Eva | EvaHead)
            }
        }
        // Whoever may bring cases or people together may take them apart again.
        Command::Group { .. }
        | Command::Separate { .. }
        | Command::LinkPerson { .. }
        | Command::UnlinkPerson { .. }
        | Command::RefuseMatch { .. }
        | Command::PostponeMatch { .. } => matches!(function, Eva | EvaHead | Prosecutor | ProsecutorHead),
        Command::Trust(_) => false,
        // Only the background worker escalates and tells other cases; it does not come through here.
        Command::Escalate { .. } | Command::Mirror(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::entry::{Author, Body};
    use casework::id::{CaseId, EntryId, PersonId, ReportId};
    use casework::person::{Channel, Reach, Reader, Role};
    use casework::tie::SamePerson;
    use uuid::Uuid;

    fn zone() -> ZoneCode {
        ZoneCode::parse("5344").unwrap()
    }

    fn viewer(function: Function, sector: Sector) -> Viewer {
        let user = UserId(Uuid::from_u128(function as u128 + 100));
        Viewer { user, name: "N".into(), function, sector, zones: BTreeSet::from([zone()]) }
    }

    fn entry(sector: Sector, body: Body) -> Entry {
        let by = Author {
            user: UserId(Uuid::from_u128(1)),
            name: "A".into(),
            function: Function::Intake,
            sector,
            zone: Some(zone()),
        };
        Entry { id: EntryId(Uuid::from_u128(2)), at: "2026-01-01T00:00:00Z".parse().unwrap(), by, body }
    }

    fn report() -> ReportId {
        ReportId(Uuid::from_u128(3))
    }

    fn safe_phone() -> Body {
        let person = PersonId(Uuid::from_u128(4));
        let channel = Channel::new(person, Reach::Phone("0400 00 00 00".into()), Reader::Nobody);
        Body::ChannelRecorded { report: report(), role: Role::Victim, channel }
    }

    #[test]
    fn what_she_told_victim_support_never_reaches_police_or_prosecution() {
        let note = entry(Sector::VictimSupport, Body::ContactNoted { report: report(), note: "x".into() });
        assert!(!may_read(&viewer(Function::Intake, Sector::Police), &note, Purpose::Record));
        assert!(!may_read(&viewer(Function::Prosecutor, Sector::Prosecution), &note, Purpose::Decide));
        assert!(may_read(&viewer(Function::Eva, Sector::VictimSupport), &note, Purpose::FollowUp));
    }

    #[test]
    fn the_victims_phone_is_not_in_what_the_prosecution_reads() {
        let phone = entry(Sector::Police, safe_phone());
        assert!(!may_read(&viewer(Function::Prosecutor, Sector::Prosecution), &phone, Purpose::Decide));
        assert!(may_read(&viewer(Function::Eva, Sector::VictimSupport), &phone, Purpose::FollowUp));
    }

    #[test]
    fn coordinators_and_administrators_read_no_case() {
        let phone = entry(Sector::Police, safe_phone());
        for function in [Function::Coordinator, Function::Administrator] {
            for purpose in [Purpose::Record, Purpose::FollowUp, Purpose::Decide, Purpose::Statistics] {
                assert!(!may_read(&viewer(function, Sector::Municipality), &phone, purpose));
            }
        }
    }

    #[test]
    fn lists_of_people_show_what_the_case_would_show_in_own_zones_only() {
        let elsewhere = ZoneCode::parse("5345").unwrap();
        for function in Function::ALL {
            let who = viewer(*function, Sector::Police);
            let opens = Purpose::of(*function).is_some();
            assert_eq!(may_read_report(&who, &zone(), Class::Identity), opens, "{function}");
            assert!(!may_read_report(&who, &elsewhere, Class::Identity), "{function}");
            let calls = matches!(function, Function::Intake | Function::Eva | Function::EvaHead);
            assert_eq!(may_read_report(&who, &zone(), Class::SafePlace), calls, "{function}");
        }
    }

    fn ties() -> [Command; 6] {
        let (this, with) = (CaseId(Uuid::from_u128(7)), CaseId(Uuid::from_u128(8)));
        let (here, person) = (PersonId(Uuid::from_u128(5)), PersonId(Uuid::from_u128(6)));
        let (same, reason) = (SamePerson { here, case: with, person }, String::new);
        let until = "2026-01-01T00:00:00Z".parse().unwrap();
        [
            Command::Group { this, with, reason: reason() },
            Command::Separate { this, with, reason: reason() },
            Command::LinkPerson { this, same, reason: reason() },
            Command::UnlinkPerson { this, same, reason: reason() },
            Command::RefuseMatch { this, with, score: 1, reason: reason() },
            Command::PostponeMatch { this, with, until },
        ]
    }

    #[test]
    fn whoever_may_group_may_separate_link_and_refuse_and_nobody_else_may() {
        for command in ties() {
            for function in Function::ALL {
                let may = may_add(&viewer(*function, Sector::Police), &command);
                let support = matches!(function, Function::Eva | Function::EvaHead);
                let prosecution = matches!(function, Function::Prosecutor | Function::ProsecutorHead);
                assert_eq!(may, support || prosecution, "{function} {command:?}");
            }
        }
    }

    #[test]
    fn only_the_outbox_tells_another_case() {
        let with = CaseId(Uuid::from_u128(8));
        let body =
            Body::Separated { with, reason: "x".into(), wished: "2026-01-01T00:00:00Z".parse().unwrap() };
        let (_, mirror) = casework::tie::Mirror::of(CaseId(Uuid::from_u128(7)), &body).unwrap();
        for function in Function::ALL {
            assert!(!may_add(&viewer(*function, Sector::Police), &Command::Mirror(mirror.clone())));
        }
    }

    #[test]
    fn who_is_whom_is_read_like_any_other_name() {
        let (here, person) = (PersonId(Uuid::from_u128(5)), PersonId(Uuid::from_u128(6)));
        let same = SamePerson { here, case: CaseId(Uuid::from_u128(8)), person };
        let wished = "2026-01-01T00:00:00Z".parse().unwrap();
        let linked = entry(Sector::VictimSupport, Body::PersonLinked { same, reason: "x".into(), wished });
        assert!(may_read(&viewer(Function::Prosecutor, Sector::Prosecution), &linked, Purpose::Decide));
        assert!(may_read(&viewer(Function::Eva, Sector::VictimSupport), &linked, Purpose::FollowUp));
        assert!(!may_read(&viewer(Function::Intake, Sector::Police), &linked, Purpose::Record));
    }

    #[test]
    fn a_reading_for_another_purpose_than_ones_own_is_refused() {
        let phone = entry(Sector::Police, safe_phone());
        assert!(!may_read(&viewer(Function::Eva, Sector::VictimSupport), &phone, Purpose::Statistics));
    }
}
