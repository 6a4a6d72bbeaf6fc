//! What victim support has to do on a report.

use super::state::State;
use crate::record::staff::Function;
use crate::report;
use crate::tasks::clocks::ClockKind;
use crate::tasks::{Running, Standing, Task, TaskKind};
use jiff::Timestamp;

/// Every task of victim support on a report, those that are done or not needed among them.
pub fn tasks(running: &Running<'_>, report: &report::State, own: &State) -> Vec<Task> {
    let task = |clock, due, standing| running.task(clock, Function::Eva, due, standing);
    let holder = own.attempts.last().map(|last| last.by.user);
    let holder = holder.or_else(|| report.first_read_by_support().map(|read| read.by.user));
    let clocks = [
        task(ClockKind::Read, running.due(ClockKind::Read), read(report, own)),
        task(ClockKind::FirstContact, next_contact(running, own), first_contact(own)),
        task(ClockKind::CallBack, own.promised(), call_back(own)),
        task(ClockKind::DayTwo, running.due(ClockKind::DayTwo), day_two(report, own)),
    ];
    let held = clocks.into_iter().map(|task| Task { holder, ..task });
    held.chain(appointment(running, own)).collect()
}

/// What waits unless victim support ended its follow-up.
fn unless_ended(own: &State, waits: bool) -> Standing {
    if waits && own.ended.is_none() { Standing::Open } else { Standing::NotNeeded }
}

fn read(report: &report::State, own: &State) -> Standing {
    match report.first_read_by_support() {
        Some(read) => Standing::Done(read.at),
        // An extract may bring contacts that took place elsewhere: then nothing waits to be read.
        None => unless_ended(own, own.contact().is_none()),
    }
}

fn first_contact(own: &State) -> Standing {
    match own.contact() {
        Some(contact) => Standing::Done(contact.at),
        None => unless_ended(own, true),
    }
}

fn call_back(own: &State) -> Standing {
    unless_ended(own, own.contact().is_some() && own.promised().is_some())
}

fn day_two(report: &report::State, own: &State) -> Standing {
    let agreed = report.head().is_some_and(|head| head.day_two_agreed);
    match &own.day_two {
        Some(done) => Standing::Done(done.at),
        None => unless_ended(own, agreed && !own.declined() && !own.is_untold()),
    }
}

/// A planned try that comes before the clock runs out; a later one does not stop the clock.
fn next_contact(running: &Running<'_>, own: &State) -> Option<Timestamp> {
    let due = running.due(ClockKind::FirstContact)?;
    Some(own.promised().map_or(due, |next| next.min(due)))
}

/// The appointment that was booked last. It waits until victim support ends its follow-up after that: nobody records yet
/// whether she came. One that is booked later than the end waits again.
fn appointment(running: &Running<'_>, own: &State) -> Option<Task> {
    let booked = own.appointments.last()?;
    let over = own.ended.as_ref().is_some_and(|ended| ended.at >= booked.at);
    let standing = if over { Standing::NotNeeded } else { Standing::Open };
    let task = running.plain(TaskKind::Appointment, Function::Eva, Some(booked.what.0), standing);
    Some(Task { holder: Some(booked.by.user), ..task })
}
