//! A case that begins without a police report: with a partner's signal, her own call, or a request for a conference.
//!
//! Until the police write a report in it, only the unit that began it takes part. The policies (`opening.cedar`) hold
//! that, and proofs of `crates/proofs` show it; the index of people keeps such a case apart.

mod command;
mod entry;
pub mod form;
pub mod samples;
mod state;

pub use command::{Command, CommandKind, OpenCase, decide};
pub use entry::{Entry, Kind, Opening, Origin};
pub use state::State;
