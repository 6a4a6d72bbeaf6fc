//! The only place of this crate that draws random numbers.

use jiff::Timestamp;
use uuid::Uuid;

/// Fills an array from the operating system. A machine without randomness cannot keep secrets: it stops.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::expect_used,
        reason = "without randomness no key may be made; there is nothing to fall back on"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}

/// A new time-ordered id (UUID version 7) for something that happens at `at`.
pub fn new_uuid(at: Timestamp) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes()).into_uuid()
}

/// A secret of 256 bits for cookies.
pub fn new_token() -> [u8; 32] {
    bytes()
}
