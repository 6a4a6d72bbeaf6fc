//! One's own account: who one is, language, password, sessions.

use super::begin::signed_in;
use super::complaints::{Wrong, complaints, refused};
use super::password::check_password;
use super::people::{names, register_lines};
use super::source::Source;
use super::{attempt, handover, sign_in};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use crate::shell::texts::{LANGUAGES, language_of};
use axum::extract::{Form, Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::record::staff::Function;
use jiff::{SignedDuration, Timestamp};
use journal::{Account, Session};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Fields of the page, for the messages at each.
const FIELDS: [&str; 6] = ["language", "current", "new", "repeat", "totp_password", "passkey_name"];

/// What a redirect back to the page may say, and its message key.
const SAID: [(&str, &str); 8] = [
    ("told", "account-said-told"),
    ("language", "account-said-language"),
    ("password", "account-said-password"),
    ("session", "account-said-session"),
    ("totp-on", "account-said-totp-on"),
    ("totp-off", "account-said-totp-off"),
    ("passkey-on", "account-said-passkey-on"),
    ("passkey-off", "account-said-passkey-off"),
];

/// A session that somebody left open must not make a key that opens for ever.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(show))
        .route("/account/language", post(set_language))
        .route("/account/password", post(change_password))
        .route("/account/told", post(has_read))
        .route("/account/sessions/{id}/end", post(end_session))
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    said: String,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(Said { said }): Query<Said>,
) -> Result<Response, WebError> {
    let key = SAID.iter().find(|(word, _)| *word == said).map(|(_, key)| *key);
    let page = Page::of(&app, &who, "/account");
    let page = match key {
        Some(key) => page.saying("good", key),
        None => page,
    };
    render(&page, &who, &Wrong::new()).await
}

/// The page again, with what is wrong.
pub(super) async fn refuse(app: &App, who: &SignedIn, wrong: &Wrong) -> Result<Response, WebError> {
    render(&Page::of(app, who, "/account"), who, wrong).await
}

async fn render(page: &Page<'_>, who: &SignedIn, wrong: &Wrong) -> Result<Response, WebError> {
    let account = &who.account;
    let sessions = live_sessions(page.app, who).await?;
    let languages = LANGUAGES.map(|(value, text)| context! { value, text }).to_vec();
    let untold = page.app.journal.untold(account).await?;
    let people = if untold.is_empty() { BTreeMap::new() } else { names(page.app).await? };
    // What happens while she reads is told the next time.
    let until = untold.last().map(|last| last.by.at.as_millisecond());
    let values = context! {
        name => account.name.as_str(),
        username => account.username.as_str(),
        function => page.t(&format!("function-{}", account.function)),
        unit => unit(page, who),
        language => language_of(&account.language),
        languages,
        // Somebody for whom only her organisation vouches has no password of ours, and no passkey.
        has_password => !account.password_hash.is_empty() && page.app.may_sign_in_here(account),
        has_totp => account.has_totp,
        passkeys => passkey_views(page, who).await?,
        handovers => handover::links(page, who).await?,
        passkeys_fresh => is_fresh(who),
        sessions => sessions.iter().map(|session| session_view(page, session, who)).collect::<Vec<_>>(),
        administers => account.function == Function::Administrator,
        untold => register_lines(page, &untold, &people), read_until => until,
        ..complaints(page, &FIELDS, wrong)
    };
    Ok(refused(page.html("account/account.html", "account-title", values)?, wrong))
}

/// Whether she signed in just now.
pub(super) fn is_fresh(who: &SignedIn) -> bool {
    now().duration_since(who.session.created_at) < FRESH
}

/// `None` where there are no passkeys.
async fn passkey_views(page: &Page<'_>, who: &SignedIn) -> Result<Option<Vec<Value>>, WebError> {
    if page.app.settings.identity.passkeys.is_none() || !page.app.may_sign_in_here(&who.account) {
        return Ok(None);
    }
    let view = |key: &journal::PasskeyRow| {
        let used = key.used_at.map_or_else(|| page.t("account-passkey-never"), |at| page.moment(at));
        context! { id => key.id.as_str(), name => key.name.as_str(), since => page.moment(key.created_at), used }
    };
    Ok(Some(page.app.journal.passkeys(who.user()).await?.iter().map(view).collect()))
}

fn unit(page: &Page<'_>, who: &SignedIn) -> String {
    let name = |zone| page.app.directory.zone(zone).map_or("", |zone| zone.name.in_language(page.reader()));
    let zones = who.account.zones.iter().map(|zone| format!("{zone} {}", name(zone)).trim().to_owned());
    zones.collect::<Vec<_>>().join(", ")
}

async fn live_sessions(app: &App, who: &SignedIn) -> Result<Vec<Session>, WebError> {
    let (idle, absolute) = app.session_limits();
    let at = now();
    let mut sessions = app.journal.sessions(who.user()).await?;
    sessions.retain(|session| session.seen_at > at - idle && session.created_at > at - absolute);
    Ok(sessions)
}

fn session_view(page: &Page<'_>, session: &Session, who: &SignedIn) -> Value {
    let device =
        if session.device.is_empty() { page.t("account-device-unknown") } else { session.device.clone() };
    context! {
        id => session.id.to_string(),
        device,
        since => page.moment(session.created_at),
        seen => page.moment(session.seen_at),
        own => session.id == who.session.id,
    }
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    language: String,
}

async fn set_language(
    State(app): State<App>,
    who: SignedIn,
    Form(Choice { language }): Form<Choice>,
) -> Result<Response, WebError> {
    app.journal.set_language(who.user(), language_of(&language)).await?;
    // The cookie of the language links would otherwise win over the choice.
    let secure = if app.settings.https { "; Secure" } else { "" };
    let cookie = format!("lang=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly{secure}");
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/account?said=language")).into_response())
}

#[derive(Deserialize)]
struct ReadUntil {
    until: i64,
}

/// She has read what others changed in her account.
async fn has_read(
    State(app): State<App>,
    who: SignedIn,
    Form(ReadUntil { until }): Form<ReadUntil>,
) -> Result<Response, WebError> {
    let until = Timestamp::from_millisecond(until).map_err(|_| WebError::BadRequest)?;
    app.journal.has_read(who.user(), until.min(now())).await?;
    Ok(Redirect::to("/account?said=told").into_response())
}

#[derive(Deserialize)]
struct NewPassword {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    repeat: String,
}

async fn change_password(
    State(app): State<App>,
    who: SignedIn,
    parts: Parts,
    Form(NewPassword { current, new, repeat }): Form<NewPassword>,
) -> Result<Response, WebError> {
    let mut wrong = Wrong::new();
    if let Err(error) = check_password(&who.account.username, &new) {
        wrong.push(("new", error.key()));
    } else if new != repeat {
        wrong.push(("repeat", "account-password-differs"));
    }
    let source = Source::of(&app, &parts);
    // The current one is only tried when the rest is good: a slip in the new one costs no attempt.
    let name = &who.account.username;
    if wrong.is_empty() && attempt::with_password(&app, &source, name, current).await?.is_none() {
        wrong.push(("current", "account-password-wrong"));
    }
    if !wrong.is_empty() {
        return refuse(&app, &who, &wrong).await;
    }
    let hash = attempt::hash(&app, new).await?;
    if !app.journal.set_own_password(&who.session, &hash, now()).await? {
        return Err(WebError::SignIn);
    }
    let (way, second_factor) = (who.session.way, who.session.second_factor);
    let account = Account { password_hash: hash, ..who.account.clone() };
    signed_in(&app, &account, way, second_factor, &parts, "/account?said=password").await
}

async fn end_session(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    app.journal.end_session(who.user(), id).await?;
    if id == who.session.id {
        return Ok(sign_in::signed_out(&app));
    }
    Ok(Redirect::to("/account?said=session").into_response())
}
