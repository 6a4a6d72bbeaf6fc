//! Decisions of the prosecution.

pub(crate) mod acts;
pub(crate) mod export;
pub(crate) mod tracking_table;
