//! The domain of Havre: what happened in a case, what may happen next, and by when.
//!
//! **Invariant:** this crate does no I/O, reads no clock and draws no random number. Time and ids are
//! passed in, so that a fold replayed in ten years gives what it gave today.
//!
//! A capability is a *wing*: a folder with what happens (`entry.rs`), what one may want (`command.rs`), its fold
//! (`state.rs`), what is due (`tasks.rs`) and one example of each (`samples.rs`). A wing looks at [`record`] and at the
//! wings above it in the list below, never at one below; [`case`] alone knows them all, and [`reading`] reads whole
//! cases. Who may read an entry is not decided here but in the crate `access`.

pub mod record;

pub mod tasks;

pub mod report;

pub mod opening;

pub mod follow_up;

pub mod prosecution;

pub mod linking;

pub mod grants;

pub mod contact_guard;

pub mod complaint;

pub mod case;

pub mod reading;
pub mod rules;

pub mod advice;
pub mod oversight;
pub mod search;
