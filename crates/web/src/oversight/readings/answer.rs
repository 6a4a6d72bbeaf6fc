//! "Who read my file?": an answer on paper, in the person's language. By day, which service read, for what purpose,
//! how often. No names of staff, no hours, no address, nothing about anybody else of the case.
//!
//! What if the other party asks? That victim support or a doctor reads would tell him that she speaks with them: of
//! these services he is never told, and the paper says the same to everybody.

use super::line::{answers_for, known_purpose};
use crate::shell::app::App;
use crate::shell::error::{WebError, unprocessable};
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use crate::shell::texts::LANGUAGES;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::oversight::log::{Reading, ReadingAct, ReadingOutcome};
use casework::record::dates::brussels;
use casework::record::id::CaseId;
use casework::record::person::Role;
use casework::record::staff::Sector;
use casework::record::text;
use jiff::Timestamp;
use jiff::civil::Date;
use journal::{Hold, ReadingLine, ReadingsOf};
use minijinja::context;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Longest reason.
const REASON_MAX: usize = 500;
/// Lines that are counted at most: more than any case has.
const MOST: usize = 100_000;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{case}/readers", get(ask).post(answer))
        .route("/cases/{case}/readers/hold", axum::routing::post(hold))
}

/// Who is asking on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    Victim,
    Other,
}

impl Asker {
    const ALL: [Self; 2] = [Self::Victim, Self::Other];

    const fn word(self) -> &'static str {
        match self {
            Self::Victim => "victim",
            Self::Other => "other",
        }
    }

    /// Services of which she is told.
    fn hears_of(self, sector: Option<Sector>) -> bool {
        match self {
            Self::Victim => true,
            Self::Other => matches!(sector, Some(Sector::Police | Sector::Prosecution)),
        }
    }
}

/// What somebody may do here.
struct Door {
    /// Make the answer: victim support and reviewers.
    answers: bool,
    /// Hold back: the prosecution.
    holds: bool,
    /// The language of the victim, when the viewer may read it.
    language: Option<&'static str>,
}

impl Door {
    /// Victim support and the prosecution come through the case, which is logged; a reviewer sees no case, and must
    /// answer for the zone of one that was read.
    async fn open(app: &App, who: &SignedIn, case: CaseId) -> Result<Self, WebError> {
        let function = who.viewer.function;
        if function.is_support() {
            let open = app.open_case(who, case, None, "readers").await?;
            let victim = open.case.reports.iter().find_map(|(_, report)| report.record.first(Role::Victim));
            let own = victim.map(|victim| victim.language.word());
            let language = LANGUAGES.iter().map(|(code, _)| *code).find(|code| Some(*code) == own);
            Ok(Self { answers: true, holds: false, language })
        } else if function.is_prosecution() {
            app.open_case(who, case, None, "readers").await?;
            Ok(Self { answers: false, holds: true, language: None })
        } else if function.is_reviewer() {
            let ever = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
            let lines = app.journal.readings(ReadingsOf::Case(case), ever, 50).await?;
            if !lines.iter().any(|line| answers_for(who, &line.reading.shown.zones)) {
                app.journal.log(who.reading(ReadingAct::Answer, "review").of(case).refused()).await?;
                return Err(WebError::NotFound);
            }
            Ok(Self { answers: true, holds: false, language: None })
        } else {
            Err(WebError::NotFound)
        }
    }
}

fn case_of(id: &str) -> Result<CaseId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

/// A form that was refused.
#[derive(Default)]
struct Said {
    wrong: Option<(&'static str, &'static str)>,
    asker: String,
    reason: String,
}

async fn ask(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebError> {
    let case = case_of(&id)?;
    let door = Door::open(&app, &who, case).await?;
    form(&app, &who, case, &door, Said::default()).await
}

async fn form(
    app: &App,
    who: &SignedIn,
    case: CaseId,
    door: &Door,
    said: Said,
) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/cases").at(format!("/cases/{case}/readers"));
    let hold = app.journal.hold_on_readings(case).await?;
    // Why the prosecution holds back is the prosecution's own.
    let reason = hold.as_ref().filter(|hold| hold.held && door.holds).map(|hold| hold.reason.clone());
    let askers = Asker::ALL
        .map(|one| context! { value => one.word(), text => page.t(&format!("readers-for-{}", one.word())), hint => page.t(&format!("readers-for-{}-hint", one.word())) })
        .to_vec();
    let languages = LANGUAGES.map(|(value, text)| context! { value, text }).to_vec();
    let error = |field: &str| {
        let found = said.wrong.filter(|(name, _)| *name == field);
        found.map(|(_, word)| page.t(&format!("error-{word}")))
    };
    let values = context! {
        case => case.to_string(), answers => door.answers, holds => door.holds, held => hold.is_some_and(|hold| hold.held),
        held_reason => reason, askers, languages, language => door.language.unwrap_or(who.language), asker => said.asker.as_str(),
        reason => said.reason.as_str(), asker_error => error("asker"), reason_error => error("reason"),
        opens => !who.viewer.function.is_reviewer(),
    };
    let html = page.html("readings/ask.html", "readers-title", values)?;
    Ok(if said.wrong.is_some() { unprocessable(html) } else { html })
}

#[derive(Debug, Default, Deserialize)]
struct AnswerForm {
    #[serde(default)]
    asker: String,
    #[serde(default)]
    language: String,
}

/// One row of the paper.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    day: std::cmp::Reverse<Date>,
    sector: Option<Sector>,
    purpose: String,
}

/// What counts as one reading: a request, or a line that came from none.
type Once = (Option<Uuid>, Option<i64>);

/// What the paper says: which service, on which day, for what, how often. `held`: the prosecution holds back.
fn rows(lines: &[ReadingLine], asker: Asker, held: bool) -> BTreeMap<Row, usize> {
    let mut counted: BTreeMap<Row, BTreeSet<Once>> = BTreeMap::new();
    for ReadingLine { seq, reading } in lines.iter().filter(|line| counts(&line.reading)) {
        let sector = reading.unit.as_ref().map(|unit| unit.sector);
        if !asker.hears_of(sector) || (held && sector.is_none_or(|sector| sector == Sector::Prosecution)) {
            continue;
        }
        let day = std::cmp::Reverse(reading.at.to_zoned_datetime(brussels()).date());
        // What one click shows counts once.
        let once = (reading.request, reading.request.is_none().then_some(*seq));
        let row = Row { day, sector, purpose: reading.purpose.clone() };
        counted.entry(row).or_default().insert(once);
    }
    counted.into_iter().map(|(row, requests)| (row, requests.len())).collect()
}

/// Whether a line is one of somebody reading the case.
fn counts(reading: &Reading) -> bool {
    let acts = [
        ReadingAct::Open,
        ReadingAct::Beside,
        ReadingAct::Find,
        ReadingAct::Print,
        ReadingAct::Export,
        ReadingAct::BreakGlass,
        ReadingAct::Earlier,
    ];
    reading.outcome == ReadingOutcome::Given && acts.contains(&reading.act)
}

async fn answer(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(wish): Form<AnswerForm>,
) -> Result<Response, WebError> {
    let case = case_of(&id)?;
    let door = Door::open(&app, &who, case).await?;
    if !door.answers {
        return Err(WebError::NotFound);
    }
    let Some(asker) = Asker::ALL.into_iter().find(|one| one.word() == wish.asker) else {
        let said = Said { wrong: Some(("asker", "choose")), ..Said::default() };
        return form(&app, &who, case, &door, said).await;
    };
    let language = crate::shell::texts::language_of(&wish.language);
    let purpose = if who.viewer.function.is_reviewer() { "review" } else { "follow-up" };
    app.journal.log(who.reading(ReadingAct::Answer, purpose).of(case).detail(asker.word())).await?;
    let held = app.journal.hold_on_readings(case).await?.is_some_and(|hold| hold.held);
    let ever = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
    let lines = app.journal.readings(ReadingsOf::Case(case), ever, MOST).await?;
    let page = Page { language, ..Page::of(&app, &who, "/cases") }.at(format!("/cases/{case}/readers"));
    let row = |(row, times): (Row, usize)| {
        let service = row.sector.map_or_else(|| "unknown".to_owned(), |sector| sector.to_string());
        context! {
            day => format::date(language, row.day.0), times, service => page.t(&format!("readers-service-{service}")),
            purpose => page.t(&format!("readers-reason-{}", known_purpose(&row.purpose))),
        }
    };
    let rows: Vec<_> = rows(&lines, asker, held).into_iter().map(row).collect();
    let today = now().to_zoned_datetime(brussels()).date();
    let values = context! {
        rows, left_out => held || asker == Asker::Other, made => format::date(language, today),
        back => format!("/cases/{case}/readers"),
    };
    page.html("readings/answer.html", "readers-paper-title", values)
}

#[derive(Debug, Default, Deserialize)]
struct HoldForm {
    #[serde(default)]
    hold: String,
    #[serde(default)]
    reason: String,
}

/// The prosecution holds its readings back from answers, with a reason, or no longer.
async fn hold(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(wish): Form<HoldForm>,
) -> Result<Response, WebError> {
    let case = case_of(&id)?;
    let door = Door::open(&app, &who, case).await?;
    if !door.holds {
        return Err(WebError::NotFound);
    }
    let held = wish.hold != "no";
    let reason = text::lines(&wish.reason, REASON_MAX);
    let wrong = match &reason {
        Ok(reason) if held && reason.is_empty() => Some("empty"),
        Ok(_) => None,
        Err(text::BadText::TooLong(_)) => Some("too-long"),
        Err(text::BadText::Control) => Some("control-character"),
    };
    if let Some(word) = wrong {
        let said = Said { wrong: Some(("reason", word)), reason: wish.reason, ..Said::default() };
        return form(&app, &who, case, &door, said).await;
    }
    let word = if held { "hold" } else { "hold-ended" };
    app.journal.log(who.reading(ReadingAct::Answer, "decide").of(case).detail(word)).await?;
    let hold = Hold { at: now(), by: who.user(), held, reason: reason.unwrap_or_default() };
    app.journal.hold_readings(case, &hold).await?;
    Ok(Redirect::to(&format!("/cases/{case}/readers")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::oversight::log::Unit;
    use casework::record::staff::Function;

    fn line(seq: i64, at: &str, sector: Sector, act: ReadingAct) -> ReadingLine {
        let reading = Reading {
            unit: Some(Unit { function: Function::Eva, sector, zones: vec![] }),
            purpose: "follow-up".to_owned(),
            request: Some(Uuid::from_u128(seq as u128 / 2)),
            ..Reading::of_the_log(at.parse().unwrap(), act)
        };
        ReadingLine { seq, reading }
    }

    fn lines() -> Vec<ReadingLine> {
        vec![
            line(2, "2026-03-04T08:00:00Z", Sector::VictimSupport, ReadingAct::Open),
            line(3, "2026-03-04T08:00:00Z", Sector::VictimSupport, ReadingAct::Open),
            line(4, "2026-03-04T22:59:00Z", Sector::VictimSupport, ReadingAct::Open),
            line(6, "2026-03-04T23:00:00Z", Sector::Prosecution, ReadingAct::Export),
            line(8, "2026-03-05T08:00:00Z", Sector::Police, ReadingAct::Write),
        ]
    }

    #[test]
    fn a_click_counts_once_and_days_are_those_of_belgium() {
        let said: Vec<_> = rows(&lines(), Asker::Victim, false)
            .into_iter()
            .map(|(row, n)| (row.day.0.day(), row.sector, n))
            .collect();
        assert_eq!(said, [(5, Some(Sector::Prosecution), 1), (4, Some(Sector::VictimSupport), 2)]);
    }

    #[test]
    fn the_other_party_never_learns_who_speaks_with_her() {
        let sectors: Vec<_> = rows(&lines(), Asker::Other, false).into_keys().map(|row| row.sector).collect();
        assert_eq!(sectors, [Some(Sector::Prosecution)]);
    }

    #[test]
    fn what_the_prosecution_holds_back_is_not_there() {
        let sectors: Vec<_> = rows(&lines(), Asker::Victim, true).into_keys().map(|row| row.sector).collect();
        assert_eq!(sectors, [Some(Sector::VictimSupport)]);
    }
}
