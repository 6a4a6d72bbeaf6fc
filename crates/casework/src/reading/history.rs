//! History facts (B5): what the reports followed together say about the time before, each with its source.
//!
//! Facts, not a score. Computed from folded cases, so what a viewer may not read was never there: give only cases
//! that were filtered for her.

use crate::case::{Case, ReportState};
use crate::prosecution::Decision;
use crate::record::dates::{brussels, day};
use crate::record::id::{CaseId, PersonId, Postcode, ReportId, ZoneCode};
use crate::record::person::{Reach, Role};
use crate::record::text::compare_key;
use crate::record::words::Answer;
use crate::report::{Head, ReportKind};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;

/// Quarters of the trend: two years.
const QUARTERS: i64 = 8;

/// The report from which a fact is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its case.
    pub case: CaseId,
    /// The report.
    pub report: ReportId,
    /// When the police received it.
    pub received_at: Timestamp,
    /// The zone that wrote it.
    pub zone: ZoneCode,
    /// Dispute or complaint.
    pub kind: ReportKind,
}

/// A fact and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is known.
    pub what: T,
    /// From which report.
    pub source: Source,
}

/// Reports received in a quarter of a year, Belgian days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// Year.
    pub year: i16,
    /// 1 to 4.
    pub quarter: i8,
    /// How many.
    pub reports: usize,
}

/// What came before and beside a report. Lists are newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Every report, this one among them.
    pub reports: Vec<Source>,
    /// Whole days between this report and the one before, which is the source.
    pub previous: Option<Fact<i64>>,
    /// Reports of the last 12 months, this one among them.
    pub last_year: Vec<Source>,
    /// Zones that wrote reports, each with its newest one.
    pub zones: Vec<Source>,
    /// Measures taken at once in the other reports of the same victim, as written: they say where somebody is.
    pub measures: Vec<Fact<String>>,
    /// Decisions that hold on the other reports.
    pub decisions: Vec<Fact<Decision>>,
    /// Reports that say that an earlier order or measure was breached.
    pub breaches: Vec<Source>,
    /// The other reports that became sensitive cases.
    pub sensitive: Vec<Source>,
    /// Whether victim and other party had the same address, by the newest report of the same victim that knows both.
    pub same_address: Option<Fact<bool>>,
    /// The last eight quarters, oldest first; the last one is under way.
    pub trend: Vec<Quarter>,
}

/// The same moment a year before, on the Belgian calendar.
pub fn year_before(at: Timestamp) -> Timestamp {
    let local = at.to_zoned_datetime(brussels());
    local.checked_sub(1.year()).map_or(at, |before| before.timestamp())
}

/// The history of the newest report of a case, from cases followed together (this one among them), as known at a
/// time; `None` when no report of it may be read.
///
/// Cases are followed together for one person too: `same_victim` says of which reports the victim is the one of this
/// case. What was done for another woman, and where she is, is no part of this one's history.
pub fn history(
    cases: &[(CaseId, &Case)],
    of: CaseId,
    at: Timestamp,
    same_victim: &dyn Fn(&Source) -> bool,
) -> Option<History> {
    let mut all: Vec<(Source, &ReportState)> =
        cases.iter().flat_map(|(id, case)| sources(*id, case)).collect();
    all.retain(|(source, _)| source.received_at <= at);
    all.sort_by_key(|(source, _)| std::cmp::Reverse((source.received_at, source.report)));
    let this = all.iter().find(|(source, _)| source.case == of).map(|(source, _)| source.clone())?;
    let others: Vec<_> = all.iter().filter(|(source, _)| source.report != this.report).cloned().collect();
    let before = others.iter().find(|(source, _)| source.received_at <= this.received_at);
    let year = year_before(at);
    let hers =
        |some: &[(Source, _)]| some.iter().filter(|(source, _)| same_victim(source)).cloned().collect();
    let (all_hers, others_hers): (Vec<_>, Vec<_>) = (hers(&all), hers(&others));
    Some(History {
        previous: before
            .map(|(source, _)| Fact { what: days_between(source, &this), source: source.clone() }),
        last_year: matching(&all, |source, _| source.received_at > year),
        zones: newest_by_zone(&all),
        measures: facts(&others_hers, |report| {
            report.record.facts.as_ref().map(|facts| facts.measures.clone()).filter(|text| !text.is_empty())
        }),
        decisions: facts(&others, |report| report.prosecution.decision().map(|decided| decided.what.0)),
        breaches: matching(&all, |_, report| {
            report.record.facts.as_ref().is_some_and(|facts| facts.breach == Answer::Yes)
        }),
        sensitive: matching(&others, |_, report| report.prosecution.sensitive.is_some()),
        same_address: facts(&all_hers, same_address).into_iter().next(),
        trend: trend(&all, at),
        reports: matching(&all, |_, _| true),
    })
}

fn sources(case: CaseId, folded: &Case) -> impl Iterator<Item = (Source, &ReportState)> {
    let source = move |head: &Head| Source {
        case,
        report: head.id,
        received_at: head.received_at,
        zone: head.zone.clone(),
        kind: head.kind,
    };
    folded.reports.iter().filter_map(move |(_, report)| Some((source(report.record.head()?), report)))
}

fn facts<T>(all: &[(Source, &ReportState)], known: impl Fn(&ReportState) -> Option<T>) -> Vec<Fact<T>> {
    let fact = |(source, report): &(Source, &ReportState)| {
        known(report).map(|what| Fact { what, source: source.clone() })
    };
    all.iter().filter_map(fact).collect()
}

fn matching(all: &[(Source, &ReportState)], holds: impl Fn(&Source, &ReportState) -> bool) -> Vec<Source> {
    all.iter().filter(|(source, report)| holds(source, report)).map(|(source, _)| source.clone()).collect()
}

fn newest_by_zone(all: &[(Source, &ReportState)]) -> Vec<Source> {
    let mut seen = BTreeSet::new();
    all.iter().filter(|(source, _)| seen.insert(&source.zone)).map(|(source, _)| source.clone()).collect()
}

/// Days of the calendar, not spans of 24 hours: a report of this morning comes one day after one of last night.
fn days_between(earlier: &Source, later: &Source) -> i64 {
    let between = day(earlier.received_at).until(day(later.received_at));
    between.map_or(0, |span| i64::from(span.get_days()))
}

/// Whether the two have an address in common; `None` when one has none that may be read.
fn same_address(report: &ReportState) -> Option<bool> {
    let of = |role: Role| report.record.first(role).map(|person| addresses(report, person.id));
    let (victim, other) = (of(Role::Victim)?, of(Role::OtherParty)?);
    (!victim.is_empty() && !other.is_empty()).then(|| !victim.is_disjoint(&other))
}

fn addresses(report: &ReportState, person: PersonId) -> BTreeSet<(String, Option<Postcode>)> {
    let own = report.record.channels.iter().filter(|channel| channel.person == person);
    own.filter_map(|channel| address_key(&channel.at)).collect()
}

/// An address as compared: the street without accents, case and blanks, and the postcode. `None` for a phone.
pub fn address_key(at: &Reach) -> Option<(String, Option<Postcode>)> {
    match at {
        Reach::Address { street, postcode, .. } if !street.trim().is_empty() => {
            Some((compare_key(street), postcode.clone()))
        }
        _ => None,
    }
}

/// Number of quarters since the year 0.
fn quarter(at: Timestamp) -> i64 {
    let day = day(at);
    i64::from(day.year()) * 4 + i64::from(day.month() - 1) / 3
}

fn trend(all: &[(Source, &ReportState)], at: Timestamp) -> Vec<Quarter> {
    let last = quarter(at);
    let one = |number: i64| Quarter {
        // Years and quarters of a date that exists: no loss.
        year: (number / 4) as i16,
        quarter: (number % 4) as i8 + 1,
        reports: all.iter().filter(|(source, _)| quarter(source.received_at) == number).count(),
    };
    (last + 1 - QUARTERS..=last).map(one).collect()
}
