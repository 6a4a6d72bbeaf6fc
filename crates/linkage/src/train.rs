//! Learning the parameters from the pairs themselves, without labels (EM; Dempster, Laird and Rubin 1977).

use crate::birth::BirthLevel;
use crate::model::{Average, Component, Model, Parameters, STRANGE_DOCUMENT, Table, likelihood};
use crate::name::{NameLevel, mix};
use crate::origin::{ORIGINS, UNTOLD};
use crate::pattern::{Field, LEVELS, Pattern, compare};
use crate::record::{Lexicon, Record};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Candidate pairs counted by pattern, by how likely they are among strangers (whole bits), and by origin.
#[derive(Debug, Default, Clone)]
pub(crate) struct Counts(FxHashMap<(Pattern, i16, u8), u32>);

impl Counts {
    pub(crate) fn add(&mut self, pattern: Pattern, stranger_bits: f32, origin: u8, times: u32) {
        *self.0.entry((pattern, stranger_bits.round() as i16, origin)).or_default() += times;
    }

    pub(crate) fn merge(self, other: Self) -> Self {
        let (mut most, rest) = if self.0.len() < other.0.len() { (other, self) } else { (self, other) };
        for (key, count) in rest.0 {
            *most.0.entry(key).or_default() += count;
        }
        most
    }
}

/// Weight of what is believed beforehand, as a share of the pairs of a component.
const BELIEF: f64 = 0.02;
/// Rounds over all pairs, then over those of each origin.
const ROUNDS: usize = 25;
const ROUNDS_OF_ORIGIN: usize = 15;
/// Records of one origin that teach parameters of its own.
const ENOUGH: f64 = 5_000.0;
/// Pairs of other people that are believed beside those of a file.
const OTHER_PAIRS: f32 = 300.0;
/// Records of other people that are believed beside those of a file, when it is told how often people are repeated.
const OTHER_RECORDS: f64 = 30.0;
/// Pairs drawn to see how strangers compare; of a small file each of its pairs so many times.
const DRAWN: u64 = 400_000;
const TIMES: u64 = 8;

/// How strangers compare, on average: pairs drawn by chance are strangers, nearly all of them. In a small file those that
/// are not would teach that strangers often live at one address: what looks like one person or one household is left out.
/// Of a small file the same few pairs are drawn again and again: there, others are believed beside them.
pub(crate) fn strangers(lexicon: &Lexicon, records: &[Record], others: &Table) -> Table {
    let n = records.len() as u64;
    let pairs = n * n.saturating_sub(1) / 2;
    let drawn = DRAWN.min(pairs * TIMES).max(64);
    let (guess, average) = (Parameters::guess(), Average::of(others));
    let parts = (0..64_u64).into_par_iter().map(|part| {
        let mut counts = [[0_u32; LEVELS]; Field::ALL.len()];
        for draw in 0..drawn / 64 {
            let at = |salt: u64| (mix((part << 32 | draw << 1) ^ salt << 60) % n.max(1)) as usize;
            let (a, b) = (at(1), at(2));
            if a != b {
                let pattern = compare(lexicon, &records[a], &records[b]);
                let chance: f32 =
                    Field::ALL.iter().map(|field| average.bits(*field, pattern.level(*field))).sum();
                let verdict = guess.weigh(n as f64, pattern, chance);
                if verdict.same() + f64::from(verdict.household) > 0.5 {
                    continue;
                }
                Field::ALL.iter().for_each(|field| counts[*field as usize][pattern.level(*field)] += 1);
            }
        }
        counts
    });
    let mut table = [[1.0; LEVELS]; Field::ALL.len()];
    let counts = parts.collect::<Vec<_>>();
    // How many different pairs one that was drawn stands for.
    let worth = (pairs as f32 / drawn as f32).min(1.0);
    for field in Field::ALL.into_iter().filter(|field| *field != Field::Order) {
        let at = |level: usize| counts.iter().map(|part| part[field as usize][level]).sum::<u32>() as f32;
        for levels in groups(field) {
            let all: f32 = levels.iter().map(|level| at(*level)).sum();
            for level in levels {
                let other = others[field as usize][level] * OTHER_PAIRS;
                table[field as usize][level] =
                    (at(level) * worth + other + 0.5) / (all * worth + OTHER_PAIRS + 1.0);
            }
        }
    }
    table[Field::Document as usize] = STRANGE_DOCUMENT;
    table
}

/// Levels whose probabilities add up to one.
fn groups(field: Field) -> [Vec<usize>; 2] {
    let partial = |level: &usize| field == Field::Birth && BirthLevel::PARTIAL.contains(level);
    (1..field.levels()).partition(|level| !partial(level)).into()
}

/// Learns from counted pairs of a population in which so many records have each origin.
/// `reachable` is the share of records with a door or a phone. Pairs that are no candidates count as strangers: what is learned does not change with the keys.
pub(crate) fn learn(
    mut model: Model,
    counts: &Counts,
    records: &[f64; ORIGINS + 1],
    partners: f64,
    reachable: f64,
) -> Model {
    let all = records.iter().sum::<f64>();
    let seen = |origin: Option<u8>| -> Vec<Seen> {
        let of = counts.0.iter().filter(|((_, _, o), _)| origin.is_none_or(|origin| origin == *o));
        let mut seen: Vec<Seen> = of.map(|((p, b, _), n)| (*p, *b, f64::from(*n))).collect();
        // Sums of floats depend on the order: the same file must give the same model.
        seen.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        seen
    };
    let pairs = seen(None);
    let mut general = rounds(model.of(UNTOLD), &pairs, all, partners, ROUNDS);
    if reachable < REACHABLE || names_no_households(&general, model.of(UNTOLD), all) {
        let alone = Parameters { household: Vec::new(), ..model.of(UNTOLD).clone() };
        general = rounds(&alone, &pairs, all, partners, ROUNDS);
    }
    model.by_origin = (0..=ORIGINS)
        .into_par_iter()
        .map(|origin| {
            // Pairs of two origins are no population of their own.
            if records[origin] < ENOUGH || origin == usize::from(UNTOLD) {
                return general.clone();
            }
            let seen = seen(Some(origin as u8));
            rounds(&general, &seen, records[origin], partners, ROUNDS_OF_ORIGIN)
        })
        .collect();
    model
}

/// Share of records with a door or a phone from which a file can show who lives together at all. Without any, a household
/// would be all who bear one family name.
const REACHABLE: f64 = 0.05;
/// Pairs of one person from which a file tells whether it names households.
const TELLING: f64 = 100.0;
/// Pairs of one household, for each pair of one person, in a file that names whole households; of clients or patients,
/// each for herself, it has next to none. FEBRL has 0.008 to 0.034, the Belgian-like file one and a half.
const HOUSEHOLDS: f64 = 0.05;

/// Whether a file names one person of each household. Then what looks like a mother and her child is one person who was
/// written down badly; `--no-households` says the same.
fn names_no_households(general: &Parameters, belief: &Parameters, records: f64) -> bool {
    let pairs = |of: &[Component], belief: &[Component]| -> f64 {
        let sum = |of: &[Component]| of.iter().map(|component| component.others).sum::<f64>();
        (sum(of) * (records + OTHER_RECORDS) - sum(belief) * OTHER_RECORDS) / 2.0
    };
    let same = pairs(&general.same, &belief.same);
    same > TELLING && pairs(&general.household, &belief.household) < HOUSEHOLDS * same
}

/// Pattern, bits among strangers, number of pairs.
type Seen = (Pattern, i16, f64);

/// So many rounds over pairs of so many records, each of which could be one with `partners` others.
fn rounds(belief: &Parameters, seen: &[Seen], records: f64, partners: f64, rounds: usize) -> Parameters {
    let mut now = belief.clone();
    for _ in 0..rounds {
        let sums = seen
            .par_chunks(4096)
            .map(|part| expect(&now, part, partners))
            .collect::<Vec<_>>()
            .into_iter()
            .fold(vec![Sums::default(); now.same.len() + now.household.len()], |mut all, part| {
                all.iter_mut().zip(part).for_each(|(all, part)| all.merge(&part));
                all
            });
        let beliefs = belief.same.iter().chain(&belief.household);
        let components = now.same.iter_mut().chain(&mut now.household);
        for ((component, belief), sum) in components.zip(beliefs).zip(&sums) {
            *component = sum.component(belief, records);
        }
        hold(&mut now, belief);
    }
    now
}

/// Divides each pair among the components.
fn expect(now: &Parameters, seen: &[Seen], partners: f64) -> Vec<Sums> {
    let components: Vec<&Component> = now.same.iter().chain(&now.household).collect();
    let mut sums = vec![Sums::default(); components.len()];
    let mut weights = vec![0.0; components.len()];
    for (pattern, bits, n) in seen {
        for (weight, component) in weights.iter_mut().zip(&components) {
            *weight = component.others / partners * likelihood(&component.table, *pattern);
        }
        let all: f64 = weights.iter().sum::<f64>() + f64::from(*bits).exp2();
        for (sum, weight) in sums.iter_mut().zip(&weights) {
            let part = n * weight / all;
            if part > 1e-6 {
                sum.add(*pattern, part);
            }
        }
    }
    sums
}

/// How much households make one believe that a person does not change her age, nor her name or her generation.
const KIN: f64 = 5.0;
const KIN_FOR_SURE: f64 = 1000.0;

/// Share of the belief in twins, and in fathers and sons, that no file can take away.
const TWINS: f32 = 0.5;

/// What candidates cannot teach.
fn hold(now: &mut Parameters, belief: &Parameters) {
    let others = |of: &[Component]| of.iter().map(|component| component.others).sum::<f64>();
    let (same, household) = (others(&now.same), others(&now.household));
    // A father and a son of one name would teach that people change their age, twins that they change their name.
    // Where there are no households, a date that differs is a slip, and is learned.
    let learned = |kin: f64| (same / (same + kin * household)) as f32;
    let birth = Field::Birth as usize;
    let held = [
        (birth, BirthLevel::Differs as usize, KIN),
        (birth, BirthLevel::Generation as usize, KIN_FOR_SURE),
        (birth, BirthLevel::SameDay as usize, KIN_FOR_SURE),
        (birth, BirthLevel::PartialDiffers as usize, KIN),
        (birth, BirthLevel::PartialGeneration as usize, KIN_FOR_SURE),
        (Field::Given as usize, NameLevel::Another as usize, KIN_FOR_SURE),
    ];
    for (component, belief) in now.same.iter_mut().zip(&belief.same) {
        for (field, level, kin) in held {
            let (own, believed) = (component.table[field][level], belief.table[field][level]);
            component.table[field][level] = learned(kin) * own + (1.0 - learned(kin)) * believed;
        }
    }
    // Two people of a household seldom bear one given name or are born on one day: where such pairs abound, they
    // are one person.
    let exact = [
        BirthLevel::Equal,
        BirthLevel::Swapped,
        BirthLevel::Digit,
        BirthLevel::YearOnly,
        BirthLevel::YearSlip,
        BirthLevel::YearAndPart,
    ]
    .map(|level| level as usize);
    for (component, belief) in now.household.iter_mut().zip(&belief.household) {
        component.table[Field::Given as usize] = belief.table[Field::Given as usize];
        for level in exact {
            component.table[birth][level] = component.table[birth][level].min(belief.table[birth][level]);
        }
        // But there are twins everywhere, and fathers with a son, also where a file shows none (of a hundred births in Belgium, three or four
        // children are twins; Statbel, multiple births).
        for level in
            [BirthLevel::Equal, BirthLevel::SameDay, BirthLevel::Generation, BirthLevel::PartialGeneration]
        {
            let own = &mut component.table[birth][level as usize];
            *own = own.max(belief.table[birth][level as usize] * TWINS);
        }
    }
    // Households that moved between two reports share no key. They move as a person does: half of the belief is
    // what one person's addresses say.
    let at = Field::Address as usize;
    let person: [f32; LEVELS] = std::array::from_fn(|level| {
        now.same.iter().map(|c| c.table[at][level] * (c.others / same) as f32).sum()
    });
    for component in &mut now.household {
        for (own, person) in component.table[at].iter_mut().zip(person) {
            *own = (*own + person) / 2.0;
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Sums {
    pairs: f64,
    levels: [[f64; LEVELS]; Field::ALL.len()],
}

impl Sums {
    fn add(&mut self, pattern: Pattern, weight: f64) {
        self.pairs += weight;
        for field in Field::ALL {
            self.levels[field as usize][pattern.level(field)] += weight;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.pairs += other.pairs;
        for (own, other) in self.levels.iter_mut().flatten().zip(other.levels.iter().flatten()) {
            *own += other;
        }
    }

    fn component(&self, belief: &Component, records: f64) -> Component {
        let mut table = belief.table;
        let learned = |field: &Field| !matches!(field, Field::Order | Field::Document);
        for field in Field::ALL.into_iter().filter(learned) {
            let (own, believed) = (&self.levels[field as usize], &belief.table[field as usize]);
            for levels in groups(field) {
                let known: f64 = levels.iter().map(|level| own[*level]).sum();
                let prior = BELIEF * known + 1.0;
                for level in levels {
                    let value = (own[level] + prior * f64::from(believed[level])) / (known + prior);
                    table[field as usize][level] = value.max(1e-6) as f32;
                }
            }
        }
        // Each pair stands in this relation to both of its records.
        let others = (2.0 * self.pairs.max(1e-3) + OTHER_RECORDS * belief.others) / (records + OTHER_RECORDS);
        Component { others, table }
    }
}
