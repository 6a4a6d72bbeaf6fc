//! The case page: people, a timeline drawn as a picture, what was known on a day, and the next act.

pub(crate) mod acts;
mod decide;
mod dispatch;
pub(crate) mod loader;
mod offered;
mod page;
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
        .route("/cases/{case}", get(show::show))
        .route("/cases/{case}/proposals/{action}", post(decide::decide))
        .route("/cases/{case}/{report}/{action}", post(dispatch::act))
}
