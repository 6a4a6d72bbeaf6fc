//! The table of capabilities is true: each id stands once and none is left out; what is built names a wing, an
//! address and a test that are there.

use super::Finding;
use super::files::File;
use super::rust_text::{literals, program};
use std::collections::BTreeSet;

const PAGE: &str = "docs/capabilities.md";

/// A cell in which nothing stands.
const NOTHING: &str = "–";

/// A line of the table.
struct Row<'a> {
    at: usize,
    id: &'a str,
    state: &'a str,
    wings: [&'a str; 2],
    address: &'a str,
    test: &'a str,
}

/// Finds rows that are not true, and ids that are missing.
pub fn check(files: &[File]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Finding::of(PAGE, "is missing")];
    };
    let (rows, mut findings) = rows(page);
    findings.extend(numbers(page, &rows));
    let routes = routes(files);
    for row in &rows {
        let wrongs = wrongs(row, files, &routes);
        findings
            .extend(wrongs.into_iter().map(|what| Finding::at(page, row.at, format!("{}: {what}", row.id))));
    }
    findings
}

/// The rows of the table, and those that lack a cell. Other tables of the page have no id in their first cell.
fn rows(page: &File) -> (Vec<Row<'_>>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in page.text.split_inclusive('\n') {
        let cells: Vec<_> = line.trim().trim_matches('|').split('|').map(cell).collect();
        match cells[..] {
            [id, _, state, domain, pages, address, test] if number(id).is_some() => {
                rows.push(Row { at, id, state, wings: [domain, pages], address, test });
            }
            [id, ..] if line.starts_with('|') && number(id).is_some() => {
                findings.push(Finding::at(page, at, format!("{id}: has {} cells, not 7", cells.len())));
            }
            _ => {}
        }
        at += line.len();
    }
    (rows, findings)
}

fn cell(text: &str) -> &str {
    text.trim().trim_matches('`')
}

/// The letter and the number of an id such as A12.
fn number(id: &str) -> Option<(char, usize)> {
    let letter = id.chars().next().filter(char::is_ascii_uppercase)?;
    let digits = &id[1..];
    let is_number = digits.starts_with(|first: char| ('1'..='9').contains(&first));
    if is_number { Some((letter, digits.parse().ok()?)) } else { None }
}

/// Each id follows the one before it: the next number of its letter, or number 1 of the next letter.
fn numbers(page: &File, rows: &[Row]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before = ('@', 0);
    for (row, here) in rows.iter().filter_map(|row| Some((row, number(row.id)?))) {
        let (letter, last) = before;
        let next_letter = char::from_u32(u32::from(letter) + 1).unwrap_or(letter);
        if here != (letter, last + 1) && here != (next_letter, 1) {
            let what = format!(
                "{} does not follow {letter}{last}: each id stands once, in order, and none is left out",
                row.id
            );
            findings.push(Finding::at(page, row.at, what));
        }
        before = here;
    }
    if rows.is_empty() {
        findings.push(Finding::of(PAGE, "has no row"));
    }
    findings
}

fn wrongs(row: &Row, files: &[File], routes: &BTreeSet<String>) -> Vec<String> {
    let named: Vec<_> =
        row.wings.into_iter().chain([row.address, row.test]).filter(|cell| *cell != NOTHING).collect();
    match row.state {
        "to come" if named.is_empty() => Vec::new(),
        "to come" => vec![format!("is to come, and names {}: is it partly built?", named.join(", "))],
        "built" | "partly" => wrongs_of_built(row, files, routes),
        other => vec![format!("is \"{other}\": a capability is built, partly or to come")],
    }
}

fn wrongs_of_built(row: &Row, files: &[File], routes: &BTreeSet<String>) -> Vec<String> {
    let mut all = Vec::new();
    let is_there = |path: &str| files.iter().any(|file| file.path == path || file.is_in(&format!("{path}/")));
    let named = row.wings.into_iter().chain([row.test]).filter(|path| *path != NOTHING);
    all.extend(named.filter(|path| !is_there(path)).map(|path| format!("names {path}, which is not there")));
    if row.wings.iter().all(|wing| *wing == NOTHING) {
        all.push("names no folder or file".to_owned());
    }
    if row.test == NOTHING {
        all.push("names no test".to_owned());
    }
    if row.address != NOTHING && !routes.contains(row.address) {
        all.push(format!("names the address {}, for which crates/web/src has no route", row.address));
    }
    all
}

/// The addresses of the program: `.route("…"` outside of tests.
fn routes(files: &[File]) -> BTreeSet<String> {
    let sources = files.iter().filter(|file| file.is_in("crates/web/src/") && file.ends(".rs"));
    let of_one = |file: &File| -> Vec<String> {
        let program = program(&file.text);
        let is_route = |at: usize| program[..at].trim_end().ends_with(".route(");
        let all = literals(&file.text).into_iter().filter(|literal| is_route(literal.at));
        all.map(|literal| literal.text.to_owned()).collect()
    };
    sources.flat_map(of_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A1: &str = concat!(
        "| A1 | Report | built | `crates/casework/src/report` | `crates/web/src/report/drafts.rs` | `/reports` | ",
        "`tests/browser/report.test.mjs` |\n"
    );
    const A2: &str = "| A2 | Complaint | to come | – | – | – | – |\n";

    fn found(rows: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let head = "| Id | What | State | Domain | Pages | Address | Test |\n| --- | --- | --- | --- | --- | --- | --- |\n";
        let files = [
            file(PAGE, &format!("# Table\n\n{head}{rows}\nA9 is a word here.\n")),
            file("crates/casework/src/report/entry.rs", ""),
            file(
                "crates/web/src/report/drafts.rs",
                "Router::new()\n    .route(\"/reports\", get(home)) // .route(\"/no\"\n",
            ),
            file("tests/browser/report.test.mjs", ""),
        ];
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rows_that_are_true_are_well() {
        assert_eq!(found(&format!("{A1}{A2}| B1 | Search | to come | – | – | – | – |\n")), [""; 0]);
    }

    #[test]
    fn an_id_that_is_missing_or_stands_twice_is_found() {
        let wrong = |rows: &str| {
            let findings = found(rows);
            assert_eq!(findings.len(), 1, "{findings:?}");
            findings[0].clone()
        };
        assert!(wrong(A2).contains("A2 does not follow @0"));
        assert!(wrong(&format!("{A1}{A1}")).contains("A1 does not follow A1"));
        assert!(wrong(&format!("{A1}{}", A2.replace("A2", "A3"))).contains("A3 does not follow A1"));
        assert!(wrong(&format!("{A1}{}", A2.replace("A2", "C1"))).contains("C1 does not follow A1"));
        assert!(wrong("").contains("has no row"));
    }

    #[test]
    fn what_a_built_row_names_must_be_there() {
        for (old, new, expected) in [
            (
                "crates/casework/src/report`",
                "crates/casework/src/rep`",
                "names crates/casework/src/rep, which is not there",
            ),
            ("`/reports`", "`/no`", "names the address /no, for which"),
            ("tests/browser/report.test.mjs", "tests/browser/gone.mjs", "names tests/browser/gone.mjs"),
            ("`tests/browser/report.test.mjs`", "–", "names no test"),
            ("built", "nearly", "a capability is built, partly or to come"),
        ] {
            let findings = found(&A1.replace(old, new));
            assert!(findings.len() == 1 && findings[0].contains(expected), "{expected}: {findings:?}");
        }
        let nowhere =
            A1.replace("`crates/casework/src/report`", "–").replace("`crates/web/src/report/drafts.rs`", "–");
        assert!(found(&nowhere)[0].contains("names no folder or file"));
    }

    #[test]
    fn a_row_to_come_names_nothing_and_every_row_has_its_cells() {
        let early = A2.replacen("| – |", "| `crates/web/src/report/drafts.rs` |", 1);
        assert!(found(&format!("{A1}{early}"))[0].contains("is it partly built?"));
        assert!(found(&format!("{A1}| A2 | Complaint | to come | – |\n"))[0].contains("has 4 cells, not 7"));
    }
}
