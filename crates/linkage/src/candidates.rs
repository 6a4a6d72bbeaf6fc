//! Pairs that share a key, each once.

use crate::frequency::Counted;
use crate::key::{KEYS, keys};
use crate::model::{Average, Model, stranger_bits};
use crate::origin::of_both;
use crate::pattern::{Pattern, compare};
use crate::record::{Lexicon, Record};
use crate::train::Counts;
use rayon::prelude::*;

/// Longest list of records under one key that is compared pair by pair. A longer one is a common value; the pair has
/// a narrower key, or nothing that would link it.
const LONGEST: usize = 60;
/// Pairs below so many bits at first sight are counted, not kept.
const FLOOR: f32 = -20.0;
/// Records of a file in which broad keys are used, too.
const SMALL: usize = 30_000;
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
    pub(crate) records: &'p [Record],
    pub(crate) counted: &'p Counted,
    pub(crate) stranger: &'p Average,
    /// Origin of each record.
    pub(crate) origins: &'p [u8],
    /// File of each record, when only pairs across files count.
    pub(crate) files: Option<&'p [u8]>,
}

impl Population<'_> {
    /// Whether these two can be one person at all.
    pub(crate) fn apart(&self, a: u32, b: u32) -> bool {
        self.records[a as usize].apart(&self.records[b as usize])
            || self.files.is_some_and(|files| files[a as usize] == files[b as usize])
    }

    /// How many records a record could be one with, on average.
    pub(crate) fn partners(&self) -> f64 {
        let all = self.records.len() as f64;
        let Some(files) = self.files else { return all };
        let first = files.iter().filter(|file| **file == 0).count() as f64;
        (2.0 * first * (all - first) / all).max(1.0)
    }

    /// Compares two records.
    pub(crate) fn compare(&self, a: u32, b: u32) -> Pair {
        let (x, y) = (&self.records[a as usize], &self.records[b as usize]);
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
        let broad = self.records.len() <= SMALL;
        let mut rows: Vec<Row> = self
            .records
            .par_iter()
            .map(|record| keys(self.lexicon, record, broad).map(|key| (key >> 32) as u32))
            .collect();
        let lists: Vec<Vec<u64>> = (0..KEYS).into_par_iter().map(|kind| list(&rows, kind)).collect();
        for (kind, list) in lists.iter().enumerate() {
            for entry in groups(list).filter(|group| group.len() > LONGEST).flatten() {
                rows[*entry as u32 as usize][kind] = 0;
            }
        }
        let work: Vec<(usize, &[u64])> = lists
            .iter()
            .enumerate()
            .flat_map(|(kind, list)| cut(list).into_iter().map(move |part| (kind, part)))
            .collect();
        let done = std::sync::atomic::AtomicU64::new(0);
        let all = work.len().max(1) as u64;
        work.into_par_iter()
            .map(|(kind, part)| {
                let found = self.pairs_of(kind, part, &rows, first_sight);
                seen(1000 * done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) / all);
                found
            })
            .reduce(Found::default, Found::merge)
    }

    fn pairs_of(&self, kind: usize, part: &[u64], rows: &[Row], first_sight: &Model) -> Found {
        let mut found = Found::default();
        let people = self.partners();
        for group in groups(part).filter(|group| (2..=LONGEST).contains(&group.len())) {
            for (i, x) in group.iter().enumerate() {
                for y in &group[i + 1..] {
                    let (a, b) = (*x as u32, *y as u32);
                    if met_before(&rows[a as usize], &rows[b as usize], kind) || self.apart(a, b) {
                        continue;
                    }
                    found.compared += 1;
                    let pair = self.compare(a, b);
                    found.counts.add(pair.pattern, pair.stranger_bits, pair.origin);
                    let parameters = first_sight.of(pair.origin);
                    if parameters.reaches(FLOOR, people, pair.pattern, pair.stranger_bits) {
                        found.pairs.push(pair);
                    }
                }
            }
        }
        found
    }
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
