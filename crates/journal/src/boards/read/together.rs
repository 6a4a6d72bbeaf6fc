//! Cases followed together: reading the pairs that the boards keep, and everything that they reach.

use crate::handle::db::{Db, DbError, Sql, placeholders, sql};
use crate::handle::journal::Journal;
use casework::record::id::{CaseId, ZoneCode};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Journal {
    /// Of each of these cases: how many reports of these zones came in from a moment on, in it and in the cases
    /// followed together with it. One statement for a whole page; cases that are followed alone are left out.
    pub async fn reports_since(
        &self,
        cases: &[CaseId],
        zones: &[ZoneCode],
        since: Timestamp,
    ) -> Result<BTreeMap<CaseId, i64>, DbError> {
        if cases.is_empty() || zones.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows = reports_since("", cases, zones, since).fetch(&self.db).await?;
        rows.iter().map(|row| Ok((CaseId(row.parsed("root")?), row.int("reports")?))).collect()
    }

    /// How the database would answer [`Journal::reports_since`]: used by the test that its indexes are used.
    pub async fn explain_reports_since(
        &self,
        cases: &[CaseId],
        zones: &[ZoneCode],
        since: Timestamp,
    ) -> Result<String, DbError> {
        let (prefix, column) = match self.db {
            Db::Sqlite { .. } => ("EXPLAIN QUERY PLAN ", "detail"),
            Db::Postgres(_) => ("EXPLAIN ", "QUERY PLAN"),
        };
        let rows = reports_since(prefix, cases, zones, since).fetch(&self.db).await?;
        let lines = rows.iter().map(|row| row.text(column)).collect::<Result<Vec<_>, _>>()?;
        Ok(lines.join("\n"))
    }
}

/// The few cases lead to their reports. `+ 0` and `|| ''` keep the database from reading a year of each zone instead,
/// which took a quarter of a second among 250,000 reports.
fn reports_since(prefix: &str, cases: &[CaseId], zones: &[ZoneCode], since: Timestamp) -> Sql<'static> {
    let text = format!(
        "{prefix}WITH RECURSIVE near (root, case_id) AS (\
         SELECT DISTINCT case_id, case_id FROM case_tie WHERE state = 'together' AND case_id IN {roots} \
         UNION SELECT near.root, case_tie.other_id FROM near JOIN case_tie ON case_tie.case_id = near.case_id \
         AND case_tie.state = 'together') \
         SELECT root, count(*) AS reports FROM near JOIN report_row ON report_row.case_id = near.case_id \
         WHERE received_at + 0 >= $1 AND zone || '' IN {zones} GROUP BY root",
        roots = placeholders(1, cases.len()),
        zones = placeholders(1 + cases.len(), zones.len()),
    );
    sql(text)
        .bind(since.as_millisecond())
        .bind_all(cases.iter().map(|case| case.to_string().into()))
        .bind_all(zones.iter().map(|zone| zone.as_str().into()))
        .many(cases.len())
}
