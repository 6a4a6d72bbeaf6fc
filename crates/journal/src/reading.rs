//! Readings: who opened what, when and why. Append-only.

use crate::db::{DbError, insert_many, sql};
use crate::store::Journal;
use casework::id::{CaseId, UserId};
use jiff::Timestamp;

impl Journal {
    /// Logs a reading before the page is shown: a reading that cannot be logged is not given.
    pub async fn log_reading(
        &self,
        at: Timestamp,
        user: UserId,
        case: CaseId,
        purpose: &str,
        what: &str,
    ) -> Result<(), DbError> {
        sql("INSERT INTO reading (at, user_id, case_id, purpose, what) VALUES ($1, $2, $3, $4, $5)")
            .bind(at.as_millisecond())
            .bind(user.to_string())
            .bind(case.to_string())
            .bind(purpose)
            .bind(what)
            .execute(&self.db)
            .await
            .map(|_| ())
    }

    /// Logs that many cases were read at once, as in an export: all or none.
    pub async fn log_readings(
        &self,
        at: Timestamp,
        user: UserId,
        cases: impl IntoIterator<Item = CaseId>,
        purpose: &str,
        what: &str,
    ) -> Result<(), DbError> {
        let row = |case: CaseId| {
            vec![
                at.as_millisecond().into(),
                user.to_string().into(),
                case.to_string().into(),
                purpose.into(),
                what.into(),
            ]
        };
        let rows = cases.into_iter().map(row).collect();
        let mut tx = self.db.begin().await?;
        insert_many(&mut tx, "reading", &["at", "user_id", "case_id", "purpose", "what"], rows).await?;
        tx.commit().await
    }

    /// Number of readings of a case.
    pub async fn readings(&self, case: CaseId) -> Result<i64, DbError> {
        let rows = sql("SELECT count(*) AS n FROM reading WHERE case_id = $1");
        rows.bind(case.to_string()).fetch(&self.db).await?.first().map_or(Ok(0), |row| row.int("n"))
    }

    /// A setting of this data folder (for example that it holds demo data).
    pub async fn setting(&self, name: &str) -> Result<Option<String>, DbError> {
        let rows = sql("SELECT value FROM setting WHERE name = $1").bind(name).fetch(&self.db).await?;
        rows.first().map(|row| row.text("value")).transpose()
    }

    /// Sets it.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), DbError> {
        let text = "INSERT INTO setting (name, value) VALUES ($1, $2) \
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sql(text).bind(name).bind(value).execute(&self.db).await.map(|_| ())
    }
}
