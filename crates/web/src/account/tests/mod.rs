//! What the tests of accounts share: a program without PDFs, somebody who signs in, and what came back.

mod register;
mod sign_in;

use super::attempt::wait_after;
use super::begin::{device, no_cookie, session_cookie};
use super::{PasswordError, check_password, hash_password, password, routes, totp};
use crate::shell::app::{App, FlyerPress, Settings};
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::texts::Texts;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use casework::record::id::{UserId, ZoneCode};
use casework::record::staff::{Function, Sector};
use casework::rules::Rules;
use directory::Directory;
use jiff::Timestamp;
use journal::{By, Counter, Db, Journal, MasterKey, NewAccount};
use minijinja::context;
use std::sync::Arc;
use tower::ServiceExt;

const PASSWORD: &str = "quatre mots sans lien";

struct NoPress;

impl FlyerPress for NoPress {
    fn flyer(
        &self,
        _: casework::record::person::Language,
        _: &ZoneCode,
        _: jiff::civil::Date,
    ) -> Result<Vec<u8>, String> {
        Err("none".to_owned())
    }
}

/// An app on a database of its own, which lives as long as the folder.
pub(crate) async fn app() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("test.db")).await.unwrap();
    let rules = Rules::parse(
        include_str!("../../../../../content/calendar/be.toml"),
        include_str!("../../../../../content/clocks/be.toml"),
        include_str!("../../../../../content/retention/be.toml"),
    )
    .unwrap();
    let journal = Journal::new(db, &MasterKey::generate(), rules);
    let directory = Arc::new(Directory::embedded().unwrap());
    let policies = Arc::new(access::Policies::shipped().unwrap());
    let app = App::new(
        journal,
        directory,
        Arc::new(NoPress),
        policies,
        Settings::default(),
        Texts::load(None).unwrap(),
    )
    .unwrap();
    (folder, app)
}

/// The command line.
fn by() -> By {
    By { user: None, at: now() }
}

/// Failures of a name tried from the (unknown) address of these tests.
async fn failures(app: &App, username: &str) -> i64 {
    let counter = Counter { kind: "pair", which: format!("{username}|") };
    app.journal.failures(&counter, now()).await.unwrap().map_or(0, |failures| failures.count)
}

async fn add(app: &App, username: &str, function: Function) -> UserId {
    let id = UserId(journal::new_uuid(now()));
    let new = NewAccount {
        id,
        username: username.to_owned(),
        name: "Test Person".to_owned(),
        function,
        sector: Sector::Police,
        zones: vec![ZoneCode::parse("5344").unwrap()],
        office: String::new(),
        neighbourhoods: vec![],
        language: "fr".to_owned(),
        password_hash: hash_password(PASSWORD).unwrap(),
    };
    assert!(app.journal.add_account(&new, by()).await.unwrap());
    id
}

async fn send(app: &App, request: Request<Body>) -> Response {
    routes().with_state(app.clone()).oneshot(request).await.unwrap()
}

async fn post(app: &App, path: &str, cookie: &str, form: &str) -> Response {
    let request =
        Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded").header(COOKIE, cookie);
    send(app, request.body(Body::from(form.to_owned())).unwrap()).await
}

async fn get(app: &App, path: &str, cookie: &str) -> Response {
    send(app, Request::get(path).header(COOKIE, cookie).body(Body::empty()).unwrap()).await
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

fn header(response: &Response, name: axum::http::HeaderName) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// The cookie that the browser would send next.
fn given(response: &Response) -> String {
    header(response, SET_COOKIE).split(';').next().unwrap().to_owned()
}

/// The cookie by which the device is known again.
fn device_given(response: &Response) -> String {
    let mut cookies = response.headers().get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let device = cookies.rfind(|cookie| cookie.starts_with("havre-device=")).unwrap();
    device.split(';').next().unwrap().to_owned()
}

fn credentials(username: &str, password: &str) -> String {
    format!("username={username}&password={}", password.replace(' ', "+"))
}

async fn sign_in(app: &App, username: &str) -> Response {
    post(app, "/sign-in", "", &credentials(username, PASSWORD)).await
}

/// The code of a secret, `steps` time steps from now. Never waits for the clock.
fn code(secret: &[u8], steps: i64) -> String {
    let totp = totp_rs::Builder::new().with_secret(secret.to_vec()).build().unwrap();
    totp.generate(u64::try_from(now().as_second() + 30 * steps).unwrap()).to_string()
}
