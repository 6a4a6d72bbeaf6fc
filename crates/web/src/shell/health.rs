//! Health and readiness for those who run the service.

use crate::shell::app::App;
use crate::shell::now::now;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Whoever asks has an answer within this time.
const ANSWER: Duration = Duration::from_millis(1_500);
/// What was written so recently is not written again: anybody may ask, as often as she likes.
const FRESH: Duration = Duration::from_secs(1);

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// The database takes what is written.
pub(crate) async fn ready(State(app): State<App>) -> impl IntoResponse {
    let wrote = if app.journal.is_database_away() {
        Err("the database is away".to_owned())
    } else {
        timeout(ANSWER, write(&app)).await.unwrap_or_else(|_| Err("nothing was written in time".to_owned()))
    };
    match wrote {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(why) => {
            tracing::error!(why, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database takes nothing that is written\n")
        }
    }
}

/// Really writes, one after another: who waited for a writing that succeeded needs none of her own.
async fn write(app: &App) -> Result<(), String> {
    let mut last = app.memory.wrote.lock().await;
    if last.is_some_and(|at| at.elapsed() < FRESH) {
        return Ok(());
    }
    *last = None;
    app.journal.try_to_write(now()).await.map_err(|error| error.to_string())?;
    *last = Some(Instant::now());
    Ok(())
}
