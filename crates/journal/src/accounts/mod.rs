//! Staff: accounts, how they sign in, the register of their changes, and who takes over from whom.

pub(crate) mod account;
pub(crate) mod handover;
pub(crate) mod register;
pub(crate) mod session;
pub(crate) mod sign_in;
