//! The register of people: its changes stay, and whoever has work in hand is found.

use crate::fixture::{assert_replays, author, case, minute, report_id, sign_one};
use crate::place::Place;
use casework::case::Command;
use casework::follow_up::ContactOutcome;
use casework::record::id::UserId;
use casework::record::staff::{Author, Function, Sector};
use casework::tasks::TaskKind;
use casework::tasks::clocks::ClockKind;
use casework::{follow_up, report};
use journal::{By, NewAccount};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_change_of_the_register_is_neither_changed_nor_deleted,
    an_invitation_is_used_once_by_two_at_a_time,
    a_step_of_a_sign_in_is_taken_once_in_time_and_by_its_kind,
    a_sealed_step_costs_no_writing_until_it_is_used_once,
    whoever_has_work_in_hand_is_found_until_somebody_else_goes_on_with_it,
);

fn by(at: i64) -> By {
    By { user: None, at: minute(at) }
}

async fn somebody(place: &Place) -> UserId {
    let id = UserId(Uuid::from_u128(1));
    let new = NewAccount {
        id,
        username: "admin".into(),
        name: "Colleague One".into(),
        function: Function::Administrator,
        sector: Sector::Municipality,
        zones: vec![],
        office: String::new(),
        neighbourhoods: vec![],
        language: "fr".into(),
        password_hash: String::new(),
    };
    assert!(place.journal.add_account(&new, by(0)).await.unwrap());
    id
}

async fn a_change_of_the_register_is_neither_changed_nor_deleted(place: Arc<Place>) {
    somebody(&place).await;
    for statement in ["UPDATE register_change SET at = 0", "DELETE FROM register_change"] {
        assert!(place.try_force(statement).await.is_err(), "{statement}");
    }
    assert_eq!(place.journal.register_changes(None, 10).await.unwrap().len(), 1);
}

async fn an_invitation_is_used_once_by_two_at_a_time(place: Arc<Place>) {
    let id = somebody(&place).await;
    place.journal.invite(id, &[1; 32], minute(60), by(0)).await.unwrap();
    assert_eq!(place.journal.invited(&[1; 32], minute(61)).await.unwrap(), None, "too old");
    let tries: Vec<_> = (0..4)
        .map(|_| {
            let place = place.clone();
            tokio::spawn(async move {
                place.journal.use_invitation(&[1; 32], "$argon2id$z", minute(2)).await.unwrap()
            })
        })
        .collect();
    let mut used = 0;
    for one in tries {
        used += usize::from(one.await.unwrap() == journal::Invited::Used(id));
    }
    assert_eq!(used, 1);
}

async fn a_step_of_a_sign_in_is_taken_once_in_time_and_by_its_kind(place: Arc<Place>) {
    let keep = async |n: u8| {
        place.journal.keep_step(&[n; 32], "passkey", minute(0), minute(10), "secret state").await.unwrap()
    };
    keep(1).await;
    assert_eq!(place.journal.take_step(&[1; 32], "organisation", minute(1)).await.unwrap(), None);
    assert_eq!(
        place.journal.take_step(&[1; 32], "passkey", minute(1)).await.unwrap().as_deref(),
        Some("secret state")
    );
    assert_eq!(place.journal.take_step(&[1; 32], "passkey", minute(1)).await.unwrap(), None, "once");
    keep(2).await;
    assert_eq!(place.journal.take_step(&[2; 32], "passkey", minute(11)).await.unwrap(), None, "too late");
    let stored = place.everything_stored().await;
    assert!(!stored.windows(12).any(|window| window == b"secret state"));
}

async fn a_sealed_step_costs_no_writing_until_it_is_used_once(place: Arc<Place>) {
    let journal = &place.journal;
    let sealed = journal.seal_step("passkey", minute(10), "secret|state");
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
    assert_eq!(place.number("SELECT count(*) FROM sign_in_step").await, 0);
    let (until, what) = journal.open_step("passkey", &sealed, minute(9)).unwrap();
    assert_eq!(what, "secret|state");
    assert_eq!(journal.open_step("organisation", &sealed, minute(1)), None);
    assert_eq!(journal.open_step("passkey", &sealed, minute(11)), None, "too late");
    assert_eq!(journal.open_step("passkey", &sealed[1..], minute(1)), None);
    let spend = async |at| journal.spend_step(&[3; 32], "passkey", at, until).await.unwrap();
    assert!(spend(minute(2)).await && !spend(minute(3)).await, "once");
    assert_eq!(place.journal.take_step(&[3; 32], "passkey", minute(4)).await.unwrap(), None);
}

async fn whoever_has_work_in_hand_is_found_until_somebody_else_goes_on_with_it(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    let eva = author(Function::Eva);
    let other = Author { user: UserId(Uuid::from_u128(77)), ..eva.clone() };
    let report = report_id(1);
    let run = async |by: &Author, at: i64, command: Command| {
        journal.run(case(1), by, minute(at), None, &command).await.unwrap();
    };
    let in_hand = async |user: UserId| {
        let lines = journal.in_hand(user, minute(60)).await.unwrap();
        lines.iter().map(|line| (line.task.kind, line.row.label.pv.is_empty())).collect::<Vec<_>>()
    };
    run(&eva, 9, Command::Report(report::Command::AcknowledgeReceipt { report, user: eva.user })).await;
    assert_eq!(
        in_hand(eva.user).await,
        [(TaskKind::Clock(ClockKind::FirstContact), false), (TaskKind::Clock(ClockKind::DayTwo), false)]
    );
    let next_try = Some(minute(500));
    run(
        &eva,
        10,
        Command::FollowUp(follow_up::Command::Contact {
            report,
            outcome: ContactOutcome::NoAnswer,
            next_try,
            note: String::new(),
        }),
    )
    .await;
    run(
        &eva,
        11,
        Command::FollowUp(follow_up::Command::BookAppointment {
            report,
            at: minute(900),
            place: "Office".into(),
        }),
    )
    .await;
    assert_eq!(in_hand(eva.user).await.len(), 3, "the planned try, day 2 and the appointment");
    assert!(
        journal
            .in_hand(eva.user, minute(901))
            .await
            .unwrap()
            .iter()
            .all(|line| line.task.kind != TaskKind::Appointment)
    );
    let (outcome, next_try) = (ContactOutcome::NoAnswer, Some(minute(600)));
    run(
        &other,
        20,
        Command::FollowUp(follow_up::Command::Contact { report, outcome, next_try, note: String::new() }),
    )
    .await;
    assert_eq!(
        in_hand(other.user).await,
        [(TaskKind::Clock(ClockKind::FirstContact), false), (TaskKind::Clock(ClockKind::DayTwo), false)]
    );
    assert_eq!(in_hand(eva.user).await, [(TaskKind::Appointment, false)]);
    assert_replays(journal).await;
}
