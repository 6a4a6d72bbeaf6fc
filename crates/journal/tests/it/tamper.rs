use crate::fixture::{amend, assert_whole, case, minute, officer, sign_one};
use crate::place::Place;
use journal::{Broken, OpenError, RunError};
use std::sync::Arc;

on_both!(
    an_untouched_journal_verifies,
    real_data_is_no_demo_because_a_row_says_so,
    a_changed_byte_in_an_entry_is_found,
    a_changed_date_of_an_entry_is_found,
    an_entry_removed_from_the_middle_is_found,
    an_entry_removed_from_the_end_is_found,
    every_entry_of_a_case_removed_is_found,
    two_entries_that_changed_places_are_found,
    an_entry_copied_from_another_case_is_found,
    a_changed_head_is_found,
    a_head_moved_back_to_hide_the_last_entry_is_found,
    nothing_is_added_to_a_case_whose_end_was_cut_off,
    with_the_wrong_master_key_a_case_does_not_open_and_the_check_says_why,
    nothing_is_added_to_a_case_with_the_wrong_master_key,
    checking_while_officers_write_gives_no_false_alarm,
);

/// Two cases of nine entries, so that the check must name the right one.
async fn two_cases(place: &Place) {
    for n in [1, 2] {
        sign_one(&place.journal, n).await;
        place.journal.run(case(n), &officer(), minute(60), None, &amend(n, "Seen again.")).await.unwrap();
    }
    assert_whole(&place.journal).await;
}

/// Only case 1 is broken; where.
async fn broken(place: &Place) -> Vec<Broken> {
    let checked = place.journal.verify(|_| {}).await.unwrap();
    assert_eq!(checked.streams, 2);
    assert!(!checked.broken.is_empty(), "the check found nothing");
    assert!(checked.broken.iter().all(|broken| broken.stream == case(1).to_string()), "{:?}", checked.broken);
    checked.broken
}

fn of_case_one(seq: i64) -> String {
    format!("WHERE stream_id = '{}' AND seq = {seq}", case(1))
}

/// A demo lets people in with one click: a thief of the database must not be able to turn real data into one.
async fn real_data_is_no_demo_because_a_row_says_so(place: Arc<Place>) {
    let journal = &place.journal;
    journal.mark_as_real().await.unwrap();
    for forged in ["demo", "demo ", "demo 00000000000000000000000000000000"] {
        journal.set_setting("mode", forged).await.unwrap();
        assert!(!journal.is_demo().await.unwrap() && journal.is_marked().await.unwrap(), "{forged}");
    }
    journal.mark_as_demo().await.unwrap();
    assert!(journal.is_demo().await.unwrap());
}

async fn an_untouched_journal_verifies(place: Arc<Place>) {
    two_cases(&place).await;
    let checked = place.journal.verify(|_| {}).await.unwrap();
    assert_eq!((checked.streams, checked.entries), (2, 18));
}

async fn a_changed_byte_in_an_entry_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    let mut sealed = place.bytes(&format!("SELECT sealed FROM entry {}", of_case_one(4))).await;
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    place.tamper(&format!("UPDATE entry SET sealed = $1 {}", of_case_one(4)), Some(sealed)).await;
    assert_eq!(broken(&place).await[0].seq, Some(4));
    let message = place.journal.load(case(1)).await.unwrap_err().to_string();
    assert!(message.contains("changed"), "{message}");
}

async fn a_changed_date_of_an_entry_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    place.tamper(&format!("UPDATE entry SET at = at - 60000 {}", of_case_one(9)), None).await;
    assert_eq!(broken(&place).await[0].seq, Some(9));
}

async fn an_entry_removed_from_the_middle_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    place.tamper(&format!("DELETE FROM entry {}", of_case_one(5)), None).await;
    let found = broken(&place).await;
    assert_eq!((found[0].seq, found[0].what), (Some(5), "an entry is missing"));
}

async fn an_entry_removed_from_the_end_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    place.tamper(&format!("DELETE FROM entry {}", of_case_one(9)), None).await;
    assert!(broken(&place).await[0].what.contains("at the end"));
}

async fn every_entry_of_a_case_removed_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    for seq in 1..=9 {
        place.tamper(&format!("DELETE FROM entry {}", of_case_one(seq)), None).await;
    }
    assert!(broken(&place).await[0].what.contains("at the end"));
}

async fn two_entries_that_changed_places_are_found(place: Arc<Place>) {
    two_cases(&place).await;
    for (from, to) in [(4, 1000), (5, 4), (1000, 5)] {
        place.tamper(&format!("UPDATE entry SET seq = {to} {}", of_case_one(from)), None).await;
    }
    assert_eq!(broken(&place).await[0].seq, Some(4));
}

async fn an_entry_copied_from_another_case_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    let from = format!("WHERE stream_id = '{}' AND seq = 9", case(2));
    for column in ["sealed", "hash"] {
        let other = place.bytes(&format!("SELECT {column} FROM entry {from}")).await;
        place.tamper(&format!("UPDATE entry SET {column} = $1 {}", of_case_one(9)), Some(other)).await;
    }
    assert_eq!(broken(&place).await[0].seq, Some(9));
}

async fn a_changed_head_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    let stream = format!("WHERE stream_id = '{}'", case(1));
    place.tamper(&format!("UPDATE stream SET head_hash = $1 {stream}"), Some(vec![7; 32])).await;
    assert_eq!(broken(&place).await[0].what, "the head of the chain was changed");
}

async fn a_head_moved_back_to_hide_the_last_entry_is_found(place: Arc<Place>) {
    two_cases(&place).await;
    let before = place.bytes(&format!("SELECT hash FROM entry {}", of_case_one(8))).await;
    place.tamper(&format!("DELETE FROM entry {}", of_case_one(9)), None).await;
    let stream = format!("WHERE stream_id = '{}'", case(1));
    place.tamper(&format!("UPDATE stream SET head_seq = 8, head_hash = $1 {stream}"), Some(before)).await;
    assert_eq!(broken(&place).await[0].what, "the head of the chain was changed");
}

async fn with_the_wrong_master_key_a_case_does_not_open_and_the_check_says_why(place: Arc<Place>) {
    two_cases(&place).await;
    let stranger = place.with_another_key();
    let message = stranger.load(case(1)).await.unwrap_err().to_string();
    assert!(message.contains("wrong key"), "{message}");
    let found = stranger.verify(|_| {}).await.unwrap().broken;
    assert!(found.iter().filter(|broken| broken.what.contains("master key")).count() == 2, "{found:?}");
    assert!(stranger.boards_as_text().await.is_err());
    assert_whole(&place.journal).await;
}

async fn nothing_is_added_to_a_case_with_the_wrong_master_key(place: Arc<Place>) {
    two_cases(&place).await;
    let stranger = place.with_another_key();
    let refused = stranger.run(case(1), &officer(), minute(61), None, &amend(1, "No.")).await;
    assert!(refused.unwrap_err().to_string().contains("wrong key"));
    assert_eq!(place.journal.load(case(1)).await.unwrap().unwrap().seq, 9);
    assert_whole(&place.journal).await;
}

async fn checking_while_officers_write_gives_no_false_alarm(place: Arc<Place>) {
    two_cases(&place).await;
    let busy = place.clone();
    let writer = tokio::spawn(async move {
        for n in 0..60 {
            busy.journal.run(case(1), &officer(), minute(100 + n), None, &amend(1, "More.")).await.unwrap();
            sign_one(&busy.journal, 1_000 - n as u128).await;
        }
    });
    while !writer.is_finished() {
        assert_whole(&place.journal).await;
    }
    writer.await.unwrap();
    assert_whole(&place.journal).await;
}

/// Adding would seal a new head over the gap, and nobody would ever know.
async fn nothing_is_added_to_a_case_whose_end_was_cut_off(place: Arc<Place>) {
    two_cases(&place).await;
    let before = place.bytes(&format!("SELECT hash FROM entry {}", of_case_one(8))).await;
    place.tamper(&format!("DELETE FROM entry {}", of_case_one(9)), None).await;
    let (by, more) = (officer(), amend(1, "And again."));
    let add = || place.journal.run(case(1), &by, minute(90), None, &more);
    assert_altered(add().await);
    let stream = format!("WHERE stream_id = '{}'", case(1));
    place.tamper(&format!("UPDATE stream SET head_seq = 8, head_hash = $1 {stream}"), Some(before)).await;
    assert_altered(add().await);
    assert!(!broken(&place).await.is_empty());
    place.journal.run(case(2), &officer(), minute(90), None, &amend(2, "And again.")).await.unwrap();
}

fn assert_altered<T: std::fmt::Debug>(added: Result<T, RunError>) {
    assert!(matches!(added, Err(RunError::Open(OpenError::Altered(_)))), "{added:?}");
}
