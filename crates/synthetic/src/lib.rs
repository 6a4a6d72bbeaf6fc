//! People of Belgium who never existed, and 24 months of reports with what happened after them.
//!
//! Seeded: the same plan gives the same people, ids and words. Nobody here is real; phone numbers are of the
//! block `0400 00 xx xx`, which no operator gives out as far as we know, and streets are invented.

mod history;
mod names;

pub use history::{Actor, History, Step, histories};

use casework::id::{Nis, Postcode, ZoneCode};
use casework::person::Language;
use jiff::Timestamp;

/// What to invent.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The same seed gives the same world.
    pub seed: u64,
    /// Number of reports.
    pub reports: u32,
    /// End of the 24 months.
    pub until: Timestamp,
    /// Where.
    pub zones: Vec<PlanZone>,
}

/// A police zone of the plan.
#[derive(Debug, Clone)]
pub struct PlanZone {
    /// Code.
    pub code: ZoneCode,
    /// Share of the reports, relative to the others.
    pub weight: u32,
    /// Places of the zone.
    pub postcodes: Vec<(Postcode, Nis)>,
    /// Language of its reports.
    pub language: Language,
}

impl PlanZone {
    /// A zone whose weight follows from its number of postcodes.
    pub fn new(code: ZoneCode, postcodes: Vec<(Postcode, Nis)>, languages: &[Language]) -> Self {
        let weight = u32::try_from(postcodes.len()).unwrap_or(1) + 3;
        Self { code, weight, postcodes, language: languages.first().copied().unwrap_or(Language::Fr) }
    }
}
