//! For how long a record is kept (M6). The periods are data (`content/retention/`).
//!
//! A clock never erases: what is past its period is proposed to somebody, and somebody else confirms. A class without
//! a period is an empty slot, and nothing of it is ever proposed by a clock.

use crate::case::{Case, Event, ReportState};
use crate::prosecution::Decision;
use crate::record::dates::brussels;
use crate::record::facets::Retains;
use crate::record::id::ZoneCode;
use crate::record::words::words;
use crate::report::ReportKind;
use jiff::{Span, Timestamp, ToSpan};
use serde::Deserialize;
use std::collections::BTreeMap;

words!(
    /// What kind of record is kept.
    RecordClass {
        /// A case whose reports were all closed without action, none of them a complaint.
        ReportClosed = "report-closed",
        /// A case with a report that is not decided, or is followed up.
        ReportOpen = "report-open",
        /// A case with a complaint.
        Complaint = "complaint",
        /// A case that a unit began, in which the police wrote no report.
        Opening = "opening",
        /// What was said in a case conference. Kept in the case.
        Conference = "conference",
        /// Consents and recorded grounds. Kept in the case.
        Consent = "consent",
        /// Anonymous advice.
        Advice = "advice",
        /// The log of readings.
        Reading = "reading",
        /// A report that nobody signed.
        Draft = "draft",
        /// An account of a member of staff.
        Account = "account",
        /// Invented people.
        Demo = "demo",
    }
);

impl RecordClass {
    /// The classes of whole cases: those that are listed when they are due.
    pub const CASES: [Self; 4] = [Self::ReportClosed, Self::ReportOpen, Self::Complaint, Self::Opening];

    /// The class of a case.
    pub fn of(case: &Case) -> Self {
        let heads = || case.reports.iter().filter_map(|(_, report)| report.record.head());
        let is_closed = |(_, report): &(_, ReportState)| {
            report.prosecution.decision().is_some_and(|decided| decided.what.0 == Decision::Closed)
        };
        if case.unit_alone().is_some() {
            Self::Opening
        } else if heads().any(|head| head.kind == ReportKind::Complaint) {
            Self::Complaint
        } else if case.signed().all(is_closed) {
            Self::ReportClosed
        } else {
            Self::ReportOpen
        }
    }
}

words!(
    /// The event from which a period counts.
    CountsFrom {
        /// The last thing that was written about a report: receipts of readers, reminders and what is said of several cases
        /// excepted.
        LastEntry = "last-entry",
        /// The last decision of the prosecution.
        Decision = "decision",
        /// The end of victim support's follow-up, of every report.
        EndOfFollowUp = "end-of-follow-up",
    }
);

impl CountsFrom {
    /// When this event took place in a case; `None` when it has not.
    pub fn in_case(self, case: &Case) -> Option<Timestamp> {
        let reports = || case.signed().map(|(_, report)| report);
        match self {
            Self::LastEntry => {
                let counts = |event: &&Event| event.kind.facets().retains == Retains::Yes;
                case.timeline.iter().filter(counts).map(|event| event.at).max()
            }
            Self::Decision => {
                reports().filter_map(|r| r.prosecution.decision()).map(|decided| decided.at).max()
            }
            Self::EndOfFollowUp => {
                let ends: Option<Vec<_>> =
                    reports().map(|r| r.follow_up.ended.as_ref().map(|end| end.at)).collect();
                ends?.into_iter().max()
            }
        }
    }
}

words!(
    /// How well a period is founded.
    Certainty {
        /// A secondary source quotes the law.
        Quoted = "quoted",
        /// Known, not checked.
        Unverified = "unverified",
        /// A starting value of Havre, not a rule.
        Choice = "choice",
        /// Nobody knows: then there is no period.
        NotFound = "not-found",
    }
);

words!(
    /// What happens when a period is over. There is one answer: a person is asked.
    Then {
        /// It is proposed to a reviewer.
        Propose = "propose",
    }
);

words!(
    /// Why a case is proposed for erasure. A closed list: a reason in one's own words would name somebody, and the
    /// certificate of erasure is kept.
    ErasureGround {
        /// Its period is over.
        Period = "period",
        /// The person asked for it, and the law gives it to her.
        Asked = "asked",
        /// It was recorded by mistake, or twice.
        Mistake = "mistake",
        /// A court or the supervisory authority ordered it.
        Order = "order",
    }
);

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Period {
    /// Years.
    Years(u16),
    /// Months.
    Months(u16),
    /// Days.
    Days(u16),
}

impl Period {
    /// Word of the unit, for messages, and how many.
    pub const fn parts(self) -> (&'static str, u16) {
        match self {
            Self::Years(n) => ("years", n),
            Self::Months(n) => ("months", n),
            Self::Days(n) => ("days", n),
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Years(n) => i64::from(n).years(),
            Self::Months(n) => i64::from(n).months(),
            Self::Days(n) => i64::from(n).days(),
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (unit, many) = self.parts();
        write!(f, "{many} {unit}")
    }
}

/// The rule of one class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// How long; `None` is an empty slot.
    pub period: Option<Period>,
    /// From which event.
    pub counts_from: CountsFrom,
    /// What happens then.
    pub then: Then,
    /// How sure this is.
    pub sure: Certainty,
    /// Where it comes from.
    pub source: String,
}

impl Rule {
    /// What counts from before this moment is past its period today; `None` for an empty slot.
    pub fn cutoff(&self, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned_datetime(brussels());
        today.checked_sub(self.period?.span()).ok().map(|day| day.timestamp())
    }

    /// When something that counts from `from` is due; `None` for an empty slot.
    pub fn due(&self, from: Timestamp) -> Option<Timestamp> {
        let day = from.to_zoned_datetime(brussels());
        day.checked_add(self.period?.span()).ok().map(|day| day.timestamp())
    }
}

/// The rules of every zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    default: BTreeMap<RecordClass, Rule>,
    zones: BTreeMap<ZoneCode, BTreeMap<RecordClass, Rule>>,
}

/// Why the rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadRetention {
    /// Not the expected TOML.
    #[error("retention: {0}")]
    Malformed(#[from] toml::de::Error),
    /// A class is missing from the defaults.
    #[error("retention: [default.{0}] is missing; without a period it is an empty slot, but it must be said")]
    Missing(RecordClass),
    /// A figure without a source.
    #[error("retention: {0} has no source: say where it comes from")]
    NoSource(RecordClass),
    /// Nobody knows the period, and one is given.
    #[error("retention: {0} has a period although its certainty is not-found: leave the slot empty")]
    Invented(RecordClass),
    /// A period of nothing.
    #[error("retention: the period of {0} is zero: leave the slot empty instead")]
    Zero(RecordClass),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    default: BTreeMap<RecordClass, Rule>,
    #[serde(default)]
    zone: BTreeMap<ZoneCode, BTreeMap<RecordClass, Rule>>,
}

impl Retention {
    /// Reads `content/retention/*.toml`.
    pub fn parse(text: &str) -> Result<Self, BadRetention> {
        let file: File = toml::from_str(text)?;
        if let Some(missing) = RecordClass::ALL.iter().find(|class| !file.default.contains_key(class)) {
            return Err(BadRetention::Missing(*missing));
        }
        for (class, rule) in file.default.iter().chain(file.zone.values().flatten()) {
            match rule {
                _ if rule.source.trim().is_empty() => return Err(BadRetention::NoSource(*class)),
                Rule { period: Some(_), sure: Certainty::NotFound, .. } => {
                    return Err(BadRetention::Invented(*class));
                }
                Rule { period: Some(period), .. } if period.parts().1 == 0 => {
                    return Err(BadRetention::Zero(*class));
                }
                _ => {}
            }
        }
        Ok(Self { default: file.default, zones: file.zone })
    }

    /// The rule of a class in a zone. Always there: [`Retention::parse`] refuses a file without the defaults.
    pub fn of(&self, zone: &ZoneCode, class: RecordClass) -> Option<&Rule> {
        self.zones.get(zone).and_then(|rules| rules.get(&class)).or_else(|| self.default.get(&class))
    }

    /// The rules that hold where a zone sets none of its own.
    pub fn defaults(&self) -> impl Iterator<Item = (RecordClass, &Rule)> {
        self.default.iter().map(|(class, rule)| (*class, rule))
    }
}

/// What a case is to retention, seen from one of the zones that wrote in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The zone.
    pub zone: ZoneCode,
    /// Class of the case.
    pub class: RecordClass,
    /// Month of the zone's first report, `yyyymm` in Belgium.
    pub month: i64,
    /// From when its period counts; `None` when that event has not taken place.
    pub counts_from: Option<Timestamp>,
}

/// One line for each zone of a case; of one in which the police wrote no report, the zone of the unit that began it.
pub fn kept(case: &Case, retention: &Retention) -> Vec<Kept> {
    let class = RecordClass::of(case);
    let mut zones: BTreeMap<&ZoneCode, Timestamp> = BTreeMap::new();
    for head in case.reports.iter().filter_map(|(_, report)| report.record.head()) {
        let first = zones.entry(&head.zone).or_insert(head.received_at);
        *first = head.received_at.min(*first);
    }
    if let Some(opened) = case.opening().filter(|_| zones.is_empty()) {
        zones.extend(opened.what.unit.zone.as_ref().map(|zone| (zone, opened.what.received_at)));
    }
    let line = |(zone, first): (&ZoneCode, Timestamp)| {
        let day = first.to_zoned_datetime(brussels());
        Kept {
            zone: zone.clone(),
            class,
            month: i64::from(day.year()) * 100 + i64::from(day.month()),
            counts_from: retention.of(zone, class).and_then(|rule| rule.counts_from.in_case(case)),
        }
    };
    zones.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BE: &str = include_str!("../../../../content/retention/be.toml");

    fn refused(text: &str) -> String {
        Retention::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_conference_file_has_no_period_because_nobody_knows_it() {
        let rules = Retention::parse(BE).unwrap();
        let zone = ZoneCode::parse("5344").unwrap();
        let rule = rules.of(&zone, RecordClass::Conference).unwrap();
        assert_eq!(rule.cutoff("2026-01-01T00:00:00Z".parse().unwrap()), None);
        assert!(Retention::parse(include_str!("../../../../content/retention/demo.toml")).is_ok());
    }

    #[test]
    fn a_period_without_a_source_or_against_not_found_is_refused() {
        let invented =
            BE.replacen("[default.report-open]\n", "[default.report-open]\nperiod = { years = 2 }\n", 1);
        assert!(refused(&invented).contains("report-open has a period although"));
        let zero = BE.replacen("years = 15", "years = 0", 1);
        assert!(refused(&zero).contains("complaint is zero"));
        let sourceless = format!(
            "{BE}\n[zone.5344.complaint]\nperiod = {{ years = 1 }}\ncounts-from = \"decision\"\nthen = \"propose\"\n\
             sure = \"choice\"\nsource = \" \"\n"
        );
        assert!(refused(&sourceless).contains("has no source"));
    }

    #[test]
    fn no_file_can_make_a_clock_erase() {
        let error = refused(&BE.replacen("then = \"propose\"", "then = \"erase\"", 1));
        assert!(error.contains("propose"), "{error}");
    }

    #[test]
    fn fifteen_years_end_on_the_same_day_of_the_year() {
        let rules = Retention::parse(BE).unwrap();
        let rule = rules.of(&ZoneCode::parse("5344").unwrap(), RecordClass::Complaint).unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(rule.due(at("2026-07-01T10:00:00Z")), Some(at("2041-07-01T10:00:00Z")));
        assert_eq!(rule.cutoff(at("2041-07-01T10:00:00Z")), Some(at("2026-07-01T10:00:00Z")));
    }
}
