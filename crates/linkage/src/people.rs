//! People in a CSV file: any order of columns, any subset, whatever people wrote.

use crate::birth::Birth;
use crate::record::{Lexicon, Record, Written, WrittenAddress};
use csv::ByteRecord;
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
/// Parts a cell that holds several phones.
const SEVERAL: [char; 2] = [';', '|'];
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
    files: Vec<u8>,
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

    /// Reads a file; call it again for a second one.
    pub fn read(&mut self, file: impl Read + Send) -> Result<(), Unreadable> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = reader.byte_headers()?.clone();
        let columns = columns(&header)?;
        let number = self.files.last().map_or(0, |last| last + 1);
        let (lots, rows) = sync_channel::<Lot>(4);
        let (emptied, spare) = channel::<Lot>();
        std::thread::scope(|scope| {
            let parsing = scope.spawn(move || parse(reader, &lots, &spare));
            for lot in rows {
                for row in &lot {
                    self.add(row, &columns, number)?;
                }
                // At the end of the file nobody needs it any more.
                let _ = emptied.send(lot);
            }
            #[expect(clippy::expect_used, reason = "a panic there is a panic here")]
            Ok(parsing.join().expect("the reading thread ended")?)
        })
    }

    fn add(
        &mut self,
        row: &ByteRecord,
        columns: &[Option<usize>; COLUMNS.len()],
        file: u8,
    ) -> Result<(), Unreadable> {
        let cells: [Cow<'_, str>; COLUMNS.len()] = columns.map(|at| {
            String::from_utf8_lossy(at.and_then(|at| row.get(at)).unwrap_or_default().trim_ascii())
        });
        let [id, given, family, sex, birth, street, number, postcode, town, phone, document, report] = &cells;
        if id.is_empty() {
            let line = row.position().map_or(0, csv::Position::line);
            self.left.push(Left { line, reason: "the row has no id" });
            return Ok(());
        }
        let several: Vec<&str>;
        let phones: &[&str] = if phone.contains(SEVERAL) {
            several = phone.split(SEVERAL).collect();
            &several
        } else {
            &[phone]
        };
        let report = self.report(report);
        let written = Written {
            given,
            family,
            sex,
            birth: Birth::read(birth),
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
        self.files.push(file);
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
        Ok(())
    }

    fn report(&mut self, written: &str) -> u32 {
        if written.is_empty() {
            return 0;
        }
        let next = self.reports.len() as u32 + 1;
        *self.reports.entry(written.into()).or_insert(next)
    }
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
    fn hostile_bytes_do_no_harm() {
        let mut people = People::default();
        people.read(&b"id,given_name,family_name,birth_date,phone\n1,\xff\xfe,\"a\"\"\n\",99999999999999999999,++++\n2"[..]).unwrap();
        assert_eq!(people.records.len(), 2);
    }
}
