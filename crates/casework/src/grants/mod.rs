//! Consents, legal grounds, conference titles, break-glass, and corrected roles (M1, M2, M4, M7).

mod command;
mod entry;
pub mod samples;
mod state;
mod tasks;

pub use command::{Command, CommandKind, LONGEST_BREAK_GLASS, LONGEST_GRANT, decide};
pub use entry::{
    BreakGlass, Consent, Correction, Entry, GrantKind, Kind, LegalGround, RecordedGround, ReviewOutcome,
    Title,
};
pub use state::{Grant, Notice, NoticeKind, State};
pub use tasks::tasks;
