//! What every reading is logged with: who, in which unit, in which session; and what is noticed at that moment.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::memory::{ALIKE, Names};
use crate::shell::now::now;
use crate::shell::session::SignedIn;
use access::Purpose;
use casework::case::{Case, Entry};
use casework::oversight::log::{Flag, Reading, ReadingAct, ReadingOutcome, Shown, Unit};
use casework::record::facets::Class;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use uuid::Uuid;

/// How long the names of colleagues are kept before they are read again.
const NAMES_KEPT: SignedDuration = SignedDuration::from_mins(5);
/// A list that renews itself is logged once in this time.
const LIST_LOGGED: SignedDuration = SignedDuration::from_mins(5);
/// So many lists are remembered before the old ones are forgotten.
const LISTS_KEPT: usize = 10_000;

impl SignedIn {
    /// A line of the log that says that she did this, for this purpose, now.
    pub(crate) fn reading(&self, act: ReadingAct, purpose: &str) -> Reading {
        Reading {
            at: now(),
            user: self.user(),
            unit: Some(Unit {
                function: self.viewer.function,
                sector: self.viewer.sector,
                zones: self.viewer.zones.iter().cloned().collect(),
            }),
            purpose: purpose.to_owned(),
            act,
            case: None,
            outcome: ReadingOutcome::Given,
            session: Some(self.session.id),
            request: self.request,
            shown: Shown::default(),
        }
    }

    /// The same, for the purpose for which her function opens cases; without one when it opens none.
    pub(crate) fn reads(&self, act: ReadingAct) -> Reading {
        self.reading(act, Purpose::of(self.viewer.function).map_or("", Purpose::word))
    }
}

/// What of a case was shown, of everything that is there.
pub(crate) fn shown(all: &[Entry], read: &[&Entry]) -> Shown {
    let classes: BTreeSet<Class> = read.iter().map(|entry| entry.body.class()).collect();
    let hidden = all.iter().filter(|entry| !read.iter().any(|one| one.id == entry.id));
    let withheld = hidden.map(|entry| entry.body.class()).collect();
    Shown { classes, withheld, entries: u32::try_from(read.len()).unwrap_or(u32::MAX), ..Shown::default() }
}

impl App {
    /// What is noticed when she opens a case, or tries to: on the whole case, before any filter. No name is kept.
    pub(crate) async fn noticed(
        &self,
        who: &SignedIn,
        case: &Case,
        shown: &mut Shown,
    ) -> Result<(), WebError> {
        // A reviewer who is told of a likeness of names would learn of whom a unit wrote, without any report.
        if case.unit_alone().is_some() {
            return Ok(());
        }
        let heads = || case.reports.iter().filter_map(|(_, report)| report.record.head());
        shown.zones = heads().map(|head| head.zone.clone()).collect();
        let own = &who.account.neighbourhoods;
        let near = |nis: &_| own.contains(nis);
        if !own.is_empty() && !heads().any(|head| head.neighbourhood.as_ref().is_none_or(near)) {
            shown.flags.insert(Flag::Elsewhere);
        }
        let names = self.names().await?;
        for person in case.reports.iter().flat_map(|(_, report)| &report.record.people) {
            if has_family_name(&who.account.name, &person.family_name) {
                shown.flags.insert(Flag::OwnName);
            }
            if names.has_colleague(&who.account, &person.name(), &person.family_name) {
                shown.flags.insert(Flag::ColleagueName);
            }
        }
        Ok(())
    }

    async fn names(&self) -> Result<Arc<Names>, WebError> {
        let at = now();
        let kept = self.memory.names.lock().ok().and_then(|kept| kept.clone());
        if let Some((read_at, names)) = kept
            && at.duration_since(read_at) < NAMES_KEPT
        {
            return Ok(names);
        }
        let names = Arc::new(Names::of(self.journal.accounts().await?));
        if let Ok(mut kept) = self.memory.names.lock() {
            *kept = Some((at, Arc::clone(&names)));
        }
        Ok(names)
    }

    /// Logs that she saw a list on which these cases, reports or people stand. One that renews itself asks for the same
    /// again and again: the same list with the same rows, in the same session, is logged from time to time only. What the
    /// browser says of itself changes nothing: another page, filter, order or row of a list makes another one.
    pub(crate) async fn log_list(
        &self,
        who: &SignedIn,
        list: &str,
        shown: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), WebError> {
        let (at, rows) = (now(), shown.into_iter().collect::<Vec<_>>());
        let asked = who.here.clone().unwrap_or_else(|| list.to_owned());
        let seen = (who.session.id, asked, mark_of(&rows));
        if self.memory.lists().get(&seen).is_some_and(|last| is_fresh(at, *last)) {
            return Ok(());
        }
        let mut line = who.reads(ReadingAct::List).entries(rows.len()).detail(list);
        line.shown.mark = Some(seen.2);
        self.journal.log(line).await?;
        // Only what is written is remembered: a line that was lost must not keep the next one away.
        let mut lists = self.memory.lists();
        if lists.len() > LISTS_KEPT {
            lists.retain(|_, last| is_fresh(at, *last));
        }
        lists.insert(seen, at);
        Ok(())
    }
}

/// Whether a list need not be logged again yet.
fn is_fresh(now: Timestamp, logged: Timestamp) -> bool {
    now.duration_since(logged) < LIST_LOGGED
}

/// Tells what stands on a list from what stands on another one.
fn mark_of(rows: &[Uuid]) -> u64 {
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    hasher.finish()
}

/// Whether the family name of somebody is that of a member of staff, who is written with her given name first.
fn has_family_name(staff: &str, family: &str) -> bool {
    let own = staff.split_once(' ').map_or(staff, |(_, family)| family);
    linkage::likeness_of(family, own) >= ALIKE && linkage::likeness_of(own, family) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_has_the_family_name_of_the_reader() {
        assert!(has_family_name("Eva Janssens", "Janssens"));
        assert!(has_family_name("Jan Van der Linden", "VAN DER LINDEN"));
        assert!(!has_family_name("Martin Dubois", "Martin"));
        assert!(!has_family_name("Eva Janssens", "Peeters"));
        assert!(!has_family_name("Eva Janssens", ""));
    }
}
