//! A report opened beside a list: who, what happened, risk, what is known from before, and one act.

use super::header::Header;
use super::offered::Refused;
use super::page::Opened;
use super::pages::CasePage;
use super::report_view::ReportPage;
use super::together::Together;
use crate::case::loader::Loader;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use casework::record::id::{CaseId, ReportId};
use minijinja::{Value, context};

/// Opens a case for the panel of a list, as its own page does: logged, with a receipt. `None` when the viewer may not
/// read it. `act`: the word of the act whose form stands in the panel.
pub(crate) async fn panel(
    loader: &mut Loader<'_>,
    (case, report): (CaseId, ReportId),
    act: &str,
) -> Result<Option<Value>, WebError> {
    let (app, who) = (loader.app, loader.who);
    let opened = match Opened::of(loader, case, None, "case").await {
        Err(WebError::NotFound) => return Ok(None),
        opened => opened?,
    };
    let (open, at) = (&opened.open, opened.at);
    let Some(state) = open.case.report(report) else { return Ok(None) };
    let page = Page::of(app, who, "/cases");
    let guard = opened.whole.guard(app, who, case);
    let together = Together::new(&page, open, &opened.beside);
    let tasks = opened.tasks(&page);
    let refused = Refused::default();
    let offered = opened.offered(&page, who, (&together, &tasks), &refused);
    let form = offered.iter().find(|one| one.word == act && one.report == report).map(|one| one.form.clone());
    let (page, together, guard, tasks, offered) = (&page, &together, &guard, &tasks[..], &offered[..]);
    let header = Header { page, who, open, together, guard, tasks, offered, at };
    let shown = ReportPage { page, who, together, guard, tasks, offered, at };
    Ok(Some(context! {
        href => CasePage::Overview.address(case), facts => format!("{}#r-{report}", CasePage::Facts.address(case)),
        header => header.view(), report => shown.view(report, state), history => together.history(at), before => together.list(), seq => open.seq, act => form,
        ..refused.values(page)
    }))
}
