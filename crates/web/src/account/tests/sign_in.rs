//! Passwords, codes, locks and sessions.

use super::*;

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
