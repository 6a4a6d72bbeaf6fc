//! "Who sees what": a table of answers of the policies, to publish and to review.

use crate::decide::{EntryFacts, OTHER};
use crate::facts::{Asked, CaseFacts};
use crate::load::{NO_PURPOSE, Policies, RuleId};
use crate::words::Viewer;
use casework::grants::{Grant, GrantKind, LegalGround};
use casework::record::dates::brussels;
use casework::record::facets::Class;
use casework::record::id::{GrantId, UserId, ZoneCode};
use casework::record::staff::{Function, Purpose, Recipient, Sector};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use uuid::Uuid;

/// What opens an entry to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableGround {
    /// Her unit takes part in the case, and a unit of this sector in the same zone wrote it.
    Written(Sector),
    /// Her unit began the case, in which the police wrote no report, and wrote it.
    Unit,
    /// Her unit takes no part, and this was granted to her sector, for every class.
    Granted(GrantKind, Option<LegalGround>),
}

impl TableGround {
    /// Every ground, in the order of the columns.
    pub fn all() -> Vec<Self> {
        let written = [Sector::Police, Sector::VictimSupport, Sector::Prosecution].map(Self::Written);
        let legal = LegalGround::ALL.iter().map(|ground| Self::Granted(GrantKind::Ground, Some(*ground)));
        let consent = std::iter::once(Self::Granted(GrantKind::Consent, None));
        let last = [GrantKind::Title, GrantKind::BreakGlass].map(|kind| Self::Granted(kind, None));
        written.into_iter().chain([Self::Unit]).chain(consent).chain(legal).chain(last).collect()
    }

    /// A word for it, which is no other ground's.
    pub fn word(self) -> String {
        match self {
            Self::Written(sector) => format!("written-{sector}"),
            Self::Unit => "unit".to_owned(),
            Self::Granted(_, Some(ground)) => ground.to_string(),
            Self::Granted(kind, None) => kind.to_string(),
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What opens, or does not.
    pub ground: TableGround,
    /// Whether it does.
    pub allowed: bool,
    /// The policies that decided. Empty: none opens it.
    pub because: Vec<RuleId>,
}

/// One function and one kind of secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Sector of the reader.
    pub sector: Sector,
    /// Function of the reader.
    pub function: Function,
    /// What kind of secret.
    pub class: Class,
    /// Kind of entry, where the policies tell it apart.
    pub kind: &'static str,
    /// One answer for each ground.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The word of what is read: its class, or the part of it that is told apart.
    pub fn what(&self) -> &'static str {
        if self.kind == OTHER { self.class.word() } else { self.kind }
    }
}

/// What there is to read, and who usually writes it.
const SECRETS: [(Class, &str, Sector); 10] = [
    (Class::Identity, OTHER, Sector::Police),
    (Class::SafePlace, OTHER, Sector::Police),
    (Class::Facts, OTHER, Sector::Police),
    (Class::Assessment, OTHER, Sector::Police),
    (Class::Judicial, "decided", Sector::Prosecution),
    (Class::Judicial, "decision-reasoned", Sector::Prosecution),
    (Class::Psychosocial, OTHER, Sector::VictimSupport),
    (Class::Medical, OTHER, Sector::Health),
    (Class::Coordination, OTHER, Sector::Police),
    (Class::Conference, OTHER, Sector::Psychosocial),
];

impl Policies {
    /// Who there is: each function in the sectors in which it is found.
    pub fn readers(&self) -> impl Iterator<Item = (Sector, Function)> + Clone + use<> {
        Function::ALL
            .iter()
            .flat_map(|function| function.duties().sectors.iter().map(|sector| (*sector, *function)))
    }

    /// Who reads what on a Belgian day.
    pub fn table(&self, day: Date) -> Vec<Row> {
        self.readers().flat_map(|(sector, function)| self.table_of(day, sector, function)).collect()
    }

    /// What one function reads on a Belgian day.
    pub fn table_of(&self, day: Date, sector: Sector, function: Function) -> Vec<Row> {
        let now = day.at(12, 0, 0, 0).to_zoned_datetime(brussels());
        let now = now.map_or(Timestamp::MIN, |noon| noon.timestamp());
        let row = |(class, kind, usual)| {
            let cell = |ground| self.cell((sector, function), (class, kind, usual), ground, now);
            Row { sector, function, class, kind, cells: TableGround::all().into_iter().map(cell).collect() }
        };
        SECRETS.into_iter().map(row).collect()
    }

    fn cell(
        &self,
        (sector, function): (Sector, Function),
        (class, kind, usual): (Class, &'static str, Sector),
        ground: TableGround,
        now: Timestamp,
    ) -> Cell {
        let (here, elsewhere) = zones();
        let user = UserId(Uuid::from_u128(1));
        let viewer = Viewer {
            user,
            name: String::new(),
            function,
            sector,
            zones: BTreeSet::from([here.clone()]),
            office: String::new(),
        };
        let (case, zone, origin) = match ground {
            TableGround::Written(origin) => (CaseFacts::in_zone(here.clone()), here, origin),
            TableGround::Unit => {
                let unit = Recipient { sector, zone: Some(here.clone()), office: String::new() };
                let alone = CaseFacts { unit: Some(unit), unreported: true, ..CaseFacts::default() };
                (alone, here, sector)
            }
            TableGround::Granted(kind, ground) => {
                let mut case = CaseFacts::in_zone(elsewhere.clone());
                case.grants.push(grant(kind, ground, sector, user, now));
                (case, elsewhere, usual)
            }
        };
        let secret =
            EntryFacts { class, kind, origin, zone: Some(&zone), author: UserId(Uuid::from_u128(2)) };
        let decision = self.may_read_entry_facts(&Asked::of(&viewer, now, &case), &secret);
        Cell { ground, allowed: decision.allowed, because: decision.because }
    }

    /// The table of a day as Markdown, to be reviewed: one table for each function.
    pub fn table_as_markdown(&self, day: Date) -> String {
        let mut text = String::new();
        let mut reader = None;
        for row in self.table(day) {
            if reader != Some((row.sector, row.function)) {
                reader = Some((row.sector, row.function));
                let heads = TableGround::all().into_iter().map(TableGround::word);
                let purpose = Purpose::of(row.function).map_or(NO_PURPOSE, Purpose::word);
                let _ =
                    writeln!(text, "\n### {} ({}), for the purpose: {purpose}\n", row.function, row.sector);
                let _ = writeln!(text, "| What | {} |", heads.collect::<Vec<_>>().join(" | "));
                let _ = writeln!(text, "|{}", " --- |".repeat(row.cells.len() + 1));
            }
            let cells: Vec<_> = row.cells.iter().map(Cell::as_markdown).collect();
            let _ = writeln!(text, "| {} | {} |", row.what(), cells.join(" | "));
        }
        text
    }
}

impl Cell {
    fn as_markdown(&self) -> String {
        let because: Vec<_> = self.because.iter().map(RuleId::as_str).collect();
        match (self.allowed, because.is_empty()) {
            (true, _) => format!("yes: {}", because.join(", ")),
            (false, true) => "no".to_owned(),
            (false, false) => format!("no: {}", because.join(", ")),
        }
    }
}

#[expect(clippy::unwrap_used, reason = "four digits are a zone")]
fn zones() -> (ZoneCode, ZoneCode) {
    (ZoneCode::parse("0001").unwrap(), ZoneCode::parse("0002").unwrap())
}

fn grant(
    kind: GrantKind,
    ground: Option<LegalGround>,
    sector: Sector,
    user: UserId,
    now: Timestamp,
) -> Grant {
    let hour = SignedDuration::from_hours(1);
    Grant {
        id: GrantId(Uuid::from_u128(3)),
        kind,
        to: Recipient { sector, zone: None, office: String::new() },
        classes: Class::ALL.iter().copied().collect(),
        from: now.saturating_sub(hour).unwrap_or(now),
        until: now.saturating_add(hour).unwrap_or(now),
        withdrawn: None,
        user: (kind == GrantKind::BreakGlass).then_some(user),
        ground,
    }
}
