//! How common names are, kept with a model: for one record that meets no population.

use crate::birth::Birth;
use crate::frequency::Counted;
use crate::name::{Name, NameLevel, Place};
use crate::origin::{Mix, ORIGINS, lift, told};
use crate::record::{Lexicon, Names, Record};
use crate::shares::{EXCHANGED, NameShares, Shares, as_sharers_see, at_level, lean, rounded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names are kept by a hash of their letters, and only those that many people bear: a model names nobody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CommonNames {
    weight: Mix,
    given: BTreeMap<u64, CommonName>,
    family: BTreeMap<u64, CommonName>,
    /// Share of a value that is not kept, by place: given, family.
    rare: [f32; 2],
    /// Share of a postcode, and of a birth date: an exact day, 1 January.
    postcode: f32,
    birth: [f32; 2],
}

/// A name that many people bear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CommonName {
    shares: NameShares,
    /// Probability within each community, relative to the likeliest, in 255ths.
    mix: [u8; ORIGINS],
}

/// Bearers of a name that is kept.
const BEARERS: f32 = 40.0;

impl CommonNames {
    /// Of a population.
    pub(crate) fn of(lexicon: &Lexicon, records: &[Record], counted: &Counted) -> Self {
        let (weight, given, family) = counted.origins.mixes();
        let people = records.len().max(1) as f32;
        let keep = |names: &Names, shares: &[NameShares], mixes: &[Mix]| -> BTreeMap<u64, CommonName> {
            let all = names.list.iter().zip(shares).zip(mixes);
            let many = all.filter(|((_, shares), _)| shares[0] * people >= BEARERS);
            many.map(|((name, shares), mix)| {
                (name.full_hash, CommonName { shares: *shares, mix: packed(mix) })
            })
            .collect()
        };
        let rare = |shares: &[NameShares]| {
            let few = shares.iter().map(|shares| shares[0]).filter(|share| share * people < BEARERS);
            as_sharers_see(few).unwrap_or(1e-6)
        };
        let exact = records.iter().filter(|record| record.birth.0 != 0);
        let (mut default, mut dated) = (0.0_f32, 0.0_f32);
        exact.for_each(|record| if record.birth.only_year() { default += 1.0 } else { dated += 1.0 });
        // People live about eighty years; those of one age are two in a hundred.
        let known = (default + dated).max(1.0);
        let births = [dated / known / 365.0 / 60.0, (default / known / 60.0).max(1.0 / 365.0 / 60.0)];
        Self {
            weight: *weight,
            given: keep(&lexicon.given, &counted.given, given),
            family: keep(&lexicon.family, &counted.family, family),
            rare: [rare(&counted.given), rare(&counted.family)],
            postcode: counted.mean_postcode(),
            birth: births,
        }
    }

    /// Shares to three digits.
    pub(crate) fn round(&mut self) {
        let names = self.given.values_mut().chain(self.family.values_mut());
        names.flat_map(|name| &mut name.shares).for_each(|share| *share = rounded(*share));
    }

    /// Shares of a name among the people that the model knows.
    pub(crate) fn shares(&self, place: Place, name: &Name) -> NameShares {
        let rare = self.names(place).1;
        self.get(place, Some(name)).map_or([rare; 4], |name| name.shares)
    }

    fn names(&self, place: Place) -> (&BTreeMap<u64, CommonName>, f32) {
        match place {
            Place::Given => (&self.given, self.rare[0]),
            Place::Family => (&self.family, self.rare[1]),
        }
    }

    fn get(&self, place: Place, name: Option<&Name>) -> Option<&CommonName> {
        self.names(place).0.get(&name?.full_hash)
    }
}

fn packed(mix: &Mix) -> [u8; ORIGINS] {
    let most = mix.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    mix.map(|part| (part / most * 255.0).round() as u8)
}

fn unpacked(mix: &[u8; ORIGINS]) -> Mix {
    mix.map(|part| f32::from(part) / 255.0)
}

/// Shares for a record among `people` of whom only this is known.
pub(crate) struct Alone<'a> {
    pub(crate) names: &'a CommonNames,
    pub(crate) lexicon: &'a Lexicon,
    /// Records that have the phone, or the home, that two have in common.
    pub(crate) crowd: f32,
    pub(crate) people: f32,
}

impl Alone<'_> {
    fn name_at(&self, place: Place, number: u32) -> Option<&Name> {
        match place {
            Place::Given => self.lexicon.given.get(number),
            Place::Family => self.lexicon.family.get(number),
        }
    }

    /// The origin that the names of a record tell.
    pub(crate) fn origin(&self, record: &Record) -> u8 {
        let mix = |place, number| {
            self.names.get(place, self.name_at(place, number)).map(|name| unpacked(&name.mix))
        };
        let (given, family) = (mix(Place::Given, record.given), mix(Place::Family, record.family));
        told(&self.names.weight, given.as_ref(), family.as_ref())
    }
}

impl Shares for Alone<'_> {
    fn name(&self, place: Place, number: u32, level: NameLevel) -> Option<f32> {
        let common = self.names.get(place, self.name_at(place, number));
        match common {
            Some(name) => at_level(&name.shares, level),
            None => at_level(&[self.names.names(place).1.max(1.0 / self.people); 4], level),
        }
    }

    fn birth(&self, birth: Birth) -> f32 {
        self.names.birth[usize::from(birth.only_year())].max(1e-6)
    }

    fn year(&self, _: Birth) -> Option<f32> {
        None
    }

    fn home(&self, _: &Record, _: &Record) -> f32 {
        self.crowd / self.people
    }

    fn phone(&self, _: &Record, _: &Record) -> f32 {
        self.crowd / self.people
    }

    fn postcode(&self, _: &Record, _: &Record) -> f32 {
        self.names.postcode.max(1e-4)
    }

    fn lean(&self, place: Place, number: u32) -> f32 {
        let name = self.name_at(place, number);
        let share = |place| {
            let common = self.names.get(place, name).map_or(self.names.names(place).1, |name| name.shares[0]);
            common.max(1.0 / self.people)
        };
        lean(share(Place::Given), share(Place::Family), name.is_some_and(|name| name.listed))
    }

    fn exchanged(&self, _: bool) -> f32 {
        EXCHANGED
    }

    fn together(&self, given: u32, family: u32) -> f32 {
        let mix = |place, number| {
            self.names.get(place, self.name_at(place, number)).map(|name| unpacked(&name.mix))
        };
        match (mix(Place::Given, given), mix(Place::Family, family)) {
            (Some(given), Some(family)) => lift(&self.names.weight, &given, &family),
            _ => 1.0,
        }
    }
}
