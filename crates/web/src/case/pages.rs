//! The pages of a case: the couple is the page, and a report a part of it. A wing adds rows inside them, never a page of
//! its own.

use casework::record::id::CaseId;
use casework::tasks::TaskKind;
use casework::tasks::clocks::ClockKind;
use casework::words;

/// What the overview confirms of a report that was just signed: it was no act of a case before.
pub(crate) const SIGNED: &str = "sign";

words!(
    /// A page of a case: the last part of its address, but for the overview, which is the case itself.
    CasePage {
        /// Summary, tasks, what happened last.
        Overview = "overview",
        /// Reports, complaints, additions.
        Facts = "facts",
        /// How to reach whom, roles, who is who in other cases.
        People = "people",
        /// What was observed of the risk.
        Risk = "risk",
        /// Measures taken at once, breaches.
        Protection = "protection",
        /// Contacts, appointments, day 2.
        FollowUp = "follow-up",
        /// Decisions.
        Justice = "justice",
        /// What can be printed and given.
        Papers = "papers",
        /// Everything that happened, by day.
        Timeline = "timeline",
        /// Who reads it, by which right.
        Access = "access",
    }
);

impl CasePage {
    /// Its address.
    pub(crate) fn address(self, case: CaseId) -> String {
        match self {
            Self::Overview => format!("/cases/{case}"),
            _ => format!("/cases/{case}/{self}"),
        }
    }

    /// Whether who opens it has read what happened, and leaves a receipt (C1). Who compares two couples or looks who
    /// reads a case has not: its report stays new for everybody who works on it.
    pub(super) const fn reads_reports(self) -> bool {
        !matches!(self, Self::People | Self::Access)
    }

    /// Its template.
    pub(super) fn template(self) -> String {
        format!("case/{self}.html")
    }

    /// The message that names it.
    pub(super) fn title(self) -> String {
        format!("case-page-{self}")
    }

    /// Where what a task asks for is written.
    pub(crate) const fn of_task(kind: TaskKind) -> Self {
        match kind {
            TaskKind::Clock(ClockKind::Decision) => Self::Justice,
            TaskKind::Clock(ClockKind::Classification) => Self::Facts,
            TaskKind::Clock(
                ClockKind::Read | ClockKind::FirstContact | ClockKind::CallBack | ClockKind::DayTwo,
            )
            | TaskKind::Appointment => Self::FollowUp,
            TaskKind::ReviewBreakGlass => Self::Access,
        }
    }
}
