//! A case: its pages under one header, a page for each act, what was known on a day.

mod act_page;
pub(crate) mod acts;
mod decide;
mod dispatch;
mod header;
pub(crate) mod loader;
mod looking;
mod navigation;
mod offered;
mod page;
pub(crate) mod pages;
pub(crate) mod panel;
mod proposal;
mod report_view;
mod show;
mod timeline;
pub(crate) mod together;
pub(crate) mod view;

use crate::shell::app::App;
use crate::shell::routes::Router;
use axum::routing::{get, post};

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{case}", get(show::overview))
        .route("/cases/{case}/{page}", get(show::page))
        .route("/cases/{case}/proposals/{action}", post(decide::decide))
        .route("/cases/{case}/{report}/{action}", get(act_page::show).post(dispatch::act))
}
