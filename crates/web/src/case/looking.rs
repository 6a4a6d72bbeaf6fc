//! A case as one request looks at it: what its pages, the page of an act and the panel of a list are made from.

use super::acts::Place;
use super::offered::{Offered, Refused, offered};
use super::pages::CasePage;
use super::together::Together;
use crate::case::loader::Loader;
use crate::case::view::{Beside, OpenCase};
use crate::contact_guard::guard::{Guard, Whole};
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use casework::case::{Command, ReportState, tasks};
use casework::record::id::{CaseId, ReportId};
use casework::record::staff::Function;
use casework::report;
use casework::tasks::{Subject, Task};
use jiff::Timestamp;

/// A case that was opened for a page, with what stands around it.
pub(super) struct Opened {
    pub(super) open: OpenCase,
    pub(super) beside: Beside,
    whole: Whole,
    /// The hour at which it is looked at: whoever asks what was known on a day must not see clocks of today.
    pub(super) at: Timestamp,
    /// Whether something can be done: not on a page of an earlier day.
    pub(super) can_act: bool,
}

impl Opened {
    /// Opens a case for one of its pages, as it is or as it was known until a time.
    pub(super) async fn of(
        loader: &mut Loader<'_>,
        id: CaseId,
        until: Option<Timestamp>,
        page: CasePage,
    ) -> Result<Self, WebError> {
        let open = open(loader, id, until, page).await?;
        let beside = loader.open_beside(&open, until).await?;
        let whole = Whole::of(loader, id).await?;
        Ok(Self { open, beside, whole, at: until.unwrap_or_else(now), can_act: until.is_none() })
    }
}

/// An opened case, with everything that follows from it for this viewer.
pub(super) struct Looking<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) who: &'a SignedIn,
    pub(super) open: &'a OpenCase,
    pub(super) guard: Guard<'a>,
    pub(super) together: Together<'a>,
    /// Its tasks, as far as the viewer may read what they follow from.
    pub(super) tasks: Vec<Task>,
    /// What she is offered to do, report by report.
    pub(super) offered: Vec<Offered>,
    pub(super) at: Timestamp,
}

impl<'a> Looking<'a> {
    /// At a case that was opened; `refused`: the form that comes back, when one does.
    pub(super) fn new(page: &'a Page<'a>, who: &'a SignedIn, opened: &'a Opened, refused: &Refused) -> Self {
        let (open, at) = (&opened.open, opened.at);
        let guard = opened.whole.guard(page.app, who, open.id);
        let together = Together::new(page, open, &opened.beside);
        let tasks = tasks(&open.case, &page.app.journal.rules().timing);
        let mut looking = Self { page, who, open, guard, together, tasks, offered: vec![], at };
        if opened.can_act && !who.viewer.function.only_sees() {
            looking.offered = looking.offered(refused);
        }
        looking
    }

    fn offered(&self, refused: &Refused) -> Vec<Offered> {
        let Self { page, who, open, together, at, .. } = self;
        let of = |(report, state): &(ReportId, _)| {
            let own = |task: &&Task| task.subject == Subject::Report(*report);
            let own: Vec<_> = self.tasks.iter().filter(own).cloned().collect();
            let place = Place { page, case: open.id, report: *report, state, tasks: &own, together, at: *at };
            offered(&place, (who, &open.facts), refused)
        };
        open.case.reports.iter().flat_map(of).collect()
    }
}

/// Opens the case; the log says whether it was looked at as it was. The first reading of a report by an account is an
/// entry of its own (C1): who, when.
async fn open(
    loader: &mut Loader<'_>,
    id: CaseId,
    until: Option<Timestamp>,
    page: CasePage,
) -> Result<OpenCase, WebError> {
    let what = if until.is_some() { "case on a day" } else { "case" };
    let open = loader.open(id, until, what).await?;
    if until.is_none() && page.reads_reports() && leave_receipts(loader, &open).await? {
        return loader.open(id, None, "receipt").await;
    }
    Ok(open)
}

/// Leaves a receipt for each report that the viewer had not opened yet; `true` when one was written.
async fn leave_receipts(loader: &mut Loader<'_>, open: &OpenCase) -> Result<bool, WebError> {
    let who = loader.who;
    if who.viewer.function == Function::Intake {
        return Ok(false);
    }
    let fresh = open
        .case
        .reports
        .iter()
        .filter(|(_, state)| state.record.signed.is_some() && !state.record.opened_by(who.user()));
    let fresh: Vec<_> = fresh.collect();
    if fresh.is_empty() {
        return Ok(false);
    }
    // A look at what a colleague looks after does not take it out of her new reports: whoever stands in for her calls.
    let theirs = loader.app.journal.neighbourhoods_of_others(&who.account).await?;
    let in_hers = |state: &ReportState| {
        let there = state.record.head().and_then(|head| head.neighbourhood.as_ref());
        there.is_none_or(|there| !theirs.contains(there))
    };
    let fresh = fresh.into_iter().filter(|(_, state)| in_hers(state));
    let receipt = |(report, _): &(ReportId, _)| -> Command {
        report::Command::AcknowledgeReceipt { report: *report, user: who.user() }.into()
    };
    let mut wrote = false;
    for command in fresh.map(receipt) {
        // Whoever reads by a grant alone leaves none: the reading log has it.
        if loader.app.may(who, &open.facts, &command) {
            loader.give(open.id, None, &command).await?;
            wrote = true;
        }
    }
    Ok(wrote)
}
