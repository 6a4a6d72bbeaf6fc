//! When reports come in: trend, seasons, weekends, evenings. And hours at which people work.

use crate::dice::Dice;
use casework::record::dates::brussels;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// One second to one day, in seconds.
pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 86_400;

/// Belgian local time.
pub(crate) struct Local(TimeZone);

impl Local {
    pub fn new() -> Self {
        Self(brussels())
    }

    /// Date and hour at a second.
    pub fn at(&self, second: i64) -> DateTime {
        self.0.to_datetime(timestamp(second))
    }

    /// The second at which a day has this hour.
    pub fn second(&self, day: Date, hour: i8) -> i64 {
        self.0.to_timestamp(day.at(hour, 0, 0, 0)).map_or(0, Timestamp::as_second)
    }

    /// The same moment when it lies between 8 and 20 h, else some time in the next morning.
    pub fn daytime(&self, dice: &mut Dice, second: i64) -> i64 {
        let local = self.at(second);
        match local.hour() {
            8..20 => second,
            hour => {
                let day = if hour < 8 { local.date() } else { local.date().saturating_add(1.day()) };
                self.second(day, 8) + dice.between(0, 150 * MINUTE)
            }
        }
    }

    /// The same moment when offices are open (Monday to Friday, 9 to 17 h), else some time on the next such day.
    pub fn office(&self, dice: &mut Dice, second: i64) -> i64 {
        let local = self.at(second);
        let mut day = local.date();
        if is_weekday(day) && (9..17).contains(&local.hour()) {
            return second;
        }
        if local.hour() >= 9 {
            day = day.saturating_add(1.day());
        }
        while !is_weekday(day) && day < Date::MAX {
            day = day.saturating_add(1.day());
        }
        self.second(day, 9) + dice.between(0, 7 * HOUR)
    }
}

fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A second as the journal wants it. Seconds here come from real timestamps and stay near them.
pub(crate) fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// One day of the 24 months, cut at both ends.
struct Day {
    from: i64,
    to: i64,
    midnight: i64,
    weight: f64,
}

/// The seconds at which reports come in, oldest first, made day by day.
pub(crate) struct Arrivals {
    /// Days that are still to come, last first.
    days: Vec<Day>,
    weight_left: f64,
    reports_left: u32,
    /// Of the day that is under way, last first.
    today: Vec<i64>,
}

impl Arrivals {
    pub fn new(local: &Local, until: Timestamp, reports: u32) -> Self {
        let mut days = days(local, until);
        days.reverse();
        let weight_left = days.iter().map(|day| day.weight).sum();
        Self { days, weight_left, reports_left: reports, today: Vec::new() }
    }

    /// The next arrival; `None` when all reports are made.
    pub fn next(&mut self, dice: &mut Dice) -> Option<i64> {
        while self.today.is_empty() {
            let day = self.days.pop()?;
            let last = self.days.is_empty();
            let mean = f64::from(self.reports_left) * day.weight / self.weight_left;
            let count = if last { self.reports_left } else { dice.count(mean).min(self.reports_left) };
            self.weight_left -= day.weight;
            self.reports_left -= count;
            self.today.extend((0..count).map(|_| moment(dice, &day)));
            self.today.sort_unstable_by(|a, b| b.cmp(a));
        }
        self.today.pop()
    }
}

fn days(local: &Local, until: Timestamp) -> Vec<Day> {
    let end = until.as_second();
    let now = until.to_zoned_datetime(local.0.clone());
    let first = now.checked_sub(24.months()).map_or(end, |start| start.timestamp().as_second());
    let (mut date, last) = (local.at(first).date(), now.date());
    let mut days = Vec::with_capacity(733);
    while date <= last {
        let (midnight, next) = (local.second(date, 0), local.second(date.saturating_add(1.day()), 0));
        let (from, to) = (midnight.max(first), next.min(end));
        if from < to {
            let share = (to - from) as f64 / DAY as f64;
            let trend = 1.0 + 0.14 * (from - first) as f64 / (end - first).max(1) as f64;
            days.push(Day { from, to, midnight, weight: share * trend * season(date) * weekday(date) });
        }
        if date == Date::MAX {
            break;
        }
        date = date.saturating_add(1.day());
    }
    days
}

/// More in summer and at the end of the year.
fn season(date: Date) -> f64 {
    const MONTHS: [f64; 12] = [1.02, 0.92, 0.95, 0.98, 1.02, 1.06, 1.12, 1.09, 0.99, 0.95, 0.92, 1.07];
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

fn weekday(date: Date) -> f64 {
    match date.weekday() {
        Weekday::Saturday => 1.35,
        Weekday::Sunday => 1.45,
        Weekday::Monday => 1.05,
        Weekday::Friday => 1.0,
        _ => 0.84,
    }
}

/// Weight of each hour: few in the morning, most in the evening.
const HOURS: [(u32, i64); 24] = [
    (34, 0),
    (26, 1),
    (17, 2),
    (11, 3),
    (8, 4),
    (6, 5),
    (7, 6),
    (10, 7),
    (16, 8),
    (24, 9),
    (30, 10),
    (32, 11),
    (30, 12),
    (31, 13),
    (34, 14),
    (36, 15),
    (40, 16),
    (46, 17),
    (56, 18),
    (64, 19),
    (70, 20),
    (72, 21),
    (64, 22),
    (48, 23),
];

fn moment(dice: &mut Dice, day: &Day) -> i64 {
    for _ in 0..12 {
        let second = day.midnight + dice.weighted(&HOURS) * HOUR + dice.between(0, HOUR);
        if (day.from..day.to).contains(&second) {
            return second;
        }
    }
    dice.between(day.from, day.to)
}

/// When the facts took place, given when they were reported: mostly the same evening, else on an earlier
/// evening, rather of a weekend.
pub(crate) fn facts_before(dice: &mut Dice, local: &Local, received: i64) -> i64 {
    if dice.chance(0.68) {
        return received - dice.around(75 * MINUTE, 0.7).min(5 * HOUR);
    }
    let earlier = |dice: &mut Dice| {
        let days = if dice.chance(0.6) { 1 } else { dice.between(2, 9) };
        local.second(local.at(received - days * DAY).date(), 0) + dice.weighted(&HOURS) * HOUR
    };
    let one = earlier(dice);
    let facts = if is_weekday(local.at(one).date()) { earlier(dice) } else { one };
    (facts + dice.between(0, 12) * 5 * MINUTE).min(received - 10 * MINUTE)
}
