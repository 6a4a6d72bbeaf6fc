use crate::fixture::{amend, assert_replays, assert_whole, case, minute, officer, rules, sign_one};
use crate::place::Place;
use journal::{Db, Journal, MasterKey};
use std::sync::Arc;

mod sqlite {
    #[test]
    fn a_copy_made_while_an_officer_writes_opens_and_is_whole() {
        crate::place::on_sqlite(super::a_copy_made_while_an_officer_writes_opens_and_is_whole);
    }

    #[test]
    fn a_copy_never_overwrites_a_file() {
        crate::place::on_sqlite(super::a_copy_never_overwrites_a_file);
    }
}

mod postgres {
    #[test]
    fn a_copy_is_left_to_the_tool_of_the_server() {
        crate::place::on_postgres(super::a_copy_is_left_to_the_tool_of_the_server);
    }
}

async fn a_copy_made_while_an_officer_writes_opens_and_is_whole(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let busy = place.clone();
    let writer = tokio::spawn(async move {
        for n in 0..80 {
            busy.journal.run(case(1), &officer(), minute(10 + n), None, &amend(1, "More.")).await.unwrap();
            sign_one(&busy.journal, 1_000 + n as u128).await;
        }
    });
    let mut copies = 0;
    while !writer.is_finished() && copies < 5 {
        let file = place.folder().join(format!("copy-{copies}.db"));
        place.journal.db().copy_to(&file).await.unwrap();
        let copy =
            Journal::new(Db::sqlite(&file).await.unwrap(), &MasterKey::parse(&place.key).unwrap(), rules());
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
    let file = place.folder().join("precious.txt");
    std::fs::write(&file, "keep me").unwrap();
    assert!(place.journal.db().copy_to(&file).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "keep me");
}

async fn a_copy_is_left_to_the_tool_of_the_server(place: Arc<Place>) {
    let message = place.journal.db().copy_to(std::path::Path::new("never")).await.unwrap_err().to_string();
    assert!(message.contains("pg_dump"), "{message}");
}
