//! Writing the log of readings: lines of the same moment share one transaction.
//!
//! Making a line durable takes a write to the disk, and everybody who opens a page waits for hers. Whoever asks while
//! a lot is being written puts her lines into the next one: under load many pages wait for one write, and a page alone
//! waits for nobody. It stays one chain, in the order in which the lines were handed in.
//!
//! **Invariants.** A caller hears that her lines are written only after the commit that holds them, and of an error
//! that kept them out. The writing goes on when she goes away: a lot is never half written because one page was closed.

use crate::handle::db::DbError;
use crate::handle::journal::Journal;
use crate::handle::reading_log::{Lot, Pen};
use casework::oversight::log::Reading;
use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::oneshot;

impl Journal {
    /// Logs a reading before anything is shown: a reading that cannot be logged is not given.
    ///
    /// # Errors
    /// The database; then nothing may be shown.
    pub async fn log(&self, reading: Reading) -> Result<(), DbError> {
        self.log_all(vec![reading]).await
    }

    /// Logs readings that belong together, as those of an export: all or none.
    ///
    /// # Errors
    /// As [`Journal::log`].
    pub async fn log_all(&self, readings: Vec<Reading>) -> Result<(), DbError> {
        if readings.is_empty() {
            return Ok(());
        }
        let (answer, answered) = oneshot::channel();
        if let Some(pen) = self.reading_log.hand_in(Lot { readings, answer }) {
            // A task of its own: the page that began it may be closed while others wait for it.
            tokio::spawn(self.clone().write_waiting(pen));
        }
        answered.await.unwrap_or(Err(DbError::Unanswered))
    }

    /// Writes lot after lot until nothing waits.
    async fn write_waiting(self, mut pen: Pen) {
        loop {
            let lots = pen.next();
            let Some(at) = lots.iter().flat_map(|lot| &lot.readings).map(|reading| reading.at).next() else {
                return;
            };
            let (mut readings, mut answers) = (Vec::new(), Vec::new());
            for lot in lots {
                readings.extend(lot.readings);
                answers.push(lot.answer);
            }
            let failed = self.append_lot(at, &readings).await.map_err(Arc::new).err();
            for answer in answers {
                let written = failed.clone().map_or(Ok(()), |error| Err(DbError::Together(error)));
                // Who closed the page meanwhile waits for no answer; her lines are written all the same.
                drop(answer.send(written));
            }
        }
    }

    /// Writes lines in one transaction.
    pub(crate) async fn append_lot(&self, at: Timestamp, readings: &[Reading]) -> Result<(), DbError> {
        match self.try_append(at, readings).await {
            // Two programs began the log at the same time: the second one goes on after the first.
            Err(error) if error.is_conflict() => self.try_append(at, readings).await,
            done => done,
        }
    }

    async fn try_append(&self, at: Timestamp, readings: &[Reading]) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let last = self.append_in(&mut tx, at, readings).await?;
        tx.commit().await?;
        self.reading_log.wrote(last);
        Ok(())
    }
}
