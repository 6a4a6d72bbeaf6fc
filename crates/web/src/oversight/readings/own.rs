//! Each member of staff sees what the log keeps of her.

use super::line::{LINES, line_view};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use journal::ReadingsOf;
use minijinja::context;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/readings", get(show))
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let page = Page::of(&app, &who, "/account/readings");
    let ever = (Timestamp::UNIX_EPOCH, now());
    let mut lines = app.journal.readings(ReadingsOf::User(who.user()), ever, LINES + 1).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let rows: Vec<_> = lines.iter().map(|line| line_view(&page, line, None)).collect();
    page.html("readings/own.html", "readings-own-title", context! { rows, more, lines => LINES })
}
