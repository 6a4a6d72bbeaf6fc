//! The complaint (A2): classified as domestic violence, then as partner violence, by form of violence and relation.
//!
//! The report itself, its people and its risk are those of `report`; this wing says what makes it a complaint.

mod command;
mod entry;
pub mod samples;
mod state;
mod tasks;

pub use crate::record::person::Relation;
pub use command::{Command, CommandKind, decide};
pub use entry::{Aspect, Classification, Entry, FormOfViolence, Kind};
pub use state::State;
pub use tasks::tasks;
