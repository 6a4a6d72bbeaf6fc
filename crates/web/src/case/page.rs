//! A page of a case: one header, one side navigation, and what the page is about.

use super::looking::{Looking, Opened};
use super::navigation::Contents;
use super::offered::{Offered, Refused};
use super::pages::{CasePage, SIGNED};
use super::timeline::{days, latest, picture};
use crate::case::loader::Loader;
use crate::case::view::Beside;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::page::Page;
use axum::response::{IntoResponse, Response};
use casework::record::dates::brussels;
use casework::record::facets::Strand;
use casework::record::id::CaseId;
use jiff::Timestamp;
use jiff::civil::Date;
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

/// The end of a day in Belgium.
fn end_of(day: Date) -> Option<Timestamp> {
    let start = day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok()?;
    start.end_of_day().ok().map(|end| end.timestamp())
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
    let opened = Opened::of(loader, id, until, asked.page).await?;
    let proposals = loader.proposals_of(&opened.open, opened.at).await?;
    let just_wrote = opened.open.just_written(who.user(), opened.at).is_some();
    let path = asked.page.address(id);
    let address = if asked.on.is_empty() { path.clone() } else { format!("{path}?on={}", asked.on) };
    let page = saying(Page::of(app, who, "/cases").at(address), &asked, &refused, (until, just_wrote));
    let looking = Looking::new(&page, who, &opened, &refused);
    let Looking { open, together, at, .. } = &looking;
    let contents = looking.contents();
    // Of an earlier day it is said that nothing was known.
    if asked.on.is_empty() && !contents.pages().contains(&asked.page) {
        return Err(WebError::NotFound);
    }
    let proposed = proposals.view(&page, (who, open), |case| together.holds(case), *at);
    let values = context! {
        id => id.to_string(), path, case_path => format!("/cases/{id}"), here => asked.page.word(), seq => open.seq,
        on => asked.on.as_str(), day => day.map(|day| format::date(page.language, day)), can_act => opened.can_act,
        days => !only_sees, proposals => proposed, alone => open.facts.unreported && open.facts.is_of_unit(&who.viewer),
        signed => just_wrote && asked.done == Some(SIGNED), nav => contents.navigation(&page, asked.page), offers => looking.offers(asked.page),
        ..merge_maps([looking.of_page(&asked, &opened.beside), looking.values(), refused.values(&page)])
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
        _ if refused.conflict.is_some() => page.saying("late", "case-conflict"),
        Some(act) if just_wrote => page.saying("good", &format!("next-{act}")),
        Some(_) | None => page,
    }
}

impl Looking<'_> {
    fn contents(&self) -> Contents<'_> {
        let access = self.access().iter().any(|(_, may)| *may);
        let (open, reports, at) = (self.open, self.together.count(), self.at);
        Contents { open, reports, tasks: &self.tasks, offered: &self.offered, access, at }
    }

    /// What the page about access leads to.
    fn access(&self) -> [(&'static str, bool); 4] {
        let function = self.who.viewer.function;
        [
            ("trust", function.works_on_cases() || self.open.facts.is_of_unit(&self.who.viewer)),
            ("readers", function.is_support() || function.is_prosecution()),
            ("sharing", function.hears()),
            ("copy", !access::retention::copies_for(&self.who.viewer).is_empty()),
        ]
    }

    /// Links to the acts that a page offers; the overview offers all.
    fn offers(&self, page: CasePage) -> Vec<Value> {
        let here = |one: &&Offered| one.spot.has_page() && (page == CasePage::Overview || one.page == page);
        self.offered.iter().filter(here).map(Offered::link).collect()
    }

    /// What every page shows.
    fn values(&self) -> Value {
        let reports: Vec<_> =
            self.open.case.reports.iter().map(|(id, state)| self.report(*id, state)).collect();
        let access = self.access().into_iter().filter(|(_, may)| *may).map(|(word, _)| word);
        context! { header => self.header(), emergency => self.emergency(), reports, access => access.collect::<Vec<_>>() }
    }

    /// What only one page shows.
    fn of_page(&self, asked: &Asked, beside: &Beside) -> Value {
        let Self { page, open, together, at, .. } = self;
        match asked.page {
            CasePage::Overview => context! {
                tasks => self.open_tasks(), latest => latest(page, open), history => together.history(*at), together => together.list(),
                newer => together.newer(), shared => self.shared(),
            },
            CasePage::Facts => context! { together => together.list() },
            CasePage::People => {
                context! { graph => together.graph(&self.guard), together => together.list() }
            }
            CasePage::Risk => context! { history => together.history(*at) },
            CasePage::Timeline => context! {
                timeline => days(page, (open, beside), asked.strand), strand => asked.strand.map(Strand::word),
                strands => page.options("strand", Strand::ALL, Strand::word), picture => picture(page, open),
            },
            CasePage::Protection
            | CasePage::FollowUp
            | CasePage::Justice
            | CasePage::Papers
            | CasePage::Access => context! {},
        }
    }

    fn open_tasks(&self) -> Vec<Value> {
        let mut open: Vec<_> = self.tasks.iter().filter(|task| task.is_open()).collect();
        open.sort_by_key(|task| (task.due.is_none(), task.due));
        open.iter().map(|task| self.task(task)).collect()
    }
}
