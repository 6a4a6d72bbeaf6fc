//! The ledger of cases: one that was deleted, put back to an earlier state or put there is found, verify writes nothing, and
//! what only a checkpoint kept elsewhere can find, it finds.

use crate::fixture::{amend, assert_whole, case, minute, officer, sign_one};
use crate::place::Place;
use casework::oversight::log::{Reading, ReadingAct};
use casework::record::id::UserId;
use casework::record::staff::Function;
use journal::{Broken, By, Checkpoint, Db, Journal, MasterKey, NewAccount, OpenError, RunError};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_case_that_was_deleted_is_found,
    a_case_that_was_put_back_to_an_older_true_head_is_found,
    a_case_that_was_put_back_is_not_shown_nor_written_to_by_a_program_that_never_saw_it,
    a_case_that_the_ledger_does_not_know_is_found,
    any_change_of_a_line_of_the_ledger_is_found,
    a_ledger_that_was_cut_off_is_never_sealed_again_in_silence,
    a_case_without_its_last_entries_is_not_shown_nor_written_to,
    a_chain_that_was_cut_off_with_its_case_is_found_by_what_was_pinned,
    a_log_of_readings_that_was_begun_anew_is_found,
    everything_put_back_to_an_earlier_day_is_found_with_a_checkpoint_kept_elsewhere,
    verify_writes_nothing_and_an_erasure_that_nobody_sealed_destroys_nothing,
    writers_side_by_side_leave_no_hole_in_the_ledger,
);

/// Whoever owns the database is kept from nothing by its triggers.
async fn own_the_database(place: &Place) {
    for (trigger, table) in [
        ("ledger_never_changes", "ledger"),
        ("ledger_never_goes", "ledger"),
        ("ledger_head_never_goes", "ledger_head"),
        ("reading_line_never_goes", "reading_line"),
        ("reading_head_never_goes", "reading_head"),
    ] {
        let on = if place.is_sqlite() { String::new() } else { format!(" ON {table}") };
        place.force(&format!("DROP TRIGGER {trigger}{on}")).await;
    }
}

const OF_A_CASE: [&str; 3] = ["entry", "stream", "key_secret"];
const LEDGER: [&str; 2] = ["ledger", "ledger_head"];

async fn keep(place: &Place, tables: &[&str]) {
    for table in tables {
        place.force(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
}

async fn put_back(place: &Place, tables: &[&str]) {
    for table in tables {
        place.force(&format!("DELETE FROM {table}")).await;
    }
    for table in tables.iter().rev() {
        place.force(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
    }
}

async fn two_cases(place: &Place) {
    for n in [1, 2] {
        sign_one(&place.journal, n).await;
    }
    own_the_database(place).await;
}

async fn somebody(journal: &Journal) {
    let function = Function::Reviewer;
    let account = NewAccount {
        id: UserId(Uuid::from_u128(5)),
        username: "reviewer".into(),
        name: "Reviewer".into(),
        function,
        sector: function.usual_sector(),
        zones: vec![],
        office: String::new(),
        neighbourhoods: vec![],
        language: "fr".into(),
        password_hash: "x".into(),
    };
    assert!(journal.add_account(&account, By { user: None, at: minute(0) }).await.unwrap());
}

async fn delete_case_one(place: &Place) {
    for (table, id) in [("entry", "stream_id"), ("stream", "stream_id"), ("key_secret", "id")] {
        place.force(&format!("DELETE FROM {table} WHERE {id} = '{}'", case(1))).await;
    }
}

async fn decline(place: &Place) {
    let declined = amend(1, "She declined contact.");
    place.journal.run(case(1), &officer(), minute(60), None, &declined).await.unwrap();
}

/// What verify says, each about case 1.
async fn said(place: &Place) -> Vec<&'static str> {
    let checked = place.journal.verify(|_| {}).await.unwrap();
    let of_case = |broken: &Broken| broken.stream == case(1).to_string();
    assert!(checked.broken.iter().all(of_case), "{:?}", checked.broken);
    let rows = checked.rows.iter().map(|row| row.what);
    checked.broken.iter().map(|broken| broken.what).chain(rows).collect()
}

async fn a_case_that_was_deleted_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    delete_case_one(&place).await;
    assert_eq!(said(&place).await, ["it was deleted outside Havre: the ledger knows it"]);
}

async fn a_case_that_was_put_back_to_an_older_true_head_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    keep(&place, &OF_A_CASE).await;
    decline(&place).await;
    assert_whole(&place.journal).await;
    put_back(&place, &OF_A_CASE).await;
    assert_eq!(said(&place).await, ["it was put back to an earlier state: the ledger knows later entries"]);
}

async fn a_case_that_was_put_back_is_not_shown_nor_written_to_by_a_program_that_never_saw_it(
    place: Arc<Place>,
) {
    two_cases(&place).await;
    keep(&place, &OF_A_CASE).await;
    decline(&place).await;
    put_back(&place, &OF_A_CASE).await;
    let started_anew = place.journal_with_key(&place.key);
    let shown = started_anew.load(case(1)).await;
    assert!(matches!(shown, Err(OpenError::Altered(_))), "a consent that was taken back would open it");
    let more = started_anew.run(case(1), &officer(), minute(70), None, &amend(1, "She agreed.")).await;
    assert!(matches!(more, Err(RunError::Open(OpenError::Altered(_)))), "{more:?}");
    assert!(started_anew.load(case(2)).await.unwrap().is_some());
    assert_eq!(said(&place).await, ["it was put back to an earlier state: the ledger knows later entries"]);
}

async fn a_case_that_the_ledger_does_not_know_is_found(place: Arc<Place>) {
    sign_one(&place.journal, 2).await;
    own_the_database(&place).await;
    keep(&place, &LEDGER).await;
    sign_one(&place.journal, 1).await;
    put_back(&place, &LEDGER).await;
    assert_eq!(said(&place).await, ["the ledger does not know it: it was put there, or back, outside Havre"]);
}

async fn any_change_of_a_line_of_the_ledger_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    for at in 0..3 {
        place.journal.run(case(1), &officer(), minute(80 + at), None, &amend(1, "More.")).await.unwrap();
    }
    keep(&place, &LEDGER).await;
    let chain = format!("(SELECT chain FROM kept_ledger WHERE subject = '{}' LIMIT 1)", case(1));
    for attack in [
        format!("UPDATE ledger SET subject = '{}' WHERE subject = '{}'", case(9), case(1)),
        format!("UPDATE ledger SET value = hash WHERE chain = {chain} AND seq = 2"),
        format!("UPDATE ledger SET hash = value WHERE chain = {chain} AND seq = 2"),
        format!("UPDATE ledger SET seq = 99 WHERE chain = {chain} AND seq = 2"),
        format!("DELETE FROM ledger WHERE chain = {chain} AND seq = 1"),
        format!("DELETE FROM ledger WHERE chain = {chain}"),
        format!("UPDATE ledger_head SET mac = hash WHERE chain = {chain}"),
        format!("UPDATE ledger_head SET seq = 1 WHERE chain = {chain}"),
        format!("DELETE FROM ledger_head WHERE chain = {chain}"),
        "DELETE FROM ledger".to_owned(),
    ] {
        place.force(&attack).await;
        let checked = place.journal.verify(|_| {}).await.unwrap();
        assert!(!checked.is_whole(), "{attack}");
        put_back(&place, &LEDGER).await;
        assert_whole(&place.journal).await;
    }
}

async fn a_ledger_that_was_cut_off_is_never_sealed_again_in_silence(place: Arc<Place>) {
    two_cases(&place).await;
    keep(&place, &[&OF_A_CASE[..], &LEDGER[..]].concat()).await;
    decline(&place).await;
    // Case and chain are put back together: nothing tells, until the program that wrote them writes again.
    put_back(&place, &[&OF_A_CASE[..], &LEDGER[..]].concat()).await;
    assert_whole(&place.journal).await;
    // One of these is listed in the same chain.
    for n in 10..90 {
        sign_one(&place.journal, n).await;
    }
    let rows = place.journal.verify(|_| {}).await.unwrap().rows;
    assert_eq!(
        rows.iter().map(|row| row.what).collect::<Vec<_>>(),
        ["a line says that the chain was found changed when it was written"]
    );
}

/// Without its last entries a consent that was taken back would open a case again.
async fn a_case_without_its_last_entries_is_not_shown_nor_written_to(place: Arc<Place>) {
    two_cases(&place).await;
    keep(&place, &OF_A_CASE).await;
    decline(&place).await;
    assert_eq!(place.journal.load(case(1)).await.unwrap().unwrap().seq, 9);
    let altered =
        |shown: Result<Option<journal::Stream>, OpenError>| matches!(shown, Err(OpenError::Altered(_)));
    place.force(&format!("DELETE FROM entry WHERE stream_id = '{}' AND seq = 9", case(1))).await;
    assert!(altered(place.journal.load(case(1)).await), "the end is gone");
    assert!(
        altered(place.journal_with_key(&place.key).load(case(1)).await),
        "also for a program that starts anew"
    );
    put_back(&place, &OF_A_CASE).await;
    assert!(altered(place.journal.load(case(1)).await), "the running program saw it go further");
    let more = place.journal.run(case(1), &officer(), minute(70), None, &amend(1, "She agreed.")).await;
    assert!(matches!(more, Err(RunError::Open(OpenError::Altered(_)))), "{more:?}");
    assert!(place.journal.load(case(2)).await.unwrap().is_some());
}

async fn a_chain_that_was_cut_off_with_its_case_is_found_by_what_was_pinned(place: Arc<Place>) {
    somebody(&place.journal).await;
    two_cases(&place).await;
    place.journal.begin_log(minute(0)).await.unwrap();
    keep(&place, &[&OF_A_CASE[..], &LEDGER[..]].concat()).await;
    decline(&place).await;
    place.journal.checkpoint(minute(61)).await.unwrap().unwrap();
    assert_whole(&place.journal).await;
    place.force("CREATE TABLE book AS SELECT * FROM ledger WHERE chain = 0").await;
    place.force("CREATE TABLE book_head AS SELECT * FROM ledger_head WHERE chain = 0").await;
    put_back(&place, &[&OF_A_CASE[..], &LEDGER[..]].concat()).await;
    for (table, kept) in [("ledger", "book"), ("ledger_head", "book_head")] {
        place.force(&format!("DELETE FROM {table} WHERE chain = 0")).await;
        place.force(&format!("INSERT INTO {table} SELECT * FROM {kept}")).await;
    }
    assert_eq!(said(&place).await, ["lines at the end are missing: the book knows more of them"]);
}

fn reading(at: i64) -> Reading {
    Reading::of_the_log(minute(at), ReadingAct::Open)
}

async fn a_log_of_readings_that_was_begun_anew_is_found(place: Arc<Place>) {
    somebody(&place.journal).await;
    own_the_database(&place).await;
    place.journal.log_all(vec![reading(1), reading(2)]).await.unwrap();
    place.journal.checkpoint(minute(3)).await.unwrap().unwrap();
    for table in ["reading_line", "reading_head"] {
        place.force(&format!("DELETE FROM {table}")).await;
    }
    let again = place.journal_with_key(&place.key);
    again.begin_log(minute(4)).await.unwrap();
    again.log_all(vec![reading(5), reading(6), reading(7)]).await.unwrap();
    let rows = again.verify(|_| {}).await.unwrap().rows;
    assert!(rows.iter().any(|row| row.table == "reading_line"), "{rows:?}");
}

async fn everything_put_back_to_an_earlier_day_is_found_with_a_checkpoint_kept_elsewhere(place: Arc<Place>) {
    let journal = &place.journal;
    somebody(journal).await;
    two_cases(&place).await;
    journal.log(reading(1)).await.unwrap();
    let (of_before, _) = journal.checkpoint(minute(2)).await.unwrap().unwrap();
    let all = [&OF_A_CASE[..], &LEDGER[..]].concat();
    keep(&place, &all).await;
    decline(&place).await;
    let (_, text) = journal.checkpoint(minute(61)).await.unwrap().unwrap();
    let kept = Checkpoint::parse(&text, &journal.audit_key()).unwrap();
    put_back(&place, &all).await;
    let again = place.journal_with_key(&place.key);
    assert_whole(&again).await;
    let faults = |checkpoint: Checkpoint| {
        let again = again.clone();
        async move {
            let faults = again.audit(&[checkpoint]).await.unwrap().faults;
            faults
                .into_iter()
                .filter(|fault| !fault.what.contains("the guard"))
                .map(|fault| fault.what)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(faults(of_before).await, Vec::<String>::new());
    assert!(faults(kept).await[0].contains("knows more of the ledger: its end was cut off"));
}

async fn verify_writes_nothing_and_an_erasure_that_nobody_sealed_destroys_nothing(place: Arc<Place>) {
    two_cases(&place).await;
    let unsealed = format!(
        "INSERT INTO erasure (number, case_id, erased_at, certificate, seal) VALUES (1, '{}', 1, '{{}}', $1)",
        case(1)
    );
    place.tamper(&unsealed, Some(vec![7; 32])).await;
    let before = place.everything_stored_raw().await;
    let looking = match place.journal.db() {
        Db::Sqlite { .. } => {
            let db = Db::sqlite_to_look(&place.folder().join("havre.db")).await.unwrap();
            Journal::new(db, &MasterKey::parse(&place.key).unwrap(), crate::fixture::rules())
        }
        Db::Postgres(_) => place.journal_with_key(&place.key),
    };
    let checked = looking.verify(|_| {}).await.unwrap();
    assert!(checked.broken.iter().any(|broken| broken.what.contains("certificate")), "{:?}", checked.broken);
    if place.is_sqlite() {
        assert!(looking.try_to_write(minute(1)).await.is_err(), "the handle of verify cannot write");
        assert!(Db::sqlite_to_look(&place.folder().join("none.db")).await.is_err(), "and makes no file");
    } else {
        assert!(before == place.everything_stored_raw().await, "verify changed something");
    }
    assert_eq!(place.journal.erase_again().await.unwrap(), 0);
    assert!(place.journal.load(case(1)).await.unwrap().is_some(), "the case is there");
    assert_eq!(place.journal.certificate(case(1)).await.unwrap(), None);
    assert_eq!(place.journal.certificates(100, 10).await.unwrap(), []);
}

async fn writers_side_by_side_leave_no_hole_in_the_ledger(place: Arc<Place>) {
    let writers: Vec<_> = (0..6)
        .map(|writer| {
            let place = place.clone();
            tokio::spawn(async move {
                for n in 0..12 {
                    sign_one(&place.journal, 1 + writer * 100 + n).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_whole(&place.journal).await;
    let checked = place.journal.verify(|_| {}).await.unwrap();
    assert_eq!((checked.streams, place.number("SELECT count(*) FROM ledger").await), (72, 72));
}
