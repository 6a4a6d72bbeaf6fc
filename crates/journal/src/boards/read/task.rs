//! What waits: for a function in some zones (Today), or in the hands of somebody.

use crate::boards::read::list_query::Count;
use crate::boards::read::report_list::Listed;
use crate::boards::task::{self, BOARD};
use crate::handle::db::{DbError, Row, Sql, Value, insert, sql};
use crate::handle::error::OpenError;
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use casework::record::id::{Nis, ReportId, RowId, UserId, ZoneCode};
use casework::record::staff::Function;
use casework::tasks::{Subject, Task, TaskKind};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// More lines than this are not put on one sheet.
const MOST: i64 = 500;
/// What every list of tasks reads of them.
const WAITING: &str =
    "SELECT subject, kind AS task_kind, due AS task_due, paused_until AS task_paused FROM task";
/// The order of every list of tasks.
const URGENT_FIRST: &str =
    "ORDER BY CASE WHEN task_due IS NULL THEN 1 ELSE 0 END, task_due, subject, task_kind";

/// A task about a report: of the report nothing is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingTask {
    /// What.
    pub kind: TaskKind,
    /// When it is due, or takes place; `None` when no clock runs.
    pub due: Option<Timestamp>,
    /// Until when its clock stands still; it may lie in the past.
    pub paused_until: Option<Timestamp>,
    /// On which report.
    pub report: ReportId,
}

/// A task with the row of its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTask {
    /// What waits.
    pub task: WaitingTask,
    /// The report.
    pub row: Listed,
}

/// Which tasks of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichTasks {
    /// Due before now. An appointment is never overdue: nobody records yet whether she came.
    Overdue,
    /// Due from now on, or at no time.
    Coming,
    /// Appointments from this time on.
    Appointments(Timestamp),
}

/// A question to the board of tasks.
#[derive(Debug, Clone)]
pub struct TaskFilter {
    /// Who must.
    pub function: Function,
    /// Zones that the viewer takes part in: nothing else is ever looked at.
    pub zones: Vec<ZoneCode>,
    /// Neighbourhoods that somebody else looks after; what nobody looks after is everybody's.
    pub elsewhere: Vec<Nis>,
    /// What is hidden from the viewer: neither listed nor counted.
    pub hidden: Hidden,
    /// Which.
    pub waiting: WhichTasks,
    /// Now. A clock that stands still is not listed until it runs again.
    pub now: Timestamp,
}

impl TaskFilter {
    /// What is coming for a function in some zones.
    pub fn of(function: Function, zones: &[ZoneCode], hidden: Hidden, now: Timestamp) -> Self {
        let (zones, waiting) = (zones.to_vec(), WhichTasks::Coming);
        Self { function, zones, elsewhere: vec![], hidden, waiting, now }
    }

    /// The tasks of one zone, the most urgent first, up to a limit. `unseen` leaves out what is hidden.
    fn of_zone(&self, zone: &ZoneCode, unseen: &str, limit: i64, values: &mut Vec<Value>) -> String {
        let mut put = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let (function, zone) = (put(self.function.word().into()), put(zone.as_str().into()));
        let appointment = put(TaskKind::Appointment.word().into());
        let now = put(self.now.as_millisecond().into());
        // Each is one stretch of the index: with OR, what is overdue would be walked over to find what is coming.
        let stretches = match self.waiting {
            WhichTasks::Overdue => vec![format!("kind <> {appointment} AND due < {now}")],
            WhichTasks::Coming => vec![
                format!("kind <> {appointment} AND due >= {now}"),
                format!("kind <> {appointment} AND due IS NULL"),
            ],
            WhichTasks::Appointments(from) => {
                vec![format!("kind = {appointment} AND due >= {}", put(from.as_millisecond().into()))]
            }
        };
        let elsewhere: Vec<_> = self.elsewhere.iter().map(|nis| put(nis.as_str().into())).collect();
        let near = match elsewhere.is_empty() {
            true => String::new(),
            false => {
                format!(" AND (neighbourhood IS NULL OR neighbourhood NOT IN ({}))", elsewhere.join(", "))
            }
        };
        let limit = put(limit.into());
        let stretch = |waiting: &String| {
            format!(
                "SELECT * FROM ({WAITING} \
                 WHERE function = {function} AND zone = {zone} AND {waiting}{near} AND case_id <> '' \
                 AND (paused_until IS NULL OR paused_until <= {now}){unseen} \
                 ORDER BY due, subject LIMIT {limit}) AS of_zone"
            )
        };
        stretches.iter().map(stretch).collect::<Vec<_>>().join(" UNION ALL ")
    }

    /// The tasks of all zones, one after the other; `None` without a zone. Each zone is read from its index and stops
    /// at the limit, so that a backlog of years costs what a page costs.
    fn of_zones(&self, limit: i64) -> Option<(String, Vec<Value>)> {
        let zones: BTreeSet<_> = self.zones.iter().collect();
        let (mut values, unseen) = (self.hidden.cases(), self.hidden.condition("case_id", 0));
        let parts: Vec<_> =
            zones.into_iter().map(|zone| self.of_zone(zone, &unseen, limit, &mut values)).collect();
        (!parts.is_empty()).then(|| (parts.join(" UNION ALL "), values))
    }

    fn page_statement(&self, limit: i64) -> Option<Sql<'static>> {
        let (tasks, mut values) = self.of_zones(limit)?;
        values.push(limit.into());
        let text = format!("SELECT * FROM ({tasks}) AS waiting {URGENT_FIRST} LIMIT ${}", values.len());
        Some(sql(text).bind_all(values))
    }
}

impl Journal {
    /// Tasks on reports that somebody has in hand, the most urgent first. Appointments that are over are left out.
    ///
    /// # Errors
    /// The database; a row that does not open.
    pub async fn in_hand(&self, user: UserId, now: Timestamp) -> Result<Vec<ReportTask>, OpenError> {
        let text = format!(
            "SELECT * FROM ({WAITING} \
             WHERE holder = $1 AND case_id <> '' AND (kind <> $2 OR due >= $3)) AS held {URGENT_FIRST} LIMIT $4"
        );
        let statement = sql(text).bind(user.to_string()).bind(TaskKind::Appointment.word());
        let rows = statement.bind(now.as_millisecond()).bind(MOST).fetch(&self.db).await?;
        self.with_rows(rows.iter().map(waiting).collect::<Result<_, _>>()?).await
    }

    /// What waits for a function, the most urgent first, at most `limit`; what no clock measures comes last. No report is
    /// opened: lists that show a few of many open those.
    ///
    /// # Errors
    /// The database.
    pub async fn waiting_tasks(
        &self,
        filter: &TaskFilter,
        limit: usize,
    ) -> Result<Vec<WaitingTask>, DbError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let Some(statement) = filter.page_statement(limit) else { return Ok(vec![]) };
        statement.fetch(&self.db).await?.iter().map(waiting).collect()
    }

    /// The same, each with the row of its report. A row that was changed outside the program is left out.
    ///
    /// # Errors
    /// The database; a row that does not open.
    pub async fn report_tasks(
        &self,
        filter: &TaskFilter,
        limit: usize,
    ) -> Result<Vec<ReportTask>, OpenError> {
        self.with_rows(self.waiting_tasks(filter, limit).await?).await
    }

    /// Several tasks of a report open its row once.
    async fn with_rows(&self, tasks: Vec<WaitingTask>) -> Result<Vec<ReportTask>, OpenError> {
        let rows = self.listed_of(tasks.iter().map(|task| task.report)).await?;
        let with_row = |task: WaitingTask| {
            let row = rows.get(&task.report)?.clone();
            Some(ReportTask { task, row })
        };
        Ok(tasks.into_iter().filter_map(with_row).collect())
    }

    /// How many tasks of reports wait.
    ///
    /// # Errors
    /// The database.
    pub async fn count_report_tasks(&self, filter: &TaskFilter) -> Result<Count, DbError> {
        let Some((tasks, values)) = filter.of_zones(Count::CAP + 1) else { return Ok(Count::of(0)) };
        let text = format!("SELECT count(*) AS n FROM ({tasks}) AS counted");
        let rows = sql(text).bind_all(values).fetch(&self.db).await?;
        Ok(Count::of(rows.first().map_or(Ok(0), |row| row.int("n"))?))
    }

    /// Sets the task of an ordinary row, or takes it away when it no longer waits. Such a task has no case.
    ///
    /// # Errors
    /// The database; a task that is about a case.
    pub async fn set_row_task(&self, row: RowId, task: &Task) -> Result<(), DbError> {
        if task.subject != Subject::Row(row) {
            return Err(DbError::Unreadable("subject of a task"));
        }
        let mut tx = self.db.begin().await?;
        let gone = "DELETE FROM task WHERE case_id = '' AND subject = $1 AND kind = $2";
        sql(gone).bind(row.to_string()).bind(task.kind.word()).run(&mut tx).await?;
        if task.is_open() {
            insert(&mut tx, BOARD.table, &BOARD.names(), vec![task::row(None, task)], "").await?;
        }
        tx.commit().await
    }
}

fn waiting(row: &Row) -> Result<WaitingTask, DbError> {
    Ok(WaitingTask {
        kind: kind_of(row, "task_kind")?,
        due: row.opt_time("task_due")?,
        paused_until: row.opt_time("task_paused")?,
        report: row.parsed("subject")?,
    })
}

fn kind_of(row: &Row, column: &'static str) -> Result<TaskKind, DbError> {
    TaskKind::from_word(&row.text(column)?).ok_or(DbError::Unreadable(column))
}
