//! Signing in with one's organisation (OpenID Connect). It says who somebody is; what she may do stands in our own
//! register, and whoever is not in it stays outside.

use super::begin::signed_in;
use super::step;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::{machine, now};
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::Lang;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Answer, OidcError, Pending, Provider};
use journal::{Account, SignInWay};
use minijinja::context;
use serde::Deserialize;

/// Word of the step between leaving and coming back.
const STEP: &str = "organisation";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/organisation", get(leave))
        .route("/sign-in/organisation/back", get(come_back))
        .route("/sign-in/organisation/out", post(told_out))
}

fn provider(app: &App) -> Result<&Provider, WebError> {
    app.settings.identity.provider.as_ref().ok_or(WebError::NotFound)
}

async fn leave(State(app): State<App>, Lang(language): Lang) -> Result<Response, WebError> {
    let (address, pending) = match provider(&app)?.begin(machine()).await {
        Ok(begun) => begun,
        Err(error) => return failed(&app, language, &error),
    };
    let pending = serde_json::to_string(&pending).map_err(|error| WebError::Internal(error.to_string()))?;
    let cookie = step::hand_out(&app, STEP, &pending);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
}

async fn come_back(
    State(app): State<App>,
    Lang(language): Lang,
    Query(answer): Query<Answer>,
    parts: Parts,
) -> Result<Response, WebError> {
    let provider = provider(&app)?;
    let begun = step::begun(&app, STEP, &parts);
    let pending: Option<Pending> = begun.as_ref().and_then(|begun| serde_json::from_str(&begun.what).ok());
    let (Some(begun), Some(pending)) = (begun, pending) else { return say(&app, language, Outcome::Again) };
    let visitor = match provider.finish(pending, answer, machine()).await {
        Ok(visitor) => visitor,
        Err(error) => return failed(&app, language, &error),
    };
    if !begun.spend(&app).await? {
        return say(&app, language, Outcome::Again);
    }
    let found = app.journal.bound(&visitor.issuer, &visitor.subject, visitor.name.as_deref(), now()).await?;
    let account = active(&app, found).await?;
    // Asked again after the account was read: a tie that ended meanwhile vouches for nothing.
    let still = app.journal.bound_to(&visitor.issuer, &visitor.subject).await?;
    match account.filter(|account| still == Some(account.id)) {
        Some(account) => signed_in(&app, &account, SignInWay::Organisation, true, &parts, "/").await,
        None => {
            tracing::warn!(
                known = found.is_some(),
                "somebody whom the organisation knows has no account here"
            );
            metrics::counter!("havre_sign_in_failures_total").increment(1);
            say(&app, language, Outcome::Nobody)
        }
    }
}

async fn active(app: &App, id: Option<casework::record::id::UserId>) -> Result<Option<Account>, WebError> {
    let Some(id) = id else { return Ok(None) };
    Ok(app.journal.account(id).await?.filter(|account| account.active))
}

#[derive(Deserialize)]
struct ToldOut {
    #[serde(default)]
    logout_token: String,
}

/// Back-channel logout: the organisation says that somebody signed out there. Only sessions that it vouched for end.
async fn told_out(
    State(app): State<App>,
    Form(ToldOut { logout_token }): Form<ToldOut>,
) -> Result<Response, WebError> {
    let provider = provider(&app)?;
    match provider.logged_out(&logout_token, machine()).await {
        Ok(subject) => {
            if let Some(user) = app.journal.bound_to(provider.issuer(), &subject).await? {
                let ended = app.journal.end_sessions_of(user, SignInWay::Organisation).await?;
                tracing::info!(%user, ended, "the organisation ended sessions");
            }
            Ok(StatusCode::OK.into_response())
        }
        Err(error) => {
            tracing::warn!(%error, "a logout token was not believed");
            Err(WebError::BadRequest)
        }
    }
}

/// How signing in ended, when not well.
enum Outcome {
    /// No account, or one that is switched off: the same words.
    Nobody,
    /// It took too long, or was not begun here: nobody's fault.
    Again,
    /// The organisation does not answer.
    Unreachable,
}

fn failed(app: &App, language: &'static str, error: &OidcError) -> Result<Response, WebError> {
    tracing::warn!(%error, "nobody could be signed in by the organisation");
    metrics::counter!("havre_sign_in_failures_total").increment(1);
    let outcome = match error {
        OidcError::Unreachable(_) => Outcome::Unreachable,
        OidcError::Refused(_) | OidcError::NotBelieved(_) => Outcome::Again,
    };
    say(app, language, outcome)
}

fn say(app: &App, language: &'static str, outcome: Outcome) -> Result<Response, WebError> {
    let (status, word) = match outcome {
        Outcome::Nobody => (StatusCode::FORBIDDEN, "nobody"),
        Outcome::Again => (StatusCode::FORBIDDEN, "again"),
        Outcome::Unreachable => (StatusCode::SERVICE_UNAVAILABLE, "unreachable"),
    };
    let page = Page::signed_out(app, language, "/sign-in");
    let title = format!("organisation-{word}-title");
    let values = context! { title => page.t(&title), text => page.t(&format!("organisation-{word}")) };
    let html = page.html("account/organisation.html", &title, values)?;
    Ok((status, html).into_response())
}
