//! Who took over from whom when somebody left.

use crate::handle::db::{DbError, sql};
use crate::handle::journal::Journal;
use casework::record::id::UserId;
use jiff::Timestamp;

/// Who took over from whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// Who left.
    pub leaver: UserId,
    /// Who has the work now.
    pub heir: UserId,
    /// When.
    pub at: Timestamp,
}

impl Journal {
    /// From whom somebody took over, latest first.
    pub async fn handovers_to(&self, heir: UserId) -> Result<Vec<Handover>, DbError> {
        let text = "SELECT * FROM handover WHERE heir = $1 ORDER BY at DESC";
        let rows = sql(text).bind(heir.to_string()).fetch(&self.db).await?;
        rows.iter()
            .map(|row| {
                Ok(Handover { leaver: row.parsed("leaver")?, heir: row.parsed("heir")?, at: row.time("at")? })
            })
            .collect()
    }
}
