//! Days, births and hours as people of Belgium write them: the day comes first, and nothing is guessed.
//! Forms and police extracts read them with the same functions.

use super::person::Birth;
use jiff::civil::{Date, Time};

/// Why something written is not a day or an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadDate {
    /// Not one of the written forms.
    NotADate,
    /// No calendar has this day (`29/02/2025`, `11/24/2026`).
    NoSuchDay,
    /// The year has two digits: nobody knows the century of a birth.
    TwoDigitYear,
    /// Before 1900.
    TooOld,
    /// After today.
    Future,
    /// Not an hour.
    NotATime,
}

/// The number, when the text is one to `max` digits.
fn number(text: &str, max: usize) -> Option<i16> {
    let good = (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

/// Day, month and year of one of the written forms, still unchecked.
fn parts(text: &str) -> Result<(i16, i16, i16), BadDate> {
    // A keypad of digits only: 24112026.
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let get = |from: usize, to: usize| number(&text[from..to], 4).ok_or(BadDate::NotADate);
        return Ok((get(0, 2)?, get(2, 4)?, get(4, 8)?));
    }
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.' | ' ')).ok_or(BadDate::NotADate)?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [a, b, c] = parts.as_slice() else { return Err(BadDate::NotADate) };
    let month = number(b, 2).ok_or(BadDate::NotADate)?;
    if a.len() == 4 && separator == '-' {
        let day = number(c, 2).ok_or(BadDate::NotADate)?;
        return Ok((day, month, number(a, 4).ok_or(BadDate::NotADate)?));
    }
    let day = number(a, 2).ok_or(BadDate::NotADate)?;
    match (c.len(), number(c, 4)) {
        (4, Some(year)) => Ok((day, month, year)),
        (2, Some(_)) => Err(BadDate::TwoDigitYear),
        _ => Err(BadDate::NotADate),
    }
}

/// A day from 1900 on: `24/11/2026`, `24-11-2026`, `24.11.2026`, `24 11 2026`, `24112026`, `2026-11-24`.
pub fn day(text: &str) -> Result<Date, BadDate> {
    let (day, month, year) = parts(text.trim())?;
    let small = |n: i16| i8::try_from(n).map_err(|_| BadDate::NoSuchDay);
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| BadDate::NoSuchDay)?;
    if year < 1900 { Err(BadDate::TooOld) } else { Ok(date) }
}

/// A day that is not after today.
pub fn past_day(text: &str, today: Date) -> Result<Date, BadDate> {
    match day(text)? {
        date if date > today => Err(BadDate::Future),
        date => Ok(date),
    }
}

/// A birth: a day, or only a year (`1975`, `00/00/1975`, `1975-00-00`, `ca. 1975`, `vers 1975`).
pub fn birth(text: &str, today: Date) -> Result<Birth, BadDate> {
    let text = text.trim();
    let year = year_only(text).or_else(|| match parts(text) {
        Ok((0, 0, year)) => Some(year),
        _ => None,
    });
    match year {
        Some(..1900) => Err(BadDate::TooOld),
        Some(year) if year > today.year() => Err(BadDate::Future),
        Some(year) => Ok(Birth::About(year)),
        None => past_day(text, today).map(Birth::Exact),
    }
}

/// Words and signs before a year that is only about right.
const ABOUT: [&str; 13] =
    ["", "±", "~", "ca", "c", "circa", "vers", "environ", "env", "omstreeks", "rond", "um", "etwa"];

fn year_only(text: &str) -> Option<i16> {
    let bare = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = text[..text.len() - bare.len()].trim().trim_end_matches('.').to_lowercase();
    let about = ABOUT.contains(&before.as_str()) || before == "about";
    (bare.len() == 4 && about).then(|| number(bare, 4)).flatten()
}

/// An hour: `14:30`, `14:30:05`, `14h30`, `14u30`, `14.30`, `14h`, `1430`.
pub fn hour(text: &str) -> Result<Time, BadDate> {
    let text = text.trim();
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return hour(&format!("{}:{}", &text[..2], &text[2..]));
    }
    let plain = text.trim_end_matches(['h', 'H', 'u', 'U']);
    let marked = plain.len() < text.len();
    let parts: Vec<&str> = plain.split([':', 'h', 'H', 'u', 'U', '.']).map(str::trim).collect();
    let get = |at: usize| match parts.get(at) {
        Some(part) if at == 0 || part.len() == 2 => number(part, 2).ok_or(BadDate::NotATime),
        Some(_) => Err(BadDate::NotATime),
        None if at == 1 && !marked => Err(BadDate::NotATime),
        None => Ok(0),
    };
    let (hour, minute, second) = (get(0)?, get(1)?, get(2)?);
    if parts.len() > 3 {
        return Err(BadDate::NotATime);
    }
    let small = |n: i16| i8::try_from(n).map_err(|_| BadDate::NotATime);
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).map_err(|_| BadDate::NotATime)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 12, 1);

    #[test]
    fn six_forms_are_one_day() {
        for text in ["2026-11-24", "24/11/2026", "24-11-2026", "24.11.2026", "24 11 2026", "24112026"] {
            assert_eq!(past_day(text, TODAY), Ok(date(2026, 11, 24)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_day_is_refused_for_its_own_reason() {
        for (text, reason) in [
            ("29/02/2025", BadDate::NoSuchDay),
            ("11/24/2026", BadDate::NoSuchDay),
            ("24/11/26", BadDate::TwoDigitYear),
            ("2026-12-02", BadDate::Future),
            ("31/12/1899", BadDate::TooOld),
            ("24/11-2026", BadDate::NotADate),
            ("hier", BadDate::NotADate),
            ("", BadDate::NotADate),
        ] {
            assert_eq!(past_day(text, TODAY), Err(reason), "{text}");
        }
        assert!(past_day("29/02/2024", TODAY).is_ok());
    }

    #[test]
    fn hours() {
        for text in ["14:30", "14h30", "14u30", "14.30", "14:30:00", "1430"] {
            assert_eq!(hour(text), Ok(jiff::civil::time(14, 30, 0, 0)), "{text}");
        }
        assert_eq!(hour("7h"), Ok(jiff::civil::time(7, 0, 0, 0)));
        for text in ["", "14", "14:5", "24:00", "aa:bb", "14:30:00:00", "é", "2561"] {
            assert_eq!(hour(text), Err(BadDate::NotATime), "{text}");
        }
    }

    #[test]
    fn a_birth_may_be_a_year_and_1900_is_kept() {
        assert_eq!(birth("01/01/1900", TODAY), Ok(Birth::Exact(date(1900, 1, 1))));
        for text in ["1975", "00/00/1975", "1975-00-00", "ca. 1975", "vers 1975", "± 1975"] {
            assert_eq!(birth(text, TODAY), Ok(Birth::About(1975)), "{text}");
        }
        assert_eq!(birth("2031", TODAY), Err(BadDate::Future));
        assert_eq!(birth("1850", TODAY), Err(BadDate::TooOld));
        assert_eq!(birth("01/01/75", TODAY), Err(BadDate::TwoDigitYear));
    }
}
