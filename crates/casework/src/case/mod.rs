//! The only place that knows every wing: what a case is made of, what may be wanted of it, and what is due. One line a
//! wing in each list.

mod command;
mod effects;
mod entry;
pub mod samples;
mod state;
mod tasks;

pub use command::{Command, decide};
pub use effects::{Effects, Reindex};
pub use entry::{Body, Entry, Kind, Unreadable, read};
pub use state::{Case, Event, ReportState, fold, known_at};
pub use tasks::{Timing, tasks, tasks_of};
