//! The agenda (O2): what takes place, or was promised, day by day.

use super::waiting::{start_of_day, task_line, works_as};
use crate::follow_up::queue::Beside;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use axum::extract::State;
use axum::response::Response;
use casework::record::dates::brussels;
use casework::tasks::TaskKind;
use casework::tasks::clocks::ClockKind;
use jiff::Timestamp;
use jiff::civil::Date;
use journal::{ReportTask, TaskFilter, WhichTasks};
use minijinja::{Value, context};

/// So many lines: what is further ahead comes in sight as the days go by.
const LISTED: usize = 200;

/// `GET /agenda`: appointments and promised calls, from today on.
pub(super) async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let function = works_as(who.viewer.function).filter(|_| who.viewer.function.is_support());
    let function = function.ok_or(WebError::NotFound)?;
    let (page, at) = (Page::of(&app, &who, "/agenda"), now());
    let elsewhere = app.journal.neighbourhoods_of_others(&who.account).await?;
    let all =
        TaskFilter { elsewhere, ..TaskFilter::of(function, &who.account.zones, who.hidden.clone(), at) };
    let near = |waiting| TaskFilter { waiting, ..all.clone() };
    let (booked, coming) = (near(WhichTasks::Appointments(start_of_day(at))), near(WhichTasks::Coming));
    let (booked, coming) = tokio::try_join!(
        app.journal.report_tasks(&booked, LISTED),
        app.journal.report_tasks(&coming, LISTED),
    )?;
    let promised = coming.into_iter().filter(|task| is_promised(task.task.kind));
    let mut dated: Vec<_> =
        booked.into_iter().chain(promised).filter_map(|task| Some((task.task.due?, task))).collect();
    dated.sort_by_key(|(due, task)| (*due, task.task.report));
    app.log_list(&who, "agenda", dated.iter().map(|(_, task)| task.task.report.0)).await?;
    let days: Vec<_> = dated
        .chunk_by(|one, next| day(one.0) == day(next.0))
        .map(|lines| day_view(&page, lines, at))
        .collect();
    page.html("tasks/agenda.html", "nav-agenda", context! { days })
}

/// What is done with her on that day: a first call, which may have been promised, one that was, or that of day 2.
const fn is_promised(kind: TaskKind) -> bool {
    use ClockKind::{CallBack, DayTwo, FirstContact};
    matches!(kind, TaskKind::Appointment | TaskKind::Clock(FirstContact | CallBack | DayTwo))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned_datetime(brussels()).date()
}

fn day_view(page: &Page<'_>, lines: &[(Timestamp, ReportTask)], now: Timestamp) -> Value {
    let beside = Beside::default();
    let line = |(due, one): &(Timestamp, ReportTask)| {
        context! { time => format::time(*due), ..task_line(page, &one.task, &one.row, &beside, now) }
    };
    let date = day(lines[0].0);
    context! { day => page.long_day(date), today => date == day(now), lines => lines.iter().map(line).collect::<Vec<_>>() }
}
