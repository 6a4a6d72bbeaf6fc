//! Figures for the indicators (L1), counted from the boards.

use crate::db::{DbError, sql};
use crate::store::Journal;
use casework::id::ZoneCode;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Reports whose first contact is settled, by whole hours waited (indicator 2).
    pub waited: BTreeMap<i64, i64>,
    /// Of these, within the zone's target.
    pub on_time: i64,
    /// Reports on a couple that an earlier report names too (indicator 3, base).
    pub repeated: i64,
    /// Of these, followed together with the earlier ones.
    pub consolidated: i64,
    /// Reports that involve children (justice indicator, base).
    pub children: i64,
    /// Of these, with presence and impact on record.
    pub children_recorded: i64,
}

impl Month {
    /// Adds another month or zone.
    pub fn add(&mut self, other: &Self) {
        self.disputes += other.disputes;
        self.sensitive += other.sensitive;
        self.reports += other.reports;
        self.on_time += other.on_time;
        self.repeated += other.repeated;
        self.consolidated += other.consolidated;
        self.children += other.children;
        self.children_recorded += other.children_recorded;
        for (hours, count) in &other.waited {
            *self.waited.entry(*hours).or_default() += count;
        }
    }

    /// Reports whose first contact is settled.
    pub fn contacted(&self) -> i64 {
        self.waited.values().sum()
    }

    /// Median of the hours waited; `None` without any contact.
    pub fn median_hours(&self) -> Option<i64> {
        let half = (self.contacted() + 1) / 2;
        let mut seen = 0;
        self.waited.iter().find_map(|(hours, count)| {
            seen += count;
            (half > 0 && seen >= half).then_some(*hours)
        })
    }
}

impl Journal {
    /// Counts by zone and month from a month on. One pass over one index.
    pub async fn months(&self, zones: &[ZoneCode], from: i64) -> Result<BTreeMap<MonthZone, Month>, DbError> {
        let text = "SELECT month, contact_hours, count(*) AS reports, \
            CAST(sum(CASE WHEN kind = 'family-dispute' THEN 1 ELSE 0 END) AS BIGINT) AS disputes, \
            CAST(sum(CASE WHEN kind = 'family-dispute' THEN sensitive ELSE 0 END) AS BIGINT) AS sensitive, \
            CAST(sum(contact_on_time) AS BIGINT) AS on_time, CAST(sum(repeated) AS BIGINT) AS repeated, \
            CAST(sum(repeated * grouped) AS BIGINT) AS consolidated, CAST(sum(children) AS BIGINT) AS children, \
            CAST(sum(children_recorded) AS BIGINT) AS children_recorded \
            FROM report_row WHERE zone = $1 AND month >= $2 GROUP BY month, contact_hours";
        let mut months: BTreeMap<MonthZone, Month> = BTreeMap::new();
        for zone in zones.iter().collect::<BTreeSet<_>>() {
            for row in sql(text).bind(zone.as_str()).bind(from).fetch(&self.db).await? {
                let mut part = Month {
                    disputes: row.int("disputes")?,
                    sensitive: row.int("sensitive")?,
                    reports: row.int("reports")?,
                    waited: BTreeMap::new(),
                    on_time: row.int("on_time")?,
                    repeated: row.int("repeated")?,
                    consolidated: row.int("consolidated")?,
                    children: row.int("children")?,
                    children_recorded: row.int("children_recorded")?,
                };
                if let Some(hours) = row.opt_int("contact_hours")? {
                    part.waited.insert(hours, part.reports);
                }
                let key = MonthZone { zone: zone.clone(), month: row.int("month")? };
                months.entry(key).or_default().add(&part);
            }
        }
        Ok(months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_1_2_and_30_hours_is_2() {
        let month = Month { waited: BTreeMap::from([(1, 1), (2, 1), (30, 1)]), ..Month::default() };
        assert_eq!(month.median_hours(), Some(2));
        assert_eq!(Month::default().median_hours(), None);
    }
}
