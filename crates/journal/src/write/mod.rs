//! The one write path, on top of boards and the index of people.

pub(crate) mod append;
pub(crate) mod outbox;
