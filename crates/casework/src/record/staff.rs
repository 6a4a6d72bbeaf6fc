//! Staff: whom a unit works for, what somebody does there, and in which capacity she wrote an entry.

use super::id::{UserId, ZoneCode};
use super::words::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words!(
    /// Sector of a unit: whom it works for, hence which law binds it.
    Sector {
        /// Local and federal police.
        Police = "police",
        /// Victim support inside the police: EVA units and SAPV.
        VictimSupport = "victim-support",
        /// Public prosecutor's office.
        Prosecution = "prosecution",
        /// Shelters, CPAS, family planning, CAW.
        Psychosocial = "psychosocial",
        /// Doctors, hospitals, pharmacies.
        Health = "health",
        /// Municipality and platform coordination.
        Municipality = "municipality",
    }
);

impl Sector {
    /// Whether a zone has one office of it, whatever it is called. Of the others several stand side by side, and what
    /// is for one is not for another.
    pub const fn has_one_office(self) -> bool {
        matches!(self, Self::Police | Self::VictimSupport | Self::Prosecution)
    }
}

words!(
    /// What a member of staff does. Tasks and clocks belong to functions, never to a person only.
    Function {
        /// Takes reports.
        Intake = "intake",
        /// Local EVA representative of a neighbourhood.
        Eva = "eva",
        /// Heads victim support of a zone: receives what escalates.
        EvaHead = "eva-head",
        /// Magistrate or legal adviser: decides.
        Prosecutor = "prosecutor",
        /// First deputy: receives decisions that escalate.
        ProsecutorHead = "prosecutor-head",
        /// Coordinates a platform: sees indicators, no case.
        Coordinator = "coordinator",
        /// Administers accounts: sees no case.
        Administrator = "administrator",
        /// Works for a shelter, a social service, a doctor's practice or a hospital: sees what a live grant opens.
        Partner = "partner",
        /// Reviews readings, break-glass and conflicts of interest: a data protection officer, or a head. Opens no case.
        Reviewer = "reviewer",
    }
);

impl Function {
    /// The sector of those who have it; a partner service may also be of health.
    pub const fn usual_sector(self) -> Sector {
        match self {
            Self::Intake => Sector::Police,
            Self::Eva | Self::EvaHead => Sector::VictimSupport,
            Self::Prosecutor | Self::ProsecutorHead => Sector::Prosecution,
            Self::Coordinator | Self::Administrator | Self::Reviewer => Sector::Municipality,
            Self::Partner => Sector::Psychosocial,
        }
    }

    /// Whether it follows up victims: the representative, or her head in her place.
    pub const fn is_support(self) -> bool {
        matches!(self, Self::Eva | Self::EvaHead)
    }

    /// Whether it decides on reports: a magistrate, or the head in her place.
    pub const fn is_prosecution(self) -> bool {
        matches!(self, Self::Prosecutor | Self::ProsecutorHead)
    }
}

/// Who wrote an entry, in which capacity. Kept with the entry: people move, entries do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account.
    pub user: UserId,
    /// Name as shown to colleagues at that time.
    pub name: String,
    /// Function at that time.
    pub function: Function,
    /// Sector at that time.
    pub sector: Sector,
    /// Zone of the unit, when it has exactly one.
    pub zone: Option<ZoneCode>,
}

/// An office to which something is shown or said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Recipient {
    /// Its sector.
    pub sector: Sector,
    /// Its zone; `None` for one that works everywhere.
    pub zone: Option<ZoneCode>,
    /// Its name as people know it: see [`Recipient::one_office`].
    pub office: String,
}

impl Recipient {
    /// The office in whose name somebody wrote.
    pub fn of(author: &Author) -> Self {
        Self { sector: author.sector, zone: author.zone.clone(), office: String::new() }
    }

    /// The one office that is meant, where its sector has several in a zone: what she opens to one shelter is not for
    /// another. Police, victim support and prosecution have one in each zone, whatever it is called.
    pub fn one_office(&self) -> Option<&str> {
        let several = !self.sector.has_one_office();
        Some(self.office.as_str()).filter(|office| several && !office.is_empty())
    }

    /// Whether it says which office is meant: nothing new is opened to a whole sector of many services.
    pub fn is_named(&self) -> bool {
        self.sector.has_one_office() || self.one_office().is_some()
    }

    /// Whether a unit of this sector, these zones and this name is that office.
    pub fn is(&self, sector: Sector, zones: &BTreeSet<ZoneCode>, office: &str) -> bool {
        let there = self.zone.as_ref().is_none_or(|zone| zones.contains(zone));
        self.sector == sector && there && self.one_office().is_none_or(|one| one == office)
    }
}
