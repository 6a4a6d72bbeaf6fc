//! The journal as one value: database, keys and rules. What it does stands in `impl Journal` blocks where the work is.

use crate::handle::book::Book;
use crate::handle::change_feed::{ChangeFeed, ChangeSender};
use crate::handle::db::{Db, DbError, Row};
use crate::handle::error::OpenError;
use crate::handle::key::{Key, Keyring, MasterKey};
use crate::handle::ledger::Written;
use crate::handle::presence::Presence;
use crate::handle::reading_log::ReadingLog;
use crate::handle::seen::Seen;
use casework::record::id::UserId;
use casework::rules::Rules;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// The journal: database, keys and rules.
#[derive(Clone)]
pub struct Journal {
    pub(crate) db: Db,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) rules: Arc<Rules>,
    /// What the rules say, in few letters: boards that were computed under others are computed again.
    pub(crate) rules_mark: Arc<str>,
    pub(crate) changes: ChangeSender,
    pub(crate) presence: Presence,
    pub(crate) reading_log: ReadingLog,
    /// What grants, forbids and orders, as the program wrote it last.
    pub(crate) book: Book,
    /// The last line of each chain of the ledger that this program wrote.
    pub(crate) ledger: Written,
    /// How far each case went when it was seen last.
    pub(crate) seen: Seen,
    /// The last code of a second factor that each account used here.
    pub(crate) codes: Arc<Mutex<HashMap<UserId, i64>>>,
    /// Whether every board was seen to be filled.
    pub(crate) all_filled: Arc<AtomicBool>,
    /// Phones that link nobody, as linkage compares them.
    pub(crate) institutions: Arc<BTreeSet<u64>>,
}

impl Journal {
    /// Ends every connection; an SQLite file is then whole without its write-ahead log.
    ///
    /// # Errors
    /// The database.
    pub async fn close(self) -> Result<(), DbError> {
        self.db.close().await
    }

    /// Puts database, key and rules together.
    pub fn new(db: Db, master: &MasterKey, rules: Rules) -> Self {
        Self {
            db,
            keys: Arc::new(Keyring::new(master)),
            rules_mark: mark_of(&rules).into(),
            rules: Arc::new(rules),
            changes: ChangeSender::new(),
            presence: Presence::new(),
            reading_log: ReadingLog::default(),
            book: Book::default(),
            ledger: Written::default(),
            seen: Seen::default(),
            codes: Arc::default(),
            all_filled: Arc::default(),
            institutions: Arc::default(),
        }
    }

    /// The same, knowing phones of shelters, helplines and police stations: whoever gave one is linked with nobody for
    /// it, and not found by it. Phones that are in no list are recognised once many people have them.
    pub fn with_institutions<'p>(self, phones: impl IntoIterator<Item = &'p str>) -> Self {
        let institutions = phones.into_iter().filter_map(linkage::phone_key).collect();
        Self { institutions: Arc::new(institutions), ..self }
    }

    /// The database, for its statistics and copies.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The rules with which boards are computed.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Where to hear that something was written, on this node or another.
    pub fn change_feed(&self) -> ChangeFeed {
        self.changes.subscribe()
    }

    /// Passes on what other nodes write, until the connection fails. Ends at once on SQLite.
    pub async fn hear_nodes(&self) -> Result<(), DbError> {
        self.changes.hear_nodes(&self.db).await
    }

    /// Watches over the server of the database until the program ends. Ends at once on SQLite, whose file is here.
    pub async fn watch_database(&self) {
        if let Db::Postgres(pool) = &self.db {
            self.presence.watch(&pool.connect_options()).await;
        }
    }

    /// Ends as soon as the database is seen to be away; at once when it is. Never, unless
    /// [`Journal::watch_database`] runs.
    pub async fn database_away(&self) {
        self.presence.away().await;
    }

    /// Whether the database was seen to be away.
    pub fn is_database_away(&self) -> bool {
        self.presence.is_away()
    }

    /// Really writes something, durably, where nothing else is written.
    ///
    /// # Errors
    /// What would keep a signature from being written too: no server, a full disk, a connection that is stuck.
    pub async fn try_to_write(&self, at: Timestamp) -> Result<(), DbError> {
        self.db.beat(at).await
    }

    /// The key of a stream whose row holds `wrapped_key` and `secret`; `None` when it was destroyed.
    pub(crate) fn key_of(&self, row: &Row, id: &str) -> Result<Option<Key>, OpenError> {
        let Some(locked) = row.opt_bytes("wrapped_key")? else { return Ok(None) };
        Ok(Some(self.keys.unlock(&locked, id, row.opt_bytes("secret")?.as_deref())?))
    }
}

/// Rules that print alike are alike: all of them are plain values in an order of their own.
fn mark_of(rules: &Rules) -> String {
    let hash = Sha256::digest(format!("{rules:?}"));
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
