//! What victim support did.

use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, ends, happens};
use crate::record::id::ReportId;
use crate::record::words::{Answer, words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

words!(
    /// How a contact attempt ended (C3).
    ContactOutcome {
        /// Spoke with her.
        Reached = "reached",
        /// No answer.
        NoAnswer = "no-answer",
        /// Somebody else answered: nothing was said.
        SomebodyElse = "somebody-else",
        /// The number does not work.
        WrongNumber = "wrong-number",
        /// She does not want contact.
        Declined = "declined",
        /// Settled, and how is not told: what remains for other services. See [`Entry::without_reason`].
        Settled = "settled",
        /// Tried, and how it ended is not told: what remains for other services.
        Tried = "tried",
    }
);

impl ContactOutcome {
    /// Whether contact is settled: she was reached, or declined.
    pub const fn settles(self) -> bool {
        matches!(self, Self::Reached | Self::Declined | Self::Settled)
    }

    /// Whether it says how the attempt ended.
    pub const fn says_how(self) -> bool {
        !matches!(self, Self::Settled | Self::Tried)
    }

    /// The outcomes that somebody may give.
    pub fn given() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|outcome| outcome.says_how())
    }

    const fn untold(self) -> Self {
        if self.settles() { Self::Settled } else { Self::Tried }
    }
}

words!(
    /// Why victim support ends its follow-up although not everything was done (C3).
    EndReason {
        /// Tried, and never reached.
        NotReached = "not-reached",
        /// There is no way of reaching her that the other party does not see or hear.
        NoSafeWay = "no-safe-way",
        /// Another service takes over.
        HandedOver = "handed-over",
        /// The report turned out not to need it.
        NotNeeded = "not-needed",
        /// It came with an extract of older reports: followed up before Havre, or not at all. Given by imports only.
        Archived = "archived",
        /// Not told: what remains for other services. See [`Entry::without_reason`].
        Untold = "untold",
    }
);

impl EndReason {
    /// The reasons that somebody may give.
    pub fn given() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|reason| reason.is_about_her())
    }

    /// Whether it says something about her, and not only where the report came from.
    const fn is_about_her(self) -> bool {
        !matches!(self, Self::Archived | Self::Untold)
    }
}

words!(
    /// What stops a clock of victim support, and may have been written by mistake.
    Stop {
        /// A contact attempt.
        Contact = "contact",
        /// The day-2 contact.
        DayTwo = "day-two",
        /// The end of the follow-up.
        End = "end",
    }
);

impl Stop {
    /// The kind of entry that it is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Contact => Kind::ContactAttempted,
            Self::DayTwo => Kind::DayTwoDone,
            Self::End => Kind::FollowUpEnded,
        }
    }
}

/// Answers of the day-2 contact (C4): framework, hearing, housing and income.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayTwo {
    /// The report.
    pub report: ReportId,
    /// The framework was explained.
    pub framework_explained: Answer,
    /// The hearing was prepared: length, companion.
    pub hearing_prepared: Answer,
    /// She wants a companion at the hearing.
    pub companion_wanted: Answer,
    /// Housing is safe for the coming weeks.
    pub housing_safe: Answer,
    /// She has an income of her own.
    pub own_income: Answer,
    /// In her words.
    pub note: String,
}

impl DayTwo {
    /// What was answered, question by question.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        let Self {
            framework_explained, hearing_prepared, companion_wanted, housing_safe, own_income, ..
        } = *self;
        [framework_explained, hearing_prepared, companion_wanted, housing_safe, own_income].into_iter()
    }
}

/// What victim support did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// Somebody tried to reach the victim.
    ContactAttempted {
        /// The report.
        report: ReportId,
        /// How it ended.
        outcome: ContactOutcome,
        /// When to try again.
        next_try: Option<Timestamp>,
    },
    /// What she said on that call: kept apart from the fact that it took place.
    ContactNoted {
        /// The report.
        report: ReportId,
        /// What was said.
        note: String,
    },
    /// An EVA appointment was booked.
    AppointmentBooked {
        /// The report.
        report: ReportId,
        /// When.
        at: Timestamp,
        /// Where, as told to her.
        place: String,
    },
    /// The day-2 contact took place.
    DayTwoDone {
        /// The report.
        report: ReportId,
    },
    /// The day-2 answers: psychosocial.
    DayTwoAnswered(DayTwo),
    /// Victim support ended its follow-up: nothing of it waits any more.
    FollowUpEnded {
        /// The report.
        report: ReportId,
        /// Why. What was said stands in a note of its own.
        reason: EndReason,
    },
    /// Something that had stopped a clock was written by mistake: the clock runs as if it had not been written. What
    /// was taken back stays.
    TakenBack {
        /// The report.
        report: ReportId,
        /// What.
        what: Stop,
        /// When the entry that is taken back was written.
        written_at: Timestamp,
    },
    /// Why it was taken back. It may say where she is or what she told: kept apart from the fact.
    TakenBackReasoned {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
}

impl Kind {
    /// What holds of each kind.
    pub const fn facets(self) -> Facets {
        use Class::{Coordination, Psychosocial, SafePlace};
        use Copied::{Nobody, Victim};
        use Retains::Yes;
        use Strand::Support;
        match self {
            Self::ContactAttempted => Facets::new(3, Coordination, happens(Support), Victim, Yes),
            Self::ContactNoted => Facets::new(3, Psychosocial, OnTimeline::Part, Victim, Yes),
            Self::AppointmentBooked => Facets::new(3, SafePlace, happens(Support), Victim, Yes),
            Self::DayTwoDone => Facets::new(3, Coordination, happens(Support), Nobody, Yes),
            Self::DayTwoAnswered => Facets::new(3, Psychosocial, OnTimeline::Part, Victim, Yes),
            Self::FollowUpEnded => Facets::new(3, Coordination, ends(Support), Victim, Yes),
            Self::TakenBack => Facets::new(1, Coordination, happens(Support), Victim, Yes),
            Self::TakenBackReasoned => Facets::new(1, Psychosocial, OnTimeline::Part, Victim, Yes),
        }
    }
}

impl Entry {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.into()
    }

    /// Its class. That somebody tried to reach her, and that it is settled, is coordination (C1). Whether she refused,
    /// who picked up, when the next call comes and that no way of reaching her is safe is between her and victim
    /// support: a cousin at the police who reads the hour of the next call can be there.
    pub fn class(&self) -> Class {
        if self.without_reason().is_some() { Class::Psychosocial } else { self.kind().facets().class }
    }

    /// What remains for those who are told that something was done and not how it ended; `None` when nothing is kept
    /// back.
    pub fn without_reason(&self) -> Option<Self> {
        match *self {
            Self::ContactAttempted { report, outcome, next_try } => {
                let tells = outcome.says_how() || next_try.is_some();
                tells.then(|| Self::ContactAttempted { report, outcome: outcome.untold(), next_try: None })
            }
            Self::FollowUpEnded { report, reason } => {
                reason.is_about_her().then_some(Self::FollowUpEnded { report, reason: EndReason::Untold })
            }
            Self::ContactNoted { .. }
            | Self::AppointmentBooked { .. }
            | Self::DayTwoDone { .. }
            | Self::DayTwoAnswered(_)
            | Self::TakenBack { .. }
            | Self::TakenBackReasoned { .. } => None,
        }
    }

    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::DayTwoAnswered(answers) => answers.report,
            Self::ContactAttempted { report, .. }
            | Self::ContactNoted { report, .. }
            | Self::AppointmentBooked { report, .. }
            | Self::DayTwoDone { report }
            | Self::FollowUpEnded { report, .. }
            | Self::TakenBack { report, .. }
            | Self::TakenBackReasoned { report, .. } => *report,
        }
    }
}
