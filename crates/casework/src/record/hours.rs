//! Hours of the week at which it is safe to call somebody, in Belgian time.

use super::words::words;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

words!(
    /// A day of the week.
    Day {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
);

impl Day {
    /// The day of the week of a date.
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

/// Some days of the week, from one hour to another of the same day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    days: Vec<Day>,
    from: Time,
    to: Time,
}

impl Slot {
    /// `None` without a day, or when it ends before it begins: a night is two slots.
    pub fn new(mut days: Vec<Day>, from: Time, to: Time) -> Option<Self> {
        days.sort_unstable();
        days.dedup();
        (!days.is_empty() && from < to).then_some(Self { days, from, to })
    }

    /// Days.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// First minute.
    pub fn from(&self) -> Time {
        self.from
    }

    /// First minute after.
    pub fn to(&self) -> Time {
        self.to
    }

    /// Whether a moment lies in it.
    pub fn holds(&self, at: DateTime) -> bool {
        self.days.contains(&Day::of(at.date())) && self.from <= at.time() && at.time() < self.to
    }
}

/// Whether a moment lies in one of the slots.
pub fn is_open(slots: &[Slot], at: DateTime) -> bool {
    slots.iter().any(|slot| slot.holds(at))
}

/// Until when it stays open, when it is open. Slots that follow each other are one.
pub fn open_until(slots: &[Slot], at: DateTime) -> Option<DateTime> {
    let mut until = None;
    let mut reached = at;
    while let Some(slot) = slots.iter().find(|slot| slot.holds(reached)) {
        reached = reached.date().to_datetime(slot.to);
        until = Some(reached);
    }
    until
}

/// The next moment at which a slot is open: now, or the next beginning within a week.
pub fn next_open(slots: &[Slot], at: DateTime) -> Option<DateTime> {
    if is_open(slots, at) {
        return Some(at);
    }
    let days = (0..=7).filter_map(|days| at.date().checked_add(days.days()).ok());
    let beginnings = days.flat_map(|date| {
        let of_day = slots.iter().filter(move |slot| slot.days.contains(&Day::of(date)));
        of_day.map(move |slot| date.to_datetime(slot.from))
    });
    beginnings.filter(|begin| *begin >= at).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    /// Weekdays 9 to 12, and 13 to 17; Saturday 10 to 11.
    fn slots() -> Vec<Slot> {
        let week = || vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
        vec![
            Slot::new(week(), time(9, 0, 0, 0), time(12, 0, 0, 0)).unwrap(),
            Slot::new(week(), time(12, 0, 0, 0), time(13, 0, 0, 0)).unwrap(),
            Slot::new(vec![Day::Sat], time(10, 0, 0, 0), time(11, 0, 0, 0)).unwrap(),
        ]
    }

    #[test]
    fn the_end_is_not_open_any_more() {
        let friday = date(2026, 11, 27);
        assert!(is_open(&slots(), friday.at(9, 0, 0, 0)));
        assert!(!is_open(&slots(), friday.at(13, 0, 0, 0)));
        assert_eq!(open_until(&slots(), friday.at(9, 30, 0, 0)), Some(friday.at(13, 0, 0, 0)));
        assert_eq!(open_until(&slots(), friday.at(8, 0, 0, 0)), None);
    }

    #[test]
    fn the_next_opening_may_be_after_the_weekend() {
        let at = |day, hour| date(2026, 11, day).at(hour, 0, 0, 0);
        assert_eq!(next_open(&slots(), at(27, 14)), Some(at(28, 10)));
        assert_eq!(next_open(&slots(), at(28, 11)), Some(at(30, 9)));
        assert_eq!(next_open(&slots(), at(30, 10)), Some(at(30, 10)));
        assert_eq!(next_open(&[], at(30, 10)), None);
        let only = [Slot::new(vec![Day::Mon], time(9, 0, 0, 0), time(10, 0, 0, 0)).unwrap()];
        assert_eq!(next_open(&only, at(23, 10)), Some(at(30, 9)));
    }

    #[test]
    fn a_slot_that_ends_before_it_begins_is_none() {
        assert_eq!(Slot::new(vec![Day::Mon], time(22, 0, 0, 0), time(6, 0, 0, 0)), None);
        assert_eq!(Slot::new(vec![], time(9, 0, 0, 0), time(10, 0, 0, 0)), None);
    }
}
