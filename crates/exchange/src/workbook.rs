//! XLSX: the first visible sheet, held within limits that are checked before anything is unpacked.

use crate::columns::Column;
use crate::dates::{EPOCH_1904, from_fraction, from_serial};
use crate::layout::Layout;
use crate::limit;
use crate::problem::OpenError;
use crate::sheet_notes::{self, Note, Notes};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;
use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The rows of a sheet.
pub(crate) struct Sheet {
    rows: std::vec::IntoIter<(u64, StringRecord)>,
    count: usize,
    width: usize,
    /// Rows with text that are hidden.
    pub hidden: u64,
}

impl Sheet {
    /// How much of `bytes` corresponds to the rows given so far.
    pub fn share_of(&self, bytes: u64) -> u64 {
        let given = (self.count - self.rows.len()) as u64;
        if self.count == 0 { bytes } else { bytes.saturating_mul(given) / self.count as u64 }
    }

    /// Line and cells of the next row. Empty cells at the end of a row are not kept in a workbook: they are
    /// added again up to the width of the header.
    pub fn next(&mut self) -> Option<(u64, Vec<String>)> {
        let (line, record) = self.rows.next()?;
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        while cells.len() > self.width && cells.last().is_some_and(|c| c.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() < self.width {
            cells.resize(self.width, String::new());
        }
        Some((line, cells))
    }
}

/// Reads the first visible sheet.
pub(crate) fn read(
    mut file: File,
    build: impl Fn(Vec<String>) -> Result<Layout, OpenError>,
) -> Result<(Sheet, Layout), OpenError> {
    guard(&mut file)?;
    // A damaged workbook must not take the import down: the reader is not ours.
    let read = catch_unwind(AssertUnwindSafe(|| rows(file, &build)));
    let (rows, layout, hidden) = read.map_err(|_| OpenError::Workbook("its content is damaged".into()))??;
    let (count, width) = (rows.len(), layout.headers.len());
    Ok((Sheet { rows: rows.into_iter(), count, width, hidden }, layout))
}

fn damaged(error: impl std::fmt::Display) -> OpenError {
    OpenError::Workbook(error.to_string())
}

/// Refuses what would cost too much: too many parts, too many bytes declared, then (because a declaration can
/// lie) too many bytes in fact, and counts inside the workbook that would reserve memory for nothing.
fn guard(file: &mut File) -> Result<(), OpenError> {
    let mut zip = zip::ZipArchive::new(BufReader::new(&mut *file)).map_err(damaged)?;
    if zip.len() > limit::WORKBOOK_PARTS {
        return Err(OpenError::TooBig(format!("{} parts, at most {}", zip.len(), limit::WORKBOOK_PARTS)));
    }
    let mut declared: u64 = 0;
    for index in 0..zip.len() {
        declared = declared.saturating_add(zip.by_index_raw(index).map_err(damaged)?.size());
    }
    if declared > limit::WORKBOOK_BYTES {
        return Err(too_many_bytes(declared));
    }
    let mut left = limit::WORKBOOK_BYTES;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(damaged)?;
        let text = part.name_raw().to_ascii_lowercase().ends_with(b"sharedstrings.xml");
        left -= measure(part.take(left + 1), left, text)?;
    }
    Ok(())
}

fn too_many_bytes(bytes: u64) -> OpenError {
    let limit = limit::WORKBOOK_BYTES >> 20;
    OpenError::TooBig(format!("{} MiB once unpacked, at most {limit}; send it as CSV", bytes >> 20))
}

/// Unpacks a part into nothing, and counts.
fn measure(mut part: impl Read, left: u64, text: bool) -> Result<u64, OpenError> {
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    let mut carried: Vec<u8> = Vec::new();
    loop {
        let count = part.read(&mut buffer).map_err(damaged)?;
        total += count as u64;
        if total > left {
            return Err(too_many_bytes(limit::WORKBOOK_BYTES + 1));
        }
        if text {
            carried.extend_from_slice(&buffer[..count]);
            inspect(&carried)?;
            // An attribute may lie across two chunks.
            carried.drain(..carried.len().saturating_sub(64));
        }
        if count == 0 {
            return Ok(total);
        }
    }
}

/// `uniqueCount` makes the reader reserve memory before it has seen one text: a lie there ends the process.
/// Control characters are illegal in XML and could hide the attribute (UTF-16, escape sequences).
fn inspect(xml: &[u8]) -> Result<(), OpenError> {
    if xml.iter().any(|b| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r')) {
        return Err(OpenError::Workbook("a part is not XML in UTF-8".into()));
    }
    const NAME: &[u8] = b"uniqueCount";
    for at in xml.windows(NAME.len()).enumerate().filter(|(_, w)| *w == NAME).map(|(at, _)| at + NAME.len()) {
        let digits = xml[at..]
            .iter()
            .skip_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'"' | b'\'' | b'+'));
        let digits: Vec<u8> =
            digits.copied().take_while(u8::is_ascii_digit).skip_while(|b| *b == b'0').collect();
        if digits.len() > 8 {
            return Err(OpenError::TooBig("it declares more texts than it can hold".into()));
        }
    }
    Ok(())
}

type Rows = Vec<(u64, StringRecord)>;

fn rows(
    file: File,
    build: &impl Fn(Vec<String>) -> Result<Layout, OpenError>,
) -> Result<(Rows, Layout, u64), OpenError> {
    let mut file = file;
    std::io::Seek::rewind(&mut file)?;
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file.try_clone()?)).map_err(damaged)?;
    let visible = |s: &&calamine::Sheet| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible;
    let name = book.sheets_metadata().iter().find(visible).map(|s| s.name.clone()).ok_or(OpenError::Empty)?;
    let is_1904 = book.has_1904_epoch();
    let notes = sheet_notes::read(&mut file, &name)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut gather = Gather {
        build,
        is_1904,
        notes,
        rows: Vec::new(),
        layout: None,
        line: 0,
        row: Vec::new(),
        text: 0,
        hidden: 0,
    };
    let mut count: u64 = 0;
    loop {
        count += 1;
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // An error value of a newer spreadsheet: it is among the notes.
            Err(XlsxError::CellError(_)) if !gather.notes.cells.is_empty() => continue,
            Err(error) => return Err(damaged(error)),
        };
        if count > limit::WORKBOOK_CELLS {
            return Err(OpenError::TooBig(format!(
                "more than {} cells; send it as CSV",
                limit::WORKBOOK_CELLS
            )));
        }
        let (row, column) = cell.get_position();
        gather.cell(u64::from(row) + 1, column as usize, cell.get_value())?;
    }
    gather.flush()?;
    gather.noted_before(u64::MAX)?;
    let layout = gather.layout.ok_or(OpenError::Empty)?;
    Ok((gather.rows, layout, gather.hidden))
}

/// Cells become rows; the first row with text is the header.
struct Gather<'a, B> {
    build: &'a B,
    is_1904: bool,
    notes: Notes,
    rows: Rows,
    layout: Option<Layout>,
    line: u64,
    row: Vec<String>,
    text: u64,
    /// Rows so far that are hidden.
    hidden: u64,
}

impl<B: Fn(Vec<String>) -> Result<Layout, OpenError>> Gather<'_, B> {
    fn cell(&mut self, line: u64, column: usize, value: &DataRef<'_>) -> Result<(), OpenError> {
        if line < self.line {
            return Err(OpenError::Workbook("its rows are not in order".into()));
        }
        if line > self.line {
            self.flush()?;
            self.noted_before(line)?;
            self.line = line;
        }
        if matches!(value, DataRef::Empty) {
            return Ok(());
        }
        if column >= limit::COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        let text = self.shown(column, value);
        self.put(column, text)
    }

    fn put(&mut self, column: usize, text: String) -> Result<(), OpenError> {
        self.text += text.len() as u64;
        if self.text > limit::WORKBOOK_TEXT {
            return Err(OpenError::TooBig("it repeats more text than can be held; send it as CSV".into()));
        }
        if self.row.len() <= column {
            self.row.resize(column + 1, String::new());
        }
        self.row[column] = text;
        Ok(())
    }

    /// Rows before this one of which nothing is told but notes.
    fn noted_before(&mut self, line: u64) -> Result<(), OpenError> {
        while let Some(noted) = self.notes.cells.keys().next().copied().filter(|noted| *noted < line) {
            self.line = noted;
            self.flush()?;
        }
        Ok(())
    }

    /// What stands where a value should. A 0 may be one in a column of answers, and in one that nobody reads.
    fn put_notes(&mut self) -> Result<(), OpenError> {
        const TEXTS: &[Column] = &[
            Column::Street,
            Column::VictimFamilyName,
            Column::VictimGivenNames,
            Column::VictimName,
            Column::VictimPhone,
            Column::OtherFamilyName,
            Column::OtherGivenNames,
            Column::OtherName,
            Column::Facts,
        ];
        for (column, note) in self.notes.cells.remove(&self.line).unwrap_or_default() {
            if note != Note::Zero || self.is(column, TEXTS) {
                self.put(column, note.text().to_owned())?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), OpenError> {
        self.put_notes()?;
        let row = std::mem::take(&mut self.row);
        if row.iter().all(|c| c.trim().is_empty()) {
            return Ok(());
        }
        if self.layout.is_none() {
            self.layout = Some((self.build)(row)?);
        } else if self.rows.len() == limit::WORKBOOK_ROWS {
            return Err(OpenError::TooBig(format!(
                "more than {} rows; send it as CSV",
                limit::WORKBOOK_ROWS
            )));
        } else {
            self.hidden += u64::from(self.notes.hidden.contains(&self.line));
            self.rows.push((self.line, StringRecord::from(row)));
        }
        Ok(())
    }

    /// Whether the column at this place is one of these.
    fn is(&self, at: usize, columns: &[Column]) -> bool {
        self.layout.as_ref().is_some_and(|l| columns.iter().any(|c| l.at.get(c) == Some(&at)))
    }

    /// A cell as text. A bare number in the column of hours is a part of a day.
    fn shown(&self, column: usize, value: &DataRef<'_>) -> String {
        const DATES: &[Column] = &[
            Column::FactsDate,
            Column::ReceivedAt,
            Column::VictimBirthDate,
            Column::OtherBirthDate,
            Column::FirstContactAt,
            Column::DecidedAt,
        ];
        match value {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(yes) => yes.to_string(),
            // The hour 24:00 is a whole day.
            DataRef::DateTime(at) if at.as_f64() == 1.0 && self.is(column, &[Column::FactsTime]) => {
                "24:00".into()
            }
            DataRef::DateTime(at) => self.moment(at.as_f64()),
            DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
            DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(error) => error.to_string(),
            DataRef::Empty => String::new(),
            DataRef::Int(_) | DataRef::Float(_) => {
                let number = match value {
                    DataRef::Float(number) => *number,
                    DataRef::Int(number) => *number as f64,
                    _ => 0.0,
                };
                if self.is(column, &[Column::FactsTime]) && (0.0..1.0).contains(&number) {
                    return self.moment(number);
                }
                // A year alone is not a day number, whatever the epoch.
                if self.is_1904 && number > 9999.0 && self.is(column, DATES) {
                    return self.moment(number);
                }
                number.to_string()
            }
        }
    }

    /// A date or time cell as `2026-11-24`, `2026-11-24 08:30:00` or `08:30:00`.
    fn moment(&self, serial: f64) -> String {
        if (0.0..1.0).contains(&serial) {
            return from_fraction(serial)
                .map_or_else(|| serial.to_string(), |t| t.strftime("%H:%M:%S").to_string());
        }
        let days = if self.is_1904 { serial + EPOCH_1904 } else { serial };
        match from_serial(days) {
            Some(at) if at.time() == jiff::civil::Time::midnight() => at.date().to_string(),
            Some(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            None => serial.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lie_about_the_number_of_texts_is_refused() {
        assert!(inspect(br#"<sst count="20" uniqueCount="20">"#).is_ok());
        assert!(inspect(br#"<sst uniqueCount = "99999999999999">"#).is_err());
        assert!(inspect(b"<sst unique\x1b(BCount=\"1\">").is_err());
    }
}
