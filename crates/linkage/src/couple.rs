//! Two people at a time: is the couple of one report the couple of another?
//!
//! A couple is more than two person matches. That one of them is the same person makes it likely that the other one
//! is, so a weak match of the partner becomes sure; and one person with a new partner is not the same couple.

use crate::one::Match;

/// What is thought of two couples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Couple {
    /// log2 of the odds that both reports are about the same two people.
    pub bits: f32,
    /// Whether victim and other party have exchanged their places.
    pub exchanged: bool,
}

/// Share of people in a second report whose partner is that of the first one. NOT FOUND in any source: half and half.
const SAME_PARTNER: f64 = 0.5;
/// The second match tells at most so much against a couple: a partner who is not known at all says nothing.
const AGAINST: f64 = -20.0;

/// Weighs two couples by the matches of the first and of the second person of each, in this order and exchanged.
pub fn couple(straight: [&Match; 2], exchanged: [&Match; 2]) -> Couple {
    let (one, other) = (weigh(straight), weigh(exchanged));
    if one >= other {
        Couple { bits: one, exchanged: false }
    } else {
        Couple { bits: other, exchanged: true }
    }
}

/// log2 of the odds of "both are the same" against "one of them is" and "none is".
fn weigh([first, second]: [&Match; 2]) -> f32 {
    // What a match says once it is known how rare it is that two records are one person.
    let says = |of: &Match| f64::from(of.bits - of.before).max(AGAINST);
    let rare = f64::from(first.before);
    let (first, second) = (says(first), says(second));
    let both = rare + SAME_PARTNER.log2() + first + second;
    let alone = |bits: f64| rare + (1.0 - SAME_PARTNER).log2() + bits;
    let rest = [0.0, alone(first), alone(second)].iter().map(|bits| bits.exp2()).sum::<f64>();
    (both - rest.log2()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bits: f32) -> Match {
        Match { bits, household: 0.0, before: -20.0, kinship: 0.0, fields: vec![] }
    }

    #[test]
    fn a_sure_partner_makes_a_weak_match_sure() {
        let (sure, weak, no) = (of(12.0), of(-8.0), of(-40.0));
        assert!(couple([&sure, &weak], [&no, &no]).bits > 8.0);
        assert!(weak.probability() < 0.01);
    }

    #[test]
    fn a_new_partner_is_another_couple() {
        let (sure, no) = (of(12.0), of(-40.0));
        assert!(couple([&sure, &no], [&no, &no]).bits < -15.0);
    }

    #[test]
    fn places_may_be_exchanged() {
        let (sure, no) = (of(12.0), of(-40.0));
        let found = couple([&no, &no], [&sure, &sure]);
        assert!(found.exchanged && found.bits > 12.0);
    }
}
