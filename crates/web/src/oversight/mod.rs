//! Who watches over what is done with cases: the log of readings, retention and erasure, copies that leave, conflicts of
//! interest.

pub(crate) mod copy;
pub(crate) mod readings;
pub(crate) mod reason;
pub(crate) mod relations;
pub(crate) mod retention;
