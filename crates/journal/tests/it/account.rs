use crate::fixture::{minute, nis, zone};
use crate::place::Place;
use casework::record::id::UserId;
use casework::record::staff::{Function, Sector};
use journal::{By, Counter, NewAccount, Session, SignInWay};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    an_account_is_found_by_its_name_however_it_is_typed,
    a_username_is_taken_only_once,
    failed_attempts_add_up_and_are_forgotten_by_a_success_or_a_day,
    the_secret_of_the_second_factor_is_sealed_and_bound_to_its_account,
    a_code_of_the_second_factor_works_once,
    a_session_ends_when_its_owner_ends_it_and_not_when_somebody_else_does,
    sessions_end_with_a_new_password_with_a_closed_account_and_with_time,
);

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn account(n: u128, username: &str) -> NewAccount {
    NewAccount {
        id: user(n),
        username: username.into(),
        name: "Colleague One".into(),
        function: Function::Eva,
        sector: Sector::VictimSupport,
        zones: vec![zone("5344"), zone("5339")],
        office: String::new(),
        neighbourhoods: vec![nis("21015")],
        language: "nl".into(),
        password_hash: "$argon2id$x".into(),
    }
}

fn by(at: i64) -> By {
    By { user: None, at: minute(at) }
}

async fn one(place: &Place) {
    assert!(place.journal.add_account(&account(1, "eva.5344"), by(0)).await.unwrap());
}

fn session(n: u128, of: u128) -> Session {
    let seen = minute(n as i64);
    let at = jiff::Timestamp::from_millisecond(seen.as_millisecond()).unwrap();
    Session {
        id: Uuid::from_u128(n),
        user: user(of),
        created_at: at,
        seen_at: at,
        second_factor: true,
        device: "Browser".into(),
        way: SignInWay::Password,
    }
}

async fn open(place: &Place, n: u128, of: u128) {
    place.journal.open_session(&[n as u8; 32], &session(n, of)).await.unwrap();
}

async fn an_account_is_found_by_its_name_however_it_is_typed(place: Arc<Place>) {
    one(&place).await;
    let kept = place.journal.account_named("EVA.5344").await.unwrap().unwrap();
    assert_eq!((kept.id, kept.function, kept.sector), (user(1), Function::Eva, Sector::VictimSupport));
    assert_eq!(
        (kept.zones.clone(), kept.neighbourhoods.clone()),
        (vec![zone("5344"), zone("5339")], vec![nis("21015")])
    );
    assert!(kept.active && !kept.has_totp);
    assert_eq!(place.journal.account(user(1)).await.unwrap(), Some(kept.clone()));
    assert_eq!(place.journal.accounts().await.unwrap(), [kept]);
    assert_eq!(place.journal.account_named("nobody").await.unwrap(), None);
}

async fn a_username_is_taken_only_once(place: Arc<Place>) {
    one(&place).await;
    assert!(!place.journal.add_account(&account(2, "eva.5344"), by(0)).await.unwrap());
    assert!(
        !place.journal.add_account(&account(2, "EVA.5344"), by(0)).await.unwrap(),
        "whatever the case of its letters"
    );
    assert_eq!(place.journal.accounts().await.unwrap().len(), 1);
}

async fn failed_attempts_add_up_and_are_forgotten_by_a_success_or_a_day(place: Arc<Place>) {
    let here = Counter { kind: "pair", which: "eva.5344|192.0.2.7".into() };
    let name = Counter { kind: "name", which: "eva.5344".into() };
    let both = [here.clone(), name.clone()];
    place.journal.note_failure(&both, minute(1)).await.unwrap();
    place.journal.note_failure(&both, minute(2)).await.unwrap();
    let kept = place.journal.failures(&here, minute(3)).await.unwrap().unwrap();
    assert_eq!((kept.count, kept.last_at.as_second()), (2, minute(2).as_second()));
    place.journal.forget_failures(&here).await.unwrap();
    assert_eq!(place.journal.failures(&here, minute(3)).await.unwrap(), None);
    assert_eq!(place.journal.failures(&name, minute(3)).await.unwrap().unwrap().count, 2);
    let tomorrow = minute(24 * 60 + 3);
    assert_eq!(place.journal.failures(&name, tomorrow).await.unwrap(), None);
    place.journal.note_failure(std::slice::from_ref(&name), tomorrow).await.unwrap();
    assert_eq!(place.journal.failures(&name, tomorrow).await.unwrap().unwrap().count, 1);
    let stored = place.everything_stored().await;
    assert!(
        !stored.windows(9).any(|window| window == b"192.0.2.7"),
        "an address can be read in the database"
    );
}

async fn the_secret_of_the_second_factor_is_sealed_and_bound_to_its_account(place: Arc<Place>) {
    let secret = b"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    one(&place).await;
    assert!(place.journal.add_account(&account(2, "eva.5339"), by(0)).await.unwrap());
    assert_eq!(place.journal.totp_secret(user(1)).await.unwrap(), None);
    place.journal.set_totp(user(1), Some(secret)).await.unwrap();
    assert_eq!(place.journal.totp_secret(user(1)).await.unwrap().as_deref(), Some(&secret[..]));
    assert!(place.journal.account(user(1)).await.unwrap().unwrap().has_totp);
    let stored = place.everything_stored().await;
    assert!(
        !stored.windows(secret.len()).any(|window| window == secret),
        "the secret can be read in the database"
    );

    let sealed = place.bytes(&format!("SELECT totp_sealed FROM account WHERE user_id = '{}'", user(1))).await;
    place
        .tamper(&format!("UPDATE account SET totp_sealed = $1 WHERE user_id = '{}'", user(2)), Some(sealed))
        .await;
    assert!(place.journal.totp_secret(user(2)).await.is_err(), "a secret moved to another account opens");
    place.journal.set_totp(user(1), None).await.unwrap();
    assert_eq!(place.journal.totp_secret(user(1)).await.unwrap(), None);
}

async fn a_code_of_the_second_factor_works_once(place: Arc<Place>) {
    one(&place).await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let place = place.clone();
            tokio::spawn(async move { place.journal.use_totp_step(user(1), 58_000_000).await.unwrap() })
        })
        .collect();
    let mut taken = 0;
    for attempt in tries {
        taken += usize::from(attempt.await.unwrap());
    }
    assert_eq!(taken, 1, "eight at once: one gets in");
    assert!(!place.journal.use_totp_step(user(1), 57_999_999).await.unwrap(), "nor an older one");
    assert!(place.journal.use_totp_step(user(1), 58_000_001).await.unwrap());
}

async fn a_session_ends_when_its_owner_ends_it_and_not_when_somebody_else_does(place: Arc<Place>) {
    one(&place).await;
    assert!(place.journal.add_account(&account(2, "eva.5339"), by(0)).await.unwrap());
    open(&place, 1, 1).await;
    assert_eq!(place.journal.session(&[1; 32]).await.unwrap(), Some(session(1, 1)));
    assert_eq!(place.journal.session(&[9; 32]).await.unwrap(), None);
    place.journal.end_session(user(2), Uuid::from_u128(1)).await.unwrap();
    assert!(place.journal.session(&[1; 32]).await.unwrap().is_some());
    place.journal.end_session(user(1), Uuid::from_u128(1)).await.unwrap();
    assert_eq!(place.journal.session(&[1; 32]).await.unwrap(), None);
}

async fn sessions_end_with_a_new_password_with_a_closed_account_and_with_time(place: Arc<Place>) {
    one(&place).await;
    open(&place, 1, 1).await;
    open(&place, 2, 1).await;
    let order: Vec<_> =
        place.journal.sessions(user(1)).await.unwrap().iter().map(|s| s.id.as_u128()).collect();
    assert_eq!(order, [2, 1]);
    place.journal.touch_session(Uuid::from_u128(1), minute(50)).await.unwrap();
    place.journal.end_stale_sessions(minute(0), minute(40)).await.unwrap();
    let left: Vec<_> =
        place.journal.sessions(user(1)).await.unwrap().iter().map(|s| s.id.as_u128()).collect();
    assert_eq!(left, [1]);
    place.journal.set_password(user(1), "$argon2id$y", by(60)).await.unwrap();
    assert!(place.journal.sessions(user(1)).await.unwrap().is_empty());
    open(&place, 3, 1).await;
    place.journal.switch_off(user(1), None, by(61)).await.unwrap();
    assert!(place.journal.sessions(user(1)).await.unwrap().is_empty());
    let kept = place.journal.account(user(1)).await.unwrap().unwrap();
    assert!(!kept.active && kept.password_hash == "$argon2id$y");
}
