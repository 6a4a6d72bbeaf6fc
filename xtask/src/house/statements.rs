//! Statements of the database stand in the journal and nowhere else: there they pass its signing and its rights.

use super::Finding;
use super::files::File;
use super::rust_text::literals;

/// How a statement starts. In capitals only: small letters would find every "select a zone".
const STARTS: [&str; 4] = ["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM"];

/// Finds statements in the string literals of other crates, and files of statements.
pub fn check(files: &[File]) -> Vec<Finding> {
    let others = files.iter().filter(|file| file.is_in("crates/") && !file.is_in("crates/journal/"));
    others.flat_map(of_one).collect()
}

fn of_one(file: &File) -> Vec<Finding> {
    let what = "holds a statement of the database: give the journal a function for it";
    if file.ends(".sql") {
        return vec![Finding::of(&file.path, what)];
    }
    if !file.ends(".rs") {
        return Vec::new();
    }
    let with = literals(&file.text).into_iter().filter(|literal| has_statement(literal.text));
    with.map(|literal| Finding::at(file, literal.at, what)).collect()
}

fn has_statement(text: &str) -> bool {
    STARTS.iter().any(|start| text.match_indices(start).any(|(at, _)| stands_alone(text, at, start.len())))
}

/// A word of its own, with something after it. A `\` is an escaped line end.
fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + length..].chars().next();
    before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
        && after.is_some_and(|letter| letter.is_whitespace() || letter == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&[File { path: path.into(), text: text.into() }]).len()
    }

    #[test]
    fn statements_in_literals_are_found() {
        for text in
            ["SELECT a FROM b", "WITH x AS (SELECT 1)", "INSERT INTO a", "UPDATE a SET b", "DELETE FROM a"]
        {
            assert_eq!(found("crates/web/src/a.rs", &format!("f(\"{text} \")")), 1, "{text}");
        }
        assert_eq!(found("crates/web/src/a.rs", "f(\"SELECT\n a\")"), 1);
        assert_eq!(found("crates/web/src/a.rs", "f(\"SELECT\\n a\")"), 1);
        assert_eq!(found("crates/web/migrations/a.sql", ""), 1);
    }

    #[test]
    fn words_and_comments_and_the_journal_are_not() {
        for text in [
            "// SELECT a",
            "f(\"please select a zone\")",
            "f(\"UPDATED now\")",
            "f(\"LAST_UPDATE a\")",
            "f(\"UPDATE\")",
        ] {
            assert_eq!(found("crates/web/src/a.rs", text), 0, "{text}");
        }
        assert_eq!(found("crates/journal/src/a.rs", "f(\"SELECT a\")"), 0);
        assert_eq!(found("crates/web/README.md", "\"SELECT a\""), 0);
    }
}
