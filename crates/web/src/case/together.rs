//! What stands beside a case: the cases followed together with it, who in them is whom, what is known from before,
//! and the picture of people, places and reports.
//!
//! Everything comes from cases that were opened for this viewer: what she may not read is not even counted.

use super::pages::CasePage;
use crate::case::view::{Beside, OpenCase};
use crate::contact_guard::guard::Guard;
use crate::plot::graph::{Column, Group, Line, graph};
use crate::plot::{self, Point, Series};
use crate::shell::format;
use crate::shell::page::Page;
use casework::case::{Case, ReportState};
use casework::linking::SamePerson;
use casework::reading::history::{Fact, History, Source, address_key, history};
use casework::record::id::{CaseId, PersonId, ReportId, ZoneCode};
use casework::record::person::{Channel, Person, Reach, Role};
use casework::report::Head;
use jiff::Timestamp;
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody, named for all cases.
type Who = (CaseId, PersonId);

/// A report that may be read, with its case.
#[derive(Clone, Copy)]
struct Seen<'a> {
    case: CaseId,
    head: &'a Head,
    report: &'a ReportState,
}

/// An open case and what was opened beside it.
pub(crate) struct Together<'a> {
    page: &'a Page<'a>,
    open: &'a OpenCase,
    beside: &'a Beside,
    /// Of the cases followed together, oldest first: their places are the numbers of list and picture.
    seen: Vec<Seen<'a>>,
    /// The people of each human being who is known to be several.
    one: BTreeMap<Who, usize>,
}

impl<'a> Together<'a> {
    pub(super) fn new(page: &'a Page<'a>, open: &'a OpenCase, beside: &'a Beside) -> Self {
        let together = || std::iter::once(open).chain(&beside.together);
        let seen = |one: &'a OpenCase| reports(one.id, &one.case);
        let mut seen: Vec<_> = together().flat_map(seen).collect();
        seen.sort_by_key(|seen| (seen.head.received_at, seen.head.id));
        let one = humans(together().chain(&beside.linked));
        Self { page, open, beside, seen, one }
    }

    fn all(&self) -> impl Iterator<Item = &'a OpenCase> {
        std::iter::once(self.open).chain(&self.beside.together).chain(&self.beside.linked)
    }

    /// The reports in the order of time, when there are several.
    pub(super) fn list(&self) -> Vec<Value> {
        let line = |seen: &Seen<'_>| {
            let zone = zone_name(self.page, &seen.head.zone);
            context! { address => address(seen.case, seen.head.id), text => self.named(seen), zone, here => seen.case == self.open.id }
        };
        if self.beside.together.is_empty() { vec![] } else { self.seen.iter().map(line).collect() }
    }

    /// The last report of the couple, when it stands in another case than this one.
    pub(super) fn newer(&self) -> Option<Value> {
        let mut of_couple = self.seen.iter().rev().filter(|seen| self.same_victim(seen.case, seen.head.id));
        let last = of_couple.next().filter(|seen| seen.case != self.open.id)?;
        Some(context! { address => address(last.case, last.head.id), text => self.named(last) })
    }

    /// Day and kind of a report.
    fn named(&self, seen: &Seen<'_>) -> String {
        let kind = self.page.t(&format!("kind-{}", seen.head.kind));
        format!("{}, {kind}", format::day(self.page.language, seen.head.received_at))
    }

    /// Cases that can be followed separately again: neighbours of this one.
    pub(crate) fn neighbours(&self) -> Vec<Value> {
        let near = |seen: &&Seen<'_>| self.open.case.linking.is_grouped(seen.case);
        let option = |seen: &Seen<'_>| {
            let text = format!("{}, {}", self.named(seen), seen.head.zone);
            context! { value => seen.case.to_string(), text }
        };
        self.seen.iter().filter(near).map(option).collect()
    }

    /// Whether a case is followed together with this one, near or far.
    pub(super) fn holds(&self, case: CaseId) -> bool {
        self.beside.together.iter().any(|one| one.id == case)
    }

    /// The people of a report, to choose from.
    pub(crate) fn people_of(&self, report: &ReportState) -> Vec<Value> {
        report
            .record
            .people
            .iter()
            .map(|person| context! { value => person.id.to_string(), text => self.titled(person) })
            .collect()
    }

    /// The people of the other cases, to choose from.
    pub(crate) fn people_there(&self) -> Vec<Value> {
        let others = self.seen.iter().filter(|seen| seen.case != self.open.id);
        let option = |seen: &Seen<'_>, person: &Person| {
            let value = format!("{}:{}", seen.case, person.id);
            context! { value, text => format!("{} · {}", self.titled(person), self.named(seen)) }
        };
        others.flat_map(|seen| seen.report.record.people.iter().map(|person| option(seen, person))).collect()
    }

    fn titled(&self, person: &Person) -> String {
        format!("{} · {}", person.name(), self.page.t(&format!("role-{}", person.role)))
    }

    /// The links of people of a report, to undo.
    pub(crate) fn links_of(&self, report: &ReportState) -> Vec<Value> {
        let here = |same: &SamePerson| report.record.people.iter().find(|person| person.id == same.here);
        let option = |(same, _): (&SamePerson, _)| {
            let (person, there) = (here(same)?, self.report_of((same.case, same.person))?);
            let value = format!("{}:{}:{}", same.here, same.case, same.person);
            let other = there.report.record.people.iter().find(|other| other.id == same.person)?;
            Some(
                context! { value, text => format!("{} = {} · {}", person.name(), other.name(), self.named(&there)) },
            )
        };
        self.open.case.linking.linked().filter_map(option).collect()
    }

    fn report_of(&self, who: Who) -> Option<Seen<'a>> {
        let of = self.all().find(|one| one.id == who.0)?;
        reports(of.id, &of.case)
            .find(|seen| seen.report.record.people.iter().any(|person| person.id == who.1))
    }

    /// The other reports in which a person of this case is named.
    pub(super) fn also(&self, person: PersonId) -> Vec<Value> {
        let me = (self.open.id, person);
        let Some(human) = self.one.get(&me) else { return vec![] };
        let others = self.one.iter().filter(|(who, number)| *number == human && **who != me);
        let mut seen: Vec<_> = others.filter_map(|(who, _)| self.report_of(*who)).collect();
        seen.sort_by_key(|seen| (seen.head.received_at, seen.head.id));
        seen.iter()
            .map(|seen| context! { address => address(seen.case, seen.head.id), text => self.named(seen) })
            .collect()
    }

    /// What is known from before; `None` when that is nothing.
    pub(super) fn history(&self, at: Timestamp) -> Option<Value> {
        let facts = self.known_before(at)?;
        if facts.reports.len() < 2 && facts.breaches.is_empty() {
            return None;
        }
        let source = |source: &Source| self.source(source);
        let zone = |one: &Source| context! { text => zone_name(self.page, &one.zone), ..source(one) };
        let decision = |fact: &Fact<_>| context! { text => self.page.t(&format!("decision-{}", fact.what)), ..source(&fact.source) };
        let measure = |fact: &Fact<String>| context! { text => fact.what.as_str(), ..source(&fact.source) };
        let same = |fact: &Fact<bool>| {
            context! { text => self.page.t(if fact.what { "answer-yes" } else { "answer-no" }), ..source(&fact.source) }
        };
        Some(context! {
            year => facts.last_year.len(), trend => self.trend(&facts),
            previous => facts.previous.as_ref().map(|fact| context! { days => fact.what, ..source(&fact.source) }),
            zones => facts.zones.iter().map(zone).collect::<Vec<_>>(),
            measures => facts.measures.iter().map(measure).collect::<Vec<_>>(),
            decisions => facts.decisions.iter().map(decision).collect::<Vec<_>>(),
            breaches => facts.breaches.iter().map(source).collect::<Vec<_>>(),
            sensitive => facts.sensitive.iter().map(source).collect::<Vec<_>>(),
            same_address => facts.same_address.as_ref().map(same),
        })
    }

    fn known_before(&self, at: Timestamp) -> Option<History> {
        let together = std::iter::once(self.open).chain(&self.beside.together);
        let cases: Vec<_> = together.map(|one| (one.id, &one.case)).collect();
        history(&cases, self.open.id, at, &|source| self.same_victim(source.case, source.report))
    }

    /// Whether the victim of a report is one of this case. Cases may be followed together for him alone: then somebody
    /// said who is whom, and not that the victims are one. Where nobody said, the cases are of one couple.
    fn same_victim(&self, case: CaseId, report: ReportId) -> bool {
        // Of one role, or of anybody.
        let known = |seen: &Seen<'_>, role: Option<Role>| -> BTreeSet<usize> {
            let people = seen.report.record.people.iter();
            let people = people.filter(|person| role.is_none_or(|role| person.role == role));
            people.filter_map(|person| self.one.get(&(seen.case, person.id)).copied()).collect()
        };
        let in_case = |id: CaseId, role: Option<Role>| -> BTreeSet<usize> {
            self.seen.iter().filter(|seen| seen.case == id).flat_map(|seen| known(seen, role)).collect()
        };
        let (here, victim) = (self.open.id, Some(Role::Victim));
        if case == here || in_case(here, None).is_disjoint(&in_case(case, None)) {
            return true;
        }
        let there = self.seen.iter().find(|seen| seen.case == case && seen.head.id == report);
        there.is_some_and(|there| !in_case(here, victim).is_disjoint(&known(there, victim)))
    }

    /// How many reports there were in the twelve months before a time.
    pub(super) fn in_a_year(&self, at: Timestamp) -> usize {
        self.known_before(at).map_or(0, |facts| facts.last_year.len())
    }

    /// How many reports are followed together.
    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    fn source(&self, source: &Source) -> Value {
        context! { address => address(source.case, source.report), day => format::day(self.page.language, source.received_at) }
    }

    /// Reports a quarter, as a small picture.
    fn trend(&self, facts: &History) -> Value {
        let letter = self.page.t("history-quarter");
        let points: Vec<_> = facts
            .trend
            .iter()
            .map(|quarter| Point {
                at: format!("{letter}{} {}", quarter.quarter, quarter.year),
                tick: false,
                value: Some(quarter.reports as f64),
                text: quarter.reports.to_string(),
            })
            .collect();
        let said: Vec<_> =
            points.iter().map(|point| format::labelled(self.page.language, &point.at, &point.text)).collect();
        let (title, description) = (self.page.t("history-trend"), said.join(", "));
        let series = Series { title, description, unit: "", ceiling: None, points };
        Value::from_safe_string(plot::sparkline(&series))
    }

    /// The picture and the same as a list; `None` when there is one report only.
    pub(super) fn graph(&self, guard: &Guard<'_>) -> Option<Value> {
        if self.seen.len() < 2 {
            return None;
        }
        let columns: Vec<_> = self.seen.iter().enumerate().map(|(i, seen)| self.column(i, seen)).collect();
        let group = |key: &str, lines| Group { title: self.page.t(key), lines };
        let is_phone = |at: &Reach| matches!(at, Reach::Phone(_));
        let groups = [
            group("section-people", self.people_lines()),
            group("graph-places", self.channel_lines(guard, |at| !is_phone(at))),
            group("graph-phones", self.channel_lines(guard, is_phone)),
        ];
        let roles: Vec<_> =
            Role::ALL.iter().map(|role| (*role, self.page.t(&format!("role-{role}")))).collect();
        let (title, says) = (self.page.t("graph-title"), self.page.t("graph-says"));
        let picture = Value::from_safe_string(graph((&title, &says), &columns, &groups, &roles));
        let groups = groups.iter().filter(|group| !group.lines.is_empty());
        let list = groups.map(|group| {
            let lines = group
                .lines
                .iter()
                .map(|line| context! { name => line.name.as_str(), says => says_of(self.page.language, line, &roles) });
            context! { title => group.title.as_str(), lines => lines.collect::<Vec<_>>() }
        });
        Some(context! { picture, list => list.collect::<Vec<_>>() })
    }

    fn column(&self, index: usize, seen: &Seen<'_>) -> Column {
        let day = format::day(self.page.language, seen.head.received_at);
        Column { number: index + 1, day, here: seen.case == self.open.id }
    }

    /// A line for each human being: first those who were victims, in the order of time.
    fn people_lines(&self) -> Vec<Line> {
        let mut lines = Lines::default();
        for (column, seen) in self.seen.iter().enumerate() {
            for person in &seen.report.record.people {
                let who = (seen.case, person.id);
                let key = self.one.get(&who).map_or(Key::Person(who), |human| Key::Human(*human));
                lines.meet(key, person.name(), (column, person.role));
            }
        }
        lines.sorted()
    }

    fn channel_lines(&self, guard: &Guard<'_>, wanted: impl Fn(&Reach) -> bool) -> Vec<Line> {
        let mut lines = Lines::default();
        for (column, seen) in self.seen.iter().enumerate() {
            for channel in seen.report.record.channels.iter().filter(|channel| wanted(&channel.at)) {
                let owner = seen.report.record.people.iter().find(|person| person.id == channel.person);
                if let (Some((key, name)), Some(owner)) = (place(channel), owner) {
                    let name = guard.name((seen.case, seen.head.id), channel, name);
                    lines.meet(Key::Place(key), name, (column, owner.role));
                }
            }
        }
        lines.sorted()
    }
}

/// What makes two mentions one line.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Human(usize),
    Person(Who),
    Place(String),
}

/// Lines under way.
#[derive(Default)]
struct Lines(BTreeMap<Key, Line>);

impl Lines {
    /// Adds a meeting; the newest name stays.
    fn meet(&mut self, key: Key, name: String, meeting: (usize, Role)) {
        let line = self.0.entry(key).or_insert_with(|| Line { name: String::new(), meets: vec![] });
        line.name = name;
        if !line.meets.contains(&meeting) {
            line.meets.push(meeting);
        }
    }

    fn sorted(self) -> Vec<Line> {
        let mut lines: Vec<_> = self.0.into_values().collect();
        let first = |line: &Line| {
            let role = line.meets.iter().map(|meet| meet.1).min();
            (role, line.meets.first().map(|meet| meet.0), line.name.clone())
        };
        lines.sort_by_key(first);
        lines
    }
}

/// `Victim: 1, 2. Other party: 3.`
fn says_of(language: &str, line: &Line, roles: &[(Role, String)]) -> String {
    let of = |(role, word): &(Role, String)| {
        let numbers: Vec<_> =
            line.meets.iter().filter(|meet| meet.1 == *role).map(|meet| (meet.0 + 1).to_string()).collect();
        (!numbers.is_empty()).then(|| format::labelled(language, word, &numbers.join(", ")))
    };
    roles.iter().filter_map(of).collect::<Vec<_>>().join(". ")
}

/// An address or phone as compared, and as shown.
fn place(channel: &Channel) -> Option<(String, String)> {
    match &channel.at {
        Reach::Phone(number) => {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            (!digits.is_empty()).then(|| (digits, number.clone()))
        }
        Reach::Email(mailbox) => Some((mailbox.to_lowercase(), mailbox.clone())),
        Reach::Address { street, postcode, town } => {
            let (key, code) = address_key(&channel.at)?;
            let written = postcode.as_ref().map(ToString::to_string).unwrap_or_default();
            let town = format!("{written} {town}");
            let parts = [street.trim(), town.trim()].into_iter().filter(|part| !part.is_empty());
            let code = code.map(|code| code.to_string()).unwrap_or_default();
            Some((format!("{key} {code}"), parts.collect::<Vec<_>>().join(", ")))
        }
    }
}

fn reports(id: CaseId, case: &Case) -> impl Iterator<Item = Seen<'_>> {
    case.reports
        .iter()
        .filter_map(move |(_, report)| Some(Seen { case: id, head: report.record.head()?, report }))
}

fn address(case: CaseId, report: ReportId) -> String {
    format!("{}#r-{report}", CasePage::Facts.address(case))
}

fn zone_name(page: &Page<'_>, code: &ZoneCode) -> String {
    let name = page.app.directory.zone(code).map_or("", |zone| zone.name.in_language(page.reader()));
    format!("{code} {name}").trim_end().to_owned()
}

/// Gives the people who are linked, in whichever of the cases it was said, the number of one human being. Of two
/// cases one may not have heard yet what was wished last in the other: that counts.
fn humans<'a>(cases: impl Iterator<Item = &'a OpenCase>) -> BTreeMap<Who, usize> {
    let mut wishes: BTreeMap<(Who, Who), (Timestamp, bool)> = BTreeMap::new();
    for open in cases {
        for (same, newest) in
            open.case.linking.people.iter().filter_map(|(same, all)| Some((same, all.newest()?)))
        {
            let (here, there) = ((open.id, same.here), (same.case, same.person));
            let held = wishes.entry((here.min(there), here.max(there))).or_insert(newest);
            *held = newest.max(*held);
        }
    }
    let links = wishes.iter().filter(|(_, (_, linked))| *linked).map(|(pair, _)| pair);
    let mut one: BTreeMap<Who, usize> = BTreeMap::new();
    for (number, (a, b)) in links.enumerate() {
        let (a, b) = (*one.entry(*a).or_insert(number), *one.entry(*b).or_insert(number));
        // Two who were several already: the second becomes the first, everywhere.
        one.values_mut().filter(|human| **human == b).for_each(|human| *human = a);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::CaseFacts;
    use casework::case::fold;
    use casework::case::{Body, Entry};
    use casework::linking;
    use casework::record::id::{EntryId, UserId};
    use casework::record::staff::{Author, Function, Sector};
    use uuid::Uuid;

    fn case(n: u128, links: &[(u128, u128, u128)]) -> OpenCase {
        let linked = |same, wished| {
            Body::Linking(linking::Entry::PersonLinked { same, reason: "x".into(), stated_at: wished })
        };
        said(n, links, "2026-01-01T00:00:00Z", linked)
    }

    fn said(
        n: u128,
        links: &[(u128, u128, u128)],
        wished: &str,
        body: impl Fn(SamePerson, Timestamp) -> Body,
    ) -> OpenCase {
        let wished = wished.parse().unwrap();
        let by = Author {
            user: UserId(Uuid::nil()),
            name: "N".into(),
            function: Function::Eva,
            sector: Sector::VictimSupport,
            zone: None,
        };
        let entry = |(here, case, person): &(u128, u128, u128)| {
            let case = CaseId(Uuid::from_u128(*case));
            let (here, person) = (PersonId(Uuid::from_u128(*here)), PersonId(Uuid::from_u128(*person)));
            let same = SamePerson { here, case, person };
            Entry { id: EntryId(Uuid::nil()), at: wished, by: by.clone(), body: body(same, wished) }
        };
        let entries: Vec<_> = links.iter().map(entry).collect();
        let facts = CaseFacts::default();
        OpenCase {
            id: CaseId(Uuid::from_u128(n)),
            seq: 0,
            case: fold(&entries),
            shown: Default::default(),
            facts,
        }
    }

    #[test]
    fn people_linked_over_several_cases_are_one_whoever_said_so() {
        // 1.11 is 2.21 and 3.31 is 2.21; 1.12 is 2.22.
        let cases = [case(1, &[(11, 2, 21), (12, 2, 22)]), case(2, &[]), case(3, &[(31, 2, 21)])];
        let one = humans(cases.iter());
        let human = |case: u128, person: u128| {
            one[&(CaseId(Uuid::from_u128(case)), PersonId(Uuid::from_u128(person)))]
        };
        assert!(human(1, 11) == human(3, 31) && human(1, 11) == human(2, 21));
        assert_eq!(human(1, 12), human(2, 22));
        assert_ne!(human(1, 11), human(1, 12));
    }

    #[test]
    fn a_link_undone_here_is_undone_although_the_other_case_has_not_heard_yet() {
        let undone = |same, wished| {
            Body::Linking(linking::Entry::PersonUnlinked { same, reason: "x".into(), stated_at: wished })
        };
        let here = said(1, &[(11, 2, 21)], "2026-01-02T00:00:00Z", undone);
        let there = case(2, &[(21, 1, 11)]);
        assert!(humans([&here, &there].into_iter()).is_empty());
        assert!(humans([&there, &here].into_iter()).is_empty());
    }

    #[test]
    fn lines_are_sorted_by_role_then_time_and_keep_the_newest_name() {
        let mut lines = Lines::default();
        lines.meet(Key::Human(1), "Luc".into(), (0, Role::OtherParty));
        lines.meet(Key::Human(2), "Amina P.".into(), (0, Role::Victim));
        lines.meet(Key::Human(2), "Amina Peeters".into(), (1, Role::Victim));
        lines.meet(Key::Human(2), "Amina Peeters".into(), (1, Role::Victim));
        let lines = lines.sorted();
        assert_eq!(lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Amina Peeters", "Luc"]);
        assert_eq!(lines[0].meets, [(0, Role::Victim), (1, Role::Victim)]);
        let roles = [(Role::Victim, "Victim".to_owned())];
        assert_eq!(says_of("en", &lines[0], &roles), "Victim: 1, 2");
    }

    #[test]
    fn an_address_typed_twice_is_one_place() {
        let channel = |street: &str| {
            let at = Reach::Address { street: street.into(), postcode: None, town: "Evere".into() };
            Channel::new(PersonId(Uuid::nil()), at, casework::record::person::Exposure::Unknown)
        };
        let (one, other) =
            (place(&channel("Rue Haute 1")).unwrap(), place(&channel("RUE HAUTE, 1")).unwrap());
        assert!(one.0 == other.0 && one.1 == "Rue Haute 1, Evere", "{one:?}");
        assert_eq!(place(&channel(" ")), None);
    }
}
