//! Pages of Havre: one wing a capability, each with its routes, its forms, its acts and its view models, in the shell
//! that they share.
//!
//! **Invariant:** a case is shown only as folded from entries that passed `access::Policies::readable`
//! ([`case::loader::Loader::open`] is the only way to a case), and every showing is logged first.

mod access;
pub mod account;
mod advice;
mod case;
mod complaint;
mod contact_guard;
mod flyer;
mod follow_up;
mod grants;
mod indicators;
mod layers;
mod linking;
mod opening;
mod oversight;
mod plot;
mod prosecution;
mod report;
mod search;
mod sharing;
mod shell;
mod tasks;
mod tour;
mod wings;

pub use layers::{home_of, list_addresses, paths, paths_of_demo, router};
pub use shell::app::{App, AppError, FlyerPress, Settings};
pub use shell::now;
pub use shell::session::Seat;
pub use shell::texts::{LANGUAGES, Texts};
pub use tour::stops;

/// The word of every act: what the matrix of routes and functions must know.
pub fn acts() -> Vec<&'static str> {
    wings::acts().map(|(_, act)| act.word).collect()
}
