//! What happens to a clock.

use super::clocks::ClockKind;
use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, alarm};
use crate::record::id::ReportId;
use crate::record::staff::Function;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What happens to a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// A clock stands still.
    ClockPaused {
        /// The report.
        report: ReportId,
        /// Which.
        clock: ClockKind,
        /// When it runs again by itself: nobody's memory is needed for it.
        until: Timestamp,
        /// Why, for the clock of the prosecution, which alone reads it. Victim support's reason may say where she is:
        /// it stands in a note.
        reason: String,
    },
    /// A clock runs again.
    ClockResumed {
        /// The report.
        report: ReportId,
        /// Which.
        clock: ClockKind,
    },
    /// Overdue work was brought to the next function.
    Escalated {
        /// The report.
        report: ReportId,
        /// Which clock ran out.
        clock: ClockKind,
        /// Who hears of it.
        to: Function,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        use Class::Coordination;
        match self {
            Self::ClockPaused => {
                Facets::new(3, Coordination, OnTimeline::Listed, Copied::Nobody, Retains::Yes)
            }
            Self::ClockResumed => {
                Facets::new(3, Coordination, OnTimeline::Listed, Copied::Nobody, Retains::Yes)
            }
            Self::Escalated => {
                Facets::new(3, Coordination, alarm(Strand::Justice), Copied::Nobody, Retains::No)
            }
        }
    }
}

impl Entry {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.into()
    }

    /// Its class. Why the prosecution waits is as secret as why it decides.
    pub fn class(&self) -> Class {
        match self {
            Self::ClockPaused { reason, .. } if !reason.is_empty() => Class::Judicial,
            Self::ClockPaused { .. } | Self::ClockResumed { .. } | Self::Escalated { .. } => {
                self.kind().facets().class
            }
        }
    }

    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::ClockPaused { report, .. }
            | Self::ClockResumed { report, .. }
            | Self::Escalated { report, .. } => *report,
        }
    }

    /// What remains of a pause for those who are told that a clock stands still and not why; `None` when there is no
    /// reason to keep back.
    pub fn without_reason(&self) -> Option<Self> {
        match self {
            Self::ClockPaused { report, clock, until, reason } if !reason.is_empty() => {
                let (report, clock, until) = (*report, *clock, *until);
                Some(Self::ClockPaused { report, clock, until, reason: String::new() })
            }
            Self::ClockPaused { .. } | Self::ClockResumed { .. } | Self::Escalated { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{REPORT, moment};

    #[test]
    fn why_a_clock_stands_still_is_judicial_and_that_it_does_is_not() {
        let paused = |reason: &str| {
            let (report, clock, until) = (REPORT, ClockKind::Decision, moment(60));
            Entry::ClockPaused { report, clock, until, reason: reason.into() }
        };
        let why = paused("An expert is heard.");
        assert_eq!((why.class(), paused("").class()), (Class::Judicial, Class::Coordination));
        assert_eq!(why.without_reason(), Some(paused("")), "the rest of it stays");
        let resumed = Entry::ClockResumed { report: REPORT, clock: ClockKind::Decision };
        assert_eq!((paused("").without_reason(), resumed.without_reason()), (None, None));
    }
}
