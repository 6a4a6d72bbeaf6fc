//! What a sign-in must remember between two requests: kept on the server, sealed, used once, for ten minutes. The
//! browser holds a token that opens nothing but that.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::session::{cookie, token_hash};
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;

/// Time to find the phone, or to sign in with the organisation.
const LASTING: SignedDuration = SignedDuration::from_mins(10);

fn name(https: bool) -> &'static str {
    if https { "__Host-havre-step" } else { "havre-step" }
}

/// Keeps it; gives the cookie. `Lax`: the organisation sends the browser back from another host.
pub(super) async fn keep(app: &App, kind: &str, what: &str) -> Result<String, WebError> {
    let token = URL_SAFE_NO_PAD.encode(journal::new_token());
    let at = now();
    app.journal.keep_step(&token_hash(&token), kind, at, at + LASTING, what).await?;
    let https = app.settings.https;
    let secure = if https { "; Secure" } else { "" };
    let seconds = LASTING.as_secs();
    Ok(format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(https)))
}

/// Takes back what this browser began, once.
pub(super) async fn take(app: &App, kind: &str, parts: &Parts) -> Result<Option<String>, WebError> {
    let Some(token) = cookie(parts, name(app.settings.https)) else { return Ok(None) };
    Ok(app.journal.take_step(&token_hash(token), kind, now()).await?)
}
