//! Who read what: the log of readings, its audit, and what was unusual in it.

pub(crate) mod audit;
pub(crate) mod finding;
pub(crate) mod reading;
pub(crate) mod reading_log;
pub(crate) mod watch;
