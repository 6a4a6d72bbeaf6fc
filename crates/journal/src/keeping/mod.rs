//! How long records are kept and how they end, copies of the whole, and proof that nothing was changed.

pub(crate) mod barred;
pub(crate) mod copy;
mod demo;
pub(crate) mod erasure;
mod key_store;
pub(crate) mod pin;
pub(crate) mod retention;
pub(crate) mod seal;
pub(crate) mod verify;
pub(crate) mod verify_boards;
mod verify_ledger;
pub(crate) mod verify_rows;
