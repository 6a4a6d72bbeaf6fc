//! Health and readiness for those who run the service.

use crate::shell::app::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// The database answers too.
pub(crate) async fn ready(State(app): State<App>) -> impl IntoResponse {
    match app.journal.db().ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
