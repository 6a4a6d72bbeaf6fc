//! Stopping a clock and letting it run again: one form for each clock.

use crate::case::acts::{Act, Offer, Place, Spot, Wanted};
use crate::case::pages::CasePage;
use crate::shell::answers::Answers;
use casework::case::Kind;
use casework::tasks::clocks::ClockKind;
use casework::tasks::{self, Command};
use casework::{follow_up, prosecution};
use minijinja::context;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[PAUSE, RESUME];

/// What changes a clock: it was stopped, it runs again, or what it measures is settled.
const SETTLES: &[Kind] = &[
    Kind::Tasks(tasks::Kind::ClockPaused),
    Kind::Tasks(tasks::Kind::ClockResumed),
    Kind::FollowUp(follow_up::Kind::DayTwoDone),
    Kind::FollowUp(follow_up::Kind::FollowUpEnded),
    Kind::Prosecution(prosecution::Kind::Decided),
];

const PAUSE: Act = Act {
    word: "pause",
    spot: Spot::Report,
    page: CasePage::Overview,
    which: Some("clock"),
    offers: |place| {
        let (report, until) = (place.report, place.at);
        let pause = |clock| Command::Pause { report, clock, until, reason: String::new() };
        offers(place, false, pause)
    },
    read: |to, form| {
        let (until, reason) = (form.end_of_day("until"), form.needed("reason", "reason-needed"));
        Wanted::only(Command::Pause { report: to.report, clock: clock(form)?, until: until?, reason })
    },
    builds_on: SETTLES,
    shows: None,
};

const RESUME: Act = Act {
    word: "resume",
    spot: Spot::Report,
    page: CasePage::Overview,
    which: Some("clock"),
    offers: |place| offers(place, true, |clock| Command::Resume { report: place.report, clock }),
    read: |to, form| Wanted::only(Command::Resume { report: to.report, clock: clock(form)? }),
    builds_on: SETTLES,
    shows: None,
};

/// One form for each clock that waits and stands still, or runs.
fn offers(place: &Place<'_>, stands: bool, asks: impl Fn(ClockKind) -> Command) -> Vec<Offer> {
    let tasks = place.tasks.iter().filter(|task| task.is_open() && task.due.is_some());
    let clocks = tasks.filter(|task| task.is_paused(place.at) == stands).filter_map(|task| task.clock());
    let offer = |clock: ClockKind| Offer {
        which: clock.word().to_owned(),
        asks: asks(clock).into(),
        values: context! { name => place.page.t(&format!("clock-{clock}")) },
    };
    clocks.map(offer).collect()
}

fn clock(form: &Answers<'_>) -> Option<ClockKind> {
    form.typed.get("clock").and_then(|word| ClockKind::from_word(word))
}
