//! How common values are: `Peeters` tells less than `Vandersmissen`, and the phone of a shelter tells nothing.

use crate::birth::Birth;
use crate::name::{Name, NameLevel, Place, mix};
use crate::origin::Origins;
use crate::record::{Home, Lexicon, Names, Record};
use crate::shares::{EXCHANGED, MOST, NameShares, Shares, as_sharers_see, at_level, lean};
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Records of other people, of whom so many are exchanged, that are believed beside those of a file.
const BELIEVED: f32 = 1000.0;
const ROUNDS: usize = 6;

/// log2 of the odds that names are exchanged in a file, from how much those of each record lean (EM on one share).
fn exchanged(leans: &[Vec<f32>; 2], records: &[Record], alone: bool) -> f32 {
    let of = |place: usize, number: u32| leans[place].get((number as usize).wrapping_sub(1)).unwrap_or(&0.0);
    let asked = records.iter().step_by(records.len() / 50_000 + 1).filter(|r| r.has_one_name() == alone);
    let leans: Vec<f32> = asked.map(|record| of(0, record.given) - of(1, record.family)).collect();
    let believed = BELIEVED * EXCHANGED.exp2();
    let mut odds = EXCHANGED;
    for _ in 0..ROUNDS {
        let turned: f32 = leans.iter().map(|lean| 1.0 / (1.0 + (lean - odds).exp2())).sum();
        let share = (turned + believed) / (leans.len() as f32 + BELIEVED);
        odds = (share / (1.0 - share)).log2().clamp(EXCHANGED - 2.0, EXCHANGED + 3.0);
    }
    odds
}

/// Counted in a whole population.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) given: Vec<NameShares>,
    pub(crate) family: Vec<NameShares>,
    births: FxHashMap<u32, f32>,
    years: FxHashMap<u32, f32>,
    homes: FxHashMap<u64, f32>,
    doors: FxHashMap<u64, f32>,
    phones: FxHashMap<u64, f32>,
    postcodes: FxHashMap<u32, f32>,
    pub(crate) origins: Origins,
    /// How much each name leans to given names, by place.
    leans: [Vec<f32>; 2],
    /// What [`Shares::exchanged`] gives for records of two names, and of one.
    exchanged: [f32; 2],
}

/// Street and number as one number; 0 when one of them is missing.
fn door(home: &Home) -> u64 {
    if home.street == 0 || home.number == 0 {
        0
    } else {
        u64::from(home.street) << 32 | u64::from(home.number)
    }
}

/// A door in its postcode, or in its town, as one number; 0 when something is missing. There is a Kerkstraat 5 in
/// every second village.
fn home_number(home: &Home) -> u64 {
    let place = if home.postcode != 0 { home.postcode } else { home.town };
    if door(home) == 0 || place == 0 { 0 } else { mix(door(home) ^ mix(place.into())) }
}

/// Share of records with each value.
fn shares<T: Eq + Hash>(values: impl Iterator<Item = T>, records: usize) -> FxHashMap<T, f32> {
    let mut counts: FxHashMap<T, f32> = FxHashMap::default();
    for value in values {
        *counts.entry(value).or_default() += 1.0;
    }
    counts.values_mut().for_each(|count| *count = seen_by_two(*count) / records as f32);
    counts
}

/// Of those who have a value, how many a pair that shares it sees beside itself: whoever is asked how common a phone is
/// must not count himself. Half of one where there is nobody.
fn seen_by_two(count: f32) -> f32 {
    (count - 1.5).max(0.5)
}

/// Shares of every name of a place.
fn name_shares(names: &Names, used: impl Iterator<Item = u32>) -> Vec<NameShares> {
    let spelled = bearers(names, used);
    let all = spelled.iter().map(|n| f64::from(*n)).sum::<f64>().max(1.0);
    let counted = || names.list.iter().zip(spelled.iter().map(|n| f64::from((*n).max(1))));
    let mut equal: FxHashMap<u64, f64> = FxHashMap::default();
    counted().for_each(|(name, n)| *equal.entry(name.full_hash).or_default() += n);
    let stems = apart(counted().map(|(name, n)| (name.full_hash, name.stem_hash, n)));
    let families = apart(counted().map(|(name, n)| (name.stem_hash, name.group(), n)));
    let sounds = apart(
        counted()
            .map(|(name, n)| (if name.family == 0 { name.stem_hash } else { name.group() }, name.sound, n)),
    );
    counted()
        .map(|(name, _)| {
            let of = |n: f64| (f64::from(seen_by_two(n as f32)) / all) as f32;
            [
                of(equal[&name.full_hash]),
                of(stems[&name.stem_hash]),
                of(families[&name.group()]),
                of(sounds[&name.sound]),
            ]
        })
        .collect()
}

/// How many bear each name.
fn bearers(names: &Names, used: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut spelled = vec![0_u32; names.list.len()];
    for number in used.filter(|number| *number != 0) {
        spelled[number as usize - 1] += 1;
    }
    spelled
}

/// Bearers that the names that meet a name are worth, when it is told where its own stand.
const KIN: f32 = 2.0;

/// How much the names of both places lean to given names: each by those who bear it in either place, beside whoever
/// asks; few of them lean on those whose names meet it. `Hocine` is a family name where `Hussein` is a given one.
fn leans(lexicon: &Lexicon, records: &[Record]) -> [Vec<f32>; 2] {
    let mut own: FxHashMap<u64, [f32; 2]> = FxHashMap::default();
    let mut kin: FxHashMap<u64, [f32; 2]> = FxHashMap::default();
    let places = [
        (&lexicon.given, bearers(&lexicon.given, records.iter().map(|record| record.given))),
        (&lexicon.family, bearers(&lexicon.family, records.iter().map(|record| record.family))),
    ];
    for (place, (names, bearers)) in places.iter().enumerate() {
        for (name, n) in names.list.iter().zip(bearers) {
            own.entry(name.full_hash).or_default()[place] += *n as f32;
            kin.entry(name.meets).or_default()[place] += *n as f32;
        }
    }
    let of = |name: &Name, place: usize| {
        let others = |mut bearers: [f32; 2]| {
            bearers[place] -= 1.0;
            bearers
        };
        let (own, kin) = (others(own[&name.full_hash]), others(kin[&name.meets]));
        let given = 1.0 / (1.0 + (-lean(kin[0] + 0.5, kin[1] + 0.5, name.listed)).exp2());
        ((own[0] + KIN * given) / (own[1] + KIN * (1.0 - given))).log2().clamp(-MOST, MOST)
    };
    [0, 1].map(|place| places[place].0.list.iter().map(|name| of(name, place)).collect())
}

/// For each class of names, how many bear one of it that is not of the same kind as another bearer's: two strangers
/// who compare at a level do not compare at a surer one. A class of one kind has none.
fn apart(names: impl Iterator<Item = (u64, u64, f64)>) -> FxHashMap<u64, f64> {
    let mut kinds: FxHashMap<(u64, u64), f64> = FxHashMap::default();
    for (kind, class, n) in names {
        *kinds.entry((class, kind)).or_default() += n;
    }
    let mut sums: FxHashMap<u64, (f64, f64)> = FxHashMap::default();
    for ((class, _), n) in kinds {
        let (sum, squares) = sums.entry(class).or_default();
        (*sum, *squares) = (*sum + n, *squares + n * n);
    }
    sums.into_iter().map(|(class, (sum, squares))| (class, sum - squares / sum)).collect()
}

/// So many people of whom nothing else is known stand beside those of a file: in a file of two rows every name would be
/// everybody's.
const OTHERS: f32 = 500.0;
/// A file of so many records knows by itself how common values are.
const ENOUGH: usize = 20_000;

impl Counted {
    /// Counts the values of a population. Where it is small, other people are counted with it, of whom a model knows
    /// which names are common.
    pub(crate) fn of(
        lexicon: &Lexicon,
        records: &[Record],
        others: impl Fn(Place, &Name) -> NameShares,
    ) -> Self {
        let mut counted = Self::alone(lexicon, records);
        if records.len() < ENOUGH {
            counted.add_others(lexicon, records.len() as f32, others);
        }
        counted
    }

    fn add_others(&mut self, lexicon: &Lexicon, records: f32, others: impl Fn(Place, &Name) -> NameShares) {
        let all = records + OTHERS;
        let places = [
            (Place::Given, &mut self.given, &lexicon.given),
            (Place::Family, &mut self.family, &lexicon.family),
        ];
        for (place, shares, names) in places {
            for (shares, name) in shares.iter_mut().zip(&names.list) {
                for (own, other) in shares.iter_mut().zip(others(place, name)) {
                    *own = (*own * records + other * OTHERS) / all;
                }
            }
        }
        let mix = |own: &mut f32, other: f32| *own = (*own * records + other * OTHERS) / all;
        self.births.values_mut().for_each(|own| mix(own, 1.0 / 365.0 / 60.0));
        self.years.values_mut().for_each(|own| mix(own, 1.0 / 60.0));
        self.postcodes.values_mut().for_each(|own| mix(own, 1e-3));
        let rare = self.homes.values_mut().chain(self.doors.values_mut()).chain(self.phones.values_mut());
        rare.for_each(|own| mix(own, 0.0));
    }

    fn alone(lexicon: &Lexicon, records: &[Record]) -> Self {
        let n = records.len().max(1);
        let homes = || records.iter().flat_map(|record| record.homes);
        let names = || {
            rayon::join(
                || name_shares(&lexicon.given, records.iter().map(|record| record.given)),
                || name_shares(&lexicon.family, records.iter().map(|record| record.family)),
            )
        };
        let places = || {
            rayon::join(
                || shares(homes().map(|home| home_number(&home)).filter(|home| *home != 0), n),
                || shares(records.iter().flat_map(|record| record.phones).filter(|phone| *phone != 0), n),
            )
        };
        let doors = || shares(homes().map(|home| door(&home)).filter(|door| *door != 0), n);
        let origins = || Origins::learn(records, &lexicon.given.list, &lexicon.family.list);
        let leans = || leans(lexicon, records);
        let ((names, places), (origins, doors, leans)) =
            rayon::join(|| (names(), places()), || (origins(), doors(), leans()));
        Self {
            exchanged: [false, true].map(|alone| exchanged(&leans, records, alone)),
            leans,
            given: names.0,
            family: names.1,
            births: shares(records.iter().map(|record| record.birth.0).filter(|birth| *birth != 0), n),
            years: shares(records.iter().map(|record| record.birth.year()).filter(|year| *year != 0), n),
            homes: places.0,
            doors,
            phones: places.1,
            postcodes: shares(homes().map(|home| home.postcode).filter(|postcode| *postcode != 0), n),
            origins,
        }
    }

    /// Share of a postcode, as two records that share one see it.
    pub(crate) fn mean_postcode(&self) -> f32 {
        as_sharers_see(self.postcodes.values().copied()).unwrap_or(1e-3)
    }
}

/// Share of what nobody has.
const NEVER: f32 = 1e-9;

/// The commonest of the values that two records share.
fn shared<T: PartialEq + Copy>(a: &[T], b: &[T], share: impl Fn(T) -> Option<f32>) -> f32 {
    a.iter().filter(|value| b.contains(value)).filter_map(|value| share(*value)).fold(NEVER, f32::max)
}

impl Shares for Counted {
    fn name(&self, place: Place, number: u32, level: NameLevel) -> Option<f32> {
        let names = match place {
            Place::Given => &self.given,
            Place::Family => &self.family,
        };
        at_level(names.get((number as usize).wrapping_sub(1))?, level)
    }

    fn birth(&self, birth: Birth) -> f32 {
        self.births.get(&birth.0).copied().unwrap_or(1e-6)
    }

    fn year(&self, birth: Birth) -> Option<f32> {
        self.years.get(&birth.year()).copied()
    }

    fn home(&self, a: &Record, b: &Record) -> f32 {
        let known = |of: fn(&Home) -> u64, record: &Record| {
            record.homes.map(|home| of(&home)).map(|n| if n == 0 { None } else { Some(n) })
        };
        let share = |of: fn(&Home) -> u64, shares: &FxHashMap<u64, f32>| {
            shared(&known(of, a), &known(of, b), |home| shares.get(&home?).copied())
        };
        // When one of them names no place, all that agrees is the door.
        let exact = share(home_number, &self.homes);
        if exact > NEVER { exact } else { share(door, &self.doors) }
    }

    fn phone(&self, a: &Record, b: &Record) -> f32 {
        shared(&a.phones, &b.phones, |phone| self.phones.get(&phone).copied())
    }

    fn postcode(&self, a: &Record, b: &Record) -> f32 {
        shared(&a.homes.map(|h| h.postcode), &b.homes.map(|h| h.postcode), |postcode| {
            self.postcodes.get(&postcode).copied()
        })
    }

    fn lean(&self, place: Place, number: u32) -> f32 {
        self.leans[place as usize].get((number as usize).wrapping_sub(1)).copied().unwrap_or(0.0)
    }

    fn exchanged(&self, alone: bool) -> f32 {
        self.exchanged[usize::from(alone)]
    }

    fn together(&self, given: u32, family: u32) -> f32 {
        self.origins.lift(given, family)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_counts_what_no_surer_level_takes() {
        // Three of one spelling and one of another: among 4 * 4 ordered pairs, 6 are of two spellings.
        let classes = apart([(1, 9, 3.0), (2, 9, 1.0), (3, 8, 5.0)].into_iter());
        assert_eq!(classes[&9], 6.0 / 4.0);
        assert_eq!(classes[&8], 0.0);
    }
}
