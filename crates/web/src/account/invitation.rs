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
use crate::shell::session::{Lang, token_hash};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use journal::{Account, Invited};
use minijinja::context;
use serde::Deserialize;

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
