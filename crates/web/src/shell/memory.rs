//! What the pages remember between requests: names of the staff, and when each session was logged to see a list, and
//! in which language it reads.

use crate::shell::places::Places;
use crate::shell::turns::Turns;
use casework::record::id::{UserId, ZoneCode};
use jiff::Timestamp;
use journal::Account;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// From which likeness on two names are taken for one. Names of relatives are what is looked for, not of strangers.
pub(super) const ALIKE: f32 = 0.95;

/// What is remembered between requests.
#[derive(Default)]
pub(crate) struct Memory {
    pub(super) names: Mutex<Option<(Timestamp, Arc<Names>)>>,
    /// When a session was last logged to see a list: by its address and the mark of its rows.
    lists: Mutex<Lists>,
    /// Cases that are being opened and do not stand in the log yet.
    pub(crate) places: Places,
    /// The language of each session, by the hash of its token.
    languages: Mutex<HashMap<Vec<u8>, &'static str>>,
    /// Turns at checking passwords and codes.
    pub(crate) turns: Turns,
    /// When the database last took something that was written to try it.
    pub(super) wrote: tokio::sync::Mutex<Option<tokio::time::Instant>>,
}

/// When each list was logged: by session, address and mark of its rows.
type Lists = HashMap<(Uuid, String, u64), Timestamp>;

impl Memory {
    /// When each list was logged. It is whole after every statement.
    pub(super) fn lists(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The language of each session. It is whole after every statement.
    pub(super) fn languages(&self) -> MutexGuard<'_, HashMap<Vec<u8>, &'static str>> {
        self.languages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names of the staff, found by their sound and first letters.
pub(super) struct Names {
    staff: Vec<(UserId, String, BTreeSet<ZoneCode>)>,
    by_key: HashMap<u64, Vec<usize>>,
}

impl Names {
    pub(super) fn of(accounts: Vec<Account>) -> Self {
        let active = accounts.into_iter().filter(|account| account.active);
        let staff: Vec<_> = active.map(|one| (one.id, one.name, one.zones.into_iter().collect())).collect();
        let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
        for (index, (_, name, _)) in staff.iter().enumerate() {
            for key in linkage::name_keys("", name) {
                by_key.entry(key).or_default().push(index);
            }
        }
        Self { staff, by_key }
    }

    /// Whether a colleague of hers, of one of her zones, is called like this person.
    pub(super) fn has_colleague(&self, own: &Account, name: &str, family: &str) -> bool {
        let found: BTreeSet<usize> = linkage::name_keys("", family)
            .into_iter()
            .filter_map(|key| self.by_key.get(&key))
            .flatten()
            .copied()
            .collect();
        found.iter().filter_map(|index| self.staff.get(*index)).any(|(id, staff, zones)| {
            *id != own.id
                && own.zones.iter().any(|zone| zones.contains(zone))
                && linkage::likeness_of(staff, name) >= ALIKE
        })
    }
}
