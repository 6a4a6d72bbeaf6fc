//! What every page stands in: who asks, in which language, in which frame; errors, texts, templates, the log of readings.
//! The shell knows no wing.

pub(crate) mod answers;
pub(crate) mod app;
pub(crate) mod error;
pub(crate) mod format;
pub(crate) mod health;
pub(crate) mod language;
pub(crate) mod live;
pub(crate) mod log;
pub(crate) mod memory;
pub mod now;
pub(crate) mod page;
pub(crate) mod places;
pub(crate) mod routes;
pub(crate) mod sent;
pub(crate) mod session;
pub(crate) mod static_files;
mod summary;
pub(crate) mod templates;
pub(crate) mod texts;
mod turns;
