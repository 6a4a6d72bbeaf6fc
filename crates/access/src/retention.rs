//! Who sees what is past its period, who holds a case back from erasure, and who proposes and confirms one.
//!
//! None of them needs to read a case for it: the page of retention shows opaque numbers, a zone, a class and a month.

use crate::{Audience, Viewer};
use casework::record::staff::Sector;

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
    let function = viewer.function;
    let erases = function.is_reviewer();
    let holds = erases || (function.is_prosecution() && function.is_head());
    let openings = erases && is_outside(viewer);
    (holds || function.is_head()).then_some(Rights { erases, holds, openings })
}

/// Whether somebody works neither for the police nor for the prosecution.
fn is_outside(viewer: &Viewer) -> bool {
    !matches!(viewer.sector, Sector::Police | Sector::Prosecution)
}

/// For whom a viewer may prepare a copy of what is recorded. What stands in it, the policies decide entry by entry.
pub fn copies_for(viewer: &Viewer) -> &'static [Audience] {
    if viewer.function.is_support() {
        &[Audience::Victim]
    } else if viewer.function.is_prosecution() {
        &[Audience::OtherParty]
    } else {
        &[]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::record::id::UserId;
    use casework::record::staff::Function;

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
