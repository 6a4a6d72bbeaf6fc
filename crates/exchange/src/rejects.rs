//! The rejects file: refused rows as they came, with line, column and reason, ready to be corrected and
//! imported again.
//!
//! It opens in a spreadsheet, so no cell may start a formula: a cell that begins with `=`, `+`, `-`, `@`, a tab
//! or a carriage return gets a single quote in front. So does a cell that already has such a quote, so that
//! reading takes back exactly what writing added. Only a file with the columns `_line`, `_column` and `_reason`
//! is read that way.

use crate::extract::Extract;
use crate::formula::protect;
use crate::layout::{ADDED, RawRow};
use crate::problem::RowError;
use crate::reason::Reject;
use casework::record::person::Language;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// Bytes within which a header is looked for: as many columns as any extract may have.
const HEADER: u64 = 64 * 1024;

/// Whether a file was written by a [`RejectsWriter`]: only such a one may be replaced.
///
/// # Errors
/// It cannot be read.
pub fn is_rejects_file(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(HEADER).read_to_end(&mut start)?;
    let start = String::from_utf8_lossy(&start);
    let header = start.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let ends: Vec<_> = header.rsplit([';', ',', '\t']).take(ADDED.len()).collect();
    Ok(ends.iter().rev().map(|name| name.trim_matches('"')).eq(ADDED))
}

/// Writes a rejects file: CSV in UTF-8 with a mark, semicolons, one line per refused row, every column of the
/// extract first, then `_line`, `_column`, `_reason` and, for rows that could not be cut into cells, `_raw`.
///
/// The file holds personal data: give it the rights and the lifetime of the extract itself.
pub struct RejectsWriter<W: Write> {
    out: csv::Writer<W>,
    /// Places of the columns that are copied. Columns of an earlier rejects file are written anew.
    kept: Vec<usize>,
    language: Language,
    count: u64,
}

impl<W: Write> RejectsWriter<W> {
    /// Starts a file for the rejects of this extract; reasons are written in `language`.
    pub fn new(mut out: W, extract: &Extract, language: Language) -> io::Result<Self> {
        // Without the mark Excel takes the accents for Windows-1252.
        out.write_all("\u{feff}".as_bytes())?;
        let layout = extract.layout();
        let kept: Vec<usize> = (0..layout.headers.len()).filter(|at| !layout.is_added(*at)).collect();
        let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
        let headers = kept.iter().map(|at| protect(&layout.headers[*at]));
        out.write_record(headers.chain(ADDED.map(str::to_owned)))?;
        Ok(Self { out, kept, language, count: 0 })
    }

    /// Writes a refused row with all its reasons.
    pub fn write(&mut self, row: &RawRow, rejects: &[Reject]) -> io::Result<()> {
        let columns: Vec<&str> = rejects.iter().map(|r| r.column.as_str()).collect();
        let reason = |r: &Reject| format!("{}: {}", r.reason.word(), r.reason.text(self.language));
        let reasons: Vec<String> = rejects.iter().map(reason).collect();
        self.record(&row.cells, row.line, &columns.join(", "), &reasons.join("; "), "")
    }

    /// Writes a row that could not be read. The text to correct is in `_raw`; cells that could be cut are there too.
    pub fn write_error(&mut self, error: &RowError) -> io::Result<()> {
        let reason = format!("{}: {}", error.problem.word(), error.problem.text(self.language));
        self.record(&error.cells, error.line, "", &reason, &error.raw)
    }

    fn record(
        &mut self,
        cells: &[String],
        line: u64,
        column: &str,
        reason: &str,
        raw: &str,
    ) -> io::Result<()> {
        let kept = self.kept.iter().map(|at| protect(cells.get(*at).map_or("", String::as_str)));
        let added = [line.to_string(), protect(column), protect(reason), protect(raw)];
        self.out.write_record(kept.chain(added))?;
        self.count += 1;
        Ok(())
    }

    /// Rows written so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes what is still held back and gives the output back.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|e| io::Error::new(e.error().kind(), e.to_string()))
    }
}
