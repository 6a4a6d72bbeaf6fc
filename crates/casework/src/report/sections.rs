//! The five sections of a report, signed once.
//!
//! Sections: facts; children; risk; immediate measures; referral (tactics-roadmap.txt §4,
//! "minimal but useful" template).

use crate::record::id::{Nis, Postcode, PvNumber, ReportId, ZoneCode};
use crate::record::person::{Channel, Person, Relation};
use crate::record::words::{Answer, words};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

words!(
    /// What was put on record.
    ReportKind {
        /// Facts put on record without a complaint (*PV de différend familial*).
        FamilyDispute = "family-dispute",
        /// A complaint.
        Complaint = "complaint",
    }
);

words!(
    /// The seven observations of the risk section. The first five are the counter checklist (A5).
    RiskFactor {
        /// Weapons seen or mentioned.
        Weapons = "weapons",
        /// Threats, of death or other.
        Threats = "threats",
        /// Alcohol or drugs.
        AlcoholDrugs = "alcohol-drugs",
        /// More often or worse than before.
        Escalation = "escalation",
        /// The victim is cut off from others.
        Isolation = "isolation",
        /// Stalking or cyberbullying.
        Stalking = "stalking",
        /// Earlier violence.
        History = "history",
    }
);

words!(
    /// Where the person was referred to.
    Referral {
        /// Emergency victim assistance unit.
        Eva = "eva",
        /// Police victim support.
        Sapv = "sapv",
        /// Sexual violence care centre.
        Cpvs = "cpvs",
    }
);

/// The head of a report: what, where, when, by which zone. Holds no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The report.
    pub id: ReportId,
    /// Dispute or complaint.
    pub kind: ReportKind,
    /// Its number in the zone.
    pub pv: PvNumber,
    /// The zone that wrote it.
    pub zone: ZoneCode,
    /// Neighbourhood of the facts; `None` when the postcode is unknown to the directory.
    pub neighbourhood: Option<Nis>,
    /// Postcode of the facts.
    pub postcode: Postcode,
    /// Day of the facts.
    pub happened_on: Date,
    /// Hour of the facts, local time.
    pub happened_at: Option<Time>,
    /// When the police received it: signature of a form, or the date in an extract.
    pub received_at: Timestamp,
    /// Whether she agrees to be called on day 2 (C4).
    pub day_two_agreed: bool,
    /// Whether the file came from an import (`havre import`) and not from a form.
    pub imported: bool,
}

/// Facts, children, measures and referral: words as written by the officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The report.
    pub report: ReportId,
    /// What the other party is to the victim; `None` when nobody asked. It says whether this is domestic violence.
    pub relation: Option<Relation>,
    /// Street of the facts.
    pub place: String,
    /// What happened, in what context.
    pub context: String,
    /// What was said.
    pub words: String,
    /// What was done.
    pub actions: String,
    /// Children of the household present or not; `None` when nobody wrote it down (justice indicator).
    pub children_present: Option<Answer>,
    /// What the children saw, heard or suffer.
    pub children_impact: String,
    /// Measures taken at once: somebody left, accommodation, seizure.
    pub measures: String,
    /// Whether somebody left of his own accord.
    pub left_spontaneously: Answer,
    /// Whether an earlier order or measure was breached.
    pub breach: Answer,
    /// Referred to.
    pub referrals: Vec<Referral>,
}

/// What the officer saw or heard of the risk. Not a score: instruments come with F1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// The report.
    pub report: ReportId,
    /// One answer a factor.
    pub factors: Vec<(RiskFactor, Answer)>,
    /// In the officer's words.
    pub note: String,
}

/// How she may be reached safely, in her words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeContact {
    /// The report.
    pub report: ReportId,
    /// "Only weekdays 9 to 12, never leave a message".
    pub instructions: String,
    /// Where the children are now. It may be the place to which she fled: as secret as she is.
    pub children_now: String,
}

/// A whole report, ready to be signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Head.
    pub head: Head,
    /// Sections 1, 2, 4 and 5.
    pub facts: Facts,
    /// Section 3.
    pub risk: Risk,
    /// Everybody named.
    pub people: Vec<Person>,
    /// Their phones and addresses.
    pub channels: Vec<Channel>,
    /// Safe contact.
    pub safe_contact: SafeContact,
}
