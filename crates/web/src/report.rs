//! Police reports.

pub(crate) mod acts;
