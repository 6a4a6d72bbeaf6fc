//! Linking a whole population at once: people in, links and clusters out. No labels, no server.

use crate::attested::attest;
use crate::candidates::{Found, Population};
use crate::cluster::{Clusters, Link as Joined, clusters};
use crate::common::CommonNames;
use crate::frequency::Counted;
use crate::judge;
use crate::model::{Average, Model, Verdict, probability};
use crate::one::{Match, explain};
use crate::origin::{ORIGINS, of_both};
use crate::pattern::compare;
use crate::people::People;
use crate::place;
use crate::record::{Home, Record};
use crate::rows::Nodes;
use crate::shares::straight;
use crate::train::{learn, strangers};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
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
    /// Phones of institutions, as written. Those of more than forty people are found by themselves.
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
    /// The model that was used.
    pub model: Model,
    /// Where it comes from.
    pub kept: Kept,
    /// Pairs compared.
    pub compared: u64,
    /// How long each phase took.
    pub took: Vec<(Phase, Duration)>,
    basis: Basis,
}

/// Which model was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The one that was asked for.
    Asked,
    /// What was learned from the file.
    Learned,
    /// The one that comes with the program: it tells the people of the file apart better than what was learned.
    Shipped,
}

/// What the reasons of a link are made of.
#[derive(Debug)]
struct Basis {
    nodes: Nodes,
    /// The node of each row.
    of_rows: Vec<u32>,
    counted: Counted,
    stranger: Average,
    origins: Vec<u8>,
    partners: f64,
}

/// Why a link is one: what the two records say by themselves, and what all others add.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// The two records alone.
    pub pair: Match,
    /// Bits that the other records of both people add (they were joined through them) or take away. With `pair.bits`
    /// they are the bits of the link.
    pub others: f32,
}

impl Linked {
    /// Why these two are linked. The parts add up to the bits of the link.
    pub fn explain(&self, people: &People, link: &Link) -> Reasons {
        let basis = &self.basis;
        let (a, b) = (basis.of_rows[link.a as usize], basis.of_rows[link.b as usize]);
        let (x, y) = (&basis.nodes.records[a as usize], &basis.nodes.records[b as usize]);
        let origin = of_both(basis.origins[a as usize], basis.origins[b as usize]);
        let pattern = compare(&people.lexicon, x, y);
        let parameters = self.model.of(origin);
        let pair = explain(parameters, basis.partners, &basis.counted, &basis.stranger, pattern, (x, y));
        Reasons { others: link.bits - pair.bits, pair }
    }
}

/// Clusters hold where it is likelier than not that all are one person; so do links.
const CLUSTER: f32 = 0.0;
/// Pairs of fewer bits join no clusters.
const WORTH_JOINING: f32 = -6.0;
/// A phone or a home of more people than this is an institution.
const INSTITUTION: usize = 40;
/// Links that two nodes of many rows give at most; of more, only those of their first rows are given.
const EXPANDED: usize = 100_000;

/// Links people. `seen` hears of progress, in thousandths of a phase.
pub fn link(people: &mut People, options: &Options, seen: &(dyn Fn(Phase, u64) + Sync)) -> Linked {
    let mut took = Vec::new();
    let mut last = Instant::now();
    let mut lap = |phase| {
        took.push((phase, last.elapsed()));
        last = Instant::now();
    };
    seen(Phase::Count, 0);
    hide_institutions(people, &options.institutions);
    let mut nodes = Nodes::of(people);
    attest(&mut people.lexicon, &nodes.records);
    let shipped = shipped();
    let (counted, stranger) = rayon::join(
        || Counted::of(&people.lexicon, &nodes.records, |place, name| shipped.names.shares(place, name)),
        || strangers(&people.lexicon, &nodes.records, &shipped.stranger),
    );
    nodes.records.par_iter_mut().for_each(|record| record.straight = straight(&counted, record));
    let origins: Vec<u8> = nodes.records.par_iter().map(|record| counted.origins.of(record)).collect();
    let average = Average::of(&stranger);
    let population = Population {
        lexicon: &people.lexicon,
        nodes: &nodes,
        counted: &counted,
        stranger: &average,
        origins: &origins,
        across: options.across,
        partners: nodes.partners(options.across),
    };
    lap(Phase::Count);
    let first_sight =
        Model { stranger, ..options.model.clone().unwrap_or_else(|| Model::guess(!options.no_households)) };
    let found = population.candidates(&first_sight, &|done| seen(Phase::Compare, done));
    lap(Phase::Compare);
    seen(Phase::Learn, 0);
    let (model, kept) = match &options.model {
        Some(model) => (model.clone(), Kept::Asked),
        None => better(&population, teach(&population, first_sight, &found), shipped, &found),
    };
    lap(Phase::Learn);
    seen(Phase::Join, 0);
    let (links, clusters) = join(&population, &model, &found, options.from);
    lap(Phase::Join);
    let partners = population.partners;
    let basis = Basis { of_rows: nodes.of_rows(), nodes, counted, stranger: average, origins, partners };
    Linked { links, clusters, model, kept, compared: found.compared, took, basis }
}

/// What is believed of people of whom a file is too small to tell.
fn shipped() -> Model {
    Model::shipped().unwrap_or_else(|_| Model::guess(true))
}

/// Records of a file from which anything is learned. What few pairs teach is chance.
const TEACHES: usize = 200;
/// By so much the shipped model must be better than a learned one.
const BETTER: f64 = 1.01;

/// The learned model, unless the shipped one tells the people of the file apart better. What goes wrong in learning is
/// that households are taken for people: where there are none, what was learned is kept.
fn better(population: &Population<'_>, learned: Model, shipped: Model, found: &Found) -> (Model, Kept) {
    let records = population.nodes.len();
    let teaches = records >= TEACHES && judge::knows_people(&learned);
    if teaches && !learned.knows_households() {
        return (learned, Kept::Learned);
    }
    let (own, other) = (judge::score(population, &learned, found), judge::score(population, &shipped, found));
    if !teaches || other > own.max(0.0) * BETTER {
        (Model { stranger: learned.stranger, names: learned.names, ..shipped }, Kept::Shipped)
    } else {
        (learned, Kept::Learned)
    }
}

fn teach(population: &Population<'_>, first_sight: Model, found: &Found) -> Model {
    let mut records = [0.0; ORIGINS + 1];
    for (origin, node) in population.origins.iter().zip(0..) {
        records[usize::from(*origin)] += f64::from(population.nodes.weight(node));
    }
    let nodes = &population.nodes.records;
    let reachable =
        nodes.iter().filter(|record| record.is_reachable()).count() as f64 / nodes.len().max(1) as f64;
    let mut model = learn(first_sight, &found.counts, &records, population.partners, reachable);
    model.names = CommonNames::of(population.lexicon, nodes, population.counted);
    model
}

/// A shelter, a police station and a helpline must never link people.
fn hide_institutions(people: &mut People, listed: &[String]) {
    let listed: Vec<u64> =
        listed.iter().map(|phone| place::phone(phone)).filter(|phone| *phone != 0).collect();
    let lexicon = &people.lexicon;
    let (phones, homes) = rayon::join(
        || crowded(people, |record| record.phones),
        || crowded(people, |record| record.homes.map(|home| door(lexicon, &home))),
    );
    if listed.is_empty() && phones.is_empty() && homes.is_empty() {
        return;
    }
    people.records.par_iter_mut().for_each(|record| {
        for phone in &mut record.phones {
            if listed.contains(phone) || phones.contains_key(phone) {
                *phone = 0;
            }
        }
        for home in &mut record.homes {
            if homes.contains_key(&door(lexicon, home)) {
                *home = home.without_door();
            }
        }
    });
}

/// A door in its place as one number, 0 when something is missing.
fn door(lexicon: &crate::record::Lexicon, home: &Home) -> u64 {
    let place = if home.postcode == 0 { home.town } else { home.postcode };
    let street = lexicon.street_at(home.street).map_or(0, |street| street.hash);
    if street == 0 || home.number == 0 || place == 0 {
        0
    } else {
        crate::name::mix(street ^ crate::name::mix(u64::from(home.number) << 32 | u64::from(place)))
    }
}

/// Values that more people have than a family does. One person in a hundred reports is one person: rows are counted by
/// the sound of their names.
fn crowded<const N: usize>(
    people: &People,
    values: impl Fn(&Record) -> [u64; N] + Sync,
) -> FxHashMap<u64, ()> {
    let (given, family) = (&people.lexicon.given, &people.lexicon.family);
    let who = |record: &Record| {
        let family = family.get(record.family).map_or(0, |name| name.sound);
        crate::name::mix(family ^ given.get(record.given).map_or(0, crate::name::Name::group).rotate_left(7))
    };
    let mut all: Vec<(u64, u32)> = people
        .records
        .par_iter()
        .flat_map_iter(|record| values(record).map(|value| (value, who(record) as u32)))
        .filter(|(value, _)| *value != 0)
        .collect();
    all.par_sort_unstable();
    all.dedup();
    all.chunk_by(|x, y| x.0 == y.0).filter(|who| who.len() > INSTITUTION).map(|who| (who[0].0, ())).collect()
}

/// log2 of the odds of a probability.
fn bits_of(probability: f64) -> f32 {
    (probability / (1.0 - probability).max(1e-12)).max(1e-12).log2() as f32
}

fn join(population: &Population<'_>, model: &Model, found: &Found, from: f64) -> (Vec<Link>, Vec<Vec<u32>>) {
    let people = population.partners;
    let verdict = |a: u32, b: u32| -> Verdict {
        if population.apart(a, b) {
            return Verdict::APART;
        }
        let pair = population.compare(a, b);
        model.of(pair.origin).weigh(people, pair.pattern, pair.stranger_bits)
    };
    let floor = bits_of(from);
    let weighed = found.pairs.par_iter().map(|pair| {
        let verdict = model.of(pair.origin).weigh(people, pair.pattern, pair.stranger_bits);
        Joined { a: pair.a, b: pair.b, bits: verdict.bits }
    });
    let weighed: Vec<Joined> = weighed.filter(|link| link.bits > floor.min(WORTH_JOINING)).collect();
    let mut worth: Vec<Joined> = weighed.iter().filter(|link| link.bits > WORTH_JOINING).copied().collect();
    let records = &population.nodes.records;
    let says = records.iter().map(Record::says).collect();
    let mut joined = clusters(says, &mut worth, |a, b| verdict(a, b).bits);
    joined.settle(records.len());
    // A pair that was not joined is at most as likely as all other records of both allow.
    let whole = joined.apart(&weighed, |a, b| verdict(a, b).bits);
    let apart = weighed.into_par_iter().filter_map(|link| {
        let bits = whole.get(&joined.both(link.a, link.b)?)?.min(link.bits);
        (bits > floor).then_some(Joined { bits, ..link })
    });
    let mut links: Vec<Joined> = joined.links(floor);
    links.par_extend(apart);
    links.par_sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    let copies = |node: u32| Joined { a: node, b: node, bits: verdict(node, node).bits };
    let copies: Vec<Joined> =
        if population.across { Vec::new() } else { population.nodes.copied().map(copies).collect() };
    let clusters = people_of(population.nodes, &joined, &copies);
    let mut rows: Vec<Link> = links
        .par_iter()
        .chain(&copies)
        .filter(|link| link.bits > floor)
        .flat_map_iter(|link| {
            // What is left by the sum of all evidence is divided as this pair alone divides it.
            let alone = verdict(link.a, link.b);
            let other = (alone.household / (1.0 - alone.same() as f32).max(1e-9)).min(1.0);
            let household = other * (1.0 - probability(link.bits) as f32);
            pairs_of(population.nodes, link).map(move |(a, b)| Link { a, b, bits: link.bits, household })
        })
        .collect();
    rows.par_sort_by(|x, y| y.bits.total_cmp(&x.bits));
    (rows, clusters)
}

/// Pairs of rows of the two nodes of a link.
fn pairs_of(nodes: &Nodes, link: &Joined) -> impl Iterator<Item = (u32, u32)> {
    let (own, other) = (nodes.rows(link.a), nodes.rows(link.b));
    let many = own.len() * other.len() > EXPANDED;
    let same = link.a == link.b;
    own.iter()
        .enumerate()
        .take(if many { 1 } else { usize::MAX })
        .flat_map(move |(at, a)| other.iter().skip(if same { at + 1 } else { 0 }).map(move |b| (*a, *b)))
}

/// Clusters of rows: those of nodes, and nodes of several rows that were joined with no other.
fn people_of(nodes: &Nodes, joined: &Clusters, copies: &[Joined]) -> Vec<Vec<u32>> {
    let whole: FxHashMap<u32, bool> = copies.iter().map(|copy| (copy.a, copy.bits >= CLUSTER)).collect();
    let rows = |node: &u32| -> &[u32] {
        let rows = nodes.rows(*node);
        if whole.get(node).copied().unwrap_or(false) { rows } else { &rows[..1] }
    };
    let mut members = joined.members(CLUSTER);
    let mut single = vec![true; nodes.records.len()];
    members.iter().flatten().for_each(|node| single[*node as usize] = false);
    members.extend(copies.iter().filter(|copy| single[copy.a as usize]).map(|copy| vec![copy.a]));
    members.iter_mut().for_each(|members| members.sort_unstable());
    members.sort_unstable();
    let clusters = members.iter().map(|members| members.iter().flat_map(rows).copied().collect::<Vec<u32>>());
    clusters.filter(|rows| rows.len() > 1).collect()
}
