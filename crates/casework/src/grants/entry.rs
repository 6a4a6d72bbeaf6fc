//! What opens a case beyond the ordinary rules, what takes that back, and what is put right for everybody.

use crate::record::facets::{Class, Copied, Facets, OnTimeline, Retains, Strand, alarm, begins, ends};
use crate::record::id::{CorrectionId, GrantId, PersonId, ReportId};
use crate::record::person::{Language, Role};
use crate::record::staff::Recipient;
use crate::record::words::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

words!(
    /// What a grant rests on.
    GrantKind {
        /// The person's own consent.
        Consent = "consent",
        /// A legal ground that somebody recorded.
        Ground = "ground",
        /// The title of a case conference (art. 458ter of the Criminal Code of 1867).
        Title = "title",
        /// Opened by somebody who otherwise may not, in an emergency, under review.
        BreakGlass = "glass",
    }
);

words!(
    /// Legal grounds for speaking without consent. Their conditions are data: `content/sharing`.
    LegalGround {
        /// Serious danger for a minor or vulnerable person: to the public prosecutor only (458bis).
        SeriousDanger = "serious-danger",
        /// Help for somebody in great danger (422bis): help is a duty, speaking is a means.
        GreatDanger = "great-danger",
        /// State of necessity (case law).
        Necessity = "necessity",
        /// Secrecy shared among those who are bound by it and work for the same end (doctrine).
        SharedSecrecy = "shared-secrecy",
        /// An official who learns of an offence tells the public prosecutor (art. 29 of the Code of Criminal Procedure).
        DutyToReport = "duty-to-report",
        /// Police data for a partner (law on the police function, 44/11/4 and following).
        PoliceData = "police-data",
    }
);

words!(
    /// What a review of a break-glass came to.
    ReviewOutcome {
        /// It was right.
        Justified = "justified",
        /// It was not, and no harm was meant: the person was spoken to.
        Mistaken = "mistaken",
        /// It was not: it goes to the head of service and the data protection officer.
        Abuse = "abuse",
    }
);

/// Her consent, as she gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Given once.
    pub grant: GrantId,
    /// Who consents.
    pub person: PersonId,
    /// To whom it may be shown: one office a consent, so that each can be taken back alone.
    pub to: Recipient,
    /// What may be shown.
    pub classes: BTreeSet<Class>,
    /// Until when.
    pub until: Timestamp,
    /// In which language it was explained to her, and is printed.
    pub language: Language,
}

/// A legal ground, with what must be written down (the questions of the Psychologists' Commission, `belgium.md` §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedGround {
    /// Given once.
    pub grant: GrantId,
    /// Which.
    pub ground: LegalGround,
    /// About whom, when it is about one person.
    pub person: Option<PersonId>,
    /// To whom it is said.
    pub to: Recipient,
    /// What.
    pub classes: BTreeSet<Class>,
    /// Until when they may read.
    pub until: Timestamp,
    /// Answers to the questions of the guide, by the word of the question.
    pub answers: BTreeMap<String, String>,
    /// Why, in words.
    pub reason: String,
}

/// The title of a case conference: who may take part, for what, how (art. 458ter).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// Given once.
    pub grant: GrantId,
    /// The law, decree, ordinance, or reasoned authorisation of the prosecutor: reference and date.
    pub reference: String,
    /// For what.
    pub purpose: String,
    /// Who may take part.
    pub participants: Vec<Recipient>,
    /// Which classes may be said.
    pub classes: BTreeSet<Class>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Somebody opened what she otherwise may not, in an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlass {
    /// Given once.
    pub grant: GrantId,
    /// Until when: hours, not days.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

/// Somebody was recorded in a wrong role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Given once.
    pub id: CorrectionId,
    /// In which report.
    pub report: ReportId,
    /// Whose.
    pub person: PersonId,
    /// The wrong role.
    pub from: Role,
    /// The right one.
    pub to: Role,
    /// Why.
    pub reason: String,
    /// Every office that had read the wrong one: each is told and acknowledges.
    pub tell: BTreeSet<Recipient>,
}

/// What opens a case, or takes that back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[strum_discriminants(name(Kind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "The kind of an [`Entry`].")]
pub enum Entry {
    /// She consents that an office reads (M2).
    ConsentGiven(Consent),
    /// A legal ground for letting an office read was recorded (M1).
    GroundRecorded(RecordedGround),
    /// A case conference on this case has a legal title.
    TitleRecorded(Title),
    /// A consent, ground or title no longer opens anything.
    GrantWithdrawn {
        /// Which.
        grant: GrantId,
        /// Whether nobody had read by it: then no office is told, and none learns that there was something. Absent in
        /// entries of an older Havre.
        #[serde(default, skip_serializing_if = "is_false")]
        unread: bool,
    },
    /// Somebody opened what she otherwise may not, in an emergency (M4).
    GlassBroken(BreakGlass),
    /// The break-glass was reviewed.
    GlassReviewed {
        /// Which.
        grant: GrantId,
        /// What it came to.
        outcome: ReviewOutcome,
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

impl Kind {
    /// What holds of each kind. To whom she lets something be shown says where she goes for help: it is psychosocial.
    pub const fn facets(self) -> Facets {
        use Class::{Conference, Coordination, Identity, Psychosocial};
        use Copied::{Nobody, Victim};
        use OnTimeline::Listed;
        use Retains::{No, Yes};
        use Strand::Sharing;
        match self {
            Self::ConsentGiven => Facets::new(3, Psychosocial, begins(Sharing), Victim, No),
            Self::GroundRecorded => Facets::new(3, Psychosocial, begins(Sharing), Nobody, No),
            Self::TitleRecorded => Facets::new(3, Conference, begins(Sharing), Nobody, No),
            Self::GrantWithdrawn => Facets::new(3, Psychosocial, ends(Sharing), Nobody, No),
            Self::GlassBroken => Facets::new(3, Coordination, alarm(Sharing), Nobody, No),
            Self::GlassReviewed => Facets::new(3, Coordination, Listed, Nobody, No),
            // Who was wronged by a wrong role is put right wherever the role was read.
            Self::RoleCorrected => Facets::new(3, Identity, alarm(Sharing), Nobody, Yes),
            Self::Acknowledged => Facets::new(3, Coordination, Listed, Nobody, No),
        }
    }
}

impl Entry {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.into()
    }

    /// Its class.
    pub fn class(&self) -> Class {
        self.kind().facets().class
    }

    /// The report that it is about.
    pub const fn report(&self) -> Option<ReportId> {
        match self {
            Self::RoleCorrected(correction) => Some(correction.report),
            Self::ConsentGiven(_)
            | Self::GroundRecorded(_)
            | Self::TitleRecorded(_)
            | Self::GrantWithdrawn { .. }
            | Self::GlassBroken(_)
            | Self::GlassReviewed { .. }
            | Self::Acknowledged { .. } => None,
        }
    }
}

/// Keeps the stored form of what an older Havre wrote as it was.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
