//! Small files that went wrong, and the right value of each: `tests/cases/` with `tests/cases/expected.tsv`.
//! A line of the list: the file, how many rows are read, how many are refused, and every reason.

use exchange::*;
use jiff::civil::date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// What becomes of a file, as a line of the list says it.
fn came(path: &Path) -> String {
    let extract = match open(path, &Columns::embedded(), &Mapping::default()) {
        Ok(extract) => extract,
        Err(OpenError::NoHeader { columns, known }) => return format!("no header\t{columns}\t{known}"),
        Err(error) => return error.to_string(),
    };
    // The files were made on the last day of November 2026.
    let context = Context { now: date(2026, 11, 30).at(23, 50, 0, 0), zone_default: None };
    let (mut good, mut refused, mut reasons) = (0, 0, BTreeSet::new());
    let hidden = extract.hidden_rows();
    for read in extract {
        match read {
            Ok(raw) => match parse_row(&raw, &context) {
                Ok(_) => good += 1,
                Err(rejects) => {
                    refused += 1;
                    reasons.extend(rejects.iter().map(|reject| reject.reason.word()));
                }
            },
            Err(error) => {
                refused += 1;
                reasons.insert(error.problem.word());
            }
        }
    }
    let hidden = if hidden > 0 { format!("\thidden {hidden}") } else { String::new() };
    format!("{good}\t{refused}\t{}{hidden}", reasons.into_iter().collect::<Vec<_>>().join(" "))
}

#[test]
fn every_file_of_the_cases_comes_out_as_is_right() {
    let expected = std::fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end != "tsv"));
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let found: Vec<_> = files.iter().map(|path| format!("{}\t{}", name(path), came(path))).collect();
    let expected: Vec<_> = expected.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(found, expected);
}
