//! The channels of a report that were shown although they are not safe, and what was said of them later.

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

/// What was said of a channel after the report was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restated {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub channel: ChannelKey,
    /// Whether it is a way to this person.
    pub holds: bool,
    /// From whom it is known.
    pub reason: String,
}

/// How long a channel stays shown to whoever said why: long enough for a call and a second try.
const OVERRIDE: SignedDuration = SignedDuration::from_mins(30);

/// What was shown of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Oldest first.
    pub overrides: Vec<Dated<Override>>,
    /// What was said of channels later, oldest first.
    pub restated: Vec<Dated<Restated>>,
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

    /// What was said last of a channel of somebody; `None` when nothing was since the report was signed.
    pub fn restated(&self, person: PersonId, channel: &ChannelKey) -> Option<&Dated<Restated>> {
        self.restated.iter().rev().find(|one| one.what.person == person && one.what.channel == *channel)
    }

    /// Whether it was said that a channel is no way to its owner.
    pub fn is_ended(&self, person: PersonId, channel: &ChannelKey) -> bool {
        self.restated(person, channel).is_some_and(|last| !last.what.holds)
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ContactOverridden { person, channel, mode, reason, .. } => {
                let what =
                    Override { person: *person, channel: *channel, mode: *mode, reason: reason.clone() };
                self.overrides.push(stamp.dated(what));
            }
            Entry::ChannelStated { channel, reason, .. } => {
                let (person, reason) = (channel.person, reason.clone());
                let channel = ChannelKey::of(&channel.at);
                self.restated.push(stamp.dated(Restated { person, channel, holds: true, reason }));
            }
            Entry::ChannelEnded { person, channel, reason, .. } => {
                let (person, channel, reason) = (*person, *channel, reason.clone());
                self.restated.push(stamp.dated(Restated { person, channel, holds: false, reason }));
            }
        }
    }
}
