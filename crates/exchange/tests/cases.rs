//! Extracts that went wrong, kind by kind: what is right of each, and neighbours of each kind.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::record::person::Birth;
use exchange::*;
use jiff::civil::{Date, DateTime, date, time};
use rust_xlsxwriter::Workbook;

const NOW: DateTime = date(2026, 12, 1).at(14, 0, 0, 0);
const DAY: Date = date(2026, 11, 26);
const HEAD: [&str; 16] = [
    "pv_number",
    "zone",
    "facts_date",
    "facts_time",
    "received_at",
    "postcode",
    "street",
    "victim_family_name",
    "victim_given_names",
    "victim_birth_date",
    "victim_phone",
    "other_family_name",
    "facts",
    "first_contact_at",
    "decision",
    "decided_at",
];

/// A row of these columns, in which some cells are others.
fn row(changed: &[(&str, &str)]) -> Vec<String> {
    let usual = [
        "BB.43.L1.000001/2026",
        "5344",
        "2026-11-26",
        "10:15",
        "2026-11-26 11:00",
        "1030",
        "Rue 12",
        "Proef",
        "Anja",
    ];
    let mut cells: Vec<String> = usual.iter().map(|cell| (*cell).to_owned()).collect();
    cells.resize(HEAD.len(), String::new());
    for (column, text) in changed {
        cells[HEAD.iter().position(|head| head == column).unwrap()] = (*text).to_owned();
    }
    cells
}

fn csv(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(";");
    std::iter::once(HEAD.join(";")).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\r\n")
}

/// What becomes of a file: rows, and every refusal as line, column, word.
type Came = (Vec<ExtractRow>, Vec<(u64, String, &'static str)>);

fn open_bytes(bytes: &[u8]) -> Result<(tempfile::TempDir, Extract), OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("extract");
    std::fs::write(&path, bytes).unwrap();
    open(&path, &Columns::embedded(), &Mapping::default()).map(|extract| (folder, extract))
}

fn came(bytes: &[u8]) -> Came {
    let (_folder, extract) = open_bytes(bytes).unwrap();
    let context = Context { now: NOW, zone_default: None };
    let (mut good, mut refused) = (Vec::new(), Vec::new());
    for read in extract {
        match read {
            Ok(raw) => match parse_row(&raw, &context) {
                Ok(row) => good.push(row),
                Err(reasons) => {
                    refused.extend(reasons.into_iter().map(|r| (r.line, r.column, r.reason.word())))
                }
            },
            Err(error) => refused.push((error.line, String::new(), error.problem.word())),
        }
    }
    (good, refused)
}

/// The row with these cells, as CSV and as texts in a workbook: both follow one rule.
fn one(changed: &[(&str, &str)]) -> Result<ExtractRow, Vec<&'static str>> {
    let cells = row(changed);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, (head, cell)) in HEAD.iter().zip(&cells).enumerate() {
        sheet.write_string(0, at as u16, *head).unwrap();
        sheet.write_string(1, at as u16, cell).unwrap();
    }
    let workbook = came(&book.save_to_buffer().unwrap());
    let (mut good, refused) = came(csv(std::slice::from_ref(&cells)).as_bytes());
    assert_eq!((&workbook.0, &workbook.1), (&good, &refused), "CSV and XLSX: {changed:?}");
    match good.pop() {
        Some(row) => Ok(row),
        None => Err(refused.into_iter().map(|(_, _, word)| word).collect()),
    }
}

fn refused(changed: &[(&str, &str)]) -> Vec<&'static str> {
    one(changed).err().unwrap_or_default()
}

#[test]
fn error_values_and_formulas_are_refused_in_every_column() {
    for column in
        ["victim_family_name", "street", "victim_phone", "facts", "other_family_name", "victim_birth_date"]
    {
        for error in ["#N/B", "#VERW!", "#ÜBERLAUF!", "########", "#SPILL!", "#NOM?", "Err:502"] {
            assert_eq!(refused(&[(column, error)]), ["sheet-error"], "{column} {error}");
        }
        for formula in ["=B2&C2", "=VLOOKUP(A2;Blad2!A:B;2)", "#FORMULA!"] {
            assert_eq!(refused(&[(column, formula)]), ["formula"], "{column} {formula}");
        }
    }
    assert!(one(&[("facts", "he wrote #N/A in the cell"), ("street", "Rue 5 #3")]).is_ok());
}

/// A workbook as programs write it that compute nothing: the second row's parts are given as XML.
fn workbook(cells: &str) -> Vec<u8> {
    use std::io::Write as _;
    let text = |at: usize, cell: &str| {
        let column = char::from(b'A' + at as u8);
        format!("<c r=\"{column}1\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
    };
    let head: String = HEAD.iter().enumerate().map(|(at, cell)| text(at, cell)).collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">{head}</row>{cells}</sheetData></worksheet>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Blad &amp; 1" sheetId="1" r:id="rId7"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The usual row of a workbook, whose cells in some columns are given as XML.
fn usual(line: usize, attributes: &str, changed: &[(char, &str)]) -> String {
    let cells = row(&[("pv_number", &format!("BB.43.L1.00000{line}/2026"))]);
    let cell = |(at, cell): (usize, &String)| {
        let column = char::from(b'A' + at as u8);
        match changed.iter().find(|(changed, _)| *changed == column) {
            Some((_, xml)) => xml.replace("<c", &format!("<c r=\"{column}{line}\"")),
            None if cell.is_empty() => String::new(),
            None => format!("<c r=\"{column}{line}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{line}\" {attributes}>{cells}</row>")
}

#[test]
fn a_formula_that_nobody_computed_is_never_an_empty_cell() {
    let formulas =
        ["<c><f>A1</f></c>", "<c><f>A1</f><v></v></c>", "<c><f>A1</f><v/></c>", "<c t=\"str\"><f>A1</f></c>"];
    for formula in formulas {
        for column in ['G', 'J', 'K', 'L', 'M', 'N'] {
            let (good, refused) = came(&workbook(&(usual(2, "", &[(column, formula)]) + &usual(3, "", &[]))));
            assert_eq!((good.len(), refused.len()), (1, 1), "{column} {formula}: {refused:?}");
            assert_eq!((refused[0].0, refused[0].2), (2, "formula"));
        }
    }
    let computed = "<c t=\"str\"><f>A1</f><v>Rue 7</v></c>";
    assert_eq!(came(&workbook(&usual(2, "", &[('G', computed)]))).0[0].street, "Rue 7");
    let empty = "<c t=\"str\"><f>A1</f><v></v></c>";
    assert_eq!(came(&workbook(&usual(2, "", &[('G', empty)]))).0[0].street, "");
    let zero = "<c><f>A1</f><v>0</v></c>";
    assert_eq!(came(&workbook(&usual(2, "", &[('I', zero)]))).1[0].2, "formula");
}

#[test]
fn an_error_value_that_the_reader_does_not_know_costs_its_row_only() {
    for error in ["#SPILL!", "#CALC!", "#FIELD!", "#BUSY!", "#N/A"] {
        let cell = format!("<c t=\"e\"><v>{error}</v></c>");
        let rows = usual(2, "", &[('I', &cell)])
            + &usual(3, "", &[])
            + &usual(4, "", &[('A', &cell)])
            + &usual(5, "", &[]);
        let (good, refused) = came(&workbook(&rows));
        assert_eq!(good.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 5], "{error}");
        let expected = [(2, "victim_given_names", "sheet-error"), (4, "pv_number", "sheet-error")];
        let refused: Vec<_> =
            refused.iter().map(|(line, column, word)| (*line, column.as_str(), *word)).collect();
        assert_eq!(refused, expected, "{error}");
    }
    // Nothing but an error stands in the row: it is accounted for.
    let alone = "<row r=\"2\"><c r=\"B2\" t=\"e\"><v>#SPILL!</v></c></row>".to_owned() + &usual(3, "", &[]);
    let (good, refused) = came(&workbook(&alone));
    assert_eq!((good.len(), refused.iter().filter(|r| r.0 == 2).count() > 0), (1, true));
}

#[test]
fn hidden_rows_are_read_and_counted() {
    let rows = usual(2, "", &[])
        + &usual(3, "hidden=\"1\"", &[])
        + &usual(4, "hidden=\"true\" ht=\"0\"", &[])
        + &usual(5, "hidden=\"0\"", &[]);
    let (_folder, extract) = open_bytes(&workbook(&rows)).unwrap();
    assert_eq!((extract.hidden_rows(), extract.count()), (2, 4));
}

#[test]
fn what_spreadsheets_put_around_a_value_is_taken_off_in_every_column() {
    let wrapped: Vec<(&str, String)> = HEAD
        .iter()
        .zip(row(&[]))
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(head, cell)| (*head, format!("=\"{cell}\"")))
        .collect();
    let wrapped: Vec<(&str, &str)> = wrapped.iter().map(|(head, cell)| (*head, cell.as_str())).collect();
    assert_eq!(one(&wrapped).unwrap(), one(&[]).unwrap());
    let quoted: Vec<(&str, String)> = HEAD
        .iter()
        .zip(row(&[]))
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(head, cell)| (*head, format!("'{cell}")))
        .collect();
    let quoted: Vec<(&str, &str)> = quoted.iter().map(|(head, cell)| (*head, cell.as_str())).collect();
    assert_eq!(one(&quoted).unwrap(), one(&[]).unwrap());
    assert_eq!(one(&[("victim_phone", "=\"0400001299\"")]).unwrap().victim_phones, ["0400001299"]);
    assert_eq!(one(&[("victim_phone", "'0400001297")]).unwrap().victim_phones, ["0400001297"]);
    assert_eq!(one(&[("victim_family_name", "'t Hooft")]).unwrap().victim.family_name, "'t Hooft");
}

#[test]
fn phones_of_a_cell_are_read_by_the_rule_of_the_form() {
    let phones = |text: &str| one(&[("victim_phone", text)]).map(|row| row.victim_phones);
    for (text, count) in [
        ("0400001201", 1),
        ("32400001201", 1),
        ("400001202", 1),
        ("+32 (0) 400 00 12 16", 1),
        ("00 32 400 00 12 18", 1),
        ("0400001215,", 1),
        ("0400/00.12.04 / 0400/00.12.05", 2),
        ("0400001206 ou 0400001207", 2),
        ("0400001210;0400001211", 2),
        ("0400 00 12 08 (soeur: 0400 00 12 09)", 2),
        ("geen gsm", 0),
        ("n/a", 0),
        ("inconnu", 0),
        ("", 0),
    ] {
        assert_eq!(phones(text).unwrap().len(), count, "{text}");
    }
    for text in
        ["3,24E+10", "3.24E+10", "0400 00 12 1", "O400001213", "0400.00.12.14 poste 12", "4,7E8", "123"]
    {
        assert_eq!(phones(text), Err(vec!["not-a-phone"]), "{text}");
    }
}

#[test]
fn births_are_kept_as_far_as_they_are_known() {
    let birth = |text: &str| one(&[("victim_birth_date", text)]).map(|row| row.victim.birth);
    let month = Ok(Birth::Month { year: 1975, month: 3 });
    for (text, expected) in [
        ("00/03/1975", month.clone()),
        ("03/1975", month.clone()),
        ("1975-03", month.clone()),
        ("1975-03-00", month),
        ("15/00/1975", Ok(Birth::About(1975))),
        ("00/00/1975", Ok(Birth::About(1975))),
        ("00/00/0000", Ok(Birth::Unknown)),
        ("0000-00-00", Ok(Birth::Unknown)),
        ("inconnu", Ok(Birth::Unknown)),
        ("19850330", Ok(Birth::Exact(date(1985, 3, 30)))),
        ("31136", Ok(Birth::Exact(date(1985, 3, 30)))),
        ("1990-01-15 00:00:00", Ok(Birth::Exact(date(1990, 1, 15)))),
        ("31/02/1991", Err(vec!["no-such-day"])),
        ("29/02/1991", Err(vec!["no-such-day"])),
        ("13/1975", Err(vec!["no-such-day"])),
        ("30/03/85", Err(vec!["two-digit-year"])),
        ("12/2026", Err(vec!["born-after-facts"])),
        ("01/2027", Err(vec!["future-date"])),
        ("30 mars 1985", Err(vec!["not-a-date"])),
    ] {
        assert_eq!(birth(text), expected, "{text}");
    }
}

#[test]
fn hours_are_of_their_day_and_existed() {
    let facts = |day: &str, hour: &str| {
        one(&[("facts_date", day), ("facts_time", hour), ("received_at", "")])
            .map(|row| (row.facts_date, row.facts_time))
    };
    assert_eq!(facts("2026-11-25", "24:00"), Ok((date(2026, 11, 25), Some(time(23, 59, 0, 0)))));
    assert_eq!(facts("2026-11-25 24:00", ""), Ok((date(2026, 11, 25), Some(time(23, 59, 0, 0)))));
    assert_eq!(facts("2026-10-25", "02:30"), Ok((date(2026, 10, 25), Some(time(2, 30, 0, 0)))));
    for hour in ["20u30", "8:30 PM", "20 h 30", "2030", "20h30min"] {
        assert_eq!(facts("2026-11-25", hour).unwrap().1, Some(time(20, 30, 0, 0)), "{hour}");
    }
    assert_eq!(facts("2026-03-29", "02:30"), Err(vec!["no-such-hour"]));
    assert_eq!(facts("2026-03-29 02:30", ""), Err(vec!["no-such-hour"]));
    assert_eq!(facts("2026-11-25", "24:30"), Err(vec!["not-a-time"]));
    assert_eq!(facts("2026-11-25 10:00", "11:00"), Err(vec!["two-hours"]));
    assert_eq!(facts("2026-11-25 00:00:00", "11:00").unwrap().1, Some(time(11, 0, 0, 0)));
    assert_eq!(refused(&[("received_at", "2026-11-26 25:00")]), ["not-a-time"]);
}

#[test]
fn moments_come_in_their_order_and_none_is_moved() {
    for (changed, reason) in [
        (&[("facts_time", "22:30"), ("received_at", "2026-11-26 08:00")][..], "before-facts"),
        (&[("received_at", "2026-11-25")], "before-facts"),
        (&[("facts_date", "2026-12-01"), ("facts_time", "14:01"), ("received_at", "")], "future-date"),
        (&[("received_at", "2026-12-01 14:30")], "future-date"),
        (&[("first_contact_at", "2026-12-01 23:00")], "future-date"),
        (&[("received_at", "2026-11-28 15:00"), ("first_contact_at", "2026-11-27 09:00")], "before-received"),
        (&[("received_at", "2026-11-28 15:00"), ("first_contact_at", "2026-11-28 09:00")], "before-received"),
        (
            &[("received_at", "2026-11-28"), ("decision", "closed"), ("decided_at", "2026-11-27")],
            "before-received",
        ),
        (&[("first_contact_at", "2026-11-25 09:00")], "before-facts"),
    ] {
        assert_eq!(refused(changed), [reason], "{changed:?}");
    }
    // Without an hour, nothing is before what happened on the same day.
    let late = one(&[("facts_time", "22:30"), ("received_at", "2026-11-26")]).unwrap();
    assert_eq!(late.received_from(), DAY.at(22, 30, 0, 0));
    assert_eq!(one(&[("received_at", "2026-11-26")]).unwrap().received_from(), DAY.at(12, 0, 0, 0));
    assert!(one(&[("received_at", "2026-11-26 11:00"), ("first_contact_at", "2026-11-26")]).is_ok());
    assert!(
        one(&[("facts_date", "2026-12-01"), ("facts_time", "14:00"), ("received_at", "2026-12-01")]).is_ok()
    );
}

#[test]
fn one_name_is_enough_and_none_is_not() {
    let named =
        |family: &str, given: &str| one(&[("victim_family_name", family), ("victim_given_names", given)]);
    assert_eq!(named("", "Zahra").unwrap().victim.given_names, "Zahra");
    assert_eq!(named("Suharto", "").unwrap().victim.family_name, "Suharto");
    assert_eq!(named("", "").unwrap_err(), ["missing"]);
}

#[test]
fn cells_at_the_end_may_be_missing_or_too_many_when_they_are_empty() {
    let head = "pv_number;zone;facts_date;postcode;victim_family_name;facts;remark1;remark2";
    let rows = |lines: &str| came(format!("{head}\r\n{lines}\r\n").as_bytes());
    let start = "BB.1/2026;5344;2026-11-26;1030;Proef";
    for line in [";Facts.;;", ";Facts.", ";Facts.;", ";Facts.;;;", ";Facts.;;;;;;", ";Facts.;; ; "] {
        let (good, refused) = rows(&format!("{start}{line}"));
        assert_eq!((good.len(), refused), (1, vec![]), "{line}");
        assert_eq!(good[0].facts, "Facts.", "{line}");
    }
    for line in [";Facts.;;;x", ";Facts.;;;;y;"] {
        assert_eq!(rows(&format!("{start}{line}")).1[0].2, "wrong-number-of-fields", "{line}");
    }
    assert_eq!(
        rows("BB.1/2026;5344;2026-11-26").1[0].2,
        "wrong-number-of-fields",
        "a needed cell is missing"
    );
    // A line break that nobody quoted: the narrative would be cut.
    let (good, refused) = rows(&format!("{start};First line\r\nsecond line;;\r\n{start};Whole."));
    assert_eq!((good.len(), refused.len()), (1, 2));
    assert_eq!(good[0].facts, "Whole.");
}

#[test]
fn lines_of_an_old_macintosh_keep_what_stands_in_their_cells() {
    let head = "pv_number;zone;facts_date;postcode;victim_family_name;facts";
    let row = |n: u8, facts: &str| format!("BB.{n}/2026;5344;2026-11-26;1030;Proef;{facts}");
    for facts in ["\"one\ntwo\"", "one\ntwo"] {
        let text = [head, &row(1, facts), &row(2, "x"), &row(3, facts)].join("\r");
        let (good, refused) = came(text.as_bytes());
        assert_eq!((good.len(), refused), (3, vec![]), "{facts:?}");
        assert_eq!(good[0].facts, "one\ntwo");
    }
}

#[test]
fn damaged_letters_are_read_as_they_were_written_or_refused() {
    let text = csv(&[row(&[
        ("victim_given_names", "Zoë"),
        ("victim_family_name", "Bérénice-Proef"),
        ("street", "Rue de l'Été 3"),
    ])]);
    let named = |came: &Came| {
        came.0.iter().map(|row| row.victim.family_name.clone() + &row.victim.given_names).collect::<Vec<_>>()
    };
    let expected = ["Bérénice-ProefZoë"];
    assert_eq!(named(&came(text.as_bytes())), expected);
    assert_eq!(named(&came(&encoding_rs::WINDOWS_1252.encode(&text).0)), expected);
    assert_eq!(named(&came(&encoding_rs::MACINTOSH.encode(&text).0)), expected);
    let dos: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'ë' => 0x89,
            'é' => 0x82,
            'É' => 0x90,
            c => u8::try_from(c).unwrap(),
        })
        .collect();
    assert_eq!(named(&came(&dos)), expected);
    assert_eq!(open_bytes(&dos).unwrap().1.old_encoding(), Some("CP850 (DOS)"));
    assert_eq!(open_bytes(text.as_bytes()).unwrap().1.old_encoding(), None);
    for name in ["BÃ©rÃ©nice", "B‚r‚nice", "ZoÃ«", "B├®r├®nice", "Be\u{fffd}"] {
        for column in ["victim_family_name", "victim_given_names", "other_family_name", "street"] {
            assert_eq!(refused(&[(column, name)]), ["undecodable"], "{column} {name}");
        }
    }
    assert_eq!(refused(&[("facts", "Elle a Ã©tÃ© menacÃ©e")]), ["undecodable"]);
}

#[test]
fn a_file_without_a_header_prints_nothing_of_it() {
    for line in [
        "BB.43.L1.000243/2026;5344;family-dispute;2026-11-26;10:15;1030;Rue Inventee 12;Proef243;Anja",
        "Proef;Anja;1030",
        "BB.43.L1.000243/2026;5344;2026-11-26;zone;PV;Proef;Anja;1985-03-30;x;y;z",
        "Proef",
    ] {
        let error = open_bytes(format!("{line}\r\n{line}\r\n").as_bytes()).err().unwrap();
        assert!(matches!(error, OpenError::NoHeader { .. }), "{error:?}");
        let said = error.to_string();
        assert!(!said.contains("Proef") && !said.contains("2026"), "{said}");
    }
}
