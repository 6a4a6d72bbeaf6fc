//! Files: read, or taken from the program; what is wrong in them, with the place.

use serde::de::DeserializeOwned;
use std::{borrow::Cow, fmt, io, path::Path};

/// Why the directory cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryError {
    /// The file, below the content folder for an embedded one.
    pub file: String,
    /// Line and key, or entry and key; empty when the whole file is meant.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

impl DirectoryError {
    pub(crate) fn new(file: impl fmt::Display, place: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Self { file: file.to_string(), place: place.to_string(), reason: reason.to_string() }
    }
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}: {}", self.file, self.reason),
            place => write!(f, "{}, {place}: {}", self.file, self.reason),
        }
    }
}

impl std::error::Error for DirectoryError {}

/// The text of a file, and the name under which to speak of it.
pub(crate) struct Source {
    name: String,
    text: Cow<'static, str>,
}

impl Source {
    pub(crate) fn embedded(path: &str, text: &'static str) -> Self {
        Self { name: path.to_owned(), text: Cow::Borrowed(text) }
    }

    /// The file of a folder, or the embedded one when the folder has none.
    pub(crate) fn in_folder(dir: &Path, path: &str, fallback: &'static str) -> Result<Self, DirectoryError> {
        let file = dir.join(path);
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Self { name: file.display().to_string(), text: Cow::Owned(text) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::embedded(path, fallback)),
            Err(error) => Err(DirectoryError::new(file.display(), "", error)),
        }
    }

    pub(crate) fn wrong(&self, place: impl fmt::Display, reason: impl fmt::Display) -> DirectoryError {
        DirectoryError::new(&self.name, place, reason)
    }

    /// Spreadsheets put a byte order mark before the first letter.
    fn text(&self) -> &str {
        self.text.strip_prefix('\u{feff}').unwrap_or(&self.text)
    }

    /// Reads TOML.
    pub(crate) fn toml<T: DeserializeOwned>(&self) -> Result<T, DirectoryError> {
        toml::from_str(self.text()).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| place(self.text(), span.start));
            self.wrong(place, error.message())
        })
    }

    /// Reads tab-separated rows under a header, with the line of each; lines that begin with `#` are comments.
    pub(crate) fn rows<T: DeserializeOwned>(&self) -> Result<Vec<(u64, T)>, DirectoryError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .comment(Some(b'#'))
            .quoting(false)
            .trim(csv::Trim::All)
            .from_reader(self.text().as_bytes());
        let header = reader.headers().map_err(|error| self.wrong("", error))?.clone();
        let row = |record: Result<csv::StringRecord, csv::Error>| {
            let record = record.map_err(|error| self.bad_row(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = record.deserialize(Some(&header)).map_err(|error| self.bad_row(&error))?;
            Ok((line, row))
        };
        reader.records().map(row).collect()
    }

    fn bad_row(&self, error: &csv::Error) -> DirectoryError {
        let place = error.position().map_or_else(String::new, |position| line(position.line()));
        match error.kind() {
            csv::ErrorKind::Deserialize { err, .. } => self.wrong(place, err),
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                self.wrong(place, format_args!("{len} columns, the header has {expected_len}"))
            }
            _ => self.wrong(place, error),
        }
    }
}

pub(crate) fn line(number: u64) -> String {
    format!("line {number}")
}

/// Line of a byte, with the key on it if there is one.
fn place(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let number = before.matches('\n').count();
    let here = text.lines().nth(number).unwrap_or_default();
    match here.split_once('=') {
        Some((key, _)) => format!("line {}, {}", number + 1, key.trim()),
        None => format!("line {}", number + 1),
    }
}
