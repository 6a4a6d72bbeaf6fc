//! Tables as programs write them: which encoding, which sign between cells, and whether a quote was left open.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes as text: by the mark at the start, else UTF-8 when they are, else Windows-1252 (what Excel writes in Belgium).
/// `None` when they are no text.
pub(crate) fn decode(bytes: Vec<u8>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    // UTF-16 without a mark: every second byte of Latin text is zero.
    let start = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if (even + odd) * 5 > start.len() && start.len() >= 16 {
        let encoding = match (even, odd) {
            (0, _) => UTF_16LE,
            (_, 0) => UTF_16BE,
            (_, _) => return None,
        };
        return Some(encoding.decode_without_bom_handling(&bytes).0.into_owned());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            // One broken sequence in a file of good ones is damage, not another encoding.
            let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let bad = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
            let good = lossy.chars().filter(|c| !c.is_ascii()).count() - bad;
            Some(if bad > good { WINDOWS_1252.decode(error.as_bytes()).0.into_owned() } else { lossy })
        }
    }
}

/// Where the header begins, and the sign that parts its cells: the one that a first line `sep=;` names, or the one that
/// parts it into most columns that are known.
pub(crate) fn delimiter(text: &str, known: impl Fn(&str) -> bool) -> (usize, u8) {
    let first = text.lines().next().unwrap_or_default();
    let told = first.trim().strip_prefix("sep=").and_then(|sign| sign.bytes().next());
    if let Some(sign) = told.filter(u8::is_ascii) {
        let start = text.find('\n').map_or(text.len(), |end| end + 1);
        return (start, sign);
    }
    let columns = |sign: &u8| {
        let cell = |cell: &str| cell.trim_matches(['"', ' ']).to_lowercase();
        first.split(char::from(*sign)).filter(|text| known(&cell(text))).count()
    };
    // Of equals the last one: a comma, then.
    (0, [b'|', b'\t', b';', b','].into_iter().max_by_key(columns).unwrap_or(b','))
}

/// A part of a table: whole rows, and how many lines stand before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'t> {
    pub(crate) rows: &'t str,
    pub(crate) lines: u64,
}

/// A table in parts of about equal length, at most so many, each of whole rows: they can be read at the same time.
///
/// # Errors
/// The line in which a quote opens that is never closed.
pub(crate) fn parts(text: &str, delimiter: u8, many: usize) -> Result<Vec<Part<'_>>, u64> {
    let length = text.len() / many.max(1) + 1;
    let mut rows = Rows { text: text.as_bytes(), delimiter, quoted: text.contains('"'), at: 0, lines: 0 };
    let mut parts = Vec::with_capacity(many);
    loop {
        let (start, lines) = (rows.at, rows.lines);
        let end = rows.next_after(start + length)?;
        if start < text.len() {
            parts.push(Part { rows: &text[start..end.unwrap_or(text.len())], lines });
        }
        if end.is_none() {
            return Ok(parts);
        }
    }
}

/// Goes through a table row by row.
struct Rows<'t> {
    text: &'t [u8],
    delimiter: u8,
    /// Whether a quote stands in it at all: where there is none, every line is a row.
    quoted: bool,
    at: usize,
    lines: u64,
}

impl Rows<'_> {
    /// Where the first row ends that ends at this place or after it; `None` at the end.
    fn next_after(&mut self, place: usize) -> Result<Option<usize>, u64> {
        if !self.quoted {
            let skipped = self.at..place.clamp(self.at + 1, self.text.len().max(self.at + 1)) - 1;
            self.at = skipped.end;
            self.lines += self.text[skipped].iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        let (mut opened, mut start) = (None, true);
        while let Some(byte) = self.text.get(self.at).copied() {
            self.at += 1;
            let quote = byte == b'"';
            if quote && opened.is_some() && self.text.get(self.at) == Some(&b'"') {
                self.at += 1;
            } else if quote && start && opened.is_none() {
                opened = Some(self.lines + 1);
            } else if quote {
                opened = None;
            }
            let ends = byte == b'\n';
            start = opened.is_none() && (byte == self.delimiter || ends || byte == b'\r');
            self.lines += u64::from(ends);
            if ends && opened.is_none() && self.at >= place {
                return Ok(Some(self.at));
            }
        }
        opened.map_or(Ok(None), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_is_closed_is_no_fault() {
        for text in ["a,\"b\nc\",d\n", "a,\"b\"\"c\"\n", "5\" pipe,x\n", "\"\",\"\"\n", "a\n\"b\""] {
            assert!(parts(text, b',', 1).is_ok(), "{text}");
        }
        assert_eq!(parts("a,b\nc,\"d\ne,f\n", b',', 1), Err(2));
        assert_eq!(parts("a,b\nc,d\n\"e,f\n", b',', 3), Err(3));
    }

    #[test]
    fn parts_are_whole_rows_and_together_the_table() {
        let text = "a,\"b\nc\"\n1,2\r\n3,\"4\"\"\n5\"\n6,7";
        for many in 1..12 {
            let parts = parts(text, b',', many).unwrap();
            assert_eq!(parts.iter().map(|part| part.rows).collect::<String>(), text, "{many}");
            let rows: Vec<&str> = parts.iter().map(|part| part.rows).collect();
            assert!(rows.iter().all(|rows| rows.matches('"').count() % 2 == 0), "{rows:?}");
            for (part, before) in parts.iter().zip(1..) {
                let all: String = rows[..before - 1].concat();
                assert_eq!(part.lines, all.matches('\n').count() as u64, "{many} {before}");
            }
            assert!(parts.len() <= many);
        }
    }

    #[test]
    fn pictures_are_no_text() {
        assert_eq!(decode([0_u8, 0, 1, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 0, 1, 1].to_vec()), None);
        assert_eq!(decode(b"id,a\n".to_vec()).as_deref(), Some("id,a\n"));
    }
}
