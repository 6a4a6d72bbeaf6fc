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
mod second_factor;
mod sign_in;
mod source;
mod step;
mod totp;

pub use password::{PasswordError, check_password, hash_password};

use crate::shell::app::App;
use crate::shell::routes::Router;

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
        .merge(invitation::routes())
        .merge(handover::routes())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::app as test_app;
