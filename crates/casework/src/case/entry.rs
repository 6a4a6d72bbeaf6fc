//! Entries: what a case is made of. Dated, signed, never changed, only added to.

use crate::record::facets::{Class, Facets};
use crate::record::id::{CaseId, EntryId, PersonId, ReportId};
use crate::record::staff::Author;
use crate::record::stamp::Stamp;
use crate::{complaint, contact_guard, follow_up, grants, linking, opening, prosecution, report, tasks};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;
use strum::IntoEnumIterator;

/// What happened: one line a wing. Stored as the wing writes it, with the word of its kind as `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// Reports.
    Report(report::Entry),
    /// What began without one.
    Opening(opening::Entry),
    /// Clocks.
    Tasks(tasks::Entry),
    /// Victim support.
    FollowUp(follow_up::Entry),
    /// Decisions.
    Prosecution(prosecution::Entry),
    /// Cases and people that belong together.
    Linking(linking::Entry),
    /// What opens the case to others.
    Grants(grants::Entry),
    /// Channels shown although they are not safe.
    ContactGuard(contact_guard::Entry),
    /// What makes a report a complaint.
    Complaint(complaint::Entry),
}

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Reports.
    Report(report::Kind),
    /// What began without one.
    Opening(opening::Kind),
    /// Clocks.
    Tasks(tasks::Kind),
    /// Victim support.
    FollowUp(follow_up::Kind),
    /// Decisions.
    Prosecution(prosecution::Kind),
    /// Cases and people that belong together.
    Linking(linking::Kind),
    /// What opens the case to others.
    Grants(grants::Kind),
    /// Channels shown although they are not safe.
    ContactGuard(contact_guard::Kind),
    /// What makes a report a complaint.
    Complaint(complaint::Kind),
}

macro_rules! wings {
    ($($wing:ident => $module:ident),+ $(,)?) => {
        $(impl From<$module::Entry> for Body {
            fn from(entry: $module::Entry) -> Self { Self::$wing(entry) }
        })+
        impl Body {
            /// Its kind.
            pub fn kind(&self) -> Kind { match self { $(Self::$wing(entry) => Kind::$wing(entry.kind())),+ } }
            /// Its class, by what it says itself. See [`Body::class_in`].
            pub fn class(&self) -> Class { match self { $(Self::$wing(entry) => entry.class()),+ } }
            fn parse(kind: Kind, text: &str) -> Result<Self, serde_json::Error> {
                Ok(match kind { $(Kind::$wing(_) => Self::$wing(serde_json::from_str(text)?)),+ })
            }
        }
        impl Kind {
            /// Every kind of entry.
            pub fn all() -> impl Iterator<Item = Self> { std::iter::empty()$(.chain($module::Kind::iter().map(Self::$wing)))+ }
            /// The word of this kind, as stored and as used in message keys.
            pub fn word(self) -> &'static str { match self { $(Self::$wing(kind) => kind.into()),+ } }
            /// What holds of every entry of this kind.
            pub const fn facets(self) -> Facets { match self { $(Self::$wing(kind) => kind.facets()),+ } }
            /// The wing that it belongs to.
            pub const fn wing(self) -> &'static str { match self { $(Self::$wing(_) => stringify!($module)),+ } }
        }
    };
}
wings! {
    Report => report,
    Opening => opening,
    Tasks => tasks,
    FollowUp => follow_up,
    Prosecution => prosecution,
    Linking => linking,
    Grants => grants,
    ContactGuard => contact_guard,
    Complaint => complaint,
}

impl Kind {
    /// The kind of a word; `None` for any other word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|kind| kind.word() == word)
    }
}

impl Body {
    /// The report that it is about; `None` when it is about the case as a whole.
    pub const fn report(&self) -> Option<ReportId> {
        match self {
            Self::Report(entry) => Some(entry.report()),
            Self::Opening(entry) => Some(entry.report()),
            Self::Tasks(entry) => Some(entry.report()),
            Self::FollowUp(entry) => Some(entry.report()),
            Self::Prosecution(entry) => Some(entry.report()),
            Self::ContactGuard(entry) => Some(entry.report()),
            Self::Complaint(entry) => Some(entry.report()),
            Self::Grants(entry) => entry.report(),
            Self::Linking(_) => None,
        }
    }

    /// The other case of which it tells; `None` when it is about this one alone.
    pub const fn other_case(&self) -> Option<CaseId> {
        match self {
            Self::Linking(entry) => Some(entry.other()),
            Self::Report(_)
            | Self::Opening(_)
            | Self::Tasks(_)
            | Self::FollowUp(_)
            | Self::Prosecution(_)
            | Self::ContactGuard(_)
            | Self::Complaint(_)
            | Self::Grants(_) => None,
        }
    }

    /// Its class in a case in which these people turned out to be victims: a phone that was recorded as the other
    /// party's becomes a safe place when its owner turns out to be the victim.
    pub fn class_in(&self, made_victims: &BTreeSet<PersonId>) -> Class {
        match self {
            Self::Report(report::Entry::ChannelRecorded { channel, .. })
                if made_victims.contains(&channel.person) =>
            {
                Class::SafePlace
            }
            Self::ContactGuard(entry) if made_victims.contains(&entry.owner()) => Class::SafePlace,
            body => body.class(),
        }
    }

    /// What remains, for those who are told what the prosecution does and not why (D6), of an entry that holds its
    /// reason; `None` for every other entry.
    pub fn without_reason(&self) -> Option<Self> {
        match self {
            Self::Prosecution(entry) => entry.without_reason().map(Self::Prosecution),
            Self::Tasks(entry) => entry.without_reason().map(Self::Tasks),
            Self::FollowUp(entry) => entry.without_reason().map(Self::FollowUp),
            Self::Report(_)
            | Self::Opening(_)
            | Self::Linking(_)
            | Self::Grants(_)
            | Self::ContactGuard(_)
            | Self::Complaint(_) => None,
        }
    }
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

impl Entry {
    /// Time and author.
    pub const fn stamp(&self) -> Stamp<'_> {
        Stamp { at: self.at, by: &self.by }
    }
}

/// Why a stored entry cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Written by a newer Havre.
    #[error("version {version} of {word} is newer than this program: update Havre")]
    FromTheFuture {
        /// Kind of the entry.
        word: String,
        /// Its version.
        version: i32,
    },
    /// A kind that this program does not know.
    #[error("entries of the kind {0:?} are not known to this program: update Havre")]
    UnknownKind(String),
    /// Not a valid entry.
    #[error("the entry is not valid: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// An entry as stored; what happened is read once its kind is known.
#[derive(Deserialize)]
struct Stored<'a> {
    id: EntryId,
    at: Timestamp,
    by: Author,
    #[serde(borrow)]
    body: &'a RawValue,
}

#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(rename = "type", borrow)]
    word: Cow<'a, str>,
}

/// Reads a stored entry of any version that was ever written.
///
/// # Errors
/// It was written by a newer Havre, or is none.
pub fn read(version: i32, stored: &[u8]) -> Result<Entry, Unreadable> {
    let Stored { id, at, by, body } = serde_json::from_slice(stored)?;
    let Tag { word } = serde_json::from_str(body.get())?;
    let Some(kind) = Kind::from_word(&word) else { return Err(Unreadable::UnknownKind(word.into_owned())) };
    let body = match version.cmp(&kind.facets().version) {
        std::cmp::Ordering::Equal => Body::parse(kind, body.get())?,
        std::cmp::Ordering::Less => {
            let mut old = serde_json::from_str(body.get())?;
            upcast(kind, &mut old, at)?;
            Body::parse(kind, &serde_json::to_string(&old)?)?
        }
        std::cmp::Ordering::Greater => {
            return Err(Unreadable::FromTheFuture { word: word.into_owned(), version });
        }
    };
    Ok(Entry { id, at, by, body })
}

/// Completes what an older version of a kind did not hold. The wings whose kinds never changed have nothing to do.
fn upcast(kind: Kind, body: &mut Map<String, Value>, at: Timestamp) -> Result<(), serde_json::Error> {
    match kind {
        Kind::Report(kind) => report::upcast(kind, body),
        Kind::Linking(kind) => {
            linking::upcast(kind, body, at);
            Ok(())
        }
        Kind::Opening(_)
        | Kind::Tasks(_)
        | Kind::FollowUp(_)
        | Kind::Prosecution(_)
        | Kind::Grants(_)
        | Kind::ContactGuard(_)
        | Kind::Complaint(_) => Ok(()),
    }
}
