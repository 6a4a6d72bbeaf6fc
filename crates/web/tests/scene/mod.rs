//! A program in memory with one account of each function, and people who ask it things.

use axum::body::{Body, to_bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, Request, StatusCode};
use casework::record::id::{CaseId, UserId, ZoneCode};
use casework::record::staff::{Function, Sector};
use casework::rules::Rules;
use directory::Directory;
use journal::{By, Db, Journal, MasterKey, NewAccount};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;
use web::{App, FlyerPress, Settings, Texts};

const PASSWORD: &str = "quatre mots sans lien";
/// Family name of the victim of every case here.
pub const VICTIM: &str = "Epinoche";
/// What happened, in every report here.
pub const FACTS: &str = "Hareldbezoar";

/// Name of the office of those who read what was granted to one.
pub const OFFICE: &str = "An invented office";

/// A column of the matrix.
pub struct Who {
    pub name: &'static str,
    pub function: Option<Function>,
    sector: Sector,
    zone: &'static str,
}

/// Everybody who asks: nobody signed in, each function in the zone of the cases, and two of another zone.
pub static WHO: LazyLock<Vec<Who>> = LazyLock::new(|| {
    let who = |name, function: Option<Function>, zone| {
        let sector = function.map_or(Sector::Police, Function::usual_sector);
        Who { name, function, sector, zone }
    };
    let here = Function::ALL.iter().map(|function| who(function.word(), Some(*function), "5344"));
    let elsewhere = [("elsewhere", Function::Eva), ("officer-elsewhere", Function::Intake)]
        .map(|(name, function)| who(name, Some(function), "5340"));
    std::iter::once(who("nobody", None, "5344")).chain(here).chain(elsewhere).collect()
});

pub fn function(name: &str) -> &'static Who {
    WHO.iter().find(|who| who.name == name).unwrap()
}

pub fn eva() -> &'static Who {
    function("eva")
}

pub fn intake() -> &'static Who {
    function("intake")
}

pub fn administrator() -> &'static Who {
    function("administrator")
}

pub fn elsewhere() -> &'static Who {
    function("elsewhere")
}

/// Nobody in particular changes the register, now.
pub fn by() -> By {
    By { user: None, at: web::now::now() }
}

struct Press;

impl FlyerPress for Press {
    fn flyer(
        &self,
        _: casework::record::person::Language,
        _: &ZoneCode,
        _: jiff::civil::Date,
    ) -> Result<Vec<u8>, String> {
        Ok(b"%PDF-1.7".to_vec())
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub body: String,
    headers: BTreeMap<String, String>,
}

impl Answer {
    pub fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name.as_str()).map_or("", String::as_str)
    }

    pub fn location(&self) -> String {
        self.header(LOCATION).to_owned()
    }

    /// Headers by which two answers could be told apart; not the number of the request, nor the length of it.
    pub fn headers(&self) -> BTreeMap<&str, &str> {
        let told = self
            .headers
            .iter()
            .filter(|(name, _)| !["x-request-id", "content-length"].contains(&name.as_str()));
        told.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// The words of the page, without what differs in any two answers: the number of the request, the address asked for.
    pub fn words(&self, asked: &str) -> String {
        let number = self.headers.get("x-request-id").cloned().unwrap_or_default();
        let mut words = if number.is_empty() { self.body.clone() } else { self.body.replace(&number, "") };
        if !asked.is_empty() {
            words = words.replace(asked, "");
        }
        // A change of language comes back to the address.
        let back = words.lines().filter(|line| !line.contains("?back="));
        back.collect::<Vec<_>>().join("\n")
    }

    /// What no answer may do, whoever asked for what.
    pub fn fault(&self, address: &str) -> Option<String> {
        let title =
            self.body.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or("");
        let told = [title, self.header(LOCATION), self.header(CONTENT_DISPOSITION)];
        if let Some(place) = told.iter().find(|place| place.contains(VICTIM)) {
            return Some(format!("names a person in {place}"));
        }
        let kept = self.header(CACHE_CONTROL) != "no-store" && !address.starts_with("/static/");
        if kept {
            return Some("may be kept by the browser".to_owned());
        }
        let policy = self
            .headers
            .get("content-security-policy")
            .is_some_and(|policy| policy.contains("default-src 'none'"));
        (!policy).then(|| "has no content policy".to_owned())
    }
}

pub struct Scene {
    pub app: App,
    folder: tempfile::TempDir,
    cookies: BTreeMap<&'static str, String>,
    ids: BTreeMap<&'static str, UserId>,
    written: u32,
    /// Values of variables in the request that is being made.
    values: BTreeMap<&'static str, String>,
}

impl Scene {
    pub async fn set() -> Self {
        Self::set_with(Settings::default()).await
    }

    /// The same, of a program with other settings.
    pub async fn set_with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("test.db")).await.unwrap();
        let rules = Rules::parse(
            include_str!("../../../../content/calendar/be.toml"),
            include_str!("../../../../content/clocks/be.toml"),
            include_str!("../../../../content/retention/be.toml"),
        )
        .unwrap();
        let journal = Journal::new(db, &MasterKey::generate(), rules);
        let directory = Arc::new(Directory::embedded().unwrap());
        let policies = Arc::new(access::Policies::shipped().unwrap());
        let texts = Texts::load(None).unwrap();
        let app = App::new(journal, directory, Arc::new(Press), policies, settings, texts).unwrap();
        let none = BTreeMap::new;
        let mut scene =
            Self { app, folder, cookies: none(), ids: BTreeMap::new(), written: 0, values: BTreeMap::new() };
        let hash = web::account::hash_password(PASSWORD).unwrap();
        for who in WHO.iter().filter(|who| who.function.is_some()) {
            scene.add(who, &hash).await;
        }
        scene
    }

    async fn add(&mut self, who: &'static Who, hash: &str) {
        let id = UserId(journal::new_uuid(web::now::now()));
        let new = NewAccount {
            id,
            username: who.name.to_owned(),
            name: "Test Person".to_owned(),
            function: who.function.unwrap(),
            office: who
                .function
                .filter(|one| one.reads_by_grant())
                .map_or_else(String::new, |_| OFFICE.into()),
            sector: who.sector,
            zones: vec![ZoneCode::parse(who.zone).unwrap()],
            neighbourhoods: vec![],
            language: "en".to_owned(),
            password_hash: hash.to_owned(),
        };
        assert!(self.app.journal.add_account(&new, by()).await.unwrap());
        self.ids.insert(who.name, id);
    }

    pub fn id(&self, who: &Who) -> UserId {
        self.ids[who.name]
    }

    /// One request as somebody; variables in address and form get fresh values.
    pub async fn ask(&mut self, who: &'static Who, method: &str, address: &str, form: &str) -> Answer {
        self.ask_with(who, method, address, form, &[]).await
    }

    /// The same with headers by which a browser says something of itself.
    pub async fn ask_saying(
        &mut self,
        who: &'static Who,
        method: &str,
        address: &str,
        says: &[(&str, &str)],
    ) -> Answer {
        let cookie = self.cookie(who).await;
        send_saying(&self.app, (method, address), &cookie, "", says).await
    }

    /// The same with some variables given.
    pub async fn ask_with(
        &mut self,
        who: &'static Who,
        method: &str,
        address: &str,
        form: &str,
        given: &[(&'static str, &str)],
    ) -> Answer {
        self.values.clear();
        let (mut address, mut form) = (address.to_owned(), form.to_owned());
        for (variable, value) in given {
            address = address.replace(variable, value);
            form = form.replace(variable, value);
        }
        for variable in ["$case", "$report", "$draft", "$account", "$session", "$asset", "$soon"] {
            if address.contains(variable) || form.contains(variable) {
                let value = self.value(variable).await;
                address = address.replace(variable, &value);
                form = form.replace(variable, &value);
            }
        }
        let cookie = self.cookie(who).await;
        let answer = self.send(method, &address, &cookie, &form).await;
        // Whoever signed out, or gained a right and with it a new token, signs in again.
        if answer.headers.contains_key(SET_COOKIE.as_str())
            || address.starts_with("/account") && method != "GET"
        {
            self.cookies.remove(who.name);
        }
        answer
    }

    /// The value of a variable in this request, made when it is first needed.
    pub async fn value(&mut self, variable: &'static str) -> String {
        if let Some(value) = self.values.get(variable) {
            return value.clone();
        }
        let value = match variable {
            "$case" | "$report" => {
                let (case, report) = self.case().await;
                self.values.insert("$case", case.clone());
                self.values.insert("$report", report.clone());
                if variable == "$case" { case } else { report }
            }
            "$draft" => self.draft().await.0.trim_start_matches("/drafts/").to_owned(),
            "$account" => self.stranger().await,
            "$session" => {
                let id = self.id(intake());
                self.cookie(intake()).await;
                self.app.journal.sessions(id).await.unwrap()[0].id.to_string()
            }
            "$asset" => self.asset().await,
            "$soon" => {
                (web::now::now() + jiff::SignedDuration::from_hours(240)).strftime("%d/%m/%Y").to_string()
            }
            _ => panic!("no such variable: {variable}"),
        };
        self.values.insert(variable, value.clone());
        value
    }

    /// A value of the same kind that belongs to something else.
    pub async fn swapped(&mut self, variable: &'static str) -> String {
        match variable {
            // A report has the number of its draft, and its case too: only a report can be taken from another case.
            "$report" => self.case().await.1,
            "$account" => self.case().await.0,
            "$case" | "$draft" => self.stranger().await,
            _ => self.id(eva()).to_string(),
        }
    }

    /// An ordinary account that nobody uses: one zone, so that one administrator changes it.
    async fn stranger(&mut self) -> String {
        self.written += 1;
        let id = UserId(journal::new_uuid(web::now::now()));
        let new = NewAccount {
            id,
            username: format!("stranger{}", self.written),
            name: "Test Stranger".to_owned(),
            office: String::new(),
            function: Function::Intake,
            sector: Sector::Police,
            zones: vec![ZoneCode::parse("5344").unwrap()],
            neighbourhoods: vec![],
            language: "en".to_owned(),
            password_hash: String::new(),
        };
        assert!(self.app.journal.add_account(&new, by()).await.unwrap());
        id.to_string()
    }

    async fn asset(&self) -> String {
        let page = self.send("GET", "/sign-in", "", "").await;
        let path = page.body.split("static&#x2f;").nth(1).unwrap().split('"').next().unwrap();
        path.replace("&#x2f;", "/")
    }

    async fn cookie(&mut self, who: &'static Who) -> String {
        if who.function.is_none() {
            return "lang=en".to_owned();
        }
        if let Some(cookie) = self.cookies.get(who.name) {
            return cookie.clone();
        }
        let form = format!("username={}&password={}", who.name, PASSWORD.replace(' ', "+"));
        let answer = self.send("POST", "/sign-in", "", &form).await;
        let given: Vec<_> =
            answer.header(SET_COOKIE).lines().filter_map(|line| line.split(';').next()).collect();
        let given = given.join("; ");
        self.cookies.insert(who.name, given.clone());
        given
    }

    async fn send(&self, method: &str, address: &str, cookie: &str, form: &str) -> Answer {
        send(&self.app, method, address, cookie, form).await
    }

    /// The address of a draft, and a form that signs it.
    pub async fn draft(&mut self) -> (String, String) {
        self.draft_of(intake()).await
    }

    /// The same of some officer.
    pub async fn draft_of(&mut self, officer: &'static Who) -> (String, String) {
        let cookie = self.cookie(officer).await;
        let made = self.send("POST", "/reports/new", &cookie, "").await;
        self.written += 1;
        let pv = format!("TE.43.L3.{:06}%2F2026", self.written);
        let form = format!(
            "kind=family-dispute&version=1&do=sign&pv_number={pv}&happened_on=01%2F11%2F2026&postcode=1030&facts={FACTS}\
             &p0.role=victim&p0.family_name={VICTIM}&p0.birth=07%2F03%2F1985&p0.phone0=0400+00+12+34\
             &p0.phone0_readers=nobody&p1.role=other-party&p1.family_name=Essai&children_present=yes&day_two_agreed=yes"
        );
        (made.location(), form)
    }

    /// The pages of a case that its navigation names, each with its address.
    pub async fn case_pages(&mut self, who: &'static Who, case: &str) -> Vec<(String, String)> {
        let overview = self.ask(who, "GET", case, "").await;
        assert_eq!(overview.status, StatusCode::OK, "{case} as {}", who.name);
        let links =
            overview.body.split("class=\"case-nav__wide\"").nth(1).unwrap().split("</ul>").next().unwrap();
        let address = |rest: &str| rest.split('"').next().unwrap().replace("&#x2f;", "/");
        let links: Vec<_> = links.split("href=\"").skip(1).map(address).collect();
        let mut pages = Vec::new();
        for link in links {
            let page = self.ask(who, "GET", &link, "").await;
            assert_eq!(page.status, StatusCode::OK, "{link} as {}", who.name);
            pages.push((link, page.body));
        }
        pages
    }

    /// A case of its own for one request: case and report.
    pub async fn case(&mut self) -> (String, String) {
        let (draft, form) = self.draft().await;
        let cookie = self.cookie(intake()).await;
        let signed = self.send("POST", &draft, &cookie, &form).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "the report is signed: {}", signed.body);
        let case =
            signed.location().trim_start_matches("/cases/").split(['?', '#']).next().unwrap().to_owned();
        let stream = self.stream(&case).await;
        let folded = casework::case::fold(&stream.entries);
        let report = folded.reports.first().map(|(id, _)| id.to_string()).unwrap();
        (case, report)
    }

    async fn stream(&self, case: &str) -> journal::Stream {
        let case: CaseId = case.parse().unwrap();
        self.app.journal.load(case).await.unwrap().unwrap()
    }

    pub async fn seq(&self, case: &str) -> i64 {
        self.stream(case).await.seq
    }

    pub async fn entries(&self, case: &str) -> Vec<casework::case::Body> {
        self.stream(case).await.entries.into_iter().map(|entry| entry.body).collect()
    }

    /// How many cases hold the PV number of this form.
    pub async fn cases_with(&mut self, form: &str) -> usize {
        let pv = form.split("pv_number=").nth(1).unwrap().split('&').next().unwrap();
        let found = self.ask(intake(), "POST", "/search", &format!("q={pv}")).await;
        found.body.matches("name=\"case\" value=").count()
    }

    /// Somebody who writes to the database and has another key: nothing that she writes opens.
    pub fn forger(&self) -> Journal {
        let journal = &self.app.journal;
        Journal::new(journal.db().clone(), &MasterKey::generate(), journal.rules().clone())
    }

    /// Another program holds the database until this is dropped; whoever writes hears so at once.
    pub async fn lock(&self) -> sqlx::Transaction<'static, sqlx::Sqlite> {
        let Db::Sqlite { write, .. } = self.app.journal.db() else { panic!("a file") };
        sqlx::query("PRAGMA busy_timeout = 1").execute(write).await.unwrap();
        let file = format!("sqlite://{}", self.folder.path().join("test.db").display());
        let other = sqlx::SqlitePool::connect(&file).await.unwrap();
        other.begin_with("BEGIN IMMEDIATE").await.unwrap()
    }

    /// Pages asked for at once; the statuses in the order of the answers.
    pub async fn all_at_once(&mut self, who: &'static Who, addresses: &[String]) -> Vec<StatusCode> {
        let cookie = self.cookie(who).await;
        let (mut running, mut statuses) = (tokio::task::JoinSet::new(), Vec::new());
        for address in addresses {
            let (app, address, cookie) = (self.app.clone(), address.clone(), cookie.clone());
            running.spawn(async move { send(&app, "GET", &address, &cookie, "").await.status });
        }
        while let Some(status) = running.join_next().await {
            statuses.push(status.unwrap());
        }
        statuses
    }

    /// The same request many times at once; the statuses in the order of the answers.
    pub async fn at_once(
        &mut self,
        who: &'static Who,
        address: &str,
        form: &str,
        times: usize,
    ) -> Vec<StatusCode> {
        let cookie = self.cookie(who).await;
        let (mut running, mut statuses) = (tokio::task::JoinSet::new(), Vec::new());
        for _ in 0..times {
            let (app, address, cookie, form) =
                (self.app.clone(), address.to_owned(), cookie.clone(), form.to_owned());
            running.spawn(async move { send(&app, "POST", &address, &cookie, &form).await.status });
        }
        while let Some(status) = running.join_next().await {
            statuses.push(status.unwrap());
        }
        statuses
    }
}

async fn send(app: &App, method: &str, address: &str, cookie: &str, form: &str) -> Answer {
    send_saying(app, (method, address), cookie, form, &[]).await
}

async fn send_saying(
    app: &App,
    (method, address): (&str, &str),
    cookie: &str,
    form: &str,
    says: &[(&str, &str)],
) -> Answer {
    let request = Request::builder().method(method).uri(address).header(COOKIE, cookie);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = says.iter().fold(request, |request, (name, says)| request.header(*name, *says));
    let response =
        web::router(app.clone()).oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap();
    let status = response.status();
    let mut headers = BTreeMap::new();
    for (name, value) in response.headers() {
        let (name, value) = (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        // A header that comes twice is two lines.
        let known = headers.entry(name).and_modify(|lines: &mut String| *lines += "\n").or_default();
        known.push_str(&value);
    }
    // A stream of events does not end: its beginning is enough.
    let stream = headers.get("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"));
    let body =
        if stream { Vec::new() } else { to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec() };
    Answer { status, body: String::from_utf8_lossy(&body).into_owned(), headers }
}
