//! One example of each kind of entry and of each command.

use super::{Command, Entry, Facts, Head, Referral, Report, ReportKind, Risk, RiskFactor, SafeContact};
use crate::record::id::{Nis, Postcode, PvNumber};
use crate::record::person::{Relation, Role};
use crate::record::sample::{
    COMPLAINANT, COMPLAINT, OTHER_PARTY, REPORT, VICTIM, address, author, moment, person, phone, zone,
};
use crate::record::words::Answer;
use jiff::civil::{date, time};

/// The head of the sample, which parses.
fn head() -> Option<Head> {
    Some(Head {
        id: REPORT,
        kind: ReportKind::FamilyDispute,
        pv: PvNumber::parse("BN.43.L3.000001/2026").ok()?,
        zone: zone()?,
        neighbourhood: Nis::parse("21015").ok(),
        postcode: Postcode::parse("1030").ok()?,
        happened_on: date(2026, 3, 1),
        happened_at: Some(time(22, 30, 0, 0)),
        received_at: moment(0),
        day_two_agreed: true,
        imported: false,
    })
}

fn facts() -> Facts {
    Facts {
        report: REPORT,
        place: "Rue Inventée 1".into(),
        context: "Neighbours called.".into(),
        words: "\"You will see.\"".into(),
        actions: "He broke the door.".into(),
        children_present: Some(Answer::Yes),
        children_impact: "Woke up.".into(),
        measures: "He left for the night.".into(),
        relation: Some(Relation::Partner),
        left_spontaneously: Answer::Yes,
        breach: Answer::No,
        referrals: vec![Referral::Eva],
    }
}

fn risk() -> Risk {
    let factors = vec![(RiskFactor::Threats, Answer::Yes), (RiskFactor::Weapons, Answer::Unknown)];
    Risk { report: REPORT, factors, note: "He shouted.".into() }
}

fn safe_contact() -> SafeContact {
    SafeContact {
        report: REPORT,
        instructions: "Only before noon.".into(),
        children_now: "With their aunt.".into(),
    }
}

/// A whole report, of two days ago: old enough for a day-2 contact.
pub fn report() -> Option<Report> {
    let people = vec![
        person(VICTIM, Role::Victim, "Amina", "Peeters"),
        person(OTHER_PARTY, Role::OtherParty, "Luc", "Lambert"),
    ];
    let channels = vec![phone(), address()];
    Some(Report {
        head: Head { happened_on: date(2026, 2, 27), received_at: moment(-2 * 86_400), ..head()? },
        facts: facts(),
        risk: risk(),
        people,
        channels,
        safe_contact: safe_contact(),
    })
}

/// A complaint of the same case, about nobody yet but the victim.
fn complaint() -> Option<Report> {
    let report = report()?;
    let pv = PvNumber::parse("BN.43.L3.000002/2026").ok()?;
    let id = COMPLAINT;
    Some(Report {
        head: Head { id, kind: ReportKind::Complaint, pv, ..report.head },
        facts: Facts { report: id, ..report.facts },
        risk: Risk { report: id, ..report.risk },
        people: vec![person(COMPLAINANT, Role::Victim, "Amina", "Peeters")],
        channels: vec![],
        safe_contact: SafeContact { report: id, ..report.safe_contact },
    })
}

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let victim = person(VICTIM, Role::Victim, "Amina", "Peeters");
    let mut entries: Vec<Entry> = head().map(Entry::ReportSigned).into_iter().collect();
    entries.extend([
        Entry::FactsRecorded(facts()),
        Entry::RiskRecorded(risk()),
        Entry::PersonRecorded { report: REPORT, person: victim },
        Entry::ChannelRecorded { report: REPORT, role: Role::Victim, channel: phone() },
        Entry::SafeContactRecorded(safe_contact()),
        Entry::Amended { report: REPORT, text: "The neighbour called back.".into() },
        Entry::Opened { report: REPORT },
    ]);
    entries
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let mut commands: Vec<Command> =
        report().map(|report| Command::Sign(Box::new(report))).into_iter().collect();
    commands.extend(complaint().map(|complaint| Command::Sign(Box::new(complaint))));
    commands.extend([
        Command::Amend { report: REPORT, text: "The neighbour called back.".into() },
        Command::AcknowledgeReceipt { report: REPORT, user: author().user },
    ]);
    commands
}
