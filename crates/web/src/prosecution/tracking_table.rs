//! The tracking table shared by prosecution and police (D1).

use crate::case::panel::panel;
use crate::follow_up::queue::{Beside, cursor_text, parse_cursor, row_view};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use crate::tasks::waiting::urgency;
use crate::wings;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::record::form::Form;
use casework::record::id::{CaseId, ZoneCode};
use casework::record::staff::Function;
use casework::report::ReportKind;
use jiff::Timestamp;
use journal::{Listed, RowFilter, Sort, State as Rows};
use minijinja::{Value, context};
use serde::Deserialize;

const PAGE: usize = 50;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/table", get(show))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct TableQuery {
    #[serde(default)]
    zone: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    sort: String,
    after: Option<String>,
    /// The report that is open beside the list.
    #[serde(default)]
    open: String,
    /// The act that was just done from the panel.
    #[serde(default)]
    done: String,
    /// The case in which it was done.
    #[serde(default)]
    of: String,
}

impl TableQuery {
    /// What was asked for, as a form brings it back.
    pub(super) fn of(typed: &Form) -> Self {
        let word = |name: &str| typed.get(name).cloned().unwrap_or_default();
        Self {
            zone: word("zone"),
            kind: word("kind"),
            state: word("state"),
            sort: word("sort"),
            ..Self::default()
        }
    }

    /// The filters and the order.
    pub(super) fn words(&self) -> [(&'static str, &str); 4] {
        [("zone", &self.zone), ("kind", &self.kind), ("state", &self.state), ("sort", &self.sort)]
    }

    /// The same for an address. Only words are written back: what was typed otherwise is left out.
    pub(super) fn query(&self) -> String {
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let words = self.words().into_iter().filter(|(_, value)| plain(value));
        words.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// Zones outside the viewer's are dropped here: a guess in the address shows nothing.
    pub(super) fn filter(&self, who: &SignedIn, now: Timestamp, limit: usize) -> Result<RowFilter, WebError> {
        if !reads(who.viewer.function) {
            return Err(WebError::NotFound);
        }
        let wanted = |zone: &&ZoneCode| self.zone.is_empty() || zone.as_str() == self.zone;
        let known = STATES.iter().find(|(word, _)| *word == self.state).map(|(_, state)| *state);
        // It begins with what is due first: what is late stands on top.
        let state = known.unwrap_or(Rows::Due);
        let zones = who.account.zones.iter().filter(wanted).cloned().collect();
        let oldest =
            self.sort == "oldest" || (self.sort.is_empty() && matches!(state, Rows::Due | Rows::Late));
        Ok(RowFilter {
            kind: ReportKind::from_word(&self.kind),
            sort: if oldest { Sort::OldestFirst } else { Sort::NewestFirst },
            after: parse_cursor(self.after.as_deref()),
            limit,
            hidden: who.hidden.clone(),
            ..RowFilter::of(zones, state, now)
        })
    }
}

/// What is said of the act that was just done from the panel: on which report, and what comes of it.
async fn confirmed(
    app: &App,
    who: &SignedIn,
    page: &Page<'_>,
    asked: &TableQuery,
) -> Result<Option<String>, WebError> {
    let (Some(act), Ok(case)) = (wings::act(&asked.done), asked.of.parse::<CaseId>()) else {
        return Ok(None);
    };
    let open = match app.loader(who).open(case, None, "case").await {
        Err(WebError::NotFound) => return Ok(None),
        open => open?,
    };
    let report = open.just_written(who.user(), now()).and_then(|event| open.case.report(event.report?));
    let head = report.and_then(|report| report.record.head());
    Ok(head.map(|head| format!("{}{} {}", head.pv, page.t("colon"), page.t(&format!("next-{}", act.word)))))
}

/// Whether a function reads the table: the prosecution, and police for their own zones. No reason of a decision is in it.
fn reads(function: Function) -> bool {
    function.is_prosecution() || function == Function::Intake
}

/// The report that is open beside the list, with the rows before and after it.
struct Beneath<'r> {
    row: &'r Listed,
    previous: Option<&'r Listed>,
    next: Option<&'r Listed>,
}

impl<'r> Beneath<'r> {
    /// Nothing that the list does not show is opened.
    fn of(rows: &'r [Listed], asked: &str) -> Option<Self> {
        let at = rows.iter().position(|row| row.report.to_string() == asked)?;
        let previous = at.checked_sub(1).and_then(|at| rows.get(at));
        Some(Self { row: &rows[at], previous, next: rows.get(at + 1) })
    }

    async fn view(&self, app: &App, who: &SignedIn, query: &str) -> Result<Option<Value>, WebError> {
        let act = if who.viewer.function.is_prosecution() { "decide" } else { "amend" };
        let Some(panel) = panel(&mut app.loader(who), (self.row.case, self.row.report), act).await? else {
            return Ok(None);
        };
        let beside = |row: &Listed| {
            let name = format!("{} / {}", row.label.victim, row.label.other);
            context! { href => format!("/table?{query}&open={}", row.report), name }
        };
        let then = self
            .next
            .or(self.previous)
            .map_or_else(|| format!("/table?{query}"), |row| format!("/table?{query}&open={}", row.report));
        Ok(Some(context! {
            report_id => self.row.report.to_string(), previous => self.previous.map(beside), next => self.next.map(beside), then, close => format!("/table?{query}"), ..panel
        }))
    }
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<TableQuery>,
) -> Result<Response, WebError> {
    let filter = asked.filter(&who, now(), PAGE)?;
    let overdue = RowFilter { state: Rows::Late, ..filter.clone() };
    let (listed, total, late) = tokio::try_join!(
        async { Ok::<_, WebError>(app.journal.page(&filter).await?) },
        async { Ok(app.journal.count(&filter).await?) },
        async { Ok(app.journal.count(&overdue).await?) },
    )?;
    let ((), beside) = tokio::try_join!(
        app.log_list(&who, "table", listed.rows.iter().map(|row| row.report.0)),
        Beside::of(&app, &who, &listed.rows, filter.now),
    )?;
    let mut page = Page::of(&app, &who, "/table");
    if let Some(said) = confirmed(&app, &who, &page, &asked).await? {
        page = page.saying_text("good", said);
    }
    let (total, late) = (page.count(total), page.count(late));
    let groups = groups(&page, &listed.rows, filter.state, |row| row_view(&page, row, &beside, filter.now));
    let zone = |code: &ZoneCode| {
        let name = app.directory.zone(code).map_or("", |zone| zone.name.in_language(page.reader()));
        context! { value => code.as_str(), text => format!("{code} {name}") }
    };
    let zones: Vec<_> = who.account.zones.iter().map(zone).collect();
    let state = STATES.iter().find(|(_, state)| *state == filter.state).map_or("due", |(word, _)| *word);
    let sort = sort_word(filter.sort);
    let states =
        STATES.map(|(value, _)| context! { value, text => page.t(&format!("state-{value}")) }).to_vec();
    let sorts = Sort::ALL.iter().map(|sort| sort_word(*sort));
    let sorts: Vec<_> =
        sorts.map(|value| context! { value, text => page.t(&format!("sort-{value}")) }).collect();
    let next = cursor_text(listed.next.as_ref());
    let kinds = ReportKind::ALL
        .iter()
        .map(|kind| context! { value => kind.word(), text => page.t(&format!("kind-{kind}")) });
    let kind = filter.kind.map_or("", ReportKind::word);
    let zone = filter_zone(&asked, &who).to_owned();
    let query = format!("zone={zone}&kind={kind}&state={state}&sort={sort}");
    let cursor = asked.after.as_deref().map(|after| format!("&after={after}")).unwrap_or_default();
    let here = format!("{query}{cursor}");
    let open = match Beneath::of(&listed.rows, &asked.open) {
        Some(beneath) => beneath.view(&app, &who, &here).await?,
        None => None,
    };
    let values = context! { open, here, exports => who.viewer.function.is_prosecution(), groups, total, late, zones, zone, kinds => kinds.collect::<Vec<_>>(), kind, states, state,
    sorts, sort, query, next, first => asked.after.is_none() };
    page.html("table/show.html", "table-title", values)
}

/// What of the table is shown, by its word in the address.
const STATES: [(&str, Rows); 5] = [
    ("due", Rows::Due),
    ("late", Rows::Late),
    ("open", Rows::Open),
    ("decided", Rows::Decided),
    ("all", Rows::All),
];

/// The rows of a page: what is due in groups by urgency, every other list as it is.
fn groups(page: &Page<'_>, rows: &[Listed], state: Rows, view: impl Fn(&Listed) -> Value) -> Vec<Value> {
    let urgent = |row: &Listed| (state == Rows::Due).then(|| urgency(row.decision_due, now()));
    let one = |rows: &[Listed]| {
        let name = rows.first().and_then(urgent).map(|group| page.t(&format!("today-{group}")));
        context! { name, rows => rows.iter().map(&view).collect::<Vec<_>>() }
    };
    rows.chunk_by(|one, next| urgent(one) == urgent(next)).map(one).collect()
}

const fn sort_word(sort: Sort) -> &'static str {
    match sort {
        Sort::NewestFirst => "newest",
        Sort::OldestFirst => "oldest",
    }
}

/// Every filter and order of the table, as addresses.
pub(crate) fn addresses() -> Vec<String> {
    let kinds = || std::iter::once("").chain(ReportKind::ALL.iter().map(|kind| kind.word()));
    let states = STATES.iter().flat_map(|(state, _)| kinds().map(move |kind| (state, kind)));
    let of = |(state, kind): (&&str, &str), sort: &Sort| {
        format!("/table?state={state}&kind={kind}&sort={}", sort_word(*sort))
    };
    states.flat_map(|question| Sort::ALL.iter().map(move |sort| of(question, sort))).collect()
}

/// The zone asked for, when it is one of the viewer's: nothing that was typed in the address comes back unread.
fn filter_zone<'a>(asked: &'a TableQuery, who: &SignedIn) -> &'a str {
    if who.account.zones.iter().any(|zone| zone.as_str() == asked.zone) { &asked.zone } else { "" }
}
