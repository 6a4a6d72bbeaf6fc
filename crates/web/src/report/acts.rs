//! Adding to a report that is signed.

use crate::case::acts::{Act, Offer, Spot, Wanted};
use crate::case::pages::CasePage;
use casework::case::Kind;
use casework::report::{self, Command};

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[AMEND];

const AMEND: Act = Act {
    word: "amend",
    spot: Spot::Report,
    page: CasePage::Facts,
    which: None,
    offers: |place| Offer::plain(Command::Amend { report: place.report, text: String::new() }),
    read: |to, form| Wanted::only(Command::Amend { report: to.report, text: form.needed("text", "empty") }),
    builds_on: &[Kind::Report(report::Kind::Amended)],
    shows: None,
};
