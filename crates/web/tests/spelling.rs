//! No field lets a browser look at the spelling: the enhanced checkers of Chrome and Edge, and add-ons, send what is typed
//! to their makers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::path::{Path, PathBuf};

fn templates(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { templates(&path) } else { vec![path] }).collect()
}

/// Tags of a template into which words are typed.
fn fields(text: &str) -> Vec<&str> {
    const NO_WORDS: [&str; 8] =
        ["hidden", "radio", "checkbox", "submit", "date", "time", "datetime-local", "file"];
    let starts = text.match_indices("<textarea").chain(text.match_indices("<input")).map(|(at, _)| at);
    let tags = starts.map(|at| text[at..].split_inclusive('>').next().unwrap_or_default());
    let kind_of = |tag: &str| {
        tag.split("type=").nth(1).unwrap_or_default().split("value").next().unwrap_or_default().to_owned()
    };
    tags.filter(|tag| !NO_WORDS.iter().any(|kind| kind_of(tag).contains(&format!("\"{kind}\"")))).collect()
}

#[test]
fn no_field_has_its_spelling_checked_by_a_browser() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains("spellcheck=\"true\"") && !text.contains("contenteditable"),
            "{}",
            path.display()
        );
        for body in text.match_indices("<body").map(|(at, _)| &text[at..]) {
            let body = body.split('>').next().unwrap();
            assert!(
                body.contains("spellcheck=\"false\"") && body.contains("writingsuggestions=\"false\""),
                "{}",
                path.display()
            );
        }
        let fields = fields(&text);
        seen += fields.len();
        let unsaid = fields.iter().filter(|tag| !tag.contains("spellcheck=\"false\""));
        wrong.extend(unsaid.map(|tag| format!("{}: {tag}", path.display())));
    }
    assert!(seen >= 6, "fields were found: {seen}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
