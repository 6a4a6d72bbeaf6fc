//! "Who sees what": the answers of the policies for one function, each with its rule and source. For everybody who
//! signs in: rules that are known are kept, and whoever misses something learns by which way it could be opened.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use access::{Cell, Row, Rule, RuleId, TableGround};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::grants::GrantKind;
use casework::record::dates::brussels;
use casework::record::staff::{Function, Sector};
use minijinja::{Value, context};
use serde::Deserialize;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/access", get(show))
}

/// Of which function; words that nobody knows mean one's own.
#[derive(Default, Deserialize)]
struct AccessQuery {
    #[serde(default)]
    of: String,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<AccessQuery>,
) -> Result<Response, WebError> {
    let page = Page::of(&app, &who, "/access");
    let day = now().to_zoned_datetime(brussels()).date();
    let readers = app.policies.readers();
    let own = readers.clone().find(|(_, function)| *function == who.viewer.function);
    let chosen = readers.clone().find(|reader| word(reader) == asked.of).or(own);
    let Some(chosen @ (sector, function)) = chosen else { return Err(WebError::NotFound) };
    let table = app.policies.table_of(day, sector, function);
    let mut named = Named::default();
    let rows: Vec<_> = table.iter().map(|row| row_view(&page, row, &mut named)).collect();
    let rules = named.0.iter().filter_map(|id| app.policies.rule(id)).map(|rule| rule_view(&page, rule));
    let heads: Vec<_> = COLUMNS.iter().map(|(column, _)| page.t(column)).collect();
    let choices = readers.map(|reader| {
        context! { value => word(&reader), text => reader_text(&page, &reader) }
    });
    let values = context! {
        rows, heads, rules => rules.collect::<Vec<_>>(), choices => choices.collect::<Vec<_>>(), of => word(&chosen), reader => reader_text(&page, &chosen),
        day => crate::shell::format::date(page.language, day),
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

/// The rules that a page names, each once, in the order in which the table names them.
#[derive(Default)]
struct Named(Vec<RuleId>);

impl Named {
    /// The number of a rule on this page.
    fn number(&mut self, id: &RuleId) -> usize {
        let at = self.0.iter().position(|known| known == id).unwrap_or_else(|| {
            self.0.push(id.clone());
            self.0.len() - 1
        });
        at + 1
    }
}

/// What a column is called, and which grounds are in it.
type Column = (&'static str, fn(TableGround) -> bool);

const COLUMNS: [Column; 6] = [
    ("access-own-zone", |ground| matches!(ground, TableGround::Written(_))),
    ("access-unit", |ground| ground == TableGround::Unit),
    ("access-consent", |ground| matches!(ground, TableGround::Granted(GrantKind::Consent, _))),
    ("access-grounds", |ground| matches!(ground, TableGround::Granted(GrantKind::Ground, _))),
    ("access-title-of-conference", |ground| matches!(ground, TableGround::Granted(GrantKind::Title, _))),
    ("access-glass", |ground| matches!(ground, TableGround::Granted(GrantKind::BreakGlass, _))),
];

/// One kind of secret, and what each column says of it.
fn row_view(page: &Page<'_>, row: &Row, named: &mut Named) -> Value {
    let what = match row.what() {
        kind @ ("decided" | "decision-reasoned") => page.t(&format!("access-what-{kind}")),
        class => page.t(&format!("sharing-what-{class}")),
    };
    let cells = COLUMNS.map(|(column, belongs)| {
        let cells: Vec<_> = row.cells.iter().filter(|cell| belongs(cell.ground)).collect();
        cell_view(page, page.t(column), &cells, named)
    });
    context! { what, cells => cells.to_vec() }
}

/// Yes when one ground of the column opens it; which, when not every one does; and by which rules, or against which.
fn cell_view(page: &Page<'_>, column: String, cells: &[&Cell], named: &mut Named) -> Value {
    let open: Vec<_> = cells.iter().filter(|cell| cell.allowed).collect();
    let decided = if open.is_empty() { cells.iter().collect() } else { open.clone() };
    let mut rules: Vec<_> =
        decided.iter().flat_map(|cell| &cell.because).map(|id| named.number(id)).collect();
    rules.sort_unstable();
    rules.dedup();
    let some = open.len() < cells.len();
    let which: Vec<_> = open.iter().filter(|_| some).map(|cell| ground_text(page, cell.ground)).collect();
    context! { column, yes => !open.is_empty(), which, rules }
}

/// An office may add a rule whose text nobody translated: then its article says what it is.
fn rule_view(page: &Page<'_>, rule: &Rule) -> Value {
    let known = page.app.texts.has(page.language, &rule.summary);
    let text = if known { page.t(&rule.summary) } else { rule.rule.clone() };
    context! { id => rule.id.as_str(), text, rule => rule.rule.as_str(), source => rule.source.as_str() }
}

/// What a ground is called beside others of its column; the other columns have one.
fn ground_text(page: &Page<'_>, ground: TableGround) -> String {
    match ground {
        TableGround::Written(sector) => page.t(&format!("access-written-{sector}")),
        TableGround::Granted(_, Some(ground)) => page.t(&format!("access-ground-{ground}")),
        TableGround::Unit | TableGround::Granted(_, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use access::{Policies, TableGround};
    use casework::record::staff::{Function, Sector};

    #[test]
    fn every_rule_function_sector_and_ground_has_its_words() {
        let texts = crate::shell::texts::Texts::load(None).unwrap();
        let rules = Policies::shipped().unwrap();
        let mut keys: Vec<_> = rules.rules().map(|rule| rule.summary.clone()).collect();
        keys.extend(super::COLUMNS.iter().map(|(column, _)| (*column).to_owned()));
        keys.extend(Function::ALL.iter().map(|function| format!("function-{function}")));
        keys.extend(
            Sector::ALL.iter().flat_map(|one| [format!("sector-{one}"), format!("access-sector-{one}")]),
        );
        keys.extend(TableGround::all().into_iter().map(|ground| match ground {
            TableGround::Written(sector) => format!("access-written-{sector}"),
            TableGround::Granted(_, Some(ground)) => format!("access-ground-{ground}"),
            TableGround::Unit => "access-unit".to_owned(),
            TableGround::Granted(..) => "access-consent".to_owned(),
        }));
        for key in keys {
            assert!(texts.has("fr", &key), "{key}");
        }
    }
}
