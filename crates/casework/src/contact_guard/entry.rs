//! That somebody was shown a channel although it is not safe, and what was said later of how to reach somebody.

use crate::record::channel_key::{ChannelKey, ContactMode};
use crate::record::facets::{Class, Copied, Facets, Retains, Strand, alarm, happens};
use crate::record::id::{PersonId, ReportId};
use crate::record::person::{Channel, Role};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What happened to the contact guard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// Somebody was shown a channel although it is not safe, and said why.
    ContactOverridden {
        /// The report that names the channel.
        report: ReportId,
        /// Whose channel.
        person: PersonId,
        /// Which one: the entry itself names no number.
        channel: ChannelKey,
        /// How it is to be used.
        #[serde(rename = "way")]
        mode: ContactMode,
        /// Why.
        reason: String,
    },
    /// How to reach somebody, as it was said after the report was signed: a new number or address, or another word on
    /// one that is known (who reads it, when to call). It takes the place of what the report says of that channel.
    ChannelStated {
        /// The report.
        report: ReportId,
        /// Role of the owner: decides the class.
        role: Role,
        /// The channel.
        channel: Channel,
        /// From whom it is known, or why it is another one.
        reason: String,
    },
    /// A channel is no way to its owner any more, or never was: a wrong number, a phone that she lost. What is known of
    /// it stays, so that it is never taken for safe elsewhere.
    ChannelEnded {
        /// The report.
        report: ReportId,
        /// Role of the owner: decides the class.
        role: Role,
        /// Whose.
        person: PersonId,
        /// Which one: the entry itself names no number.
        channel: ChannelKey,
        /// From whom it is known, or why it is none.
        reason: String,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        match self {
            Self::ContactOverridden => {
                Facets::new(3, Class::SafePlace, alarm(Strand::Support), Copied::Nobody, Retains::Yes)
            }
            Self::ChannelStated => {
                Facets::new(1, Class::SafePlace, happens(Strand::Support), Copied::Oneself, Retains::Yes)
            }
            Self::ChannelEnded => {
                Facets::new(1, Class::SafePlace, happens(Strand::Support), Copied::Nobody, Retains::Yes)
            }
        }
    }
}

impl Entry {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.into()
    }

    /// Its class. The other party's own address is not a safe place, as where a report names it.
    pub fn class(&self) -> Class {
        match self {
            Self::ChannelStated { role: Role::OtherParty, .. }
            | Self::ChannelEnded { role: Role::OtherParty, .. } => Class::Identity,
            Self::ContactOverridden { .. } | Self::ChannelStated { .. } | Self::ChannelEnded { .. } => {
                self.kind().facets().class
            }
        }
    }

    /// The owner of the channel that it is about.
    pub const fn owner(&self) -> PersonId {
        match self {
            Self::ContactOverridden { person, .. } | Self::ChannelEnded { person, .. } => *person,
            Self::ChannelStated { channel, .. } => channel.person,
        }
    }

    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::ContactOverridden { report, .. }
            | Self::ChannelStated { report, .. }
            | Self::ChannelEnded { report, .. } => *report,
        }
    }
}
