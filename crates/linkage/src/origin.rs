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
const ROUNDS: usize = 12;
/// Records from which communities are learned.
const SAMPLE: usize = 200_000;

/// Bearers of no community that are believed beside those of each name. A name of two bearers would otherwise be of
/// that community, and no other, to which the names that they bear with it belong, and come together with these often.
const BELIEVED: f32 = 2.0;

/// A number for each community.
pub(crate) type Mix = [f32; ORIGINS];

/// How names spread over communities.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    weight: Mix,
    given: Vec<Mix>,
    family: Vec<Mix>,
}

impl Origins {
    /// Learns from records of a population with so many given and family names.
    pub(crate) fn learn(records: &[Record], given: &[Name], family: &[Name]) -> Self {
        let step = (records.len() / SAMPLE).max(1);
        let pairs = |step: usize| {
            let known = records.iter().step_by(step).filter(|record| record.given != 0 && record.family != 0);
            known.map(|record| (record.given as usize - 1, record.family as usize - 1))
        };
        let mut origins = Self::begin(given, family);
        let (given, family) = (given.len(), family.len());
        for _ in 0..ROUNDS {
            origins = origins.again(pairs(step), given, family);
        }
        origins.again(pairs(1), given, family)
    }

    /// Any start that is not even: each name leans a little to some community, the same one in whichever row it stands.
    fn begin(given: &[Name], family: &[Name]) -> Self {
        let lean = |name: &Name, salt: u64| {
            let mut state = name.identity.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt;
            std::array::from_fn(|_| {
                state = (state ^ state >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                0.5 + (state >> 40) as f32 / (1 << 24) as f32
            })
        };
        Self {
            weight: [1.0 / ORIGINS as f32; ORIGINS],
            given: given.iter().map(|name| lean(name, 1)).collect(),
            family: family.iter().map(|name| lean(name, 2)).collect(),
        }
    }

    fn again(&self, pairs: impl Iterator<Item = (usize, usize)>, given: usize, family: usize) -> Self {
        let believed = self.weight.map(|weight| (weight * BELIEVED).max(1e-3));
        let mut next =
            Self { weight: [1e-3; ORIGINS], given: vec![believed; given], family: vec![believed; family] };
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
        self.given(given).zip(self.family(family)).map_or(1.0, |(g, f)| lift(&self.weight, g, f))
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
