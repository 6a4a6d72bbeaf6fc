//! The tour of the demo: one card a function, with one click to sit in its chair, and what to look at there.
//!
//! **Invariant:** the routes are there in demo mode only ([`crate::layers`]); in any other program nothing answers.

use crate::account;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::{Lang, SignedIn};
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};
use casework::record::staff::Function;
use minijinja::{Value, context};

/// Where the tour is.
pub(crate) const ADDRESS: &str = "/tour";

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route(ADDRESS, get(show)).route("/tour/{stop}", post(enter))
}

/// Whose chair one takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The word of its texts, and its address.
    pub word: &'static str,
    /// What the person does.
    pub function: Function,
    /// Who it is in the demo.
    pub username: &'static str,
    /// How long it takes, in half minutes.
    halves: i64,
    /// What one sees first.
    first: &'static str,
}

const fn stop(word: &'static str, function: Function, username: &'static str, halves: i64) -> Stop {
    Stop { word, function, username, halves, first: "/" }
}

/// The ten minutes, in their order.
const TEN_MINUTES: [Stop; 7] = [
    stop("report", Function::Intake, "officer.5344", 4),
    stop("monday", Function::Eva, "eva.1030", 4),
    stop("table", Function::Prosecutor, "prosecutor.brussels", 4),
    stop("elsewhere", Function::EvaHead, "evahead.5344", 2),
    stop("consent", Function::Partner, "shelter.brussels", 2),
    Stop { first: "/reviews", ..stop("readers", Function::Reviewer, "reviewer.brussels", 2) },
    stop("indicators", Function::Coordinator, "coordinator.brussels", 1),
];

/// Who else works here.
const BESIDES: [Stop; 4] = [
    stop("patrol", Function::Patrol, "patrol.5344", 1),
    stop("head", Function::ProsecutorHead, "prosecutorhead.brussels", 1),
    stop("justice", Function::HouseOfJustice, "house-of-justice.brussels", 1),
    stop("accounts", Function::Administrator, "admin", 1),
];

/// Every stop: each function has one.
pub fn stops() -> impl Iterator<Item = Stop> {
    TEN_MINUTES.into_iter().chain(BESIDES)
}

async fn show(State(app): State<App>, Lang(language): Lang, mut parts: Parts) -> Result<Response, WebError> {
    let who = match SignedIn::from_request_parts(&mut parts, &app).await {
        Ok(who) => Some(who),
        Err(WebError::SignIn) => None,
        Err(error) => return Err(error),
    };
    let page = match &who {
        Some(who) => Page::of(&app, who, ADDRESS),
        None => Page::signed_out(&app, language, ADDRESS),
    };
    let (main, besides) = (cards(&page, &TEN_MINUTES).await?, cards(&page, &BESIDES).await?);
    let identity = &app.settings.identity;
    let others = identity.provider.is_some() || identity.passkeys.is_some();
    page.html("tour/show.html", "tour-title", context! { main, besides, others })
}

/// The stops whose person this demo has.
async fn cards(page: &Page<'_>, stops: &[Stop]) -> Result<Vec<Value>, WebError> {
    let mut cards = Vec::with_capacity(stops.len());
    for stop in stops {
        if let Some(account) = page.app.journal.account_named(stop.username).await? {
            cards.push(card(page, stop, &account.name));
        }
    }
    Ok(cards)
}

fn card(page: &Page<'_>, stop: &Stop, name: &str) -> Value {
    let text = |part: &str| page.t(&format!("tour-{}-{part}", stop.word));
    let given = name.split(' ').next().unwrap_or(name);
    context! {
        word => stop.word, title => text("title"), look => text("look"), username => stop.username, given,
        function => page.t(&format!("function-{}", stop.function)),
        minutes => match stop.halves {
            1 => page.t("tour-half-minute"),
            halves => page.say("tour-minutes", halves / 2),
        },
        button => page.tell("tour-enter", "name", given),
    }
}

async fn enter(State(app): State<App>, Path(word): Path<String>, parts: Parts) -> Result<Response, WebError> {
    let stop = stops().find(|stop| stop.word == word).ok_or(WebError::NotFound)?;
    let account = app.journal.account_named(stop.username).await?.ok_or(WebError::NotFound)?;
    account::enter_demo(&app, &account, &parts, stop.first).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::texts::{LANGUAGES, Texts};
    use std::collections::BTreeSet;

    #[test]
    fn each_function_has_one_stop_and_each_stop_says_what_to_look_at() {
        let functions: Vec<_> = stops().map(|stop| stop.function).collect();
        let different: BTreeSet<_> = functions.iter().collect();
        assert_eq!((functions.len(), different.len()), (Function::ALL.len(), Function::ALL.len()));
        let texts = Texts::load(None).unwrap();
        for (language, _) in LANGUAGES {
            for key in stops().flat_map(|stop| ["title", "look"].map(|part| format!("tour-{}-{part}", stop.word))) {
                assert!(texts.has(language, &key), "{language}: {key}");
            }
        }
    }

    #[test]
    fn the_tour_takes_ten_minutes() {
        let halves: i64 = TEN_MINUTES.iter().map(|stop| stop.halves).sum();
        assert!((17..=20).contains(&halves), "{halves}");
    }
}
