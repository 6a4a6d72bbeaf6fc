//! Codes of an authenticator app (TOTP, RFC 6238): setting it up, checking, removing.

use super::complaints::{Wrong, complaints, refused};
use super::source::Source;
use super::{attempt, own, totp};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::{machine, now};
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Form, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use journal::Account;
use minijinja::{Value, context};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use totp_rs::Secret;

/// Length of a secret in bytes (RFC 4226 §4 recommends 160 bits).
const SECRET_BYTES: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/totp/start", post(start))
        .route("/account/totp/confirm", post(confirm))
        .route("/account/totp/remove", post(remove))
}

/// As SVG that may stand inside a page.
fn picture(address: &str) -> Result<Value, WebError> {
    let code = QrCode::new(address).map_err(|error| WebError::Internal(error.to_string()))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    let inside = drawn.find("<svg").map_or("", |start| &drawn[start..]);
    Ok(Value::from_safe_string(inside.to_owned()))
}

/// In groups of four, to be typed.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

async fn start(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let secret = Secret::from(journal::new_token()[..SECRET_BYTES].to_vec());
    show(&app, &who, &secret.to_base32(), &Wrong::new())
}

/// The candidate travels in the form and counts for nothing until a code of it is given: a setup that is given up
/// leaves nothing behind, and nobody is locked out by an app that never read it.
fn show(app: &App, who: &SignedIn, secret: &str, wrong: &Wrong) -> Result<Response, WebError> {
    // Replacing a live second factor without its code would make it worthless: it is removed with the password first.
    if who.account.has_totp {
        return Err(WebError::NotFound);
    }
    let page = Page::of(app, who, "/account");
    let values = context! {
        secret,
        grouped => grouped(secret),
        picture => picture(&totp::address(&who.account.username, secret))?,
        ..complaints(&page, &["code"], wrong)
    };
    Ok(refused(page.html("account/second-factor.html", "account-totp-title", values)?, wrong))
}

#[derive(Deserialize)]
struct Confirmation {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    code: String,
}

async fn confirm(
    State(app): State<App>,
    who: SignedIn,
    parts: Parts,
    Form(Confirmation { secret, code }): Form<Confirmation>,
) -> Result<Response, WebError> {
    let parsed = Secret::try_from_base32(&secret).map_err(|_| WebError::BadRequest)?;
    if parsed.as_bytes().len() != SECRET_BYTES {
        return Err(WebError::BadRequest);
    }
    let step = match totp::step_of(parsed.as_bytes(), &code, machine()) {
        Some(step) if !who.account.has_totp => step,
        _ => return show(&app, &who, &secret, &vec![("code", "account-totp-code-wrong")]),
    };
    if !app.journal.set_own_totp(&who.session, parsed.as_bytes()).await? {
        return Err(WebError::SignIn);
    }
    app.journal.use_totp_step(who.user(), step).await?;
    let account = Account { has_totp: true, ..who.account.clone() };
    let cookie = app.start_session(&account, who.session.way, true, &parts).await?;
    tracing::info!(user = %who.user(), "a second factor was set");
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/account?said=totp-on")).into_response())
}

#[derive(Deserialize)]
struct Removal {
    #[serde(default)]
    totp_password: String,
}

async fn remove(
    State(app): State<App>,
    who: SignedIn,
    parts: Parts,
    Form(Removal { totp_password }): Form<Removal>,
) -> Result<Response, WebError> {
    let source = Source::of(&app, &parts);
    if attempt::with_password(&app, &source, &who.account.username, totp_password).await?.is_none() {
        return own::refuse(&app, &who, &vec![("totp_password", "account-password-wrong")]).await;
    }
    if !app.journal.remove_own_totp(&who.session, now()).await? {
        return Err(WebError::SignIn);
    }
    attempt::clear(&app, &source, &who.account).await?;
    tracing::info!(user = %who.user(), "a second factor was removed");
    Ok(Redirect::to("/account?said=totp-off").into_response())
}
