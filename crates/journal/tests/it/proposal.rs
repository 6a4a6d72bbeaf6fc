//! The index of people: proposals between cases, and finding a person by what somebody types.

use crate::fixture::{
    about_couple, assert_replays, case, compare, given, minute, officer, report, sign, sign_one, zone,
};
use crate::place::Place;
use casework::case::Command;
use casework::linking;
use casework::record::id::PersonId;
use casework::record::person::{Birth, Channel, Exposure, Reach, Role};
use casework::report::Report;
use jiff::civil::date;
use journal::{Hidden, Journal, Proposal, ProposalKind, ProposalState, Scope, Sought};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_couple_written_otherwise_is_proposed_from_both_sides_and_explained,
    one_person_with_a_new_partner_is_a_person_not_a_couple,
    victim_and_other_party_may_have_changed_places,
    a_refusal_is_remembered_and_a_grouping_accepts,
    the_phone_of_a_shelter_links_nobody,
    a_phone_on_the_list_of_institutions_says_nothing,
    comparing_one_by_one_and_all_at_once_find_the_same,
    a_report_compared_once_is_not_compared_again,
    reports_are_compared_anew_where_names_were_read_otherwise,
    people_are_found_by_what_somebody_types,
    nobody_is_found_in_another_zone,
    a_page_of_matches_is_read_and_no_more,
);

async fn a_page_of_matches_is_read_and_no_more(place: Arc<Place>) {
    // Without statistics, as a new folder is, and with them; PostgreSQL rightly reads a small table from end to end.
    for known in [false, true] {
        if known {
            place.journal.db().refresh_statistics().await.unwrap();
        }
        if place.is_sqlite() {
            let plan = place.journal.explain_matches(&zone("5344")).await.unwrap();
            let sorted = plan.contains("TEMP B-TREE") || plan.contains("SCAN");
            assert!(plan.contains("proposal_newest (other_zone=?)") && !sorted, "{plan}");
        }
    }
}

async fn put(journal: &Journal, n: u128, report: Report) {
    journal.run(case(n), &officer(), minute(n as i64), None, &sign(report)).await.unwrap();
}

/// The couple of report 1 as another officer wrote it: letters exchanged, no accents, an approximate date.
fn written_otherwise(n: u128) -> Report {
    let mut again = about_couple(report(n), 1);
    again.people[0].family_name = "QUILLEBEUVER".into();
    again.people[1].given_names = again.people[1].given_names.to_uppercase();
    again.people[1].birth = Birth::About(1947);
    again
}

async fn open(journal: &Journal, n: u128) -> Vec<Proposal> {
    let now = minute(10_000);
    journal
        .proposals(&[case(n)])
        .await
        .unwrap()
        .into_iter()
        .filter(|proposal| proposal.is_open(now))
        .collect()
}

async fn a_couple_written_otherwise_is_proposed_from_both_sides_and_explained(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=8 {
        sign_one(journal, n).await;
    }
    put(journal, 20, written_otherwise(20)).await;
    compare(journal).await;
    let found = open(journal, 20).await;
    assert_eq!(
        found.iter().map(|p| (p.other, p.kind, p.earlier)).collect::<Vec<_>>(),
        [(case(1), ProposalKind::Couple, true)]
    );
    assert!(found[0].is_likely(), "{found:?}");
    let back = open(journal, 1).await;
    assert_eq!((back[0].other, back[0].earlier, back[0].score), (case(20), false, found[0].score));
    let why = journal.explain(case(20), case(1)).await.unwrap().unwrap();
    assert_eq!((why.bits * 10.0).round() as i32, found[0].score);
    assert!(!why.exchanged && why.pairs.len() == 4);
    let sum: f32 = why.pairs[0].found.fields.iter().map(|field| field.bits).sum();
    let pair = &why.pairs[0].found;
    assert!((pair.before + sum + pair.kinship - pair.bits).abs() < 0.01, "the reasons add up");
    assert_replays(journal).await;
}

async fn one_person_with_a_new_partner_is_a_person_not_a_couple(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    let mut next = about_couple(report(2), 1);
    next.people[0].family_name = "Vermandelaere".into();
    next.people[0].given_names = given(57);
    next.people[0].birth = Birth::Exact(date(1991, 11, 3));
    put(journal, 2, next).await;
    compare(journal).await;
    let found = open(journal, 2).await;
    assert_eq!(
        found.iter().map(|p| (p.other, p.kind)).collect::<Vec<_>>(),
        [(case(1), ProposalKind::Person)]
    );
    assert_eq!(place.number("SELECT count(*) FROM report_row WHERE repeated = 1").await, 0);
}

async fn victim_and_other_party_may_have_changed_places(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    let mut again = about_couple(report(2), 1);
    again.people[0].role = Role::OtherParty;
    again.people[1].role = Role::Victim;
    put(journal, 2, again).await;
    compare(journal).await;
    assert_eq!(open(journal, 2).await[0].kind, ProposalKind::Couple);
    assert!(journal.explain(case(2), case(1)).await.unwrap().unwrap().exchanged);
}

async fn a_refusal_is_remembered_and_a_grouping_accepts(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    put(journal, 2, about_couple(report(2), 1)).await;
    compare(journal).await;
    let repeated = "SELECT count(*) FROM report_row WHERE repeated = 1";
    assert_eq!(place.number(repeated).await, 1);
    let score = open(journal, 2).await[0].score;
    let refuse = Command::Linking(linking::Command::RefuseMatch {
        this: case(2),
        with: case(1),
        score,
        reason: "Two sisters.".into(),
    });
    journal.run(case(2), &officer(), minute(30), None, &refuse).await.unwrap();
    assert!(open(journal, 2).await.is_empty());
    assert_eq!(place.number(repeated).await, 0, "a couple that is none counts in no rate");
    let group = Command::Linking(linking::Command::Group {
        this: case(2),
        with: case(1),
        reason: "Seen with her.".into(),
    });
    journal.run(case(2), &officer(), minute(31), None, &group).await.unwrap();
    let state = journal.proposals(&[case(2)]).await.unwrap()[0].state;
    assert_eq!((state, place.number(repeated).await), (ProposalState::Accepted, 1));
    assert_replays(journal).await;
}

/// A family name like no other.
fn unlike(n: u128) -> String {
    let letter = |place: u32| b"abdefgiklmnoprstuv"[(n.pow(3) * 7919 / 18_u128.pow(place) % 18) as usize];
    (0..7).map(|place| char::from(letter(place))).collect()
}

/// Fifty women whose only phone is that of a shelter.
async fn the_phone_of_a_shelter_links_nobody(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=50 {
        let mut one = report(n);
        one.channels =
            vec![Channel::new(one.people[0].id, Reach::Phone("02 000 00 17".into()), Exposure::Nobody)];
        for person in &mut one.people {
            person.family_name = unlike(n);
            person.birth = Birth::Unknown;
        }
        put(journal, n, one).await;
    }
    compare(journal).await;
    let cases: Vec<_> = (1..=50).map(case).collect();
    assert_eq!(journal.proposals(&cases).await.unwrap(), []);
}

/// Two women of one name, of whom nothing else is known: only the list tells that their phone is that of a helpline.
async fn a_phone_on_the_list_of_institutions_says_nothing(place: Arc<Place>) {
    let journal = place.journal.clone().with_institutions(["02 000 00 17"]);
    let mut written = 0;
    for phone in ["02 000 00 17", "02 000 00 18"] {
        for _ in 0..2 {
            written += 1;
            let mut one = report(written);
            one.people.truncate(1);
            one.people[0].family_name = unlike(u128::from(phone.ends_with('7')) + 5);
            one.people[0].given_names = "Ada".into();
            one.people[0].birth = Birth::Unknown;
            one.channels = vec![Channel::new(one.people[0].id, Reach::Phone(phone.into()), Exposure::Nobody)];
            put(&journal, written, one).await;
        }
    }
    compare(&journal).await;
    let by = |phone: &str| Sought { phone: Some(phone.into()), ..Sought::default() };
    assert_eq!(first(&journal, &by("02 000 00 17")).await, None);
    assert!(first(&journal, &by("02 000 00 18")).await.is_some());
    let score = async |n| journal.proposals(&[case(n)]).await.unwrap().first().map(|one| one.score).unwrap();
    let (listed, other) = (score(1).await, score(3).await);
    assert!(listed < other, "of the one pair the names speak, of the other the phone too: {listed} {other}");
}

async fn comparing_one_by_one_and_all_at_once_find_the_same(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=60 {
        put(journal, n, about_couple(report(n), n % 40)).await;
        compare(journal).await;
    }
    put(journal, 61, written_otherwise(61)).await;
    compare(journal).await;
    let proposals = async || {
        let cases: Vec<_> = (1..=61).map(case).collect();
        let found = journal.proposals(&cases).await.unwrap();
        found.into_iter().map(|p| (p.case, p.other, p.kind, p.score, p.earlier)).collect::<Vec<_>>()
    };
    let one_by_one = proposals().await;
    assert!(one_by_one.len() >= 40);
    journal.rebuild(|_| {}).await.unwrap();
    journal.match_everybody(minute(0)).await.unwrap();
    assert_eq!(proposals().await, one_by_one);
}

async fn a_report_compared_once_is_not_compared_again(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    sign_one(journal, 2).await;
    assert_eq!(journal.match_waiting(minute(3)).await.unwrap(), 2);
    assert_eq!(journal.match_waiting(minute(3)).await.unwrap(), 0);
}

async fn reports_are_compared_anew_where_names_were_read_otherwise(place: Arc<Place>) {
    let journal = &place.journal;
    while journal.fill_boards().await.unwrap().is_some() {}
    for (n, couple) in [(1, 1), (2, 1), (3, 3), (4, 3)] {
        put(journal, n, about_couple(report(n), couple)).await;
    }
    compare(journal).await;
    let score = open(journal, 2).await[0].score;
    let refuse =
        linking::Command::RefuseMatch { this: case(2), with: case(1), score, reason: "Sisters.".into() };
    journal.run(case(2), &officer(), minute(30), None, &Command::Linking(refuse)).await.unwrap();
    let keys = "SELECT count(*) FROM person_key";
    let (proposed, written) = (open(journal, 4).await, place.number(keys).await);
    assert!(proposed.len() == 1 && open(journal, 2).await.is_empty());
    assert_eq!(journal.match_waiting(minute(0)).await.unwrap(), 0, "the same program compares nothing again");

    // A program that read names otherwise, counted other scores and proposed what is none.
    for text in [
        "UPDATE board_fill SET version = '1' WHERE board = 'index'",
        "DELETE FROM person_key",
        "UPDATE proposal SET score = score - 100",
        "UPDATE case_tie SET score = score - 100",
        &format!(
            "INSERT INTO proposal (case_id, other_id, other_zone, kind, score, earlier, found_at) \
             SELECT case_id, '{}', other_zone, kind, score, earlier, found_at FROM proposal WHERE case_id = '{}'",
            case(1),
            case(4)
        ),
    ] {
        place.try_to(text).await.unwrap();
    }
    assert_eq!(open(journal, 4).await.len(), 2);
    while journal.fill_boards().await.unwrap().is_some() {}
    compare(journal).await;
    assert_eq!(place.number(keys).await, written);
    let found = |all: Vec<Proposal>| all.into_iter().map(|p| (p.other, p.score)).collect::<Vec<_>>();
    assert_eq!(found(open(journal, 4).await), found(proposed));
    assert!(open(journal, 2).await.is_empty(), "what was refused stays refused");
    assert_eq!(journal.proposals(&[case(2)]).await.unwrap()[0].score, score);
}

fn words(text: &str) -> Sought {
    Sought { words: text.split(' ').map(str::to_owned).collect(), ..Sought::default() }
}

async fn first(journal: &Journal, sought: &Sought) -> Option<PersonId> {
    let (hits, _) = journal
        .search_people(&[zone("5344"), zone("5339")].map(Scope::Zone), sought, &Hidden::default())
        .await
        .unwrap();
    hits.first().map(|hit| hit.person.id)
}

async fn people_are_found_by_what_somebody_types(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=30 {
        sign_one(journal, n).await;
    }
    compare(journal).await;
    let victim = report(7).people[0].clone();
    let wanted = Some(PersonId(Uuid::from_u128(71)));
    assert_eq!(wanted, Some(victim.id));
    assert_eq!(first(journal, &words(&format!("{} Quillebeuvre", given(7)))).await, wanted);
    assert_eq!(
        first(journal, &words(&format!("kilebeuvre {}", given(7).to_uppercase()))).await,
        wanted,
        "a typo"
    );
    let Birth::Exact(born) = victim.birth else { unreachable!() };
    let dated = Sought { birth: Some(born), ..words("Quillebeuvre") };
    assert_eq!(first(journal, &dated).await, wanted);
    let year = Sought { year: Some(born.year()), ..words(&given(7)) };
    let (hits, _) =
        journal.search_people(&[Scope::Zone(zone("5344"))], &year, &Hidden::default()).await.unwrap();
    assert!(hits.iter().any(|hit| Some(hit.person.id) == wanted));
    let phone = Sought { phone: Some("+32 400 00 00 07".into()), ..Sought::default() };
    assert_eq!(first(journal, &phone).await, wanted);
    let wrong_date = Sought { birth: Some(date(1901, 1, 2)), ..words(&format!("Quillebeuvre {}", given(7))) };
    assert_eq!(first(journal, &wrong_date).await, wanted, "one wrong thing does not hide her");
    let (nobody, more) = journal
        .search_people(&[Scope::Zone(zone("5344"))], &Sought::default(), &Hidden::default())
        .await
        .unwrap();
    assert!(nobody.is_empty() && !more);
}

async fn nobody_is_found_in_another_zone(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    compare(journal).await;
    let sought = words("Quillebeuvre");
    assert!(
        journal
            .search_people(&[Scope::Zone(zone("5339"))], &sought, &Hidden::default())
            .await
            .unwrap()
            .0
            .is_empty()
    );
    assert!(journal.search_people(&[], &sought, &Hidden::default()).await.unwrap().0.is_empty());
    assert_eq!(
        journal
            .search_people(&[Scope::Zone(zone("5344"))], &sought, &Hidden::default())
            .await
            .unwrap()
            .0
            .len(),
        1
    );
}
