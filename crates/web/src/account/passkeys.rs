//! Passkeys: adding and removing one's own, signing in with one. The device verifies its owner, so a passkey is both
//! factors at once. The page asks the device by a script; password and code go on without.

use super::begin::signed_in;
use super::complaints::Wrong;
use super::own::is_fresh;
use super::{own, sign_in, step};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::routes::Router;
use crate::shell::session::{Lang, SignedIn};
use axum::extract::{Form, Path, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use casework::record::id::UserId;
use identity::{Ceremony, PasskeyError, Passkeys};

use journal::{Account, By, PasskeyRow, SignInWay};
use serde::Deserialize;

/// Words of the steps between asking a device and its answer.
const ADDING: &str = "passkey-adding";
const SIGNING_IN: &str = "passkey-signing-in";
/// Longest name of a passkey, in characters.
const LONGEST_NAME: usize = 60;
/// Nobody has more devices.
const MOST: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/passkeys/start", post(start_adding))
        .route("/account/passkeys", post(add))
        .route("/account/passkeys/{id}/remove", post(remove))
        .route("/sign-in/passkey/start", post(start_signing_in))
        .route("/sign-in/passkey", post(sign_in_with))
}

fn passkeys(app: &App) -> Result<&Passkeys, WebError> {
    app.settings.identity.passkeys.as_ref().ok_or(WebError::NotFound)
}

/// What the device is asked, and the cookie by which its answer is known.
fn asked(cookie: String, ceremony: Ceremony) -> Response {
    ([(SET_COOKIE, cookie), (CONTENT_TYPE, "application/json".to_owned())], ceremony.options).into_response()
}

fn internal(error: PasskeyError) -> WebError {
    WebError::Internal(error.to_string())
}

async fn start_adding(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let passkeys = passkeys(&app)?;
    if !is_fresh(&who) || !app.may_sign_in_here(&who.account) {
        return Err(WebError::NotFound);
    }
    let others: Vec<_> = app.journal.passkeys(who.user()).await?.into_iter().map(|key| key.id).collect();
    let Account { id, username, name, .. } = &who.account;
    let ceremony = passkeys.register(id.0, username, name, &others).map_err(internal)?;
    let cookie = step::keep(&app, &format!("{ADDING}-{id}"), &ceremony.state).await?;
    Ok(asked(cookie, ceremony))
}

#[derive(Deserialize)]
struct New {
    #[serde(default)]
    passkey_name: String,
    #[serde(default)]
    credential: String,
}

async fn add(
    State(app): State<App>,
    who: SignedIn,
    parts: Parts,
    Form(New { passkey_name, credential }): Form<New>,
) -> Result<Response, WebError> {
    let passkeys = passkeys(&app)?;
    if !is_fresh(&who) || !app.may_sign_in_here(&who.account) {
        return Err(WebError::NotFound);
    }
    let name: String = passkey_name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let wrong = |field: &'static str, key: &'static str| -> Wrong { vec![(field, key)] };
    if name.is_empty() {
        return own::refuse(&app, &who, &wrong("passkey_name", "account-passkey-name-missing")).await;
    }
    if app.journal.passkeys(who.user()).await?.len() >= MOST {
        return own::refuse(&app, &who, &wrong("passkey_name", "account-passkey-too-many")).await;
    }
    let state = step::take(&app, &format!("{ADDING}-{}", who.user()), &parts).await?.unwrap_or_default();
    let made = match passkeys.registered(&credential, &state) {
        Ok(made) => made,
        Err(error) => {
            tracing::warn!(%error, user = %who.user(), "a passkey was not taken");
            return own::refuse(&app, &who, &wrong("passkey_name", "account-passkey-refused")).await;
        }
    };
    let at = now();
    let row =
        PasskeyRow { id: made.id, user: who.user(), name, created_at: at, used_at: None, key: made.key };
    if !app.journal.add_own_passkey(&who.session, &row).await? {
        return own::refuse(&app, &who, &wrong("passkey_name", "account-passkey-refused")).await;
    }
    Ok(Redirect::to("/account?said=passkey-on").into_response())
}

async fn remove(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebError> {
    let by = By { user: Some(who.user()), at: now() };
    app.journal.remove_passkey(who.user(), &id, by).await?;
    Ok(Redirect::to("/account?said=passkey-off").into_response())
}

async fn start_signing_in(State(app): State<App>) -> Result<Response, WebError> {
    let ceremony = passkeys(&app)?.sign_in().map_err(internal)?;
    Ok(asked(step::hand_out(&app, SIGNING_IN, &ceremony.state), ceremony))
}

#[derive(Deserialize)]
struct Presented {
    #[serde(default)]
    credential: String,
}

async fn sign_in_with(
    State(app): State<App>,
    Lang(language): Lang,
    parts: Parts,
    Form(Presented { credential }): Form<Presented>,
) -> Result<Response, WebError> {
    match believed(&app, &credential, &parts).await? {
        Ok(account) => signed_in(&app, &account, SignInWay::Passkey, true, &parts, "/").await,
        Err(why) => {
            tracing::warn!(why, "a passkey was not believed");
            metrics::counter!("havre_sign_in_failures_total").increment(1);
            sign_in::refuse(&app, language, &vec![("username", "sign-in-passkey-wrong")])
        }
    }
}

/// The account of what a browser presents, or why nobody is believed: one answer to the reader, the reason to the log.
async fn believed(app: &App, answer: &str, parts: &Parts) -> Result<Result<Account, String>, WebError> {
    let passkeys = passkeys(app)?;
    let Some(begun) = step::begun(app, SIGNING_IN, parts) else {
        return Ok(Err("nothing was begun, or too long ago".to_owned()));
    };
    let presented = match passkeys.presented(answer) {
        Ok(presented) => presented,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let user = UserId(presented.user);
    // Read before what proves it: when the account changes meanwhile, no session is opened.
    let account = app.journal.account(user).await?;
    let Some(key) = app.journal.passkey(user, &presented.credential).await? else {
        return Ok(Err("nobody has this passkey".to_owned()));
    };
    let renewed = match passkeys.signed_in(&presented, &begun.what, &key.key) {
        Ok(renewed) => renewed,
        Err(error) => return Ok(Err(error.to_string())),
    };
    if !begun.spend(app).await? {
        return Ok(Err("the answer was used before".to_owned()));
    }
    app.journal.passkey_used(&key.id, &renewed, now()).await?;
    let account = account.filter(|account| account.active && app.may_sign_in_here(account));
    Ok(account.ok_or_else(|| "the account may not sign in here".to_owned()))
}
