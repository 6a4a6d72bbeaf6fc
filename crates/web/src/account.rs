//! Accounts: signing in with a password and a second factor, a passkey or one's organisation; sessions, one's own
//! settings; people who come, move and leave.
//!
//! **Invariants.** Every attempt with a password or a code passes [`attempt`] and is counted. A refusal never tells
//! whether the account exists, must wait or is switched off: same words, same work, same least time.
//! A session is known by the hash of its token only, and gets a new token whenever it gains a right.

mod attempt;
mod handover;
mod invitation;
mod organisation;
mod own;
mod passkeys;
mod password;
mod people;
mod person;
mod second_factor;
mod sign_in;
mod source;
mod step;

pub use password::{PasswordError, check_password, hash_password};

use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use crate::page::Page;
use crate::routes::Router;
use crate::session::{cookie, cookie_name, token_hash};
use axum::http::StatusCode;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::record::id::UserId;
use journal::{Account, Session, Way};
use minijinja::{Value, context};
use source::Source;
use std::collections::BTreeMap;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(organisation::routes())
        .merge(passkeys::routes())
        .merge(own::routes())
        .merge(second_factor::routes())
        .merge(people::routes())
        .merge(person::routes())
        .merge(invitation::routes())
        .merge(handover::routes())
}

/// The cookie of a session. It ends with the browser; the server ends it earlier ([`App::session_limits`]).
fn session_cookie(token: &str, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(https))
}

/// The same cookie, taken back.
fn no_cookie(https: bool) -> String {
    format!("{}; Max-Age=0", session_cookie("", https))
}

/// Browser and system, as far as people need them to tell their devices apart; no version, no model.
fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    [named(&browsers), named(&systems)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl App {
    /// Opens a session in place of the one of this request; gives its cookie.
    async fn start_session(
        &self,
        user: UserId,
        way: Way,
        second_factor: bool,
        parts: &Parts,
    ) -> Result<String, WebError> {
        self.end_present_session(parts).await?;
        let at = now();
        let (idle, absolute) = self.session_limits();
        self.journal.end_stale_sessions(at - absolute, at - idle).await?;
        let token = URL_SAFE_NO_PAD.encode(journal::new_token());
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("");
        let id = journal::new_uuid(at);
        let device = device(agent);
        let session = Session { id, user, created_at: at, seen_at: at, second_factor, device, way };
        self.journal.open_session(&token_hash(&token), &session).await?;
        Ok(session_cookie(&token, self.settings.https))
    }

    /// Ends the session of this request, whatever its state; gives how it began.
    async fn end_present_session(&self, parts: &Parts) -> Result<Option<Way>, WebError> {
        let Some(token) = cookie(parts, cookie_name(self.settings.https)) else { return Ok(None) };
        let Some(session) = self.journal.session(&token_hash(token)).await? else { return Ok(None) };
        self.journal.end_session(session.user, session.id).await?;
        Ok(Some(session.way))
    }

    /// Whether somebody may sign in with a password or a passkey of ours.
    fn may_sign_in_here(&self, account: &Account) -> bool {
        self.settings.local.as_ref().is_none_or(|only| only.contains(&account.username))
    }
}

/// Somebody proved who she is: a session, and the device is known from now on.
async fn signed_in(
    app: &App,
    account: &Account,
    way: Way,
    second_factor: bool,
    parts: &Parts,
    next: &str,
) -> Result<Response, WebError> {
    let source = Source::of(app, parts);
    attempt::clear(app, &source, account).await?;
    let session = app.start_session(account.id, way, second_factor, parts).await?;
    let device = source.device_or_fresh();
    app.journal.remember_device(&device.hash(), account.id, now()).await?;
    let cookies = [(SET_COOKIE, session), (SET_COOKIE, device.cookie(app.settings.https))];
    Ok((AppendHeaders(cookies), Redirect::to(next)).into_response())
}

/// What is wrong with a form: field and message key.
type Wrong = Vec<(&'static str, &'static str)>;

/// For the summary (`errors`) and for each field (`wrong.<field>`); `fields` are all fields of the page.
fn complaints(page: &Page<'_>, fields: &[&'static str], wrong: &Wrong) -> Value {
    let errors: Vec<_> =
        wrong.iter().map(|(field, key)| context! { field => *field, text => page.t(key) }).collect();
    let of = |field: &&'static str| {
        let found = wrong.iter().find(|(name, _)| name == field);
        (*field, found.map(|(_, key)| page.t(key)))
    };
    let wrong: BTreeMap<_, _> = fields.iter().map(of).collect();
    context! { errors, wrong }
}

/// A form that was refused is shown again with status 422.
fn refused(page: Response, wrong: &Wrong) -> Response {
    if wrong.is_empty() { page } else { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::app as test_app;
