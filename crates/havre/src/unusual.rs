//! Background work: looks for unusual readings, for the page of reviewers.
//!
//! One node at a time does it, and goes on where the last one was: of each new line of the log only the person and the day
//! are looked at, and of each person only those of her days on which she did something.

use anyhow::Context;
use casework::oversight::anomaly::{DayCount, Pattern, Thresholds};
use casework::record::dates::brussels;
use casework::record::id::UserId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use journal::{Journal, ReadingsOf};
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

/// The name of the watch.
const WATCH: &str = "unusual";
/// What is usual is what was done in so many days before.
const USUAL_DAYS: i64 = 30;
/// New lines that are looked at together.
const LINES: usize = 50_000;
/// Lines of one person on one day that are looked at.
const MOST: usize = 100_000;
/// How often it is asked whether something was logged.
const AGAIN: Duration = Duration::from_secs(15);
/// A node that was silent for so long has the watch no longer.
const SILENT: SignedDuration = SignedDuration::from_secs(90);

/// Runs until the program ends.
pub(crate) async fn run(journal: Journal, thresholds: Thresholds) {
    if let Err(error) = journal.place_earlier_findings().await {
        tracing::error!(%error, "what was unusual in an earlier version could not be given its zones");
    }
    let node = journal::new_uuid(web::now::now());
    let mut watch = Watch { journal, thresholds, node, usual: None, seen: None };
    loop {
        if let Err(error) = watch.look(web::now::now()).await {
            tracing::error!(%error, "unusual readings could not be looked for");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

struct Watch {
    journal: Journal,
    thresholds: Thresholds,
    node: Uuid,
    /// What everybody did in the days before a day: the same for the whole day.
    usual: Option<(Date, Vec<DayCount>)>,
    /// Up to which line this node has looked, while it has the watch.
    seen: Option<i64>,
}

impl Watch {
    /// Looks at what was logged since the last time, if this node has the watch.
    async fn look(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let Some(written) = self.journal.take_watch(WATCH, self.node, (now, now + SILENT)).await? else {
            self.seen = None;
            return Ok(());
        };
        let mut seen = match self.seen {
            Some(seen) => seen,
            None => self.begin(written, now).await?,
        };
        loop {
            let (last, readers) = self.journal.readers_after(seen, LINES).await?;
            let days = readers.into_iter().map(|(user, at)| (day_of(at), user));
            for (day, user) in days.collect::<BTreeSet<_>>() {
                self.look_at(day, user, now).await?;
            }
            self.seen = Some(last);
            if last == seen {
                return Ok(());
            }
            self.journal.watched_until(WATCH, self.node, last).await?;
            seen = last;
        }
    }

    /// Where to begin: where the last node was, or the day before yesterday when nobody ever looked, or when what is
    /// written cannot be true.
    async fn begin(&self, written: i64, now: Timestamp) -> anyhow::Result<i64> {
        if written > 0 && written <= self.journal.last_reading().await? {
            return Ok(written);
        }
        Ok(self.journal.last_reading_before(start(day_of(now).yesterday()?)?).await?)
    }

    /// Looks at what one person did on one day.
    async fn look_at(&mut self, day: Date, user: UserId, now: Timestamp) -> anyhow::Result<()> {
        let (from, until) = (start(day)?, start(day.tomorrow()?)?);
        let lines = self.journal.readings(ReadingsOf::User(user), (from, until), MOST).await?;
        let readings: Vec<_> = lines.into_iter().map(|line| line.reading).collect();
        let often = match self.thresholds.of(Pattern::Again) {
            Some(again) => {
                let days = i64::from(again.days.unwrap_or(1));
                let since = until - SignedDuration::from_hours(24 * days);
                let least = again.least.unwrap_or(u32::MAX);
                self.journal.opened_often(user, (since, until), least).await?
            }
            None => vec![],
        };
        if self.usual.as_ref().is_none_or(|(of, _)| *of != day) {
            let before = from - SignedDuration::from_hours(24 * USUAL_DAYS);
            self.usual = Some((day, self.journal.day_counts(before, from).await?));
        }
        let usual = self.usual.as_ref().map_or(&[][..], |(_, usual)| usual);
        let calendar = &self.journal.rules().timing.calendar;
        let found = self.thresholds.find(calendar, day, &readings, usual, &often);
        if !found.is_empty() {
            self.journal.keep_findings(now, &found).await?;
        }
        Ok(())
    }
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(brussels()).date()
}

fn start(day: Date) -> anyhow::Result<Timestamp> {
    Ok(day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).context("a day without a beginning")?.timestamp())
}
