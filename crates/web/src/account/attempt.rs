//! An attempt to prove who one is: bounded in memory, counted, and refused without saying why.
//!
//! Failures are counted where they come from, so that nobody locks a colleague out by typing her name: by name and
//! network address, by address, and by name from anywhere. Whoever signed in on a device before is known there by a
//! cookie, and there only her own failures on that device count. Names that nobody has are counted alike.

use super::source::Source;
use super::{password, totp};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::{machine, now};
use jiff::{SignedDuration, Timestamp};
use journal::{Account, Counter, Failures};
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep_until};

/// Longest wait, in minutes.
const LONGEST_LOCK: i64 = 60;
/// No refusal comes sooner: it hides whether the account exists, and what was looked up.
const LEAST_TIME: Duration = Duration::from_millis(300);

/// The kind of counter of a device from which somebody signed in before.
const DEVICE: &str = "device";

/// A counter, and how many failures it lets pass before it makes people wait.
pub(super) struct Limit {
    counter: Counter,
    free: i64,
}

/// Failures of one person in one place: a slip of the finger, four times.
const OWN: i64 = 4;
/// Failures of many people behind one address (a police station is one), or on one name from everywhere.
const SHARED: i64 = 29;

/// How long everybody counted there waits after so many failures in a row: after the first one too many a minute,
/// after each further one twice as long, up to an hour.
pub(super) fn wait_after(failures: i64, free: i64) -> SignedDuration {
    if failures <= free {
        return SignedDuration::ZERO;
    }
    let doublings = u32::try_from(failures - free - 1).unwrap_or(u32::MAX).min(6);
    SignedDuration::from_mins(2_i64.pow(doublings).min(LONGEST_LOCK))
}

impl Limit {
    fn new(kind: &'static str, which: String, free: i64) -> Self {
        Self { counter: Counter { kind, which }, free }
    }

    fn holds(&self, failures: Option<Failures>, now: Timestamp) -> bool {
        failures
            .is_some_and(|so_far| now.duration_since(so_far.last_at) < wait_after(so_far.count, self.free))
    }
}

/// What is counted for a name (of an account or not) that is tried from somewhere.
async fn limits(
    app: &App,
    source: &Source,
    username: &str,
    account: Option<&Account>,
) -> Result<Vec<Limit>, WebError> {
    if let (Some(device), Some(account)) = (&source.device, account)
        && app.journal.knows_device(&device.hash(), account.id).await?
    {
        return Ok(vec![Limit::new(DEVICE, format!("{username}|{}", device.token()), OWN)]);
    }
    let address = &source.address;
    Ok(vec![
        Limit::new("pair", format!("{username}|{address}"), OWN),
        Limit::new("address", address.clone(), SHARED),
        Limit::new("name", username.to_owned(), SHARED),
    ])
}

async fn must_wait(app: &App, limits: &[Limit]) -> Result<bool, WebError> {
    let at = now();
    for limit in limits {
        if limit.holds(app.journal.failures(&limit.counter, at).await?, at) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How an account is looked for and counted.
fn plain(username: &str) -> String {
    username.trim().to_lowercase()
}

/// The account, when it may sign in and the password is right. A right password does not clear the failures: with a
/// second factor the attempt is not over ([`clear`]).
pub(super) async fn with_password(
    app: &App,
    source: &Source,
    username: &str,
    password: String,
) -> Result<Option<Account>, WebError> {
    let least = Instant::now() + LEAST_TIME;
    let found = try_password(app, source, username, password).await?;
    if found.is_none() {
        sleep_until(least).await;
    }
    Ok(found)
}

async fn try_password(
    app: &App,
    source: &Source,
    username: &str,
    password: String,
) -> Result<Option<Account>, WebError> {
    let account = known(app, username).await?;
    let limits = limits(app, source, &plain(username), account.as_ref()).await?;
    // Whoever must wait costs nothing: neither a turn nor the memory of a password. Attempts during a wait do not
    // prolong it.
    if must_wait(app, &limits).await? {
        return Ok(None);
    }
    let turn = app.memory.turns.at_a_password(is_known(&limits)).await?;
    // Read again: those who waited see the failures of those before them.
    if must_wait(app, &limits).await? {
        return Ok(None);
    }
    let account = account.filter(|account| account.active && app.may_sign_in_here(account));
    let hash = account.as_ref().map(|account| account.password_hash.clone()).filter(|hash| !hash.is_empty());
    let has_password = hash.is_some();
    let (right, _turn) = verify(password, hash, turn).await?;
    if right && has_password {
        return Ok(account);
    }
    note_failure(app, &limits).await?;
    Ok(None)
}

/// Whether the attempt comes from a device that is known.
fn is_known(limits: &[Limit]) -> bool {
    limits.iter().all(|limit| limit.counter.kind == DEVICE)
}

async fn known(app: &App, username: &str) -> Result<Option<Account>, WebError> {
    let username = username.trim();
    // PostgreSQL takes no NUL in a text; no username has a control character.
    if username.chars().any(char::is_control) {
        return Ok(None);
    }
    Ok(app.journal.account_named(username).await?)
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

/// Hashes a new password of somebody who is known, under the same limit of memory.
pub(super) async fn hash(app: &App, password: String) -> Result<String, WebError> {
    let turn = app.memory.turns.at_a_password(true).await?;
    let work = move || {
        let _turn = turn;
        password::hash_password(&password)
    };
    let hashed =
        tokio::task::spawn_blocking(work).await.map_err(|error| WebError::Internal(error.to_string()))?;
    hashed.map_err(|error| WebError::Internal(error.to_string()))
}

/// Whether the code is right for this account now, and was not used before.
pub(super) async fn with_code(
    app: &App,
    source: &Source,
    account: &Account,
    code: &str,
) -> Result<bool, WebError> {
    let _turn = app.memory.turns.at_a_code().await?;
    let limits = limits(app, source, &account.username, Some(account)).await?;
    let live = app.journal.account(account.id).await?.is_some_and(|account| account.active);
    if !live || must_wait(app, &limits).await? {
        return Ok(false);
    }
    let secret = app.journal.totp_secret(account.id).await?.unwrap_or_default();
    let fresh = match totp::step_of(&secret, code, machine()) {
        Some(step) => app.journal.use_totp_step(account.id, step).await?,
        None => false,
    };
    if !fresh {
        note_failure(app, &limits).await?;
    }
    Ok(fresh)
}

/// Somebody signed in: her own failures here are forgotten. Those of the address and of the name from everywhere
/// stay until they are old, or whoever guesses could wash them away with an account of his own.
pub(super) async fn clear(app: &App, source: &Source, account: &Account) -> Result<(), WebError> {
    for limit in limits(app, source, &account.username, Some(account)).await? {
        if limit.free == OWN {
            app.journal.forget_failures(&limit.counter).await?;
        }
    }
    Ok(())
}

async fn note_failure(app: &App, limits: &[Limit]) -> Result<(), WebError> {
    metrics::counter!("havre_sign_in_failures_total").increment(1);
    let counters: Vec<_> = limits.iter().map(|limit| limit.counter.clone()).collect();
    app.journal.note_failure(&counters, now()).await?;
    if must_wait(app, limits).await? {
        tracing::warn!("somebody must wait after failed attempts to sign in");
    }
    Ok(())
}
