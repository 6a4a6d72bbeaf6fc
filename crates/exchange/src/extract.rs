//! An extract: a file whose rows come out one by one.

use crate::codepage::Code;
use crate::columns::{Column, Columns, Mapping};
use crate::decode::{self, Lines};
use crate::delimited::{self, Records};
use crate::formula::unprotect;
use crate::jsonl::{self, JsonRows};
use crate::layout::{Layout, RawRow};
use crate::problem::{OpenError, RowError, RowProblem};
use crate::workbook::{self, Sheet};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

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
    code: Option<Code>,
    /// A row that was looked at before its turn.
    ahead: Option<Result<(u64, Vec<String>), RowError>>,
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
    let mut code = None;
    let (source, layout) = if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        let sheet = workbook::read(file, build)?;
        (Source::Sheet(sheet.0), sheet.1)
    } else if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(OpenError::OldWorkbook);
    } else {
        let found = decode::detect(&mut file)?;
        code = Some(found);
        open_text((file, found), columns, mapping, build)?
    };
    Ok(Extract { source, layout: Arc::new(layout), bytes, blank: 0, ended: false, code, ahead: None })
}

fn open_text(
    (file, encoding): (File, Code),
    columns: &Columns,
    mapping: &Mapping,
    build: impl Fn(Vec<String>) -> Result<Layout, OpenError>,
) -> Result<(Source, Layout), OpenError> {
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

    /// The encoding that was found, when it is none that files of today have: whoever imports is told.
    pub fn old_encoding(&self) -> Option<&'static str> {
        let today =
            [encoding_rs::UTF_8, encoding_rs::WINDOWS_1252, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE];
        let old = |code: &Code| !today.iter().any(|encoding| *code == Code::Known(encoding));
        self.code.filter(old).map(Code::name)
    }

    /// Rows with text that the spreadsheet hides, by a filter or by hand: they are read as the others.
    pub fn hidden_rows(&self) -> u64 {
        match &self.source {
            Source::Sheet(sheet) => sheet.hidden,
            Source::Csv(_) | Source::Json(_) => 0,
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
        match self.ahead.take() {
            Some(row) => Some(row),
            None if self.ended => None,
            None => self.read(),
        }
    }

    fn read(&mut self) -> Option<Result<(u64, Vec<String>), RowError>> {
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

    fn checked(&mut self, line: u64, mut cells: Vec<String>) -> Result<RawRow, RowError> {
        if self.layout.rejects {
            cells.iter_mut().for_each(unprotect);
        }
        self.fit(&mut cells);
        let (expected, found) = (self.layout.headers.len(), cells.len());
        if expected != found {
            let raw = cells.join(";");
            return Err(RowError { line, problem: RowProblem::Fields { expected, found }, raw, cells });
        }
        Ok(RawRow { line, cells, layout: self.layout.clone() })
    }
}

impl Extract {
    /// Programs leave out the empty cells at the end of a row, or write one too many. A cell that is needed is never taken
    /// for empty, and one with text is never left out.
    fn fit(&mut self, cells: &mut Vec<String>) {
        let width = self.layout.headers.len();
        while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if self.layout.needed <= cells.len() && cells.len() < width && !self.goes_on() {
            cells.resize(width, String::new());
        }
    }

    /// Whether what follows is no row of its own: a line break that nobody quoted cut this one in pieces.
    fn goes_on(&mut self) -> bool {
        self.ahead = self.raw();
        match &self.ahead {
            Some(Ok((_, cells))) => cells.len() < self.layout.needed && !is_blank(cells),
            Some(Err(_)) | None => false,
        }
    }
}

impl Iterator for Extract {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, cells) = match self.raw()? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            if !is_blank(&cells) {
                return Some(self.checked(line, cells));
            }
            self.blank += 1;
        }
    }
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}
