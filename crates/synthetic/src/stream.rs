//! The stream of histories: new couples, and couples whose next report is due.

use crate::History;
use crate::after::After;
use crate::days::{Arrivals, DAY, HOUR, Local};
use crate::dice::Dice;
use crate::otherwise;
use crate::people::{self, Couple, Earlier, Milieu};
use crate::plan::{Plan, PlanZone};
use crate::report::{Habits, Scene};
use crate::waiting::Waiting;
use casework::record::id::{CaseId, PvNumber};
use casework::record::person::Language;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Of couples who would be recognised, the share about whom a further report comes, after the first and after
/// later ones. With the delays below this makes about 28 % of all reports a repeat.
const AGAIN: [f64; 2] = [0.32, 0.38];

/// The histories of a plan, in the order in which their reports came in. Made one by one.
///
/// With a [`crate::Morning`] its reports come last, and beside the number that was asked for.
pub fn histories(plan: &Plan) -> impl Iterator<Item = History> {
    let mut stream = Stream::new(plan);
    let mut last: Option<std::vec::IntoIter<History>> = None;
    std::iter::from_fn(move || match &mut last {
        Some(morning) => morning.next(),
        None => stream.next().or_else(|| last.insert(stream.morning().into_iter()).next()),
    })
}

/// A couple about whom the next report comes at this second. The number makes the order certain.
struct Due {
    second: i64,
    number: u32,
    couple: Couple,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.second, self.number).cmp(&(other.second, other.number))
    }
}

/// A zone at work.
pub(crate) struct Desk<'a> {
    pub(crate) zone: &'a PlanZone,
    pub(crate) habits: Habits,
    languages: [(u32, Language); 3],
    city: bool,
    /// Begin of its PV numbers.
    prefix: String,
    /// Year and last number given in it.
    last: (i16, u32),
    /// How many were given for the morning.
    morning: u32,
}

pub(crate) struct Stream<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) dice: Dice,
    pub(crate) local: Local,
    arrivals: Arrivals,
    pub(crate) desks: Vec<Desk<'a>>,
    weights: Vec<(u32, usize)>,
    due: BinaryHeap<Reverse<Due>>,
    number: u32,
    pub(crate) couples: u32,
    /// How much of the area waits so far.
    pub(crate) waiting: Waiting,
}

impl<'a> Stream<'a> {
    fn new(plan: &'a Plan) -> Self {
        let (mut dice, local) = (Dice::new(plan.seed), Local::new());
        let working = plan.zones.iter().filter(|zone| zone.weight > 0 && !zone.postcodes.is_empty());
        let desks: Vec<_> = working.enumerate().map(|(i, zone)| desk(&mut dice, i, zone)).collect();
        let weights = desks.iter().enumerate().map(|(i, desk)| (desk.zone.weight, i)).collect();
        let reports = if desks.is_empty() { 0 } else { plan.reports };
        let arrivals = Arrivals::new(&local, plan.until, reports);
        let (due, waiting) = (BinaryHeap::new(), Waiting::default());
        Self { plan, dice, local, arrivals, desks, weights, due, number: 0, couples: 0, waiting }
    }

    /// The couple of the next report: one that is due, else a new one.
    fn couple(&mut self, now: i64) -> (Couple, Milieu) {
        if self.due.peek().is_some_and(|Reverse(due)| due.second <= now)
            && let Some(Reverse(due)) = self.due.pop()
        {
            return self.again(due.couple);
        }
        let zone = self.dice.weighted(&self.weights);
        let milieu = self.milieu(zone);
        let places = self.desks[zone].zone.postcodes.len();
        self.couples += 1;
        let couple = people::couple(&mut self.dice, &self.local, milieu, zone, places, now);
        (Couple { number: self.couples, ..couple }, milieu)
    }

    /// The same couple: sometimes she has moved, to another zone or within it.
    fn again(&mut self, mut couple: Couple) -> (Couple, Milieu) {
        let dice = &mut self.dice;
        let away = dice.chance(0.18);
        let moved = away || dice.chance(0.2);
        let zone = if away { dice.weighted(&self.weights) } else { couple.zone };
        if self.may_move(couple.zone, zone) {
            couple.zone = zone;
        }
        let milieu = self.milieu(couple.zone);
        if moved {
            let places = self.desks[couple.zone].zone.postcodes.len();
            couple.home = people::home(&mut self.dice, milieu.language, places);
            couple.apart = Some(people::home(&mut self.dice, milieu.language, places));
            couple.phones[0] = self.dice.below(10_000);
        }
        (couple, milieu)
    }

    fn milieu(&mut self, zone: usize) -> Milieu {
        let desk = &self.desks[zone];
        let language = if desk.languages.iter().all(|(weight, _)| *weight == 0) {
            Language::Fr
        } else {
            self.dice.weighted(&desk.languages)
        };
        Milieu { language, city: desk.city }
    }

    /// Plans the next report on a couple, if there is one.
    fn remember(&mut self, mut couple: Couple, now: i64, case: Earlier) {
        couple.first.get_or_insert(case);
        couple.reports += 1;
        let share = if couple.reports == 1 { AGAIN[0] } else { AGAIN[1] };
        if couple.recognisable() && self.dice.chance(share) {
            let second = now + 6 * HOUR + self.dice.around(42 * DAY, 1.0);
            // A report that is due after the end never comes.
            if second < self.plan.until.as_second() {
                self.number = self.number.wrapping_add(1);
                self.due.push(Reverse(Due { second, number: self.number, couple }));
            }
        }
    }
}

impl Iterator for Stream<'_> {
    type Item = History;

    fn next(&mut self) -> Option<History> {
        let received = self.arrivals.next(&mut self.dice)?;
        let (mut couple, milieu) = self.couple(received);
        let must = self.must(&mut couple, received);
        let year = self.local.at(received).date().year();
        let pv = self.desks[couple.zone].pv(&mut self.dice, year, self.plan.reports)?;
        let Self { dice, local, desks, .. } = self;
        let Desk { zone, habits, .. } = &desks[couple.zone];
        let case = CaseId(dice.uuid(received));
        let as_written = match couple.first {
            Some(_) => otherwise::written(dice, &couple),
            None => couple.clone(),
        };
        let scene = Scene { zone, habits: *habits, milieu, couple: &as_written, received, pv };
        let written = scene.write(dice, local);
        let until = self.plan.until.as_second();
        // Victim and other party are written first, whatever else is known.
        let [victim, other, ..] = written.report.people.as_slice() else { return None };
        let this = Earlier { case, victim: victim.id, other: other.id };
        let steps =
            After { scene: &scene, local, until, this, earlier: couple.first, must }.steps(dice, written);
        let history = History { case, zone: zone.code.clone(), couple: couple.number, steps };
        self.note_waiting(received, &history);
        self.remember(couple, received, this);
        Some(history)
    }
}

fn desk<'a>(dice: &mut Dice, index: usize, zone: &'a PlanZone) -> Desk<'a> {
    let languages = zone.languages;
    Desk {
        zone,
        habits: Habits::draw(dice),
        languages: [(languages.fr, Language::Fr), (languages.nl, Language::Nl), (languages.de, Language::De)],
        city: zone.postcodes.iter().any(|(postcode, _)| is_city(postcode.as_str())),
        prefix: prefix(index),
        last: (i16::MIN, 0),
        morning: 0,
    }
}

/// Brussels, Antwerp, Liège, Charleroi and Ghent.
fn is_city(postcode: &str) -> bool {
    matches!(postcode.parse(), Ok(1000_u16..=1210 | 2000..=2170 | 4000..=4032 | 6000..=6061 | 9000..=9052))
}

/// Begin of the PV numbers of the n-th zone: two consonants that stand for no judicial district, nature 43, unit.
fn prefix(index: usize) -> String {
    const FIRST: &[u8] = b"BCFGKPSVWZ";
    const SECOND: &[u8] = b"NKTFPXZ";
    let (first, second) = (FIRST[index % FIRST.len()], SECOND[index / FIRST.len() % SECOND.len()]);
    let unit = 3 + index / (FIRST.len() * SECOND.len());
    format!("{}{}.43.L{unit}.", char::from(first), char::from(second))
}

impl Desk<'_> {
    /// A PV number of the morning: the next one, or of a year that is over one far above all that were given.
    pub(crate) fn pv_of_morning(&mut self, dice: &mut Dice, year: i16, reports: u32) -> Option<PvNumber> {
        if self.last.0 == year {
            return self.pv(dice, year, reports);
        }
        self.morning += 1;
        PvNumber::parse(&format!("{}{:06}/{year}", self.prefix, 900_000 + self.morning)).ok()
    }

    /// The next PV number. Numbers grow with gaps: a zone writes about other things too.
    fn pv(&mut self, dice: &mut Dice, year: i16, reports: u32) -> Option<PvNumber> {
        if self.last.0 != year {
            self.last = (year, dice.below(200));
        }
        let gap = (800_000 / reports.max(1)).clamp(1, 40);
        self.last.1 += 1 + dice.below(gap);
        PvNumber::parse(&format!("{}{:06}/{year}", self.prefix, self.last.1)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;
    use std::collections::HashSet;

    #[test]
    fn no_two_zones_share_a_prefix() {
        let prefixes: HashSet<_> = (0..200).map(prefix).collect();
        assert_eq!(prefixes.len(), 200);
    }

    #[test]
    fn placeholder_accounts_differ() {
        let zone = casework::record::id::ZoneCode::parse("5344").unwrap();
        let actors =
            [Actor::Officer(zone.clone()), Actor::Eva(zone.clone()), Actor::Prosecutor(zone), Actor::System];
        let users: HashSet<_> = actors.iter().map(Actor::user).collect();
        assert_eq!(users.len(), 4);
    }
}
