//! Cases that a unit began without a report: read from the board [`opening_row`].

use crate::boards::opening_row::{self, Words};
use crate::boards::read::grant::{AskingUnit, word};
use crate::handle::db::{DbError, Row, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use casework::opening::Origin;
use casework::record::id::{CaseId, ZoneCode};
use casework::record::staff::{Recipient, Sector};
use jiff::Timestamp;

/// Rows asked for at most: nobody reads more on one page.
const MOST: i64 = 200;

/// A case that a unit began without a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    /// The case.
    pub case: CaseId,
    /// With what it began.
    pub origin: Origin,
    /// When the unit heard of it.
    pub received_at: Timestamp,
    /// Whether the police have written a report in it since.
    pub reported: bool,
    /// Name of the victim; empty when she did not say it.
    pub victim: String,
    /// Name of the other party; empty when nobody said it.
    pub other: String,
}

impl Journal {
    /// The cases that a unit began without a report, latest first.
    pub async fn openings(&self, unit: AskingUnit<'_>) -> Result<Vec<OpeningRow>, OpenError> {
        let (condition, values) = unit.condition(&self.keys, "case_id");
        let text = format!(
            "SELECT opening_row.*, wrapped_key, secret FROM opening_row JOIN stream ON stream_id = case_id \
             LEFT JOIN key_secret ON id = case_id WHERE {condition} ORDER BY received_at DESC, case_id LIMIT {MOST}"
        );
        let count = values.len();
        let mut openings = Vec::new();
        for row in sql(text).bind_all(values).many(count).fetch(&self.db).await? {
            let Some((case, words)) = self.opening_words(&row)? else { continue };
            openings.push(OpeningRow {
                case,
                origin: word(&row, "origin", Origin::from_word)?,
                received_at: row.time("received_at")?,
                reported: row.flag("reported")?,
                victim: words.victim,
                other: words.other,
            });
        }
        Ok(openings)
    }

    /// Whether a unit has a case in which the police wrote no report: most have none, and then nothing need be looked up.
    pub async fn has_openings(&self, unit: &Recipient) -> Result<bool, DbError> {
        let text = "SELECT case_id FROM opening_row WHERE sector = $1 AND zone = $2 AND reported = 0 LIMIT 1";
        let zone = unit.zone.as_ref().map_or("", ZoneCode::as_str);
        let rows = sql(text).bind(unit.sector.word()).bind(zone).fetch(&self.db).await?;
        Ok(!rows.is_empty())
    }

    /// Every unit that began a case without a report, each once.
    pub(crate) async fn units_with_openings(&self) -> Result<Vec<Recipient>, OpenError> {
        // The name of a unit is sealed: every such row is opened. Asked only when somebody declares whom she is near to.
        let text = "SELECT opening_row.*, wrapped_key, secret FROM opening_row JOIN stream ON stream_id = case_id \
                    LEFT JOIN key_secret ON id = case_id WHERE reported = 0";
        let mut units = Vec::new();
        for row in sql(text).fetch(&self.db).await? {
            let Some((_, words)) = self.opening_words(&row)? else { continue };
            let sector = word(&row, "sector", Sector::from_word)?;
            let unit =
                Recipient { sector, zone: ZoneCode::parse(&row.text("zone")?).ok(), office: words.office };
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        Ok(units)
    }

    fn opening_words(&self, row: &Row) -> Result<Option<(CaseId, Words)>, OpenError> {
        let case = CaseId(row.parsed("case_id")?);
        Ok(self.unsealed(&opening_row::BOARD, row, case)?.map(|words| (case, words)))
    }
}
