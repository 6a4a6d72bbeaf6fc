//! What gives much power in the register needs two people, whoever asks and however.

use crate::fixture::{minute, zone};
use crate::place::Place;
use casework::record::id::UserId;
use casework::record::staff::Function;
use journal::{
    Account, Asked, By, Change, Invitation, NewAccount, Place as Work, RegisterProposal, Settled, Wanted,
};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    every_change_that_makes_somebody_read_far_waits_for_a_second_person,
    what_gives_no_power_and_what_takes_it_away_is_done_by_one,
    nobody_confirms_what_she_asked_for_or_what_is_about_herself,
    what_changed_meanwhile_is_not_confirmed,
    two_at_a_time_confirm_once,
    the_command_line_is_not_bound_and_is_told,
    whoever_it_is_about_is_told_until_she_has_read_it,
    reviewers_see_changes_of_their_zones_and_of_those_without,
);

const ASKER: u128 = 1;
const SECOND: u128 = 2;
const OFFICER: u128 = 3;
const MAGISTRATE: u128 = 4;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(0x0a12 << 64 | n))
}

fn by(n: u128, at: i64) -> By {
    By { user: Some(user(n)), at: minute(at) }
}

fn work(function: Function, zones: &[&str]) -> Work {
    Work {
        function,
        sector: function.usual_sector(),
        zones: zones.iter().map(|code| zone(code)).collect(),
        office: String::new(),
        neighbourhoods: vec![],
    }
}

fn link(n: u8) -> Invitation {
    Invitation { token_hash: vec![n; 32], until: minute(5_000) }
}

async fn add(place: &Place, n: u128, work: Work) {
    let new = NewAccount {
        id: user(n),
        username: format!("colleague.{n}"),
        name: format!("Colleague {n}"),
        function: work.function,
        sector: work.sector,
        zones: work.zones,
        office: work.office,
        neighbourhoods: work.neighbourhoods,
        language: "fr".into(),
        password_hash: "$argon2id$".into(),
    };
    assert!(place.journal.add_account(&new, By { user: None, at: minute(0) }).await.unwrap());
}

async fn staff(place: &Place) {
    add(place, ASKER, work(Function::Administrator, &[])).await;
    add(place, SECOND, work(Function::Reviewer, &["5344"])).await;
    add(place, OFFICER, work(Function::Intake, &["5344"])).await;
    add(place, MAGISTRATE, work(Function::Prosecutor, &["5344"])).await;
}

async fn ask(place: &Place, whom: u128, wanted: &Wanted) -> Asked {
    place.journal.ask_register(user(whom), wanted, &link(whom as u8), by(ASKER, 10)).await.unwrap()
}

async fn account(place: &Place, n: u128) -> Option<Account> {
    place.journal.account(user(n)).await.unwrap()
}

async fn waiting(place: &Place) -> Vec<RegisterProposal> {
    place.journal.register_proposals().await.unwrap()
}

async fn confirm(place: &Place, id: Uuid, n: u128) -> Settled {
    let link = Invitation { token_hash: [*id.as_bytes(); 2].concat(), until: minute(5_000) };
    place.journal.confirm_register(id, &link, (user(n), minute(20))).await.unwrap()
}

fn new(work: Work) -> Wanted {
    named("new.one", work)
}

fn named(username: &str, work: Work) -> Wanted {
    Wanted::Add {
        username: username.into(),
        name: "New One".into(),
        language: "nl".into(),
        place: work,
        expected: None,
    }
}

fn from(function: Function, zones: &[&str], to: Work) -> Wanted {
    Wanted::Move { from: work(function, zones), to }
}

async fn every_change_that_makes_somebody_read_far_waits_for_a_second_person(place: Arc<Place>) {
    staff(&place).await;
    let office = ["5344"];
    let high: Vec<_> = Function::ALL.iter().copied().filter(|function| function.is_given_by_two()).collect();
    assert!(high.len() >= 5, "magistrate, heads, reviewer, administrator: {high:?}");
    let mut asked: Vec<(u128, Wanted)> = vec![
        (MAGISTRATE, Wanted::Invite),
        (MAGISTRATE, Wanted::Expect { issuer: "issuer".into(), name: "she".into() }),
        (OFFICER, Wanted::RemoveSecondFactor),
        (OFFICER, from(Function::Intake, &office, work(Function::Intake, &["5344", "5340"]))),
        (20, new(work(Function::Intake, &["5344", "5340"]))),
    ];
    for (n, function) in high.into_iter().enumerate() {
        add(&place, 60 + n as u128, work(Function::Intake, &office)).await;
        asked.push((30 + n as u128, named(&format!("new.{n}"), work(function, &office))));
        asked.push((60 + n as u128, from(Function::Intake, &office, work(function, &office))));
    }
    place.journal.set_totp(user(OFFICER), Some(b"secret")).await.unwrap();
    let before = place.journal.accounts().await.unwrap();
    for (n, (whom, wanted)) in asked.iter().enumerate() {
        assert_eq!(ask(&place, *whom, wanted).await, Asked::Proposed, "{wanted:?}");
        assert_eq!(ask(&place, *whom, wanted).await, Asked::Proposed, "asked twice: {wanted:?}");
        assert_eq!(waiting(&place).await.len(), n + 1, "{wanted:?}");
    }
    assert_eq!(place.journal.accounts().await.unwrap(), before, "nothing changed");
    assert_eq!(place.journal.invited(&[MAGISTRATE as u8; 32], minute(11)).await.unwrap(), None);
    for one in waiting(&place).await {
        assert_eq!(confirm(&place, one.id, SECOND).await, Settled::Done(Box::new(one.clone())), "{one:?}");
        if let Wanted::Move { to, .. } | Wanted::Add { place: to, .. } = &one.wanted {
            assert_eq!(place.journal.account(one.whom).await.unwrap().unwrap().place(), *to);
        }
    }
    assert_eq!(waiting(&place).await, vec![]);
    let magistrate = place.journal.outside_name(user(MAGISTRATE)).await.unwrap().unwrap();
    assert_eq!(magistrate.expected, "she");
    assert!(!account(&place, OFFICER).await.unwrap().has_totp);
}

async fn what_gives_no_power_and_what_takes_it_away_is_done_by_one(place: Arc<Place>) {
    staff(&place).await;
    let office = ["5344"];
    assert_eq!(ask(&place, 20, &new(work(Function::Eva, &office))).await, Asked::Done);
    assert_eq!(place.journal.invited(&[20; 32], minute(11)).await.unwrap(), Some(user(20)));
    assert_eq!(ask(&place, OFFICER, &Wanted::Invite).await, Asked::Done);
    let elsewhere = from(Function::Intake, &office, work(Function::Intake, &["5340"]));
    assert_eq!(ask(&place, OFFICER, &elsewhere).await, Asked::Done);
    let down = from(Function::Prosecutor, &office, work(Function::Intake, &office));
    assert_eq!(ask(&place, MAGISTRATE, &down).await, Asked::Done);
    assert_eq!(ask(&place, MAGISTRATE, &down).await, Asked::Nothing);
    assert_eq!(waiting(&place).await, vec![]);
    assert_eq!(ask(&place, 21, &new(work(Function::Eva, &office))).await, Asked::UsernameTaken);
    assert_eq!(ask(&place, 21, &new(work(Function::EvaHead, &office))).await, Asked::UsernameTaken);
}

async fn nobody_confirms_what_she_asked_for_or_what_is_about_herself(place: Arc<Place>) {
    staff(&place).await;
    let rise = from(Function::Reviewer, &["5344"], work(Function::Reviewer, &["5344", "5340"]));
    assert_eq!(ask(&place, SECOND, &rise).await, Asked::Proposed);
    let one = waiting(&place).await.remove(0);
    for who in [ASKER, SECOND, OFFICER, MAGISTRATE, 99] {
        assert_eq!(confirm(&place, one.id, who).await, Settled::NotByHer, "{who}");
    }
    add(&place, 5, work(Function::Administrator, &[])).await;
    place.journal.switch_off(user(ASKER), None, by(5, 15)).await.unwrap();
    assert_eq!(confirm(&place, one.id, 5).await, Settled::Overtaken, "who asked is gone");
    assert_eq!(account(&place, SECOND).await.unwrap().zones.len(), 1);
    assert!(place.journal.refuse_register(one.id, by(5, 21)).await.unwrap());
    assert!(!place.journal.refuse_register(one.id, by(5, 22)).await.unwrap());
    assert_eq!(confirm(&place, one.id, 5).await, Settled::Gone);
}

async fn what_changed_meanwhile_is_not_confirmed(place: Arc<Place>) {
    staff(&place).await;
    let office = ["5344"];
    let rise = from(Function::Intake, &office, work(Function::EvaHead, &office));
    assert_eq!(ask(&place, OFFICER, &rise).await, Asked::Proposed);
    assert_eq!(ask(&place, 20, &new(work(Function::EvaHead, &office))).await, Asked::Proposed);
    let [first, second] = waiting(&place).await.try_into().unwrap();
    let elsewhere = from(Function::Intake, &office, work(Function::Intake, &["5340"]));
    assert_eq!(ask(&place, OFFICER, &elsewhere).await, Asked::Done);
    let same_name = new(work(Function::Intake, &office));
    assert_eq!(ask(&place, 21, &same_name).await, Asked::Done);
    for one in [first, second] {
        assert_eq!(confirm(&place, one.id, SECOND).await, Settled::Overtaken, "{one:?}");
    }
    assert_eq!(account(&place, OFFICER).await.unwrap().function, Function::Intake);
    assert_eq!(account(&place, 20).await, None);
    assert_eq!(waiting(&place).await.len(), 2, "they wait until somebody refuses them");
}

async fn two_at_a_time_confirm_once(place: Arc<Place>) {
    staff(&place).await;
    add(&place, 5, work(Function::Administrator, &[])).await;
    assert_eq!(ask(&place, 20, &new(work(Function::EvaHead, &["5344"]))).await, Asked::Proposed);
    let id = waiting(&place).await.remove(0).id;
    let tries: Vec<_> = [SECOND, 5, SECOND, 5]
        .map(|who| {
            let place = place.clone();
            tokio::spawn(async move { confirm(&place, id, who).await })
        })
        .into();
    let mut done = 0;
    for one in tries {
        done += usize::from(matches!(one.await.unwrap(), Settled::Done(_)));
    }
    assert_eq!(done, 1);
}

async fn the_command_line_is_not_bound_and_is_told(place: Arc<Place>) {
    staff(&place).await;
    let line = By { user: None, at: minute(10) };
    let asked = place.journal.ask_register(user(MAGISTRATE), &Wanted::Invite, &link(7), line).await.unwrap();
    assert_eq!(asked, Asked::Done);
    let told = place.journal.untold(&account(&place, MAGISTRATE).await.unwrap()).await.unwrap();
    assert_eq!(
        told.into_iter().map(|one| (one.by.user, one.change)).collect::<Vec<_>>(),
        [(None, Change::Invited)]
    );
}

async fn whoever_it_is_about_is_told_until_she_has_read_it(place: Arc<Place>) {
    staff(&place).await;
    let journal = &place.journal;
    let of = account(&place, MAGISTRATE).await.unwrap();
    assert!(!journal.is_untold(&of).await.unwrap(), "of the making of the account nobody is told");
    assert_eq!(ask(&place, MAGISTRATE, &Wanted::Invite).await, Asked::Proposed);
    assert!(journal.is_untold(&of).await.unwrap());
    let id = waiting(&place).await.remove(0).id;
    confirm(&place, id, SECOND).await;
    let told = journal.untold(&of).await.unwrap();
    let mut words: Vec<_> = told.iter().map(|one| (one.change.word(), one.by.user)).collect();
    words.sort();
    let (asker, second) = (Some(user(ASKER)), Some(user(SECOND)));
    assert_eq!(words, [("confirmed", second), ("invited", asker), ("proposed", asker)]);
    journal.has_read(user(MAGISTRATE), minute(20)).await.unwrap();
    let of = account(&place, MAGISTRATE).await.unwrap();
    assert!(of.active, "the row still holds");
    assert!(!journal.is_untold(&of).await.unwrap());
    // Nobody un-reads, and her own changes are no news.
    journal.has_read(user(MAGISTRATE), minute(1)).await.unwrap();
    journal.set_password(user(MAGISTRATE), "$argon2id$new", by(MAGISTRATE, 30)).await.unwrap();
    assert!(!journal.is_untold(&account(&place, MAGISTRATE).await.unwrap()).await.unwrap());
}

async fn reviewers_see_changes_of_their_zones_and_of_those_without(place: Arc<Place>) {
    staff(&place).await;
    add(&place, 6, work(Function::Intake, &["5340"])).await;
    let seen = async |codes: &[&str]| {
        let zones: Vec<_> = codes.iter().map(|code| zone(code)).collect();
        let changes = place.journal.register_changes_in(&zones.iter().collect::<Vec<_>>(), 50).await.unwrap();
        let mut users: Vec<_> = changes.into_iter().map(|one| one.user).collect();
        users.sort();
        users
    };
    assert_eq!(seen(&["5340"]).await, [user(ASKER), user(6)]);
    assert!(!seen(&["5344"]).await.contains(&user(6)));
    assert_eq!(seen(&[]).await, [user(ASKER)]);
    // Where she came from hears of it too.
    let gone = from(Function::Intake, &["5340"], work(Function::Intake, &["5339"]));
    assert_eq!(ask(&place, 6, &gone).await, Asked::Done);
    assert_eq!(seen(&["5340"]).await, [user(ASKER), user(6), user(6)]);
    assert_eq!(seen(&["5339"]).await, [user(ASKER), user(6), user(6)]);
}
