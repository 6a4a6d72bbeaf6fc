//! The shipped policies, an hour, two zones, and somebody of a function who asks.

use access::{Policies, Viewer};
use casework::record::id::{UserId, ZoneCode};
use casework::record::staff::Function;
use jiff::Timestamp;
use std::sync::LazyLock;
use uuid::Uuid;

pub static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::shipped().unwrap());

pub fn now() -> Timestamp {
    "2026-11-26T10:00:00Z".parse().unwrap()
}

pub fn zone() -> ZoneCode {
    ZoneCode::parse("5344").unwrap()
}

pub fn elsewhere() -> ZoneCode {
    ZoneCode::parse("5345").unwrap()
}

pub fn viewer(function: Function) -> Viewer {
    let (user, sector) = (UserId(Uuid::from_u128(function as u128 + 100)), function.usual_sector());
    Viewer { user, name: "N".into(), function, sector, zones: [zone()].into(), office: "An office".into() }
}
