//! Writing many new cases: some are written while the next ones are prepared.

use anyhow::bail;
use journal::{Journal, NewCases, RunError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Writes prepared cases in their order, each lot in one transaction.
pub(crate) struct Writer {
    queue: mpsc::Sender<NewCases>,
    task: JoinHandle<Result<(), RunError>>,
}

impl Writer {
    /// Begins; at most one lot waits, so that memory stays small.
    pub(crate) fn start(journal: Journal) -> Self {
        let (queue, mut prepared) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            while let Some(new) = prepared.recv().await {
                journal.add(new).await?;
            }
            Ok(())
        });
        Self { queue, task }
    }

    /// Hands over a lot. The error is that of an earlier one: what was written before it stays.
    pub(crate) async fn send(&mut self, new: NewCases) -> anyhow::Result<()> {
        if self.queue.send(new).await.is_err() {
            (&mut self.task).await??;
            bail!("writing ended early");
        }
        Ok(())
    }

    /// Waits until everything is written.
    pub(crate) async fn finish(self) -> anyhow::Result<()> {
        drop(self.queue);
        Ok(self.task.await??)
    }
}
