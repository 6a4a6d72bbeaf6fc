//! Retention (M6): what is past its period, what is held, what is proposed; a proposal, its confirmation by somebody
//! else, and the certificate of what was erased.
//!
//! **Invariant:** no name and no PV number of a case is shown here: an opaque number, zones, a class and a month.

use crate::follow_up::queue::{cursor_text, parse_cursor};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use access::retention::{Rights, rights};
use axum::Form as FormBody;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::oversight::log::ReadingAct;
use casework::reading::retention::{ErasureGround, RecordClass, Rule};
use casework::record::form::Form;
use casework::record::id::{CaseId, ZoneCode};
use casework::record::text::lines;
use fluent_bundle::{FluentArgs, FluentValue};
use journal::{Certificate, Due, LegalHold, Plan, Planned, Signed, Watched};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of each list.
const PAGE: usize = 50;
/// Longest reason of a hold, in characters.
const REASON_MAX: usize = 1_000;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/retention", get(show).post(act))
        .route("/retention/{case}", get(certificate))
        .route("/retention/{case}/certificate.txt", get(certificate_as_text))
}

#[derive(Debug, Default, Deserialize)]
struct RetentionQuery {
    after: Option<String>,
    said: Option<String>,
}

/// What a form answered: a message at a field, and what was typed.
#[derive(Default)]
struct Answer {
    errors: Vec<(&'static str, &'static str)>,
    typed: Form,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<RetentionQuery>,
) -> Result<Response, WebError> {
    page(&app, &who, &asked, Answer::default()).await
}

/// Words that an address may carry to the page after a form: each is a message.
const SAID: [&str; 5] = ["proposed", "confirmed", "withdrawn", "held", "lifted"];

async fn page(
    app: &App,
    who: &SignedIn,
    asked: &RetentionQuery,
    answer: Answer,
) -> Result<Response, WebError> {
    let rights = rights(&who.viewer).ok_or(WebError::NotFound)?;
    let zones = &who.account.zones;
    let of = watched(who);
    let (journal, at) = (&app.journal, now());
    let due = journal.due_for_erasure(of, at, parse_cursor(asked.after.as_deref()).as_ref(), PAGE).await?;
    let plans = journal.plans(of, PAGE as i64).await?;
    let holds = journal.holds(of, PAGE as i64).await?;
    let erasing = plans.iter().filter(|plan| plan.is_confirmed).count();
    let mut page = Page::of(app, who, "/retention").at("/retention".to_owned());
    if let Some(said) = SAID.iter().find(|said| asked.said.as_deref() == Some(**said)) {
        page = page.saying("good", &format!("retention-said-{said}"));
    }
    let waits = due.rows.iter().map(|one| one.case.0).chain(plans.iter().map(|one| one.case.0));
    app.log_list(who, "retention", waits.chain(holds.iter().map(|one| one.case.0))).await?;
    let view = View { page: &page, app };
    let erased = erased_in(app, of).await?;
    let errors: Vec<_> = answer
        .errors
        .iter()
        .map(|(field, word)| context! { field => *field, text => page.t(&format!("retention-wrong-{word}")) })
        .collect();
    let wrong: BTreeMap<&str, String> =
        FIELDS.iter().map(|field| (*field, wrong_at(&page, &answer, field))).collect();
    let values = context! {
        erases => rights.erases,
        holds_too => rights.holds,
        first => asked.after.is_none(),
        next => cursor_text(due.next.as_ref()),
        due => due.rows.iter().map(|due| view.due(due)).collect::<Vec<_>>(),
        plans => plans.iter().map(|plan| view.plan(plan, who)).collect::<Vec<_>>(),
        held => holds.iter().map(|hold| view.hold(hold)).collect::<Vec<_>>(),
        erased => erased.iter().map(|one| view.erased(one)).collect::<Vec<_>>(),
        rules => view.rules(zones),
        erasing,
        grounds => grounds(&page),
        typed => answer.typed,
        errors,
        wrong,
    };
    let html = page.html("retention/show.html", "retention-title", values)?;
    Ok(if answer.errors.is_empty() { html } else { (StatusCode::UNPROCESSABLE_ENTITY, html).into_response() })
}

/// The cases over whose retention somebody watches. Those in which the police wrote no report are not for police and
/// prosecution, not even as a number; nor is one from which she is kept out for anybody.
fn watched(who: &SignedIn) -> Watched<'_> {
    let zones = &who.account.zones;
    let watched = match rights(&who.viewer).is_some_and(|rights| rights.openings) {
        true => Watched::all(zones),
        false => Watched::reported(zones),
    };
    watched.without(&who.hidden)
}

/// Fields that may be wrong.
const FIELDS: [&str; 6] = ["list", "case", "ground", "hold_case", "hold_reason", "lift_reason"];

fn wrong_at(page: &Page<'_>, answer: &Answer, field: &str) -> String {
    let word = answer.errors.iter().find(|(at, _)| *at == field).map(|(_, word)| word);
    word.map(|word| page.t(&format!("retention-wrong-{word}"))).unwrap_or_default()
}

fn grounds(page: &Page<'_>) -> Vec<Value> {
    let asked = ErasureGround::ALL.iter().filter(|ground| **ground != ErasureGround::Period);
    asked.map(|g| context! { value => g.word(), text => page.t(&format!("retention-ground-{g}")) }).collect()
}

/// The latest certificates of cases over which somebody watched.
async fn erased_in(app: &App, of: Watched<'_>) -> Result<Vec<Certificate>, WebError> {
    let (mut before, mut found) = (i64::MAX, Vec::new());
    loop {
        let some = app.journal.certificates(before, 200).await?;
        let Some(last) = some.last().map(|one| one.number) else { return Ok(found) };
        before = last;
        found.extend(some.into_iter().filter(|one| of.is_over(&one.zones, one.class)));
        if found.len() >= PAGE {
            found.truncate(PAGE);
            return Ok(found);
        }
    }
}

/// Says things in the language of the page.
struct View<'a> {
    page: &'a Page<'a>,
    app: &'a App,
}

impl View<'_> {
    fn zones(&self, zones: &BTreeSet<ZoneCode>) -> String {
        let name = |code: &ZoneCode| {
            let name =
                self.app.directory.zone(code).map_or("", |zone| zone.name.in_language(self.page.reader()));
            format!("{code} {name}").trim_end().to_owned()
        };
        zones.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    fn class(&self, class: RecordClass) -> String {
        self.page.t(&format!("record-{class}"))
    }

    fn period(&self, rule: &Rule) -> Option<String> {
        let (unit, number) = rule.period?.parts();
        let mut args = FluentArgs::new();
        args.set("number", FluentValue::from(i64::from(number)));
        Some(self.app.texts.get(self.page.language, &format!("period-{unit}"), &args))
    }

    fn due(&self, due: &Due) -> Value {
        context! {
            case => due.case.to_string(),
            zones => self.zones(&due.zones),
            class => self.class(due.class),
            month => month(due.month),
            from => format::day(self.page.language, due.counts_from),
            due => format::day(self.page.language, due.due),
        }
    }

    fn plan(&self, plan: &Plan, who: &SignedIn) -> Value {
        context! {
            case => plan.case.to_string(),
            zones => plan.of.as_ref().map(|(zones, _, _)| self.zones(zones)).unwrap_or_default(),
            class => plan.of.as_ref().map(|(_, class, _)| self.class(*class)).unwrap_or_default(),
            month => plan.of.as_ref().map(|(_, _, first)| month(*first)).unwrap_or_default(),
            ground => self.page.t(&format!("retention-ground-{}", plan.ground)),
            by => plan.proposer.as_str(),
            at => self.page.moment(plan.proposed_at),
            confirmed => plan.is_confirmed,
            own => plan.proposed_by == who.user(),
        }
    }

    fn hold(&self, hold: &LegalHold) -> Value {
        context! {
            case => hold.case.to_string(),
            by => hold.holder.as_str(),
            at => self.page.moment(hold.set_at),
            reason => hold.reason.as_str(),
        }
    }

    fn erased(&self, one: &Certificate) -> Value {
        context! {
            case => one.case.to_string(),
            number => one.number,
            zones => self.zones(&one.zones),
            class => one.class.map(|class| self.class(class)).unwrap_or_default(),
            month => one.month.map(month).unwrap_or_default(),
            at => self.page.moment(one.erased_at),
            ground => self.page.t(&format!("retention-ground-{}", one.ground)),
        }
    }

    /// The rules that hold for these zones, those of a zone of its own named.
    fn rules(&self, zones: &[ZoneCode]) -> Vec<Value> {
        let retention = &self.app.journal.rules().retention;
        let line = |class: RecordClass, rule: &Rule, zone: Option<&ZoneCode>| {
            context! {
                class => self.class(class),
                zone => zone.map(ToString::to_string),
                period => self.period(rule),
                from => self.page.t(&format!("counts-{}", rule.counts_from)),
                sure => self.page.t(&format!("sure-{}", rule.sure)),
                source => rule.source.as_str(),
            }
        };
        let mut rules = Vec::new();
        for (class, default) in retention.defaults() {
            rules.push(line(class, default, None));
            for zone in zones {
                let own = retention.of(zone, class).filter(|own| *own != default);
                rules.extend(own.map(|own| line(class, own, Some(zone))));
            }
        }
        rules
    }
}

/// `202603` as people write it.
fn month(number: i64) -> String {
    format!("{:02}/{}", number % 100, number / 100)
}

async fn act(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let rights = rights(&who.viewer).ok_or(WebError::NotFound)?;
    let action = typed.get("action").cloned().unwrap_or_default();
    let done = match action.as_str() {
        "propose" | "ask" | "confirm" | "withdraw" if rights.erases => {
            decide(&app, &who, &action, &typed).await?
        }
        "hold" | "lift" if rights.holds => hold(&app, &who, &action, &typed).await?,
        _ => return Err(WebError::NotFound),
    };
    match done {
        Ok(said) => Ok(Redirect::to(&format!("/retention?said={said}")).into_response()),
        Err(errors) => page(&app, &who, &RetentionQuery::default(), Answer { errors, typed }).await,
    }
}

/// A word that the page says afterwards, or a message at a field.
type Decided = Result<&'static str, Vec<(&'static str, &'static str)>>;

/// The cases that were ticked, or the one whose button was pressed.
fn chosen(typed: &Form) -> Vec<CaseId> {
    let ticked = typed.keys().filter_map(|key| key.strip_prefix("case."));
    ticked.chain(typed.get("case").map(String::as_str)).filter_map(|id| id.trim().parse().ok()).collect()
}

async fn decide(app: &App, who: &SignedIn, action: &str, typed: &Form) -> Result<Decided, WebError> {
    let (of, user, at) = (watched(who), who.user(), now());
    let cases = chosen(typed);
    let ground = match action {
        "ask" => typed.get("ground").and_then(|word| ErasureGround::from_word(word)),
        _ => Some(ErasureGround::Period),
    };
    let field = if action == "ask" { "case" } else { "list" };
    if cases.is_empty() {
        return Ok(Err(vec![(field, if action == "ask" { "number" } else { "none" })]));
    }
    let Some(ground) = ground else { return Ok(Err(vec![("ground", "choose")])) };
    let said = match action {
        "confirm" => "confirmed",
        "withdraw" => "withdrawn",
        _ => "proposed",
    };
    for case in cases {
        let done = match action {
            "confirm" => app.journal.confirm_erasure(of, case, user, at).await?,
            "withdraw" => app.journal.withdraw_erasure(of, case).await?,
            _ => app.journal.propose_erasure(of, case, ground, user, at).await?,
        };
        if done != Planned::Done {
            return Ok(Err(vec![(field, word_of(done))]));
        }
        app.journal.log(who.reading(ReadingAct::Write, "review").of(case).detail(said)).await?;
    }
    Ok(Ok(said))
}

async fn hold(app: &App, who: &SignedIn, action: &str, typed: &Form) -> Result<Decided, WebError> {
    let (of, user, at) = (watched(who), who.user(), now());
    let lifts = action == "lift";
    let (case_field, reason_field) =
        if lifts { ("list", "lift_reason") } else { ("hold_case", "hold_reason") };
    let typed_case = typed.get(if lifts { "case" } else { "hold_case" });
    let case: Option<CaseId> = typed_case.and_then(|id| id.trim().parse().ok());
    let reason = lines(typed.get(reason_field).map_or("", String::as_str), REASON_MAX);
    let mut wrong = Vec::new();
    if case.is_none() {
        wrong.push((case_field, "number"));
    }
    match &reason {
        Ok(text) if text.is_empty() => wrong.push((reason_field, "reason")),
        Ok(_) => {}
        Err(_) => wrong.push((reason_field, "long")),
    }
    let (Some(case), Ok(reason), true) = (case, reason, wrong.is_empty()) else { return Ok(Err(wrong)) };
    let done = match lifts {
        true => app.journal.lift_hold(of, case, user, at, &reason).await?,
        false => app.journal.set_hold(of, case, user, at, &reason).await?,
    };
    let said = if lifts { "lifted" } else { "held" };
    if done != Planned::Done {
        return Ok(Err(vec![(case_field, word_of(done))]));
    }
    app.journal.log(who.reading(ReadingAct::Write, "review").of(case).detail(said)).await?;
    Ok(Ok(said))
}

fn word_of(done: Planned) -> &'static str {
    match done {
        Planned::Done | Planned::Already => "already",
        Planned::Unknown => "unknown",
        Planned::Held => "held",
        Planned::NotDue => "not-due",
        Planned::SamePerson => "same-person",
    }
}

async fn find(app: &App, who: &SignedIn, case: &str) -> Result<(Rights, Certificate), WebError> {
    let rights = rights(&who.viewer).ok_or(WebError::NotFound)?;
    let case = case.parse().map_err(|_| WebError::NotFound)?;
    let found = app.journal.certificate(case).await?.ok_or(WebError::NotFound)?;
    if watched(who).is_over(&found.zones, found.class) {
        Ok((rights, found))
    } else {
        Err(WebError::NotFound)
    }
}

/// The lines of a certificate: what, and its value. The same on the page and in the file.
fn certificate_lines(view: &View<'_>, one: &Certificate) -> Vec<(String, String)> {
    let page = view.page;
    let signed = |by: &Signed| format!("{}, {}", by.name, page.moment(by.at));
    let mut lines = vec![
        (page.t("certificate-number"), one.number.to_string()),
        (page.t("retention-case"), one.case.to_string()),
        (page.t("retention-zones"), view.zones(&one.zones)),
        (page.t("retention-class"), one.class.map(|class| view.class(class)).unwrap_or_default()),
        (page.t("retention-month"), one.month.map(month).unwrap_or_default()),
        (page.t("retention-ground"), page.t(&format!("retention-ground-{}", one.ground))),
    ];
    if !one.rule.is_empty() {
        lines.push((page.t("certificate-rule"), one.rule.clone()));
    }
    lines.extend([
        (page.t("certificate-proposed"), signed(&one.proposed)),
        (page.t("certificate-confirmed"), signed(&one.confirmed)),
        (page.t("certificate-erased"), page.moment(one.erased_at)),
        (page.t("certificate-entries"), one.entries.to_string()),
        (page.t("certificate-hash"), one.last_hash.clone()),
        (page.t("certificate-named-by"), one.named_by.to_string()),
    ]);
    lines
}

async fn certificate(
    State(app): State<App>,
    who: SignedIn,
    Path(case): Path<String>,
) -> Result<Response, WebError> {
    let (_, one) = find(&app, &who, &case).await?;
    let page = Page::of(&app, &who, "/retention");
    let view = View { page: &page, app: &app };
    let lines = certificate_lines(&view, &one);
    let lines: Vec<_> = lines.iter().map(|(key, value)| context! { key, value }).collect();
    let destroyed: Vec<_> =
        one.destroyed.iter().map(|(table, rows)| context! { table, rows => *rows as i64 }).collect();
    let values = context! { lines, destroyed, case => one.case.to_string() };
    page.html("retention/certificate.html", "certificate-title", values)
}

async fn certificate_as_text(
    State(app): State<App>,
    who: SignedIn,
    Path(case): Path<String>,
) -> Result<Response, WebError> {
    let (_, one) = find(&app, &who, &case).await?;
    let page = Page::of(&app, &who, "/retention");
    let view = View { page: &page, app: &app };
    let mut text = format!("{}\n\n", page.t("certificate-title"));
    for (key, value) in certificate_lines(&view, &one) {
        text.push_str(&format!("{}\n", format::labelled(page.language, &key, &value)));
    }
    text.push_str(&format!("\n{}\n", page.t("certificate-destroyed")));
    for (table, rows) in &one.destroyed {
        text.push_str(&format!("  {table}: {rows}\n"));
    }
    text.push_str(&format!("\n{}\n", page.t("certificate-stays")));
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"certificate.txt\""),
    ];
    Ok((headers, text).into_response())
}
