//! What the reader of workbooks does not tell of a sheet: rows that are hidden, formulas whose value no program computed,
//! and error values that came after it was written. The sheet is read once more for them, as a stream.

use crate::cell::NOT_COMPUTED;
use crate::limit;
use crate::problem::OpenError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};

/// What is to be said of a cell that has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Note {
    /// An error value, as written.
    Error(String),
    /// A formula without a value.
    Formula,
    /// A formula whose value is 0: programs that compute nothing write that, too.
    Zero,
}

impl Note {
    /// What stands in the place of the value.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Error(text) => text,
            Self::Formula | Self::Zero => NOT_COMPUTED,
        }
    }
}

/// Notes on a sheet, by line and column.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Lines that are hidden, from 1.
    pub(crate) hidden: HashSet<u64>,
    /// By line (from 1), then column (from 0).
    pub(crate) cells: BTreeMap<u64, Vec<(usize, Note)>>,
    count: u64,
}

/// Reads the notes on a sheet. A workbook in which it is not found the usual way has none.
pub(crate) fn read(file: &mut File, sheet: &str) -> Result<Notes, OpenError> {
    file.rewind()?;
    let mut zip = zip::ZipArchive::new(BufReader::new(&mut *file)).map_err(damaged)?;
    let Some(id) = attribute_where(&mut zip, "xl/workbook.xml", "sheet", ("name", sheet), "id") else {
        return Ok(Notes::default());
    };
    let relations = "xl/_rels/workbook.xml.rels";
    let Some(target) = attribute_where(&mut zip, relations, "Relationship", ("Id", &id), "Target") else {
        return Ok(Notes::default());
    };
    let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    match zip.by_name(&path) {
        Ok(part) => of_sheet(BufReader::new(part)),
        Err(_) => Ok(Notes::default()),
    }
}

fn damaged(error: impl std::fmt::Display) -> OpenError {
    OpenError::Workbook(error.to_string())
}

fn reader<R: BufRead>(from: R) -> Reader<R> {
    let mut reader = Reader::from_reader(from);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    reader
}

/// The value of an attribute, by its name without prefix.
fn attribute(of: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = of.attributes().flatten().find(|one| one.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// An attribute of the first element that has another one with this value.
fn attribute_where<R: Read + Seek>(
    zip: &mut zip::ZipArchive<R>,
    part: &str,
    element: &str,
    (name, value): (&str, &str),
    wanted: &str,
) -> Option<String> {
    let mut xml = reader(BufReader::new(zip.by_name(part).ok()?));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(at)
                if at.local_name().as_ref() == element
                    && attribute(&at, name).is_some_and(|v| v == value) =>
            {
                return attribute(&at, wanted);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A cell while it is read.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    formula: bool,
    value: Option<String>,
    inside: bool,
}

impl Open {
    fn note(self) -> Option<Note> {
        let value = self.value.as_deref().map(str::trim);
        match (self.kind.as_str(), value) {
            ("e", Some(error)) if !error.is_empty() => Some(Note::Error(error.to_owned())),
            // A formula whose value is a text may give an empty one.
            ("str", Some(_)) => None,
            (_, None | Some("")) if self.formula => Some(Note::Formula),
            ("" | "n", Some("0")) if self.formula => Some(Note::Zero),
            _ => None,
        }
    }
}

fn of_sheet(from: impl BufRead) -> Result<Notes, OpenError> {
    let mut xml = reader(from);
    let (mut notes, mut buffer) = (Notes::default(), Vec::new());
    let (mut line, mut column) = (0_u64, 0);
    let mut cell: Option<Open> = None;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(at) => match (at.local_name().as_ref(), &mut cell) {
                ("row", _) => {
                    line = attribute(&at, "r").and_then(|r| r.parse().ok()).unwrap_or(line + 1);
                    column = 0;
                    if attribute(&at, "hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"))
                    {
                        notes.hidden.insert(line);
                    }
                }
                ("c", _) => {
                    column = attribute(&at, "r").and_then(|r| column_of(&r)).unwrap_or(column);
                    let kind = attribute(&at, "t").unwrap_or_default();
                    cell = Some(Open { column, kind, ..Open::default() });
                }
                ("f", Some(cell)) => cell.formula = true,
                ("v" | "t", Some(cell)) => {
                    cell.inside = true;
                    cell.value.get_or_insert_default();
                }
                _ => {}
            },
            Event::Text(text) => {
                if let Some(Open { inside: true, value: Some(value), .. }) = &mut cell
                    && value.len() < limit::ERROR_VALUE
                {
                    value.push_str(text.as_ref());
                }
            }
            Event::End(at) => match (at.local_name().as_ref(), &mut cell) {
                ("v" | "t", Some(cell)) => cell.inside = false,
                ("c", _) => {
                    notes.take(line, cell.take())?;
                    column += 1;
                }
                ("sheetData", _) => return Ok(notes),
                _ => {}
            },
            Event::Eof => return Ok(notes),
            _ => {}
        }
    }
}

impl Notes {
    fn take(&mut self, line: u64, cell: Option<Open>) -> Result<(), OpenError> {
        let Some((column, note)) = cell.and_then(|cell| Some((cell.column, cell.note()?))) else {
            return Ok(());
        };
        self.count += 1;
        if self.count > limit::WORKBOOK_NOTES || column >= limit::COLUMNS {
            return Err(OpenError::TooBig("too many cells without a value; send it as CSV".into()));
        }
        self.cells.entry(line).or_default().push((column, note));
        Ok(())
    }
}

/// The column of a place such as `AB12`, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0_usize, |sum, b| sum * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(cells: &str) -> Notes {
        let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
        of_sheet(sheet.as_bytes()).unwrap()
    }

    #[test]
    fn cells_without_a_value_and_hidden_rows_are_found() {
        let found = notes(
            "<row r=\"3\" hidden=\"1\"><c r=\"B3\"><f>A1</f></c><c r=\"C3\" t=\"e\"><v>#SPILL!</v></c></row>\
             <row hidden=\"true\"><c><f>A1</f><v></v></c><c><f>A1</f><v/></c><c t=\"str\"><f>A1</f><v></v></c>\
             <c><v>0</v></c><c><f>A1</f><v>0</v></c><c><f>A1</f><v>12</v></c><c t=\"inlineStr\"><is><t>x</t></is></c></row>\
             <row r=\"9\" hidden=\"0\"><c t=\"e\"><f>A1</f><v>#N/A</v></c></row>",
        );
        let mut hidden: Vec<_> = found.hidden.iter().copied().collect();
        hidden.sort_unstable();
        assert_eq!(hidden, [3, 4]);
        let error = |text: &str| Note::Error(text.to_owned());
        assert_eq!(
            found.cells.into_iter().collect::<Vec<_>>(),
            [
                (3, vec![(1, Note::Formula), (2, error("#SPILL!"))]),
                (4, vec![(0, Note::Formula), (1, Note::Formula), (4, Note::Zero)]),
                (9, vec![(0, error("#N/A"))]),
            ]
        );
    }

    #[test]
    fn a_place_has_a_column() {
        assert_eq!(
            [column_of("A1"), column_of("Z9"), column_of("AB12"), column_of("12")],
            [Some(0), Some(25), Some(27), None]
        );
    }
}
