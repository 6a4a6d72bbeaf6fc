//! Cases and people that belong together.

pub(crate) mod acts;
