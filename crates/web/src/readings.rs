//! The log of readings as people see it: a reviewer's page of unusual patterns, the lines behind it, one's own
//! readings, and the answer to "who read my file?".
//!
//! **Invariants.** No page here shows content of a case or names its people: staff, an opaque number of the case and
//! its zone only. A reviewer sees what people of her zones did and what was done in cases of her zones, and what she
//! looks at is logged too.

mod answer;
mod finding;
mod own;

use crate::app::App;
use crate::error::WebError;
use crate::format;
use crate::now::now;
use crate::page::Page;
use crate::routes::Router;
use crate::search::sought_words;
use crate::session::SignedIn;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::oversight::anomaly::Pattern;
use casework::oversight::log::{Reading, ReadingAct};
use casework::record::dates::brussels;
use casework::record::id::{CaseId, UserId, ZoneCode};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use journal::{Account, ReadingLine, ReadingsOf};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Lines shown at most.
const LINES: usize = 200;
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

/// Reviewers only; everybody else finds nothing here, and her trying is logged.
fn reviews(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function.is_reviewer() { Ok(()) } else { Err(WebError::NotFound) }
}

/// Whether a reviewer answers for one of these zones.
fn answers_for<'z>(who: &SignedIn, zones: impl IntoIterator<Item = &'z ZoneCode>) -> bool {
    zones.into_iter().any(|zone| who.viewer.zones.contains(zone))
}

/// Whether a line lies in the zones of a reviewer: the case does, or the unit does when it is about no case.
fn in_scope(who: &SignedIn, reading: &Reading) -> bool {
    let shown = &reading.shown.zones;
    let units = reading.unit.iter().flat_map(|unit| &unit.zones);
    if shown.is_empty() { answers_for(who, units) } else { answers_for(who, shown) }
}

/// Who the accounts are.
async fn staff(app: &App) -> Result<BTreeMap<UserId, Account>, WebError> {
    let accounts = app.journal.accounts().await?;
    Ok(accounts.into_iter().map(|account| (account.id, account)).collect())
}

fn name_of(staff: &BTreeMap<UserId, Account>, user: UserId) -> &str {
    staff.get(&user).map_or("–", |account| account.name.as_str())
}

/// A number by which people can speak of a case without saying anything of it: the drawn end of its id.
fn short(case: CaseId) -> String {
    let id = case.0.simple().to_string();
    id[id.len() - 8..].to_owned()
}

fn zones_text<'z>(zones: impl IntoIterator<Item = &'z ZoneCode>) -> String {
    let all: Vec<_> = zones.into_iter().map(ZoneCode::as_str).collect();
    if all.len() > 3 { format!("{} …", all[..3].join(", ")) } else { all.join(", ") }
}

/// A purpose as a word that has a text: one that came later, or in an earlier version, is another reason.
fn known_purpose(purpose: &str) -> &str {
    let known = ["record", "follow-up", "decide", "statistics", "review"];
    if known.contains(&purpose) { purpose } else { "other" }
}

/// A line as shown. Names of staff for reviewers only.
fn line_view(page: &Page<'_>, line: &ReadingLine, staff: Option<&BTreeMap<UserId, Account>>) -> Value {
    let ReadingLine { seq, reading } = line;
    let unit = reading.unit.as_ref();
    let flags = reading.shown.flags.iter().map(|flag| page.t(&format!("reading-flag-{flag}")));
    context! {
        seq, at => page.moment(reading.at),
        name => staff.map(|staff| name_of(staff, reading.user)), user => reading.user.to_string(),
        function => unit.map(|unit| page.t(&format!("function-{}", unit.function))),
        unit => unit.map(|unit| zones_text(&unit.zones)),
        act => page.t(&format!("reading-act-{}", reading.act)), purpose => (!reading.purpose.is_empty()).then(|| page.t(&format!("reading-purpose-{}", known_purpose(&reading.purpose)))),
        case => reading.case.map(|case| case.to_string()), short => reading.case.map(short),
        zones => zones_text(&reading.shown.zones), refused => reading.outcome == casework::oversight::log::ReadingOutcome::Refused,
        route => (reading.act == ReadingAct::Page).then_some(reading.shown.detail.as_str()), entries => reading.shown.entries, hits => reading.shown.hits,
        flags => if staff.is_some() { flags.collect::<Vec<_>>() } else { vec![] },
    }
}

/// The beginning and end of a day in Belgium.
fn day_bounds(day: Date) -> Option<(Timestamp, Timestamp)> {
    let start = |day: Date| day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok().map(|at| at.timestamp());
    Some((start(day)?, start(day.tomorrow().ok()?)?))
}

fn today() -> Date {
    now().to_zoned_datetime(brussels()).date()
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
    let case = asked.case.parse::<CaseId>().ok();
    let (of, period) = match (user, case) {
        (_, Some(case)) => (ReadingsOf::Case(case), (Timestamp::UNIX_EPOCH, Timestamp::MAX)),
        (Some(user), None) => (ReadingsOf::User(user), bounds),
        (None, None) => (ReadingsOf::All, bounds),
    };
    app.journal.log(Reading { case, ..who.reading(ReadingAct::Log, "review") }).await?;
    let mut found = app.journal.readings(of, period, LOOKED_AT).await?;
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
    let values = context! {
        rows, more, people, user => user.map(|user| user.to_string()), day => day.to_string(), wrong_day,
        of_case => case.map(short), shown_day => format::date(page.language, day),
    };
    page.html("readings/log.html", "readings-log-title", values)
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
    Ok(if refused { crate::error::unprocessable(html) } else { html })
}

/// Patterns that are not looked for, because nobody gave a number.
fn empty_slots(page: &Page<'_>) -> Vec<String> {
    let thresholds = &page.app.settings.unusual;
    let empty = Pattern::ALL.iter().filter(|pattern| thresholds.of(**pattern).is_none());
    empty.map(|pattern| page.t(&format!("unusual-{pattern}"))).collect()
}
