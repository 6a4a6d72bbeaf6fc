//! What is said once of each kind of entry, so that no list elsewhere can forget it.

use super::words::words;

words!(
    /// Class of an entry: what kind of secret it is. Policies speak of classes, never of fields.
    Class {
        /// Who the people are.
        Identity = "identity",
        /// Where and how a person can be reached.
        SafePlace = "safe-place",
        /// What happened.
        Facts = "facts",
        /// Decisions of prosecution and courts.
        Judicial = "judicial",
        /// Risk.
        Assessment = "assessment",
        /// What she told victim support or a social worker.
        Psychosocial = "psychosocial",
        /// Health.
        Medical = "medical",
        /// Who does what, when: no content.
        Coordination = "coordination",
        /// Said in a case conference.
        Conference = "conference",
    }
);

words!(
    /// Strand of the timeline: whose work it is.
    Strand {
        /// What the police record.
        Police = "police",
        /// What victim support does.
        Support = "support",
        /// What the prosecution does.
        Justice = "justice",
        /// What is said of several cases, and of who may read.
        Sharing = "sharing",
    }
);

words!(
    /// Stroke of a mark on the timeline.
    Stroke {
        /// Something begins.
        Begins = "begins",
        /// Something happens.
        Happens = "happens",
        /// Something ends.
        Ends = "ends",
        /// Somebody must look.
        Alarm = "alarm",
    }
);

/// The mark of an event on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands.
    pub strand: Strand,
    /// Its shape.
    pub stroke: Stroke,
}

/// How a kind of entry stands on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnTimeline {
    /// As an event with a mark in the picture.
    Marked(Mark),
    /// As an event of the list alone.
    Listed,
    /// Not: it is a part of the event that is written with it.
    Part,
}

/// A mark where something begins.
pub const fn begins(strand: Strand) -> OnTimeline {
    OnTimeline::Marked(Mark { strand, stroke: Stroke::Begins })
}

/// A mark where something happens.
pub const fn happens(strand: Strand) -> OnTimeline {
    OnTimeline::Marked(Mark { strand, stroke: Stroke::Happens })
}

/// A mark where something ends.
pub const fn ends(strand: Strand) -> OnTimeline {
    OnTimeline::Marked(Mark { strand, stroke: Stroke::Ends })
}

/// A mark where somebody must look.
pub const fn alarm(strand: Strand) -> OnTimeline {
    OnTimeline::Marked(Mark { strand, stroke: Stroke::Alarm })
}

/// Who may have an entry on a copy of what is recorded. The policies of `print-for` decide too: both must allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The person against whom violence is reported, and the other party.
    Both,
    /// The person against whom violence is reported, and nobody else.
    Victim,
    /// Each of them, when the entry is about herself or himself.
    Oneself,
    /// Nobody.
    Nobody,
}

/// Whether an entry counts as life of the case: periods of retention count from the last one that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retains {
    /// It does.
    Yes,
    /// Receipts of readers, reminders, and what is said of several cases: it does not.
    No,
}

/// What holds of every entry of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facets {
    /// Version in which this kind is written today. Versions 0 to 3 were of all kinds together; a kind that came
    /// later begins at 1.
    pub version: i32,
    /// Class, where no answer of the entry changes it.
    pub class: Class,
    /// How it stands on the timeline.
    pub timeline: OnTimeline,
    /// Who may have it on a copy.
    pub copied: Copied,
    /// Whether it counts as life of the case.
    pub retains: Retains,
}

impl Facets {
    /// The facets of a kind, in one line: version, class, timeline, copy, retention.
    pub const fn new(
        version: i32,
        class: Class,
        timeline: OnTimeline,
        copied: Copied,
        retains: Retains,
    ) -> Self {
        Self { version, class, timeline, copied, retains }
    }

    /// Whether it is an event of its own.
    pub const fn is_event(&self) -> bool {
        !matches!(self.timeline, OnTimeline::Part)
    }

    /// Its mark in the picture.
    pub const fn mark(&self) -> Option<Mark> {
        match self.timeline {
            OnTimeline::Marked(mark) => Some(mark),
            OnTimeline::Listed | OnTimeline::Part => None,
        }
    }
}
