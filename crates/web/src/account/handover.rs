//! The handover sheet: what somebody who left had in hand, for whoever has it now. PV number, zone and time are
//! enough; the case itself is opened by its own page, under the heir's own rights.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use casework::record::id::UserId;
use journal::ReportTask;
use minijinja::{Value, context};
use uuid::Uuid;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/handover/{leaver}", get(show))
}

/// From whom somebody took over, for her own page.
pub(super) async fn links(page: &Page<'_>, who: &SignedIn) -> Result<Vec<Value>, WebError> {
    let mut links = Vec::new();
    for handover in page.app.journal.handovers_to(who.user()).await? {
        if let Some(leaver) = page.app.journal.account(handover.leaver).await? {
            links.push(context! { id => leaver.id.0.to_string(), name => leaver.name, at => page.moment(handover.at) });
        }
    }
    Ok(links)
}

async fn show(State(app): State<App>, who: SignedIn, Path(leaver): Path<Uuid>) -> Result<Response, WebError> {
    let leaver = UserId(leaver);
    let handovers = app.journal.handovers_to(who.user()).await?;
    let handover = handovers.iter().find(|one| one.leaver == leaver).ok_or(WebError::NotFound)?;
    let name = app.journal.account(leaver).await?.ok_or(WebError::NotFound)?.name;
    let page = Page::of(&app, &who, "/account").at(format!("/account/handover/{}", leaver.0));
    let at = now();
    let (mut rows, mut seen) = (Vec::new(), Vec::new());
    for line in app.journal.in_hand(leaver, at).await? {
        // What she may not open is not on her sheet: a conflict of interest is one reason among others.
        if app.may_open(&who, line.row.case).await? {
            seen.push(line.row.report.0);
            rows.push(row(&page, &line, at));
        }
    }
    app.log_list(&who, "handover", seen).await?;
    let values = context! { name, at => page.moment(handover.at), printed => page.moment(at), rows };
    page.html("account/handover.html", "handover-title", values)
}

fn row(page: &Page<'_>, line: &ReportTask, now: jiff::Timestamp) -> Value {
    context! {
        case => line.row.case.to_string(), pv => line.row.label.pv.as_str(), zone => line.row.zone.as_str(),
        what => page.t(&format!("clock-{}", line.task.kind.word())),
        due => page.moments(line.task.due), late => line.task.due.is_some_and(|due| due < now),
    }
}
