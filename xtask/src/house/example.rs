//! Worked examples and recipes: every piece that they name is there, and no file is forgotten.

use super::Finding;
use super::files::File;

/// A section of a document that shows, with something that was really added, every place of it.
struct Example {
    page: &'static str,
    title: &'static str,
    /// Words by which a file shows that it knows what was added.
    marks: &'static [&'static str],
    /// Whether files of tests must be named too.
    tests: bool,
    /// Most steps, where the house promises a number.
    most: usize,
}

const EXAMPLES: [Example; 2] = [
    Example {
        page: "docs/ARCHITECTURE.md",
        title: "## Worked example",
        marks: &["ComplaintClassified", "Command::Classify", "complaint-classified", "\"classify\""],
        tests: true,
        most: usize::MAX,
    },
    Example {
        page: "CONTRIBUTING.md",
        title: "### A function",
        marks: &["Function::Patrol", "\"patrol\"", "[patrol]", "function-patrol", "rule-patrol"],
        tests: false,
        most: 6,
    },
];

/// A step of an example: a file, and a piece of it. A `*` in its path is any one folder.
struct Piece<'a> {
    byte: usize,
    path: &'a str,
    text: &'a str,
}

/// Finds pieces that are gone, files that an example forgets, and steps beyond what is promised.
pub fn check(files: &[File]) -> Vec<Finding> {
    EXAMPLES.iter().flat_map(|example| example.check(files)).collect()
}

impl Example {
    fn check(&self, files: &[File]) -> Vec<Finding> {
        let Some(page) = files.iter().find(|file| file.path == self.page) else {
            return vec![Finding::of(self.page, "is missing")];
        };
        let (start, section) = self.section(&page.text);
        let pieces = pieces(start, section);
        if pieces.is_empty() {
            return vec![Finding::of(self.page, format!("has no pieces below \"{}\"", self.title))];
        }
        let gone = pieces.iter().filter(|piece| !is_there(files, piece));
        let gone = gone.map(|piece| {
            Finding::at(page, piece.byte, format!("{} no longer holds {}", piece.path, piece.text))
        });
        let named = |file: &&File| pieces.iter().any(|piece| is_at(piece.path, &file.path));
        let forgotten = files.iter().filter(|file| self.knows(file)).filter(|file| !named(file));
        let forgotten = forgotten.map(|file| {
            Finding::of(&file.path, format!("knows the example of {}, which forgets it", self.page))
        });
        let too_many = (steps(section) > self.most).then(|| {
            Finding::at(page, start, format!("has more than {} steps below \"{}\"", self.most, self.title))
        });
        gone.chain(forgotten).chain(too_many).collect()
    }

    /// Whether a file of the program, and of its tests where they count, knows what was added.
    fn knows(&self, file: &File) -> bool {
        let code = file.path.starts_with("crates/") || file.path.starts_with("content/");
        let counts = self.tests || !file.path.contains("/tests/");
        code && counts && self.marks.iter().any(|mark| file.text.contains(mark))
    }

    /// What stands below the title, up to the next one of its level or a higher one, and where it begins.
    fn section<'a>(&self, page: &'a str) -> (usize, &'a str) {
        let Some(start) = page.find(self.title) else { return (0, "") };
        let rest = &page[start..];
        let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
        let ends = |line: &&str| (1..=level(self.title)).contains(&level(line));
        let lines = rest.split_inclusive('\n').enumerate().take_while(|(i, line)| *i == 0 || !ends(line));
        (start, &rest[..lines.map(|(_, line)| line.len()).sum()])
    }
}

fn is_there(files: &[File], piece: &Piece) -> bool {
    let mut at = files.iter().filter(|file| is_at(piece.path, &file.path)).peekable();
    at.peek().is_some() && at.all(|file| file.text.contains(piece.text))
}

/// Whether a path is the one of a piece.
fn is_at(wanted: &str, path: &str) -> bool {
    let (wanted, path): (Vec<_>, Vec<_>) = (wanted.split('/').collect(), path.split('/').collect());
    wanted.len() == path.len() && wanted.iter().zip(&path).all(|(part, given)| *part == "*" || part == given)
}

/// Lines such as "- `path`: `piece`".
fn pieces(start: usize, section: &str) -> Vec<Piece<'_>> {
    let mut byte = start;
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

/// How many lines begin with a number and a dot.
fn steps(section: &str) -> usize {
    let numbered =
        |line: &&str| line.split_once(". ").is_some_and(|(number, _)| number.parse::<usize>().is_ok());
    section.lines().filter(numbered).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    const ENTRY: Example = Example {
        page: "docs/ARCHITECTURE.md",
        title: "## Worked example",
        marks: &["Classified"],
        tests: true,
        most: 2,
    };

    fn found(example: &str) -> Vec<String> {
        let Example { page, title, .. } = ENTRY;
        let text = format!("# House\n\n{title}: x\n\n{example}\n\n## Next\n- `a`: `b`\n");
        let code = file("crates/casework/src/entry.rs", "    ComplaintClassified { report },");
        let texts =
            ["fr", "nl"].map(|language| file(&format!("content/locales/{language}/a.ftl"), "key = words"));
        let files: Vec<_> = [file(page, &text), code].into_iter().chain(texts).collect();
        ENTRY.check(&files).iter().map(ToString::to_string).collect()
    }

    const THERE: &str = "   - `crates/casework/src/entry.rs`: `ComplaintClassified {`\n";

    #[test]
    fn a_piece_that_is_there_is_well() {
        assert!(found(THERE).is_empty());
    }

    #[test]
    fn a_piece_that_is_gone_and_a_file_that_is_forgotten_are_found() {
        let gone = found("- `crates/casework/src/entry.rs`: `Vanished {`");
        assert_eq!(
            gone,
            [format!("{}:5: crates/casework/src/entry.rs no longer holds Vanished {{", ENTRY.page)]
        );
        let forgotten = found("- `docs/ARCHITECTURE.md`: `House`");
        assert!(forgotten[0].starts_with("crates/casework/src/entry.rs: knows the example"), "{forgotten:?}");
    }

    #[test]
    fn a_text_must_be_there_in_every_language() {
        assert!(found(&format!("{THERE}- `content/locales/*/a.ftl`: `key =`")).is_empty());
        assert_eq!(found(&format!("{THERE}- `content/locales/*/a.ftl`: `other =`")).len(), 1);
        assert_eq!(found(&format!("{THERE}- `content/locales/*/b.ftl`: `key =`")).len(), 1);
    }

    #[test]
    fn a_step_more_than_promised_is_found() {
        assert!(found(&format!("1. One.\n{THERE}2. Two.\n")).is_empty());
        assert!(found(&format!("1. One.\n{THERE}2. Two.\n3. Three.\n"))[0].contains("more than 2 steps"));
    }

    /// The count of an example cannot be wished: whatever line of it goes, a check sees it.
    #[test]
    fn each_piece_of_the_real_examples_is_missed_when_it_goes() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let files = super::super::files::of_the_repository(root).unwrap();
        for example in &EXAMPLES {
            let page = files.iter().find(|file| file.path == example.page).unwrap();
            let (start, section) = example.section(&page.text);
            let all = pieces(start, section);
            assert!(all.len() > 5, "{} names its places", example.title);
            for piece in &all {
                let without = |file: &File| {
                    let gone = is_at(piece.path, &file.path);
                    let text = if gone { file.text.replace(piece.text, "") } else { file.text.clone() };
                    File { path: file.path.clone(), text }
                };
                let changed: Vec<_> = files.iter().map(without).collect();
                assert!(!example.check(&changed).is_empty(), "{}: {}", piece.path, piece.text);
            }
        }
    }
}
