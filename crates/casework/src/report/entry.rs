//! What is written of a report.

use super::sections::{Facts, Head, Risk, SafeContact};
use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, begins, happens};
use crate::record::id::ReportId;
use crate::record::person::{Channel, Exposure, Person, Role, Terms};
use crate::record::words::Answer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What happens to a report.
// The tag is not `kind`: a head has a field of that name, and two in one object cannot be read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// A report was signed: its head.
    ReportSigned(Head),
    /// Its facts, children, measures and referral.
    FactsRecorded(Facts),
    /// Its risk section.
    RiskRecorded(Risk),
    /// A person of the report.
    PersonRecorded {
        /// The report.
        report: ReportId,
        /// The person.
        person: Person,
    },
    /// A phone or address of a person.
    ChannelRecorded {
        /// The report.
        report: ReportId,
        /// Role of the owner: decides the class.
        role: Role,
        /// The channel.
        channel: Channel,
    },
    /// Safe-contact instructions.
    SafeContactRecorded(SafeContact),
    /// A dated addition to a signed report.
    Amended {
        /// The report.
        report: ReportId,
        /// What is added.
        text: String,
    },
    /// Somebody opened the report: a receipt (C1).
    Opened {
        /// The report.
        report: ReportId,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        use OnTimeline::Part;
        use Retains::{No, Yes};
        match self {
            Self::ReportSigned => {
                Facets::new(3, Class::Coordination, begins(Strand::Police), Copied::Both, Yes)
            }
            Self::FactsRecorded => Facets::new(4, Class::Facts, Part, Copied::Victim, Yes),
            Self::RiskRecorded => Facets::new(3, Class::Assessment, Part, Copied::Victim, Yes),
            Self::PersonRecorded => Facets::new(4, Class::Identity, Part, Copied::Oneself, Yes),
            Self::ChannelRecorded => Facets::new(3, Class::SafePlace, Part, Copied::Oneself, Yes),
            Self::SafeContactRecorded => Facets::new(4, Class::SafePlace, Part, Copied::Victim, Yes),
            Self::Amended => Facets::new(3, Class::Facts, happens(Strand::Police), Copied::Victim, Yes),
            Self::Opened => Facets::new(3, Class::Coordination, begins(Strand::Support), Copied::Nobody, No),
        }
    }
}

impl Entry {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.into()
    }

    /// Its class. The other party's own address is not a safe place: patrols need it.
    pub fn class(&self) -> Class {
        match self {
            Self::ChannelRecorded { role: Role::OtherParty, .. } => Class::Identity,
            Self::ReportSigned(_)
            | Self::FactsRecorded(_)
            | Self::RiskRecorded(_)
            | Self::PersonRecorded { .. }
            | Self::ChannelRecorded { .. }
            | Self::SafeContactRecorded(_)
            | Self::Amended { .. }
            | Self::Opened { .. } => self.kind().facets().class,
        }
    }

    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::ReportSigned(head) => head.id,
            Self::FactsRecorded(facts) => facts.report,
            Self::RiskRecorded(risk) => risk.report,
            Self::SafeContactRecorded(safe) => safe.report,
            Self::PersonRecorded { report, .. }
            | Self::ChannelRecorded { report, .. }
            | Self::Amended { report, .. }
            | Self::Opened { report } => *report,
        }
    }
}

/// Completes an entry of an earlier version. Version 0 wrote channels without `readers`, versions before 3 without
/// `terms`; version 1 did not ask about earlier measures, and versions before 4 neither for the relation nor an
/// interpreter nor where the children are: nobody had been asked.
///
/// # Errors
/// A value that is no JSON.
pub fn upcast(kind: Kind, body: &mut Map<String, Value>) -> Result<(), serde_json::Error> {
    match kind {
        Kind::ChannelRecorded => {
            if let Some(channel) = body.get_mut("channel").and_then(Value::as_object_mut) {
                channel.entry("readers").or_insert_with(|| Exposure::Unknown.word().into());
                channel.entry("terms").or_insert(serde_json::to_value(Terms::default())?);
            }
        }
        Kind::FactsRecorded => {
            body.entry("breach").or_insert_with(|| Answer::Unknown.word().into());
            body.entry("relation").or_insert(Value::Null);
        }
        Kind::SafeContactRecorded => {
            body.entry("children_now").or_insert_with(|| "".into());
        }
        // An older person says by default that nobody asked for an interpreter: rows of the index are read so too.
        Kind::ReportSigned | Kind::RiskRecorded | Kind::PersonRecorded | Kind::Amended | Kind::Opened => {}
    }
    Ok(())
}
