//! Beginning a case without a report, and adding to what was told.

use super::entry::{Entry, Opening};
use super::state::State;
use crate::record::id::ReportId;
use crate::record::person::{Channel, Person};
use crate::record::refusal::{Refusal, Why, non_empty, require};
use crate::report;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// A case as a unit begins it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCase {
    /// Its beginning.
    pub opening: Opening,
    /// What was told.
    pub told: String,
    /// Those who are named; nobody has to be.
    pub people: Vec<Person>,
    /// Ways to reach them.
    pub channels: Vec<Channel>,
}

/// What somebody wants of a case that begins without a report.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Begin it.
    OpenCase(Box<OpenCase>),
    /// Add what was done or heard since.
    NoteSignal {
        /// The record.
        record: ReportId,
        /// In words.
        text: String,
    },
}

impl Command {
    /// The record that it is about.
    pub fn report(&self) -> ReportId {
        match self {
            Self::OpenCase(open) => open.opening.record,
            Self::NoteSignal { record, .. } => *record,
        }
    }
}

/// What comes of it, given whether the case has begun, and the record as it is: `None` when the case has none of this
/// id. People and ways to reach them are written as those of a report are.
///
/// # Errors
/// The refusal.
pub fn decide<B: From<Entry> + From<report::Entry>>(
    begun: bool,
    own: Option<&State>,
    command: &Command,
) -> Result<Vec<B>, Refusal> {
    match command {
        Command::OpenCase(open) => {
            require(!begun, Why::AlreadyDone.at("told"))?;
            open_case(open)
        }
        Command::NoteSignal { record, text } => {
            require(own.is_some_and(|own| own.opened.is_some()), Why::UnknownReport.at(""))?;
            non_empty(text, Why::Empty.at("text"))?;
            Ok(vec![Entry::SignalNoted { record: *record, text: text.clone() }.into()])
        }
    }
}

fn open_case<B: From<Entry> + From<report::Entry>>(open: &OpenCase) -> Result<Vec<B>, Refusal> {
    let OpenCase { opening, told, people, channels } = open;
    let record = opening.record;
    non_empty(told, Why::Empty.at("told"))?;
    require(opening.unit.zone.is_some() && opening.unit.is_named(), Why::OfficeNeeded.at("zone"))?;
    let mut written: Vec<B> = vec![
        Entry::CaseOpened(opening.clone()).into(),
        Entry::SignalTold { record, text: told.clone() }.into(),
    ];
    written.extend(report::named(record, people, channels)?.into_iter().map(B::from));
    Ok(written)
}
