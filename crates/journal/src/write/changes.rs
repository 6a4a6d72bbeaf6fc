//! What a transaction changes in the boards: the rows of a case before and after are compared, and only what differs is
//! written.

use crate::boards::BOARDS;
use crate::boards::board::{Board, Column, SetBy, Source, Values};
use crate::boards::repeated::settle_repeated;
use crate::handle::db::{DbError, Tx, Value, insert_many, sql};
use crate::handle::error::OpenError;
use crate::handle::key::Key;
use casework::record::id::CaseId;
use std::collections::BTreeMap;

/// The rows of one case, for each board in the order of the list, in plain.
pub(crate) struct CaseRows(Vec<Vec<Values>>);

impl CaseRows {
    /// What a case gives to the boards.
    pub(crate) fn of(source: &Source<'_>) -> Result<Self, OpenError> {
        BOARDS.iter().map(|board| (board.rows)(source)).collect::<Result<_, _>>().map(Self)
    }

    /// Its rows in the board of this place in the list.
    pub(crate) fn of_board(&self, place: usize) -> &[Values] {
        self.0.get(place).map_or(&[], Vec::as_slice)
    }

    /// Of a case that is not written yet.
    pub(crate) fn none() -> Self {
        Self(BOARDS.iter().map(|_| vec![]).collect())
    }
}

/// What a transaction does to one board. Values are sealed already.
struct Change {
    board: &'static Board,
    /// Rows of cases that nobody knows yet.
    first: Vec<Values>,
    /// Rows that known cases have now and had not before.
    new: Vec<Values>,
    /// Rows of which some columns, by number, have another value.
    changed: Vec<(Vec<usize>, Values)>,
    /// Rows that go.
    gone: Vec<Values>,
}

/// What a transaction does to all boards.
pub(crate) struct BoardChanges {
    boards: Vec<Change>,
    /// Cases of which a report may have become a repeated one, or be so no more.
    unsettled: Vec<CaseId>,
}

impl BoardChanges {
    /// Nothing yet.
    pub(crate) fn none() -> Self {
        let change = |board: &&'static Board| Change {
            board,
            first: vec![],
            new: vec![],
            changed: vec![],
            gone: vec![],
        };
        Self { boards: BOARDS.iter().map(change).collect(), unsettled: vec![] }
    }

    /// Adds a case that is written for the first time.
    pub(crate) fn add_first(&mut self, key: &Key, rows: CaseRows) {
        for (change, rows) in self.boards.iter_mut().zip(rows.0) {
            change.first.extend(rows.into_iter().map(|row| change.board.seal(key, row)));
        }
    }

    /// Adds what became other in a known case.
    pub(crate) fn add(&mut self, case: CaseId, key: &Key, before: CaseRows, after: CaseRows) {
        for (change, (before, after)) in self.boards.iter_mut().zip(before.0.into_iter().zip(after.0)) {
            change.compare(key, before, after);
        }
        self.unsettled.push(case);
    }

    /// Adds what others do.
    pub(crate) fn extend(&mut self, other: Self) {
        for (change, other) in self.boards.iter_mut().zip(other.boards) {
            change.first.extend(other.first);
            change.new.extend(other.new);
            change.changed.extend(other.changed);
            change.gone.extend(other.gone);
        }
        self.unsettled.extend(other.unsettled);
    }

    /// Writes them.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        for change in self.boards {
            change.write(tx).await?;
        }
        settle_repeated(tx, &self.unsettled).await
    }
}

impl Change {
    fn compare(&mut self, key: &Key, before: Vec<Values>, after: Vec<Values>) {
        let named = |row: &Values| row.iter().take(self.board.key).cloned().collect::<Vec<_>>();
        let mut old: BTreeMap<Vec<Value>, Values> =
            before.into_iter().map(|row| (named(&row), row)).collect();
        for row in after {
            match old.remove(&named(&row)) {
                None => self.new.push(self.board.seal(key, row)),
                Some(was) if was == row => {}
                Some(was) => {
                    let other = was.iter().zip(&row).enumerate().filter(|(_, (was, is))| was != is);
                    let columns = self.board.with_sealed(other.map(|(at, _)| at).collect());
                    self.changed.push((columns, self.board.seal(key, row)));
                }
            }
        }
        self.gone.extend(old.into_values());
    }

    async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let board = self.board;
        // A new row may stand there already, as an older version made it, until the board is filled anew.
        for row in self.gone.iter().chain(&self.new) {
            let (named, values) = named(board, row, 0);
            sql(format!("DELETE FROM {} WHERE {named}", board.table)).bind_all(values).run(tx).await?;
        }
        insert_many(tx, board.table, &board.names(), self.first).await?;
        insert_many(tx, board.table, &board.names(), self.new).await?;
        for (columns, row) in self.changed {
            // No row: the board is not filled up to this case. Filling it will bring the row.
            update(board, &columns, &row).run(tx).await?;
        }
        Ok(())
    }
}

/// `report_id = $3 AND case_id = $4`: a row of a case, after the first `bound` values. The case is always named, so that
/// nothing is ever changed in another one.
fn named(board: &Board, row: &Values, bound: usize) -> (String, Vec<Value>) {
    let names = |(at, column): &(usize, &Column)| *at < board.key || column.name == "case_id";
    let columns: Vec<_> = board.columns.iter().enumerate().filter(names).collect();
    let condition = |(place, (_, column)): (usize, &(usize, &Column))| {
        format!("{} = ${}", column.name, bound + place + 1)
    };
    let text = columns.iter().enumerate().map(condition).collect::<Vec<_>>().join(" AND ");
    (text, columns.iter().filter_map(|(at, _)| row.get(*at).cloned()).collect())
}

fn update(board: &Board, columns: &[usize], row: &Values) -> crate::handle::db::Sql<'static> {
    let set = |(place, at): (usize, &usize)| {
        let Column { name, set, .. } = board.columns.get(*at)?;
        let place = place + 1;
        Some(match set {
            SetBy::Case | SetBy::Others => format!("{name} = ${place}"),
            SetBy::Both { flag, weight } => format!("{name} = ${place} + {weight} * {flag}"),
        })
    };
    let sets = columns.iter().enumerate().filter_map(set).collect::<Vec<_>>().join(", ");
    let values = columns.iter().filter_map(|at| row.get(*at).cloned()).collect::<Vec<_>>();
    let (named, names) = named(board, row, columns.len());
    sql(format!("UPDATE {} SET {sets} WHERE {named}", board.table)).bind_all(values).bind_all(names)
}

/// What becomes of a row that is there already while a board is filled: what others set stays.
pub(crate) fn on_conflict(board: &Board) -> String {
    let table = board.table;
    let set = |column: &Column| {
        let name = column.name;
        match column.set {
            SetBy::Case => Some(format!("{name} = excluded.{name}")),
            SetBy::Both { flag, weight } => {
                Some(format!("{name} = excluded.{name} + {weight} * {table}.{flag}"))
            }
            SetBy::Others => None,
        }
    };
    let sets = board.columns.iter().skip(board.key).filter_map(set).collect::<Vec<_>>().join(", ");
    let key = board.key_names().join(", ");
    format!(" ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE {table}.case_id = excluded.case_id")
}
