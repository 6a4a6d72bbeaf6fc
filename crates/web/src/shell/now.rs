//! The clock of the web room: the only place here that reads it. Milliseconds, as the journal keeps them.

use jiff::Timestamp;
use std::sync::OnceLock;

/// The moment at which the clock stands, when somebody stopped it.
static STOPPED: OnceLock<Timestamp> = OnceLock::new();

/// Now, to the millisecond.
#[expect(clippy::disallowed_methods, reason = "time enters here and is passed on from here")]
pub fn now() -> Timestamp {
    let now = STOPPED.get().copied().unwrap_or_else(Timestamp::now);
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// Stops the clock of this process for good. For the test that opens a data folder of the past: what waits, what is
/// late and what a grant still opens are those of that hour. The program never calls it.
#[doc(hidden)]
pub fn stop_at(moment: Timestamp) {
    STOPPED.get_or_init(|| moment);
}
