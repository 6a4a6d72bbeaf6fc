//! Deciding, and marking a report as sensitive.

use super::entry::{Decision, Entry};
use super::state::State;
use crate::record::id::ReportId;
use crate::record::refusal::{Refusal, Why, reasoned, require};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants to be decided.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Decide.
    Decide {
        /// The report.
        report: ReportId,
        /// What.
        decision: Decision,
        /// Why.
        reason: String,
    },
    /// Make it a sensitive case.
    MarkSensitive {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
}

impl Command {
    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::Decide { report, .. } | Self::MarkSensitive { report, .. } => *report,
        }
    }
}

/// What comes of it.
///
/// # Errors
/// The refusal.
pub fn decide(own: &State, command: &Command) -> Result<Vec<Entry>, Refusal> {
    match command {
        Command::Decide { report, decision, reason } => {
            reasoned(reason)?;
            let (report, decision) = (*report, *decision);
            // Apart, because more people are told what was decided than why (D6).
            let decided = Entry::Decided { report, decision, reason: String::new() };
            Ok(vec![decided, Entry::DecisionReasoned { report, reason: reason.clone() }])
        }
        Command::MarkSensitive { report, reason } => {
            reasoned(reason)?;
            require(own.sensitive.is_none(), Why::AlreadyDone.at("reason"))?;
            Ok(vec![Entry::MarkedSensitive { report: *report, reason: reason.clone() }])
        }
    }
}
