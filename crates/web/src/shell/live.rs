//! Lists that renew themselves: a stream of "something was written", without saying what.

use crate::shell::app::App;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// After this the browser asks again, and the session is looked at again.
const LIFE: Duration = Duration::from_secs(60);
/// An import writes many times a second: the lists of everybody need not.
const PAUSE: Duration = Duration::from_millis(250);

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/live", get(listen))
}

async fn listen(
    State(app): State<App>,
    _who: SignedIn,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let feed = app.journal.change_feed();
    let end = Instant::now() + LIFE;
    // An event without data is none to a browser.
    let events = unfold(feed, move |mut feed| async move {
        timeout_at(end, feed.changed()).await.ok()?.ok()?;
        sleep(PAUSE).await;
        feed.mark_unchanged();
        Some((Ok(Event::default().event("news").data("1")), feed))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
