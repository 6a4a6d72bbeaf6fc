//! What is hidden leaves no shadow: kin who are kept out of a case learn nothing of it from a page, a count, a number or
//! another case; no area learns where she fled; a copy is for one human being.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the matrix asks more of the scene than this test")]
mod scene;

use axum::http::StatusCode;
use casework::case::{Case, Command, fold};
use casework::grants::Correction;
use casework::record::id::{CaseId, CorrectionId, UserId, ZoneCode};
use casework::record::person::{Birth, Role};
use casework::record::staff::{Author, Function, Recipient, Sector};
use casework::{grants, linking};
use journal::{Near, Nearness};
use scene::{Scene, VICTIM, Who, elsewhere, eva, function, intake};
use uuid::Uuid;

async fn signed(scene: &mut Scene, who: &'static Who, form: impl FnOnce(String) -> String) -> String {
    let (draft, typed) = scene.draft_of(who).await;
    let signed = scene.ask(who, "POST", &draft, &form(typed)).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "the report is signed: {}", signed.body);
    signed.location().trim_start_matches("/cases/").split(['?', '#']).next().unwrap().to_owned()
}

async fn compare(scene: &Scene) {
    while scene.app.journal.match_waiting(web::now::now()).await.unwrap() > 0 {}
}

async fn folded(scene: &Scene, case: &str) -> Case {
    fold(&scene.app.journal.load(case.parse().unwrap()).await.unwrap().unwrap().entries)
}

fn colleague() -> Author {
    Author {
        user: UserId(Uuid::from_u128(9)),
        name: "Colleague".to_owned(),
        function: Function::Eva,
        sector: Sector::VictimSupport,
        zone: None,
    }
}

async fn run(scene: &Scene, case: &str, command: Command) {
    let case: CaseId = case.parse().unwrap();
    scene.app.journal.run(case, &colleague(), web::now::now(), None, &command).await.unwrap();
}

/// Somebody declares that she is near to a person of this family name.
async fn near(scene: &Scene, who: &'static Who, family_name: &str) {
    let near = Near {
        family_name: family_name.to_owned(),
        given_names: String::new(),
        birth: Birth::Unknown,
        nearness: Nearness::Family,
    };
    let user = scene.id(who);
    scene.app.journal.declare_relation(user, &near, user, web::now::now()).await.unwrap();
}

/// A report on other people than those of every other one.
fn others(form: String) -> String {
    form.replace(VICTIM, "Zwartjes")
        .replace("Essai", "Kettingbrug")
        .replace("07%2F03%2F1985", "21%2F09%2F1971")
        + "&p0.given_names=Roswitha&p1.given_names=Diederik&p0.phone0=0400+55+66+77"
}

async fn page(scene: &mut Scene, who: &'static Who, address: &str) -> String {
    let answer = scene.ask(who, "GET", address, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{address} as {}", who.name);
    answer.body.replace("&#x2f;", "/")
}

#[tokio::test]
async fn kin_open_neither_the_case_nor_one_that_is_linked_with_it_and_no_list_has_them() {
    let mut scene = Scene::set().await;
    let his = signed(&mut scene, intake(), |form| form).await;
    let linked = signed(&mut scene, intake(), others).await;
    let (this, with) = (linked.parse().unwrap(), his.parse().unwrap());
    let group = linking::Command::Group { this, with, reason: "one couple".to_owned() };
    run(&scene, &linked, Command::Linking(group)).await;
    compare(&scene).await;
    let support = [eva(), function("prosecutor"), intake()];
    for who in support {
        assert_eq!(scene.ask(who, "GET", &format!("/cases/{linked}"), "").await.status, StatusCode::OK);
        near(&scene, who, "Essai").await;
        for case in [&his, &linked] {
            let answer = scene.ask(who, "GET", &format!("/cases/{case}"), "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{case} as {}", who.name);
        }
    }
    let lists = ["/today", "/queue?show=all", "/agenda", "/matches", "/table?state=all", "/reports"];
    for who in support {
        for list in lists {
            let answer = scene.ask(who, "GET", list, "").await;
            for shadow in [VICTIM, "Essai", "Zwartjes", "Kettingbrug", his.as_str(), linked.as_str()] {
                assert!(!answer.body.contains(shadow), "{list} shows {shadow} to {}", who.name);
            }
        }
        let export = "state=all&export.kind=csv&export.reason=meeting";
        let file = scene.ask(who, "POST", "/table/export", export).await.body;
        assert!(!file.contains("Zwartjes") && !file.contains("Essai"), "as {}", who.name);
        let found = scene.ask(who, "POST", "/search", "q=Zwartjes").await.body;
        assert!(!found.contains(&linked), "as {}", who.name);
    }
}

#[tokio::test]
async fn what_was_refused_about_a_hidden_case_is_on_no_page_of_the_other() {
    let mut scene = Scene::set().await;
    let his = signed(&mut scene, intake(), |form| form).await;
    let other = signed(&mut scene, intake(), others).await;
    let refuse = linking::Command::RefuseMatch {
        this: other.parse().unwrap(),
        with: his.parse().unwrap(),
        score: 40,
        reason: "Twosistersnotone".to_owned(),
    };
    run(&scene, &other, Command::Linking(refuse)).await;
    compare(&scene).await;
    let path = format!("/cases/{other}");
    let before = page(&mut scene, eva(), &format!("{path}/timeline")).await;
    near(&scene, eva(), "Essai").await;
    let after = page(&mut scene, eva(), &format!("{path}/timeline")).await;
    let said = "Other case refused";
    assert!(before.contains(said) && !after.contains(said), "{after}");
}

#[tokio::test]
async fn the_menu_counts_nothing_of_a_hidden_case() {
    let mut scene = Scene::set().await;
    let his = signed(&mut scene, intake(), |form| form).await;
    let case = folded(&scene, &his).await;
    let person = case.people().find(|person| person.role == Role::OtherParty).unwrap().id;
    let zone = Some(ZoneCode::parse("5344").unwrap());
    let to = Recipient { sector: Sector::VictimSupport, zone, office: String::new() };
    let correct = grants::Command::Correct(Correction {
        id: CorrectionId(Uuid::from_u128(1)),
        report: case.reports[0].0,
        person,
        from: Role::OtherParty,
        to: Role::Victim,
        reason: "It was she who called.".to_owned(),
        tell: [to].into(),
    });
    run(&scene, &his, Command::Grants(correct)).await;
    compare(&scene).await;
    for address in ["/today", "/queue"] {
        let menu = page(&mut scene, eva(), address).await;
        assert!(menu.split("<main").next().unwrap().contains("href=\"/notices\""), "{address}");
    }
    near(&scene, eva(), "Essai").await;
    for address in ["/today", "/queue"] {
        let menu = page(&mut scene, eva(), address).await;
        assert!(!menu.contains("href=\"/notices\""), "{address}: {menu}");
    }
    assert!(!page(&mut scene, eva(), "/notices").await.contains(&his));
}

#[tokio::test]
async fn a_number_that_a_hidden_report_has_cannot_be_used_and_leads_nowhere() {
    let mut scene = Scene::set().await;
    let mut number = String::new();
    let his = signed(&mut scene, intake(), |form| {
        number = form.split("pv_number=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        form
    })
    .await;
    let again = async |scene: &mut Scene| {
        let (draft, form) = scene.draft_of(intake()).await;
        let own = form.split("pv_number=").nth(1).unwrap().split('&').next().unwrap();
        let answer = scene.ask(intake(), "POST", &draft, &others(form.replace(own, &number))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.body.replace("&#x2f;", "/")
    };
    let known = again(&mut scene).await;
    assert!(known.contains(&format!("/cases/{his}")) && known.contains("known already in your zone"));
    near(&scene, intake(), "Essai").await;
    let unusable = again(&mut scene).await;
    assert!(unusable.contains("cannot be used") && !unusable.contains("known already in your zone"));
    assert!(!unusable.contains(&his));
}

/// She lived with him in 1030, and fled to 1080, where she is reported.
async fn fled(scene: &mut Scene) -> [String; 2] {
    let both = "&p0.given_names=Amina&p1.given_names=Luc&p1.birth=03%2F11%2F1982";
    let home = "&p0.street=Rue+Haute+1&p0.address_postcode=1030&p0.town=Schaerbeek&p1.street=Rue+Haute+1\
                &p1.address_postcode=1030&p1.town=Schaerbeek";
    let his = signed(scene, intake(), |form| form + both + home).await;
    let refuge = "&p0.street=Rue+Cachee+7&p0.address_postcode=1080&p0.town=Molenbeek";
    let hers = signed(scene, function("officer-elsewhere"), |form| {
        form.replace("postcode=1030", "postcode=1080") + both + refuge
    })
    .await;
    compare(scene).await;
    [his, hers]
}

#[tokio::test]
async fn the_area_where_she_fled_is_named_to_nobody_of_his_and_its_office_is_told_whom_to_call() {
    let mut scene = Scene::set().await;
    let [his, hers] = fled(&mut scene).await;
    let there = page(&mut scene, elsewhere(), &format!("/cases/{hers}/people")).await;
    assert!(there.contains("Zone 5344"), "{there}");
    assert!(there.contains("/proposals/later"));
    for who in [eva(), function("prosecutor")] {
        for (address, body) in scene.case_pages(who, &format!("/cases/{his}")).await {
            assert!(!body.contains("5340"), "{address} names the zone of her refuge to {}", who.name);
        }
        let people = page(&mut scene, who, &format!("/cases/{his}/people")).await;
        assert!(people.contains("Another area probably holds something on this couple"), "{people}");
    }
    // Trying out zones puts nothing off, so that it tells nothing.
    let later = format!("/cases/{his}/proposals/later");
    scene.ask(eva(), "POST", &later, "zone=5340").await;
    assert!(page(&mut scene, eva(), &format!("/cases/{his}/people")).await.contains("Another area probably"));
    scene.ask(eva(), "POST", &later, "zone=").await;
    assert!(
        !page(&mut scene, eva(), &format!("/cases/{his}/people")).await.contains("Another area probably")
    );
}

#[tokio::test]
async fn a_copy_is_for_a_human_being_and_holds_nothing_of_another_one_of_the_same_role() {
    let mut scene = Scene::set().await;
    let second = "&people=3&p2.role=victim&p2.family_name=Vandamme&p2.given_names=Odile";
    let case = signed(&mut scene, intake(), |form| form + second).await;
    compare(&scene).await;
    let people = folded(&scene, &case).await;
    let id = |name: &str| people.people().find(|person| person.family_name == name).unwrap().id.to_string();
    let copy = |person: String| format!("read=yes&person={person}&language=en");
    let address = format!("/cases/{case}/copy");
    let choice = page(&mut scene, eva(), &address).await;
    assert!(
        choice.contains(&id(VICTIM)) && choice.contains(&id("Vandamme")) && !choice.contains(&id("Essai"))
    );
    let first = scene.ask(eva(), "POST", &address, &copy(id(VICTIM))).await.body;
    assert!(first.contains(VICTIM) && first.contains("1985") && !first.contains("Vandamme"), "{first}");
    let other = scene.ask(eva(), "POST", &address, &copy(id("Vandamme"))).await.body;
    assert!(other.contains("Vandamme") && !other.contains(VICTIM) && !other.contains("1985"), "{other}");
    // A role is nobody, and the other party is not for victim support to choose.
    for refused in ["read=yes&role=victim&language=en".to_owned(), copy(id("Essai"))] {
        assert_eq!(
            scene.ask(eva(), "POST", &address, &refused).await.status,
            StatusCode::NOT_FOUND,
            "{refused}"
        );
    }
}
