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
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

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
/// How many rows are handed over together.
const LOT: usize = 4096;

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
    reports: rustc_hash::FxHashMap<Box<str>, u32>,
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
        if let Some(line) = table::open_quote(text.as_bytes(), delimiter) {
            return Err(Unreadable::Quote(line + u64::from(start != 0)));
        }
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let header = reader.byte_headers()?.clone();
        let columns = columns(&header)?;
        let number = self.files.last().map_or(0, |last| last + 1);
        let layout = Layout { columns, width: header.len(), file: number, before: u64::from(start != 0) };
        let (lots, rows) = sync_channel::<Lot>(4);
        let (emptied, spare) = channel::<Lot>();
        std::thread::scope(|scope| {
            let parsing = scope.spawn(move || parse(reader, &lots, &spare));
            for lot in rows {
                for row in &lot {
                    self.add(row, &layout)?;
                }
                // At the end of the file nobody needs it any more.
                let _ = emptied.send(lot);
            }
            #[expect(clippy::expect_used, reason = "a panic there is a panic here")]
            Ok(parsing.join().expect("the reading thread ended")?)
        })
    }

    fn add(&mut self, row: &ByteRecord, layout: &Layout) -> Result<(), Unreadable> {
        let cells: [Cow<'_, str>; COLUMNS.len()] = layout.columns.map(|at| {
            String::from_utf8_lossy(at.and_then(|at| row.get(at)).unwrap_or_default().trim_ascii())
        });
        let [id, given, family, sex, birth, street, number, postcode, town, phone, document, report] = &cells;
        if let Some(reason) = self.why_not(row, id, layout) {
            let line = row.position().map_or(0, csv::Position::line) + layout.before;
            self.left.push(Left { line, reason });
            return Ok(());
        }
        let one = [phone.as_ref()];
        let several: Vec<&str>;
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        let phones: &[&str] = if digits < TWO_PHONES && place::phone(phone) != 0 {
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
        let record = self.lexicon.read(&written);
        if u32::try_from(self.records.len()).is_err() {
            return Err(Unreadable::TooMany);
        }
        self.records.push(record);
        self.files.push(layout.file);
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
        Ok(())
    }

    /// Why a row is left out, if it is.
    fn why_not(&mut self, row: &ByteRecord, id: &str, layout: &Layout) -> Option<&'static str> {
        let surplus = row.iter().skip(layout.width).any(|cell| !cell.trim_ascii().is_empty());
        if surplus {
            return Some("the row has more cells than the header");
        }
        if id.is_empty() {
            return Some("the row has no id");
        }
        let new = self.seen.insert((layout.file, hash(id.as_bytes())));
        (!new).then_some("the id was given before")
    }

    fn report(&mut self, written: &str) -> u32 {
        if written.is_empty() {
            return 0;
        }
        let next = self.reports.len() as u32 + 1;
        *self.reports.entry(written.into()).or_insert(next)
    }
}

/// Digits of a cell in which two phones may stand: a Belgian one has eight at least behind its 0.
const TWO_PHONES: usize = 14;

/// How the rows of a file are laid out.
struct Layout {
    columns: [Option<usize>; COLUMNS.len()],
    width: usize,
    file: u8,
    /// Lines before the header.
    before: u64,
}

/// Rows that are handed over together.
type Lot = Vec<ByteRecord>;

/// Rows in lots, so that parsing and understanding go on at the same time. Lots that were understood come back and are
/// filled again: a row costs no memory of its own.
fn parse(
    mut reader: csv::Reader<impl Read>,
    lots: &SyncSender<Lot>,
    spare: &Receiver<Lot>,
) -> Result<(), csv::Error> {
    loop {
        let mut lot = spare.try_recv().unwrap_or_default();
        lot.resize(LOT, ByteRecord::new());
        let mut filled = 0;
        while filled < LOT && reader.read_byte_record(&mut lot[filled])? {
            filled += 1;
        }
        lot.truncate(filled);
        // A reader that gave up has said why itself.
        if lots.send(lot).is_err() || filled < LOT {
            return Ok(());
        }
    }
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
        let people = read(
            "id,given_name,birth_date,phone\n1,a,,\n1,b,,\n2,c,12/03/83,12\n3,d,1983,0470123457,\n4,e,,,x\n",
        )
        .unwrap();
        assert_eq!((people.records.len(), people.unreadable_births, people.unreadable_phones), (3, 1, 1));
        let reasons: Vec<_> = people.left.iter().map(|left| (left.line, left.reason)).collect();
        assert_eq!(reasons, [(3, "the id was given before"), (6, "the row has more cells than the header")]);
    }

    #[test]
    fn hostile_bytes_do_no_harm() {
        let mut people = People::default();
        people.read(&b"id,given_name,family_name,birth_date,phone\n1,\xff\xfe,\"a\"\"\n\",99999999999999999999,++++\n2"[..]).unwrap();
        assert_eq!(people.records.len(), 2);
    }
}
