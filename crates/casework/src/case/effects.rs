//! What an entry brings about outside its own case: who must be told, and who is indexed again.

use super::entry::Body;
use crate::linking::Mirror;
use crate::record::id::{CaseId, ReportId};
use crate::{grants, report};

/// Whose people are put into the index of people anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reindex {
    /// Nobody's.
    Nothing,
    /// Those of one report.
    Report(ReportId),
    /// Those of the whole case.
    Case,
}

/// What an entry brings about outside its own case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effects {
    /// Another case that must hear of it, and what.
    pub tell: Option<(CaseId, Mirror)>,
    /// Whose people are indexed again.
    pub reindex: Reindex,
}

impl Body {
    /// What it brings about when it is written in a case.
    pub fn effects(&self, this: CaseId) -> Effects {
        let tell = match self {
            Self::Linking(entry) => Mirror::of(this, entry),
            Self::Report(_)
            | Self::Tasks(_)
            | Self::FollowUp(_)
            | Self::Prosecution(_)
            | Self::Grants(_)
            | Self::ContactGuard(_) => None,
        };
        let reindex = match self {
            Self::Report(report::Entry::ReportSigned(head)) => Reindex::Report(head.id),
            // Somebody's role was wrong: everybody is compared anew.
            Self::Grants(grants::Entry::RoleCorrected(_)) => Reindex::Case,
            Self::Report(_)
            | Self::Tasks(_)
            | Self::FollowUp(_)
            | Self::Prosecution(_)
            | Self::Linking(_)
            | Self::Grants(_)
            | Self::ContactGuard(_) => Reindex::Nothing,
        };
        Effects { tell, reindex }
    }
}
