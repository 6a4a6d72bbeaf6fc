use crate::fixture::{case, minute};
use crate::place::Place;
use casework::oversight::log::{Flag, Reading, ReadingAct, ReadingOutcome, Shown, Unit};
use casework::record::facets::Class;
use casework::record::id::UserId;
use casework::record::staff::{Function, Sector};
use jiff::Timestamp;
use journal::{AuditKey, Checkpoint, ReadingsOf, audit};
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_reading_comes_back_as_it_was_logged,
    the_log_begins_with_a_line_that_says_so,
    what_was_shown_is_sealed_and_nothing_typed_is_kept,
    the_database_itself_refuses_to_change_or_delete_a_line,
    readings_of_an_earlier_version_become_the_first_lines,
    writers_side_by_side_leave_no_hole,
    lines_of_the_same_moment_keep_their_order,
    a_page_that_is_closed_takes_no_line_of_others_with_it,
    when_lines_cannot_be_written_everybody_who_waits_hears_it,
    any_single_change_of_the_log_is_found,
    a_log_that_was_emptied_is_found_with_a_checkpoint_and_without,
    a_table_that_was_dropped_is_found,
    an_end_that_was_written_anew_with_the_master_key_is_found_with_a_checkpoint,
    a_head_that_was_moved_back_is_never_sealed_again_in_silence,
    nothing_is_signed_while_the_log_does_not_hold,
    auditing_while_others_read_gives_no_false_alarm,
);

/// The n-th reading, of one of three colleagues.
fn reading(n: i64) -> Reading {
    Reading {
        at: minute(n),
        user: UserId(Uuid::from_u128(0x05e4 + n as u128 % 3)),
        unit: Some(Unit {
            function: Function::Eva,
            sector: Sector::VictimSupport,
            zones: vec![crate::fixture::zone("5344")],
        }),
        purpose: "follow-up".into(),
        act: ReadingAct::Open,
        case: Some(case(n as u128 % 4)),
        outcome: ReadingOutcome::Given,
        session: Some(Uuid::from_u128(9)),
        request: Some(Uuid::from_u128(n as u128)),
        shown: Shown {
            classes: [Class::Identity].into(),
            withheld: [Class::Medical].into(),
            entries: 12,
            flags: [Flag::OwnName].into(),
            ..Shown::default()
        },
    }
}

const EVER: (Timestamp, Timestamp) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);

/// A log of so many lines, the first of which says that it begins.
async fn log_of(place: &Place, lines: i64) {
    for n in 1..lines {
        place.journal.log(reading(n)).await.unwrap();
    }
    assert_eq!(place.journal.audit(&[]).await.unwrap().faults, []);
}

/// What an audit says, with the master key and these checkpoints.
async fn faults(place: &Place, checkpoints: &[Checkpoint]) -> Vec<(Option<i64>, String)> {
    let audited = place.journal.audit(checkpoints).await.unwrap();
    audited.faults.into_iter().map(|fault| (fault.line, fault.what)).collect()
}

async fn checkpoint(place: &Place) -> Checkpoint {
    place.journal.checkpoint(minute(999)).await.unwrap().unwrap().0
}

/// As somebody who owns the database, not only a password for it: the guards are taken away first.
async fn without_guards(place: &Place) {
    let (lines, heads) = if place.is_sqlite() { ("", "") } else { (" ON reading_line", " ON reading_head") };
    place.force(&format!("DROP TRIGGER reading_line_never_changes{lines}")).await;
    place.force(&format!("DROP TRIGGER reading_line_never_goes{lines}")).await;
    place.force(&format!("DROP TRIGGER reading_head_never_goes{heads}")).await;
}

fn but_guards(faults: Vec<(Option<i64>, String)>) -> Vec<(Option<i64>, String)> {
    faults.into_iter().filter(|(_, what)| !what.contains("the guard")).collect()
}

async fn a_reading_comes_back_as_it_was_logged(place: Arc<Place>) {
    let mut refused = reading(2).refused();
    refused.case = None;
    place.journal.log_all(vec![reading(1), refused.clone()]).await.unwrap();
    let lines = place.journal.readings(ReadingsOf::All, EVER, 10).await.unwrap();
    let said: Vec<_> = lines.iter().map(|line| (line.seq, line.reading.act)).collect();
    assert_eq!(said, [(3, ReadingAct::Open), (2, ReadingAct::Open), (1, ReadingAct::Begin)]);
    // The odd microseconds of a moment are not kept.
    let at = |reading: Reading| Reading {
        at: Timestamp::from_millisecond(reading.at.as_millisecond()).unwrap(),
        ..reading
    };
    assert_eq!(lines[0].reading, at(refused));
    assert_eq!(lines[1].reading, at(reading(1)));
    let of_case = place.journal.readings(ReadingsOf::Case(case(1)), EVER, 10).await.unwrap();
    assert_eq!(of_case.iter().map(|line| line.seq).collect::<Vec<_>>(), [2]);
    let of_user = place.journal.readings(ReadingsOf::User(reading(2).user), EVER, 10).await.unwrap();
    assert_eq!(of_user.iter().map(|line| line.seq).collect::<Vec<_>>(), [3]);
    assert_eq!(place.journal.readings_after(2, 10).await.unwrap().len(), 1);
    assert!(place.journal.readings(ReadingsOf::All, (minute(3), minute(9)), 10).await.unwrap().is_empty());
}

async fn the_log_begins_with_a_line_that_says_so(place: Arc<Place>) {
    assert!(
        faults(&place, &[]).await[0].1.contains("no head"),
        "a log that never began is not taken for a whole one"
    );
    place.journal.begin_log(minute(0)).await.unwrap();
    place.journal.begin_log(minute(1)).await.unwrap();
    let audited = place.journal.audit(&[]).await.unwrap();
    assert_eq!((audited.lines, audited.faults), (1, vec![]));
}

async fn what_was_shown_is_sealed_and_nothing_typed_is_kept(place: Arc<Place>) {
    let tokens = place.journal.sought_tokens(["quillebeuvre", "1985"]);
    assert_eq!(tokens, place.journal.sought_tokens(["quillebeuvre", "1985"]));
    assert_ne!(tokens[0], place.with_another_key().sought_tokens(["quillebeuvre"])[0]);
    let mut searched = reading(1);
    searched.shown.sought = tokens.clone();
    place.journal.log(searched).await.unwrap();
    let stored = place.everything_stored().await;
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("follow-up"), "the test reads what is stored");
    for secret in ["own-name", "quillebeuvre", tokens[0].as_str()] {
        assert!(!holds(secret), "{secret}");
    }
}

async fn the_database_itself_refuses_to_change_or_delete_a_line(place: Arc<Place>) {
    log_of(&place, 3).await;
    for text in [
        "UPDATE reading_line SET purpose = 'x' WHERE seq = 2",
        "DELETE FROM reading_line WHERE seq = 2",
        "DELETE FROM reading_head",
    ] {
        let refused = place.try_force(text).await.unwrap_err();
        assert!(refused.contains("only added to"), "{refused}");
    }
    if !place.is_sqlite() {
        assert!(place.try_force("TRUNCATE reading_line").await.unwrap_err().contains("only added to"));
    }
    assert_eq!(faults(&place, &[]).await, []);
    without_guards(&place).await;
    assert_eq!(faults(&place, &[]).await.len(), 3, "that the guards are gone is said");
}

async fn readings_of_an_earlier_version_become_the_first_lines(place: Arc<Place>) {
    let user = UserId(Uuid::from_u128(5));
    for (at, of) in [(2_000, case(1)), (1_000, casework::record::id::CaseId(Uuid::nil()))] {
        let text = format!(
            "INSERT INTO reading (at, user_id, case_id, purpose, what) VALUES ({at}, '{user}', '{of}', 'decide', 'case')"
        );
        place.tamper(&text, None).await;
    }
    assert_eq!(place.journal.adopt_earlier_readings().await.unwrap(), 2);
    assert_eq!(place.journal.adopt_earlier_readings().await.unwrap(), 0);
    place.journal.log(reading(1)).await.unwrap();
    let lines = place.journal.readings_after(0, 10).await.unwrap();
    let said: Vec<_> = lines.iter().map(|line| (line.reading.act, line.reading.case)).collect();
    let expected = [
        (ReadingAct::Begin, None),
        (ReadingAct::Earlier, None),
        (ReadingAct::Earlier, Some(case(1))),
        (ReadingAct::Open, Some(case(1))),
    ];
    assert_eq!(said, expected);
    assert_eq!(faults(&place, &[]).await, []);
}

async fn writers_side_by_side_leave_no_hole(place: Arc<Place>) {
    let mut writers = Vec::new();
    for writer in 0..6 {
        let node = if place.is_sqlite() || writer % 2 == 0 {
            place.journal.clone()
        } else {
            place.another_node().await
        };
        writers.push(tokio::spawn(async move {
            for n in 0..20 {
                node.log(reading(writer * 100 + n)).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let audited = place.journal.audit(&[]).await.unwrap();
    assert_eq!((audited.lines, audited.faults), (121, vec![]));
}

async fn lines_of_the_same_moment_keep_their_order(place: Arc<Place>) {
    place.journal.begin_log(minute(0)).await.unwrap();
    // One thread: all are handed in before the first answer can come.
    let logs = (0..300).map(|n| place.journal.log_all(vec![reading(2 * n), reading(2 * n + 1)]));
    futures_util::future::try_join_all(logs).await.unwrap();
    let lines = place.journal.readings_after(1, 1_000).await.unwrap();
    let requests: Vec<_> = lines.iter().filter_map(|line| line.reading.request).collect();
    assert_eq!(requests, (0..600).map(Uuid::from_u128).collect::<Vec<_>>());
    assert_eq!(place.journal.audit(&[]).await.unwrap().faults, []);
}

async fn a_page_that_is_closed_takes_no_line_of_others_with_it(place: Arc<Place>) {
    let mut pages = Vec::new();
    for n in 0..60 {
        let journal = place.journal.clone();
        pages.push(tokio::spawn(async move { journal.log(reading(n)).await.map(|()| n) }));
        tokio::task::yield_now().await;
    }
    for page in pages.iter().step_by(2) {
        page.abort();
    }
    let mut answered = Vec::new();
    for page in pages {
        // The others were closed: they hear nothing.
        if let Ok(logged) = page.await {
            answered.push(Uuid::from_u128(logged.unwrap() as u128));
        }
    }
    assert!(answered.len() >= 30);
    place.journal.log(reading(1_000)).await.unwrap();
    let lines = place.journal.readings_after(0, 1_000).await.unwrap();
    let written: Vec<_> = lines.iter().filter_map(|line| line.reading.request).collect();
    assert!(answered.iter().all(|request| written.contains(request)));
    assert_eq!(place.journal.audit(&[]).await.unwrap().faults, []);
}

async fn when_lines_cannot_be_written_everybody_who_waits_hears_it(place: Arc<Place>) {
    log_of(&place, 3).await;
    place.force("ALTER TABLE reading_line RENAME TO elsewhere").await;
    let logs = (0..40).map(|n| place.journal.log(reading(n)));
    let answers = futures_util::future::join_all(logs).await;
    assert!(answers.iter().all(Result::is_err));
    place.force("ALTER TABLE elsewhere RENAME TO reading_line").await;
    place.journal.log(reading(50)).await.unwrap();
    assert_eq!(place.journal.audit(&[]).await.unwrap().lines, 4);
}

/// What somebody may do to a log of `n` lines, with the statements that do it.
#[derive(Debug, Clone)]
enum Attack {
    Alter { line: i64, column: &'static str },
    Remove { line: i64 },
    Swap { one: i64, other: i64 },
    Insert { after: i64 },
    CutOff { from: i64, head_too: bool },
}

/// Columns that somebody may alter.
const COLUMNS: &[&str] = &[
    "at",
    "user_id",
    "unit",
    "purpose",
    "act",
    "case_id",
    "outcome",
    "session_id",
    "request_id",
    "sealed",
    "hash",
];

fn attacks(n: i64) -> impl Strategy<Value = Attack> {
    prop_oneof![
        (1..=n, proptest::sample::select(COLUMNS)).prop_map(|(line, column)| Attack::Alter { line, column }),
        (1..=n).prop_map(|line| Attack::Remove { line }),
        (1..n, 1..=n)
            .prop_filter("two lines", |(a, b)| a != b)
            .prop_map(|(one, other)| Attack::Swap { one, other }),
        (1..=n).prop_map(|after| Attack::Insert { after }),
        (2..=n, Just(()).prop_flat_map(|()| proptest::bool::ANY))
            .prop_map(|(from, head_too)| Attack::CutOff { from, head_too }),
    ]
}

impl Attack {
    /// The line at which it must be found, or the next one.
    fn line(&self) -> i64 {
        match self {
            Self::Alter { line, .. } | Self::Remove { line } => *line,
            Self::Swap { one, other } => *one.min(other),
            Self::Insert { after } => *after + 1,
            Self::CutOff { from, .. } => *from,
        }
    }

    async fn carry_out(&self, place: &Place) {
        let move_line = |from: i64, to: i64| format!("UPDATE reading_line SET seq = {to} WHERE seq = {from}");
        match self {
            Self::Alter { line, column } => {
                let value = match *column {
                    "at" => "at + 1",
                    "sealed" | "hash" if place.is_sqlite() => "x'0102'",
                    "sealed" | "hash" => "'\\x0102'",
                    _ => "'other'",
                };
                place.force(&format!("UPDATE reading_line SET {column} = {value} WHERE seq = {line}")).await;
            }
            Self::Remove { line } => {
                place.force(&format!("DELETE FROM reading_line WHERE seq = {line}")).await
            }
            Self::Swap { one, other } => {
                for (from, to) in [(*one, 9_999), (*other, *one), (9_999, *other)] {
                    place.force(&move_line(from, to)).await;
                }
            }
            Self::Insert { after } => {
                let last = place.number("SELECT max(seq) FROM reading_line").await;
                for line in (after + 1..=last).rev() {
                    place.force(&move_line(line, line + 1)).await;
                }
                let rest =
                    "at, user_id, unit, purpose, act, case_id, outcome, session_id, request_id, sealed, hash";
                let text = format!(
                    "INSERT INTO reading_line (seq, {rest}) SELECT {} , {rest} FROM reading_line WHERE seq = {after}",
                    after + 1
                );
                place.force(&text).await;
            }
            Self::CutOff { from, head_too } => {
                place.force(&format!("DELETE FROM reading_line WHERE seq >= {from}")).await;
                if *head_too {
                    let last = from - 1;
                    place.force(&format!("UPDATE reading_head SET seq = {last}, hash = (SELECT hash FROM reading_line WHERE seq = {last})")).await;
                }
            }
        }
    }
}

async fn any_single_change_of_the_log_is_found(place: Arc<Place>) {
    const LINES: i64 = 8;
    log_of(&place, LINES).await;
    let whole = checkpoint(&place).await;
    without_guards(&place).await;
    place.force("CREATE TABLE kept_line AS SELECT * FROM reading_line").await;
    place.force("CREATE TABLE kept_head AS SELECT * FROM reading_head").await;
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..60 {
        let attack = attacks(LINES).new_tree(&mut runner).unwrap().current();
        attack.carry_out(&place).await;
        let found = but_guards(faults(&place, &[]).await);
        assert!(!found.is_empty(), "{attack:?} was not found");
        let near = |line: Option<i64>| line.is_none_or(|line| (line - attack.line()).abs() <= 1);
        assert!(near(found[0].0), "{attack:?}: {found:?}");
        // Without the master key only a head that was moved back passes, and the checkpoint knows better.
        let outside = audit(place.journal.db(), std::slice::from_ref(&whole)).await.unwrap().faults;
        assert!(outside.iter().any(|fault| !fault.what.contains("the guard")), "{attack:?}");
        for text in ["DELETE FROM reading_line", "INSERT INTO reading_line SELECT * FROM kept_line"] {
            place.force(text).await;
        }
        place.force("UPDATE reading_head SET seq = (SELECT seq FROM kept_head), hash = (SELECT hash FROM kept_head)").await;
    }
    assert_eq!(but_guards(faults(&place, &[whole]).await), [], "what was put back is whole");
}

async fn a_log_that_was_emptied_is_found_with_a_checkpoint_and_without(place: Arc<Place>) {
    log_of(&place, 4).await;
    let before = checkpoint(&place).await;
    without_guards(&place).await;
    place.force("DELETE FROM reading_line").await;
    assert!(!but_guards(faults(&place, &[]).await).is_empty());
    place.force("DELETE FROM reading_head").await;
    assert!(faults(&place, &[]).await.iter().any(|(_, what)| what.contains("no head")));
    // The program goes on, and what it writes says for ever that something was taken.
    place.journal.log(reading(1)).await.unwrap();
    assert!(faults(&place, &[]).await.iter().any(|(_, what)| what.contains("found changed")));
    // Started anew it knows nothing of before; whoever kept a checkpoint does.
    let found = faults(&place, &[before]).await;
    assert!(found.iter().any(|(line, what)| *line == Some(3) && what.contains("cut off")), "{found:?}");
}

async fn a_table_that_was_dropped_is_found(place: Arc<Place>) {
    log_of(&place, 3).await;
    place.force("DROP TABLE reading_line").await;
    assert!(faults(&place, &[]).await.iter().any(|(_, what)| what == "the table reading_line is gone"));
    assert!(place.journal.log(reading(4)).await.is_err(), "what cannot be logged is not given");
}

async fn an_end_that_was_written_anew_with_the_master_key_is_found_with_a_checkpoint(place: Arc<Place>) {
    log_of(&place, 5).await;
    let before = checkpoint(&place).await;
    without_guards(&place).await;
    place.force("DELETE FROM reading_line").await;
    place.force("DELETE FROM reading_head").await;
    // A program with the master key that never saw the other lines: what it writes is whole by itself.
    let anew = place.journal_with_key(&place.key);
    for n in 1..8 {
        anew.log(reading(n + 50)).await.unwrap();
    }
    assert_eq!(but_guards(faults(&place, &[]).await), []);
    let found = faults(&place, &[before]).await;
    assert!(found.iter().any(|(line, what)| *line == Some(5) && what.contains("rewritten")), "{found:?}");
}

async fn a_head_that_was_moved_back_is_never_sealed_again_in_silence(place: Arc<Place>) {
    log_of(&place, 4).await;
    without_guards(&place).await;
    let attack = Attack::CutOff { from: 4, head_too: true };
    attack.carry_out(&place).await;
    // Another program too, which has not written before.
    place.journal_with_key(&place.key).log(reading(9)).await.unwrap();
    let lines = place.journal.readings_after(0, 10).await.unwrap();
    let said: Vec<_> = lines.iter().map(|line| line.reading.act).collect();
    assert_eq!(
        said,
        [ReadingAct::Begin, ReadingAct::Open, ReadingAct::Open, ReadingAct::Broken, ReadingAct::Open]
    );
    let found = but_guards(faults(&place, &[]).await);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Some(4), "{found:?}");
}

async fn nothing_is_signed_while_the_log_does_not_hold(place: Arc<Place>) {
    log_of(&place, 3).await;
    let (known, text) = place.journal.checkpoint(minute(5)).await.unwrap().unwrap();
    let key = AuditKey::parse(&place.journal.audit_key().to_string()).unwrap();
    assert_eq!(Checkpoint::parse(&text, &key).unwrap(), known);
    assert_eq!(known.lines, 3);
    assert!(Checkpoint::parse(&text, &place.with_another_key().audit_key()).is_err());
    place.force("UPDATE reading_head SET seq = 2").await;
    assert_eq!(place.journal.checkpoint(minute(6)).await.unwrap(), None);
}

async fn auditing_while_others_read_gives_no_false_alarm(place: Arc<Place>) {
    log_of(&place, 2).await;
    let busy = place.clone();
    let writer = tokio::spawn(async move {
        for n in 0..60 {
            busy.journal.log_all(vec![reading(n), reading(n + 100)]).await.unwrap();
        }
    });
    while !writer.is_finished() {
        assert_eq!(place.journal.audit(&[]).await.unwrap().faults, []);
    }
    writer.await.unwrap();
}
