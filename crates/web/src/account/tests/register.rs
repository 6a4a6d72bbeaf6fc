//! Who keeps the register, and what becomes of whoever moves or leaves.

use super::*;

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
