//! Somebody comes, moves or leaves (joiner, mover, leaver), for administrators. Every change is written down by the
//! journal in the same transaction; a change of rights ends every session. What gives much power waits for a second person
//! ([`super::register`]).

use super::complaints::{Wrong, complaints, refused};
use super::invitation::Link;
use super::people::{administers, changes, names};
use super::register;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use crate::shell::texts::{LANGUAGES, language_of};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::record::id::{Nis, Postcode, UserId, ZoneCode};
use casework::record::staff::Function;
use casework::record::text::has_unseen_signs;
use journal::{Account, Asked, By, ChangesOf, Place, Wanted};
use minijinja::value::merge_maps;
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

/// Lines of the register on one page.
const LINES: usize = 30;
/// Longest name or username, in characters.
const LONGEST: usize = 80;
/// Longest name in an organisation, in characters.
const LONGEST_EXPECTED: usize = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/people/new", get(ask_new).post(add))
        .route("/account/people/{id}", get(show))
        .route("/account/people/{id}/move", post(move_to))
        .route("/account/people/{id}/invite", post(invite))
        .route("/account/people/{id}/expect", post(expect))
        .route("/account/people/{id}/second-factor", post(remove_second_factor))
        .route("/account/people/{id}/leave", get(ask_leave).post(leave))
        .route("/account/people/{id}/active", post(come_back))
        .route("/account/people/{id}/drafts", post(give_drafts))
}

fn by(who: &SignedIn) -> By {
    By { user: Some(who.user()), at: now() }
}

async fn account(app: &App, id: Uuid) -> Result<Account, WebError> {
    app.journal.account(UserId(id)).await?.ok_or(WebError::NotFound)
}

/// Nobody changes her own rights, nor leaves the register without anybody who can change it.
async fn somebody_else(app: &App, who: &SignedIn, id: Uuid) -> Result<Account, WebError> {
    administers(who)?;
    if UserId(id) == who.user() {
        return Err(WebError::BadRequest);
    }
    account(app, id).await
}

/// Where somebody works, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
struct Work {
    #[serde(default)]
    function: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    zones: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    neighbourhoods: String,
}

impl Work {
    fn of(place: &Place) -> Self {
        let words = |items: Vec<String>| items.join(", ");
        Self {
            function: place.function.word().to_owned(),
            sector: place.sector.word().to_owned(),
            zones: words(place.zones.iter().map(ToString::to_string).collect()),
            office: place.office.clone(),
            neighbourhoods: words(place.neighbourhoods.iter().map(ToString::to_string).collect()),
        }
    }

    /// As it is kept, or what is wrong with it.
    fn read(&self, app: &App, wrong: &mut Wrong) -> Option<Place> {
        let before = wrong.len();
        let function = Function::from_word(&self.function);
        if function.is_none() {
            wrong.push(("function", "people-function-missing"));
        }
        let zones = codes(&self.zones, |code| {
            ZoneCode::parse(code).ok().filter(|zone| app.directory.zone(zone).is_some())
        });
        match &zones {
            None => wrong.push(("zones", "people-zones-unknown")),
            Some(zones) if zones.is_empty() && function.is_some_and(Function::needs_zone) => {
                wrong.push(("zones", "people-zones-missing"));
            }
            Some(_) => {}
        }
        let neighbourhoods = codes(&self.neighbourhoods, |code| neighbourhood(app, code));
        if neighbourhoods.is_none() {
            wrong.push(("neighbourhoods", "people-neighbourhoods-unknown"));
        }
        let office = casework::record::text::line(&self.office, LONGEST).unwrap_or_default();
        if has_unseen_signs(self.office.trim()) {
            wrong.push(("office", "people-unseen-signs"));
        } else if function.is_some_and(Function::reads_by_grant) && office.is_empty() {
            wrong.push(("office", "people-office-missing"));
        }
        if wrong.len() > before {
            return None;
        }
        let function = function?;
        let office = if function.reads_by_grant() { office } else { String::new() };
        let chosen = function.choice_of_sectors().iter().find(|sector| sector.word() == self.sector);
        let sector = chosen.copied().unwrap_or_else(|| function.usual_sector());
        Some(Place { function, sector, zones: zones?, office, neighbourhoods: neighbourhoods? })
    }

    fn values(&self, page: &Page<'_>) -> Value {
        let functions: Vec<_> = Function::ALL
            .iter()
            .map(|function| context! { value => function.word(), text => page.t(&format!("function-{function}")) })
            .collect();
        let sectors: Vec<_> = Function::ALL
            .iter()
            .flat_map(|function| function.choice_of_sectors())
            .map(|sector| context! { value => sector.word(), text => page.t(&format!("people-sector-{}", sector.word())) })
            .collect();
        context! {
            functions, sectors, function => self.function.as_str(), sector => self.sector.as_str(),
            zones => self.zones.as_str(), office => self.office.as_str(), neighbourhoods => self.neighbourhoods.as_str(),
        }
    }
}

/// Codes with commas or blanks between them; `None` when one is unknown.
fn codes<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|code| !code.is_empty()).map(read).collect()
}

/// By postcode, as people know it, or by NIS code.
fn neighbourhood(app: &App, code: &str) -> Option<Nis> {
    let by_postcode = |code: &str| {
        let postcode = Postcode::parse(code).ok()?;
        app.directory.municipality_of(&postcode).map(|place| place.nis.clone())
    };
    let known = |nis: &Nis| app.directory.municipality(nis).is_some();
    Nis::parse(code).ok().filter(known).or_else(|| by_postcode(code))
}

#[derive(Debug, Default, Deserialize)]
struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    expected: String,
    #[serde(default)]
    function: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    zones: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    neighbourhoods: String,
}

impl New {
    fn work(&self) -> Work {
        Work {
            function: self.function.clone(),
            sector: self.sector.clone(),
            zones: self.zones.clone(),
            office: self.office.clone(),
            neighbourhoods: self.neighbourhoods.clone(),
        }
    }
}

async fn ask_new(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    administers(&who)?;
    new_form(&app, &who, &New { language: who.account.language.clone(), ..New::default() }, &Wrong::new())
}

fn new_form(app: &App, who: &SignedIn, new: &New, wrong: &Wrong) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/account/people").at("/account/people/new".to_owned());
    let languages = LANGUAGES.map(|(value, text)| context! { value, text }).to_vec();
    let fields = [
        "name",
        "username",
        "language",
        "expected",
        "function",
        "sector",
        "zones",
        "office",
        "neighbourhoods",
    ];
    let values = context! {
        name => new.name.as_str(), username => new.username.as_str(), language => new.language.as_str(), languages,
        expected => new.expected.as_str(), organisation => app.settings.identity.provider.is_some(),
        ..merge_maps([new.work().values(&page), complaints(&page, &fields, wrong)])
    };
    Ok(refused(page.html("account/new-person.html", "people-new-title", values)?, wrong))
}

/// A username: letters, digits and a few signs, so that it can be typed anywhere and stand in a log of the provider.
fn is_username(text: &str) -> bool {
    // ASCII only: letters of two scripts look alike, and one name would pass for another.
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-@+".contains(c);
    !text.is_empty() && text.len() <= LONGEST && text.chars().all(plain)
}

/// What is wrong with the name by which colleagues know somebody.
fn wrong_name(name: &str) -> Option<&'static str> {
    match name.chars().count() {
        _ if has_unseen_signs(name) => Some("people-unseen-signs"),
        1..=LONGEST => None,
        _ => Some("people-name-missing"),
    }
}

/// What is wrong with the name by which an organisation knows somebody.
fn wrong_expected(name: &str) -> Option<&'static str> {
    match name.chars().count() {
        _ if has_unseen_signs(name) => Some("people-unseen-signs"),
        0..=LONGEST_EXPECTED => None,
        _ => Some("people-expected-wrong"),
    }
}

async fn add(State(app): State<App>, who: SignedIn, Form(new): Form<New>) -> Result<Response, WebError> {
    administers(&who)?;
    let (name, username) = (new.name.trim(), new.username.trim().to_lowercase());
    let mut wrong = Wrong::new();
    wrong.extend(wrong_name(name).map(|key| ("name", key)));
    wrong.extend(wrong_expected(new.expected.trim()).map(|key| ("expected", key)));
    if !is_username(&username) {
        wrong.push(("username", "people-username-wrong"));
    }
    let place = new.work().read(&app, &mut wrong);
    let Some(place) = place.filter(|_| wrong.is_empty()) else { return new_form(&app, &who, &new, &wrong) };
    let expected = new.expected.trim();
    let provider = app.settings.identity.provider.as_ref().filter(|_| !expected.is_empty());
    let wanted = Wanted::Add {
        username,
        name: name.to_owned(),
        language: language_of(&new.language).to_owned(),
        place,
        expected: provider.map(|provider| (provider.issuer().to_owned(), expected.to_owned())),
    };
    let (id, link) = (UserId(journal::new_uuid(now())), Link::new(now()));
    match app.journal.ask_register(id, &wanted, &link.kept(), by(&who)).await? {
        Asked::Done if provider.is_none() => link.show(&app, &who, id, &address(id)).await,
        Asked::Done | Asked::Nothing | Asked::NobodyConfirms => Ok(back(id, "added")),
        Asked::Proposed => Ok(Redirect::to("/register?said=proposed").into_response()),
        Asked::UsernameTaken => new_form(&app, &who, &new, &vec![("username", "people-username-taken")]),
        Asked::ExpectedTaken => new_form(&app, &who, &new, &vec![("expected", "people-said-expected-taken")]),
    }
}

fn address(id: UserId) -> String {
    format!("/account/people/{}", id.0)
}

/// To the page of the account, which says what became of it.
fn back(id: UserId, said: &str) -> Response {
    Redirect::to(&format!("{}?said={said}", address(id))).into_response()
}

/// Asks for a change of an account, and says what became of it.
async fn ask(
    app: &App,
    who: &SignedIn,
    account: &Account,
    wanted: &Wanted,
    done: &str,
) -> Result<Response, WebError> {
    let asked = app.journal.ask_register(account.id, wanted, &Link::new(now()).kept(), by(who)).await?;
    let said = match asked {
        Asked::Done => done,
        Asked::Proposed => "proposed",
        Asked::ExpectedTaken => "expected-taken",
        Asked::NobodyConfirms => "nobody-confirms",
        Asked::Nothing | Asked::UsernameTaken => "same",
    };
    Ok(back(account.id, said))
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    said: String,
    #[serde(default)]
    before: String,
}

/// What a redirect back to the page may say: word, kind, message.
const SAID: [(&str, &str, &str); 9] = [
    ("proposed", "good", "register-said-proposed"),
    ("added", "good", "people-said-added"),
    ("expected-taken", "late", "people-said-expected-taken"),
    ("nobody-confirms", "late", "people-said-nobody-confirms"),
    ("moved", "good", "people-said-moved"),
    ("same", "info", "people-said-same"),
    ("expected", "good", "people-said-expected"),
    ("off", "good", "people-said-off"),
    ("on", "good", "people-said-on"),
];

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    axum::extract::Query(Said { said, before }): axum::extract::Query<Said>,
) -> Result<Response, WebError> {
    administers(&who)?;
    let account = account(&app, id).await?;
    let page = person_page(&app, &who, id);
    let page = match SAID.iter().find(|(word, _, _)| *word == said) {
        Some((_, kind, key)) => page.saying(kind, key),
        None => page,
    };
    let work = Work::of(&account.place());
    person_form(&page, &who, &account, &work, &Typed { before, ..Typed::default() }, &Wrong::new()).await
}

/// What the page of an account is shown with, beside where she works.
#[derive(Debug, Default)]
struct Typed {
    /// The name in the organisation.
    expected: String,
    /// From where on changes are shown.
    before: String,
}

fn person_page<'a>(app: &'a App, who: &'a SignedIn, id: Uuid) -> Page<'a> {
    Page::of(app, who, "/account/people").at(format!("/account/people/{id}"))
}

async fn person_form(
    page: &Page<'_>,
    who: &SignedIn,
    account: &Account,
    work: &Work,
    typed: &Typed,
    wrong: &Wrong,
) -> Result<Response, WebError> {
    let app = page.app;
    let known = app.journal.outside_name(account.id).await?;
    let (expected, bound) = known.map_or((String::new(), None), |known| (known.expected, known.bound_at));
    let (of, address) = (ChangesOf::Account(account.id), address(account.id));
    let changes = changes(page, of, (&address, &typed.before), LINES, &names(app).await?).await?;
    let drafts = app.journal.count_drafts(account.id).await?;
    let waiting = register::waiting(app, who).await?.iter().filter(|one| one.whom == account.id).count();
    let heirs = if account.active { vec![] } else { heirs(app, account).await? };
    let fields = ["function", "sector", "zones", "office", "neighbourhoods", "expected"];
    let values = context! {
        id => account.id.0.to_string(), name => account.name.as_str(), username => account.username.as_str(),
        now_function => page.t(&format!("function-{}", account.function)), active => account.active,
        own => account.id == who.user(), has_totp => account.has_totp, waiting,
        has_password => !account.password_hash.is_empty(), drafts, heirs => options(&heirs),
        organisation => app.settings.identity.provider.is_some(),
        expected => if typed.expected.is_empty() { expected } else { typed.expected.clone() },
        bound => bound.map(|at| page.moment(at)),
        ..merge_maps([work.values(page), changes, complaints(page, &fields, wrong)])
    };
    Ok(refused(page.html("account/person.html", "people-person-title", values)?, wrong))
}

async fn move_to(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Form(work): Form<Work>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    let mut wrong = Wrong::new();
    let Some(place) = work.read(&app, &mut wrong) else {
        let page = person_page(&app, &who, id);
        return person_form(&page, &who, &account, &work, &Typed::default(), &wrong).await;
    };
    let wanted = Wanted::Move { from: account.place(), to: place };
    ask(&app, &who, &account, &wanted, "moved").await
}

async fn invite(State(app): State<App>, who: SignedIn, Path(id): Path<Uuid>) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    if !account.active {
        return Err(WebError::BadRequest);
    }
    let link = Link::new(now());
    match app.journal.ask_register(account.id, &Wanted::Invite, &link.kept(), by(&who)).await? {
        Asked::Done => link.show(&app, &who, account.id, &address(account.id)).await,
        _ => Ok(back(account.id, "proposed")),
    }
}

/// A lost phone: always for two.
async fn remove_second_factor(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    if !account.has_totp {
        return Err(WebError::BadRequest);
    }
    ask(&app, &who, &account, &Wanted::RemoveSecondFactor, "moved").await
}

#[derive(Deserialize)]
struct ExpectedName {
    #[serde(default)]
    expected: String,
}

async fn expect(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Form(ExpectedName { expected }): Form<ExpectedName>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    let provider = app.settings.identity.provider.as_ref().ok_or(WebError::NotFound)?;
    let name = expected.trim();
    if let Some(key) = wrong_expected(name) {
        return expected_wrong(&app, &who, &account, name, key).await;
    }
    if name.is_empty() {
        app.journal.unbind(account.id, by(&who)).await?;
        return Ok(back(account.id, "expected"));
    }
    let wanted = Wanted::Expect { issuer: provider.issuer().to_owned(), name: name.to_owned() };
    let asked = app.journal.ask_register(account.id, &wanted, &Link::new(now()).kept(), by(&who)).await?;
    match asked {
        Asked::ExpectedTaken => {
            expected_wrong(&app, &who, &account, name, "people-said-expected-taken").await
        }
        Asked::Proposed => Ok(back(account.id, "proposed")),
        _ => Ok(back(account.id, "expected")),
    }
}

async fn expected_wrong(
    app: &App,
    who: &SignedIn,
    account: &Account,
    name: &str,
    key: &'static str,
) -> Result<Response, WebError> {
    let work = Work::of(&account.place());
    let wrong = vec![("expected", key)];
    let typed = Typed { expected: name.to_owned(), ..Typed::default() };
    person_form(&person_page(app, who, account.id.0), who, account, &work, &typed, &wrong).await
}

/// Who can take over: active, of the same function, in all zones of the one who leaves.
async fn heirs(app: &App, leaver: &Account) -> Result<Vec<Account>, WebError> {
    let able = |other: &Account| {
        let covers = leaver.zones.iter().all(|zone| other.zones.contains(zone));
        other.active && other.id != leaver.id && other.function == leaver.function && covers
    };
    Ok(app.journal.accounts().await?.into_iter().filter(able).collect())
}

fn options(heirs: &[Account]) -> Vec<Value> {
    let option = |heir: &Account| {
        let text = format!("{} ({})", heir.name, heir.username);
        context! { value => heir.id.0.to_string(), text }
    };
    heirs.iter().map(option).collect()
}

/// To whom everything goes, as chosen.
#[derive(Debug, Default, Deserialize)]
struct Leaving {
    #[serde(default)]
    heir: String,
    #[serde(default)]
    drafts: String,
}

async fn ask_leave(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    leave_form(&app, &who, &account, &Leaving::default(), &Wrong::new()).await
}

async fn leave_form(
    app: &App,
    who: &SignedIn,
    account: &Account,
    chosen: &Leaving,
    wrong: &Wrong,
) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/account/people").at(format!("/account/people/{}/leave", account.id.0));
    let at = now();
    // An administrator sees how much and how urgent, not which case: the sheet with PV numbers is the heir's.
    let work = app.journal.in_hand(account.id, at).await?;
    let line = |line: &journal::ReportTask| {
        context! {
            what => page.t(&format!("clock-{}", line.task.kind.word())), zone => line.row.zone.as_str(),
            due => page.moments(line.task.due), late => line.task.due.is_some_and(|due| due < at),
        }
    };
    let mut heirs = options(&heirs(app, account).await?);
    heirs.push(context! { value => "nobody", text => page.t("people-heir-nobody") });
    let keep = context! { value => "keep", text => page.t("people-drafts-keep") };
    let give = context! { value => "give", text => page.t("people-drafts-give") };
    let values = context! {
        id => account.id.0.to_string(), name => account.name.as_str(), work => work.iter().map(line).collect::<Vec<_>>(),
        neighbourhoods => account.neighbourhoods.len(), drafts => app.journal.count_drafts(account.id).await?,
        heirs, heir => chosen.heir.as_str(), draft_options => vec![keep, give], chosen_drafts => chosen.drafts.as_str(),
        ..complaints(&page, &["heir", "drafts"], wrong)
    };
    Ok(refused(page.html("account/leave.html", "people-leave-title", values)?, wrong))
}

async fn leave(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Form(chosen): Form<Leaving>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    let mut wrong = Wrong::new();
    let able = heirs(&app, &account).await?;
    let heir = able.iter().find(|heir| heir.id.0.to_string() == chosen.heir).map(|heir| heir.id);
    if heir.is_none() && chosen.heir != "nobody" {
        wrong.push(("heir", "people-heir-missing"));
    }
    let has_drafts = app.journal.count_drafts(account.id).await? > 0;
    match (chosen.drafts.as_str(), heir) {
        ("give", None) => wrong.push(("drafts", "people-drafts-nobody")),
        ("keep" | "give", _) => {}
        _ if has_drafts => wrong.push(("drafts", "people-drafts-missing")),
        _ => {}
    }
    if !wrong.is_empty() {
        return leave_form(&app, &who, &account, &chosen, &wrong).await;
    }
    let (off, link) = (Wanted::SwitchOff { heir }, Link::new(now()));
    match app.journal.ask_register(account.id, &off, &link.kept(), by(&who)).await? {
        // What was not signed stays with the account, and is given once it is off.
        Asked::Proposed => return Ok(back(account.id, "proposed")),
        Asked::NobodyConfirms => return Ok(back(account.id, "nobody-confirms")),
        Asked::Done | Asked::Nothing | Asked::UsernameTaken | Asked::ExpectedTaken => {}
    }
    if let Some(heir) = heir.filter(|_| chosen.drafts == "give") {
        app.journal.give_drafts(account.id, heir, by(&who)).await?;
    }
    Ok(Redirect::to(&format!("/account/people/{id}?said=off")).into_response())
}

async fn come_back(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    ask(&app, &who, &account, &Wanted::SwitchOn, "on").await
}

/// Drafts that were kept when somebody left can still be given.
async fn give_drafts(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Form(chosen): Form<Leaving>,
) -> Result<Response, WebError> {
    let account = somebody_else(&app, &who, id).await?;
    let able = heirs(&app, &account).await?;
    let heir = able.iter().find(|heir| heir.id.0.to_string() == chosen.heir).ok_or(WebError::BadRequest)?;
    if account.active {
        return Err(WebError::BadRequest);
    }
    app.journal.give_drafts(account.id, heir.id, by(&who)).await?;
    Ok(Redirect::to(&format!("/account/people/{id}?said=moved")).into_response())
}
