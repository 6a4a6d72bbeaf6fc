//! Verifying boards: what lists show follows from the cases, so that a row which was moved, taken away or invented is found.
//!
//! A row that was taken away is missed by nobody who reads a list: a late decision is late no more, a broken glass waits for
//! no opinion, and whoever is kept out of a case is let into the one that is followed together with it.

use crate::boards::BOARDS;
use crate::boards::board::{Board, SetBy, Source, Values, text_of};
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::Key;
use crate::handle::stream::read_entry;
use crate::keeping::verify::Broken;
use casework::case::Case;
use casework::record::id::CaseId;
use std::collections::{BTreeMap, HashMap};

/// Rows of cases, by case: the place of their board in the list, and what they say.
pub(crate) type BoardRows = HashMap<String, Vec<(usize, Row)>>;

/// What a row says, column by column, under the values that name it.
type Said = BTreeMap<(usize, Vec<String>), Vec<String>>;

impl Journal {
    /// The rows of every board of the cases after one and up to another.
    pub(crate) async fn board_rows(
        &self,
        tx: &mut Tx,
        (after, last): (&str, &str),
    ) -> Result<BoardRows, DbError> {
        let mut rows = BoardRows::new();
        for (place, board) in BOARDS.iter().enumerate() {
            let text = format!("SELECT * FROM {} WHERE case_id > $1 AND case_id <= $2", board.table);
            for row in sql(text).bind(after).bind(last).all(tx).await? {
                rows.entry(row.text("case_id")?).or_default().push((place, row));
            }
        }
        Ok(rows)
    }

    /// Compares what the boards say of a case with what follows from it.
    pub(crate) fn verify_boards(
        &self,
        (id, head): (&str, &Row),
        entries: &[Row],
        rows: Vec<(usize, Row)>,
    ) -> Result<Option<Broken>, DbError> {
        let key = match self.key_of(head, id) {
            Ok(Some(key)) => key,
            // Of an erased case nothing is shown.
            Ok(None) => return Ok((!rows.is_empty()).then(|| moved(id))),
            Err(OpenError::Db(error)) => return Err(error),
            // It is said already that it does not open.
            Err(_) => return Ok(None),
        };
        let follows = self.follows(id, &key, entries);
        let same = match (follows, said(&key, &rows)) {
            (Ok(follows), Ok(said)) => follows == said,
            (Err(OpenError::Db(error)), _) | (_, Err(OpenError::Db(error))) => return Err(error),
            (Err(_), _) | (_, Err(_)) => false,
        };
        Ok((!same).then(|| moved(id)))
    }

    /// What follows from a case.
    fn follows(&self, id: &str, key: &Key, entries: &[Row]) -> Result<Said, OpenError> {
        let mut case = Case::default();
        for row in entries {
            case.add(&read_entry(key, id, row)?);
        }
        let number = CaseId(id.parse().map_err(|_| DbError::Unreadable("stream_id"))?);
        let source = Source { id: number, case: &case, rules: &self.rules, keys: &self.keys };
        let mut follows = Said::new();
        for (place, board) in BOARDS.iter().enumerate() {
            for row in (board.rows)(&source)? {
                let (named, values) = texts(board, &row);
                follows.insert((place, named), values);
            }
        }
        Ok(follows)
    }
}

fn moved(id: &str) -> Broken {
    let what = "what lists show of it does not follow from it: run havre rebuild";
    Broken { stream: id.to_owned(), seq: None, what }
}

/// The values of a row as text: those that name it, and the others. What other code sets is left out.
fn texts(board: &Board, row: &Values) -> (Vec<String>, Vec<String>) {
    let named = row.iter().take(board.key).map(text_of).collect();
    let columns = board.columns.iter().zip(row).filter(|(column, _)| column.set != SetBy::Others);
    (named, columns.map(|(_, value)| text_of(value)).collect())
}

/// What rows of one case say, with what is sealed opened.
fn said(key: &Key, rows: &[(usize, Row)]) -> Result<Said, OpenError> {
    let mut said = Said::new();
    for (place, row) in rows {
        let Some(board) = BOARDS.get(*place) else { continue };
        let (named, values) = texts(board, &board.values(key, row)?);
        said.insert((*place, named), values);
    }
    Ok(said)
}
