//! Belgian working days and office hours (C6). The days are data (`content/calendar/`).

use crate::record::person::Language;
use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text in the languages of the land; at least one of them is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawNames")]
pub struct Names {
    #[serde(skip_serializing_if = "Option::is_none")]
    fr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nl: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    de: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name needs a text in fr, nl, de or en, and no empty one")]
pub struct BadNames;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNames {
    fr: Option<String>,
    nl: Option<String>,
    de: Option<String>,
    en: Option<String>,
}

impl TryFrom<RawNames> for Names {
    type Error = BadNames;
    fn try_from(raw: RawNames) -> Result<Self, BadNames> {
        Self::new(raw.fr, raw.nl, raw.de, raw.en)
    }
}

impl Names {
    /// Takes what there is; refuses a blank text, and no text at all.
    pub fn new(
        fr: Option<String>,
        nl: Option<String>,
        de: Option<String>,
        en: Option<String>,
    ) -> Result<Self, BadNames> {
        let names = Self { fr, nl, de, en };
        let blank = names.texts().any(|text| text.trim().is_empty());
        if blank || names.texts().next().is_none() { Err(BadNames) } else { Ok(names) }
    }

    /// The text in exactly this language; `None` when nobody wrote it.
    pub fn exactly(&self, language: Language) -> Option<&str> {
        match language {
            Language::Fr => self.fr.as_deref(),
            Language::Nl => self.nl.as_deref(),
            Language::De => self.de.as_deref(),
            Language::En => self.en.as_deref(),
            _ => None,
        }
    }

    /// The text in this language or, failing that, in French, Dutch, German, English.
    pub fn in_language(&self, language: Language) -> &str {
        [language, Language::Fr, Language::Nl, Language::De, Language::En]
            .into_iter()
            .find_map(|one| self.exactly(one))
            .unwrap_or_default()
    }

    /// Whether all four languages are there.
    pub fn complete(&self) -> bool {
        self.texts().count() == 4
    }

    fn texts(&self) -> impl Iterator<Item = &String> {
        [&self.fr, &self.nl, &self.de, &self.en].into_iter().flatten()
    }
}

/// The working days and office hours of a land or an area.
#[derive(Debug, Clone)]
pub struct Calendar {
    source: String,
    zone: TimeZone,
    opens: Time,
    closes: Time,
    fixed: BTreeMap<(i8, i8), Names>,
    easter: BTreeMap<i16, Names>,
    closed: BTreeMap<Date, Names>,
}

/// Why a calendar cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not the expected TOML; the message holds the line.
    #[error("calendar: {0}")]
    Malformed(#[from] toml::de::Error),
    /// A value makes no sense.
    #[error("calendar: {key}: {reason}")]
    Wrong {
        /// Which value, counted from 1: `fixed 3, day`.
        key: String,
        /// Why.
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    source: String,
    time_zone: String,
    office_hours: Hours,
    #[serde(default)]
    fixed: Vec<Fixed>,
    #[serde(default)]
    easter: Vec<AfterEaster>,
    #[serde(default)]
    closed: Vec<Closed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hours {
    opens: Time,
    closes: Time,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixed {
    month: i8,
    day: i8,
    name: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AfterEaster {
    offset: i16,
    name: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Closed {
    date: Date,
    name: Names,
}

impl Calendar {
    /// Reads `content/calendar/*.toml`.
    ///
    /// # Errors
    /// TOML of another shape; a day that does not exist or is listed twice; a name that is missing in one of
    /// the four languages; a time zone that nobody knows; offices that close before they open.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(text)?;
        let zone = TimeZone::get(&file.time_zone).map_err(|error| wrong("time-zone", error))?;
        let Hours { opens, closes } = file.office_hours;
        if opens >= closes {
            return Err(wrong("office-hours, closes", "offices close after they open"));
        }
        Ok(Self {
            source: file.source,
            zone,
            opens,
            closes,
            fixed: collect("fixed", file.fixed.into_iter().map(fixed))?,
            easter: collect("easter", file.easter.into_iter().map(after_easter))?,
            closed: collect("closed", file.closed.into_iter().map(|one| Ok((one.date, one.name))))?,
        })
    }

    /// Where the list of holidays comes from, with its date.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The holiday, or the extra closing day, that falls on a day.
    pub fn holiday(&self, day: Date) -> Option<&Names> {
        let since_easter = || i16::try_from(easter(day.year())?.until(day).ok()?.get_days()).ok();
        (self.fixed.get(&(day.month(), day.day())))
            .or_else(|| self.easter.get(&since_easter()?))
            .or_else(|| self.closed.get(&day))
    }

    /// Whether offices are open: Monday to Friday, no holiday, no extra closing day.
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && self.holiday(day).is_none()
    }

    /// The `days`-th working day after `day`; with 0, `day` itself or else the next working day.
    /// Stops at the last day that dates can name (31 December 9999).
    pub fn add_working_days(&self, day: Date, days: u16) -> Date {
        if days == 0 {
            return if self.is_working_day(day) { day } else { self.next_working_day(day) };
        }
        (0..days).fold(day, |day, _| self.next_working_day(day))
    }

    /// When offices close on the `days`-th working day after `from`. The day of `from` does not count.
    pub fn due_after_working_days(&self, from: Timestamp, days: u16) -> Timestamp {
        let day = self.add_working_days(self.zone.to_datetime(from).date(), days);
        let today = self.at(day, self.closes).filter(|due| *due >= from);
        today.or_else(|| self.at(self.next_working_day(day), self.closes)).unwrap_or(from)
    }

    /// When `hours` office hours have passed since `from`; nights, weekends and holidays do not count.
    /// With 0, `from` itself if offices are open, or else their next opening.
    pub fn due_after_working_hours(&self, from: Timestamp, hours: u16) -> Timestamp {
        self.after_office_time(from, SignedDuration::from_hours(i64::from(hours))).unwrap_or(from)
    }

    /// `None` beyond the last time that can be named.
    fn after_office_time(&self, from: Timestamp, mut left: SignedDuration) -> Option<Timestamp> {
        let mut day = self.add_working_days(self.zone.to_datetime(from).date(), 0);
        loop {
            let start = self.at(day, self.opens)?.max(from);
            let open = start.duration_until(self.at(day, self.closes)?);
            if !open.is_negative() && left <= open {
                return start.checked_add(left).ok();
            }
            left -= open.max(SignedDuration::ZERO);
            let next = self.next_working_day(day);
            if next == day {
                return None;
            }
            day = next;
        }
    }

    fn next_working_day(&self, day: Date) -> Date {
        let mut next = day;
        while let Ok(following) = next.tomorrow() {
            next = following;
            if self.is_working_day(next) {
                break;
            }
        }
        next
    }

    fn at(&self, day: Date, time: Time) -> Option<Timestamp> {
        self.zone.to_timestamp(day.to_datetime(time)).ok()
    }
}

/// Easter Sunday, by the anonymous Gregorian algorithm (Nature, 1876; Meeus, Jones, Butcher).
/// `None` only outside the years of the Gregorian calendar that [`Date`] can name.
pub fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let moon = (century + 8).div_euclid(25);
    let shift = (century - moon + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - shift + 15).rem_euclid(30);
    let sunday = (32 + 2 * century.rem_euclid(4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * sunday) / 451;
    let days = epact + sunday - 7 * late + 114;
    Date::new(i16::try_from(year).ok()?, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?)
        .ok()
}

fn wrong(key: impl Into<String>, reason: impl ToString) -> CalendarError {
    CalendarError::Wrong { key: key.into(), reason: reason.to_string() }
}

/// Key within the entry, and reason.
type Refused = (&'static str, String);

/// Gathers the entries of one list; refuses a day listed twice and a name that lacks a language.
fn collect<K: Ord>(
    list: &str,
    entries: impl Iterator<Item = Result<(K, Names), Refused>>,
) -> Result<BTreeMap<K, Names>, CalendarError> {
    let mut all = BTreeMap::new();
    for (index, entry) in entries.enumerate() {
        let place = format!("{list} {}", index + 1);
        let (day, name) = entry.map_err(|(key, reason)| wrong(format!("{place}, {key}"), reason))?;
        if !name.complete() {
            return Err(wrong(format!("{place}, name"), "fr, nl, de and en are all needed"));
        }
        if all.insert(day, name).is_some() {
            return Err(wrong(place, "this day is listed twice"));
        }
    }
    Ok(all)
}

fn fixed(one: Fixed) -> Result<((i8, i8), Names), Refused> {
    // A leap year: 29 February is a day.
    let exists = |day| Date::new(2000, one.month, day).is_ok();
    match (exists(1), exists(one.day)) {
        (false, _) => Err(("month", format!("{} is not a month", one.month))),
        (_, false) => Err(("day", format!("month {} has no day {}", one.month, one.day))),
        _ => Ok(((one.month, one.day), one.name)),
    }
}

/// Easter falls on the 81st to the 116th day: farther away would be another year, in which nobody looks.
fn after_easter(one: AfterEaster) -> Result<(i16, Names), Refused> {
    match one.offset {
        -80..=249 => Ok((one.offset, one.name)),
        other => Err(("offset", format!("{other} days from Easter may fall in another year"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};

    const BELGIUM: &str = include_str!("../../../../content/calendar/be.toml");

    fn belgium() -> Calendar {
        Calendar::parse(BELGIUM).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn refusal(text: &str) -> String {
        Calendar::parse(text).unwrap_err().to_string()
    }

    fn every_day(from: Date, to: Date) -> impl Iterator<Item = Date> {
        from.series(1.day()).take_while(move |day| *day <= to)
    }

    #[test]
    fn easter_falls_where_the_church_puts_it() {
        let known = [(2008, 3, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16)];
        for (year, month, day) in known.into_iter().chain([(2038, 4, 25), (2076, 4, 19), (2285, 3, 22)]) {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn easter_is_always_a_sunday_from_22_march_to_25_april() {
        for year in 1583..=4099 {
            let sunday = easter(year).unwrap();
            assert_eq!(sunday.weekday(), Weekday::Sunday);
            assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&sunday), "{sunday}");
        }
    }

    /// The same day by another way: Clavius as Knuth wrote it down (The Art of Computer Programming, 1.3.2, exercise 14).
    fn easter_of_clavius(year: i16) -> Date {
        let golden = year % 19 + 1;
        let century = year / 100 + 1;
        let left_out = 3 * century / 4 - 12;
        let moon = (8 * century + 5) / 25 - 5;
        let sunday = 5 * i32::from(year) / 4 - i32::from(left_out) - 10;
        let epact = (11 * golden + 20 + moon - left_out).rem_euclid(30);
        let epact = if epact == 24 || epact == 25 && golden > 11 { epact + 1 } else { epact };
        let full_moon = if epact > 23 { 74 - epact } else { 44 - epact };
        let day = i32::from(full_moon) + 7 - (sunday + i32::from(full_moon)).rem_euclid(7);
        date(year, 3, 1).checked_add((day - 1).days()).unwrap()
    }

    #[test]
    fn two_ways_of_computing_easter_agree_on_every_year_of_the_gregorian_calendar() {
        for year in 1583..=Date::MAX.year() {
            assert_eq!(easter(year), Some(easter_of_clavius(year)), "{year}");
        }
    }

    #[test]
    fn easter_monday_ascension_and_whit_monday_of_2026_are_holidays() {
        let (calendar, french) = (belgium(), Language::Fr);
        let name = |day| calendar.holiday(day).map(|names| names.in_language(french));
        assert_eq!(name(date(2026, 4, 6)), Some("Lundi de Pâques"));
        assert_eq!(name(date(2026, 5, 14)), Some("Ascension"));
        assert_eq!(name(date(2026, 5, 25)), Some("Lundi de Pentecôte"));
        assert_eq!(name(date(2026, 4, 7)), None);
    }

    #[test]
    fn every_year_has_ten_holidays_unless_two_fall_together() {
        let calendar = belgium();
        for year in 2020..=2060 {
            let days = every_day(date(year, 1, 1), date(year, 12, 31));
            let together = easter(year).unwrap().checked_add(39.days()).unwrap() == date(year, 5, 1);
            assert_eq!(
                days.filter(|day| calendar.holiday(*day).is_some()).count(),
                10 - usize::from(together)
            );
        }
    }

    #[test]
    fn all_saints_on_a_sunday_leaves_the_monday_a_working_day() {
        let calendar = belgium();
        assert_eq!(date(2026, 11, 1).weekday(), Weekday::Sunday);
        assert!(calendar.is_working_day(date(2026, 11, 2)));
        assert_eq!(calendar.add_working_days(date(2026, 10, 30), 1), date(2026, 11, 2));
    }

    #[test]
    fn an_extra_closing_day_is_not_a_working_day() {
        let name = r#"{ fr = "a", nl = "b", de = "c", en = "d" }"#;
        let text = format!("{BELGIUM}\n[[closed]]\ndate = \"2026-11-02\"\nname = {name}\n");
        let calendar = Calendar::parse(&text).unwrap();
        assert_eq!(calendar.add_working_days(date(2026, 10, 30), 1), date(2026, 11, 3));
    }

    #[test]
    fn the_working_day_after_christmas_eve_2026_is_the_monday_after() {
        let calendar = belgium();
        assert!(!calendar.is_working_day(date(2026, 12, 25)));
        assert_eq!(calendar.add_working_days(date(2026, 12, 24), 1), date(2026, 12, 28));
    }

    #[test]
    fn the_29th_of_february_2028_is_a_working_day() {
        assert_eq!(belgium().add_working_days(date(2028, 2, 28), 1), date(2028, 2, 29));
        assert_eq!(belgium().add_working_days(date(2028, 2, 28), 2), date(2028, 3, 1));
    }

    #[test]
    fn working_hours_over_the_night_that_loses_an_hour_still_end_at_nine() {
        // Friday 27 March 2026 17:00 +01:00, two hours, Monday 09:00 +02:00.
        assert_eq!(
            belgium().due_after_working_hours(at("2026-03-27T16:00:00Z"), 2),
            at("2026-03-30T07:00:00Z")
        );
    }

    #[test]
    fn working_hours_over_the_night_that_gains_an_hour_still_end_at_nine() {
        // Friday 23 October 2026 17:00 +02:00, two hours, Monday 09:00 +01:00.
        assert_eq!(
            belgium().due_after_working_hours(at("2026-10-23T15:00:00Z"), 2),
            at("2026-10-26T08:00:00Z")
        );
    }

    #[test]
    fn a_report_at_night_starts_its_working_hours_in_the_morning() {
        // Saturday 02:30; four hours end on Monday at noon.
        assert_eq!(
            belgium().due_after_working_hours(at("2026-11-21T01:30:00Z"), 4),
            at("2026-11-23T11:00:00Z")
        );
    }

    #[test]
    fn working_hours_longer_than_a_day_go_on_the_next_working_day() {
        // Tuesday 10 November 2026 12:00, 15 hours: 6 that day, none on the 11th, 9 on the 12th.
        assert_eq!(
            belgium().due_after_working_hours(at("2026-11-10T11:00:00Z"), 15),
            at("2026-11-12T16:00:00Z")
        );
    }

    #[test]
    fn working_hours_that_end_at_closing_time_end_that_day() {
        assert_eq!(
            belgium().due_after_working_hours(at("2026-11-10T07:00:00Z"), 10),
            at("2026-11-10T17:00:00Z")
        );
    }

    #[test]
    fn working_days_end_when_offices_close_in_summer_and_winter_time() {
        assert_eq!(
            belgium().due_after_working_days(at("2026-03-27T16:00:00Z"), 1),
            at("2026-03-30T16:00:00Z")
        );
        assert_eq!(
            belgium().due_after_working_days(at("2026-10-23T15:00:00Z"), 1),
            at("2026-10-26T17:00:00Z")
        );
    }

    #[test]
    fn the_day_of_a_report_is_the_day_in_brussels_not_in_greenwich() {
        // 23:30 UTC on Monday is already Tuesday in Brussels.
        assert_eq!(
            belgium().due_after_working_days(at("2026-11-23T23:30:00Z"), 1),
            at("2026-11-25T17:00:00Z")
        );
    }

    #[test]
    fn a_clock_of_zero_days_started_in_the_evening_ends_the_next_working_day() {
        assert_eq!(
            belgium().due_after_working_days(at("2026-11-20T20:00:00Z"), 0),
            at("2026-11-23T17:00:00Z")
        );
    }

    #[test]
    fn adding_working_days_always_gives_a_working_day_and_never_goes_back() {
        let calendar = belgium();
        let mut before = [Date::MIN; 13];
        for day in every_day(date(2019, 12, 20), date(2033, 1, 10)) {
            let results: [Date; 13] = std::array::from_fn(|n| calendar.add_working_days(day, n as u16));
            assert!(results.iter().all(|result| *result >= day && calendar.is_working_day(*result)), "{day}");
            assert!(results.is_sorted() && results[1..].windows(2).all(|pair| pair[0] < pair[1]), "{day}");
            assert!(results.iter().zip(before).all(|(now, then)| *now >= then), "{day}");
            before = results;
        }
    }

    #[test]
    fn due_times_never_go_back_and_never_come_before_their_start() {
        let calendar = belgium();
        let mut before = [Timestamp::MIN; 2];
        let mut from = at("2026-01-01T00:00:00Z");
        while from < at("2027-01-10T00:00:00Z") {
            let now = [calendar.due_after_working_hours(from, 7), calendar.due_after_working_days(from, 3)];
            assert!(now.iter().zip(before).all(|(now, then)| *now >= then && *now >= from), "{from}");
            (before, from) = (now, from + 37.minutes());
        }
    }

    #[test]
    fn the_end_of_time_is_not_an_endless_loop() {
        let calendar = belgium();
        assert_eq!(calendar.add_working_days(Date::MAX, u16::MAX), Date::MAX);
        assert!(calendar.due_after_working_hours(Timestamp::MAX, u16::MAX) <= Timestamp::MAX);
        assert!(calendar.due_after_working_days(Timestamp::MAX, u16::MAX) <= Timestamp::MAX);
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused_by_its_key() {
        assert_eq!(
            refusal(&BELGIUM.replacen("day = 21", "day = 32", 1)),
            "calendar: fixed 3, day: month 7 has no day 32"
        );
        assert_eq!(
            refusal(&BELGIUM.replacen("month = 7", "month = 13", 1)),
            "calendar: fixed 3, month: 13 is not a month"
        );
        assert!(
            refusal(&BELGIUM.replacen("offset = 39", "offset = 300", 1))
                .starts_with("calendar: easter 2, offset:")
        );
    }

    #[test]
    fn a_holiday_without_its_german_name_is_refused_by_its_key() {
        let text = BELGIUM.replacen(r#"de = "Neujahr", "#, "", 1);
        assert_eq!(refusal(&text), "calendar: fixed 1, name: fr, nl, de and en are all needed");
    }

    #[test]
    fn a_time_zone_hours_and_keys_that_make_no_sense_are_refused_by_their_key() {
        assert!(refusal(&BELGIUM.replacen("Europe/Brussels", "Europe/Atlantis", 1)).contains("time-zone"));
        assert!(refusal(&BELGIUM.replacen("18:00", "07:00", 1)).contains("office-hours, closes"));
        assert!(refusal(&BELGIUM.replacen("opens", "open", 1)).contains("opens"));
        assert!(refusal(&BELGIUM.replacen("08:00", "8h", 1)).contains("opens = \"8h\""));
    }

    #[test]
    fn a_calendar_says_where_its_days_come_from() {
        assert!(belgium().source().starts_with("The ten legal holidays"));
    }

    #[test]
    fn a_day_listed_twice_is_refused() {
        let text = BELGIUM.replacen("offset = 50", "offset = 39", 1);
        assert_eq!(refusal(&text), "calendar: easter 3: this day is listed twice");
    }

    #[test]
    fn a_name_falls_back_to_french_then_dutch_then_german_then_english() {
        let names = |fr: Option<&str>, nl: Option<&str>, de: Option<&str>, en: Option<&str>| {
            let own = |text: Option<&str>| text.map(str::to_owned);
            Names::new(own(fr), own(nl), own(de), own(en))
        };
        let both = names(Some("Liège"), Some("Luik"), None, None).unwrap();
        assert_eq!(both.in_language(Language::Nl), "Luik");
        assert_eq!(both.in_language(Language::Ar), "Liège");
        assert_eq!(
            names(None, Some("Luik"), Some("Lüttich"), None).unwrap().in_language(Language::Fr),
            "Luik"
        );
        assert_eq!(names(None, None, None, Some("x")).unwrap().in_language(Language::De), "x");
        assert_eq!(names(None, None, None, None), Err(BadNames));
        assert_eq!(names(Some(" "), Some("x"), None, None), Err(BadNames));
    }
}
