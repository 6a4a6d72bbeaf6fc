//! What reviewers have to do on a case.

use super::entry::BreakGlass;
use super::state::State;
use crate::record::id::ZoneCode;
use crate::record::staff::Function;
use crate::record::stamp::Dated;
use crate::tasks::{Standing, Subject, Task, TaskKind};

/// The review of each break-glass, in the zone of whoever used it, or else in `zone`, that of the case.
pub fn tasks(own: &State, zone: &ZoneCode) -> Vec<Task> {
    let review = |broken: &Dated<BreakGlass>| {
        let reviewed = own.reviews.get(&broken.what.grant);
        Task {
            kind: TaskKind::ReviewBreakGlass,
            subject: Subject::Grant(broken.what.grant),
            function: Function::Reviewer,
            zone: broken.by.zone.clone().unwrap_or_else(|| zone.clone()),
            neighbourhood: None,
            holder: None,
            due: None,
            limit: None,
            paused_until: None,
            standing: reviewed.map_or(Standing::Open, |review| Standing::Done(review.at)),
            told: false,
        }
    };
    own.break_glasses.iter().map(review).collect()
}
