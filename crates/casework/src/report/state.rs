//! A report as folded.

use super::entry::Entry;
use super::sections::{Facts, Head, Risk, SafeContact};
use crate::record::channel_key::ChannelKey;
use crate::record::id::UserId;
use crate::record::person::{Channel, Person, Role};
use crate::record::staff::Function;
use crate::record::stamp::{Dated, Stamp};

/// One report. Parts are missing when they were not written yet, or may not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Signature and head.
    pub signed: Option<Dated<Head>>,
    /// Facts, children, measures, referral.
    pub facts: Option<Facts>,
    /// Risk section.
    pub risk: Option<Risk>,
    /// People.
    pub people: Vec<Person>,
    /// Phones and addresses.
    pub channels: Vec<Channel>,
    /// Safe contact.
    pub safe_contact: Option<SafeContact>,
    /// Dated additions.
    pub amendments: Vec<Dated<String>>,
    /// Who opened it, first time each.
    pub receipts: Vec<Dated<()>>,
}

impl State {
    /// The head, when it may be read.
    pub fn head(&self) -> Option<&Head> {
        self.signed.as_ref().map(|signed| &signed.what)
    }

    /// The first person in a role.
    pub fn first(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|person| person.role == role)
    }

    /// The first opening by victim support: the representative, or her head in her place.
    pub fn first_read_by_support(&self) -> Option<&Dated<()>> {
        self.receipts.iter().find(|receipt| receipt.by.function.is_support())
    }

    /// The first opening by a function.
    pub fn first_read_by(&self, function: Function) -> Option<&Dated<()>> {
        self.receipts.iter().find(|receipt| receipt.by.function == function)
    }

    /// Whether this account has opened it.
    pub fn opened_by(&self, user: UserId) -> bool {
        self.receipts.iter().any(|receipt| receipt.by.user == user)
    }

    /// What was said later of a channel takes the place of what the report says.
    pub(crate) fn restate(&mut self, channel: &Channel) {
        let key = ChannelKey::of(&channel.at);
        let known = self
            .channels
            .iter_mut()
            .find(|one| one.person == channel.person && ChannelKey::of(&one.at) == key);
        match known {
            Some(known) => known.clone_from(channel),
            None => self.channels.push(channel.clone()),
        }
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ReportSigned(head) => self.signed = Some(stamp.dated(head.clone())),
            Entry::FactsRecorded(facts) => self.facts = Some(facts.clone()),
            Entry::RiskRecorded(risk) => self.risk = Some(risk.clone()),
            Entry::PersonRecorded { person, .. } => self.people.push(person.clone()),
            Entry::ChannelRecorded { channel, .. } => self.channels.push(channel.clone()),
            Entry::SafeContactRecorded(safe) => self.safe_contact = Some(safe.clone()),
            Entry::Amended { text, .. } => self.amendments.push(stamp.dated(text.clone())),
            Entry::Opened { .. } => self.receipts.push(stamp.dated(())),
        }
    }
}
