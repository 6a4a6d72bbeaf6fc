//! Linking a whole population at once: people in, links and clusters out. No labels, no server.

use crate::candidates::{Found, Population};
use crate::cluster::{Link as Joined, clusters};
use crate::common::CommonNames;
use crate::frequency::Counted;
use crate::model::{Average, Model, Verdict, probability};
use crate::name::Name;
use crate::origin::ORIGINS;
use crate::people::People;
use crate::place;
use crate::record::{Home, Record};
use crate::train::{learn, strangers};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Links of this probability and more.
    pub from: f64,
    /// A model that was learned before; otherwise one is learned.
    pub model: Option<Model>,
    /// Only links between two files.
    pub across: bool,
    /// The file names one person of each household only (a list of clients): then what a household shares speaks for
    /// one person.
    pub no_households: bool,
    /// Phones of institutions, as written. Those of more than forty records are found by themselves.
    pub institutions: Vec<String>,
}

/// Two records and what is thought of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// One record, by its place in the file.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// log2 of the odds that both are one person, all other records considered.
    pub bits: f32,
    /// Probability that they are two people of one household.
    pub household: f32,
}

impl Link {
    /// Probability that both are one person.
    pub fn probability(&self) -> f64 {
        probability(self.bits)
    }
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Counting how common values are.
    Count,
    /// Comparing pairs.
    Compare,
    /// Learning.
    Learn,
    /// Joining pairs into people.
    Join,
}

/// What came of it.
#[derive(Debug)]
pub struct Linked {
    /// Links, surest first.
    pub links: Vec<Link>,
    /// Records that are one person, of those that are two or more.
    pub clusters: Vec<Vec<u32>>,
    /// What was learned.
    pub model: Model,
    /// Pairs compared.
    pub compared: u64,
    /// How long each phase took.
    pub took: Vec<(Phase, Duration)>,
}

/// Clusters are joins of this many bits and more: three to one that all are one person. Fixed once, on no data.
const CLUSTER: f32 = 1.5;
/// Pairs of fewer bits join no clusters.
const WORTH_JOINING: f32 = -6.0;
/// A phone or a home of more records than this is an institution.
const INSTITUTION: usize = 40;

/// Links people. `seen` hears of progress, in thousandths of a phase.
pub fn link(people: &mut People, options: &Options, seen: &(dyn Fn(Phase, u64) + Sync)) -> Linked {
    let mut took = Vec::new();
    let mut last = Instant::now();
    let mut lap = |phase| {
        took.push((phase, last.elapsed()));
        last = Instant::now();
    };
    seen(Phase::Count, 0);
    let (counted, stranger) = rayon::join(
        || Counted::of(&people.lexicon, &people.records),
        || strangers(&people.lexicon, &people.records),
    );
    hide_institutions(&mut people.records, &counted, &options.institutions);
    let order = by_name(people);
    let records: Vec<Record> = order.iter().map(|at| people.records[*at as usize]).collect();
    let files: Vec<u8> = order.iter().map(|at| people.files()[*at as usize]).collect();
    let origins: Vec<u8> = records.par_iter().map(|record| counted.origins.of(record)).collect();
    let average = Average::of(&stranger);
    let population = Population {
        lexicon: &people.lexicon,
        records: &records,
        counted: &counted,
        stranger: &average,
        origins: &origins,
        files: options.across.then_some(&files),
    };
    lap(Phase::Count);
    let first_sight =
        Model { stranger, ..options.model.clone().unwrap_or_else(|| Model::guess(!options.no_households)) };
    let found = population.candidates(&first_sight, &|done| seen(Phase::Compare, done));
    lap(Phase::Compare);
    seen(Phase::Learn, 0);
    let model = options.model.clone().unwrap_or_else(|| teach(&population, first_sight, &found));
    lap(Phase::Learn);
    seen(Phase::Join, 0);
    let (mut links, mut clusters) = join(&population, &model, &found, options.from);
    for link in &mut links {
        (link.a, link.b) = (order[link.a as usize], order[link.b as usize]);
    }
    clusters.iter_mut().flatten().for_each(|record| *record = order[*record as usize]);
    lap(Phase::Join);
    Linked { links, clusters, model, compared: found.compared, took }
}

/// The records in the order of their names: those that are compared lie near each other in memory.
fn by_name(people: &People) -> Vec<u32> {
    let (given, family) = (&people.lexicon.given, &people.lexicon.family);
    let name = |record: &Record| {
        (
            family.get(record.family).map_or(0, |name| name.sound),
            given.get(record.given).map_or(0, Name::group),
        )
    };
    let mut order: Vec<(u64, u64, u32)> =
        people.records.iter().zip(0..).map(|(record, at)| (name(record).0, name(record).1, at)).collect();
    order.par_sort_unstable();
    order.into_iter().map(|(.., at)| at).collect()
}

fn teach(population: &Population<'_>, first_sight: Model, found: &Found) -> Model {
    let mut records = [0.0; ORIGINS + 1];
    for origin in population.origins {
        records[usize::from(*origin)] += 1.0;
    }
    let mut model = learn(first_sight, &found.counts, &records, population.partners());
    model.names = CommonNames::of(population.lexicon, population.records, population.counted);
    model
}

/// A shelter, a police station and a helpline must never link people.
fn hide_institutions(records: &mut [Record], counted: &Counted, listed: &[String]) {
    let limit = INSTITUTION as f32 / records.len().max(1) as f32;
    let listed: Vec<u64> =
        listed.iter().map(|phone| place::phone(phone)).filter(|phone| *phone != 0).collect();
    records.par_iter_mut().for_each(|record| {
        for phone in &mut record.phones {
            if listed.contains(phone) || counted.is_switchboard(*phone, limit) {
                *phone = 0;
            }
        }
        for home in &mut record.homes {
            if counted.is_crowded(home, limit) {
                *home = Home { postcode: home.postcode, town: home.town, ..Home::default() };
            }
        }
    });
}

fn join(population: &Population<'_>, model: &Model, found: &Found, from: f64) -> (Vec<Link>, Vec<Vec<u32>>) {
    let people = population.partners();
    let verdict = |a: u32, b: u32| -> Verdict {
        if population.apart(a, b) {
            return Verdict::APART;
        }
        let pair = population.compare(a, b);
        model.of(pair.origin).weigh(people, pair.pattern, pair.stranger_bits)
    };
    let floor = (from / (1.0 - from).max(1e-12)).max(1e-12).log2() as f32;
    let weighed = found.pairs.par_iter().map(|pair| {
        let verdict = model.of(pair.origin).weigh(people, pair.pattern, pair.stranger_bits);
        Joined { a: pair.a, b: pair.b, bits: verdict.bits }
    });
    let weighed: Vec<Joined> = weighed.filter(|link| link.bits > floor.min(WORTH_JOINING)).collect();
    let mut worth: Vec<Joined> = weighed.iter().filter(|link| link.bits > WORTH_JOINING).copied().collect();
    let says = population.records.iter().map(Record::says).collect();
    let mut joined = clusters(says, &mut worth, |a, b| verdict(a, b).bits);
    joined.settle(population.records.len());
    // A pair that was not joined is at most as likely as all other records of both allow.
    let apart = weighed.into_par_iter().filter_map(|link| {
        let bits = joined.apart(link.a, link.b, |a, b| verdict(a, b).bits)?.min(link.bits);
        (bits > floor).then_some(Joined { bits, ..link })
    });
    let apart: Vec<Joined> = apart.collect();
    let mut links: Vec<Link> = joined
        .links(floor)
        .into_par_iter()
        .chain(apart)
        .map(|Joined { a, b, bits }| {
            // What is left by the sum of all evidence is divided as this pair alone divides it.
            let alone = verdict(a, b);
            let other = alone.household / (1.0 - alone.same() as f32).max(1e-9);
            Link { a, b, bits, household: other.min(1.0) * (1.0 - probability(bits) as f32) }
        })
        .collect();
    links.par_sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    (links, joined.members(CLUSTER))
}
