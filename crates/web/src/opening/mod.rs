//! Cases that begin without a report of the police: with a signal, her own call or a request for a conference. The list
//! of a unit's own, the form, and what a case shows of its beginning.
//!
//! **Invariant:** nobody but the unit learns that such a case is there: the list is asked by unit, and the policies
//! (`opening.cedar`) answer for the case itself.

pub(crate) mod acts;

use crate::report::drafts::label;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::{SignedIn, unit};
use access::CaseFacts;
use axum::Form as FormBody;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::case::{Command, ReportState};
use casework::opening::form::{self, Context};
use casework::opening::{self, OpenCase, Opening, Origin};
use casework::record::form::{Form, Problem};
use casework::record::id::{CaseId, ReportId};
use casework::record::person::{Exposure, Language};
use casework::record::refusal::{Refusal, Why};
use casework::record::staff::Recipient;
use journal::{OpeningRow, RunError, new_uuid};
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/openings", get(list)).route("/openings/new", get(new).post(begin))
}

/// The unit of somebody, in her first zone: which one is meant is asked where she has several.
fn own_unit(who: &SignedIn) -> Recipient {
    let zone = who.account.zones.first().cloned();
    Recipient { sector: who.viewer.sector, zone, office: who.viewer.office.clone() }
}

/// Whether somebody may begin a case: the policies are asked, as they are of the case itself.
fn may_begin(app: &App, who: &SignedIn) -> Result<(), WebError> {
    let (record, received_at) = (ReportId(uuid::Uuid::nil()), now());
    let opening = Opening { record, origin: Origin::Signal, unit: own_unit(who), received_at };
    let open = OpenCase { opening, told: String::new(), people: vec![], channels: vec![] };
    let asked = Command::Opening(opening::Command::OpenCase(Box::new(open)));
    app.may(who, &CaseFacts::default(), &asked).then_some(()).ok_or(WebError::NotFound)
}

async fn list(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    may_begin(&app, &who)?;
    let page = Page::of(&app, &who, "/openings");
    // Whoever is kept out of a case does not see that it is there.
    let rows = app.journal.openings(unit(&who.viewer, &who.hidden)).await?;
    app.log_list(&who, "openings", rows.iter().map(|row| row.case.0)).await?;
    let rows: Vec<_> = rows.iter().map(|row| row_view(&page, row)).collect();
    page.html("opening/list.html", "openings-title", context! { rows })
}

fn row_view(page: &Page<'_>, row: &OpeningRow) -> Value {
    context! {
        case => row.case.to_string(), origin => page.t(&format!("origin-{}", row.origin)),
        at => page.moment(row.received_at), reported => row.reported,
        victim => row.victim.as_str(), other => row.other.as_str(),
    }
}

async fn new(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    may_begin(&app, &who)?;
    // The case has its number before it begins: sent twice, the form begins one case.
    let case = CaseId(new_uuid(now()));
    form_page(&Page::of(&app, &who, "/openings"), &who, case, &Form::new(), &[])
}

async fn begin(
    State(app): State<App>,
    who: SignedIn,
    FormBody(mut typed): FormBody<Form>,
) -> Result<Response, WebError> {
    may_begin(&app, &who)?;
    let page = Page::of(&app, &who, "/openings");
    let case = typed.get("case").and_then(|id| id.parse().ok());
    let case: CaseId = case.unwrap_or_else(|| CaseId(new_uuid(now())));
    for (person, role) in [("p0.role", "victim"), ("p1.role", "other-party")] {
        typed.insert(person.to_owned(), role.to_owned());
    }
    let at = now();
    let context =
        Context { record: ReportId(case.0), unit: own_unit(&who), zones: &who.viewer.zones, now: at };
    let open = match form::read(&typed, context, || new_uuid(at)) {
        Ok(open) => open,
        Err(problems) => return refused(&page, &who, case, &typed, &problems),
    };
    // She declared that she is near to somebody in it: she could not open what she writes.
    if app.journal.is_near(who.user(), open.people.iter()).await? {
        let near = Problem { field: "p0.family_name".to_owned(), word: "near-person" };
        return refused(&page, &who, case, &typed, &[near]);
    }
    let told_again = open.told.clone();
    let command = Command::Opening(opening::Command::OpenCase(Box::new(open)));
    let mut written = app.journal.run(case, &who.author(), at, None, &command).await;
    if matches!(written, Err(RunError::Conflict)) {
        // Sent twice at once: looked at again, it has begun.
        written = app.journal.run(case, &who.author(), at, None, &command).await;
    }
    match written {
        Ok(_) => Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Err(RunError::Refused(Refusal { why: Why::AlreadyDone, .. })) => {
            // Only to whoever may open it: the answer must not tell that somebody else's case exists.
            let open = app.open_case(&who, case, None, "begun").await?;
            let told = open.case.reports.iter().find_map(|(_, report)| report.opening.told.clone());
            if told == Some(told_again) {
                return Ok(Redirect::to(&format!("/cases/{case}")).into_response());
            }
            Err(WebError::Meanwhile("begun-meanwhile"))
        }
        Err(RunError::Refused(refusal)) => {
            let problem = Problem { field: refusal.field.to_owned(), word: refusal.why.word() };
            refused(&page, &who, case, &typed, &[problem])
        }
        Err(why) => Err(why.into()),
    }
}

fn refused(
    page: &Page<'_>,
    who: &SignedIn,
    case: CaseId,
    typed: &Form,
    problems: &[Problem],
) -> Result<Response, WebError> {
    let html = form_page(page, who, case, typed, problems)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}

fn form_page(
    page: &Page<'_>,
    who: &SignedIn,
    case: CaseId,
    typed: &Form,
    problems: &[Problem],
) -> Result<Response, WebError> {
    let mut errors: BTreeMap<String, String> = BTreeMap::new();
    for one in problems {
        errors.entry(one.field.clone()).or_insert_with(|| page.t(&format!("error-{}", one.word)));
    }
    let line = |(field, text): (&String, &String)| {
        let label = field_label(page, field);
        let label = label.trim_end_matches(['?', ' ', '\u{a0}', '\u{202f}']);
        context! { field => field.as_str(), text => format::labelled(page.language, label, text) }
    };
    let summary: Vec<_> = errors.iter().map(line).collect();
    let typed = typed.clone();
    let value = Value::from_function(move |name: String| typed.get(&name).cloned().unwrap_or_default());
    let error = Value::from_function(move |name: String| errors.get(&name).cloned());
    let zones = who.account.zones.iter().map(|zone| {
        let name = page.app.directory.zone(zone).map_or("", |zone| zone.name.in_language(page.reader()));
        context! { value => zone.as_str(), text => format!("{zone} {name}") }
    });
    let values = context! {
        v => value, e => error, summary, case => case.to_string(), zones => zones.collect::<Vec<_>>(),
        origins => page.options("origin", Origin::ALL, Origin::word),
        readers => page.options("reader", Exposure::ALL, Exposure::word),
        languages => page.options("language", Language::ALL, Language::word),
    };
    page.html("opening/new.html", "openings-new", values)
}

/// The name of a field, as its label says it; fields of people are named as on a report.
fn field_label(page: &Page<'_>, field: &str) -> String {
    match field {
        "origin" | "told" | "zone" => page.t(&format!("field-opening-{field}")),
        of_person => label(page, of_person),
    }
}

/// What a case shows of its beginning; nothing of one that began with a report.
pub(crate) fn section(page: &Page<'_>, report: &ReportState) -> Option<Value> {
    let opened = report.opening.opened.as_ref()?;
    let note = |note: &casework::record::stamp::Dated<String>| {
        context! { at => page.moment(note.at), by => note.by.name.as_str(), text => note.what.as_str() }
    };
    Some(context! {
        origin => page.t(&format!("origin-{}", opened.what.origin)), at => page.moment(opened.what.received_at),
        by => opened.by.name.as_str(), unit => crate::grants::office(page, &opened.what.unit),
        told => report.opening.told.as_deref().unwrap_or_default(),
        notes => report.opening.notes.iter().map(note).collect::<Vec<_>>(),
    })
}
