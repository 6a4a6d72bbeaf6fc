//! The one write path, on top of boards and the index of people; and making anew what follows from the cases.

pub(crate) mod append;
mod as_text;
mod changes;
mod effects;
pub(crate) mod fill;
mod held;
pub(crate) mod outbox;
mod rebuild;
mod sealed;
