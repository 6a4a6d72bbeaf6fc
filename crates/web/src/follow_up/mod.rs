//! Follow-up by victim support.

pub(crate) mod acts;
pub(crate) mod queue;

use crate::shell::format;
use crate::shell::page::Page;
use casework::follow_up::{DayTwo, Kind, State, Stopped};
use casework::record::words::Answer;
use jiff::Timestamp;
use minijinja::{Value, context};

/// Something that stopped a clock, in one line: what, when, by whom, and how it ended.
fn says(page: &Page<'_>, stopped: &Stopped) -> String {
    let what = page.t(&format!("event-{}", casework::case::Kind::FollowUp(stopped.stop().kind()).word()));
    let stamp = stopped.stamp();
    let line = format!("{what}, {}, {}", page.moment(stamp.at), stamp.by.name);
    let said = |text: String| format::labelled(page.language, &line, &text);
    match stopped {
        Stopped::Contact(attempt) => said(page.t(&format!("outcome-{}", attempt.what.outcome))),
        Stopped::End(ended) => said(page.t(&format!("end-{}", ended.what))),
        Stopped::DayTwo(..) => line,
    }
}

/// What came of something that was done, in a few words, where the reader may know it and it stands.
pub(crate) fn came_of(page: &Page<'_>, own: &State, kind: Kind, at: Timestamp) -> Option<String> {
    match kind {
        Kind::ContactAttempted => {
            let attempt = own.attempts.iter().find(|attempt| attempt.at == at)?;
            Some(page.t(&format!("outcome-{}", attempt.what.outcome)))
        }
        Kind::AppointmentBooked => {
            let booked = own.appointments.iter().find(|booked| booked.at == at)?;
            Some(format!("{}, {}", page.moment(booked.what.0), booked.what.1))
        }
        Kind::FollowUpEnded => {
            let ended = own.ended.as_ref().filter(|ended| ended.at == at)?;
            Some(page.t(&format!("end-{}", ended.what)))
        }
        _ => None,
    }
}

/// What a case shows of what was taken back, as it stood, with its answers.
pub(crate) fn taken_back(page: &Page<'_>, follow_up: &State) -> Vec<Value> {
    let taken_back = follow_up.taken_back.iter().map(|taken| {
        let answers = match &taken.what.stopped {
            Stopped::DayTwo(_, answers) => answers.as_ref(),
            Stopped::Contact(_) | Stopped::End(_) => None,
        };
        context! {
            at => page.moment(taken.at), by => taken.by.name.as_str(), says => says(page, &taken.what.stopped),
            reason => taken.what.reason.as_deref(), answers => answers.map(|answers| day_two(page, answers)),
        }
    });
    taken_back.collect()
}

/// The answers of the day-2 contact, each with its question.
pub(crate) fn day_two(page: &Page<'_>, answers: &DayTwo) -> Value {
    let line = |key: &str, answer: Answer| context! { question => page.t(key), answer => page.t(&format!("answer-{answer}")) };
    let lines = vec![
        line("day-two-framework", answers.framework_explained),
        line("day-two-hearing", answers.hearing_prepared),
        line("day-two-companion", answers.companion_wanted),
        line("day-two-housing", answers.housing_safe),
        line("day-two-income", answers.own_income),
    ];
    context! { lines, note => answers.note.as_str() }
}
