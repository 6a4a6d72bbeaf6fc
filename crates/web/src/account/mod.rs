//! Accounts: signing in with a password and a second factor, a passkey or one's organisation; sessions, one's own
//! settings; people who come, move and leave.
//!
//! **Invariants.** Every attempt with a password or a code passes [`attempt`] and is counted. A refusal never tells
//! whether the account exists, must wait or is switched off: same words, same work, same least time.
//! A session is known by the hash of its token only, and gets a new token whenever it gains a right.

mod attempt;
mod begin;
mod complaints;
mod handover;
mod invitation;
mod organisation;
mod own;
mod passkeys;
mod password;
mod people;
mod person;
pub(crate) mod register;
mod second_factor;
mod sign_in;
mod source;
mod step;
mod totp;

pub use password::{PasswordError, check_password, hash_password};

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::routes::Router;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use journal::{Account, SignInWay};

/// Signs in without asking anything, as somebody whom the demo invented. Whoever gave her a second factor meanwhile is
/// asked for it as usual.
///
/// # Errors
/// The person may not sign in, this is no demo, or the database.
pub(crate) async fn enter_demo(
    app: &App,
    account: &Account,
    parts: &Parts,
    first: &str,
) -> Result<Response, WebError> {
    if !app.settings.demo || !account.active || !app.may_sign_in_here(account) {
        return Err(WebError::NotFound);
    }
    if account.has_totp {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    begin::signed_in(app, account, SignInWay::Password, false, parts, first).await
}

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(organisation::routes())
        .merge(passkeys::routes())
        .merge(own::routes())
        .merge(second_factor::routes())
        .merge(people::routes())
        .merge(person::routes())
        .merge(register::routes())
        .merge(invitation::routes())
        .merge(handover::routes())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::app as test_app;
