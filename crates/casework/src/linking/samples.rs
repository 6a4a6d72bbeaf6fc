//! One example of each kind of entry and of each command.

use super::{Command, Entry, Mirror, SamePerson};
use crate::record::sample::{CASE, OTHER_CASE, OTHER_VICTIM, VICTIM, moment};

const SAME: SamePerson = SamePerson { here: VICTIM, case: OTHER_CASE, person: OTHER_VICTIM };

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (with, stated_at) = (OTHER_CASE, moment(0));
    let reason = || "Same birth date.".to_owned();
    vec![
        Entry::Grouped { with, reason: reason(), stated_at },
        Entry::Separated { with, reason: reason(), stated_at: moment(1) },
        Entry::PersonLinked { same: SAME, reason: reason(), stated_at },
        Entry::PersonUnlinked { same: SAME, reason: reason(), stated_at: moment(1) },
        Entry::MatchRefused { with, score: 80, reason: reason(), stated_at: moment(2) },
        Entry::MatchPostponed { with, until: moment(3_600) },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (this, with, same) = (CASE, OTHER_CASE, SAME);
    let reason = || "Same birth date.".to_owned();
    let mut commands = vec![
        Command::Group { this, with, reason: reason() },
        Command::Separate { this, with, reason: reason() },
        Command::LinkPerson { this, same, reason: reason() },
        Command::UnlinkPerson { this, same, reason: reason() },
        Command::RefuseMatch { this, with, score: 80, reason: reason() },
        Command::PostponeMatch { this, with, until: moment(3_600) },
    ];
    let told = Entry::Grouped { with: this, reason: reason(), stated_at: moment(5) };
    commands.extend(Mirror::of(with, &told).map(|(_, mirror)| Command::Mirror(mirror)));
    commands
}
