//! Signing in and out.

use super::{Wrong, attempt, complaints, no_cookie, refused};
use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use crate::page::Page;
use crate::routes::Router;
use crate::session::{Lang, SignedIn};
use axum::extract::{Form, FromRequestParts, State};
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use journal::{Account, Session};
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
    let page = Page {
        app,
        language,
        viewer: None,
        path: "/sign-in",
        back: "/sign-in".to_owned(),
        notice: None,
        waiting: 0,
    };
    let said = complaints(&page, &["username", "password"], wrong);
    let html = page.html("account/sign-in.html", "sign-in-title", context! { username, ..said })?;
    Ok(refused(html, wrong))
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
    let Some(account) = attempt::with_password(&app, &username, password).await? else {
        return form(&app, language, &username, &vec![("password", "sign-in-wrong")]);
    };
    // Until the code is given, the failures stand: a known password must not buy further guesses of the code.
    if !account.has_totp {
        app.journal.clear_failures(account.id).await?;
    }
    let cookie = app.start_session(account.id, false, &parts).await?;
    let next = if account.has_totp { "/sign-in/code" } else { "/" };
    Ok(([(SET_COOKIE, cookie)], Redirect::to(next)).into_response())
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
    let page = Page {
        app,
        language,
        viewer: None,
        path: "/sign-in/code",
        back: "/sign-in/code".to_owned(),
        notice: None,
        waiting: 0,
    };
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
    if !attempt::with_code(&app, &account, &code).await? {
        return code_form(&app, language, &vec![("code", "sign-in-code-wrong")]);
    }
    app.journal.clear_failures(account.id).await?;
    // A new token: one that somebody saw before the code was given is worth nothing now.
    let cookie = app.start_session(account.id, true, &parts).await?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

async fn sign_out(State(app): State<App>, parts: Parts) -> Result<Response, WebError> {
    app.end_present_session(&parts).await?;
    Ok(signed_out(&app))
}

/// Takes the cookie back and tells the browser to forget pages and drafts: the computer may be shared.
pub(super) fn signed_out(app: &App) -> Response {
    let forget = (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned());
    ([forget, (SET_COOKIE, no_cookie(app.settings.https))], Redirect::to("/sign-in")).into_response()
}
