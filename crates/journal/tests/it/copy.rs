use crate::fixture::{amend, assert_replays, assert_whole, case, compare, minute, officer, rules, sign_one};
use crate::place::Place;
use journal::{BadBackup, CopyError, Db, Journal, MasterKey, check_backup};
use std::sync::Arc;

on_both!(
    a_backup_is_private_whole_and_said_to_be_so_or_not_there,
    secrets_that_vanished_never_take_the_place_of_a_copy_that_has_them,
    secrets_that_were_changed_never_take_the_place_of_a_copy_that_has_them,
    a_copy_of_the_keys_of_the_day_before_stays_beside_the_latest,
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

/// The rights of a file, as the system writes them.
#[cfg(unix)]
fn mode(file: &std::path::Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o777
}

async fn a_backup_is_private_whole_and_said_to_be_so_or_not_there(place: Arc<Place>) {
    for n in 1..=20 {
        sign_one(&place.journal, n).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let (file, keys) = (folder.path().join("copy.db"), folder.path().join("havre.keys"));
    // What an earlier backup left that was killed.
    let partial = folder.path().join("copy.db.partial");
    std::fs::write(&partial, "half").unwrap();
    place.journal.copy_to(&file).await.unwrap();
    place.journal.copy_keys_to(&keys).await.unwrap();
    assert!(!partial.exists());
    #[cfg(unix)]
    assert_eq!((mode(&file), mode(&keys)), (0o600, 0o600));
    check_backup(&file).await.unwrap();
    // Cut off, at several lengths.
    let bytes = std::fs::read(&file).unwrap();
    for part in [0, 100, 4_096, bytes.len() / 2, bytes.len() - 4_096, bytes.len() - 1] {
        let cut = folder.path().join("cut.db");
        std::fs::write(&cut, &bytes[..part]).unwrap();
        assert!(check_backup(&cut).await.is_err(), "{part} of {} bytes are no backup", bytes.len());
    }
    // Made, and stopped before anything was in it; or something taken out of it since.
    let empty = folder.path().join("empty.db");
    Place::run_in_file(&empty, "SELECT 1").await;
    assert!(matches!(check_backup(&empty).await, Err(BadBackup::NotWhole)));
    let robbed = folder.path().join("robbed.db");
    std::fs::copy(&file, &robbed).unwrap();
    Place::run_in_file(&robbed, "DELETE FROM entry WHERE seq = 2").await;
    assert!(matches!(check_backup(&robbed).await, Err(BadBackup::NotWhole)));
    let unsaid = folder.path().join("unsaid.db");
    std::fs::copy(&file, &unsaid).unwrap();
    Place::run_in_file(&unsaid, "DELETE FROM setting WHERE name = 'whole-backup'").await;
    assert!(matches!(check_backup(&unsaid).await, Err(BadBackup::NotWhole)));
    // A backup of the version before said nothing, and is taken.
    Place::run_in_file(&unsaid, "DELETE FROM migration WHERE number >= 14").await;
    check_backup(&unsaid).await.unwrap();
}

async fn secrets_that_vanished_never_take_the_place_of_a_copy_that_has_them(place: Arc<Place>) {
    for n in 1..=5 {
        sign_one(&place.journal, n).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("havre.keys");
    place.journal.copy_keys_to(&keys).await.unwrap();
    let before = std::fs::read(&keys).unwrap();
    let lost = |copied: Result<(), CopyError>| matches!(copied, Err(CopyError::Vanished(lost)) if lost > 0);
    place.force("DELETE FROM key_secret WHERE id = (SELECT max(id) FROM key_secret)").await;
    assert!(lost(place.journal.copy_keys_to(&keys).await), "one is gone");
    for table in ["entry", "stream"] {
        place.force(&format!("DELETE FROM {table} WHERE stream_id NOT IN (SELECT id FROM key_secret)")).await;
    }
    assert!(lost(place.journal.copy_keys_to(&keys).await), "it is gone with its case");
    place.force("DELETE FROM key_secret").await;
    assert!(lost(place.journal.copy_keys_to(&keys).await), "all are gone");
    assert!(lost(place.journal.copy_to(&folder.path().join("copy.db")).await));
    assert_eq!(std::fs::read(&keys).unwrap(), before);
    assert_eq!(place.journal.take_keys(&keys).await.unwrap(), 0, "the copy of before gives them back");
    assert!(!place.journal.lacks_secrets().await.unwrap());
}

async fn secrets_that_were_changed_never_take_the_place_of_a_copy_that_has_them(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("havre.keys");
    place.journal.copy_keys_to(&keys).await.unwrap();
    place.tamper("UPDATE key_secret SET secret = $1 WHERE id NOT LIKE 'draft|%'", Some(vec![7; 32])).await;
    assert!(matches!(place.journal.copy_keys_to(&keys).await, Err(CopyError::Vanished(1))));
}

async fn a_copy_of_the_keys_of_the_day_before_stays_beside_the_latest(place: Arc<Place>) {
    let folder = tempfile::tempdir().unwrap();
    let generation = |number: u32| folder.path().join(format!("havre.keys.{number}"));
    let keys = folder.path().join("havre.keys");
    for n in 1..=3 {
        sign_one(&place.journal, n).await;
        place.journal.copy_keys_to(&keys).await.unwrap();
    }
    assert!(generation(1).exists() && !generation(2).exists(), "one a day");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    std::fs::File::options().write(true).open(generation(1)).unwrap().set_modified(long_ago).unwrap();
    place.journal.copy_keys_to(&keys).await.unwrap();
    assert!(generation(2).exists());
    #[cfg(unix)]
    assert_eq!(mode(&generation(1)), 0o600);
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
