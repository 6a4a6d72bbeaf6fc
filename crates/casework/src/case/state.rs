//! The fold: how entries become a case.
//!
//! One function serves every use: deciding (over all entries), boards (over all entries), and every screen
//! (over the entries that the viewer may read, cut at a date). A field that was filtered away was never there.

use super::entry::{Body, Entry, Kind};
use crate::opening::Opening;
use crate::record::id::{PersonId, ReportId};
use crate::record::person::Person;
use crate::record::staff::{Author, Recipient};
use crate::record::stamp::{Dated, Stamp};
use crate::{complaint, contact_guard, follow_up, grants, linking, opening, prosecution, report, tasks};
use jiff::Timestamp;

/// One report with what followed, one line a wing. Parts are missing when they were not written yet, or may not be
/// read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportState {
    /// What was recorded, and who read it.
    pub record: report::State,
    /// How the case began without a report.
    pub opening: opening::State,
    /// Its clocks.
    pub clocks: tasks::State,
    /// What victim support did.
    pub follow_up: follow_up::State,
    /// What was decided.
    pub prosecution: prosecution::State,
    /// Channels shown although they are not safe.
    pub contact_guard: contact_guard::State,
    /// What makes it a complaint.
    pub complaint: complaint::State,
}

/// One line of the timeline: what kind of thing happened, not its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// What kind of thing.
    pub kind: Kind,
    /// About which report.
    pub report: Option<ReportId>,
}

/// A case as folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Reports in the order of their signature, with what followed.
    pub reports: Vec<(ReportId, ReportState)>,
    /// What was said about this case and other ones.
    pub linking: linking::State,
    /// Consents and other grants, corrected roles, and who was told.
    pub grants: grants::State,
    /// What happened, oldest first. A report's signature stands for all its sections.
    pub timeline: Vec<Event>,
}

impl Case {
    /// A report of this case.
    pub fn report(&self, id: ReportId) -> Option<&ReportState> {
        self.reports.iter().find(|(report, _)| *report == id).map(|(_, state)| state)
    }

    /// How it began, when no report began it.
    pub fn opening(&self) -> Option<&Dated<Opening>> {
        self.reports.iter().find_map(|(_, report)| report.opening.opened.as_ref())
    }

    /// The reports that the police wrote.
    pub fn signed(&self) -> impl Iterator<Item = &(ReportId, ReportState)> {
        self.reports.iter().filter(|(_, report)| report.record.signed.is_some())
    }

    /// Whether the police wrote a report in it.
    pub fn is_reported(&self) -> bool {
        self.signed().next().is_some()
    }

    /// The unit to which it belongs alone, as long as the police wrote no report in it.
    pub fn unit_alone(&self) -> Option<&Recipient> {
        self.opening().filter(|_| !self.is_reported()).map(|opened| &opened.what.unit)
    }

    /// Everybody of this case, report by report.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.reports.iter().flat_map(|(_, report)| &report.record.people)
    }

    /// A person of this case.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people().find(|person| person.id == id)
    }

    fn report_mut(&mut self, id: ReportId) -> &mut ReportState {
        let at = self.reports.iter().position(|(report, _)| *report == id).unwrap_or_else(|| {
            self.reports.push((id, ReportState::default()));
            self.reports.len() - 1
        });
        &mut self.reports[at].1
    }

    /// Adds the next entry: one line a wing.
    pub fn add(&mut self, entry: &Entry) {
        let stamp = entry.stamp();
        self.note_event(entry);
        match &entry.body {
            Body::Report(entry) => self.report_mut(entry.report()).record.add(entry, stamp),
            Body::Opening(entry) => self.report_mut(entry.report()).opening.add(entry, stamp),
            Body::Tasks(entry) => self.report_mut(entry.report()).clocks.add(entry, stamp),
            Body::FollowUp(entry) => self.report_mut(entry.report()).follow_up.add(entry, stamp),
            Body::Prosecution(entry) => self.report_mut(entry.report()).prosecution.add(entry, stamp),
            Body::ContactGuard(entry) => {
                let report = self.report_mut(entry.report());
                if let contact_guard::Entry::ChannelStated { channel, .. } = entry {
                    report.record.restate(channel);
                }
                report.contact_guard.add(entry, stamp);
            }
            Body::Complaint(entry) => self.report_mut(entry.report()).complaint.add(entry, stamp),
            Body::Linking(entry) => self.linking.add(entry, stamp),
            Body::Grants(entry) => self.add_grant(entry, stamp),
        }
    }

    fn note_event(&mut self, entry: &Entry) {
        let kind = entry.body.kind();
        if kind.facets().is_event() {
            let (at, by, report) = (entry.at, entry.by.clone(), entry.body.report());
            self.timeline.push(Event { at, by, kind, report });
        }
    }

    /// A corrected role holds in its report from then on.
    fn add_grant(&mut self, entry: &grants::Entry, stamp: Stamp<'_>) {
        if let grants::Entry::RoleCorrected(correction) = entry {
            let people = &mut self.report_mut(correction.report).record.people;
            if let Some(person) = people.iter_mut().find(|person| person.id == correction.person) {
                person.role = correction.to;
            }
        }
        self.grants.add(entry, stamp);
    }

    /// People in the roles that they have in the whole case: whoever reads a name reads the role that holds, also when
    /// the correction, with its reason and who was told, is not for her.
    pub fn take_roles_of(&mut self, whole: &Self) {
        let people = self.reports.iter_mut().flat_map(|(_, report)| &mut report.record.people);
        for person in people {
            person.role = whole.person(person.id).map_or(person.role, |known| known.role);
        }
    }
}

/// Folds entries, oldest first.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Case {
    let mut case = Case::default();
    for entry in entries {
        case.add(entry);
    }
    case
}

/// The entries known at a time: the same fold, cut.
pub fn known_at<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    at: Timestamp,
) -> impl Iterator<Item = &'a Entry> {
    entries.into_iter().filter(move |entry| entry.at <= at)
}
