//! What a board is: a table whose rows are a pure function of a case.

use crate::handle::db::{DbError, Row, Value};
use crate::handle::error::OpenError;
use crate::handle::key::{Key, Keyring};
use casework::case::Case;
use casework::record::id::CaseId;
use casework::rules::Rules;

/// What becomes of a table when a case is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its rows of the case go.
    Erased,
    /// Its rows stay, because of this.
    Stays(&'static str),
    /// It holds nothing of any case.
    NoCase,
}

/// One board. Everything else (writing, filling, erasing, copying, comparing in tests) follows from this value.
pub(crate) struct Board {
    /// Its table. One of its columns is `case_id`.
    pub(crate) table: &'static str,
    /// Counts up when the same case gives other rows than before: the board is then filled anew.
    pub(crate) version: i64,
    /// What becomes of its rows when a case is erased.
    pub(crate) fate: Fate,
    /// So many of the columns, the first ones, name a row.
    pub(crate) key: usize,
    /// Its columns, in the order of the values of a row.
    pub(crate) columns: &'static [Column],
    /// The rows of a case, with what is sealed still in plain.
    pub(crate) rows: fn(&Source<'_>) -> Result<Vec<Values>, OpenError>,
}

/// The values of a row.
pub(crate) type Values = Vec<Value>;

/// From what rows are computed.
pub(crate) struct Source<'a> {
    pub(crate) id: CaseId,
    pub(crate) case: &'a Case,
    pub(crate) rules: &'a Rules,
    pub(crate) keys: &'a Keyring,
}

/// A column of a board.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    pub(crate) set: SetBy,
    /// Whether what is sealed of the row opens only beside this very value: it says who is shown the row.
    pub(crate) bound: bool,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A number, a time in milliseconds, or 0 and 1.
    Number,
    /// A word or an identifier.
    Text,
    /// A keyed token.
    Token,
    /// Bytes that are sealed with the key of the stream, bound to the key of the row.
    Sealed,
}

/// Who sets a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetBy {
    /// The case alone.
    Case,
    /// Other code, after the row was made: the case gives the first value only.
    Others,
    /// Both: other code adds `weight` to what the case gives while the column `flag` is 1.
    Both {
        /// The column of the other code.
        flag: &'static str,
        /// What it adds.
        weight: i64,
    },
}

impl Column {
    const fn of(name: &'static str, holds: Holds) -> Self {
        Self { name, holds, set: SetBy::Case, bound: false }
    }

    /// A number, a time, or 0 and 1.
    pub(crate) const fn number(name: &'static str) -> Self {
        Self::of(name, Holds::Number)
    }

    /// A word or an identifier.
    pub(crate) const fn text(name: &'static str) -> Self {
        Self::of(name, Holds::Text)
    }

    /// A keyed token.
    pub(crate) const fn token(name: &'static str) -> Self {
        Self::of(name, Holds::Token)
    }

    /// What only the key of the stream opens.
    pub(crate) const fn sealed(name: &'static str) -> Self {
        Self::of(name, Holds::Sealed)
    }

    /// The same column, set by others too.
    pub(crate) const fn set(self, set: SetBy) -> Self {
        Self { set, ..self }
    }

    /// The same column, bound to what is sealed beside it: it says who is shown the row, and whoever moves the row to
    /// another zone or office has a row that does not open.
    pub(crate) const fn bound(self) -> Self {
        Self { bound: true, ..self }
    }

    /// The value of the column in a row, as text.
    fn as_text(&self, row: &Row) -> Result<String, DbError> {
        Ok(match self.holds {
            Holds::Number => text_of(&row.opt_int(self.name)?.into()),
            Holds::Text => text_of(&row.opt_text(self.name)?.into()),
            Holds::Token | Holds::Sealed => text_of(&row.opt_bytes(self.name)?.into()),
        })
    }
}

/// A value as text.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::Int(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Value::Text(text) => text.clone().unwrap_or_default(),
        Value::Bytes(bytes) => bytes.iter().flatten().map(|byte| format!("{byte:02x}")).collect(),
    }
}

impl Board {
    /// Names of the columns.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.name).collect()
    }

    /// Names of the columns that name a row.
    pub(crate) fn key_names(&self) -> Vec<&'static str> {
        self.columns.iter().take(self.key).map(|column| column.name).collect()
    }

    /// Seals what is sealed of a row. It opens in no other row, and in none that somebody else is shown.
    pub(crate) fn seal(&self, key: &Key, mut row: Values) -> Values {
        let about = self.about(|at, _| row.get(at).map(text_of).ok_or(DbError::Unreadable(self.table)));
        let about = about.unwrap_or_default();
        for (column, value) in self.columns.iter().zip(&mut row) {
            if let (Holds::Sealed, Value::Bytes(Some(plain))) = (column.holds, &*value) {
                *value = key.seal(plain, about.as_bytes()).into();
            }
        }
        row
    }

    /// To what is sealed is bound: the key of the row, and what says who is shown it.
    fn about(&self, value: impl Fn(usize, &Column) -> Result<String, DbError>) -> Result<String, DbError> {
        let columns = self.columns.iter().enumerate();
        let named = columns.filter(|(at, column)| *at < self.key || column.bound);
        Ok(named.map(|(at, column)| value(at, column)).collect::<Result<Vec<_>, _>>()?.join("|"))
    }

    /// Opens the sealed column of a row that was read.
    pub(crate) fn open(&self, key: &Key, row: &Row, column: &Column) -> Result<Vec<u8>, OpenError> {
        let about = self.about(|_, column| column.as_text(row))?;
        Ok(key.open(&row.bytes(column.name)?, about.as_bytes())?)
    }

    /// Opens it as versions before sealed it: bound to the key of the row alone. Only while the board is filled anew.
    pub(crate) fn open_as_before(&self, key: &Key, row: &Row, column: &Column) -> Result<Vec<u8>, OpenError> {
        let about = self.columns.iter().take(self.key).map(|column| column.as_text(row));
        let about = about.collect::<Result<Vec<_>, _>>()?.join("|");
        Ok(key.open(&row.bytes(column.name)?, about.as_bytes())?)
    }

    /// Columns, by number, of which some are written: where one says who is shown the row, what is sealed goes with it.
    pub(crate) fn with_sealed(&self, mut changed: Vec<usize>) -> Vec<usize> {
        let moves = changed.iter().any(|at| self.columns.get(*at).is_some_and(|column| column.bound));
        let sealed =
            self.columns.iter().enumerate().filter(|(_, column)| moves && column.holds == Holds::Sealed);
        for (at, _) in sealed {
            if !changed.contains(&at) {
                changed.push(at);
            }
        }
        changed
    }

    /// The values of a row that was read, as the case gave them: what is sealed opened, and without what other code added.
    pub(crate) fn values(&self, key: &Key, row: &Row) -> Result<Values, OpenError> {
        let value = |column: &Column| {
            Ok(match (column.holds, column.set) {
                (Holds::Number, SetBy::Both { flag, weight }) => {
                    (row.int(column.name)? - weight * row.int(flag)?).into()
                }
                (Holds::Number, _) => row.opt_int(column.name)?.into(),
                (Holds::Text, _) => row.opt_text(column.name)?.into(),
                (Holds::Token, _) => row.opt_bytes(column.name)?.into(),
                (Holds::Sealed, _) => self.open(key, row, column)?.into(),
            })
        };
        self.columns.iter().map(value).collect()
    }

    /// A row that was read as one line of text, with what is sealed opened; without `key`, as it is.
    pub(crate) fn line(&self, key: Option<&Key>, row: &Row) -> Result<String, OpenError> {
        let value = |column: &Column| match key.filter(|_| column.holds == Holds::Sealed) {
            Some(key) => Ok(String::from_utf8_lossy(&self.open(key, row, column)?).into_owned()),
            None => Ok(column.as_text(row)?),
        };
        let values = self.columns.iter().map(value).collect::<Result<Vec<_>, OpenError>>()?;
        Ok(format!("{} {}", self.table, values.join(" | ")))
    }
}

/// A text of JSON, ready to be sealed.
pub(crate) fn plain<T: serde::Serialize>(words: &T) -> Result<Value, OpenError> {
    let plain = serde_json::to_vec(words).map_err(|error| OpenError::Unreadable(error.into()))?;
    Ok(plain.into())
}
