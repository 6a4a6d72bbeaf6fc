//! Days, births and hours as people of Belgium write them: the day comes first, and nothing is guessed.
//! Forms and police extracts read them with the same functions.

use super::dates::brussels;
use super::person::Birth;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::AmbiguousOffset;

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
    /// An hour that the clock left out when summer time began.
    NoSuchHour,
}

/// The number, when the text is one to `max` digits.
fn number(text: &str, max: usize) -> Option<i16> {
    let good = (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

/// Day, month and year of one of the written forms, still unchecked.
fn parts(text: &str) -> Result<(i16, i16, i16), BadDate> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return eight(text);
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

/// A keypad of digits only: `24112026`, and `20261124` as programs write it. No eight digits are a day both ways.
fn eight(text: &str) -> Result<(i16, i16, i16), BadDate> {
    let get = |from: usize, to: usize| number(&text[from..to], 4).ok_or(BadDate::NotADate);
    let (month, day) = (get(4, 6)?, get(6, 8)?);
    match get(0, 4)? {
        year @ 1900..=2099 if month <= 12 && day <= 31 => Ok((day, month, year)),
        _ => Ok((get(0, 2)?, get(2, 4)?, get(4, 8)?)),
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

/// A birth: a day, a month (`03/1975`, `00/03/1975`, `1975-03`), or only a year (`1975`, `00/00/1975`, `15/00/1975`,
/// `ca. 1975`). `00/00/0000` says that nothing is known.
pub fn birth(text: &str, today: Date) -> Result<Birth, BadDate> {
    let text = text.trim();
    let birth = match (year_only(text), month_only(text), parts(text)) {
        (Some(year), ..) => Birth::About(year),
        (_, Some((month, year)), _) => of_month(month, year)?,
        (.., Ok((0, 0, 0))) => return Ok(Birth::Unknown),
        (.., Ok((0..=31, 0, year))) => Birth::About(year),
        (.., Ok((0, month, year))) => of_month(month, year)?,
        _ => Birth::Exact(day(text)?),
    };
    match birth.year() {
        Some(..1900) => Err(BadDate::TooOld),
        _ if birth.is_after(today) => Err(BadDate::Future),
        _ => Ok(birth),
    }
}

fn of_month(month: i16, year: i16) -> Result<Birth, BadDate> {
    match i8::try_from(month) {
        Ok(month @ 1..=12) => Ok(Birth::Month { year, month }),
        _ => Err(BadDate::NoSuchDay),
    }
}

/// Month and year, when nothing else is written: `03/1975`, `3.1975`, `1975-03`.
fn month_only(text: &str) -> Option<(i16, i16)> {
    let (a, b) = text.split_once(['-', '/', '.', ' '])?;
    match (a.len(), b.len()) {
        (1..=2, 4) => number(a, 2).zip(number(b, 4)),
        (4, 1..=2) => number(b, 2).zip(number(a, 4)),
        _ => None,
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

/// Words behind an hour.
const UNITS: [&str; 9] = ["uur", "uhr", "heures", "heure", "hrs", "h", "u", "min", "m"];

/// An hour: `14:30`, `14:30:05`, `14h30`, `14 u 30`, `20h30min`, `14.30 Uhr`, `14h`, `1430`, `8:30 PM`. `24:00` is the
/// last minute of its day.
pub fn hour(text: &str) -> Result<Time, BadDate> {
    let text = text.trim().to_lowercase();
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return hour(&format!("{}:{}", &text[..2], &text[2..]));
    }
    let (bare, half) = half_of_day(&text);
    let plain = UNITS.iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare).trim_end();
    let marked = plain.len() < text.len();
    let parts: Vec<&str> = plain.split([':', 'h', 'u', '.']).map(str::trim).collect();
    let get = |at: usize| match parts.get(at) {
        Some(part) if at == 0 || part.len() == 2 => number(part, 2).ok_or(BadDate::NotATime),
        Some(_) => Err(BadDate::NotATime),
        None if at == 1 && !marked => Err(BadDate::NotATime),
        None => Ok(0),
    };
    let (hour, minute, second) = (get(0)?, get(1)?, get(2)?);
    let hour = match (half, hour) {
        (None, hour) => hour,
        (Some(noon), 12) => noon,
        (Some(noon), 1..=11) => hour + noon,
        _ => return Err(BadDate::NotATime),
    };
    if parts.len() > 3 {
        return Err(BadDate::NotATime);
    }
    if (hour, minute, second) == (24, 0, 0) {
        return Ok(LAST);
    }
    let small = |n: i16| i8::try_from(n).map_err(|_| BadDate::NotATime);
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).map_err(|_| BadDate::NotATime)
}

/// The last minute of a day.
const LAST: Time = Time::constant(23, 59, 0, 0);

/// Without `am` or `pm`, and the hours that the latter adds.
fn half_of_day(text: &str) -> (&str, Option<i16>) {
    let halves = [("pm", 12), ("p.m.", 12), ("am", 0), ("a.m.", 0)];
    let found =
        halves.iter().find_map(|(word, hours)| Some((text.strip_suffix(word)?.trim_end(), Some(*hours))));
    found.unwrap_or((text, None))
}

/// Whether a clock in Belgium showed this hour: one hour of March is left out.
pub fn exists(at: DateTime) -> bool {
    !matches!(brussels().to_ambiguous_zoned_datetime(at).offset(), AmbiguousOffset::Gap { .. })
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
        for text in [
            "20:30",
            "20u30",
            "20 h 30",
            "20h30min",
            "20.30 Uhr",
            "20:30 uur",
            "8:30 PM",
            "08:30 p.m.",
            "2030",
        ] {
            assert_eq!(hour(text), Ok(jiff::civil::time(20, 30, 0, 0)), "{text}");
        }
        assert_eq!(hour("12:15 AM"), Ok(jiff::civil::time(0, 15, 0, 0)));
        assert_eq!(hour("12 pm"), Ok(jiff::civil::time(12, 0, 0, 0)));
        for text in ["24:00", "24h", "24:00:00", "2400", "24u00"] {
            assert_eq!(hour(text), Ok(jiff::civil::time(23, 59, 0, 0)), "{text}: the end of that day");
        }
        for text in [
            "",
            "14",
            "14:5",
            "24:01",
            "25:00",
            "aa:bb",
            "14:30:00:00",
            "é",
            "2561",
            "830",
            "8h5",
            "vers 20h",
            "20:30-21:00",
            "13 pm",
            "0:30 pm",
        ] {
            assert_eq!(hour(text), Err(BadDate::NotATime), "{text}");
        }
    }

    #[test]
    fn an_hour_that_the_clock_left_out_is_none_and_the_double_one_is() {
        let at = |month, day, hour, minute| date(2026, month, day).at(hour, minute, 0, 0);
        for (at, expected) in [
            (at(3, 29, 2, 0), false),
            (at(3, 29, 2, 30), false),
            (at(3, 29, 1, 59), true),
            (at(3, 29, 3, 0), true),
            (at(10, 25, 2, 30), true),
        ] {
            assert_eq!(exists(at), expected, "{at}");
        }
    }

    #[test]
    fn what_is_known_of_a_birth_is_kept_as_it_is_known() {
        let month = |year, month| Ok(Birth::Month { year, month });
        for text in [
            "00/03/1975",
            "03/1975",
            "3/1975",
            "1975-03",
            "1975-03-00",
            "00.03.1975",
            "03.1975",
            "00031975",
            "1975/03",
        ] {
            assert_eq!(birth(text, TODAY), month(1975, 3), "{text}");
        }
        for text in ["00/00/1975", "15/00/1975", "1975-00-15", "00001975"] {
            assert_eq!(birth(text, TODAY), Ok(Birth::About(1975)), "{text}");
        }
        for text in ["00/00/0000", "0000-00-00", "00000000", "00.00.0000"] {
            assert_eq!(birth(text, TODAY), Ok(Birth::Unknown), "{text}");
        }
        for text in ["19750330", "30031975", "30/03/1975"] {
            assert_eq!(birth(text, TODAY), Ok(Birth::Exact(date(1975, 3, 30))), "{text}");
        }
        for (text, bad) in [
            ("31/02/1991", BadDate::NoSuchDay),
            ("29/02/1991", BadDate::NoSuchDay),
            ("13/1975", BadDate::NoSuchDay),
            ("00/13/1975", BadDate::NoSuchDay),
            ("1975-13", BadDate::NoSuchDay),
            ("00/1975", BadDate::NoSuchDay),
            ("01/2027", BadDate::Future),
            ("00/12/1899", BadDate::TooOld),
            ("03/75", BadDate::NotADate),
            ("12 mars 1983", BadDate::NotADate),
            ("32/00/1975", BadDate::NoSuchDay),
        ] {
            assert_eq!(birth(text, TODAY), Err(bad), "{text}");
        }
        assert_eq!(birth("12/2026", TODAY), month(2026, 12));
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
