//! The samples of all wings. From them come the golden files of the stored form, the replay test over all commands,
//! and whatever else must try every kind.

use super::command::Command;
use super::entry::Body;
use crate::{complaint, contact_guard, follow_up, grants, linking, opening, prosecution, report, tasks};

/// At least one entry of each kind, in an order in which they may be written.
pub fn entries() -> Vec<Body> {
    fn of<E: Into<Body>>(entries: Vec<E>) -> impl Iterator<Item = Body> {
        entries.into_iter().map(Into::into)
    }
    of(report::samples::entries())
        .chain(of(tasks::samples::entries()))
        .chain(of(follow_up::samples::entries()))
        .chain(of(prosecution::samples::entries()))
        .chain(of(linking::samples::entries()))
        .chain(of(contact_guard::samples::entries()))
        .chain(of(grants::samples::entries()))
        .chain(of(complaint::samples::entries()))
        .chain(of(opening::samples::entries()))
        .collect()
}

/// At least one command of each kind, in an order in which all are accepted one after the other.
pub fn commands() -> Vec<Command> {
    fn of<C: Into<Command>>(commands: Vec<C>) -> impl Iterator<Item = Command> {
        commands.into_iter().map(Into::into)
    }
    of(opening::samples::commands())
        .chain(of(report::samples::commands()))
        .chain(of(tasks::samples::commands()))
        .chain(of(follow_up::samples::commands()))
        .chain(of(prosecution::samples::commands()))
        .chain(of(linking::samples::commands()))
        .chain(of(contact_guard::samples::commands()))
        .chain(of(grants::samples::commands()))
        .chain(of(complaint::samples::commands()))
        .collect()
}
