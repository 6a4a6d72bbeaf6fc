//! The clock of the web room: the only place here that reads it. Milliseconds, as the journal keeps them.

use jiff::{SignedDuration, Timestamp};
use std::sync::OnceLock;

/// Where the clock of this process stands, when it is not that of the machine.
enum Set {
    /// It stands still.
    Stopped(Timestamp),
    /// It goes, so far beside the machine's.
    Beside(SignedDuration),
}

static SET: OnceLock<Set> = OnceLock::new();

/// Now, to the millisecond.
pub fn now() -> Timestamp {
    match SET.get() {
        Some(Set::Beside(by)) => to_millisecond(machine().saturating_add(*by).unwrap_or_else(|_| machine())),
        Some(Set::Stopped(_)) | None => machine(),
    }
}

/// Now as other machines have it, whatever day a demo shows: for codes and tokens, which others make and check too.
#[expect(clippy::disallowed_methods, reason = "time enters here and is passed on from here")]
pub fn machine() -> Timestamp {
    to_millisecond(match SET.get() {
        Some(Set::Stopped(moment)) => *moment,
        Some(Set::Beside(_)) | None => Timestamp::now(),
    })
}

fn to_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Sets the clock of this process once, to go on from a moment: a demo opens on its own morning, whatever day it is.
/// A clock that was set is left as it is.
pub fn go_on_from(moment: Timestamp) {
    let by = moment.duration_since(machine());
    SET.get_or_init(|| Set::Beside(by));
}

/// Stops the clock of this process for good. For the test that opens a data folder of the past: what waits, what is
/// late and what a grant still opens are those of that hour. The program never calls it.
#[doc(hidden)]
pub fn stop_at(moment: Timestamp) {
    SET.get_or_init(|| Set::Stopped(moment));
}
