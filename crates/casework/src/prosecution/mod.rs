//! What the prosecution decides on a report (D1, D6), and that it became a sensitive case.

mod command;
mod entry;
pub mod samples;
mod state;
mod tasks;

pub use command::{Command, CommandKind, decide};
pub use entry::{Decision, Entry, Kind};
pub use state::State;
pub use tasks::tasks;
