//! Channels that are shown although they are not safe.

pub(crate) mod acts;
pub(crate) mod guard;
