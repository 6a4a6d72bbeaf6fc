//! What was decided.

use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, alarm, happens};
use crate::record::id::ReportId;
use crate::record::words::words;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

words!(
    /// Decision on a report (D1).
    Decision {
        /// No further action for now.
        Closed = "closed",
        /// Followed up.
        FollowUp = "follow-up",
        /// The parties are heard.
        Hearing = "hearing",
        /// Investigation.
        Investigation = "investigation",
    }
);

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// The prosecution decided.
    Decided {
        /// The report.
        report: ReportId,
        /// What.
        decision: Decision,
        /// Why: empty since version 3, which writes it apart. See [`Entry::without_reason`].
        reason: String,
    },
    /// Why the prosecution decided so: kept apart from what it decided, which more people are told (D6).
    DecisionReasoned {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
    /// The report became a sensitive case (indicator 1).
    MarkedSensitive {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        use Class::{Assessment, Judicial};
        use Retains::Yes;
        use Strand::Justice;
        match self {
            Self::Decided => Facets::new(3, Judicial, happens(Justice), Copied::Both, Yes),
            Self::DecisionReasoned => Facets::new(3, Judicial, OnTimeline::Part, Copied::Nobody, Yes),
            Self::MarkedSensitive => Facets::new(3, Assessment, alarm(Justice), Copied::Victim, Yes),
        }
    }
}

impl Entry {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.into()
    }

    /// Its class.
    pub fn class(&self) -> Class {
        self.kind().facets().class
    }

    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::Decided { report, .. }
            | Self::DecisionReasoned { report, .. }
            | Self::MarkedSensitive { report, .. } => *report,
        }
    }

    /// What remains of a decision of before version 3 for those who are told what was decided and not why (D6); `None`
    /// when there is no reason to keep back.
    pub fn without_reason(&self) -> Option<Self> {
        match self {
            Self::Decided { report, decision, reason } if !reason.is_empty() => {
                Some(Self::Decided { report: *report, decision: *decision, reason: String::new() })
            }
            Self::Decided { .. } | Self::DecisionReasoned { .. } | Self::MarkedSensitive { .. } => None,
        }
    }
}
