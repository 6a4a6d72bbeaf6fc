//! What an entry brings about outside its own case: who must be told, and who is indexed again.

use super::entry::Body;
use crate::linking::Mirror;
use crate::record::id::{CaseId, ReportId};
use crate::{contact_guard, grants, opening, report};

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
        let tell = if let Self::Linking(entry) = self { Mirror::of(this, entry) } else { None };
        let reindex = if let Self::Report(report::Entry::ReportSigned(head)) = self {
            Reindex::Report(head.id)
        } else if let Self::Opening(opening::Entry::CaseOpened(opened)) = self {
            Reindex::Report(opened.record)
        } else if let Self::Grants(grants::Entry::RoleCorrected(_)) = self {
            // Somebody's role was wrong: everybody is compared anew.
            Reindex::Case
        } else if let Self::ContactGuard(contact_guard::Entry::ChannelStated { .. }) = self {
            // Another number, another home: found and compared by them from now on.
            Reindex::Case
        } else {
            Reindex::Nothing
        };
        Effects { tell, reindex }
    }
}
