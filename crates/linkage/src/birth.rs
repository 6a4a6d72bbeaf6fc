//! Birth dates as people and forms give them: exact, partial, swapped, or "1 January" for want of better.

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
    /// One digit differs.
    Digit,
    /// The same year, and one of them is only that year, or its 1 January.
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
}

impl Birth {
    /// From parts; `None` for what is not known.
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Self {
        let part = |part: Option<u8>| u32::from(part.unwrap_or(0));
        Self(u32::try_from(year).unwrap_or(0) * 10_000 + part(month) * 100 + part(day))
    }

    /// Reads `1985-03-30`, `19850330`, `30/03/1985`, `30.3.1985`, `1985-03` or `1985`.
    pub fn read(written: &str) -> Self {
        let mut parts = [0_u32; 3];
        let mut lengths = [0; 3];
        let words = written.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
        for ((part, length), word) in parts.iter_mut().zip(&mut lengths).zip(words) {
            let Ok(number) = word.parse() else { return Self(0) };
            (*part, *length) = (number, word.len());
        }
        match (lengths, parts) {
            ([8, 0, 0], [all, ..]) => Self(all),
            ([4, ..], [y, m, d]) if m < 100 && d < 100 => Self(y * 10_000 + m * 100 + d),
            ([1 | 2, 1 | 2, 4], [d, m, y]) => Self(y * 10_000 + m * 100 + d),
            _ => Self(0),
        }
        .known()
    }

    /// Years that nobody alive has: a form's filler.
    fn known(self) -> Self {
        if (1000..=2999).contains(&self.year()) { self } else { Self(0) }
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

    pub(crate) fn compare(self, other: Self) -> BirthLevel {
        if self.0 == 0 || other.0 == 0 {
            return BirthLevel::Missing;
        }
        let apart = self.year().abs_diff(other.year());
        if self.0 == other.0 {
            return if self.month_day() == 0 { BirthLevel::YearOnly } else { BirthLevel::Equal };
        }
        if self.swapped() == other {
            return BirthLevel::Swapped;
        }
        if apart == 0 && (self.only_year() || other.only_year()) {
            return BirthLevel::YearOnly;
        }
        if self.month_day() == other.month_day() && !self.only_year() && matches!(apart, 1 | 10) {
            return BirthLevel::YearSlip;
        }
        if crate::place::one_digit(self.0.into(), other.0.into()) {
            return BirthLevel::Digit;
        }
        match apart {
            0 => BirthLevel::Year,
            1 | 2 => BirthLevel::NearYear,
            3..=15 => BirthLevel::Differs,
            _ => BirthLevel::Generation,
        }
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
    fn dates_are_compared_as_slips_are_made() {
        use BirthLevel::*;
        for (a, b, level) in [
            ("1985-03-30", "1985-03-30", Equal),
            ("1985-03-05", "1985-05-03", Swapped),
            ("1985-03-30", "1985-03-31", Digit),
            ("1985-03-30", "1985-01-01", YearOnly),
            ("1985-03-30", "1985", YearOnly),
            ("1985-03-30", "1995-03-30", YearSlip),
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
