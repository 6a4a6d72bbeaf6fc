//! Files meant to harm: bombs, lies, damage, and every sequence of bytes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use exchange::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn read_all(bytes: &[u8]) -> Result<(usize, usize), OpenError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let context = Context { now: date(2026, 12, 1).at(23, 59, 0, 0), zone_default: None };
    let mut extract = open(file.path(), &Columns::embedded(), &Mapping::default())?;
    let mut rejects =
        RejectsWriter::new(Vec::new(), &extract, casework::record::person::Language::En).unwrap();
    let (mut good, mut bad) = (0, 0);
    for row in extract.by_ref() {
        match row {
            Ok(raw) => match parse_row(&raw, &context) {
                Ok(_) => good += 1,
                Err(reasons) => {
                    assert!(!reasons.is_empty());
                    rejects.write(&raw, &reasons).unwrap();
                    bad += 1;
                }
            },
            Err(error) => {
                rejects.write_error(&error).unwrap();
                bad += 1;
            }
        }
    }
    rejects.finish().unwrap();
    Ok((good, bad))
}

fn clean_workbook() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples/clean.xlsx");
    std::fs::read(path).unwrap()
}

/// The clean workbook with parts replaced or added.
fn altered(change: impl Fn(&str, Vec<u8>) -> Vec<u8>, added: &[(&str, u64)]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(clean_workbook())).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(1));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        to.start_file(&*name, options).unwrap();
        to.write_all(&change(&name, bytes)).unwrap();
    }
    let zeros = vec![b' '; 1 << 20];
    for (name, mebibytes) in added {
        to.start_file(*name, options).unwrap();
        for _ in 0..*mebibytes {
            to.write_all(&zeros).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

/// 600 MiB of blanks in a few MiB. Built once: packing them is the slow part.
fn bomb() -> Vec<u8> {
    static BOMB: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BOMB.get_or_init(|| altered(|_, bytes| bytes, &[("xl/media/big.bin", 600)])).clone()
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let bomb = bomb();
    assert!(bomb.len() < 20 << 20);
    let before = std::time::Instant::now();
    let error = read_all(&bomb).unwrap_err();
    assert!(matches!(&error, OpenError::TooBig(_)), "{error}");
    assert!(error.to_string().contains("MiB once unpacked"));
    assert!(before.elapsed().as_secs() < 5);
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_too() {
    let mut bomb = bomb();
    // The last record of the central directory is the big part; its declared size stands 24 bytes in.
    let at = bomb.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap() + 24;
    bomb[at..at + 4].copy_from_slice(&1000u32.to_le_bytes());
    assert!(read_all(&bomb).is_err());
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..1100).map(|n| format!("xl/media/{n}.bin")).collect();
    let parts: Vec<(&str, u64)> = names.iter().map(|n| (n.as_str(), 0)).collect();
    assert!(matches!(read_all(&altered(|_, bytes| bytes, &parts)), Err(OpenError::TooBig(_))));
}

#[test]
fn a_workbook_that_declares_a_trillion_texts_is_refused() {
    let lie = altered(
        |name, bytes| match name {
            "xl/sharedStrings.xml" => {
                let text = String::from_utf8(bytes).unwrap();
                let at = text.find("uniqueCount=\"").unwrap() + "uniqueCount=\"".len();
                format!("{}99999999999{}", &text[..at], &text[at..]).into_bytes()
            }
            _ => bytes,
        },
        &[],
    );
    assert!(matches!(read_all(&lie), Err(OpenError::TooBig(_))));
}

#[test]
fn a_long_extract_is_read_as_a_stream() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut out = std::io::BufWriter::new(&mut file);
    writeln!(out, "pv_number;zone;facts_date;postcode;victim_name").unwrap();
    for n in 0..20_000 {
        writeln!(out, "BR.{n}/2026;5344;02/03/2026;1030;EXEMPLE Aline").unwrap();
    }
    out.flush().unwrap();
    drop(out);
    let context = Context { now: date(2026, 12, 1).at(23, 59, 0, 0), zone_default: None };
    let mut extract = open(file.path(), &Columns::embedded(), &Mapping::default()).unwrap();
    extract.next();
    let (read, total) = extract.progress();
    assert!(read < total / 4, "{read} of {total}");
    assert_eq!(extract.filter(|row| parse_row(row.as_ref().unwrap(), &context).is_ok()).count(), 19_999);
}

#[test]
fn every_line_is_accounted_for_whatever_the_quotes() {
    let header = "pv_number,zone,facts_date,postcode,victim_name\n";
    let text = format!("{header}{}", "\"\n,\"x\n\"\"\"\n".repeat(400));
    let (good, bad) = read_all(text.as_bytes()).unwrap();
    assert_eq!(good, 0);
    assert!(bad > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_all(&bytes);
    }

    #[test]
    fn arbitrary_rows_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), which in 0..3usize) {
        let start: &[u8] = [
            &b"pv_number;zone;facts_date;postcode;victim_name;victim_birth_date;facts_time\n"[..],
            b"pv_number,facts_date,postcode,victim_family_name,_line,_column,_reason\n",
            b"{\"pv_number\":1,\"facts_date\":2,\"postcode\":3,\"victim_name\":4}\n",
        ][which];
        let read = read_all(&[start, &bytes].concat());
        prop_assert!(matches!(read, Ok(_) | Err(OpenError::Encoding)), "{read:?}");
    }

    #[test]
    fn arbitrary_cells_never_panic(cells in prop::collection::vec("\\PC{0,24}|[0-9./: T-]{0,20}", 7)) {
        let header = "pv_number;zone;facts_date;postcode;victim_name;victim_birth_date;facts_time\n";
        let row: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        let (good, bad) = read_all(format!("{header}{}\n", row.join(";")).as_bytes()).unwrap();
        prop_assert!(good + bad <= 1);
    }

    #[test]
    fn a_damaged_workbook_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = clean_workbook();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let _ = read_all(&bytes);
    }
}
