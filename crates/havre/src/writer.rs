//! Writing many new cases: some are written while the next ones are prepared.

use anyhow::bail;
use journal::{Batch, Journal, NewCases, RunError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Writes prepared cases in their order, each lot in one transaction.
pub(crate) struct Writer {
    queue: mpsc::Sender<(NewCases, Vec<Batch>)>,
    task: JoinHandle<Result<u64, RunError>>,
}

impl Writer {
    /// Begins; at most one lot waits, so that memory stays small.
    pub(crate) fn start(journal: Journal) -> Self {
        let (queue, mut prepared) = mpsc::channel::<(NewCases, Vec<Batch>)>(1);
        let task = tokio::spawn(async move {
            let mut known = 0;
            while let Some((new, batches)) = prepared.recv().await {
                known += journal.add_unknown(new, &batches).await? as u64;
            }
            Ok(known)
        });
        Self { queue, task }
    }

    /// Hands over a lot. The error is that of an earlier one: what was written before it stays.
    pub(crate) async fn send(&mut self, new: NewCases, batches: Vec<Batch>) -> anyhow::Result<()> {
        if self.queue.send((new, batches)).await.is_err() {
            (&mut self.task).await??;
            bail!("writing ended early");
        }
        Ok(())
    }

    /// Waits until everything is written; gives how many cases were left out because somebody else had written their PV
    /// numbers meanwhile.
    pub(crate) async fn finish(self) -> anyhow::Result<u64> {
        drop(self.queue);
        Ok(self.task.await??)
    }
}
