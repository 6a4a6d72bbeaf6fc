use crate::fixture::{amend, assert_replays, assert_whole, case, compare, minute, officer, rules, sign_one};
use crate::place::Place;
use journal::{Db, Journal, MasterKey};
use std::sync::Arc;

on_both!(
    a_copy_made_while_an_officer_writes_opens_and_is_whole,
    a_copy_never_overwrites_a_file,
    a_copy_fills_an_empty_journal_of_either_database,
);

async fn a_copy_made_while_an_officer_writes_opens_and_is_whole(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let busy = place.clone();
    let writer = tokio::spawn(async move {
        for n in 0..80 {
            busy.journal.run(case(1), &officer(), minute(10 + n), None, &amend(1, "More.")).await.unwrap();
            sign_one(&busy.journal, 1_000 + n as u128).await;
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.db");
    let mut copies = 0;
    while !writer.is_finished() && copies < 5 {
        let file = folder.path().join(format!("copy-{copies}.db"));
        place.journal.copy_to(&file).await.unwrap();
        let copy =
            Journal::new(Db::sqlite(&file).await.unwrap(), &MasterKey::parse(&place.key).unwrap(), rules());
        // The copy of the key store is the later one: it knows every case of the backup.
        place.journal.copy_keys_to(&keys).await.unwrap();
        copy.take_keys(&keys).await.unwrap();
        copy.rebuild_if_boards_are_missing().await.unwrap();
        assert_whole(&copy).await;
        assert_replays(&copy).await;
        assert!(copy.load(case(1)).await.unwrap().is_some());
        copies += 1;
    }
    writer.await.unwrap();
    assert!(copies > 0);
    assert_eq!(place.journal.load(case(1)).await.unwrap().unwrap().seq, 88);
}

async fn a_copy_never_overwrites_a_file(place: Arc<Place>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("precious.txt");
    std::fs::write(&file, "keep me").unwrap();
    assert!(place.journal.copy_to(&file).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "keep me");
}

async fn a_copy_fills_an_empty_journal_of_either_database(place: Arc<Place>) {
    for n in 1..=50 {
        sign_one(&place.journal, n).await;
    }
    place.journal.set_setting("mode", "test").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    let keys = folder.path().join("keys.db");
    place.journal.copy_to(&file).await.unwrap();
    place.journal.copy_keys_to(&keys).await.unwrap();
    compare(&place.journal).await;
    for target in [Place::sqlite().await, Place::postgres().await] {
        let restored = target.journal_with_key(&place.key);
        restored.fill_from(&file).await.unwrap();
        assert!(restored.lacks_secrets().await.unwrap(), "a backup does not hold the key store");
        assert_eq!(restored.take_keys(&keys).await.unwrap(), 0);
        restored.rebuild_if_boards_are_missing().await.unwrap();
        compare(&restored).await;
        assert_whole(&restored).await;
        assert_eq!(restored.boards_as_text().await.unwrap(), place.journal.boards_as_text().await.unwrap());
        assert_eq!(restored.setting("mode").await.unwrap().as_deref(), Some("test"));
        assert!(restored.fill_from(&file).await.is_err(), "a journal that holds something is never filled");
        target.clear().await;
    }
}
