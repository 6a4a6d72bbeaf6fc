//! History facts over cases followed together, each with its source.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::case::{Body, Case, Entry, fold};
use casework::prosecution::Decision;
use casework::reading::history::{History, Source, history};
use casework::record::id::{CaseId, EntryId, PersonId, Postcode, PvNumber, ReportId, UserId, ZoneCode};
use casework::record::person::{Birth, Channel, Exposure, Language, Person, Reach, Role};
use casework::record::staff::{Author, Function, Sector};
use casework::record::words::Answer;
use casework::report::{Facts, Head, ReportKind};
use casework::{prosecution, report};
use jiff::Timestamp;
use uuid::Uuid;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn case_id(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

fn head(n: u128, received: &str, zone: &str) -> Body {
    Body::Report(report::Entry::ReportSigned(Head {
        id: ReportId(Uuid::from_u128(n)),
        kind: ReportKind::Complaint,
        pv: PvNumber::parse(&format!("BN.43.{n:06}/2026")).unwrap(),
        zone: ZoneCode::parse(zone).unwrap(),
        neighbourhood: None,
        postcode: Postcode::parse("1030").unwrap(),
        happened_on: jiff::civil::date(2026, 1, 1),
        happened_at: None,
        received_at: at(received),
        day_two_agreed: false,
        imported: false,
    }))
}

fn facts(n: u128, measures: &str, breach: Answer) -> Body {
    Body::Report(report::Entry::FactsRecorded(Facts {
        report: ReportId(Uuid::from_u128(n)),
        place: String::new(),
        context: String::new(),
        words: String::new(),
        actions: String::new(),
        children_present: None,
        children_impact: String::new(),
        measures: measures.into(),
        relation: None,
        left_spontaneously: Answer::Unknown,
        breach,
        referrals: vec![],
    }))
}

fn lives(n: u128, role: Role, street: &str) -> [Body; 2] {
    let (report, id) = (ReportId(Uuid::from_u128(n)), PersonId(Uuid::from_u128(n * 10 + role as u128)));
    let (birth, language) = (Birth::Unknown, Language::Fr);
    let person = Person {
        id,
        role,
        family_name: "X".into(),
        given_names: String::new(),
        birth,
        language,
        interpreter: Answer::Unknown,
    };
    let at =
        Reach::Address { street: street.into(), postcode: Postcode::parse("1030").ok(), town: String::new() };
    let channel = Channel::new(id, at, Exposure::Unknown);
    [
        Body::Report(report::Entry::PersonRecorded { report, person }),
        Body::Report(report::Entry::ChannelRecorded { report, role, channel }),
    ]
}

fn folded(bodies: impl IntoIterator<Item = Body>) -> Case {
    let by = Author {
        user: UserId(Uuid::nil()),
        name: "N".into(),
        function: Function::Intake,
        sector: Sector::Police,
        zone: None,
    };
    let entry =
        |body| Entry { id: EntryId(Uuid::nil()), at: at("2026-01-01T00:00:00Z"), by: by.clone(), body };
    fold(&bodies.into_iter().map(entry).collect::<Vec<_>>())
}

/// Three cases: 18 months ago in Brussels-North, last night and this morning in another zone.
fn three() -> [(CaseId, Case); 3] {
    let decided = |n| {
        Body::Prosecution(prosecution::Entry::Decided {
            report: ReportId(Uuid::from_u128(n)),
            decision: Decision::Hearing,
            reason: "x".into(),
        })
    };
    let old =
        [head(1, "2025-05-02T10:00:00Z", "5344"), facts(1, "He left for the night.", Answer::No), decided(1)];
    let old = old.into_iter().chain(lives(1, Role::Victim, "Rue Haute 1")).chain(lives(
        1,
        Role::OtherParty,
        "RUE HAUTE, 1",
    ));
    let night = [head(2, "2026-11-23T22:30:00Z", "5339"), facts(2, "", Answer::Yes)];
    let night = night.into_iter().chain(lives(2, Role::Victim, "Rue Basse 2"));
    let morning = [head(3, "2026-11-24T07:00:00Z", "5339"), facts(3, "Key taken.", Answer::Unknown)];
    [(case_id(1), folded(old)), (case_id(2), folded(night)), (case_id(3), folded(morning))]
}

fn of(cases: &[(CaseId, Case)], n: u128, now: &str) -> Option<History> {
    let cases: Vec<_> = cases.iter().map(|(id, case)| (*id, case)).collect();
    history(&cases, case_id(n), at(now), &|_| true)
}

#[test]
fn what_was_done_for_another_victim_of_his_is_not_in_her_history() {
    let cases = three();
    let cases: Vec<_> = cases.iter().map(|(id, case)| (*id, case)).collect();
    let now = at("2026-11-24T09:00:00Z");
    let of = |hers: &dyn Fn(&Source) -> bool| history(&cases, case_id(3), now, hers).unwrap();
    let (all, hers) = (of(&|_| true), of(&|source| source.case == case_id(3)));
    assert_eq!(all.measures.len(), 1);
    assert!(all.same_address.is_some());
    assert!(hers.measures.is_empty() && hers.same_address.is_none());
    assert_eq!((hers.decisions, hers.last_year), (all.decisions, all.last_year), "what he did counts");
}

#[test]
fn every_fact_names_the_report_that_it_comes_from() {
    let cases = three();
    let facts = of(&cases, 3, "2026-11-24T09:00:00Z").unwrap();
    let previous = facts.previous.unwrap();
    assert_eq!((previous.what, previous.source.case), (1, case_id(2)), "a night is a day of the calendar");
    assert_eq!(facts.last_year.iter().map(|s| s.case).collect::<Vec<_>>(), [case_id(3), case_id(2)]);
    let zones: Vec<_> = facts.zones.iter().map(|source| (source.zone.as_str(), source.case)).collect();
    assert_eq!(zones, [("5339", case_id(3)), ("5344", case_id(1))]);
    assert_eq!(facts.measures.len(), 1, "its own measures are not earlier ones");
    assert_eq!(
        (facts.measures[0].what.as_str(), facts.measures[0].source.case),
        ("He left for the night.", case_id(1))
    );
    assert_eq!((facts.decisions[0].what, facts.decisions[0].source.case), (Decision::Hearing, case_id(1)));
    assert_eq!(facts.breaches.iter().map(|source| source.case).collect::<Vec<_>>(), [case_id(2)]);
    let address = facts.same_address.unwrap();
    assert_eq!((address.what, address.source.case), (true, case_id(1)), "the newest that knows both");
    assert!(facts.sensitive.is_empty());
}

#[test]
fn the_trend_is_eight_quarters_and_ends_today() {
    let trend = of(&three(), 3, "2026-11-24T09:00:00Z").unwrap().trend;
    let counts: Vec<_> = trend.iter().map(|quarter| quarter.reports).collect();
    assert_eq!(counts, [0, 1, 0, 0, 0, 0, 0, 2]);
    assert_eq!((trend[0].year, trend[0].quarter, trend[7].year, trend[7].quarter), (2025, 1, 2026, 4));
}

#[test]
fn what_was_not_known_then_is_not_told_and_what_may_not_be_read_neither() {
    let cases = three();
    let then = of(&cases, 2, "2026-11-24T06:00:00Z").unwrap();
    assert_eq!((then.reports.len(), then.last_year.len()), (2, 1));
    assert!(of(&cases, 3, "2026-11-24T06:00:00Z").is_none());
    let alone = of(&cases[2..], 3, "2026-11-24T09:00:00Z").unwrap();
    assert_eq!((alone.previous, alone.reports.len(), alone.zones.len()), (None, 1, 1));
    let unread = [(case_id(4), folded([facts(4, "x", Answer::Yes)]))];
    assert!(of(&unread, 4, "2026-11-24T09:00:00Z").is_none());
}
