//! The tasks of Today, one line a report, in the group in which it is most urgent.

use crate::case::pages::CasePage;
use crate::follow_up::queue::Beside;
use crate::shell::format;
use crate::shell::page::Page;
use crate::wings;
use casework::reading::guard::Calling;
use casework::record::dates::brussels;
use casework::record::hours::is_open;
use casework::record::id::ReportId;
use casework::record::person::Language;
use casework::record::staff::Function;
use casework::tasks::TaskKind;
use casework::tasks::clocks::ClockKind;
use casework::words;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use journal::{Listed, WaitingTask};
use minijinja::{Value, context};
use std::cmp::Reverse;
use std::collections::BTreeMap;

words!(
    /// A group of Today, the most urgent first.
    Group {
        /// She may be called now, by what her own case knows.
        CallNow = "call-now",
        /// Its clock has run out.
        Overdue = "overdue",
        /// Due before the day ends.
        DueToday = "due-today",
        /// Nobody of the function has opened it.
        New = "new",
        /// Due within a week.
        ThisWeek = "this-week",
        /// Due after that, or at no time.
        Later = "later",
    }
);

/// The day of an hour in Belgium.
fn day_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(brussels()).date()
}

/// The group of what is due then, by its hour alone.
pub(crate) fn urgency(due: Option<Timestamp>, now: Timestamp) -> Group {
    match due {
        Some(due) if due < now => Group::Overdue,
        Some(due) if day_of(due) == day_of(now) => Group::DueToday,
        Some(due) if due < now + SignedDuration::from_hours(7 * 24) => Group::ThisWeek,
        Some(_) | None => Group::Later,
    }
}

/// A report with everything that waits on it for the function, the most urgent task first.
pub(super) struct Line {
    tasks: Vec<WaitingTask>,
    /// The row of the report, once it is opened.
    pub(super) row: Option<Listed>,
}

impl Line {
    /// Tasks, the most urgent first, as lines.
    pub(super) fn all(tasks: Vec<WaitingTask>) -> Vec<Self> {
        let mut by_report: BTreeMap<ReportId, Vec<WaitingTask>> = BTreeMap::new();
        for task in tasks {
            by_report.entry(task.report).or_default().push(task);
        }
        let mut lines: Vec<_> = by_report.into_values().map(|tasks| Self { tasks, row: None }).collect();
        lines.sort_by_key(|line| (line.first().due.is_none(), line.first().due, line.first().report));
        lines
    }

    pub(super) fn first(&self) -> &WaitingTask {
        &self.tasks[0]
    }

    /// The language of the victim.
    pub(super) fn language(&self) -> Option<Language> {
        self.row.as_ref()?.label.language
    }

    /// Whether a task of this kind waits on it.
    pub(super) fn waits_for(&self, kind: TaskKind) -> bool {
        self.tasks.iter().any(|task| task.kind == kind)
    }

    /// The group in which it is shown. `calls`: whether the viewer calls victims.
    pub(super) fn group(&self, calls: bool, now: Timestamp) -> Group {
        let due = self.first().due;
        if calls && self.to_call(now).is_some() {
            Group::CallNow
        } else if urgency(due, now) == Group::Overdue {
            Group::Overdue
        } else if self.waits_for(TaskKind::Clock(ClockKind::Read)) {
            Group::New
        } else {
            urgency(due, now)
        }
    }

    /// The task that asks for a call today.
    pub(super) fn call(&self, now: Timestamp) -> Option<&WaitingTask> {
        let today = |task: &&WaitingTask| match task.kind {
            TaskKind::Clock(ClockKind::FirstContact | ClockKind::CallBack) => true,
            TaskKind::Clock(ClockKind::DayTwo) => task.due.is_some_and(|due| day_of(due) <= day_of(now)),
            TaskKind::Clock(ClockKind::Read | ClockKind::Decision | ClockKind::Classification)
            | TaskKind::Appointment
            | TaskKind::ReviewBreakGlass => false,
        };
        self.tasks.iter().find(today)
    }

    /// The same, when this hour is one of hers, and no later try is planned.
    fn to_call(&self, now: Timestamp) -> Option<&WaitingTask> {
        let row = self.row.as_ref().filter(|row| !row.grouped)?;
        if row.label.tried.and_then(|tried| tried.next_try).is_some_and(|next| next > now) {
            return None;
        }
        let local = now.to_zoned_datetime(brussels());
        match &row.label.calling {
            Some(Calling::Hours(hours)) if is_open(hours, local.datetime()) => self.call(now),
            _ => None,
        }
    }

    /// The highest risk first, then the most urgent: the order in which people are called.
    pub(super) fn risk_order(&self) -> (Reverse<usize>, bool, Option<Timestamp>) {
        let due = self.first().due;
        (Reverse(self.row.as_ref().map_or(0, |row| row.label.risk.len())), due.is_none(), due)
    }

    /// What Today shows of it; nothing before its row is opened.
    pub(super) fn view(
        &self,
        page: &Page<'_>,
        beside: &Beside,
        calls: bool,
        now: Timestamp,
    ) -> Option<Value> {
        let row = self.row.as_ref()?;
        let task = if calls { self.to_call(now).unwrap_or(self.first()) } else { self.first() };
        let line = task_line(page, task, row, beside, now);
        if !calls {
            return Some(line);
        }
        // With other cases beside it, only the page of the case knows whether she may be called: it is opened first.
        let line = match row.grouped && self.call(now).is_some() {
            true => context! { act => Value::from(()), ..line },
            false => line,
        };
        let calling = crate::contact_guard::guard::calling(page, row.label.calling.as_ref(), now);
        let tried = crate::follow_up::queue::tried(page, row);
        Some(context! { calling => calling.filter(|_| !row.grouped), tried, ..line })
    }
}

/// A task about a report: who, what was observed, by when, and the page where it is done.
pub(super) fn task_line(
    page: &Page<'_>,
    task: &WaitingTask,
    row: &Listed,
    beside: &Beside,
    now: Timestamp,
) -> Value {
    let signs: Vec<_> = row.label.risk.iter().map(|factor| page.t(&format!("risk-sign-{factor}"))).collect();
    let children = i64::try_from(row.label.children).unwrap_or(i64::MAX);
    let children = match children {
        0 => row.children.then(|| page.t("case-children-present")),
        count => Some(page.say("case-children", count)),
    };
    let days = task.due.filter(|due| *due < now).map(|due| now.duration_since(due).as_hours() / 24);
    let act = wings::act_for(task.kind).map(|act| context! {
        href => format!("/cases/{}/{}/{}", row.case, row.report, act.word), text => page.t(&format!("do-{}", act.word)),
    });
    context! {
        href => CasePage::Overview.address(row.case), victim => row.label.victim.as_str(), other => row.label.other.as_str(), pv => row.label.pv.as_str(),
        kind => page.t(&format!("kind-{}", row.kind)), zone => row.zone.as_str(), what => page.t(&format!("clock-{}", task.kind.word())),
        signs, asked => row.label.risk_asked, children, language => row.label.language.map(|one| page.t(&format!("language-{one}"))),
        received => page.moment(row.received_at), year => beside.year(row).map(|count| page.say("case-nth-report", count)), same => beside.same(row),
        due => task.due.map(|due| when(page, due, now)), planned => planned(task, row), late => days.map(|days| page.say("late-days", days)), sensitive => row.sensitive, act,
        calling => Value::from(()), tried => Value::from(()),
    }
}

/// Whether it takes place at its hour, as [`casework::tasks::Task::is_planned`] says of a whole case.
fn planned(task: &WaitingTask, row: &Listed) -> bool {
    let next = row.label.tried.and_then(|tried| tried.next_try);
    task.kind == TaskKind::Appointment || (next.is_some() && next == task.due)
}

/// A time as one says it today: today and tomorrow by their names.
pub(super) fn when(page: &Page<'_>, at: Timestamp, now: Timestamp) -> String {
    let (day, today) = (day_of(at), day_of(now));
    let time = format::time(at);
    if day == today {
        format!("{} {time}", page.t("today-today"))
    } else if today.checked_add(1.day()).is_ok_and(|tomorrow| day == tomorrow) {
        format!("{} {time}", page.t("today-tomorrow"))
    } else {
        page.moment(at)
    }
}

/// The function whose tasks somebody does; `None` for whom no clock runs.
pub(super) fn works_as(function: Function) -> Option<Function> {
    if function.is_support() {
        Some(Function::Eva)
    } else if function.is_prosecution() {
        Some(Function::Prosecutor)
    } else {
        Some(function).filter(|one| *one == Function::Intake)
    }
}

/// Midnight in Belgium: an appointment of this morning is still on the page.
pub(super) fn start_of_day(now: Timestamp) -> Timestamp {
    let local = now.to_zoned_datetime(brussels());
    local.start_of_day().map_or(now, |start| start.timestamp())
}
