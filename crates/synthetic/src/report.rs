//! The report of a couple: what the officer writes.

use crate::days::{Local, facts_before, timestamp};
use crate::dice::Dice;
use crate::people::{Couple, Home, Milieu, Somebody, phone, witness};
use crate::plan::PlanZone;
use crate::texts::{Holds, Slots, Texts, texts};
use casework::record::hours::{Day, Slot};
use casework::record::id::{PersonId, PvNumber, ReportId};
use casework::record::person::{Birth, Channel, Exposure, Language, Person, Reach, Role};
use casework::record::words::Answer;
use casework::report::{Facts, Head, Referral, Report, ReportKind, Risk, RiskFactor, SafeContact};
use jiff::civil::{Date, Time, time};

/// Habits of a zone, so that indicators differ from one to the next.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    /// How often children are written down.
    pub children: f64,
    /// How often day 2 is agreed.
    pub day_two: f64,
    /// Times of victim support, relative to the others.
    pub pace: f64,
    /// Times of the prosecution, relative to the others.
    pub decisions: f64,
}

impl Habits {
    pub fn draw(dice: &mut Dice) -> Self {
        let mut between = |from: f64, to: f64| from + (to - from) * dice.unit();
        Self {
            children: between(0.55, 0.85),
            day_two: between(0.5, 0.76),
            pace: between(0.65, 1.5),
            decisions: between(0.75, 1.35),
        }
    }
}

/// What is known when a report is written.
pub(crate) struct Scene<'a> {
    pub zone: &'a PlanZone,
    pub habits: Habits,
    pub milieu: Milieu,
    pub couple: &'a Couple,
    pub received: i64,
    pub pv: PvNumber,
}

/// A report, with what its follow-up depends on.
pub(crate) struct Written {
    pub report: Report,
    /// How many risk factors were answered with yes.
    pub danger: usize,
    /// Hour of the facts.
    pub hour: Time,
    /// What sentences about it may say.
    pub holds: Holds,
}

impl Scene<'_> {
    /// What fills sentences about this couple.
    pub fn slots(&self, hour: Time) -> Slots<'_> {
        Slots {
            language: self.milieu.language,
            victim: (&self.couple.victim.family, self.couple.victim.woman),
            other: (&self.couple.other.family, self.couple.other.woman),
            hour,
            quotes: [""; 2],
        }
    }

    /// Writes the report.
    pub fn write(&self, dice: &mut Dice, local: &Local) -> Written {
        let id = ReportId(dice.uuid(self.received));
        let facts_at = local.at(facts_before(dice, local, self.received));
        let hour = Time::new(facts_at.hour(), facts_at.minute() / 5 * 5, 0, 0).unwrap_or(Time::midnight());
        let language = self.milieu.language;
        let texts = texts(language);
        let slots = self.slots(hour);
        let today = local.at(self.received).date();
        let (people, minors) = self.people(dice, today);
        let present = self.children_present(dice, minors);
        let holds = self.holds(minors, present);
        let channels = self.channels(dice, &people);
        let (risk, danger) = risk(dice, id, texts, &slots, self.couple.reports);
        let head = self.head(dice, id, (facts_at.date(), hour));
        let facts = self.facts(dice, id, texts, hour, (holds, present));
        // Whoever wrote down her hours does not write others beside them.
        let in_words = channels.iter().all(|channel| channel.terms.hours.is_empty()) && dice.chance(0.66);
        let instructions =
            if in_words { dice.pick(&holds.fitting(texts.safe)).to_owned() } else { String::new() };
        let safe_contact = SafeContact { report: id, instructions, children_now: String::new() };
        Written { report: Report { head, facts, risk, people, channels, safe_contact }, danger, hour, holds }
    }

    fn head(&self, dice: &mut Dice, id: ReportId, (day, hour): (Date, Time)) -> Head {
        let (postcode, nis) = self.zone.postcodes[self.couple.home.place].clone();
        Head {
            id,
            kind: if dice.chance(0.85) { ReportKind::FamilyDispute } else { ReportKind::Complaint },
            pv: self.pv.clone(),
            zone: self.zone.code.clone(),
            neighbourhood: Some(nis),
            postcode,
            happened_on: day,
            happened_at: dice.chance(0.92).then_some(hour),
            received_at: timestamp(self.received),
            day_two_agreed: dice.chance(self.habits.day_two),
            imported: false,
        }
    }

    /// What sentences about this couple may say: nothing of children who were not there.
    fn holds(&self, minors: usize, present: Option<Answer>) -> Holds {
        Holds { children: minors > 0 && present != Some(Answer::No), apart: self.couple.apart.is_some() }
    }

    fn facts(
        &self,
        dice: &mut Dice,
        id: ReportId,
        texts: &Texts,
        hour: Time,
        known: (Holds, Option<Answer>),
    ) -> Facts {
        let slots = self.slots(hour);
        let (holds, present) = known;
        let quotes = [texts.said_by_other, texts.said_by_victim].map(|said| dice.pick(&holds.fitting(said)));
        let words = Slots { quotes, ..self.slots(hour) };
        let impact = present == Some(Answer::Yes) && dice.chance(0.86);
        Facts {
            report: id,
            place: if dice.chance(0.82) { street(&self.couple.home) } else { String::new() },
            context: context(dice, texts, &slots, holds),
            words: if dice.chance(0.9) { words.fill(texts.words) } else { String::new() },
            actions: some(dice, &slots, texts.actions, &[(1, 1), (5, 2), (4, 3)]),
            children_present: present,
            children_impact: if impact { dice.pick(texts.impact).to_owned() } else { String::new() },
            measures: some(dice, &slots, &holds.fitting(texts.measures), &[(5, 0), (4, 1), (1, 2)]),
            breach: self.breach(dice),
            relation: None,
            left_spontaneously: dice.weighted(&[(22, Answer::Yes), (60, Answer::No), (18, Answer::Unknown)]),
            referrals: [(0.74, Referral::Eva), (0.3, Referral::Sapv), (0.03, Referral::Cpvs)]
                .into_iter()
                .filter_map(|(share, referral)| dice.chance(share).then_some(referral))
                .collect(),
        }
    }

    /// Only when there was a report before: then there was something to breach.
    fn breach(&self, dice: &mut Dice) -> Answer {
        let yes = if self.couple.reports > 0 { 18 } else { 0 };
        dice.weighted(&[(yes, Answer::Yes), (60, Answer::No), (40 - yes, Answer::Unknown)])
    }

    fn children_present(&self, dice: &mut Dice, minors: usize) -> Option<Answer> {
        if !dice.chance(self.habits.children) {
            return None;
        }
        Some(match minors {
            0 => Answer::No,
            _ => dice.weighted(&[(66, Answer::Yes), (24, Answer::No), (10, Answer::Unknown)]),
        })
    }

    /// Victim, other party, mostly the children, sometimes a witness; and how many children are minors.
    fn people(&self, dice: &mut Dice, today: Date) -> (Vec<Person>, usize) {
        let couple = self.couple;
        let mut people = Vec::with_capacity(2 + couple.children.len());
        people.push(self.person(dice, Role::Victim, &couple.victim));
        people.push(self.person(dice, Role::OtherParty, &couple.other));
        let named = dice.chance(0.82);
        let mut minors = 0;
        for child in couple.children.iter().filter(|child| child.minor_on(today)) {
            minors += 1;
            if named {
                people.push(self.person(dice, Role::Child, child));
            }
        }
        if dice.chance(0.12) {
            let witness = witness(dice, self.milieu);
            people.push(self.person(dice, Role::Witness, &witness));
        }
        (people, minors)
    }

    fn person(&self, dice: &mut Dice, role: Role, one: &Somebody) -> Person {
        Person {
            id: PersonId(dice.uuid(self.received)),
            role,
            family_name: one.family.clone(),
            given_names: one.given.clone(),
            birth: if role == Role::Witness { Birth::Unknown } else { one.birth },
            language: one.language,
            interpreter: interpreter(one.language),
        }
    }

    fn channels(&self, dice: &mut Dice, people: &[Person]) -> Vec<Channel> {
        use Exposure::{Household, Nobody, OtherParty, Unknown};
        let couple = self.couple;
        let (victim, other) = (people[0].id, people[1].id);
        let mut channels = Vec::with_capacity(4);
        if dice.chance(0.93) {
            let readers = dice.weighted(&[(50, Nobody), (14, OtherParty), (12, Household), (24, Unknown)]);
            channels.push(asked(victim, couple.phones[0], readers));
        }
        if dice.chance(0.12) {
            let readers = dice.weighted(&[(40, Nobody), (40, Household), (20, Unknown)]);
            channels.push(asked(victim, couple.phones[0] + 7, readers));
        }
        if dice.chance(0.95) {
            let readers = if couple.apart.is_none() {
                dice.weighted(&[(80, OtherParty), (20, Unknown)])
            } else {
                dice.weighted(&[(45, Nobody), (25, Household), (30, Unknown)])
            };
            channels.push(Channel::new(victim, self.address(&couple.home), readers));
        }
        if dice.chance(0.68) {
            let readers = dice.weighted(&[(30, Nobody), (70, Unknown)]);
            channels.push(Channel::new(other, Reach::Phone(phone(couple.phones[1])), readers));
        }
        if dice.chance(0.85) {
            let home = couple.apart.as_ref().unwrap_or(&couple.home);
            channels.push(Channel::new(other, self.address(home), Unknown));
        }
        channels
    }

    fn address(&self, home: &Home) -> Reach {
        let form = match self.milieu.language {
            Language::Nl => 1,
            Language::De => 2,
            _ => 0,
        };
        let town = self.zone.towns.get(home.place).map_or_else(String::new, |town| town[form].clone());
        let postcode = Some(self.zone.postcodes[home.place].0.clone());
        Reach::Address { street: street(home), postcode, town }
    }
}

/// A phone of hers; of one that only she reads, most officers asked when it is safe. It follows from the number, so that
/// she gives the same hours in every report.
fn asked(person: PersonId, number: u32, readers: Exposure) -> Channel {
    let mut channel = Channel::new(person, Reach::Phone(phone(number)), readers);
    let week = || vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
    let slot = |days, from, to| Slot::new(days, time(from, 0, 0, 0), time(to, 0, 0, 0));
    let hours = match (readers, number % 5) {
        (Exposure::Nobody, 0) => slot(week(), 9, 16),
        (Exposure::Nobody, 1) => slot(week(), 8, 12),
        (Exposure::Nobody, 2) => slot(vec![Day::Tue, Day::Thu, Day::Sat], 13, 18),
        _ => None,
    };
    channel.terms.hours = hours.into_iter().collect();
    if !channel.terms.hours.is_empty() {
        channel.terms.voicemail = if number.is_multiple_of(7) { Answer::Yes } else { Answer::No };
    }
    channel
}

fn street(home: &Home) -> String {
    // Belgium writes the number last in all three languages.
    format!("{} {}", home.street, home.number)
}

/// Who called, what it began with, one to three acts, what was seen.
fn context(dice: &mut Dice, texts: &Texts, slots: &Slots, holds: Holds) -> String {
    let mut text = String::with_capacity(420);
    slots.add(&mut text, dice.pick(texts.opening));
    slots.add(&mut text, dice.pick(&holds.fitting(texts.topic)));
    let acts = dice.weighted(&[(4, 1), (4, 2), (2, 3)]);
    several(dice, texts.act, acts).for_each(|act| slots.add(&mut text, act));
    if dice.chance(0.7) {
        slots.add(&mut text, dice.pick(texts.seen));
    }
    text
}

/// As many different sentences as the weights say.
fn some(dice: &mut Dice, slots: &Slots, sentences: &[&'static str], weights: &[(u32, usize)]) -> String {
    let count = dice.weighted(weights);
    let mut text = String::new();
    several(dice, sentences, count).for_each(|sentence| slots.add(&mut text, sentence));
    text
}

/// `count` neighbours of a list, from a random one on: all different as long as the list is longer.
fn several<'l>(
    dice: &mut Dice,
    list: &'l [&'static str],
    count: usize,
) -> impl Iterator<Item = &'static str> + use<'l> {
    let step = 1 + dice.below(2) as usize * 2;
    let start = dice.below(list.len() as u32) as usize;
    (0..count).map(move |i| list[(start + i * step) % list.len()])
}

/// Answers on risk: some couples are in more danger, and more so with every report.
fn risk(dice: &mut Dice, id: ReportId, texts: &Texts, slots: &Slots, earlier: u32) -> (Risk, usize) {
    let danger = (0.3 + 1.3 * dice.unit() + 0.2 * f64::from(earlier.min(3))).min(1.9);
    let history = if earlier > 0 { 0.5 } else { 0.4 };
    let factors: Vec<_> = RiskFactor::ALL
        .iter()
        .map(|factor| {
            let share = match factor {
                RiskFactor::Weapons => 0.08,
                RiskFactor::Threats => 0.42,
                RiskFactor::AlcoholDrugs => 0.33,
                RiskFactor::Escalation => 0.31,
                RiskFactor::Isolation => 0.2,
                RiskFactor::Stalking => 0.15,
                RiskFactor::History => history,
            };
            (*factor, answer(dice, share * danger))
        })
        .collect();
    let yes = factors.iter().filter(|(_, answer)| *answer == Answer::Yes).count();
    let note = if yes > 0 && dice.chance(0.6) { slots.fill(dice.pick(texts.risk)) } else { String::new() };
    (Risk { report: id, factors, note }, yes)
}

fn answer(dice: &mut Dice, yes: f64) -> Answer {
    match dice.chance(0.14) {
        true => Answer::Unknown,
        false if dice.chance(yes) => Answer::Yes,
        false => Answer::No,
    }
}

/// Whoever speaks no language of an office needs an interpreter.
const fn interpreter(language: Language) -> Answer {
    match language {
        Language::Fr | Language::Nl | Language::De | Language::En | Language::Other | Language::Unknown => {
            Answer::Unknown
        }
        Language::Ar
        | Language::Tr
        | Language::Ro
        | Language::Pl
        | Language::Es
        | Language::Bg
        | Language::Uk => Answer::Yes,
    }
}
