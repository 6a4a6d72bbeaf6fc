//! Beginning and ending a session: its cookie, its device.

use super::attempt;
use super::source::Source;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::session::{cookie, cookie_name, token_hash};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use journal::{Account, Session, SignInWay};

/// The cookie of a session. It ends with the browser; the server ends it earlier ([`App::session_limits`]).
pub(super) fn session_cookie(token: &str, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(https))
}

/// The same cookie, taken back.
pub(super) fn no_cookie(https: bool) -> String {
    format!("{}; Max-Age=0", session_cookie("", https))
}

/// Browser and system, as far as people need them to tell their devices apart; no version, no model.
pub(super) fn device(user_agent: &str) -> String {
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
    /// Opens a session in place of the one of this request, for whoever proved that this account is hers; gives its
    /// cookie. Whoever's account changed meanwhile signs in again.
    pub(super) async fn start_session(
        &self,
        account: &Account,
        way: SignInWay,
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
        let user = account.id;
        let session = Session { id, user, created_at: at, seen_at: at, second_factor, device, way };
        if !self.journal.open_proved_session(&token_hash(&token), &session, account).await? {
            return Err(WebError::SignIn);
        }
        Ok(session_cookie(&token, self.settings.https))
    }

    /// Ends the session of this request, whatever its state; gives how it began.
    pub(super) async fn end_present_session(&self, parts: &Parts) -> Result<Option<SignInWay>, WebError> {
        let Some(token) = cookie(parts, cookie_name(self.settings.https)) else { return Ok(None) };
        let Some(session) = self.journal.session(&token_hash(token)).await? else { return Ok(None) };
        self.journal.end_session(session.user, session.id).await?;
        Ok(Some(session.way))
    }

    /// Whether somebody may sign in with a password or a passkey of ours.
    pub(super) fn may_sign_in_here(&self, account: &Account) -> bool {
        self.settings.local.as_ref().is_none_or(|only| only.contains(&account.username))
    }
}

/// Somebody proved who she is: a session, and the device is known from now on.
pub(super) async fn signed_in(
    app: &App,
    account: &Account,
    way: SignInWay,
    second_factor: bool,
    parts: &Parts,
    next: &str,
) -> Result<Response, WebError> {
    let source = Source::of(app, parts);
    attempt::clear(app, &source, account).await?;
    let session = app.start_session(account, way, second_factor, parts).await?;
    let device = source.device_or_fresh();
    app.journal.remember_device(&device.hash(), account.id, now()).await?;
    let cookies = [(SET_COOKIE, session), (SET_COOKIE, device.cookie(app.settings.https))];
    Ok((AppendHeaders(cookies), Redirect::to(next)).into_response())
}
