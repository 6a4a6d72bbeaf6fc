//! Decisions of the prosecution.

pub(crate) mod acts;
