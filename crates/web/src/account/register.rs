//! What needs two people in the register: what waits for a second one, and what changed, for administrators and for
//! reviewers of the zones that it is about.

use super::invitation::Link;
use super::people::{changes, names, wanted_detail};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::record::id::{UserId, ZoneCode};
use journal::{By, ChangesOf, RegisterProposal, Settled, Wanted};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Changes on a page.
const ON_PAGE: usize = 50;

/// What a redirect back to the page may say: word, kind, message.
const SAID: [(&str, &str, &str); 6] = [
    ("proposed", "good", "register-said-proposed"),
    ("confirmed", "good", "register-said-confirmed"),
    ("refused", "good", "register-said-refused"),
    ("gone", "info", "register-said-gone"),
    ("not-by-you", "late", "register-said-not-by-you"),
    ("overtaken", "late", "register-said-overtaken"),
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(show))
        .route("/register/{id}/confirm", post(confirm))
        .route("/register/{id}/refuse", post(refuse))
}

/// Everybody else finds nothing here.
fn keeps(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function.keeps_register() { Ok(()) } else { Err(WebError::NotFound) }
}

/// What waits for a second person, as far as it concerns this one: administrators look after every account, reviewers
/// after those of their zones and those without a zone.
pub(crate) async fn waiting(app: &App, who: &SignedIn) -> Result<Vec<RegisterProposal>, WebError> {
    let all = app.journal.register_proposals().await?;
    if !who.viewer.function.is_reviewer() || all.is_empty() {
        return Ok(all);
    }
    let accounts = app.journal.accounts().await?;
    let zones: BTreeMap<_, _> = accounts.iter().map(|account| (account.id, &account.zones)).collect();
    let concerns = |one: &RegisterProposal| {
        let of_account = zones.get(&one.whom).into_iter().flat_map(|zones| zones.iter());
        let of: Vec<&ZoneCode> = of_account.chain(one.wanted.zones()).collect();
        of.is_empty() || of.iter().any(|zone| who.viewer.zones.contains(*zone))
    };
    Ok(all.iter().filter(|one| concerns(one)).cloned().collect())
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    said: String,
    #[serde(default)]
    before: String,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(Said { said, before }): Query<Said>,
) -> Result<Response, WebError> {
    keeps(&who)?;
    let page = Page::of(&app, &who, "/register");
    let page = match SAID.iter().find(|(word, _, _)| *word == said) {
        Some((_, kind, key)) => page.saying(kind, key),
        None => page,
    };
    let names = names(&app).await?;
    let waiting = waiting(&app, &who).await?;
    let proposals: Vec<_> = waiting.iter().map(|one| view(&page, &who, one, &names)).collect();
    let zones: Vec<_> = who.viewer.zones.iter().collect();
    let reviews = who.viewer.function.is_reviewer();
    let of = if reviews { ChangesOf::Zones(&zones) } else { ChangesOf::Everybody };
    let changes = changes(&page, of, ("/register", &before), ON_PAGE, &names).await?;
    page.html("account/register.html", "register-title", context! { proposals, ..changes })
}

fn view(page: &Page<'_>, who: &SignedIn, one: &RegisterProposal, names: &BTreeMap<UserId, String>) -> Value {
    let name = |id: &UserId| names.get(id).cloned().unwrap_or_default();
    let whom = if let Wanted::Add { name, username, .. } = &one.wanted {
        format!("{name} ({username})")
    } else {
        name(&one.whom)
    };
    context! {
        id => one.id.to_string(), whom, by => name(&one.proposed_by), at => page.moment(one.at),
        what => page.t(&format!("register-wanted-{}", one.wanted.word())), detail => wanted_detail(page, &one.wanted),
        own => one.proposed_by == who.user(), about_her => one.whom == who.user(),
    }
}

/// The proposal of an address, when it concerns whoever asks.
async fn hers(app: &App, who: &SignedIn, id: Uuid) -> Result<bool, WebError> {
    keeps(who)?;
    Ok(waiting(app, who).await?.iter().any(|one| one.id == id))
}

fn back(said: &str) -> Response {
    Redirect::to(&format!("/register?said={said}")).into_response()
}

async fn confirm(State(app): State<App>, who: SignedIn, Path(id): Path<Uuid>) -> Result<Response, WebError> {
    if !hers(&app, &who, id).await? {
        return Ok(back("gone"));
    }
    let link = Link::new(now());
    match app.journal.confirm_register(id, &link.kept(), (who.user(), now())).await? {
        // Not every change makes a link: it is shown when it opens something now.
        Settled::Done(done) if link.opens(&app).await? => link.show(&app, &who, done.whom, "/register").await,
        Settled::Done(_) => Ok(back("confirmed")),
        Settled::Gone => Ok(back("gone")),
        Settled::NotByHer => Ok(back("not-by-you")),
        Settled::Overtaken => Ok(back("overtaken")),
    }
}

async fn refuse(State(app): State<App>, who: SignedIn, Path(id): Path<Uuid>) -> Result<Response, WebError> {
    if !hers(&app, &who, id).await? {
        return Ok(back("gone"));
    }
    let refused = app.journal.refuse_register(id, By { user: Some(who.user()), at: now() }).await?;
    Ok(back(if refused { "refused" } else { "gone" }))
}
