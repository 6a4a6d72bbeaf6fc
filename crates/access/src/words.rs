//! Who asks, why, and for whom: the words that the policies share with the rest of Havre.

use casework::record::id::{UserId, ZoneCode};
use casework::record::staff::{Function, Sector};
use std::collections::BTreeSet;

/// Somebody who is signed in, with what the register says of her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Account.
    pub user: UserId,
    /// Name shown to colleagues.
    pub name: String,
    /// Function.
    pub function: Function,
    /// Sector of the unit.
    pub sector: Sector,
    /// Zones in which the unit takes part in cases.
    pub zones: BTreeSet<ZoneCode>,
    /// Name of the unit, of a partner: what is opened to one shelter is not for another. Empty otherwise.
    pub office: String,
}

/// For whom a paper is printed. He may lose it, show it, or have to hand it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The victim: a paper that she carries home.
    Victim,
    /// The other party.
    OtherParty,
}

impl Audience {
    /// Everybody.
    pub const ALL: [Self; 2] = [Self::Victim, Self::OtherParty];

    /// The word in the policies.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Victim => "victim",
            Self::OtherParty => "other-party",
        }
    }
}

/// What is taken out of Havre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Copy {
    /// The copy of the file for which the other party may ask.
    FileCopy,
    /// What is held on a person, for herself.
    SubjectAccess,
}

impl Copy {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::FileCopy, Self::SubjectAccess];

    /// The word in the policies.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FileCopy => "file-copy",
            Self::SubjectAccess => "subject-access",
        }
    }
}
