//! Dates and times as police extracts write them. The day comes first; nothing is guessed.

use crate::reason::Reason;
use casework::person::Birth;
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
    /// Day and hour, with `otherwise` where the hour is not known. For a time zone see `casework::clock`.
    pub fn at_or(self, otherwise: Time) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(otherwise))
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

/// The number, when the text is one to `max` digits.
fn number(text: &str, max: usize) -> Option<i16> {
    let good = (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

/// Day, month and year of one of the four written forms, still unchecked.
fn parts(text: &str) -> Result<(i16, i16, i16), Reason> {
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.')).ok_or(Reason::NotADate)?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [a, b, c] = parts.as_slice() else { return Err(Reason::NotADate) };
    let month = number(b, 2).ok_or(Reason::NotADate)?;
    if a.len() == 4 && separator == '-' {
        let day = number(c, 2).ok_or(Reason::NotADate)?;
        return Ok((day, month, number(a, 4).ok_or(Reason::NotADate)?));
    }
    let day = number(a, 2).ok_or(Reason::NotADate)?;
    match (c.len(), number(c, 4)) {
        (4, Some(year)) => Ok((day, month, year)),
        (2, Some(_)) => Err(Reason::TwoDigitYear),
        _ => Err(Reason::NotADate),
    }
}

fn day(text: &str) -> Result<Date, Reason> {
    let (day, month, year) = parts(text)?;
    let small = |n: i16| i8::try_from(n).map_err(|_| Reason::NoSuchDay);
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| Reason::NoSuchDay)?;
    if year < 1900 { Err(Reason::TooOld) } else { Ok(date) }
}

/// Five digits with or without a fraction: an Excel serial number (1927 to 2173).
fn serial(text: &str) -> Option<f64> {
    let text = text.replace(',', ".");
    let whole = text.split('.').next().filter(|w| w.len() == 5)?;
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (digits && whole.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A day with or without an hour.
pub(crate) fn moment(text: &str, today: Date) -> Result<Moment, Reason> {
    let found = match serial(text) {
        Some(serial) => {
            let at = from_serial(serial).ok_or(Reason::NotADate)?;
            Moment { date: at.date(), time: (serial.fract() != 0.0).then(|| at.time()) }
        }
        None => match text.split_once([' ', 'T']) {
            Some((date, hour)) => Moment { date: day(date)?, time: Some(time(hour)?) },
            None => Moment { date: day(text)?, time: None },
        },
    };
    if found.date > today { Err(Reason::Future) } else { Ok(found) }
}

/// An hour: `14:30`, `14:30:05`, `14h30`, `14u30`, `14.30`, `14h`.
pub(crate) fn time(text: &str) -> Result<Time, Reason> {
    let plain = text.trim().trim_end_matches(['h', 'H', 'u', 'U']);
    let marked = plain.len() < text.trim().len();
    let parts: Vec<&str> = plain.split([':', 'h', 'H', 'u', 'U', '.']).map(str::trim).collect();
    let get = |at: usize| match parts.get(at) {
        Some(part) if at == 0 || part.len() == 2 => number(part, 2).ok_or(Reason::NotATime),
        Some(_) => Err(Reason::NotATime),
        None if at == 1 && !marked => Err(Reason::NotATime),
        None => Ok(0),
    };
    let (hour, minute, second) = (get(0)?, get(1)?, get(2)?);
    if parts.len() > 3 {
        return Err(Reason::NotATime);
    }
    let small = |n: i16| i8::try_from(n).map_err(|_| Reason::NotATime);
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).map_err(|_| Reason::NotATime)
}

/// A birth date: a day, or only a year (`1975`, `00/00/1975`, `1975-00-00`, `ca. 1975`, `vers 1975`).
pub(crate) fn birth(text: &str, today: Date) -> Result<Birth, Reason> {
    let year = year_only(text).or_else(|| match parts(text) {
        Ok((0, 0, year)) => Some(year),
        _ => None,
    });
    match year {
        Some(..1900) => Err(Reason::TooOld),
        Some(year) if year > today.year() => Err(Reason::Future),
        Some(year) => Ok(Birth::About(year)),
        None => moment(text, today).map(|m| Birth::Exact(m.date)),
    }
}

fn year_only(text: &str) -> Option<i16> {
    let bare = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = text[..text.len() - bare.len()].trim().trim_end_matches('.').to_lowercase();
    let about = [
        "",
        "±",
        "~",
        "ca",
        "c",
        "circa",
        "vers",
        "environ",
        "env",
        "omstreeks",
        "rond",
        "um",
        "etwa",
        "about",
    ];
    (bare.len() == 4 && about.contains(&before.as_str())).then(|| number(bare, 4)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 12, 1);

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
        ] {
            assert_eq!(at(text), Err(reason), "{text}");
        }
        assert!(at("29/02/2024").is_ok());
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
    fn hours() {
        for text in ["14:30", "14h30", "14u30", "14.30", "14:30:00"] {
            assert_eq!(time(text), Ok(jiff::civil::time(14, 30, 0, 0)), "{text}");
        }
        assert_eq!(time("7h"), Ok(jiff::civil::time(7, 0, 0, 0)));
        for text in ["", "14", "14:5", "24:00", "aa:bb", "14:30:00:00", "é"] {
            assert_eq!(time(text), Err(Reason::NotATime), "{text}");
        }
    }

    #[test]
    fn a_birth_may_be_a_year_and_1900_is_kept() {
        assert_eq!(birth("01/01/1900", TODAY), Ok(Birth::Exact(date(1900, 1, 1))));
        for text in ["1975", "00/00/1975", "1975-00-00", "ca. 1975", "vers 1975", "± 1975"] {
            assert_eq!(birth(text, TODAY), Ok(Birth::About(1975)), "{text}");
        }
        assert_eq!(birth("2031", TODAY), Err(Reason::Future));
        assert_eq!(birth("1850", TODAY), Err(Reason::TooOld));
        assert_eq!(birth("01/01/75", TODAY), Err(Reason::TwoDigitYear));
    }
}
