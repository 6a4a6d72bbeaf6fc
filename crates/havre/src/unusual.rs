//! Background work: looks for unusual readings, for the page of reviewers.
//!
//! One node at a time does it, and goes on where the last one was: of each new line of the log only the person and the day
//! are looked at, and of each person only those of her days on which she did something.

use anyhow::Context;
use casework::oversight::anomaly::{DayCount, Often, Pattern, Thresholds, Unusual};
use casework::oversight::log::ReadingAct;
use casework::record::dates::brussels;
use casework::record::id::UserId;
use casework::tasks::calendar::Calendar;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use journal::{Journal, ReadingLine, ReadingsOf, Review, WatchedTo};
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
/// So far back it is looked again when what was written of it is not true.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 7);
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
        // What this node saw itself it knows, whatever was written meanwhile.
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

    /// Where to begin: where the last node was, or yesterday when nobody ever looked, or a week before when what is
    /// written was changed or cannot be true.
    async fn begin(&self, written: WatchedTo, now: Timestamp) -> anyhow::Result<i64> {
        let today = day_of(now);
        let day = match written {
            WatchedTo::Until(0) => today.yesterday()?,
            WatchedTo::Until(line) if line <= self.journal.last_reading().await? => return Ok(line),
            WatchedTo::Until(line) => {
                tracing::error!(
                    line,
                    "unusual readings were looked for beyond the end of the log: run havre verify"
                );
                today.checked_sub(BACK)?
            }
            WatchedTo::Changed => today.checked_sub(BACK)?,
        };
        Ok(self.journal.last_reading_before(start(day)?).await?)
    }

    /// Looks at what one person did on one day.
    async fn look_at(&mut self, day: Date, user: UserId, now: Timestamp) -> anyhow::Result<()> {
        let (from, until) = (start(day)?, start(day.tomorrow()?)?);
        let lines = self.journal.readings(ReadingsOf::User(user), (from, until), MOST).await?;
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
        let look = Look { thresholds: &self.thresholds, calendar, day, usual };
        let mut keep = Vec::new();
        for first in look.find(&lines, 0, &often) {
            keep.extend(self.still_open(&look, &lines, first).await?);
        }
        if !keep.is_empty() {
            self.journal.keep_findings(now, &keep).await?;
        }
        Ok(())
    }

    /// What of a finding no reviewer has closed: what she closed stays what she saw, and what came after it is another
    /// finding. It counts by itself.
    async fn still_open(
        &self,
        look: &Look<'_>,
        lines: &[ReadingLine],
        first: Unusual,
    ) -> anyhow::Result<Option<Unusual>> {
        let mut one = first;
        loop {
            let Some(kept) = self.journal.kept(&one).await? else { return Ok(Some(one)) };
            let Some(review) = &kept.review else { return Ok(Some(one)) };
            if !kept.what.begins_anew_after(review.outcome) {
                return Ok(None);
            }
            let closed = last_closed(lines, review).max(one.since);
            let often = often_after(lines, &one, closed);
            let later = look.find(lines, closed, &often);
            let same = |next: &Unusual| next.pattern == one.pattern && next.case == one.case;
            match later.into_iter().find(same) {
                Some(next) if next.since > one.since => one = next,
                _ => return Ok(None),
            }
        }
    }
}

/// What one day is compared with.
struct Look<'a> {
    thresholds: &'a Thresholds,
    calendar: &'a Calendar,
    day: Date,
    usual: &'a [DayCount],
}

impl Look<'_> {
    /// What is unusual in the lines after this number.
    fn find(&self, lines: &[ReadingLine], since: i64, often: &[Often]) -> Vec<Unusual> {
        let after: Vec<_> =
            lines.iter().filter(|line| line.seq > since).map(|line| line.reading.clone()).collect();
        let until = lines.iter().map(|line| line.seq).max().unwrap_or(since);
        let found = self.thresholds.find(self.calendar, self.day, &after, self.usual, often);
        found.into_iter().map(|one| Unusual { since, until, ..one }).collect()
    }
}

/// Number of the last line that belongs to what was closed. A review of an earlier version does not say it: then it is the
/// last one that was written before.
fn last_closed(lines: &[ReadingLine], review: &Review) -> i64 {
    if review.until > 0 {
        return review.until;
    }
    lines.iter().filter(|line| line.reading.at <= review.at).map(|line| line.seq).max().unwrap_or(0)
}

/// How often the case of a finding was opened after this line. One request counts once.
fn often_after(lines: &[ReadingLine], one: &Unusual, since: i64) -> Vec<Often> {
    let Some(case) = one.case else { return vec![] };
    let is_later = |line: &&ReadingLine| {
        line.seq > since && line.reading.act == ReadingAct::Open && line.reading.case == Some(case)
    };
    let requests: BTreeSet<_> =
        lines.iter().filter(is_later).filter_map(|line| line.reading.request).collect();
    vec![Often { user: one.user, case, times: u32::try_from(requests.len()).unwrap_or(u32::MAX) }]
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(brussels()).date()
}

fn start(day: Date) -> anyhow::Result<Timestamp> {
    Ok(day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).context("a day without a beginning")?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::oversight::anomaly::Closing;
    use casework::oversight::log::{Reading, Unit};
    use casework::record::id::{CaseId, ZoneCode};
    use casework::record::staff::{Function, Sector};
    use casework::rules::Rules;
    use journal::{Db, KeptFinding, MasterKey};

    fn now() -> Timestamp {
        "2026-03-04T10:00:00Z".parse().unwrap()
    }

    fn zone() -> ZoneCode {
        ZoneCode::parse("5344").unwrap()
    }

    async fn watch(folder: &tempfile::TempDir) -> Watch {
        let db = Db::sqlite(&folder.path().join("test.db")).await.unwrap();
        let rules = Rules::parse(
            include_str!("../../../content/calendar/be.toml"),
            include_str!("../../../content/clocks/be.toml"),
            include_str!("../../../content/retention/be.toml"),
        )
        .unwrap();
        let thresholds = Thresholds::parse(include_str!("../../../content/audit/patterns.toml")).unwrap();
        let journal = Journal::new(db, &MasterKey::generate(), rules);
        Watch { journal, thresholds, node: Uuid::from_u128(1), usual: None, seen: None }
    }

    /// Takes away so many cases as a file, and lets the watch look.
    async fn export(watch: &mut Watch, cases: std::ops::Range<u128>) {
        let zones = vec![zone()];
        let unit = Unit { function: Function::Prosecutor, sector: Sector::Prosecution, zones };
        let line = |case| Reading {
            user: UserId(Uuid::from_u128(9)),
            unit: Some(unit.clone()),
            case: Some(CaseId(Uuid::from_u128(case))),
            ..Reading::of_the_log(now(), ReadingAct::Export).detail("meeting")
        };
        watch.journal.log_all(cases.map(line).collect()).await.unwrap();
        watch.look(now()).await.unwrap();
    }

    async fn found(watch: &Watch, closed: bool) -> Vec<KeptFinding> {
        watch.journal.findings(&[&zone()], closed, 10).await.unwrap().0
    }

    fn numbers(found: &[KeptFinding]) -> Vec<u32> {
        found.iter().map(|one| one.what.number).collect()
    }

    #[tokio::test]
    async fn what_happens_after_a_finding_was_closed_is_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = watch(&folder).await;
        export(&mut watch, 1..4).await;
        export(&mut watch, 4..6).await;
        for (closed, again) in [(1, 100..107), (2, 100..107)] {
            let open = found(&watch, false).await;
            let until = open[0].what.until;
            let review = Review {
                at: now(),
                by: UserId(Uuid::from_u128(2)),
                outcome: Closing::Explained,
                note: "Asked.".into(),
                until,
            };
            assert!(watch.journal.close_finding(&open[0].id, &review).await.unwrap());
            watch.look(now()).await.unwrap();
            assert!(found(&watch, false).await.is_empty());
            // The same cases as before are taken away again: that is another time all the same.
            export(&mut watch, again).await;
            assert_eq!(numbers(&found(&watch, false).await), [7]);
            assert_eq!(found(&watch, true).await.len(), closed);
        }
        let mut closed = numbers(&found(&watch, true).await);
        closed.sort_unstable();
        assert_eq!(closed, [5, 7], "what was closed stays what she saw");
    }

    /// Somebody with the database says that another node has the watch, and that everything was looked at.
    #[tokio::test]
    async fn a_watch_that_was_taken_in_the_database_finds_what_was_read_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = watch(&folder).await;
        first.look(now()).await.unwrap();
        export(&mut first, 1..3).await;
        // A node that begins anew finds a row that cannot be true: it looks again at what lies before.
        let next = Watch {
            journal: first.journal.clone(),
            thresholds: first.thresholds.clone(),
            node: Uuid::from_u128(2),
            usual: None,
            seen: None,
        };
        assert_eq!(next.begin(WatchedTo::Changed, now()).await.unwrap(), 0);
        assert_eq!(next.begin(WatchedTo::Until(9_999), now()).await.unwrap(), 0);
        assert_eq!(next.begin(WatchedTo::Until(2), now()).await.unwrap(), 2);
    }
}
