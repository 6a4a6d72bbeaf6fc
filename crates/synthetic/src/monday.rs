//! The Monday morning that a demo opens with: how much waits, for whom, and by which rules the rest is cleared.
//!
//! Counts are those of [`NEW`], [`UNDECIDED`] and [`LATE`], whatever the seed, and with few reports or many. What waits
//! is made of the same people and sentences as everything else; only what the tour speaks of is written by hand.
//! Two contradictions stand here on purpose, for Havre finds them: a number that "only she reads" is also his, and a
//! birth date with day and month exchanged in another area.

use crate::after::{After, Must};
use crate::days::{DAY, HOUR, MINUTE, timestamp};
use crate::names::{self, Origin};
use crate::people::{self, Couple, Earlier, Milieu, phone};
use crate::plan::Morning;
use crate::report::{Scene, Written};
use crate::stream::Stream;
use crate::texts::texts;
use crate::waiting::{FRESH, LATE, OLD, OVERDUE};
use crate::{Actor, History, Step};
use casework::case::Command;
use casework::follow_up::ContactOutcome;
use casework::grants::{BreakGlass, Consent};
use casework::record::facets::Class;
use casework::record::hours::{Day, Slot};
use casework::record::id::{CaseId, GrantId, PersonId, ReportId, ZoneCode};
use casework::record::person::{Birth, Channel, Exposure, Language, Reach};
use casework::record::staff::Recipient;
use casework::record::words::Answer;
use casework::report::{Report, ReportKind, RiskFactor};
use casework::{follow_up, grants, report};
use jiff::ToSpan;
use jiff::civil::{Date, date, time};
use std::collections::HashSet;

/// New reports of the weekend, unread.
pub const NEW: usize = 15;
/// Of them, those of which she may be called at half past eight.
pub const TO_CALL: usize = 3;
/// Reports of the area without decision.
pub const UNDECIDED: u32 = 60;

/// Until then before the morning the desk of the neighbourhood was cleared: Friday afternoon.
const WEEKEND: i64 = 2 * DAY + 15 * HOUR;

impl Stream<'_> {
    /// What must become of the next report, and where its couple may not be.
    pub(crate) fn must(&mut self, couple: &mut Couple, received: i64) -> Must {
        let Some(morning) = &self.plan.morning else { return Must::default() };
        let age = self.plan.until.as_second() - received;
        let zone = self.desks[couple.zone].zone;
        let at_home = zone.code == morning.here.0;
        let is_here = |place: &usize| at_home && zone.postcodes[*place].1 == morning.here.1;
        if age < WEEKEND && is_here(&couple.home.place) {
            // Her new reports are counted: those of chance are of another neighbourhood of the zone.
            let other = (0..zone.postcodes.len()).find(|place| !is_here(place));
            couple.home.place = other.unwrap_or(couple.home.place);
        }
        let decided = morning.area.contains(&zone.code).then(|| self.waiting.must(age, self.plan.reports));
        Must { decided: decided.flatten(), settled: is_here(&couple.home.place), grouped: at_home }
    }

    /// Whether a couple may be reported in another zone the next time. Those of the morning's zone stay, and nobody
    /// comes: what the representative is told of other areas is counted.
    pub(crate) fn may_move(&self, from: usize, to: usize) -> bool {
        let Some(morning) = &self.plan.morning else { return true };
        [from, to].iter().all(|desk| self.desks[*desk].zone.code != morning.here.0)
    }

    pub(crate) fn note_waiting(&mut self, received: i64, history: &History) {
        let Some(morning) = &self.plan.morning else { return };
        if morning.area.contains(&history.zone) {
            self.waiting.count(self.plan.until.as_second() - received, history);
        }
    }

    /// Everything that waits on the morning, oldest first.
    pub(crate) fn morning(&mut self) -> Vec<History> {
        let Some(morning) = self.plan.morning.clone() else { return Vec::new() };
        let Some(mut stage) = Stage::new(self, &morning) else { return Vec::new() };
        // A zone whose numbers are no numbers writes no report, here as elsewhere.
        let _all = stage.all();
        let mut made = stage.made;
        made.sort_by_key(|history| history.steps.first().map(|step| step.at));
        made
    }
}

/// Reports of the weekend: days before the morning, hour, minute. The morning itself is the last.
const ARRIVALS: [(i64, i8, i64); NEW] = [
    (3, 18, 40),
    (3, 21, 15),
    (3, 23, 5),
    (2, 0, 50),
    (2, 2, 30),
    (2, 11, 20),
    (2, 17, 45),
    (2, 20, 10),
    (2, 22, 35),
    (1, 1, 15),
    (1, 10, 5),
    (1, 16, 30),
    (1, 19, 20),
    (1, 21, 50),
    (0, 6, 40),
];

/// What is known of her phone.
#[derive(Clone, Copy)]
enum Hers {
    /// Only she reads it, and these are her hours, on working days.
    Hours(i8, i8),
    /// Only she reads it; nobody asked when.
    Ask,
    /// Somebody else reads it, or nobody asked.
    Read(Exposure),
    /// The report says that only she reads it, and gives the same number as his.
    SameAsHis,
}

/// The phones of the weekend, in the order of [`ARRIVALS`]: [`TO_CALL`] of them are open at half past eight.
const PHONES: [Hers; NEW] = [
    Hers::Hours(13, 17),
    Hers::Read(Exposure::OtherParty),
    Hers::Ask,
    Hers::Hours(12, 15),
    Hers::Read(Exposure::Unknown),
    Hers::SameAsHis,
    Hers::Hours(8, 12),
    Hers::Ask,
    Hers::Hours(14, 18),
    Hers::Read(Exposure::Household),
    Hers::Hours(13, 16),
    Hers::Hours(8, 10),
    Hers::Read(Exposure::OtherParty),
    Hers::Hours(8, 11),
    Hers::Ask,
];
/// Which of the weekend is written by hand: whom the tour speaks of, and who is known in another area.
const SAMIRA: usize = 13;
const KNOWN_ELSEWHERE: usize = 7;

/// A report that was made for the morning.
struct Made {
    case: CaseId,
    report: ReportId,
    victim: PersonId,
    eva: Actor,
    couple: u32,
    zone: usize,
    steps: Vec<Step>,
}

impl Made {
    fn then(&mut self, at: i64, by: Actor, command: Command) {
        self.steps.push(Step { at: timestamp(at), by, command });
    }

    fn eva(&mut self, at: i64, command: Command) {
        let by = self.eva.clone();
        self.then(at, by, command);
    }

    fn open(&mut self, at: i64) {
        let (report, user) = (self.report, self.eva.user());
        self.eva(at, Command::Report(report::Command::AcknowledgeReceipt { report, user }));
    }

    fn contact(&mut self, at: i64, outcome: ContactOutcome, next: Option<i64>, note: &str) {
        let (report, next_try, note) = (self.report, next.map(timestamp), note.to_owned());
        self.eva(at, Command::FollowUp(follow_up::Command::Contact { report, outcome, next_try, note }));
    }

    fn book(&mut self, at: i64, when: i64, place: &str) {
        let (report, when, place) = (self.report, timestamp(when), place.to_owned());
        self.eva(at, Command::FollowUp(follow_up::Command::BookAppointment { report, at: when, place }));
    }
}

/// Where and when a report is made for the morning.
#[derive(Clone, Copy)]
struct Part {
    desk: usize,
    place: usize,
    language: Language,
    received: i64,
}

/// Makes what waits.
struct Stage<'s, 'p> {
    stream: &'s mut Stream<'p>,
    morning: Morning,
    here: (usize, usize),
    area: Vec<usize>,
    elsewhere: [usize; 2],
    today: Date,
    now: i64,
    used: HashSet<String>,
    made: Vec<History>,
}

impl<'s, 'p> Stage<'s, 'p> {
    /// `None` when a zone of the morning is not at work.
    fn new(stream: &'s mut Stream<'p>, morning: &Morning) -> Option<Self> {
        let desk = |code: &ZoneCode| stream.desks.iter().position(|desk| desk.zone.code == *code);
        let zone = desk(&morning.here.0)?;
        let place = stream.desks[zone].zone.postcodes.iter().position(|(_, nis)| *nis == morning.here.1)?;
        let area: Vec<_> = morning.area.iter().filter_map(desk).collect();
        let elsewhere = [desk(&morning.elsewhere[0])?, desk(&morning.elsewhere[1])?];
        let now = stream.plan.until.as_second();
        let today = stream.local.at(now).date();
        let (morning, used) = (morning.clone(), HashSet::new());
        Some(Self {
            stream,
            morning,
            here: (zone, place),
            area,
            elsewhere,
            today,
            now,
            used,
            made: Vec::new(),
        })
    }

    fn all(&mut self) -> Option<()> {
        self.appointments()?;
        self.overdue()?;
        self.elsewhere()?;
        self.weekend()?;
        self.decisions()
    }

    /// The second of a day before the morning (after it: negative), at an hour.
    fn at(&self, days: i64, hour: i8, minute: i64) -> i64 {
        let day = self.today.checked_sub(days.days()).unwrap_or(self.today);
        self.stream.local.second(day, hour) + minute * MINUTE
    }

    fn part(&self, received: i64, language: Language) -> Part {
        Part { desk: self.here.0, place: self.here.1, language, received }
    }

    /// A woman and a man whose names and street nobody of the morning has yet.
    fn couple(&mut self, part: Part) -> Couple {
        let stream = &mut *self.stream;
        let milieu = Milieu { language: part.language, city: true };
        stream.couples += 1;
        let mut last = None;
        for _ in 0..60 {
            let places = stream.desks[part.desk].zone.postcodes.len();
            let mut couple =
                people::couple(&mut stream.dice, &stream.local, milieu, part.desk, places, part.received);
            couple.number = stream.couples;
            couple.home.place = part.place;
            let names = [couple.victim.given.as_str(), couple.victim.family.as_str(), couple.home.street];
            if names.iter().all(|name| !self.used.contains(*name)) {
                self.used.extend(names.map(str::to_owned));
                return couple;
            }
            last = Some(couple);
        }
        // So many were tried that one more of the same street matters to nobody.
        last.unwrap_or_else(|| {
            people::couple(&mut stream.dice, &stream.local, milieu, part.desk, 1, part.received)
        })
    }

    /// The report of a couple, as `edit` changes it, signed.
    fn sign(&mut self, part: Part, couple: &Couple, edit: impl FnOnce(&mut Report)) -> Option<Made> {
        let (scene, case, mut written) = self.written(part, couple)?;
        edit(&mut written.report);
        let (code, victim) = (scene.zone.code.clone(), written.report.people[0].id);
        let report = written.report.head.id;
        let mut made = Made {
            case,
            report,
            victim,
            eva: Actor::Eva(code.clone()),
            couple: couple.number,
            zone: part.desk,
            steps: Vec::new(),
        };
        let sign = Command::Report(report::Command::Sign(Box::new(written.report)));
        made.then(part.received, Actor::Officer(code), sign);
        Some(made)
    }

    fn written<'c>(&mut self, part: Part, couple: &'c Couple) -> Option<(Scene<'c>, CaseId, Written)>
    where
        'p: 'c,
    {
        let stream = &mut *self.stream;
        let year = stream.local.at(part.received).date().year();
        let desk = &mut stream.desks[part.desk];
        let (zone, habits) = (desk.zone, desk.habits);
        let pv = desk.pv_of_morning(&mut stream.dice, year, stream.plan.reports)?;
        let milieu = Milieu { language: part.language, city: true };
        let scene = Scene { zone, habits, milieu, couple, received: part.received, pv };
        let case = CaseId(stream.dice.uuid(part.received));
        let written = scene.write(&mut stream.dice, &stream.local);
        Some((scene, case, written))
    }

    fn keep(&mut self, made: Made) {
        let zone = self.stream.desks[made.zone].zone.code.clone();
        let history = History { case: made.case, zone, couple: made.couple, steps: made.steps };
        let received = history.steps.first().map_or(self.now, |step| step.at.as_second());
        self.stream.note_waiting(received, &history);
        self.made.push(history);
    }

    /// The same couple as others make it: what followed is the dice's, but for what must be.
    fn followed(&mut self, part: Part, couple: &Couple, must: Must) -> Option<()> {
        let until = self.now;
        let (scene, case, written) = self.written(part, couple)?;
        let people = written.report.people.as_slice();
        let this = Earlier { case, victim: people[0].id, other: people[1].id };
        let Stream { local, dice, .. } = &mut *self.stream;
        let steps = After { scene: &scene, local, until, this, earlier: None, must }.steps(dice, written);
        let zone = scene.zone.code.clone();
        let history = History { case, zone, couple: couple.number, steps };
        self.stream.note_waiting(part.received, &history);
        self.made.push(history);
        Some(())
    }

    /// Two appointments today; she of the first took back her consent this night, she of the second gave two.
    fn appointments(&mut self) -> Option<()> {
        let partners = self.morning.partners.clone();
        for (which, (days, hour, minute)) in [(8, 10, 0), (6, 15, 30)].into_iter().enumerate() {
            let part = self.part(self.at(days, 19, 10), Language::Fr);
            let couple = self.couple(part);
            let mut made = self.sign(part, &couple, |report| {
                report.head.day_two_agreed = false;
                report.head.kind = ReportKind::FamilyDispute;
                hers(report, &couple, Hers::Hours(13, 16));
            })?;
            made.open(self.at(days - 1, 9, 5));
            let note = texts(Language::Fr).reached[0].replace("{V}", "Madame");
            made.contact(self.at(days - 1, 14, 10), ContactOutcome::Reached, None, &note);
            made.book(self.at(days - 1, 14, 30), self.at(0, hour, minute), texts(Language::Fr).office[0]);
            for partner in partners.iter().take(which + 1) {
                let grant = GrantId(self.stream.dice.uuid(self.at(days - 1, 14, 40)));
                made.eva(
                    self.at(days - 1, 14, 40),
                    consent(grant, made.victim, partner, self.at(-180, 12, 0)),
                );
                if which == 0 {
                    let withdraw = grants::Command::Withdraw { grant, unread: false };
                    made.eva(self.at(1, 23, 20), Command::Grants(withdraw));
                }
            }
            self.keep(made);
        }
        Some(())
    }

    /// One overdue: she did not answer on Friday. At night a colleague of another zone opened it in an emergency.
    fn overdue(&mut self) -> Option<()> {
        let part = self.part(self.at(4, 14, 10), Language::Fr);
        let couple = self.couple(part);
        let mut made = self.sign(part, &couple, |report| {
            report.head.day_two_agreed = false;
            hers(report, &couple, Hers::Hours(14, 18));
        })?;
        made.open(self.at(4, 15, 35));
        let note = texts(Language::Fr).no_answer[1];
        made.contact(self.at(3, 10, 20), ContactOutcome::NoAnswer, Some(self.at(3, 15, 0)), note);
        if let Some(colleague) = self.area.iter().find(|desk| **desk != self.here.0) {
            let by = Actor::Eva(self.stream.desks[*colleague].zone.code.clone());
            let (at, until) = (self.at(1, 3, 15), timestamp(self.at(1, 7, 15)));
            let grant = GrantId(self.stream.dice.uuid(at));
            let reason =
                "Elle est à l’hôpital et ne peut pas parler ; l’infirmière demande s’il sait où elle est.";
            let glass = BreakGlass { grant, until, reason: reason.to_owned() };
            made.then(at, by, Command::Grants(grants::Command::BreakGlass(glass)));
        }
        self.keep(made);
        Some(())
    }

    /// A couple whose case here is quiet, reported in another area last week; and one of the weekend, known elsewhere.
    fn elsewhere(&mut self) -> Option<()> {
        let done = Must { decided: Some(true), settled: true, grouped: false };
        let quiet = self.part(self.at(96, 20, 15), Language::Fr);
        let couple = self.surely_known(quiet, date(1988, 11, 21));
        self.followed(quiet, &couple, done)?;
        let there = Part { desk: self.elsewhere[1], place: 0, received: self.at(4, 21, 40), ..quiet };
        let moved = moved(&couple, there);
        self.followed(there, &moved, Must { decided: Some(false), ..done })
    }

    /// A couple that is recognised: both birth dates are known, hers with a day that may be a month.
    fn surely_known(&mut self, part: Part, his: Date) -> Couple {
        let mut couple = self.couple(part);
        couple.victim.birth = Birth::Exact(date(1991, 5, 3));
        couple.other.birth = Birth::Exact(his);
        couple
    }

    /// What came in since Friday evening, unread.
    fn weekend(&mut self) -> Option<()> {
        for (which, (days, hour, minute)) in ARRIVALS.into_iter().enumerate() {
            let language = if which % 4 == 2 { Language::Nl } else { Language::Fr };
            let part = self.part(self.at(days, hour, minute), language);
            let couple = match which {
                SAMIRA => self.samira(part),
                KNOWN_ELSEWHERE => self.known_elsewhere(part)?,
                _ => self.couple(part),
            };
            let made = self.sign(part, &couple, |report| {
                // Day two of a report of Saturday would be overdue on Monday.
                report.head.day_two_agreed = days < 2;
                hers(report, &couple, PHONES[which]);
                if which == SAMIRA {
                    samira_said(report);
                }
            })?;
            self.keep(made);
        }
        Some(())
    }

    fn samira(&mut self, part: Part) -> Couple {
        let mut couple = self.couple(part);
        let dice = &mut self.stream.dice;
        couple.victim.given = "Samira".to_owned();
        couple.victim.family = names::family(dice, Origin::Maghrebi, true);
        couple.victim.language = Language::Ar;
        couple.victim.woman = true;
        couple.other.given = names::given(dice, Origin::Maghrebi, false);
        couple.other.family = names::family(dice, Origin::Maghrebi, false);
        couple.other.woman = false;
        couple.apart = None;
        couple.children = [(date(2017, 4, 18), true), (date(2020, 9, 2), false)]
            .map(|(birth, woman)| people::Somebody {
                family: couple.other.family.clone(),
                given: names::given(dice, Origin::Maghrebi, woman),
                birth: Birth::Exact(birth),
                language: Language::Fr,
                woman,
            })
            .to_vec();
        couple
    }

    /// A month ago the couple was reported in another area, where somebody took the day of her birth for the month.
    fn known_elsewhere(&mut self, part: Part) -> Option<Couple> {
        let couple = self.surely_known(part, date(1986, 2, 27));
        let there =
            Part { desk: self.elsewhere[0], place: 0, language: Language::Nl, received: self.at(37, 22, 5) };
        let mut before = moved(&couple, there);
        before.victim.birth = Birth::Exact(date(1991, 3, 5));
        self.followed(there, &before, Must { decided: Some(true), settled: true, grouped: false })?;
        Some(couple)
    }

    /// So many that as many wait as were promised, in the other neighbourhoods of the area.
    fn decisions(&mut self) -> Option<()> {
        while self.stream.waiting.fresh + LATE < UNDECIDED {
            self.undecided((10 * HOUR, FRESH - DAY))?;
        }
        while self.stream.waiting.late < LATE {
            self.undecided((OVERDUE + HOUR, OLD - DAY))?;
        }
        Some(())
    }

    fn undecided(&mut self, (youngest, oldest): (i64, i64)) -> Option<()> {
        let received = self.now - self.stream.dice.between(youngest, oldest);
        let desk = self.stream.dice.pick(&self.area);
        let places = self.stream.desks[desk].zone.postcodes.len() as u32;
        let mut place = self.stream.dice.below(places) as usize;
        while (desk, place) == self.here && places > 1 {
            place = self.stream.dice.below(places) as usize;
        }
        let part = Part { desk, place, language: Language::Fr, received };
        let couple = self.couple(part);
        self.followed(part, &couple, Must { decided: Some(false), ..Must::default() })
    }
}

/// The same two at the same street and number of another place: nobody of the demo lives in a place that is not there.
fn moved(couple: &Couple, to: Part) -> Couple {
    let mut moved = Couple { zone: to.desk, apart: None, ..couple.clone() };
    moved.home.place = to.place;
    moved
}

fn consent(grant: GrantId, person: PersonId, to: &Recipient, until: i64) -> Command {
    let classes = [Class::Identity, Class::Facts].into_iter().collect();
    let consent =
        Consent { grant, person, to: to.clone(), classes, until: timestamp(until), language: Language::Fr };
    Command::Grants(grants::Command::Consent(consent))
}

/// Her phones as the morning needs them; what was asked of the others is not kept.
fn hers(report: &mut Report, couple: &Couple, known: Hers) {
    let (victim, other) = (report.people[0].id, report.people[1].id);
    report.channels.retain(|one| one.person != victim || !matches!(one.at, Reach::Phone(_)));
    let number = Reach::Phone(phone(couple.phones[0]));
    let exposure = match known {
        Hers::Read(exposure) => exposure,
        Hers::Hours(..) | Hers::Ask | Hers::SameAsHis => Exposure::Nobody,
    };
    let mut channel = Channel::new(victim, number.clone(), exposure);
    match known {
        Hers::Hours(from, to) => {
            let days = vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
            let slot = Slot::new(days, time(from, 0, 0, 0), time(to, 0, 0, 0));
            channel.terms.hours = slot.into_iter().collect();
            channel.terms.voicemail = Answer::No;
            report.safe_contact.instructions.clear();
        }
        Hers::SameAsHis => report.channels.push(Channel::new(other, number, Exposure::Unknown)),
        Hers::Ask | Hers::Read(_) => {}
    }
    report.channels.insert(0, channel);
}

/// What the tour asks to look for.
fn samira_said(report: &mut Report) {
    if let Some(phone) = report.channels.first_mut() {
        phone.terms.word = "le secrétariat de l’école".to_owned();
        phone.terms.message = Answer::No;
    }
    report.head.kind = ReportKind::FamilyDispute;
    report.facts.children_present = Some(Answer::Yes);
    report.facts.children_impact = "Les deux enfants ont entendu les cris depuis leur chambre.".to_owned();
    for (factor, answer) in &mut report.risk.factors {
        if matches!(factor, RiskFactor::Threats | RiskFactor::Isolation) {
            *answer = Answer::Yes;
        }
    }
}
