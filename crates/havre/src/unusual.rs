//! Background work: looks for unusual readings of today and yesterday, for the page of reviewers.

use anyhow::Context;
use casework::oversight::anomaly::{Pattern, Thresholds};
use casework::record::dates::brussels;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use journal::{Journal, ReadingsOf};
use std::time::Duration;

/// What is usual is what was done in so many days before.
const USUAL_DAYS: i64 = 30;
/// Lines of one day that are looked at.
const MOST: usize = 1_000_000;

/// Runs until the program ends: at first at once, then whenever something was logged.
pub(crate) async fn run(journal: Journal, thresholds: Thresholds) {
    let mut seen = 0;
    loop {
        match journal.last_reading().await {
            Ok(last) if last != seen => match look(&journal, &thresholds, web::now::now()).await {
                Ok(()) => seen = last,
                Err(error) => tracing::error!(%error, "unusual readings could not be looked for"),
            },
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the log of readings cannot be read"),
        }
        tokio::time::sleep(Duration::from_secs(15)).await;
    }
}

async fn look(journal: &Journal, thresholds: &Thresholds, now: Timestamp) -> anyhow::Result<()> {
    let today = now.to_zoned_datetime(brussels()).date();
    for day in [today.yesterday()?, today] {
        look_at(journal, thresholds, day, now).await?;
    }
    Ok(())
}

/// Looks at one day.
async fn look_at(
    journal: &Journal,
    thresholds: &Thresholds,
    day: Date,
    now: Timestamp,
) -> anyhow::Result<()> {
    let start = |day: Date| -> anyhow::Result<Timestamp> {
        Ok(day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).context("a day without a beginning")?.timestamp())
    };
    let (from, until) = (start(day)?, start(day.tomorrow()?)?);
    let lines = journal.readings(ReadingsOf::All, (from, until), MOST).await?;
    let readings: Vec<_> = lines.into_iter().map(|line| line.reading).collect();
    let earlier = journal.day_counts(from - SignedDuration::from_hours(24 * USUAL_DAYS), from).await?;
    let often = match thresholds.of(Pattern::Again) {
        Some(again) => {
            let days = i64::from(again.days.unwrap_or(1));
            let since = until - SignedDuration::from_hours(24 * days);
            journal.opened_often(since, until, again.least.unwrap_or(u32::MAX)).await?
        }
        None => vec![],
    };
    let found = thresholds.find(&journal.rules().timing.calendar, day, &readings, &earlier, &often);
    if !found.is_empty() {
        journal.keep_findings(now, &found).await?;
    }
    Ok(())
}
