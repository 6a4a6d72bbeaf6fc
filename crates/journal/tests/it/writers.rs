use crate::fixture::{
    about_couple, amend, assert_replays, assert_whole, case, compare, minute, officer, report, report_id,
    sign, sign_one, signed_batch, zone,
};
use crate::place::Place;
use casework::case::{Body, Command};
use casework::prosecution::Decision;
use casework::record::id::{CaseId, PvNumber};
use casework::record::refusal::{Refusal, Why};
use casework::{prosecution, report};
use journal::{Batch, RunError, Written};
use std::collections::BTreeSet;
use std::sync::Arc;

on_both!(
    of_two_colleagues_who_saw_the_same_case_the_second_is_told_that_it_changed,
    eight_colleagues_who_write_to_one_case_at_once_lose_nothing,
    a_refused_command_writes_nothing,
    a_pv_number_is_signed_once_in_a_zone,
    a_pv_number_with_other_signs_is_the_same,
    two_imports_at_once_account_for_all_rows,
    the_same_pv_number_signed_by_two_officers_at_once_is_kept_once,
    an_import_with_a_known_pv_number_names_the_case_that_has_it,
    an_import_with_the_same_pv_number_twice_is_refused,
    five_hundred_cases_are_imported_together,
    a_refusal_in_one_case_of_an_import_leaves_nothing_of_the_others,
    an_import_continues_cases_that_exist,
    two_reports_on_one_couple_signed_at_once_are_marked_as_repeated,
);

async fn of_two_colleagues_who_saw_the_same_case_the_second_is_told_that_it_changed(place: Arc<Place>) {
    let seen = sign_one(&place.journal, 1).await.seq;
    let (first, second) = (amend(1, "From the counter."), amend(1, "From the car."));
    place.journal.run(case(1), &officer(), minute(5), Some(seen), &first).await.unwrap();
    let refused = place.journal.run(case(1), &officer(), minute(6), Some(seen), &second).await;
    assert!(matches!(refused, Err(RunError::Conflict)), "{refused:?}");
    let now = place.journal.load(case(1)).await.unwrap().unwrap();
    assert_eq!(now.seq, seen + 1);
    place.journal.run(case(1), &officer(), minute(7), Some(now.seq), &second).await.unwrap();
    assert_whole(&place.journal).await;
}

async fn eight_colleagues_who_write_to_one_case_at_once_lose_nothing(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let write = |writer: i64| {
        let place = place.clone();
        async move {
            for n in 0..10 {
                let text = format!("{writer}/{n}");
                place.journal.run(case(1), &officer(), minute(n), None, &amend(1, &text)).await.unwrap();
            }
        }
    };
    let writers: Vec<_> = (0..8).map(|writer| tokio::spawn(write(writer))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let stream = place.journal.load(case(1)).await.unwrap().unwrap();
    let texts = stream.entries.iter().filter_map(|entry| match &entry.body {
        Body::Report(report::Entry::Amended { text, .. }) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(texts.collect::<BTreeSet<_>>().len(), 80);
    assert_eq!(stream.seq, 88);
    assert_whole(&place.journal).await;
    assert_replays(&place.journal).await;
}

async fn a_refused_command_writes_nothing(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let before = place.journal.boards_as_text().await.unwrap();
    let empty = place.journal.run(case(1), &officer(), minute(5), None, &amend(1, "  ")).await;
    assert!(matches!(empty, Err(RunError::Refused(Refusal { why: Why::Empty, .. }))), "{empty:?}");
    let unknown = place.journal.run(case(2), &officer(), minute(5), None, &amend(1, "Where?")).await;
    assert!(
        matches!(unknown, Err(RunError::Refused(Refusal { why: Why::UnknownReport, .. }))),
        "{unknown:?}"
    );
    let again = place.journal.run(case(1), &officer(), minute(5), None, &sign(report(1))).await;
    assert!(matches!(again, Err(RunError::Refused(Refusal { why: Why::AlreadySigned, .. }))), "{again:?}");
    assert!(place.journal.load(case(2)).await.unwrap().is_none());
    assert_eq!(place.journal.boards_as_text().await.unwrap(), before);
}

async fn a_pv_number_is_signed_once_in_a_zone(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let mut same = report(2);
    same.head.pv = report(1).head.pv;
    let refused = place.journal.run(case(2), &officer(), minute(5), None, &sign(same.clone())).await;
    assert!(matches!(refused, Err(RunError::DuplicatePv(first)) if first == case(1)), "{refused:?}");
    assert!(place.journal.load(case(2)).await.unwrap().is_none());
    same.head.zone = zone("5339");
    place.journal.run(case(2), &officer(), minute(6), None, &sign(same)).await.unwrap();
    assert_replays(&place.journal).await;
}

async fn the_same_pv_number_signed_by_two_officers_at_once_is_kept_once(place: Arc<Place>) {
    for n in 1..=10 {
        let attempts = [n, n + 100].map(|own| {
            let place = place.clone();
            let mut mine = report(own);
            mine.head.pv = report(n).head.pv;
            tokio::spawn(async move {
                place.journal.run(case(own), &officer(), minute(9), None, &sign(mine)).await
            })
        });
        let mut signed = 0;
        for attempt in attempts {
            match attempt.await.unwrap() {
                Ok(_) => signed += 1,
                Err(RunError::DuplicatePv(_) | RunError::Conflict) => {}
                Err(other) => panic!("the officer would see an error page: {other}"),
            }
        }
        assert_eq!(signed, 1);
    }
    assert_whole(&place.journal).await;
}

async fn an_import_with_a_known_pv_number_names_the_case_that_has_it(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let mut same = report(3);
    same.head.pv = report(1).head.pv;
    let batches = [signed_batch(2), Batch { case: case(3), steps: vec![(officer(), minute(3), sign(same))] }];
    let refused = place.journal.run_many(&batches).await;
    assert!(matches!(refused, Err(RunError::DuplicatePv(first)) if first == case(1)), "{refused:?}");
    assert!(place.journal.load(case(2)).await.unwrap().is_none());
}

async fn a_pv_number_with_other_signs_is_the_same(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let mut same = report(2);
    same.head.pv = PvNumber::parse(&report(1).head.pv.as_str().replace(['.', '/'], "-")).unwrap();
    assert_ne!(same.head.pv, report(1).head.pv);
    let refused = place.journal.run(case(2), &officer(), minute(5), None, &sign(same)).await;
    assert!(matches!(refused, Err(RunError::DuplicatePv(first)) if first == case(1)), "{refused:?}");
}

async fn two_imports_at_once_account_for_all_rows(place: Arc<Place>) {
    // Each has rows of its own, and rows that the other has too.
    let of = |own: u128, shared: u128| {
        let batch = |n: u128, case_number: u128| {
            let mut mine = report(case_number);
            mine.head.pv = report(n).head.pv;
            Batch { case: case(case_number), steps: vec![(officer(), minute(3), sign(mine))] }
        };
        let own = (own..own + 20).map(|n| batch(n, n));
        own.chain((500..540).map(|n| batch(n, n + shared))).collect::<Vec<_>>()
    };
    let tasks = [of(1, 100), of(200, 300)].map(|batches| {
        let place = place.clone();
        tokio::spawn(async move {
            let (mut written, mut known) = (0, 0);
            for lot in batches.chunks(7) {
                let prepared = place.journal.prepare(lot).unwrap();
                let left_out = place.journal.add_unknown(prepared, lot).await.unwrap();
                known += left_out;
                written += lot.len() - left_out;
            }
            (written, known)
        })
    });
    let mut sum = (0, 0);
    for task in tasks {
        let (written, known) = task.await.unwrap();
        assert_eq!(written + known, 60, "every row is accounted for");
        sum = (sum.0 + written, sum.1 + known);
    }
    assert_eq!(sum, (80, 40), "what both had is written once");
    assert_eq!(place.number("SELECT count(*) FROM report_row").await, 80);
    assert_whole(&place.journal).await;
}

async fn an_import_with_the_same_pv_number_twice_is_refused(place: Arc<Place>) {
    let mut same = report(3);
    same.head.pv = report(2).head.pv;
    let batches = [signed_batch(2), Batch { case: case(3), steps: vec![(officer(), minute(3), sign(same))] }];
    let refused = place.journal.run_many(&batches).await;
    assert!(matches!(refused, Err(RunError::DuplicatePv(first)) if first == case(2)), "{refused:?}");
    assert!(place.journal.is_empty().await.unwrap());
}

async fn five_hundred_cases_are_imported_together(place: Arc<Place>) {
    let batches: Vec<_> = (1..=500).map(signed_batch).collect();
    assert_eq!(place.journal.run_many(&batches).await.unwrap(), 4_000);
    let checked = place.journal.verify(|_| {}).await.unwrap();
    assert_eq!((checked.streams, checked.entries, checked.broken.len()), (500, 4_000, 0));
    assert_eq!(place.number("SELECT count(*) FROM report_row").await, 500);
    assert_eq!(place.number("SELECT count(*) FROM person_row").await, 1_500);
    assert_replays(&place.journal).await;
}

async fn a_refusal_in_one_case_of_an_import_leaves_nothing_of_the_others(place: Arc<Place>) {
    let mut batches: Vec<_> = (1..=500).map(signed_batch).collect();
    let decide = Command::Prosecution(prosecution::Command::Decide {
        report: report_id(321),
        decision: Decision::Closed,
        reason: " ".into(),
    });
    batches[320].steps.push((officer(), minute(400), decide));
    let refused = place.journal.run_many(&batches).await;
    assert!(matches!(refused, Err(RunError::Refused(Refusal { why: Why::ReasonNeeded, .. }))), "{refused:?}");
    assert!(place.journal.is_empty().await.unwrap());
    assert_eq!(place.number("SELECT count(*) FROM report_row").await, 0);
}

async fn an_import_continues_cases_that_exist(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let more = Batch { case: case(1), steps: vec![(officer(), minute(8), amend(1, "Later."))] };
    assert_eq!(place.journal.run_many(&[more, signed_batch(2)]).await.unwrap(), 9);
    assert_eq!(place.journal.load(case(1)).await.unwrap().unwrap().seq, 9);
    assert_whole(&place.journal).await;
    assert_replays(&place.journal).await;
}

async fn two_reports_on_one_couple_signed_at_once_are_marked_as_repeated(place: Arc<Place>) {
    for couple in 1..=20_u128 {
        let attempts = [couple, couple + 100].map(|own| {
            let place = place.clone();
            tokio::spawn(async move { run(&place, case(own), sign(about_couple(report(own), couple))).await })
        });
        for attempt in attempts {
            attempt.await.unwrap();
        }
    }
    compare(&place.journal).await;
    assert_eq!(place.number("SELECT count(*) FROM report_row WHERE repeated = 1").await, 20);
    assert_replays(&place.journal).await;
}

async fn run(place: &Place, case: CaseId, command: Command) -> Written {
    place.journal.run(case, &officer(), minute(500), None, &command).await.unwrap()
}

mod full {
    use super::*;
    use journal::Db;

    mod sqlite {
        #[test]
        fn when_the_disk_is_full_the_officer_hears_it_and_nothing_is_half_written() {
            crate::place::on_sqlite(super::when_the_disk_is_full_the_officer_hears_it);
        }
    }

    async fn when_the_disk_is_full_the_officer_hears_it(place: Arc<Place>) {
        sign_one(&place.journal, 1).await;
        let Db::Sqlite { write, .. } = place.journal.db() else { panic!("SQLite only") };
        sqlx::query("PRAGMA max_page_count = 1").execute(write).await.unwrap();
        let mut long = report(2);
        long.facts.context = "x".repeat(200_000);
        let refused = place.journal.run(case(2), &officer(), minute(5), None, &sign(long)).await.unwrap_err();
        assert!(refused.is_storage_refused(), "{refused:?}");
        assert!(place.journal.load(case(2)).await.unwrap().is_none());
        sqlx::query("PRAGMA max_page_count = 1000000").execute(write).await.unwrap();
        sign_one(&place.journal, 2).await;
        assert_whole(&place.journal).await;
        assert_replays(&place.journal).await;
    }
}
