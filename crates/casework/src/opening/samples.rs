//! One example of each kind of entry and of each command.

use super::{Command, Entry, OpenCase, Opening, Origin};
use crate::record::person::Role;
use crate::record::sample::{CALLER, SIGNAL, moment, person, shelter};

fn opening() -> Opening {
    Opening { record: SIGNAL, origin: Origin::OwnCall, unit: shelter(), received_at: moment(-60) }
}

fn told() -> String {
    "She calls from a friend's. He follows her to work.".into()
}

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    vec![
        Entry::CaseOpened(opening()),
        Entry::SignalTold { record: SIGNAL, text: told() },
        Entry::SignalNoted { record: SIGNAL, text: "She will come on Thursday.".into() },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let open = OpenCase {
        opening: opening(),
        told: told(),
        people: vec![person(CALLER, Role::Victim, "Amina", "Peeters")],
        channels: vec![],
    };
    vec![
        Command::OpenCase(Box::new(open)),
        Command::NoteSignal { record: SIGNAL, text: "She will come on Thursday.".into() },
    ]
}
