//! People of Belgium who never existed, 24 months of reports about them, and what happened afterwards.
//! For `havre demo` and for tests.
//!
//! **Invariants:** pure and seeded (no clock, no ambient randomness: ids too come from the seed); the same
//! [`Plan`] gives the same bytes; every command is accepted by [`casework::case::decide`] in its order;
//! PV numbers are unique; nothing is kept in memory but the couples about whom a later report is due.
//!
//! **Nobody is real.** Given names, family names and birth dates are drawn apart; streets are invented. Phones
//! are all `0400 00 xx xx`: Belgium has, to our knowledge, no range of numbers for fiction, and Belgian mobile
//! numbers start with 045 to 049, so that these cannot be dialled (own knowledge: verify before any real sending
//! is switched on in a demo). PV numbers begin with letters of no judicial district.
//!
//! Shares (how many repeats, decisions, sensitive cases…) are choices of this crate so that every screen has
//! something to show. They are **not statistics** and say nothing about Belgium.

mod after;
mod days;
mod dice;
mod monday;
mod names;
mod otherwise;
mod people;
mod plan;
mod report;
mod stream;
mod texts;
mod waiting;

pub use monday::{NEW, TO_CALL, UNDECIDED};
pub use plan::{Languages, Morning, Plan, PlanZone};
pub use stream::histories;
pub use waiting::LATE;

use casework::case::Command;
use casework::record::id::{CaseId, Nis, UserId, ZoneCode};
use jiff::Timestamp;

/// One case, with its one report and all that happened in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The case.
    pub case: CaseId,
    /// Zone of the report.
    pub zone: ZoneCode,
    /// The couple, whatever the report writes of it: what linkage should find.
    pub couple: u32,
    /// What was done, oldest first. The first signs the report.
    pub steps: Vec<Step>,
}

impl History {
    /// Neighbourhood of its report; `None` when its postcode is unknown.
    pub fn neighbourhood(&self) -> Option<&Nis> {
        match self.steps.first().map(|step| &step.command) {
            Some(command) => command.signs().and_then(|report| report.head.neighbourhood.as_ref()),
            None => None,
        }
    }
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When. Never after [`Plan::until`]; a next try or an appointment that it plans may be.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    pub command: Command,
}

impl Step {
    /// The command as given by an account: a receipt names who opens, and until then holds the placeholder
    /// [`Actor::user`].
    pub fn command_of(self, account: UserId) -> Command {
        match self.command {
            Command::Report(casework::report::Command::AcknowledgeReceipt { report, .. }) => {
                Command::Report(casework::report::Command::AcknowledgeReceipt { report, user: account })
            }
            other => other,
        }
    }
}

/// Who did it. The caller gives each an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The officer of a zone who takes reports.
    Officer(ZoneCode),
    /// The local EVA representative of a zone.
    Eva(ZoneCode),
    /// The magistrate who decides on reports of a zone.
    Prosecutor(ZoneCode),
    /// The background work: only [`Command::Tasks(tasks::Command::Escalate)`].
    System,
}

impl Actor {
    /// A placeholder account, always the same for the same actor.
    pub fn user(&self) -> UserId {
        let (number, zone) = match self {
            Self::Officer(zone) => (1, zone.as_str()),
            Self::Eva(zone) => (2, zone.as_str()),
            Self::Prosecutor(zone) => (3, zone.as_str()),
            Self::System => (0, "0000"),
        };
        let mut bytes = *b"havre demo......";
        bytes[10] = number;
        bytes[12..].iter_mut().zip(zone.bytes()).for_each(|(slot, digit)| *slot = digit);
        UserId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}
