//! The queue of the local EVA representative (C1–C4): what waits, with its clock.

use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use crate::page::Page;
use crate::session::SignedIn;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::entry::Function;
use jiff::Timestamp;
use journal::{Listed, RowFilter, Sort, State as Rows};
use minijinja::{Value, context};
use serde::Deserialize;

const PAGE: usize = 50;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/queue", get(show))
}

/// Where a list continues: a time and an id, nothing about people.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Cursor {
    pub(crate) after: Option<String>,
}

impl Cursor {
    pub(crate) fn parse(&self) -> Option<(i64, String)> {
        let (time, id) = self.after.as_deref()?.split_once('.')?;
        Some((time.parse().ok()?, id.to_owned()))
    }
}

pub(crate) fn cursor_text(next: Option<&(i64, String)>) -> Option<String> {
    next.map(|(time, id)| format!("{time}.{id}"))
}

async fn show(State(app): State<App>, who: SignedIn, Query(cursor): Query<Cursor>) -> Result<Response, WebError> {
    if !matches!(who.viewer.function, Function::Eva | Function::EvaHead) {
        return Err(WebError::NotFound);
    }
    let at = now();
    let filter = RowFilter {
        zones: who.account.zones.clone(),
        neighbourhoods: who.account.neighbourhoods.clone(),
        state: Rows::Support,
        sort: Sort::OldestFirst,
        after: cursor.parse(),
        limit: PAGE,
        now: at,
    };
    let listed = app.journal.page(&filter).await?;
    let page = Page::of(&app, &who, "/queue");
    let rows: Vec<_> = listed.rows.iter().map(|row| row_view(&page, row, at)).collect();
    let late = listed.rows.iter().filter(|row| row.support_due.is_some_and(|due| due < at)).count();
    let next = cursor_text(listed.next.as_ref());
    page.html("queue/show.html", "queue-title", context! { rows, late, next, first => cursor.after.is_none() })
}

/// A row as the lists show it.
pub(crate) fn row_view(page: &Page<'_>, row: &Listed, now: Timestamp) -> Value {
    let place = row.neighbourhood.as_ref().and_then(|nis| page.app.directory.municipality(nis));
    let place = place.map_or_else(|| page.t("place-unknown"), |place| place.name.in_language(page.reader()).to_owned());
    let decided = row.decision.map(|decision| page.t(&format!("decision-{decision}")));
    let next = row.support_next.map(|clock| page.t(&format!("clock-{clock}")));
    context! {
        case => row.case.to_string(), report => row.report.to_string(), zone => row.zone.as_str(), place,
        kind => page.t(&format!("kind-{}", row.kind)), pv => row.label.pv.as_str(), victim => row.label.victim.as_str(),
        other => row.label.other.as_str(), read_by => row.label.read_by.as_str(), seen_by => row.label.seen_by.as_str(),
        received_at => page.moment(row.received_at), read_at => page.moments(row.read_at),
        contact_at => page.moments(row.contact_at),
        due => page.moments(row.support_due), late => row.support_due.is_some_and(|due| due < now), next,
        decision => decided, decided_at => page.moments(row.decided_at), decision_due => page.moments(row.decision_due),
        decision_late => row.decision_due.is_some_and(|due| due < now),
        escalated => row.escalated, sensitive => row.sensitive, children => row.children,
        grouped => row.grouped, repeated => row.repeated,
    }
}
