//! The layers of a template: its expressions, and the page around them.

use super::files::File;

/// The templates of the program.
pub fn templates(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.is_in("crates/web/templates/"))
}

/// The page without the parts in braces that `hide` picks: blanks stand in their place, so that every byte and
/// line stays where it was. Comments in braces always go.
pub fn without(text: &str, hide: impl Fn(&str) -> bool) -> String {
    let mut page = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let (before, part) = rest.split_at(start);
        let (part, after) = part.split_at(length(part));
        page.push_str(before);
        page.push_str(&if part.starts_with("{#") || hide(part) { blank(part) } else { part.to_owned() });
        rest = after;
    }
    page + rest
}

/// The length of the part in braces that starts here.
fn length(part: &str) -> usize {
    let close = match part.as_bytes()[1] {
        b'{' => "}}",
        b'%' => "%}",
        _ => return part.find("#}").map_or(part.len(), |at| at + 2),
    };
    // A closing brace inside quotes closes nothing.
    let mut quote = None;
    for (at, letter) in part.char_indices().skip(2) {
        match quote {
            None if part[at..].starts_with(close) => return at + 2,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            Some(open) if letter == open => quote = None,
            _ => {}
        }
    }
    part.len()
}

/// As many bytes, and the same lines. Tabs, not spaces: digits before and after are never one number.
fn blank(part: &str) -> String {
    part.bytes().map(|byte| if byte == b'\n' { '\n' } else { '\t' }).collect()
}

/// A tag that opens an element.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Where its `<` is.
    pub at: usize,
    /// Its name, in small letters.
    pub name: String,
    /// Its attributes, names in small letters, values without quotes.
    pub attributes: Vec<(String, String)>,
}

/// What a page consists of.
#[derive(Debug, Default)]
pub struct Page {
    /// The tags that open an element.
    pub tags: Vec<Tag>,
    /// The page without tags and comments: what a person reads, every byte where it was.
    pub words: String,
}

/// Reads a page whose parts in braces are blank.
pub fn read(page: &str) -> Page {
    let mut found = Page::default();
    let mut at = 0;
    while let Some(start) = page[at..].find('<').map(|start| at + start) {
        found.words.push_str(&page[at..start]);
        let rest = &page[start..];
        let length = markup(rest);
        if rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            found.tags.push(tag(start, &rest[1..length]));
        }
        let is_markup = length > 1;
        found.words.push_str(&if is_markup { blank(&rest[..length]) } else { "<".to_owned() });
        at = start + length;
    }
    found.words.push_str(&page[at..]);
    found
}

/// The length of the tag or comment that starts here; 1 for a sign that starts neither.
fn markup(rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |end| end + 3);
    }
    if !rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/' || letter == '!') {
        return 1;
    }
    let mut quote = None;
    for (at, letter) in rest.char_indices() {
        match quote {
            None if letter == '>' => return at + 1,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            Some(open) if letter == open => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// Reads a tag, from its name to its `>`.
fn tag(at: usize, text: &str) -> Tag {
    let text = text.trim_end_matches(['>', '/']);
    let end = text.find(|letter: char| letter.is_whitespace() || letter == '/').unwrap_or(text.len());
    Tag { at, name: text[..end].to_ascii_lowercase(), attributes: attributes(&text[end..]) }
}

fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let space = |letter: char| letter.is_whitespace() || letter == '/' || letter == '"' || letter == '\'';
    loop {
        rest = rest.trim_start_matches(space);
        if rest.is_empty() {
            return all;
        }
        let end = rest.find(|letter| space(letter) || letter == '=').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        let after = rest[end..].trim_start();
        let Some(set) = after.strip_prefix('=') else {
            all.push((name, String::new()));
            rest = after;
            continue;
        };
        let (value, after) = value(set.trim_start());
        all.push((name, value.to_owned()));
        rest = after;
    }
}

/// A value, quoted or not, and what comes after it.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_braces_are_hidden_where_they_stand() {
        let hidden = |text, hide: fn(&str) -> bool| without(text, hide).replace('\t', ".");
        assert_eq!(
            hidden("a{{ b }}c{% if d %}\n{# e\n}} #}f", |_| true),
            "a.......c..........\n....\n.....f"
        );
        assert_eq!(hidden("{{ \"}}\" }}a", |_| true), "..........a");
        assert_eq!(hidden("{{ a }}{{ b }}", |part| part.contains('b')), "{{ a }}.......");
        assert_eq!(hidden("{# it's #}a{{ open", |_| true), "..........a.......");
    }

    #[test]
    fn tags_and_words_are_told_apart() {
        let source = "<p CLASS=\"a > b\" hidden data-x='1' y=2>a < b</p><!-- <i> --><br/>z";
        let page = read(source);
        let names: Vec<_> = page.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["p", "br"]);
        let expected = [("class", "a > b"), ("hidden", ""), ("data-x", "1"), ("y", "2")];
        assert_eq!(
            page.tags[0].attributes,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(page.words.split_whitespace().collect::<Vec<_>>(), ["a", "<", "b", "z"]);
        assert_eq!(page.words.find('z'), source.find('z'));
    }

    #[test]
    fn a_tag_that_never_ends_ends_the_page() {
        assert_eq!(read("<p class=\"a").tags[0].attributes, [("class".to_owned(), "a".to_owned())]);
        assert!(read("<").tags.is_empty());
    }
}
