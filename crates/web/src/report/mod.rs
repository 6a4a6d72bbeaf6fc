//! Police reports.

pub(crate) mod acts;
pub(crate) mod drafts;
