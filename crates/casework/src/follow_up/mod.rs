//! Follow-up by victim support (C2–C4): calls, appointments, day 2, and its end.

mod command;
mod entry;
pub mod samples;
mod state;
mod tasks;

pub use command::{Command, CommandKind, decide};
pub use entry::{ContactOutcome, DayTwo, EndReason, Entry, Kind};
pub use state::{Attempt, State};
pub use tasks::tasks;
