//! Days and hours in one cell of a police extract, serial numbers of Excel included. How people write a day is in
//! [`casework::record::date_input`].

use crate::reason::Reason;
use casework::record::date_input;
use casework::record::date_input::BadDate;
use casework::record::person::Birth;
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan};

/// A day, with the hour when it was written down (local time).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The hour, when known.
    pub time: Option<Time>,
}

impl Moment {
    /// Day and hour, with `otherwise` where the hour is not known. For a time zone see `casework::record::dates`.
    pub fn at_or(self, otherwise: Time) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(otherwise))
    }

    /// Itself, when a clock in Belgium showed it and it is over.
    pub(crate) fn checked(self, now: DateTime) -> Result<Self, Reason> {
        match self.time.map(|time| self.date.to_datetime(time)) {
            Some(at) if !date_input::exists(at) => Err(Reason::NoSuchHour),
            Some(at) if at > now => Err(Reason::Future),
            None if self.date > now.date() => Err(Reason::Future),
            _ => Ok(self),
        }
    }

    /// Whether it lies before another one, as far as both are known.
    pub(crate) fn is_before(self, other: Self) -> bool {
        self.date < other.date
            || self.date == other.date && self.time.zip(other.time).is_some_and(|(one, other)| one < other)
    }
}

impl From<BadDate> for Reason {
    fn from(bad: BadDate) -> Self {
        match bad {
            BadDate::NotADate => Self::NotADate,
            BadDate::NoSuchDay => Self::NoSuchDay,
            BadDate::TwoDigitYear => Self::TwoDigitYear,
            BadDate::TooOld => Self::TooOld,
            BadDate::Future => Self::Future,
            BadDate::NotATime => Self::NotATime,
            BadDate::NoSuchHour => Self::NoSuchHour,
        }
    }
}

/// Days between the two epochs of Excel (1900 and 1904).
pub(crate) const EPOCH_1904: f64 = 1462.0;

/// A serial number of Excel (1900 system) as day and hour, to the second.
///
/// Serial 60 is 29 February 1900, a day that Excel invented: `None`, and the days before it shift by one.
pub(crate) fn from_serial(serial: f64) -> Option<DateTime> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let days = seconds / 86_400;
    let start = match days {
        60 => return None,
        ..60 => jiff::civil::date(1899, 12, 31),
        _ => jiff::civil::date(1899, 12, 30),
    };
    let day = start.checked_add(days.days()).ok()?;
    day.to_datetime(Time::midnight()).checked_add(SignedDuration::from_secs(seconds % 86_400)).ok()
}

/// A part of a day, as Excel keeps hours.
pub(crate) fn from_fraction(fraction: f64) -> Option<Time> {
    let seconds = (0.0..1.0).contains(&fraction).then(|| (fraction * 86_400.0).round() as i64)?;
    Time::midnight().checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// Five digits with or without a fraction: an Excel serial number (1927 to 2173).
fn serial(text: &str) -> Option<f64> {
    let text = text.replace(',', ".");
    let whole = text.split('.').next().filter(|w| w.len() == 5)?;
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (digits && whole.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A day with or without an hour, not after now.
pub(crate) fn moment(text: &str, now: DateTime) -> Result<Moment, Reason> {
    let found = match serial(text) {
        Some(serial) => {
            let at = from_serial(serial).ok_or(Reason::NotADate)?;
            Moment { date: at.date(), time: (serial.fract() != 0.0).then(|| at.time()) }
        }
        None => match (date_input::day(text), text.split_once([' ', 'T'])) {
            (Err(_), Some((date, hour))) => {
                Moment { date: date_input::day(date)?, time: Some(date_input::hour(hour)?) }
            }
            (day, _) => Moment { date: day?, time: None },
        },
    };
    found.checked(now)
}

/// A birth as people write it, or as Excel does: a serial number, or a day with midnight.
pub(crate) fn birth(text: &str, now: DateTime) -> Result<Birth, Reason> {
    match date_input::birth(text, now.date()) {
        Err(BadDate::NotADate) => moment(text, now).map(|at| Birth::Exact(at.date)),
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: DateTime = date(2026, 12, 1).at(14, 0, 0, 0);

    fn at(text: &str) -> Result<Moment, Reason> {
        moment(text, TODAY)
    }

    #[test]
    fn four_forms_and_a_serial_number_are_one_day() {
        for text in ["2026-11-24", "24/11/2026", "24-11-2026", "24.11.2026", "46350"] {
            assert_eq!(at(text), Ok(Moment { date: date(2026, 11, 24), time: None }), "{text}");
        }
        for text in ["24/11/2026 08:30", "2026-11-24T08:30", "24.11.2026 8h30", "46350.354166667"] {
            assert_eq!(at(text).unwrap().time, Some(jiff::civil::time(8, 30, 0, 0)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_day_is_refused_for_its_own_reason() {
        for (text, reason) in [
            ("29/02/2025", Reason::NoSuchDay),
            ("11/24/2026", Reason::NoSuchDay),
            ("24/11/26", Reason::TwoDigitYear),
            ("2026-12-02", Reason::Future),
            ("31/12/1899", Reason::TooOld),
            ("24/11-2026", Reason::NotADate),
            ("hier", Reason::NotADate),
            ("", Reason::NotADate),
            ("24/11/2026 25:00", Reason::NotATime),
            ("2026-11-24T08:30:00Z", Reason::NotATime),
            ("2026-12-01 14:01", Reason::Future),
            ("2026-03-29 02:30", Reason::NoSuchHour),
            ("29/03/2026 2h", Reason::NoSuchHour),
        ] {
            assert_eq!(at(text), Err(reason), "{text}");
        }
        assert!(
            at("29/02/2024").is_ok() && at("2026-12-01 14:00").is_ok() && at("25 10 2026 02:30").is_err()
        );
        assert_eq!(at("2026-10-25 02:30").unwrap().time, Some(jiff::civil::time(2, 30, 0, 0)));
        assert_eq!(
            at("2026-11-25 24:00").unwrap().at_or(Time::midnight()),
            date(2026, 11, 25).at(23, 59, 0, 0)
        );
    }

    #[test]
    fn excel_days_around_the_invented_one() {
        assert_eq!(from_serial(1.0).unwrap().date(), date(1900, 1, 1));
        assert_eq!(from_serial(59.0).unwrap().date(), date(1900, 2, 28));
        assert_eq!(from_serial(60.0), None);
        assert_eq!(from_serial(61.0).unwrap().date(), date(1900, 3, 1));
        assert_eq!(from_serial(f64::NAN), None);
    }

    #[test]
    fn a_birth_in_a_workbook_may_be_a_serial_number_or_have_an_hour() {
        for text in ["27395", "01/01/1975 00:00:00", "1975-01-01T00:00", "01/01/1975"] {
            assert_eq!(birth(text, TODAY), Ok(Birth::Exact(date(1975, 1, 1))), "{text}");
        }
        assert_eq!(birth("ca. 1975", TODAY), Ok(Birth::About(1975)));
        assert_eq!(birth("hier", TODAY), Err(Reason::NotADate));
    }
}
