//! Writes `content/import/samples/clean.xlsx` anew from `clean.csv`: real date and number cells, as a spreadsheet
//! would hold. After a change of the sample: `cargo run -p exchange --example write_workbook_sample`.
#![expect(clippy::unwrap_used, reason = "a tool that cannot go on must stop")]

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples").join(name)
}

fn main() {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(sample("clean.csv")).unwrap();
    let mut book = Workbook::new();
    // A fixed day of creation, so that the same sample is the same bytes.
    let created = ExcelDateTime::from_ymd(2026, 1, 1).unwrap();
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    let (day, hour) = (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("hh:mm"));
    let mut headers = csv::StringRecord::new();
    for (row, record) in reader.records().map(Result::unwrap).enumerate() {
        for (column, text) in record.iter().enumerate() {
            let (at, to) = (row as u32, column as u16);
            match headers.get(column).unwrap_or_default() {
                "facts_date" | "victim_birth_date" if !text.is_empty() => {
                    sheet
                        .write_with_format(at, to, ExcelDateTime::parse_from_str(text).unwrap(), &day)
                        .unwrap();
                }
                "facts_time" => {
                    sheet
                        .write_with_format(at, to, ExcelDateTime::parse_from_str(text).unwrap(), &hour)
                        .unwrap();
                }
                "postcode" => drop(sheet.write(at, to, text.parse::<f64>().unwrap()).unwrap()),
                _ => drop(sheet.write(at, to, text).unwrap()),
            }
        }
        if row == 0 {
            headers = record;
        }
    }
    book.save(sample("clean.xlsx")).unwrap();
}
