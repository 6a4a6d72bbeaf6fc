//! Names of one origin come together. Two strangers from one community share a common given name and a common family
//! name more often than chance says; to take the two for independent makes false links at the very top.
//!
//! Communities are learned from the names alone (a mixture of pairs; Hofmann 1999), without anybody being labelled. They
//! are numbers inside this module: no record is ever given one.

use crate::name::Name;
use crate::record::Record;

/// Communities that are told apart. More change nothing that was measured.
pub(crate) const ORIGINS: usize = 8;
/// An origin that names do not tell.
pub(crate) const UNTOLD: u8 = ORIGINS as u8;
const ROUNDS: usize = 40;
/// Records from which communities are learned.
const SAMPLE: usize = 200_000;

/// Bearers of no community that are believed beside those of each name. A name of two bearers would otherwise be of
/// that community, and no other, to which the names that they bear with it belong, and come together with these often.
const BELIEVED: f32 = 2.0;

/// Records that are asked how far communities are to be trusted, and how many powers are tried.
const TOLD: usize = 20_000;
const POWERS: u8 = 8;

/// A number for each community.
pub(crate) type Mix = [f32; ORIGINS];

/// How names spread over communities.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    weight: Mix,
    given: Vec<Mix>,
    family: Vec<Mix>,
    /// How far the communities are to be trusted, 0 to 1 ([`Origins::trust`]).
    trusted: f32,
}

/// The place of all names that one person of a sample bears.
const RARE: usize = 0;

/// Names of a sample that several people bear, close together: those of one tell nothing.
struct Common {
    /// The place of each name of the lexicon.
    slots: Vec<usize>,
    /// What each place says, the first one for all rare names.
    identities: Vec<u64>,
}

impl Common {
    fn of(names: &[Name], used: impl Iterator<Item = usize>) -> Self {
        let mut bearers = vec![0_u32; names.len()];
        used.for_each(|name| bearers[name] += 1);
        let mut common = Self { slots: vec![RARE; names.len()], identities: vec![0] };
        let several =
            names.iter().zip(bearers).zip(&mut common.slots).filter(|((_, bearers), _)| *bearers > 1);
        for ((name, _), slot) in several {
            *slot = common.identities.len();
            common.identities.push(name.identity);
        }
        common
    }

    /// What is known of each place, for each name.
    fn spread(&self, mixes: &[Mix]) -> Vec<Mix> {
        self.slots.iter().map(|slot| mixes[*slot]).collect()
    }
}

impl Origins {
    /// Learns from records of a population with so many given and family names.
    pub(crate) fn learn(records: &[Record], given: &[Name], family: &[Name]) -> Self {
        let known = || records.iter().filter(|record| record.given != 0 && record.family != 0);
        let all = || known().map(|record| (record.given as usize - 1, record.family as usize - 1));
        let sample = || all().step_by((records.len() / SAMPLE).max(1));
        let common =
            [Common::of(given, sample().map(|pair| pair.0)), Common::of(family, sample().map(|pair| pair.1))];
        let slots = |(given, family): (usize, usize)| (common[0].slots[given], common[1].slots[family]);
        // A pair of which neither name is known tells nothing.
        let sample: Vec<_> = sample().map(slots).filter(|pair| *pair != (RARE, RARE)).collect();
        // Half of the records teach, the other half tells what was learned.
        let half = |first: usize, step: usize| {
            sample.iter().skip(first).step_by(2 * step).copied().collect::<Vec<_>>()
        };
        let (trusted, origins) = rayon::join(
            || Self::of_sample(&common, &half(0, 1)).trust(&half(1, sample.len() / (2 * TOLD) + 1)),
            || Self::of_sample(&common, &sample),
        );
        let (given, family) = (common[0].spread(&origins.given), common[1].spread(&origins.family));
        Self { trusted, ..Self { given, family, ..origins }.again(all()) }
    }

    fn of_sample(common: &[Common; 2], pairs: &[(usize, usize)]) -> Self {
        let again = |origins: Self, _| origins.again(pairs.iter().copied()).with_rare();
        (0..ROUNDS).fold(Self::begin(common), again)
    }

    /// How far the communities tell which names come together in records that did not teach them: the power of their
    /// lift under which these records are likeliest. Where there are no communities, what was learned is chance.
    fn trust(&self, told: &[(usize, usize)]) -> f32 {
        let bits =
            |given: usize, family: usize| lift(&self.weight, &self.given[given], &self.family[family]).log2();
        let own: Vec<f32> = told.iter().map(|(given, family)| bits(*given, *family)).collect();
        // The given name of one and the family name of another, far from her.
        let others = told.iter().zip(told.iter().cycle().skip(told.len() / 2));
        let chance: Vec<f32> = others.map(|((given, _), (_, family))| bits(*given, *family)).collect();
        let mean = |sum: f32| sum / told.len().max(1) as f32;
        let gain = |power: f32| {
            let expected = mean(chance.iter().map(|bits| (power * bits).exp2()).sum());
            power * mean(own.iter().sum()) - expected.log2()
        };
        let powers = (0..=POWERS).map(|power| f32::from(power) / f32::from(POWERS));
        powers.max_by(|x, y| gain(*x).total_cmp(&gain(*y))).unwrap_or(1.0)
    }

    /// Any start that is not even: each name leans a little to some community, the same one in whichever row it stands.
    fn begin(common: &[Common; 2]) -> Self {
        let lean = |identity: &u64, salt: u64| {
            let mut state = identity.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt;
            std::array::from_fn(|_| {
                state = (state ^ state >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                0.5 + (state >> 40) as f32 / (1 << 24) as f32
            })
        };
        let of =
            |common: &Common, salt| common.identities.iter().map(|identity| lean(identity, salt)).collect();
        let (given, family) = (of(&common[0], 1), of(&common[1], 2));
        Self { trusted: 1.0, weight: [1.0 / ORIGINS as f32; ORIGINS], given, family }.with_rare()
    }

    /// A rare name tells nothing.
    fn with_rare(mut self) -> Self {
        self.given[RARE] = [1.0; ORIGINS];
        self.family[RARE] = [1.0; ORIGINS];
        self
    }

    fn again(&self, pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        let believed = self.weight.map(|weight| (weight * BELIEVED).max(1e-3));
        let of = |names: &[Mix]| vec![believed; names.len()];
        let mut next =
            Self { trusted: 1.0, weight: [1e-3; ORIGINS], given: of(&self.given), family: of(&self.family) };
        for (g, f) in pairs {
            let joint: Mix = std::array::from_fn(|k| self.weight[k] * self.given[g][k] * self.family[f][k]);
            let all: f32 = joint.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            for (k, joint) in joint.into_iter().enumerate() {
                let part = joint / all;
                next.weight[k] += part;
                next.given[g][k] += part;
                next.family[f][k] += part;
            }
        }
        next.normalised()
    }

    /// Counts to probabilities: of a community, and of a name within one.
    fn normalised(mut self) -> Self {
        let totals = self.weight;
        let all: f32 = totals.iter().sum();
        for name in self.given.iter_mut().chain(&mut self.family) {
            for k in 0..ORIGINS {
                name[k] /= totals[k];
            }
        }
        self.weight = totals.map(|total| total / all);
        self
    }

    fn given(&self, number: u32) -> Option<&Mix> {
        self.given.get((number as usize).wrapping_sub(1))
    }

    fn family(&self, number: u32) -> Option<&Mix> {
        self.family.get((number as usize).wrapping_sub(1))
    }

    /// How much more often than by chance two names come together, 1 or more.
    pub(crate) fn lift(&self, given: u32, family: u32) -> f32 {
        let both = self.given(given).zip(self.family(family));
        both.map_or(1.0, |(given, family)| lift(&self.weight, given, family).powf(self.trusted))
    }

    /// The community of a record, [`UNTOLD`] when its names do not tell.
    pub(crate) fn of(&self, record: &Record) -> u8 {
        told(&self.weight, self.given(record.given), self.family(record.family))
    }

    /// Shares of the communities; of a given name and of a family name within each.
    pub(crate) fn mixes(&self) -> (&Mix, &[Mix], &[Mix]) {
        (&self.weight, &self.given, &self.family)
    }
}

/// How much more often than by chance two names come together, given their probabilities within each community.
pub(crate) fn lift(weight: &Mix, given: &Mix, family: &Mix) -> f32 {
    let sum = |of: &dyn Fn(usize) -> f32| (0..ORIGINS).map(|k| weight[k] * of(k)).sum::<f32>();
    let (joint, g, f) = (sum(&|k| given[k] * family[k]), sum(&|k| given[k]), sum(&|k| family[k]));
    if g > 0.0 && f > 0.0 { (joint / (g * f)).max(1.0) } else { 1.0 }
}

/// The community that names tell with at least 60 %.
pub(crate) fn told(weight: &Mix, given: Option<&Mix>, family: Option<&Mix>) -> u8 {
    if given.is_none() && family.is_none() {
        return UNTOLD;
    }
    let one = [1.0; ORIGINS];
    let (given, family) = (given.unwrap_or(&one), family.unwrap_or(&one));
    let joint: Mix = std::array::from_fn(|k| weight[k] * given[k] * family[k]);
    let best = (0..ORIGINS).max_by(|x, y| joint[*x].total_cmp(&joint[*y])).unwrap_or(0);
    if joint[best] < 0.6 * joint.iter().sum::<f32>() { UNTOLD } else { best as u8 }
}

/// The origin of a pair: that of both, or of the one that tells.
pub(crate) fn of_both(a: u8, b: u8) -> u8 {
    match (a, b) {
        (a, UNTOLD) => a,
        (UNTOLD, b) => b,
        (a, b) if a == b => a,
        _ => UNTOLD,
    }
}
