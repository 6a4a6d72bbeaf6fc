//! What somebody can do in a case: an act is one value, in the file `acts.rs` of its wing.
//!
//! From the word of an act follow its address (`/cases/{case}/{report}/<word>`: a page of its own that shows the form,
//! and takes it), its texts (`act-<word>`, and `next-<word>`: what comes next, `mend-<word>`: how a mistake is put right) and its template (`<wing>/<word>.html`).
//! The pages of a case and the dispatcher know no act by name.

use super::pages::CasePage;
use super::together::Together;
use crate::shell::answers::Answers;
use crate::shell::page::Page;
use casework::case::{Command, Kind, ReportState};
use casework::record::form::Form;
use casework::record::id::{CaseId, PersonId, ReportId};
use casework::tasks::Task;
use jiff::Timestamp;
use minijinja::{Value, context};

/// Something that somebody can do to a report of a case.
pub(crate) struct Act {
    /// Its word.
    pub(crate) word: &'static str,
    /// What it is done to.
    pub(crate) spot: Spot,
    /// The page of the case that offers it, and shows afterwards what came of it.
    pub(crate) page: CasePage,
    /// The field that tells its forms apart where one page has several.
    pub(crate) which: Option<&'static str>,
    /// The forms in which the report as it stands offers it, before the policies are asked.
    pub(crate) offers: fn(&Place<'_>) -> Vec<Offer>,
    /// From a form to what is wanted, or to messages at its fields; neither when the form is none that a page sends.
    pub(crate) read: fn(Target, &mut Answers<'_>) -> Option<Wanted>,
    /// The kinds of entries that its question builds on: when somebody writes one after the page was shown, the act
    /// is a conflict. Its own kind is among them, so that a form sent twice is not done twice. Empty for an act
    /// without a page of its own: it only shows something.
    pub(crate) builds_on: &'static [Kind],
    /// How the log of readings calls what it shows; `None` when it shows nothing that the page did not.
    pub(crate) shows: Option<&'static str>,
}

/// What an act is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spot {
    /// A report: its form is a page of its own.
    Report,
    /// What a unit recorded without a report: its form is a page of its own.
    Opening,
    /// A channel that is hidden: its form stands beside it on the page about people.
    Channel,
}

impl Spot {
    /// Whether its form is a page of its own.
    pub(crate) const fn has_page(self) -> bool {
        !matches!(self, Self::Channel)
    }

    /// Whether a record as it stands has such a place: a channel may be in either kind.
    pub(crate) const fn fits(self, record: &ReportState) -> bool {
        match self {
            Self::Report => record.record.signed.is_some(),
            Self::Opening => record.opening.opened.is_some(),
            Self::Channel => true,
        }
    }
}

/// One form of an act.
pub(crate) struct Offer {
    /// Which of several; empty where there is one.
    pub(crate) which: String,
    /// What the policies are asked before it is shown: the command, with anything for what is yet to be typed.
    pub(crate) asks: Command,
    /// What its template needs besides its word and address.
    pub(crate) values: Value,
}

impl Offer {
    /// The only form of an act, with what its template needs.
    pub(crate) fn one(asks: impl Into<Command>, values: Value) -> Vec<Self> {
        vec![Self { which: String::new(), asks: asks.into(), values }]
    }

    /// The only form of an act whose template needs nothing.
    pub(crate) fn plain(asks: impl Into<Command>) -> Vec<Self> {
        Self::one(asks, context! {})
    }
}

/// Where an act would be done: a report as the viewer may see it, with what stands around it.
pub(crate) struct Place<'a> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) case: CaseId,
    pub(crate) report: ReportId,
    pub(crate) state: &'a ReportState,
    /// Its clocks and what else is due.
    pub(crate) tasks: &'a [Task],
    pub(crate) together: &'a Together<'a>,
    pub(crate) at: Timestamp,
}

impl Place<'_> {
    /// The values of a closed list, to choose from; their texts are `<texts>-<word>`.
    pub(crate) fn choices(&self, texts: &str, words: impl Iterator<Item = &'static str>) -> Vec<Value> {
        let choice =
            |word: &'static str| context! { value => word, text => self.page.t(&format!("{texts}-{word}")) };
        words.map(choice).collect()
    }
}

/// The case and report that a form was sent to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) case: CaseId,
    pub(crate) report: ReportId,
}

/// What a form asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) command: Command,
    /// The other case that it names: it must be the viewer's to open.
    pub(crate) other: Option<Other>,
}

/// Another case that a form names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Other {
    /// The field that names it.
    pub(crate) field: &'static str,
    pub(crate) case: CaseId,
    /// Somebody of it whom the viewer must be able to see there.
    pub(crate) person: Option<PersonId>,
}

impl Wanted {
    /// A command that names no other case.
    pub(crate) fn only(command: impl Into<Command>) -> Option<Self> {
        Some(Self { command: command.into(), other: None })
    }

    /// A command that names another case.
    pub(crate) fn with(command: impl Into<Command>, other: Other) -> Option<Self> {
        Some(Self { command: command.into(), other: Some(other) })
    }
}

impl Act {
    /// The room of the fields of its form: its word, and which of several forms it is.
    pub(crate) fn room(&self, typed: &Form) -> String {
        room(self.word, self.which, typed)
    }
}

/// The room of the fields of a form: a word, and the value of the field that tells several forms apart.
pub(crate) fn room(word: &str, which: Option<&str>, typed: &Form) -> String {
    let which = which.and_then(|field| typed.get(field));
    which.map_or_else(|| word.to_owned(), |which| format!("{word}-{which}"))
}
