//! Adding to what was told, in a case that began without a report.

use crate::case::acts::{Act, Offer, Spot, Wanted};
use crate::case::pages::CasePage;
use casework::case::Kind;
use casework::opening::{self, Command};

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[NOTE];

const NOTE: Act = Act {
    word: "note-signal",
    spot: Spot::Opening,
    page: CasePage::Facts,
    which: None,
    offers: |place| Offer::plain(Command::NoteSignal { record: place.report, text: String::new() }),
    read: |to, form| {
        Wanted::only(Command::NoteSignal { record: to.report, text: form.needed("text", "empty") })
    },
    builds_on: &[Kind::Opening(opening::Kind::SignalNoted)],
    shows: None,
};
