//! Who has which open work in hand, so that nothing is orphaned when she leaves.

use crate::boards::read::table::Listed;
use crate::handle::db::{DbError, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use casework::board::Work;
use casework::id::UserId;
use jiff::Timestamp;

/// More lines than this are not put on one sheet.
const MOST: i64 = 500;

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

/// A line of open work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHandRow {
    /// What.
    pub work: Work,
    /// When it is due, or takes place; `None` when no clock runs.
    pub due: Option<Timestamp>,
    /// The report.
    pub row: Listed,
}

impl Journal {
    /// Open work that somebody has in hand, the most urgent first. Appointments that are over are left out.
    pub async fn in_hand(&self, user: UserId, now: Timestamp) -> Result<Vec<InHandRow>, OpenError> {
        let text = "SELECT report_row.*, wrapped_key, secret, in_hand.what AS work, in_hand.due AS work_due \
                    FROM in_hand JOIN report_row ON report_row.report_id = in_hand.report_id \
                    JOIN stream ON stream_id = report_row.case_id \
                    LEFT JOIN key_secret ON id = report_row.case_id \
                    WHERE in_hand.user_id = $1 AND (in_hand.what <> 'appointment' OR in_hand.due >= $2) \
                    ORDER BY CASE WHEN in_hand.due IS NULL THEN 1 ELSE 0 END, in_hand.due, in_hand.report_id LIMIT $3";
        let rows =
            sql(text).bind(user.to_string()).bind(now.as_millisecond()).bind(MOST).fetch(&self.db).await?;
        rows.iter()
            .map(|row| {
                let work = Work::from_word(&row.text("work")?).ok_or(DbError::Unreadable("what"))?;
                Ok(InHandRow { work, due: row.opt_time("work_due")?, row: self.listed(row)? })
            })
            .collect()
    }

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
