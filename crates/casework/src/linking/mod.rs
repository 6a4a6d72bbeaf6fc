//! Cases and people that belong together (B2, B3, D3): grouped, separated, linked, refused, and every wish kept.

mod command;
mod entry;
mod mirror;
pub mod samples;
mod state;

pub use command::{Command, CommandKind, decide};
pub use entry::{Entry, Kind, SamePerson, upcast};
pub use mirror::Mirror;
pub use state::{CaseLink, Position, State, Statements};
