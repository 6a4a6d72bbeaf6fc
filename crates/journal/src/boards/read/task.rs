//! What waits: for a function in some zones, or in the hands of somebody.

use crate::boards::read::report_list::Listed;
use crate::boards::task::{self, BOARD};
use crate::handle::db::{DbError, Row, insert, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use casework::record::id::{CaseId, RowId, UserId, ZoneCode};
use casework::record::staff::Function;
use casework::tasks::{Subject, Task, TaskKind};
use jiff::Timestamp;
use uuid::Uuid;

/// More lines than this are not put on one sheet.
const MOST: i64 = 500;

/// A task of a report that somebody has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHand {
    /// What.
    pub kind: TaskKind,
    /// When it is due, or takes place; `None` when no clock runs.
    pub due: Option<Timestamp>,
    /// The report.
    pub row: Listed,
}

/// A task that waits for a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingTask {
    /// What.
    pub kind: TaskKind,
    /// The case; `None` for an ordinary row.
    pub case: Option<CaseId>,
    /// What it is about: a report, a grant or a row; `None` when it is about the case as a whole.
    pub subject: Option<Uuid>,
    /// In which zone.
    pub zone: ZoneCode,
    /// By when; `None` for an empty slot.
    pub due: Option<Timestamp>,
    /// Until when its clock stands still; it may lie in the past.
    pub paused_until: Option<Timestamp>,
}

impl Journal {
    /// Tasks on reports that somebody has in hand, the most urgent first. Appointments that are over are left out.
    ///
    /// # Errors
    /// The database; a row that does not open.
    pub async fn in_hand(&self, user: UserId, now: Timestamp) -> Result<Vec<InHand>, OpenError> {
        let text = "SELECT report_row.*, wrapped_key, secret, task.kind AS task_kind, task.due AS task_due \
                    FROM task JOIN report_row ON report_row.report_id = task.subject \
                    JOIN stream ON stream_id = report_row.case_id \
                    LEFT JOIN key_secret ON id = report_row.case_id \
                    WHERE task.holder = $1 AND (task.kind <> $2 OR task.due >= $3) \
                    ORDER BY CASE WHEN task.due IS NULL THEN 1 ELSE 0 END, task.due, task.subject, task.kind LIMIT $4";
        let statement = sql(text).bind(user.to_string()).bind(TaskKind::Appointment.word());
        let rows = statement.bind(now.as_millisecond()).bind(MOST).fetch(&self.db).await?;
        let in_hand = |row: &Row| {
            Ok(InHand {
                kind: kind_of(row, "task_kind")?,
                due: row.opt_time("task_due")?,
                row: self.listed(row)?,
            })
        };
        rows.iter().map(in_hand).collect()
    }

    /// What waits for a function in these zones, the most urgent first, at most `limit`; what no clock measures comes
    /// last. Cases in which the viewer has a conflict of interest are left out before anything is counted.
    ///
    /// # Errors
    /// The database.
    pub async fn waiting_tasks(
        &self,
        function: Function,
        zones: &[ZoneCode],
        viewer: UserId,
        limit: i64,
    ) -> Result<Vec<WaitingTask>, DbError> {
        if zones.is_empty() {
            return Ok(vec![]);
        }
        let text = format!(
            "SELECT case_id, subject, kind, zone, due, paused_until FROM task \
             WHERE function = $1 AND zone IN {zones} AND NOT EXISTS (SELECT 1 FROM conflict \
             WHERE conflict.user_id = $2 AND conflict.case_id = task.case_id) \
             ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, case_id, subject, kind LIMIT $3",
            zones = placeholders(3, zones.len()),
        );
        let statement = sql(text).bind(function.word()).bind(viewer.to_string()).bind(limit);
        let zones_bound = zones.iter().map(|zone| zone.as_str().into());
        let rows = statement.bind_all(zones_bound).many(zones.len()).fetch(&self.db).await?;
        rows.iter().map(waiting).collect()
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

fn kind_of(row: &Row, column: &'static str) -> Result<TaskKind, DbError> {
    TaskKind::from_word(&row.text(column)?).ok_or(DbError::Unreadable(column))
}

fn waiting(row: &Row) -> Result<WaitingTask, DbError> {
    let uuid = |column: &'static str| -> Result<Option<Uuid>, DbError> {
        let text = row.text(column)?;
        let parsed = (!text.is_empty()).then(|| text.parse().map_err(|_| DbError::Unreadable(column)));
        parsed.transpose()
    };
    Ok(WaitingTask {
        kind: kind_of(row, "kind")?,
        case: uuid("case_id")?.map(CaseId),
        subject: uuid("subject")?,
        zone: ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?,
        due: row.opt_time("due")?,
        paused_until: row.opt_time("paused_until")?,
    })
}
