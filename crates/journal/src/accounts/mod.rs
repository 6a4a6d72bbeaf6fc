//! Staff: accounts, how they sign in, the register of their changes, and who takes over from whom, and what needs
//! two people.

pub(crate) mod account;
pub(crate) mod change;
pub(crate) mod changes;
pub(crate) mod handover;
pub(crate) mod own;
pub(crate) mod password;
pub(crate) mod place;
pub(crate) mod register;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod two_people;
