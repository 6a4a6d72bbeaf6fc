use crate::fixture::{
    about_couple, amend, assert_replays, assert_whole, author, case, compare, minute, officer, report,
    report_id, sign, sign_one,
};
use crate::place::{Place, runtime};
use casework::case::{Command, Entry, fold, known_at, samples};
use casework::follow_up::{ContactOutcome, DayTwo, EndReason, Stop};
use casework::linking::SamePerson;
use casework::prosecution::Decision;
use casework::record::id::PersonId;
use casework::record::sample;
use casework::record::staff::Function;
use casework::record::words::Answer;
use casework::tasks::clocks::ClockKind;
use casework::{follow_up, linking, prosecution, report, tasks};
use jiff::ToSpan;
use journal::RunError;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::sync::Arc;

on_both!(
    an_older_report_imported_later_makes_the_newer_one_a_repeated_one,
    rebuilding_while_officers_write_loses_nothing,
    an_entry_is_never_dated_before_the_one_that_it_follows,
);

mod random {
    mod sqlite {
        #[test]
        fn whatever_colleagues_do_a_rebuilt_board_is_the_live_one_and_the_past_is_a_prefix() {
            crate::replay::whatever_colleagues_do(64, crate::place::Place::sqlite);
        }
    }

    mod postgres {
        #[test]
        fn whatever_colleagues_do_a_rebuilt_board_is_the_live_one_and_the_past_is_a_prefix() {
            crate::replay::whatever_colleagues_do(8, crate::place::Place::postgres);
        }
    }
}

const CASES: u128 = 4;

/// Something that a colleague tries, on one of two reports of one of four cases.
#[derive(Debug, Clone)]
struct Attempt {
    case: u128,
    second: bool,
    by: Function,
    /// Since the attempt before; clocks of two machines may differ, so also backwards.
    minutes: i64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Sign {
        couple: u128,
        received: i64,
        pv: u128,
    },
    Open,
    Contact(ContactOutcome, Option<i64>, bool),
    Book(i64),
    End(EndReason),
    DayTwo,
    TakeBack(Stop),
    Decide(Decision),
    Sensitive,
    Pause(ClockKind),
    Resume(ClockKind),
    Escalate(ClockKind, Function),
    Group(u128),
    Separate(u128),
    Link(u128, u128, bool),
    Refuse(u128, i32),
    Postpone(u128),
    Amend(String),
    /// Any command of the domain, on the case of the samples: none is left out.
    Sample(Command),
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn what() -> impl Strategy<Value = What> {
    let minutes = || -60..4_000_i64;
    prop_oneof![
        6 => (0..3_u128, -3_000..3_000_i64, 0..12_u128)
            .prop_map(|(couple, received, pv)| What::Sign { couple, received, pv }),
        2 => Just(What::Open),
        3 => (one_of(ContactOutcome::ALL), prop::option::of(minutes()), any::<bool>())
            .prop_map(|(outcome, next, note)| What::Contact(outcome, next, note)),
        1 => minutes().prop_map(What::Book),
        1 => one_of(EndReason::ALL).prop_map(What::End),
        1 => Just(What::DayTwo),
        2 => one_of(Stop::ALL).prop_map(What::TakeBack),
        1 => one_of(Decision::ALL).prop_map(What::Decide),
        1 => Just(What::Sensitive),
        2 => one_of(ClockKind::ALL).prop_map(What::Pause),
        2 => one_of(ClockKind::ALL).prop_map(What::Resume),
        1 => (one_of(ClockKind::ALL), one_of(Function::ALL)).prop_map(|(clock, to)| What::Escalate(clock, to)),
        1 => (0..CASES).prop_map(What::Group),
        1 => (0..CASES).prop_map(What::Separate),
        1 => (0..CASES, 1..4_u128, any::<bool>()).prop_map(|(with, role, undo)| What::Link(with, role, undo)),
        1 => (0..CASES, 0..300).prop_map(|(with, score)| What::Refuse(with, score)),
        1 => (0..CASES).prop_map(What::Postpone),
        1 => "[ a-z]{0,8}".prop_map(What::Amend),
        12 => prop::sample::select(samples::commands()).prop_map(What::Sample),
    ]
}

fn attempt() -> impl Strategy<Value = Attempt> {
    (0..CASES, any::<bool>(), one_of(Function::ALL), -20..600_i64, what())
        .prop_map(|(case, second, by, minutes, what)| Attempt { case, second, by, minutes, what })
}

fn command(attempt: &Attempt, now: i64) -> Command {
    let number = attempt.case * 2 + u128::from(attempt.second);
    let (this, of, reason) = (case(attempt.case), report_id(number), "Because.".to_owned());
    match attempt.what.clone() {
        What::Sign { couple, received, pv } => {
            let mut mine = about_couple(report(number), couple);
            mine.head.received_at = minute(received);
            mine.head.pv = report(pv).head.pv;
            sign(mine)
        }
        What::Open => {
            Command::Report(report::Command::AcknowledgeReceipt { report: of, user: author(attempt.by).user })
        }
        What::Contact(outcome, next, note) => {
            let note = if note { "She will call back.".to_owned() } else { String::new() };
            Command::FollowUp(follow_up::Command::Contact {
                report: of,
                outcome,
                next_try: next.map(|next| minute(now + next)),
                note,
            })
        }
        What::Book(next) => Command::FollowUp(follow_up::Command::BookAppointment {
            report: of,
            at: minute(now + next),
            place: "Town hall".into(),
        }),
        What::End(why) => {
            Command::FollowUp(follow_up::Command::EndFollowUp { report: of, reason: why, note: reason })
        }
        What::TakeBack(what) => Command::FollowUp(follow_up::Command::TakeBack { report: of, what, reason }),
        What::DayTwo => Command::FollowUp(follow_up::Command::DayTwo(day_two(number))),
        What::Decide(decision) => {
            Command::Prosecution(prosecution::Command::Decide { report: of, decision, reason })
        }
        What::Sensitive => Command::Prosecution(prosecution::Command::MarkSensitive { report: of, reason }),
        What::Pause(clock) => {
            Command::Tasks(tasks::Command::Pause { report: of, clock, until: minute(now + 900), reason })
        }
        What::Resume(clock) => Command::Tasks(tasks::Command::Resume { report: of, clock }),
        What::Escalate(clock, to) => Command::Tasks(tasks::Command::Escalate { report: of, clock, to }),
        What::Group(with) => Command::Linking(linking::Command::Group { this, with: case(with), reason }),
        What::Separate(with) => {
            Command::Linking(linking::Command::Separate { this, with: case(with), reason })
        }
        What::Link(with, role, undo) => {
            let person = |of: u128| PersonId(uuid::Uuid::from_u128(of * 10 + role));
            let same = SamePerson { here: person(number), case: case(with), person: person(with * 2) };
            let link = Command::Linking(linking::Command::LinkPerson { this, same, reason: reason.clone() });
            if undo { Command::Linking(linking::Command::UnlinkPerson { this, same, reason }) } else { link }
        }
        What::Refuse(with, score) => {
            Command::Linking(linking::Command::RefuseMatch { this, with: case(with), score, reason })
        }
        What::Postpone(with) => Command::Linking(linking::Command::PostponeMatch {
            this,
            with: case(with),
            until: minute(now + 9_000),
        }),
        What::Amend(text) => Command::Report(report::Command::Amend { report: of, text }),
        What::Sample(command) => command,
    }
}

fn day_two(number: u128) -> DayTwo {
    DayTwo {
        report: report_id(number),
        framework_explained: Answer::Yes,
        hearing_prepared: Answer::No,
        companion_wanted: Answer::Unknown,
        housing_safe: Answer::Yes,
        own_income: Answer::No,
        note: "Housing until May.".into(),
    }
}

/// Tries them one after the other; a refusal is an answer too, an error of the database is not.
async fn try_all(place: &Place, attempts: &[Attempt]) {
    let mut now = 0;
    for command in samples::commands().into_iter().filter(|command| command.signs().is_some()) {
        place.journal.run(sample::CASE, &officer(), minute(now), None, &command).await.unwrap();
    }
    for attempt in attempts {
        now += attempt.minutes;
        let command = command(attempt, now);
        let of = if matches!(attempt.what, What::Sample(_)) { sample::CASE } else { case(attempt.case) };
        let result = place.journal.run(of, &author(attempt.by), minute(now), None, &command).await;
        match result {
            Ok(_) | Err(RunError::Refused(_) | RunError::DuplicatePv(_)) => {}
            Err(other) => panic!("{attempt:?}: {other}"),
        }
    }
}

/// Cutting the entries at any time gives the beginning of the case as it was, and never a hole.
fn assert_past_is_prefix(entries: &[Entry]) {
    for entry in entries {
        for at in [entry.at, entry.at - 1.nanosecond()] {
            let known = entries.iter().take_while(|entry| entry.at <= at).count();
            assert_eq!(fold(known_at(entries, at)), fold(&entries[..known]), "the case as known at {at}");
        }
    }
}

fn whatever_colleagues_do<F: Future<Output = Place>>(cases: u32, place: fn() -> F) {
    let config =
        ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 200, ..Default::default() };
    let runtime = runtime();
    let holds = |attempts: Vec<Attempt>| {
        runtime.block_on(async {
            let place = place().await;
            try_all(&place, &attempts).await;
            assert_whole(&place.journal).await;
            for n in 0..CASES {
                if let Some(stream) = place.journal.load(case(n)).await.unwrap() {
                    assert_past_is_prefix(&stream.entries);
                }
            }
            assert_replays(&place.journal).await;
            place.clear().await;
        });
        Ok(())
    };
    TestRunner::new(config).run(&prop::collection::vec(attempt(), 1..40), holds).unwrap();
}

async fn an_older_report_imported_later_makes_the_newer_one_a_repeated_one(place: Arc<Place>) {
    let journal = &place.journal;
    let repeated = async |n| {
        let of = format!("SELECT repeated FROM report_row WHERE report_id = '{}'", report_id(n));
        place.number(&of).await
    };
    let newer = about_couple(report(9), 5);
    journal.run(case(9), &officer(), minute(9), None, &sign(newer)).await.unwrap();
    assert_eq!(repeated(9).await, 0);
    let older = about_couple(report(2), 5);
    journal.run(case(2), &officer(), minute(20), None, &sign(older)).await.unwrap();
    compare(journal).await;
    assert_eq!((repeated(2).await, repeated(9).await), (0, 1));
    journal.run(case(9), &officer(), minute(21), None, &amend(9, "Again.")).await.unwrap();
    assert_eq!((repeated(2).await, repeated(9).await), (0, 1), "writing to it again does not lose the mark");
    assert_replays(journal).await;
}

async fn rebuilding_while_officers_write_loses_nothing(place: Arc<Place>) {
    for n in 1..=40 {
        sign_one(&place.journal, n).await;
    }
    let busy = place.clone();
    let writer = tokio::spawn(async move {
        for n in 1..=40 {
            let sensitive = Command::Prosecution(prosecution::Command::MarkSensitive {
                report: report_id(n),
                reason: "Weapons.".into(),
            });
            busy.journal.run(case(n), &officer(), minute(100), None, &sensitive).await.unwrap();
            sign_one(&busy.journal, 1_000 - n).await;
        }
    });
    while !writer.is_finished() {
        place.journal.rebuild(|_| {}).await.unwrap();
    }
    writer.await.unwrap();
    assert_eq!(place.number("SELECT count(*) FROM report_row").await, 80);
    assert_eq!(place.number("SELECT count(*) FROM report_row WHERE sensitive = 1").await, 40);
    assert_replays(&place.journal).await;
}

async fn an_entry_is_never_dated_before_the_one_that_it_follows(place: Arc<Place>) {
    sign_one(&place.journal, 30).await;
    place.journal.run(case(30), &officer(), minute(7), None, &amend(30, "From a slow clock.")).await.unwrap();
    let entries = place.journal.load(case(30)).await.unwrap().unwrap().entries;
    assert!(entries.is_sorted_by_key(|entry| entry.at));
    assert_past_is_prefix(&entries);
}
