//! Clocks and tasks: what stops a clock, and Today, the page of everything that waits.

pub(crate) mod acts;
mod agenda;
mod fresh;
mod matches;
pub(crate) mod today;
pub(crate) mod waiting;
