//! What gives much power in the register needs two people, whoever asks and however.

use crate::fixture::{minute, zone};
use crate::place::Place;
use casework::record::id::UserId;
use casework::record::staff::Function;
use journal::{
    Account, Asked, By, Change, ChangesOf, Expected, Invitation, Invited, NewAccount, PasskeyRow,
    Place as Work, RegisterProposal, Session, Settled, SignInWay, Wanted,
};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    every_change_that_makes_somebody_read_far_waits_for_a_second_person,
    what_gives_no_power_and_what_takes_it_away_is_done_by_one,
    nobody_confirms_what_she_asked_for_or_what_is_about_herself,
    what_changed_meanwhile_is_not_confirmed,
    two_at_a_time_confirm_once,
    what_was_opened_to_a_small_account_opens_nothing_of_a_great_one,
    more_power_begins_with_a_new_link_for_whoever_confirmed,
    what_was_begun_while_the_account_could_do_less_ends_with_nothing,
    what_was_asked_for_about_another_account_than_it_is_now_is_overtaken,
    no_zones_are_all_zones_and_need_two,
    nobody_alone_leaves_the_register_without_anybody_who_watches_over_it,
    changes_go_on_page_after_page_and_rubbish_takes_no_place,
    changes_of_a_version_that_did_not_seal_them_are_taken_over_once,
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
        (7, Wanted::RemoveSecondFactor),
        (OFFICER, from(Function::Intake, &office, work(Function::Intake, &["5344", "5340"]))),
        (20, new(work(Function::Intake, &["5344", "5340"]))),
    ];
    for (n, function) in high.into_iter().enumerate() {
        add(&place, 60 + n as u128, work(Function::Intake, &office)).await;
        asked.push((30 + n as u128, named(&format!("new.{n}"), work(function, &office))));
        asked.push((60 + n as u128, from(Function::Intake, &office, work(function, &office))));
    }
    add(&place, 7, work(Function::Intake, &office)).await;
    place.journal.set_totp(user(7), Some(b"secret")).await.unwrap();
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
    assert!(!account(&place, 7).await.unwrap().has_totp);
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
        let zones: Vec<_> = zones.iter().collect();
        let page = place.journal.change_page(ChangesOf::Zones(&zones), None, 50).await.unwrap();
        let mut users: Vec<_> = page.changes.into_iter().map(|one| one.user).collect();
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

/// One administrator makes every way into a small account, keeps them all, and lets two people make it a great one.
async fn what_was_opened_to_a_small_account_opens_nothing_of_a_great_one(place: Arc<Place>) {
    staff(&place).await;
    let (journal, office) = (&place.journal, ["5344"]);
    let kept = Wanted::Expect { issuer: "issuer".into(), name: "mine".into() };
    assert_eq!(ask(&place, OFFICER, &Wanted::Invite).await, Asked::Done);
    assert_eq!(ask(&place, OFFICER, &kept).await, Asked::Done);
    let adding = format!("passkey-adding-{}", user(OFFICER));
    journal.keep_step(&[9; 32], &adding, minute(10), minute(30), "state").await.unwrap();
    let rise = from(Function::Intake, &office, work(Function::Reviewer, &office));
    assert_eq!(ask(&place, OFFICER, &rise).await, Asked::Proposed);
    let id = waiting(&place).await.remove(0).id;
    assert!(matches!(confirm(&place, id, SECOND).await, Settled::Done(_)));
    let old = [OFFICER as u8; 32];
    assert_eq!(journal.invited(&old, minute(21)).await.unwrap(), None);
    assert_eq!(journal.use_invitation(&old, "$argon2id$his", minute(21)).await.unwrap(), Invited::Gone);
    assert_eq!(journal.bound("issuer", "his", Some("mine"), minute(21)).await.unwrap(), None);
    assert_eq!(journal.take_step(&[9; 32], &adding, minute(21)).await.unwrap(), None);
    // Whatever the change is, and whoever makes it: also by the command line, and also off and on again.
    for n in [1_u8, 2, 3] {
        journal.invite(user(MAGISTRATE), &[n; 32], minute(5_000), by(ASKER, 30)).await.unwrap();
        let expected = journal.expect(user(MAGISTRATE), "issuer", "hers", by(ASKER, 30)).await.unwrap();
        assert_eq!(expected, Expected::Written);
        let line = By { user: None, at: minute(31) };
        match n {
            1 => assert!(journal.switch_off(user(MAGISTRATE), None, line).await.unwrap()),
            2 => assert!(journal.switch_on(user(MAGISTRATE), line).await.unwrap()),
            _ => {
                let to = work(Function::Prosecutor, &["5340"]);
                assert!(journal.move_account(user(MAGISTRATE), &to, line).await.unwrap());
            }
        }
        assert_eq!(journal.invited(&[n; 32], minute(32)).await.unwrap(), None, "{n}");
        assert_eq!(journal.outside_name(user(MAGISTRATE)).await.unwrap(), None, "{n}");
    }
    assert_eq!(journal.verify(|_| {}).await.unwrap().rows, []);
}

async fn more_power_begins_with_a_new_link_for_whoever_confirmed(place: Arc<Place>) {
    staff(&place).await;
    let (journal, office) = (&place.journal, ["5344"]);
    // One person sets everything that opens an account of one zone.
    journal.set_totp(user(OFFICER), Some(b"his")).await.unwrap();
    let passkey = PasskeyRow {
        id: "his".into(),
        user: user(OFFICER),
        name: "phone".into(),
        created_at: minute(5),
        used_at: None,
        key: "{}".into(),
    };
    assert!(journal.add_passkey(&passkey, by(OFFICER, 5)).await.unwrap());
    journal.expect(user(OFFICER), "issuer", "his", by(ASKER, 5)).await.unwrap();
    assert_eq!(journal.bound("issuer", "his", Some("his"), minute(6)).await.unwrap(), Some(user(OFFICER)));
    let rise = from(Function::Intake, &office, work(Function::Intake, &["5344", "5340"]));
    assert_eq!(ask(&place, OFFICER, &rise).await, Asked::Proposed);
    let id = waiting(&place).await.remove(0).id;
    assert!(matches!(confirm(&place, id, SECOND).await, Settled::Done(_)));
    let now = account(&place, OFFICER).await.unwrap();
    assert_eq!((now.password_hash.as_str(), now.has_totp, now.zones.len()), ("", false, 2));
    assert_eq!(journal.passkeys(user(OFFICER)).await.unwrap(), []);
    assert_eq!(journal.bound("issuer", "his", Some("his"), minute(22)).await.unwrap(), None);
    let link = [*id.as_bytes(); 2].concat();
    assert_eq!(journal.invited(&link, minute(22)).await.unwrap(), Some(user(OFFICER)), "the new link");
    let told: Vec<_> = journal.untold(&now).await.unwrap().iter().map(|one| one.change.word()).collect();
    for word in ["moved", "sign-in-cleared", "unbound", "invited", "confirmed"] {
        assert!(told.contains(&word), "{word}: {told:?}");
    }
    // Of somebody who is off, nothing is opened.
    add(&place, 7, work(Function::Intake, &office)).await;
    journal.switch_off(user(7), None, by(ASKER, 23)).await.unwrap();
    let rise = from(Function::Intake, &office, work(Function::Prosecutor, &office));
    assert_eq!(ask(&place, 7, &rise).await, Asked::Proposed);
    let id = waiting(&place).await.remove(0).id;
    assert!(matches!(confirm(&place, id, SECOND).await, Settled::Done(_)));
    assert_eq!(account(&place, 7).await.unwrap().password_hash, "");
    assert_eq!(place.number("SELECT count(*) FROM invitation WHERE user_id LIKE '%7'").await, 0);
    assert_eq!(journal.verify(|_| {}).await.unwrap().rows, []);
}

async fn what_was_asked_for_about_another_account_than_it_is_now_is_overtaken(place: Arc<Place>) {
    staff(&place).await;
    let (journal, office) = (&place.journal, ["5344"]);
    add(&place, 5, work(Function::Administrator, &[])).await;
    add(&place, 6, work(Function::EvaHead, &office)).await;
    add(&place, 7, work(Function::EvaHead, &office)).await;
    journal.switch_off(user(7), None, by(5, 5)).await.unwrap();
    journal.set_totp(user(6), Some(b"hers")).await.unwrap();
    let rise = from(Function::EvaHead, &office, work(Function::ProsecutorHead, &["5344", "5340"]));
    let old = [
        (6, Wanted::Invite),
        (6, Wanted::Expect { issuer: "issuer".into(), name: "she".into() }),
        (6, Wanted::RemoveSecondFactor),
        (6, from(Function::EvaHead, &office, work(Function::EvaHead, &["5344", "5340"]))),
        (7, Wanted::SwitchOn),
    ];
    for (whom, wanted) in &old {
        assert_eq!(ask(&place, *whom, wanted).await, Asked::Proposed, "{wanted:?}");
    }
    let stale = waiting(&place).await;
    for whom in [6, 7] {
        assert_eq!(ask(&place, whom, &rise).await, Asked::Proposed);
        let is_rise = |one: &RegisterProposal| one.whom == user(whom) && one.wanted == rise;
        let id = waiting(&place).await.into_iter().find(is_rise).unwrap().id;
        assert!(matches!(confirm(&place, id, SECOND).await, Settled::Done(_)));
        // Even where the second factor is set again meanwhile.
        journal.set_totp(user(whom), Some(b"new")).await.unwrap();
    }
    for one in stale {
        assert_eq!(confirm(&place, one.id, 5).await, Settled::Overtaken, "{one:?}");
    }
    assert!(!account(&place, 7).await.unwrap().active);
    // Asked for again about what it is now, it is another proposal.
    assert_eq!(ask(&place, 7, &Wanted::SwitchOn).await, Asked::Proposed);
    let again = waiting(&place).await;
    let again = again
        .iter()
        .rfind(|one| one.whom == user(7) && one.was.as_ref().is_some_and(|was| was.place.zones.len() == 2));
    assert!(matches!(confirm(&place, again.unwrap().id, 5).await, Settled::Done(_)));
}

async fn no_zones_are_all_zones_and_need_two(place: Arc<Place>) {
    staff(&place).await;
    let mut n = 20;
    for function in Function::ALL.iter().copied().filter(|function| function.reads_by_grant()) {
        let of = |zones: &[&str]| Work { office: "A shelter".into(), ..work(function, zones) };
        let one = async |n: u128, wanted: Wanted| ask(&place, n, &wanted).await;
        let everywhere = one(n, named(&format!("new.{n}"), of(&[]))).await;
        assert_eq!(everywhere, Asked::Proposed, "{function}");
        assert_eq!(one(n + 1, named(&format!("new.{n}.one"), of(&["5344"]))).await, Asked::Done);
        let wider = Wanted::Move { from: of(&["5344"]), to: of(&[]) };
        assert_eq!(one(n + 1, wider).await, Asked::Proposed, "{function}: from one zone to all of them");
        add(&place, n + 2, of(&[])).await;
        assert_eq!(one(n + 2, Wanted::Invite).await, Asked::Proposed, "{function}");
        let narrower = Wanted::Move { from: of(&[]), to: of(&["5344"]) };
        assert_eq!(one(n + 2, narrower).await, Asked::Done, "{function}: power is taken away by one");
        n += 3;
    }
    assert!(n > 23, "partners and houses of justice");
}

async fn nobody_alone_leaves_the_register_without_anybody_who_watches_over_it(place: Arc<Place>) {
    staff(&place).await;
    let off = Wanted::SwitchOff { heir: None };
    let down = from(Function::Reviewer, &["5344"], work(Function::Intake, &["5344"]));
    for wanted in [&off, &down] {
        assert_eq!(ask(&place, SECOND, wanted).await, Asked::NobodyConfirms, "the only reviewer: {wanted:?}");
    }
    // A reviewer of another zone sees nothing of this one.
    add(&place, 5, work(Function::Reviewer, &["5340"])).await;
    assert_eq!(ask(&place, SECOND, &off).await, Asked::NobodyConfirms);
    add(&place, 6, work(Function::Administrator, &[])).await;
    for wanted in [&off, &down] {
        assert_eq!(ask(&place, SECOND, wanted).await, Asked::Proposed, "{wanted:?}");
    }
    assert!(account(&place, SECOND).await.unwrap().active);
    let id = waiting(&place).await.into_iter().find(|one| one.wanted == off).unwrap().id;
    assert_eq!(confirm(&place, id, ASKER).await, Settled::NotByHer);
    assert!(matches!(confirm(&place, id, 6).await, Settled::Done(_)));
    assert!(!account(&place, SECOND).await.unwrap().active);
    // With somebody else in her zones, one is enough again; so for everybody who does not watch over the register.
    add(&place, 7, work(Function::Reviewer, &["5344"])).await;
    add(&place, 8, work(Function::Reviewer, &["5344"])).await;
    for whom in [7, OFFICER, MAGISTRATE, 6] {
        assert_eq!(ask(&place, whom, &off).await, Asked::Done, "{whom}");
    }
    // Two administrators who switch each other off at once do not both go.
    let last = place.journal.ask_register(user(ASKER), &off, &link(1), by(6, 40)).await.unwrap();
    assert_eq!(last, Asked::Proposed);
}

async fn changes_go_on_page_after_page_and_rubbish_takes_no_place(place: Arc<Place>) {
    staff(&place).await;
    let journal = &place.journal;
    for n in 0..30 {
        journal.invite(user(OFFICER), &[n; 32], minute(5_000), by(ASKER, 100 + i64::from(n))).await.unwrap();
    }
    // Whoever can write to the table puts a heap of rubbish, and of what never was, on top of it.
    let officer = user(OFFICER);
    for n in 0..230 {
        let what = if n % 2 == 0 { "{}" } else { r#"{"what":"second-factor-removed"}"# };
        place
            .force(&format!(
                "INSERT INTO register_change (change_id, at, by_user, user_id, what)                  VALUES ('zz{n}', 9000000000000, NULL, '{officer}', '{what}')"
            ))
            .await;
    }
    let zones = [zone("5344")];
    let zones: Vec<_> = zones.iter().collect();
    for of in [ChangesOf::Everybody, ChangesOf::Account(officer), ChangesOf::Zones(&zones)] {
        let (mut seen, mut before) = (Vec::new(), None);
        for _ in 0..10 {
            let page = journal.change_page(of, before.as_ref(), 7).await.unwrap();
            assert!(page.changes.len() == 7 || page.older.is_none());
            seen.extend(page.changes);
            before = page.older.map(|mark| mark.to_string().parse().unwrap());
            if before.is_none() {
                break;
            }
        }
        let ids: std::collections::BTreeSet<_> = seen.iter().map(|one| one.id.clone()).collect();
        assert_eq!(ids.len(), seen.len(), "each once");
        assert!(seen.is_sorted_by(|one, next| one.by.at >= next.by.at), "the latest first");
        assert_eq!(seen.iter().filter(|one| one.change == Change::Invited).count(), 30, "{of:?}");
        assert!(!ids.iter().any(|id| id.starts_with("zz")));
    }
    let told = journal.untold(&account(&place, OFFICER).await.unwrap()).await.unwrap();
    assert_eq!(told.len(), 30, "she is told what was done, and not what somebody wrote there");
    let broken = journal.verify(|_| {}).await.unwrap().rows;
    assert_eq!(broken.iter().filter(|row| row.table == "register_change").count(), 230);
    for odd in ["", "x", "1", "1.a\u{0}", "1.ü", &format!("1.{}", "a".repeat(65))] {
        assert!(odd.parse::<journal::ChangeMark>().is_err(), "{odd:?}");
    }
}

/// A folder of the version before: changes stand in the table and in no book.
async fn changes_of_a_version_that_did_not_seal_them_are_taken_over_once(place: Arc<Place>) {
    let old = |id: &str, what: &str| {
        format!(
            "INSERT INTO register_change (change_id, at, by_user, user_id, what)              VALUES ('{id}', 1, NULL, '{}', '{what}')",
            user(OFFICER)
        )
    };
    place.force(&old("old", r#"{"what":"invited"}"#)).await;
    place.force(&old("rubbish", "{}")).await;
    let ids = async || {
        let page = place.journal.change_page(ChangesOf::Account(user(OFFICER)), None, 9).await.unwrap();
        page.changes.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(ids().await, ["old"]);
    let broken = async || {
        let rows = place.journal.verify(|_| {}).await.unwrap().rows;
        rows.into_iter().map(|row| row.about).collect::<Vec<_>>()
    };
    assert_eq!(broken().await, ["rubbish"]);
    add(&place, ASKER, work(Function::Administrator, &[])).await;
    assert_eq!((ids().await, broken().await), (vec!["old".to_owned()], vec!["rubbish".to_owned()]));
    place.force(&old("late", r#"{"what":"invited"}"#)).await;
    assert_eq!(ids().await, ["old"], "from then on nothing is added from outside");
    assert_eq!(broken().await, ["late", "rubbish"]);
}

/// A password is slow: whoever began with it, in whatever way, before the account could do more, comes too late.
async fn what_was_begun_while_the_account_could_do_less_ends_with_nothing(place: Arc<Place>) {
    staff(&place).await;
    let journal = &place.journal;
    let session = |n: u128| Session {
        id: Uuid::from_u128(n),
        user: user(OFFICER),
        created_at: minute(10),
        seen_at: minute(10),
        second_factor: false,
        device: String::new(),
        way: SignInWay::Password,
    };
    let proved = account(&place, OFFICER).await.unwrap();
    assert!(journal.open_proved_session(&[1; 32], &session(1), &proved).await.unwrap());
    let key = PasskeyRow {
        id: "late".into(),
        user: user(OFFICER),
        name: "phone".into(),
        created_at: minute(30),
        used_at: None,
        key: "{}".into(),
    };
    let rise = from(Function::Intake, &["5344"], work(Function::Prosecutor, &["5344"]));
    assert_eq!(ask(&place, OFFICER, &rise).await, Asked::Proposed);
    let id = waiting(&place).await.remove(0).id;
    assert!(matches!(confirm(&place, id, SECOND).await, Settled::Done(_)));
    assert_eq!(journal.session(&[1; 32]).await.unwrap(), None);
    assert!(!journal.open_proved_session(&[2; 32], &session(2), &proved).await.unwrap());
    assert!(!journal.set_own_password(&session(1), "$argon2id$late", minute(31)).await.unwrap());
    assert!(!journal.set_own_totp(&session(1), b"late").await.unwrap());
    assert!(!journal.remove_own_totp(&session(1), minute(31)).await.unwrap());
    assert!(!journal.add_own_passkey(&session(1), &key).await.unwrap());
    let now = account(&place, OFFICER).await.unwrap();
    assert_eq!((now.password_hash.as_str(), now.has_totp), ("", false));
    assert_eq!(journal.passkeys(user(OFFICER)).await.unwrap(), []);
    // In a session of the account as it is now, each of them is hers.
    assert!(journal.open_proved_session(&[3; 32], &session(3), &now).await.unwrap());
    assert!(journal.add_own_passkey(&session(3), &key).await.unwrap());
    assert!(journal.set_own_totp(&session(3), b"hers").await.unwrap());
    assert!(journal.remove_own_totp(&session(3), minute(32)).await.unwrap());
    assert!(journal.set_own_password(&session(3), "$argon2id$hers", minute(33)).await.unwrap());
    assert_eq!(journal.verify(|_| {}).await.unwrap().rows, []);
}
