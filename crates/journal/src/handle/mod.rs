//! The ground: database, keys, streams, the change feed, errors, and the journal as one value.

pub(crate) mod book;
pub(crate) mod change_feed;
pub(crate) mod db;
pub(crate) mod error;
pub(crate) mod guarded;
pub(crate) mod hidden;
pub(crate) mod journal;
pub(crate) mod key;
pub(crate) mod ledger;
pub(crate) mod migrations;
pub(crate) mod pen;
pub(crate) mod presence;
pub(crate) mod random;
pub(crate) mod reading_log;
pub(crate) mod seen;
pub(crate) mod stream;
