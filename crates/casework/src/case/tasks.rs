//! The tasks of a case: one line a wing.

use super::state::{Case, ReportState};
use crate::record::id::ReportId;
use crate::tasks::calendar::Calendar;
use crate::tasks::clocks::Clocks;
use crate::tasks::{Running, Task};
use crate::{complaint, follow_up, grants, prosecution};

/// What tasks are computed with besides the case.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Working days.
    pub calendar: Calendar,
    /// How long each clock runs.
    pub clocks: Clocks,
}

/// Every task of a case, those that are done or not needed among them: report by report, then of the whole case.
pub fn tasks(case: &Case, timing: &Timing) -> Vec<Task> {
    let of_reports = case.reports.iter().flat_map(|(id, report)| tasks_of(*id, report, timing));
    of_reports.chain(of_case(case)).collect()
}

/// Every task of a report.
pub fn tasks_of(id: ReportId, report: &ReportState, timing: &Timing) -> Vec<Task> {
    let Some(head) = report.record.head() else { return vec![] };
    let running = Running {
        report: id,
        zone: &head.zone,
        neighbourhood: head.neighbourhood.as_ref(),
        from: head.received_at,
        clocks: &report.clocks,
        calendar: &timing.calendar,
        lengths: &timing.clocks,
    };
    let mut tasks = follow_up::tasks(&running, &report.record, &report.follow_up);
    tasks.extend(prosecution::tasks(&running, &report.record, &report.prosecution));
    tasks.extend(complaint::tasks(&running, &report.record, &report.complaint));
    tasks
}

/// Tasks of the case as a whole, in the zone of its first report.
fn of_case(case: &Case) -> Vec<Task> {
    let zone = case.reports.iter().find_map(|(_, report)| report.record.head()).map(|head| &head.zone);
    zone.map(|zone| grants::tasks(&case.grants, zone)).unwrap_or_default()
}
