//! A case that a unit began without a report: nobody else finds it, counts it or is proposed it, until the police write
//! a report in it.

use crate::fixture::{
    about_couple, assert_replays, author, case, compare, minute, officer, report, sign, sign_one, zone,
};
use crate::place::Place;
use casework::case::Command;
use casework::opening::{self, OpenCase, Opening, Origin};
use casework::record::id::{PersonId, ReportId};
use casework::record::person::Channel;
use casework::record::staff::{Author, Function, Recipient, Sector};
use casework::report::Report;
use journal::{AskingUnit, Hidden, Journal, RowFilter, Scope, Sought, State, Watched};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_unit_finds_its_own_and_nobody_else_does,
    it_is_in_no_list_no_count_and_no_task,
    only_its_side_is_proposed_a_report_of_its_zone,
    two_of_one_unit_are_proposed_to_each_other_and_two_of_different_units_are_not,
    all_at_once_and_one_by_one_tell_the_same,
    a_report_of_the_police_brings_it_to_everybody,
    whoever_is_near_to_somebody_in_it_is_kept_out,
    it_is_erased_as_any_case_and_only_for_those_who_may_know_of_it,
);

fn shelter(name: &str) -> Recipient {
    Recipient { sector: Sector::Psychosocial, zone: Some(zone("5344")), office: name.into() }
}

fn support() -> Recipient {
    Recipient { sector: Sector::VictimSupport, zone: Some(zone("5344")), office: String::new() }
}

fn by(unit: &Recipient) -> Author {
    let function = if unit.sector == Sector::VictimSupport { Function::Eva } else { Function::Partner };
    author(function)
}

/// The people of report `couple`, as a unit writes them down in case `n`.
fn told(n: u128, couple: u128, unit: &Recipient) -> Command {
    let Report { mut people, mut channels, .. } = about_couple(report(n), couple);
    for (at, person) in people.iter_mut().enumerate() {
        let own = PersonId(Uuid::from_u128(0x0190_0000_0000_7000_8000_00f0_0000_0000 + n * 16 + at as u128));
        let of_person = |channel: &mut Channel| {
            if channel.person == person.id {
                channel.person = own;
            }
        };
        channels.iter_mut().for_each(of_person);
        person.id = own;
    }
    let opening = Opening {
        record: ReportId(case(n).0),
        origin: Origin::Signal,
        unit: unit.clone(),
        received_at: minute(n as i64),
    };
    let told = "She is afraid to go home.".into();
    opening::Command::OpenCase(Box::new(OpenCase { opening, told, people, channels })).into()
}

async fn begin(journal: &Journal, n: u128, couple: u128, unit: &Recipient) {
    let command = told(n, couple, unit);
    journal.run(case(n), &by(unit), minute(n as i64), None, &command).await.unwrap();
}

/// The victim of a couple, by name.
fn victim(couple: u128) -> Sought {
    let person = &about_couple(report(couple), couple).people[0];
    let words = person.name().split_whitespace().map(str::to_owned).collect();
    Sought { words, ..Sought::default() }
}

async fn found(journal: &Journal, scope: Scope, couple: u128) -> Vec<u128> {
    let (hits, _) = journal.search_people(&[scope], &victim(couple), &Hidden::default()).await.unwrap();
    let numbers: BTreeSet<_> = hits.iter().map(|hit| hit.case.0.as_u128() & 0xff).collect();
    numbers.into_iter().collect()
}

async fn proposed(journal: &Journal, n: u128) -> Vec<u128> {
    let proposals = journal.proposals(&[case(n)]).await.unwrap();
    proposals.iter().map(|one| one.other.0.as_u128() & 0xff).collect()
}

async fn openings(journal: &Journal, unit: &Recipient) -> usize {
    let zones = BTreeSet::from([zone("5344")]);
    let nothing = Hidden::default();
    let unit = AskingUnit { sector: unit.sector, zones: &zones, office: &unit.office, hidden: &nothing };
    journal.openings(unit).await.unwrap().len()
}

async fn a_unit_finds_its_own_and_nobody_else_does(place: Arc<Place>) {
    let journal = &place.journal;
    begin(journal, 1, 1, &shelter("A")).await;
    compare(journal).await;
    assert_eq!(found(journal, Scope::Unit(shelter("A")), 1).await, [1]);
    for other in [Scope::Unit(shelter("B")), Scope::Unit(support()), Scope::Zone(zone("5344"))] {
        assert!(found(journal, other.clone(), 1).await.is_empty(), "{other:?}");
    }
    assert_eq!(openings(journal, &shelter("A")).await, 1);
    assert_eq!((openings(journal, &shelter("B")).await, openings(journal, &support()).await), (0, 0));
    assert_replays(journal).await;
}

async fn it_is_in_no_list_no_count_and_no_task(place: Arc<Place>) {
    let journal = &place.journal;
    begin(journal, 1, 1, &support()).await;
    compare(journal).await;
    for table in ["report_row", "task", "month_count", "case_tie", "notice", "grant_row", "proposal"] {
        let rows = place.number(&format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(rows, 0, "{table} tells that there is a case");
    }
    let filter = RowFilter::of(vec![zone("5344")], State::All, minute(100));
    assert!(journal.page(&filter).await.unwrap().rows.is_empty());
}

async fn only_its_side_is_proposed_a_report_of_its_zone(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    begin(journal, 2, 1, &support()).await;
    begin(journal, 3, 1, &shelter("A")).await;
    compare(journal).await;
    assert_eq!(proposed(journal, 2).await, [1], "victim support reads the reports of its zone");
    assert!(proposed(journal, 3).await.is_empty(), "a shelter does not");
    assert!(proposed(journal, 1).await.is_empty(), "the report says nothing of either");
    // The same when the report comes last.
    journal.run(case(4), &officer(), minute(4), None, &sign(about_couple(report(4), 1))).await.unwrap();
    compare(journal).await;
    assert_eq!(proposed(journal, 4).await, [1]);
    assert_eq!(proposed(journal, 2).await, [1, 4]);
    assert!(journal.explain(case(2), case(1)).await.unwrap().is_some());
}

async fn two_of_one_unit_are_proposed_to_each_other_and_two_of_different_units_are_not(place: Arc<Place>) {
    let journal = &place.journal;
    begin(journal, 1, 1, &shelter("A")).await;
    begin(journal, 2, 1, &shelter("A")).await;
    begin(journal, 3, 1, &shelter("B")).await;
    compare(journal).await;
    assert_eq!((proposed(journal, 1).await, proposed(journal, 2).await), (vec![2], vec![1]));
    assert!(proposed(journal, 3).await.is_empty());
}

async fn all_at_once_and_one_by_one_tell_the_same(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=4 {
        sign_one(journal, n).await;
    }
    begin(journal, 5, 1, &support()).await;
    begin(journal, 6, 2, &shelter("A")).await;
    begin(journal, 7, 2, &shelter("A")).await;
    begin(journal, 8, 2, &shelter("B")).await;
    compare(journal).await;
    let dump = |journal: Arc<Place>| async move {
        let mut all = Vec::new();
        for n in 1..=8 {
            all.push((n, proposed(&journal.journal, n).await));
        }
        all
    };
    let one_by_one = dump(place.clone()).await;
    journal.rebuild(|_| {}).await.unwrap();
    journal.match_everybody(minute(1_000)).await.unwrap();
    assert_eq!(dump(place.clone()).await, one_by_one);
    assert_eq!(one_by_one[4], (5, vec![1]));
    assert_eq!((one_by_one[5].clone(), one_by_one[7].clone()), ((6, vec![7]), (8, vec![])));
}

async fn a_report_of_the_police_brings_it_to_everybody(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    begin(journal, 2, 1, &shelter("A")).await;
    compare(journal).await;
    let report = about_couple(report(2), 1);
    journal.run(case(2), &officer(), minute(9), None, &sign(report)).await.unwrap();
    compare(journal).await;
    assert_eq!(proposed(journal, 1).await, [2]);
    assert_eq!(found(journal, Scope::Zone(zone("5344")), 1).await, [1, 2]);
    assert!(found(journal, Scope::Unit(shelter("A")), 1).await.is_empty(), "it is found as any case now");
    assert_eq!(openings(journal, &shelter("A")).await, 1, "and stays in the list of the unit");
    assert_eq!(place.number("SELECT reported FROM opening_row").await, 1);
    assert_replays(journal).await;
}

async fn whoever_is_near_to_somebody_in_it_is_kept_out(place: Arc<Place>) {
    let journal = &place.journal;
    begin(journal, 1, 1, &shelter("A")).await;
    compare(journal).await;
    let person = about_couple(report(1), 1).people[0].clone();
    let near = journal::Near {
        family_name: person.family_name.clone(),
        given_names: person.given_names.clone(),
        birth: person.birth,
        nearness: journal::Nearness::Family,
    };
    let user = by(&shelter("A")).user;
    journal.declare_relation(user, &near, user, minute(5)).await.unwrap();
    assert!(journal.hidden_from(user).await.unwrap().holds(case(1)));
}

async fn it_is_erased_as_any_case_and_only_for_those_who_may_know_of_it(place: Arc<Place>) {
    use casework::reading::retention::ErasureGround;
    use journal::Planned;
    let journal = &place.journal;
    begin(journal, 1, 1, &shelter("A")).await;
    compare(journal).await;
    let zones = vec![zone("5344")];
    let (some, all) = (Watched::reported(&zones), Watched::all(&zones));
    let (one, two) = (author(Function::Eva).user, author(Function::EvaHead).user);
    for user in [one, two] {
        let account = journal::NewAccount {
            id: user,
            username: user.to_string(),
            name: "A reviewer".into(),
            function: Function::Reviewer,
            office: String::new(),
            sector: Sector::Municipality,
            zones: zones.clone(),
            neighbourhoods: vec![],
            language: "en".into(),
            password_hash: String::new(),
        };
        journal.add_account(&account, journal::By { user: None, at: minute(0) }).await.unwrap();
    }
    let ask = |of| journal.propose_erasure(of, case(1), ErasureGround::Asked, one, minute(20));
    assert_eq!(ask(some).await.unwrap(), Planned::Unknown);
    assert_eq!(ask(all).await.unwrap(), Planned::Done);
    assert_eq!(journal.confirm_erasure(some, case(1), two, minute(21)).await.unwrap(), Planned::Unknown);
    assert_eq!(journal.confirm_erasure(all, case(1), two, minute(21)).await.unwrap(), Planned::Done);
    journal.erase_confirmed(minute(22)).await.unwrap();
    for table in ["opening_row", "person_row", "person_key", "key_secret", "retention_row"] {
        assert_eq!(place.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(openings(journal, &shelter("A")).await, 0);
}
