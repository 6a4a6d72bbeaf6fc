//! Classifying a complaint.

use super::entry::{Classification, Entry};
use super::state::State;
use crate::record::id::ReportId;
use crate::record::refusal::{Refusal, Why, require};
use crate::report::{self, ReportKind};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants of a complaint.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Say which forms of violence, and what the other party is to the victim.
    Classify {
        /// The report.
        report: ReportId,
        /// How.
        classification: Classification,
    },
}

impl Command {
    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::Classify { report, .. } => *report,
        }
    }
}

/// What comes of it, given the report and what is known of the complaint.
///
/// # Errors
/// The refusal.
pub fn decide(report: &report::State, own: &State, command: &Command) -> Result<Vec<Entry>, Refusal> {
    match command {
        Command::Classify { report: id, classification } => {
            let complaint = report.head().is_some_and(|head| head.kind == ReportKind::Complaint);
            require(complaint, Why::NotAComplaint.at("relation"))?;
            require(!classification.forms.is_empty(), Why::Empty.at("form"))?;
            let same = own.classification().is_some_and(|known| known.what == *classification);
            let entry = Entry::ComplaintClassified { report: *id, classification: classification.clone() };
            Ok(if same { vec![] } else { vec![entry] })
        }
    }
}
