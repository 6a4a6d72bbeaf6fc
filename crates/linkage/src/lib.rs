//! Who is the same person, couple, household: record linkage that explains itself.
//!
//! Pure: no clock, no chance, no storage; the same records give the same answer. Also a tool of its own
//! (`havre link people.csv --out links.csv`), for people who know nothing of cases.
//!
//! ```text
//! as written ──► Lexicon::read ──► Record ──► keys ──► pairs that share one ──► compare ──► Pattern (a level a field)
//!                                                                                              │
//!    Model: same person │ same household │ strangers  ◄── learned without labels (EM) ─────────┤
//!                                                                                              ▼
//!                                     bits, probability, household, a reason a field ──► joined into people
//! ```
//!
//! - Many at once: [`People::read`], then [`link`].
//! - One against a few that share a key with it: [`index_keys`] finds them, [`Model::compare`] weighs them,
//!   [`couple`] weighs two people at a time.

mod attested;
mod batch;
mod birth;
mod candidates;
mod cluster;
mod common;
mod couple;
mod document;
mod find;
mod frequency;
mod judge;
mod key;
mod known;
mod likeness;
mod model;
mod name;
pub mod normal;
mod nothing;
mod one;
mod origin;
mod pattern;
mod people;
mod phone_field;
mod place;
mod plain;
mod record;
mod rows;
mod shares;
mod sound;
mod table;
mod town;
mod train;

pub use batch::{Kept, Link, Linked, Options, Phase, Reasons, link};
pub use birth::Birth;
pub use couple::{Couple, couple};
pub use find::{birth_keys, likeness_of, name_keys, phone_key, sought_keys};
pub use key::{EDITION, Key, KeyOf, index_keys};
pub use model::{Model, Verdict, probability};
pub use one::{BadModel, Evidence, Match};
pub use pattern::Field;
pub use people::{Left, People, Unreadable};
pub use plain::plain;
pub use record::{Lexicon, Record, Written, WrittenAddress};
