//! Who took over from whom when somebody left.

use crate::handle::db::{DbError, Row};
use crate::handle::guarded::HANDOVER;
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
        let (rows, holds) = self.guarded(&HANDOVER, &heir.to_string()).await?;
        let read = |row: &Row| {
            Ok(Handover { leaver: row.parsed("leaver")?, heir: row.parsed("heir")?, at: row.time("at")? })
        };
        let rows = rows.iter().filter(|_| holds);
        let mut handovers = rows.map(read).collect::<Result<Vec<_>, DbError>>()?;
        handovers.sort_by_key(|handover| std::cmp::Reverse(handover.at));
        Ok(handovers)
    }
}
