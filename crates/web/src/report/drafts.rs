//! Reports at the counter (A1): drafts that survive everything, signed once.

use crate::case::pages::SIGNED;
use crate::follow_up::queue::{Beside, row_view};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use access::{Asked, CaseFacts};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form as FormBody, Json};
use casework::case::Command;
use casework::contact_guard;
use casework::record::form::{Form, Problem};
use casework::record::hours::Day;
use casework::record::id::{CaseId, DraftId, ReportId, ZoneCode};
use casework::record::person::{Exposure, Language, Relation, Role};
use casework::record::refusal::{Refusal, Why};
use casework::record::staff::Function;
use casework::record::words::Answer;
use casework::report;
use casework::report::form::{Context, people_shown, phones_shown};
use casework::report::progress::{self, Progress, Section};
use casework::report::{Referral, ReportKind, RiskFactor, form};
use journal::{Draft, OpenError, RowFilter, RunError, SaveError, State as Rows, new_uuid};
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/reports", get(home))
        .route("/reports/new", post(new))
        .route("/drafts/{id}", get(show).post(submit))
        .route("/drafts/{id}/autosave", post(autosave))
}

/// Fields that steer the page and are not answers.
const STEERING: [&str; 2] = ["do", "version"];

fn own_zone(who: &SignedIn) -> Result<ZoneCode, WebError> {
    match (who.viewer.function, who.account.zones.first()) {
        (Function::Intake, Some(zone)) => Ok(zone.clone()),
        _ => Err(WebError::NotFound),
    }
}

async fn home(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let zone = own_zone(&who)?;
    let drafts = app.journal.drafts(who.user()).await?;
    let filter =
        RowFilter { limit: 20, hidden: who.hidden.clone(), ..RowFilter::of(vec![zone], Rows::All, now()) };
    let page = Page::of(&app, &who, "/reports");
    let rows = app.journal.page(&filter).await?.rows;
    app.log_list(&who, "reports", rows.iter().map(|row| row.report.0)).await?;
    let rows: Vec<_> = rows.iter().map(|row| row_view(&page, row, &Beside::default(), filter.now)).collect();
    let drafts: Vec<_> = drafts.iter().map(|draft| draft_line(&page, draft)).collect();
    page.html("reports/home.html", "reports-title", context! { drafts, rows })
}

pub(crate) fn draft_line(page: &Page<'_>, draft: &Draft) -> Value {
    let pv = draft.form.get("pv_number").cloned().unwrap_or_default();
    context! { id => draft.id.to_string(), pv, saved_at => page.moment(draft.saved_at) }
}

async fn new(State(app): State<App>, who: SignedIn) -> Result<Redirect, WebError> {
    own_zone(&who)?;
    let at = now();
    let id = DraftId(new_uuid(at));
    let start = [("p0.role", "victim"), ("p1.role", "other-party"), ("kind", "family-dispute")];
    let form: Form = start.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    app.journal.new_draft(id, who.user(), at, &form).await?;
    Ok(Redirect::to(&format!("/drafts/{id}")))
}

fn draft_id(id: &str) -> Result<DraftId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebError> {
    own_zone(&who)?;
    let id = draft_id(&id)?;
    let Some(draft) = app.journal.draft(id, who.user()).await? else {
        // Signed meanwhile, perhaps in another window: the report has the id of its draft.
        // Only to whoever may open it: the answer must not tell that somebody else's case exists.
        return match app.may_open(&who, CaseId(id.0)).await? {
            true => Ok(Redirect::to(&format!("/cases/{id}")).into_response()),
            false => Err(WebError::NotFound),
        };
    };
    draft_page(Page::of(&app, &who, "/reports"), &who, &draft, Said::default())
}

async fn submit(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    FormBody(mut typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let zone = own_zone(&who)?;
    let id = draft_id(&id)?;
    let wish = typed.get("do").cloned().unwrap_or_default();
    if wish == "discard" {
        app.journal.discard_draft(id, who.user()).await?;
        return Ok(Redirect::to("/reports").into_response());
    }
    let seen = seen_version(&typed);
    add_blocks(&mut typed, &wish);
    let added = first_field_added(&typed, &wish);
    let form = answers(typed);
    match app.journal.save_draft(id, who.user(), seen, now(), &form).await {
        Ok(version) if wish == "sign" => {
            sign(&app, &who, zone, &Draft { id, version, saved_at: now(), form }).await
        }
        Ok(_) => Ok(Redirect::to(&format!("/drafts/{id}{added}")).into_response()),
        Err(SaveError::Conflict(kept)) => conflict_page(&app, &who, form, &kept),
        Err(SaveError::Open(error)) if is_storage_refused(&error) => {
            tracing::error!(%error, "storage refused a draft");
            let page = Page::of(&app, &who, "/reports").saying("late", "failure-storage");
            let draft = Draft { id, version: seen, saved_at: now(), form };
            let html = draft_page(page, &who, &draft, Said { unsaved: Some("failed"), ..Said::default() })?;
            Ok((StatusCode::INSUFFICIENT_STORAGE, html).into_response())
        }
        // The draft is gone because it was signed.
        Err(SaveError::Gone) if app.may_open(&who, CaseId(id.0)).await? => {
            if wish == "sign" {
                return Ok(Redirect::to(&format!("/cases/{id}")).into_response());
            }
            Err(WebError::Meanwhile("signed-meanwhile"))
        }
        Err(error) => Err(error.into()),
    }
}

fn is_storage_refused(error: &OpenError) -> bool {
    matches!(error, OpenError::Db(error) if error.is_storage_refused())
}

fn seen_version(typed: &Form) -> i64 {
    typed.get("version").and_then(|version| version.parse().ok()).unwrap_or(0)
}

fn answers(typed: Form) -> Form {
    typed.into_iter().filter(|(name, text)| !STEERING.contains(&name.as_str()) && !text.is_empty()).collect()
}

/// "Add a person" and "add a phone" work without JavaScript: they save and show one more block.
fn add_blocks(typed: &mut Form, wish: &str) {
    if let "add-person" | "add-child" = wish {
        let more = (people_shown(typed) + 1).min(form::PEOPLE_MAX);
        typed.insert("people".to_owned(), more.to_string());
        if wish == "add-child" {
            typed.entry(format!("p{}.role", more - 1)).or_insert_with(|| Role::Child.word().to_owned());
        }
    } else if let Some(person) = wish.strip_prefix("add-phone-").and_then(|i| i.parse::<usize>().ok()) {
        let more = (phones_shown(typed, person) + 1).min(form::PHONES_MAX);
        typed.insert(format!("p{person}.phones"), more.to_string());
    }
}

/// Where the hands go on after "add": the first field of the block that was added, as the end of an address. Browsers
/// put the cursor there by themselves.
fn first_field_added(typed: &Form, wish: &str) -> String {
    let last = people_shown(typed) - 1;
    match wish {
        "add-person" => format!("#p{last}-role"),
        "add-child" => format!("#p{last}-given_names"),
        _ => match wish.strip_prefix("add-phone-").and_then(|i| i.parse::<usize>().ok()) {
            Some(person) => format!("#p{person}-phone{}", phones_shown(typed, person) - 1),
            None => String::new(),
        },
    }
}

async fn autosave(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    own_zone(&who)?;
    let at = now();
    let seen = seen_version(&typed);
    let typed = answers(typed);
    match app.journal.save_draft(draft_id(&id)?, who.user(), seen, at, &typed).await {
        Ok(version) => {
            let time = crate::shell::format::moment(who.language, at);
            let saved_at = time.rsplit(' ').next().unwrap_or_default();
            let page = Page::of(&app, &who, "");
            let (warnings, sections) = (warnings(&page, &typed), sections(&page, &who, &typed));
            let answer = serde_json::json!({
                "version": version, "saved_at": saved_at, "warnings": warnings, "sections": sections
            });
            Ok(Json(answer).into_response())
        }
        Err(SaveError::Conflict(_)) => {
            let message = Page::of(&app, &who, "").t("reports-conflict");
            Ok((StatusCode::CONFLICT, Json(serde_json::json!({ "message": message }))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn sign(app: &App, who: &SignedIn, zone: ZoneCode, draft: &Draft) -> Result<Response, WebError> {
    let at = now();
    let context = Context { report: ReportId(draft.id.0), zone, now: at };
    let place = |postcode: &_| app.directory.municipality_of(postcode).map(|place| place.nis.clone());
    let report = match form::read(&draft.form, &context, place, || new_uuid(at)) {
        Ok(report) => report,
        Err(problems) => return problem_page(app, who, draft, &problems, None),
    };
    let case = CaseId(draft.id.0);
    let command = Command::Report(report::Command::Sign(Box::new(report)));
    // The case begins with this report: nothing is known of it yet.
    let facts = CaseFacts::default();
    if !app.policies.may_add(&Asked::of(&who.viewer, at, &facts), &command).allowed {
        return Err(WebError::NotFound);
    }
    let mut signed = app.journal.run(case, &who.author(), at, None, &command).await;
    if matches!(signed, Err(RunError::Conflict)) {
        // Two windows or nodes at once: looked at again, it is signed already, or its number is known.
        signed = app.journal.run(case, &who.author(), at, None, &command).await;
    }
    match signed {
        Ok(_) => {
            app.journal.discard_draft(draft.id, who.user()).await?;
            Ok(Redirect::to(&format!("/cases/{case}?done={SIGNED}")).into_response())
        }
        Err(RunError::Refused(Refusal { why: Why::AlreadySigned, .. })) => {
            app.journal.discard_draft(draft.id, who.user()).await?;
            Ok(Redirect::to(&format!("/cases/{case}")).into_response())
        }
        // Said at the field, with the way to the report that holds the number: to whoever may open that one.
        Err(RunError::DuplicatePv(known)) => {
            let open = app.may_open(who, known).await?;
            app.log_number(
                who,
                draft.form.get("pv_number").map_or("", String::as_str),
                open.then_some(known),
            )
            .await?;
            let word = if open { "known-pv" } else { "pv-unusable" };
            let problem = Problem { field: "pv_number".to_owned(), word };
            problem_page(app, who, draft, &[problem], open.then_some(known))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a draft page says besides the draft.
#[derive(Default)]
struct Said {
    /// Message at each field.
    errors: BTreeMap<String, String>,
    /// The report that has the PV number already.
    known: Option<CaseId>,
    /// Why what is shown is not on the server: `failed` or `conflict`.
    unsaved: Option<&'static str>,
}

fn problem_page(
    app: &App,
    who: &SignedIn,
    draft: &Draft,
    problems: &[Problem],
    known: Option<CaseId>,
) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/reports");
    let mut errors = BTreeMap::new();
    for problem in problems {
        errors.entry(problem.field.clone()).or_insert_with(|| page.t(&format!("error-{}", problem.word)));
    }
    let said = Said { errors, known, unsaved: None };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, draft_page(page, who, draft, said)?).into_response())
}

/// Saved in two windows: every field that differs says what the other one holds. What was typed here stays, and what
/// only the other one holds is taken over: saving again loses nothing.
fn conflict_page(app: &App, who: &SignedIn, mut typed: Form, kept: &Draft) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/reports");
    let fields: BTreeSet<_> = typed.keys().chain(kept.form.keys()).cloned().collect();
    let mut errors = BTreeMap::new();
    // How many blocks are shown is nobody's answer.
    for field in fields.into_iter().filter(|field| field != "people" && !field.ends_with(".phones")) {
        let other = kept.form.get(&field).map_or("", String::as_str);
        let own = typed.get(&field).map_or("", String::as_str);
        let message = match (own, other) {
            _ if own == other => continue,
            (_, "") => page.t("error-empty-elsewhere"),
            ("", _) => page.t("error-taken-from-elsewhere"),
            _ => format!("{} « {other} »", page.t("error-changed-elsewhere")),
        };
        if own.is_empty() {
            typed.insert(field.clone(), other.to_owned());
        }
        errors.insert(field, message);
    }
    let draft = Draft { form: typed, ..kept.clone() };
    let said = Said { errors, known: None, unsaved: Some("conflict") };
    Ok((StatusCode::CONFLICT, draft_page(page, who, &draft, said)?).into_response())
}

/// The name of a field, as its label says it.
pub(crate) fn label(page: &Page<'_>, field: &str) -> String {
    let Some((person, own)) = field.strip_prefix('p').and_then(|rest| rest.split_once('.')) else {
        // Answers of a list are named after it: `risk.weapons`, `referral.eva`.
        let key = field.replace(['_', '.'], "-");
        return page.t(&if field.contains('.') { key } else { format!("field-{key}") });
    };
    let number = person.parse::<i64>().map_or(1, |index| index + 1);
    let what = match own.strip_prefix("phone") {
        Some(rest) => phone_label(page, rest),
        None => page.t(&format!("field-{}", own.replace('_', "-"))),
    };
    format!("{}, {what}", page.say("person-number", number))
}

/// The name of a field of a phone: `0`, `0_readers`, `0_day.mon`.
fn phone_label(page: &Page<'_>, field: &str) -> String {
    let (index, what) = field.split_once('_').unwrap_or((field, ""));
    let index = index.parse::<i64>().unwrap_or(0) + 1;
    let phone = page.say("field-phone", index);
    match what.split('.').next().unwrap_or_default() {
        "" => phone,
        "readers" => page.say("field-phone-readers", index),
        what => format!("{phone}, {}", page.t(&format!("field-terms-{what}"))),
    }
}

/// Whether something was typed, or is wrong, among the terms of a channel: then they are shown open.
fn has_terms(form: &Form, errors: &BTreeMap<String, String>, channel: &str) -> bool {
    let prefix = format!("{channel}_");
    let is_term = |field: &String| {
        field.strip_prefix(&prefix).is_some_and(|what| what != "readers" && !what.starts_with("postcode"))
    };
    let typed =
        form.iter().filter(|(_, text)| !matches!(text.as_str(), "" | "unknown")).map(|(field, _)| field);
    typed.chain(errors.keys()).any(is_term)
}

/// What is to be said at fields that are also the other party's, by field.
fn warnings(page: &Page<'_>, form: &Form) -> BTreeMap<String, String> {
    let said = |one: contact_guard::Warning| (one.field, page.t(&format!("warning-{}", one.word)));
    contact_guard::warnings(form).into_iter().map(said).collect()
}

/// What is done and what is missing, section by section.
fn sections(page: &Page<'_>, who: &SignedIn, form: &Form) -> BTreeMap<&'static str, String> {
    let Ok(zone) = own_zone(who) else { return BTreeMap::new() };
    let context = Context { report: ReportId(uuid::Uuid::nil()), zone, now: now() };
    let say = |key: &str, count: usize| page.say(key, i64::try_from(count).unwrap_or(i64::MAX));
    let state = |(section, far): (Section, Progress)| {
        let text = match (far.missing, far.unasked) {
            (0, 0) => page.t("section-complete"),
            (0, unasked) => say("section-unasked", unasked),
            (missing, _) => say("section-missing", missing),
        };
        (section.word(), text)
    };
    progress::progress(form, &context).into_iter().map(state).collect()
}

/// A person of a form in one line, once something is filled in; nothing when something is said at one of its fields.
fn folded<'f>(
    page: &Page<'_>,
    form: &Form,
    i: usize,
    mut said: impl Iterator<Item = &'f String>,
) -> Option<String> {
    let own = |field: &str| form.get(&format!("p{i}.{field}")).map(|text| text.trim()).unwrap_or_default();
    let name = format!("{} {}", own("given_names"), own("family_name")).trim().to_owned();
    let wrong = said.any(|field| field.starts_with(&format!("p{i}.")));
    let role = Role::from_word(own("role")).map(|role| page.t(&format!("role-{role}")));
    let language = Language::from_word(own("language")).filter(|one| *one != Language::Unknown);
    let language = language.map(|language| page.t(&format!("language-{language}")));
    let reach = Some(own("phone0").to_owned());
    let parts = [Some(name.clone()), role, Some(own("birth").to_owned()), language, reach];
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    // A phone field that was just asked for is to be filled in.
    let typed = (0..form::PHONES_MAX).filter(|j| !own(&format!("phone{j}")).is_empty()).count();
    let asked = phones_shown(form, i) > typed.max(1);
    (!name.is_empty() && !wrong && !asked).then(|| parts.join(" · "))
}

fn draft_page(page: Page<'_>, who: &SignedIn, draft: &Draft, said: Said) -> Result<Response, WebError> {
    let page = page.at(format!("/drafts/{}", draft.id));
    let (form, errors) = (draft.form.clone(), said.errors.clone());
    let value = Value::from_function(move |name: String| form.get(&name).cloned().unwrap_or_default());
    let error = Value::from_function(move |name: String| errors.get(&name).cloned());
    let line = |(field, text): (&String, &String)| {
        let text = format::labelled(page.language, &label(&page, field), text);
        context! { field => field.as_str(), text }
    };
    let warned = warnings(&page, &draft.form);
    let (children, people): (Vec<_>, Vec<_>) =
        (0..people_shown(&draft.form)).partition(|i| form::is_child(&draft.form, *i));
    let shown = people.len() + children.len();
    let people: Vec<_> = people
        .into_iter()
        .map(|i| {
            let open = |channel: String| has_terms(&draft.form, &said.errors, &format!("p{i}.{channel}"));
            let phone = |j| context! { j, open => open(format!("phone{j}")) };
            let phones = (0..phones_shown(&draft.form, i)).map(phone).collect::<Vec<_>>();
            let folded = folded(&page, &draft.form, i, said.errors.keys().chain(warned.keys()));
            context! { i, folded, phones, email_open => open("email".into()), address_open => open("address".into()) }
        })
        .collect();
    let warning = Value::from_function(move |name: String| warned.get(&name).cloned());
    let values = context! {
        w => warning, id => draft.id.to_string(), version => draft.version, zone => who.account.zones.first().map(ToString::to_string),
        saved_at => said.unsaved.is_none().then(|| page.moment(draft.saved_at)), unsaved => said.unsaved,
        v => value, e => error, known => said.known.map(|case| case.to_string()),
        errors => said.errors.iter().map(line).collect::<Vec<_>>(), people, children, shown, choices => choices(&page),
        sections => sections(&page, who, &draft.form),
    };
    page.html("reports/draft.html", "reports-draft-title", values)
}

/// The closed lists of the form, with their texts.
fn choices(page: &Page<'_>) -> Value {
    context! {
        answers => page.options("answer", Answer::ALL, Answer::word),
        kinds => page.options("kind", ReportKind::ALL, ReportKind::word),
        roles => page.options("role", Role::ALL, Role::word),
        relations => page.options("relation", Relation::ALL, Relation::word),
        readers => page.options("reader", Exposure::ALL, Exposure::word),
        languages => page.options("language", Language::ALL, Language::word),
        risks => page.options("risk", RiskFactor::ALL, RiskFactor::word),
        days => page.options("day", Day::ALL, Day::word),
        referrals => page.options("referral", Referral::ALL, Referral::word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::texts::Texts;

    /// Every field that may get a message.
    const FIELDS: [&str; 44] = [
        "pv_number",
        "kind",
        "happened_on",
        "happened_at",
        "postcode",
        "place",
        "facts",
        "words",
        "actions",
        "children_present",
        "children_impact",
        "children_now",
        "relation",
        "p0.interpreter",
        "p1.same_address",
        "risk.weapons",
        "risk_note",
        "left_spontaneously",
        "breach",
        "measures",
        "referral.eva",
        "day_two_agreed",
        "safe_contact",
        "p0.role",
        "p0.family_name",
        "p0.given_names",
        "p0.birth",
        "p0.language",
        "p0.street",
        "p0.address_postcode",
        "p0.town",
        "p0.address_readers",
        "p1.phone0_readers",
        "p0.phone0_day.mon",
        "p0.phone0_from",
        "p0.phone0_to",
        "p0.phone0_voicemail",
        "p0.phone0_message",
        "p0.phone0_word",
        "p0.email",
        "p0.email_readers",
        "p0.email_message",
        "p0.address_letter",
        "p0.address_visit",
    ];

    #[tokio::test]
    async fn the_error_summary_knows_the_name_of_every_field_in_every_language() {
        let texts = Texts::load(None).unwrap();
        let (_folder, app) = crate::account::test_app().await;
        for (language, _) in crate::shell::texts::LANGUAGES {
            let page = Page::signed_out(&app, language, "");
            for field in FIELDS.iter().chain(&["p1.phone0"]) {
                let said = label(&page, field);
                assert!(!said.contains("field-") && !said.contains("risk-"), "{language} {field}: {said}");
            }
            assert!(texts.has(language, "error-taken-from-elsewhere"));
        }
    }
}
