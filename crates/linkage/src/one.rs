//! One record against another, with a reason for each field.

use crate::common::Alone;
use crate::model::{
    Average, Component, Model, Verdict, field_bits, likelihood, probability, stranger_bits, together_bits,
};
use crate::name::NameLevel;
use crate::origin::of_both;
use crate::pattern::{Field, Pattern, compare};
use crate::record::{Lexicon, Record};

/// What is thought of two records, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// log2 of the odds that both are one person.
    pub bits: f32,
    /// Probability that they are two people of one household.
    pub household: f32,
    /// Bits before anything was compared: how rare it is that two records are one person.
    pub before: f32,
    /// Bits that the other explanation, two people of one household, takes away: 0 or less.
    pub kinship: f32,
    /// What each field says. With `before` and `kinship` they add up to `bits`.
    pub fields: Vec<Evidence>,
}

/// What one field says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The field.
    pub field: Field,
    /// How the two compare: a word of [`Field::words`].
    pub word: &'static str,
    /// Bits for one person (or against, when negative).
    pub bits: f32,
    /// Share of people who would agree so by chance, for values that agree.
    pub share: Option<f32>,
}

impl Match {
    /// Probability that both are one person.
    pub fn probability(&self) -> f64 {
        probability(self.bits)
    }

    fn apart() -> Self {
        let Verdict { bits, household } = Verdict::APART;
        Self { bits, household, before: 0.0, kinship: 0.0, fields: vec![] }
    }
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("this is not a model that this program can use: {0}")]
pub struct BadModel(#[from] serde_json::Error);

impl Model {
    /// The model that comes with the program: learned from invented people of Belgium (`benches/linkage`).
    /// Whoever has real ones learns a better one with `havre link --save-model`.
    pub fn shipped() -> Result<Self, BadModel> {
        Self::read(include_str!("../data/model.json"))
    }

    /// Reads a model that [`Model::write`] wrote.
    pub fn read(text: &str) -> Result<Self, BadModel> {
        Ok(serde_json::from_str(text)?)
    }

    /// The model as text. It holds probabilities and hashes of common names, nobody's record.
    pub fn write(&self) -> Result<String, BadModel> {
        Ok(serde_json::to_string(&self.rounded())?)
    }

    /// Compares two records of a population of `people` records. `crowd`: how many records have the phone or the home
    /// that the two share, as far as is known (see [`crate::KeyOf`]).
    pub fn compare(&self, lexicon: &Lexicon, a: &Record, b: &Record, people: u64, crowd: u64) -> Match {
        if a.apart(b) {
            return Match::apart();
        }
        let people = people.max(2) as f64;
        let alone = Alone { names: &self.names, lexicon, crowd: crowd.max(2) as f32, people: people as f32 };
        let parameters = self.of(of_both(alone.origin(a), alone.origin(b)));
        let pattern = compare(lexicon, a, b);
        let strangers = Average::of(&self.stranger);
        let among_strangers = stranger_bits(&strangers, &alone, pattern, a, b);
        let verdict = parameters.weigh(people, pattern, among_strangers);
        let same = average(&parameters.same, pattern);
        let others: f64 = parameters.same.iter().map(|component| component.others).sum();
        let evidence = |field: Field| {
            let level = pattern.level(field);
            let chance = field_bits(&strangers, &alone, pattern, field, (a, b));
            let agrees = matches!(field, Field::Given | Field::Family) && level <= NameLevel::Sound as usize;
            let counted = agrees || level == 1 && field != Field::Sex && field != Field::Order;
            Evidence {
                field,
                word: field.words()[level],
                bits: same[field as usize] - chance,
                share: (counted && level != 0).then(|| chance.exp2()),
            }
        };
        let known = Field::ALL.into_iter().filter(|field| pattern.level(*field) != 0);
        let fields: Vec<Evidence> = known.map(evidence).collect();
        let before = (others / people).log2() as f32 - together_bits(&alone, pattern, a, b);
        let said: f32 = fields.iter().map(|field| field.bits).sum();
        Match {
            bits: verdict.bits,
            household: verdict.household,
            before,
            kinship: verdict.bits - before - said,
            fields,
        }
    }
}

/// log2 of the probability of each field's level for one person, the components weighed as this pattern weighs them.
fn average(same: &[Component], pattern: Pattern) -> [f32; Field::ALL.len()] {
    let weights: Vec<f64> = same.iter().map(|c| c.others * likelihood(&c.table, pattern)).collect();
    let all: f64 = weights.iter().sum();
    std::array::from_fn(|field| {
        let level = pattern.level(Field::ALL[field]);
        let mean: f64 =
            same.iter().zip(&weights).map(|(c, w)| w / all * f64::from(c.table[field][level])).sum();
        mean.max(1e-9).log2() as f32
    })
}
