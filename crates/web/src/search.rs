//! Finding a report by its PV number. The number travels in the body, never in an address.

use crate::app::App;
use crate::error::WebError;
use crate::page::Page;
use crate::session::SignedIn;
use access::Purpose;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use casework::id::PvNumber;
use minijinja::{Value, context};
use serde::Deserialize;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/search", get(show).post(search))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    pv: String,
}

fn allowed(who: &SignedIn) -> Result<(), WebError> {
    Purpose::of(who.viewer.function).map(|_| ()).ok_or(WebError::NotFound)
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    allowed(&who)?;
    let values = context! { pv => "", error => (), found => Vec::<Value>::new(), asked => false };
    Page::of(&app, &who, "/search").html("search/show.html", "search-title", values)
}

async fn search(
    State(app): State<App>,
    who: SignedIn,
    Form(asked): Form<Asked>,
) -> Result<Response, WebError> {
    allowed(&who)?;
    let page = Page::of(&app, &who, "/search");
    let Ok(pv) = PvNumber::parse(&asked.pv) else {
        let error = page.t(if asked.pv.trim().is_empty() { "error-required" } else { "error-bad-pv" });
        let values = context! { pv => asked.pv, error, found => Vec::<Value>::new(), asked => false };
        let html = page.html("search/show.html", "search-title", values)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
    };
    let found = app.journal.by_pv(&who.account.zones, pv.as_str()).await?;
    if let [only] = found.as_slice() {
        return Ok(Redirect::to(&format!("/cases/{}", only.case)).into_response());
    }
    let line = |hit: &journal::Found| {
        context! { case => hit.case.to_string(), zone => hit.zone.as_str(), received_at => page.moment(hit.received_at), kind => page.t(&format!("kind-{}", hit.kind)) }
    };
    let found: Vec<_> = found.iter().map(line).collect();
    page.html(
        "search/show.html",
        "search-title",
        context! { pv => asked.pv, error => (), found, asked => true },
    )
}
