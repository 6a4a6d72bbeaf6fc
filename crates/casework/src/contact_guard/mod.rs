//! Showing a channel although it is not safe (A8): who, why; and saying anew how somebody is reached (A1, C4). What is
//! safe is said in `reading::guard`.

mod command;
mod entry;
pub mod samples;
mod state;
mod typed;

pub use command::{Command, CommandKind, decide};
pub use entry::{Entry, Kind};
pub use state::{Override, Restated, State};
pub use typed::{Warning, warnings};
