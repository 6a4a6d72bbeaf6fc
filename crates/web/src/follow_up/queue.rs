//! The queue of the local EVA representative (C1–C4): what waits, with its clock.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::record::id::CaseId;
use casework::record::staff::Function;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use journal::{Count, Listed, ProposalKind, RowFilter, Sort, State as Rows};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: usize = 50;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/queue", get(show))
}

#[derive(Debug, Default, Deserialize)]
struct QueueQuery {
    #[serde(default)]
    show: String,
    after: Option<String>,
}

/// Where a list continues: a time and an id, nothing about people.
pub(crate) fn parse_cursor(after: Option<&str>) -> Option<(i64, String)> {
    let (time, id) = after?.split_once('.')?;
    Some((time.parse().ok()?, id.to_owned()))
}

pub(crate) fn cursor_text(next: Option<&(i64, String)>) -> Option<String> {
    next.map(|(time, id)| format!("{time}.{id}"))
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<QueueQuery>,
) -> Result<Response, WebError> {
    if !who.viewer.function.is_support() {
        return Err(WebError::NotFound);
    }
    let at = now();
    let views = View::of(who.viewer.function);
    let view =
        views.iter().find(|view| view.word() == asked.show).or(views.first()).copied().unwrap_or(View::All);
    let filter = RowFilter {
        elsewhere: app.journal.neighbourhoods_of_others(&who.account).await?,
        sort: Sort::OldestFirst,
        after: parse_cursor(asked.after.as_deref()),
        limit: PAGE,
        hidden: who.hidden.clone(),
        ..RowFilter::of(who.account.zones.clone(), view.rows(), at)
    };
    let counted = views.iter().map(|one| counted(&app, RowFilter { state: one.rows(), ..filter.clone() }));
    let (listed, counts) = tokio::try_join!(
        async { Ok::<_, WebError>(app.journal.page(&filter).await?) },
        try_join_all(counted),
    )?;
    let ((), beside) = tokio::try_join!(
        app.log_list(&who, "queue", listed.rows.iter().map(|row| row.report.0)),
        Beside::of(&app, &who, &listed.rows, at),
    )?;
    let page = Page::of(&app, &who, "/queue");
    let rows: Vec<_> = listed.rows.iter().map(|row| row_view(&page, row, &beside, at)).collect();
    let late = listed.rows.iter().filter(|row| row.support_due.is_some_and(|due| due < at)).count();
    let next = cursor_text(listed.next.as_ref());
    let tab = |(one, count): (&View, Count)| {
        let (text, count) = (page.t(&format!("queue-{}", one.word())), format::count(page.language, count));
        context! { show => one.word(), text, count, current => *one == view }
    };
    let tabs: Vec<_> = views.iter().zip(counts).map(tab).collect();
    let values = context! { rows, late, next, tabs, show => view.word(), first => asked.after.is_none() };
    page.html("queue/show.html", "queue-title", values)
}

async fn counted(app: &App, filter: RowFilter) -> Result<Count, WebError> {
    Ok(app.journal.count(&filter).await?)
}

/// Every view of the queue of a function, as addresses.
pub(crate) fn addresses(function: Function) -> Vec<String> {
    View::of(function).iter().map(|view| format!("/queue?show={}", view.word())).collect()
}

/// What of the queue is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// Brought to the head because it is late.
    Told,
    /// Everything that waits, the most urgent first.
    All,
    /// What nobody has opened: new reports never hide behind old work.
    Unread,
}

impl View {
    /// The views of a function, the one to begin with first.
    fn of(function: Function) -> &'static [Self] {
        if function.is_head() { &[Self::Told, Self::All, Self::Unread] } else { &[Self::All, Self::Unread] }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::All => "all",
            Self::Unread => "unread",
        }
    }

    const fn rows(self) -> Rows {
        match self {
            Self::Told => Rows::SupportTold,
            Self::All => Rows::Support,
            Self::Unread => Rows::Unread,
        }
    }
}

/// What stands beside the cases of one page. Nothing by default: police do not read groupings.
#[derive(Default)]
pub(crate) struct Beside {
    /// How many reports there were in 12 months in the cases followed together.
    years: BTreeMap<CaseId, i64>,
    /// Whether another case is likely about the same people, and nobody decided.
    same: BTreeMap<CaseId, ProposalKind>,
}

impl Beside {
    /// Reports of zones in which the viewer takes no part are not counted.
    pub(crate) async fn of(
        app: &App,
        who: &SignedIn,
        rows: &[Listed],
        now: Timestamp,
    ) -> Result<Self, WebError> {
        let grouped: BTreeSet<_> = rows.iter().filter(|row| row.grouped).map(|row| row.case).collect();
        let cases: Vec<_> = grouped.into_iter().collect();
        let since = casework::reading::history::year_before(now);
        let all: BTreeSet<_> = rows.iter().map(|row| row.case).collect();
        let all: Vec<_> = all.into_iter().collect();
        let (years, proposals) = tokio::try_join!(
            app.journal.reports_since(&cases, &who.account.zones, since),
            app.journal.proposals(&all),
        )?;
        let mut same = BTreeMap::new();
        for proposal in proposals {
            if proposal.is_open(now) && proposal.is_likely() {
                let kind = same.entry(proposal.case).or_insert(proposal.kind);
                *kind = proposal.kind.min(*kind);
            }
        }
        Ok(Self { years, same })
    }

    /// Said only when there was more than one.
    pub(crate) fn year(&self, row: &Listed) -> Option<i64> {
        self.years.get(&row.case).copied().filter(|count| *count > 1)
    }

    /// The word of what is proposed.
    pub(crate) fn same(&self, row: &Listed) -> Option<&'static str> {
        self.same.get(&row.case).map(|kind| kind.word())
    }
}

/// When she may be called, for victim support only. With other cases beside it, only the page of the case knows.
fn calling(page: &Page<'_>, row: &Listed, now: Timestamp) -> Option<Value> {
    let known = row.label.calling.as_ref().filter(|_| !row.grouped && row.support_next.is_some());
    crate::contact_guard::guard::calling(page, known, now)
}

/// How the last attempt to reach her ended, and when, for victim support only: how is not told to others.
pub(crate) fn tried(page: &Page<'_>, row: &Listed) -> Option<Value> {
    let tried = row.label.tried?;
    let next = page.moments(tried.next_try);
    Some(
        context! { outcome => page.t(&format!("outcome-{}", tried.outcome)), at => page.moment(tried.at), next },
    )
}

/// A row as the lists show it.
pub(crate) fn row_view(page: &Page<'_>, row: &Listed, beside: &Beside, now: Timestamp) -> Value {
    let place = row.neighbourhood.as_ref().and_then(|nis| page.app.directory.municipality(nis));
    let place = place
        .map_or_else(|| page.t("place-unknown"), |place| place.name.in_language(page.reader()).to_owned());
    let decided = row.decision.map(|decision| page.t(&format!("decision-{decision}")));
    let next = row.support_next.map(|clock| page.t(&format!("clock-{clock}")));
    context! {
        case => row.case.to_string(), report => row.report.to_string(), zone => row.zone.as_str(), place,
        kind => page.t(&format!("kind-{}", row.kind)), classification => row.label.classification.as_ref().map(|known| crate::complaint::says(page, known)), pv => row.label.pv.as_str(), victim => row.label.victim.as_str(),
        other => row.label.other.as_str(), read_by => row.label.read_by.as_str(), seen_by => row.label.seen_by.as_str(),
        received_at => page.moment(row.received_at), read_at => page.moments(row.read_at),
        contact_at => page.moments(row.contact_at),
        due => page.moments(row.support_due), late => row.support_due.is_some_and(|due| due < now), next,
        decision => decided, decided_at => page.moments(row.decided_at), decision_due => page.moments(row.decision_due),
        decision_late => row.decision_due.filter(|due| *due < now).map(|due| page.say("late-days", now.duration_since(due).as_hours() / 24)),
        risk => row.label.risk.iter().map(|factor| page.t(&format!("risk-sign-{factor}"))).collect::<Vec<_>>(),
        support_told => row.support_told, decision_told => row.decision_told, sensitive => row.sensitive, children => row.children,
        calling => if page.path == "/queue" { calling(page, row, now) } else { None },
        tried => if page.path == "/queue" { tried(page, row) } else { None },
        grouped => row.grouped, repeated => row.repeated, year => beside.year(row), same => beside.same(row),
    }
}
