//! JSON Lines: one object per line. The keys are the headers; keys may differ from line to line.

use crate::decode::{Line, Lines};
use crate::layout::Layout;
use crate::limit;
use crate::problem::{OpenError, RowError, RowProblem};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::collections::HashMap;
use std::io;

/// An object with its keys in the order of the file, twice the same one included.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut found = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    found.push(entry);
                }
                Ok(Object(found))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

fn object(text: &str) -> Result<Object, RowProblem> {
    serde_json::from_str(text).map_err(|e| {
        // The message of the library ends with a position inside the line; its first words are enough.
        RowProblem::Json(format!("column {}", e.column()))
    })
}

/// Every key of the file, in order of appearance. The file is read once for this, so that columns and
/// missing ones are known before the first row, as for the other formats.
pub(crate) fn keys(mut lines: Lines, first: &str) -> Result<Vec<String>, OpenError> {
    let mut found: Vec<String> = Vec::new();
    let mut index: HashMap<String, ()> = HashMap::new();
    let mut text = Some(first.to_owned());
    while let Some(line) = text {
        for (key, _) in object(&line).map(|o| o.0).unwrap_or_default() {
            if index.insert(key.clone(), ()).is_none() {
                found.push(key);
            }
            if found.len() > limit::COLUMNS {
                return Err(OpenError::TooManyColumns);
            }
        }
        text = lines.next()?.map(|l: Line| l.text);
    }
    Ok(found)
}

/// The rows of a JSON Lines file.
pub(crate) struct JsonRows {
    lines: Lines,
    index: HashMap<String, usize>,
}

impl JsonRows {
    pub fn new(lines: Lines, layout: &Layout) -> Self {
        Self { lines, index: layout.headers.iter().cloned().enumerate().map(|(i, h)| (h, i)).collect() }
    }

    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    pub fn line(&self) -> u64 {
        self.lines.number()
    }

    /// The next row: its line and its cells in the order of the headers.
    #[expect(clippy::type_complexity, reason = "the nesting is the meaning: end, bad row, good row")]
    pub fn next(&mut self) -> io::Result<Option<Result<(u64, Vec<String>), RowError>>> {
        let Some(line) = self.lines.next()? else { return Ok(None) };
        if line.text.trim().is_empty() {
            return Ok(Some(Ok((line.number, Vec::new()))));
        }
        let row = match line.too_long {
            true => Err(RowProblem::TooLong),
            false => object(&line.text).and_then(|object| self.cells(object)),
        };
        Ok(Some(match row {
            Ok(cells) => Ok((line.number, cells)),
            Err(problem) => Err(RowError::new(line.number, problem, line.text)),
        }))
    }

    fn cells(&self, object: Object) -> Result<Vec<String>, RowProblem> {
        let mut cells = vec![None; self.index.len()];
        for (key, value) in object.0 {
            let text = match value {
                Value::Null => String::new(),
                Value::Bool(yes) => yes.to_string(),
                Value::Number(number) => number.to_string(),
                Value::String(text) => text,
                Value::Array(_) | Value::Object(_) => return Err(RowProblem::Nested(key)),
            };
            // Every key is in the index, unless the file changed while it was read.
            let Some(at) = self.index.get(&key) else { return Err(RowProblem::Json(key)) };
            if cells[*at].replace(text).is_some() {
                return Err(RowProblem::Twice(key));
            }
        }
        Ok(cells.into_iter().map(Option::unwrap_or_default).collect())
    }
}
