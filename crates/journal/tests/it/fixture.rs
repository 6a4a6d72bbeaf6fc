//! Invented people, reports and staff.

use casework::case::Command;
use casework::record::id::{CaseId, Nis, PersonId, Postcode, PvNumber, ReportId, UserId, ZoneCode};
use casework::record::person::{Birth, Channel, Exposure, Language, Person, Reach, Role};
use casework::record::staff::{Author, Function};
use casework::record::words::Answer;
use casework::report;
use casework::report::{Facts, Head, Report, ReportKind, Risk, RiskFactor, SafeContact};
use casework::rules::Rules;
use jiff::{Timestamp, ToSpan, civil::date};
use journal::{Batch, Journal, Written};
use uuid::Uuid;

/// Family name of every invented victim: it must be found nowhere in a database.
pub const VICTIM: &str = "Quillebeuvre";
/// Beginning of every invented PV number.
pub const PV: &str = "ZZ.43.L3";

/// The content of Havre, with a decision clock of five working days so that decisions can be late.
pub fn rules() -> Rules {
    let clocks = include_str!("../../../../content/clocks/be.toml")
        .replace("[default.decision]", "[default.decision]\nlength = { working-days = 5 }");
    Rules::parse(
        include_str!("../../../../content/calendar/be.toml"),
        &clocks,
        include_str!("../../../../content/retention/be.toml"),
    )
    .unwrap()
}

/// Minutes after the beginning of all tests, a Monday morning. The odd microseconds are kept in entries only.
pub fn minute(minutes: i64) -> Timestamp {
    "2026-03-02T09:00:00.000123Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

/// The n-th case.
pub fn case(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(0xca5e << 64 | n))
}

/// The n-th report.
pub fn report_id(n: u128) -> ReportId {
    ReportId(Uuid::from_u128(0x4e90 << 64 | n))
}

/// A zone.
pub fn zone(code: &str) -> ZoneCode {
    ZoneCode::parse(code).unwrap()
}

/// A neighbourhood.
pub fn nis(code: &str) -> Nis {
    Nis::parse(code).unwrap()
}

/// A colleague of a function; the same one every time.
pub fn author(function: Function) -> Author {
    Author {
        user: UserId(Uuid::from_u128(0x05e4 << 64 | function as u128)),
        name: format!("Colleague {function}"),
        function,
        sector: function.usual_sector(),
        zone: Some(zone("5344")),
    }
}

/// The officer.
pub fn officer() -> Author {
    author(Function::Intake)
}

/// The n-th report: a couple of its own, zone 5344, received `n` minutes after the beginning.
pub fn report(n: u128) -> Report {
    let id = report_id(n);
    let people = vec![
        person(n * 10 + 1, Role::Victim, VICTIM, n),
        person(n * 10 + 2, Role::OtherParty, "Tournepierre", n),
        person(n * 10 + 3, Role::Child, "Tournepierre", n + 100_000),
    ];
    let phone = Reach::Phone(format!("0400 00 {n:04}"));
    let channels = vec![Channel::new(people[0].id, phone, Exposure::Nobody)];
    Report {
        head: head(id, n),
        facts: facts(id),
        risk: Risk {
            report: id,
            factors: vec![(RiskFactor::Threats, Answer::Yes)],
            note: "He shouted.".into(),
        },
        people,
        channels,
        safe_contact: SafeContact {
            report: id,
            instructions: "Only before noon.".into(),
            children_now: String::new(),
        },
    }
}

fn head(id: ReportId, n: u128) -> Head {
    Head {
        id,
        kind: if n.is_multiple_of(3) { ReportKind::Complaint } else { ReportKind::FamilyDispute },
        pv: PvNumber::parse(&format!("{PV}.{n:06}/2026")).unwrap(),
        zone: zone("5344"),
        neighbourhood: Some(nis("21015")),
        postcode: Postcode::parse("1030").unwrap(),
        happened_on: date(2026, 3, 1),
        happened_at: None,
        received_at: minute(n as i64),
        day_two_agreed: !n.is_multiple_of(4),
        imported: false,
    }
}

fn facts(report: ReportId) -> Facts {
    Facts {
        report,
        place: "Rue Inventée 1".into(),
        context: "Neighbours called.".into(),
        words: String::new(),
        actions: String::new(),
        children_present: Some(Answer::Yes),
        children_impact: "The child was asleep.".into(),
        measures: String::new(),
        relation: None,
        left_spontaneously: Answer::Unknown,
        breach: Answer::Unknown,
        referrals: vec![],
    }
}

fn person(id: u128, role: Role, family: &str, n: u128) -> Person {
    Person {
        id: PersonId(Uuid::from_u128(id)),
        role,
        family_name: family.into(),
        given_names: given(n),
        birth: Birth::Exact(date(
            1940 + i16::try_from(n * 7 % 61).unwrap(),
            1 + i8::try_from(n * 5 % 12).unwrap(),
            2 + i8::try_from(n * 11 % 27).unwrap(),
        )),
        language: Language::Fr,
        interpreter: Answer::Unknown,
    }
}

/// Given names of the n-th couple: no two of a hundred look alike.
pub fn given(n: u128) -> String {
    const BEGIN: [&str; 10] = ["Ana", "Bru", "Cel", "Dor", "Evi", "Fab", "Gui", "Hel", "Iri", "Jul"];
    const END: [&str; 10] = ["bert", "ciska", "dine", "fried", "gor", "lotte", "mira", "nata", "rolf", "wen"];
    let pick = |of: [&'static str; 10], n: u128| of[usize::try_from(n % 10).unwrap()];
    format!("{}{}", pick(BEGIN, n), pick(END, n / 10 + n))
}

/// The same report about the couple of another one.
pub fn about_couple(mut report: Report, couple: u128) -> Report {
    let own = report.people[0].id.0.as_u128();
    report.people = vec![
        person(own, Role::Victim, VICTIM, couple),
        person(own + 1, Role::OtherParty, "Tournepierre", couple),
    ];
    report.channels.clear();
    report
}

/// A command that signs it.
pub fn sign(report: Report) -> Command {
    Command::Report(report::Command::Sign(Box::new(report)))
}

/// A batch that signs the n-th report in the n-th case.
pub fn signed_batch(n: u128) -> Batch {
    Batch { case: case(n), steps: vec![(officer(), minute(n as i64), sign(report(n)))] }
}

/// Signs the n-th report in the n-th case.
pub async fn sign_one(journal: &Journal, n: u128) -> Written {
    journal.run(case(n), &officer(), minute(n as i64), None, &sign(report(n))).await.unwrap()
}

/// An addition to the n-th report.
pub fn amend(n: u128, text: &str) -> Command {
    Command::Report(report::Command::Amend { report: report_id(n), text: text.into() })
}

/// That every chain holds.
pub async fn assert_whole(journal: &Journal) {
    let checked = journal.verify(|_| {}).await.unwrap();
    assert_eq!((checked.broken, checked.rows), (vec![], vec![]));
}

/// That boards are what a replay of the journal gives.
pub async fn assert_replays(journal: &Journal) {
    compare(journal).await;
    let live = journal.boards_as_text().await.unwrap();
    journal.rebuild(|_| {}).await.unwrap();
    compare(journal).await;
    let rebuilt = journal.boards_as_text().await.unwrap();
    assert_eq!(live, rebuilt, "the live board and the rebuilt one differ");
}

/// Compares new reports with all others, as the worker does.
pub async fn compare(journal: &Journal) {
    while journal.match_waiting(minute(0)).await.unwrap() > 0 {}
}
