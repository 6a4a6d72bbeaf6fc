//! The four-step flyer (I2), made for a zone on that day.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::oversight::log::ReadingAct;
use casework::record::dates::brussels;
use casework::record::id::ZoneCode;
use casework::record::person::Language;
use minijinja::context;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/flyer", get(show)).route("/flyer/{zone}/{file}", get(print))
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let page = Page::of(&app, &who, "/flyer");
    let own = |code: &ZoneCode| who.viewer.zones.is_empty() || who.viewer.zones.contains(code);
    let zones = app.directory.zones().iter().filter(|zone| own(&zone.code));
    let zones: Vec<_> = zones
        .map(|zone| context! { code => zone.code.as_str(), name => zone.name.in_language(page.reader()) })
        .collect();
    let papers = crate::shell::texts::LANGUAGES.map(|(code, name)| context! { code, name }).to_vec();
    page.html("flyer/show.html", "flyer-title", context! { zones, papers })
}

/// The file name says nothing: it may stay on a phone or in a list of downloads.
async fn print(
    State(app): State<App>,
    who: SignedIn,
    Path((zone, file)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let zone = ZoneCode::parse(&zone).map_err(|_| WebError::NotFound)?;
    app.directory.zone(&zone).ok_or(WebError::NotFound)?;
    let language = file.strip_suffix(".pdf").and_then(Language::from_word).ok_or(WebError::NotFound)?;
    // A paper to hand over: it names nobody, but what is printed is logged.
    app.journal.log(who.reads(ReadingAct::Print).detail("flyer")).await?;
    let today = now().to_zoned_datetime(brussels()).date();
    let press = std::sync::Arc::clone(&app.press);
    // Setting a page is pure computing: it must not hold up the other requests.
    let pdf = tokio::task::spawn_blocking(move || press.flyer(language, &zone, today)).await;
    let pdf = pdf.map_err(|error| WebError::Internal(error.to_string()))?;
    // Zone and language are there: what cannot be set is a fault of the program or of its content.
    let pdf = pdf.map_err(|why| WebError::Internal(format!("a flyer could not be set: {why}")))?;
    let headers = [(CONTENT_TYPE, "application/pdf"), (CONTENT_DISPOSITION, "inline; filename=\"info.pdf\"")];
    Ok((headers, pdf).into_response())
}
