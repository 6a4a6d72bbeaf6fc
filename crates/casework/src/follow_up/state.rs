//! What is known of the follow-up of one report.

use super::entry::{ContactOutcome, DayTwo, EndReason, Entry, Stop};
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

/// Something that stopped a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// A contact attempt.
    Contact(Dated<Attempt>),
    /// The day-2 contact, with its answers where the reader may have them.
    DayTwo(Dated<()>, Option<DayTwo>),
    /// The end of the follow-up.
    End(Dated<EndReason>),
}

impl Stopped {
    /// What it is.
    pub const fn stop(&self) -> Stop {
        match self {
            Self::Contact(_) => Stop::Contact,
            Self::DayTwo(..) => Stop::DayTwo,
            Self::End(_) => Stop::End,
        }
    }

    /// When and by whom it was written.
    pub const fn stamp(&self) -> Stamp<'_> {
        match self {
            Self::Contact(Dated { at, by, .. })
            | Self::DayTwo(Dated { at, by, .. }, _)
            | Self::End(Dated { at, by, .. }) => Stamp { at: *at, by },
        }
    }
}

/// Something that was taken back, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// What.
    pub stopped: Stopped,
    /// Why, where the reader may know.
    pub reason: Option<String>,
}

/// The follow-up of one report. What was taken back stands apart, so that nothing else counts it.
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
    /// What was taken back, in the order in which it was.
    pub taken_back: Vec<Dated<TakenBack>>,
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

    /// Whether it is settled and the reader may not know how: then she may not be told either whether day 2 still waits.
    pub fn is_untold(&self) -> bool {
        self.contact().is_some_and(|attempt| !attempt.what.outcome.says_how())
    }

    /// The try that the last attempt promised.
    pub fn promised(&self) -> Option<Timestamp> {
        self.attempts.last().and_then(|attempt| attempt.what.next_try)
    }

    /// The last of its kind that holds: this is what can be taken back.
    pub fn last(&self, what: Stop) -> Option<Stopped> {
        match what {
            Stop::Contact => self.attempts.last().cloned().map(Stopped::Contact),
            Stop::DayTwo => {
                self.day_two.clone().map(|done| Stopped::DayTwo(done, self.day_two_answers.clone()))
            }
            Stop::End => self.ended.clone().map(Stopped::End),
        }
    }

    /// Takes out what holds no longer; `None` when the reader may not have what was taken back.
    fn take(&mut self, what: Stop, written_at: Timestamp) -> Option<Stopped> {
        match what {
            Stop::Contact => {
                let last = self.attempts.iter().rposition(|attempt| attempt.at == written_at)?;
                Some(Stopped::Contact(self.attempts.remove(last)))
            }
            Stop::DayTwo => {
                let done = self.day_two.take_if(|done| done.at == written_at)?;
                Some(Stopped::DayTwo(done, self.day_two_answers.take()))
            }
            Stop::End => self.ended.take_if(|ended| ended.at == written_at).map(Stopped::End),
        }
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
            Entry::TakenBack { what, written_at, .. } => {
                let stopped = self.take(*what, *written_at);
                let taken_back = |stopped| stamp.dated(TakenBack { stopped, reason: None });
                self.taken_back.extend(stopped.map(taken_back));
            }
            Entry::TakenBackReasoned { reason, .. } => {
                // Both are written at once: a reason whose fact the reader may not have belongs to no other one.
                if let Some(last) = self.taken_back.last_mut().filter(|last| last.at == stamp.at) {
                    last.what.reason = Some(reason.clone());
                }
            }
        }
    }
}
