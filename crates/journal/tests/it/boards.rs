//! Boards: only what changed is written, and a board that is new or changed fills itself while others write.

use crate::fixture::{
    about_couple, amend, assert_replays, case, compare, minute, officer, report, report_id, rules, sign,
    sign_one, signed_batch, zone,
};
use crate::place::Place;
use casework::case::Command;
use casework::reading::retention::Retention;
use casework::rules::Rules;
use casework::{linking, prosecution};
use journal::{Filling, Journal};
use std::sync::Arc;

on_both!(
    a_write_leaves_rows_alone_that_say_the_same,
    a_row_of_another_case_is_never_taken_over,
    a_repeated_report_stays_so_while_its_row_changes,
    a_refused_match_makes_a_report_one_of_its_own_again,
    boards_of_other_rules_are_filled_anew,
    filling_goes_on_where_it_was_stopped,
    filling_beside_writers_gives_what_a_replay_gives,
    a_board_that_lost_its_rows_is_filled_while_cases_are_written_to,
    rows_of_no_case_go_when_a_board_is_filled,
    a_case_that_does_not_open_keeps_no_other_one_waiting,
);

fn sensitive(n: u128) -> Command {
    Command::Prosecution(prosecution::Command::MarkSensitive {
        report: report_id(n),
        reason: "Weapons.".into(),
    })
}

async fn give(journal: &Journal, n: u128, at: i64, command: &Command) {
    journal.run(case(n), &officer(), minute(at), None, command).await.unwrap();
}

async fn fill(journal: &Journal) -> Vec<Filling> {
    // The program fills in a task of its own: what it awaits may move between threads.
    fn is_send<F: Future + Send>(future: F) -> F {
        future
    }
    let mut steps = Vec::new();
    while let Some(step) = is_send(journal.fill_boards()).await.unwrap() {
        steps.push(step);
    }
    steps
}

async fn is_all_filled(journal: &Journal) -> bool {
    let mut filled = true;
    for board in Journal::boards() {
        filled &= journal.is_filled(board).await.unwrap();
    }
    filled
}

/// Cases signed many at a time: more than one lot.
async fn sign_many(journal: &Journal, cases: std::ops::Range<u128>) {
    let batches: Vec<_> = cases.map(signed_batch).collect();
    journal.run_many(&batches).await.unwrap();
}

/// Every board as if no program had ever filled it.
async fn forget(place: &Place) {
    place.try_to("DELETE FROM board_fill").await.unwrap();
}

async fn a_write_leaves_rows_alone_that_say_the_same(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let label = format!("SELECT label FROM report_row WHERE report_id = '{}'", report_id(1));
    let before = place.bytes(&label).await;
    // A sealed text is another one each time: had the row been written again, it would differ.
    give(&place.journal, 1, 5, &amend(1, "Nothing that a board shows.")).await;
    give(&place.journal, 1, 6, &sensitive(1)).await;
    assert_eq!(place.bytes(&label).await, before, "only the column that says something else is written");
    assert_eq!(place.number("SELECT count(*) FROM report_row WHERE sensitive = 1").await, 1);
    assert_replays(&place.journal).await;
}

async fn a_row_of_another_case_is_never_taken_over(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    sign_one(&place.journal, 2).await;
    let mut stolen = report(3);
    stolen.head.id = report_id(1);
    stolen.facts.report = report_id(1);
    stolen.risk.report = report_id(1);
    stolen.safe_contact.report = report_id(1);
    for n in [2, 9] {
        let signed = place.journal.run(case(n), &officer(), minute(9), None, &sign(stolen.clone())).await;
        assert!(signed.is_err(), "case {n}");
    }
    let owner = format!("SELECT count(*) FROM report_row WHERE case_id = '{}'", case(1));
    assert_eq!(place.number(&owner).await, 1);
    assert_replays(&place.journal).await;
}

/// Two cases about one couple, the second of which is repeated.
async fn repeated_couple(place: &Place) {
    for n in [1, 2] {
        give(&place.journal, n, n as i64, &sign(about_couple(report(n), 5))).await;
    }
    compare(&place.journal).await;
    assert_eq!(marks(place).await, [0, 1]);
}

async fn marks(place: &Place) -> [i64; 2] {
    let of = |n| {
        let text = format!("SELECT repeated FROM report_row WHERE report_id = '{}'", report_id(n));
        async move { place.number(&text).await }
    };
    [of(1).await, of(2).await]
}

async fn a_repeated_report_stays_so_while_its_row_changes(place: Arc<Place>) {
    repeated_couple(&place).await;
    let tally = format!("SELECT tally FROM report_row WHERE report_id = '{}'", report_id(2));
    let before = place.number(&tally).await;
    give(&place.journal, 2, 20, &sensitive(2)).await;
    assert_eq!(marks(&place).await, [0, 1]);
    assert_eq!(place.number(&tally).await, before + 2, "the tally has both marks");
    forget(&place).await;
    fill(&place.journal).await;
    assert_eq!(marks(&place).await, [0, 1], "filling keeps what others set");
    assert_eq!(place.number(&tally).await, before + 2);
    assert_replays(&place.journal).await;
}

async fn a_refused_match_makes_a_report_one_of_its_own_again(place: Arc<Place>) {
    repeated_couple(&place).await;
    let refuse = Command::Linking(linking::Command::RefuseMatch {
        this: case(2),
        with: case(1),
        score: 80,
        reason: "No.".into(),
    });
    give(&place.journal, 2, 30, &refuse).await;
    assert_eq!(marks(&place).await, [0, 0]);
    assert_replays(&place.journal).await;
}

async fn boards_of_other_rules_are_filled_anew(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    assert!(!is_all_filled(journal).await, "nobody filled them yet");
    fill(journal).await;
    assert!(is_all_filled(journal).await);
    assert!(fill(journal).await.is_empty(), "nothing is left to do");
    let text = include_str!("../../../../content/retention/be.toml");
    let own = "[zone.5339.report-closed]\nperiod = { years = 9 }\ncounts-from = \"decision\"\nthen = \"propose\"\n\
               sure = \"choice\"\nsource = \"Test.\"\n";
    let retention = Retention::parse(&format!("{text}\n{own}")).unwrap();
    let other = place.journal_with_rules(Rules { retention, ..rules() });
    assert!(!is_all_filled(&other).await, "rows depend on the rules");
    assert_eq!(fill(&other).await.last(), Some(&Filling { done: 1, total: 1 }));
    assert!(is_all_filled(&other).await);
}

async fn filling_goes_on_where_it_was_stopped(place: Arc<Place>) {
    sign_many(&place.journal, 1..341).await;
    let first = place.journal.fill_boards().await.unwrap().unwrap();
    assert_eq!(first, Filling { done: 300, total: 340 });
    assert_eq!(place.journal.filling("report_row").await.unwrap(), Some(first));
    assert!((0..100).contains(&place.journal.filled().await.unwrap()), "pages say that lists are not whole");
    // Another program, after this one was killed.
    let next = place.journal_with_key(&place.key);
    let steps: Vec<_> = fill(&next).await.iter().map(|step| step.done).collect();
    assert_eq!(steps, [340]);
    assert!(is_all_filled(&place.journal).await);
}

async fn filling_beside_writers_gives_what_a_replay_gives(place: Arc<Place>) {
    sign_many(&place.journal, 1..321).await;
    let busy = place.clone();
    let writer = tokio::spawn(async move {
        for n in (1..320).step_by(9) {
            give(&busy.journal, n, 500, &sensitive(n)).await;
            sign_one(&busy.journal, 1_000 + n).await;
        }
    });
    while !writer.is_finished() {
        forget(&place).await;
        fill(&place.journal).await;
    }
    writer.await.unwrap();
    assert_eq!(place.number("SELECT count(*) FROM report_row WHERE sensitive = 1").await, 36);
    assert_replays(&place.journal).await;
}

async fn a_board_that_lost_its_rows_is_filled_while_cases_are_written_to(place: Arc<Place>) {
    let journal = &place.journal;
    sign_many(journal, 1..301).await;
    for table in ["report_row", "retention_row"] {
        place.try_to(&format!("DELETE FROM {table}")).await.unwrap();
    }
    // Neither the first nor the last of a lot has its row when it is written to.
    for n in [1, 150, 300] {
        give(journal, n, 400, &sensitive(n)).await;
    }
    fill(journal).await;
    assert_eq!(place.number("SELECT count(*) FROM report_row").await, 300);
    assert_eq!(place.number("SELECT count(*) FROM report_row WHERE sensitive = 1").await, 3);
    assert_replays(journal).await;
}

async fn rows_of_no_case_go_when_a_board_is_filled(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let stray = format!(
        "INSERT INTO task (subject, holder, case_id, kind, function, zone, told) VALUES ('{}', 'nobody', '{}', 'support', 'eva', '5344', 0)",
        report_id(7),
        case(7)
    );
    let old = format!(
        "INSERT INTO task (subject, holder, case_id, kind, function, zone, told) VALUES ('{}', 'nobody', '{}', 'support', 'eva', '5344', 0)",
        report_id(1),
        case(1)
    );
    place.tamper(&stray, None).await;
    place.tamper(&old, None).await;
    fill(&place.journal).await;
    assert_eq!(place.number("SELECT count(*) FROM task WHERE holder = 'nobody'").await, 0);
}

async fn a_case_that_does_not_open_keeps_no_other_one_waiting(place: Arc<Place>) {
    for n in 1..=3 {
        sign_one(&place.journal, n).await;
    }
    let broken = format!("UPDATE entry SET sealed = $1 WHERE stream_id = '{}' AND seq = 2", case(2));
    place.tamper(&broken, Some(vec![7; 60])).await;
    place.try_to("DELETE FROM report_row").await.unwrap();
    fill(&place.journal).await;
    let filter = journal::RowFilter::of(vec![zone("5344")], journal::State::All, minute(9));
    assert_eq!(place.journal.page(&filter).await.unwrap().rows.len(), 2);
    assert!(is_all_filled(&place.journal).await);
    assert!(place.journal.rebuild(|_| {}).await.is_err(), "whoever asks for a rebuild hears of it");
}
