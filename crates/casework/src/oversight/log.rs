//! A reading: somebody opened, searched, printed or took away something, or tried to.
//!
//! **Invariant:** a reading says who, when, why and how much; never what stood there, never a name.

use crate::record::facets::Class;
use crate::record::id::{CaseId, UserId, ZoneCode};
use crate::record::staff::{Function, Sector};
use crate::record::words::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

words!(
    /// What somebody did, or tried to do.
    ReadingAct {
        /// Opened a case.
        Open = "open",
        /// Saw a case beside another one: followed together, or with somebody of it in both.
        Beside = "beside",
        /// Looked something up.
        Search = "search",
        /// Saw a name of the case among what was found.
        Find = "find",
        /// Saw a list that names people: queue, table.
        List = "list",
        /// Printed.
        Print = "print",
        /// Took away as a file.
        Export = "export",
        /// Opened a case in an emergency.
        BreakGlass = "glass",
        /// Reviewed what somebody did: break-glass, a conflict of interest, an unusual pattern.
        Review = "review",
        /// Read the log of readings.
        Log = "log",
        /// Made the answer to "who read my file?".
        Answer = "answer",
        /// Said why she opens or takes away many cases.
        Reason = "reason",
        /// Asked for a page that is not for her.
        Page = "page",
        /// Wrote into a case. What was written stands in the case; only a refusal stands here.
        Write = "write",
        /// The log begins. The first line of every log.
        Begin = "begin",
        /// The head of the log was found changed, and a new head begins here: the lines before are to be doubted.
        Broken = "broken",
        /// Written by an earlier version, which kept neither unit nor outcome.
        Earlier = "earlier",
    }
);

words!(
    /// Why somebody opens or takes away many cases. Words to choose from, so that the log never holds a name.
    WhyMany {
        /// Prepares a meeting: a case conference, a platform.
        Meeting = "meeting",
        /// Works through what waited.
        Backlog = "backlog",
        /// Takes over somebody's work.
        Handover = "handover",
        /// Checks whether something was forgotten.
        Check = "check",
        /// A magistrate or a head asked for it.
        Asked = "asked",
    }
);

words!(
    /// Whether it was given.
    ReadingOutcome {
        /// Something was shown.
        Given = "given",
        /// Nothing was.
        Refused = "refused",
    }
);

words!(
    /// What is noticed at the moment of reading, when names are at hand. No name is kept.
    Flag {
        /// Somebody of the case has a name like the reader's own.
        OwnName = "own-name",
        /// Somebody of the case has a name like that of a colleague of the reader.
        ColleagueName = "colleague-name",
        /// The case lies outside the neighbourhoods of the reader.
        Elsewhere = "elsewhere",
    }
);

/// The unit of a member of staff, as it was at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Function.
    pub function: Function,
    /// Sector.
    pub sector: Sector,
    /// Zones in which the unit took part in cases.
    pub zones: Vec<ZoneCode>,
}

impl Unit {
    /// The unit as kept: `eva|victim-support|5344,5345`.
    pub fn to_text(&self) -> String {
        let zones: Vec<_> = self.zones.iter().map(ZoneCode::as_str).collect();
        format!("{}|{}|{}", self.function, self.sector, zones.join(","))
    }

    /// Reads what [`Unit::to_text`] wrote; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let (function, rest) = text.split_once('|')?;
        let (sector, zones) = rest.split_once('|')?;
        let zones = zones.split(',').filter(|zone| !zone.is_empty()).map(ZoneCode::parse);
        Some(Self {
            function: Function::from_word(function)?,
            sector: Sector::from_word(sector)?,
            zones: zones.collect::<Result<_, _>>().ok()?,
        })
    }
}

/// What was shown: kinds and numbers. Sealed where it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Classes of which something was shown.
    pub classes: BTreeSet<Class>,
    /// Classes of which something was there and was not shown.
    pub withheld: BTreeSet<Class>,
    /// Entries or rows shown.
    pub entries: u32,
    /// Hits of a search.
    pub hits: Option<u32>,
    /// Ids of the rules that opened it.
    pub rules: Vec<String>,
    /// Zones of the case.
    pub zones: BTreeSet<ZoneCode>,
    /// What was noticed.
    pub flags: BTreeSet<Flag>,
    /// Keyed tokens of what was looked for: a reviewer can test a name, nobody can read one.
    pub sought: Vec<String>,
    /// Tells a list from another one with the same number of rows; says nothing of what stands on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<u64>,
    /// A word chosen from a list that says more: why a hit was opened, which list, which paper. Never typed text.
    pub detail: String,
}

/// One line of the log, before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// The account.
    pub user: UserId,
    /// Her unit at that moment; unknown only for lines of an earlier version and of the log itself.
    pub unit: Option<Unit>,
    /// Why: the word of a purpose.
    pub purpose: String,
    /// What.
    pub act: ReadingAct,
    /// The case, when it is about one.
    pub case: Option<CaseId>,
    /// Given or refused.
    pub outcome: ReadingOutcome,
    /// The session.
    pub session: Option<Uuid>,
    /// The request, as in the technical log.
    pub request: Option<Uuid>,
    /// What was shown.
    pub shown: Shown,
}

impl Reading {
    /// A line of the log itself.
    pub fn of_the_log(at: Timestamp, act: ReadingAct) -> Self {
        Self {
            at,
            user: UserId(Uuid::nil()),
            unit: None,
            purpose: String::new(),
            act,
            case: None,
            outcome: ReadingOutcome::Given,
            session: None,
            request: None,
            shown: Shown::default(),
        }
    }

    /// About this case.
    pub fn of(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// Nothing was shown.
    pub fn refused(mut self) -> Self {
        self.outcome = ReadingOutcome::Refused;
        self
    }

    /// So many entries or rows were shown.
    pub fn entries(mut self, entries: usize) -> Self {
        self.shown.entries = u32::try_from(entries).unwrap_or(u32::MAX);
        self
    }

    /// So many hits were shown.
    pub fn hits(mut self, hits: usize) -> Self {
        self.shown.hits = Some(u32::try_from(hits).unwrap_or(u32::MAX));
        self
    }

    /// Opened by these rules.
    pub fn by_rules(mut self, rules: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.shown.rules = rules.into_iter().map(Into::into).collect();
        self
    }

    /// A word chosen from a list that says more. Never typed text.
    pub fn detail(mut self, word: &str) -> Self {
        word.clone_into(&mut self.shown.detail);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_comes_back_as_it_was_written() {
        let zones = vec![ZoneCode::parse("5344").unwrap(), ZoneCode::parse("5345").unwrap()];
        for zones in [zones, vec![]] {
            let unit = Unit { function: Function::EvaHead, sector: Sector::VictimSupport, zones };
            assert_eq!(Unit::from_text(&unit.to_text()), Some(unit));
        }
        assert_eq!(Unit::from_text("eva"), None);
    }
}
