use super::attempt::wait_after;
use super::begin::{device, no_cookie, session_cookie};

use super::{PasswordError, check_password, hash_password, password, routes, totp};
use crate::shell::app::App;
use crate::shell::app::{FlyerPress, Settings};
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::texts::Texts;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::response::Response;
use casework::record::id::UserId;
use casework::record::id::ZoneCode;
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
        include_str!("../../../../content/calendar/be.toml"),
        include_str!("../../../../content/clocks/be.toml"),
        include_str!("../../../../content/retention/be.toml"),
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

#[test]
fn a_password_has_12_to_200_characters_and_is_not_the_username() {
    assert_eq!(check_password("eva", "court"), Err(PasswordError::TooShort));
    assert_eq!(check_password("eva", &"é".repeat(11)), Err(PasswordError::TooShort));
    assert_eq!(check_password("eva", &"é".repeat(12)), Ok(()));
    assert_eq!(check_password("eva", &"x".repeat(200)), Ok(()));
    assert_eq!(check_password("eva", &"x".repeat(201)), Err(PasswordError::TooLong));
    assert_eq!(check_password("prosecutor.brussels", "Prosecutor.Brussels"), Err(PasswordError::IsUsername));
    assert_eq!(hash_password("court"), Err(PasswordError::TooShort));
}

#[test]
fn a_hash_knows_its_password_and_no_other() {
    let hash = hash_password(PASSWORD).unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert_ne!(hash, hash_password(PASSWORD).unwrap(), "each has its salt");
    assert!(password::verify(PASSWORD, &hash));
    assert!(!password::verify("quatre mots sans lieu", &hash));
    assert!(!password::verify(PASSWORD, password::nobodys_hash()));
    assert!(!password::verify("", ""));
}

#[test]
fn the_fifth_failure_makes_wait_a_minute_and_each_further_one_twice_as_long_up_to_an_hour() {
    let minutes = |failures| wait_after(failures, 4).as_secs() / 60;
    assert_eq!([0, 4, 5, 6, 7, 8, 9, 10, 11].map(minutes), [0, 0, 1, 2, 4, 8, 16, 32, 60]);
    assert_eq!(minutes(i64::MAX), 60);
}

#[test]
fn the_cookie_is_kept_from_scripts_and_bound_to_the_host_over_https() {
    assert_eq!(session_cookie("t", false), "havre=t; Path=/; HttpOnly; SameSite=Lax");
    assert_eq!(session_cookie("t", true), "__Host-havre=t; Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(no_cookie(true), "__Host-havre=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
}

#[test]
fn a_device_is_named_without_its_version() {
    let edge = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
    assert_eq!(device(edge), "Edge, Windows");
    assert_eq!(device("curl/8"), "");
}

#[test]
fn a_code_counts_one_step_around_now_and_blanks_in_it_do_not_matter() {
    // RFC 6238, appendix B: at 59 s the code of this secret is 94287082, of which the last six digits count.
    let secret = b"12345678901234567890";
    let at = |second| Timestamp::from_second(second).unwrap();
    assert_eq!(totp::step_of(secret, "287 082", at(59)), Some(1));
    assert_eq!(totp::step_of(secret, "287082", at(89)), Some(1));
    assert_eq!(totp::step_of(secret, "287082", at(90)), None);
    assert_eq!(totp::step_of(secret, "", at(59)), None);
    assert_eq!(totp::step_of(b"", "287082", at(59)), None);
    assert!(totp::address("eva 1", "ABC").starts_with("otpauth://totp/Havre:eva%201?secret=ABC&"));
}

#[tokio::test]
async fn every_message_of_accounts_and_failures_exists() {
    let (_folder, app) = app().await;
    let keys = "sign-in-wrong sign-in-code-wrong sign-in-username-missing sign-in-password-missing account-password-wrong \
        account-password-too-short account-password-too-long account-password-is-username account-password-differs \
        account-totp-code-wrong account-said-language account-said-password account-said-session account-said-totp-on \
        account-said-totp-off account-device-unknown failure-title failure-not-found failure-bad-request \
        failure-too-large failure-storage failure-internal nav-people function-intake function-eva function-eva-head \
        function-prosecutor function-prosecutor-head function-coordinator function-administrator";
    for key in keys.split_whitespace() {
        assert!(app.texts.has("fr", key), "{key}");
    }
}

#[tokio::test]
async fn a_failure_is_a_page_with_its_reference_in_every_language() {
    let (_folder, app) = app().await;
    for (language, _) in crate::shell::texts::LANGUAGES {
        let page = Page::signed_out(&app, language, "/x");
        let values = context! { text => "<b>", id => "reference-1", word => "storage" };
        let html = text(page.html("failure.html", "failure-title", values).unwrap()).await;
        assert!(
            html.contains("&lt;b&gt;") && html.contains("reference-1") && html.contains("href=\"/\""),
            "{html}"
        );
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_a_right_one_opens_a_session() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    assert_eq!(get(&app, "/sign-in", "").await.status(), StatusCode::OK);
    let wrong = post(&app, "/sign-in", "", &credentials("eva.5344", "pas celui-ci du tout")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = text(wrong).await;
    assert!(wrong.contains("value=\"eva.5344\"") && !wrong.contains("pas celui-ci"), "{wrong}");
    // An unknown account reads the same, but for the name that was typed.
    let unknown = text(post(&app, "/sign-in", "", &credentials("nobody", PASSWORD)).await).await;
    assert_eq!(wrong.replace("eva.5344", "nobody"), unknown);
    assert_eq!(
        post(&app, "/sign-in", "", "username=&password=").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        post(&app, "/sign-in", "", "username=a%00b&password=c").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let right = post(&app, "/sign-in", "", &credentials("+EVA.5344+", PASSWORD)).await;
    assert_eq!(right.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&right, LOCATION), "/");
    assert_eq!(failures(&app, "eva.5344").await, 0);
    let cookie = given(&right);
    assert_eq!(cookie.len(), "havre=".len() + 43, "256 bits");
    let own = get(&app, "/account", &cookie).await;
    assert_eq!(own.status(), StatusCode::OK);
    assert!(text(own).await.contains("5344"));
    assert_eq!(header(&get(&app, "/sign-in", &cookie).await, LOCATION), "/");

    let out = post(&app, "/sign-out", &cookie, "").await;
    assert_eq!(header(&out, LOCATION), "/sign-in");
    assert!(header(&out, SET_COOKIE).contains("Max-Age=0"));
    assert_eq!(header(&out, "clear-site-data".parse().unwrap()), "\"cache\", \"storage\"");
    assert_eq!(header(&get(&app, "/account", &cookie).await, LOCATION), "/sign-in");
}

#[tokio::test]
async fn after_five_failures_even_the_right_password_waits_and_an_unknown_name_is_treated_alike() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    for name in ["eva.5344", "nobody"] {
        for _ in 0..5 {
            post(&app, "/sign-in", "", &credentials(name, "pas celui-ci du tout")).await;
        }
        assert_eq!(failures(&app, name).await, 5);
        assert_eq!(sign_in(&app, name).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(failures(&app, name).await, 5, "attempts during a wait do not prolong it");
    }
}

#[tokio::test]
async fn whoever_signed_in_on_a_device_before_is_not_kept_out_by_what_others_type() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    let device = device_given(&sign_in(&app, "eva.5344").await);
    for _ in 0..7 {
        post(&app, "/sign-in", "", &credentials("eva.5344", "pas celui-ci du tout")).await;
    }
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let here = post(&app, "/sign-in", &device, &credentials("eva.5344", PASSWORD)).await;
    assert_eq!(here.status(), StatusCode::SEE_OTHER, "her own device");
    // Guesses on her device are counted there, and made to wait there.
    for _ in 0..5 {
        post(&app, "/sign-in", &device, &credentials("eva.5344", "pas celui-ci du tout")).await;
    }
    let here = post(&app, "/sign-in", &device, &credentials("eva.5344", PASSWORD)).await;
    assert_eq!(here.status(), StatusCode::UNPROCESSABLE_ENTITY);
    // A device is known for those who signed in on it, and a made-up one for nobody.
    add(&app, "officer.5344", Function::Intake).await;
    for _ in 0..5 {
        post(&app, "/sign-in", &device, &credentials("officer.5344", "pas celui-ci du tout")).await;
    }
    let other = post(&app, "/sign-in", &device, &credentials("officer.5344", PASSWORD)).await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn one_address_that_tries_many_names_has_to_wait() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    let counter = Counter { kind: "address", which: String::new() };
    for _ in 0..30 {
        app.journal.note_failure(std::slice::from_ref(&counter), now()).await.unwrap();
    }
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    app.journal.forget_failures(&counter).await.unwrap();
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn parallel_guesses_cannot_pass_the_limit_by_more_than_the_turns_there_are() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    let guesses = (0..20).map(|_| {
        let app = app.clone();
        tokio::spawn(async move {
            post(&app, "/sign-in", "", &credentials("eva.5344", "pas celui-ci du tout")).await
        })
    });
    for guess in guesses.collect::<Vec<_>>() {
        guess.await.unwrap();
    }
    let failures = failures(&app, "eva.5344").await;
    assert!((5..=8).contains(&failures), "{failures} guesses were looked at");
}

#[tokio::test]
async fn where_the_organisation_vouches_our_passwords_open_for_emergencies_only() {
    let (_folder, app) = app().await;
    let local = Some(std::collections::BTreeSet::from(["admin".to_owned()]));
    let app = App { settings: Arc::new(Settings { local, ..Settings::default() }), ..app };
    add(&app, "eva.5344", Function::Eva).await;
    add(&app, "admin", Function::Administrator).await;
    let refused = sign_in(&app, "eva.5344").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = text(sign_in(&app, "nobody").await).await;
    assert_eq!(text(refused).await.replace("eva.5344", "nobody"), unknown, "the same words");
    assert_eq!(sign_in(&app, "admin").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_second_factor_is_set_with_a_code_and_each_code_works_once() {
    let (_folder, app) = app().await;
    let id = add(&app, "eva.5344", Function::Eva).await;
    let cookie = given(&sign_in(&app, "eva.5344").await);
    let page = text(post(&app, "/account/totp/start", &cookie, "").await).await;
    assert!(page.contains("<svg xmlns") && !page.contains("<?xml"));
    let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let bytes = totp_rs::Secret::try_from_base32(&secret).unwrap().as_bytes().to_vec();

    let confirm = |code: String| format!("secret={secret}&code={code}");
    let refused = post(&app, "/account/totp/confirm", &cookie, &confirm("12345".to_owned())).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(refused).await.contains(&secret), "the same secret: the app has already read it");
    assert!(!app.journal.account(id).await.unwrap().unwrap().has_totp);
    let (first, second) = (code(&bytes, -1), code(&bytes, 0));
    let confirmed = post(&app, "/account/totp/confirm", &cookie, &confirm(first.clone())).await;
    assert_eq!(confirmed.status(), StatusCode::SEE_OTHER);
    let confirmed = given(&confirmed);
    assert_eq!(get(&app, "/account", &confirmed).await.status(), StatusCode::OK, "this session goes on");
    let again = post(&app, "/account/totp/start", &confirmed, "").await;
    assert_eq!(again.status(), StatusCode::NOT_FOUND, "a live factor is not replaced without the password");

    let half = sign_in(&app, "eva.5344").await;
    assert_eq!(header(&half, LOCATION), "/sign-in/code");
    let half = given(&half);
    assert_eq!(
        header(&get(&app, "/account", &half).await, LOCATION),
        "/sign-in",
        "the password alone opens nothing"
    );
    assert_eq!(get(&app, "/sign-in/code", &half).await.status(), StatusCode::OK);
    let replayed = post(&app, "/sign-in/code", &half, &format!("code={first}")).await;
    assert_eq!(replayed.status(), StatusCode::UNPROCESSABLE_ENTITY, "the code that confirmed it is used up");
    assert_eq!(failures(&app, "eva.5344").await, 1);

    let full = post(&app, "/sign-in/code", &half, &format!("code={second}")).await;
    assert_eq!(full.status(), StatusCode::SEE_OTHER);
    let full = given(&full);
    assert_ne!(half, full);
    assert_eq!(get(&app, "/account", &full).await.status(), StatusCode::OK);
    assert_eq!(header(&get(&app, "/account", &half).await, LOCATION), "/sign-in", "the old token is gone");
    assert_eq!(failures(&app, "eva.5344").await, 0);

    let other = given(&sign_in(&app, "eva.5344").await);
    let replayed = post(&app, "/sign-in/code", &other, &format!("code={second}")).await;
    assert_eq!(replayed.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let wrong = post(&app, "/account/totp/remove", &full, "totp_password=non").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let form = format!("totp_password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(post(&app, "/account/totp/remove", &full, &form).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&sign_in(&app, "eva.5344").await, LOCATION), "/");
}

#[tokio::test]
async fn wrong_codes_count_towards_the_lock_and_the_password_does_not_clear_them() {
    let (_folder, app) = app().await;
    let id = add(&app, "eva.5344", Function::Eva).await;
    let secret = [7; 20];
    app.journal.set_totp(id, Some(&secret)).await.unwrap();
    for _ in 0..5 {
        let half = given(&sign_in(&app, "eva.5344").await);
        let refused = post(&app, "/sign-in/code", &half, "code=nonono").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(failures(&app, "eva.5344").await, 5);
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    let (here, there) = (given(&sign_in(&app, "eva.5344").await), given(&sign_in(&app, "eva.5344").await));
    let form = |current: &str, new: &str, repeat: &str| {
        format!("current={current}&new={new}&repeat={repeat}").replace(' ', "+")
    };
    for bad in [
        form(PASSWORD, "court", "court"),
        form(PASSWORD, "cinq autres mots encore", "cinq autres mots encor"),
        form("pas celui-ci", "cinq autres mots encore", "cinq autres mots encore"),
    ] {
        assert_eq!(
            post(&app, "/account/password", &here, &bad).await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let good = form(PASSWORD, "cinq autres mots encore", "cinq autres mots encore");
    let changed = post(&app, "/account/password", &here, &good).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let said = get(&app, "/account?said=password", &given(&changed)).await;
    assert_eq!(said.status(), StatusCode::OK);
    for old in [here, there] {
        assert_eq!(header(&get(&app, "/account", &old).await, LOCATION), "/sign-in");
    }
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_session_is_ended_by_its_owner_only() {
    let (_folder, app) = app().await;
    let id = add(&app, "eva.5344", Function::Eva).await;
    add(&app, "officer.5344", Function::Intake).await;
    let own = given(&sign_in(&app, "eva.5344").await);
    let other = given(&sign_in(&app, "officer.5344").await);
    let session = app.journal.sessions(id).await.unwrap()[0].id;
    let path = format!("/account/sessions/{session}/end");
    post(&app, &path, &other, "").await;
    assert_eq!(get(&app, "/account", &own).await.status(), StatusCode::OK);
    assert_eq!(header(&post(&app, &path, &own, "").await, LOCATION), "/sign-in");
    assert_eq!(header(&get(&app, "/account", &own).await, LOCATION), "/sign-in");
}

#[tokio::test]
async fn only_an_administrator_changes_the_register_and_never_the_own_line() {
    let (_folder, app) = app().await;
    let eva = add(&app, "eva.5344", Function::Eva).await;
    let admin = add(&app, "admin", Function::Administrator).await;
    let (eva_cookie, admin_cookie) =
        (given(&sign_in(&app, "eva.5344").await), given(&sign_in(&app, "admin").await));
    let path = |id: UserId, what: &str| format!("/account/people/{}/{what}", id.0);
    assert_eq!(get(&app, "/account/people", &eva_cookie).await.status(), StatusCode::NOT_FOUND);
    for what in ["move", "invite", "expect", "leave", "active", "drafts", "second-factor"] {
        let form = "heir=nobody&function=administrator";
        assert_eq!(
            post(&app, &path(admin, what), &eva_cookie, form).await.status(),
            StatusCode::NOT_FOUND,
            "{what}"
        );
        assert_eq!(
            post(&app, &path(admin, what), &admin_cookie, form).await.status(),
            StatusCode::BAD_REQUEST,
            "{what}"
        );
    }
    assert!(text(get(&app, "/account/people", &admin_cookie).await).await.contains("eva.5344"));
    let unsaid = post(&app, &path(eva, "leave"), &admin_cookie, "").await;
    assert_eq!(unsaid.status(), StatusCode::UNPROCESSABLE_ENTITY, "to whom the work goes is asked");
    assert_eq!(
        post(&app, &path(eva, "leave"), &admin_cookie, "heir=nobody").await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(header(&get(&app, "/account", &eva_cookie).await, LOCATION), "/sign-in");
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&app, &path(eva, "active"), &admin_cookie, "").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::SEE_OTHER);
    let words: Vec<_> = app.journal.register_changes(Some(eva), 9).await.unwrap();
    let words: Vec<_> = words.iter().map(|changed| (changed.change.word(), changed.by.user)).collect();
    assert_eq!(words, [("switched-on", Some(admin)), ("switched-off", Some(admin)), ("added", None)]);
}

#[tokio::test]
async fn a_change_of_function_ends_every_session_and_no_session_keeps_the_old_role() {
    let (_folder, app) = app().await;
    let admin = add(&app, "admin", Function::Administrator).await;
    let other = add(&app, "admin.two", Function::Administrator).await;
    let (stale, cookie) = (given(&sign_in(&app, "admin.two").await), given(&sign_in(&app, "admin").await));
    assert_eq!(get(&app, "/account/people", &stale).await.status(), StatusCode::OK);
    let path = format!("/account/people/{}/move", other.0);
    for bad in [
        "function=&zones=5344",
        "function=eva&zones=",
        "function=eva&zones=9999",
        "function=eva&zones=5344&neighbourhoods=1",
    ] {
        let refused = post(&app, &path, &cookie, bad).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let moved = post(&app, &path, &cookie, "function=eva&zones=5344&neighbourhoods=1030").await;
    assert_eq!(moved.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&get(&app, "/account/people", &stale).await, LOCATION), "/sign-in");
    let account = app.journal.account(other).await.unwrap().unwrap();
    assert_eq!(
        (account.function, account.sector, account.neighbourhoods.len()),
        (Function::Eva, Sector::VictimSupport, 1)
    );
    let fresh = given(&sign_in(&app, "admin.two").await);
    assert_eq!(get(&app, "/account/people", &fresh).await.status(), StatusCode::NOT_FOUND);
    let changed = &app.journal.register_changes(Some(other), 1).await.unwrap()[0];
    assert_eq!((changed.by.user, changed.change.word()), (Some(admin), "moved"));
    assert!(text(get(&app, "/account/people", &cookie).await).await.contains("5344, 21015"), "it is shown");
}

/// The pages never do what needs two: they say that it waits, and somebody else confirms.
#[tokio::test]
async fn no_page_gives_much_power_on_the_word_of_one_person() {
    let (_folder, app) = app().await;
    let admin = add(&app, "admin", Function::Administrator).await;
    add(&app, "reviewer", Function::Reviewer).await;
    let officer = add(&app, "officer.5344", Function::Intake).await;
    let head = add(&app, "head.5344", Function::EvaHead).await;
    app.journal.set_totp(officer, Some(b"12345678901234567890")).await.unwrap();
    let accounts = app.journal.accounts().await.unwrap();
    let cookie = given(&sign_in(&app, "admin").await);
    let new = "name=New+Head&username=new.head&function=eva-head&zones=5344&language=nl";
    let of = |id: UserId, what: &str| format!("/account/people/{}/{what}", id.0);
    for (path, form) in [
        ("/account/people/new".to_owned(), new),
        (of(officer, "move"), "function=administrator"),
        (of(officer, "move"), "function=intake&zones=5344,5340"),
        (of(officer, "second-factor"), ""),
        (of(head, "invite"), ""),
    ] {
        let asked = post(&app, &path, &cookie, form).await;
        assert_eq!(asked.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(header(&asked, LOCATION).ends_with("?said=proposed"), "{path}");
    }
    assert_eq!(app.journal.accounts().await.unwrap(), accounts, "nothing changed");
    let waiting = app.journal.register_proposals().await.unwrap();
    assert_eq!(waiting.len(), 5);
    let path = format!("/register/{}/confirm", waiting[0].id);
    let own = post(&app, &path, &cookie, "").await;
    assert_eq!(header(&own, LOCATION), "/register?said=not-by-you");
    let reviewer = given(&sign_in(&app, "reviewer").await);
    let page = text(get(&app, "/register", &reviewer).await).await;
    assert!(page.contains("New Head (new.head)") && page.contains(&path), "{page}");
    let shown = post(&app, &path, &reviewer, "").await;
    assert_eq!(shown.status(), StatusCode::OK);
    assert!(text(shown).await.contains("invitation?key="), "the link is given to whoever confirmed");
    assert_eq!(header(&post(&app, &path, &reviewer, "").await, LOCATION), "/register?said=gone");
    let changes = app.journal.register_changes(None, 3).await.unwrap();
    let mut told: Vec<_> =
        changes.iter().map(|changed| (changed.change.word(), changed.by.user == Some(admin))).collect();
    told.sort_unstable();
    assert_eq!(told, [("added", true), ("confirmed", false), ("invited", true)]);
}

/// The address of the link on a page.
fn link_on(page: &str) -> String {
    let link = page.split("class=\"invitation\">").nth(1).unwrap().split('<').next().unwrap();
    link.replace("&#x2f;", "/")
}

async fn set_password(app: &App, link: &str, password: &str) -> Response {
    let (key, password) = (link.split('?').nth(1).unwrap(), password.replace(' ', "+"));
    post(app, "/invitation", "", &format!("{key}&new={password}&repeat={password}")).await
}

/// An administrator opens a small account in every way that is his alone, then two people make it a magistrate's.
#[tokio::test]
async fn nobody_keeps_the_link_or_the_password_of_an_account_that_two_people_made_great() {
    let (_folder, app) = app().await;
    add(&app, "admin", Function::Administrator).await;
    add(&app, "reviewer", Function::Reviewer).await;
    let admin = given(&sign_in(&app, "admin").await);
    let reviewer = given(&sign_in(&app, "reviewer").await);
    for (name, uses) in [("officer.one", true), ("officer.two", false)] {
        let id = add(&app, name, Function::Intake).await;
        let of = |what: &str| format!("/account/people/{}/{what}", id.0);
        let kept = link_on(&text(post(&app, &of("invite"), &admin, "").await).await);
        let his = "son mot de passe choisi seul";
        if uses {
            assert_eq!(set_password(&app, &kept, his).await.status(), StatusCode::SEE_OTHER);
            assert_eq!(
                post(&app, "/sign-in", "", &credentials(name, his)).await.status(),
                StatusCode::SEE_OTHER
            );
        }
        let moved = post(&app, &of("move"), &admin, "function=prosecutor&zones=5344").await;
        assert!(header(&moved, LOCATION).ends_with("?said=proposed"));
        let waiting = app.journal.register_proposals().await.unwrap();
        let confirmed = post(&app, &format!("/register/{}/confirm", waiting[0].id), &reviewer, "").await;
        assert_eq!(confirmed.status(), StatusCode::OK, "the new link is shown to whoever confirmed");
        let fresh = link_on(&text(confirmed).await);
        assert_eq!(set_password(&app, &kept, his).await.status(), StatusCode::NOT_FOUND, "{name}");
        for password in [his, PASSWORD] {
            let refused = post(&app, "/sign-in", "", &credentials(name, password)).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        }
        assert_eq!(set_password(&app, &fresh, PASSWORD).await.status(), StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&app, name).await.status(), StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn the_page_says_why_the_last_who_watches_over_a_zone_stays_on() {
    let (_folder, app) = app().await;
    add(&app, "admin", Function::Administrator).await;
    let only = add(&app, "reviewer", Function::Reviewer).await;
    let admin = given(&sign_in(&app, "admin").await);
    let path = format!("/account/people/{}/leave", only.0);
    let refused = post(&app, &path, &admin, "heir=nobody").await;
    let said = header(&refused, LOCATION);
    assert!(said.ends_with("?said=nobody-confirms"), "{said}");
    let page = text(get(&app, &said, &admin).await).await;
    assert!(page.contains("ne veillerait"), "{page}");
    add(&app, "admin.two", Function::Administrator).await;
    let asked = post(&app, &path, &admin, "heir=nobody").await;
    assert!(header(&asked, LOCATION).ends_with("?said=proposed"));
    assert!(app.journal.account(only).await.unwrap().unwrap().active);
    let two = given(&sign_in(&app, "admin.two").await);
    let id = app.journal.register_proposals().await.unwrap()[0].id;
    let confirmed = post(&app, &format!("/register/{id}/confirm"), &two, "").await;
    assert_eq!(header(&confirmed, LOCATION), "/register?said=confirmed");
    assert!(!app.journal.account(only).await.unwrap().unwrap().active);
}

#[tokio::test]
async fn a_name_that_hides_signs_or_mixes_scripts_is_refused_at_its_field() {
    let (_folder, app) = app().await;
    add(&app, "admin", Function::Administrator).await;
    let admin = given(&sign_in(&app, "admin").await);
    let form = |name: &str, username: &str, office: &str| {
        let of = [("name", name), ("username", username), ("office", office), ("function", "partner")];
        serde_urlencoded::to_string(of).unwrap() + "&sector=psychosocial&zones=5344&language=fr"
    };
    for (name, username, office, field) in [
        ("Eva \u{202e}neskcirdneH", "eva.h", "Refuge", "name"),
        ("Eva\u{200b} H", "eva.h", "Refuge", "name"),
        ("Eva \u{2066}H", "eva.h", "Refuge", "name"),
        ("Eva H", "prosecut\u{43e}r.brussels", "Refuge", "username"),
        ("Eva H", "zo\u{e9}", "Refuge", "username"),
        ("Eva H", "eva.h", "Re\u{200d}fuge", "office"),
    ] {
        let refused = post(&app, "/account/people/new", &admin, &form(name, username, office)).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let page = text(refused).await;
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}: {page}");
    }
    let taken =
        post(&app, "/account/people/new", &admin, &form("Zoé O’Neill-Șerban", "zoe.o-neill", "Refuge")).await;
    assert_eq!(taken.status(), StatusCode::OK);
}

/// Fifty changes of another account push nothing off the pages of reviewers and administrators.
#[tokio::test]
async fn older_changes_of_the_register_are_on_further_pages() {
    let (_folder, app) = app().await;
    add(&app, "admin", Function::Administrator).await;
    add(&app, "reviewer", Function::Reviewer).await;
    let (moved, other) =
        (add(&app, "officer.one", Function::Intake).await, add(&app, "officer.two", Function::Intake).await);
    let admin = given(&sign_in(&app, "admin").await);
    let reviewer = given(&sign_in(&app, "reviewer").await);
    let path = format!("/account/people/{}/move", moved.0);
    assert_eq!(post(&app, &path, &admin, "function=intake&zones=5340").await.status(), StatusCode::SEE_OTHER);
    for n in 0..60 {
        app.journal.invite(other, &[n; 32], now(), by()).await.unwrap();
    }
    let of = format!("/account/people/{}", other.0);
    for (start, cookie) in [("/register", &reviewer), ("/account/people", &admin), (of.as_str(), &admin)] {
        let mut address = start.to_owned();
        let (mut pages, mut found) = (0, false);
        while !address.is_empty() {
            let page = text(get(&app, &address, cookie).await).await.replace("&#x2f;", "/");
            found |= page.contains("→ ") && page.contains("5340");
            pages += 1;
            let older =
                page.split("href=\"").filter_map(|part| part.split_once("\">Changements plus anciens"));
            address = older.last().map_or(String::new(), |(to, _)| to.split('#').next().unwrap().to_owned());
        }
        assert!((2..=4).contains(&pages), "{start}: {pages}");
        assert_eq!(found, start != of, "{start}");
    }
    assert_eq!(get(&app, "/register?before=made-up", &reviewer).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_invitation_opens_once_and_only_while_the_account_is_on() {
    let (_folder, app) = app().await;
    add(&app, "admin", Function::Administrator).await;
    let admin = given(&sign_in(&app, "admin").await);
    let form = "name=Zo%C3%A9+Neuve&username=Zoe.Neuve&function=intake&zones=5344&language=nl";
    let invited = post(&app, "/account/people/new", &admin, form).await;
    assert_eq!(invited.status(), StatusCode::OK);
    let page = text(invited).await;
    let link =
        page.split("class=\"invitation\">").nth(1).unwrap().split('<').next().unwrap().replace("&#x2f;", "/");
    let taken = post(&app, "/account/people/new", &admin, form).await;
    assert_eq!(taken.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(taken).await.contains("value=\"Zo\u{e9} Neuve\""), "what was typed is kept");
    assert_eq!(
        sign_in(&app, "zoe.neuve").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "no password yet"
    );
    assert!(text(get(&app, &link, "").await).await.contains("zoe.neuve"));
    assert_eq!(get(&app, &link, "").await.status(), StatusCode::OK, "looking uses nothing up");
    let key = link.split('?').nth(1).unwrap();
    let short = post(&app, "/invitation", "", &format!("{key}&new=court&repeat=court")).await;
    assert_eq!(short.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let set = |key: &str| format!("{key}&new={0}&repeat={0}", PASSWORD.replace(' ', "+"));
    assert_eq!(header(&post(&app, "/invitation", "", &set(key)).await, LOCATION), "/sign-in");
    assert_eq!(post(&app, "/invitation", "", &set(key)).await.status(), StatusCode::NOT_FOUND, "once");
    assert_eq!(get(&app, "/invitation?key=made-up", "").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(sign_in(&app, "zoe.neuve").await.status(), StatusCode::SEE_OTHER);

    let id = app.journal.account_named("zoe.neuve").await.unwrap().unwrap().id;
    let again = text(post(&app, &format!("/account/people/{}/invite", id.0), &admin, "").await).await;
    let link = again
        .split("class=\"invitation\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .replace("&#x2f;", "/");
    app.journal.switch_off(id, None, by()).await.unwrap();
    let key = link.split('?').nth(1).unwrap();
    assert_eq!(post(&app, "/invitation", "", &set(key)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_leaves_hands_over_neighbourhoods_and_drafts_and_nothing_is_lost() {
    let (_folder, app) = app().await;
    add(&app, "admin", Function::Administrator).await;
    let admin = given(&sign_in(&app, "admin").await);
    let (leaver, heir) =
        (add(&app, "eva.one", Function::Eva).await, add(&app, "eva.two", Function::Eva).await);
    let officer = add(&app, "officer.5344", Function::Intake).await;
    let place = |nis: &str| {
        let mut place = journal::Place {
            function: Function::Eva,
            sector: Sector::VictimSupport,
            zones: vec![ZoneCode::parse("5344").unwrap()],
            office: String::new(),
            neighbourhoods: vec![],
        };
        place.neighbourhoods.push(casework::record::id::Nis::parse(nis).unwrap());
        place
    };
    app.journal.move_account(leaver, &place("21015"), by()).await.unwrap();
    app.journal.move_account(heir, &place("21006"), by()).await.unwrap();
    let draft = casework::record::id::DraftId(journal::new_uuid(now()));
    app.journal.new_draft(draft, leaver, now(), &Default::default()).await.unwrap();
    let path = format!("/account/people/{}/leave", leaver.0);
    let page = text(get(&app, &path, &admin).await).await;
    assert!(page.contains("eva.two") && !page.contains("officer.5344"), "only who has the same function");
    let refused = post(&app, &path, &admin, &format!("heir={}&drafts=give", officer.0)).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refused = post(&app, &path, &admin, &format!("heir={}", heir.0)).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "what becomes of the draft is asked");
    let left = post(&app, &path, &admin, &format!("heir={}&drafts=give", heir.0)).await;
    assert_eq!(left.status(), StatusCode::SEE_OTHER);
    let account = app.journal.account(heir).await.unwrap().unwrap();
    assert_eq!(account.neighbourhoods.len(), 2, "the neighbourhood fell to the heir");
    assert!(app.journal.draft(draft, heir).await.unwrap().is_some());
    let own = given(&sign_in(&app, "eva.two").await);
    let sheet = format!("/account/handover/{}", leaver.0);
    assert!(text(get(&app, "/account", &own).await).await.contains(&sheet));
    assert_eq!(get(&app, &sheet, &own).await.status(), StatusCode::OK);
    assert_eq!(get(&app, &sheet, &admin).await.status(), StatusCode::NOT_FOUND, "it is the heir's");
}

#[tokio::test]
async fn a_subject_is_bound_once_and_never_changes_by_itself() {
    let (_folder, app) = app().await;
    let (one, two) = (add(&app, "one", Function::Eva).await, add(&app, "two", Function::Eva).await);
    let issuer = "https://login.example";
    let bound = async |subject: &str, name: &str| {
        app.journal.bound(issuer, subject, Some(name), now()).await.unwrap()
    };
    assert_eq!(bound("s-1", "lina").await, None, "nobody is expected under this name");
    assert_eq!(app.journal.expect(one, issuer, " Lina ", by()).await.unwrap(), journal::Expected::Written);
    assert_eq!(app.journal.expect(two, issuer, "lina", by()).await.unwrap(), journal::Expected::Taken);
    assert_eq!(app.journal.bound("https://other.example", "s-1", Some("lina"), now()).await.unwrap(), None);
    assert_eq!(bound("s-1", "LINA").await, Some(one));
    assert_eq!(bound("s-1", "renamed").await, Some(one), "the subject counts, not its name");
    assert_eq!(bound("s-2", "lina").await, None, "somebody else with this name later");
    app.journal.expect(one, issuer, "lina", by()).await.unwrap();
    assert_eq!(bound("s-2", "lina").await, Some(one), "only an administrator unties");
    assert_eq!(bound("s-1", "lina").await, None);
    app.journal.expect(two, issuer, "bram", by()).await.unwrap();
    app.journal.switch_off(two, None, by()).await.unwrap();
    assert_eq!(bound("s-3", "bram").await, None, "who left is not bound");
}

#[tokio::test]
async fn a_flood_of_strangers_does_not_keep_a_known_device_out() {
    let (_folder, app) = app().await;
    add(&app, "eva.5344", Function::Eva).await;
    let first = sign_in(&app, "eva.5344").await;
    let device = device_given(&first);
    let flood: Vec<_> = (0..1_500)
        .map(|n| {
            let app = app.clone();
            let form = credentials(&format!("stranger.{n}"), "pas celui-ci du tout");
            tokio::spawn(async move { post(&app, "/sign-in", "", &form).await.status() })
        })
        .collect();
    let begin = std::time::Instant::now();
    for _ in 0..3 {
        let known = post(&app, "/sign-in", &device, &credentials("eva.5344", PASSWORD)).await;
        assert_eq!(known.status(), StatusCode::SEE_OTHER);
    }
    // Longer than this no request lives: she would read that the server is busy.
    assert!(begin.elapsed() < std::time::Duration::from_secs(30), "{:?}", begin.elapsed());
    let mut refused = 0;
    for stranger in flood {
        let status = stranger.await.unwrap();
        assert!(
            [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SERVICE_UNAVAILABLE].contains(&status),
            "{status}"
        );
        refused += usize::from(status == StatusCode::SERVICE_UNAVAILABLE);
    }
    assert!(refused < 1_500, "somebody was answered");
}

#[tokio::test]
async fn asking_for_a_passkey_or_the_organisation_writes_nothing() {
    let (folder, mut app) = app().await;
    let address = identity::Address::parse("https://havre.example").unwrap();
    let identity = identity::Identity { provider: None, passkeys: identity::Passkeys::new(&address).ok() };
    app.settings = Arc::new(Settings { identity: Arc::new(identity), ..Settings::default() });
    let log = || std::fs::read(folder.path().join("test.db-wal")).unwrap();
    let before = log();
    for _ in 0..50 {
        let asked = post(&app, "/sign-in/passkey/start", "", "").await;
        assert_eq!(asked.status(), StatusCode::OK);
        assert!(given(&asked).len() < 4_000, "a browser keeps it");
    }
    assert!(log() == before, "50 questions wrote to the database");
    // What somebody makes up is not believed, and writes nothing either.
    let made_up = post(&app, "/sign-in/passkey", "havre-step=AAAA", "credential={}").await;
    assert_eq!(made_up.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(log() == before);
}
