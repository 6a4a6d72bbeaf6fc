//! People of a report, and the channels through which they can, or must not, be reached.

use super::hours::Slot;
use super::id::{PersonId, Postcode};
use super::words::{Answer, words};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

words!(
    /// What a person is in a report. A fact about this report, not about the person.
    Role {
        /// The person against whom violence is reported.
        Victim = "victim",
        /// The other party (*auteur*, suspected; never "perpetrator" before a judgment).
        OtherParty = "other-party",
        /// A child of the household.
        Child = "child",
        /// Somebody who saw or heard.
        Witness = "witness",
    }
);

words!(
    /// What the other party is to the victim. Partners: spouses, or persons who live or have lived together in a lasting
    /// relation (belgium.md §1.2); all other relatives and housemates are family.
    Relation {
        /// Partner today.
        Partner = "partner",
        /// Former partner.
        FormerPartner = "former-partner",
        /// Father or mother, also by marriage.
        Parent = "parent",
        /// Son or daughter, also by marriage.
        Child = "child",
        /// Brother or sister.
        Sibling = "sibling",
        /// Another relative.
        OtherRelative = "other-relative",
        /// Somebody of the household who is no relative.
        Housemate = "housemate",
        /// Somebody else: it is no domestic violence.
        Other = "other",
    }
);

impl Relation {
    /// Whether violence between them is domestic violence (DV).
    pub const fn is_domestic(self) -> bool {
        !matches!(self, Self::Other)
    }

    /// Whether violence between them is partner violence (IPV).
    pub const fn is_partner(self) -> bool {
        matches!(self, Self::Partner | Self::FormerPartner)
    }
}

words!(
    /// Who besides its owner can read or hear a channel.
    Exposure {
        /// Nobody else.
        Nobody = "nobody",
        /// The other party: never use it.
        OtherParty = "other-party",
        /// A child, relative or housemate.
        Household = "household",
        /// Nobody asked: treated as unsafe.
        Unknown = "unknown",
    }
);

words!(
    /// Language of a person, for papers and interpreters. `Other` is told apart by the free text beside it.
    Language {
        /// French.
        Fr = "fr",
        /// Dutch.
        Nl = "nl",
        /// German.
        De = "de",
        /// English.
        En = "en",
        /// Arabic.
        Ar = "ar",
        /// Turkish.
        Tr = "tr",
        /// Romanian.
        Ro = "ro",
        /// Polish.
        Pl = "pl",
        /// Spanish.
        Es = "es",
        /// Bulgarian.
        Bg = "bg",
        /// Ukrainian.
        Uk = "uk",
        /// Another language.
        Other = "other",
        /// Nobody asked.
        Unknown = "unknown",
    }
);

/// A birth date as well as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Birth {
    /// The exact day.
    Exact(Date),
    /// This month of this year; the day is not known.
    Month {
        /// The year.
        year: i16,
        /// The month, from 1.
        month: i8,
    },
    /// About this year (the person guessed, or has no papers).
    About(i16),
    /// Nothing is known.
    Unknown,
}

impl Birth {
    /// Whether somebody born so was not yet born on that day, as far as it is known.
    pub fn is_after(self, day: Date) -> bool {
        match self {
            Self::Exact(born) => born > day,
            Self::Month { year, month } => (year, month) > (day.year(), day.month()),
            Self::About(year) => year > day.year(),
            Self::Unknown => false,
        }
    }

    /// The year, when it is known.
    pub fn year(self) -> Option<i16> {
        match self {
            Self::Exact(born) => Some(born.year()),
            Self::Month { year, .. } | Self::About(year) => Some(year),
            Self::Unknown => None,
        }
    }
}

/// One person as written in one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Given once, never reused.
    pub id: PersonId,
    /// What she or he is in this report.
    pub role: Role,
    /// Family name as written; empty when unknown.
    pub family_name: String,
    /// Given names as written; empty when unknown.
    pub given_names: String,
    /// Birth date.
    pub birth: Birth,
    /// Language in which to speak and write to this person.
    pub language: Language,
    /// Whether an interpreter is needed to speak with this person. Nobody asked before version 4; rows of the index of
    /// people that were written then are read as they are.
    #[serde(default = "unasked")]
    pub interpreter: Answer,
}

const fn unasked() -> Answer {
    Answer::Unknown
}

impl Person {
    /// Given names then family name, as one reads it.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_names, self.family_name).trim().to_owned()
    }
}

/// A way to reach a person, with who else reads it and what she allowed. Whether it may be used is decided in
/// `reading::guard`, nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Whose channel.
    pub person: PersonId,
    /// What it is.
    pub at: Reach,
    /// Who else can read it.
    #[serde(rename = "readers")]
    pub exposure: Exposure,
    /// What she allowed.
    pub terms: Terms,
}

impl Channel {
    /// A channel about which nothing was asked but who reads it.
    pub fn new(person: PersonId, at: Reach, exposure: Exposure) -> Self {
        Self { person, at, exposure, terms: Terms::default() }
    }
}

/// What she allowed on a channel, as far as somebody asked. What nobody asked about is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// When it is safe, in Belgian time. Empty: nobody asked.
    pub hours: Vec<Slot>,
    /// Whether words may be left on a voicemail.
    pub voicemail: Answer,
    /// Whether she may be written to: a text message to a phone, a mail to a mailbox.
    pub message: Answer,
    /// Whether letters are safe there. Yes also says that it is not the home she shares with the other party.
    pub letter: Answer,
    /// Whether somebody may come there.
    pub visit: Answer,
    /// What the caller says he is, should somebody else answer ("the dentist"). Empty: nothing was agreed.
    pub word: String,
}

impl Default for Terms {
    fn default() -> Self {
        let [voicemail, message, letter, visit] = [Answer::Unknown; 4];
        Self { hours: Vec::new(), voicemail, message, letter, visit, word: String::new() }
    }
}

/// The kinds of channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// A phone number as typed (formatted at the edge).
    Phone(String),
    /// A mail address as typed.
    Email(String),
    /// A place.
    Address {
        /// Street and house number as typed.
        street: String,
        /// Postcode, when known.
        postcode: Option<Postcode>,
        /// Town as typed.
        town: String,
    },
}
