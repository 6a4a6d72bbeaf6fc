//! The golden form of each page: its title, headings, menus, links, fields and buttons, in their order, as a screen
//! reader would go through them. A page that changed is read by eye (`cargo insta review`, or the difference in git)
//! before its new form is kept; a page that is gone takes its file with it.
//!
//! The folder is the one of the first version at one fixed hour, so that each page is the same each time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[path = "first_version/folder.rs"]
mod folder;
#[path = "pages/outline.rs"]
mod outline;

use axum::body::to_bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use folder::{OPENED, PEOPLE, Visitor, cases, copy, gets, open};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Pages that are another thing each time: what was drawn at random stands on them.
const DRAWN: [&str; 1] = ["/account/second-factor"];

/// The page that stands at an address for this person, if she may open one.
async fn page(visitor: &Visitor, address: &str) -> Option<String> {
    let answer = visitor.send("GET", address, String::new()).await;
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if answer.status() != StatusCode::OK || !kind.starts_with("text/html") {
        return None;
    }
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    Some(String::from_utf8(body.to_vec()).unwrap())
}

/// The first case, with its first report, in which this person may do something; else the first that she may open.
async fn first_case(visitor: &Visitor) -> Option<(String, String)> {
    let mut first = None;
    for case in cases() {
        let Some(facts) = page(visitor, &format!("/cases/{case}/facts")).await else { continue };
        let report =
            facts.split_once("id=\"r-").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
        if facts.contains("class=\"acts\"") {
            return Some((case, report.to_owned()));
        }
        first = first.or(Some((case, report.to_owned())));
    }
    first
}

/// The address of the table of routes with a case and a report in it.
fn placed(address: &str, case: Option<&(String, String)>) -> Option<String> {
    let address = match case {
        Some((case, report)) => address.replace("$case", case).replace("$report", report),
        None => address.to_owned(),
    };
    (!address.contains('$')).then_some(address)
}

/// Every page, each for the first function that may open it: `function /address`.
async fn outlines() -> BTreeMap<String, (String, String)> {
    let mut outlines = BTreeMap::new();
    for (function, username) in PEOPLE {
        let folder = copy();
        let visitor = Visitor::sign_in(open(folder.path()).await, username).await;
        let case = first_case(&visitor).await;
        for (_, address) in gets() {
            if outlines.contains_key(&address) || DRAWN.contains(&address.as_str()) {
                continue;
            }
            let Some(at) = placed(&address, case.as_ref()) else { continue };
            if let Some(html) = page(&visitor, &at).await {
                outlines.insert(address, (function.to_owned(), outline::of(&html)));
            }
        }
    }
    outlines
}

/// The name of the file of a page: `/cases/$case/people?on=…` is `cases.case.people.on`.
fn file_name(address: &str) -> String {
    let words = address.split(|c: char| !c.is_ascii_alphabetic() && c != '-').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(".")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_made_of_what_it_was_made_of() {
    web::now::stop_at(OPENED.parse().unwrap());
    let outlines = outlines().await;
    let names: BTreeSet<_> = outlines.keys().map(|address| format!("{}.snap", file_name(address))).collect();
    assert_eq!(names.len(), outlines.len(), "each page has a file of its own");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/golden");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (address, (function, outline)) in &outlines {
            insta::assert_snapshot!(file_name(address), format!("{address}, {function}\n{outline}"));
        }
    });
    let kept = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let stale: Vec<_> =
        kept.filter_map(|name| name.into_string().ok()).filter(|name| !names.contains(name)).collect();
    assert!(stale.is_empty(), "files of pages that are gone: {stale:?}");
}
