//! One example of each kind of entry and of each command.

use super::{Command, Entry};
use crate::record::channel_key::{ChannelKey, ContactMode};
use crate::record::person::Role;
use crate::record::sample::{REPORT, VICTIM, phone};

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (report, person, mode) = (REPORT, VICTIM, ContactMode::Call);
    let (channel, reason) = (ChannelKey::of(&phone().at), "She asked to be called now.".into());
    vec![
        Entry::ContactOverridden { report, person, channel, mode, reason },
        Entry::ChannelStated { report, role: Role::Victim, channel: phone(), reason: said() },
        Entry::ChannelEnded { report, role: Role::Victim, person, channel, reason: said() },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (report, person, mode) = (REPORT, VICTIM, ContactMode::Call);
    let (channel, reason) = (ChannelKey::of(&phone().at), "She asked to be called now.".into());
    let channels = vec![phone()];
    vec![
        Command::OverrideContact { report, person, channel, mode, reason },
        Command::Reach { report, person, channels, ended: Some(channel), reason: said() },
    ]
}

fn said() -> String {
    "She said so herself, at the counter.".into()
}
