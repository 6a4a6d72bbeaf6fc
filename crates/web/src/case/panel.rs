//! A report opened beside a list: who, what happened, risk, what is known from before, and one act.

use super::looking::{Looking, Opened};
use super::offered::Refused;
use super::pages::CasePage;
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
    let opened = match Opened::of(loader, case, None, CasePage::Overview).await {
        Err(WebError::NotFound) => return Ok(None),
        opened => opened?,
    };
    let Some(state) = opened.open.case.report(report) else { return Ok(None) };
    let page = Page::of(app, who, "/cases");
    let refused = Refused::default();
    let looking = Looking::new(&page, who, &opened, &refused);
    let form = looking.offered.iter().find(|one| one.word == act && one.report == report);
    Ok(Some(context! {
        href => CasePage::Overview.address(case), facts => format!("{}#r-{report}", CasePage::Facts.address(case)),
        header => looking.header(), report => looking.report(report, state), before => looking.together.list(), seq => opened.open.seq,
        act => form.map(|one| one.form.clone()), ..refused.values(&page)
    }))
}
