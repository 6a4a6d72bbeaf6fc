//! Making everything that follows from the cases anew. Nobody waits: boards stay as they are until the new rows stand in
//! the place of the old ones.

use crate::handle::db::sql;
use crate::handle::error::RunError;
use crate::handle::journal::Journal;

impl Journal {
    /// Computes every board and the index of people anew from the journal; gives the number of cases replayed. The index
    /// is empty at first and fills up again; reports must then be compared ([`Journal::match_waiting`]).
    ///
    /// # Errors
    /// A case that does not open, once all others are done.
    pub async fn rebuild(&self, mut progress: impl FnMut(u64)) -> Result<u64, RunError> {
        self.forget_boards().await?;
        let (mut done, mut unopened) = (0, None);
        while let Some(step) = self.fill_step().await? {
            done = step.filling.done;
            unopened = unopened.or(step.unopened);
            progress(done);
        }
        unopened.map_or(Ok(done), |error| Err(error.into()))
    }

    /// A copy holds no boards, and a database of an earlier version not all of them: whoever serves it at once would find
    /// no report and no PV number. A journal without any case is filled as it is.
    pub async fn rebuild_if_boards_are_missing(&self) -> Result<(), RunError> {
        let missing = "SELECT stream_id FROM stream WHERE wrapped_key IS NOT NULL \
                       AND (NOT EXISTS (SELECT 1 FROM report_row) OR NOT EXISTS (SELECT 1 FROM person_row) \
                       OR NOT EXISTS (SELECT 1 FROM retention_row)) LIMIT 1";
        if !sql(missing).fetch(&self.db).await?.is_empty() {
            self.rebuild(|_| {}).await?;
        }
        if self.is_empty().await? {
            self.fill_boards().await?;
        }
        Ok(())
    }
}
