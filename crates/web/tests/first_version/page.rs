//! What a page says: the runs of words inside its smallest blocks, as a reader would see them.
//!
//! Left out: the frame of the page (everything outside `<main>`, menus), pictures (each has its words beside it), and
//! what a form offers (lists of choices, labels, buttons). A run ends where a block begins or ends, so that a mark-up
//! that moves inside a line changes nothing. The value of a `dl` carries its name: `Breach of a measure: Yes`.

use std::collections::BTreeSet;

/// What a page says, and where its links lead.
#[derive(Debug, Default)]
pub struct Page {
    /// Each run once.
    pub facts: BTreeSet<String>,
    /// Addresses of this host, as written.
    pub links: BTreeSet<String>,
}

/// Inside these nothing is a fact.
const SILENT: [&str; 10] =
    ["nav", "script", "style", "svg", "select", "label", "legend", "button", "option", "summary"];
/// Words in these are facts.
const SPEAKING: [&str; 11] = ["dd", "td", "th", "li", "p", "caption", "figcaption", "h1", "h2", "h3", "h4"];
/// Where a run ends.
const BLOCKS: [&str; 15] = [
    "div", "ul", "ol", "dl", "dt", "table", "thead", "tbody", "tr", "form", "details", "section", "fieldset",
    "article", "main",
];
/// Elements without an end.
const ALONE: [&str; 7] = ["br", "hr", "img", "input", "link", "meta", "wbr"];

/// Reads a page. `is_draft`: what was typed into fields counts too, under the name of each field. `opened`: the moment of
/// opening as pages write it: a line or a row of a table with it was written by opening, and is no fact of the folder.
pub fn read(html: &str, is_draft: bool, opened: &[&str]) -> Page {
    let main = html.split_once("<main").map_or("", |(_, rest)| rest);
    let main = main.split("</main>").next().unwrap_or_default();
    let opened = opened.iter().map(|&moment| moment.to_owned()).collect();
    let mut reader = Reader { is_draft, opened, ..Reader::default() };
    // The first piece is the rest of the tag `<main …>`.
    for piece in format!("<main{main}").split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        reader.tag(tag);
        reader.run.push_str(&plain(text));
    }
    reader.end_run();
    reader.end_row();
    reader.page
}

/// Cells of a table without mark-up, or lines of a text.
pub fn lines(text: &str, is_table: bool) -> Page {
    let facts = if is_table {
        let mut rows =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
        rows.iter().flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    } else {
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let facts = facts.iter().map(|fact| tidy(fact)).filter(|fact| says_something(fact));
    Page { facts: facts.collect(), links: BTreeSet::new() }
}

#[derive(Default)]
struct Reader {
    page: Page,
    is_draft: bool,
    opened: Vec<String>,
    /// What the row of a table says so far.
    row: BTreeSet<String>,
    /// Elements that are open, outermost first.
    open: Vec<String>,
    run: String,
    /// Name of the value that comes next in a `dl`.
    name: String,
    /// Name of the field whose text comes next.
    field: Option<String>,
}

impl Reader {
    fn tag(&mut self, tag: &str) {
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |rest| (true, rest));
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
        let is_block = SPEAKING.contains(&name.as_str()) || BLOCKS.contains(&name.as_str());
        if is_block || name == "textarea" || SILENT.contains(&name.as_str()) {
            self.end_run();
        }
        match (is_end, name.as_str()) {
            (_, "tr") => self.end_row(),
            (false, "br") => self.run.push(' '),
            (false, "input") => self.input(tag),
            (false, "a") => self.page.links.extend(attribute(tag, "href").filter(|to| to.starts_with('/'))),
            (false, "textarea") => self.field = attribute(tag, "name"),
            _ => {}
        }
        if ALONE.contains(&name.as_str()) || tag.ends_with('/') || name.starts_with('!') {
            return;
        }
        if !is_end {
            self.open.push(name);
        } else if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.open.truncate(at);
        }
    }

    fn input(&mut self, tag: &str) {
        let kind = attribute(tag, "type").unwrap_or_default();
        let chosen = !["radio", "checkbox"].contains(&kind.as_str()) || tag.contains(" checked");
        let (name, value) = (attribute(tag, "name").unwrap_or_default(), attribute(tag, "value"));
        let value = tidy(&value.unwrap_or_default());
        if self.is_draft && chosen && kind != "hidden" && !value.is_empty() {
            self.page.facts.insert(format!("{name} = {value}"));
        }
    }

    fn end_run(&mut self) {
        let said = tidy(&std::mem::take(&mut self.run));
        if let Some(field) = self.field.take() {
            if self.is_draft && !said.is_empty() {
                self.page.facts.insert(format!("{field} = {said}"));
            }
            return;
        }
        if self.open.iter().any(|open| SILENT.contains(&open.as_str())) || !says_something(&said) {
            return;
        }
        let block = self
            .open
            .iter()
            .rfind(|open| SPEAKING.contains(&open.as_str()) || BLOCKS.contains(&open.as_str()));
        match block.map(String::as_str) {
            Some("dt") => self.name = said,
            Some("dd") => self.fact(format!("{}: {said}", self.name)),
            Some(block) if SPEAKING.contains(&block) => self.fact(said),
            _ => {}
        }
    }

    fn fact(&mut self, said: String) {
        let is_cell = self.open.iter().any(|open| open == "tr");
        if is_cell {
            self.row.insert(said);
        } else if !self.is_of_opening(&said) {
            self.page.facts.insert(said);
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !row.iter().any(|said| self.is_of_opening(said)) {
            self.page.facts.extend(row);
        }
    }

    fn is_of_opening(&self, said: &str) -> bool {
        self.opened.iter().any(|moment| said.contains(moment))
    }
}

/// A dash or an arrow alone says nothing.
fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// One blank between words, whatever kind it was written with.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1;
    Some(plain(value.split('"').next()?))
}

/// The characters that templates write otherwise.
fn plain(text: &str) -> String {
    let pairs =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
