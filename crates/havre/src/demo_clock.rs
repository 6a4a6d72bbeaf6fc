//! The clock of a demo: it opens on a Monday at half past eight, whatever day it is, and goes on from where it was left.

use anyhow::Context;
use casework::record::dates::brussels;
use casework::tasks::calendar::Calendar;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use journal::Journal;
use std::time::Duration;

/// The setting that says until when the demo was used.
const CLOCK: &str = "demo-clock";
/// How often that is noted.
const NOTED: Duration = Duration::from_secs(20);

/// Sets the clock of a new demo to its Monday, and notes it.
pub(crate) async fn begin(calendar: &Calendar, journal: &Journal) -> anyhow::Result<()> {
    let monday = last_monday(web::now::machine(), calendar)?;
    web::now::go_on_from(monday);
    Ok(journal.set_setting(CLOCK, &monday.to_string()).await?)
}

/// Sets the clock of this process to where a demo was left; any other folder keeps the clock of the machine.
///
/// # Errors
/// The database, or a moment that is none.
pub(crate) async fn resume(journal: &Journal) -> anyhow::Result<()> {
    // A line in the database of real data moves no clock.
    if !journal.is_demo().await? {
        return Ok(());
    }
    if let Some(noted) = journal.setting(CLOCK).await? {
        let left: Timestamp = noted.parse().context("the moment at which the demo was left")?;
        // What was written since the last note lies behind.
        web::now::go_on_from(left + SignedDuration::try_from(NOTED)?);
    }
    Ok(())
}

/// Notes until when the demo was used.
pub(crate) async fn keep(journal: Journal) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(now: &str) -> String {
        let calendar = include_str!("../../../content/calendar/be.toml");
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
}
