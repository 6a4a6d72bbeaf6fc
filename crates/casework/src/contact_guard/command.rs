//! Asking to be shown a channel that is not safe, and saying anew how somebody is reached.

use super::entry::Entry;
use crate::record::channel_key::{ChannelKey, ContactMode};
use crate::record::id::{PersonId, ReportId};
use crate::record::person::Channel;
use crate::record::refusal::{Refusal, Why, reasoned, require};
use crate::report;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

/// What somebody wants of the contact guard.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CommandKind),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "kebab-case")
)]
#[strum_discriminants(doc = "The kind of a [`Command`].")]
pub enum Command {
    /// Show a channel although it is not safe.
    OverrideContact {
        /// The report that names it.
        report: ReportId,
        /// Whose.
        person: PersonId,
        /// Which.
        channel: ChannelKey,
        /// How it is to be used.
        mode: ContactMode,
        /// Why.
        reason: String,
    },
    /// Say anew how somebody is reached: new channels, another word on known ones, and one that is none any more.
    Reach {
        /// The report that names the person.
        report: ReportId,
        /// Who.
        person: PersonId,
        /// What is said of them takes the place of what is known.
        channels: Vec<Channel>,
        /// What is no way to this person any more, or never was.
        ended: Option<ChannelKey>,
        /// From whom it is known.
        reason: String,
    },
}

impl Command {
    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::OverrideContact { report, .. } | Self::Reach { report, .. } => *report,
        }
    }
}

/// What comes of it, given the report that names the channel.
///
/// # Errors
/// The refusal.
pub fn decide(named: &report::State, command: &Command) -> Result<Vec<Entry>, Refusal> {
    match command {
        Command::OverrideContact { report, person, channel, mode, reason } => {
            let is_it = |one: &Channel| one.person == *person && ChannelKey::of(&one.at) == *channel;
            require(named.channels.iter().any(is_it), Why::UnknownChannel.at("reason"))?;
            reasoned(reason)?;
            let (report, person, channel, mode) = (*report, *person, *channel, *mode);
            Ok(vec![Entry::ContactOverridden { report, person, channel, mode, reason: reason.clone() }])
        }
        Command::Reach { report, person, channels, ended, reason } => {
            let owner = named.people.iter().find(|one| one.id == *person);
            let role = owner.ok_or(Why::UnknownPerson.at("person"))?.role;
            require(!channels.is_empty() || ended.is_some(), Why::NothingSaid.at("phone0"))?;
            require(
                channels.iter().all(|channel| channel.person == *person),
                Why::UnknownPerson.at("person"),
            )?;
            reasoned(reason)?;
            let is_known = |key: &ChannelKey| {
                named.channels.iter().any(|one| one.person == *person && ChannelKey::of(&one.at) == *key)
            };
            require(ended.as_ref().is_none_or(is_known), Why::UnknownChannel.at("ended"))?;
            let (report, reason) = (*report, || reason.clone());
            // What is none any more comes first: of the same number that is said anew, the new word holds.
            let ended = ended.map(|channel| Entry::ChannelEnded {
                report,
                role,
                person: *person,
                channel,
                reason: reason(),
            });
            let stated = channels.iter().map(|channel| Entry::ChannelStated {
                report,
                role,
                channel: channel.clone(),
                reason: reason(),
            });
            Ok(ended.into_iter().chain(stated).collect())
        }
    }
}
