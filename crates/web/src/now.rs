//! The clock of the web room: the only place here that reads it. Milliseconds, as the journal keeps them.

use jiff::Timestamp;

/// Now, to the millisecond.
#[expect(clippy::disallowed_methods, reason = "time enters here and is passed on from here")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
