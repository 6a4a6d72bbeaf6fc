//! The log of readings as people see it: a reviewer's page of unusual patterns, the lines behind it, one's own
//! readings, and the answer to "who read my file?".
//!
//! **Invariants.** No page here shows content of a case or names its people: staff, an opaque number of the case and
//! its zone only. A reviewer sees what people of her zones did and what was done in cases of her zones, and what she
//! looks at is logged too.

mod answer;
mod finding;
mod line;
mod own;

use crate::search::sought_words;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::oversight::log::{Reading, ReadingAct};
use casework::record::id::{CaseId, CaseReference, UserId};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use journal::{ReadingLine, ReadingsOf};
use line::{LINES, answers_for, day_bounds, in_scope, line_view, reviews, staff, today};
use minijinja::{Value, context};
use serde::Deserialize;

/// Lines among which those of the reviewer's zones are looked for.
const LOOKED_AT: usize = 2_000;
/// How far back a reviewer asks whether somebody looked for a name.
const SOUGHT_DAYS: i64 = 90;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/readings", get(finding::list))
        .route("/readings/unusual/{id}", get(finding::show).post(finding::close))
        .route("/readings/log", get(lines))
        .route("/readings/sought", get(ask).post(sought))
        .merge(answer::routes())
        .merge(own::routes())
}

#[derive(Debug, Default, Deserialize)]
struct ReadingsQuery {
    #[serde(default)]
    user: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    day: String,
}

/// Lines of a day, of a member of staff, or of a case.
async fn lines(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<ReadingsQuery>,
) -> Result<Response, WebError> {
    reviews(&who)?;
    let day = asked.day.parse::<Date>().unwrap_or_else(|_| today());
    let wrong_day = !asked.day.is_empty() && asked.day.parse::<Date>().is_err();
    let bounds = day_bounds(day).ok_or(WebError::BadRequest)?;
    let user = asked.user.parse::<UserId>().ok();
    let (cases, wrong_case) = match asked_cases(&app, asked.case.trim()).await? {
        Some(cases) => (cases, false),
        None => (vec![], true),
    };
    let case = match cases.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    app.journal.log(Reading { case, ..who.reading(ReadingAct::Log, "review") }).await?;
    let zones: Vec<_> = who.viewer.zones.iter().collect();
    let mut found = match user {
        _ if !asked.case.trim().is_empty() => of_cases(&app, &cases).await?,
        Some(user) => app.journal.readings(ReadingsOf::User(user), bounds, LOOKED_AT).await?,
        None => app.journal.readings_in(&zones, bounds, LOOKED_AT).await?,
    };
    let all = found.len() < LOOKED_AT;
    found.retain(|line| in_scope(&who, &line.reading));
    let more = !all || found.len() > LINES;
    found.truncate(LINES);
    let page = Page::of(&app, &who, "/readings");
    let staff = staff(&app).await?;
    let rows: Vec<_> = found.iter().map(|line| line_view(&page, line, Some(&staff))).collect();
    let people = staff.values().filter(|account| answers_for(&who, &account.zones));
    let mut people: Vec<_> = people
        .map(|one| (one.name.clone(), context! { value => one.id.to_string(), text => format!("{}, {}", one.name, page.t(&format!("function-{}", one.function))) }))
        .collect();
    people.sort_by(|a, b| a.0.cmp(&b.0));
    let people: Vec<_> = people.into_iter().map(|(_, option)| option).collect();
    let of_case = cases.first().map(|case| case.reference()).or_else(|| asked.case.parse().ok());
    let of_case = of_case.map(|reference| reference.to_string());
    let values = context! {
        rows, more, people, user => user.map(|user| user.to_string()), day => day.to_string(), wrong_day,
        case => of_case.as_deref().unwrap_or(&asked.case), wrong_case, of_case, shown_day => format::date(page.language, day),
    };
    page.html("readings/log.html", "readings-log-title", values)
}

/// The cases that are meant: by id, as the links of the page say it, or by a reference as it was said on the phone. `None`
/// when it is neither.
async fn asked_cases(app: &App, text: &str) -> Result<Option<Vec<CaseId>>, WebError> {
    if let Ok(case) = text.parse::<CaseId>() {
        return Ok(Some(vec![case]));
    }
    match text.parse::<CaseReference>() {
        Ok(reference) => Ok(Some(app.journal.cases_called(reference).await?)),
        Err(_) if text.is_empty() => Ok(Some(vec![])),
        Err(_) => Ok(None),
    }
}

/// Every reading of these cases, newest first.
async fn of_cases(app: &App, cases: &[CaseId]) -> Result<Vec<ReadingLine>, WebError> {
    let ever = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
    let mut found = vec![];
    for case in cases {
        found.extend(app.journal.readings(ReadingsOf::Case(*case), ever, LOOKED_AT).await?);
    }
    found.sort_by_key(|line| std::cmp::Reverse(line.reading.at));
    Ok(found)
}

#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    q: String,
}

async fn ask(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    reviews(&who)?;
    let page = Page::of(&app, &who, "/readings");
    let values = context! { q => "", error => None::<String>, asked => false, rows => Vec::<Value>::new(), days => SOUGHT_DAYS };
    page.html("readings/sought.html", "readings-sought-title", values)
}

/// Whether somebody looked for a name, a number or a phone: its keyed tokens are compared, nothing is read back.
async fn sought(
    State(app): State<App>,
    who: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    reviews(&who)?;
    let page = Page::of(&app, &who, "/readings").at("/readings/sought".to_owned());
    let at = now();
    let (error, rows) = match casework::search::read(&typed.q, today()) {
        Err(problem) => (Some(page.t(&format!("error-{}", problem.word()))), vec![]),
        Ok(search) => {
            let words = sought_words(&search);
            let tokens = app.journal.sought_tokens(words.iter().map(String::as_str));
            let mut line = who.reading(ReadingAct::Log, "review").detail("sought");
            line.shown.sought.clone_from(&tokens);
            app.journal.log(line).await?;
            let since = at - SignedDuration::from_hours(SOUGHT_DAYS * 24);
            let mut found = app.journal.readings(ReadingsOf::Searches, (since, at), 20_000).await?;
            found.retain(|line| {
                let own = &line.reading.shown.sought;
                in_scope(&who, &line.reading) && tokens.iter().all(|token| own.contains(token))
            });
            found.truncate(LINES);
            let staff = staff(&app).await?;
            (None, found.iter().map(|line| line_view(&page, line, Some(&staff))).collect())
        }
    };
    let refused = error.is_some();
    let values = context! { q => typed.q, error, asked => !refused, rows, days => SOUGHT_DAYS };
    let html = page.html("readings/sought.html", "readings-sought-title", values)?;
    Ok(if refused { crate::shell::error::unprocessable(html) } else { html })
}
