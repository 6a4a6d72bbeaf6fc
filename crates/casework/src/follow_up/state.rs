//! What is known of the follow-up of one report.

use super::entry::{ContactOutcome, DayTwo, EndReason, Entry};
use crate::record::stamp::{Dated, Stamp};
use jiff::Timestamp;

/// A contact attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// How it ended.
    pub outcome: ContactOutcome,
    /// Next try.
    pub next_try: Option<Timestamp>,
}

/// The follow-up of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Contact attempts.
    pub attempts: Vec<Dated<Attempt>>,
    /// What was said on calls.
    pub notes: Vec<Dated<String>>,
    /// Appointments: when and where.
    pub appointments: Vec<Dated<(Timestamp, String)>>,
    /// Day-2 contact.
    pub day_two: Option<Dated<()>>,
    /// Its answers.
    pub day_two_answers: Option<DayTwo>,
    /// When and why victim support ended its follow-up.
    pub ended: Option<Dated<EndReason>>,
}

impl State {
    /// The first attempt that settled contact: she was reached, or declined.
    pub fn contact(&self) -> Option<&Dated<Attempt>> {
        self.attempts.iter().find(|attempt| attempt.what.outcome.settles())
    }

    /// Whether she declined contact: the last time that she could say so counts.
    pub fn declined(&self) -> bool {
        let said = |attempt: &&Dated<Attempt>| attempt.what.outcome.settles();
        let last = self.attempts.iter().rev().find(said);
        last.is_some_and(|attempt| attempt.what.outcome == ContactOutcome::Declined)
    }

    /// The try that the last attempt promised.
    pub fn promised(&self) -> Option<Timestamp> {
        self.attempts.last().and_then(|attempt| attempt.what.next_try)
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ContactAttempted { outcome, next_try, .. } => {
                self.attempts.push(stamp.dated(Attempt { outcome: *outcome, next_try: *next_try }));
            }
            Entry::ContactNoted { note, .. } => self.notes.push(stamp.dated(note.clone())),
            Entry::AppointmentBooked { at, place, .. } => {
                self.appointments.push(stamp.dated((*at, place.clone())));
            }
            Entry::DayTwoDone { .. } => self.day_two = Some(stamp.dated(())),
            Entry::DayTwoAnswered(answers) => self.day_two_answers = Some(answers.clone()),
            Entry::FollowUpEnded { reason, .. } => self.ended = Some(stamp.dated(*reason)),
        }
    }
}
