//! Recording the ground in a case: what was answered, what is written down, who may read what until when.
//!
//! The rules are held against the answers once more: a ground whose conditions are not met is not recorded, whatever
//! a form says, and nobody records one in a profession that is not hers.

use super::query::{Pairs, SharingQuery, professions, today};
use super::view::{Shown, pairs};
use crate::case::view::{Done, OpenCase};
use crate::grants::{known_office, offices};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use access::Viewer;
use access::sharing::{Outcome, Weighed};
use axum::Form as FormBody;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::case::Command;
use casework::grants;
use casework::grants::RecordedGround;
use casework::record::date_input;
use casework::record::dates::brussels;
use casework::record::facets::Class;
use casework::record::form::Form;
use casework::record::id::{CaseId, GrantId, PersonId, ZoneCode};
use casework::record::staff::Recipient;
use casework::record::text::{BadText, NARRATIVE_MAX, lines};
use jiff::Timestamp;
use jiff::civil::Date;
use journal::new_uuid;
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};

/// A form that was refused: the message at each field, and what was typed.
#[derive(Default)]
pub(super) struct Typed {
    wrong: BTreeMap<String, &'static str>,
    pairs: Pairs,
}

impl Typed {
    pub(super) fn is_refused(&self) -> bool {
        !self.wrong.is_empty()
    }

    /// The page with the status of what happened.
    pub(super) fn answer(&self, page: Response) -> Response {
        let status = if self.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        (status, page).into_response()
    }

    fn get(&self, field: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}

/// Rules that may be recorded as a ground by this viewer, as things were answered.
fn grounds<'a>(outcome: &'a Outcome<'a>, asked: &SharingQuery, viewer: &Viewer) -> Vec<&'a Weighed<'a>> {
    let own = asked.question.who.is_some_and(|who| professions(viewer).contains(&who));
    let recordable = |one: &&Weighed<'_>| own && one.rule.ground.is_some();
    outcome.grounds().filter(recordable).collect()
}

/// The form beside the answer; nothing when there is no ground to record, or it is not for this viewer.
pub(super) fn form(shown: &Shown<'_>, viewer: &Viewer, open: &OpenCase, typed: &Typed) -> Option<Value> {
    let outcome = shown.outcome();
    let grounds = grounds(&outcome, shown.asked, viewer);
    let sector = shown.asked.question.to?.sector()?;
    let chosen =
        grounds.iter().find(|one| Some(one.rule.id.as_str()) == typed.get("rule")).or(grounds.first())?;
    let probe = RecordedGround {
        grant: GrantId(uuid::Uuid::nil()),
        ground: chosen.rule.ground?,
        person: None,
        to: Recipient { sector, zone: None, office: String::new() },
        classes: chosen.classes.clone(),
        until: now(),
        answers: BTreeMap::new(),
        reason: String::new(),
    };
    let asked = access::Asked::of(viewer, now(), &open.facts);
    if !shown.page.app.policies.may_add(&asked, &Command::Grants(grants::Command::Ground(probe))).allowed {
        return None;
    }
    let page = shown.page;
    let rules = grounds.iter().map(|one| {
        let text = page.t(&format!("sharing-rule-{}", one.rule.id));
        context! { value => one.rule.id.as_str(), text }
    });
    let notes = grounds.iter().flat_map(|one| &one.rule.note).collect::<BTreeSet<_>>();
    let notes = notes.into_iter().map(|id| context! { id => format!("note.{id}"), text => shown.note(id) });
    let people = open.case.reports.iter().flat_map(|(_, report)| &report.record.people);
    let people = people.map(|person| {
        let text = format!("{} ({})", person.name(), page.t(&format!("role-{}", person.role)));
        context! { value => person.id.to_string(), text }
    });
    let zones = page.app.directory.zones().iter();
    let zones = zones.map(|zone| {
        let text = format!("{} {}", zone.code, zone.name.in_language(page.reader()));
        context! { value => zone.code.as_str(), text }
    });
    let classes: BTreeSet<_> = grounds.iter().flat_map(|one| one.classes.iter().copied()).collect();
    let told: Vec<_> = classes
        .iter()
        .map(|class| context! { value => class.word(), text => page.t(&format!("sharing-what-{class}")) })
        .collect();
    let ticked: Vec<_> = if typed.is_refused() {
        typed.pairs.iter().filter(|(name, _)| name == "class").map(|(_, word)| word.clone()).collect()
    } else {
        classes.iter().map(ToString::to_string).collect()
    };
    let until = chosen.rule.ends(shown.on).map(|day| crate::shell::format::date(page.language, day));
    let fields: Form = typed.pairs.iter().cloned().collect();
    let errors: BTreeMap<String, String> =
        typed.wrong.iter().map(|(field, word)| (field.clone(), page.t(&format!("error-{word}")))).collect();
    let summary: Vec<_> = errors
        .iter()
        .map(|(field, text)| context! { field => field.as_str(), text => text.as_str() })
        .collect();
    let value = Value::from_function(move |name: String| fields.get(&name).cloned().unwrap_or_default());
    let error = Value::from_function(move |name: String| errors.get(&name).cloned());
    Some(context! {
        rules => rules.collect::<Vec<_>>(), rule => chosen.rule.id.as_str(), notes => notes.collect::<Vec<_>>(),
        people => people.collect::<Vec<_>>(), zones => zones.collect::<Vec<_>>(), told, ticked, until, summary, v => value, e => error,
        kept => pairs(&shown.asked.question).into_iter().map(|(name, value)| context! { name, value }).collect::<Vec<_>>(),
    })
}

/// `POST /cases/{case}/ground`.
pub(super) async fn record(
    State(app): State<App>,
    who: SignedIn,
    Path(case): Path<String>,
    FormBody(typed): FormBody<Pairs>,
) -> Result<Response, WebError> {
    let case: CaseId = case.parse().map_err(|_| WebError::NotFound)?;
    let asked = SharingQuery::read(&typed, &app.sharing);
    let ground = match read(&app, &who.viewer, &asked, (&typed, &offices(&app).await?)) {
        Ok(ground) => ground,
        Err(wrong) => {
            return case_page(&app, &who, case, &typed, Typed { wrong, pairs: typed.clone() }).await;
        }
    };
    match app.give(&who, case, None, &Command::Grants(grants::Command::Ground(ground))).await? {
        Done::Written => Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Done::Refused(refusal) => {
            let wrong = [(refusal.field.to_owned(), refusal.why.word())].into();
            case_page(&app, &who, case, &typed, Typed { wrong, pairs: typed.clone() }).await
        }
        Done::Conflict => Err(WebError::Internal("a ground builds on nothing that can conflict".to_owned())),
    }
}

/// From answers and form to a ground, or to a message at each field.
fn read(
    app: &App,
    viewer: &Viewer,
    asked: &SharingQuery,
    (typed, offices): (&[(String, String)], &BTreeSet<String>),
) -> Result<RecordedGround, BTreeMap<String, &'static str>> {
    let outcome = app.sharing.weigh(&asked.question, today());
    let grounds = grounds(&outcome, asked, viewer);
    let mut answers = Answers { typed, wrong: BTreeMap::new() };
    let chosen = answers.choice("rule", |id| grounds.iter().find(|one| one.rule.id == id));
    let sector = answers.found("rule", asked.question.to.and_then(|to| to.sector()));
    let person = answers.optional("person", |id| id.parse::<PersonId>().ok());
    let zone = answers.optional("zone", |code| {
        ZoneCode::parse(code).ok().filter(|code| app.directory.zone(code).is_some())
    });
    let office = answers.needed("office", "required");
    let classes = chosen.map(|one| answers.classes(&one.classes)).unwrap_or_default();
    let until = answers.last_day("until");
    let notes = chosen.map(|one| answers.notes(&one.rule.note)).unwrap_or_default();
    let reason = answers.needed("reason", "reason-needed");
    let given = asked.question.given.iter().map(|(id, answer)| (id.clone(), answer.word().to_owned()));
    let ground = chosen.and_then(|one| one.rule.ground);
    match (ground, sector, until, answers.wrong.is_empty()) {
        (Some(ground), Some(sector), Some(until), true) => Ok(RecordedGround {
            grant: GrantId(new_uuid(now())),
            ground,
            person,
            to: Recipient { sector, zone, office: known_office(offices, office) },
            classes,
            until,
            answers: given.chain(notes).collect(),
            reason,
        }),
        _ => Err(answers.wrong),
    }
}

struct Answers<'a> {
    typed: &'a [(String, String)],
    wrong: BTreeMap<String, &'static str>,
}

impl<'a> Answers<'a> {
    fn raw(&self, field: &str) -> &'a str {
        self.typed.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text.trim())
    }

    fn found<T>(&mut self, field: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.wrong.insert(field.to_owned(), "choose");
        }
        found
    }

    fn choice<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.found(field, parse(self.raw(field)))
    }

    fn optional<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.raw(field).is_empty() { None } else { self.choice(field, parse) }
    }

    fn text(&mut self, field: &str) -> String {
        lines(self.raw(field), NARRATIVE_MAX).unwrap_or_else(|bad| {
            let word = if bad == BadText::Control { "control-character" } else { "too-long" };
            self.wrong.insert(field.to_owned(), word);
            String::new()
        })
    }

    fn needed(&mut self, field: &str, word: &'static str) -> String {
        if self.raw(field).is_empty() {
            self.wrong.insert(field.to_owned(), word);
        }
        self.text(field)
    }

    /// What was ticked, and the rule allows.
    fn classes(&mut self, allowed: &BTreeSet<Class>) -> BTreeSet<Class> {
        let ticked = self.typed.iter().filter(|(name, _)| name == "class");
        let classes: BTreeSet<_> = ticked.filter_map(|(_, word)| Class::from_word(word)).collect();
        if classes.is_empty() || !classes.is_subset(allowed) {
            self.wrong.insert("class".to_owned(), "choose");
        }
        classes
    }

    /// The end of a day in Belgium.
    fn last_day(&mut self, field: &str) -> Option<Timestamp> {
        let end = date_input::day(self.raw(field)).ok().and_then(end_of);
        if end.is_none() {
            let word = if self.raw(field).is_empty() { "required" } else { "not-a-date" };
            self.wrong.insert(field.to_owned(), word);
        }
        end
    }

    /// What was written down; what was not is not kept.
    fn notes(&mut self, ids: &[String]) -> Vec<(String, String)> {
        let notes = ids.iter().map(|id| (id.clone(), self.text(&format!("note.{id}"))));
        notes.collect::<Vec<_>>().into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

fn end_of(day: Date) -> Option<Timestamp> {
    let start = day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok()?;
    start.end_of_day().ok().map(|end| end.timestamp())
}

/// The guide beside a case. The case is opened, and that is logged, because its people are named in the form.
pub(super) async fn case_page(
    app: &App,
    who: &SignedIn,
    case: CaseId,
    pairs: &[(String, String)],
    typed: Typed,
) -> Result<Response, WebError> {
    // Who only sees a case tells nothing of it: for her the guide stands in the menu, without a case.
    if who.viewer.function.only_sees() {
        return Err(WebError::NotFound);
    }
    let open = app.open_case(who, case, None, "sharing").await?;
    let asked = SharingQuery::read(pairs, &app.sharing).filled(&who.viewer, true);
    let path = format!("/cases/{case}/sharing");
    let page = Page::of(app, who, "/cases");
    let page = if typed.is_refused() { page.at(path.clone()) } else { page };
    let shown = Shown { page: &page, asked: &asked, path: &path, on: today() };
    let form = form(&shown, &who.viewer, &open, &typed);
    let values = context! { case => context! { path => format!("/cases/{case}"), form }, ..shown.values() };
    let html = page.html("sharing/show.html", "sharing-title", values)?;
    Ok(typed.answer(html))
}
