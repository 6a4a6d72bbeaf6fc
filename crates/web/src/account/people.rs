//! The list of accounts, for administrators: who may sign in. Accounts are made on the command line.

use crate::app::App;
use crate::error::WebError;
use crate::page::Page;
use crate::routes::Router;
use crate::session::SignedIn;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::entry::Function;
use casework::id::UserId;
use journal::Account;
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/people", get(list)).route("/account/people/{id}/active", post(switch))
}

/// Everybody else finds nothing here.
fn administers(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function == Function::Administrator { Ok(()) } else { Err(WebError::NotFound) }
}

async fn list(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    administers(&who)?;
    let page = Page::of(&app, &who, "/account/people");
    let accounts = app.journal.accounts().await?;
    let people: Vec<_> = accounts.iter().map(|account| row(&page, account, &who)).collect();
    page.html("account/people.html", "account-people-title", context! { people })
}

fn row(page: &Page<'_>, account: &Account, who: &SignedIn) -> Value {
    let zones: Vec<_> = account.zones.iter().map(ToString::to_string).collect();
    context! {
        id => account.id.to_string(),
        name => account.name.as_str(),
        username => account.username.as_str(),
        function => page.t(&format!("function-{}", account.function)),
        unit => zones.join(", "),
        has_totp => account.has_totp,
        active => account.active,
        own => account.id == who.user(),
    }
}

#[derive(Deserialize)]
struct Switch {
    #[serde(default)]
    active: String,
}

async fn switch(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Form(Switch { active }): Form<Switch>,
) -> Result<Response, WebError> {
    administers(&who)?;
    let id = UserId(id);
    let active = match active.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(WebError::BadRequest),
    };
    // Somebody must be left who can switch accounts on again.
    if id == who.user() {
        return Err(WebError::BadRequest);
    }
    app.journal.account(id).await?.ok_or(WebError::NotFound)?;
    app.journal.set_active(id, active).await?;
    tracing::info!(by = %who.user(), account = %id, active, "an account was switched");
    Ok(Redirect::to("/account/people").into_response())
}
