//! The domain of Havre: what happened in a case, what may happen next, and by when.
//!
//! **Invariant:** this crate does no I/O, reads no clock and draws no random number. Time and ids are
//! passed in, so that a fold replayed in ten years gives what it gave today.
//!
//! Where to start: [`entry`] (what a case is made of), [`fold`] (how entries become a case),
//! [`command`] (how a wish becomes entries), [`board`] (how a case becomes rows of the shared tables).
//! Who may read an entry is not decided here but in the crate `access`.

pub mod advice;
pub mod board;
pub mod calendar;
pub mod clock;
pub mod command;
pub mod entry;
pub mod fold;
pub mod form;
pub mod guard;
pub mod history;
pub mod hours;
pub mod id;
pub mod person;
pub mod reading;
pub mod report;
pub mod retention;
pub mod search;
pub mod text;
pub mod tie;
pub mod trust;
pub mod unusual;
pub mod written;
