//! "Who sees what": the answers of the policies for one function, each with its rule and source. For everybody who
//! signs in: rules that are known are kept, and whoever misses something learns by which way it could be opened.

use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use crate::page::Page;
use crate::routes::Router;
use crate::session::SignedIn;
use access::{Cell, Ground, Row, Rule};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::clock::brussels;
use casework::entry::{Function, Sector};
use casework::trust::GrantKind;
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/access", get(show))
}

/// Of which function; words that nobody knows mean one's own.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    of: String,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = Page::of(&app, &who, "/access");
    let day = now().to_zoned_datetime(brussels()).date();
    let readers = app.policies.readers();
    let own = readers.iter().find(|(_, function)| *function == who.viewer.function);
    let chosen = readers.iter().find(|reader| word(reader) == asked.of).or(own);
    let Some(chosen @ (sector, function)) = chosen else { return Err(WebError::NotFound) };
    let table = app.policies.table_of(day, *sector, *function);
    let rows: Vec<_> = table.iter().map(|row| row_view(&page, row)).collect();
    let choices = readers.iter().map(|reader| {
        context! { value => word(reader), text => reader_text(&page, reader) }
    });
    let values = context! {
        rows, choices => choices.collect::<Vec<_>>(), of => word(chosen), reader => reader_text(&page, chosen),
        day => crate::format::date(page.language, day),
    };
    page.html("access/show.html", "access-title", values)
}

fn word((sector, function): &(Sector, Function)) -> String {
    format!("{sector}.{function}")
}

fn reader_text(page: &Page<'_>, (sector, function): &(Sector, Function)) -> String {
    let function = page.t(&format!("function-{function}"));
    format!("{function} ({})", page.t(&format!("access-sector-{sector}")))
}

/// One kind of secret: what opens it, by rule, and what does not.
fn row_view(page: &Page<'_>, row: &Row) -> Value {
    let what = match row.what() {
        kind @ ("decided" | "decision-reasoned") => page.t(&format!("access-what-{kind}")),
        class => page.t(&format!("sharing-what-{class}")),
    };
    let (opened, closed): (Vec<_>, Vec<_>) = row.cells.iter().partition(|cell| cell.allowed);
    let (opened, closed) = (by_rule(page, &opened), by_rule(page, &closed));
    context! { what, opened, closed }
}

/// Cells that the same rules decided, together.
fn by_rule(page: &Page<'_>, cells: &[&Cell]) -> Vec<Value> {
    let mut together: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for cell in cells {
        together.entry(&cell.because).or_default().push(ground_text(page, cell.ground));
    }
    let rules = |because: &[access::RuleId]| {
        let known = because.iter().filter_map(|id| page.app.policies.rule(id));
        known.map(|rule| rule_view(page, rule)).collect::<Vec<_>>()
    };
    together.into_iter().map(|(because, grounds)| context! { grounds, rules => rules(because) }).collect()
}

/// An office may add a rule whose text nobody translated: then its article says what it is.
fn rule_view(page: &Page<'_>, rule: &Rule) -> Value {
    let known = page.app.texts.has(page.language, &rule.summary);
    let text = if known { page.t(&rule.summary) } else { rule.rule.clone() };
    context! { id => rule.id.as_str(), text, rule => rule.rule.as_str(), source => rule.source.as_str() }
}

fn ground_text(page: &Page<'_>, ground: Ground) -> String {
    match ground {
        Ground::Written(sector) => page.t(&format!("access-written-{sector}")),
        Ground::Granted(_, Some(ground)) => page.t(&format!("access-ground-{ground}")),
        Ground::Granted(kind, None) => page.t(match kind {
            GrantKind::Consent => "access-consent",
            GrantKind::Title => "access-title-of-conference",
            GrantKind::Glass | GrantKind::Ground => "access-glass",
        }),
    }
}

#[cfg(test)]
mod tests {
    use access::{Ground, Policies};
    use casework::entry::Sector;

    #[test]
    fn every_rule_sector_and_ground_has_its_words() {
        let texts = crate::texts::Texts::load(None).unwrap();
        let rules = Policies::shipped().unwrap();
        let mut keys: Vec<_> = rules.rules().map(|rule| rule.summary.clone()).collect();
        keys.extend(Sector::ALL.iter().map(|sector| format!("access-sector-{sector}")));
        keys.extend(Ground::all().into_iter().map(|ground| match ground {
            Ground::Written(sector) => format!("access-written-{sector}"),
            Ground::Granted(_, Some(ground)) => format!("access-ground-{ground}"),
            Ground::Granted(..) => "access-consent".to_owned(),
        }));
        for key in keys {
            assert!(texts.has("fr", &key), "{key}");
        }
    }
}
