//! Cases that somebody is opening right now: they count before they stand in the log, so that asking for many at once
//! opens no more of them than asking for one after the other.

use casework::record::id::{CaseId, UserId};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as Turn, MutexGuard as TurnGuard};

/// The places of everybody.
#[derive(Default)]
pub(crate) struct Places(Mutex<HashMap<UserId, Arc<Own>>>);

/// Cases of which the opening was begun, and when.
pub(crate) type Taken = BTreeMap<CaseId, Timestamp>;

/// The places of one person.
#[derive(Default)]
pub(crate) struct Own {
    taken: Turn<Taken>,
    slowed: Turn<()>,
}

impl Places {
    /// Of this person. There are as many as members of staff.
    pub(crate) fn of(&self, user: UserId) -> Arc<Own> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(user).or_default())
    }
}

impl Own {
    /// What is being opened, for whoever counts: nobody else counts meanwhile.
    pub(crate) async fn taken(&self) -> TurnGuard<'_, Taken> {
        self.taken.lock().await
    }

    /// The turn of whoever is slowed down: those who ask at once wait one after the other.
    pub(crate) async fn slowed(&self) -> TurnGuard<'_, ()> {
        self.slowed.lock().await
    }
}
