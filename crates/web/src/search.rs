//! Finding people and reports before writing a new one (B1): one line, in any order. It travels in the body, never in
//! an address.
//!
//! **Invariant:** a hit shows no more than its case would show this viewer, and no hit is opened without a reason,
//! which the reading log keeps. What was typed is kept nowhere. One thing more is told to those who see people and not
//! reports: whether the report is of the last 12 months. A patrol at the door must know how often it was called there;
//! the day or the number would tell a cousin when she spoke.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use access::Purpose;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::oversight::log::ReadingAct;
use casework::reading::history::year_before;
use casework::record::dates::brussels;
use casework::record::facets::Class;
use casework::record::id::{CaseId, PvNumber, ReportId, ZoneCode};
use casework::record::person::{Person, Role};
use casework::record::staff::{Function, Occasion, Recipient};
use casework::report::ReportKind;
use casework::search;
use casework::search::Search;
use jiff::Timestamp;
use journal::{Hit, Scope, Sought};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/search", get(show).post(search)).route("/search/open", post(open))
}

#[derive(Default, Deserialize)]
struct SearchQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    why: String,
}

/// Why somebody opens a hit.
fn reasons(function: Function) -> &'static [Occasion] {
    function.duties().occasions
}

/// Only functions that open what they find: what was opened to a partner is in her own list, a reviewer finds nothing.
fn purpose(who: &SignedIn) -> Result<Purpose, WebError> {
    let opens = !reasons(who.viewer.function).is_empty();
    Purpose::of(who.viewer.function).filter(|_| opens).ok_or(WebError::NotFound)
}

/// What the page says besides what was typed.
#[derive(Default)]
struct Said {
    wrong: Option<&'static str>,
    found: Option<Found>,
    /// No reason was given for opening.
    no_reason: bool,
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    purpose(&who)?;
    page(&app, &who, &SearchQuery::default(), &Said::default())
}

async fn search(
    State(app): State<App>,
    who: SignedIn,
    Form(asked): Form<SearchQuery>,
) -> Result<Response, WebError> {
    purpose(&who)?;
    let said = said(&app, &who, &asked.q).await?;
    page(&app, &who, &asked, &said)
}

/// Searches, and logs it: how many hits there were, and whose names were shown.
async fn said(app: &App, who: &SignedIn, typed: &str) -> Result<Said, WebError> {
    let today = now().to_zoned_datetime(brussels()).date();
    let search = match search::read(typed, today) {
        Ok(search) => search,
        Err(problem) => return Ok(Said { wrong: Some(problem.word()), ..Said::default() }),
    };
    // A number is of one report; a name finds the cases that she could not open any more.
    if !(search.words.is_empty() && search.birth.is_none() && search.year.is_none() && search.phone.is_none())
    {
        app.unless_asked_why(who).await?;
    }
    let found = Found::of(app, who, &search).await?;
    // A form that comes back for want of a reason shows the same hits again: logged again.
    let cases: BTreeSet<_> = found.hits.iter().map(|hit| hit.case).collect();
    let mut searched = who.reads(ReadingAct::Search).hits(found.hits.len());
    searched.shown.sought = app.journal.sought_tokens(sought_words(&search).iter().map(String::as_str));
    let seen = cases.into_iter().map(|case| who.reads(ReadingAct::Find).of(case));
    app.journal.log_all(std::iter::once(searched).chain(seen).collect()).await?;
    Ok(Said { found: Some(found), ..Said::default() })
}

impl App {
    /// Logs that somebody tried a number elsewhere than in the search, and learned whether there is a case.
    pub(crate) async fn log_number(
        &self,
        who: &SignedIn,
        number: &str,
        found: Option<CaseId>,
    ) -> Result<(), WebError> {
        let mut tried = who.reads(ReadingAct::Search).hits(usize::from(found.is_some()));
        let number = PvNumber::parse(number).map_or_else(|_| number.to_owned(), |pv| pv.as_str().to_owned());
        tried.shown.sought = self.journal.sought_tokens([number.as_str()]);
        let seen = found.map(|case| who.reads(ReadingAct::Find).of(case));
        Ok(self.journal.log_all(std::iter::once(tried).chain(seen).collect()).await?)
    }
}

/// What was looked for, word by word as it is compared: only keyed tokens of it are kept.
pub(crate) fn sought_words(search: &Search) -> Vec<String> {
    let names = search.words.iter().map(|word| linkage::plain(word));
    let numbers = search.numbers.iter().map(|number| number.as_str().to_owned());
    let birth = search.birth.map(|day| day.to_string());
    let year = search.year.map(|year| year.to_string());
    let phone = search.phone.as_deref().map(|phone| phone.chars().filter(char::is_ascii_digit).collect());
    names.chain(numbers).chain(birth).chain(year).chain(phone).filter(|word| !word.is_empty()).collect()
}

/// Opens a hit for a reason.
async fn open(
    State(app): State<App>,
    who: SignedIn,
    Form(asked): Form<SearchQuery>,
) -> Result<Response, WebError> {
    purpose(&who)?;
    let Some(why) = reasons(who.viewer.function).iter().find(|why| why.word() == asked.why) else {
        let said = Said { no_reason: true, ..said(&app, &who, &asked.q).await? };
        return page(&app, &who, &asked, &said);
    };
    let case: CaseId = asked.case.parse().map_err(|_| WebError::NotFound)?;
    app.open_case(&who, case, None, &format!("search: {why}")).await?;
    Ok(Redirect::to(&format!("/cases/{case}")).into_response())
}

/// A report that was found, by its number or by somebody in it.
struct Line {
    case: CaseId,
    report: ReportId,
    zone: ZoneCode,
    received_at: Timestamp,
    /// `None`: her unit recorded it without a report.
    kind: Option<ReportKind>,
    person: Option<Person>,
}

impl From<Hit> for Line {
    fn from(hit: Hit) -> Self {
        let Hit { case, report, zone, received_at, kind, person, .. } = hit;
        Self { case, report, zone, received_at, kind, person: Some(person) }
    }
}

impl From<journal::Found> for Line {
    fn from(found: journal::Found) -> Self {
        let journal::Found { case, report, zone, received_at, kind, .. } = found;
        Self { case, report, zone, received_at, kind: Some(kind), person: None }
    }
}

/// A name that is less like what was typed than this, on a scale to 1, is another name.
const ANOTHER_NAME: f32 = 0.8;

/// A name that is less like what was typed than this is no other way of writing it either.
const NEAR_NAME: f32 = 0.65;
/// Names that are proposed when nobody is written as typed, at most.
const PROPOSED: usize = 5;

/// Whether a hit answers what was typed. Somebody with another name does when the day of birth or the phone is right,
/// for a name may be typed wrong; the year alone says nothing.
fn answers(sought: &Sought, hit: &Hit) -> bool {
    sought.words.is_empty() || hit.score >= ANOTHER_NAME || sought.birth.is_some() || sought.phone.is_some()
}

/// What was found, best first.
struct Found {
    hits: Vec<Line>,
    /// There were others.
    more: bool,
    /// Nobody is written as typed: these are near.
    near: bool,
}

/// People who were looked for.
#[derive(Default)]
struct Sighted {
    hits: Vec<Hit>,
    /// There were others.
    more: bool,
    /// None of them answers what was typed: their names are near.
    near: bool,
}

impl Sighted {
    /// Those who answer what was typed; where nobody does, those whose names are near.
    fn of(sought: &Sought, mut hits: Vec<Hit>, more: bool) -> Self {
        if hits.iter().any(|hit| answers(sought, hit)) {
            hits.retain(|hit| answers(sought, hit));
            return Self { hits, more, near: false };
        }
        hits.retain(|hit| hit.score >= NEAR_NAME);
        hits.truncate(PROPOSED);
        Self { near: !hits.is_empty(), hits, more: false }
    }

    /// With others; whoever is only near stays away where somebody answers.
    fn with(self, other: Self) -> Self {
        match (self.near || self.hits.is_empty(), other.near || other.hits.is_empty()) {
            (true, false) => other,
            (false, true) => self,
            (_, both) => {
                let mut hits = self.hits;
                let known: BTreeSet<_> = hits.iter().map(|hit| hit.person.id).collect();
                hits.extend(other.hits.into_iter().filter(|hit| !known.contains(&hit.person.id)));
                Self { near: both && !hits.is_empty(), more: self.more || other.more, hits }
            }
        }
    }
}

impl Found {
    async fn of(app: &App, who: &SignedIn, search: &Search) -> Result<Self, WebError> {
        let readable = |zone: &&ZoneCode| app.lists(who, zone, Class::Identity);
        let zones: Vec<_> = who.viewer.zones.iter().filter(readable).cloned().collect();
        let mut hits: Vec<Line> = Vec::new();
        // Which report it is, is told only where she may know who wrote one and when: a patrol finds people.
        let told = |zone: &&ZoneCode| app.lists(who, zone, Class::Coordination);
        let numbered: Vec<_> = zones.iter().filter(told).cloned().collect();
        for number in &search.numbers {
            let found = app.journal.by_pv(&numbered, number.as_str()).await?;
            hits.extend(found.into_iter().filter(|one| !who.hidden.holds(one.case)).map(Line::from));
        }
        let people = people(app, who, &zones, search).await?.with(own_openings(app, who, search).await?);
        let near = people.near && hits.is_empty();
        if !people.near || near {
            hits.extend(people.hits.into_iter().map(Line::from));
        }
        Ok(Self { near, more: people.more, hits })
    }
}

/// People by name, birth and phone. Whose phone it is, a viewer who may not read the phones of victims learns of the
/// other party only: she must not find out a number that is hidden from her by trying it.
async fn people(app: &App, who: &SignedIn, zones: &[ZoneCode], search: &Search) -> Result<Sighted, WebError> {
    let Search { words, birth, year, phone, .. } = search.clone();
    let sought = Sought { words, birth, year, phone };
    if sought.phone.is_none() || zones.iter().all(|zone| app.lists(who, zone, Class::SafePlace)) {
        return seek(app, who, &scopes(zones), &sought).await;
    }
    let by_phone = Sought { phone: sought.phone.clone(), ..Sought::default() };
    let mut phoned = seek(app, who, &scopes(zones), &by_phone).await?;
    phoned.hits.retain(|hit| hit.person.role == Role::OtherParty);
    phoned.more = false;
    let named = seek(app, who, &scopes(zones), &Sought { phone: None, ..sought }).await?;
    Ok(phoned.with(named))
}

/// People whom her own unit recorded without a report, in each of her zones.
async fn own_openings(app: &App, who: &SignedIn, search: &Search) -> Result<Sighted, WebError> {
    let Search { words, birth, year, phone, .. } = search.clone();
    let viewer = &who.viewer;
    let unit = |zone: &ZoneCode| {
        let (sector, office) = (viewer.sector, viewer.office.clone());
        Scope::Unit(Recipient { sector, zone: Some(zone.clone()), office })
    };
    let mut units = Vec::new();
    for zone in viewer.zones.iter().filter(|_| viewer.function.duties().begins) {
        let scope = unit(zone);
        if let Scope::Unit(own) = &scope
            && app.journal.has_openings(own).await?
        {
            units.push(scope);
        }
    }
    let found = seek(app, who, &units, &Sought { words, birth, year, phone }).await?;
    Ok(Sighted { more: false, ..found })
}

fn scopes(zones: &[ZoneCode]) -> Vec<Scope> {
    zones.iter().cloned().map(Scope::Zone).collect()
}

/// Whoever is kept out of a case neither finds nor counts it, nor misses what is near because of it.
async fn seek(app: &App, who: &SignedIn, scopes: &[Scope], sought: &Sought) -> Result<Sighted, WebError> {
    let (hits, more) = app.journal.search_people(scopes, sought, &who.hidden).await?;
    Ok(Sighted::of(sought, hits, more))
}

fn page(app: &App, who: &SignedIn, asked: &SearchQuery, said: &Said) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/search");
    let found = said.found.as_ref();
    let hits: Vec<_> =
        found.iter().flat_map(|found| &found.hits).map(|line| line_view(&page, who, line)).collect();
    let error = said.wrong.map(|word| page.t(&format!("error-{word}")));
    let no_reason = said.no_reason.then(|| page.t("error-choose"));
    let reason =
        |why: &Occasion| context! { value => why.word(), text => page.t(&format!("search-why-{why}")) };
    let reasons: Vec<_> = reasons(who.viewer.function).iter().map(reason).collect();
    let values = context! {
        q => asked.q.as_str(), error, no_reason, reasons, hits, more => found.is_some_and(|found| found.more),
        asked => found.is_some(), near => found.is_some_and(|found| found.near), why => asked.why.as_str(), breaks => who.viewer.function.works_on_cases(), writes => who.viewer.function == Function::Intake,
    };
    let html = page.html("search/show.html", "search-title", values)?;
    let refused = said.wrong.is_some() || said.no_reason;
    Ok(if refused { (StatusCode::UNPROCESSABLE_ENTITY, html).into_response() } else { html })
}

fn line_view(page: &Page<'_>, who: &SignedIn, line: &Line) -> Value {
    // What her own unit recorded she knows.
    let told = line.kind.is_none() || page.app.lists(who, &line.zone, Class::Coordination);
    let report_text = if told {
        let kind = page.t(&format!("kind-{}", line.kind.map_or("opening", ReportKind::word)));
        format!("{kind}, {}", format::day(page.language, line.received_at))
    } else if line.received_at > year_before(now()) {
        page.t("search-within-year")
    } else {
        page.t("search-earlier")
    };
    let zone = page.app.directory.zone(&line.zone).map_or("", |zone| zone.name.in_language(page.reader()));
    let person = line.person.as_ref().map(|person| {
        let role = page.t(&format!("role-{}", person.role));
        context! { name => person.name(), role, birth => crate::shell::format::birth(page.language, &person.birth) }
    });
    context! {
        case => line.case.to_string(), report => line.report.to_string(), person, report_text,
        zone => format!("{} {zone}", line.zone).trim_end(),
    }
}
