//! CSV: lines become records. Not the crate `csv`, which takes an unclosed quote as the rest of the file:
//! here such a record costs its own line and no more.

use crate::decode::{Line, Lines};
use crate::limit;
use crate::problem::{RowError, RowProblem};
use std::collections::VecDeque;
use std::io;

/// One record: its first line and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub line: u64,
    pub cells: Vec<String>,
}

/// Result of cutting a text into cells.
#[derive(Debug, PartialEq, Eq)]
enum Cut {
    Cells(Vec<String>),
    /// The text ends inside a quoted cell.
    Open,
    /// A closing quote is followed by something else than a delimiter.
    Broken,
}

fn cut(text: &str, delimiter: char) -> Cut {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut chars = text.chars().peekable();
    let mut fresh = true;
    while let Some(c) = chars.next() {
        if c == delimiter {
            cells.push(std::mem::take(&mut cell));
            fresh = true;
        } else if c == '"' && fresh {
            fresh = false;
            loop {
                match chars.next() {
                    Some('"') if chars.peek() == Some(&'"') => {
                        chars.next();
                        cell.push('"');
                    }
                    Some('"') => break,
                    Some(other) => cell.push(other),
                    None => return Cut::Open,
                }
            }
            while chars.next_if_eq(&' ').is_some() {}
            if chars.peek().is_some_and(|next| *next != delimiter) {
                return Cut::Broken;
            }
        } else {
            fresh = false;
            cell.push(c);
        }
    }
    cells.push(cell);
    Cut::Cells(cells)
}

/// The records of a CSV file.
pub(crate) struct Records {
    lines: Lines,
    /// Lines that were read ahead for a quote that never closed, to be read again as records.
    ahead: VecDeque<Line>,
    pub delimiter: char,
}

impl Records {
    pub fn new(lines: Lines, delimiter: char) -> Self {
        Self { lines, ahead: VecDeque::new(), delimiter }
    }

    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    pub fn line(&self) -> u64 {
        self.lines.number()
    }

    fn line_next(&mut self) -> io::Result<Option<Line>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    /// The next record. An empty line is a record of one empty cell.
    pub fn next(&mut self) -> io::Result<Option<Result<Record, RowError>>> {
        let Some(first) = self.line_next()? else { return Ok(None) };
        if first.too_long {
            return Ok(Some(Err(RowError::new(first.number, RowProblem::TooLong, first.text))));
        }
        match cut(&first.text, self.delimiter) {
            Cut::Cells(cells) => Ok(Some(Ok(Record { line: first.number, cells }))),
            Cut::Broken => Ok(Some(Err(RowError::new(first.number, RowProblem::Quoting, first.text)))),
            Cut::Open => self.continued(first).map(Some),
        }
    }

    /// A quoted cell with line breaks in it.
    fn continued(&mut self, first: Line) -> io::Result<Result<Record, RowError>> {
        let mut text = first.text.clone();
        let mut taken = Vec::new();
        while taken.len() < limit::QUOTED_LINES {
            let Some(line) = self.line_next()? else { break };
            let too_long = line.too_long || text.len() + line.text.len() > limit::RECORD_BYTES;
            let quoted = line.text.contains('"');
            text.push('\n');
            text.push_str(&line.text);
            taken.push(line);
            if too_long {
                break;
            }
            // Only a line with a quote can close one.
            match if quoted { cut(&text, self.delimiter) } else { Cut::Open } {
                Cut::Cells(cells) => return Ok(Ok(Record { line: first.number, cells })),
                Cut::Open => {}
                Cut::Broken => break,
            }
        }
        for line in taken.into_iter().rev() {
            self.ahead.push_front(line);
        }
        Ok(Err(RowError::new(first.number, RowProblem::Quoting, first.text)))
    }
}

/// The delimiter of a header line: the one that gives most known columns, then most columns.
pub(crate) fn sniff(header: &str, known: impl Fn(&str) -> bool) -> char {
    let score = |delimiter: &char| match cut(header, *delimiter) {
        Cut::Cells(cells) => (cells.iter().filter(|c| known(c)).count(), cells.len()),
        Cut::Open | Cut::Broken => (0, 0),
    };
    // `max_by_key` keeps the last of equals: the comma, as the name of the format says.
    ['\t', ';', ','].into_iter().max_by_key(score).unwrap_or(',')
}

/// Whether the text ends inside a quoted cell (a header over several lines).
pub(crate) fn is_open(text: &str, delimiter: char) -> bool {
    cut(text, delimiter) == Cut::Open
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn records(text: &str) -> Vec<Result<Record, (u64, RowProblem)>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut records =
            Records::new(Lines::start(file, crate::codepage::Code::Known(encoding_rs::UTF_8)).unwrap(), ';');
        let mut found = Vec::new();
        while let Some(record) = records.next().unwrap() {
            found.push(record.map_err(|e| (e.line, e.problem)));
        }
        found
    }

    fn good(line: u64, cells: &[&str]) -> Result<Record, (u64, RowProblem)> {
        Ok(Record { line, cells: cells.iter().map(|c| (*c).to_owned()).collect() })
    }

    #[test]
    fn quotes_delimiters_and_line_breaks_inside_a_cell() {
        let found = records("a;\"b;\"\"c\"\"\"\r\n\"x\ny\" ;z\n5\" pipe;d");
        assert_eq!(found, [good(1, &["a", "b;\"c\""]), good(2, &["x\ny", "z"]), good(4, &["5\" pipe", "d"])]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_one_line() {
        let found = records("a;\"b\nc;d\n\"e\";f\ng;h");
        assert_eq!(found[0], Err((1, RowProblem::Quoting)));
        assert_eq!(found[1..], [good(2, &["c", "d"]), good(3, &["e", "f"]), good(4, &["g", "h"])]);
    }

    #[test]
    fn the_delimiter_is_the_one_that_gives_known_columns() {
        let known = |cell: &str| matches!(cell, "pv" | "zone");
        assert_eq!(sniff("pv;zone;a,b,c,d", known), ';');
        assert_eq!(sniff("pv,zone", known), ',');
        assert_eq!(sniff("pv\tzone", known), '\t');
    }
}
