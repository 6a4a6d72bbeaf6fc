//! The case page: people, a timeline drawn as a picture, what was known on a day, and the next act.

mod act;
mod proposal;
mod together;

use crate::answers::Wrong;
use crate::app::App;
use crate::error::WebError;
use crate::guard::{At, Guard, Whole};
use crate::now::now;
use crate::page::Page;
use crate::plot::{self, TimelineMark};
use crate::routes::Router;
use crate::session::SignedIn;
use crate::view::{Done, OpenCase};
use access::CaseFacts;
use axum::Form as FormBody;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::case::{Body, Command, Event, ReportState, tasks_of};
use casework::follow_up::{ContactOutcome, DayTwo, EndReason};
use casework::prosecution::Decision;
use casework::record::dates::brussels;
use casework::record::facets::Strand;
use casework::record::form::Form;
use casework::record::id::{CaseId, ReportId};
use casework::record::person::{Birth, Language, Person, Role};
use casework::record::staff::Function;
use casework::record::words::Answer;
use casework::tasks::clocks::ClockKind;
use casework::tasks::{Pause, Standing, Task};
use casework::{follow_up, linking, prosecution, report, tasks};
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;
use together::Together;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{case}", get(show))
        .route("/cases/{case}/proposals/{action}", post(proposal::decide))
        .route("/cases/{case}/{report}/{action}", post(act))
}

#[derive(Debug, Default, Deserialize)]
struct CaseQuery {
    #[serde(default)]
    on: String,
}

/// A form that was refused: shown again with its message and what was typed.
#[derive(Default)]
struct Refused {
    action: String,
    report: Option<ReportId>,
    wrong: Wrong,
    /// Somebody else was first.
    conflict: bool,
    typed: Form,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<CaseQuery>,
) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    case_page(&app, &who, id, &asked.on, Refused::default()).await
}

/// The end of a day in Belgium.
fn end_of(day: Date) -> Option<Timestamp> {
    let start = day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok()?;
    start.end_of_day().ok().map(|end| end.timestamp())
}

async fn case_page(
    app: &App,
    who: &SignedIn,
    id: CaseId,
    on: &str,
    refused: Refused,
) -> Result<Response, WebError> {
    let until = on.parse::<Date>().ok().and_then(end_of);
    let mut open =
        app.open_case(who, id, until, if until.is_some() { "case on a day" } else { "case" }).await?;
    if until.is_none() && leave_receipts(app, who, &open).await? {
        open = app.open_case(who, id, None, "receipt").await?;
    }
    let address = if on.is_empty() { format!("/cases/{id}") } else { format!("/cases/{id}?on={on}") };
    let mut page = Page::of(app, who, "/cases").at(address);
    if !on.is_empty() && until.is_none() {
        page = page.saying("late", "error-bad-date");
    } else if refused.conflict {
        page = page.saying("late", "case-conflict");
    }
    // Whoever asks what was known on a day must not see clocks of today.
    let at = until.unwrap_or_else(now);
    let beside = app.open_beside(who, &open, until).await?;
    let whole = Whole::of(app, id).await?;
    let guard = whole.guard(app, who, id);
    let together = Together::new(&page, &open, &beside);
    let proposals = app.proposals_of(who, &open, at).await?;
    let reports: Vec<_> = open
        .case
        .reports
        .iter()
        .map(|(id, report)| report_view(&page, who, &open.facts, (*id, report), (&together, &guard), at))
        .collect();
    let can_act = until.is_none();
    let room = act::room(&refused.action, &refused.typed);
    let errors: BTreeMap<String, String> = refused
        .wrong
        .iter()
        .map(|(field, word)| (format!("{room}.{field}"), page.t(&format!("error-{word}"))))
        .collect();
    let summary: Vec<_> = errors
        .iter()
        .map(|(field, text)| context! { field => field.as_str(), text => text.as_str() })
        .collect();
    let typed = refused.typed.clone();
    let value = Value::from_function(move |name: String| typed.get(&name).cloned().unwrap_or_default());
    let error = Value::from_function(move |name: String| errors.get(&name).cloned());
    let values = context! {
        copies => !access::retention::copies_for(&who.viewer).is_empty(),
        id => id.to_string(), seq => open.seq, on, day => on.parse::<Date>().ok().map(|day| crate::format::date(page.language, day)), can_act, reports,
        path => format!("/cases/{id}"), together => together.list(), history => together.history(at), graph => together.graph(),
        proposals => proposals.view(&page, (who, &open), |case| together.holds(case), at), neighbours => together.neighbours(), people_there => together.people_there(),
        timeline => events(&page, &open), picture => picture(&page, &open),
        refused => context! { action => refused.action.as_str(), report => refused.report.map(|r| r.to_string()) },
        readers => who.viewer.function.is_support() || who.viewer.function.is_prosecution(),
        summary, v => value, e => error, choices => choices(&page), acts => who.viewer.function.works_on_cases(), guide => who.viewer.function.hears(),
    };
    let html = page.html("case/show.html", "case-title", values)?;
    let status = match (refused.conflict, refused.wrong.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, html).into_response())
}

/// The first opening by an account is an entry of its own (C1): who, when. `true` when one was written.
async fn leave_receipts(app: &App, who: &SignedIn, open: &OpenCase) -> Result<bool, WebError> {
    if who.viewer.function == Function::Intake {
        return Ok(false);
    }
    let mut wrote = false;
    for (report, state) in &open.case.reports {
        if state.record.signed.is_some() && !state.record.opened_by(who.user()) {
            let command =
                Command::Report(report::Command::AcknowledgeReceipt { report: *report, user: who.user() });
            // Whoever reads by a grant alone leaves none: the reading log has it.
            if app.may(who, &open.facts, &command) {
                app.give(who, open.id, None, &command).await?;
                wrote = true;
            }
        }
    }
    Ok(wrote)
}

fn report_view(
    page: &Page<'_>,
    who: &SignedIn,
    about: &CaseFacts,
    (id, report): (ReportId, &ReportState),
    (together, guard): (&Together<'_>, &Guard<'_>),
    at: Timestamp,
) -> Value {
    let channels = guard.at(id, report);
    let answer = |answer: Answer| page.t(&format!("answer-{answer}"));
    let head = report.record.signed.as_ref().map(|signed| {
        let head = &signed.what;
        let place = app_place(page, head);
        context! { kind => page.t(&format!("kind-{}", head.kind)), pv => head.pv.as_str(), zone => head.zone.as_str(), place,
            happened_on => crate::format::date(page.language, head.happened_on), happened_at => head.happened_at.map(|t| t.to_string()[..5].to_owned()),
            received_at => page.moment(head.received_at), signed_by => signed.by.name.as_str(), day_two_agreed => head.day_two_agreed, imported => head.imported }
    });
    let facts = report.record.facts.as_ref().map(|facts| {
        context! { place => facts.place.as_str(), context => facts.context.as_str(), words => facts.words.as_str(), actions => facts.actions.as_str(),
            children_present => facts.children_present.map(answer), children_impact => facts.children_impact.as_str(), measures => facts.measures.as_str(),
            left => answer(facts.left_spontaneously), breach => (facts.breach != Answer::Unknown).then(|| answer(facts.breach)), referrals => facts.referrals.iter().map(|r| page.t(&format!("referral-{r}"))).collect::<Vec<_>>() }
    });
    let risk = report.record.risk.as_ref().map(|risk| {
        let factors = risk.factors.iter().map(|(factor, given)| context! { name => page.t(&format!("risk-{factor}")), answer => answer(*given), yes => *given == Answer::Yes });
        context! { factors => factors.collect::<Vec<_>>(), note => risk.note.as_str() }
    });
    let moments = |at: Timestamp, by: &casework::record::staff::Author| context! { at => page.moment(at), by => by.name.as_str(), function => page.t(&format!("function-{}", by.function)) };
    let victim_language = report.record.first(Role::Victim).map_or("fr", |victim| victim.language.word());
    let flyer_language = crate::texts::LANGUAGES
        .iter()
        .find(|(code, _)| *code == victim_language)
        .map_or(page.language, |(code, _)| *code);
    context! {
        id => id.to_string(), head, facts, risk, flyer_language, takes_letters => guard.takes_letters(channels),
        overrides => report.contact_guard.overrides.iter().map(|o| context! { name => report.record.people.iter().find(|p| p.id == o.what.person).map(Person::name), way => page.t(&format!("way-{}", o.what.mode)), reason => o.what.reason.as_str(), ..moments(o.at, &o.by) }).collect::<Vec<_>>(),
        people => report.record.people.iter().map(|person| context! { also => together.also(person.id), ..person_view(page, who, person, (guard, channels)) }).collect::<Vec<_>>(),
        people_here => together.people_of(report), links => together.links_of(report),
        safe_contact => report.record.safe_contact.as_ref().map(|safe| safe.instructions.clone()),
        amendments => report.record.amendments.iter().map(|a| context! { text => a.what.as_str(), ..moments(a.at, &a.by) }).collect::<Vec<_>>(),
        receipts => report.record.receipts.iter().map(|r| moments(r.at, &r.by)).collect::<Vec<_>>(),
        attempts => report.follow_up.attempts.iter().map(|a| context! { outcome => page.t(&format!("outcome-{}", a.what.outcome)), next_try => page.moments(a.what.next_try), ..moments(a.at, &a.by) }).collect::<Vec<_>>(),
        notes => report.follow_up.notes.iter().map(|n| context! { text => n.what.as_str(), ..moments(n.at, &n.by) }).collect::<Vec<_>>(),
        appointments => report.follow_up.appointments.iter().map(|a| context! { when => page.moment(a.what.0), place => a.what.1.as_str(), ..moments(a.at, &a.by) }).collect::<Vec<_>>(),
        ended => report.follow_up.ended.as_ref().map(|e| context! { reason => page.t(&format!("end-{}", e.what)), ..moments(e.at, &e.by) }),
        day_two => report.follow_up.day_two.as_ref().map(|d| moments(d.at, &d.by)),
        day_two_answers => report.follow_up.day_two_answers.as_ref().map(|d| day_two_view(page, d)),
        decisions => report.prosecution.decisions.iter().map(|d| context! { decision => page.t(&format!("decision-{}", d.what.0)), reason => d.what.1.as_str(), ..moments(d.at, &d.by) }).collect::<Vec<_>>(),
        sensitive => report.prosecution.sensitive.as_ref().map(|s| context! { reason => s.what.as_str(), ..moments(s.at, &s.by) }),
        clocks => clocks_view(page, id, report, at),
        may => may_view(page.app, who, about, (id, report)),
    }
}

fn app_place(page: &Page<'_>, head: &casework::report::Head) -> String {
    let place = head.neighbourhood.as_ref().and_then(|nis| page.app.directory.municipality(nis));
    let name = place
        .map_or_else(|| page.t("place-unknown"), |place| place.name.in_language(page.reader()).to_owned());
    format!("{} {name}", head.postcode)
}

/// A birth as it is known.
pub(crate) fn birth(page: &Page<'_>, person: &Person) -> Option<String> {
    match person.birth {
        Birth::Exact(day) => Some(crate::format::date(page.language, day)),
        Birth::About(year) => Some(format!("± {year}")),
        Birth::Unknown => None,
    }
}

fn person_view(page: &Page<'_>, who: &SignedIn, person: &Person, (guard, at): (&Guard<'_>, At<'_>)) -> Value {
    let birth = birth(page, person);
    let own = at.state.record.channels.iter().filter(|channel| channel.person == person.id);
    let channels: Vec<_> = own.map(|channel| guard.channel(page, who, at, channel)).collect();
    let reachable = channels.iter().any(|one| one.get_attr("reachable").is_ok_and(|yes| yes.is_true()));
    context! { name => person.name(), reachable, role => page.t(&format!("role-{}", person.role)), victim => person.role == Role::Victim,
    birth, language => (person.language != Language::Unknown).then(|| page.t(&format!("language-{}", person.language))), channels }
}

fn day_two_view(page: &Page<'_>, answers: &DayTwo) -> Value {
    let line = |key: &str, answer: Answer| context! { question => page.t(key), answer => page.t(&format!("answer-{answer}")) };
    let lines = vec![
        line("day-two-framework", answers.framework_explained),
        line("day-two-hearing", answers.hearing_prepared),
        line("day-two-companion", answers.companion_wanted),
        line("day-two-housing", answers.housing_safe),
        line("day-two-income", answers.own_income),
    ];
    context! { lines, note => answers.note.as_str() }
}

/// Clocks of a report: running, standing, or an empty slot.
fn clocks_view(page: &Page<'_>, id: ReportId, report: &ReportState, at: Timestamp) -> Vec<Value> {
    let tasks = tasks_of(id, report, &page.app.journal.rules().timing);
    let line = |task: &Task| {
        let clock = task.clock()?;
        let pause = report.clocks.pauses_of(clock).last().filter(|_| task.is_paused(at));
        Some(context! {
            clock => clock.word(), name => page.t(&format!("clock-{clock}")), set => task.due.is_some(),
            due => page.moments(task.due), done => page.moments(task.done_at()),
            needed => task.standing != Standing::NotNeeded,
            paused => pause.map(|pause| pause_view(page, pause)), late => task.is_late(at) && pause.is_none(),
        })
    };
    tasks.iter().filter_map(line).collect()
}

/// Until when a clock stands still, and why where the viewer may know.
fn pause_view(page: &Page<'_>, pause: &Pause) -> String {
    format!("{} {}", crate::format::day(page.language, pause.until), pause.reason).trim_end().to_owned()
}

/// What this viewer may do now.
fn may_view(
    app: &App,
    who: &SignedIn,
    about: &CaseFacts,
    (report, state): (ReportId, &ReportState),
) -> Value {
    let may = |command: Command| app.may(who, about, &command);
    let text = String::new;
    let contact = may(Command::FollowUp(follow_up::Command::Contact {
        report,
        outcome: ContactOutcome::Reached,
        next_try: None,
        note: text(),
    }));
    let end = contact && state.follow_up.ended.is_none();
    let day_two = contact
        && state.follow_up.day_two.is_none()
        && state.record.head().is_some_and(|head| head.day_two_agreed);
    context! {
        amend => may(Command::Report(report::Command::Amend { report, text: text() })), contact, day_two, end,
        show => may(act::show_anything(report)),
        decide => may(Command::Prosecution(prosecution::Command::Decide { report, decision: Decision::Closed, reason: text() })),
        sensitive => state.prosecution.sensitive.is_none() && may(Command::Prosecution(prosecution::Command::MarkSensitive { report, reason: text() })),
        clock => if may(Command::Tasks(tasks::Command::Resume { report, clock: ClockKind::Decision })) { "decision" } else if contact { "first-contact" } else { "" },
        ties => contact || may(Command::Prosecution(prosecution::Command::Decide { report, decision: Decision::Closed, reason: text() })),
    }
}

fn choices(page: &Page<'_>) -> Value {
    let options = |room: &str, words: Vec<&'static str>| {
        words
            .into_iter()
            .map(|word| context! { value => word, text => page.t(&format!("{room}-{word}")) })
            .collect::<Vec<_>>()
    };
    context! {
        ends => options("end", EndReason::ALL.iter().filter(|e| **e != EndReason::Archived).map(|e| e.word()).collect()),
        outcomes => options("outcome", ContactOutcome::ALL.iter().map(|o| o.word()).collect()),
        decisions => options("decision", Decision::ALL.iter().map(|d| d.word()).collect()),
        answers => options("answer", Answer::ALL.iter().map(|a| a.word()).collect()),
    }
}

fn events(page: &Page<'_>, open: &OpenCase) -> Vec<Value> {
    let line = |event: &Event| {
        context! { at => page.moment(event.at), by => event.by.name.as_str(), function => page.t(&format!("function-{}", event.by.function)), what => page.t(&format!("event-{}", event.kind.word())) }
    };
    open.case.timeline.iter().rev().map(line).collect()
}

/// The lane of a strand.
const fn lane(strand: Strand) -> usize {
    match strand {
        Strand::Police => 0,
        Strand::Support => 1,
        Strand::Justice => 2,
        Strand::Sharing => 3,
    }
}

fn picture(page: &Page<'_>, open: &OpenCase) -> Value {
    let mark = |event: &Event| {
        let label = format!(
            "{}: {}",
            crate::format::moment(page.language, event.at),
            page.t(&format!("event-{}", event.kind.word()))
        );
        let mark = event.kind.facets().mark()?;
        Some(TimelineMark { at: event.at, lane: lane(mark.strand), label, mark })
    };
    let marks: Vec<_> = open.case.timeline.iter().filter_map(mark).collect();
    let (Some(first), Some(last)) = (marks.first().map(|m| m.at), marks.last().map(|m| m.at)) else {
        return Value::from_safe_string(String::new());
    };
    let lanes = Strand::ALL.iter().map(|strand| page.t(&format!("strand-{strand}"))).collect::<Vec<_>>();
    Value::from_safe_string(plot::timeline(
        page.language,
        &page.t("timeline-title"),
        &marks,
        &lanes,
        |stroke| page.t(&format!("stroke-{stroke}")),
        first,
        last,
    ))
}

async fn act(
    State(app): State<App>,
    who: SignedIn,
    Path((case, report, action)): Path<(String, String, String)>,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let case: CaseId = case.parse().map_err(|_| WebError::NotFound)?;
    let report: ReportId = report.parse().map_err(|_| WebError::NotFound)?;
    let seen = typed.get("seq").and_then(|seq| seq.parse().ok());
    let refuse = |wrong, conflict, typed| Refused {
        action: action.clone(),
        report: Some(report),
        wrong,
        conflict,
        typed,
    };
    if action == "show" {
        // Whoever is shown a channel that is not safe is in the log of readings, like whoever opens a case.
        app.open_case(&who, case, None, "channel").await?;
    }
    let command = match act::read(case, report, &action, &typed) {
        Ok(command) => command.ok_or(WebError::NotFound)?,
        Err(wrong) => return case_page(&app, &who, case, "", refuse(wrong, false, typed)).await,
    };
    if let Some(field) = unseen(&app, &who, &command).await? {
        return case_page(&app, &who, case, "", refuse(vec![(field, "choose")], false, typed)).await;
    }
    let done = match give(&app, &who, case, seen, &command).await {
        Ok(done) => done,
        Err(why) => return Page::of(&app, &who, "/cases").not_saved(why, &typed),
    };
    match done {
        Done::Written => Ok(Redirect::to(&format!("/cases/{case}#r-{report}")).into_response()),
        Done::Refused(refusal) => {
            let wrong = vec![(refusal.field, refusal.why.word())];
            case_page(&app, &who, case, "", refuse(wrong, false, typed)).await
        }
        Done::Conflict => case_page(&app, &who, case, "", refuse(vec![], true, typed)).await,
    }
}

/// The field that names a case which the viewer may not open, or somebody of it whom she may not see.
async fn unseen(app: &App, who: &SignedIn, command: &Command) -> Result<Option<&'static str>, WebError> {
    let (field, seen) = match command {
        Command::Linking(linking::Command::Separate { with, .. }) => {
            ("with", app.may_open(who, *with).await?)
        }
        Command::Linking(linking::Command::UnlinkPerson { same, .. }) => {
            ("which", app.may_open(who, same.case).await?)
        }
        Command::Linking(linking::Command::LinkPerson { same, .. }) => {
            let there = match app.may_open(who, same.case).await? {
                true => app.open_case(who, same.case, None, "link").await?.case.person(same.person).is_some(),
                false => false,
            };
            ("there", there)
        }
        _ => return Ok(None),
    };
    Ok((!seen).then_some(field))
}

/// Deciding and answering build on what was seen; adding does not. Receipts of others are no conflict.
async fn give(
    app: &App,
    who: &SignedIn,
    case: CaseId,
    seen: Option<i64>,
    command: &Command,
) -> Result<Done, WebError> {
    let exclusive = matches!(
        command,
        Command::Prosecution(prosecution::Command::Decide { .. })
            | Command::FollowUp(follow_up::Command::DayTwo(_))
            | Command::FollowUp(follow_up::Command::EndFollowUp { .. })
            | Command::Tasks(tasks::Command::Pause { .. })
            | Command::Tasks(tasks::Command::Resume { .. })
    );
    // Whoever ends a follow-up must have seen that a colleague spoke with the victim meanwhile.
    let ends = matches!(command, Command::FollowUp(follow_up::Command::EndFollowUp { .. }));
    let (true, Some(seen)) = (exclusive, seen) else { return app.give(who, case, None, command).await };
    match app.give(who, case, Some(seen), command).await? {
        Done::Conflict => {
            let stream = app.journal.load(case).await?.ok_or(WebError::NotFound)?;
            let since = usize::try_from(seen).unwrap_or(0);
            let clash = stream.entries.iter().skip(since).any(|entry| {
                clashes(&entry.body)
                    || ends && matches!(entry.body, Body::FollowUp(follow_up::Entry::ContactAttempted { .. }))
            });
            if clash { Ok(Done::Conflict) } else { app.give(who, case, Some(stream.seq), command).await }
        }
        done => Ok(done),
    }
}

fn clashes(body: &Body) -> bool {
    matches!(
        body,
        Body::Prosecution(prosecution::Entry::Decided { .. })
            | Body::FollowUp(follow_up::Entry::DayTwoDone { .. })
            | Body::FollowUp(follow_up::Entry::FollowUpEnded { .. })
            | Body::Tasks(tasks::Entry::ClockPaused { .. })
            | Body::Tasks(tasks::Entry::ClockResumed { .. })
    )
}
