//! The demo opens on a Monday at half past eight, whatever day it is, and goes on from where it was left.

use crate::config::Config;
use crate::open;
use anyhow::Context;
use casework::record::dates::brussels;
use casework::record::id::{Nis, ZoneCode};
use casework::record::staff::{Function, Recipient};
use casework::tasks::calendar::Calendar;
use directory::Directory;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use journal::Journal;
use std::time::Duration;
use synthetic::Morning;

/// The setting that says until when the demo was used.
const CLOCK: &str = "demo-clock";
/// How often that is noted.
const NOTED: Duration = Duration::from_secs(20);

/// Sets the clock of a new demo to its Monday, and notes it.
pub(super) async fn begin(config: &Config, journal: &Journal) -> anyhow::Result<()> {
    let calendar = open::rules(config)?.timing.calendar;
    let monday = last_monday(web::now::machine(), &calendar)?;
    web::now::go_on_from(monday);
    Ok(journal.set_setting(CLOCK, &monday.to_string()).await?)
}

/// Sets the clock of this process to where a demo was left; any other folder keeps the clock of the machine.
///
/// # Errors
/// The database, or a moment that is none.
pub(crate) async fn resume(journal: &Journal) -> anyhow::Result<()> {
    if let Some(noted) = journal.setting(CLOCK).await? {
        let left: Timestamp = noted.parse().context("the moment at which the demo was left")?;
        // What was written since the last note lies behind.
        web::now::go_on_from(left + SignedDuration::try_from(NOTED)?);
    }
    Ok(())
}

/// Notes until when the demo was used.
pub(super) async fn keep(journal: Journal) {
    loop {
        if let Err(error) = journal.set_setting(CLOCK, &web::now::now().to_string()).await {
            tracing::warn!(%error, "the hour of the demo could not be noted");
        }
        tokio::time::sleep(NOTED).await;
    }
}

/// Half past eight of the last Monday that was a working day.
fn last_monday(now: Timestamp, calendar: &Calendar) -> anyhow::Result<Timestamp> {
    let mut day = now.to_zoned_datetime(brussels()).date();
    loop {
        let opens = day.at(8, 30, 0, 0).to_zoned_datetime(brussels())?.timestamp();
        if is_monday(day) && calendar.is_working_day(day) && opens <= now {
            return Ok(opens);
        }
        day = day.checked_sub(1.day())?;
    }
}

fn is_monday(day: Date) -> bool {
    day.weekday() == Weekday::Monday
}

/// The morning of the representative of Schaerbeek (1030) and of the magistrate of Brussels, with the offices that the
/// demo has.
///
/// # Errors
/// The directory knows no such place.
pub(crate) fn of(directory: &Directory) -> anyhow::Result<Morning> {
    let here = (ZoneCode::parse("5344")?, Nis::parse("21015")?);
    let zone = directory.zone(&here.0).context("the directory lacks the zone of the demo")?;
    let area = directory.zones().iter().filter(|one| one.district == zone.district);
    let partner = |word: &str, function: Function| Recipient {
        sector: function.usual_sector(),
        zone: None,
        office: super::invented_office(word, &zone.district).to_owned(),
    };
    let justice = Function::HouseOfJustice;
    Ok(Morning {
        area: area.map(|zone| zone.code.clone()).collect(),
        here,
        elsewhere: [ZoneCode::parse("5345")?, ZoneCode::parse("5277")?],
        partners: [partner("shelter", Function::Partner), partner(justice.word(), justice)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(now: &str) -> String {
        let calendar = include_str!("../../../../content/calendar/be.toml");
        let calendar = Calendar::parse(calendar).unwrap();
        last_monday(now.parse().unwrap(), &calendar).unwrap().to_string()
    }

    #[test]
    fn it_is_a_monday_at_half_past_eight_whatever_day_it_is() {
        let monday = "2026-11-30T07:30:00Z";
        for now in [monday, "2026-11-30T20:00:00Z", "2026-12-03T12:00:00Z", "2026-12-07T07:29:00Z"] {
            assert_eq!(opens(now), monday, "{now}");
        }
        // The Monday of Easter is no working day.
        assert_eq!(opens("2027-03-30T12:00:00Z"), "2027-03-22T07:30:00Z");
    }

    #[test]
    fn the_directory_has_the_places_of_the_morning_and_the_demo_its_offices() {
        let morning = of(&Directory::embedded().unwrap()).unwrap();
        assert!(morning.area.contains(&morning.here.0) && morning.area.len() == 6);
        assert!(morning.elsewhere.iter().all(|zone| !morning.area.contains(zone)));
        assert!(morning.partners.iter().all(Recipient::is_named));
    }
}
