//! Pairs that share a key, each once.
//!
//! Records stand in the order of their names ([`crate::rows`]), so that neighbours in a list of one key are alike: of a
//! list that is too long to be compared pair by pair, neighbours are compared.

use crate::frequency::Counted;
use crate::key::{BROAD, KEYS, WITH, keys, with_words, word_with, words_of};
use crate::model::{Average, Model, stranger_bits};
use crate::origin::of_both;
use crate::pattern::{Pattern, compare};
use crate::record::Lexicon;
use crate::rows::Nodes;
use crate::train::Counts;
use rayon::prelude::*;

/// Longest list of records under one key that is compared pair by pair. A longer one is a common value: the pair has
/// a narrower key, or stands near in the list, or has nothing that would link it.
const LONGEST: usize = 60;
/// Pairs below so many bits at first sight are counted, not kept.
const FLOOR: f32 = -20.0;
/// Pairs that broad keys, and neighbours in long lists, may each give: so many a record, and so many in all. A file that
/// grows loses the longest lists first, and none of them all at once.
const PAIRS_OF_A_RECORD: u64 = 40;
const PAIRS_IN_ALL: u64 = 1_000_000;
/// Words of names in all that are looked at together with something else.
const WORDS_IN_ALL: usize = 1_200_000;
/// Neighbours in a long list that a record is compared with, at most.
const NEIGHBOURS: u64 = 10;
/// Lists are cut in parts of about this many entries, one piece of work each.
const PART: usize = 16_384;

/// Short forms of the keys of a record. Two keys that meet by chance cost one comparison.
type Row = [u32; KEYS];

/// A pair of records that shares a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) pattern: Pattern,
    pub(crate) stranger_bits: f32,
    pub(crate) origin: u8,
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    /// Pairs that could be one person or one household.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) counts: Counts,
    /// Pairs compared.
    pub(crate) compared: u64,
}

impl Found {
    fn merge(mut self, mut other: Self) -> Self {
        if self.pairs.len() < other.pairs.len() {
            std::mem::swap(&mut self, &mut other);
        }
        self.pairs.extend(other.pairs);
        Self {
            pairs: self.pairs,
            counts: self.counts.merge(other.counts),
            compared: self.compared + other.compared,
        }
    }
}

/// Records with what is known of them as a population.
pub(crate) struct Population<'p> {
    pub(crate) lexicon: &'p Lexicon,
    pub(crate) nodes: &'p Nodes,
    pub(crate) counted: &'p Counted,
    pub(crate) stranger: &'p Average,
    /// Origin of each record.
    pub(crate) origins: &'p [u8],
    /// Whether only pairs across files count.
    pub(crate) across: bool,
    /// How many rows a row could be one with, on average.
    pub(crate) partners: f64,
}

impl Population<'_> {
    /// Whether these two can be one person at all.
    pub(crate) fn apart(&self, a: u32, b: u32) -> bool {
        let files = &self.nodes.files;
        self.nodes.apart(a, b) || (self.across && files[a as usize] == files[b as usize])
    }

    /// Compares two records.
    pub(crate) fn compare(&self, a: u32, b: u32) -> Pair {
        let (x, y) = (&self.nodes.records[a as usize], &self.nodes.records[b as usize]);
        let pattern = compare(self.lexicon, x, y);
        let stranger_bits = stranger_bits(self.stranger, self.counted, pattern, x, y);
        Pair {
            a,
            b,
            pattern,
            stranger_bits,
            origin: of_both(self.origins[a as usize], self.origins[b as usize]),
        }
    }

    /// Every pair that shares a key; `seen` hears of progress, in thousandths.
    pub(crate) fn candidates(&self, first_sight: &Model, seen: &(dyn Fn(u64) + Sync)) -> Found {
        let records = &self.nodes.records;
        let short = |key: u64| (key >> 32) as u32;
        let mut rows: Vec<Row> =
            records.par_iter().map(|record| keys(self.lexicon, record).map(short)).collect();
        let lists: Vec<Vec<u64>> = (0..KEYS).into_par_iter().map(|kind| list(&rows, kind)).collect();
        let budget = PAIRS_IN_ALL.min(PAIRS_OF_A_RECORD * records.len() as u64);
        let longest = longest(&lists[BROAD..], budget);
        let limit = |kind: usize| if kind < BROAD { LONGEST } else { longest };
        let too_long = |(kind, list): (usize, &Vec<u64>)| -> Vec<u64> {
            groups(list).filter(|group| group.len() > limit(kind)).flatten().copied().collect()
        };
        let too_long: Vec<Vec<u64>> = lists.par_iter().enumerate().map(too_long).collect();
        for (kind, entries) in too_long.iter().enumerate() {
            entries.iter().for_each(|entry| rows[*entry as u32 as usize][kind] = 0);
        }
        let mut near = neighbours(&lists[..BROAD], &rows, budget);
        near.extend(self.by_words(&rows, budget));
        near.par_sort_unstable();
        near.dedup();
        let mut work: Vec<Work<'_>> = near.chunks(PART).map(Work::Pairs).collect();
        for (kind, list) in lists.iter().enumerate() {
            work.extend(cut(list).into_iter().map(|part| Work::Lists { kind, limit: limit(kind), part }));
        }
        let done = std::sync::atomic::AtomicU64::new(0);
        let all = work.len().max(1) as u64;
        let mut found = work
            .into_par_iter()
            .map(|work| {
                let found = self.pairs_of(&work, &rows, first_sight);
                seen(1000 * done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) / all);
                found
            })
            .reduce(Found::default, Found::merge);
        self.add_copies(&mut found);
        found
    }

    /// Records that share a word of their names, in whichever place it stands, and a date, a place or a year; none that
    /// shares a key. What goes with the words is taken in turn until there are too many of them.
    fn by_words(&self, rows: &[Row], budget: u64) -> Vec<u64> {
        let records = &self.nodes.records;
        let mut left = WORDS_IN_ALL;
        let mut pairs = Vec::new();
        for kind in 0..WITH {
            // A name has about two words.
            let known = records.par_iter().filter(|record| with_words(record)[kind] != 0).count();
            if 2 * known > left {
                break;
            }
            left -= 2 * known;
            let entries = |node: u32| {
                let record = &records[node as usize];
                let with = with_words(record)[kind];
                let words = if with == 0 { Default::default() } else { words_of(self.lexicon, record) };
                words.into_iter().map(move |word| word_with(word, kind, with) >> 32 << 32 | u64::from(node))
            };
            let mut list: Vec<u64> =
                (0..records.len() as u32).into_par_iter().flat_map_iter(entries).collect();
            list.par_sort_unstable();
            pairs.extend(self.pairs_of_words(&list, rows, budget / WITH as u64));
        }
        pairs
    }

    /// Pairs of the shortest lists that a budget allows.
    fn pairs_of_words(&self, list: &[u64], rows: &[Row], budget: u64) -> Vec<u64> {
        let longest = longest(std::slice::from_ref(&list), budget);
        let lists: Vec<&[u64]> = groups(list).filter(|group| (2..=longest).contains(&group.len())).collect();
        let pairs = |group: &&[u64]| -> Vec<u64> {
            let mut pairs = Vec::new();
            for (i, x) in group.iter().enumerate() {
                for y in &group[i + 1..] {
                    let (a, b) = (*x as u32, *y as u32);
                    if a != b && !met_before(&rows[a as usize], &rows[b as usize], KEYS) {
                        pairs.push(u64::from(a) << 32 | u64::from(b));
                    }
                }
            }
            pairs
        };
        lists.par_iter().flat_map_iter(pairs).collect()
    }

    fn pairs_of(&self, work: &Work<'_>, rows: &[Row], first_sight: &Model) -> Found {
        let mut found = Found::default();
        match work {
            Work::Pairs(pairs) => {
                for pair in *pairs {
                    self.look_at((*pair >> 32) as u32, *pair as u32, first_sight, &mut found);
                }
            }
            Work::Lists { kind, limit, part } => {
                for group in groups(part).filter(|group| (2..=*limit).contains(&group.len())) {
                    for (i, x) in group.iter().enumerate() {
                        for y in &group[i + 1..] {
                            let (a, b) = (*x as u32, *y as u32);
                            if !met_before(&rows[a as usize], &rows[b as usize], *kind) {
                                self.look_at(a, b, first_sight, &mut found);
                            }
                        }
                    }
                }
            }
        }
        found
    }

    fn look_at(&self, a: u32, b: u32, first_sight: &Model, found: &mut Found) {
        if self.apart(a, b) {
            return;
        }
        found.compared += 1;
        let pair = self.compare(a, b);
        let times = self.nodes.weight(a) * self.nodes.weight(b);
        found.counts.add(pair.pattern, pair.stranger_bits, pair.origin, times);
        let parameters = first_sight.of(pair.origin);
        if parameters.reaches(FLOOR, self.partners, pair.pattern, pair.stranger_bits) {
            found.pairs.push(pair);
        }
    }

    /// Counts the pairs of rows that say the same: they teach, too.
    fn add_copies(&self, found: &mut Found) {
        if self.across {
            return;
        }
        for node in self.nodes.copied() {
            let pair = self.compare(node, node);
            let n = self.nodes.weight(node);
            found.counts.add(pair.pattern, pair.stranger_bits, pair.origin, n * (n - 1) / 2);
            found.compared += 1;
        }
    }
}

/// A piece of work.
enum Work<'a> {
    /// Lists of one kind of key.
    Lists { kind: usize, limit: usize, part: &'a [u64] },
    /// Two records in one number.
    Pairs(&'a [u64]),
}

/// The longest list under a broad key that the budget allows.
fn longest<L: AsRef<[u64]>>(lists: &[L], budget: u64) -> usize {
    let mut of_length = [0_u64; LONGEST + 1];
    for group in lists.iter().flat_map(|list| groups(list.as_ref())).filter(|group| group.len() <= LONGEST) {
        of_length[group.len()] += 1;
    }
    let mut pairs = 0;
    let fits = |length: &usize| {
        let length = *length as u64;
        pairs += of_length[length as usize] * (length * length.saturating_sub(1) / 2);
        pairs <= budget
    };
    (0..=LONGEST).take_while(fits).last().unwrap_or(0)
}

/// Neighbours in lists that are too long, each pair once, and none that shares a key with a shorter list.
fn neighbours(lists: &[Vec<u64>], rows: &[Row], budget: u64) -> Vec<u64> {
    let long: Vec<&[u64]> =
        lists.iter().flat_map(|list| groups(list)).filter(|group| group.len() > LONGEST).collect();
    let entries = long.iter().map(|group| group.len() as u64).sum::<u64>().max(1);
    let reach = (budget / entries).min(NEIGHBOURS) as usize;
    let mut pairs: Vec<u64> = long
        .par_iter()
        .flat_map_iter(|group| {
            (1..=reach).flat_map(|step| group.iter().zip(&group[step..])).map(|(a, b)| {
                let (a, b) = (*a as u32, *b as u32);
                u64::from(a.min(b)) << 32 | u64::from(a.max(b))
            })
        })
        .filter(|pair| !met_before(&rows[(*pair >> 32) as usize], &rows[*pair as u32 as usize], KEYS))
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether two records share a key of an earlier kind: then they were compared there. All are looked at, for the
/// machine compares several at once when it need not ask each time whether to go on.
fn met_before(a: &Row, b: &Row, kind: usize) -> bool {
    let shared = |(x, y): (&u32, &u32)| u32::from(x == y) & u32::from(*x != 0);
    a[..kind].iter().zip(&b[..kind]).map(shared).fold(0, |any, one| any | one) != 0
}

/// Key and record of all that have a key of this kind, in order.
fn list(rows: &[Row], kind: usize) -> Vec<u64> {
    let known = rows.iter().enumerate().filter(|(_, row)| row[kind] != 0);
    let mut list: Vec<u64> = known.map(|(id, row)| u64::from(row[kind]) << 32 | id as u64).collect();
    list.sort_unstable();
    list
}

/// Entries of one key together.
fn groups(list: &[u64]) -> impl Iterator<Item = &[u64]> {
    list.chunk_by(|a, b| a >> 32 == b >> 32)
}

/// Parts of a list that end where a key ends.
fn cut(list: &[u64]) -> Vec<&[u64]> {
    let mut parts = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let mut end = rest.len().min(PART);
        while end < rest.len() && rest[end] >> 32 == rest[end - 1] >> 32 {
            end += 1;
        }
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}
