//! Who may read, add, pass on, take out and print what.
//!
//! The rules are Cedar policies under `content/policies/`, one file for each rule of law or practice; this crate reads
//! and checks them ([`Policies`]), puts what it knows of a viewer, a case and an entry into their words, and asks.
//! Default is no. **Invariant:** every screen of a case is folded from entries that passed [`Policies::readable`]; every
//! command passed [`Policies::may_add`]; an error while deciding is a refusal, and is logged as an error.
//!
//! What the policies can never do is proved in `crates/proofs`; `docs/access.md` tells a lawyer how to change one.

mod decide;
mod facts;
mod load;

pub mod retention;
pub mod sharing;
mod who_sees_what;
mod words;

pub use casework::record::staff::Purpose;
pub use decide::{PolicyDecision, Readable};
pub use facts::{Asked, CaseFacts};
pub use load::{Policies, PolicyError, Rule, RuleId};
pub use who_sees_what::{Cell, Row, TableGround};
pub use words::{Audience, Copy, Viewer};
