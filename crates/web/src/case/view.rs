//! A case as a viewer may see it, and what she may do with it.

use crate::shell::app::App;
use crate::shell::now::now;
use crate::shell::session::SignedIn;
use access::{Asked, CaseFacts};
use casework::case::{Case, Command, Event};
use casework::oversight::log::Shown;
use casework::record::facets::Class;
use casework::record::id::{CaseId, UserId, ZoneCode};
use casework::record::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};

/// A case as this viewer may see it.
pub(crate) struct OpenCase {
    pub(crate) id: CaseId,
    /// Number of the last entry: what a command must build on.
    pub(crate) seq: i64,
    pub(crate) case: Case,
    /// What of it is shown, for the log.
    pub(crate) shown: Shown,
    /// What decides about the case as a whole, whatever the viewer may read of it.
    pub(crate) facts: CaseFacts,
}

/// How long what was just done is confirmed: reloaded later, no page says it any more.
const CONFIRMED: SignedDuration = SignedDuration::from_mins(2);

impl OpenCase {
    /// What of it is shown, under the word that says where.
    pub(crate) fn shown_as(&self, what: &str) -> Shown {
        Shown { detail: what.to_owned(), ..self.shown.clone() }
    }

    /// What somebody has just written in it: a page that confirms it asks this, since an address alone confirms nothing.
    pub(crate) fn just_written(&self, by: UserId, at: Timestamp) -> Option<&Event> {
        let wrote = |event: &&Event| event.by.user == by && event.at + CONFIRMED > at;
        self.case.timeline.iter().rev().find(wrote)
    }
}

/// Cases opened beside another one.
#[derive(Default)]
pub(crate) struct Beside {
    /// Followed together with it.
    pub(crate) together: Vec<OpenCase>,
    /// Followed separately, but with somebody of it in them.
    pub(crate) linked: Vec<OpenCase>,
}

/// How a command ended, for the page.
pub(crate) enum Done {
    /// It is written.
    Written,
    /// The domain says no.
    Refused(Refusal),
    /// Somebody else wrote first.
    Conflict,
}

impl App {
    /// Whether a list may show the viewer a class of what police reported in a zone.
    pub(crate) fn lists(&self, who: &SignedIn, zone: &ZoneCode, class: Class) -> bool {
        self.policies.may_read_report(&who.viewer, now(), zone, class).allowed
    }

    /// Whether the viewer may give a command to a case that she opened.
    pub(crate) fn may(&self, who: &SignedIn, facts: &CaseFacts, command: &Command) -> bool {
        self.policies.may_add(&Asked::of(&who.viewer, now(), facts), command).allowed
    }
}
