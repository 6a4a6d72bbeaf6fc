//! The string literals of Rust source, without its comments.

/// A string literal as it is written, between its quotes.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal<'a> {
    /// Where it starts in the source.
    pub at: usize,
    /// What is between the quotes, escapes as written.
    pub text: &'a str,
}

/// All string literals of a source that compiles.
pub fn literals(source: &str) -> Vec<Literal<'_>> {
    let mut reader = Reader { source, at: 0, found: Vec::new() };
    while reader.at < source.len() {
        reader.step();
    }
    reader.found
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    found: Vec<Literal<'a>>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Passes one comment, literal, word or sign.
    fn step(&mut self) {
        let rest = self.rest();
        if rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            self.at += comment(rest);
        } else if let Some(hashes) = raw_hashes(rest) {
            self.raw(hashes);
        } else if rest.starts_with('"') {
            self.plain();
        } else if rest.starts_with('\'') {
            self.at += character(rest);
        } else {
            self.at += word(rest).max(rest.chars().next().map_or(1, char::len_utf8));
        }
    }

    fn plain(&mut self) {
        let inner = &self.rest()[1..];
        let mut escaped = false;
        let end = inner.find(|letter| {
            let ends = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            ends
        });
        self.keep(1, end.unwrap_or(inner.len()), 1);
    }

    fn raw(&mut self, hashes: usize) {
        let open = self.rest().find('"').unwrap_or(0) + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        let inner = &self.rest()[open..];
        self.keep(open, inner.find(&close).unwrap_or(inner.len()), close.len());
    }

    fn keep(&mut self, open: usize, length: usize, close: usize) {
        let text = &self.rest()[open..open + length];
        self.found.push(Literal { at: self.at + open, text });
        self.at = (self.at + open + length + close).min(self.source.len());
    }
}

/// The length of a comment, which may hold others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let here = &rest[at..];
        let (deeper, length) = match (here.starts_with("/*"), here.starts_with("*/")) {
            (true, _) => (depth + 1, 2),
            (_, true) => (depth - 1, 2),
            _ => (depth, here.chars().next().map_or(1, char::len_utf8)),
        };
        depth = deeper;
        at += length;
        if depth == 0 {
            break;
        }
    }
    at
}

/// How many `#` a raw string has that starts here; `None` when none starts here.
fn raw_hashes(rest: &str) -> Option<usize> {
    let after = ["r", "br", "cr"].iter().find_map(|mark| rest.strip_prefix(mark))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a word, so that its last letter is not taken for the mark of a raw string.
fn word(rest: &str) -> usize {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())
}

/// The length of a character literal, or of the quote of a lifetime.
fn character(rest: &str) -> usize {
    let inner = &rest[1..];
    if let Some(escape) = inner.strip_prefix('\\') {
        // The first letter may be a quote itself.
        let first = escape.chars().next().map_or(0, char::len_utf8);
        return escape[first..].find('\'').map_or(rest.len(), |end| 2 + first + end + 1);
    }
    let first = inner.chars().next().map_or(0, char::len_utf8);
    if inner[first..].starts_with('\'') { 1 + first + 1 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        literals(source).into_iter().map(|literal| literal.text).collect()
    }

    #[test]
    fn plain_and_raw_literals_are_found() {
        assert_eq!(texts(r#"f("one", b"two", c"three")"#), ["one", "two", "three"]);
        assert_eq!(texts(r###"f(r"one", r#"t"wo"#, br##"th"#ree"##)"###), ["one", "t\"wo", "th\"#ree"]);
        assert_eq!(texts(r#"f("a \" b \\", "c")"#), [r#"a \" b \\"#, "c"]);
        assert_eq!(texts("f(\"é\nè\")"), ["é\nè"]);
    }

    #[test]
    fn comments_characters_and_lifetimes_are_none() {
        assert_eq!(texts("// \"no\"\n/* \"no\" /* \"no\" */ \"no\" */ \"yes\""), ["yes"]);
        assert_eq!(texts(r#"'"' "yes" '\'' "yes" '\\' "yes" '\u{22}' b'"' "yes""#), ["yes"; 4]);
        assert_eq!(texts(r#"fn f<'a>(x: &'a str) { r#type("yes") } 'é'"#), ["yes"]);
        assert_eq!(texts(r#"for("yes")"#), ["yes"]);
    }

    #[test]
    fn a_source_that_does_not_compile_ends_all_the_same() {
        for source in ["\"open", "r#\"open", "/* open", "'\\", "'", "b'"] {
            literals(source);
        }
    }

    #[test]
    fn a_literal_knows_its_place() {
        assert_eq!(literals("let a = \"b\";"), [Literal { at: 9, text: "b" }]);
    }
}
