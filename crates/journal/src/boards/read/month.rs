//! Counts of a month: what they are, and how they are kept with each row.

use casework::record::id::ZoneCode;
use casework::report::ReportKind;
use std::collections::BTreeMap;

/// A zone in a month (`yyyymm`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthZone {
    /// Zone.
    pub zone: ZoneCode,
    /// Month as `yyyymm`.
    pub month: i64,
}

/// Counts of a zone in a month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Month {
    /// Family-dispute reports.
    pub disputes: i64,
    /// Of these, those that became sensitive cases (indicator 1).
    pub sensitive: i64,
    /// All reports.
    pub reports: i64,
    /// First contact after a family-dispute report (indicator 2).
    pub contact: Contact,
    /// First contact after a complaint: beside indicator 2, never in it.
    pub complaints: Contact,
    /// Reports on a couple that an earlier report names too (indicator 3, base).
    pub repeated: i64,
    /// Of these, followed together with the earlier ones.
    pub consolidated: i64,
    /// Reports that involve children (justice indicator, base).
    pub children: i64,
    /// Of these, with presence and impact on record.
    pub children_recorded: i64,
}

/// First contact of victim support with the people of some reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Reports of which it is known whether there was one: all but imported rows that say nothing of it.
    pub known: i64,
    /// Of these, settled within the zone's target.
    pub on_time: i64,
    /// Reports whose first contact is settled, by whole hours waited.
    pub waited: BTreeMap<i64, i64>,
}

impl Contact {
    fn add(&mut self, other: &Self) {
        self.known += other.known;
        self.on_time += other.on_time;
        for (hours, count) in &other.waited {
            *self.waited.entry(*hours).or_default() += count;
        }
    }

    /// Reports whose first contact is settled.
    pub fn settled(&self) -> i64 {
        self.waited.values().sum()
    }

    /// Median of the hours waited; `None` without any contact.
    pub fn median_hours(&self) -> Option<i64> {
        let half = (self.settled() + 1) / 2;
        let mut seen = 0;
        self.waited.iter().find_map(|(hours, count)| {
            seen += count;
            (half > 0 && seen >= half).then_some(*hours)
        })
    }
}

impl Month {
    /// First contact after reports of a kind.
    pub(super) fn contact_of(&mut self, kind: ReportKind) -> &mut Contact {
        match kind {
            ReportKind::FamilyDispute => &mut self.contact,
            ReportKind::Complaint => &mut self.complaints,
        }
    }

    /// Adds another month or zone.
    pub fn add(&mut self, other: &Self) {
        self.disputes += other.disputes;
        self.sensitive += other.sensitive;
        self.reports += other.reports;
        self.contact.add(&other.contact);
        self.complaints.add(&other.complaints);
        self.repeated += other.repeated;
        self.consolidated += other.consolidated;
        self.children += other.children;
        self.children_recorded += other.children_recorded;
    }
}

/// Hours waited, in one number with the kind of the report: of a complaint they count downwards from -1.
pub(crate) mod hours {
    use casework::report::ReportKind;

    pub(crate) const fn of(kind: ReportKind, hours: i64) -> i64 {
        match kind {
            ReportKind::FamilyDispute => hours,
            ReportKind::Complaint => -1 - hours,
        }
    }

    pub(crate) const fn read(value: i64) -> (ReportKind, i64) {
        if value < 0 { (ReportKind::Complaint, -1 - value) } else { (ReportKind::FamilyDispute, value) }
    }
}

/// What a report counts as, in one number: few numbers are counted instead of many reports.
pub(crate) mod tally {
    use super::{Contact, Month};
    use casework::reading::rows::ReportRow;
    use casework::report::ReportKind;

    const DISPUTE: i64 = 1;
    const SENSITIVE: i64 = 2;
    const ON_TIME: i64 = 4;
    const GROUPED: i64 = 8;
    const CHILDREN: i64 = 16;
    const CHILDREN_RECORDED: i64 = 32;
    /// Another report on the couple came before: set once the rows are written.
    pub(crate) const REPEATED: i64 = 64;
    const CONTACT_UNKNOWN: i64 = 128;

    /// Of a row, without [`REPEATED`].
    pub(crate) fn of(row: &ReportRow, on_time: bool) -> i64 {
        let marks = [
            (row.kind == ReportKind::FamilyDispute, DISPUTE),
            (row.sensitive, SENSITIVE),
            (on_time, ON_TIME),
            (row.grouped, GROUPED),
            (row.children, CHILDREN),
            (row.children_recorded, CHILDREN_RECORDED),
            (row.contact_unknown, CONTACT_UNKNOWN),
        ];
        marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).sum()
    }

    /// This many reports with the same tally.
    pub(crate) fn read(tally: i64, reports: i64) -> Month {
        let having = |marks: i64| if tally & marks == marks { reports } else { 0 };
        let contact = Contact {
            known: reports - having(CONTACT_UNKNOWN),
            on_time: having(ON_TIME),
            ..Contact::default()
        };
        let (contact, complaints) = match tally & DISPUTE {
            0 => (Contact::default(), contact),
            _ => (contact, Contact::default()),
        };
        Month {
            contact,
            complaints,
            reports,
            disputes: having(DISPUTE),
            sensitive: having(DISPUTE | SENSITIVE),
            repeated: having(REPEATED),
            consolidated: having(REPEATED | GROUPED),
            children: having(CHILDREN),
            children_recorded: having(CHILDREN_RECORDED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_1_2_and_30_hours_is_2() {
        let contact = Contact { waited: BTreeMap::from([(1, 1), (2, 1), (30, 1)]), ..Contact::default() };
        assert_eq!(contact.median_hours(), Some(2));
        assert_eq!(Contact::default().median_hours(), None);
    }

    #[test]
    fn hours_of_a_complaint_are_never_those_of_a_dispute() {
        for kind in [ReportKind::FamilyDispute, ReportKind::Complaint] {
            assert!(
                [0, 1, 700].iter().all(|waited| hours::read(hours::of(kind, *waited)) == (kind, *waited))
            );
        }
    }
}
