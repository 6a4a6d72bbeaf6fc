//! Who read what, and what of it is unusual (M3).

pub mod anomaly;
pub mod budget;
pub mod log;
