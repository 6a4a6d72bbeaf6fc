//! Logging a call, booking an appointment, the contact of day 2, the end of the follow-up, and taking one of them back.

use crate::case::acts::{Act, Offer, Place, Spot, Target, Wanted};
use crate::case::pages::CasePage;
use crate::shell::answers::Answers;
use casework::case::Kind;
use casework::follow_up::{self, Command, ContactOutcome, DayTwo, EndReason, Stop, Stopped};
use casework::record::id::ReportId;
use casework::record::words::Answer;
use casework::tasks;
use minijinja::context;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[CONTACT, APPOINTMENT, DAY_TWO, END, TAKE_BACK];

const CONTACT: Act = Act {
    word: "contact",
    spot: Spot::Report,
    page: CasePage::FollowUp,
    which: None,
    offers: |place| {
        let (report, outcome) = (place.report, ContactOutcome::Reached);
        let outcomes = place.choices("outcome", ContactOutcome::given().map(ContactOutcome::word));
        let asks = Command::Contact { report, outcome, next_try: None, note: String::new() };
        Offer::one(asks, context! { outcomes })
    },
    read: |to, form| {
        let outcome = form.choice("outcome", ContactOutcome::from_word).filter(|outcome| outcome.says_how());
        let (next_try, note) = (form.when("next_try"), form.text("note"));
        Wanted::only(Command::Contact { report: to.report, outcome: outcome?, next_try, note })
    },
    // Two colleagues who call her on the same morning learn of each other.
    builds_on: &[
        Kind::FollowUp(follow_up::Kind::ContactAttempted),
        Kind::FollowUp(follow_up::Kind::FollowUpEnded),
        Kind::FollowUp(follow_up::Kind::TakenBack),
    ],
    shows: None,
};

const APPOINTMENT: Act = Act {
    word: "appointment",
    spot: Spot::Report,
    page: CasePage::FollowUp,
    which: None,
    offers: |place| {
        let (report, at) = (place.report, place.at);
        Offer::plain(Command::BookAppointment { report, at, place: String::new() })
    },
    read: |to, form| {
        let (at, place) = (form.when_needed("at"), form.needed("place", "required"));
        Wanted::only(Command::BookAppointment { report: to.report, at: at?, place })
    },
    builds_on: &[
        Kind::FollowUp(follow_up::Kind::AppointmentBooked),
        Kind::FollowUp(follow_up::Kind::FollowUpEnded),
    ],
    shows: None,
};

const DAY_TWO: Act = Act {
    word: "day-two",
    spot: Spot::Report,
    page: CasePage::FollowUp,
    which: None,
    offers: offer_day_two,
    read: |to, form| Wanted::only(Command::DayTwo(day_two(to.report, form)?)),
    // Her answers are recorded once, and not after a colleague ended the follow-up or stopped its clock.
    builds_on: &[
        Kind::FollowUp(follow_up::Kind::DayTwoDone),
        Kind::FollowUp(follow_up::Kind::FollowUpEnded),
        Kind::Tasks(tasks::Kind::ClockPaused),
        Kind::Tasks(tasks::Kind::ClockResumed),
    ],
    shows: None,
};

fn offer_day_two(place: &Place<'_>) -> Vec<Offer> {
    if follow_up::day_two_open(&place.state.record, &place.state.follow_up, place.at).is_err() {
        return vec![];
    }
    let (asked, note) = (Answer::Unknown, String::new());
    let answers = DayTwo {
        report: place.report,
        framework_explained: asked,
        hearing_prepared: asked,
        companion_wanted: asked,
        housing_safe: asked,
        own_income: asked,
        note,
    };
    let choices = place.choices("answer", Answer::ALL.iter().map(|answer| answer.word()));
    Offer::one(Command::DayTwo(answers), context! { answers => choices })
}

/// Each question has an answer that somebody chose: "not known" is one, silence is none.
fn day_two(report: ReportId, form: &mut Answers<'_>) -> Option<DayTwo> {
    let fields = ["framework", "hearing", "companion", "housing", "income"];
    let chosen = fields.map(|field| form.choice(field, Answer::from_word));
    let note = form.text("note");
    let [framework_explained, hearing_prepared, companion_wanted, housing_safe, own_income] = chosen;
    Some(DayTwo {
        report,
        framework_explained: framework_explained?,
        hearing_prepared: hearing_prepared?,
        companion_wanted: companion_wanted?,
        housing_safe: housing_safe?,
        own_income: own_income?,
        note,
    })
}

const END: Act = Act {
    word: "end",
    spot: Spot::Report,
    page: CasePage::FollowUp,
    which: None,
    offers: |place| {
        if place.state.follow_up.ended.is_some() {
            return vec![];
        }
        let ends = place.choices("end", EndReason::given().map(EndReason::word));
        let reason = EndReason::NotReached;
        let asks = Command::EndFollowUp { report: place.report, reason, note: String::new() };
        Offer::one(asks, context! { ends })
    },
    read: end,
    // Whoever ends a follow-up must have seen that a colleague spoke with the victim meanwhile.
    builds_on: &[
        Kind::FollowUp(follow_up::Kind::FollowUpEnded),
        Kind::FollowUp(follow_up::Kind::DayTwoDone),
        Kind::FollowUp(follow_up::Kind::ContactAttempted),
        Kind::FollowUp(follow_up::Kind::TakenBack),
        Kind::Tasks(tasks::Kind::ClockPaused),
        Kind::Tasks(tasks::Kind::ClockResumed),
    ],
    shows: None,
};

fn end(to: Target, form: &mut Answers<'_>) -> Option<Wanted> {
    let reason = form.choice("why", |word| EndReason::given().find(|reason| reason.word() == word));
    let note = form.needed("note", "reason-needed");
    Wanted::only(Command::EndFollowUp { report: to.report, reason: reason?, note })
}

const TAKE_BACK: Act = Act {
    word: "take-back",
    spot: Spot::Report,
    page: CasePage::FollowUp,
    which: None,
    offers: |place| {
        let stops = Stop::ALL.iter().filter_map(|stop| place.state.follow_up.last(*stop));
        let choice = |stopped: Stopped| {
            context! { value => stopped.stop().word(), text => super::says(place.page, &stopped) }
        };
        let stops: Vec<_> = stops.map(choice).collect();
        if stops.is_empty() {
            return vec![];
        }
        let (report, what, reason) = (place.report, Stop::Contact, String::new());
        Offer::one(Command::TakeBack { report, what, reason }, context! { stops })
    },
    read: |to, form| {
        let (what, reason) = (form.choice("what", Stop::from_word), form.needed("reason", "reason-needed"));
        Wanted::only(Command::TakeBack { report: to.report, what: what?, reason })
    },
    // "The last attempt" must be the one that the page showed.
    builds_on: &[
        Kind::FollowUp(follow_up::Kind::ContactAttempted),
        Kind::FollowUp(follow_up::Kind::DayTwoDone),
        Kind::FollowUp(follow_up::Kind::FollowUpEnded),
        Kind::FollowUp(follow_up::Kind::TakenBack),
    ],
    shows: None,
};
