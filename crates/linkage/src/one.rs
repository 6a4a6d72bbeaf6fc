//! One record against another, with a reason for each field.

use crate::common::Alone;
use crate::model::{
    Average, Component, Model, Parameters, Verdict, field_bits, probability, stranger_bits, together_bits,
};
use crate::name::NameLevel;
use crate::origin::of_both;
use crate::pattern::{Field, Pattern, compare};
use crate::record::{Lexicon, Record};
use crate::shares::{Shares, straight};

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
        let mut model: Self = serde_json::from_str(text)?;
        model.forget_order();
        Ok(model)
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
        let (a, b) = (
            &Record { straight: straight(&alone, a), ..*a },
            &Record { straight: straight(&alone, b), ..*b },
        );
        let parameters = self.of(of_both(alone.origin(a), alone.origin(b)));
        let strangers = Average::of(&self.stranger);
        explain(parameters, people, &alone, &strangers, compare(lexicon, a, b), (a, b))
    }
}

/// What a pair is thought of, and why: parts that add up to the whole.
pub(crate) fn explain(
    parameters: &Parameters,
    people: f64,
    shares: &impl Shares,
    strangers: &Average,
    pattern: Pattern,
    pair: (&Record, &Record),
) -> Match {
    let verdict =
        parameters.weigh(people, pattern, stranger_bits(strangers, shares, pattern, pair.0, pair.1));
    let others: f64 = parameters.same.iter().map(|component| component.others).sum();
    let same = of_one_person(&parameters.same, pattern);
    let evidence = |field: Field| {
        let level = pattern.level(field);
        let chance = field_bits(strangers, shares, pattern, field, pair);
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
    let before = (others / people).log2() as f32 - together_bits(shares, pattern, pair.0, pair.1);
    let said: f32 = fields.iter().map(|field| field.bits).sum();
    // One person against strangers; that they could be of one household takes the rest away.
    Match {
        bits: verdict.bits,
        household: verdict.household,
        before,
        kinship: verdict.bits - before - said,
        fields,
    }
}

/// log2 of the probability of each field's level for one person, given the fields before it: what one field tells of the
/// care with which a person was recorded, the next one need not tell again. So the logarithms add up.
fn of_one_person(same: &[Component], pattern: Pattern) -> [f32; Field::ALL.len()] {
    let mut weights: Vec<f64> = same.iter().map(|component| component.others).collect();
    let mut before: f64 = weights.iter().sum();
    Field::ALL.map(|field| {
        for (weight, component) in weights.iter_mut().zip(same) {
            *weight *= f64::from(component.table[field as usize][pattern.level(field)]);
        }
        let after: f64 = weights.iter().sum();
        let bits = (after / before).log2() as f32;
        before = after;
        bits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::birth::Birth;
    use crate::record::Written;

    #[test]
    fn the_reasons_of_a_pair_add_up_and_nothing_but_a_household_takes_away() {
        let mut lexicon = Lexicon::default();
        let mut read = |given, family, birth, phone| {
            let phones = [phone];
            lexicon.read(&Written {
                given,
                family,
                birth: Birth::read(birth),
                phones: &phones,
                ..Written::default()
            })
        };
        let people = [
            read("Mohamed", "El Amrani", "1985-03-30", "0470123457"),
            read("Muhammad", "Amrani", "1985-03-31", "0470123457"),
            read("El Amrani", "Mohamed", "1985-01-01", ""),
            read("Fatima", "El Amrani", "1987-02-11", "0470123457"),
            read("Lien", "Peeters", "1985-03-30", ""),
            read("Lies", "Peeters", "1985-03-30", ""),
        ];
        let model = Model::shipped().unwrap();
        for a in &people {
            for b in &people {
                let found = model.compare(&lexicon, a, b, 100_000, 2);
                let said: f32 = found.fields.iter().map(|field| field.bits).sum();
                let sum = found.before + said + found.kinship;
                assert!((sum - found.bits).abs() < 0.001, "{sum} {found:?}");
                assert!(found.kinship < 0.01, "{found:?}");
                let turned = model.compare(&lexicon, b, a, 100_000, 2);
                assert!((turned.bits - found.bits).abs() < 0.001, "{found:?} {turned:?}");
            }
        }
    }
}
