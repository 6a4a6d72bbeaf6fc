//! How long records are kept and how they end, copies of the whole, and proof that nothing was changed.

pub(crate) mod barred;
pub(crate) mod copy;
mod demo;
pub(crate) mod erasure;
pub(crate) mod retention;
pub(crate) mod verify;
