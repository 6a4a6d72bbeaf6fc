//! Each sample extract, with exact counts, and the way of rejects back into an import.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::prosecution::Decision;
use casework::record::id::ZoneCode;
use casework::record::person::{Birth, Language};
use casework::record::words::Answer;
use casework::report::ReportKind;
use exchange::*;
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};

const TODAY: Date = date(2026, 12, 1);

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples").join(name)
}

fn context() -> Context {
    Context { now: TODAY.at(23, 59, 0, 0), zone_default: None }
}

#[derive(Default)]
struct Outcome {
    good: Vec<ExtractRow>,
    rejects: Vec<Reject>,
    errors: Vec<(u64, &'static str)>,
    blank: u64,
    unknown: Vec<String>,
    file: Vec<u8>,
}

impl Outcome {
    fn refused(&self) -> Vec<(u64, &str, &str)> {
        self.rejects.iter().map(|r| (r.line, r.column.as_str(), r.reason.word())).collect()
    }
}

fn import(path: &Path, context: &Context) -> Outcome {
    let mut extract = open(path, &Columns::embedded(), &Mapping::default()).unwrap();
    let mut writer = RejectsWriter::new(Vec::new(), &extract, Language::Fr).unwrap();
    let mut outcome = Outcome { unknown: extract.unknown_headers().to_vec(), ..Outcome::default() };
    for row in extract.by_ref() {
        match row {
            Ok(raw) => match parse_row(&raw, context) {
                Ok(row) => outcome.good.push(row),
                Err(rejects) => {
                    writer.write(&raw, &rejects).unwrap();
                    outcome.rejects.extend(rejects);
                }
            },
            Err(error) => {
                writer.write_error(&error).unwrap();
                outcome.errors.push((error.line, error.problem.word()));
            }
        }
    }
    outcome.blank = extract.blank_rows();
    let (read, total) = extract.progress();
    assert_eq!(read, total);
    outcome.file = writer.finish().unwrap();
    outcome
}

fn saved(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

#[test]
fn the_clean_sample_gives_twenty_rows() {
    let outcome = import(&sample("clean.csv"), &context());
    assert_eq!((outcome.good.len(), outcome.refused(), outcome.errors.len()), (20, vec![], 0));
    assert!(outcome.unknown.is_empty());
    let first = &outcome.good[0];
    assert_eq!(first.pv.as_str(), "BR.43.L3.000001/2026");
    assert_eq!(first.kind, ReportKind::Complaint);
    assert_eq!(first.facts_date, date(2026, 1, 1));
    assert_eq!(first.children_present, Some(Answer::Yes));
    assert_eq!(outcome.good[3].children_present, None);
    assert_eq!(first.decision.unwrap().0, Decision::Closed);
    assert_eq!(first.risk.len(), 7);
    assert_eq!(outcome.good[1].facts, "Insults,\nthen a door was broken.");
    assert_eq!(outcome.good[19].line, 30);
}

#[test]
fn the_workbook_gives_the_same_rows_as_the_clean_csv() {
    let csv = import(&sample("clean.csv"), &context()).good;
    let xlsx = import(&sample("clean.xlsx"), &context());
    assert_eq!((xlsx.refused(), xlsx.errors.len()), (vec![], 0));
    let plain =
        |rows: Vec<ExtractRow>| rows.into_iter().map(|r| ExtractRow { line: 0, ..r }).collect::<Vec<_>>();
    assert_eq!(plain(xlsx.good), plain(csv));
}

#[test]
fn the_messy_sample_is_read_and_its_four_mistakes_are_named() {
    let outcome = import(&sample("messy.csv"), &context());
    assert_eq!(outcome.good.len(), 26);
    assert_eq!(outcome.errors, []);
    assert_eq!(outcome.blank, 1);
    assert_eq!(outcome.unknown, ["Couleur du dossier"]);
    let refused: Vec<(&str, &str)> = outcome.refused().iter().map(|r| (r.1, r.2)).collect();
    assert_eq!(
        refused,
        [
            ("Date des faits", "no-such-day"),
            ("CP", "missing"),
            ("Enfants présents (O/N)", "not-an-answer"),
            ("Date des faits", "two-digit-year")
        ]
    );
    let names: Vec<(&str, &str)> =
        outcome.good[..6].iter().map(|r| (&*r.victim.family_name, &*r.victim.given_names)).collect();
    assert_eq!(
        names,
        [
            ("DUPONT-EXEMPLE", "Hélène"),
            ("PROEF", "Greet"),
            ("VAN DEN VOORBEELD", "Noor"),
            ("de L'ESSAI", "Aline"),
            ("EXEMPLE MARIE", ""),
            ("Zoë Proef", "")
        ]
    );
    assert_eq!(outcome.good[2].victim.birth, Birth::About(1990));
    assert_eq!(outcome.good[2].victim_language, Some(Language::Other));
    assert!(outcome.good[2].victim_phones.is_empty());
    assert_eq!(
        outcome.good[0].facts,
        "Dispute au sujet de la garde ; voisins entendus.\nPas de blessure visible."
    );
}

#[test]
fn every_row_of_the_hostile_sample_is_accounted_for() {
    let outcome = import(&sample("hostile.csv"), &context());
    assert_eq!(
        outcome.errors,
        [(12, "wrong-number-of-fields"), (13, "invalid-quoting"), (25, "invalid-quoting")]
    );
    assert_eq!(
        outcome.refused(),
        [
            (3, "victim_family_name", "formula"),
            (4, "victim_family_name", "too-long"),
            (5, "victim_family_name", "control-character"),
            (6, "victim_given_names", "control-character"),
            (7, "facts_date", "future-date"),
            (8, "facts_date", "no-such-day"),
            (14, "pv_number", "formula"),
            (15, "postcode", "not-a-postcode"),
            (16, "zone", "not-a-zone"),
            (18, "victim_family_name", "control-character"),
            (20, "victim_birth_date", "born-after-facts"),
            (21, "facts_date", "two-digit-year"),
            (21, "victim_birth_date", "two-digit-year"),
        ]
    );
    let lines: Vec<u64> = outcome.good.iter().map(|r| r.line).collect();
    assert_eq!(lines, [2, 9, 10, 11, 17, 19, 22, 23, 26]);
    assert_eq!(outcome.good[4].victim.given_names, "Aline");
    assert_eq!(outcome.good[5].victim.birth, Birth::Exact(date(1900, 1, 1)));
    assert_eq!(outcome.good[5].victim.family_name, "'t Voorbeeld");
    assert!(outcome.rejects.iter().all(|r| r.value.chars().count() <= 100));
}

#[test]
fn rejects_come_back_with_the_same_cells_and_no_formula() {
    let outcome = import(&sample("hostile.csv"), &context());
    let text = String::from_utf8(outcome.file.clone()).unwrap();
    assert!(text.starts_with("\u{feff}pv_number;zone;"));
    assert!(text.contains(";_line;_column;_reason;_raw\n"));
    assert!(text.contains("'=1+1"));
    assert!(text.contains("future-date: date dans le futur"));
    let (_dir, path) = saved("rejects.csv", &outcome.file);
    let again = import(&path, &context());
    // The four unreadable rows are rows now, and lack what they lacked.
    let first: Vec<&str> = outcome.rejects.iter().map(|r| r.value.as_str()).collect();
    assert!(again.rejects.iter().any(|r| r.value == "=1+1"));
    for value in first.iter().filter(|v| !v.is_empty()) {
        assert!(again.rejects.iter().any(|r| r.value == *value), "{value}");
    }
    assert_eq!(again.unknown, Vec::<String>::new());
    // Corrected as somebody would do it, one row is imported.
    let corrected = text.replace("2099-01-01", "2026-03-01");
    let (_dir, path) = saved("rejects.csv", corrected.as_bytes());
    let last = import(&path, &context());
    assert_eq!(last.good.len(), again.good.len() + 1);
}

#[test]
fn json_lines_with_other_keys_on_every_line() {
    let text = concat!(
        "{\"pv_number\":\"BR.1/2026\",\"zone\":5344,\"facts_date\":\"2026-03-02\",\"postcode\":1030,\"Slachtoffer\":\"PROEF Noor\"}\n",
        "\n",
        "{\"Slachtoffer\":\"PROEF Noor\",\"children_present\":false,\"postcode\":\"1030\",\"pv_number\":\"BR.2/2026\",\"facts_date\":\"2026-03-02\",\"zone\":\"5344\"}\n",
        "{\"pv_number\":[1]}\n{\"pv_number\":\"a\",\"pv_number\":\"b\"}\n[1]\n{\"pv_number\":\n",
        "{\"pv_number\":null,\"facts_date\":\"2026-03-02\"}\n"
    );
    let (_dir, path) = saved("extract.jsonl", text.as_bytes());
    let outcome = import(&path, &context());
    assert_eq!(outcome.good.len(), 2);
    assert_eq!(outcome.good[1].children_present, Some(Answer::No));
    assert_eq!(
        outcome.errors,
        [(4, "nested-value"), (5, "key-twice"), (6, "invalid-json"), (7, "invalid-json")]
    );
    assert_eq!(outcome.refused().len(), 4);
    assert_eq!(outcome.blank, 1);
}

#[test]
fn a_missing_column_is_named_with_what_was_found() {
    let (_dir, path) = saved("a.csv", b"PV;Couleur;Victime\n1;2;3\n");
    let error = open(&path, &Columns::embedded(), &Mapping::default()).err().unwrap();
    let text = error.to_string();
    assert!(text.contains("facts_date, postcode") && text.contains("Couleur"), "{text}");
    let twice = b"PV;N PV;Date;CP;Victime\n1;2;3;4;5\n";
    let (_dir, path) = saved("b.csv", twice);
    assert!(matches!(open(&path, &Columns::embedded(), &Mapping::default()), Err(OpenError::Twice { .. })));
    let mapping = Mapping::parse("\"PV\" = \"ignore\"").unwrap();
    assert!(open(&path, &Columns::embedded(), &mapping).is_ok());
}

#[test]
fn a_mapping_and_a_default_zone_make_a_strange_file_readable() {
    let (_dir, path) = saved("a.csv", b"sep=,\nRef,Quand,Ou,Qui\nBR.1/2026,46083,1030,\"Exemple, Aline\"\n");
    let mapping = Mapping::parse(
        "Ref = \"pv_number\"\nQuand = \"facts_date\"\n\"Ou\" = \"postcode\"\nQui = \"victim_name\"",
    )
    .unwrap();
    let mut extract = open(&path, &Columns::embedded(), &mapping).unwrap();
    assert!(!extract.has(Column::Zone));
    let raw = extract.next().unwrap().unwrap();
    assert_eq!(parse_row(&raw, &context()).unwrap_err()[0].reason, Reason::Missing);
    let zone_default = Some(ZoneCode::parse("5344").unwrap());
    let row = parse_row(&raw, &Context { now: TODAY.at(23, 59, 0, 0), zone_default }).unwrap();
    assert_eq!(row.facts_date, date(2026, 3, 2));
    assert_eq!(row.received.date, row.facts_date);
    assert_eq!((row.line, &*row.victim.given_names), (3, "Aline"));
}

#[test]
fn what_is_not_an_extract_is_refused_with_a_reason() {
    let refused = |bytes: &[u8]| {
        let (_dir, path) = saved("a", bytes);
        open(&path, &Columns::embedded(), &Mapping::default()).err().unwrap()
    };
    assert!(matches!(refused(b""), OpenError::Empty));
    assert!(matches!(refused(b"\n \n"), OpenError::Empty));
    assert!(matches!(refused(b"[{\"pv_number\":1}]"), OpenError::JsonList));
    assert!(matches!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OpenError::OldWorkbook));
    assert!(matches!(refused(b"p\0v\0;\0z\0o\0n\0e\0;\0p\0\n\0"), OpenError::NotText));
    assert!(matches!(refused(b"PK\x03\x04 not a zip at all"), OpenError::Workbook(_)));
}

#[test]
fn a_name_beside_given_names_is_the_family_name() {
    let header =
        "N° PV;Zone;Date des faits;Code postal;Nom victime;Prénom victime;Nom suspect;Prénom suspect";
    let row = "BR.43.L3.000001/2026;5344;24/11/2026;1030;VAN DEN ESSAI;Zoé;Essai;Tom";
    let (_folder, path) = saved("deux-mots.csv", format!("{header}\n{row}\n").as_bytes());
    let outcome = import(&path, &context());
    assert_eq!(outcome.refused(), []);
    let [row] = outcome.good.as_slice() else { panic!("one row: {:?}", outcome.good) };
    let other = row.other.as_ref().unwrap();
    let named = |one: &NamedPerson| format!("{}|{}", one.family_name, one.given_names);
    assert_eq!([named(&row.victim), named(other)], ["VAN DEN ESSAI|Zoé", "Essai|Tom"]);
}

#[test]
fn only_a_file_of_rejects_is_one() {
    let outcome = import(&sample("messy.csv"), &context());
    let (_folder, path) = saved("messy-rejects.csv", &outcome.file);
    assert!(is_rejects_file(&path).unwrap());
    for other in ["messy.csv", "clean.csv", "clean.xlsx"] {
        assert!(!is_rejects_file(&sample(other)).unwrap(), "{other}");
    }
}
