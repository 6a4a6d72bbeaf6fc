//! What an office must acknowledge: a consent that was taken back, a role that was wrong. No content of a case: its
//! reference only, which the office read while it was opened to it, so that it knows which copies to destroy.

use crate::case::view::Done;
use crate::grants::office;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::{SignedIn, unit};
use axum::Form as FormBody;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::case::Command;
use casework::grants;
use casework::grants::NoticeKind;
use casework::record::id::{CaseId, ZoneCode};
use casework::record::staff::Recipient;
use minijinja::context;
use serde::Deserialize;
use uuid::Uuid;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/notices", get(show).post(acknowledge))
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    if !who.viewer.function.hears() {
        return Err(WebError::NotFound);
    }
    let page = Page::of(&app, &who, "/notices");
    let (mut notices, mut seen) = (Vec::new(), Vec::new());
    // Whoever is kept out of a case learns nothing of it here either: a colleague acknowledges.
    for one in app.journal.notices(unit(&who.viewer, &who.hidden)).await? {
        seen.push(one.notice);
        let kind = one.kind.word();
        let open = one.kind == NoticeKind::Correction && app.may_open(&who, one.case).await?;
        notices.push(context! {
            case => one.case.to_string(), reference => one.case.reference().to_string(), notice => one.notice.to_string(), open,
            title => page.t(&format!("notice-{kind}")), says => page.t(&format!("notice-{kind}-says")), go => page.t(&format!("notice-{kind}-go")),
            to => office(&page, &one.to), at => page.moment(one.at), office => one.to.office,
            zone => one.to.zone.as_ref().map(ToString::to_string).unwrap_or_default(),
        });
    }
    app.log_list(&who, "notices", seen).await?;
    page.html("notices/show.html", "notices-title", context! { notices })
}

#[derive(Deserialize)]
struct Acknowledged {
    case: CaseId,
    notice: Uuid,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    office: String,
}

async fn acknowledge(
    State(app): State<App>,
    who: SignedIn,
    FormBody(form): FormBody<Acknowledged>,
) -> Result<Response, WebError> {
    let zone = ZoneCode::parse(&form.zone).ok();
    if zone.as_ref().is_some_and(|zone| !who.viewer.zones.contains(zone)) {
        return Err(WebError::NotFound);
    }
    let to = Recipient { sector: who.viewer.sector, zone, office: form.office };
    let wish = Command::Grants(grants::Command::Acknowledge { notice: form.notice, to });
    match app.give(&who, form.case, None, &wish).await? {
        Done::Written => Ok(Redirect::to("/notices").into_response()),
        Done::Refused(_) | Done::Conflict => Err(WebError::NotFound),
    }
}
