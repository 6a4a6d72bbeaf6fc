//! An extract: a file whose rows come out one by one.

use crate::columns::{Column, Columns, Mapping, Target};
use crate::decode::{self, Lines};
use crate::delimited::{self, Records};
use crate::jsonl::{self, JsonRows};
use crate::limit;
use crate::workbook::{self, Sheet};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

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

/// Format of an extract, found from its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with a delimiter.
    Csv,
    /// A workbook.
    Xlsx,
    /// One JSON object per line.
    JsonLines,
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

/// Headers that a rejects file adds, and that an import ignores.
pub(crate) const ADDED: [&str; 4] = ["_line", "_column", "_reason", "_raw"];

/// What the headers of a file mean.
#[derive(Debug)]
pub(crate) struct Layout {
    pub headers: Vec<String>,
    pub at: HashMap<Column, usize>,
    pub unknown: Vec<String>,
    /// The file was written by a `RejectsWriter`: its cells carry protective quotes.
    pub rejects: bool,
    pub words: Columns,
}

impl Layout {
    pub fn new(mut headers: Vec<String>, columns: &Columns, mapping: &Mapping) -> Result<Self, OpenError> {
        if headers.len() > limit::COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        let rejects = ADDED[..3].iter().all(|a| headers.iter().any(|h| h.trim() == *a));
        if rejects {
            headers.iter_mut().for_each(crate::rejects::unprotect);
        }
        let mut layout =
            Self { headers, at: HashMap::new(), unknown: Vec::new(), rejects, words: columns.clone() };
        layout.place(mapping)?;
        layout.check()?;
        Ok(layout)
    }

    fn place(&mut self, mapping: &Mapping) -> Result<(), OpenError> {
        // What the mapping names is not looked for among the aliases.
        let mapped: Vec<Option<Target>> = self.headers.iter().map(|h| mapping.find(h)).collect();
        let taken = |column: Column| mapped.contains(&Some(Target::Column(column)));
        for (index, header) in self.headers.iter().enumerate() {
            let column = match mapped[index] {
                _ if ADDED.contains(&header.trim()) => continue,
                Some(Target::Ignore) => continue,
                Some(Target::Column(column)) => Some(column),
                None => self.words.find(header).filter(|c| !taken(*c)),
            };
            let Some(column) = column else {
                self.unknown.push(header.clone());
                continue;
            };
            if let Some(other) = self.at.insert(column, index) {
                let (first, second) = (self.headers[other].clone(), header.clone());
                return Err(OpenError::Twice { column, first, second });
            }
        }
        Ok(())
    }

    /// The zone may come from the importer, so its column is not looked for here.
    fn check(&self) -> Result<(), OpenError> {
        let has = |column: Column| self.at.contains_key(&column);
        let mut missing: Vec<Column> = [Column::PvNumber, Column::FactsDate, Column::Postcode]
            .into_iter()
            .filter(|c| !has(*c))
            .collect();
        if !has(Column::VictimFamilyName) && !has(Column::VictimName) {
            missing.push(Column::VictimFamilyName);
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(OpenError::Missing { missing, found: self.headers.clone() })
        }
    }

    /// Whether a column was added by a rejects file.
    pub fn is_added(&self, index: usize) -> bool {
        self.headers.get(index).is_some_and(|h| ADDED.contains(&h.trim()))
    }
}

/// A row as it stands in the file. It is personal data: never log it.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// One text per header, in the order of [`Extract::headers`].
    pub cells: Vec<String>,
    pub(crate) layout: Arc<Layout>,
}

impl RawRow {
    /// The cell of a column without blanks around it; empty when the file has no such column.
    pub fn get(&self, column: Column) -> &str {
        let cell = self.layout.at.get(&column).and_then(|at| self.cells.get(*at));
        cell.map_or("", |c| c.trim_matches([' ', '\t', '\r', '\n', '\u{a0}']))
    }

    /// The header of a column as the file writes it.
    pub fn header(&self, column: Column) -> &str {
        self.layout.at.get(&column).map_or(column.word(), |at| self.layout.headers[*at].as_str())
    }
}

enum Source {
    Csv(Box<Records>),
    Json(Box<JsonRows>),
    Sheet(Sheet),
}

/// An open extract. Iterate it: each row, good or bad, comes out once.
pub struct Extract {
    source: Source,
    layout: Arc<Layout>,
    bytes: u64,
    blank: u64,
    ended: bool,
}

/// Opens an extract: finds format, encoding and delimiter, reads the headers and checks them.
///
/// # Errors
/// See [`OpenError`]; its text names what is missing and lists what was found.
pub fn open(path: &Path, columns: &Columns, mapping: &Mapping) -> Result<Extract, OpenError> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut start = Vec::new();
    file.by_ref().take(8).read_to_end(&mut start)?;
    file.rewind()?;
    let build = |headers: Vec<String>| Layout::new(headers, columns, mapping);
    let (source, layout) = if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        let sheet = workbook::read(file, build)?;
        (Source::Sheet(sheet.0), sheet.1)
    } else if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(OpenError::OldWorkbook);
    } else {
        open_text(file, columns, mapping, build)?
    };
    Ok(Extract { source, layout: Arc::new(layout), bytes, blank: 0, ended: false })
}

fn open_text(
    mut file: File,
    columns: &Columns,
    mapping: &Mapping,
    build: impl Fn(Vec<String>) -> Result<Layout, OpenError>,
) -> Result<(Source, Layout), OpenError> {
    let encoding = decode::detect(&mut file)?;
    let again = file.try_clone()?;
    let mut lines = Lines::start(file, encoding)?;
    let mut skipped = 0;
    let first = loop {
        match lines.next()? {
            None => return Err(OpenError::Empty),
            Some(line) if line.text.trim().is_empty() => skipped += 1,
            Some(line) => break line.text,
        }
    };
    match first.trim_start().chars().next() {
        Some('{') => {
            let layout = build(jsonl::keys(lines, &first)?)?;
            let rows = JsonRows::new(Lines::start(again, encoding)?, &layout);
            return Ok((Source::Json(Box::new(rows)), layout));
        }
        Some('[') => return Err(OpenError::JsonList),
        _ => {}
    }
    // Excel understands, and sometimes writes, a first line that names the delimiter.
    let told = first.trim().strip_prefix("sep=").and_then(|d| d.chars().next());
    let known = |header: &str| columns.find(header).is_some() || mapping.find(header).is_some();
    let delimiter = match told {
        Some(delimiter) => delimiter,
        None => delimited::sniff(&whole_header(&first, &mut lines)?, known),
    };
    let mut records = Records::new(Lines::start(again, encoding)?, delimiter);
    for _ in 0..skipped + u64::from(told.is_some()) {
        records.next()?;
    }
    match records.next()? {
        None => Err(OpenError::Empty),
        Some(Err(error)) => Err(OpenError::Io(io::Error::new(io::ErrorKind::InvalidData, error))),
        Some(Ok(header)) => Ok((Source::Csv(Box::new(records)), build(header.cells)?)),
    }
}

/// A header cell may hold a line break inside quotes.
fn whole_header(first: &str, lines: &mut Lines) -> Result<String, OpenError> {
    let mut text = first.to_owned();
    for _ in 0..20 {
        if !['\t', ';', ','].iter().all(|d| delimited::is_open(&text, *d)) {
            break;
        }
        let Some(line) = lines.next()? else { break };
        text.push('\n');
        text.push_str(&line.text);
    }
    Ok(text)
}

impl Extract {
    /// The format that was found.
    pub fn format(&self) -> Format {
        match self.source {
            Source::Csv(_) => Format::Csv,
            Source::Json(_) => Format::JsonLines,
            Source::Sheet(_) => Format::Xlsx,
        }
    }

    /// Every header, in the order of the file.
    pub fn headers(&self) -> &[String] {
        &self.layout.headers
    }

    /// Headers that mean nothing to Havre: their cells are not imported. Show them to the importer.
    pub fn unknown_headers(&self) -> &[String] {
        &self.layout.unknown
    }

    /// Whether the file has this column. Without [`Column::Zone`], a default zone must be given.
    pub fn has(&self, column: Column) -> bool {
        self.layout.at.contains_key(&column)
    }

    /// Rows without any text so far (spreadsheets leave some at the end). They are not rows of anybody.
    pub fn blank_rows(&self) -> u64 {
        self.blank
    }

    /// Bytes read and bytes in all, for a progress bar.
    pub fn progress(&self) -> (u64, u64) {
        let read = match &self.source {
            Source::Csv(records) => records.bytes_read(),
            Source::Json(rows) => rows.bytes_read(),
            Source::Sheet(sheet) => sheet.share_of(self.bytes),
        };
        (read.min(self.bytes), self.bytes)
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    fn raw(&mut self) -> Option<Result<(u64, Vec<String>), RowError>> {
        let stopped =
            |line: u64, e: io::Error| RowError::new(line, RowProblem::Io(e.to_string()), String::new());
        match &mut self.source {
            Source::Csv(records) => match records.next() {
                Ok(record) => record.map(|r| r.map(|r| (r.line, r.cells))),
                Err(error) => {
                    self.ended = true;
                    Some(Err(stopped(records.line() + 1, error)))
                }
            },
            Source::Json(rows) => match rows.next() {
                Ok(row) => row,
                Err(error) => {
                    self.ended = true;
                    Some(Err(stopped(rows.line() + 1, error)))
                }
            },
            Source::Sheet(sheet) => sheet.next().map(Ok),
        }
    }

    fn checked(&self, line: u64, mut cells: Vec<String>) -> Result<RawRow, RowError> {
        if self.layout.rejects {
            cells.iter_mut().for_each(crate::rejects::unprotect);
        }
        let (expected, found) = (self.layout.headers.len(), cells.len());
        if expected != found {
            let raw = cells.join(";");
            return Err(RowError { line, problem: RowProblem::Fields { expected, found }, raw, cells });
        }
        Ok(RawRow { line, cells, layout: self.layout.clone() })
    }
}

impl Iterator for Extract {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (line, cells) = match self.raw()? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            if cells.iter().all(|c| c.trim().is_empty()) {
                self.blank += 1;
                continue;
            }
            return Some(self.checked(line, cells));
        }
        None
    }
}
