//! Showing a channel although it is not safe (A8): who, why. What is safe is said in `reading::guard`.

mod command;
mod entry;
pub mod samples;
mod state;
mod typed;

pub use command::{Command, CommandKind, decide};
pub use entry::{Entry, Kind};
pub use state::{Override, State};
pub use typed::{Warning, warnings};
