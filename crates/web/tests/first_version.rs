//! A data folder of the first version opens and serves without loss: everything that its pages said to each function
//! is still said to that function, of the same case.
//!
//! The folder, what its pages said, and how both were made: `first_version/README.md`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

#[path = "first_version/folder.rs"]
mod folder;
#[path = "first_version/page.rs"]
mod page;

use axum::body::to_bytes;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use folder::{OPENED, PEOPLE, Visitor, cases, copy, fixture, open, read};
use journal::Journal;
use page::Page;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// The same as pages write it: what says it was said by opening them, not by the folder.
const OPENED_ON_PAGES: [&str; 1] = ["10:17"];
/// Names the folder to write what the pages and entries say into, instead of comparing. Only for a checkout of the first version.
const WRITE: &str = "HAVRE_WRITE_FACTS";

/// Addresses that no link leads to, because a form does; and a case as it was known on an earlier day.
const MORE: [&str; 11] = [
    "/table?state=all",
    "/queue?show=all",
    "/readings?show=closed",
    "/cases/$case?on=2026-07-07",
    "/cases/$case/facts?on=2026-07-07",
    "/cases/$case/people?on=2026-07-07",
    "/cases/$case/risk?on=2026-07-07",
    "/cases/$case/protection?on=2026-07-07",
    "/cases/$case/follow-up?on=2026-07-07",
    "/cases/$case/justice?on=2026-07-07",
    "/cases/$case/timeline?on=2026-07-07",
];
/// The pages of a case that are asked for first: whoever may see neither sees nothing of it.
const FIRST: [&str; 2] = ["/cases/$case", "/cases/$case/readers"];
/// Searches that find somebody of the folder: one by name, one by the number of a report.
const SOUGHT: [&str; 2] = ["Quillebeuvre+Ysaline", "BN.43.L3.000006%2F2026"];
/// The table as a file.
const TAKEN: &str = "export.kind=csv&export.reason=check";
/// Parts of the program that show nothing of the folder.
const ELSEWHERE: [&str; 11] = [
    "/static/",
    "/language/",
    "/health/",
    "/sign-in",
    "/invitation",
    "/live",
    "/flyer",
    "/table/export",
    "/access",
    "/sharing",
    "/tour",
];
/// Pages that no case is named in.
const LISTS: &str = "lists";

/// What was said of a case, or in lists: each fact with the functions that read it.
type Said = BTreeMap<String, BTreeMap<String, BTreeSet<&'static str>>>;

/// One person at the pages of a folder of her own.
struct Reader {
    visitor: Visitor,
    routes: Vec<Vec<String>>,
    seen: BTreeSet<String>,
    waiting: VecDeque<String>,
    said: BTreeMap<String, BTreeSet<String>>,
    cases: Vec<String>,
}

impl Reader {
    async fn sign_in(journal: Journal, username: &str) -> Self {
        let visitor = Visitor::sign_in(journal, username).await;
        let routes = gets().iter().map(|(route, _)| parts(route)).collect();
        let (seen, waiting, said) = (BTreeSet::new(), VecDeque::new(), BTreeMap::new());
        Self { visitor, routes, seen, waiting, said, cases: cases() }
    }

    /// Reads every page that this person may open: those of the table of routes, and those that pages lead to. Lists
    /// come first, before a case was opened by this very reading.
    async fn read_all(mut self) -> BTreeMap<String, BTreeSet<String>> {
        let addresses: Vec<_> = gets().into_iter().map(|(_, address)| address).collect();
        let addresses = || addresses.iter().map(String::as_str).chain(MORE);
        self.waiting.extend(addresses().filter(|address| !address.contains('$')).map(str::to_owned));
        self.read_waiting().await;
        for typed in SOUGHT {
            let answer = self.visitor.send("POST", "/search", format!("q={typed}")).await;
            self.keep("/search", answer).await;
        }
        let answer = self.visitor.send("POST", "/table/export", TAKEN.to_owned()).await;
        self.keep("/table/export", answer).await;
        let of_case: Vec<_> = addresses().filter(|address| address.starts_with("/cases/$case")).collect();
        for case in self.cases.clone() {
            let address = |address: &&str| address.replace("$case", &case);
            self.waiting.extend(of_case.iter().filter(|address| FIRST.contains(address)).map(address));
            self.read_waiting().await;
            // To say no takes as long as to say yes: of a case that she may not open she asks for nothing more.
            if self.said.contains_key(&case) {
                self.waiting.extend(of_case.iter().map(address));
                self.read_waiting().await;
            }
        }
        self.said
    }

    async fn read_waiting(&mut self) {
        while let Some(address) = self.waiting.pop_front() {
            if self.seen.insert(address.clone()) {
                let answer = self.visitor.send("GET", &address, String::new()).await;
                self.keep(&address, answer).await;
            }
        }
    }

    /// Keeps what an answer says, and where it leads.
    async fn keep(&mut self, address: &str, answer: axum::response::Response) {
        if answer.status().is_redirection() {
            let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
            self.waiting.extend(to.filter(|to| self.leads_to_a_page(to)));
        }
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        if answer.status() != StatusCode::OK || kind.starts_with("text/event-stream") {
            return;
        }
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        let page = match kind.split(';').next().unwrap_or_default() {
            "text/html" => page::read(&body, address.starts_with("/drafts/"), &OPENED_ON_PAGES),
            "text/csv" => page::lines(&body, true),
            "text/plain" => page::lines(&body, false),
            _ => Page::default(),
        };
        let leads: Vec<_> = page.links.into_iter().filter_map(|to| self.followed(&to)).collect();
        self.waiting.extend(leads);
        let case = self.cases.iter().find(|case| address.contains(case.as_str()));
        let subject = case.map_or(LISTS, String::as_str).to_owned();
        self.said.entry(subject).or_default().extend(page.facts);
    }

    /// The address of a link that is worth following: a page of some object, or a tab of a list. The same list sorted
    /// or cut otherwise says nothing new.
    fn followed(&self, link: &str) -> Option<String> {
        let link = link.split('#').next().unwrap_or_default();
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let is_tab = !query.is_empty() && query.split('&').all(|pair| pair.starts_with("show="));
        let address = if is_tab { link } else { path };
        self.leads_to_a_page(address).then(|| address.to_owned())
    }

    fn leads_to_a_page(&self, address: &str) -> bool {
        let path = parts(address.split('?').next().unwrap_or_default());
        let is_route = |route: &Vec<String>| {
            let same = |(part, given): (&String, &String)| part.starts_with('{') || part == given;
            route.len() == path.len() && route.iter().zip(&path).all(same)
        };
        !ELSEWHERE.iter().any(|start| address.starts_with(start)) && self.routes.iter().any(is_route)
    }
}

fn parts(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

/// The routes that show something of the folder. An earlier day has a line of its own in `MORE`.
fn gets() -> Vec<(String, String)> {
    let elsewhere = |address: &str| ELSEWHERE.iter().any(|start| address.starts_with(start));
    let all = folder::gets().into_iter();
    all.filter(|(_, address)| !address.contains("?on=") && !elsewhere(address)).collect()
}

/// What every page of the folder says today, to each of [`PEOPLE`].
async fn said_today() -> Said {
    web::now::stop_at(OPENED.parse().unwrap());
    let mut readers = tokio::task::JoinSet::new();
    for (function, username) in PEOPLE {
        readers.spawn(async move {
            // Whoever opens a case leaves her name in it: each of them finds the folder as it was.
            let folder = copy();
            let reader = Reader::sign_in(open(folder.path()).await, username).await;
            (function, reader.read_all().await)
        });
    }
    let mut said = Said::new();
    for (function, by_subject) in readers.join_all().await {
        for (subject, facts) in by_subject {
            let of_subject = said.entry(subject).or_default();
            for fact in facts {
                of_subject.entry(fact).or_default().insert(function);
            }
        }
    }
    said
}

/// Words of the house: what a page says whatever the folder holds. They may change; facts may not.
fn house_words() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/locales/en");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<_> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let messages = texts.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_once(" = "));
    messages.map(|(_, words)| words.trim().to_owned()).collect()
}

/// Writes what the pages say: a file a case, sorted, with the functions that read each fact.
fn write(said: &Said, folder: &Path) {
    let house = house_words();
    std::fs::create_dir_all(folder).unwrap();
    for (subject, facts) in said {
        let kept = facts.iter().filter(|(fact, _)| !house.contains(*fact));
        let line = |(fact, functions): (&String, &BTreeSet<&str>)| {
            let functions: Vec<_> = functions.iter().copied().collect();
            format!("{fact}\t{}\n", functions.join(" "))
        };
        std::fs::write(folder.join(format!("{subject}.txt")), kept.map(line).collect::<String>()).unwrap();
    }
}

/// What the first version said, as committed.
fn said_then() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for subject in cases().into_iter().chain([LISTS.to_owned()]) {
        // What nobody reads has no file: a case of another district, an erased one.
        let text =
            std::fs::read_to_string(fixture().join(format!("facts/{subject}.txt"))).unwrap_or_default();
        for line in text.lines() {
            let (fact, functions) = line.split_once('\t').unwrap();
            let of = |function: &str| (subject.clone(), function.to_owned(), fact.to_owned());
            all.extend(functions.split(' ').map(of));
        }
    }
    all
}

/// Old words and new ones, from `renamed.tsv`: a whole fact, or the name of a value with its colon.
fn renamed() -> BTreeMap<String, String> {
    let text = read("renamed.tsv");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pairs = lines.map(|line| line.split_once('\t').expect("old<TAB>new"));
    pairs.map(|(old, new)| (old.to_owned(), new.to_owned())).collect()
}

/// Whether a fact is still said. A value may have left its list for a table, where its name stands apart.
fn is_said(fact: &str, today: impl Fn(&str) -> bool, renamed: &BTreeMap<String, String>) -> bool {
    let new = |words: &str| renamed.get(words).cloned().unwrap_or_else(|| words.to_owned());
    let whole = new(fact);
    if today(&whole) {
        return true;
    }
    let Some((name, value)) = whole.split_once(": ") else { return false };
    let name = new(&format!("{name}:"));
    today(&format!("{name} {value}")) || today(name.trim_end_matches(':')) && today(value)
}

/// Whether a line of today holds a fact that was a line of its own: whole, or each of its parts (`when · what · who`).
fn is_in_a_line(fact: &str, lines: &[&str]) -> bool {
    // Short words stand in many lines that mean something else.
    const LONG: usize = 20;
    let fact = fact.strip_prefix("Case ").unwrap_or(fact);
    let parts: Vec<_> = fact.split(" · ").collect();
    fact.len() >= LONG && lines.iter().any(|line| parts.iter().all(|part| line.contains(part)))
}

/// Facts of the first version that nobody is told any more, as lines to read.
fn lost(then: &[(String, String, String)], today: &Said, renamed: &BTreeMap<String, String>) -> Vec<String> {
    let says = |subject: &str, function: &str, fact: &str| {
        let functions = today.get(subject).and_then(|facts| facts.get(fact));
        functions.is_some_and(|functions| functions.contains(function))
    };
    let mut lines: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (subject, facts) in today {
        for (fact, functions) in facts {
            for function in functions {
                lines.entry((subject, function)).or_default().push(fact);
            }
        }
    }
    let is_lost = |(subject, function, fact): &&(String, String, String)| {
        let lines = lines.get(&(subject.as_str(), function.as_str())).map_or(&[][..], Vec::as_slice);
        !is_said(fact, |fact| says(subject, function, fact), renamed) && !is_in_a_line(fact, lines)
    };
    let gone = then.iter().filter(is_lost);
    gone.map(|(subject, function, fact)| format!("{subject}, {function}: {fact}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_folder_of_the_first_version_still_says_what_it_said() {
    let today = said_today().await;
    if let Ok(folder) = std::env::var(WRITE) {
        return write(&today, &Path::new(&folder).join("facts"));
    }
    let (then, renamed) = (said_then(), renamed());
    assert!(then.len() > 5_000, "the facts of the first version are there: {}", then.len());
    let lost = lost(&then, &today, &renamed);
    assert!(lost.is_empty(), "{} of {} facts are lost:\n{}", lost.len(), then.len(), lost.join("\n"));
    // The comparison itself: a single fact that no line says any more is noticed, for whom and of which case.
    let literal = |(subject, function, fact): &&(String, String, String)| {
        let functions = today.get(subject).and_then(|facts| facts.get(fact));
        functions.is_some_and(|functions| functions.contains(function.as_str()))
    };
    let literal: Vec<_> = then.iter().filter(literal).collect();
    assert!(literal.len() > 3_000, "most facts stand as they did: {}", literal.len());
    for at in [0, literal.len() / 2, literal.len() - 1] {
        let (subject, function, fact) = literal[at];
        let mut poorer = today.clone();
        for (line, functions) in poorer.get_mut(subject).unwrap() {
            if line.contains(fact.as_str()) {
                functions.remove(function.as_str());
            }
        }
        let line = format!("{subject}, {function}: {fact}");
        assert!(self::lost(&then, &poorer, &renamed).contains(&line), "{line}");
    }
}

#[tokio::test]
async fn every_chain_of_a_folder_of_the_first_version_holds_and_every_entry_reads_back() {
    let folder = copy();
    let journal = open(folder.path()).await;
    let checked = journal.verify(|_| {}).await.unwrap();
    assert!(checked.is_whole(), "{:?} {:?}", checked.broken, checked.rows);
    assert_eq!(checked.erased.len(), 1, "one case was erased under a certificate");
    let mut today = String::new();
    for case in cases() {
        let Some(stream) = journal.load(case.parse().unwrap()).await.unwrap() else { continue };
        for (number, entry) in stream.entries.iter().enumerate() {
            let (at, kind, by) = (entry.at, entry.body.kind().word(), &entry.by.name);
            today.push_str(&format!("{case}\t{}\t{at}\t{kind}\t{by}\n", number + 1));
        }
    }
    if let Ok(folder) = std::env::var(WRITE) {
        return std::fs::write(Path::new(&folder).join("entries.tsv"), today).unwrap();
    }
    let then = read("entries.tsv");
    let now: BTreeSet<_> = today.lines().collect();
    let lost: Vec<_> = then.lines().filter(|line| !now.contains(line)).collect();
    assert!(lost.is_empty(), "entries that do not read back: {lost:#?}");
    assert_eq!(now.len(), then.lines().count(), "opening a folder adds no entry");
}

/// A colleague who said that she is near somebody of a case, and how many cases name him: she is kept out of all.
const KEPT_OUT: (&str, usize) = ("eva.1140", 6);

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_kept_out_of_a_case_of_the_first_version_is_kept_out_still() {
    web::now::stop_at(OPENED.parse().unwrap());
    let folder = copy();
    let (username, number) = KEPT_OUT;
    let reader = Reader::sign_in(open(folder.path()).await, username).await;
    let of_them = cases().into_iter().filter(|case| {
        let facts = std::fs::read_to_string(fixture().join(format!("facts/{case}.txt"))).unwrap_or_default();
        facts.contains("Gauthier Tournepierre Other party ·")
    });
    let of_them: Vec<_> = of_them.collect();
    assert_eq!(of_them.len(), number, "cases that name him: {of_them:?}");
    for case in of_them {
        let answer = reader.visitor.send("GET", &format!("/cases/{case}"), String::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{case}");
    }
}

/// Every kind of entry that the first version could write.
const KINDS: [&str; 35] = [
    "report-signed",
    "facts-recorded",
    "risk-recorded",
    "person-recorded",
    "channel-recorded",
    "safe-contact-recorded",
    "amended",
    "contact-overridden",
    "opened",
    "contact-attempted",
    "contact-noted",
    "appointment-booked",
    "day-two-done",
    "day-two-answered",
    "follow-up-ended",
    "decided",
    "decision-reasoned",
    "marked-sensitive",
    "clock-paused",
    "clock-resumed",
    "escalated",
    "grouped",
    "separated",
    "person-linked",
    "person-unlinked",
    "match-refused",
    "match-postponed",
    "consent-given",
    "ground-recorded",
    "title-recorded",
    "grant-withdrawn",
    "glass-broken",
    "glass-reviewed",
    "role-corrected",
    "acknowledged",
];

#[test]
fn the_folder_of_the_first_version_holds_every_kind_of_entry() {
    if std::env::var(WRITE).is_ok() {
        return;
    }
    let entries = read("entries.tsv");
    let held: BTreeSet<_> = entries.lines().filter_map(|line| line.split('\t').nth(3)).collect();
    let missing: Vec<_> = KINDS.iter().filter(|kind| !held.contains(*kind)).collect();
    assert!(missing.is_empty(), "kinds that the folder does not hold: {missing:?}");
}
