//! Clocks: by when a function must act on a report (C6). The figures are data (`content/clocks/`).

use crate::calendar::Calendar;
use crate::entry::{ClockKind, Function};
use crate::id::ZoneCode;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How long a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Length {
    /// Office hours on working days.
    WorkingHours(u16),
    /// Working days, to the end of the last one.
    WorkingDays(u16),
    /// Calendar days, to the end of the last one: "day 2" does not wait for Monday.
    CalendarDays(u16),
}

/// One clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Clock {
    /// How long; `None` is an empty slot: nobody has set it, so nothing is ever called late by it.
    pub length: Option<Length>,
    /// Who hears of it when it runs out.
    pub escalate_to: Function,
    /// Where the figure comes from.
    pub source: String,
}

/// The clocks of every zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clocks {
    default: BTreeMap<ClockKind, Clock>,
    zones: BTreeMap<ZoneCode, BTreeMap<ClockKind, Clock>>,
}

/// Why the clocks cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadClocks {
    /// Not the expected TOML.
    #[error("clocks: {0}")]
    Malformed(#[from] toml::de::Error),
    /// Without this clock a report would be in nobody's queue.
    #[error(
        "clocks: {0} needs a length, in the defaults and in each zone that sets it: it keeps reports in a queue"
    )]
    NoLength(ClockKind),
    /// A clock is missing from the defaults.
    #[error("clocks: [default.{0}] is missing")]
    Missing(ClockKind),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    default: BTreeMap<ClockKind, Clock>,
    #[serde(default)]
    zone: BTreeMap<ZoneCode, BTreeMap<ClockKind, Clock>>,
}

impl Clocks {
    /// Reads `content/clocks/*.toml`.
    pub fn parse(text: &str) -> Result<Self, BadClocks> {
        let file: File = toml::from_str(text)?;
        if let Some(missing) = ClockKind::ALL.iter().find(|kind| !file.default.contains_key(kind)) {
            return Err(BadClocks::Missing(*missing));
        }
        let needed = [ClockKind::Read, ClockKind::FirstContact, ClockKind::DayTwo];
        for clocks in std::iter::once(&file.default).chain(file.zone.values()) {
            let empty = |kind: &&ClockKind| clocks.get(kind).is_some_and(|clock| clock.length.is_none());
            if let Some(kind) = needed.iter().find(empty) {
                return Err(BadClocks::NoLength(*kind));
            }
        }
        Ok(Self { default: file.default, zones: file.zone })
    }

    /// The clock of a zone. Always there: [`Clocks::parse`] refuses a file without the defaults.
    pub fn of(&self, zone: &ZoneCode, kind: ClockKind) -> Option<&Clock> {
        self.zones.get(zone).and_then(|clocks| clocks.get(&kind)).or_else(|| self.default.get(&kind))
    }

    /// When a clock that starts at `from` runs out; `None` for an empty slot.
    pub fn due(
        &self,
        calendar: &Calendar,
        zone: &ZoneCode,
        kind: ClockKind,
        from: Timestamp,
    ) -> Option<Timestamp> {
        Some(match self.of(zone, kind)?.length? {
            Length::WorkingHours(hours) => calendar.due_after_working_hours(from, hours),
            Length::WorkingDays(days) => calendar.due_after_working_days(from, days),
            Length::CalendarDays(days) => end_of_day(from, days),
        })
    }
}

/// The time zone in which Belgian days begin and end. UTC if the bundled zone table lacks it, which a test excludes.
pub fn brussels() -> TimeZone {
    TimeZone::get("Europe/Brussels").unwrap_or(TimeZone::UTC)
}

fn end_of_day(from: Timestamp, days: u16) -> Timestamp {
    let last = from.to_zoned_datetime(brussels()).checked_add(i64::from(days).days());
    last.and_then(|day| day.end_of_day()).map_or(from, |end| end.timestamp())
}

/// A stretch during which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// From.
    pub from: Timestamp,
    /// Until: as planned, or when it was let run again before.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

/// A due time, moved by what it stood still. A report whose clock stands still stays in the queue, at its later time.
pub fn after_pauses(due: Timestamp, pauses: &[Pause]) -> Timestamp {
    pauses.iter().fold(due, |due, pause| due + pause.until.duration_since(pause.from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks() -> Clocks {
        Clocks::parse(include_str!("../../../content/clocks/be.toml")).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_brussels_time_zone_is_bundled() {
        assert_ne!(brussels(), TimeZone::UTC);
    }

    #[test]
    fn day_two_of_a_friday_is_the_end_of_sunday() {
        let calendar = Calendar::parse(include_str!("../../../content/calendar/be.toml")).unwrap();
        let zone = ZoneCode::parse("5344").unwrap();
        let due = clocks().due(&calendar, &zone, ClockKind::DayTwo, at("2026-11-20T15:00:00Z")).unwrap();
        assert_eq!(due.to_zoned_datetime(brussels()).date(), jiff::civil::date(2026, 11, 22));
    }

    #[test]
    fn a_decision_clock_that_nobody_set_never_runs_out() {
        let calendar = Calendar::parse(include_str!("../../../content/calendar/be.toml")).unwrap();
        let zone = ZoneCode::parse("5344").unwrap();
        assert_eq!(clocks().due(&calendar, &zone, ClockKind::Decision, at("2026-11-20T15:00:00Z")), None);
    }

    #[test]
    fn a_clock_that_stood_still_for_a_day_runs_out_a_day_later() {
        let pause = |until| Pause {
            from: at("2026-01-01T00:00:00Z"),
            until: at(until),
            reason: "asked by her".into(),
        };
        let due = at("2026-01-10T00:00:00Z");
        assert_eq!(after_pauses(due, &[pause("2026-01-02T00:00:00Z")]), at("2026-01-11T00:00:00Z"));
        assert_eq!(after_pauses(due, &[]), due);
    }

    #[test]
    fn a_zone_cannot_empty_the_clock_that_keeps_reports_in_its_queue() {
        let text = include_str!("../../../content/clocks/be.toml");
        let own = "[zone.5344.first-contact]\nescalate-to = \"eva-head\"\nsource = \"x\"\n";
        let error = Clocks::parse(&format!("{text}\n{own}")).unwrap_err().to_string();
        assert!(error.contains("first-contact needs a length"), "{error}");
    }
}
