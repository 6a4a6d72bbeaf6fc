//! That somebody was shown a channel although it is not safe.

use crate::record::channel_key::{ChannelKey, ContactMode};
use crate::record::facets::{Class, Copied, Facets, Retains, Strand, alarm};
use crate::record::id::{PersonId, ReportId};
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
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        match self {
            Self::ContactOverridden => {
                Facets::new(3, Class::SafePlace, alarm(Strand::Support), Copied::Nobody, Retains::Yes)
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

    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::ContactOverridden { report, .. } => *report,
        }
    }
}
