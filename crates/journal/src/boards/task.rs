//! Everything that waits, by function and zone: of cases, and of ordinary rows (a service to verify, a training to
//! renew), which have no case.

use crate::boards::board::{Board, Column, Fate, Source, Values};
use crate::handle::error::OpenError;
use casework::record::id::CaseId;
use casework::tasks::{Subject, Task};
use jiff::Timestamp;

/// Read by `read/task.rs`.
pub(crate) const BOARD: Board = Board {
    table: "task",
    version: 1,
    fate: Fate::Erased,
    key: 3,
    columns: &[
        Column::text("case_id"),
        Column::text("subject"),
        Column::text("kind"),
        Column::text("function"),
        Column::text("zone"),
        Column::text("neighbourhood"),
        Column::text("holder"),
        Column::number("due"),
        Column::number("paused_until"),
        Column::number("told"),
    ],
    rows,
};

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    let tasks = casework::case::tasks(of.case, &of.rules.timing);
    Ok(tasks.iter().filter(|task| task.is_open()).map(|task| row(Some(of.id), task)).collect())
}

/// The row of a task; without a case, of an ordinary row.
pub(crate) fn row(case: Option<CaseId>, task: &Task) -> Values {
    vec![
        case.map(|case| case.to_string()).unwrap_or_default().into(),
        subject(task.subject).into(),
        task.kind.word().into(),
        task.function.word().into(),
        task.zone.as_str().into(),
        task.neighbourhood.as_ref().map(ToString::to_string).into(),
        task.holder.map(|holder| holder.to_string()).into(),
        task.due.map(Timestamp::as_millisecond).into(),
        task.paused_until.map(Timestamp::as_millisecond).into(),
        task.told.into(),
    ]
}

/// What a task is about, as the board keeps it. Of a case there is one subject of each name.
fn subject(subject: Subject) -> String {
    match subject {
        Subject::Report(report) => report.to_string(),
        Subject::Grant(grant) => grant.to_string(),
        Subject::Row(row) => row.to_string(),
        Subject::Case => String::new(),
    }
}
