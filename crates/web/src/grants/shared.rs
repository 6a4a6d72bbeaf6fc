//! What is shared with a partner: the cases that a live consent, ground or title opens to her office.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::{SignedIn, unit};
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use minijinja::context;
use std::collections::BTreeSet;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/shared", get(show))
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    if !who.viewer.function.reads_by_grant() {
        return Err(WebError::NotFound);
    }
    let opened = app.journal.opened_to(unit(&who.viewer, &who.hidden), now()).await?;
    let page = Page::of(&app, &who, "/shared");
    let mut seen = BTreeSet::new();
    let shown = opened.iter().filter(|one| seen.insert((one.case, one.kind)));
    let cases: Vec<_> = shown
        .map(|one| {
            context! {
                case => one.case.to_string(), reference => one.case.reference().to_string(), kind => page.t(&format!("grant-{}", one.kind)),
                since => page.moment(one.since), until => page.moment(one.until),
            }
        })
        .collect();
    app.log_list(&who, "shared", seen.iter().map(|(case, _)| case.0)).await?;
    page.html("shared/show.html", "shared-title", context! { cases })
}
