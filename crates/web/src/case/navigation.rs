//! The side navigation of a case: which pages this viewer has, and what waits on each.

use super::offered::Offered;
use super::pages::CasePage;
use crate::case::view::OpenCase;
use crate::shell::page::Page;
use casework::case::ReportState;
use casework::record::id::ReportId;
use casework::record::words::Answer;
use casework::tasks::{Standing, Task};
use jiff::Timestamp;
use minijinja::{Value, context};

/// What the side navigation is made from.
pub(super) struct Contents<'a> {
    pub(super) open: &'a OpenCase,
    /// Reports of the cases followed together, this one's among them.
    pub(super) reports: usize,
    pub(super) tasks: &'a [Task],
    pub(super) offered: &'a [Offered],
    /// Whether the page about access says something to this viewer.
    pub(super) access: bool,
    pub(super) at: Timestamp,
}

impl Contents<'_> {
    /// The pages that say or offer something to the viewer, in their order.
    pub(super) fn pages(&self) -> Vec<CasePage> {
        CasePage::ALL.iter().copied().filter(|page| self.has(*page)).collect()
    }

    fn has(&self, page: CasePage) -> bool {
        page == CasePage::Overview
            || self.count(page) > 0
            || self.offered.iter().any(|one| one.page == page)
            || self
                .tasks
                .iter()
                .any(|task| task.standing != Standing::NotNeeded && Self::is_shown(task, page))
            || self.says(page)
    }

    /// Whether the clocks of a page show a task.
    fn is_shown(task: &Task, page: CasePage) -> bool {
        task.clock().is_some() && CasePage::of_task(task.kind) == page
    }

    /// Whether it says something that is not counted.
    fn says(&self, page: CasePage) -> bool {
        match page {
            CasePage::Risk => self.states().any(|report| report.record.risk.is_some()),
            CasePage::Protection => self.states().any(protects),
            CasePage::FollowUp => self.states().any(|report| {
                let own = &report.follow_up;
                !report.record.receipts.is_empty()
                    || !own.notes.is_empty()
                    || !own.taken_back.is_empty()
                    || own.ended.is_some()
                    || own.day_two.is_some()
            }),
            CasePage::Papers => self.states().any(|report| report.record.signed.is_some()),
            CasePage::Access => self.access,
            CasePage::Overview | CasePage::People | CasePage::Timeline => false,
            CasePage::Facts => self.states().any(|report| {
                let record = &report.record;
                record.facts.is_some()
                    || !record.amendments.is_empty()
                    || report.complaint.classification().is_some()
            }),
            CasePage::Justice => self.states().any(|report| report.prosecution.sensitive.is_some()),
        }
    }

    /// How much there is; nothing where counting tells nothing.
    fn count(&self, page: CasePage) -> usize {
        let of = |count: fn(&ReportState) -> usize| self.states().map(count).sum();
        match page {
            CasePage::Facts => self.reports.max(of(|report| usize::from(report.opening.opened.is_some()))),
            CasePage::People => of(|report| report.record.people.len()),
            CasePage::FollowUp => {
                of(|report| report.follow_up.attempts.len() + report.follow_up.appointments.len())
            }
            CasePage::Justice => of(|report| report.prosecution.decisions.len()),
            CasePage::Timeline => self.open.case.timeline.len(),
            CasePage::Overview
            | CasePage::Risk
            | CasePage::Protection
            | CasePage::Papers
            | CasePage::Access => 0,
        }
    }

    fn states(&self) -> impl Iterator<Item = &ReportState> {
        self.open.case.reports.iter().map(|(_, report): &(ReportId, ReportState)| report)
    }

    /// The side navigation: each page with how much there is, and a mark where something is late.
    pub(super) fn navigation(&self, page: &Page<'_>, current: CasePage) -> Vec<Value> {
        let late = |of: CasePage| {
            self.tasks.iter().any(|task| CasePage::of_task(task.kind) == of && is_late(task, self.at))
        };
        let line = |of: CasePage| {
            context! { href => of.address(self.open.id), text => page.t(&of.title()), count => self.count(of), late => late(of), current => of == current }
        };
        self.pages().into_iter().map(line).collect()
    }
}

/// Late, and its clock does not stand still.
pub(super) fn is_late(task: &Task, at: Timestamp) -> bool {
    task.is_late(at) && !task.is_paused(at)
}

/// Whether a report says something of measures.
pub(super) fn protects(report: &ReportState) -> bool {
    report.record.facts.as_ref().is_some_and(|facts| {
        !facts.measures.is_empty()
            || facts.left_spontaneously != Answer::Unknown
            || facts.breach != Answer::Unknown
    })
}
