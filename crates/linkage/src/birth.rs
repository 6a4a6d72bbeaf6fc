//! Birth dates as people and forms give them: exact, partial, swapped, or "1 January" for want of better.

use crate::likeness::one_edit;
use crate::nothing::{About, says_nothing};
use crate::plain::plain;

/// A birth date in digits (`yyyymmdd`); month or day 0 when unknown; 0 altogether when nothing is known.
/// Kept as written, even when no calendar has that day: a slip of one digit must still be near its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Birth(pub(crate) u32);

/// How two birth dates compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BirthLevel {
    /// One of them is not known.
    Missing = 0,
    /// The same day.
    Equal,
    /// Day and month exchanged.
    Swapped,
    /// One digit of a full date differs, or two neighbours are exchanged; at most fifteen years lie between.
    Digit,
    /// All that is known agrees, and of one of them only the year is known (or its 1 January), or the month.
    YearOnly,
    /// The same day of another year, one or ten years away.
    YearSlip,
    /// The same year.
    Year,
    /// About the same age: at most two years.
    NearYear,
    /// Another age: at most fifteen years.
    Differs,
    /// Another generation.
    Generation,
    /// The same day of the year, another generation: a slip in the decade, or a son born on his father's day.
    SameDay,
    /// The same day of the year, another year of one generation.
    SameDayNear,
    /// The same year and the same month, or the same year and the same day of a month.
    YearAndPart,
    /// Of one of them only the year or the month is known, and they differ: at most two years apart.
    PartialNear,
    /// The same, at most fifteen years.
    PartialDiffers,
    /// The same, another generation.
    PartialGeneration,
}

impl BirthLevel {
    /// Levels of two dates of which one is not fully known. How often these occur says how often only years are written
    /// down, not who is who: their probabilities are those among such pairs, and add up to one apart from the others.
    pub(crate) const PARTIAL: [usize; 4] = [
        Self::YearOnly as usize,
        Self::PartialNear as usize,
        Self::PartialDiffers as usize,
        Self::PartialGeneration as usize,
    ];
}

/// Dates that programs and people put where none is known: the first days of Excel, of other calendars of programs, and
/// what keys give that lie side by side.
const FILLERS: [u32; 8] =
    [19_000_000, 19_000_100, 19_000_101, 18_991_230, 18_991_231, 17_530_101, 11_111_111, 22_221_222];
/// Years between two who may be kin, at most: more are a slip in the century.
const KIN: u32 = 100;
/// Years between two people of one generation, at most.
const GENERATION: u32 = 15;
/// Signs and words before a year that is only about right.
const ABOUT: [&str; 12] =
    ["", "±", "~", "ca", "c", "circa", "vers", "environ", "env", "omstreeks", "rond", "um"];

impl Birth {
    /// From parts; `None` for what is not known.
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Self {
        let part = |part: Option<u8>| u32::from(part.unwrap_or(0));
        Self(u32::try_from(year).unwrap_or(0) * 10_000 + part(month) * 100 + part(day))
    }

    /// Reads what people and forms write: `1985-03-30`, `19850330`, `30/03/1985`, `30.3.1985`, `30031985`, the number by
    /// which Excel keeps a day, `03/1985`, `1985-03`, `00/03/1985`, `1985`, `ca. 1985`. Unknown when it says nothing,
    /// and when it cannot be read: a year of two digits tells no century ([`Birth::is_unreadable`]).
    pub fn read(written: &str) -> Self {
        Self::parse(written).unwrap_or_default()
    }

    /// Whether something is written that is no date and no word for "unknown" either: whoever reads a file says so.
    pub fn is_unreadable(written: &str) -> bool {
        let text = plain(written);
        let zeros = text.bytes().all(|b| matches!(b, b'0' | b' '));
        Self::parse(written).is_none() && !zeros && !says_nothing(&text, About::Town)
    }

    /// `None` for what is no date; an unknown birth for a date that stands for none.
    fn parse(written: &str) -> Option<Self> {
        // An hour behind the day, as databases give it.
        let day = written.trim().split(['T', 't']).next().unwrap_or_default();
        let day = day.split(" 00:00").next().unwrap_or_default();
        let start = day
            .find(|c: char| c.is_ascii_digit())
            .filter(|at| ABOUT.contains(&day[..*at].trim().trim_end_matches('.').to_lowercase().as_str()))?;
        let mut parts = [0_u32; 3];
        let mut lengths = [0; 3];
        let mut words = day[start..].split(['-', '/', '.', ' ']);
        for ((part, length), word) in parts.iter_mut().zip(&mut lengths).zip(words.by_ref()) {
            (*part, *length) = (word.parse().ok()?, word.len());
        }
        if words.any(|word| !word.is_empty()) {
            return None;
        }
        let of = |y: u32, m: u32, d: u32| Some(Self(y * 10_000 + m * 100 + d)).filter(|_| m < 100 && d < 100);
        let found = match (lengths, parts) {
            ([8, 0, 0], [all, ..]) => Some(Self::eight(all)),
            ([5, 0, 0], [days, ..]) => Some(Self::of_excel(days)),
            ([4, 0..=2, 0..=2], [y, m, d]) => of(y, m, d),
            ([1 | 2, 4, 0], [m, y, _]) => of(y, m, 0),
            ([1 | 2, 1 | 2, 4], [d, m, y]) => of(y, m, d),
            (_, _) => None,
        };
        found.map(Self::known)
    }

    /// Eight digits: the year comes first or last, whichever gives a day.
    fn eight(all: u32) -> Self {
        let (day, month, year) = (all / 1_000_000, all / 10_000 % 100, all % 10_000);
        let first = Self(all);
        let reversed = Self(year * 10_000 + month * 100 + day);
        if !first.may_be() && reversed.may_be() { reversed } else { first }
    }

    /// Whether a calendar could have it.
    fn may_be(self) -> bool {
        (1000..=2999).contains(&self.year()) && self.month() <= 12 && self.day() <= 31
    }

    /// The day with this number of Excel, which counts from 1900 and believes that 1900 had a 29 February.
    /// After Hinnant, "chrono-Compatible Low-Level Date Algorithms" (`civil_from_days`).
    fn of_excel(days: u32) -> Self {
        // Day 0 of Excel is 693,899 days after 1 March of the year 0.
        let days = days + 693_899;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year + 400 * era + u32::from(month <= 2);
        Self(year * 10_000 + month * 100 + day)
    }

    /// Years that nobody alive has, and days that programs put for want of one.
    fn known(self) -> Self {
        let filler = FILLERS.contains(&self.0);
        if (1000..=2999).contains(&self.year()) && !filler { self } else { Self(0) }
    }

    /// The year; 0 when unknown.
    pub fn year(self) -> u32 {
        self.0 / 10_000
    }

    pub(crate) fn month_day(self) -> u32 {
        self.0 % 10_000
    }

    pub(crate) fn month(self) -> u32 {
        self.month_day() / 100
    }

    pub(crate) fn day(self) -> u32 {
        self.0 % 100
    }

    /// Only a year, or the 1 January that stands for it.
    pub(crate) fn only_year(self) -> bool {
        matches!(self.month_day(), 0 | 101) || self.month() == 0
    }

    pub(crate) fn swapped(self) -> Self {
        Self(self.year() * 10_000 + self.day() * 100 + self.month())
    }

    /// Only the month is known.
    fn only_month(self) -> bool {
        self.month() != 0 && self.day() == 0
    }

    /// A whole date, and not the 1 January that stands for a year.
    pub(crate) fn is_full(self) -> bool {
        !self.only_year() && !self.only_month()
    }

    pub(crate) fn compare(self, other: Self) -> BirthLevel {
        if self.0 == 0 || other.0 == 0 {
            return BirthLevel::Missing;
        }
        let apart = self.year().abs_diff(other.year());
        if self.is_full() && other.is_full() {
            return self.compare_full(other, apart);
        }
        let months_agree = self.only_year() || other.only_year() || self.month() == other.month();
        match apart {
            0 if months_agree => BirthLevel::YearOnly,
            0..=2 => BirthLevel::PartialNear,
            3..=GENERATION => BirthLevel::PartialDiffers,
            _ => BirthLevel::PartialGeneration,
        }
    }

    fn compare_full(self, other: Self, apart: u32) -> BirthLevel {
        if self.0 == other.0 {
            return BirthLevel::Equal;
        }
        if self.swapped() == other {
            return BirthLevel::Swapped;
        }
        let same_day = self.month_day() == other.month_day();
        if same_day && matches!(apart, 1 | 10) {
            return BirthLevel::YearSlip;
        }
        if !(GENERATION + 1..=KIN).contains(&apart) && one_edit(&self.digits(), &other.digits()) {
            return BirthLevel::Digit;
        }
        let part = self.month() == other.month() || self.day() == other.day();
        match apart {
            0 if part => BirthLevel::YearAndPart,
            ..=GENERATION if same_day => BirthLevel::SameDayNear,
            _ if same_day => BirthLevel::SameDay,
            _ => Self::by_age(apart),
        }
    }

    const fn by_age(apart: u32) -> BirthLevel {
        match apart {
            0 => BirthLevel::Year,
            1 | 2 => BirthLevel::NearYear,
            3..=GENERATION => BirthLevel::Differs,
            _ => BirthLevel::Generation,
        }
    }

    fn digits(self) -> [u8; 8] {
        let mut rest = self.0;
        let mut digits = [0; 8];
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in ["1985-03-30", "19850330", "30/03/1985", "30.3.1985"] {
            assert_eq!(Birth::read(text).0, 19_850_330, "{text}");
        }
        assert_eq!(Birth::read("1985").0, 19_850_000);
        assert_eq!(Birth::read("onbekend").0, 0);
        assert_eq!(Birth::read("0000-00-00").0, 0);
    }

    #[test]
    fn dates_are_read_as_the_form_and_the_import_read_them() {
        for (text, date) in [
            ("12031983", 19_830_312),
            ("30387", 19_830_312),
            ("12 03 1983", 19_830_312),
            ("1983-03-12T00:00:00", 19_830_312),
            ("1983-03-12 00:00:00", 19_830_312),
            ("00/03/1983", 19_830_300),
            ("03/1983", 19_830_300),
            ("00/00/1983", 19_830_000),
            ("ca. 1983", 19_830_000),
            ("vers 1983", 19_830_000),
            ("60", 0),
            ("1900-01-01", 0),
            ("11/11/1111", 0),
        ] {
            assert_eq!(Birth::read(text).0, date, "{text}");
        }
        // The first days of Excel, around the 29 February 1900 that was not, and a day of a leap year.
        for (days, date) in [(36_526, 20_000_101), (45_351, 20_240_229), (10_000, 19_270_518)] {
            assert_eq!(Birth::of_excel(days).0, date, "{days}");
        }
    }

    #[test]
    fn a_date_that_cannot_be_read_is_known_to_be_one() {
        for text in ["12/03/83", "12 mars 1983", "hier", "1983-03-12-04", "3 maart", "1983/3/12/1"] {
            assert!(Birth::is_unreadable(text), "{text}");
        }
        for text in ["", "onbekend", "00/00/0000", "1983", "1900-01-01", "x", "n/a", "12/03/1983"] {
            assert!(!Birth::is_unreadable(text), "{text}");
        }
    }

    #[test]
    fn years_are_no_slips_of_one_another_and_a_1_january_is_a_year() {
        use BirthLevel::*;
        for (a, b, level) in [
            ("1955", "1985", PartialGeneration),
            ("1955-01-01", "1985-01-01", PartialGeneration),
            ("1985", "1986", PartialNear),
            ("1985-01-01", "1995-01-01", PartialDiffers),
            ("1985", "1985", YearOnly),
            ("1985-01-01", "1985-01-01", YearOnly),
            ("1985-01-01", "1985", YearOnly),
            ("1985-01-01", "1986-01-01", PartialNear),
            ("1955-03-07", "1985-03-07", SameDay),
            ("1955-03-07", "1985-03-08", Generation),
        ] {
            assert_eq!(Birth::read(a).compare(Birth::read(b)), level, "{a} {b}");
            assert_eq!(Birth::read(b).compare(Birth::read(a)), level, "{b} {a}");
        }
    }

    #[test]
    fn dates_are_compared_as_slips_are_made() {
        use BirthLevel::*;
        for (a, b, level) in [
            ("1985-03-30", "1985-03-30", Equal),
            ("1985-03-05", "1985-05-03", Swapped),
            ("1985-03-30", "1985-03-31", Digit),
            ("1985-03-30", "1985-01-01", YearOnly),
            ("1985-03-30", "1985", YearOnly),
            ("1985-03-30", "1995-03-30", YearSlip),
            ("1985-03-12", "1985-03-21", Digit),
            ("1985-03-30", "1989-03-30", Digit),
            ("1985-03", "1985-03-12", YearOnly),
            ("1985-03-12", "1985-03-27", YearAndPart),
            ("1985-03-12", "1985-11-12", YearAndPart),
            ("1985-03-12", "1994-03-12", SameDayNear),
            ("1680-05-13", "1980-05-13", Digit),
            ("1985-03", "1985-07-12", PartialNear),
            ("1985-03-30", "1985-07-12", Year),
            ("1985-03-30", "1987-07-12", NearYear),
            ("1985-03-30", "1991-07-12", Differs),
            ("1985-03-30", "1961-07-12", Generation),
            ("", "1961-07-12", Missing),
        ] {
            assert_eq!(Birth::read(a).compare(Birth::read(b)), level, "{a} {b}");
        }
    }
}
