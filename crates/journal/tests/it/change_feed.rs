//! That something was written is heard at once, by every node.

use crate::fixture::sign_one;
use crate::place::Place;
use std::sync::Arc;
use std::time::Duration;

on_both!(what_is_written_is_heard_at_once, what_another_node_writes_is_heard_too);

async fn heard(feed: &mut journal::ChangeFeed) -> bool {
    tokio::time::timeout(Duration::from_secs(10), feed.changed()).await.is_ok()
}

async fn what_is_written_is_heard_at_once(place: Arc<Place>) {
    let mut feed = place.journal.change_feed();
    sign_one(&place.journal, 1).await;
    assert!(heard(&mut feed).await);
}

async fn what_another_node_writes_is_heard_too(place: Arc<Place>) {
    if place.is_sqlite() {
        // One node only: there is nobody else to hear, and nothing to wait for.
        assert!(place.journal.hear_nodes().await.is_ok());
        return;
    }
    let mut feed = place.journal.change_feed();
    let journal = place.journal.clone();
    let listening = tokio::spawn(async move { journal.hear_nodes().await });
    let other = place.another_node().await;
    // The listener needs a moment to be there; writing goes on until it hears.
    let mut n = 1;
    while tokio::time::timeout(Duration::from_millis(300), feed.changed()).await.is_err() {
        assert!(n < 30, "nothing was heard");
        sign_one(&other, n).await;
        n += 1;
    }
    listening.abort();
}
