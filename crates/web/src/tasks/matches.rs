//! Open matches (B4): what may be the same couple or person, and nobody decided yet; also of cases on which nothing else
//! waits.

use crate::case::pages::CasePage;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use axum::extract::State;
use axum::response::Response;
use casework::record::id::Nis;
use casework::record::staff::Function;
use jiff::Timestamp;
use journal::{Listed, Proposal};
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// So many matches are listed: who decided them sees the next ones.
const LISTED: usize = 100;

/// Whether a function decides matches: police read them and decide none.
fn decides(function: Function) -> bool {
    function.is_support() || function.is_prosecution()
}

/// `GET /matches`.
pub(super) async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    if !decides(who.viewer.function) {
        return Err(WebError::NotFound);
    }
    let page = Page::of(&app, &who, "/matches");
    let elsewhere = app.journal.neighbourhoods_of_others(&who.account).await?;
    let found = open_matches(&app, &who, &elsewhere, now(), LISTED).await?;
    app.log_list(&who, "matches", found.iter().flat_map(|(one, _)| [one.case.0, one.other.0])).await?;
    let matches: Vec<_> = found.iter().map(|(one, row)| view(&page, &who, one, row)).collect();
    page.html("tasks/matches.html", "nav-matches", context! { matches })
}

/// Likely matches that nobody decided, with a report of the case on the viewer's side; not for police, who decide none.
pub(super) async fn open_matches(
    app: &App,
    who: &SignedIn,
    elsewhere: &[Nis],
    now: Timestamp,
    most: usize,
) -> Result<Vec<(Proposal, Listed)>, WebError> {
    if !decides(who.viewer.function) {
        return Ok(vec![]);
    }
    // Of those of a zone only the ones near her are hers: more are asked for.
    let asked = if elsewhere.is_empty() { most } else { 4 * most };
    let found = app.journal.open_matches(&who.account.zones, &who.hidden, now, asked).await?;
    let cases: Vec<_> = found.iter().map(|one| one.case).collect();
    let newest = app.journal.newest_of(&cases).await?;
    let near = |one: Proposal| {
        let (report, home) = newest.get(&one.case)?;
        home.as_ref().is_none_or(|nis| !elsewhere.contains(nis)).then_some((one, *report))
    };
    // Of another area one line a case: what would tell two of them apart stays there.
    let mut told = BTreeSet::new();
    let near = found.into_iter().filter_map(near);
    let near = near
        .filter(|(one, _)| who.viewer.zones.contains(&one.other_zone) || told.insert((one.case, one.kind)));
    let near: Vec<_> = near.take(most).collect();
    let rows = app.journal.listed_of(near.iter().map(|(_, report)| *report)).await?;
    Ok(near.into_iter().filter_map(|(one, report)| Some((one, rows.get(&report)?.clone()))).collect())
}

/// A match in a few words. Of another area it does not say which: only its own function may allow that.
pub(super) fn view(page: &Page<'_>, who: &SignedIn, one: &Proposal, row: &Listed) -> Value {
    let elsewhere = !who.viewer.zones.contains(&one.other_zone);
    let key = format!("today-match-{}{}", one.kind.word(), if elsewhere { "-elsewhere" } else { "" });
    context! {
        title => page.t(&key), victim => row.label.victim.as_str(), other => row.label.other.as_str(),
        href => format!("{}#h-proposals", CasePage::People.address(one.case)), found => format::day(page.language, one.found_at),
    }
}
