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

/// Why something is read or written. Every reading has one and is logged with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Recording a report.
    Record,
    /// Following up a case: contact, tasks.
    FollowUp,
    /// Deciding on a report.
    Decide,
    /// Helping her from outside: shelter, CPAS, doctor.
    Assist,
    /// Reviewing readings, broken glass and conflicts.
    Review,
    /// Keeping statistics.
    Statistics,
}

impl Purpose {
    /// The purpose for which a function acts on cases; `None` for functions that open none.
    pub fn of(function: Function) -> Option<Self> {
        match function {
            Function::Intake => Some(Self::Record),
            Function::Eva | Function::EvaHead => Some(Self::FollowUp),
            Function::Prosecutor | Function::ProsecutorHead => Some(Self::Decide),
            Function::Partner => Some(Self::Assist),
            Function::Reviewer => Some(Self::Review),
            Function::Coordinator | Function::Administrator => None,
        }
    }

    /// The word kept in the reading log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::FollowUp => "follow-up",
            Self::Decide => "decide",
            Self::Assist => "assist",
            Self::Review => "review",
            Self::Statistics => "statistics",
        }
    }
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
