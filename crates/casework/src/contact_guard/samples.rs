//! One example of each kind of entry and of each command.

use super::{Command, Entry};
use crate::record::channel_key::{ChannelKey, ContactMode};
use crate::record::sample::{REPORT, VICTIM, phone};

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (report, person, mode) = (REPORT, VICTIM, ContactMode::Call);
    let (channel, reason) = (ChannelKey::of(&phone().at), "She asked to be called now.".into());
    vec![Entry::ContactOverridden { report, person, channel, mode, reason }]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (report, person, mode) = (REPORT, VICTIM, ContactMode::Call);
    let (channel, reason) = (ChannelKey::of(&phone().at), "She asked to be called now.".into());
    vec![Command::OverrideContact { report, person, channel, mode, reason }]
}
