//! Asking for a case, as it is or as it was known on a day.

use super::offered::Refused;
use super::page::case_page;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::session::SignedIn;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use casework::record::id::CaseId;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct CaseQuery {
    #[serde(default)]
    on: String,
}

pub(super) async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<CaseQuery>,
) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    case_page(&mut app.loader(&who), id, &asked.on, Refused::default()).await
}
