//! Unusual patterns: what was found, in words with its number, and how a reviewer closed it.

use super::line::{day_bounds, empty_slots, in_scope, line_view, name_of, reviews, staff, zones_text};
use crate::shell::app::App;
use crate::shell::error::{WebError, unprocessable};
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::oversight::anomaly::Closing;
use casework::oversight::log::{Reading, ReadingAct};
use casework::record::id::UserId;
use casework::record::text;
use journal::{Account, KeptFinding, ReadingsOf, Review};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Shown at most.
const MOST: usize = 200;
/// Longest note.
const NOTE_MAX: usize = 2_000;

#[derive(Debug, Default, Deserialize)]
pub(super) struct FindingQuery {
    #[serde(default)]
    show: String,
}

pub(super) async fn list(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<FindingQuery>,
) -> Result<Response, WebError> {
    reviews(&who)?;
    let closed = asked.show == "closed";
    app.journal.log(who.reading(ReadingAct::Log, "review").detail("unusual")).await?;
    let zones: Vec<_> = who.viewer.zones.iter().collect();
    let (mut found, unreadable) = app.journal.findings(&zones, closed, MOST + 1).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let staff = staff(&app).await?;
    let page = Page::of(&app, &who, "/readings");
    let rows: Vec<_> = found.iter().map(|one| view(&page, one, &staff)).collect();
    page.html(
        "readings/show.html",
        "readings-title",
        context! { rows, closed, more, unreadable, most => MOST, empty => empty_slots(&page) },
    )
}

fn view(page: &Page<'_>, one: &KeptFinding, staff: &BTreeMap<UserId, Account>) -> Value {
    let what = &one.what;
    let account = staff.get(&what.user);
    let review = one.review.as_ref().map(|review| {
        context! {
            at => page.moment(review.at), by => name_of(staff, review.by), note => review.note.as_str(),
            outcome => page.t(&format!("closing-{}", review.outcome)),
        }
    });
    context! {
        id => one.id.as_str(), pattern => page.t(&format!("unusual-{}", what.pattern)),
        explained => page.t(&format!("unusual-{}-text", what.pattern)),
        name => name_of(staff, what.user), user => what.user.to_string(),
        function => account.map(|one| page.t(&format!("function-{}", one.function))),
        unit => account.map(|one| zones_text(&one.zones)),
        day => format::date(page.language, what.day), iso => what.day.to_string(),
        case => what.case.map(|case| case.to_string()), reference => what.case.map(|case| case.reference().to_string()),
        zones => zones_text(&what.zones), until => what.until, number => what.number, usual => what.usual,
        usual_of_unit => what.usual_of_unit, review,
    }
}

/// A finding in the zones of the reviewer. Nobody reviews herself.
async fn found(app: &App, who: &SignedIn, id: &str) -> Result<KeptFinding, WebError> {
    reviews(who)?;
    let found = app.journal.finding(id).await?.ok_or(WebError::NotFound)?;
    let zones: Vec<_> = who.viewer.zones.iter().collect();
    if found.what.is_of(&zones) { Ok(found) } else { Err(WebError::NotFound) }
}

pub(super) async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let one = found(&app, &who, &id).await?;
    page(&app, &who, &one, &Typed::default(), &[]).await
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    note: String,
    /// The number that she saw.
    #[serde(default)]
    number: u32,
    /// The last line of the log that belongs to what she saw.
    #[serde(default)]
    until: i64,
}

/// A field, and the word of its message.
type Wrong = (&'static str, &'static str);

async fn page(
    app: &App,
    who: &SignedIn,
    one: &KeptFinding,
    typed: &Typed,
    wrong: &[Wrong],
) -> Result<Response, WebError> {
    app.journal
        .log(Reading { case: one.what.case, ..who.reading(ReadingAct::Log, "review") }.detail("unusual"))
        .await?;
    let page = Page::of(app, who, "/readings").at(format!("/readings/unusual/{}", one.id));
    let staff = staff(app).await?;
    let bounds = day_bounds(one.what.day).ok_or(WebError::BadRequest)?;
    let mut lines = app.journal.readings(ReadingsOf::User(one.what.user), bounds, MOST).await?;
    lines.retain(|line| in_scope(who, &line.reading));
    let rows: Vec<_> = lines.iter().map(|line| line_view(&page, line, Some(&staff))).collect();
    let outcomes = Closing::ALL
        .iter()
        .map(|one| context! { value => one.word(), text => page.t(&format!("closing-{one}")) });
    let error = |field: &str| {
        let found = wrong.iter().find(|(name, _)| *name == field);
        found.map(|(_, word)| page.t(&format!("error-{word}")))
    };
    let errors: Vec<_> = wrong
        .iter()
        .map(|(field, word)| context! { field => *field, text => page.t(&format!("error-{word}")) })
        .collect();
    let source = app.settings.unusual.of(one.what.pattern).map(|threshold| threshold.source.clone());
    let values = context! {
        one => view(&page, one, &staff), rows, outcomes => outcomes.collect::<Vec<_>>(), errors, source,
        outcome => typed.outcome.as_str(), note => typed.note.as_str(), outcome_error => error("outcome"),
        note_error => error("note"), own => one.what.user == who.user(),
    };
    let html = page.html("readings/unusual.html", "readings-unusual-title", values)?;
    Ok(if wrong.is_empty() { html } else { unprocessable(html) })
}

pub(super) async fn close(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let one = found(&app, &who, &id).await?;
    if one.what.user == who.user() {
        return Err(WebError::NotFound);
    }
    let outcome = Closing::from_word(&typed.outcome);
    let note = text::lines(&typed.note, NOTE_MAX);
    let mut wrong: Vec<Wrong> = Vec::new();
    if outcome.is_none() {
        wrong.push(("outcome", "choose"));
    }
    // What she closes is what she saw: what was added meanwhile she looks at first.
    if typed.number != one.what.number && one.review.is_none() {
        wrong.push(("outcome", "finding-grew"));
    }
    match &note {
        Ok(note) if note.is_empty() => wrong.push(("note", "empty")),
        Ok(_) => {}
        Err(text::BadText::TooLong(_)) => wrong.push(("note", "too-long")),
        Err(text::BadText::Control) => wrong.push(("note", "control-character")),
    }
    let (Some(outcome), Ok(note), true) = (outcome, note, wrong.is_empty()) else {
        return page(&app, &who, &one, &typed, &wrong).await;
    };
    let line = Reading { case: one.what.case, ..who.reading(ReadingAct::Review, "review") };
    app.journal.log(line.detail(outcome.word())).await?;
    let seen = one.what.since < typed.until && typed.until <= one.what.until;
    let until = if seen { typed.until } else { one.what.until };
    let review = Review { at: now(), by: who.user(), outcome, note, until };
    // Whoever comes second finds how it was closed; where a forged review stands, nothing is closed.
    let is_closed = app.journal.close_finding(&one.id, &review).await?
        || app.journal.finding(&one.id).await?.is_some_and(|one| one.review.is_some());
    if !is_closed {
        return Err(WebError::Altered("a review of an unusual reading".to_owned()));
    }
    Ok(Redirect::to(&format!("/readings/unusual/{}", one.id)).into_response())
}
