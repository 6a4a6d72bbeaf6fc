//! What it takes to tell how common a value is, whoever counted: a file ([`crate::frequency`]) or a model
//! ([`crate::common`]).

use crate::birth::Birth;
use crate::name::{NameLevel, Place};
use crate::record::Record;

/// How common values are in a population.
pub(crate) trait Shares {
    /// Share of people whose name agrees with this one at this level; `None`: use the average of the model.
    fn name(&self, place: Place, number: u32, level: NameLevel) -> Option<f32>;
    /// Share of people born on this day.
    fn birth(&self, birth: Birth) -> f32;
    /// Share of people born in this year; `None`: use the average of the model.
    fn year(&self, birth: Birth) -> Option<f32>;
    /// Share of records at the address that two records have in common.
    fn home(&self, a: &Record, b: &Record) -> f32;
    /// Share of records with the phone that two records have in common.
    fn phone(&self, a: &Record, b: &Record) -> f32;
    /// Share of records in the postcode that two records have in common.
    fn postcode(&self, a: &Record, b: &Record) -> f32;
    /// How much more often than among family names a name stands among given names, in bits.
    fn lean(&self, place: Place, number: u32) -> f32;
    /// log2 of the odds that the names of a record are exchanged, before they are looked at; `alone`: that the only
    /// name of a record stands in the wrong place.
    fn exchanged(&self, alone: bool) -> f32;
    /// How much more often than by chance this given name comes with this family name (1 or more).
    fn together(&self, given: u32, family: u32) -> f32;
}

/// Bits that a name is a given name because a list of given names has it.
const LISTED: f32 = 3.0;
/// Most that one name tells of its place.
pub(crate) const MOST: f32 = 12.0;

/// How much more often a name stands among given names than among family names, from its shares.
pub(crate) fn lean(given: f32, family: f32, listed: bool) -> f32 {
    let listed = if listed { LISTED } else { 0.0 };
    (given / family).log2().clamp(-MOST, MOST) + listed
}

/// log2 of the odds that the names of a record stand in their places, in eighths of a bit.
pub(crate) fn straight(shares: &impl Shares, record: &Record) -> i16 {
    let known = |place, number| if number == 0 { 0.0 } else { shares.lean(place, number) };
    let lean = known(Place::Given, record.given) - known(Place::Family, record.family);
    ((lean - shares.exchanged(record.has_one_name())) * 8.0).round() as i16
}

/// log2 of the odds that names are exchanged, where nothing is known: about three in a hundred.
pub(crate) const EXCHANGED: f32 = -5.0;
/// Shares of one name: of its spelling, its stem, its family of names, its sound.
pub(crate) type NameShares = [f32; 4];

/// The share that counts at a level.
pub(crate) fn at_level(shares: &NameShares, level: NameLevel) -> Option<f32> {
    match level {
        NameLevel::Equal => Some(shares[0]),
        NameLevel::Stem => Some(shares[1]),
        NameLevel::Family => Some(shares[2]),
        NameLevel::Sound => Some(shares[3]),
        NameLevel::Missing
        | NameLevel::Close
        | NameLevel::Part
        | NameLevel::Initial
        | NameLevel::Alike
        | NameLevel::Differs
        | NameLevel::Another => None,
    }
}

/// The mean of shares, each as often as two people share it. Summed from the least up: the order of rows changes nothing.
pub(crate) fn as_sharers_see(shares: impl Iterator<Item = f32>) -> Option<f32> {
    let mut shares: Vec<f32> = shares.collect();
    shares.sort_unstable_by(f32::total_cmp);
    let sum: f64 = shares.iter().map(|share| f64::from(*share)).sum();
    let squares: f64 = shares.iter().map(|share| f64::from(*share).powi(2)).sum();
    (sum > 0.0).then_some((squares / sum) as f32)
}

/// Three significant digits.
pub(crate) fn rounded(value: f32) -> f32 {
    format!("{value:.2e}").parse().unwrap_or(value)
}
