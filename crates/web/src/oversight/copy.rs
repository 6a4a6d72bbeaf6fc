//! A copy for the person herself, or for the other party, of what is recorded about her or him: read by somebody who
//! answers for a service before it is given, item by item.
//!
//! **Invariant:** a copy is for a human being who was chosen, never for a role: of two victims, each gets what stands in
//! the reports about her. It holds only what a list of kinds allows for her role *and* the policies allow on a paper for
//! that reader. For the other party: that a report exists, what is recorded of himself, and that a decision was taken.
//! Never a place, never what she told somebody, never a narrative, whatever the policies say.

use crate::case::view::OpenCase;
use crate::contact_guard::guard::{Guard, Whole};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use crate::shell::texts::{LANGUAGES, language_of};
use access::Audience;
use access::retention::copies_for;
use axum::Form as FormBody;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::case::{Body, Entry, Kind, ReportState};
use casework::oversight::log::ReadingAct;
use casework::record::form::Form;
use casework::record::id::{CaseId, PersonId, ReportId};
use casework::record::person::{Birth, Person, Reach, Role};
use casework::record::words::Answer;
use casework::{complaint, contact_guard, follow_up, grants, opening, prosecution, report};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::Write;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{case}/copy", get(show).post(give))
}

/// Why an item is left out. A closed list: the copy says it.
const GROUNDS: [&str; 4] = ["safety", "others", "inquiry", "secrecy"];

#[derive(Debug, Default, Deserialize)]
struct CopyQuery {
    #[serde(default)]
    person: String,
    #[serde(default)]
    language: String,
}

impl CopyQuery {
    fn of(typed: &Form) -> Self {
        let get = |name: &str| typed.get(name).cloned().unwrap_or_default();
        Self { person: get("person"), language: get("language") }
    }

    /// Who was chosen; `None` when nobody was yet.
    fn person(&self) -> Result<Option<PersonId>, WebError> {
        let chosen = Some(&self.person).filter(|person| !person.is_empty());
        chosen.map(|person| person.parse().map_err(|_| WebError::NotFound)).transpose()
    }
}

/// One thing that is recorded, as the copy says it.
struct Item {
    id: String,
    at: String,
    title: String,
    texts: Vec<String>,
}

/// The human being who asks: what she is in this case, under which persons she stands in it, and in which reports.
struct Subject {
    role: Role,
    name: String,
    people: BTreeSet<PersonId>,
    reports: BTreeSet<ReportId>,
}

impl Subject {
    /// Somebody of a case, if her role is one that gets copies.
    fn of(open: &OpenCase, person: PersonId) -> Option<Self> {
        let case = &open.case;
        let chosen = case.person(person).filter(|chosen| gets_copies(chosen))?;
        let one = case.linking.one_with(open.id, (open.id, person));
        let own = one.into_iter().filter(|(of, _)| *of == open.id).map(|(_, person)| person);
        let people: BTreeSet<PersonId> = own.collect();
        let named = |report: &&(ReportId, ReportState)| {
            report.1.record.people.iter().any(|person| people.contains(&person.id))
        };
        let reports = case.reports.iter().filter(named).map(|(report, _)| *report).collect();
        Some(Self { role: chosen.role, name: chosen.name(), people, reports })
    }

    /// Whether an entry is about a report in which she stands, or about the case as a whole.
    fn concerns(&self, body: &Body) -> bool {
        body.report().is_none_or(|report| self.reports.contains(&report))
    }
}

const fn gets_copies(person: &Person) -> bool {
    matches!(person.role, Role::Victim | Role::OtherParty)
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    Query(asked): Query<CopyQuery>,
) -> Result<Response, WebError> {
    review(&app, &who, case, &asked, None).await
}

/// The page on which somebody reads each item before it is given.
async fn review(
    app: &App,
    who: &SignedIn,
    case: CaseId,
    asked: &CopyQuery,
    refused: Option<&Form>,
) -> Result<Response, WebError> {
    if copies_for(&who.viewer).is_empty() {
        return Err(WebError::NotFound);
    }
    let page = Page::of(app, who, "/cases");
    let language = if asked.language.is_empty() { who.language } else { language_of(&asked.language) };
    let (mut subject, mut people, mut items) = (None, vec![], vec![]);
    match asked.person()? {
        Some(person) => {
            let (of, found) = items_for(app, who, case, person, &page).await?;
            (subject, items) = (Some(of), found);
        }
        // Whoever may not open the case does not learn that it exists.
        None => people = choices(&page, who, &app.open_case(who, case, None, "copy").await?),
    }
    let items: Vec<_> = items.iter().map(|item| item.view(refused)).collect();
    let grounds: Vec<_> = GROUNDS
        .map(|word| context! { value => word, text => page.t(&format!("copy-ground-{word}")) })
        .to_vec();
    let languages: Vec<_> = LANGUAGES.map(|(value, text)| context! { value, text }).to_vec();
    let values = context! {
        case => case.to_string(),
        person => asked.person.as_str(),
        role => subject.as_ref().map(|subject| subject.role.word()),
        name => subject.as_ref().map(|subject| titled(&page, &subject.name, subject.role)),
        people,
        language, languages, items, grounds,
        wrong => refused.is_some(),
    };
    let html = page.html("copy/show.html", "copy-title", values)?;
    Ok(if refused.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, html).into_response() } else { html })
}

/// The people of a case of whom the viewer may give a copy, each human being once.
fn choices(page: &Page<'_>, who: &SignedIn, open: &OpenCase) -> Vec<Value> {
    let readers = copies_for(&who.viewer);
    let mut named: BTreeSet<PersonId> = BTreeSet::new();
    let mut choices = Vec::new();
    for person in open.case.people().filter(|person| readers.contains(&reader_of(person.role))) {
        let Some(subject) = Subject::of(open, person.id).filter(|_| !named.contains(&person.id)) else {
            continue;
        };
        named.extend(&subject.people);
        let birth = format::birth(page.language, &person.birth);
        let text = [Some(titled(page, &subject.name, subject.role)), birth];
        let text = text.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        choices.push(context! { value => person.id.to_string(), text });
    }
    choices
}

fn titled(page: &Page<'_>, name: &str, role: Role) -> String {
    let role = page.t(&format!("role-{role}"));
    if name.is_empty() { role } else { format!("{name} · {role}") }
}

async fn give(
    State(app): State<App>,
    who: SignedIn,
    Path(case): Path<CaseId>,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let asked = CopyQuery::of(&typed);
    let person = asked.person()?.ok_or(WebError::NotFound)?;
    if typed.get("read").is_none_or(|read| read != "yes") {
        return review(&app, &who, case, &asked, Some(&typed)).await;
    }
    let page = Page { language: language_of(&asked.language), ..Page::of(&app, &who, "/cases") };
    let (mut given, mut withheld) = (Vec::new(), Vec::new());
    let (subject, items) = items_for(&app, &who, case, person, &page).await?;
    for item in items {
        match ground_of(&typed, &item.id) {
            Some(ground) => withheld.push(ground),
            None => given.push(item),
        }
    }
    let line = who.reads(ReadingAct::Export).of(case).entries(given.len()).detail(copy_of(subject.role));
    app.journal.log(line).await?;
    let copy = Copy { page: &page, role: subject.role, given, withheld };
    if typed.get("as").is_some_and(|form| form == "file") { copy.file() } else { copy.paper(case) }
}

fn reader_of(role: Role) -> Audience {
    if role == Role::Victim { Audience::Victim } else { Audience::OtherParty }
}

/// The right by which the copy is given: of the person herself, or of the other party to the file.
fn copy_kind(role: Role) -> access::Copy {
    if role == Role::Victim { access::Copy::SubjectAccess } else { access::Copy::FileCopy }
}

/// The word of the log.
fn copy_of(role: Role) -> &'static str {
    if role == Role::Victim { "copy-victim" } else { "copy-other-party" }
}

fn ground_of(typed: &Form, id: &str) -> Option<&'static str> {
    let word = typed.get(&format!("ground.{id}"))?;
    GROUNDS.into_iter().find(|ground| ground == word)
}

impl Item {
    fn view(&self, typed: Option<&Form>) -> Value {
        let ground = typed.and_then(|typed| ground_of(typed, &self.id));
        context! { id => self.id.as_str(), at => self.at.as_str(), title => self.title.as_str(), texts => self.texts.clone(), ground }
    }
}

/// Somebody of a case, and what may be given to her, oldest first.
async fn items_for(
    app: &App,
    who: &SignedIn,
    case: CaseId,
    person: PersonId,
    page: &Page<'_>,
) -> Result<(Subject, Vec<Item>), WebError> {
    let mut loader = app.loader(who);
    let loaded = loader.load(case).await?.ok_or(WebError::NotFound)?;
    let chosen = loaded.whole.person(person).filter(|chosen| gets_copies(chosen));
    let role = chosen.ok_or(WebError::NotFound)?.role;
    if !copies_for(&who.viewer).contains(&reader_of(role)) {
        return Err(WebError::NotFound);
    }
    let (open, entries) = loader.open_for_copy(case, (reader_of(role), copy_kind(role)), "copy").await?;
    let subject = Subject::of(&open, person).ok_or(WebError::NotFound)?;
    let whole = Whole::of(&mut loader, case).await?;
    let words = Words { page, guard: &whole.guard(app, who, case) };
    let items = entries.iter().filter(|entry| subject.concerns(&entry.body));
    let items = items.filter_map(|entry| words.item(&subject, entry)).collect();
    Ok((subject, items))
}

/// Says entries in the language of the copy.
struct Words<'a> {
    page: &'a Page<'a>,
    guard: &'a Guard<'a>,
}

impl Words<'_> {
    fn item(&self, subject: &Subject, entry: &Entry) -> Option<Item> {
        let texts = match subject.role {
            Role::Victim => self.for_victim(subject, &entry.body)?,
            Role::OtherParty => self.for_other_party(subject, &entry.body)?,
            Role::Child | Role::Witness => return None,
        };
        let texts = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let title = self.page.t(&format!("copy-{}", entry.body.kind().word()));
        Some(Item { id: entry.id.to_string(), at: self.page.moment(entry.at), title, texts })
    }

    /// What is recorded about her, and what she or her helpers said. Not: who the others are and where they live.
    fn for_victim(&self, subject: &Subject, body: &Body) -> Option<Vec<String>> {
        let t = |key: String| self.page.t(&key);
        Some(match body {
            Body::Report(report::Entry::ReportSigned(head)) => vec![
                t(format!("kind-{}", head.kind)),
                head.pv.to_string(),
                format!("{} · {}", head.zone, format::date(self.page.language, head.happened_on)),
            ],
            Body::Report(report::Entry::FactsRecorded(facts)) => {
                let relation = facts.relation.map(|relation| t(format!("relation-{relation}")));
                let told = [
                    &facts.place,
                    &facts.context,
                    &facts.words,
                    &facts.actions,
                    &facts.children_impact,
                    &facts.measures,
                ];
                relation.into_iter().chain(told.map(Clone::clone)).collect()
            }
            Body::Report(report::Entry::RiskRecorded(risk)) => {
                let seen = risk.factors.iter().filter(|(_, answer)| *answer == Answer::Yes);
                let seen = seen.map(|(factor, _)| t(format!("risk-{factor}")));
                seen.chain([risk.note.clone()]).collect()
            }
            Body::Report(report::Entry::Amended { text, .. }) => vec![text.clone()],
            Body::Report(report::Entry::SafeContactRecorded(safe)) => {
                vec![safe.instructions.clone(), safe.children_now.clone()]
            }
            Body::Opening(opening::Entry::CaseOpened(opened)) => vec![t(format!("origin-{}", opened.origin))],
            Body::Opening(
                opening::Entry::SignalTold { text, .. } | opening::Entry::SignalNoted { text, .. },
            ) => {
                vec![text.clone()]
            }
            Body::Complaint(complaint::Entry::ComplaintClassified { classification, .. }) => {
                let forms = classification.forms.iter().map(|form| t(format!("form-of-{form}")));
                forms.chain([t(format!("relation-{}", classification.relation))]).collect()
            }
            Body::FollowUp(follow_up::Entry::ContactAttempted { outcome, .. }) => {
                vec![t(format!("outcome-{outcome}"))]
            }
            Body::FollowUp(follow_up::Entry::ContactNoted { note, .. }) => vec![note.clone()],
            Body::FollowUp(follow_up::Entry::AppointmentBooked { at, place, .. }) => {
                vec![self.page.moment(*at), place.clone()]
            }
            Body::FollowUp(follow_up::Entry::DayTwoAnswered(answers)) => vec![answers.note.clone()],
            Body::FollowUp(follow_up::Entry::FollowUpEnded { reason, .. }) => {
                vec![t(format!("end-{reason}"))]
            }
            Body::FollowUp(follow_up::Entry::TakenBack { what, written_at, .. }) => {
                let taken = Kind::FollowUp(what.kind());
                vec![t(format!("event-{}", taken.word())), self.page.moment(*written_at)]
            }
            Body::FollowUp(follow_up::Entry::TakenBackReasoned { reason, .. }) => vec![reason.clone()],
            Body::Prosecution(prosecution::Entry::Decided { decision, reason, .. }) => {
                vec![t(format!("decision-{decision}")), reason.clone()]
            }
            Body::Prosecution(prosecution::Entry::MarkedSensitive { reason, .. }) => vec![reason.clone()],
            Body::Grants(grants::Entry::ConsentGiven(consent))
                if subject.people.contains(&consent.person) =>
            {
                vec![consent.to.office.clone(), self.page.moment(consent.until)]
            }
            _ => return self.of_oneself(subject, body),
        })
    }

    /// That a report exists in which he is named, what is recorded of himself, and that a decision was taken.
    fn for_other_party(&self, subject: &Subject, body: &Body) -> Option<Vec<String>> {
        Some(match body {
            Body::Report(report::Entry::ReportSigned(head)) => {
                vec![self.page.t(&format!("kind-{}", head.kind)), head.pv.to_string(), head.zone.to_string()]
            }
            // Why is not said: it may quote her.
            Body::Prosecution(prosecution::Entry::Decided { decision, .. }) => {
                vec![self.page.t(&format!("decision-{decision}"))]
            }
            _ => return self.of_oneself(subject, body),
        })
    }

    fn of_oneself(&self, subject: &Subject, body: &Body) -> Option<Vec<String>> {
        match body {
            Body::Report(report::Entry::PersonRecorded { person, .. })
                if subject.people.contains(&person.id) =>
            {
                Some(self.person(person))
            }
            Body::Report(report::Entry::ChannelRecorded { report, channel, .. })
            | Body::ContactGuard(contact_guard::Entry::ChannelStated { report, channel, .. })
                if subject.people.contains(&channel.person)
                    && self.guard.may_print(*report, channel, (subject.role, &subject.people)) =>
            {
                Some(vec![match &channel.at {
                    Reach::Email(address) => address.clone(),
                    Reach::Phone(number) => format::phone(number, None).to_string(),
                    Reach::Address { street, postcode, town } => {
                        let postcode = postcode.as_ref().map(ToString::to_string).unwrap_or_default();
                        format!("{street}, {postcode} {town}")
                    }
                }])
            }
            _ => None,
        }
    }

    fn person(&self, person: &Person) -> Vec<String> {
        let birth = match person.birth {
            Birth::Exact(day) => format::date(self.page.language, day),
            Birth::Month { year, month } => format!("{month:02}/{year}"),
            Birth::About(year) => year.to_string(),
            Birth::Unknown => String::new(),
        };
        vec![person.name(), birth, self.page.t(&format!("role-{}", person.role))]
    }
}

/// A copy that is given.
struct Copy<'a> {
    page: &'a Page<'a>,
    role: Role,
    given: Vec<Item>,
    withheld: Vec<&'static str>,
}

impl Copy<'_> {
    fn withheld(&self) -> Vec<String> {
        self.withheld.iter().map(|ground| self.page.t(&format!("copy-ground-{ground}"))).collect()
    }

    fn paper(&self, case: CaseId) -> Result<Response, WebError> {
        let items: Vec<_> = self.given.iter().map(|item| item.view(None)).collect();
        let values = context! { items, withheld => self.withheld(), case => case.to_string(), day => format::day(self.page.language, now()) };
        self.page.html("copy/paper.html", "copy-title", values)
    }

    /// JSON for a machine and text for a person, in one file whose name says nothing.
    fn file(&self) -> Result<Response, WebError> {
        let items: Vec<_> = self
            .given
            .iter()
            .map(|item| serde_json::json!({ "at": item.at, "what": item.title, "says": item.texts }))
            .collect();
        let json = serde_json::json!({
            "made": format::day(self.page.language, now()),
            "language": self.page.language,
            "for": self.role.word(),
            "items": items,
            "withheld": self.withheld(),
        });
        let mut text = format!("{}\n\n", self.page.t("copy-title"));
        for item in &self.given {
            text.push_str(&format!("{}  {}\n", item.at, item.title));
            item.texts.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
        }
        for ground in self.withheld() {
            text.push_str(&format!(
                "{}\n",
                format::labelled(self.page.language, &self.page.t("copy-withheld"), &ground)
            ));
        }
        let failed = |error: String| WebError::Internal(format!("copy: {error}"));
        let json = serde_json::to_string_pretty(&json).map_err(|error| failed(error.to_string()))?;
        let packed =
            pack(&[("copy.json", &json), ("copy.txt", &text)]).map_err(|error| failed(error.to_string()))?;
        let headers =
            [(CONTENT_TYPE, "application/zip"), (CONTENT_DISPOSITION, "attachment; filename=\"copy.zip\"")];
        Ok((headers, packed).into_response())
    }
}

fn pack(files: &[(&str, &str)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        packed.start_file(*name, zip::write::SimpleFileOptions::default())?;
        packed.write_all(text.as_bytes())?;
    }
    Ok(packed.finish()?.into_inner())
}
