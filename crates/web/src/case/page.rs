//! The page of a case.

use super::offered::Refused;
use super::report_view::ReportPage;
use super::timeline::{events, picture};
use super::together::Together;
use crate::case::loader::Loader;
use crate::case::view::OpenCase;
use crate::contact_guard::guard::Whole;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use axum::response::{IntoResponse, Response};
use casework::case::Command;
use casework::record::dates::brussels;
use casework::record::id::{CaseId, ReportId};
use casework::record::staff::Function;
use casework::report;
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::context;

/// The end of a day in Belgium.
fn end_of(day: Date) -> Option<Timestamp> {
    let start = day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok()?;
    start.end_of_day().ok().map(|end| end.timestamp())
}

/// The case as the viewer may see it; `on`: what was known of it at the end of that day.
pub(super) async fn case_page(
    loader: &mut Loader<'_>,
    id: CaseId,
    on: &str,
    refused: Refused,
) -> Result<Response, WebError> {
    let (app, who) = (loader.app, loader.who);
    let only_sees = who.viewer.function.only_sees();
    // Asked day by day, the page would tell on which one she spoke.
    if only_sees && !on.is_empty() {
        return Err(WebError::NotFound);
    }
    let day = on.parse::<Date>().ok();
    let until = day.and_then(end_of);
    let open = open(loader, id, until).await?;
    let address = if on.is_empty() { format!("/cases/{id}") } else { format!("/cases/{id}?on={on}") };
    let mut page = Page::of(app, who, "/cases").at(address);
    if !on.is_empty() && until.is_none() {
        page = page.saying("late", "error-bad-date");
    } else if refused.conflict {
        page = page.saying("late", "case-conflict");
    }
    // Whoever asks what was known on a day must not see clocks of today.
    let at = until.unwrap_or_else(now);
    let beside = loader.open_beside(&open, until).await?;
    let whole = Whole::of(loader, id).await?;
    let guard = whole.guard(app, who, id);
    let together = Together::new(&page, &open, &beside);
    let proposals = loader.proposals_of(&open, at).await?;
    let can_act = until.is_none();
    let one = ReportPage {
        page: &page,
        who,
        open: &open,
        together: &together,
        guard: &guard,
        refused: &refused,
        at,
        can_act,
    };
    let reports: Vec<_> = open.case.reports.iter().map(|(id, report)| one.view(*id, report)).collect();
    let values = context! {
        copies => !access::retention::copies_for(&who.viewer).is_empty(),
        id => id.to_string(), seq => open.seq, on, day => day.map(|day| crate::shell::format::date(page.language, day)), can_act, reports,
        path => format!("/cases/{id}"), together => together.list(), history => together.history(at), graph => together.graph(&guard),
        proposals => proposals.view(&page, (who, &open), |case| together.holds(case), at),
        timeline => events(&page, &open), picture => picture(&page, &open),
        readers => who.viewer.function.is_support() || who.viewer.function.is_prosecution(),
        acts => who.viewer.function.works_on_cases() || open.facts.is_of_unit(&who.viewer),
        alone => open.facts.unreported && open.facts.is_of_unit(&who.viewer),
        days => !only_sees, guide => who.viewer.function.hears(), ..refused.values(&page)
    };
    let html = page.html("case/show.html", "case-title", values)?;
    Ok((refused.status(), html).into_response())
}

/// Opens the case. The first opening by an account is an entry of its own (C1): who, when.
async fn open(loader: &mut Loader<'_>, id: CaseId, until: Option<Timestamp>) -> Result<OpenCase, WebError> {
    let what = if until.is_some() { "case on a day" } else { "case" };
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
