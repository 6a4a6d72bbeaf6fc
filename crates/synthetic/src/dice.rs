//! Draws. Only `+ - * /` and square roots: the same seed gives the same people on every machine, which the
//! `exp` and `ln` of a machine's mathematical library do not promise.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// Seeded dice.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 (included) to 1 (excluded).
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A number from 0 to `n - 1`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(n)) >> 32) as u32
    }

    /// A number from `from` (included) to `to` (excluded); `from` when there is none between.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u32::try_from((to - from).max(0)).unwrap_or(u32::MAX);
        from + i64::from(self.below(width))
    }

    /// One of a list, each as likely. The list must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u32) as usize]
    }

    /// One of a list that is sorted by frequency: the first are drawn far more often.
    pub(crate) fn skewed<T: Copy>(&mut self, list: &[T]) -> T {
        let unit = self.unit();
        list[(unit * unit.sqrt() * list.len() as f64) as usize]
    }

    /// One of a list, by weight. The list must not be empty.
    pub(crate) fn weighted<T: Copy>(&mut self, list: &[(u32, T)]) -> T {
        let mut left = self.below(list.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in list {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        list[list.len() - 1].1
    }

    /// About normal, mean 0 and deviation 1 (sum of uniform draws).
    pub(crate) fn normal(&mut self) -> f64 {
        ((0..6).map(|_| self.unit()).sum::<f64>() - 3.0) * std::f64::consts::SQRT_2
    }

    /// About log-normal: half of the draws lie below `median`; `spread` is the deviation of the logarithm.
    pub(crate) fn around(&mut self, median: i64, spread: f64) -> i64 {
        (median as f64 * exp(spread * self.normal())) as i64
    }

    /// About Poisson with this mean.
    pub(crate) fn count(&mut self, mean: f64) -> u32 {
        if mean > 8.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as u32;
        }
        let (floor, mut product, mut count) = (exp(-mean), self.unit(), 0);
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// An id in the shape of a UUID version 7, of this second.
    pub(crate) fn uuid(&mut self, second: i64) -> Uuid {
        let mut random = [0; 10];
        self.0.fill_bytes(&mut random);
        let millis = second.max(0) as u64 * 1000 + u64::from(self.below(1000));
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// The exponential function, near enough for a dice (relative error below 4 % for |x| < 9).
fn exp(x: f64) -> f64 {
    let mut power = 1.0 + x / 1024.0;
    for _ in 0..10 {
        power *= power;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_draws_lie_below_the_median() {
        let mut dice = Dice::new(1);
        let below = (0..10_000).filter(|_| dice.around(7200, 1.0) < 7200).count();
        assert!((4_800..5_200).contains(&below), "{below}");
    }

    #[test]
    fn counts_have_their_mean() {
        let mut dice = Dice::new(2);
        for mean in [0.2, 3.0, 40.0] {
            let sum: u32 = (0..20_000).map(|_| dice.count(mean)).sum();
            let found = f64::from(sum) / 20_000.0;
            assert!((found / mean - 1.0).abs() < 0.05, "{found} for {mean}");
        }
    }

    #[test]
    fn weights_decide() {
        let mut dice = Dice::new(3);
        let rare = (0..10_000).filter(|_| dice.weighted(&[(9, false), (1, true)])).count();
        assert!((800..1200).contains(&rare), "{rare}");
    }
}
