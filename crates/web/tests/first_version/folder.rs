//! The data folder of the first version, opened at one fixed hour: every page of it is the same each time.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use casework::rules::Rules;
use directory::Directory;
use journal::{Db, Journal, MasterKey, Standing};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;
use web::{App, FlyerPress, Settings, Texts};

/// The hour at which the folder is opened: half an hour after its last entry. A grant, broken glass and a paused clock
/// hold then, other ones are over.
pub const OPENED: &str = "2026-09-14T08:17:00Z";
const PASSWORD: &str = "Havre-demo-2026";

/// Somebody of each function, and those for whom something was opened that their function does not open.
pub const PEOPLE: [(&str, &str); 11] = [
    ("intake", "officer.5344"),
    ("eva", "eva.1030"),
    ("eva-head", "evahead.5344"),
    ("prosecutor", "prosecutor.brussels"),
    ("prosecutor-head", "prosecutorhead.brussels"),
    ("coordinator", "coordinator.brussels"),
    ("administrator", "admin"),
    ("partner", "shelter.brussels"),
    ("reviewer", "reviewer.brussels"),
    ("health-partner", "hospital.brussels"),
    ("broken-glass", "officer.5340"),
];

pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/first_version")
}

struct Press;

impl FlyerPress for Press {
    fn flyer(
        &self,
        _: casework::record::person::Language,
        _: &casework::record::id::ZoneCode,
        _: jiff::civil::Date,
    ) -> Result<Vec<u8>, String> {
        Ok(b"%PDF-1.7".to_vec())
    }
}

/// The rules of demo mode, in which the folder was made.
fn rules() -> Rules {
    Rules::parse(
        include_str!("../../../../content/calendar/be.toml"),
        include_str!("../../../../content/clocks/demo.toml"),
        include_str!("../../../../content/retention/demo.toml"),
    )
    .unwrap()
}

/// Opens a folder as `havre seal` and `havre serve` do: it migrates, and makes what a later version keeps beside the journal.
pub async fn open(folder: &Path) -> Journal {
    let key = MasterKey::parse(&std::fs::read_to_string(folder.join("master.key")).unwrap()).unwrap();
    let db = Db::sqlite(&folder.join("havre.db")).await.unwrap();
    let directory = Directory::embedded().unwrap();
    let evas = directory.zones().iter().filter_map(|zone| directory.eva_of(&zone.code)?.phone.clone());
    let phones: Vec<_> = directory.numbers().iter().map(|number| number.phone.clone()).chain(evas).collect();
    let journal = Journal::new(db, &key, rules()).with_institutions(phones.iter().map(String::as_str));
    // Once, by a person: `havre seal`.
    if journal.standing().await.unwrap() == Standing::Missing {
        journal.seal_as_it_is(web::now::now()).await.unwrap();
    }
    journal.give_secrets().await.unwrap();
    journal.erase_again().await.unwrap();
    journal.place_earlier_findings().await.unwrap();
    journal.rebuild_if_boards_are_missing().await.unwrap();
    while journal.fill_boards().await.unwrap().is_some() {}
    journal.begin_log(web::now::now()).await.unwrap();
    journal
}

/// A copy of the folder: what is committed stays as the first version left it.
pub fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["havre.db", "master.key"] {
        std::fs::copy(fixture().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

pub fn cases() -> Vec<String> {
    read("cases.txt").lines().map(str::to_owned).collect()
}

pub fn read(name: &str) -> String {
    std::fs::read_to_string(fixture().join(name)).unwrap()
}

/// Somebody who signed in at a folder. Pages speak English to her.
pub struct Visitor {
    pub app: App,
    cookie: String,
}

impl Visitor {
    /// Signs in at a copy of the folder that was just opened.
    pub async fn sign_in(journal: Journal, username: &str) -> Self {
        let directory = Arc::new(Directory::embedded().unwrap());
        let policies = Arc::new(access::Policies::shipped().unwrap());
        let settings = Settings { demo: true, ..Settings::default() };
        let texts = Texts::load(None).unwrap();
        let app = App::new(journal, directory, Arc::new(Press), policies, settings, texts).unwrap();
        let mut visitor = Self { app, cookie: String::new() };
        let form = format!("username={username}&password={PASSWORD}");
        let answer = visitor.send("POST", "/sign-in", form).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{username} signs in");
        let given = answer.headers().get_all(SET_COOKIE).iter();
        let given = given.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookies: Vec<_> =
            given.filter(|cookie| !cookie.starts_with("lang=")).chain(["lang=en"]).collect();
        visitor.cookie = cookies.join("; ");
        visitor
    }

    /// Asks for an address, or sends a form there.
    pub async fn send(&self, method: &str, address: &str, form: String) -> Response {
        let request = Request::builder().method(method).uri(address).header(COOKIE, &self.cookie);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        web::router(self.app.clone()).oneshot(request.body(Body::from(form)).unwrap()).await.unwrap()
    }
}

/// Routes that are asked for, and an address of each, from the table of forced browsing.
pub fn gets() -> Vec<(String, String)> {
    let rows = include_str!("../matrix.tsv").lines().filter_map(|line| {
        let cells: Vec<_> = line.split('\t').collect();
        let (route, address) = (cells.get(1)?.trim(), cells.get(2)?.trim());
        // Of numbers that are nobody's there is nothing to read.
        let shows = cells[0] == "GET" && !address.contains("/01900000-");
        shows.then(|| (route.to_owned(), address.to_owned()))
    });
    rows.collect()
}
