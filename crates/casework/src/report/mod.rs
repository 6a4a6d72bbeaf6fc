//! The family-dispute report (A1): facts put on record, with or without a complaint, signed once and added to.

mod command;
mod entry;
pub mod form;
mod people;
pub mod progress;
pub mod samples;
mod sections;
mod state;

pub(crate) use command::named;
pub use command::{Command, CommandKind, decide};
pub use entry::{Entry, Kind, upcast};
pub use people::People;
pub use sections::{Facts, Head, Referral, Report, ReportKind, Risk, RiskFactor, SafeContact};
pub use state::State;
