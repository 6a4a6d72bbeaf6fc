//! Persistence of Havre: streams, boards, outbox, keys and chains, on SQLite and PostgreSQL.
//!
//! **Invariants.** Nothing outside this crate names SQL. Case data is written only by [`Journal::run`],
//! [`Journal::run_many`] and [`Journal::add`]: entries, boards and outbox in one transaction. Everything that could name a person is
//! sealed with the key of its stream; the master key that wraps those keys is never in the database.

mod account;
mod advice;
mod audit;
mod board;
mod conflict;
mod copy;
mod db;
mod draft;
mod erasure;
mod finding;
mod grant;
mod handover;
mod index;
mod indicator;
mod key;
mod list_query;
mod match_all;
mod measure;
mod news;
mod outbox;
mod person_search;
mod proposal;
mod random;
mod reading;
mod reading_log;
mod register;
mod retention;
mod sign_in;
mod store;
mod table;
mod together;
mod verify;

pub use account::{Account, NewAccount, Session, Way};
pub use advice::AdviceCounts;
pub use audit::{AuditKey, Audited, BadCheckpoint, Checkpoint, Fault, audit};
pub use conflict::{Near, Nearness, Relation};
pub use db::{Db, DbError};
pub use draft::{Draft, SaveError};
pub use erasure::{Certificate, Fate, Signed, TABLES as ERASED_TABLES};
pub use finding::{Hold, KeptFinding, Review};
pub use grant::{BrokenGlass, Opened, Unit, Waiting};
pub use handover::{Handover, InHandRow};
pub use indicator::{Month, MonthZone};
pub use key::{KeyError, MasterKey};
pub use list_query::{Count, RowFilter, Sort, State};
pub use news::News;
pub use outbox::Pending;
pub use person_search::{Hit, Sought};
pub use proposal::{Explanation, PersonPair, Proposal, ProposalKind, ProposalState};
pub use random::{new_token, new_uuid};
pub use reading::{ReadingLine, ReadingsOf};
pub use register::{By, Change, Changed, Place};
pub use retention::{Due, DuePage, LegalHold, Plan, Planned};
pub use sign_in::{Counter, Expected, Failures, Invited, OutsideName, PasskeyRow};
pub use store::{Batch, Journal, NewCases, OpenError, RunError, Stream, Written};
pub use table::{Found, Listed, Page};
pub use verify::{Broken, Checked};
