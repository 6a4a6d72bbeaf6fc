//! Signing a report, adding to it, and leaving a receipt.

use super::entry::Entry;
use super::sections::Report;
use super::state::State;
use crate::record::id::{ReportId, UserId};
use crate::record::person::{Channel, Person};
use crate::record::refusal::{Refusal, Why, non_empty};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants of a report.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Sign a report: it may open the case.
    Sign(Box<Report>),
    /// Add to a signed report.
    Amend {
        /// The report.
        report: ReportId,
        /// What is added.
        text: String,
    },
    /// Leave a receipt.
    #[strum_discriminants(strum(serialize = "open-report"))]
    AcknowledgeReceipt {
        /// The report.
        report: ReportId,
        /// Who opens it.
        user: UserId,
    },
}

impl Command {
    /// The report that it is about.
    pub fn report(&self) -> ReportId {
        match self {
            Self::Sign(report) => report.head.id,
            Self::Amend { report, .. } | Self::AcknowledgeReceipt { report, .. } => *report,
        }
    }
}

/// What comes of it, given the report as it is: `None` when the case has none of this id.
///
/// # Errors
/// The refusal.
pub fn decide(own: Option<&State>, command: &Command) -> Result<Vec<Entry>, Refusal> {
    let signed = || own.filter(|report| report.signed.is_some()).ok_or(Why::UnknownReport.at(""));
    match command {
        Command::Sign(report) => match own {
            Some(_) => Err(Why::AlreadySigned.at("pv_number")),
            None => sign(report),
        },
        Command::Amend { report, text } => {
            signed()?;
            non_empty(text, Why::Empty.at("text"))?;
            Ok(vec![Entry::Amended { report: *report, text: text.clone() }])
        }
        Command::AcknowledgeReceipt { report, user } => {
            let first = !signed()?.opened_by(*user);
            Ok(if first { vec![Entry::Opened { report: *report }] } else { vec![] })
        }
    }
}

fn sign(report: &Report) -> Result<Vec<Entry>, Refusal> {
    let id = report.head.id;
    let mut entries = vec![
        Entry::ReportSigned(report.head.clone()),
        Entry::FactsRecorded(report.facts.clone()),
        Entry::RiskRecorded(report.risk.clone()),
    ];
    entries.extend(named(id, &report.people, &report.channels)?);
    if !report.safe_contact.instructions.is_empty() {
        entries.push(Entry::SafeContactRecorded(report.safe_contact.clone()));
    }
    Ok(entries)
}

/// Those who are named in a record, and the ways to reach them.
///
/// # Errors
/// A way to reach somebody who is not named.
pub(crate) fn named(
    report: ReportId,
    people: &[Person],
    channels: &[Channel],
) -> Result<Vec<Entry>, Refusal> {
    let role_of = |person| people.iter().find(|p| p.id == person).map(|p| p.role);
    let mut entries: Vec<Entry> =
        people.iter().map(|person| Entry::PersonRecorded { report, person: person.clone() }).collect();
    for channel in channels {
        let role = role_of(channel.person).ok_or(Why::UnknownPerson.at("p0.role"))?;
        entries.push(Entry::ChannelRecorded { report, role, channel: channel.clone() });
    }
    Ok(entries)
}
