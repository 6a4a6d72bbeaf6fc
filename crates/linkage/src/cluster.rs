//! From pairs to people: the surest links are joined first, and a cluster is compared as a whole.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

/// Records of one cluster: nearly always a few.
type Members = SmallVec<[u32; 4]>;

/// A link between two records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) bits: f32,
}

/// Two clusters that were joined: a node of the tree of joins.
#[derive(Debug)]
struct Join {
    bits: f32,
    left: Members,
    right: Members,
    /// The joins that made `left` and `right`.
    below: [Option<u32>; 2],
}

/// How clusters came about.
pub(crate) struct Clusters {
    /// How much each record says.
    says: Vec<f32>,
    joins: Vec<Join>,
    /// The last join of each cluster of two records or more.
    roots: Vec<u32>,
    /// Records that were joined with none.
    single: usize,
    /// The cluster of each record, all joins made, and its records.
    of: Vec<u32>,
    members: Vec<Members>,
}

/// Weight of the best pair between two clusters; the rest is that of the mean of all pairs. The best alone chains a
/// family together, the mean alone loses whoever was once recorded badly.
const BEST: f32 = 0.6;
/// Most that one pair says, for or against.
const FOR: f32 = 25.0;
const AGAINST: f32 = -15.0;
/// Bits of two records that cannot be one person: their clusters are never joined.
pub(crate) const NEVER: f32 = -64.0;
/// Records of a cluster that are compared with those of another.
const ASKED: usize = 10;
/// Joins that are tried at all. Habit adds a bit at most ([`Clusters::settle`]): one of fewer bits could not hold by
/// itself, and would stand in a cluster only because others were joined to it.
const TRIED: f32 = -1.0;

/// Joins records into clusters. `says` tells how much each record says; `between` weighs a pair that shares no key.
pub(crate) fn clusters(says: Vec<f32>, links: &mut [Link], between: impl Fn(u32, u32) -> f32) -> Clusters {
    links.sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then(x.a.cmp(&y.a)).then(x.b.cmp(&y.b)));
    let mut growing = Growing::new(says, links);
    for link in links.iter() {
        growing.try_join(link, &between);
    }
    growing.finish()
}

/// Clusters while they are joined.
struct Growing {
    says: Vec<f32>,
    of: Vec<u32>,
    members: Vec<Members>,
    root: Vec<Option<u32>>,
    joins: Vec<Join>,
    known: FxHashMap<(u32, u32), f32>,
}

fn key(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

impl Growing {
    fn new(says: Vec<f32>, links: &[Link]) -> Self {
        let records = says.len();
        Self {
            says,
            of: (0..records as u32).collect(),
            members: (0..records as u32).map(|record| smallvec![record]).collect(),
            root: vec![None; records],
            joins: Vec::new(),
            known: links.iter().map(|link| (key(link.a, link.b), link.bits)).collect(),
        }
    }

    fn try_join(&mut self, link: &Link, between: &impl Fn(u32, u32) -> f32) {
        let (x, y) = (self.of[link.a as usize] as usize, self.of[link.b as usize] as usize);
        if x == y {
            return;
        }
        let bits = self.weigh(x, y, between);
        if bits < TRIED {
            return;
        }
        let (keep, gone) = if self.members[x].len() >= self.members[y].len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut self.members[gone]);
        let left = self.members[keep].clone();
        for record in &moved {
            self.of[*record as usize] = keep as u32;
        }
        self.members[keep].extend_from_slice(&moved);
        self.joins.push(Join { bits, left, right: moved, below: [self.root[keep], self.root[gone]] });
        self.root[keep] = Some(self.joins.len() as u32 - 1);
    }

    /// Bits that two clusters are one person.
    fn weigh(&mut self, x: usize, y: usize, between: &impl Fn(u32, u32) -> f32) -> f32 {
        let known = &mut self.known;
        weigh(&self.says, &self.members[x], &self.members[y], |a, b| {
            *known.entry((a, b)).or_insert_with(|| between(a, b))
        })
    }

    fn finish(self) -> Clusters {
        let grown = || self.members.iter().zip(&self.root).filter(|(members, _)| !members.is_empty());
        Clusters {
            roots: grown().filter_map(|(_, root)| *root).collect(),
            single: grown().filter(|(_, root)| root.is_none()).count(),
            says: self.says,
            joins: self.joins,
            of: self.of,
            members: self.members,
        }
    }
}

/// Bits that the records of two clusters are one person. In the mean, a record weighs as much as it says: one without
/// birth date and address is like nobody, and that speaks against nobody. Of a person recorded a hundred times those
/// records are asked that say most.
fn weigh(says: &[f32], left: &[u32], right: &[u32], mut pair: impl FnMut(u32, u32) -> f32) -> f32 {
    let (mut sum, mut all, mut best) = (0.0_f32, 0.0_f32, AGAINST);
    let (left, right) = (telling(says, left), telling(says, right));
    for a in &left {
        for b in &right {
            let (a, b) = key(*a, *b);
            let weight = says[a as usize] * says[b as usize];
            let bits = pair(a, b);
            if bits <= NEVER {
                return NEVER;
            }
            (sum, all) = (sum + weight * bits.clamp(AGAINST, FOR), all + weight);
            best = best.max(bits.min(FOR));
        }
    }
    BEST * best + (1.0 - BEST) * sum / all
}

/// The records of a cluster that say most.
fn telling(says: &[f32], members: &[u32]) -> Members {
    let mut most: Members = members.into();
    if most.len() > ASKED {
        most.sort_unstable_by(|a, b| says[*b as usize].total_cmp(&says[*a as usize]).then(a.cmp(b)));
        most.truncate(ASKED);
    }
    most
}

impl Clusters {
    /// Walks down from the last joins as far as they hold less than `floor`. `kept` hears of each cluster that
    /// remains whole, and of its last join if it has one.
    fn walk(&self, floor: f32, mut kept: impl FnMut(&[&[u32]], Option<u32>)) {
        let mut next = self.roots.clone();
        while let Some(at) = next.pop() {
            let join = &self.joins[at as usize];
            if join.bits >= floor {
                kept(&[&join.left, &join.right], Some(at));
                continue;
            }
            for (below, part) in join.below.iter().zip([&join.left, &join.right]) {
                match below {
                    Some(below) => next.push(*below),
                    None => kept(&[part], None),
                }
            }
        }
    }

    /// Weighs the last join of each cluster by how often people are recorded so many times: who is known from three
    /// reports is likelier to be in a fourth than somebody known from one to be in a second. Learned from the sizes
    /// of the clusters themselves.
    pub(crate) fn settle(&mut self, records: usize) {
        let counted = self.sizes();
        let pairs: f64 =
            counted.iter().enumerate().map(|(k, n)| n * (k * k.saturating_sub(1)) as f64 / 2.0).sum();
        let average = pairs.max(0.5) / (records as f64 * records as f64 / 2.0);
        // Half a cluster of each size is believed beside those that were seen. They must not be counted as pairs: in a
        // small file they would be most of them, and every link a surprise.
        let sizes: Vec<f64> = counted.iter().map(|n| n + 0.5).collect();
        let gain = |s: usize, t: usize| {
            let (s, t) = (s.min(LARGEST / 2), t.min(LARGEST / 2));
            let halves = if s == t { 2.0 } else { 1.0 };
            let apart = sizes[s] * sizes[t] / halves;
            let together = sizes[s + t] * choose(s + t, t) / halves;
            // The best of many comparisons is good by chance, too.
            let luck = ((s * t) as f64).log2() / 2.0;
            // More than a bit would let habit speak louder than names.
            ((together / apart / average).log2() - luck).clamp(-3.0, 1.0) as f32
        };
        let mut next = self.roots.clone();
        while let Some(at) = next.pop() {
            let join = &mut self.joins[at as usize];
            join.bits += gain(join.left.len(), join.right.len());
            if join.bits < 0.0 {
                next.extend(join.below.iter().flatten());
            }
        }
    }

    /// How many clusters of each size.
    fn sizes(&self) -> Vec<f64> {
        let mut sizes = vec![0.0; LARGEST + 1];
        sizes[1] += self.single as f64;
        self.walk(0.0, |parts, _| {
            sizes[parts.iter().map(|part| part.len()).sum::<usize>().min(LARGEST)] += 1.0
        });
        sizes
    }

    /// Pairs with the bits at which they were joined, those of `floor` bits and more.
    pub(crate) fn links(&self, floor: f32) -> Vec<Link> {
        let joins = self.joins.iter().filter(|join| join.bits >= floor);
        joins
            .flat_map(|join| {
                let of = move |a: &u32| {
                    let a = *a;
                    join.right.iter().map(move |b| Link { a, b: *b, bits: join.bits })
                };
                join.left.iter().flat_map(of)
            })
            .collect()
    }

    /// The clusters of a pair that was not joined; `None` when it was.
    pub(crate) fn both(&self, a: u32, b: u32) -> Option<(u32, u32)> {
        let (x, y) = (self.of[a as usize], self.of[b as usize]);
        (x != y).then(|| key(x, y))
    }

    /// Bits of each two clusters that a link names and that were not joined, all their records considered.
    pub(crate) fn apart(
        &self,
        links: &[Link],
        between: impl Fn(u32, u32) -> f32 + Sync,
    ) -> FxHashMap<(u32, u32), f32> {
        let mut pairs: Vec<(u32, u32)> = links.iter().filter_map(|link| self.both(link.a, link.b)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let weighed = pairs.into_par_iter().map(|(x, y)| {
            ((x, y), weigh(&self.says, &self.members[x as usize], &self.members[y as usize], &between))
        });
        weighed.collect::<Vec<_>>().into_iter().collect()
    }

    /// Clusters of two records and more that hold at `floor` bits.
    pub(crate) fn members(&self, floor: f32) -> Vec<Vec<u32>> {
        let mut members = Vec::new();
        self.walk(floor, |parts, join| {
            if join.is_some() {
                members.push(parts.concat());
            }
        });
        members
    }
}

/// Sizes that are counted apart.
const LARGEST: usize = 40;

/// Ways of choosing `k` of `n`.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, b: u32, bits: f32) -> Link {
        Link { a, b, bits }
    }

    #[test]
    fn one_weak_link_does_not_chain_two_people_that_are_known_well() {
        // 0-1-2 and 3-4-5 are people; 2 and 3 look alike, all others say no.
        let mut links = vec![
            link(0, 1, 20.0),
            link(1, 2, 20.0),
            link(0, 2, 20.0),
            link(3, 4, 20.0),
            link(4, 5, 20.0),
            link(3, 5, 20.0),
            link(2, 3, 4.0),
        ];
        let clusters = clusters(vec![1.0; 6], &mut links, |_, _| -15.0);
        let mut members = clusters.members(0.0);
        members.iter_mut().for_each(|members| members.sort_unstable());
        members.sort();
        assert_eq!(members, [vec![0, 1, 2], vec![3, 4, 5]]);
    }

    #[test]
    fn two_people_of_one_report_are_never_joined_through_a_third_record() {
        // 0 and 2 stand in one report; 1 looks like both.
        let mut links = vec![link(0, 1, 24.0), link(1, 2, 23.0)];
        let members = clusters(vec![1.0; 3], &mut links, |_, _| NEVER).members(0.0);
        assert_eq!(members, [vec![0, 1]]);
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let mut one = vec![link(0, 1, 5.0), link(1, 2, 6.0), link(2, 3, 5.0)];
        let mut other: Vec<_> = one.iter().rev().copied().collect();
        let between = |_: u32, _: u32| 1.0;
        assert_eq!(
            clusters(vec![1.0; 4], &mut one, between).members(0.0),
            clusters(vec![1.0; 4], &mut other, between).members(0.0)
        );
    }
}
