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
use std::collections::{BTreeSet, VecDeque};

/// A case as this viewer may see it.
pub(crate) struct OpenCase {
    pub(crate) id: CaseId,
    /// Number of the last entry: what a command must build on.
    pub(crate) seq: i64,
    pub(crate) case: Case,
}

/// Cases opened beside another one.
#[derive(Default)]
pub(crate) struct Beside {
    /// Followed together with it.
    pub(crate) together: Vec<OpenCase>,
    /// Followed separately, but with somebody of it in them.
    pub(crate) linked: Vec<OpenCase>,
}

/// More cases than this on one couple are not opened for one page.
const MOST_TOGETHER: usize = 20;

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
        let open = self.readable(who, purpose, id, until).await?.ok_or(WebError::NotFound)?;
        self.journal.log_reading(now(), who.user(), id, purpose.word(), what).await?;
        Ok(open)
    }

    /// What stands beside an open case: the cases followed together with it, near ones first, and those of which
    /// somebody here is somebody. Each is filtered as [`App::open_case`] does and its reading logged; none in which
    /// the viewer takes no part. Only groupings and links that she may read are followed.
    pub(crate) async fn open_beside(
        &self,
        who: &SignedIn,
        open: &OpenCase,
        until: Option<Timestamp>,
    ) -> Result<Beside, WebError> {
        let purpose = Purpose::of(who.viewer.function).ok_or(WebError::NotFound)?;
        let mut seen = BTreeSet::from([open.id]);
        let mut next: VecDeque<CaseId> = open.case.together().collect();
        let mut beside = Beside::default();
        while let Some(id) = next.pop_front().filter(|_| beside.together.len() < MOST_TOGETHER) {
            if seen.insert(id)
                && let Some(other) = self.readable(who, purpose, id, until).await?
            {
                next.extend(other.case.together());
                beside.together.push(other);
            }
        }
        for (same, _) in open.case.linked().take(MOST_TOGETHER) {
            if seen.insert(same.case)
                && let Some(other) = self.readable(who, purpose, same.case, until).await?
            {
                beside.linked.push(other);
            }
        }
        let read = beside.together.iter().chain(&beside.linked).map(|one| one.id);
        self.journal.log_readings(now(), who.user(), read, purpose.word(), "beside another case").await?;
        Ok(beside)
    }

    /// Those of these cases in which the viewer takes part, filtered as [`App::open_case`] does and their reading logged.
    pub(crate) async fn open_each(
        &self,
        who: &SignedIn,
        cases: &[CaseId],
        what: &str,
    ) -> Result<Vec<OpenCase>, WebError> {
        let purpose = Purpose::of(who.viewer.function).ok_or(WebError::NotFound)?;
        let mut opened = Vec::new();
        for id in cases {
            opened.extend(self.readable(who, purpose, *id, None).await?);
        }
        if !opened.is_empty() {
            let read = opened.iter().map(|one| one.id);
            self.journal.log_readings(now(), who.user(), read, purpose.word(), what).await?;
        }
        Ok(opened)
    }

    /// What the viewer may read of a case in which she takes part. The caller logs that it was read.
    async fn readable(
        &self,
        who: &SignedIn,
        purpose: Purpose,
        id: CaseId,
        until: Option<Timestamp>,
    ) -> Result<Option<OpenCase>, WebError> {
        let Some(stream) = self.journal.load(id).await? else { return Ok(None) };
        if !takes_part(&who.viewer, &fold(&stream.entries)) {
            return Ok(None);
        }
        let readable = stream.entries.iter().filter(|entry| may_read(&who.viewer, entry, purpose));
        let case = fold(known_at(readable, until.unwrap_or(Timestamp::MAX)));
        Ok(Some(OpenCase { id, seq: stream.seq, case }))
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
