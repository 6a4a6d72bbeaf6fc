//! The journal as the rest of Havre sees it, on both databases.
//!
//! Every test is written once and runs twice: under `…::sqlite::…` on a temporary file, and under `…::postgres::…`
//! in a schema of its own. `cargo test -p journal sqlite` needs no server; `cargo xtask test` starts one.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

/// Runs tests once on each database. Each is `async fn(Place)` in the same module.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(#[test] fn $name() { crate::place::on_sqlite(super::$name) })+ }
        mod postgres { $(#[test] fn $name() { crate::place::on_postgres(super::$name) })+ }
    };
}

mod account;
mod advice;
mod boards;
mod change_feed;
mod copy;
mod draft;
mod erasure;
mod finding;
mod fixture;
mod grants;
mod guarded;
mod ledger;
mod moved;
mod opening;
mod outbox;
mod place;
mod proposal;
mod reading;
mod register;
mod replay;
mod schema;
mod shadow;
mod signing;
mod table;
mod tamper;
mod together;
mod two_people;
mod writers;
