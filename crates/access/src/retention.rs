//! Who sees what is past its period, who holds a case back from erasure, and who proposes and confirms one.
//!
//! None of them needs to read a case for it: the page of retention shows opaque numbers, a zone, a class and a month.

use crate::{Audience, Viewer};
use casework::record::staff::{Function, Sector};

/// What somebody may do about retention. Each holds for the zones of the unit only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// Propose an erasure, and confirm that of somebody else.
    pub erases: bool,
    /// Hold a case, and lift a hold.
    pub holds: bool,
    /// Also of cases in which the police wrote no report.
    pub openings: bool,
}

/// The rights of a viewer; `None` when the page is not for her.
pub fn rights(viewer: &Viewer) -> Option<Rights> {
    match viewer.function {
        Function::Reviewer => Some(Rights { erases: true, holds: true, openings: is_outside(viewer) }),
        Function::ProsecutorHead => Some(Rights { erases: false, holds: true, openings: false }),
        Function::EvaHead => Some(Rights { erases: false, holds: false, openings: false }),
        Function::Intake
        | Function::Eva
        | Function::Prosecutor
        | Function::Coordinator
        | Function::Administrator
        | Function::Partner => None,
    }
}

/// Whether somebody works neither for the police nor for the prosecution.
fn is_outside(viewer: &Viewer) -> bool {
    !matches!(viewer.sector, Sector::Police | Sector::Prosecution)
}

/// For whom a viewer may prepare a copy of what is recorded. What stands in it, the policies decide entry by entry.
pub fn copies_for(viewer: &Viewer) -> &'static [Audience] {
    match viewer.function {
        Function::Eva | Function::EvaHead => &[Audience::Victim],
        Function::Prosecutor | Function::ProsecutorHead => &[Audience::OtherParty],
        Function::Intake
        | Function::Coordinator
        | Function::Administrator
        | Function::Partner
        | Function::Reviewer => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::record::id::UserId;

    #[test]
    fn only_a_reviewer_erases_and_only_she_and_the_heads_of_prosecution_hold() {
        for function in Function::ALL {
            let viewer = Viewer {
                user: UserId(uuid::Uuid::nil()),
                name: String::new(),
                function: *function,
                sector: Sector::Police,
                zones: [].into(),
                office: String::new(),
            };
            let rights = rights(&viewer);
            let reviewer = *function == Function::Reviewer;
            assert_eq!(rights.is_some_and(|rights| rights.erases), reviewer, "{function}");
            let holds = reviewer || *function == Function::ProsecutorHead;
            assert_eq!(rights.is_some_and(|rights| rights.holds), holds, "{function}");
        }
    }
}
