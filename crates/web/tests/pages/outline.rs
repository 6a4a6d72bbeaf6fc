//! What a page is made of, a line each: what a screen reader stops at.

/// Elements that are said with the words inside them.
const SAID: [&str; 13] =
    ["title", "h1", "h2", "h3", "h4", "a", "button", "label", "legend", "summary", "caption", "th", "dt"];
/// Elements that are said by the name that they bear.
const NAMED: [&str; 6] = ["nav", "section", "main", "aside", "form", "table"];
/// Fields, said by the name under which they are sent.
const FIELDS: [&str; 3] = ["input", "select", "textarea"];

/// An element of [`SAID`] whose end was not met yet.
struct Open {
    element: String,
    /// Where a link leads.
    to: Option<String>,
    words: String,
}

impl Open {
    fn line(&self) -> String {
        let words = self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let to = self.to.as_ref().map(|to| format!(" -> {to}")).unwrap_or_default();
        format!("{} \"{words}\"{to}", self.element)
    }
}

/// The lines of a page, in their order.
pub fn of(html: &str) -> String {
    let (mut lines, mut open): (Vec<String>, Vec<Open>) = (vec![], vec![]);
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        match tag.strip_prefix('/') {
            Some(ended) => {
                if let Some(at) = open.iter().rposition(|one| one.element == ended) {
                    lines.push(open.remove(at).line());
                }
            }
            None => begun(tag, &mut lines, &mut open),
        }
        open.iter_mut().for_each(|one| one.words.push_str(&plain(text)));
    }
    lines.join("\n")
}

fn begun(tag: &str, lines: &mut Vec<String>, open: &mut Vec<Open>) {
    let element = tag.split([' ', '\n', '/']).next().unwrap_or_default();
    let given = |name: &str| attribute(tag, name).map(|value| without_numbers(&value));
    if SAID.contains(&element) {
        open.push(Open { element: element.to_owned(), to: given("href"), words: String::new() });
    } else if FIELDS.contains(&element) {
        // What is hidden is not met by anybody.
        if let Some(name) = given("name").filter(|_| given("type").as_deref() != Some("hidden")) {
            let kind = given("type").map(|kind| format!(" {kind}")).unwrap_or_default();
            let must = if tag.contains(" required") { ", required" } else { "" };
            lines.push(format!("{element}{kind} {name}{must}"));
        }
    } else if NAMED.contains(&element) {
        let name = given("aria-label").or_else(|| given("action")).unwrap_or_default();
        lines.push(format!("[{element}] {name}").trim_end().to_owned());
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next().map(plain)
}

/// What is drawn at random is left out: `/cases/…/people`.
fn without_numbers(text: &str) -> String {
    let is_drawn = |part: &str| part.len() >= 32 && part.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let parts = text.split_inclusive(['/', '?', '#', '&', '=']);
    parts
        .map(|part| {
            let end = part.trim_end_matches(['/', '?', '#', '&', '=']);
            if is_drawn(end) { part.replacen(end, "…", 1) } else { part.to_owned() }
        })
        .collect()
}

/// The characters that templates write otherwise.
fn plain(text: &str) -> String {
    let pairs =
        [("&#x2f;", "/"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
