//! Figures for the indicators (L1), counted from the boards.

use crate::boards::read::month::{Month, MonthZone, hours, tally};
use crate::handle::db::{DbError, sql};
use crate::handle::journal::Journal;
use casework::record::id::ZoneCode;
use futures_util::future::try_join_all;
use std::collections::{BTreeMap, BTreeSet};

impl Journal {
    /// Counts by zone and month from a month on. They are kept with every row that is written, by the database itself
    /// (`migrations/*/0009_speed.sql`): a year of a country costs what a year of a zone costs.
    pub async fn months(&self, zones: &[ZoneCode], from: i64) -> Result<BTreeMap<MonthZone, Month>, DbError> {
        let zones: BTreeSet<_> = zones.iter().collect();
        // Side by side: there are several readers.
        let counted = try_join_all(zones.iter().map(|zone| self.count_months(zone, from))).await?;
        Ok(zones.into_iter().zip(counted).flat_map(|(zone, months)| of_zone(zone, months)).collect())
    }

    /// A row a month and what is counted, its counts in one text: thousands of rows would cost more to hand over than
    /// to read.
    async fn count_months(&self, zone: &ZoneCode, from: i64) -> Result<BTreeMap<i64, Month>, DbError> {
        let text = "SELECT month, what, string_agg(CAST(value AS TEXT) || ':' || CAST(reports AS TEXT), ',') AS counts \
                    FROM month_count WHERE zone = $1 AND month >= $2 AND reports > 0 GROUP BY month, what";
        let mut months: BTreeMap<i64, Month> = BTreeMap::new();
        for row in sql(text).bind(zone.as_str()).bind(from).fetch(&self.db).await? {
            let month = months.entry(row.int("month")?).or_default();
            let (what, counts) = (row.text("what")?, row.text("counts")?);
            for count in counts.split(',') {
                let (value, reports) = pair(count).ok_or(DbError::Unreadable("counts"))?;
                match what.as_str() {
                    "tally" => month.add(&tally::read(value, reports)),
                    "hours" => {
                        let (kind, hours) = hours::read(value);
                        *month.contact_of(kind).waited.entry(hours).or_default() += reports;
                    }
                    _ => return Err(DbError::Unreadable("what")),
                }
            }
        }
        Ok(months)
    }
}

fn of_zone(zone: &ZoneCode, months: BTreeMap<i64, Month>) -> impl Iterator<Item = (MonthZone, Month)> {
    months.into_iter().map(|(month, counts)| (MonthZone { zone: zone.clone(), month }, counts))
}

/// A value and how many reports have it.
fn pair(text: &str) -> Option<(i64, i64)> {
    let (value, reports) = text.split_once(':')?;
    Some((value.parse().ok()?, reports.parse().ok()?))
}
