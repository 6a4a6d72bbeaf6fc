//! What the headers of a file mean, and a row under them.

use crate::cell::unwrapped;
use crate::columns::{Column, Columns, Mapping, Target};
use crate::formula::unprotect;
use crate::limit;
use crate::problem::OpenError;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Headers that a rejects file adds, and that an import ignores.
pub(crate) const ADDED: [&str; 4] = ["_line", "_column", "_reason", "_raw"];

/// What a row cannot do without. The zone may come from the importer, and one name is enough.
const NEEDED: [Column; 3] = [Column::PvNumber, Column::FactsDate, Column::Postcode];

/// What the headers of a file mean.
#[derive(Debug)]
pub(crate) struct Layout {
    pub headers: Vec<String>,
    pub at: HashMap<Column, usize>,
    pub unknown: Vec<String>,
    /// The file was written by a `RejectsWriter`: its cells carry protective quotes.
    pub rejects: bool,
    pub words: Columns,
    /// Cells up to the last one that no row can do without.
    pub needed: usize,
}

impl Layout {
    pub fn new(mut headers: Vec<String>, columns: &Columns, mapping: &Mapping) -> Result<Self, OpenError> {
        if headers.len() > limit::COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        let rejects = ADDED[..3].iter().all(|a| headers.iter().any(|h| h.trim() == *a));
        if rejects {
            headers.iter_mut().for_each(unprotect);
        }
        let mut layout = Self {
            headers,
            at: HashMap::new(),
            unknown: Vec::new(),
            rejects,
            words: columns.clone(),
            needed: 0,
        };
        layout.refuse_people(mapping)?;
        layout.place(mapping)?;
        layout.check()?;
        layout.needed = NEEDED.iter().filter_map(|column| layout.at.get(column)).max().map_or(0, |at| at + 1);
        Ok(layout)
    }

    /// A first row that is no header may be one of people: then nothing of it is repeated in a message.
    fn refuse_people(&self, mapping: &Mapping) -> Result<(), OpenError> {
        let names = |header: &&String| mapping.find(header).is_some() || self.words.find(header).is_some();
        let known = self.headers.iter().filter(names).count();
        let columns = self.headers.len();
        if known < 2 || known * 4 < columns && self.headers.iter().any(|header| is_value(header)) {
            return Err(OpenError::NoHeader { columns, known });
        }
        Ok(())
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
        let mut missing: Vec<Column> = NEEDED.into_iter().filter(|c| !has(*c)).collect();
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

/// Whether a cell of a first row is a value: a date, a number of a report, a phone.
fn is_value(header: &str) -> bool {
    header.bytes().filter(u8::is_ascii_digit).count() > 4
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
    /// The cell of a column without blanks around it, and without what keeps a spreadsheet from reading it as a number;
    /// empty when the file has no such column.
    pub fn get(&self, column: Column) -> Cow<'_, str> {
        let cell = self.layout.at.get(&column).and_then(|at| self.cells.get(*at));
        cell.map_or(Cow::Borrowed(""), |cell| unwrapped(cell))
    }

    /// The header of a column as the file writes it.
    pub fn header(&self, column: Column) -> &str {
        self.layout.at.get(&column).map_or(column.word(), |at| self.layout.headers[*at].as_str())
    }
}
