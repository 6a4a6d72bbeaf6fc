//! Histories: one report each, and what was done about it. Every step satisfies the rules of the domain.

use crate::names::{ORIGINS, Origin, STREETS, narrative};
use crate::{Plan, PlanZone};
use casework::clock::brussels;
use casework::command::Command;
use casework::entry::{ClockKind, DayTwo, Decision, Outcome};
use casework::id::{CaseId, PersonId, PvNumber, ReportId, UserId, ZoneCode};
use casework::person::{Answer, Birth, Channel, Language, Person, Reach, Reader, Role};
use casework::report::{Facts, Head, Referral, Report, ReportKind, Risk, RiskFactor, SafeContact};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Length of the story, in days.
const SPAN: i64 = 730;
/// Couples kept in mind for coming back: memory stays small however many reports are asked for.
const KNOWN: usize = 4000;

/// Who takes a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Intake officer of a zone.
    Officer(ZoneCode),
    /// Local EVA representative.
    Eva(ZoneCode),
    /// Prosecutor of the zone's district.
    Prosecutor(ZoneCode),
    /// The program.
    System,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    pub command: Command,
}

/// One case: a report and what followed, in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The case.
    pub case: CaseId,
    /// Steps; the first one signs the report.
    pub steps: Vec<Step>,
}

/// Invents the histories of a plan, in the order of their reports.
pub fn histories(plan: &Plan) -> impl Iterator<Item = History> + '_ {
    let mut world = World {
        plan,
        rng: ChaCha8Rng::seed_from_u64(plan.seed),
        known: Vec::new(),
        next_pv: vec![0; plan.zones.len()],
    };
    (0..plan.reports).map(move |number| world.history(number))
}

/// Two people who met in a report before.
#[derive(Clone)]
struct Couple {
    zone: usize,
    case: CaseId,
    victim: Named,
    other: Named,
    children: Vec<Named>,
}

#[derive(Clone)]
struct Named {
    family: String,
    given: String,
    born: Date,
    language: Language,
}

struct World<'a> {
    plan: &'a Plan,
    rng: ChaCha8Rng,
    known: Vec<Couple>,
    next_pv: Vec<u32>,
}

impl World<'_> {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.rng.random_range(0..items.len())]
    }

    fn id(&mut self, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.rng.fill_bytes(&mut random);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Reports come evenly over the months with a slight rise, more in the evening.
    fn received(&mut self, number: u32) -> Timestamp {
        let share = f64::from(number + 1) / f64::from(self.plan.reports.max(1));
        let day = (SPAN as f64 * share.powf(0.92)) as i64;
        let hour = [19, 20, 21, 22, 23, 1, 9, 11, 14, 16, 17, 18][self.rng.random_range(0..12)];
        let second = self.rng.random_range(0..HOUR);
        let start = self.plan.until.as_second() - SPAN * DAY;
        let at = start + (day - 1).max(0) * DAY + hour * HOUR + second;
        Timestamp::from_second(at.min(self.plan.until.as_second() - 60)).unwrap_or(self.plan.until)
    }

    fn zone(&mut self) -> usize {
        let total: u32 = self.plan.zones.iter().map(|zone| zone.weight).sum();
        let mut left = self.rng.random_range(0..total.max(1));
        for (i, zone) in self.plan.zones.iter().enumerate() {
            if left < zone.weight {
                return i;
            }
            left -= zone.weight;
        }
        0
    }

    fn origin(&mut self) -> &'static Origin {
        let mut left = self.rng.random_range(0..100);
        ORIGINS.iter().find(|origin| {
            let here = left < origin.weight;
            left = left.saturating_sub(origin.weight);
            here
        }).unwrap_or(&ORIGINS[0])
    }

    fn named(&mut self, woman: bool, from_year: i16, to_year: i16) -> Named {
        let origin = self.origin();
        let given = (*self.pick(if woman { origin.women } else { origin.men })).to_owned();
        let mut family = (*self.pick(origin.families)).to_owned();
        if self.chance(12) {
            let second = *self.pick(origin.families);
            family = format!("{family}-{second}");
        }
        let first = Date::constant(from_year, 1, 1);
        let days = i64::from(to_year - from_year + 1) * 365;
        let born = first.checked_add(self.rng.random_range(0..days).days()).unwrap_or(first);
        let language = if self.chance(60) { Language::Fr } else { origin.language };
        Named { family, given, born, language }
    }

    fn new_couple(&mut self, case: CaseId) -> Couple {
        let zone = self.zone();
        let woman = self.chance(85);
        let victim = self.named(woman, 1955, 2005);
        let other = self.named(!woman, 1955, 2005);
        let count = if self.chance(55) { self.rng.random_range(1..4) } else { 0 };
        let children = (0..count).map(|i| {
            let child = self.named(i % 2 == 0, 2010, 2022);
            Named { family: other.family.clone(), ..child }
        }).collect();
        Couple { zone, case, victim, other, children }
    }

    fn history(&mut self, number: u32) -> History {
        let at = self.received(number);
        let id = self.id(at);
        let case = CaseId(id);
        let earlier = if !self.known.is_empty() && self.chance(30) {
            let which = self.rng.random_range(0..self.known.len());
            Some(self.known[which].clone())
        } else {
            None
        };
        let mut couple = earlier.clone().unwrap_or_else(|| self.new_couple(case));
        if earlier.is_some() && self.chance(12) {
            couple.zone = self.zone();
        }
        let zone = couple.zone;
        let report = self.report(ReportId(id), zone, &couple, at);
        let mut steps = self.follow_up(&report, at);
        if let Some(earlier) = earlier.filter(|_| self.chance(60)) {
            let at = at + SignedDuration::from_secs(self.rng.random_range(3..40) * HOUR);
            let reason = "Même couple / zelfde koppel".to_owned();
            let command = Command::Group { this: case, with: earlier.case, reason };
            steps.push(Step { at, by: Actor::Eva(report.head.zone.clone()), command });
        }
        self.remember(Couple { case, ..couple });
        let until = self.plan.until;
        steps.retain(|step| step.at < until);
        steps.sort_by_key(|step| step.at);
        let by = Actor::Officer(report.head.zone.clone());
        steps.insert(0, Step { at, by, command: Command::Sign(Box::new(report)) });
        History { case, steps }
    }

    fn remember(&mut self, couple: Couple) {
        if self.known.len() < KNOWN {
            self.known.push(couple);
        } else {
            let which = self.rng.random_range(0..KNOWN);
            self.known[which] = couple;
        }
    }

    fn report(&mut self, id: ReportId, zone: usize, couple: &Couple, at: Timestamp) -> Report {
        let plan: &PlanZone = &self.plan.zones[zone];
        let (language, code) = (plan.language, plan.code.clone());
        let (postcode, neighbourhood) = self.pick(&plan.postcodes).clone();
        self.next_pv[zone] += 1;
        let local = at.to_zoned_datetime(brussels());
        let pv = format!("Z{code}.43.L3.{:06}/{}", self.next_pv[zone], local.year());
        let happened_on = local.date().checked_sub(i64::from(self.rng.random_range(0..3_i32)).days());
        let has_children = !couple.children.is_empty();
        let (people, channels) = self.people(couple, at, &postcode);
        let head = Head {
            id,
            kind: if self.chance(85) { ReportKind::FamilyDispute } else { ReportKind::Complaint },
            #[expect(clippy::expect_used, reason = "the number is put together from letters, digits, dots and a slash")]
            pv: PvNumber::parse(&pv).expect("a PV number"),
            zone: code,
            neighbourhood: Some(neighbourhood),
            postcode,
            happened_on: happened_on.unwrap_or(local.date()),
            happened_at: Some(Time::constant(self.rng.random_range(0..24), 30, 0, 0)),
            received_at: at,
            day_two_agreed: self.chance(70),
            imported: false,
        };
        let facts = self.facts(id, language, has_children);
        let risk = self.risk(id);
        let careful = self.chance(40);
        let instructions = if careful { "9–12 h; no voicemail / pas de message / geen bericht" } else { "" };
        let safe_contact = SafeContact { report: id, instructions: instructions.to_owned() };
        Report { head, facts, risk, people, channels, safe_contact }
    }

    fn facts(&mut self, report: ReportId, language: Language, children: bool) -> Facts {
        let which = self.rng.random_range(0..4);
        let [context, words, actions] = narrative(language, which).map(str::to_owned);
        let written = self.chance(85);
        let present = match (children, self.chance(70)) {
            (true, true) => Answer::Yes,
            (false, true) => Answer::No,
            _ => Answer::Unknown,
        };
        let impact = children && written && self.chance(70);
        let street = *self.pick(&STREETS);
        Facts {
            report,
            place: format!("{street} {}", self.rng.random_range(1..200)),
            context,
            words,
            actions,
            children_present: written.then_some(present),
            children_impact: if impact { "Enfant présent, a entendu / kind aanwezig, hoorde het".to_owned() } else { String::new() },
            measures: String::new(),
            left_spontaneously: if self.chance(25) { Answer::Yes } else { Answer::Unknown },
            referrals: if self.chance(80) { vec![Referral::Eva] } else { vec![Referral::Sapv] },
        }
    }

    fn risk(&mut self, report: ReportId) -> Risk {
        let factors = RiskFactor::ALL.iter().map(|factor| {
            let answer = match self.rng.random_range(0..10) {
                0 | 1 => Answer::Yes,
                2..=5 => Answer::No,
                _ => Answer::Unknown,
            };
            (*factor, answer)
        });
        Risk { report, factors: factors.collect(), note: String::new() }
    }

    fn people(&mut self, couple: &Couple, at: Timestamp, postcode: &casework::id::Postcode) -> (Vec<Person>, Vec<Channel>) {
        let (mut people, mut channels) = (Vec::new(), Vec::new());
        let named = [(&couple.victim, Role::Victim), (&couple.other, Role::OtherParty)];
        let all = named.into_iter().chain(couple.children.iter().map(|child| (child, Role::Child)));
        for (named, role) in all {
            let id = PersonId(self.id(at));
            if role != Role::Child {
                let readers = *self.pick(&[Reader::Nobody, Reader::Nobody, Reader::OtherParty, Reader::Unknown]);
                channels.push(Channel { person: id, at: Reach::Phone(self.phone()), readers });
                let street = format!("{} {}", self.pick(&STREETS), self.rng.random_range(1..200));
                let address = Reach::Address { street, postcode: Some(postcode.clone()), town: String::new() };
                channels.push(Channel { person: id, at: address, readers: Reader::OtherParty });
            }
            people.push(Person {
                id,
                role,
                family_name: named.family.clone(),
                given_names: named.given.clone(),
                birth: Birth::Exact(named.born),
                language: named.language,
            });
        }
        (people, channels)
    }

    fn phone(&mut self) -> String {
        format!("0400 00 {:02} {:02}", self.rng.random_range(0..100), self.rng.random_range(0..100))
    }

    /// A wait of about this many hours, rarely much longer.
    fn wait(&mut self, hours: i64) -> SignedDuration {
        let factor = [0.3, 0.6, 0.8, 1.0, 1.2, 1.6, 2.5, 5.0][self.rng.random_range(0..8)];
        SignedDuration::from_secs((hours as f64 * factor * HOUR as f64) as i64 + self.rng.random_range(60..1800))
    }

    fn follow_up(&mut self, report: &Report, at: Timestamp) -> Vec<Step> {
        let (id, zone) = (report.head.id, report.head.zone.clone());
        let eva = Actor::Eva(zone.clone());
        let mut steps = Vec::new();
        let user = UserId(Uuid::from_u128(u128::from(zone.as_str().parse::<u32>().unwrap_or(0))));
        let read = at + self.wait(3);
        steps.push(Step { at: read, by: eva.clone(), command: Command::Open { report: id, user } });
        let mut call = read + self.wait(8);
        while self.chance(35) {
            let outcome = *self.pick(&[Outcome::NoAnswer, Outcome::SomebodyElse, Outcome::NoAnswer]);
            let again = call + self.wait(20);
            let command = Command::Contact { report: id, outcome, next_try: Some(again), note: String::new() };
            steps.push(Step { at: call, by: eva.clone(), command });
            call = again;
        }
        let outcome = if self.chance(92) { Outcome::Reached } else { Outcome::Declined };
        let note = if outcome == Outcome::Reached { "Explique la situation / legt de situatie uit" } else { "" };
        let command = Command::Contact { report: id, outcome, next_try: None, note: note.to_owned() };
        if self.chance(95) {
            steps.push(Step { at: call, by: eva.clone(), command });
            if outcome == Outcome::Reached {
                self.support(&mut steps, report, call, &eva);
            }
        }
        if self.chance(18) {
            let reason = "Escalade / escalatie".to_owned();
            steps.push(Step { at: call + self.wait(30), by: eva, command: Command::MarkSensitive { report: id, reason } });
        }
        self.prosecution(&mut steps, id, at, &zone);
        steps
    }

    fn support(&mut self, steps: &mut Vec<Step>, report: &Report, call: Timestamp, eva: &Actor) {
        let id = report.head.id;
        if self.chance(30) {
            let when = call + SignedDuration::from_secs(3 * DAY);
            let command = Command::Book { report: id, at: when, place: "EVA".to_owned() };
            steps.push(Step { at: call, by: eva.clone(), command });
        }
        if report.head.day_two_agreed && self.chance(85) {
            let mut answer = || *[Answer::Yes, Answer::Yes, Answer::No, Answer::Unknown].get(self.rng.random_range(0..4)).unwrap_or(&Answer::Unknown);
            let command = Command::DayTwo(DayTwo {
                report: id,
                framework_explained: answer(),
                hearing_prepared: answer(),
                companion_wanted: answer(),
                housing_safe: answer(),
                own_income: answer(),
                note: String::new(),
            });
            let at = call.max(report.head.received_at + SignedDuration::from_secs(44 * HOUR)) + self.wait(1);
            steps.push(Step { at, by: eva.clone(), command });
        }
    }

    fn prosecution(&mut self, steps: &mut Vec<Step>, report: ReportId, at: Timestamp, zone: &ZoneCode) {
        let by = Actor::Prosecutor(zone.clone());
        let seen = at + self.wait(60);
        let user = UserId(Uuid::from_u128(1));
        steps.push(Step { at: seen, by: by.clone(), command: Command::Open { report, user } });
        if self.chance(3) {
            let (clock, reason) = (ClockKind::Decision, "Expertise".to_owned());
            steps.push(Step { at: seen, by: by.clone(), command: Command::Pause { report, clock, reason } });
        }
        if self.chance(94) {
            let decision = *self.pick(&[Decision::Closed, Decision::FollowUp, Decision::FollowUp, Decision::Hearing, Decision::Investigation]);
            let reason = "Voir dossier / zie dossier".to_owned();
            let at = seen + self.wait(110);
            steps.push(Step { at, by, command: Command::Decide { report, decision, reason } });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::command::decide;
    use casework::entry::{Author, Entry, Function, Sector};
    use casework::fold::Case;
    use casework::id::{EntryId, Nis, Postcode};

    fn plan(seed: u64, reports: u32) -> Plan {
        let zone = |code: &str, language| {
            let places = vec![(Postcode::parse("1210").unwrap(), Nis::parse("21014").unwrap())];
            PlanZone::new(ZoneCode::parse(code).unwrap(), places, &[language])
        };
        let zones = vec![zone("5344", Language::Fr), zone("5345", Language::Nl)];
        Plan { seed, reports, until: "2026-11-01T00:00:00Z".parse().unwrap(), zones }
    }

    fn author() -> Author {
        Author {
            user: UserId(Uuid::nil()),
            name: "x".into(),
            function: Function::Eva,
            sector: Sector::Police,
            zone: None,
        }
    }

    #[test]
    fn every_step_is_one_that_the_rules_allow() {
        let plan = plan(1, 2000);
        for history in histories(&plan) {
            let mut case = Case::default();
            for step in &history.steps {
                assert!(step.at < plan.until);
                for body in decide(&case, &step.command, step.at).unwrap() {
                    case.add(&Entry { id: EntryId(Uuid::nil()), at: step.at, by: author(), body });
                }
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_world_and_another_seed_another() {
        let world = |seed| histories(&plan(seed, 50)).collect::<Vec<_>>();
        assert!(world(1) == world(1));
        assert!(world(1) != world(2));
    }

    #[test]
    fn no_number_is_given_twice_and_no_phone_is_anybodys() {
        let mut numbers = std::collections::HashSet::new();
        for history in histories(&plan(3, 500)) {
            let Command::Sign(report) = &history.steps[0].command else { panic!("the first step signs") };
            assert!(numbers.insert((report.head.zone.clone(), report.head.pv.clone())));
            for channel in &report.channels {
                if let Reach::Phone(number) = &channel.at {
                    assert!(number.starts_with("0400 00 "), "{number}");
                }
            }
        }
    }

    #[test]
    fn about_three_reports_in_ten_are_on_a_known_couple() {
        let plan = plan(1, 2000);
        let grouped = histories(&plan).filter(|h| h.steps.iter().any(|s| matches!(s.command, Command::Group { .. })));
        let share = grouped.count() as f64 / 2000.0;
        assert!((0.12..0.24).contains(&share), "{share}");
    }
}
