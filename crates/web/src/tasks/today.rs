//! Today (O1): whatever has a date or waits for a function stands here, or it is a bug.

use super::agenda;
use super::fresh::Fresh;
use super::matches::{self, open_matches};
use super::waiting::{Group, Line, start_of_day, task_line, when, works_as};
use crate::account::register;
use crate::follow_up::queue::Beside;
use crate::report::drafts::draft_line;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::{Page, menu_of};
use crate::shell::routes::Router;
use crate::shell::session::{SignedIn, unit};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::record::staff::Function;
use jiff::Timestamp;
use journal::{Listed, Proposal, ReportTask, TaskFilter, WhichTasks};
use minijinja::value::merge_maps;
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// So many tasks of each kind are looked at; the lists have the others.
const LOOKED_AT: usize = 60;
/// So many lines of a group are shown; the lists have the others.
const SHOWN: usize = 15;
/// So many appointments and matches.
const BESIDE: usize = 12;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/today", get(show))
        .route("/agenda", get(agenda::show))
        .route("/matches", get(matches::show))
        .route("/tools", get(tools))
}

/// The list with everything of which Today shows the beginning.
const fn list_of(function: Function) -> &'static str {
    match function {
        Function::Prosecutor => "/table",
        Function::Intake => "/reports",
        _ => "/queue",
    }
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// Which of the new reports.
    #[serde(default)]
    new: String,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    if menu_of(who.viewer.function).pages.first().is_none_or(|(href, _)| *href != "/today") {
        return Err(WebError::NotFound);
    }
    let page = Page::of(&app, &who, "/today");
    let at = now();
    let fresh = Fresh::from_word(&asked.new);
    let work = match works_as(who.viewer.function) {
        Some(function) => Some(Work::of(&app, &who, function, fresh, at).await?),
        None => None,
    };
    let shown = work.as_ref().map_or_else(Vec::new, Work::shown);
    app.log_list(&who, "today", shown).await?;
    let work_view = work.as_ref().map_or_else(|| context! {}, |work| work.view(&page, &who, fresh, at));
    let values = context! {
        date => format::day(page.language, at), hour => format::time(at), works => work.is_some(), here => fresh.address(),
        ..merge_maps([rest(&app, &page, &who).await?, work_view])
    };
    page.html("tasks/today.html", "today-title", values)
}

/// What waits besides tasks: what must be acknowledged or reviewed, and the other pages of the function.
async fn rest(app: &App, page: &Page<'_>, who: &SignedIn) -> Result<Value, WebError> {
    let function = who.viewer.function;
    let notices =
        if function.hears() { app.journal.waiting_notices(unit(&who.viewer, &who.hidden)).await? } else { 0 };
    let reviews = if function.is_reviewer() {
        app.journal.unreviewed_glass(&who.viewer.zones, &who.hidden).await?
    } else {
        0
    };
    let keeps = function.keeps_register();
    let register = if keeps { register::waiting(app, who).await?.len() } else { 0 };
    let pages = menu_of(function).pages.iter().filter(|(href, _)| *href != "/today");
    let pages: Vec<_> =
        pages.map(|(href, key)| context! { href => *href, text => page.t(key), says => page.t(&format!("{key}-says")) }).collect();
    let writes = function == Function::Intake;
    let drafts = if writes { app.journal.drafts(who.user()).await? } else { vec![] };
    let drafts: Vec<_> = drafts.iter().map(|draft| draft_line(page, draft)).collect();
    Ok(
        context! { writes, drafts, notices, reviews, keeps, register, reviewer => function.is_reviewer(), hears => function.hears(), pages },
    )
}

/// What waits for somebody who works on cases.
struct Work {
    lines: Vec<Line>,
    appointments: Vec<ReportTask>,
    matches: Vec<(Proposal, Listed)>,
    beside: Beside,
    /// The reports that stand on the page.
    shown: BTreeSet<Uuid>,
    /// Some of it is not looked at: there is more than one can do in a day.
    more: bool,
    list: &'static str,
}

impl Work {
    async fn of(
        app: &App,
        who: &SignedIn,
        function: Function,
        fresh: Fresh,
        now: Timestamp,
    ) -> Result<Self, WebError> {
        let elsewhere = app.journal.neighbourhoods_of_others(&who.account).await?;
        let all = TaskFilter::of(function, &who.account.zones, who.hidden.clone(), now);
        let all = TaskFilter { elsewhere: elsewhere.clone(), ..all };
        let calls = who.viewer.function.is_support();
        let filter = |waiting| TaskFilter { waiting, ..all.clone() };
        let (overdue, coming) = (filter(WhichTasks::Overdue), filter(WhichTasks::Coming));
        let booked = filter(WhichTasks::Appointments(start_of_day(now)));
        let ((lines, more), appointments, matches) = tokio::try_join!(
            async {
                let (overdue, coming) = tokio::try_join!(
                    app.journal.waiting_tasks(&overdue, LOOKED_AT),
                    app.journal.waiting_tasks(&coming, LOOKED_AT)
                )?;
                let more = overdue.len() == LOOKED_AT || coming.len() == LOOKED_AT;
                let mut lines = Line::all(overdue.into_iter().chain(coming).collect());
                open_rows(app, &mut lines, calls, now).await?;
                Ok::<_, WebError>((lines, more))
            },
            async {
                // Nobody else has any: they would be looked for among everything that is coming.
                Ok(if calls { app.journal.report_tasks(&booked, BESIDE).await? } else { vec![] })
            },
            open_matches(app, who, &elsewhere, now, BESIDE),
        )?;
        let listed = shown_rows(&lines, fresh, calls, now);
        let rows: Vec<_> = listed.chain(appointments.iter().map(|one| &one.row)).cloned().collect();
        let beside = Beside::of(app, who, &rows, now).await?;
        let shown: BTreeSet<_> = rows.iter().map(|row| row.report.0).collect();
        Ok(Self { lines, appointments, matches, beside, shown, more, list: list_of(function) })
    }

    /// What stands on the page: reports, and the cases of a match.
    fn shown(&self) -> Vec<Uuid> {
        let matches = self.matches.iter().flat_map(|(one, _)| [one.case.0, one.other.0]);
        self.shown.iter().copied().chain(matches).collect()
    }

    fn view(&self, page: &Page<'_>, who: &SignedIn, fresh: Fresh, now: Timestamp) -> Value {
        let calls = who.viewer.function.is_support();
        let mut groups: BTreeMap<Group, Vec<&Line>> = BTreeMap::new();
        for line in &self.lines {
            groups.entry(line.group(calls, now)).or_default().push(line);
        }
        if let Some(lines) = groups.get_mut(&Group::CallNow) {
            lines.sort_by_key(|line| line.risk_order());
        }
        let shown = Group::ALL.iter().filter(|group| groups.contains_key(group));
        let shown: Vec<_> =
            shown.map(|group| self.group_view(page, *group, &groups[group], fresh, calls, now)).collect();
        let counted = |group: &Group| {
            let count = groups.get(group).map_or(0, Vec::len);
            context! { id => group.word(), text => page.t(&format!("today-{group}-count")), count => self.counted(*group, count) }
        };
        let mut counters: Vec<_> = Group::ALL
            .iter()
            .filter(|group| {
                **group != Group::Later && (calls || !matches!(group, Group::CallNow | Group::New))
            })
            .map(counted)
            .collect();
        let beside = |id: &str, count: usize| context! { id, text => page.t(&format!("today-{id}-count")), count => count.to_string() };
        if calls {
            counters.push(beside("appointments", self.appointments.len()));
        }
        counters.push(beside("matches", self.matches.len()));
        let appointments = self.appointments.iter().map(|one| {
            let time = one.task.due.map(|due| when(page, due, now));
            context! { time, ..task_line(page, &one.task, &one.row, &self.beside, now) }
        });
        context! {
            counters, groups => shown, calls, appointments => appointments.collect::<Vec<_>>(), list => self.list,
            matches => self.matches.iter().map(|(one, row)| matches::view(page, who, one, row)).collect::<Vec<_>>(),
        }
    }

    /// `12`, or `100+` when not all of them were looked at.
    fn counted(&self, group: Group, count: usize) -> String {
        let open = self.more && group != Group::CallNow;
        if open && count >= SHOWN { format!("{count}+") } else { count.to_string() }
    }

    fn group_view(
        &self,
        page: &Page<'_>,
        group: Group,
        lines: &[&Line],
        fresh: Fresh,
        calls: bool,
        now: Timestamp,
    ) -> Value {
        let chosen = |line: &&&Line| group != Group::New || fresh.takes(line);
        let rows: Vec<_> = lines.iter().filter(chosen).collect();
        let shown = rows.iter().take(SHOWN).filter_map(|line| line.view(page, &self.beside, calls, now));
        let choices = if group == Group::New { fresh.choices(page, lines) } else { vec![] };
        context! {
            id => group.word(), title => page.t(&format!("today-{group}")), count => self.counted(group, lines.len()),
            rows => shown.collect::<Vec<_>>(), more => rows.len() > SHOWN, choices,
        }
    }
}

/// Opens the rows that decide what is shown: of whoever may be called today, since only her row knows at which hours; of
/// new reports, among which one chooses; and of the first lines of each group. A backlog of months stays closed.
async fn open_rows(app: &App, lines: &mut Vec<Line>, calls: bool, now: Timestamp) -> Result<(), WebError> {
    let mut in_group: BTreeMap<Group, usize> = BTreeMap::new();
    let decides = |line: &&Line| {
        let group = line.group(calls, now);
        if group == Group::New || (calls && line.call(now).is_some()) {
            return true;
        }
        let count = in_group.entry(group).or_default();
        *count += 1;
        *count <= SHOWN
    };
    let asked: BTreeSet<_> = lines.iter().filter(decides).map(|line| line.first().report).collect();
    let mut rows = app.journal.listed_of(asked.iter().copied()).await?;
    for line in lines.iter_mut() {
        line.row = rows.remove(&line.first().report);
    }
    // What was asked for and does not open was changed outside the program: the journal has raised the alarm.
    lines.retain(|line| line.row.is_some() || !asked.contains(&line.first().report));
    Ok(())
}

/// The rows of the lines that are shown: what stands beside a case is asked for these alone.
fn shown_rows(lines: &[Line], fresh: Fresh, calls: bool, now: Timestamp) -> impl Iterator<Item = &Listed> {
    let mut in_group: BTreeMap<Group, usize> = BTreeMap::new();
    let shown = move |line: &&Line| {
        let group = line.group(calls, now);
        if group == Group::New && !fresh.takes(line) {
            return false;
        }
        let count = in_group.entry(group).or_default();
        *count += 1;
        // Who may be called now stand in another order.
        *count <= SHOWN || group == Group::CallNow
    };
    lines.iter().filter(shown).filter_map(|line| line.row.as_ref())
}

/// `GET /tools`: the pages of a function that are not in its menu.
async fn tools(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let page = Page::of(&app, &who, "/tools");
    let menu = menu_of(who.viewer.function);
    if menu.tools.is_empty() {
        return Err(WebError::NotFound);
    }
    let line = |(href, key): &(&str, &str)| context! { href => *href, text => page.t(key), says => page.t(&format!("{key}-says")) };
    let tools: Vec<_> = menu.tools.iter().map(line).collect();
    page.html("tasks/tools.html", "nav-tools", context! { tools })
}
