use super::attempt::lock_after;
use super::*;
use crate::app::{FlyerPress, Settings};
use crate::texts::Texts;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use casework::board::Rules;
use casework::calendar::Calendar;
use casework::clock::Clocks;
use casework::entry::{Function, Sector};
use casework::id::ZoneCode;
use directory::Directory;
use jiff::{SignedDuration, Timestamp};
use journal::{Db, Journal, MasterKey, NewAccount};
use std::sync::Arc;
use tower::ServiceExt;

const PASSWORD: &str = "quatre mots sans lien";

struct NoPress;

impl FlyerPress for NoPress {
    fn flyer(
        &self,
        _: casework::person::Language,
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
    let rules = Rules {
        calendar: Calendar::parse(include_str!("../../../../content/calendar/be.toml")).unwrap(),
        clocks: Clocks::parse(include_str!("../../../../content/clocks/be.toml")).unwrap(),
        retention: casework::retention::Retention::parse(include_str!(
            "../../../../content/retention/be.toml"
        ))
        .unwrap(),
    };
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

async fn add(app: &App, username: &str, function: Function) -> UserId {
    let id = UserId(journal::new_uuid(now()));
    let new = NewAccount {
        id,
        username: username.to_owned(),
        name: "Test Person".to_owned(),
        function,
        sector: Sector::Police,
        zones: vec![ZoneCode::parse("5344").unwrap()],
        neighbourhoods: vec![],
        language: "fr".to_owned(),
        password_hash: hash_password(PASSWORD).unwrap(),
    };
    assert!(app.journal.add_account(&new).await.unwrap());
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
fn the_fifth_failure_locks_for_a_minute_and_each_further_one_twice_as_long_up_to_an_hour() {
    let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
    let minutes = |failures| lock_after(failures, now).duration_since(now).as_secs() / 60;
    assert_eq!(lock_after(0, now), Timestamp::UNIX_EPOCH);
    assert_eq!(lock_after(4, now), Timestamp::UNIX_EPOCH);
    assert_eq!([5, 6, 7, 8, 9, 10, 11].map(minutes), [1, 2, 4, 8, 16, 32, 60]);
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
    assert_eq!(second_factor::step_of(secret, "287 082", at(59)), Some(1));
    assert_eq!(second_factor::step_of(secret, "287082", at(89)), Some(1));
    assert_eq!(second_factor::step_of(secret, "287082", at(90)), None);
    assert_eq!(second_factor::step_of(secret, "", at(59)), None);
    assert_eq!(second_factor::step_of(b"", "287082", at(59)), None);
    assert!(second_factor::address("eva 1", "ABC").starts_with("otpauth://totp/Havre:eva%201?secret=ABC&"));
}

#[tokio::test]
async fn every_message_of_accounts_and_failures_exists() {
    let (_folder, app) = app().await;
    let keys = "sign-in-wrong sign-in-code-wrong sign-in-username-missing sign-in-password-missing account-password-wrong \
        account-password-too-short account-password-too-long account-password-is-username account-password-differs \
        account-totp-code-wrong account-said-language account-said-password account-said-session account-said-totp-on \
        account-said-totp-off account-device-unknown failure-title failure-not-found failure-bad-request \
        failure-too-large failure-storage failure-internal nav-account function-intake function-eva function-eva-head \
        function-prosecutor function-prosecutor-head function-coordinator function-administrator";
    for key in keys.split_whitespace() {
        assert!(app.texts.has("fr", key), "{key}");
    }
}

#[tokio::test]
async fn a_failure_is_a_page_with_its_reference_in_every_language() {
    let (_folder, app) = app().await;
    for (language, _) in crate::texts::LANGUAGES {
        let page = Page {
            app: &app,
            language,
            viewer: None,
            path: "/x",
            back: String::new(),
            notice: None,
            waiting: 0,
        };
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
    assert_eq!(app.journal.account_named("eva.5344").await.unwrap().unwrap().failures, 0);
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
async fn five_failures_lock_out_even_the_right_password_until_the_lock_is_over() {
    let (_folder, app) = app().await;
    let id = add(&app, "eva.5344", Function::Eva).await;
    for _ in 0..5 {
        post(&app, "/sign-in", "", &credentials("eva.5344", "pas celui-ci du tout")).await;
    }
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let account = app.journal.account(id).await.unwrap().unwrap();
    assert_eq!(account.failures, 5, "attempts during a lock do not prolong it");
    let left = account.locked_until.duration_since(now());
    assert!(left > SignedDuration::from_secs(30) && left <= SignedDuration::from_mins(1), "{left}");
    // A lock that is over no longer holds anybody back, and a success starts the count afresh.
    let other = add(&app, "officer.5344", Function::Intake).await;
    for _ in 0..5 {
        app.journal.note_failure(other, now() - SignedDuration::from_secs(1)).await.unwrap();
    }
    assert_eq!(sign_in(&app, "officer.5344").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(app.journal.account(other).await.unwrap().unwrap().failures, 0);
}

#[tokio::test]
async fn parallel_guesses_cannot_pass_the_lock_by_more_than_the_turns_there_are() {
    let (_folder, app) = app().await;
    let id = add(&app, "eva.5344", Function::Eva).await;
    let guesses = (0..20).map(|_| {
        let app = app.clone();
        tokio::spawn(async move {
            post(&app, "/sign-in", "", &credentials("eva.5344", "pas celui-ci du tout")).await
        })
    });
    for guess in guesses.collect::<Vec<_>>() {
        guess.await.unwrap();
    }
    let failures = app.journal.account(id).await.unwrap().unwrap().failures;
    assert!((5..=8).contains(&failures), "{failures} guesses were looked at");
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
    assert_eq!(app.journal.account(id).await.unwrap().unwrap().failures, 1);

    let full = post(&app, "/sign-in/code", &half, &format!("code={second}")).await;
    assert_eq!(full.status(), StatusCode::SEE_OTHER);
    let full = given(&full);
    assert_ne!(half, full);
    assert_eq!(get(&app, "/account", &full).await.status(), StatusCode::OK);
    assert_eq!(header(&get(&app, "/account", &half).await, LOCATION), "/sign-in", "the old token is gone");
    assert_eq!(app.journal.account(id).await.unwrap().unwrap().failures, 0);

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
    assert!(app.journal.account(id).await.unwrap().unwrap().locked_until > now());
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
async fn only_an_administrator_switches_accounts_and_never_the_own_one() {
    let (_folder, app) = app().await;
    let eva = add(&app, "eva.5344", Function::Eva).await;
    let admin = add(&app, "admin", Function::Administrator).await;
    let (eva_cookie, admin_cookie) =
        (given(&sign_in(&app, "eva.5344").await), given(&sign_in(&app, "admin").await));
    let path = |id: UserId| format!("/account/people/{id}/active");
    assert_eq!(get(&app, "/account/people", &eva_cookie).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(post(&app, &path(admin), &eva_cookie, "active=no").await.status(), StatusCode::NOT_FOUND);
    assert!(text(get(&app, "/account/people", &admin_cookie).await).await.contains("eva.5344"));
    assert_eq!(post(&app, &path(admin), &admin_cookie, "active=no").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(post(&app, &path(eva), &admin_cookie, "active=no").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&get(&app, "/account", &eva_cookie).await, LOCATION), "/sign-in");
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&app, &path(eva), &admin_cookie, "active=yes").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&app, "eva.5344").await.status(), StatusCode::SEE_OTHER);
}
