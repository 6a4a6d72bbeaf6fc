//! One example of each kind of entry and of each command.

use super::{Command, ContactOutcome, DayTwo, EndReason, Entry, Stop};
use crate::record::sample::{REPORT, moment};
use crate::record::words::Answer;

const HOUR: i64 = 3_600;

fn day_two() -> DayTwo {
    DayTwo {
        report: REPORT,
        framework_explained: Answer::Yes,
        hearing_prepared: Answer::No,
        companion_wanted: Answer::Unknown,
        housing_safe: Answer::Yes,
        own_income: Answer::No,
        note: "Housing until May.".into(),
    }
}

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (report, outcome) = (REPORT, ContactOutcome::NoAnswer);
    vec![
        Entry::ContactAttempted { report, outcome, next_try: Some(moment(HOUR)) },
        Entry::ContactNoted { report, note: "She whispers.".into() },
        Entry::AppointmentBooked { report, at: moment(24 * HOUR), place: "EVA unit".into() },
        Entry::DayTwoDone { report },
        Entry::DayTwoAnswered(day_two()),
        Entry::FollowUpEnded { report, reason: EndReason::HandedOver },
        Entry::TakenBack { report, what: Stop::End, written_at: moment(0) },
        Entry::TakenBackReasoned { report, reason: "Meant for another report.".into() },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (report, outcome) = (REPORT, ContactOutcome::Reached);
    let reason = EndReason::HandedOver;
    vec![
        Command::Contact { report, outcome, next_try: Some(moment(HOUR)), note: "She whispers.".into() },
        Command::BookAppointment { report, at: moment(24 * HOUR), place: "EVA unit".into() },
        Command::DayTwo(day_two()),
        Command::EndFollowUp { report, reason, note: "The CPAS takes over.".into() },
        Command::TakeBack { report, what: Stop::End, reason: "Meant for another report.".into() },
    ]
}
