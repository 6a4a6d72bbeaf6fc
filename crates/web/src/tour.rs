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
use journal::Account;
use minijinja::{Value, context};

/// Where the tour is.
pub(crate) const ADDRESS: &str = "/tour";

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/tour", get(show)).route("/tour/{stop}", post(enter))
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

/// The stops of the ten minutes.
pub fn stops() -> impl Iterator<Item = Stop> {
    TEN_MINUTES.into_iter()
}

/// The functions that have no stop of their own: a new one is on the tour without a line here.
fn besides() -> impl Iterator<Item = Function> {
    let has_stop = |function: &Function| stops().any(|stop| stop.function == *function);
    Function::ALL.iter().copied().filter(move |function| !has_stop(function))
}

/// The first colleague of a function who works where the others of the tour do, or everywhere.
fn colleague(accounts: &[Account], function: Function) -> Option<&Account> {
    let of = |username: &str| accounts.iter().find(|account| account.username == username);
    let zone = stops().find_map(|stop| of(stop.username)?.zones.first());
    let here = |account: &&Account| {
        account.zones.is_empty() || zone.is_some_and(|zone| account.zones.contains(zone))
    };
    accounts.iter().filter(|account| account.function == function && account.active).find(here)
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
    let accounts = app.journal.accounts().await?;
    let of = |username: &str| accounts.iter().find(|account| account.username == username);
    let main: Vec<_> =
        stops().filter_map(|stop| Some(card(&page, stop.word, stop.halves, of(stop.username)?))).collect();
    let besides: Vec<_> = besides()
        .filter_map(|function| Some(card(&page, function.word(), 1, colleague(&accounts, function)?)))
        .collect();
    let identity = &app.settings.identity;
    let others = identity.provider.is_some() || identity.passkeys.is_some();
    page.html("tour/show.html", "tour-title", context! { main, besides, others })
}

/// A card: of a stop of the ten minutes with its own words, of any other function with those that it has.
fn card(page: &Page<'_>, word: &str, halves: i64, account: &Account) -> Value {
    let text = |part: &str, otherwise: &str| {
        let key = format!("tour-{word}-{part}");
        page.t(if page.app.texts.has(page.language, &key) { &key } else { otherwise })
    };
    let function = page.t(&format!("function-{}", account.function));
    let given = account.name.split(' ').next().unwrap_or(&account.name);
    context! {
        word, title => text("title", &format!("function-{}", account.function)), look => text("look", "tour-besides-look"),
        username => account.username.as_str(), given, function,
        minutes => if halves == 1 { page.t("tour-half-minute") } else { page.say("tour-minutes", halves / 2) },
        button => page.tell("tour-enter", "name", given),
    }
}

async fn enter(State(app): State<App>, Path(word): Path<String>, parts: Parts) -> Result<Response, WebError> {
    let accounts = app.journal.accounts().await?;
    let stop = stops().find(|stop| stop.word == word);
    let (account, first) = match stop {
        Some(stop) => (accounts.iter().find(|account| account.username == stop.username), stop.first),
        None => {
            let function = besides().find(|function| function.word() == word).ok_or(WebError::NotFound)?;
            (colleague(&accounts, function), "/")
        }
    };
    account::enter_demo(&app, account.ok_or(WebError::NotFound)?, &parts, first).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::texts::{LANGUAGES, Texts};
    use std::collections::BTreeSet;

    #[test]
    fn each_function_has_one_stop_and_each_of_the_ten_minutes_says_what_to_look_at() {
        let functions: Vec<_> = stops().map(|stop| stop.function).chain(besides()).collect();
        let different: BTreeSet<_> = functions.iter().collect();
        assert_eq!((functions.len(), different.len()), (Function::ALL.len(), Function::ALL.len()));
        let texts = Texts::load(None).unwrap();
        for (language, _) in LANGUAGES {
            for key in
                stops().flat_map(|stop| ["title", "look"].map(|part| format!("tour-{}-{part}", stop.word)))
            {
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
