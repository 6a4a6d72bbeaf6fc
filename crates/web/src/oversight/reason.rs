//! Why somebody opens many cases: first each further one takes a little longer, then she is asked, and a reviewer is told
//! (`content/audit/budget.toml`). Whoever works in a hurry goes on with two clicks; whoever reads around leaves a word.

use crate::case::loader::Loader;
use crate::shell::answers::{Answers, Refused};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::places::Taken;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::Form as FormBody;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::oversight::budget::{Budget, Further};
use casework::oversight::log::{ReadingAct, WhyMany};
use casework::record::form::Form;
use casework::record::id::CaseId;
use jiff::SignedDuration;
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Cases are counted over so long.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/reason", get(ask).post(say))
}

/// What somebody did in the last hour that counts.
struct Hour {
    /// Different cases that were opened.
    opened: BTreeSet<CaseId>,
    /// Others that are being opened.
    opening: usize,
    /// Times that she was asked why, and said it.
    reasons: u32,
}

impl Hour {
    /// Counts, while she has the turn to: the log knows what every node opened, `taken` what this one is opening.
    async fn of(app: &App, who: &SignedIn, taken: &mut Taken) -> Result<Self, WebError> {
        let since = now() - HOUR;
        let (opened, reasons) = app.journal.opened_since(who.user(), since).await?;
        taken.retain(|case, at| *at >= since && !opened.contains(case));
        Ok(Self { opened, opening: taken.len(), reasons })
    }

    fn further(&self, budget: &Budget) -> Further {
        budget.further(u32::try_from(self.opened.len() + self.opening).unwrap_or(u32::MAX), self.reasons)
    }
}

impl Loader<'_> {
    /// Waits, or asks for a reason, when she opened many other cases in the last hour. A case that she opened already
    /// costs nothing: work in one case is not many cases. Its place is taken before it is opened, one request of hers
    /// after the other: who asks for many at once gets no more.
    pub(crate) async fn within_budget(&self, id: CaseId) -> Result<(), WebError> {
        let (app, who) = (self.app, self.who);
        let Some(budget) = app.settings.budgets.of(who.viewer.function) else { return Ok(()) };
        let own = app.memory.places.of(who.user());
        let mut taken = own.taken().await;
        let mut hour = Hour::of(app, who, &mut taken).await?;
        // Asked for twice at once, it has one place, and both wait.
        hour.opening -= usize::from(taken.contains_key(&id));
        if hour.opened.contains(&id) {
            return Ok(());
        }
        let further = hour.further(budget);
        if further == Further::WithReason {
            return Err(WebError::SayWhy);
        }
        taken.entry(id).or_insert_with(now);
        drop(taken);
        if let Further::After(wait) = further {
            let _turn = own.slowed().await;
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// Gives the place of a case back that was not opened after all.
    pub(crate) async fn give_back(&self, id: CaseId) {
        self.app.memory.places.of(self.who.user()).taken().await.remove(&id);
    }
}

impl App {
    /// Refuses names to whoever has to say first why she opened so many cases: they would stand in a list instead.
    pub(crate) async fn unless_asked_why(&self, who: &SignedIn) -> Result<(), WebError> {
        let Some(budget) = self.settings.budgets.of(who.viewer.function) else { return Ok(()) };
        let own = self.memory.places.of(who.user());
        let hour = Hour::of(self, who, &mut *own.taken().await).await?;
        if hour.further(budget) == Further::WithReason { Err(WebError::SayWhy) } else { Ok(()) }
    }
}

/// The reasons to choose from.
pub(crate) fn reasons(page: &Page<'_>) -> Vec<Value> {
    page.options("why-many", WhyMany::ALL, WhyMany::word)
}

/// Where she goes on: a case, a list or the search, never another place.
fn back(asked: &str) -> &str {
    let is_plain = asked.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let goes_on = ["/cases/", "/table", "/search"].iter().any(|page| asked.starts_with(page));
    if is_plain && goes_on { asked } else { "/" }
}

/// Whoever opens no case is asked nothing.
fn opens(who: &SignedIn) -> Result<(), WebError> {
    let opens = who.viewer.function.hears() || who.viewer.function.only_sees();
    if opens { Ok(()) } else { Err(WebError::NotFound) }
}

#[derive(Debug, Default, Deserialize)]
struct From {
    #[serde(default)]
    back: String,
}

async fn ask(State(app): State<App>, who: SignedIn, Query(from): Query<From>) -> Result<Response, WebError> {
    opens(&who)?;
    form(&app, &who, back(&from.back), &Refused::default()).await
}

async fn form(app: &App, who: &SignedIn, back: &str, refused: &Refused) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/reason").at("/reason".to_owned());
    let opened = app.journal.opened_since(who.user(), now() - HOUR).await?.0.len();
    let (summary, v, e) = refused.values(&page);
    let values = context! { opened, reasons => reasons(&page), back, summary, v, e };
    Ok((refused.status(), page.html("readings/reason.html", "reason-title", values)?).into_response())
}

async fn say(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    opens(&who)?;
    let back = back(typed.get("back").map_or("", String::as_str)).to_owned();
    let mut answers = Answers::of("why", &typed);
    let Some(why) = answers.choice("reason", WhyMany::from_word) else {
        let refused = Refused { room: "why", wrong: answers.wrong, typed: typed.clone() };
        return form(&app, &who, &back, &refused).await;
    };
    if let Some(budget) = app.settings.budgets.of(who.viewer.function) {
        let own = app.memory.places.of(who.user());
        let mut taken = own.taken().await;
        // A reason that nobody asked for, or that was given already, opens nothing.
        if Hour::of(&app, &who, &mut taken).await?.further(budget) == Further::WithReason {
            app.journal.log(who.reads(ReadingAct::Reason).detail(why.word())).await?;
            tracing::warn!(user = %who.user(), "somebody said why she opens many cases");
        }
    }
    Ok(Redirect::to(&back).into_response())
}
