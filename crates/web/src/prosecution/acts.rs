//! Deciding, and marking a report as sensitive.

use crate::case::acts::{Act, Offer, Spot, Wanted};
use crate::case::pages::CasePage;
use casework::case::Kind;
use casework::prosecution::{self, Command, Decision};
use casework::tasks;
use minijinja::context;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[DECIDE, SENSITIVE];

const DECIDE: Act = Act {
    word: "decide",
    spot: Spot::Report,
    page: CasePage::Justice,
    which: None,
    offers: |place| {
        let decisions = place.choices("decision", Decision::ALL.iter().map(|decision| decision.word()));
        let (report, decision) = (place.report, Decision::Closed);
        Offer::one(Command::Decide { report, decision, reason: String::new() }, context! { decisions })
    },
    read: |to, form| {
        let decision = form.choice("decision", Decision::from_word);
        let reason = form.needed("reason", "reason-needed");
        Wanted::only(Command::Decide { report: to.report, decision: decision?, reason })
    },
    // Two magistrates do not decide twice; one who stopped the clock of the decision has a reason that counts.
    builds_on: &[
        Kind::Prosecution(prosecution::Kind::Decided),
        Kind::Tasks(tasks::Kind::ClockPaused),
        Kind::Tasks(tasks::Kind::ClockResumed),
    ],
    shows: None,
};

const SENSITIVE: Act = Act {
    word: "sensitive",
    spot: Spot::Report,
    page: CasePage::Justice,
    which: None,
    offers: |place| {
        let mark = || Command::MarkSensitive { report: place.report, reason: String::new() };
        if place.state.prosecution.sensitive.is_some() { vec![] } else { Offer::plain(mark()) }
    },
    read: |to, form| {
        let reason = form.needed("reason", "reason-needed");
        Wanted::only(Command::MarkSensitive { report: to.report, reason })
    },
    builds_on: &[Kind::Prosecution(prosecution::Kind::MarkedSensitive)],
    shows: None,
};
