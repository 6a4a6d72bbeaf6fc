//! What is known of the clocks of one report.

use super::clocks::ClockKind;
use super::entry::Entry;
use crate::record::staff::Function;
use crate::record::stamp::{Dated, Stamp};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A stretch during which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// From.
    pub from: Timestamp,
    /// Until: as planned, or when it was let run again before.
    pub until: Timestamp,
    /// Why, where the viewer may know.
    pub reason: String,
}

/// A due time, moved by what it stood still. A report whose clock stands still stays in the queue, at its later time.
pub fn after_pauses(due: Timestamp, pauses: &[Pause]) -> Timestamp {
    pauses.iter().fold(due, |due, pause| due + pause.until.duration_since(pause.from))
}

/// The clocks of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pauses: BTreeMap<ClockKind, Vec<Pause>>,
    /// Clocks that ran out, and who was told.
    pub escalations: Vec<Dated<(ClockKind, Function)>>,
}

impl State {
    /// The stretches during which a clock stood still, oldest first.
    pub fn pauses_of(&self, clock: ClockKind) -> &[Pause] {
        self.pauses.get(&clock).map_or(&[], Vec::as_slice)
    }

    /// Whether a clock stands still at a time.
    pub fn is_paused(&self, clock: ClockKind, at: Timestamp) -> bool {
        self.pauses_of(clock).last().is_some_and(|pause| pause.until > at)
    }

    /// Whether it was written that this clock ran out.
    pub fn was_told(&self, clock: ClockKind) -> bool {
        self.escalations.iter().any(|escalation| escalation.what.0 == clock)
    }

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ClockPaused { clock, until, reason, .. } => {
                let pause = Pause { from: stamp.at, until: *until, reason: reason.clone() };
                self.pauses.entry(*clock).or_default().push(pause);
            }
            Entry::ClockResumed { clock, .. } => {
                let pauses = self.pauses.entry(*clock).or_default();
                if let Some(pause) = pauses.last_mut() {
                    pause.until = pause.until.min(stamp.at);
                }
            }
            Entry::Escalated { clock, to, .. } => self.escalations.push(stamp.dated((*clock, *to))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_stood_still_for_a_day_runs_out_a_day_later() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let pause = |until| Pause {
            from: at("2026-01-01T00:00:00Z"),
            until: at(until),
            reason: "asked by her".into(),
        };
        let due = at("2026-01-10T00:00:00Z");
        assert_eq!(after_pauses(due, &[pause("2026-01-02T00:00:00Z")]), at("2026-01-11T00:00:00Z"));
        assert_eq!(after_pauses(due, &[]), due);
    }
}
