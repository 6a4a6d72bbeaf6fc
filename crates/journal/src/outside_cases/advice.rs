//! Anonymous advice (A4): a table of its own, which nothing joins. Kept are a day, a zone and a function; no hour, no
//! account and no id that tells an order, so that the log of readings or of sign-ins does not lead to who called.

use crate::handle::db::{DbError, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use crate::handle::random;
use casework::advice::{Advice, Theme};
use casework::record::id::ZoneCode;
use casework::record::staff::Function;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How often each theme was asked about, by month (`yyyymm`).
pub type AdviceCounts = BTreeMap<(i64, Theme), i64>;

impl Journal {
    /// Keeps an advice; gives its id, which is random.
    pub async fn keep_advice(
        &self,
        day: Date,
        zone: &ZoneCode,
        function: Function,
        advice: &Advice,
    ) -> Result<String, OpenError> {
        let id: String = random::bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let key = Key::generate();
        let counsel: Vec<_> = advice.counsel.iter().map(|one| one.word()).collect();
        sql("INSERT INTO advice (advice_id, day, month, zone, function, asker, theme, language, length, counsel, promoted, \
             wrapped_key, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12)")
            .bind(id.as_str())
            .bind(day.to_string())
            .bind(i64::from(day.year()) * 100 + i64::from(day.month()))
            .bind(zone.as_str())
            .bind(function.word())
            .bind(advice.asker.word())
            .bind(advice.theme.word())
            .bind(advice.language.word())
            .bind(advice.length.word())
            .bind(counsel.join(" "))
            .bind(self.keys.wrap(&key, &id))
            .bind(key.seal(advice.note.as_bytes(), id.as_bytes()))
            .execute(&self.db)
            .await?;
        Ok(id)
    }

    /// She wants a report after all: marks an advice of this day, zone and function, once, and gives its theme. Nothing
    /// says which report it became.
    pub async fn promote_advice(
        &self,
        id: &str,
        day: Date,
        zone: &ZoneCode,
        function: Function,
    ) -> Result<Option<Theme>, DbError> {
        let changed = sql("UPDATE advice SET promoted = 1 WHERE advice_id = $1 AND day = $2 AND zone = $3 \
                           AND function = $4 AND promoted = 0")
        .bind(id)
        .bind(day.to_string())
        .bind(zone.as_str())
        .bind(function.word())
        .execute(&self.db)
        .await?;
        if changed == 0 {
            return Ok(None);
        }
        let rows = sql("SELECT theme FROM advice WHERE advice_id = $1").bind(id).fetch(&self.db).await?;
        rows.first().map_or(Ok(None), |row| row.text("theme").map(|word| Theme::from_word(&word)))
    }

    /// Counts of some zones from a month on.
    pub async fn advice_counts(&self, zones: &[ZoneCode], from: i64) -> Result<AdviceCounts, DbError> {
        let mut counts = AdviceCounts::new();
        for zone in zones {
            let rows = sql("SELECT month, theme, count(*) AS n FROM advice WHERE zone = $1 AND month >= $2 \
                            GROUP BY month, theme")
            .bind(zone.as_str())
            .bind(from)
            .fetch(&self.db)
            .await?;
            for row in &rows {
                if let Some(theme) = Theme::from_word(&row.text("theme")?) {
                    *counts.entry((row.int("month")?, theme)).or_default() += row.int("n")?;
                }
            }
        }
        Ok(counts)
    }
}
