//! Belgian days.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// The time zone in which Belgian days begin and end. UTC if the bundled zone table lacks it, which a test excludes.
pub fn brussels() -> TimeZone {
    TimeZone::get("Europe/Brussels").unwrap_or(TimeZone::UTC)
}

/// The day in Belgium.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned_datetime(brussels()).date()
}

/// The end of the day that comes so many days after a moment.
pub(crate) fn end_of_day(from: Timestamp, days: u16) -> Timestamp {
    let last = from.to_zoned_datetime(brussels()).checked_add(i64::from(days).days());
    last.and_then(|day| day.end_of_day()).map_or(from, |end| end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_brussels_time_zone_is_bundled() {
        assert_ne!(brussels(), TimeZone::UTC);
    }
}
