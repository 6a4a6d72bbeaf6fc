//! An attempt to prove who one is: bounded in memory, counted, and refused without saying why.

use super::{password, second_factor};
use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use casework::id::UserId;
use jiff::{SignedDuration, Timestamp};
use journal::Account;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Failures in a row without a lock.
const FREE_FAILURES: i64 = 4;
/// Longest lock, in minutes.
const LONGEST_LOCK: i64 = 60;
/// No refusal comes sooner: it hides whether a failure was written down (a known account) or not.
const LEAST_TIME: Duration = Duration::from_millis(300);

/// Passwords checked at once: four times 19 MiB. The rest waits, so a flood cannot eat the memory, and no more than
/// three attempts can overtake a lock.
static PASSWORDS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(4)));
/// Codes are cheap to check and short enough to guess in parallel: one at a time.
static CODES: Semaphore = Semaphore::const_new(1);
/// Failures are counted one at a time: with a stale count, the fourth could take back the lock of the fifth.
static COUNTING: Semaphore = Semaphore::const_new(1);

/// Until when an account is locked after so many failures in a row: the fifth locks for one minute, each further one
/// for twice as long, up to an hour. The epoch means not at all.
pub(super) fn lock_after(failures: i64, now: Timestamp) -> Timestamp {
    if failures <= FREE_FAILURES {
        return Timestamp::UNIX_EPOCH;
    }
    let doublings = u32::try_from(failures - FREE_FAILURES - 1).unwrap_or(u32::MAX).min(6);
    let minutes = 2_i64.pow(doublings).min(LONGEST_LOCK);
    now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

/// The account, when it may sign in and the password is right. A right password does not clear the failures: with a
/// second factor the attempt is not over.
pub(super) async fn with_password(
    app: &App,
    username: &str,
    password: String,
) -> Result<Option<Account>, WebError> {
    let least = Instant::now() + LEAST_TIME;
    let found = try_password(app, username, password).await?;
    if found.is_none() {
        sleep_until(least).await;
    }
    Ok(found)
}

async fn try_password(app: &App, username: &str, password: String) -> Result<Option<Account>, WebError> {
    let turn = Arc::clone(&PASSWORDS).acquire_owned().await.map_err(closed)?;
    // Read only now: those who waited see the failures of those before them.
    let account = known(app, username).await?.filter(may_try);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let (right, _turn) = verify(password, hash, turn).await?;
    match account {
        Some(account) if right => Ok(Some(account)),
        Some(account) => note_failure(app, account.id).await.map(|()| None),
        None => Ok(None),
    }
}

async fn known(app: &App, username: &str) -> Result<Option<Account>, WebError> {
    let username = username.trim();
    // PostgreSQL takes no NUL in a text; no username has a control character.
    if username.chars().any(char::is_control) {
        return Ok(None);
    }
    Ok(app.journal.account_named(username).await?)
}

fn may_try(account: &Account) -> bool {
    account.active && account.locked_until <= now()
}

/// The turn goes along: a request that is given up still holds its place until its memory is free.
async fn verify(
    password: String,
    hash: Option<String>,
    turn: OwnedSemaphorePermit,
) -> Result<(bool, OwnedSemaphorePermit), WebError> {
    let work = move || {
        let hash = hash.as_deref().unwrap_or_else(|| password::nobodys_hash());
        (password::verify(&password, hash), turn)
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| WebError::Internal(error.to_string()))
}

/// Hashes a new password under the same limit of memory.
pub(super) async fn hash(password: String) -> Result<String, WebError> {
    let turn = Arc::clone(&PASSWORDS).acquire_owned().await.map_err(closed)?;
    let work = move || {
        let _turn = turn;
        password::hash_password(&password)
    };
    let hashed =
        tokio::task::spawn_blocking(work).await.map_err(|error| WebError::Internal(error.to_string()))?;
    hashed.map_err(|error| WebError::Internal(error.to_string()))
}

/// Whether the code is right for this account now, and was not used before.
pub(super) async fn with_code(app: &App, account: &Account, code: &str) -> Result<bool, WebError> {
    let _turn = CODES.acquire().await.map_err(closed)?;
    let Some(account) = app.journal.account(account.id).await?.filter(may_try) else { return Ok(false) };
    let secret = app.journal.totp_secret(account.id).await?.unwrap_or_default();
    let step = second_factor::step_of(&secret, code, now());
    let fresh = match step {
        Some(step) => app.journal.use_totp_step(account.id, step).await?,
        None => false,
    };
    if !fresh {
        note_failure(app, account.id).await?;
    }
    Ok(fresh)
}

async fn note_failure(app: &App, user: UserId) -> Result<(), WebError> {
    let _turn = COUNTING.acquire().await.map_err(closed)?;
    let failures = app.journal.account(user).await?.map_or(0, |account| account.failures) + 1;
    if failures > FREE_FAILURES {
        tracing::warn!(%user, failures, "an account is locked for a while");
    }
    metrics::counter!("havre_sign_in_failures_total").increment(1);
    Ok(app.journal.note_failure(user, lock_after(failures, now())).await?)
}

fn closed(error: impl std::fmt::Display) -> WebError {
    WebError::Internal(error.to_string())
}
