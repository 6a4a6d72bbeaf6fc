//! Asking to be shown a channel that is not safe.

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
}

impl Command {
    /// The report that it is about.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::OverrideContact { report, .. } => *report,
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
    }
}
