//! Signing in and out.

use super::attempt;
use super::begin::{no_cookie, signed_in};
use super::complaints::{Wrong, complaints, refused};
use super::source::Source;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::{machine, now};
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::{Lang, SignedIn};
use axum::extract::{Form, FromRequestParts, State};
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use journal::{Account, Session, SignInWay};
use minijinja::context;
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-in/code", get(ask_code).post(give_code))
        .route("/sign-out", post(sign_out))
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

#[derive(Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
}

async fn ask(State(app): State<App>, Lang(language): Lang, mut parts: Parts) -> Result<Response, WebError> {
    match SignedIn::from_request_parts(&mut parts, &app).await {
        Ok(_) => Ok(Redirect::to("/").into_response()),
        Err(WebError::SignIn) => form(&app, language, "", &Wrong::new()),
        Err(error) => Err(error),
    }
}

fn form(app: &App, language: &'static str, username: &str, wrong: &Wrong) -> Result<Response, WebError> {
    let page = Page::signed_out(app, language, "/sign-in");
    let said = complaints(&page, &["username", "password"], wrong);
    let settings = &app.settings;
    let values = context! {
        username,
        organisation => settings.identity.provider.as_ref().map(|_| settings.organisation.clone().unwrap_or_default()),
        passkeys => settings.identity.passkeys.is_some(),
        // With an organisation that vouches for everybody, our own passwords are for emergencies.
        emergency => settings.local.is_some(),
        ..said
    };
    Ok(refused(page.html("account/sign-in.html", "sign-in-title", values)?, wrong))
}

/// The page again, with what is wrong.
pub(super) fn refuse(app: &App, language: &'static str, wrong: &Wrong) -> Result<Response, WebError> {
    form(app, language, "", wrong)
}

async fn sign_in(
    State(app): State<App>,
    Lang(language): Lang,
    parts: Parts,
    Form(Credentials { username, password }): Form<Credentials>,
) -> Result<Response, WebError> {
    let mut wrong = Wrong::new();
    if username.trim().is_empty() {
        wrong.push(("username", "sign-in-username-missing"));
    }
    if password.is_empty() {
        wrong.push(("password", "sign-in-password-missing"));
    }
    if !wrong.is_empty() {
        return form(&app, language, &username, &wrong);
    }
    let source = Source::of(&app, &parts);
    let Some(account) = attempt::with_password(&app, &source, &username, password).await? else {
        return form(&app, language, &username, &vec![("password", "sign-in-wrong")]);
    };
    if !account.has_totp {
        return signed_in(&app, &account, SignInWay::Password, false, &parts, "/").await;
    }
    // Until the code is given, the failures stand: a known password must not buy further guesses of the code.
    let cookie = app.start_session(&account, SignInWay::Password, false, &parts).await?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in/code")).into_response())
}

/// Somebody whose password was right, and who still owes the code. Ten minutes are enough to find the phone.
async fn halfway(app: &App, parts: &Parts) -> Result<(Account, Session), WebError> {
    let (account, session) = app.who(parts).await?.ok_or(WebError::SignIn)?;
    let age = now().duration_since(session.created_at);
    let owes = account.has_totp && !session.second_factor;
    if owes && age < SignedDuration::from_mins(10) { Ok((account, session)) } else { Err(WebError::SignIn) }
}

async fn ask_code(State(app): State<App>, Lang(language): Lang, parts: Parts) -> Result<Response, WebError> {
    halfway(&app, &parts).await?;
    code_form(&app, language, &Wrong::new())
}

fn code_form(app: &App, language: &'static str, wrong: &Wrong) -> Result<Response, WebError> {
    let page = Page::signed_out(app, language, "/sign-in/code");
    let said = complaints(&page, &["code"], wrong);
    Ok(refused(page.html("account/code.html", "sign-in-code-title", said)?, wrong))
}

async fn give_code(
    State(app): State<App>,
    Lang(language): Lang,
    parts: Parts,
    Form(Code { code }): Form<Code>,
) -> Result<Response, WebError> {
    let (account, _) = halfway(&app, &parts).await?;
    if !attempt::with_code(&app, &Source::of(&app, &parts), &account, &code).await? {
        return code_form(&app, language, &vec![("code", "sign-in-code-wrong")]);
    }
    // A new token: one that somebody saw before the code was given is worth nothing now.
    signed_in(&app, &account, SignInWay::Password, true, &parts, "/").await
}

async fn sign_out(State(app): State<App>, parts: Parts) -> Result<Response, WebError> {
    let way = app.end_present_session(&parts).await?;
    // On a shared computer the next one must not come in as the last one: the organisation hears of it too.
    let next = match &app.settings.identity.provider {
        Some(provider) if way == Some(SignInWay::Organisation) => provider.sign_out(machine()).await,
        _ => None,
    };
    Ok(leave(&app, next.as_deref().unwrap_or("/sign-in")))
}

/// After one's own session was ended.
pub(super) fn signed_out(app: &App) -> Response {
    leave(app, "/sign-in")
}

/// Takes the cookie back and tells the browser to forget pages and drafts: the computer may be shared.
fn leave(app: &App, next: &str) -> Response {
    let forget = (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned());
    ([forget, (SET_COOKIE, no_cookie(app.settings.https))], Redirect::to(next)).into_response()
}
