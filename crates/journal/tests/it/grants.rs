//! Grants, notices, broken glass and conflicts of interest on the boards.

use crate::fixture::{
    about_couple, assert_replays, author, case, minute, officer, report, report_id, sign, sign_one, zone,
};
use crate::place::Place;
use casework::case::Command;
use casework::grants;
use casework::grants::{BreakGlass, Consent, Correction, GrantKind, ReviewOutcome};
use casework::record::facets::Class;
use casework::record::id::{CorrectionId, GrantId, UserId, ZoneCode};
use casework::record::person::{Birth, Language, Role};
use casework::record::staff::{Function, Recipient, Sector};
use jiff::ToSpan;
use journal::{AskingUnit, Count, Hidden, Near, Nearness, RowFilter, State};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

on_both!(
    a_consent_opens_until_it_is_taken_back_and_the_withdrawal_waits_for_the_office,
    broken_glass_waits_for_its_review,
    a_corrected_role_is_told_to_everybody_who_had_read_it,
    a_relation_hides_cases_of_before_and_after_from_lists_and_counts,
);

fn grant(n: u128) -> GrantId {
    GrantId(Uuid::from_u128(n))
}

fn shelter() -> Recipient {
    Recipient { sector: Sector::Psychosocial, zone: Some(zone("5344")), office: "Invented shelter".into() }
}

fn here() -> BTreeSet<ZoneCode> {
    [zone("5344")].into()
}

static NOTHING: LazyLock<Hidden> = LazyLock::new(Hidden::default);

/// The shelter, or the one office of its sector here.
fn unit(sector: Sector, zones: &BTreeSet<ZoneCode>) -> AskingUnit<'_> {
    AskingUnit { sector, zones, office: "Invented shelter", hidden: &NOTHING }
}

async fn wish(place: &Place, at: i64, by: Function, wish: grants::Command) {
    place.journal.run(case(1), &author(by), minute(at), None, &Command::Grants(wish)).await.unwrap();
}

async fn a_consent_opens_until_it_is_taken_back_and_the_withdrawal_waits_for_the_office(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let consent = Consent {
        grant: grant(1),
        person: report(1).people[0].id,
        to: shelter(),
        classes: [Class::Facts].into(),
        until: minute(10_000),
        language: Language::Fr,
    };
    wish(&place, 10, Function::Eva, grants::Command::Consent(consent)).await;
    let opened = |zones: BTreeSet<ZoneCode>, at| {
        let journal = place.journal.clone();
        async move { journal.opened_to(unit(Sector::Psychosocial, &zones), minute(at)).await.unwrap() }
    };
    let open = opened(here(), 11).await;
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].case, open[0].kind), (case(1), GrantKind::Consent));
    assert!(opened([zone("5345")].into(), 11).await.is_empty());
    let zones = here();
    let another = AskingUnit { office: "Another shelter", ..unit(Sector::Psychosocial, &zones) };
    assert!(
        place.journal.opened_to(another, minute(11)).await.unwrap().is_empty(),
        "nor to the shelter next door"
    );
    assert!(opened(here(), 10_000).await.is_empty(), "at its end it opens nothing");
    assert_eq!(place.journal.waiting_notices(unit(Sector::Psychosocial, &here())).await.unwrap(), 0);

    wish(&place, 20, Function::Eva, grants::Command::Withdraw { grant: grant(1), unread: false }).await;
    assert!(opened(here(), 21).await.is_empty());
    let notices = place.journal.notices(unit(Sector::Psychosocial, &here())).await.unwrap();
    assert_eq!((notices.len(), &notices[0].to), (1, &shelter()));
    assert_eq!(place.journal.waiting_notices(another).await.unwrap(), 0);
    assert_replays(&place.journal).await;

    let done = grants::Command::Acknowledge { notice: notices[0].notice, to: notices[0].to.clone() };
    wish(&place, 30, Function::Partner, done).await;
    assert_eq!(place.journal.waiting_notices(unit(Sector::Psychosocial, &here())).await.unwrap(), 0);
    assert_replays(&place.journal).await;
}

async fn broken_glass_waits_for_its_review(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let glass = BreakGlass { grant: grant(2), until: minute(100), reason: "She is missing.".into() };
    wish(&place, 10, Function::Intake, grants::Command::BreakGlass(glass)).await;
    let broken = place.journal.broken_glass(&here(), &NOTHING).await.unwrap();
    assert_eq!((broken.len(), broken[0].reason.as_str(), &broken[0].reviewed), (1, "She is missing.", &None));
    assert!(place.journal.broken_glass(&[zone("5345")].into(), &NOTHING).await.unwrap().is_empty());
    let (outcome, note) = (ReviewOutcome::Justified, "She was found.".to_owned());
    wish(&place, 20, Function::Reviewer, grants::Command::Review { grant: grant(2), outcome, note }).await;
    let broken = place.journal.broken_glass(&here(), &NOTHING).await.unwrap();
    assert!(broken[0].reviewed.as_ref().is_some_and(|(_, what, _)| *what == ReviewOutcome::Justified));
    assert_replays(&place.journal).await;
}

async fn a_corrected_role_is_told_to_everybody_who_had_read_it(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let prosecution =
        Recipient { sector: Sector::Prosecution, zone: Some(zone("5344")), office: String::new() };
    let correction = Correction {
        id: CorrectionId(Uuid::from_u128(3)),
        report: report_id(1),
        person: report(1).people[1].id,
        from: Role::Victim,
        to: Role::Victim,
        reason: "She was taken for the aggressor.".into(),
        tell: [prosecution].into(),
    };
    wish(&place, 10, Function::Eva, grants::Command::Correct(correction)).await;
    assert_eq!(place.journal.waiting_notices(unit(Sector::Prosecution, &here())).await.unwrap(), 1);
    assert_eq!(place.journal.waiting_notices(unit(Sector::Police, &here())).await.unwrap(), 0);
    assert_replays(&place.journal).await;
}

async fn a_relation_hides_cases_of_before_and_after_from_lists_and_counts(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    place.journal.match_waiting(minute(2)).await.unwrap();
    let other = &report(1).people[1];
    let near = Near {
        family_name: other.family_name.to_uppercase(),
        given_names: other.given_names.clone(),
        birth: Birth::Unknown,
        nearness: Nearness::Family,
    };
    let (cousin, colleague) = (officer().user, UserId(Uuid::from_u128(77)));
    let seen = |viewer: UserId| {
        let journal = place.journal.clone();
        async move {
            let all = RowFilter::of(vec![zone("5344")], State::All, minute(60));
            let filter = RowFilter { hidden: journal.hidden_from(viewer).await.unwrap(), ..all };
            let listed = journal.page(&filter).await.unwrap().rows.len() as i64;
            assert_eq!(journal.count(&filter).await.unwrap(), Count::Exactly(listed));
            listed
        }
    };
    assert_eq!(seen(cousin).await, 1);
    let id = place.journal.declare_relation(cousin, &near, colleague, minute(3)).await.unwrap();
    assert_eq!((seen(cousin).await, seen(colleague).await), (0, 1));
    assert!(place.journal.hidden_from(cousin).await.unwrap().holds(case(1)));

    // Tomorrow's report on the same person: by the names in it at once, in lists when it has been compared.
    let second = about_couple(report(2), 1);
    let people = second.people.clone();
    place.journal.run(case(2), &officer(), minute(3), None, &sign(second)).await.unwrap();
    assert!(place.journal.is_near(cousin, people.iter()).await.unwrap());
    assert!(!place.journal.is_near(colleague, people.iter()).await.unwrap());
    place.journal.match_waiting(minute(4)).await.unwrap();
    assert_eq!((seen(cousin).await, seen(colleague).await), (0, 2));

    assert!(place.journal.lift_relation(id, colleague, minute(5)).await.unwrap());
    assert!(!place.journal.lift_relation(id, colleague, minute(6)).await.unwrap());
    let much_later = minute(0) + 1.hour();
    assert!(much_later > minute(6) && seen(cousin).await == 2);
}
