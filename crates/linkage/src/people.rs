//! People in a CSV file: any order of columns, any subset, whatever people wrote.

use crate::birth::Birth;
use crate::name::hash;
use crate::normal;
use crate::nothing::{About, says_nothing};
use crate::place;
use crate::plain::plain;
use crate::record::{Lexicon, Record, Written, WrittenAddress};
use crate::table;
use csv::ByteRecord;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::io::Read;

/// Columns that are read. All but the first may be missing.
const COLUMNS: [&str; 12] = [
    "id",
    "given_name",
    "family_name",
    "sex",
    "birth_date",
    "street",
    "house_number",
    "postcode",
    "town",
    "phone",
    "document",
    "report",
];
/// Bytes of a file that are worth a thread of their own.
const LEAST: usize = 1 << 20;

/// Why a file of people cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Not a CSV file, or the disk fails.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// There is no column with identifiers.
    #[error("the file has no column `id`; its columns are: {0}")]
    NoId(String),
    /// A column stands in the header twice.
    #[error("the column `{0}` stands in the header twice")]
    Twice(&'static str),
    /// A quote that nobody closes swallows the rest of the file.
    #[error("a quote that opens in line {0} is never closed")]
    Quote(u64),
    /// Not text in an encoding that is known.
    #[error("this is not text in UTF-8, UTF-16 or Windows-1252")]
    NotText,
    /// None of the columns that are compared.
    #[error(
        "the file has none of the columns that are compared (given_name, family_name, birth_date, phone, …)"
    )]
    NothingToCompare,
    /// Numbers of records are kept in 32 bits.
    #[error("more than 4,000,000,000 records")]
    TooMany,
}

/// A row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Line in the file.
    pub line: u64,
    /// Why.
    pub reason: &'static str,
}

/// People read from files.
#[derive(Debug, Default)]
pub struct People {
    /// Names and streets.
    pub lexicon: Lexicon,
    /// Records, in the order of the file.
    pub records: Vec<Record>,
    /// Rows that were left out.
    pub left: Vec<Left>,
    /// Births that are written but cannot be read: they count as unknown.
    pub unreadable_births: u64,
    /// The same of phones.
    pub unreadable_phones: u64,
    files: Vec<u8>,
    seen: FxHashSet<(u8, u64)>,
    ids: String,
    ends: Vec<usize>,
    reports: FxHashMap<Box<str>, u32>,
}

impl People {
    /// The identifier of a record, as in the file.
    pub fn id(&self, record: u32) -> &str {
        let at = record as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.ids[start..self.ends[at]]
    }

    /// From which file each record comes.
    pub(crate) fn files(&self) -> &[u8] {
        &self.files
    }

    /// From which file a record comes: 0, then 1.
    pub fn file_of(&self, record: u32) -> u8 {
        self.files[record as usize]
    }

    /// Reads a file; call it again for a second one. Text in UTF-8, UTF-16 or Windows-1252, parted by commas,
    /// semicolons, tabs or bars, with or without a first line `sep=;`, as spreadsheets write it.
    pub fn read(&mut self, mut file: impl Read + Send) -> Result<(), Unreadable> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(csv::Error::from)?;
        let text = table::decode(bytes).ok_or(Unreadable::NotText)?;
        let (start, delimiter) = table::delimiter(&text, |cell| COLUMNS.contains(&cell));
        let text = &text[start..];
        let mut reader = reader(text, delimiter);
        let header = reader.byte_headers()?.clone();
        let (begin, line) = (reader.position().byte() as usize, reader.position().line());
        let before = line - 1 + u64::from(start != 0);
        let rows = text.get(begin..).unwrap_or_default();
        let many = (rows.len() / LEAST + 1).min(rayon::current_num_threads());
        table::parts(&text[..begin.min(text.len())], delimiter, 1).map_err(Unreadable::Quote)?;
        let layout = Layout { columns: columns(&header)?, width: header.len(), delimiter };
        let parts = table::parts(rows, delimiter, many).map_err(|line| Unreadable::Quote(line + before))?;
        let parts = parts.into_par_iter().map(|part| Rows::read(part, before, &layout));
        let file = self.files.last().map_or(0, |last| last + 1);
        let from = self.left.len();
        for part in parts.collect::<Result<Vec<_>, _>>()? {
            self.append(part, file)?;
        }
        self.left[from..].sort_by_key(|left| left.line);
        Ok(())
    }

    /// Takes rows that were read apart.
    fn append(&mut self, mut rows: Rows, file: u8) -> Result<(), Unreadable> {
        if u32::try_from(self.records.len() + rows.records.len()).is_err() {
            return Err(Unreadable::TooMany);
        }
        self.lexicon.append(rows.lexicon, &mut rows.records);
        let reports: Vec<u32> = rows.reports.iter().map(|report| self.report(report)).collect();
        let mut start = 0;
        for ((record, end), line) in rows.records.into_iter().zip(&rows.ends).zip(&rows.lines) {
            let id = &rows.ids[std::mem::replace(&mut start, *end)..*end];
            if !self.seen.insert((file, hash(id.as_bytes()))) {
                self.left.push(Left { line: *line, reason: "the id was given before" });
                continue;
            }
            let report = (record.report as usize).checked_sub(1).map_or(0, |report| reports[report]);
            self.records.push(Record { report, ..record });
            self.files.push(file);
            self.ids.push_str(id);
            self.ends.push(self.ids.len());
        }
        self.left.extend(rows.left);
        self.unreadable_births += rows.unreadable_births;
        self.unreadable_phones += rows.unreadable_phones;
        Ok(())
    }

    fn report(&mut self, written: &str) -> u32 {
        let next = self.reports.len() as u32 + 1;
        *self.reports.entry(written.into()).or_insert(next)
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// Rows of a part of a file, in numbers of their own.
#[derive(Default)]
struct Rows {
    lexicon: Lexicon,
    records: Vec<Record>,
    /// Identifiers behind one another, where each ends, and in which line each stands.
    ids: String,
    ends: Vec<usize>,
    lines: Vec<u64>,
    /// Reports, as written, and their numbers here.
    reports: Vec<String>,
    known_reports: FxHashMap<String, u32>,
    left: Vec<Left>,
    unreadable_births: u64,
    unreadable_phones: u64,
}

impl Rows {
    /// Reads a part of a file, before which so many lines stand.
    fn read(part: table::Part<'_>, before: u64, layout: &Layout) -> Result<Self, Unreadable> {
        let mut rows = Self::default();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(layout.delimiter)
            .from_reader(part.rows.as_bytes());
        let mut row = ByteRecord::new();
        while reader.read_byte_record(&mut row)? {
            let line = row.position().map_or(0, csv::Position::line) + before + part.lines;
            rows.add(&row, line, layout);
        }
        Ok(rows)
    }

    fn add(&mut self, row: &ByteRecord, line: u64, layout: &Layout) {
        let cells: [Cow<'_, str>; COLUMNS.len()] = layout.columns.map(|at| {
            String::from_utf8_lossy(at.and_then(|at| row.get(at)).unwrap_or_default().trim_ascii())
        });
        let [id, given, family, sex, birth, street, number, postcode, town, phone, document, report] = &cells;
        if let Some(reason) = why_not(row, id, layout) {
            self.left.push(Left { line, reason });
            return;
        }
        let one = [phone.as_ref()];
        let several: Vec<&str>;
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        let phones: &[&str] = if phone.is_empty() {
            &[]
        } else if digits < TWO_PHONES && place::phone(phone) != 0 {
            &one
        } else {
            several = normal::phones(phone);
            &several
        };
        let silent = || says_nothing(&plain(phone), About::Town);
        self.unreadable_phones += u64::from(phones.is_empty() && !phone.is_empty() && !silent());
        let born = Birth::read(birth);
        self.unreadable_births += u64::from(born == Birth::default() && Birth::is_unreadable(birth));
        let report = self.report(report);
        let written = Written {
            given,
            family,
            sex,
            birth: born,
            addresses: &[WrittenAddress { street, number, postcode, town }],
            phones,
            document,
            report,
        };
        self.records.push(self.lexicon.read(&written));
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
        self.lines.push(line);
    }

    fn report(&mut self, written: &str) -> u32 {
        if written.is_empty() {
            return 0;
        }
        if let Some(number) = self.known_reports.get(written) {
            return *number;
        }
        self.reports.push(written.to_owned());
        let number = self.reports.len() as u32;
        self.known_reports.insert(written.to_owned(), number);
        number
    }
}

/// Why a row is left out, if it is.
fn why_not(row: &ByteRecord, id: &str, layout: &Layout) -> Option<&'static str> {
    let surplus = row.iter().skip(layout.width).any(|cell| !cell.trim_ascii().is_empty());
    if surplus {
        return Some("the row has more cells than the header");
    }
    id.is_empty().then_some("the row has no id")
}

/// Digits of a cell in which two phones may stand: a Belgian one has eight at least behind its 0.
const TWO_PHONES: usize = 14;

/// How the rows of a file are laid out.
struct Layout {
    columns: [Option<usize>; COLUMNS.len()],
    width: usize,
    delimiter: u8,
}

fn columns(header: &ByteRecord) -> Result<[Option<usize>; COLUMNS.len()], Unreadable> {
    let plain =
        |cell: &[u8]| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_lowercase();
    let names: Vec<String> = header.iter().map(plain).collect();
    let twice = |column: &&&str| names.iter().filter(|name| name == *column).count() > 1;
    if let Some(column) = COLUMNS.iter().find(twice) {
        return Err(Unreadable::Twice(column));
    }
    let found = COLUMNS.map(|column| names.iter().position(|name| name == column));
    if found[0].is_none() {
        return Err(Unreadable::NoId(names.join(", ")));
    }
    if found[1..].iter().all(Option::is_none) {
        return Err(Unreadable::NothingToCompare);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<People, Unreadable> {
        let mut people = People::default();
        people.read(text.as_bytes()).map(|()| people)
    }

    #[test]
    fn columns_may_come_in_any_order_and_rows_without_id_are_named() {
        let people = read("family_name,other,ID\nPeeters,x,a1\nMaes,y,\nJanssens").unwrap();
        assert_eq!((people.records.len(), people.id(0)), (1, "a1"));
        assert_eq!(people.left.iter().map(|left| left.line).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_file_without_ids_says_which_columns_it_has() {
        assert!(read("name,birth_date\nx,y\n").unwrap_err().to_string().contains("name, birth_date"));
        assert!(matches!(read("id,colour\n1,red\n"), Err(Unreadable::NothingToCompare)));
    }

    #[test]
    fn a_file_is_read_as_a_spreadsheet_writes_it() {
        let text = "id;given_name;family_name\nc0;Émile;Étienne\nc1;Özge;Íñiguez\n";
        let utf16: Vec<u8> = "\u{feff}"
            .chars()
            .chain(text.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let cp1252 =
            text.replace('É', "\u{1}").replace('Ö', "\u{2}").replace('Í', "\u{3}").replace('ñ', "\u{4}");
        let cp1252: Vec<u8> = cp1252
            .bytes()
            .map(|b| match b {
                1 => 0xC9,
                2 => 0xD6,
                3 => 0xCD,
                4 => 0xF1,
                other => other,
            })
            .collect();
        let expected = read(&text.replace(';', ",")).unwrap().records;
        for bytes in [
            text.as_bytes().to_vec(),
            format!("sep=;\r\n{text}").into_bytes(),
            text.replace(';', "\t").into_bytes(),
            text.replace(';', "|").into_bytes(),
            utf16,
            cp1252,
        ] {
            let mut people = People::default();
            people.read(&bytes[..]).unwrap();
            assert_eq!(people.records, expected, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        assert!(matches!(read("id,given_name,id\n1,a,2\n"), Err(Unreadable::Twice("id"))));
        assert!(matches!(read("id,given_name\n1,a\n2,\"b\n3,c\n"), Err(Unreadable::Quote(3))));
        assert!(matches!(read("id,\"given_name\n1,a\n"), Err(Unreadable::Quote(1))));
        let people = read(
            "id,given_name,birth_date,phone\n1,a,,\n1,b,,\n2,c,12/03/83,12\n3,d,1983,0470123457,\n4,e,,,x\n",
        )
        .unwrap();
        assert_eq!((people.records.len(), people.unreadable_births, people.unreadable_phones), (3, 1, 1));
        let reasons: Vec<_> = people.left.iter().map(|left| (left.line, left.reason)).collect();
        assert_eq!(reasons, [(3, "the id was given before"), (6, "the row has more cells than the header")]);
    }

    #[test]
    fn a_long_file_is_read_in_parts_as_in_one() {
        let rows = |n: usize| {
            let id = if n == 30_000 { 7 } else { n };
            format!(
                "{id},Jan{},\"Peeters\n{}\",1971-05-{:02},Kerkstraat {n},r{}\n",
                n % 91,
                n % 13,
                n % 28 + 1,
                n % 5
            )
        };
        let text: String = (0..40_000).map(rows).collect();
        let header = "id,given_name,family_name,birth_date,street,report\n";
        let threads = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        let whole = threads(1).install(|| read(&format!("{header}{text}")).unwrap());
        let parts = threads(3).install(|| read(&format!("{header}{text}")).unwrap());
        assert_eq!(whole.left, parts.left);
        assert_eq!(whole.left, [Left { line: 60_002, reason: "the id was given before" }]);
        assert_eq!(whole.records, parts.records);
        assert_eq!((whole.id(39_998), whole.records.len()), (parts.id(39_998), 39_999));
    }

    #[test]
    fn hostile_bytes_do_no_harm() {
        let mut people = People::default();
        people.read(&b"id,given_name,family_name,birth_date,phone\n1,\xff\xfe,\"a\"\"\n\",99999999999999999999,++++\n2"[..]).unwrap();
        assert_eq!(people.records.len(), 2);
    }
}
