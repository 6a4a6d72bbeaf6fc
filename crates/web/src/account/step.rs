//! What a sign-in must remember between two requests, for ten minutes, used once.
//!
//! For somebody who is signed in it is kept on the server, sealed, and the browser holds a token that opens nothing but
//! that. For anybody else the browser holds it itself, sealed: whoever only asks makes nobody write. What proves who one
//! is uses it up.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::session::{cookie, token_hash};
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

/// Time to find the phone, or to sign in with the organisation.
const LASTING: SignedDuration = SignedDuration::from_mins(10);

fn name(https: bool) -> &'static str {
    if https { "__Host-havre-step" } else { "havre-step" }
}

/// `Lax`: the organisation sends the browser back from another host.
fn set_cookie(app: &App, value: &str) -> String {
    let https = app.settings.https;
    let secure = if https { "; Secure" } else { "" };
    let seconds = LASTING.as_secs();
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(https))
}

/// Keeps it on the server; gives the cookie.
pub(super) async fn keep(app: &App, kind: &str, what: &str) -> Result<String, WebError> {
    let token = URL_SAFE_NO_PAD.encode(journal::new_token());
    let at = now();
    app.journal.keep_step(&token_hash(&token), kind, at, at + LASTING, what).await?;
    Ok(set_cookie(app, &token))
}

/// Takes back what this browser began, once.
pub(super) async fn take(app: &App, kind: &str, parts: &Parts) -> Result<Option<String>, WebError> {
    let Some(token) = cookie(parts, name(app.settings.https)) else { return Ok(None) };
    Ok(app.journal.take_step(&token_hash(token), kind, now()).await?)
}

/// Gives it to the browser, sealed, as a cookie. Nothing is written.
pub(super) fn hand_out(app: &App, kind: &str, what: &str) -> String {
    set_cookie(app, &URL_SAFE_NO_PAD.encode(app.journal.seal_step(kind, now() + LASTING, what)))
}

/// What a browser brings back of what it began.
pub(super) struct Begun {
    kind: &'static str,
    hash: Vec<u8>,
    until: Timestamp,
    pub(super) what: String,
}

/// Reads what [`hand_out`] gave to this browser, in time.
pub(super) fn begun(app: &App, kind: &'static str, parts: &Parts) -> Option<Begun> {
    let sealed = URL_SAFE_NO_PAD.decode(cookie(parts, name(app.settings.https))?).ok()?;
    let (until, what) = app.journal.open_step(kind, &sealed, now())?;
    Some(Begun { kind, hash: token_hash_of(&sealed), until, what })
}

fn token_hash_of(sealed: &[u8]) -> Vec<u8> {
    token_hash(&URL_SAFE_NO_PAD.encode(sealed))
}

impl Begun {
    /// Uses it up, once somebody proved who she is; `false` when it was used before.
    pub(super) async fn spend(&self, app: &App) -> Result<bool, WebError> {
        Ok(app.journal.spend_step(&self.hash, self.kind, now(), self.until).await?)
    }
}
