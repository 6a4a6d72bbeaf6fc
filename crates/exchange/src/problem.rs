//! What can be wrong with a file or with a row of it.

use crate::columns::Column;
use crate::limit;
use std::io;

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It holds no header.
    #[error("the file is empty: the first line must name the columns")]
    Empty,
    /// It is neither text nor a workbook.
    #[error("the file is not text in a known encoding: save it as CSV (UTF-8) or as XLSX")]
    NotText,
    /// Letters of several tables, or of one that is not known.
    #[error("the accents of the file are damaged (encoding): save it again as CSV (UTF-8) or as XLSX")]
    Encoding,
    /// The first row names no columns, or too few: it may be a row of people, so none of it is repeated.
    #[error("no header: the first row has {columns} cells, of which {known} name a column")]
    NoHeader {
        /// Cells of the first row.
        columns: usize,
        /// Cells that name a column.
        known: usize,
    },
    /// A workbook of Excel before 2007, or one with a password.
    #[error(
        "old or password-protected Excel workbooks are not read: save the file as XLSX, without password, or as CSV"
    )]
    OldWorkbook,
    /// JSON, but not one object per line.
    #[error("a JSON list is not read: write one object per line (JSON Lines)")]
    JsonList,
    /// More columns than any honest extract.
    #[error("the file has more than {} columns", limit::COLUMNS)]
    TooManyColumns,
    /// Two headers for one column.
    #[error("{first:?} and {second:?} both mean {column}: keep one, or map the other to \"ignore\"")]
    Twice {
        /// The column.
        column: Column,
        /// A header.
        first: String,
        /// The other header.
        second: String,
    },
    /// Required columns are missing.
    #[error("missing: {}; found: {}. Rename a header or give a mapping file", words(.missing), .found.join(", "))]
    Missing {
        /// What is missing.
        missing: Vec<Column>,
        /// Every header of the file.
        found: Vec<String>,
    },
    /// A workbook that costs too much to read.
    #[error("the workbook is refused: {0}")]
    TooBig(String),
    /// A damaged workbook.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
}

fn words(columns: &[Column]) -> String {
    columns.iter().map(|c| c.word()).collect::<Vec<_>>().join(", ")
}

/// What is wrong with a row as a whole. [`RowProblem::text`] tells it in four languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblem {
    /// More or fewer cells than the header.
    Fields {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A quotation mark that does not close, or closes in the middle of a cell.
    Quoting,
    /// Longer than [`limit::RECORD_BYTES`]; only its beginning was kept.
    TooLong,
    /// Not a JSON object.
    Json(String),
    /// A list or object where a text is expected: its key.
    Nested(String),
    /// Two values for one key: the key.
    Twice(String),
    /// The file could not be read further. The only problem after which no row follows.
    Io(String),
}

/// A row that could not be read. It is personal data: never log `raw`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Line in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub problem: RowProblem,
    /// The row as it stands, so that it can be corrected.
    pub raw: String,
    /// Its cells, when it could be cut.
    pub cells: Vec<String>,
}

impl RowError {
    pub(crate) fn new(line: u64, problem: RowProblem, raw: String) -> Self {
        Self { line, problem, raw, cells: Vec::new() }
    }
}

impl std::fmt::Display for RowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem.text(casework::record::person::Language::En))
    }
}

impl std::error::Error for RowError {}
