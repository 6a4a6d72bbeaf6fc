//! Opening a case: the only way to its content.

use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use crate::session::SignedIn;
use access::{Purpose, may_add, may_read, takes_part};
use casework::command::{Command, Refusal};
use casework::fold::{Case, fold, known_at};
use casework::id::CaseId;
use jiff::Timestamp;
use journal::RunError;

/// A case as this viewer may see it.
pub(crate) struct OpenCase {
    pub(crate) id: CaseId,
    /// Number of the last entry: what a command must build on.
    pub(crate) seq: i64,
    pub(crate) case: Case,
}

/// How a command ended, for the page.
pub(crate) enum Done {
    /// It is written.
    Written,
    /// The domain says no.
    Refused(Refusal),
    /// Somebody else wrote first.
    Conflict,
}

impl App {
    /// Opens a case: takes part, purpose, log, filter, fold. `until` cuts the fold at a time.
    pub(crate) async fn open_case(
        &self,
        who: &SignedIn,
        id: CaseId,
        until: Option<Timestamp>,
        what: &str,
    ) -> Result<OpenCase, WebError> {
        let purpose = Purpose::of(who.viewer.function).ok_or(WebError::NotFound)?;
        let stream = self.journal.load(id).await?.ok_or(WebError::NotFound)?;
        if !takes_part(&who.viewer, &fold(&stream.entries)) {
            return Err(WebError::NotFound);
        }
        self.journal.log_reading(now(), who.user(), id, purpose.word(), what).await?;
        let readable = stream.entries.iter().filter(|entry| may_read(&who.viewer, entry, purpose));
        let case = fold(known_at(readable, until.unwrap_or(Timestamp::MAX)));
        Ok(OpenCase { id, seq: stream.seq, case })
    }

    /// Whether a case exists in which the viewer takes part.
    pub(crate) async fn may_open(&self, who: &SignedIn, id: CaseId) -> Result<bool, WebError> {
        let stream = self.journal.load(id).await?;
        Ok(stream.is_some_and(|stream| takes_part(&who.viewer, &fold(&stream.entries))))
    }

    /// Gives a command to a case in which the viewer takes part.
    pub(crate) async fn give(
        &self,
        who: &SignedIn,
        id: CaseId,
        expected: Option<i64>,
        command: &Command,
    ) -> Result<Done, WebError> {
        let stream = self.journal.load(id).await?.ok_or(WebError::NotFound)?;
        if !takes_part(&who.viewer, &fold(&stream.entries)) || !may_add(&who.viewer, command) {
            return Err(WebError::NotFound);
        }
        match self.journal.run(id, &who.author(), now(), expected, command).await {
            Ok(_) => Ok(Done::Written),
            Err(RunError::Refused(refusal)) => Ok(Done::Refused(refusal)),
            Err(RunError::Conflict) => Ok(Done::Conflict),
            Err(error) => Err(error.into()),
        }
    }
}
