//! Background work: carry out what entries ask of other cases, compare new reports with all others, bring late work
//! to the head, end old sessions.

use crate::audit;
use anyhow::Context;
use casework::case::Command;
use casework::record::id::{CaseId, ReportId, UserId, ZoneCode};
use casework::record::staff::{Author, Function, Sector};
use casework::tasks;
use casework::tasks::clocks::ClockKind;
use jiff::{SignedDuration, Timestamp};
use journal::{Batch, Journal, OpenError, Pending, RunError};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The program itself as author.
pub(crate) fn system() -> Author {
    Author {
        user: UserId(Uuid::nil()),
        name: "Havre".to_owned(),
        function: Function::Administrator,
        sector: Sector::Police,
        zone: None,
    }
}

/// Runs until the program ends. A failure is logged and tried again: nothing here may stop the pages.
pub(crate) async fn run(
    journal: Journal,
    data: PathBuf,
    key_copy: Option<PathBuf>,
    idle: SignedDuration,
    absolute: SignedDuration,
) {
    let mut late = Every::new(Duration::from_secs(30));
    let mut stale = Every::new(Duration::from_secs(300));
    let mut checkpoint = Every::new(Duration::from_secs(600));
    let mut keys = Every::new(Duration::from_secs(3600));
    let mut relations = Every::new(Duration::from_secs(24 * 3600));
    let mut statistics = Every::new(Duration::from_secs(24 * 3600));
    let mut changes = journal.change_feed();
    loop {
        if let Err(error) = drain(&journal).await {
            tracing::error!(%error, "the outbox waits");
        }
        if let Err(error) = compare(&journal).await {
            tracing::error!(%error, "new reports wait to be compared with others");
        }
        let erased = match erase(&journal, web::now::now()).await {
            Ok(erased) => erased,
            Err(error) => {
                tracing::error!(%error, "what two people agreed to erase waits");
                0
            }
        };
        // A copy of the key store from before opens what was erased: it is replaced at once.
        if let Some(file) = key_copy.as_ref().filter(|_| erased > 0 || keys.is_due())
            && let Err(error) = copy_keys(&journal, file).await
        {
            tracing::error!(%error, "the copy of the key store could not be renewed");
        }
        if late.is_due()
            && let Err(error) = escalate(&journal, web::now::now()).await
        {
            tracing::error!(%error, "late work could not be brought to the head");
        }
        if stale.is_due() {
            let at = web::now::now();
            let limits = (at.checked_sub(absolute), at.checked_sub(idle));
            if let (Ok(created), Ok(seen)) = limits
                && let Err(error) = journal.end_stale_sessions(created, seen).await
            {
                tracing::error!(%error, "old sessions could not be ended");
            }
        }
        if checkpoint.is_due()
            && let Err(error) = audit::daily(&journal, &data, web::now::now()).await
        {
            tracing::error!(%error, "the checkpoint of the day could not be written");
        }
        if relations.is_due()
            && let Err(error) = journal.block_again().await
        {
            tracing::error!(%error, "relations of staff wait to be compared with everybody");
        }
        if statistics.is_due()
            && let Err(error) = journal.db().refresh_statistics().await
        {
            tracing::error!(%error, "the database does not know the size of its tables");
        }
        // What is written is carried on at once, several writings together; clocks run out every five seconds.
        tokio::select! {
            _ = changes.changed() => tokio::time::sleep(Duration::from_millis(200)).await,
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
        }
    }
}

/// Work that is due from time to time, at first at once.
struct Every {
    period: Duration,
    last: Option<Instant>,
}

impl Every {
    fn new(period: Duration) -> Self {
        Self { period, last: None }
    }

    fn is_due(&mut self) -> bool {
        let due = self.last.is_none_or(|last| last.elapsed() >= self.period);
        if due {
            self.last = Some(Instant::now());
        }
        due
    }
}

/// Renews the copy of the key store.
pub(crate) async fn copy_keys(journal: &Journal, file: &Path) -> anyhow::Result<()> {
    journal.copy_keys_to(file).await.with_context(|| format!("copying the key store to {}", file.display()))
}

/// Compares new reports with all others until none waits; gives how many were compared.
pub(crate) async fn compare(journal: &Journal) -> anyhow::Result<usize> {
    let mut compared = 0;
    loop {
        match journal.match_waiting(web::now::now()).await? {
            0 => return Ok(compared),
            some => compared += some,
        }
    }
}

/// Erases what two people agreed on, lot after lot; gives how many cases.
pub(crate) async fn erase(journal: &Journal, now: Timestamp) -> anyhow::Result<usize> {
    let mut erased = 0;
    loop {
        match journal.erase_confirmed(now).await? {
            0 => return Ok(erased),
            some => erased += some,
        }
    }
}

/// Fills boards that this version or its rules changed, beside everything else: a pause after each lot lets others write.
/// It ends when every board is filled, and is not asked again before the next start: two nodes with other rules would
/// otherwise take turns for ever.
pub(crate) async fn fill(journal: Journal) {
    const PAUSE: Duration = Duration::from_millis(50);
    const AFTER_AN_ERROR: Duration = Duration::from_secs(5);
    loop {
        match journal.fill_boards().await {
            Ok(None) => return,
            Ok(Some(filling)) => {
                tracing::debug!(done = filling.done, total = filling.total, "boards are filled");
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::error!(%error, "boards wait to be filled");
                tokio::time::sleep(AFTER_AN_ERROR).await;
            }
        }
    }
}

/// Passes on what other nodes write, and connects again when that fails. Lists also renew themselves every 20 s.
pub(crate) async fn hear(journal: Journal) {
    while let Err(error) = journal.hear_nodes().await {
        tracing::warn!(%error, "other nodes are not heard");
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Carries out the outbox until it is empty or nothing moves.
pub(crate) async fn drain(journal: &Journal) -> anyhow::Result<usize> {
    let mut done = 0;
    loop {
        let pending = journal.pending(200).await?;
        let moved = carry_out(journal, pending).await?;
        done += moved;
        if moved == 0 {
            return Ok(done);
        }
    }
}

async fn carry_out(journal: &Journal, pending: Vec<Pending>) -> anyhow::Result<usize> {
    let mut seen: HashSet<CaseId> = HashSet::new();
    let (mut batches, mut settled) = (Vec::new(), Vec::new());
    for item in &pending {
        let Some((with, command)) = item.mirrored() else {
            settled.push((item.case, item.seq));
            continue;
        };
        // One command a case and transaction; the others come with the next turn.
        if !seen.insert(with) {
            continue;
        }
        batches.push(Batch { case: with, steps: vec![(item.entry.by.clone(), item.entry.at, command)] });
        settled.push((item.case, item.seq));
    }
    match journal.run_many(&batches).await {
        Ok(_) => journal.settle_all(&settled).await?,
        Err(error) => {
            tracing::warn!(%error, "other cases are told one by one");
            return one_by_one(journal, &pending).await;
        }
    }
    Ok(settled.len())
}

async fn one_by_one(journal: &Journal, pending: &[Pending]) -> anyhow::Result<usize> {
    let mut moved = 0;
    for item in pending {
        let Some((with, command)) = item.mirrored() else { continue };
        match journal.run(with, &item.entry.by, item.entry.at, None, &command).await {
            Ok(_) => {
                journal.settle(item.case, item.seq).await?;
                moved += 1;
            }
            // There is no such case: asking again changes nothing.
            Err(RunError::Refused(refusal)) => {
                tracing::warn!(case = %with, %refusal, "a case is not told");
                journal.settle(item.case, item.seq).await?;
                moved += 1;
            }
            // It was erased meanwhile: there is nobody to tell.
            Err(RunError::Open(OpenError::Erased)) => {
                journal.settle(item.case, item.seq).await?;
                moved += 1;
            }
            Err(error) => {
                tracing::error!(case = %with, %error, "a case could not be told");
                journal.postpone(item.case, item.seq).await?;
            }
        }
    }
    Ok(moved)
}

/// Late work is written into the case and shown to the next function, once. A case that cannot be written to is
/// logged and passed over: it must not keep the others from being told.
pub(crate) async fn escalate(journal: &Journal, now: Timestamp) -> anyhow::Result<usize> {
    let (mut told, mut failed) = (0, HashSet::new());
    loop {
        let late = journal.late(now, 500 + failed.len() as i64).await?;
        let fresh: Vec<_> =
            late.into_iter().filter(|(clock, _, _, report)| !failed.contains(&(*clock, *report))).collect();
        if fresh.is_empty() {
            return Ok(told);
        }
        for (clock, zone, case, report) in fresh {
            match tell(journal, now, (clock, &zone, case, report)).await {
                Ok(()) => told += 1,
                Err(error) => {
                    tracing::error!(%case, %error, "that work is late could not be told");
                    failed.insert((clock, report));
                }
            }
        }
    }
}

async fn tell(
    journal: &Journal,
    now: Timestamp,
    (clock, zone, case, report): (ClockKind, &ZoneCode, CaseId, ReportId),
) -> anyhow::Result<()> {
    let rule = journal.rules().timing.clocks.of(zone, clock).context("no such clock")?;
    let command = Command::Tasks(tasks::Command::Escalate { report, clock, to: rule.escalate_to });
    let written = journal.run(case, &system(), now, None, &command).await?;
    anyhow::ensure!(written.added > 0, "it was told before, and still counts as untold: run havre rebuild");
    Ok(())
}
