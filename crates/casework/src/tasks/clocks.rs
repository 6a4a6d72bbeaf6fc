//! Clocks: by when a function must act on a report (C6). The figures are data (`content/clocks/`).

use super::calendar::Calendar;
use crate::record::dates::end_of_day;
use crate::record::id::ZoneCode;
use crate::record::staff::Function;
use crate::record::words::words;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

words!(
    /// Clocks on a report. Each has a function that must act and one that hears when it does not.
    ClockKind {
        /// The report is opened by the local EVA representative.
        Read = "read",
        /// First contact with the victim.
        FirstContact = "first-contact",
        /// A further try that was promised after contact was settled. Its time is the one that was planned.
        CallBack = "call-back",
        /// Day-2 contact, when agreed.
        DayTwo = "day-two",
        /// Decision of the prosecution.
        Decision = "decision",
        /// A complaint is classified.
        Classification = "classification",
    }
);

impl ClockKind {
    /// The function that must act.
    pub const fn function(self) -> Function {
        match self {
            Self::Read | Self::FirstContact | Self::CallBack | Self::DayTwo => Function::Eva,
            Self::Decision => Function::Prosecutor,
            Self::Classification => Function::Intake,
        }
    }

    /// Whether every file of clocks names it. One that came later is an empty slot where a file of before is silent.
    const fn is_said_by_all(self) -> bool {
        match self {
            Self::Read | Self::FirstContact | Self::CallBack | Self::DayTwo | Self::Decision => true,
            Self::Classification => false,
        }
    }
}

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
        let is_missing = |kind: &&ClockKind| kind.is_said_by_all() && !file.default.contains_key(*kind);
        if let Some(missing) = ClockKind::ALL.iter().find(is_missing) {
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

    /// The clock of a zone; `None` for one that came later than the file: an empty slot.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks() -> Clocks {
        Clocks::parse(include_str!("../../../../content/clocks/be.toml")).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn day_two_of_a_friday_is_the_end_of_sunday() {
        let calendar = Calendar::parse(include_str!("../../../../content/calendar/be.toml")).unwrap();
        let zone = ZoneCode::parse("5344").unwrap();
        let due = clocks().due(&calendar, &zone, ClockKind::DayTwo, at("2026-11-20T15:00:00Z")).unwrap();
        assert_eq!(
            due.to_zoned_datetime(crate::record::dates::brussels()).date(),
            jiff::civil::date(2026, 11, 22)
        );
    }

    #[test]
    fn a_decision_clock_that_nobody_set_never_runs_out() {
        let calendar = Calendar::parse(include_str!("../../../../content/calendar/be.toml")).unwrap();
        let zone = ZoneCode::parse("5344").unwrap();
        assert_eq!(clocks().due(&calendar, &zone, ClockKind::Decision, at("2026-11-20T15:00:00Z")), None);
    }

    #[test]
    fn a_zone_cannot_empty_the_clock_that_keeps_reports_in_its_queue() {
        let text = include_str!("../../../../content/clocks/be.toml");
        let own = "[zone.5344.first-contact]\nescalate-to = \"eva-head\"\nsource = \"x\"\n";
        let error = Clocks::parse(&format!("{text}\n{own}")).unwrap_err().to_string();
        assert!(error.contains("first-contact needs a length"), "{error}");
    }

    #[test]
    fn a_clock_that_came_later_is_an_empty_slot_and_any_other_that_is_missing_is_refused() {
        let text = include_str!("../../../../content/clocks/be.toml");
        for kind in ClockKind::ALL {
            let without = text.replace(&format!("[default.{kind}]"), "[zone.5344.decision]");
            let said = Clocks::parse(&without);
            match kind {
                // Files of before are silent about it.
                ClockKind::Classification => {
                    let zone = ZoneCode::parse("5345").unwrap();
                    assert_eq!(said.unwrap().of(&zone, *kind), None);
                }
                _ => assert!(matches!(said, Err(BadClocks::Missing(missing)) if missing == *kind), "{kind}"),
            }
        }
    }

    #[test]
    fn a_zone_sets_its_own_clock_and_no_other_zone_has_it() {
        let own = "[zone.5344.decision]\nlength = { calendar-days = 3 }\nescalate-to = \"prosecutor-head\"\nsource = \"x\"\n";
        let text = format!("{}\n{own}", include_str!("../../../../content/clocks/be.toml"));
        let clocks = Clocks::parse(&text).unwrap();
        let of = |zone: &str, kind| clocks.of(&ZoneCode::parse(zone).unwrap(), kind).unwrap().length;
        assert_eq!(of("5344", ClockKind::Decision), Some(Length::CalendarDays(3)));
        assert_eq!(of("5345", ClockKind::Decision), None);
        assert_eq!(of("5344", ClockKind::Read), of("5345", ClockKind::Read));
    }
}
