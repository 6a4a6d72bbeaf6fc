//! Which figures are told: none on few reports, and none from which such a figure could be computed.
//!
//! The page tells months and a year of each zone and of all zones together, so that a figure which is left out could be
//! had by subtracting. Therefore, in a block of twelve months, the months of a zone are told all or none, and where the
//! sum of all is told, those that are not told are at least two zones, whose sum is itself not small; the same for the
//! year. With two zones untold over two months or more, months and years leave every one of them open (a test solves
//! the equations).

use casework::record::id::ZoneCode;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A figure of fewer reports than this says little and may point at somebody.
pub(super) const FEWEST: i64 = 5;

/// When a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Period {
    /// A month, by its first day.
    Month(Date),
    /// The last twelve.
    Year,
}

/// What is counted: zones, months, and how many reports a figure of some of them stands on.
pub(super) struct Base<'a> {
    /// The zones that count at all.
    pub(super) zones: &'a [ZoneCode],
    /// Months that are told one by one, the oldest first, in blocks: the last one makes the year.
    pub(super) blocks: [&'a [Date]; 2],
    /// Reports of some zones in some months.
    pub(super) reports: &'a dyn Fn(&[ZoneCode], &[Date]) -> i64,
}

/// The figures that are told; no zone stands for all of them together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told(BTreeSet<(Option<ZoneCode>, Period)>);

/// Zones that are not told, and whether their sum with the others is.
struct Untold {
    zones: BTreeSet<ZoneCode>,
    all: bool,
}

impl Told {
    /// The most that may be told of a base.
    pub(super) fn of(base: &Base<'_>) -> Self {
        let [before, last] = base.blocks;
        let year = |some: &[ZoneCode]| (base.reports)(some, last);
        let months_of = |block: &'_ [Date], some: &[ZoneCode]| {
            block
                .iter()
                .map(|month| (base.reports)(some, std::slice::from_ref(month)))
                .min()
                .unwrap_or_default()
        };
        let mut in_year = untold(base, &BTreeSet::new(), year);
        let in_last = untold(base, &in_year.zones, |some| months_of(last, some));
        // One month alone is the year.
        if last.len() < 2 {
            in_year.zones.extend(in_last.zones.iter().cloned());
        }
        let in_before = untold(base, &BTreeSet::new(), |some| months_of(before, some));
        let mut told = Self::default();
        told.add(base.zones, &in_year, &[Period::Year]);
        for (block, untold) in [(before, &in_before), (last, &in_last)] {
            let months: Vec<_> = block.iter().copied().map(Period::Month).collect();
            told.add(base.zones, untold, &months);
        }
        told
    }

    fn add(&mut self, zones: &[ZoneCode], untold: &Untold, periods: &[Period]) {
        let each = zones.iter().filter(|zone| !untold.zones.contains(zone)).cloned().map(Some);
        for zone in each.chain(untold.all.then_some(None)) {
            self.0.extend(periods.iter().map(|period| (zone.clone(), *period)));
        }
    }

    /// Whether a figure is told.
    pub(super) fn holds(&self, zone: Option<&ZoneCode>, period: Period) -> bool {
        self.0.contains(&(zone.cloned(), period))
    }
}

/// The zones whose figures are not told, `from` among them. `least`: the smallest of the figures that are told together
/// of some zones.
fn untold(base: &Base<'_>, from: &BTreeSet<ZoneCode>, least: impl Fn(&[ZoneCode]) -> i64) -> Untold {
    let all = least(base.zones) >= FEWEST;
    let small = |zone: &&ZoneCode| from.contains(zone) || least(std::slice::from_ref(zone)) < FEWEST;
    let mut hidden: Vec<ZoneCode> = base.zones.iter().filter(small).cloned().collect();
    let mut others: Vec<_> = base.zones.iter().filter(|zone| !hidden.contains(zone)).cloned().collect();
    // The smallest ones go with them: they say least.
    others.sort_by_key(|zone| std::cmp::Reverse(least(std::slice::from_ref(zone))));
    while all && !hidden.is_empty() && (hidden.len() < 2 || least(&hidden) < FEWEST) {
        let Some(next) = others.pop() else { break };
        hidden.push(next);
    }
    Untold { zones: hidden.into_iter().collect(), all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const PRIME: i64 = 1_000_003;

    fn inverse(of: i64) -> i64 {
        let (mut result, mut base, mut power) = (1, of.rem_euclid(PRIME), PRIME - 2);
        while power > 0 {
            if power % 2 == 1 {
                result = result * base % PRIME;
            }
            base = base * base % PRIME;
            power /= 2;
        }
        result
    }

    /// The unknowns that some equations determine: those that stand alone when the equations are solved.
    fn determined(mut equations: Vec<Vec<i64>>, unknowns: usize) -> BTreeSet<usize> {
        let mut row = 0;
        for column in 0..unknowns {
            let Some(pivot) = (row..equations.len()).find(|at| equations[*at][column] != 0) else { continue };
            equations.swap(row, pivot);
            let factor = inverse(equations[row][column]);
            equations[row].iter_mut().for_each(|one| *one = *one * factor % PRIME);
            let solved = equations[row].clone();
            for (at, other) in equations.iter_mut().enumerate() {
                let factor = other[column];
                if at != row && factor != 0 {
                    other
                        .iter_mut()
                        .zip(&solved)
                        .for_each(|(one, by)| *one = (*one - factor * by).rem_euclid(PRIME));
                }
            }
            row += 1;
        }
        let alone = |one: &Vec<i64>| one.iter().filter(|value| **value != 0).count() == 1;
        equations
            .iter()
            .filter(|one| alone(one))
            .filter_map(|one| one.iter().position(|value| *value != 0))
            .collect()
    }

    fn zones(count: usize) -> Vec<ZoneCode> {
        (0..count).map(|n| ZoneCode::parse(&format!("53{:02}", 30 + n)).unwrap()).collect()
    }

    /// A year and the year before it, from its first month with a report on.
    fn months(count: usize) -> Vec<Date> {
        (0..count).map(|n| date(2024 + (n / 12) as i16, (n % 12 + 1) as i8, 1)).collect()
    }

    /// Every figure of the page: each zone and all of them, each month and the year.
    #[derive(Debug)]
    struct Cube {
        zones: Vec<ZoneCode>,
        months: Vec<Date>,
        counts: Vec<Vec<i64>>,
    }

    impl Cube {
        fn reports(&self, some: &[ZoneCode], of: &[Date]) -> i64 {
            let cell = |zone: usize, month: usize| {
                if some.contains(&self.zones[zone]) && of.contains(&self.months[month]) {
                    self.counts[zone][month]
                } else {
                    0
                }
            };
            (0..self.zones.len())
                .flat_map(|zone| (0..self.months.len()).map(move |month| cell(zone, month)))
                .sum()
        }

        fn blocks(&self) -> [&[Date]; 2] {
            let last = self.months.len().min(12);
            let (before, last) = self.months.split_at(self.months.len() - last);
            [before, last]
        }

        fn told(&self) -> Told {
            let reports = |some: &[ZoneCode], of: &[Date]| self.reports(some, of);
            Told::of(&Base { zones: &self.zones, blocks: self.blocks(), reports: &reports })
        }

        /// Small figures that somebody with the page and a pencil can work out.
        fn worked_out(&self) -> Vec<(Option<ZoneCode>, Period)> {
            let told = self.told();
            let scopes: Vec<_> = std::iter::once(None).chain(self.zones.iter().cloned().map(Some)).collect();
            let periods: Vec<_> =
                self.months.iter().copied().map(Period::Month).chain([Period::Year]).collect();
            let figures: Vec<_> = scopes
                .iter()
                .flat_map(|scope| periods.iter().map(move |period| (scope.clone(), *period)))
                .collect();
            let open: Vec<_> = figures
                .iter()
                .filter(|(zone, period)| !told.holds(zone.as_ref(), *period))
                .cloned()
                .collect();
            // Each sum says: what is open of its parts, less what is open of itself, is known.
            let line = |whole: (Option<ZoneCode>, Period), parts: Vec<(Option<ZoneCode>, Period)>| {
                let weight = |one: &(Option<ZoneCode>, Period)| {
                    if *one == whole { PRIME - 1 } else { i64::from(parts.contains(one)) }
                };
                open.iter().map(weight).collect::<Vec<_>>()
            };
            let each = || self.zones.iter().cloned().map(Some);
            let over_zones = periods
                .iter()
                .map(|period| line((None, *period), each().map(|zone| (zone, *period)).collect()));
            let year = self.blocks()[1];
            let over_months = scopes.iter().map(|scope| {
                line(
                    (scope.clone(), Period::Year),
                    year.iter().map(|month| (scope.clone(), Period::Month(*month))).collect(),
                )
            });
            let known = determined(over_zones.chain(over_months).collect(), open.len());
            known.into_iter().map(|at| open[at].clone()).filter(|one| self.count(one) < FEWEST).collect()
        }

        fn count(&self, (zone, period): &(Option<ZoneCode>, Period)) -> i64 {
            let some = zone.as_ref().map_or(self.zones.as_slice(), std::slice::from_ref);
            match period {
                Period::Month(month) => self.reports(some, &[*month]),
                Period::Year => self.reports(some, self.blocks()[1]),
            }
        }
    }

    fn cube() -> impl Strategy<Value = Cube> {
        (1..5_usize, 1..25_usize).prop_flat_map(|(zone, month)| {
            let busy = prop_oneof![0..4_i64, 3..9_i64, 8..40_i64];
            let zone_counts =
                busy.prop_flat_map(move |busy| prop::collection::vec(0..=busy.max(1) * 2, month));
            prop::collection::vec(zone_counts, zone).prop_map(move |counts| Cube {
                zones: zones(zone),
                months: months(month),
                counts,
            })
        })
    }

    proptest! {
        #[test]
        fn no_small_figure_can_be_computed_from_the_others(cube in cube()) {
            prop_assert_eq!(cube.worked_out(), vec![]);
        }

        #[test]
        fn nothing_small_is_told(cube in cube()) {
            for one in cube.told().0 {
                prop_assert!(cube.count(&one) >= FEWEST, "{one:?}");
            }
        }
    }

    #[test]
    fn one_small_zone_takes_another_with_it() {
        let counts = vec![vec![3; 12], vec![9; 12], vec![30; 12]];
        let cube = Cube { zones: zones(3), months: months(12), counts };
        let (told, month) = (cube.told(), Period::Month(cube.months[4]));
        let of = |zone: usize| told.holds(Some(&cube.zones[zone]), month);
        assert_eq!([of(0), of(1), of(2), told.holds(None, month)], [false, false, true, true]);
        assert!((0..3).all(|zone| told.holds(Some(&cube.zones[zone]), Period::Year)));
    }

    #[test]
    fn with_a_pencil_one_gap_alone_is_filled() {
        // x + y = known, and y told: the solver of this test finds x.
        assert_eq!(determined(vec![vec![1, 0]], 2), BTreeSet::from([0]));
        assert!(determined(vec![vec![1, 1]], 2).is_empty());
    }
}
