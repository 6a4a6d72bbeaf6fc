//! Follow-up by victim support.

pub(crate) mod acts;
