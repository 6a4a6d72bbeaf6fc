//! Asking for a page of a case, as it is or as it was known on a day.

use super::offered::Refused;
use super::page::{Asked, case_page};
use super::pages::{CasePage, SIGNED};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::session::SignedIn;
use crate::wings;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use casework::record::facets::Strand;
use casework::record::id::CaseId;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct CaseQuery {
    #[serde(default)]
    on: String,
    /// The act that was just done: the page confirms it and says what comes next.
    #[serde(default)]
    done: String,
    /// Of the timeline, the work of one alone.
    #[serde(default)]
    strand: String,
}

impl CaseQuery {
    fn on_page(self, page: CasePage) -> Asked {
        let signed = (self.done == SIGNED).then_some(SIGNED);
        let done = wings::act(&self.done).map(|act| act.word).or(signed);
        Asked { on: self.on, done, strand: Strand::from_word(&self.strand), page }
    }
}

/// `GET /cases/{case}`.
pub(super) async fn overview(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<CaseQuery>,
) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    case_page(&mut app.loader(&who), id, asked.on_page(CasePage::Overview), Refused::default()).await
}

/// `GET /cases/{case}/{page}`.
pub(super) async fn page(
    State(app): State<App>,
    who: SignedIn,
    Path((id, page)): Path<(String, String)>,
    Query(asked): Query<CaseQuery>,
) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    let page = CasePage::from_word(&page).ok_or(WebError::NotFound)?;
    case_page(&mut app.loader(&who), id, asked.on_page(page), Refused::default()).await
}
