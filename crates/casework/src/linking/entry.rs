//! What was said of this case and another one.

use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, ends, happens};
use crate::record::id::{CaseId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// A person of a case who is the same human being as one of another case, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SamePerson {
    /// The person of this case.
    pub here: PersonId,
    /// The other case.
    pub case: CaseId,
    /// The person there.
    pub person: PersonId,
}

impl SamePerson {
    /// The same seen from the other case.
    #[must_use]
    pub fn seen_from_there(self, this: CaseId) -> Self {
        Self { here: self.person, case: this, person: self.here }
    }

    /// Two people of one case are named in one order only, so that they are linked once.
    #[must_use]
    pub fn in_order(self, this: CaseId) -> Self {
        if self.case == this && self.person < self.here { self.seen_from_there(this) } else { self }
    }
}

/// What was said of this case and another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// The case is followed together with another one on the same people (D3).
    Grouped {
        /// The other case.
        with: CaseId,
        /// Why.
        reason: String,
        /// When it was stated, in whichever of the two cases: see [`super::Statements`].
        #[serde(rename = "wished")]
        stated_at: Timestamp,
    },
    /// The case is no longer followed together with another one.
    Separated {
        /// The other case.
        with: CaseId,
        /// Why.
        reason: String,
        /// When it was stated.
        #[serde(rename = "wished")]
        stated_at: Timestamp,
    },
    /// Somebody of this case is the same human being as somebody of another one.
    PersonLinked {
        /// Who is whom.
        same: SamePerson,
        /// Why.
        reason: String,
        /// When it was stated.
        #[serde(rename = "wished")]
        stated_at: Timestamp,
    },
    /// They are not the same after all.
    PersonUnlinked {
        /// Who is not whom.
        same: SamePerson,
        /// Why.
        reason: String,
        /// When it was stated.
        #[serde(rename = "wished")]
        stated_at: Timestamp,
    },
    /// Somebody looked at the proposal that another case is about the same couple, and said no.
    MatchRefused {
        /// The other case.
        with: CaseId,
        /// How alike they looked, in tenths of a bit: a proposal that looks no better is not made again.
        score: i32,
        /// Why.
        reason: String,
        /// When it was stated.
        #[serde(rename = "wished")]
        stated_at: Timestamp,
    },
    /// Somebody looked at that proposal, and will look again later.
    MatchPostponed {
        /// The other case.
        with: CaseId,
        /// Not proposed again before.
        until: Timestamp,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        use Class::{Coordination, Identity};
        use Copied::Nobody;
        use Retains::No;
        use Strand::Sharing;
        match self {
            Self::Grouped => Facets::new(3, Coordination, happens(Sharing), Nobody, No),
            Self::Separated => Facets::new(3, Coordination, ends(Sharing), Nobody, No),
            Self::PersonLinked => Facets::new(3, Identity, happens(Sharing), Nobody, No),
            Self::PersonUnlinked => Facets::new(3, Identity, ends(Sharing), Nobody, No),
            Self::MatchRefused => Facets::new(3, Coordination, ends(Sharing), Nobody, No),
            Self::MatchPostponed => Facets::new(3, Coordination, OnTimeline::Listed, Nobody, No),
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

    /// The case of which it says something in this one.
    pub const fn other(&self) -> CaseId {
        match self {
            Self::Grouped { with, .. }
            | Self::Separated { with, .. }
            | Self::MatchRefused { with, .. }
            | Self::MatchPostponed { with, .. } => *with,
            Self::PersonLinked { same, .. } | Self::PersonUnlinked { same, .. } => same.case,
        }
    }
}

/// Completes an entry of before version 3: version 1 grouped without saying when, which was when it was written.
pub fn upcast(kind: Kind, body: &mut Map<String, Value>, at: Timestamp) {
    match kind {
        Kind::Grouped => {
            body.entry("wished").or_insert_with(|| at.to_string().into());
        }
        Kind::Separated
        | Kind::PersonLinked
        | Kind::PersonUnlinked
        | Kind::MatchRefused
        | Kind::MatchPostponed => {}
    }
}
