//! Follow-up by victim support.

pub(crate) mod acts;
pub(crate) mod queue;
