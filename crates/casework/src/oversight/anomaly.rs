//! Readings that are unusual: for a reviewer to look at, never a proof of anything.
//!
//! Every pattern is a number beside what is usual. From which number on it is shown is data
//! (`content/audit/patterns.toml`); without one the pattern is an empty slot.

use super::log::{Flag, Reading, ReadingAct, ReadingOutcome, WhyMany};
use crate::record::dates::brussels;
use crate::record::id::{CaseId, UserId, ZoneCode};
use crate::record::staff::Function;
use crate::record::words::words;
use crate::tasks::calendar::Calendar;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

words!(
    /// A pattern.
    Pattern {
        /// Somebody of the case has the reader's family name.
        OwnName = "own-name",
        /// Somebody of the case is called like a colleague of the reader.
        ColleagueName = "colleague-name",
        /// Many cases in a day.
        ManyCases = "many-cases",
        /// At night, or on a day that is no working day.
        Night = "night",
        /// Cases of other neighbourhoods than her own.
        Elsewhere = "elsewhere",
        /// One case, opened again and again.
        Again = "again",
        /// Searches after which nothing was opened.
        SearchOnly = "search-only",
        /// Refused attempts.
        Refused = "refused",
        /// Searches that go around one person: the same word again and again.
        Around = "around",
        /// Many rows of the tracking table in an hour.
        Leafed = "leafed",
        /// Cases taken away as a file.
        Export = "export",
        /// So many cases in an hour that she had to say why.
        Reason = "reason",
    }
);

words!(
    /// What a reviewer found.
    Closing {
        /// It was work: there was a reason.
        Explained = "explained",
        /// Spoken with the person; nothing more.
        Spoken = "spoken",
        /// Passed on: to the head, the data protection officer or a disciplinary authority.
        PassedOn = "passed-on",
        /// The pattern saw something that was not there.
        Nothing = "nothing",
    }
);

/// From when on a pattern is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Threshold {
    /// From this number on; without one the pattern is not looked for.
    pub least: Option<u32>,
    /// And only when it is so many times what is usual.
    pub times: Option<u32>,
    /// Over so many days.
    pub days: Option<u16>,
    /// The night begins at this hour.
    pub from: Option<i8>,
    /// And ends at this one.
    pub until: Option<i8>,
    /// Functions whose ordinary work it is.
    pub except: BTreeSet<Function>,
    /// Where the numbers come from.
    pub source: String,
}

/// The thresholds of all patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Thresholds(BTreeMap<Pattern, Threshold>);

/// What one member of staff did on one earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// Who.
    pub user: UserId,
    /// Her unit as kept in the log.
    pub unit: String,
    /// Cases opened.
    pub cases: u32,
    /// Readings at night.
    pub night: u32,
    /// Searches.
    pub searches: u32,
    /// Refused attempts.
    pub refused: u32,
}

/// One case that one member of staff opened often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Often {
    /// Who.
    pub user: UserId,
    /// What.
    pub case: CaseId,
    /// How often.
    pub times: u32,
}

/// Something unusual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusual {
    /// Which pattern.
    pub pattern: Pattern,
    /// Who.
    pub user: UserId,
    /// The case, when it is about one.
    pub case: Option<CaseId>,
    /// The day, in Belgium.
    pub day: Date,
    /// The number.
    pub number: u32,
    /// What is usual for this person: the middle of her days, when there were earlier ones.
    pub usual: Option<u32>,
    /// What is usual in her unit.
    pub usual_of_unit: Option<u32>,
    /// Zones of the cases, or of the unit when it is about none. Empty when there is neither: then it is every reviewer's.
    pub zones: BTreeSet<ZoneCode>,
    /// Lines of the log up to this number belong to what a reviewer closed before; 0 when nothing was closed.
    #[serde(default)]
    pub since: i64,
    /// The last line of the log that was looked at; 0 in what an earlier version found.
    #[serde(default)]
    pub until: i64,
}

impl Unusual {
    /// Whether a reviewer of these zones answers for it.
    pub fn is_of(&self, zones: &[&ZoneCode]) -> bool {
        self.zones.is_empty() || zones.iter().any(|zone| self.zones.contains(*zone))
    }

    /// Whether what happens after it was closed is told again. A likeness of names that means nothing, or that was
    /// explained, stays so; everything else begins anew.
    pub fn begins_anew_after(&self, closing: Closing) -> bool {
        let is_name = matches!(self.pattern, Pattern::OwnName | Pattern::ColleagueName);
        !is_name || matches!(closing, Closing::Spoken | Closing::PassedOn)
    }

    /// What makes it one and the same: a name is noticed once, a number once a day, until it is closed.
    pub fn key(&self) -> String {
        let case = self.case.map(|case| case.to_string()).unwrap_or_default();
        let once = matches!(self.pattern, Pattern::OwnName | Pattern::ColleagueName);
        let day = if once { String::new() } else { self.day.to_string() };
        let since = if self.since == 0 { String::new() } else { format!("|{}", self.since) };
        format!("{}|{}|{case}|{day}{since}", self.pattern, self.user)
    }
}

impl Thresholds {
    /// Reads the file.
    ///
    /// # Errors
    /// Not TOML, a pattern or a key that does not exist.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Of a pattern; `None` for an empty slot.
    pub fn of(&self, pattern: Pattern) -> Option<&Threshold> {
        self.0.get(&pattern).filter(|threshold| threshold.least.is_some())
    }

    /// What was unusual on a day. `readings` are all of that day; `earlier` are days before, of everybody; `often` are
    /// cases opened often up to that day.
    pub fn find(
        &self,
        calendar: &Calendar,
        day: Date,
        readings: &[Reading],
        earlier: &[DayCount],
        often: &[Often],
    ) -> Vec<Unusual> {
        let mut by_user: BTreeMap<UserId, Vec<&Reading>> = BTreeMap::new();
        for reading in readings.iter().filter(|reading| reading.unit.is_some()) {
            by_user.entry(reading.user).or_default().push(reading);
        }
        let mut found = Vec::new();
        for (user, own) in &by_user {
            let look = Look { thresholds: self, calendar, day, user: *user, own, earlier };
            found.extend(look.names());
            found.extend(look.counts());
            found.extend(look.again(often));
            found.extend(look.around());
            found.extend(look.leafed());
        }
        found
    }
}

/// One person on one day.
struct Look<'a> {
    thresholds: &'a Thresholds,
    calendar: &'a Calendar,
    day: Date,
    user: UserId,
    own: &'a [&'a Reading],
    earlier: &'a [DayCount],
}

/// What of a day is compared with other days.
type Usual = fn(&DayCount) -> u32;

impl Look<'_> {
    /// The threshold of a pattern, unless it is the ordinary work of this function.
    fn threshold(&self, pattern: Pattern) -> Option<(&Threshold, u32)> {
        let unit = self.own.iter().find_map(|reading| reading.unit.as_ref())?;
        let threshold = self.thresholds.of(pattern)?;
        (!threshold.except.contains(&unit.function)).then_some((threshold, threshold.least?))
    }

    fn unusual(&self, pattern: Pattern, case: Option<CaseId>, number: u32) -> Unusual {
        let about = self.own.iter().filter(|reading| case.is_none() || reading.case == case);
        let mut zones: BTreeSet<_> = about.flat_map(|reading| &reading.shown.zones).cloned().collect();
        if zones.is_empty() {
            let units = self.own.iter().filter_map(|reading| reading.unit.as_ref());
            zones = units.flat_map(|unit| &unit.zones).cloned().collect();
        }
        let (usual, usual_of_unit) = (None, None);
        let (since, until) = (0, 0);
        Unusual {
            pattern,
            user: self.user,
            case,
            day: self.day,
            number,
            usual,
            usual_of_unit,
            zones,
            since,
            until,
        }
    }

    fn names(&self) -> Vec<Unusual> {
        let mut found = Vec::new();
        for (pattern, flag) in
            [(Pattern::OwnName, Flag::OwnName), (Pattern::ColleagueName, Flag::ColleagueName)]
        {
            let Some((_, least)) = self.threshold(pattern) else { continue };
            let mut cases: BTreeMap<CaseId, BTreeSet<Option<Uuid>>> = BTreeMap::new();
            for reading in self.own.iter().filter(|reading| reading.shown.flags.contains(&flag)) {
                if let Some(case) = reading.case {
                    cases.entry(case).or_default().insert(reading.request);
                }
            }
            let enough = cases.into_iter().map(|(case, requests)| (case, count(requests.len())));
            let enough = enough.filter(|(_, number)| *number >= least);
            found.extend(
                enough.map(|(case, n)| Unusual { usual: Some(0), ..self.unusual(pattern, Some(case), n) }),
            );
        }
        found
    }

    fn counts(&self) -> Vec<Unusual> {
        let given = |reading: &&&Reading| reading.outcome == ReadingOutcome::Given;
        let opened = || self.own.iter().filter(given).filter(|reading| reading.act == ReadingAct::Open);
        let cases: BTreeSet<_> = opened().filter_map(|reading| reading.case).collect();
        let elsewhere = opened().filter(|reading| reading.shown.flags.contains(&Flag::Elsewhere));
        let elsewhere: BTreeSet<_> = elsewhere.filter_map(|reading| reading.case).collect();
        let requests = |wanted: &dyn Fn(&Reading) -> bool| {
            let some = self.own.iter().filter(|reading| wanted(reading));
            // What one click does counts once.
            count(some.map(|reading| once(reading)).collect::<BTreeSet<_>>().len())
        };
        // Whoever reviews reads the log, not cases.
        let reviews = |reading: &Reading| matches!(reading.act, ReadingAct::Log | ReadingAct::Review);
        let night = requests(&|reading| {
            reading.outcome == ReadingOutcome::Given && !reviews(reading) && self.is_night(reading)
        });
        let searches = requests(&|reading| {
            reading.act == ReadingAct::Search && reading.outcome == ReadingOutcome::Given
        });
        let searches = if cases.is_empty() { searches } else { 0 };
        let refused = requests(&|reading| reading.outcome == ReadingOutcome::Refused);
        let taken = self.own.iter().filter(given).filter(|reading| reading.act == ReadingAct::Export);
        // A copy for somebody of the case has a reason of its own, and stands there.
        let taken: BTreeSet<_> =
            taken.filter(|reading| is_of_a_list(reading)).filter_map(|one| one.case).collect();
        let reasons = requests(&|reading| reading.act == ReadingAct::Reason);
        let said_why = if reasons == 0 { 0 } else { count(cases.len()).max(reasons) };
        let numbers: [(Pattern, u32, Option<Usual>); 7] = [
            (Pattern::Export, count(taken.len()), None),
            (Pattern::Reason, said_why, None),
            (Pattern::ManyCases, count(cases.len()), Some(|day| day.cases)),
            (Pattern::Night, night, Some(|day| day.night)),
            (Pattern::Elsewhere, count(elsewhere.len()), None),
            (Pattern::SearchOnly, searches, Some(|day| day.searches)),
            (Pattern::Refused, refused, Some(|day| day.refused)),
        ];
        numbers.into_iter().filter_map(|(pattern, number, of)| self.count(pattern, number, of)).collect()
    }

    fn count(&self, pattern: Pattern, number: u32, of: Option<fn(&DayCount) -> u32>) -> Option<Unusual> {
        let (threshold, least) = self.threshold(pattern)?;
        let unit = self.own.iter().find_map(|reading| reading.unit.as_ref())?.to_text();
        let usual_of = |wanted: &dyn Fn(&&DayCount) -> bool| {
            middle(self.earlier.iter().filter(wanted).map(of?).collect())
        };
        let usual = usual_of(&|day| day.user == self.user);
        let usual_of_unit = usual_of(&|day| day.unit == unit);
        let times = threshold.times.unwrap_or(0);
        let beyond = |usual: Option<u32>| usual.is_none_or(|usual| number >= usual.saturating_mul(times));
        let shown = number >= least && beyond(usual) && beyond(usual_of_unit);
        shown.then(|| Unusual { usual, usual_of_unit, ..self.unusual(pattern, None, number) })
    }

    fn again(&self, often: &[Often]) -> Vec<Unusual> {
        let Some((_, least)) = self.threshold(Pattern::Again) else { return vec![] };
        let today = |one: &&Often| {
            one.user == self.user
                && one.times >= least
                && self.own.iter().any(|reading| reading.case == Some(one.case))
        };
        let own = often.iter().filter(today);
        own.map(|one| self.unusual(Pattern::Again, Some(one.case), one.times)).collect()
    }

    /// Searches that found the same case, however it was spelled, or that have a word in common, whatever they found.
    /// What is shown is the number of searches.
    fn around(&self) -> Option<Unusual> {
        let (_, least) = self.threshold(Pattern::Around)?;
        let mut by_word: BTreeMap<&str, BTreeSet<Once>> = BTreeMap::new();
        let mut by_case: BTreeMap<CaseId, BTreeSet<Once>> = BTreeMap::new();
        for reading in self.own {
            if let (ReadingAct::Find, Some(case)) = (reading.act, reading.case) {
                by_case.entry(case).or_default().insert(once(reading));
            }
            let searched = reading.act == ReadingAct::Search;
            for word in reading.shown.sought.iter().filter(|_| searched) {
                by_word.entry(word).or_default().insert(once(reading));
            }
        }
        let most = by_word.values().chain(by_case.values()).map(BTreeSet::len).max()?;
        (count(most) >= least).then(|| self.unusual(Pattern::Around, None, count(most)))
    }

    /// Rows of the tracking table within an hour: every row names two people, and nobody opened a case. The same rows
    /// count once.
    fn leafed(&self) -> Option<Unusual> {
        let (_, least) = self.threshold(Pattern::Leafed)?;
        let is_table = |reading: &&&Reading| reading.act == ReadingAct::List && reading.shown.detail == TABLE;
        let mut pages: Vec<_> = self.own.iter().filter(is_table).collect();
        pages.sort_by_key(|page| page.at);
        let rows_until = |last: usize| {
            let since = pages[last].at - SignedDuration::from_hours(1);
            let recent = pages[..=last].iter().rev().take_while(|page| page.at > since);
            let marks: BTreeMap<_, _> = recent
                .map(|page| {
                    ((page.shown.mark, page.shown.mark.is_none().then_some(page.at)), page.shown.entries)
                })
                .collect();
            marks.values().fold(0_u32, |sum, rows| sum.saturating_add(*rows))
        };
        let most = (0..pages.len()).map(rows_until).max()?;
        (most >= least).then(|| self.unusual(Pattern::Leafed, None, most))
    }

    fn is_night(&self, reading: &Reading) -> bool {
        let Some(threshold) = self.thresholds.of(Pattern::Night) else { return false };
        let (Some(from), Some(until)) = (threshold.from, threshold.until) else { return false };
        let hour = reading.at.to_zoned_datetime(brussels()).hour();
        hour >= from || hour < until || !self.calendar.is_working_day(self.day)
    }
}

/// Whether a case was taken away as a line of a list.
fn is_of_a_list(reading: &Reading) -> bool {
    WhyMany::from_word(&reading.shown.detail).is_some()
}

/// The list of which the rows name people of whole zones, as the log calls it.
const TABLE: &str = "table";

/// What counts as one act: a request, or a moment of a line that came from none.
type Once = (Option<Uuid>, Option<Timestamp>);

fn once(reading: &Reading) -> Once {
    (reading.request, reading.request.is_none().then_some(reading.at))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The middle one: half of the days were below.
fn middle(mut numbers: Vec<u32>) -> Option<u32> {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oversight::log::Unit;
    use crate::record::staff::Sector;
    use jiff::civil::date;

    const TEXT: &str = include_str!("../../../../content/audit/patterns.toml");

    fn calendar() -> Calendar {
        Calendar::parse(include_str!("../../../../content/calendar/be.toml")).unwrap()
    }

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn unit() -> Unit {
        let zones = vec![ZoneCode::parse("5344").unwrap()];
        Unit { function: Function::Eva, sector: Sector::VictimSupport, zones }
    }

    /// One reading a minute from an hour on, UTC, on Wednesday 4 March 2026.
    fn reading(hour: u32, n: u32, act: ReadingAct) -> Reading {
        let at = format!("2026-03-04T{hour:02}:{:02}:{:02}Z", n / 60, n % 60).parse().unwrap();
        Reading {
            user: user(1),
            unit: Some(unit()),
            request: Some(Uuid::from_u128(u128::from(n))),
            case: Some(CaseId(Uuid::from_u128(u128::from(n)))),
            ..Reading::of_the_log(at, act)
        }
    }

    fn find(readings: &[Reading], earlier: &[DayCount]) -> Vec<Unusual> {
        let day = date(2026, 3, 4);
        Thresholds::parse(TEXT).unwrap().find(&calendar(), day, readings, earlier, &[])
    }

    fn day(n: u128, cases: u32) -> DayCount {
        DayCount { user: user(n), unit: unit().to_text(), cases, night: 0, searches: 1, refused: 0 }
    }

    fn opened(n: u32) -> Vec<Reading> {
        (0..n).map(|n| reading(9, n, ReadingAct::Open)).collect()
    }

    #[test]
    fn every_pattern_has_numbers_and_says_where_they_come_from() {
        let thresholds = Thresholds::parse(TEXT).unwrap();
        for pattern in Pattern::ALL {
            assert!(!thresholds.of(*pattern).unwrap().source.is_empty(), "{pattern}");
        }
        assert!(Thresholds::parse("[own-nmae]\nleast = 1").is_err());
        assert!(Thresholds::default().of(Pattern::Night).is_none());
    }

    #[test]
    fn many_cases_are_many_for_this_person_and_for_her_unit() {
        let said = |readings: u32, earlier: &[DayCount]| {
            find(&opened(readings), earlier)
                .into_iter()
                .map(|one| (one.pattern, one.usual))
                .collect::<Vec<_>>()
        };
        assert_eq!(said(24, &[]), []);
        assert_eq!(said(25, &[day(1, 5), day(1, 8), day(1, 6)]), [(Pattern::ManyCases, Some(6))]);
        assert_eq!(said(25, &[day(1, 12)]), [], "she always opens many");
        assert_eq!(said(25, &[day(1, 5), day(2, 20), day(3, 20)]), [], "everybody in her unit does");
    }

    #[test]
    fn one_case_with_ones_own_name_is_enough_and_is_noticed_once() {
        let mut own = reading(9, 1, ReadingAct::Open);
        own.shown.flags.insert(Flag::OwnName);
        let found = find(&[own.clone(), own.refused()], &[]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].pattern, found[0].number), (Pattern::OwnName, 1));
        assert!(!found[0].key().contains("2026"), "the next day it is the same");
    }

    #[test]
    fn the_night_is_that_of_belgium_and_not_for_those_who_work_then() {
        let night: Vec<_> = (0..3).map(|n| reading(21, n, ReadingAct::Open)).collect();
        assert_eq!(find(&night, &[])[0].pattern, Pattern::Night, "21 h UTC is 22 h in Belgium");
        let evening: Vec<_> = (0..3).map(|n| reading(20, n, ReadingAct::Open)).collect();
        assert!(find(&evening, &[]).is_empty());
        let police = |mut one: Reading| {
            one.unit = Some(Unit { function: Function::Intake, sector: Sector::Police, ..unit() });
            one
        };
        assert!(find(&night.into_iter().map(police).collect::<Vec<_>>(), &[]).is_empty());
    }

    #[test]
    fn searching_around_one_person_is_seen_however_the_rest_is_varied() {
        let search = |n: u32, words: &[&str]| {
            let mut one = reading(9, n, ReadingAct::Search);
            one.shown.sought = words.iter().map(|&word| word.to_owned()).collect();
            one
        };
        let around: Vec<_> = (0..8).map(|n| search(n, &["family", &format!("given {n}")])).collect();
        let said = |readings: &[Reading]| {
            find(readings, &[]).into_iter().map(|one| (one.pattern, one.number)).collect::<Vec<_>>()
        };
        let opened_too = [around.clone(), opened(1)].concat();
        assert_eq!(said(&opened_too), [(Pattern::Around, 8)], "having opened something is no excuse");
        assert_eq!(said(&around[1..]), []);
        let of_all: Vec<_> = (0..11).map(|n| search(n, &[&format!("family {n}")])).collect();
        assert_eq!(said(&of_all), [], "many people are no person");
    }

    #[test]
    fn searching_for_one_person_is_seen_however_she_is_spelled() {
        let search = |n: u32, of: u128| {
            let mut one = reading(9, n, ReadingAct::Search);
            one.shown.sought = vec![format!("spelling {n}")];
            let found =
                Reading { case: Some(CaseId(Uuid::from_u128(of))), ..reading(9, n, ReadingAct::Find) };
            [one, found]
        };
        let said = |readings: Vec<Reading>| {
            let all = [readings, opened(1)].concat();
            find(&all, &[]).into_iter().map(|one| (one.pattern, one.number)).collect::<Vec<_>>()
        };
        assert_eq!(said((0..8).flat_map(|n| search(n, 1)).collect()), [(Pattern::Around, 8)]);
        assert_eq!(said((0..8).flat_map(|n| search(n, n.into())).collect()), [], "many people are no person");
    }

    #[test]
    fn many_rows_of_the_table_in_an_hour_are_told_and_the_same_rows_count_once() {
        let page = |hour: u32, n: u32, mark: u64| {
            let mut one = reading(hour, n, ReadingAct::List).entries(60).detail(TABLE);
            one.shown.mark = Some(mark);
            one
        };
        let said = |pages: Vec<Reading>| {
            let found = find(&pages, &[]).into_iter();
            found.filter(|one| one.pattern == Pattern::Leafed).map(|one| one.number).collect::<Vec<_>>()
        };
        assert_eq!(said((0..10).map(|n| page(9, n, n.into())).collect()), [600]);
        assert!(said((0..40).map(|n| page(9, n, 1)).collect()).is_empty(), "one page that renews itself");
        assert!(said((0..10).map(|n| page(8 + n, 0, n.into())).collect()).is_empty(), "a day of work");
    }

    #[test]
    fn what_happens_after_a_finding_was_closed_is_another_one() {
        let found = find(&[reading(9, 1, ReadingAct::Export).detail("meeting")], &[]);
        let later = Unusual { since: 7, ..found[0].clone() };
        assert_ne!(found[0].key(), later.key());
        assert!(found[0].begins_anew_after(Closing::Explained));
        let name = Unusual { pattern: Pattern::OwnName, ..found[0].clone() };
        assert!(!name.begins_anew_after(Closing::Nothing) && name.begins_anew_after(Closing::Spoken));
    }

    #[test]
    fn what_lies_in_no_zone_is_seen_by_every_reviewer() {
        let zone = |code: &str| ZoneCode::parse(code).unwrap();
        let found = find(&[reading(9, 1, ReadingAct::Export).detail("meeting")], &[]);
        let (own, other) = (zone("5344"), zone("5345"));
        assert!(found[0].is_of(&[&own]) && !found[0].is_of(&[&other]));
        assert!(Unusual { zones: BTreeSet::new(), ..found[0].clone() }.is_of(&[&other]));
    }

    #[test]
    fn taking_a_list_away_is_told_each_time_and_a_copy_for_her_is_not() {
        let taken = |n: u32, detail: &str| reading(9, n, ReadingAct::Export).detail(detail);
        let found = find(&[taken(1, "meeting"), taken(2, "meeting"), taken(3, "copy-victim")], &[]);
        assert_eq!(
            found.iter().map(|one| (one.pattern, one.number)).collect::<Vec<_>>(),
            [(Pattern::Export, 2)]
        );
    }

    #[test]
    fn whoever_had_to_say_why_is_told_with_the_number_of_cases() {
        let mut all = opened(20);
        assert_eq!(find(&all, &[]), []);
        all.push(reading(10, 1, ReadingAct::Reason).detail("backlog"));
        let found = find(&all, &[]);
        assert_eq!(
            found.iter().map(|one| (one.pattern, one.number)).collect::<Vec<_>>(),
            [(Pattern::Reason, 20)]
        );
    }

    #[test]
    fn searching_without_opening_and_being_refused_are_counted_by_request() {
        let search: Vec<_> = (0..12).map(|n| reading(9, n, ReadingAct::Search)).collect();
        assert_eq!(find(&search, &[day(1, 1)])[0].usual, Some(1));
        let and_opened = [search, opened(1)].concat();
        assert!(find(&and_opened, &[]).is_empty());
        let refused: Vec<_> = (0..5).map(|n| reading(9, n, ReadingAct::Open).refused()).collect();
        assert_eq!(find(&refused, &[])[0].pattern, Pattern::Refused);
    }

    #[test]
    fn a_case_opened_again_and_again_is_shown_on_the_day_it_is_opened() {
        let often = |n| [Often { user: user(1), case: CaseId(Uuid::from_u128(n)), times: 25 }];
        let thresholds = Thresholds::parse(TEXT).unwrap();
        let found = |n| thresholds.find(&calendar(), date(2026, 3, 4), &opened(2), &[], &often(n));
        assert_eq!(found(1)[0].pattern, Pattern::Again);
        assert!(found(77).is_empty());
    }
}
