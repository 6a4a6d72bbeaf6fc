//! Persistence of Havre: streams, boards, outbox, keys and chains, on SQLite and PostgreSQL.
//!
//! **Invariants.** Nothing outside this crate names SQL. Case data is written only by [`Journal::run`],
//! [`Journal::run_many`] and [`Journal::add`]: entries, boards and outbox in one transaction. Everything that could
//! name a person is sealed with the key of its stream; the master key that wraps those keys is never in the database.
//!
//! **Folders.** [`Journal`] stands in `handle/`, the ground; a file imports from its own folder and from those above
//! it in this list, never back, so that there is no circle.

mod handle;

mod boards;
mod outside_cases;

mod people;

mod write;

mod accounts;
mod keeping;
mod oversight;

pub use accounts::account::{Account, NewAccount};
pub use accounts::change::{By, Change, Changed, Wanted, Was};
pub use accounts::changes::{ChangeMark, ChangePage, ChangesOf};
pub use accounts::handover::Handover;
pub use accounts::place::Place;
pub use accounts::session::{Session, SignInWay};
pub use accounts::sign_in::{Counter, Expected, Failures, Invitation, Invited, OutsideName, PasskeyRow};
pub use accounts::two_people::{Asked, RegisterProposal, Settled};
pub use boards::board::Fate;
pub use boards::read::grant::{AskingUnit, BrokenGlass, Opened, Waiting};
pub use boards::read::list_query::{Count, RowFilter, Sort, State};
pub use boards::read::month::{Contact, Month, MonthZone};
pub use boards::read::opening::OpeningRow;
pub use boards::read::report_list::{Found, Listed, Page};
pub use boards::read::task::{ReportTask, TaskFilter, WaitingTask, WhichTasks};
pub use handle::change_feed::ChangeFeed;
pub use handle::db::{Db, DbError};
pub use handle::error::{OpenError, RunError};
pub use handle::guarded::{GuardedTable, Kind, guarded_tables};
pub use handle::hidden::Hidden;
pub use handle::journal::Journal;
pub use handle::key::{KeyError, MasterKey};
pub use handle::random::{new_token, new_uuid};
pub use handle::stream::Stream;
pub use keeping::copy::{BadBackup, CopyError, check_backup};
pub use keeping::erasure::{Certificate, Signed, erased_tables};
pub use keeping::retention::{Due, DuePage, LegalHold, Plan, Planned, Watched};
pub use keeping::seal::{Standing, Taken};
pub use keeping::verify::{Broken, Checked};
pub use keeping::verify_rows::BrokenRow;
pub use outside_cases::advice::AdviceCounts;
pub use outside_cases::draft::{Draft, SaveError};
pub use oversight::audit::{AuditKey, Audited, BadCheckpoint, Checkpoint, Fault, audit};
pub use oversight::finding::{Hold, KeptFinding, Review};
pub use oversight::reading::{ReadingLine, ReadingsOf};
pub use oversight::watch::WatchedTo;
pub use people::conflict::{Near, Nearness, Relation};
pub use people::index::Scope;
pub use people::person_search::{Hit, Sought};
pub use people::proposal::{Explanation, PersonPair, Proposal, ProposalKind, ProposalState};
pub use write::append::{Batch, NewCases, Written};
pub use write::fill::Filling;
pub use write::outbox::Pending;
