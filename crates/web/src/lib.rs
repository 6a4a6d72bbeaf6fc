//! Pages of Havre: one module per capability, each with its routes, its forms and its view models.
//!
//! **Invariant:** a case is shown only as folded from entries that passed `access::Policies::readable`
//! ([`loader::Loader::open`] is the only way to a case), and every showing is logged first.

mod access;
pub mod account;
mod advice;
mod answers;
mod app;
mod case;
mod complaint;
mod contact_guard;
mod copy;
mod error;
mod flyer;
mod follow_up;
mod format;
mod glass;
mod guard;
mod health;
mod indicators;
mod language;
mod layers;
mod linking;
mod live;
mod loader;
mod log;
mod notices;
pub mod now;
mod opening;
mod page;
mod plot;
mod prosecution;
mod queue;
mod readings;
mod relations;
mod report;
mod reports;
mod retention;
mod routes;
mod search;
mod session;
mod shared;
mod sharing;
mod static_files;
mod table;
mod tasks;
mod texts;
mod trust;
mod view;
mod wings;

pub use app::{App, AppError, FlyerPress, Settings};
pub use layers::{home_of, list_addresses, paths, router};
pub use texts::{LANGUAGES, Texts};

/// The word of every act: what the matrix of routes and functions must know.
pub fn acts() -> Vec<&'static str> {
    wings::acts().map(|(_, act)| act.word).collect()
}
