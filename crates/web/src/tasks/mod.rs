//! Clocks and tasks.

pub(crate) mod acts;
