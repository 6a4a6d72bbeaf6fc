//! A one-time link with which somebody sets her password. Opening it uses nothing up: mail programs open links too.
//! Its key stands in the query, which no log names.

use super::attempt;
use super::complaints::{Wrong, complaints, refused};
use super::password::check_password;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::{Lang, SignedIn, token_hash};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::record::id::UserId;
use jiff::{SignedDuration, Timestamp};
use journal::{Account, Invitation, Invited};
use minijinja::context;
use serde::Deserialize;

/// How long an invitation holds: over a long weekend.
const INVITED: SignedDuration = SignedDuration::from_hours(96);

/// A new link. It is shown once: only its hash is kept.
pub(super) struct Link {
    token: String,
    until: Timestamp,
}

impl Link {
    pub(super) fn new(at: Timestamp) -> Self {
        Self { token: URL_SAFE_NO_PAD.encode(journal::new_token()), until: at + INVITED }
    }

    /// What is kept of it.
    pub(super) fn kept(&self) -> Invitation {
        Invitation { token_hash: token_hash(&self.token), until: self.until }
    }

    /// Whether it was made: somebody can choose a password with it.
    pub(super) async fn opens(&self, app: &App) -> Result<bool, WebError> {
        Ok(app.journal.invited(&token_hash(&self.token), now()).await?.is_some())
    }

    /// The page that shows it to whoever hands it over.
    pub(super) async fn show(
        &self,
        app: &App,
        who: &SignedIn,
        whom: UserId,
        back: &str,
    ) -> Result<Response, WebError> {
        let account = app.journal.account(whom).await?.ok_or(WebError::NotFound)?;
        let page = Page::of(app, who, "/account/people").at(back.to_owned());
        let values = context! {
            back, name => account.name.as_str(), username => account.username.as_str(),
            path => format!("/invitation?key={}", self.token), until => page.moment(self.until),
        };
        page.html("account/invited.html", "people-invited-title", values)
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/invitation", get(ask).post(set))
}

#[derive(Deserialize)]
struct Key {
    #[serde(default)]
    key: String,
}

#[derive(Deserialize)]
struct NewPassword {
    #[serde(default)]
    key: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    repeat: String,
}

/// Whose invitation it is. Used, too old or made up: the same.
async fn invited(app: &App, key: &str) -> Result<Option<Account>, WebError> {
    let Some(user) = app.journal.invited(&token_hash(key), now()).await? else { return Ok(None) };
    Ok(app.journal.account(user).await?)
}

async fn ask(
    State(app): State<App>,
    Lang(language): Lang,
    Query(Key { key }): Query<Key>,
) -> Result<Response, WebError> {
    match invited(&app, &key).await? {
        Some(account) => form(&app, language, &key, &account, &Wrong::new()),
        None => gone(&app, language),
    }
}

fn page<'a>(app: &'a App, language: &'static str) -> Page<'a> {
    Page::signed_out(app, language, "/invitation").at("/sign-in".to_owned())
}

fn form(
    app: &App,
    language: &'static str,
    key: &str,
    account: &Account,
    wrong: &Wrong,
) -> Result<Response, WebError> {
    let page = page(app, language).at(format!("/invitation?key={key}"));
    let values = context! {
        key, username => account.username.as_str(), ..complaints(&page, &["new", "repeat"], wrong)
    };
    Ok(refused(page.html("account/invitation.html", "invitation-title", values)?, wrong))
}

fn gone(app: &App, language: &'static str) -> Result<Response, WebError> {
    let page = page(app, language);
    let values = context! { title => page.t("invitation-gone-title"), text => page.t("invitation-gone") };
    let html = page.html("account/organisation.html", "invitation-gone-title", values)?;
    Ok((StatusCode::NOT_FOUND, html).into_response())
}

async fn set(
    State(app): State<App>,
    Lang(language): Lang,
    Form(NewPassword { key, new, repeat }): Form<NewPassword>,
) -> Result<Response, WebError> {
    let Some(account) = invited(&app, &key).await? else { return gone(&app, language) };
    let wrong = match check_password(&account.username, &new) {
        Err(error) => vec![("new", error.key())],
        Ok(()) if new != repeat => vec![("repeat", "account-password-differs")],
        Ok(()) => Wrong::new(),
    };
    if !wrong.is_empty() {
        return form(&app, language, &key, &account, &wrong);
    }
    let hash = attempt::hash(&app, new).await?;
    match app.journal.use_invitation(&token_hash(&key), &hash, now()).await? {
        Invited::Used(_) => Ok(Redirect::to("/sign-in").into_response()),
        Invited::Gone => gone(&app, language),
    }
}
