//! A page of a case: one header, one side navigation, and what the page is about.

use super::acts::{Place, Spot};
use super::header::{Header, task_view};
use super::navigation::Contents;
use super::offered::{Offered, Refused, offered};
use super::pages::CasePage;
use super::report_view::ReportPage;
use super::timeline::{days, latest, picture};
use super::together::Together;
use crate::case::loader::Loader;
use crate::case::view::{Beside, OpenCase};
use crate::contact_guard::guard::{Guard, Whole};
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use axum::response::{IntoResponse, Response};
use casework::case::{Command, Event, tasks};
use casework::record::dates::brussels;
use casework::record::facets::Strand;
use casework::record::id::{CaseId, ReportId};
use casework::record::staff::Function;
use casework::report;
use casework::tasks::{Subject, Task};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use minijinja::value::merge_maps;
use minijinja::{Value, context};

/// What somebody asks to see of a case.
pub(super) struct Asked {
    pub(super) page: CasePage,
    /// Empty, or the day at whose end it is looked at, as typed.
    pub(super) on: String,
    /// The act that was just done.
    pub(super) done: Option<&'static str>,
    /// Of the timeline, the work of one alone.
    pub(super) strand: Option<Strand>,
}

impl Asked {
    /// A page as it is now.
    pub(super) const fn plain(page: CasePage) -> Self {
        Self { page, on: String::new(), done: None, strand: None }
    }
}

/// How long what was just done is confirmed: reloaded later, the page says it no more.
const CONFIRMED: SignedDuration = SignedDuration::from_mins(2);

/// The end of a day in Belgium.
fn end_of(day: Date) -> Option<Timestamp> {
    let start = day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok()?;
    start.end_of_day().ok().map(|end| end.timestamp())
}

/// A case that was opened for a page, with what stands around it.
pub(super) struct Opened {
    pub(super) open: OpenCase,
    pub(super) beside: Beside,
    pub(super) whole: Whole,
    /// The hour at which it is looked at: whoever asks what was known on a day must not see clocks of today.
    pub(super) at: Timestamp,
    /// Whether something can be done: not on a page of an earlier day.
    can_act: bool,
}

impl Opened {
    /// Opens a case, as it is or as it was known until a time. `what` says in the log which page reads it.
    pub(super) async fn of(
        loader: &mut Loader<'_>,
        id: CaseId,
        until: Option<Timestamp>,
        what: &str,
    ) -> Result<Self, WebError> {
        let open = open(loader, id, until, what).await?;
        let beside = loader.open_beside(&open, until).await?;
        let whole = Whole::of(loader, id).await?;
        Ok(Self { open, beside, whole, at: until.unwrap_or_else(now), can_act: until.is_none() })
    }

    /// Its tasks, as far as the viewer may read what they follow from.
    pub(super) fn tasks(&self, page: &Page<'_>) -> Vec<Task> {
        tasks(&self.open.case, &page.app.journal.rules().timing)
    }

    /// What the viewer is offered to do, report by report.
    pub(super) fn offered(
        &self,
        page: &Page<'_>,
        who: &SignedIn,
        (together, tasks): (&Together<'_>, &[Task]),
        refused: &Refused,
    ) -> Vec<Offered> {
        if !self.can_act || who.viewer.function.only_sees() {
            return vec![];
        }
        let (case, at) = (self.open.id, self.at);
        let of = |(report, state): &(ReportId, _)| {
            let own = |task: &&Task| task.subject == Subject::Report(*report);
            let own: Vec<_> = tasks.iter().filter(own).cloned().collect();
            let place = Place { page, case, report: *report, state, tasks: &own, together, at };
            offered(&place, (who, &self.open.facts), refused)
        };
        self.open.case.reports.iter().flat_map(of).collect()
    }
}

/// A page of the case as the viewer may see it.
pub(super) async fn case_page(
    loader: &mut Loader<'_>,
    id: CaseId,
    asked: Asked,
    refused: Refused,
) -> Result<Response, WebError> {
    let (app, who) = (loader.app, loader.who);
    let only_sees = who.viewer.function.only_sees();
    // Asked day by day, the page would tell on which one she spoke.
    if only_sees && !asked.on.is_empty() {
        return Err(WebError::NotFound);
    }
    let day = asked.on.parse::<Date>().ok();
    let until = day.and_then(end_of);
    let what = if until.is_some() { "case on a day" } else { "case" };
    let opened = Opened::of(loader, id, until, what).await?;
    let proposals = loader.proposals_of(&opened.open, opened.at).await?;
    // An address alone confirms nothing.
    let wrote = |event: &Event| event.by.user == who.user() && event.at + CONFIRMED > opened.at;
    let just_wrote = opened.open.case.timeline.iter().rev().any(wrote);
    let path = asked.page.address(id);
    let address = if asked.on.is_empty() { path.clone() } else { format!("{path}?on={}", asked.on) };
    let page = saying(Page::of(app, who, "/cases").at(address), &asked, &refused, (until, just_wrote));
    let (open, at) = (&opened.open, opened.at);
    let guard = opened.whole.guard(app, who, id);
    let together = Together::new(&page, open, &opened.beside);
    let tasks = opened.tasks(&page);
    let offered = opened.offered(&page, who, (&together, &tasks), &refused);
    let looking =
        Looking { page: &page, who, opened: &opened, tasks: &tasks, offered: &offered, strand: asked.strand };
    let contents = looking.contents(&together);
    // Of an earlier day it is said that nothing was known.
    if asked.on.is_empty() && !contents.pages().contains(&asked.page) {
        return Err(WebError::NotFound);
    }
    let proposed = proposals.view(&page, (who, open), |case| together.holds(case), at);
    let values = context! {
        id => id.to_string(), path, case_path => format!("/cases/{id}"), here => asked.page.word(), seq => open.seq,
        on => asked.on.as_str(), day => day.map(|day| format::date(page.language, day)), can_act => opened.can_act,
        days => !only_sees, proposals => proposed, alone => open.facts.unreported && open.facts.is_of_unit(&who.viewer),
        nav => contents.navigation(&page, asked.page), offers => looking.offers(asked.page),
        ..merge_maps([of_page(asked.page, &looking, (&together, &guard)), looking.values(&together, &guard), refused.values(&page)])
    };
    let html = page.html(&asked.page.template(), &asked.page.title(), values)?;
    Ok((refused.status(), html).into_response())
}

/// What is said once at the top.
fn saying<'a>(
    page: Page<'a>,
    asked: &Asked,
    refused: &Refused,
    (until, just_wrote): (Option<Timestamp>, bool),
) -> Page<'a> {
    match asked.done {
        _ if !asked.on.is_empty() && until.is_none() => page.saying("late", "error-bad-date"),
        _ if refused.conflict => page.saying("late", "case-conflict"),
        Some(act) if just_wrote => page.saying("good", &format!("next-{act}")),
        Some(_) | None => page,
    }
}

/// A case that is looked at: what every page of it needs.
struct Looking<'a> {
    page: &'a Page<'a>,
    who: &'a SignedIn,
    opened: &'a Opened,
    tasks: &'a [Task],
    offered: &'a [Offered],
    strand: Option<Strand>,
}

impl Looking<'_> {
    fn contents(&self, together: &Together<'_>) -> Contents<'_> {
        let (open, at) = (&self.opened.open, self.opened.at);
        let access = self.access().iter().any(|(_, may)| *may);
        Contents { open, reports: together.count(), tasks: self.tasks, offered: self.offered, access, at }
    }

    /// What the page about access leads to.
    fn access(&self) -> [(&'static str, bool); 4] {
        let function = self.who.viewer.function;
        let facts = &self.opened.open.facts;
        [
            ("trust", function.works_on_cases() || facts.is_of_unit(&self.who.viewer)),
            ("readers", function.is_support() || function.is_prosecution()),
            ("sharing", function.hears()),
            ("copy", !access::retention::copies_for(&self.who.viewer).is_empty()),
        ]
    }

    /// Links to the acts that a page offers; the overview offers all.
    fn offers(&self, page: CasePage) -> Vec<Value> {
        let here =
            |one: &&Offered| one.spot != Spot::Channel && (page == CasePage::Overview || one.page == page);
        self.offered.iter().filter(here).map(Offered::link).collect()
    }

    fn values(&self, together: &Together<'_>, guard: &Guard<'_>) -> Value {
        let (page, who, at) = (self.page, self.who, self.opened.at);
        let (open, tasks, offered) = (&self.opened.open, self.tasks, self.offered);
        let header = Header { page, who, open, together, guard, tasks, offered, at };
        let report = ReportPage { page, who, together, guard, tasks, offered, at };
        let reports: Vec<_> = open.case.reports.iter().map(|(id, state)| report.view(*id, state)).collect();
        let access = self.access().into_iter().filter(|(_, may)| *may).map(|(word, _)| word);
        context! { header => header.view(), reports, access => access.collect::<Vec<_>>() }
    }

    /// The strands of which something happened, to choose from.
    fn strands(&self) -> Vec<Value> {
        let option = |strand: &Strand| {
            context! { value => strand.word(), text => self.page.t(&format!("strand-{strand}")), current => self.strand == Some(*strand) }
        };
        Strand::ALL.iter().map(option).collect()
    }

    fn open_tasks(&self) -> Vec<Value> {
        let mut open: Vec<_> = self.tasks.iter().filter(|task| task.is_open()).collect();
        open.sort_by_key(|task| (task.due.is_none(), task.due));
        let viewer = self.who.viewer.function;
        open.iter().map(|task| task_view(self.page, task, self.offered, viewer, self.opened.at)).collect()
    }
}

/// What only one page shows.
fn of_page(of: CasePage, looking: &Looking<'_>, (together, guard): (&Together<'_>, &Guard<'_>)) -> Value {
    let page = looking.page;
    let (open, at) = (&looking.opened.open, looking.opened.at);
    match of {
        CasePage::Overview => context! {
            tasks => looking.open_tasks(), latest => latest(page, open), history => together.history(at), together => together.list(),
        },
        CasePage::Facts => context! { together => together.list() },
        CasePage::People => context! { graph => together.graph(guard), together => together.list() },
        CasePage::Risk => context! { history => together.history(at) },
        CasePage::Timeline => {
            context! { timeline => days(page, (open, &looking.opened.beside), looking.strand), strands => looking.strands(), strand => looking.strand.map(Strand::word), picture => picture(page, open) }
        }
        CasePage::Protection
        | CasePage::FollowUp
        | CasePage::Justice
        | CasePage::Papers
        | CasePage::Access => context! {},
    }
}

/// Opens the case. The first opening by an account is an entry of its own (C1): who, when.
async fn open(
    loader: &mut Loader<'_>,
    id: CaseId,
    until: Option<Timestamp>,
    what: &str,
) -> Result<OpenCase, WebError> {
    let open = loader.open(id, until, what).await?;
    if until.is_none() && leave_receipts(loader, &open).await? {
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
