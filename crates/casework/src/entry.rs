//! Entries: what a case is made of. Dated, signed, never changed, only added to.

use crate::guard::{Print, Way};
use crate::id::{CaseId, EntryId, GrantId, PersonId, ReportId, UserId, ZoneCode};
use crate::person::{Answer, Channel, Person, Reader, Role, Terms, words};
use crate::report::{Facts, Head, Risk, SafeContact};
use crate::tie::SamePerson;
use crate::trust::{Consent, Correction, Glass, Ground, Recipient, Title};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

words!(
    /// Sector of a unit: who it works for, hence which law binds it.
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
    /// What a member of staff does. Queues and clocks belong to functions, never to a person only.
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
}

words!(
    /// Class of an entry: what kind of secret it is. Policy speaks of classes, never of fields.
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
    /// Decision on a report (D1).
    Decision {
        /// No further action for now.
        Closed = "closed",
        /// Followed up.
        FollowUp = "follow-up",
        /// The parties are heard.
        Hearing = "hearing",
        /// Investigation.
        Investigation = "investigation",
    }
);

words!(
    /// How a contact attempt ended (C3).
    Outcome {
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
    }
);

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
    }
);

words!(
    /// Clocks on a report. Each has a function that must act and one that hears when it does not.
    ClockKind {
        /// The report is opened by the local EVA representative.
        Read = "read",
        /// First contact with the victim.
        FirstContact = "first-contact",
        /// A further try that was promised after contact was settled. Its time is the one that was planned.
        CallBack = "call-back",
        /// Day-2 contact, when agreed.
        DayTwo = "day-two",
        /// Decision of the prosecution.
        Decision = "decision",
    }
);

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

/// What happened.
// The tag is not `kind`: a head has a field of that name, and two in one object cannot be read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Body {
    /// A report was signed: its head.
    ReportSigned(Head),
    /// Its facts, children, measures and referral.
    FactsRecorded(Facts),
    /// Its risk section.
    RiskRecorded(Risk),
    /// A person of the report.
    PersonRecorded {
        /// The report.
        report: ReportId,
        /// The person.
        person: Person,
    },
    /// A phone or address of a person.
    ChannelRecorded {
        /// The report.
        report: ReportId,
        /// Role of the owner: decides the class.
        role: Role,
        /// The channel.
        channel: Channel,
    },
    /// Safe-contact instructions.
    SafeContactRecorded(SafeContact),
    /// A dated addition to a signed report.
    Amended {
        /// The report.
        report: ReportId,
        /// What is added.
        text: String,
    },
    /// Somebody was shown a channel although it is not safe, and said why.
    ContactOverridden {
        /// The report that names the channel.
        report: ReportId,
        /// Whose channel.
        person: PersonId,
        /// Which one: the entry itself names no number.
        channel: Print,
        /// How it is to be used.
        way: Way,
        /// Why.
        reason: String,
    },
    /// Somebody opened the report: a receipt (C1).
    Opened {
        /// The report.
        report: ReportId,
    },
    /// Somebody tried to reach the victim.
    ContactAttempted {
        /// The report.
        report: ReportId,
        /// How it ended.
        outcome: Outcome,
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
    /// The prosecution decided.
    Decided {
        /// The report.
        report: ReportId,
        /// What.
        decision: Decision,
        /// Why: empty since version 3, which writes it apart. See [`Body::without_reason`].
        reason: String,
    },
    /// Why the prosecution decided so: kept apart from what it decided, which more people are told (D6).
    DecisionReasoned {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
    /// The report became a sensitive case (indicator 1).
    MarkedSensitive {
        /// The report.
        report: ReportId,
        /// Why.
        reason: String,
    },
    /// A clock stands still.
    ClockPaused {
        /// The report.
        report: ReportId,
        /// Which.
        clock: ClockKind,
        /// When it runs again by itself: nobody's memory is needed for it.
        until: Timestamp,
        /// Why, for the clock of the prosecution, which alone reads it. Victim support's reason may say where she is: it stands in a note.
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
    /// The case is followed together with another one on the same people (D3).
    Grouped {
        /// The other case.
        with: CaseId,
        /// Why.
        reason: String,
        /// When it was wished, in whichever of the two cases: see [`crate::tie`].
        wished: Timestamp,
    },
    /// The case is no longer followed together with another one.
    Separated {
        /// The other case.
        with: CaseId,
        /// Why.
        reason: String,
        /// When it was wished.
        wished: Timestamp,
    },
    /// Somebody of this case is the same human being as somebody of another one.
    PersonLinked {
        /// Who is whom.
        same: SamePerson,
        /// Why.
        reason: String,
        /// When it was wished.
        wished: Timestamp,
    },
    /// They are not the same after all.
    PersonUnlinked {
        /// Who is not whom.
        same: SamePerson,
        /// Why.
        reason: String,
        /// When it was wished.
        wished: Timestamp,
    },
    /// Somebody looked at the proposal that another case is about the same couple, and said no.
    MatchRefused {
        /// The other case.
        with: CaseId,
        /// How alike they looked, in tenths of a bit: a proposal that looks no better is not made again.
        score: i32,
        /// Why.
        reason: String,
        /// When it was wished.
        wished: Timestamp,
    },
    /// Somebody looked at that proposal, and will look again later.
    MatchPostponed {
        /// The other case.
        with: CaseId,
        /// Not proposed again before.
        until: Timestamp,
    },
    /// She consents that an office reads (M2).
    ConsentGiven(Consent),
    /// A legal ground for letting an office read was recorded (M1).
    GroundRecorded(Ground),
    /// A case conference on this case has a legal title.
    TitleRecorded(Title),
    /// A consent, ground or title no longer opens anything.
    GrantWithdrawn {
        /// Which.
        grant: GrantId,
    },
    /// Somebody opened what she otherwise may not, in an emergency (M4).
    GlassBroken(Glass),
    /// The break-glass was reviewed.
    GlassReviewed {
        /// Which.
        grant: GrantId,
        /// What it came to.
        outcome: crate::trust::Outcome,
        /// In words.
        note: String,
    },
    /// Somebody had been recorded in a wrong role (M7).
    RoleCorrected(Correction),
    /// An office knows that a consent was taken back, or that a role was wrong.
    Acknowledged {
        /// The grant or the correction.
        notice: uuid::Uuid,
        /// The office.
        to: Recipient,
    },
}

impl Body {
    /// The word of this kind of entry, as stored and as used in message keys.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ReportSigned(_) => "report-signed",
            Self::FactsRecorded(_) => "facts-recorded",
            Self::RiskRecorded(_) => "risk-recorded",
            Self::PersonRecorded { .. } => "person-recorded",
            Self::ChannelRecorded { .. } => "channel-recorded",
            Self::SafeContactRecorded(_) => "safe-contact-recorded",
            Self::Amended { .. } => "amended",
            Self::ContactOverridden { .. } => "contact-overridden",
            Self::Opened { .. } => "opened",
            Self::ContactAttempted { .. } => "contact-attempted",
            Self::ContactNoted { .. } => "contact-noted",
            Self::AppointmentBooked { .. } => "appointment-booked",
            Self::DayTwoDone { .. } => "day-two-done",
            Self::DayTwoAnswered(_) => "day-two-answered",
            Self::FollowUpEnded { .. } => "follow-up-ended",
            Self::Decided { .. } => "decided",
            Self::DecisionReasoned { .. } => "decision-reasoned",
            Self::MarkedSensitive { .. } => "marked-sensitive",
            Self::ClockPaused { .. } => "clock-paused",
            Self::ClockResumed { .. } => "clock-resumed",
            Self::Escalated { .. } => "escalated",
            Self::Grouped { .. } => "grouped",
            Self::Separated { .. } => "separated",
            Self::PersonLinked { .. } => "person-linked",
            Self::PersonUnlinked { .. } => "person-unlinked",
            Self::MatchRefused { .. } => "match-refused",
            Self::MatchPostponed { .. } => "match-postponed",
            Self::ConsentGiven(_) => "consent-given",
            Self::GroundRecorded(_) => "ground-recorded",
            Self::TitleRecorded(_) => "title-recorded",
            Self::GrantWithdrawn { .. } => "grant-withdrawn",
            Self::GlassBroken(_) => "glass-broken",
            Self::GlassReviewed { .. } => "glass-reviewed",
            Self::RoleCorrected(_) => "role-corrected",
            Self::Acknowledged { .. } => "acknowledged",
        }
    }

    /// The class of secret.
    pub fn class(&self) -> Class {
        match self {
            Self::ReportSigned(_) | Self::Opened { .. } | Self::ContactAttempted { .. } => {
                Class::Coordination
            }
            // Why the prosecution waits is as secret as why it decides: see [`Body::without_reason`].
            Self::ClockPaused { reason, .. } if !reason.is_empty() => Class::Judicial,
            Self::DayTwoDone { .. } | Self::ClockPaused { .. } | Self::ClockResumed { .. } => {
                Class::Coordination
            }
            Self::FollowUpEnded { .. } | Self::Escalated { .. } | Self::Grouped { .. } => Class::Coordination,
            Self::Separated { .. } | Self::MatchRefused { .. } | Self::MatchPostponed { .. } => {
                Class::Coordination
            }
            Self::FactsRecorded(_) | Self::Amended { .. } => Class::Facts,
            Self::RiskRecorded(_) | Self::MarkedSensitive { .. } => Class::Assessment,
            Self::PersonRecorded { .. } | Self::PersonLinked { .. } | Self::PersonUnlinked { .. } => {
                Class::Identity
            }
            // The other party's own address is not a safe place: patrols need it.
            Self::ChannelRecorded { role: Role::OtherParty, .. } => Class::Identity,
            Self::ChannelRecorded { .. } | Self::SafeContactRecorded(_) | Self::AppointmentBooked { .. } => {
                Class::SafePlace
            }
            Self::ContactOverridden { .. } => Class::SafePlace,
            Self::ContactNoted { .. } | Self::DayTwoAnswered(_) => Class::Psychosocial,
            Self::Decided { .. } | Self::DecisionReasoned { .. } => Class::Judicial,
            // To whom she lets something be shown says where she goes for help.
            Self::ConsentGiven(_) | Self::GroundRecorded(_) | Self::GrantWithdrawn { .. } => {
                Class::Psychosocial
            }
            Self::TitleRecorded(_) => Class::Conference,
            Self::GlassBroken(_) | Self::GlassReviewed { .. } | Self::Acknowledged { .. } => {
                Class::Coordination
            }
            // Who was wronged by a wrong role is put right wherever the role was read.
            Self::RoleCorrected(_) => Class::Identity,
        }
    }

    /// What remains, for those who are told what the prosecution does and not why (D6), of a pause of its clock and of a
    /// decision of version 2; `None` for every other entry.
    pub fn without_reason(&self) -> Option<Self> {
        match self {
            Self::Decided { report, decision, reason } if !reason.is_empty() => {
                Some(Self::Decided { report: *report, decision: *decision, reason: String::new() })
            }
            Self::ClockPaused { report, clock, until, reason } if !reason.is_empty() => {
                let (report, clock, until) = (*report, *clock, *until);
                Some(Self::ClockPaused { report, clock, until, reason: String::new() })
            }
            _ => None,
        }
    }
}

/// Who did it, in which capacity. Kept with the entry: people move, entries do not.
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
    /// Zone of the unit, when it has one.
    pub zone: Option<ZoneCode>,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Given once.
    pub id: EntryId,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// What happened.
    pub body: Body,
}

/// The version in which bodies are written today. Older ones go through [`upcast`].
pub const VERSION: i32 = 3;

/// Why a stored entry cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Written by a newer Havre.
    #[error("entry version {0} is newer than this program (it reads up to {VERSION}): update Havre")]
    FromTheFuture(i32),
    /// Not a valid entry.
    #[error("the entry is not valid: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Reads a stored entry of any version that was ever written.
pub fn upcast(version: i32, stored: &[u8]) -> Result<Entry, Unreadable> {
    match version {
        0..VERSION => {
            let mut value: serde_json::Value = serde_json::from_slice(stored)?;
            // Version 0 wrote channels without `readers`, versions before 3 without `terms`; nobody had been asked.
            if let Some(channel) = value.pointer_mut("/body/channel").and_then(|c| c.as_object_mut()) {
                channel.entry("readers").or_insert_with(|| Reader::Unknown.word().into());
                channel.entry("terms").or_insert(serde_json::to_value(Terms::default())?);
            }
            complete(&mut value);
            Ok(serde_json::from_value(value)?)
        }
        // A decision of before version 3 keeps its reason in one with it: `Body::without_reason` tells them apart.
        VERSION => Ok(serde_json::from_slice(stored)?),
        newer => Err(Unreadable::FromTheFuture(newer)),
    }
}

/// Version 1 grouped without `wished`, which was when it was written; and did not ask about earlier measures.
fn complete(value: &mut serde_json::Value) {
    let at = value.get("at").cloned().unwrap_or_default();
    let Some(body) = value.get_mut("body").and_then(|body| body.as_object_mut()) else { return };
    match body.get("type").and_then(|word| word.as_str()) {
        Some("grouped") => {
            body.entry("wished").or_insert(at);
        }
        Some("facts-recorded") => {
            body.entry("breach").or_insert_with(|| Answer::Unknown.word().into());
        }
        _ => {}
    }
}
