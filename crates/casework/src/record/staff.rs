//! Staff: whom a unit works for, what somebody does there, and in which capacity she wrote an entry.

use super::facets::Class;
use super::id::{UserId, ZoneCode};
use super::words::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words!(
    /// Sector of a unit: whom it works for, hence which law binds it.
    Sector {
        /// Local and federal police.
        Police = "police",
        /// Victim support inside the police: EVA units and SAPV.
        VictimSupport = "victim-support",
        /// Public prosecutor's office.
        Prosecution = "prosecution",
        /// Shelters, CPAS, family planning, CAW.
        Psychosocial = "psychosocial",
        /// Doctors, hospitals, pharmacies.
        Health = "health",
        /// Municipality and platform coordination.
        Municipality = "municipality",
        /// Houses of justice (maison de justice, justitiehuis, Justizhaus): justice assistants who work with the other
        /// party on a judicial mandate, and inform and assist the victim when there is a judicial file. Not "probation",
        /// which is one of these mandates: the follow-up of a residence ban is another (belgium.md §1.4 and §4).
        HouseOfJustice = "house-of-justice",
    }
);

impl Sector {
    /// Whether a zone has one office of it, whatever it is called. Of the others several stand side by side, and what
    /// is for one is not for another.
    pub const fn has_one_office(self) -> bool {
        matches!(self, Self::Police | Self::VictimSupport | Self::Prosecution)
    }
}

words!(
    /// What a member of staff does. Tasks and clocks belong to functions, never to a person only.
    Function {
        /// Takes reports.
        Intake = "intake",
        /// Goes to an address and must know whom it meets there: sees who the people are, and nothing else.
        Patrol = "patrol",
        /// Local EVA representative of a neighbourhood.
        Eva = "eva",
        /// Heads victim support of a zone: receives what escalates.
        EvaHead = "eva-head",
        /// Magistrate or legal adviser: decides.
        Prosecutor = "prosecutor",
        /// First deputy: receives decisions that escalate.
        ProsecutorHead = "prosecutor-head",
        /// Coordinates a platform: sees indicators, no case.
        Coordinator = "coordinator",
        /// Administers accounts: sees no case.
        Administrator = "administrator",
        /// Works for a shelter, a social service, a doctor's practice or a hospital: sees what a live grant opens.
        Partner = "partner",
        /// Justice assistant of a house of justice: sees what a live grant opens.
        HouseOfJustice = "house-of-justice",
        /// Reviews readings, break-glass and conflicts of interest: a data protection officer, or a head. Opens no case.
        Reviewer = "reviewer",
    }
);

words!(
    /// Why something is read or written. Every reading has one and is logged with it.
    Purpose {
        /// Recording a report.
        Record = "record",
        /// Going to an address: meeting people whom one must know.
        Intervene = "intervene",
        /// Following up a case: contact, tasks.
        FollowUp = "follow-up",
        /// Deciding on a report.
        Decide = "decide",
        /// Working with the people of a case from outside: shelter, CPAS, doctor, house of justice.
        Assist = "assist",
        /// Reviewing readings, broken glass and conflicts.
        Review = "review",
        /// Keeping statistics.
        Statistics = "statistics",
    }
);

impl Purpose {
    /// The purpose for which a function acts on cases; `None` for functions that open none.
    pub const fn of(function: Function) -> Option<Self> {
        function.duties().purpose
    }
}

words!(
    /// Why somebody opens a case that she searched for. Words to choose from, so that the log never holds a name.
    Occasion {
        /// She writes a report.
        Report = "report",
        /// She goes there.
        Intervention = "intervention",
        /// She follows it up.
        FollowUp = "follow-up",
        /// She decides.
        Decision = "decision",
        /// She helps from outside: what her own unit recorded.
        Help = "help",
        /// The victim asked.
        AskedVictim = "asked-victim",
        /// Another service asked.
        AskedService = "asked-service",
    }
);

/// What part a function has in cases. The policies say it again, and it is proved of them (`crates/proofs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Reads and writes in the cases of its zones.
    Works,
    /// Sees a little of the cases of its zones, whatever was granted, and writes nothing.
    Sees,
    /// Takes part in no case by itself: reads what a live grant opens to its office.
    Granted,
    /// Opens no case, whatever was granted.
    Nothing,
}

/// What is said once of each function. Pages, policies and proofs derive from it what they must know of a function: a
/// new one is one arm of [`Function::duties`]. How to add one: CONTRIBUTING.md, "A function".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duties {
    /// The sectors in which it is found, the usual one first.
    pub sectors: &'static [Sector],
    /// Why it reads and writes; `None` for a function that never acts on cases.
    pub purpose: Option<Purpose>,
    /// Its part in cases.
    pub part: Part,
    /// Heads others: receives what escalates.
    pub heads: bool,
    /// Nobody gets it from one person alone: one proposes, another confirms.
    pub by_two: bool,
    /// Steers by figures.
    pub figures: bool,
    /// Its unit may begin a case without a report of the police: the case is then its own. Proved of the others.
    pub begins: bool,
    /// Why it may open a case that it searched for. None: it cannot search.
    pub occasions: &'static [Occasion],
    /// Classes that nothing opens to it: no consent, ground, title or broken glass. Proved.
    pub never: &'static [Class],
    /// Classes that only her consent or the title of a conference opens to it: no ground, no broken glass. Proved.
    pub by_leave: &'static [Class],
}

/// What is under professional secrecy (art. 458 of the Criminal Code of 1867 and its successor).
const CONFIDED: &[Class] = &[Class::Psychosocial, Class::Medical];

/// Everything but who the people are.
const ALL_BUT_IDENTITY: &[Class] = &[
    Class::SafePlace,
    Class::Facts,
    Class::Judicial,
    Class::Assessment,
    Class::Psychosocial,
    Class::Medical,
    Class::Coordination,
    Class::Conference,
];

impl Duties {
    /// Of a function that works on the cases of its zones.
    const fn on_cases(sectors: &'static [Sector], purpose: Purpose, occasions: &'static [Occasion]) -> Self {
        let duties = Self::outside(sectors, Some(purpose));
        Self { part: Part::Works, occasions, never: &[], ..duties }
    }

    /// Of a function to which grants open cases.
    const fn by_grant(sectors: &'static [Sector]) -> Self {
        Self { part: Part::Granted, never: &[], ..Self::outside(sectors, Some(Purpose::Assist)) }
    }

    /// Of a function that opens no case.
    const fn outside(sectors: &'static [Sector], purpose: Option<Purpose>) -> Self {
        Self {
            sectors,
            purpose,
            part: Part::Nothing,
            heads: false,
            by_two: false,
            figures: false,
            begins: false,
            occasions: &[],
            never: Class::ALL,
            by_leave: &[],
        }
    }
}

/// The reasons of victim support to open a case.
const SUPPORT: &[Occasion] = &[Occasion::FollowUp, Occasion::AskedVictim, Occasion::AskedService];
/// The reasons of the prosecution.
const PROSECUTION: &[Occasion] = &[Occasion::Decision, Occasion::AskedService];
/// The reasons of a partner: what she finds is what her own unit recorded.
const PARTNER: &[Occasion] = &[Occasion::Help, Occasion::AskedVictim, Occasion::AskedService];
/// The reasons of police who take reports.
const INTAKE: &[Occasion] =
    &[Occasion::Report, Occasion::Intervention, Occasion::AskedVictim, Occasion::AskedService];

impl Function {
    /// What Havre must know of it.
    pub const fn duties(self) -> Duties {
        use Purpose::{Decide, FollowUp, Intervene, Record, Review};
        match self {
            Self::Intake => {
                Duties { by_leave: CONFIDED, ..Duties::on_cases(&[Sector::Police], Record, INTAKE) }
            }
            Self::Patrol => Duties {
                part: Part::Sees,
                occasions: &[Occasion::Intervention],
                never: ALL_BUT_IDENTITY,
                ..Duties::outside(&[Sector::Police], Some(Intervene))
            },
            Self::Eva => Duties {
                figures: true,
                begins: true,
                ..Duties::on_cases(&[Sector::VictimSupport], FollowUp, SUPPORT)
            },
            Self::EvaHead => Duties { heads: true, by_two: true, ..Self::Eva.duties() },
            Self::Prosecutor => Duties {
                by_two: true,
                figures: true,
                by_leave: CONFIDED,
                ..Duties::on_cases(&[Sector::Prosecution], Decide, PROSECUTION)
            },
            Self::ProsecutorHead => Duties { heads: true, ..Self::Prosecutor.duties() },
            Self::Coordinator => Duties { figures: true, ..Duties::outside(&[Sector::Municipality], None) },
            Self::Administrator => Duties { by_two: true, ..Duties::outside(&[Sector::Municipality], None) },
            Self::Partner => Duties {
                begins: true,
                occasions: PARTNER,
                ..Duties::by_grant(&[Sector::Psychosocial, Sector::Health])
            },
            Self::HouseOfJustice => {
                Duties { by_leave: CONFIDED, ..Duties::by_grant(&[Sector::HouseOfJustice]) }
            }
            Self::Reviewer => {
                Duties { by_two: true, ..Duties::outside(&[Sector::Municipality], Some(Review)) }
            }
        }
    }

    /// The sector of those who have it, unless they say another one of [`Duties::sectors`].
    pub const fn usual_sector(self) -> Sector {
        self.duties().sectors[0]
    }

    /// The sectors among which those who have it must choose: none where there is one only.
    pub fn choice_of_sectors(self) -> &'static [Sector] {
        let sectors = self.duties().sectors;
        if sectors.len() > 1 { sectors } else { &[] }
    }

    /// Its part in cases.
    pub const fn part(self) -> Part {
        self.duties().part
    }

    /// Whether it works on the cases of its zones: reads, writes, and may break the glass in an emergency.
    pub fn works_on_cases(self) -> bool {
        self.part() == Part::Works
    }

    /// Whether it sees a little of a case and does nothing in it: forms, lists of what could be done and other days of
    /// the case are not for it.
    pub fn only_sees(self) -> bool {
        self.part() == Part::Sees
    }

    /// Whether what it reads is what was granted to its office: such an office has a name.
    pub fn reads_by_grant(self) -> bool {
        self.part() == Part::Granted
    }

    /// Whether it heads others.
    pub const fn is_head(self) -> bool {
        self.duties().heads
    }

    /// Whether nobody gets it from one person alone.
    pub const fn is_given_by_two(self) -> bool {
        self.duties().by_two
    }

    /// Whether it changes the register, or confirms what another one proposed in it.
    pub fn keeps_register(self) -> bool {
        self == Self::Administrator || self.is_reviewer()
    }

    /// Whether it follows up victims: the representative, or her head in her place.
    pub fn is_support(self) -> bool {
        Purpose::of(self) == Some(Purpose::FollowUp)
    }

    /// Whether it decides on reports: a magistrate, or the head in her place.
    pub fn is_prosecution(self) -> bool {
        Purpose::of(self) == Some(Purpose::Decide)
    }

    /// Whether it reviews what others read.
    pub fn is_reviewer(self) -> bool {
        Purpose::of(self) == Some(Purpose::Review)
    }

    /// Whether people ask it for advice: everybody whom they meet but the prosecution, and no patrol on its way.
    pub fn is_asked(self) -> bool {
        !self.is_prosecution() && self.hears()
    }

    /// Whether its office is told what others did, and acknowledges it.
    pub fn hears(self) -> bool {
        self.works_on_cases() || self.reads_by_grant()
    }

    /// Whether nobody can have it without a zone: what it sees, it sees of a zone.
    pub fn needs_zone(self) -> bool {
        self.works_on_cases() || self.only_sees() || self.duties().figures
    }
}

/// Who wrote an entry, in which capacity. Kept with the entry: people move, entries do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account.
    pub user: UserId,
    /// Name as shown to colleagues at that time.
    pub name: String,
    /// Function at that time.
    pub function: Function,
    /// Sector at that time.
    pub sector: Sector,
    /// Zone of the unit, when it has exactly one.
    pub zone: Option<ZoneCode>,
}

/// An office to which something is shown or said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Recipient {
    /// Its sector.
    pub sector: Sector,
    /// Its zone; `None` for one that works everywhere.
    pub zone: Option<ZoneCode>,
    /// Its name as people know it: see [`Recipient::one_office`].
    pub office: String,
}

impl Recipient {
    /// The office in whose name somebody wrote.
    pub fn of(author: &Author) -> Self {
        Self { sector: author.sector, zone: author.zone.clone(), office: String::new() }
    }

    /// The one office that is meant, where its sector has several in a zone: what she opens to one shelter is not for
    /// another. Police, victim support and prosecution have one in each zone, whatever it is called.
    pub fn one_office(&self) -> Option<&str> {
        let several = !self.sector.has_one_office();
        Some(self.office.as_str()).filter(|office| several && !office.is_empty())
    }

    /// Whether it says which office is meant: nothing new is opened to a whole sector of many services.
    pub fn is_named(&self) -> bool {
        self.sector.has_one_office() || self.one_office().is_some()
    }

    /// Whether a unit of this sector, these zones and this name is that office.
    pub fn is(&self, sector: Sector, zones: &BTreeSet<ZoneCode>, office: &str) -> bool {
        let there = self.zone.as_ref().is_none_or(|zone| zones.contains(zone));
        self.sector == sector && there && self.one_office().is_none_or(|one| one == office)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_a_sector_and_who_acts_on_cases_has_a_purpose() {
        for function in Function::ALL {
            let duties = function.duties();
            assert!(!duties.sectors.is_empty(), "{function}");
            assert!(duties.part == Part::Nothing || duties.purpose.is_some(), "{function}");
        }
    }

    #[test]
    fn who_may_search_sees_cases_of_a_zone_or_finds_her_own() {
        for function in Function::ALL {
            let searches = !function.duties().occasions.is_empty();
            let sees = matches!(function.part(), Part::Works | Part::Sees);
            assert_eq!(searches, sees || function.duties().begins, "{function}");
        }
    }

    #[test]
    fn a_patrol_sees_who_people_are_and_nothing_else() {
        let never = Function::Patrol.duties().never;
        let seen: Vec<_> = Class::ALL.iter().filter(|class| !never.contains(class)).collect();
        assert_eq!(seen, [&Class::Identity]);
    }
}
