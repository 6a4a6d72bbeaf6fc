//! Choosing the language of the interface.

use crate::shell::app::App;
use crate::shell::texts::language_of;
use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

/// Keeps the choice in a cookie and goes back. Only paths of this host are followed.
pub(crate) async fn choose(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(Back { back }): Query<Back>,
) -> impl IntoResponse {
    let secure = if app.settings.https { "; Secure" } else { "" };
    let code = language_of(&code);
    let cookie = format!("lang={code}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}");
    let local = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && !back.contains("/language/");
    let printable = back.chars().all(|c| c.is_ascii_graphic());
    let back = if local && printable { back } else { "/".to_owned() };
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&back))
}
