//! Follow-up by victim support (C2–C4): calls, appointments, day 2, its end, and what of these was written by mistake.

mod command;
mod entry;
pub mod samples;
mod state;
mod tasks;

pub use command::{Command, CommandKind, day_two_open, decide};
pub use entry::{ContactOutcome, DayTwo, EndReason, Entry, Kind, Stop};
pub use state::{Attempt, State, Stopped, TakenBack};
pub use tasks::tasks;
