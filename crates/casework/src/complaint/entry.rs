//! How a complaint was classified.

use crate::record::facets::{Class, Copied, Facets, Retains, Strand, happens};
use crate::record::id::ReportId;
use crate::record::person::Relation;
use crate::record::words::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

words!(
    /// Form of violence (definition of couple violence as police zones publish it: belgium.md §1.2).
    FormOfViolence {
        /// Blows, strangling, confinement.
        Physical = "physical",
        /// Sexual acts without consent.
        Sexual = "sexual",
        /// Threats, harassment, control, humiliation.
        Psychological = "psychological",
        /// Taking or withholding money, work, papers.
        Economic = "economic",
    }
);

words!(
    /// What a complaint should mention, as prompts beside the narrative: not boxes to tick.
    Aspect {
        /// How it began, and what came before.
        Context = "context",
        /// What was said, in quotes.
        Words = "words",
        /// What was done, in order, with which object.
        Acts = "acts",
        /// Injuries and damage, with certificates and photographs.
        Injuries = "injuries",
        /// Children: where they were, what they saw or heard.
        Children = "children",
        /// Witnesses and traces: messages, pictures, cameras.
        Evidence = "evidence",
        /// Earlier facts, whether or not they were reported.
        Earlier = "earlier",
        /// What she fears, in her words.
        Fear = "fear",
    }
);

/// A classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// Forms of violence; at least one.
    pub forms: BTreeSet<FormOfViolence>,
    /// What the other party is to the victim.
    pub relation: Relation,
}

/// What happened to a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// It was classified; the last classification holds.
    ComplaintClassified {
        /// The report.
        report: ReportId,
        /// How.
        classification: Classification,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        match self {
            Self::ComplaintClassified => {
                Facets::new(1, Class::Facts, happens(Strand::Police), Copied::Victim, Retains::Yes)
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
            Self::ComplaintClassified { report, .. } => *report,
        }
    }
}
