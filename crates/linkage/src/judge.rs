//! Which of two models fits a file better, without anybody knowing the truth.
//!
//! A field is held back: the model says who is one person without it, and the field is asked afterwards. Of two records of
//! one person it agrees nearly always, of two strangers, or of a mother and her child, hardly ever. So the pairs that
//! agree tell how many people a model finds, and those that do not how many it makes up. The likelihood of the pairs
//! cannot tell that: a model that takes households for people fits them well.

use crate::birth::BirthLevel;
use crate::candidates::{Found, Pair, Population};
use crate::model::{Component, Model, field_bits, probability};
use crate::name::{NameLevel, mix};
use crate::origin::UNTOLD;
use crate::pattern::Field;
use rayon::prelude::*;

/// Pairs that are asked at most.
const ASKED: usize = 200_000;
/// Probability from which a model stands by what it says.
const SURE: f64 = 0.9;
/// Share of the pairs of one person in which a field may fail to agree: files are that dirty. Of the pairs of a household
/// nearly all fail.
const SLIPS: f64 = 0.25;
/// How many right links a wrong one outweighs.
const WRONG: f64 = 3.0;

/// Fields that are held back: they tell a person from others of her household.
const HELD: [Field; 2] = [Field::Birth, Field::Given];

/// How well a model tells people apart; compare it with another one on the same pairs.
pub(crate) fn score(population: &Population<'_>, model: &Model, found: &Found) -> f64 {
    let step = (found.pairs.len() / ASKED).max(1) as u64;
    // The order in which pairs were found depends on threads; which ones are asked must not.
    let is_asked = |pair: &&Pair| mix(u64::from(pair.a) << 32 | u64::from(pair.b)).is_multiple_of(step);
    let asked: Vec<&Pair> = found.pairs.par_iter().filter(is_asked).collect();
    HELD.iter().map(|field| of_field(population, model, &asked, *field)).sum()
}

/// How often two records of one person agree in name and birth, at least, for a class of pairs to be people.
const PEOPLE: f64 = 0.4;

/// Whether what a model takes for one person is one. In a file that repeats nobody there is nothing to learn, and the
/// pairs that stand out are those of one common given name: their family names and births differ.
pub(crate) fn knows_people(model: &Model) -> bool {
    let same = &model.of(UNTOLD).same;
    let all: f64 = same.iter().map(|component| component.others).sum();
    let agree = |component: &Component| -> f64 {
        let differs = |field: Field, levels: &[usize]| -> f64 {
            levels.iter().map(|level| f64::from(component.table[field as usize][*level])).sum()
        };
        let name = [NameLevel::Differs as usize, NameLevel::Another as usize];
        let birth = [BirthLevel::Year, BirthLevel::NearYear, BirthLevel::Differs, BirthLevel::Generation];
        (1.0 - differs(Field::Family, &name))
            * (1.0 - differs(Field::Birth, &birth.map(|level| level as usize)))
    };
    same.iter().map(|component| component.others / all * agree(component)).sum::<f64>() > PEOPLE
}

fn of_field(population: &Population<'_>, model: &Model, asked: &[&Pair], field: Field) -> f64 {
    let sure =
        |pair: &&&Pair| pair.pattern.level(field) != 0 && without(population, model, pair, field) > SURE;
    let agrees: Vec<bool> =
        asked.par_iter().filter(sure).map(|pair| agrees(field, pair.pattern.level(field))).collect();
    let (all, right) = (agrees.len() as f64, agrees.iter().filter(|agrees| **agrees).count() as f64);
    let wrong = (all - right - SLIPS * all).max(0.0);
    right - WRONG * wrong
}

/// Probability that a pair is one person, a field held back.
fn without(population: &Population<'_>, model: &Model, pair: &Pair, field: Field) -> f64 {
    let records = &population.nodes.records;
    let both = (&records[pair.a as usize], &records[pair.b as usize]);
    let chance = field_bits(population.stranger, population.counted, pair.pattern, field, both);
    let verdict = model.of(pair.origin).weigh(
        population.partners,
        pair.pattern.without(field),
        pair.stranger_bits - chance,
    );
    probability(verdict.bits)
}

fn agrees(field: Field, level: usize) -> bool {
    if field == Field::Birth {
        let near = [
            BirthLevel::Equal,
            BirthLevel::Swapped,
            BirthLevel::Digit,
            BirthLevel::YearOnly,
            BirthLevel::YearSlip,
            BirthLevel::YearAndPart,
        ];
        near.iter().any(|near| *near as usize == level)
    } else {
        level <= NameLevel::Initial as usize
    }
}
