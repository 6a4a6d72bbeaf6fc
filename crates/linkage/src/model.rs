//! The model: how often each level occurs among records of one person, of one household, and of strangers.
//!
//! Fellegi and Sunter (1969) weigh a pair by two classes, same person or not, and take the fields for independent. A
//! child shares address, phone and family name with its mother: three agreements that come together. Here "another
//! person of the same household" is a class of its own, so that what a household explains is no evidence of identity.

use crate::birth::BirthLevel;
use crate::name::{NameLevel, Place};
use crate::origin::ORIGINS;
use crate::pattern::{AddressLevel, BOTH, FIRST, Field, LEVELS, Pattern, SAME, SECOND, STRAIGHT};
use crate::record::Record;
use crate::shares::{Shares, rounded};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Probability of each level of each field, given a class. Level 0, missing, tells nothing and counts as 1.
pub(crate) type Table = [[f32; LEVELS]; Field::ALL.len()];

/// One kind of pair within a class: a person recorded with care, or in haste; kin, or partners.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Component {
    /// How many other records stand in this relation to a record, on average.
    pub(crate) others: f64,
    pub(crate) table: Table,
}

/// Parameters of the pairs whose names have one origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parameters {
    pub(crate) same: Vec<Component>,
    pub(crate) household: Vec<Component>,
}

/// What was learned, without labels, from one population; usable for another one like it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// One for each origin of names, the last one for names that tell none.
    pub(crate) by_origin: Vec<Parameters>,
    /// Strangers, on average. Common values have a share of their own ([`Shares`]).
    pub(crate) stranger: Table,
    /// How common names are, for a record that meets no population.
    #[serde(default)]
    pub(crate) names: crate::common::CommonNames,
}

/// What the model says of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// log2 of the odds that both are one person.
    pub bits: f32,
    /// Probability that they are two people of one household.
    pub household: f32,
}

impl Verdict {
    /// Nothing could make these two one person.
    pub(crate) const APART: Self = Self { bits: crate::cluster::NEVER, household: 0.0 };

    /// Probability that both are one person.
    pub fn same(&self) -> f64 {
        probability(self.bits)
    }
}

/// Bits of odds as a probability.
pub fn probability(bits: f32) -> f64 {
    1.0 / (1.0 + (-f64::from(bits)).exp2())
}

/// log2 of how often strangers compare at each level of each field, on average.
#[derive(Debug, Clone)]
pub(crate) struct Average(Table);

impl Average {
    pub(crate) fn of(stranger: &Table) -> Self {
        Self(stranger.map(|levels| levels.map(share_bits)))
    }

    pub(crate) fn bits(&self, field: Field, level: usize) -> f32 {
        self.0[field as usize][level]
    }
}

/// log2 of a share.
fn share_bits(share: f32) -> f32 {
    share.max(1e-13).log2()
}

/// log2 of the probability of a pair's field among strangers, value and all.
pub(crate) fn field_bits(
    stranger: &Average,
    shares: &impl Shares,
    pattern: Pattern,
    field: Field,
    (a, b): (&Record, &Record),
) -> f32 {
    let level = pattern.level(field);
    if level == 0 {
        return 0.0;
    }
    let own = match field {
        Field::Order => return turned_bits(level, (a, b)),
        Field::Given | Field::Family => name_share(shares, pattern, field, (a, b)),
        Field::Birth if level == BirthLevel::Equal as usize => Some(shares.birth(a.birth)),
        Field::Birth if level == BirthLevel::YearOnly as usize => shares.year(a.birth),
        Field::Address if level == AddressLevel::Home as usize => Some(shares.home(a, b)),
        Field::Address if level == AddressLevel::Postcode as usize => Some(shares.postcode(a, b)),
        Field::Phone if level == usize::from(SAME) => Some(shares.phone(a, b)),
        Field::Birth | Field::Sex | Field::Address | Field::Phone | Field::Document => None,
    };
    own.map_or_else(|| stranger.bits(field, level), share_bits)
}

/// Share of people whose name agrees with that of a pair. In its right place a name is common: that of the record counts
/// whose names stand in their places. Where neither does, as many more bear it as names are seldom exchanged.
fn name_share(
    shares: &impl Shares,
    pattern: Pattern,
    field: Field,
    (a, b): (&Record, &Record),
) -> Option<f32> {
    let order = pattern.level(Field::Order);
    let right = if order == usize::from(FIRST) { b } else { a };
    let level = NameLevel::of(pattern.level(field));
    let is_given = (field == Field::Given) != (order == usize::from(BOTH));
    let share = match is_given {
        true => shares.name(Place::Given, right.given, level),
        false => shares.name(Place::Family, right.family, level),
    }?;
    let in_place = if order == usize::from(BOTH) { (-shares.exchanged(false)).exp2() } else { 1.0 };
    Some((share * in_place).min(1.0))
}

/// Bits by which strangers are likelier because names must have been exchanged, or not, for a pair to compare as it does.
fn turned_bits(order: usize, (a, b): (&Record, &Record)) -> f32 {
    // -log2 of the probability that the names of a record stand in their places, and that they do not.
    let straight = |record: &Record| soft(-record.straight);
    let turned = |record: &Record| soft(record.straight);
    match order as u8 {
        STRAIGHT => straight(a) + straight(b),
        SECOND => straight(a) + turned(b),
        FIRST => turned(a) + straight(b),
        _ => turned(a) + turned(b),
    }
}

/// log2 of 1 + 2^bits, of bits in eighths.
fn soft(eighths: i16) -> f32 {
    const FAR: i16 = 64;
    static NEAR: LazyLock<[f32; 2 * FAR as usize + 1]> = LazyLock::new(|| {
        std::array::from_fn(|at| (1.0 + ((at as f32 - f32::from(FAR)) / 8.0).exp2()).log2())
    });
    match eighths.clamp(-FAR, FAR) {
        far if far != eighths => f32::from(eighths.max(0)) / 8.0,
        near => NEAR[(near + FAR) as usize],
    }
}

/// log2 of the probability of a pair among strangers.
pub(crate) fn stranger_bits(
    stranger: &Average,
    shares: &impl Shares,
    pattern: Pattern,
    a: &Record,
    b: &Record,
) -> f32 {
    let fields =
        Field::ALL.iter().map(|field| field_bits(stranger, shares, pattern, *field, (a, b))).sum::<f32>();
    fields + together_bits(shares, pattern, a, b)
}

/// Names of one origin come together: two strangers who share the one often share the other too.
pub(crate) fn together_bits(shares: &impl Shares, pattern: Pattern, a: &Record, b: &Record) -> f32 {
    let agrees = |field| (1..=NameLevel::Close as usize).contains(&pattern.level(field));
    if agrees(Field::Given) && agrees(Field::Family) {
        let of = |record: &Record| shares.together(record.given, record.family).log2();
        let exchanged = matches!(pattern.level(Field::Order) as u8, SECOND | FIRST);
        // Of exchanged names, those that are right come together.
        if exchanged { of(a).max(of(b)) } else { (of(a) + of(b)) / 2.0 }
    } else {
        0.0
    }
}

/// Product of the probabilities of a pattern.
pub(crate) fn likelihood(table: &Table, pattern: Pattern) -> f64 {
    Field::ALL.iter().map(|field| f64::from(table[*field as usize][pattern.level(*field)])).product()
}

impl Parameters {
    /// Weighs a pair of a population of `people` records whose probability among strangers is known.
    pub(crate) fn weigh(&self, people: f64, pattern: Pattern, stranger_bits: f32) -> Verdict {
        let (same, household, rest) = self.classes(people, pattern, stranger_bits);
        Verdict { bits: (same / rest).log2() as f32, household: (household / (same + rest)) as f32 }
    }

    /// Whether [`Parameters::weigh`] gives more than so many bits: asked of every pair, most of which say no.
    pub(crate) fn reaches(&self, floor: f32, people: f64, pattern: Pattern, stranger_bits: f32) -> bool {
        let (same, _, rest) = self.classes(people, pattern, stranger_bits);
        same > rest * f64::from(floor).exp2()
    }

    /// Probabilities of a pair: one person, one household, and all that is not one person.
    fn classes(&self, people: f64, pattern: Pattern, stranger_bits: f32) -> (f64, f64, f64) {
        let sum = |of: &[Component]| of.iter().map(|c| c.others * likelihood(&c.table, pattern)).sum::<f64>();
        let (same, household) = (sum(&self.same) / people, sum(&self.household) / people);
        (same, household, household + f64::from(stranger_bits).exp2())
    }

    /// Where learning begins: what anybody who has seen such records would guess.
    pub(crate) fn guess() -> Self {
        let same = |others, name, birth| Component {
            others,
            table: [name, name, NEUTRAL, birth, yes_no(0.99), MOVES, KEEPS_PHONE, OWN_DOCUMENT],
        };
        let household = |others, family, birth, sex| Component {
            others,
            table: [OTHER_GIVEN, family, NEUTRAL, birth, yes_no(sex), AT_HOME, SHARED_PHONE, OTHER_DOCUMENT],
        };
        Self {
            same: vec![same(0.3, CLEAN, CLEAN_BIRTH), same(0.1, NOISY, NOISY_BIRTH)],
            household: vec![
                household(0.7, CLEAN, OTHER_BIRTH, 0.5),
                household(0.4, OTHER_FAMILY, NEAR_BIRTH, 0.05),
            ],
        }
    }
}

impl Model {
    /// Where learning begins.
    pub(crate) fn guess(households: bool) -> Self {
        let mut start = Parameters::guess();
        if !households {
            start.household.clear();
        }
        Self {
            by_origin: vec![start; ORIGINS + 1],
            stranger: [[1.0; LEVELS]; Field::ALL.len()],
            names: Default::default(),
        }
    }

    /// The same to three digits: more say nothing and fill files.
    pub(crate) fn rounded(&self) -> Self {
        let mut model = self.clone();
        for parameters in &mut model.by_origin {
            for component in parameters.same.iter_mut().chain(&mut parameters.household) {
                component.others = rounded(component.others as f32).into();
                component.table.iter_mut().flatten().for_each(|share| *share = rounded(*share));
            }
        }
        model.stranger.iter_mut().flatten().for_each(|share| *share = rounded(*share));
        model.names.round();
        model
    }

    /// That names were exchanged tells no class, whatever a model of an earlier version has.
    pub(crate) fn forget_order(&mut self) {
        let components = self.by_origin.iter_mut().flat_map(|of| of.same.iter_mut().chain(&mut of.household));
        components.for_each(|component| component.table[Field::Order as usize] = NEUTRAL);
    }

    /// Whether two people of one household are an explanation.
    pub(crate) fn knows_households(&self) -> bool {
        self.by_origin.iter().any(|parameters| !parameters.household.is_empty())
    }

    /// The parameters for an origin.
    pub(crate) fn of(&self, origin: u8) -> &Parameters {
        &self.by_origin[usize::from(origin).min(ORIGINS)]
    }
}

/// A row of probabilities after the 1 of "missing".
const fn row(levels: &[f32]) -> [f32; LEVELS] {
    let mut row = [0.0; LEVELS];
    row[0] = 1.0;
    let mut i = 0;
    while i < levels.len() {
        row[i + 1] = levels[i];
        i += 1;
    }
    row
}

const fn yes_no(yes: f32) -> [f32; LEVELS] {
    row(&[yes, 1.0 - yes])
}

/// Whoever writes down names exchanges those of anybody: that they are exchanged tells no class.
const NEUTRAL: [f32; LEVELS] = row(&[1.0, 1.0, 1.0, 1.0]);
// Levels in the order of `NameLevel`, `BirthLevel`, `AddressLevel`, of phones, and `DocumentLevel`.
const CLEAN: [f32; LEVELS] = row(&[0.86, 0.03, 0.02, 0.03, 0.03, 0.01, 0.005, 0.005, 0.0099, 0.0001]);
const NOISY: [f32; LEVELS] = row(&[0.5, 0.06, 0.08, 0.1, 0.1, 0.05, 0.04, 0.03, 0.0398, 0.0002]);
const OTHER_GIVEN: [f32; LEVELS] = row(&[0.004, 0.001, 0.003, 0.002, 0.003, 0.008, 0.008, 0.011, 0.46, 0.5]);
const OTHER_FAMILY: [f32; LEVELS] = row(&[0.05, 0.005, 0.0, 0.005, 0.005, 0.05, 0.005, 0.01, 0.869, 0.001]);
// Of births, the levels from the fourth one on are those of full dates again, and the last three of partial ones.
const CLEAN_BIRTH: [f32; LEVELS] = row(&[
    0.945, 0.012, 0.015, 0.93, 0.004, 0.004, 0.002, 0.001, 0.0002, 0.000001, 0.003, 0.0128, 0.05, 0.0198,
    0.0002,
]);
const NOISY_BIRTH: [f32; LEVELS] = row(&[
    0.72, 0.05, 0.1, 0.85, 0.03, 0.02, 0.01, 0.006, 0.0006, 0.000002, 0.0174, 0.04, 0.1, 0.0494, 0.0006,
]);
const OTHER_BIRTH: [f32; LEVELS] =
    row(&[0.01, 0.001, 0.01, 0.03, 0.002, 0.02, 0.08, 0.217, 0.655, 0.002, 0.001, 0.002, 0.08, 0.24, 0.65]);
const NEAR_BIRTH: [f32; LEVELS] =
    row(&[0.001, 0.001, 0.01, 0.08, 0.002, 0.08, 0.28, 0.5899, 0.03, 0.0001, 0.002, 0.004, 0.3, 0.57, 0.05]);
const MOVES: [f32; LEVELS] = row(&[0.68, 0.1, 0.02, 0.04, 0.03, 0.01, 0.02, 0.1]);
const AT_HOME: [f32; LEVELS] = row(&[0.75, 0.1, 0.03, 0.05, 0.02, 0.01, 0.01, 0.03]);
const KEEPS_PHONE: [f32; LEVELS] = row(&[0.8, 0.03, 0.17]);
const SHARED_PHONE: [f32; LEVELS] = row(&[0.2, 0.01, 0.79]);
/// Numbers of documents are too few in most files to learn from: what is believed of them holds.
pub(crate) const OWN_DOCUMENT: [f32; LEVELS] = row(&[0.97, 1e-6, 0.03]);
const OTHER_DOCUMENT: [f32; LEVELS] = row(&[1e-6, 0.998, 0.002]);
pub(crate) const STRANGE_DOCUMENT: [f32; LEVELS] = row(&[1e-13, 1.0, 1e-6]);
