//! The channels of a report that were shown although they are not safe.

use super::entry::Entry;
use crate::record::channel_key::{ChannelKey, ContactMode};
use crate::record::id::{PersonId, UserId};
use crate::record::person::Channel;
use crate::record::stamp::{Dated, Stamp};
use jiff::{SignedDuration, Timestamp};

/// A channel that was shown although it is not safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub channel: ChannelKey,
    /// How it was to be used.
    pub mode: ContactMode,
    /// Why.
    pub reason: String,
}

/// How long a channel stays shown to whoever said why: long enough for a call and a second try.
const OVERRIDE: SignedDuration = SignedDuration::from_mins(30);

/// What was shown of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Oldest first.
    pub overrides: Vec<Dated<Override>>,
}

impl State {
    /// Whether somebody was shown a channel lately although it is not safe: it is shown to her alone, for a while.
    pub fn is_overridden(&self, channel: &Channel, mode: ContactMode, by: UserId, now: Timestamp) -> bool {
        let key = ChannelKey::of(&channel.at);
        let holds = |one: &Dated<Override>| {
            let what = &one.what;
            let same = what.person == channel.person && what.channel == key && what.mode == mode;
            same && one.by.user == by && now.duration_since(one.at) < OVERRIDE
        };
        self.overrides.iter().any(holds)
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ContactOverridden { person, channel, mode, reason, .. } => {
                let what =
                    Override { person: *person, channel: *channel, mode: *mode, reason: reason.clone() };
                self.overrides.push(stamp.dated(what));
            }
        }
    }
}
