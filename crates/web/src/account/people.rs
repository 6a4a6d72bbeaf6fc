//! The register, for administrators: who may sign in, and what changed.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::record::id::UserId;
use casework::record::staff::Function;
use journal::{Account, Change, Changed, ChangesOf, Place, Wanted};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Changes on a page.
const ON_PAGE: usize = 30;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/people", get(list))
}

/// Everybody else finds nothing here.
pub(super) fn administers(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function == Function::Administrator { Ok(()) } else { Err(WebError::NotFound) }
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    before: String,
}

async fn list(
    State(app): State<App>,
    who: SignedIn,
    Query(From { before }): Query<From>,
) -> Result<Response, WebError> {
    administers(&who)?;
    let page = Page::of(&app, &who, "/account/people");
    let accounts = app.journal.accounts().await?;
    let people: Vec<_> = accounts.iter().map(|account| row(&page, account)).collect();
    let names = accounts.into_iter().map(|account| (account.id, account.name)).collect();
    let changes = changes(&page, ChangesOf::Everybody, ("/account/people", &before), ON_PAGE, &names).await?;
    page.html("account/people.html", "account-people-title", context! { people, ..changes })
}

/// Changes of the register on a page of this address, from `before` on, and where older ones and the latest are.
pub(super) async fn changes(
    page: &Page<'_>,
    of: ChangesOf<'_>,
    (address, before): (&str, &str),
    limit: usize,
    names: &BTreeMap<UserId, String>,
) -> Result<Value, WebError> {
    // A mark that was typed begins with the latest.
    let before = before.parse().ok();
    let found = page.app.journal.change_page(of, before.as_ref(), limit).await?;
    Ok(context! {
        changes => register_lines(page, &found.changes, names),
        older => found.older.map(|mark| format!("{address}?before={mark}#changes")),
        latest => before.map(|_| format!("{address}#changes")),
    })
}

fn row(page: &Page<'_>, account: &Account) -> Value {
    let zones: Vec<_> = account.zones.iter().map(ToString::to_string).collect();
    context! {
        id => account.id.0.to_string(),
        name => account.name.as_str(),
        username => account.username.as_str(),
        function => page.t(&format!("function-{}", account.function)),
        unit => zones.join(", "),
        has_totp => account.has_totp,
        active => account.active,
    }
}

/// Names of everybody in the register.
pub(super) async fn names(app: &App) -> Result<BTreeMap<UserId, String>, WebError> {
    Ok(app.journal.accounts().await?.into_iter().map(|account| (account.id, account.name)).collect())
}

/// Changes of the register, as people read them.
pub(super) fn register_lines(
    page: &Page<'_>,
    changes: &[Changed],
    names: &BTreeMap<UserId, String>,
) -> Vec<Value> {
    let name = |id: &UserId| names.get(id).cloned().unwrap_or_default();
    let line = |changed: &Changed| {
        let by = changed.by.user.as_ref().map_or_else(|| page.t("people-command-line"), name);
        context! {
            at => page.moment(changed.by.at), by, whom => name(&changed.user),
            what => page.t(&format!("people-change-{}", changed.change.word())),
            detail => detail(page, &changed.change, &name),
        }
    };
    changes.iter().map(line).collect()
}

fn detail(page: &Page<'_>, change: &Change, name: &impl Fn(&UserId) -> String) -> String {
    match change {
        Change::Added { place } => place_text(page, place),
        Change::Moved { from, to } => format!("{} → {}", place_text(page, from), place_text(page, to)),
        Change::Expected { name } => name.clone(),
        Change::SwitchedOff { heir } => {
            heir.as_ref().map(|heir| format!("→ {}", name(heir))).unwrap_or_default()
        }
        Change::NeighbourhoodsTaken { neighbourhoods, from } => {
            let places: Vec<_> = neighbourhoods
                .iter()
                .filter_map(|nis| page.app.directory.municipality(nis))
                .map(|place| place.name.in_language(page.reader()))
                .collect();
            format!("{} ← {}", places.join(", "), name(from))
        }
        Change::DraftsGiven { to, count } => format!("{count} → {}", name(to)),
        Change::Proposed { wanted } | Change::Refused { wanted } => {
            let what = page.t(&format!("register-wanted-{}", wanted.word()));
            let whom =
                if let Wanted::Add { name, .. } = wanted { format!(", {name}") } else { String::new() };
            format!("{what}{whom} {}", wanted_detail(page, wanted)).trim().to_owned()
        }
        Change::Confirmed { proposed_by } => page.tell("register-of", "name", &name(proposed_by)),
        Change::Invited
        | Change::InvitationUsed
        | Change::Bound
        | Change::Unbound
        | Change::SwitchedOn
        | Change::PasswordSet
        | Change::SecondFactorRemoved
        | Change::SignInCleared
        | Change::PasskeyAdded
        | Change::PasskeyRemoved => String::new(),
    }
}

fn place_text(page: &Page<'_>, place: &Place) -> String {
    let zones = place.zones.iter().map(ToString::to_string);
    let neighbourhoods = place.neighbourhoods.iter().map(ToString::to_string);
    let codes: Vec<_> = zones.chain(neighbourhoods).collect();
    format!("{} {}", page.t(&format!("function-{}", place.function)), codes.join(", ")).trim().to_owned()
}

/// What is asked for in the register, beyond its kind.
pub(super) fn wanted_detail(page: &Page<'_>, wanted: &Wanted) -> String {
    match wanted {
        Wanted::Add { place, expected, .. } => {
            let place = place_text(page, place);
            expected.as_ref().map_or(place.clone(), |(_, name)| format!("{place}, {name}"))
        }
        Wanted::Move { from, to } => format!("{} → {}", place_text(page, from), place_text(page, to)),
        Wanted::Expect { name, .. } => name.clone(),
        Wanted::SwitchOn | Wanted::SwitchOff { .. } | Wanted::Invite | Wanted::RemoveSecondFactor => {
            String::new()
        }
    }
}
