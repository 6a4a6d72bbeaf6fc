//! Bytes become text: the encoding is found once, then decoded as a stream.

use crate::codepage::{self, Bytes, Code};
use crate::limit;
use crate::problem::OpenError;
use encoding_rs::{Decoder, Encoding, UTF_8};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const CHUNK: usize = 64 * 1024;

/// Finds the encoding: a mark at the start, else UTF-8 when the bytes are, else the table of letters that makes words of
/// them ([`Bytes::code`]). The whole file is looked at, because the first accent may stand in its last row.
pub(crate) fn detect(file: &mut File) -> Result<Code, OpenError> {
    file.rewind()?;
    let mut buffer = vec![0; CHUNK];
    let mut scan = Scan::default();
    let mut single = Bytes::default();
    let mut first = true;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(&buffer[..count]) {
                return Ok(Code::Known(encoding));
            }
            // Text in UTF-16 without its mark is half zeros; so is anything that is not text.
            let zeros = buffer[..count].iter().filter(|b| **b == 0).count();
            if count >= 16 && zeros * 5 > count {
                return Err(OpenError::NotText);
            }
            first = false;
        }
        scan.feed(&buffer[..count]);
        single.feed(&buffer[..count]);
    }
    // One broken sequence in a file of good ones is damage, not another encoding.
    if scan.bad <= scan.good {
        return Ok(Code::Known(UTF_8));
    }
    single.code().ok_or(OpenError::Encoding)
}

/// Counts sequences of several bytes that are, and are not, UTF-8.
#[derive(Default)]
struct Scan {
    good: u64,
    bad: u64,
    pending: u8,
}

impl Scan {
    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match (self.pending, byte) {
                (0, 0x00..=0x7f) => {}
                (0, 0xc2..=0xdf) => self.pending = 1,
                (0, 0xe0..=0xef) => self.pending = 2,
                (0, 0xf0..=0xf4) => self.pending = 3,
                (0, _) => self.bad += 1,
                (1, 0x80..=0xbf) => {
                    self.pending = 0;
                    self.good += 1;
                }
                (_, 0x80..=0xbf) => self.pending -= 1,
                (_, other) => {
                    self.bad += 1;
                    self.pending = 0;
                    // The byte that broke the sequence may be a lone accent itself.
                    self.bad += u64::from(*other >= 0x80);
                }
            }
        }
    }
}

/// A file that counts the bytes read from it.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// What turns bytes into letters.
enum Table {
    Known(Decoder),
    Cp850,
}

impl Table {
    /// What was read, what was written, and whether nothing is left to read.
    fn decode(&mut self, raw: &[u8], out: &mut [u8], last: bool) -> (usize, usize, bool) {
        match self {
            Self::Known(decoder) => {
                let (result, read, written, _) = decoder.decode_to_utf8(raw, out, last);
                (read, written, matches!(result, encoding_rs::CoderResult::InputEmpty))
            }
            Self::Cp850 => {
                let (mut read, mut written) = (0, 0);
                // No letter of this table has more than three bytes in UTF-8.
                while read < raw.len() && written + 4 <= out.len() {
                    written += codepage::cp850(raw[read]).encode_utf8(&mut out[written..]).len();
                    read += 1;
                }
                (read, written, read == raw.len())
            }
        }
    }
}

/// A stream decoded into UTF-8. Bytes that mean nothing become U+FFFD, which a row is refused for.
struct Decoded {
    from: Counted,
    decoder: Table,
    raw: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for the longest character.
        debug_assert!(out.len() >= 4);
        loop {
            if self.start == self.end && !self.finished {
                self.end = self.from.read(&mut self.raw)?;
                self.start = 0;
            }
            let last = self.end == 0 || self.finished;
            if self.finished {
                return Ok(0);
            }
            let (read, written, emptied) = self.decoder.decode(&self.raw[self.start..self.end], out, last);
            self.start += read;
            self.finished = last && emptied;
            if written > 0 || self.finished {
                return Ok(written);
            }
        }
    }
}

/// One physical line, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Number in the file, from 1.
    pub number: u64,
    /// Its text; cut when `too_long`.
    pub text: String,
    /// It was longer than [`limit::RECORD_BYTES`]; the rest was skipped.
    pub too_long: bool,
}

/// The lines of a decoded file.
pub(crate) struct Lines {
    from: BufReader<Decoded>,
    read: Arc<AtomicU64>,
    end: u8,
    number: u64,
}

impl Lines {
    /// Starts at the beginning of the file.
    pub fn start(mut file: File, code: Code) -> io::Result<Self> {
        file.rewind()?;
        let read = Arc::new(AtomicU64::new(0));
        let from = Decoded {
            from: Counted { file, read: read.clone() },
            decoder: match code {
                Code::Known(encoding) => Table::Known(encoding.new_decoder_with_bom_removal()),
                Code::Cp850 => Table::Cp850,
            },
            raw: vec![0; CHUNK],
            start: 0,
            end: 0,
            finished: false,
        };
        let mut from = BufReader::with_capacity(CHUNK, from);
        let end = line_end(from.fill_buf()?);
        Ok(Self { from, read, end, number: 0 })
    }

    /// Bytes of the file read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Number of the last line read.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line, or `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut too_long = false;
        let mut any = false;
        loop {
            let chunk = self.from.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            any = true;
            let stop = chunk.iter().position(|b| *b == self.end);
            let part = &chunk[..stop.unwrap_or(chunk.len())];
            let room = limit::RECORD_BYTES - bytes.len();
            too_long |= part.len() > room;
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = stop.map_or(chunk.len(), |at| at + 1);
            self.from.consume(used);
            if stop.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(Line { number: self.number, text: String::from_utf8_lossy(&bytes).into_owned(), too_long }))
    }
}

/// What ends a line: a carriage return alone, as Excel on a Macintosh writes it, whatever stands inside its cells; else a
/// line feed. The first of them that no quotation marks enclose tells.
fn line_end(sample: &[u8]) -> u8 {
    let mut quoted = false;
    for (at, byte) in sample.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => return b'\n',
            b'\r' if !quoted => {
                return if sample.get(at + 1).is_none_or(|next| *next != b'\n') { b'\r' } else { b'\n' };
            }
            _ => {}
        }
    }
    // A quotation mark that never closes hides them all.
    if !sample.contains(&b'\n') && sample.contains(&b'\r') { b'\r' } else { b'\n' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: &[u8]) -> (String, Vec<String>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let encoding = detect(&mut file).unwrap();
        let mut lines = Lines::start(file, encoding).unwrap();
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(line.text);
        }
        assert_eq!(lines.bytes_read(), bytes.len() as u64);
        (encoding.name().to_owned(), found)
    }

    #[test]
    fn five_encodings_give_one_text() {
        let text = "Zoë;Çelik\r\nŁucja".to_owned();
        let utf16 = |order: fn(u16) -> [u8; 2]| {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect::<Vec<u8>>()
        };
        let expected = vec!["Zoë;Çelik".to_owned(), "Łucja".to_owned()];
        assert_eq!(read(text.as_bytes()), ("UTF-8".into(), expected.clone()));
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()), ("UTF-8".into(), expected.clone()));
        assert_eq!(read(&utf16(u16::to_le_bytes)), ("UTF-16LE".into(), expected.clone()));
        assert_eq!(read(&utf16(u16::to_be_bytes)), ("UTF-16BE".into(), expected));
        assert_eq!(read(b"Zo\xeb;\xc7elik \x80"), ("windows-1252".into(), vec!["Zoë;Çelik €".to_owned()]));
    }

    #[test]
    fn one_broken_byte_does_not_spoil_a_file_in_utf_8() {
        let (encoding, lines) = read(b"Zo\xc3\xab\nAm\xc3\xa9lie\nbad \xe9 here");
        assert_eq!(encoding, "UTF-8");
        assert_eq!(lines, ["Zoë", "Amélie", "bad \u{fffd} here"]);
    }

    #[test]
    fn an_accent_after_the_first_chunk_is_decoded() {
        let mut bytes = vec![b'a'; CHUNK * 2];
        bytes[CHUNK] = b'\n';
        bytes.extend_from_slice(b"\nRen\xe9e");
        let (encoding, lines) = read(&bytes);
        assert_eq!(encoding, "windows-1252");
        assert_eq!(lines[2], "Renée");
    }

    #[test]
    fn what_dos_and_an_old_macintosh_wrote_is_read_as_they_wrote_it() {
        let expected = vec!["Zoë;Bérénice Françoise".to_owned()];
        assert_eq!(read(b"Zo\x89;B\x82r\x82nice Fran\x87oise"), ("CP850 (DOS)".into(), expected.clone()));
        assert_eq!(read(b"Zo\x91;B\x8er\x8enice Fran\x8doise"), ("Mac Roman".into(), expected));
    }

    #[test]
    fn a_carriage_return_ends_lines_whatever_stands_in_cells() {
        for (bytes, expected) in [
            (&b"a;b\r\"x\ny\";c\rd;e"[..], vec!["a;b", "\"x\ny\";c", "d;e"]),
            (b"a;b\rx\ny;c\rd;e\r", vec!["a;b", "x\ny;c", "d;e"]),
            (b"\"a\nb\";c\rd;e", vec!["\"a\nb\";c", "d;e"]),
            (b"a;b\r\nc;d\r\n", vec!["a;b", "c;d"]),
            (b"a;b\n\"x\ry\";d", vec!["a;b", "\"x\ry\";d"]),
            (b"\"a\rb\";c\nd", vec!["\"a\rb\";c", "d"]),
        ] {
            assert_eq!(read(bytes).1, expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_very_long_line_is_cut_and_the_next_one_is_read() {
        let mut bytes = vec![b'a'; limit::RECORD_BYTES + 5];
        bytes.extend_from_slice(b"\nshort");
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let mut lines = Lines::start(file, Code::Known(UTF_8)).unwrap();
        assert!(lines.next().unwrap().unwrap().too_long);
        assert_eq!(lines.next().unwrap().unwrap(), Line { number: 2, text: "short".into(), too_long: false });
    }
}
