//! Break-glass (M4): somebody opens a case in which her unit takes no part, for a reason, for hours, under review.

use crate::case::view::Done;
use crate::grants::{GLASS_HOURS, glass, zones};
use crate::shell::answers::{Answers, Refused, Wrong};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::Form as FormBody;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::case::Command;
use casework::grants;
use casework::grants::ReviewOutcome;
use casework::oversight::log::ReadingAct;
use casework::record::form::Form;
use casework::record::id::{CaseId, GrantId, PvNumber, ZoneCode};
use journal::BrokenGlass;
use minijinja::{Value, context};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/break-glass", get(show).post(break_glass))
        .route("/glass", get(moved))
        .route("/reviews", get(reviews).post(review))
}

/// Its address until version 0.2: people have it among their bookmarks.
async fn moved(_: SignedIn) -> Redirect {
    Redirect::permanent("/break-glass")
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    page(&app, &who, &Refused::default())
}

fn page(app: &App, who: &SignedIn, refused: &Refused) -> Result<Response, WebError> {
    if !who.viewer.function.works_on_cases() {
        return Err(WebError::NotFound);
    }
    let page = Page::of(app, who, "/break-glass").at("/break-glass".to_owned());
    let (summary, v, e) = refused.values(&page);
    // Everywhere is no place where a report was written.
    let zones: Vec<Value> = zones(&page).into_iter().skip(1).collect();
    let values = context! { summary, v, e, zones, hours => GLASS_HOURS };
    Ok((refused.status(), page.html("glass/show.html", "glass-title", values)?).into_response())
}

/// A reason shorter than this explains nothing to a reviewer.
const SHORTEST_REASON: usize = 20;

async fn break_glass(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    if !who.viewer.function.works_on_cases() {
        return Err(WebError::NotFound);
    }
    let mut answers = Answers::of("glass", &typed);
    let zone = answers.choice("zone", |word| ZoneCode::parse(word).ok());
    let pv = PvNumber::parse(answers.raw("pv")).ok();
    if pv.is_none() {
        answers.wrong.push(("pv", if answers.raw("pv").is_empty() { "required" } else { "not-a-pv" }));
    }
    let reason = answers.needed("reason", "reason-needed");
    if !reason.is_empty() && reason.chars().count() < SHORTEST_REASON {
        answers.wrong.push(("reason", "reason-short"));
    }
    let refused = |wrong: Wrong| Refused { room: "glass", wrong, typed: typed.clone() };
    let (Some(zone), Some(pv), true) = (zone, pv, answers.wrong.is_empty()) else {
        return page(&app, &who, &refused(answers.wrong));
    };
    // A case from which she is kept out and one that does not exist look the same.
    let found = app.journal.by_pv(&[zone], pv.as_str()).await?.into_iter().next();
    let tried = who.reads(ReadingAct::BreakGlass);
    let Some(found) = found else {
        app.journal.log(tried.refused()).await?;
        return page(&app, &who, &refused(vec![("pv", "no-such-report")]));
    };
    let tried = tried.of(found.case);
    if app.may_open(&who, found.case).await? {
        app.log_number(&who, pv.as_str(), Some(found.case)).await?;
        return Ok(Redirect::to(&format!("/cases/{}", found.case)).into_response());
    }
    match app.give(&who, found.case, None, &Command::Grants(glass(reason))).await {
        Ok(Done::Written) => {
            app.journal.log(tried).await?;
            tracing::warn!(user = %who.user(), case = %found.case, "glass was broken");
            Ok(Redirect::to(&format!("/cases/{}", found.case)).into_response())
        }
        Ok(Done::Refused(why)) => {
            app.journal.log(tried.refused()).await?;
            page(&app, &who, &refused(vec![(why.field, why.why.word())]))
        }
        Ok(Done::Conflict) | Err(WebError::NotFound) => {
            app.journal.log(tried.refused()).await?;
            page(&app, &who, &refused(vec![("pv", "no-such-report")]))
        }
        Err(error) => Err(error),
    }
}

async fn reviews(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    review_page(&app, &who, &Refused::default()).await
}

async fn review_page(app: &App, who: &SignedIn, refused: &Refused) -> Result<Response, WebError> {
    if !who.viewer.function.is_reviewer() {
        return Err(WebError::NotFound);
    }
    let page = Page::of(app, who, "/reviews").at("/reviews".to_owned());
    let mut broken = app.journal.broken_glass(&who.viewer.zones, &who.hidden).await?;
    broken.sort_by_key(|one| one.reviewed.is_some());
    app.log_list(who, "reviews", broken.iter().map(|one| one.grant.0)).await?;
    let (summary, v, e) = refused.values(&page);
    let outcomes: Vec<_> = ReviewOutcome::ALL
        .iter()
        .map(|outcome| context! { value => outcome.word(), text => page.t(&format!("review-{outcome}")) })
        .collect();
    let broken: Vec<_> = broken.iter().map(|one| broken_view(&page, one)).collect();
    let values = context! { broken, outcomes, summary, v, e };
    Ok((refused.status(), page.html("glass/reviews.html", "reviews-title", values)?).into_response())
}

fn broken_view(page: &Page<'_>, one: &BrokenGlass) -> Value {
    let outcome = one.reviewed.as_ref().map(|(_, outcome, _)| page.t(&format!("review-{outcome}")));
    let is_right = one.reviewed.as_ref().is_some_and(|(_, outcome, _)| *outcome == ReviewOutcome::Justified);
    context! {
        reference => one.case.reference().to_string(), case => one.case.to_string(), grant => one.grant.to_string(), by => one.by.as_str(),
        sector => page.t(&format!("sector-{}", one.sector)), since => page.moment(one.since), until => page.moment(one.until),
        reason => one.reason.as_str(), outcome, kind => if is_right { "good" } else { "late" },
        reviewed => one.reviewed.as_ref().map(|(at, _, _)| page.moment(*at)), note => one.reviewed.as_ref().map(|(_, _, note)| note.as_str()),
    }
}

async fn review(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    if !who.viewer.function.is_reviewer() {
        return Err(WebError::NotFound);
    }
    let mut answers = Answers::of("review", &typed);
    let case: CaseId = answers.raw("case").parse().map_err(|_| WebError::BadRequest)?;
    let grant: GrantId = answers.raw("grant").parse().map_err(|_| WebError::BadRequest)?;
    let outcome = answers.choice("outcome", ReviewOutcome::from_word);
    let note = answers.needed("note", "reason-needed");
    let refused = |wrong: Wrong| Refused { room: "review", wrong, typed: typed.clone() };
    let (Some(outcome), true) = (outcome, answers.wrong.is_empty()) else {
        return review_page(&app, &who, &refused(answers.wrong)).await;
    };
    // A reviewer reviews what happened in her zones.
    let known = app.journal.broken_glass(&who.viewer.zones, &who.hidden).await?;
    known.iter().find(|one| one.case == case && one.grant == grant).ok_or(WebError::NotFound)?;
    match app
        .give(&who, case, None, &Command::Grants(grants::Command::Review { grant, outcome, note }))
        .await?
    {
        Done::Written => Ok(Redirect::to("/reviews").into_response()),
        Done::Refused(why) => review_page(&app, &who, &refused(vec![(why.field, why.why.word())])).await,
        Done::Conflict => Err(WebError::Internal("a wish without a number cannot conflict".to_owned())),
    }
}
