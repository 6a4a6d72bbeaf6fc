//! Rust source as text: its string literals, its words without comments, and which of it is only for tests.

use std::ops::Range;

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
    Reader::of(source).found
}

/// The source with blanks for its comments and literals: every byte and line stays where it was.
pub fn bare(source: &str) -> String {
    blank(source, &Reader::of(source).hidden)
}

/// What the program consists of: [`bare`], with blanks for the items under `#[cfg(test)]` too.
pub fn program(source: &str) -> String {
    blank(&bare(source), &for_tests(source))
}

/// Where the items under `#[cfg(test)]` stand, each with its attribute.
pub fn for_tests(source: &str) -> Vec<Range<usize>> {
    let bare = bare(source);
    let tokens = tokens(&bare);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (first, token) in tokens.iter().enumerate() {
        let inside = ranges.last().is_some_and(|range| token.at < range.end);
        if !inside && is_test_attribute(&tokens[first..]) {
            ranges.push(token.at..end_of_item(&tokens[first..], bare.len()));
        }
    }
    ranges
}

fn is_test_attribute(tokens: &[Token]) -> bool {
    let wanted = ["#", "[", "cfg", "(", "test"];
    tokens.len() > wanted.len() && tokens.iter().zip(wanted).all(|(token, text)| token.text == text)
}

/// Where the item ends that starts with an attribute: at its `;`, or at the end of its first block.
fn end_of_item(tokens: &[Token], length: usize) -> usize {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for token in tokens {
        match token.text {
            "(" | "[" => others += 1,
            ")" | "]" => others = others.saturating_sub(1),
            "{" => braces += 1,
            "}" => braces = braces.saturating_sub(1),
            _ => {}
        }
        if braces + others == 0 && (token.text == ";" || token.text == "}") {
            return token.at + 1;
        }
    }
    length
}

fn blank(source: &str, ranges: &[Range<usize>]) -> String {
    let mut bytes = source.as_bytes().to_vec();
    for byte in ranges.iter().flat_map(|range| bytes_of(range, source.len())) {
        if bytes[byte] != b'\n' {
            bytes[byte] = b' ';
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn bytes_of(range: &Range<usize>, length: usize) -> Range<usize> {
    range.start..range.end.min(length)
}

/// A word or a sign of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// Where it starts.
    pub at: usize,
    /// The word, or the sign.
    pub text: &'a str,
}

impl Token<'_> {
    /// Whether it is a word, and no sign.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_part)
    }
}

/// Signs of two letters that are read as one.
const SIGNS: [&str; 4] = ["::", "=>", "==", "||"];

/// The words and signs of a source that is [`bare`].
pub fn tokens(bare: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut rest = bare.trim_start();
    while let Some(first) = rest.chars().next() {
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign)).map(|sign| sign.len());
        let length = sign.unwrap_or_else(|| word(rest).max(first.len_utf8()));
        all.push(Token { at: bare.len() - rest.len(), text: &rest[..length] });
        rest = rest[length..].trim_start();
    }
    all
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    found: Vec<Literal<'a>>,
    /// Comments, literals and characters.
    hidden: Vec<Range<usize>>,
}

impl<'a> Reader<'a> {
    fn of(source: &'a str) -> Self {
        let mut reader = Self { source, at: 0, found: Vec::new(), hidden: Vec::new() };
        while reader.at < source.len() {
            reader.step();
        }
        reader
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Passes one comment, literal, word or sign.
    fn step(&mut self) {
        let (start, rest) = (self.at, self.rest());
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
            return;
        }
        self.hidden.push(start..self.at);
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
    rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
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
    #[test]
    fn a_bare_source_keeps_its_words_where_they_were() {
        let source = "let é = 'x'; // use a\nf(\"use b\", r#\"c\"#) /* d\n */ g";
        let bare = bare(source);
        assert_eq!(bare.len(), source.len());
        assert_eq!(bare.split_whitespace().collect::<Vec<_>>(), ["let", "é", "=", ";", "f(", ",", ")", "g"]);
        assert_eq!(bare.find('g'), source.find('g'));
        assert_eq!(bare.matches('\n').count(), 2);
    }

    #[test]
    fn what_is_only_for_tests_is_no_part_of_the_program() {
        for item in [
            "mod tests { fn a() { \"}\" } }",
            "mod tests;",
            "#[must_use] fn a(b: [u8; 4]) -> u8 { 1 }",
            "pub(crate) use tests::app;",
        ] {
            let source = format!("fn before() {{}}\n#[cfg(test)]\n{item}\nfn after() {{}}\n");
            let program = program(&source);
            let words: Vec<_> = tokens(&program).into_iter().filter(Token::is_word).collect();
            let words: Vec<_> = words.iter().map(|word| word.text).collect();
            assert_eq!(words, ["fn", "before", "fn", "after"], "{item}");
        }
        assert!(program("#[cfg(unix)] fn a() {}").contains("fn a"));
        assert!(!program("#[cfg(test)] mod tests { open").contains("open"));
    }

    #[test]
    fn words_and_signs_are_told_apart() {
        let texts: Vec<_> = tokens("a::b_1 => c||(d == e)").iter().map(|token| token.text).collect();
        assert_eq!(texts, ["a", "::", "b_1", "=>", "c", "||", "(", "d", "==", "e", ")"]);
    }
}
