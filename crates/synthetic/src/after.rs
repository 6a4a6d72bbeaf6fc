//! What happened afterwards: receipts, calls, day 2, decisions.

use crate::days::{DAY, HOUR, Local, MINUTE, timestamp};
use crate::dice::Dice;
use crate::people::Earlier;
use crate::report::{Scene, Written};
use crate::texts::{Holds, Slots, Texts, texts};
use crate::{Actor, Step};
use casework::case::Command;
use casework::follow_up::{ContactOutcome, DayTwo, EndReason};
use casework::linking::SamePerson;
use casework::prosecution::Decision;
use casework::record::dates::brussels;
use casework::record::hours::{Slot, next_open};
use casework::record::id::ReportId;
use casework::record::staff::Function;
use casework::record::words::Answer;
use casework::report::ReportKind;
use casework::tasks::clocks::ClockKind;
use casework::{follow_up, linking, prosecution, report, tasks};
use jiff::ToSpan;

/// Makes the steps of one case.
pub(crate) struct After<'a> {
    pub scene: &'a Scene<'a>,
    pub local: &'a Local,
    /// Nothing happens later.
    pub until: i64,
    pub this: Earlier,
    /// The first report on the same couple.
    pub earlier: Option<Earlier>,
    /// What must become of it.
    pub must: Must,
}

/// What must become of a report, whatever the dice say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Must {
    /// Decided, or not.
    pub decided: Option<bool>,
    /// Nothing of it waits for victim support.
    pub settled: bool,
    /// If it repeats another, somebody decided whether both are followed together.
    pub grouped: bool,
}

/// The steps under way: at which second, then what. Steps that would come too late are not taken.
struct Steps<'a> {
    taken: Vec<Step>,
    until: i64,
    report: ReportId,
    received: i64,
    agreed: bool,
    slots: Slots<'a>,
    holds: Holds,
    /// The hours of her week at which a call is safe, as far as somebody asked.
    hours: Vec<Slot>,
    /// When she is expected, if she is.
    booked: Option<i64>,
    texts: &'static Texts,
    eva: Actor,
    prosecutor: Actor,
}

impl Steps<'_> {
    /// The next full quarter of an hour at which a call is safe.
    fn safe(&self, at: i64) -> i64 {
        let at = at - at % (15 * MINUTE);
        let next = next_open(&self.hours, timestamp(at).to_zoned_datetime(brussels()).datetime());
        next.and_then(|next| next.to_zoned_datetime(brussels()).ok())
            .map_or(at, |next| next.timestamp().as_second())
    }

    fn take(&mut self, at: i64, by: Actor, command: Command) -> bool {
        let in_time = at <= self.until;
        if in_time {
            self.taken.push(Step { at: timestamp(at), by, command });
        }
        in_time
    }

    fn eva(&mut self, at: i64, command: Command) -> bool {
        let by = self.eva.clone();
        self.take(at, by, command)
    }

    fn prosecutor(&mut self, at: i64, command: Command) -> bool {
        let by = self.prosecutor.clone();
        self.take(at, by, command)
    }

    /// When the last of them was taken.
    fn last(&self) -> i64 {
        self.taken.iter().map(|step| step.at.as_second()).max().unwrap_or(self.received)
    }

    fn sentence(&self, dice: &mut Dice, sentences: &[&'static str]) -> String {
        self.slots.fill(dice.pick(sentences))
    }
}

/// How far victim support came.
#[derive(Default)]
struct Support {
    opened: Option<i64>,
    /// When contact was settled, and whether she declined.
    settled: Option<(i64, bool)>,
}

impl After<'_> {
    /// All steps of a case, oldest first; the first signs the report.
    pub fn steps(&self, dice: &mut Dice, written: Written) -> Vec<Step> {
        let Written { report, danger, hour, holds } = written;
        let zone = &self.scene.zone.code;
        let (id, kind) = (report.head.id, report.head.kind);
        let mut steps = Steps {
            taken: Vec::with_capacity(10),
            until: self.until,
            report: id,
            received: self.scene.received,
            agreed: report.head.day_two_agreed,
            slots: self.scene.slots(hour),
            holds,
            hours: report.channels.iter().flat_map(|channel| channel.terms.hours.clone()).collect(),
            booked: None,
            texts: texts(self.scene.milieu.language),
            eva: Actor::Eva(zone.clone()),
            prosecutor: Actor::Prosecutor(zone.clone()),
        };
        let officer = Actor::Officer(zone.clone());
        steps.take(steps.received, officer.clone(), Command::Report(report::Command::Sign(Box::new(report))));
        if dice.chance(0.05) {
            let text = steps.sentence(dice, steps.texts.amend);
            let at = steps.received + dice.around(20 * HOUR, 1.0);
            steps.take(at, officer, Command::Report(report::Command::Amend { report: id, text }));
        }
        let support = self.support(dice, &mut steps);
        self.day_two(dice, &mut steps, &support);
        match self.must.settled {
            true => self.settle(dice, &mut steps, &support),
            false => self.end(dice, &mut steps, &support),
        }
        self.group(dice, &mut steps, &support);
        let read = self.decision(dice, &mut steps, danger, kind);
        self.sensitive(
            dice,
            &mut steps,
            danger,
            [support.settled.map(|(at, _)| at).or(support.opened), read],
        );
        steps.taken.sort_by_key(|step| step.at);
        steps.taken
    }

    /// Receipt, pause, calls, appointment.
    fn support(&self, dice: &mut Dice, steps: &mut Steps) -> Support {
        let mut support = Support::default();
        let recent = self.until - steps.received < 5 * DAY;
        if !self.must.settled && dice.chance(if recent { 0.16 } else { 0.001 }) {
            self.escalate_unread(dice, steps);
            return support;
        }
        let opened = self.opened_at(dice, steps.received);
        let open = Command::Report(report::Command::AcknowledgeReceipt {
            report: steps.report,
            user: steps.eva.user(),
        });
        if !steps.eva(opened, open) {
            return support;
        }
        support.opened = Some(opened);
        let first = opened + MINUTE + dice.around(35 * MINUTE, 1.0);
        let mut at = self.local.daytime(dice, first);
        if dice.chance(0.02) {
            let texts = steps.texts.pause_contact;
            at = self.pause(dice, steps, ClockKind::FirstContact, texts, (at, 3 * DAY));
        }
        support.settled = self.calls(dice, steps, at);
        if let Some((at, false)) = support.settled
            && dice.chance(0.24)
        {
            self.book(dice, steps, at + 4 * MINUTE);
        }
        support
    }

    /// Mostly within hours; most reports of the night wait for the morning.
    fn opened_at(&self, dice: &mut Dice, received: i64) -> i64 {
        let wait = (dice.around(95 * MINUTE, 0.9) as f64 * self.scene.habits.pace) as i64;
        let at =
            received + 3 * MINUTE + wait + if dice.chance(0.03) { dice.between(DAY, 4 * DAY) } else { 0 };
        match self.local.at(at).hour() {
            0..6 if dice.chance(0.5) => self.local.daytime(dice, at),
            _ => at,
        }
    }

    /// Five days are longer than four working hours, whatever the holidays.
    fn escalate_unread(&self, dice: &mut Dice, steps: &mut Steps) {
        let at = steps.received + 5 * DAY + dice.between(0, 10 * MINUTE);
        let to = Function::EvaHead;
        steps.take(
            at,
            Actor::System,
            Command::Tasks(tasks::Command::Escalate { report: steps.report, clock: ClockKind::Read, to }),
        );
    }

    /// Up to five tries; when contact was settled, and whether she declined.
    fn calls(&self, dice: &mut Dice, steps: &mut Steps, first: i64) -> Option<(i64, bool)> {
        let mut at = first;
        for _ in 0..5 {
            let outcome = dice.weighted(&[
                (50, ContactOutcome::Reached),
                (31, ContactOutcome::NoAnswer),
                (7, ContactOutcome::SomebodyElse),
                (5, ContactOutcome::WrongNumber),
                (7, ContactOutcome::Declined),
            ]);
            let settled = matches!(outcome, ContactOutcome::Reached | ContactOutcome::Declined);
            let later = at + HOUR + dice.around(17 * HOUR, 0.7);
            let again = steps.safe(self.local.daytime(dice, later));
            let planned = !settled && dice.chance(0.8);
            let note = self.note(dice, steps, outcome);
            let next_try = planned.then(|| timestamp(again));
            if !steps.eva(
                at,
                Command::FollowUp(follow_up::Command::Contact {
                    report: steps.report,
                    outcome,
                    next_try,
                    note,
                }),
            ) {
                return None;
            }
            if settled {
                return Some((at, outcome == ContactOutcome::Declined));
            }
            at = again + dice.between(0, 45 * MINUTE);
        }
        None
    }

    fn note(&self, dice: &mut Dice, steps: &Steps, outcome: ContactOutcome) -> String {
        let sentences = match outcome {
            ContactOutcome::Reached | ContactOutcome::Settled => steps.texts.reached,
            ContactOutcome::NoAnswer | ContactOutcome::Tried => steps.texts.no_answer,
            ContactOutcome::SomebodyElse => {
                return self.sometimes(dice, steps, &steps.holds.fitting(steps.texts.somebody_else));
            }
            ContactOutcome::WrongNumber => steps.texts.wrong_number,
            ContactOutcome::Declined => steps.texts.declined,
        };
        self.sometimes(dice, steps, sentences)
    }

    fn sometimes(&self, dice: &mut Dice, steps: &Steps, sentences: &[&'static str]) -> String {
        if dice.chance(0.86) { steps.sentence(dice, sentences) } else { String::new() }
    }

    fn book(&self, dice: &mut Dice, steps: &mut Steps, at: i64) {
        let later = at + DAY + dice.around(2 * DAY, 0.6);
        let when = self.local.office(dice, later);
        let place = dice.pick(steps.texts.office).to_owned();
        let when = timestamp(when - when % (30 * MINUTE));
        steps.booked = Some(when.as_second());
        steps.eva(
            at,
            Command::FollowUp(follow_up::Command::BookAppointment { report: steps.report, at: when, place }),
        );
    }

    /// What nobody could finish does not wait for ever: after two weeks, mostly, it is ended with a reason.
    fn end(&self, dice: &mut Dice, steps: &mut Steps, support: &Support) {
        let tried = steps
            .taken
            .iter()
            .any(|step| matches!(step.command, Command::FollowUp(follow_up::Command::Contact { .. })));
        let spoken = steps
            .taken
            .iter()
            .any(|step| matches!(step.command, Command::FollowUp(follow_up::Command::DayTwo(_))));
        let declined = matches!(support.settled, Some((_, true)));
        let waits =
            support.settled.is_none() || (steps.agreed && !spoken && !declined) || steps.booked.is_some();
        if !waits || support.opened.is_none() || dice.chance(0.03) {
            return;
        }
        let (reason, sentences) = match support.settled {
            Some(_) => (EndReason::NotNeeded, steps.texts.ended),
            None if tried => (EndReason::NotReached, steps.texts.unreached),
            None => (EndReason::NoSafeWay, steps.texts.unreached),
        };
        let note = steps.sentence(dice, sentences);
        // Nobody ends what she has an appointment about before it took place.
        let last = steps.last().max(steps.booked.unwrap_or_default());
        let later = last.max(steps.received + 9 * DAY) + dice.around(3 * DAY, 0.6);
        let at = self.local.office(dice, later);
        steps.eva(
            at,
            Command::FollowUp(follow_up::Command::EndFollowUp { report: steps.report, reason, note }),
        );
    }

    /// Everything that still waits is ended at once: the desk was cleared before the weekend.
    fn settle(&self, dice: &mut Dice, steps: &mut Steps, support: &Support) {
        let report = steps.report;
        if support.opened.is_none() {
            let user = steps.eva.user();
            let open = Command::Report(report::Command::AcknowledgeReceipt { report, user });
            let at = (steps.last() + 20 * MINUTE).min(self.until);
            steps.eva(at, open);
        }
        let note = steps.sentence(dice, steps.texts.ended);
        let at = (steps.last() + 30 * MINUTE).min(self.until);
        let reason = EndReason::HandedOver;
        steps.eva(at, Command::FollowUp(follow_up::Command::EndFollowUp { report, reason, note }));
    }

    /// Mostly on day 2, sometimes a day early or late; late or undone, its head hears of it.
    fn day_two(&self, dice: &mut Dice, steps: &mut Steps, support: &Support) {
        let declined = matches!(support.settled, Some((_, true)));
        if !steps.agreed || support.opened.is_none() || declined {
            return;
        }
        let day = self.local.at(steps.received).date();
        let days = dice.weighted(&[(10, 1), (73, 2), (9, 3), (8, 9)]);
        if days > 2 {
            let due = self.local.second(day.saturating_add(3.days()), 0) + dice.between(0, 10 * MINUTE);
            let (to, clock) = (Function::EvaHead, ClockKind::DayTwo);
            steps.take(
                due,
                Actor::System,
                Command::Tasks(tasks::Command::Escalate { report: steps.report, clock, to }),
            );
        }
        if days > 3 {
            return;
        }
        let call = self.local.second(day.saturating_add(days.days()), 9) + dice.between(0, 9 * HOUR);
        let at = call.max(
            support.settled.or(support.opened.map(|at| (at, false))).map_or(call, |(at, _)| at + 15 * MINUTE),
        );
        let answers = answers(dice, steps);
        steps.eva(at, Command::FollowUp(follow_up::Command::DayTwo(answers)));
    }

    /// Six of ten repeated reports are followed together with the first one, mostly with their people linked; a few
    /// of them are separated again. Of the others, some were looked at and refused.
    fn group(&self, dice: &mut Dice, steps: &mut Steps, support: &Support) {
        let (Some(with), Some(opened)) = (self.earlier, support.opened) else { return };
        let (this, at) = (self.this.case, opened + 2 * MINUTE + dice.around(9 * MINUTE, 0.8));
        if dice.chance(if self.must.grouped { 0.88 } else { 0.62 }) {
            let reason = dice.pick(steps.texts.group).to_owned();
            steps.eva(at, Command::Linking(linking::Command::Group { this, with: with.case, reason }));
            if !self.must.grouped && dice.chance(0.06) {
                let reason = dice.pick(steps.texts.separate).to_owned();
                let later = self.local.office(dice, at + DAY);
                steps.eva(
                    later,
                    Command::Linking(linking::Command::Separate { this, with: with.case, reason }),
                );
            } else if dice.chance(0.85) {
                self.link(dice, steps, with, at + MINUTE);
            }
        } else if self.must.grouped || dice.chance(0.12) {
            let score = 60 + i32::try_from(dice.below(50)).unwrap_or(0);
            let reason = dice.pick(steps.texts.separate).to_owned();
            steps.eva(
                at,
                Command::Linking(linking::Command::RefuseMatch { this, with: with.case, score, reason }),
            );
        }
    }

    /// Victim and other party are who they were in the first report.
    fn link(&self, dice: &mut Dice, steps: &mut Steps, with: Earlier, at: i64) {
        let (this, case) = (self.this.case, with.case);
        for (here, person) in [(self.this.victim, with.victim), (self.this.other, with.other)] {
            let reason = dice.pick(steps.texts.link).to_owned();
            let same = SamePerson { here, case, person };
            steps.eva(at, Command::Linking(linking::Command::LinkPerson { this, same, reason }));
        }
    }

    /// Receipt and decision of the prosecution; the time of the receipt.
    fn decision(&self, dice: &mut Dice, steps: &mut Steps, danger: usize, kind: ReportKind) -> Option<i64> {
        let wait = (dice.around(8 * DAY, 0.7) as f64 * self.scene.habits.decisions) as i64;
        let wait = if danger >= 4 { wait / 2 } else { wait };
        let mut decided = self.decided_at(dice, steps.received, wait);
        let before = dice.around(5 * HOUR, 1.4).min((decided - steps.received) / 2);
        let read = decided - before;
        let undecided = dice.chance(if self.until - steps.received < 45 * DAY { 0.2 } else { 0.012 });
        let undecided = self.must.decided.map_or(undecided, |decided| !decided);
        if undecided && dice.chance(0.4) {
            return None;
        }
        let open = Command::Report(report::Command::AcknowledgeReceipt {
            report: steps.report,
            user: steps.prosecutor.user(),
        });
        if !steps.prosecutor(read, open) || undecided {
            return (read <= self.until).then_some(read);
        }
        if self.must.decided.is_none() && dice.chance(0.015) {
            let texts = steps.texts.pause_decision;
            let resumed = self.pause(dice, steps, ClockKind::Decision, texts, (read + MINUTE, 9 * DAY));
            decided = decided.max(self.local.office(dice, resumed + HOUR));
        }
        let (decision, reason) = decision(dice, steps, danger, kind);
        steps.prosecutor(
            decided,
            Command::Prosecution(prosecution::Command::Decide { report: steps.report, decision, reason }),
        );
        Some(read)
    }

    /// When the prosecution decides. What must be decided is, before the end.
    fn decided_at(&self, dice: &mut Dice, received: i64, wait: i64) -> i64 {
        let at = self.local.office(dice, received + 2 * HOUR + wait);
        match self.must.decided {
            Some(true) if at > self.until - HOUR => {
                let later = received + DAY + dice.between(0, 4 * DAY);
                self.local.office(dice, later)
            }
            // Read soon, decided by nobody.
            Some(false) => self.local.office(dice, received + 6 * HOUR),
            _ => at,
        }
    }

    /// A pause and its end; the second from which work goes on.
    fn pause(
        &self,
        dice: &mut Dice,
        steps: &mut Steps,
        clock: ClockKind,
        reasons: &[&'static str],
        (at, median): (i64, i64),
    ) -> i64 {
        let by = if clock == ClockKind::Decision { steps.prosecutor.clone() } else { steps.eva.clone() };
        let reason = steps.sentence(dice, reasons);
        let end = at + HOUR + dice.around(median, 0.5);
        let resumed = self.local.daytime(dice, end.min(at + 60 * DAY));
        // Planned a little longer than it turns out to be needed.
        let until = timestamp(resumed + DAY);
        steps.take(
            at,
            by.clone(),
            Command::Tasks(tasks::Command::Pause { report: steps.report, clock, until, reason }),
        );
        steps.take(resumed, by, Command::Tasks(tasks::Command::Resume { report: steps.report, clock }));
        resumed + MINUTE
    }

    /// Rather when there is more danger; by victim support after the call, or by the prosecution when it reads.
    fn sensitive(
        &self,
        dice: &mut Dice,
        steps: &mut Steps,
        danger: usize,
        [support, read]: [Option<i64>; 2],
    ) {
        let share = [0.03, 0.06, 0.15, 0.32, 0.55, 0.75][danger.min(5)];
        if !dice.chance(share) {
            return;
        }
        let reason = dice.pick(&steps.holds.fitting(steps.texts.sensitive)).to_owned();
        let command =
            Command::Prosecution(prosecution::Command::MarkSensitive { report: steps.report, reason });
        match (support, read) {
            (Some(at), read) if read.is_none() || dice.chance(0.45) => steps.eva(at + 6 * MINUTE, command),
            (_, Some(at)) => steps.prosecutor(at + 2 * MINUTE, command),
            _ => false,
        };
    }
}

fn answers(dice: &mut Dice, steps: &Steps) -> DayTwo {
    let mut answer = |yes: u32, no: u32| {
        dice.weighted(&[(yes, Answer::Yes), (no, Answer::No), (100 - yes - no, Answer::Unknown)])
    };
    DayTwo {
        report: steps.report,
        // Whoever calls explains it or does not: a contact of which nothing is known is refused.
        framework_explained: answer(92, 8),
        hearing_prepared: answer(61, 30),
        companion_wanted: answer(34, 50),
        housing_safe: answer(56, 32),
        own_income: answer(58, 30),
        note: steps.sentence(dice, steps.texts.day_two),
    }
}

/// More investigations where there is more danger or a complaint.
fn decision(dice: &mut Dice, steps: &Steps, danger: usize, kind: ReportKind) -> (Decision, String) {
    let grave = danger as u32 * 8 + if kind == ReportKind::Complaint { 20 } else { 0 };
    let decision = dice.weighted(&[
        (54_u32.saturating_sub(grave / 2), Decision::Closed),
        (24, Decision::FollowUp),
        (10 + grave / 4, Decision::Hearing),
        (6 + grave, Decision::Investigation),
    ]);
    let reasons = match decision {
        Decision::Closed => steps.texts.closed,
        Decision::FollowUp => steps.texts.follow_up,
        Decision::Hearing => steps.texts.hearing,
        Decision::Investigation => steps.texts.investigation,
    };
    (decision, steps.sentence(dice, reasons))
}
