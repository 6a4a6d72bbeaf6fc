//! The worked example of docs/ARCHITECTURE.md: every piece that it names is there, and no file is forgotten.

use super::Finding;
use super::files::File;

const PAGE: &str = "docs/ARCHITECTURE.md";
const TITLE: &str = "## Worked example";

/// Words by which a file shows that it knows the entry kind of the example.
const MARKS: [&str; 4] = ["ComplaintClassified", "Command::Classify", "complaint-classified", "\"classify\""];

/// A step of the example: a file, and a piece of it.
struct Piece<'a> {
    byte: usize,
    path: &'a str,
    text: &'a str,
}

/// Finds pieces that are gone, and files that the example forgets.
pub fn check(files: &[File]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Finding::of(PAGE, "is missing")];
    };
    let pieces = pieces(&page.text);
    if pieces.is_empty() {
        return vec![Finding::of(PAGE, format!("has no pieces below \"{TITLE}\""))];
    }
    let gone = pieces.iter().filter(|piece| !is_there(files, piece));
    let gone = gone
        .map(|piece| Finding::at(page, piece.byte, format!("{} no longer holds {}", piece.path, piece.text)));
    let knows = |file: &&File| {
        let code = file.path.starts_with("crates/") || file.path.starts_with("content/");
        code && MARKS.iter().any(|mark| file.text.contains(mark))
    };
    let named = |file: &&File| pieces.iter().any(|piece| piece.path == file.path);
    let forgotten = files.iter().filter(knows).filter(|file| !named(file));
    let forgotten = forgotten
        .map(|file| Finding::of(&file.path, format!("knows the example of {PAGE}, which forgets it")));
    gone.chain(forgotten).collect()
}

fn is_there(files: &[File], piece: &Piece) -> bool {
    files.iter().any(|file| file.path == piece.path && file.text.contains(piece.text))
}

/// Lines such as "- `path`: `piece`" below the title, up to the next title.
fn pieces(page: &str) -> Vec<Piece<'_>> {
    let Some(start) = page.find(TITLE) else { return vec![] };
    let rest = &page[start + TITLE.len()..];
    let section = &rest[..rest.find("\n## ").unwrap_or(rest.len())];
    let mut byte = start + TITLE.len();
    let mut found = Vec::new();
    for line in section.split_inclusive('\n') {
        let piece = line.trim().strip_prefix("- `").and_then(|line| line.strip_suffix('`'));
        if let Some((path, text)) = piece.and_then(|piece| piece.split_once("`: `")) {
            found.push(Piece { byte, path, text });
        }
        byte += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    fn found(example: &str) -> Vec<String> {
        let page = format!("# House\n\n{TITLE}: x\n\n{example}\n\n## Next\n- `a`: `b`\n");
        let code = file("crates/casework/src/entry.rs", "    ComplaintClassified { report },");
        check(&[file(PAGE, &page), code]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_piece_that_is_there_is_well() {
        assert!(found("   - `crates/casework/src/entry.rs`: `ComplaintClassified {`").is_empty());
    }

    #[test]
    fn a_piece_that_is_gone_and_a_file_that_is_forgotten_are_found() {
        let gone = found("- `crates/casework/src/entry.rs`: `Vanished {`");
        assert_eq!(gone, [format!("{PAGE}:5: crates/casework/src/entry.rs no longer holds Vanished {{")]);
        let forgotten = found("- `docs/ARCHITECTURE.md`: `House`");
        assert!(forgotten[0].starts_with("crates/casework/src/entry.rs: knows the example"), "{forgotten:?}");
    }

    /// The count of the example cannot be wished: whatever line of it goes, a check sees it.
    #[test]
    fn each_piece_of_the_real_example_is_missed_when_it_goes() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let files = super::super::files::of_the_repository(root).unwrap();
        let page = files.iter().find(|file| file.path == PAGE).unwrap();
        let all = pieces(&page.text);
        assert!(all.len() > 10, "the example names its places");
        for piece in &all {
            let without = |file: &File| {
                let gone = file.path == piece.path;
                let text = if gone { file.text.replace(piece.text, "") } else { file.text.clone() };
                File { path: file.path.clone(), text }
            };
            let changed: Vec<_> = files.iter().map(without).collect();
            assert!(!check(&changed).is_empty(), "{}: {}", piece.path, piece.text);
        }
    }
}
