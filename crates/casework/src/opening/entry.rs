//! How a case began, when no report of the police began it.

use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, begins, happens};
use crate::record::id::ReportId;
use crate::record::staff::Recipient;
use crate::record::words::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

words!(
    /// With what a case began.
    Origin {
        /// A service noticed something, or was told by somebody else.
        Signal = "signal",
        /// She called, wrote or came herself.
        OwnCall = "own-call",
        /// A case conference is asked for.
        ConferenceRequest = "conference-request",
    }
);

/// The beginning of a case. Holds no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// What is recorded with it: people, ways to reach them and what was told are about this.
    pub record: ReportId,
    /// With what it began.
    pub origin: Origin,
    /// The unit that began it, in the zone for which it works.
    pub unit: Recipient,
    /// When the unit heard of it.
    pub received_at: Timestamp,
}

/// What happens in a case that began without a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// The case began.
    CaseOpened(Opening),
    /// What was told to the unit.
    SignalTold {
        /// The record.
        record: ReportId,
        /// In words.
        text: String,
    },
    /// The unit adds what it did or heard since.
    SignalNoted {
        /// The record.
        record: ReportId,
        /// In words.
        text: String,
    },
}

impl Kind {
    /// What holds of each kind. That somebody went to a service says as much as what she told there: all of it is
    /// psychosocial, and none of it is for the other party.
    pub const fn facets(self) -> Facets {
        use Copied::Victim;
        match self {
            Self::CaseOpened => {
                Facets::new(1, Class::Psychosocial, begins(Strand::Support), Victim, Retains::Yes)
            }
            Self::SignalTold => Facets::new(1, Class::Psychosocial, OnTimeline::Part, Victim, Retains::Yes),
            Self::SignalNoted => {
                Facets::new(1, Class::Psychosocial, happens(Strand::Support), Victim, Retains::Yes)
            }
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

    /// The record that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::CaseOpened(opening) => opening.record,
            Self::SignalTold { record, .. } | Self::SignalNoted { record, .. } => *record,
        }
    }
}
