//! How many different cases somebody opens in an hour before she is slowed down, asked why, and told of to a reviewer.
//!
//! The numbers are data (`content/audit/budget.toml`); a function without one has no limit. Cases are counted, not
//! requests: whoever works for an hour in one case opens one.

use crate::record::staff::Function;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Each case beyond the first number takes this much longer than the one before.
const STEP: Duration = Duration::from_millis(100);
/// And never longer than this: somebody may be in danger.
const LONGEST: Duration = Duration::from_secs(3);

/// The numbers of a function.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// From this number of cases in an hour on, a further one takes longer.
    pub slow: u32,
    /// From this number on she says why.
    pub ask: u32,
    /// Where the numbers come from.
    pub source: String,
}

/// The numbers of all functions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Budgets(BTreeMap<Function, Budget>);

/// Whether a further case is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Further {
    /// At once.
    Now,
    /// After so long.
    After(Duration),
    /// When she has said why.
    WithReason,
}

/// Why the numbers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadBudget {
    /// Not TOML, or a function or a key that does not exist.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// She would be asked before she is slowed down.
    #[error("[{0}]: `ask` must be more than `slow`, and `slow` more than 0")]
    Order(Function),
}

impl Budgets {
    /// Reads the file.
    ///
    /// # Errors
    /// See [`BadBudget`].
    pub fn parse(text: &str) -> Result<Self, BadBudget> {
        let read: Self = toml::from_str(text)?;
        let wrong = read.0.iter().find(|(_, budget)| budget.slow == 0 || budget.ask <= budget.slow);
        wrong.map_or_else(|| Ok(read.clone()), |(function, _)| Err(BadBudget::Order(*function)))
    }

    /// Of a function; `None` for an empty slot.
    pub fn of(&self, function: Function) -> Option<&Budget> {
        self.0.get(&function)
    }
}

impl Budget {
    /// Whether a further case is opened, after so many in the last hour, in which she was asked why and said it so many
    /// times. Each reason gives as many cases again, no more; she stays slow.
    pub fn further(&self, opened: u32, reasons: u32) -> Further {
        if opened >= self.ask.saturating_mul(reasons.saturating_add(1)) {
            return Further::WithReason;
        }
        match opened.checked_sub(self.slow) {
            None => Further::Now,
            Some(beyond) => Further::After(STEP.saturating_mul(beyond.saturating_add(1)).min(LONGEST)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../../content/audit/budget.toml");

    #[test]
    fn every_function_that_opens_cases_has_numbers_that_say_where_they_come_from() {
        let budgets = Budgets::parse(TEXT).unwrap();
        for function in Function::ALL {
            let opens = function.hears() || function.only_sees();
            assert_eq!(
                budgets.of(*function).is_some_and(|budget| !budget.source.is_empty()),
                opens,
                "{function}"
            );
        }
    }

    #[test]
    fn numbers_in_the_wrong_order_are_refused() {
        let of = |slow: u32, ask: u32| {
            Budgets::parse(&format!("[eva]\nslow = {slow}\nask = {ask}\nsource = \"x\""))
        };
        assert!(of(1, 2).is_ok());
        for (slow, ask) in [(0, 5), (5, 5), (6, 5)] {
            assert!(matches!(of(slow, ask), Err(BadBudget::Order(Function::Eva))), "{slow} {ask}");
        }
        assert!(matches!(
            Budgets::parse("[eav]\nslow = 1\nask = 2\nsource = \"x\""),
            Err(BadBudget::Toml(_))
        ));
    }

    #[test]
    fn it_slows_down_before_it_asks_and_never_for_long() {
        let budget = Budget { slow: 40, ask: 100, source: String::new() };
        let further = |opened| budget.further(opened, 0);
        assert_eq!(further(0), Further::Now);
        assert_eq!(further(39), Further::Now);
        assert_eq!(further(40), Further::After(STEP));
        assert_eq!(further(49), Further::After(STEP * 10));
        assert_eq!(further(99), Further::After(LONGEST));
        assert_eq!(further(100), Further::WithReason);
        assert_eq!(further(u32::MAX), Further::WithReason);
    }

    #[test]
    fn a_reason_gives_as_many_cases_again_and_no_more_speed() {
        let budget = Budget { slow: 40, ask: 100, source: String::new() };
        assert_eq!(budget.further(0, 1), Further::Now);
        assert_eq!(budget.further(100, 1), Further::After(LONGEST));
        assert_eq!(budget.further(199, 1), Further::After(LONGEST));
        assert_eq!(budget.further(200, 1), Further::WithReason);
        assert_eq!(budget.further(200, 2), Further::After(LONGEST));
    }
}
