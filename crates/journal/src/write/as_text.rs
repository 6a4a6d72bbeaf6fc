//! Boards and index as text, for comparing live ones with those that were made anew.

use crate::boards::BOARDS;
use crate::boards::board::Board;
use crate::handle::db::sql;
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::people::index::{SELECTED, Unwrapped};

impl Journal {
    /// Every row of every board, and of the index of people, as text. What is sealed is opened.
    pub async fn boards_as_text(&self) -> Result<Vec<String>, OpenError> {
        let mut lines = Vec::new();
        for board in BOARDS {
            lines.extend(self.board_as_text(board).await?);
        }
        let months = sql("SELECT * FROM month_count WHERE reports <> 0 ORDER BY zone, month, what, value");
        for row in months.fetch(&self.db).await? {
            let counted = (row.text("what")?, row.int("value")?, row.int("reports")?);
            lines.push(format!("{} {} {counted:?}", row.text("zone")?, row.int("month")?));
        }
        lines.extend(self.index_as_text().await?);
        Ok(lines)
    }

    async fn board_as_text(&self, board: &Board) -> Result<Vec<String>, OpenError> {
        let text = format!(
            "SELECT {table}.*, wrapped_key, secret FROM {table} LEFT JOIN stream ON stream_id = {table}.case_id \
             LEFT JOIN key_secret ON id = {table}.case_id ORDER BY {key}",
            table = board.table,
            key = board.key_names().join(", "),
        );
        let rows = sql(text).fetch(&self.db).await?;
        let line = |row| board.line(self.key_of(row, &row.text("case_id")?)?.as_ref(), row);
        rows.iter().map(line).collect()
    }

    async fn index_as_text(&self) -> Result<Vec<String>, OpenError> {
        let mut lines = Vec::new();
        for row in sql("SELECT token, person FROM person_key ORDER BY token, person").fetch(&self.db).await? {
            lines.push(format!("{} {}", row.int("token")?, row.int("person")?));
        }
        for row in sql("SELECT * FROM proposal ORDER BY case_id, other_id").fetch(&self.db).await? {
            let found = (row.text("kind")?, row.int("score")?, row.flag("earlier")?, row.text("other_zone")?);
            lines.push(format!("{} {} {found:?}", row.text("case_id")?, row.text("other_id")?));
        }
        let mut unwrapped = Unwrapped::default();
        for row in sql(format!("SELECT {SELECTED} ORDER BY person")).fetch(&self.db).await? {
            let opened = self.opened(&mut unwrapped, &row)?;
            lines.push(format!("{} {} {:?}", opened.number, opened.report, opened.indexed));
        }
        Ok(lines)
    }
}
