//! A patrol and a house of justice sign in: what they come to see, and what they do not. Which route answers whom stands
//! in `matrix.tsv`; what no grant ever opens is proved in `crates/proofs`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the matrix asks more of the scene than these tests")]
mod scene;

use axum::http::StatusCode;
use scene::{FACTS, Scene, VICTIM, Who, eva, function, intake};

/// Where the other party lives, and where the victim is.
const HIS_STREET: &str = "Rue de l’Essai 7";
const HER_PHONE: &str = "0400 00 12 34";
/// What victim support wrote down of a call.
const CONFIDED: &str = "Tourmaline";

fn patrol() -> &'static Who {
    function("patrol")
}

fn house_of_justice() -> &'static Who {
    function("house-of-justice")
}

/// A case in zone 5344 that the search knows: its address, and the number of its report.
async fn case(scene: &mut Scene) -> (String, String) {
    let (draft, form) = scene.draft().await;
    let form =
        format!("{form}&p1.street={}&p1.postcode=1030&p1.town=Schaerbeek", HIS_STREET.replace(' ', "+"));
    let signed = scene.ask(intake(), "POST", &draft, &form).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "the report is signed: {}", signed.body);
    // The worker of the program fills the index of people; here nobody else does.
    while scene.app.journal.match_waiting(web::now::now()).await.unwrap() > 0 {}
    let number = form.split("pv_number=").nth(1).unwrap().split('&').next().unwrap().replace("%2F", "/");
    (signed.location().split(['?', '#']).next().unwrap().to_owned(), number)
}

/// A page as a browser shows it.
fn shown(body: &str) -> String {
    body.replace("&#x2f;", "/").replace('\u{a0}', " ")
}

async fn page(scene: &mut Scene, who: &'static Who, address: &str) -> String {
    let answer = scene.ask(who, "GET", address, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{address} as {}", who.name);
    shown(&answer.body)
}

async fn search(scene: &mut Scene, who: &'static Who, sought: &str) -> String {
    let answer = scene.ask(who, "POST", "/search", &format!("q={}", sought.replace(' ', "+"))).await;
    assert_eq!(answer.status, StatusCode::OK, "{sought} as {}", who.name);
    shown(&answer.body)
}

/// What the column of reports says of the first hit.
fn of_report(page: &str) -> String {
    let cell = page.split("data-label=\"Report\"").nth(1).unwrap();
    cell.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()
}

fn hits(page: &str) -> usize {
    page.matches("name=\"case\" value=").count()
}

/// The addresses of the menu.
fn menu(page: &str) -> Vec<&str> {
    let nav = page.split("bar__nav").nth(1).unwrap().split("</nav>").next().unwrap();
    nav.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn a_patrol_finds_people_and_not_when_they_were_reported() {
    let mut scene = Scene::set().await;
    let home = scene.ask(patrol(), "GET", "/", "").await;
    assert_eq!(home.location(), "/search");
    let (_, number) = case(&mut scene).await;
    let (_, second) = case(&mut scene).await;
    let officer = search(&mut scene, intake(), VICTIM).await;
    let told = of_report(&officer);
    assert_eq!(hits(&officer), 2);
    for name in [VICTIM, "Essai"] {
        let found = search(&mut scene, patrol(), name).await;
        assert_eq!(hits(&found), 2, "how often they were reported");
        assert_eq!(of_report(&found), "in the last 12 months");
        for hidden in [told.as_str(), number.as_str(), second.as_str(), FACTS] {
            assert!(!found.contains(hidden), "{hidden}");
        }
    }
    // A number of a report leads nowhere, and a phone of hers cannot be tried out.
    for hidden in [number.as_str(), HER_PHONE] {
        assert!(hits(&search(&mut scene, intake(), hidden).await) > 0, "{hidden} is one to find");
        assert_eq!(hits(&search(&mut scene, patrol(), hidden).await), 0, "{hidden}");
    }
    let elsewhere = search(&mut scene, function("officer-elsewhere"), VICTIM).await;
    assert_eq!(hits(&elsewhere), 0);
}

/// What the pages of a case show together, without the bar above them.
async fn whole(scene: &mut Scene, who: &'static Who, path: &str) -> String {
    let pages = scene.case_pages(who, path).await;
    pages.iter().map(|(_, body)| shown(body.split("<main").nth(1).unwrap())).collect()
}

#[tokio::test]
async fn a_patrol_opens_what_it_finds_for_one_reason_only() {
    let mut scene = Scene::set().await;
    let (path, _) = case(&mut scene).await;
    let case = path.trim_start_matches("/cases/").to_owned();
    let open = |why: &str| format!("q={VICTIM}&case={case}&why={why}");
    for why in ["", "report", "follow-up", "asked-victim"] {
        let refused = scene.ask(patrol(), "POST", "/search/open", &open(why)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
    }
    let opened = scene.ask(patrol(), "POST", "/search/open", &open("intervention")).await;
    assert_eq!(opened.location(), path);
}

#[tokio::test]
async fn a_patrol_sees_of_a_case_who_is_there_and_does_nothing() {
    let mut scene = Scene::set().await;
    let (path, number) = case(&mut scene).await;
    let seen = whole(&mut scene, patrol(), &path).await;
    for shown in [VICTIM, "Essai", "1985", HIS_STREET] {
        assert!(seen.contains(shown), "{shown}");
    }
    let officer = whole(&mut scene, intake(), &path).await;
    for hidden in [FACTS, number.as_str(), HER_PHONE, "Test Person (Intake", "/amend\""] {
        assert!(officer.contains(hidden), "{hidden} is there to be hidden");
        assert!(!seen.contains(hidden), "{hidden}");
    }
    assert!(!seen.contains("<form method=\"post\""), "she does nothing");
    let body = page(&mut scene, patrol(), &path).await;
    let other_day = scene.ask(patrol(), "GET", &format!("{path}?on=2026-11-01"), "").await;
    assert_eq!(other_day.status, StatusCode::NOT_FOUND, "day by day she would learn when it was written");
    assert_eq!(menu(&body), ["/search", "/tools"]);
}

/// Police at the door must not take the victim for the other party because nobody of the police put it right.
#[tokio::test]
async fn a_patrol_sees_the_role_that_holds_and_no_place_of_somebody_who_turned_out_to_be_a_victim() {
    let mut scene = Scene::set().await;
    let (path, _) = case(&mut scene).await;
    let trust = page(&mut scene, eva(), &format!("{path}/trust")).await;
    let people = trust.split("name=\"correct.person\"").nth(1).unwrap();
    let of_other = people.split("<option value=\"").find(|option| option.contains("Essai")).unwrap();
    let person = of_other.split('"').next().unwrap();
    let form = format!("correct.person={person}&correct.role=victim&correct.reason={CONFIDED}");
    let corrected = scene.ask(eva(), "POST", &format!("{path}/trust/correct"), &form).await;
    assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.body);
    for who in [patrol(), intake()] {
        let body = whole(&mut scene, who, &path).await;
        assert!(body.contains(">Essai <span class=\"card__role\">Victim"), "{}", who.name);
        assert!(!body.contains(CONFIDED), "why, is for those who follow it up");
    }
    let body = whole(&mut scene, patrol(), &path).await;
    assert!(!body.contains(HIS_STREET));
}

#[tokio::test]
async fn a_house_of_justice_sees_a_case_when_she_consents_and_of_it_what_she_named() {
    let mut scene = Scene::set().await;
    let home = scene.ask(house_of_justice(), "GET", "/", "").await;
    assert_eq!(home.location(), "/today");
    let (path, _) = case(&mut scene).await;
    let report = page(&mut scene, eva(), &format!("{path}/facts")).await;
    let report = report.split("<article id=\"r-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let note = format!("contact.outcome=reached&contact.note={CONFIDED}");
    let noted = scene.ask(eva(), "POST", &format!("{path}/{report}/contact"), &note).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER);
    let shared = page(&mut scene, house_of_justice(), "/shared").await;
    assert!(!shared.contains(&path));
    assert_eq!(scene.ask(house_of_justice(), "GET", &path, "").await.status, StatusCode::NOT_FOUND);

    consent(&mut scene, &path, &["facts"]).await;
    let shared = page(&mut scene, house_of_justice(), "/shared").await;
    assert!(shared.contains(&path));
    let body = whole(&mut scene, house_of_justice(), &path).await;
    assert!(body.contains(FACTS));
    for hidden in [VICTIM, "Essai", HIS_STREET, CONFIDED, "12 34"] {
        assert!(!body.contains(hidden), "{hidden}");
    }
    let body = page(&mut scene, house_of_justice(), &path).await;
    assert_eq!(menu(&body), ["/today", "/shared", "/tools"]);
    // What she told victim support is hers to open too, and nobody else's.
    consent(&mut scene, &path, &["psychosocial"]).await;
    assert!(whole(&mut scene, house_of_justice(), &path).await.contains(CONFIDED));
    assert_eq!(scene.ask(function("partner"), "GET", &path, "").await.status, StatusCode::NOT_FOUND);
}

/// The victim consents that the house of justice reads these classes.
async fn consent(scene: &mut Scene, path: &str, classes: &[&str]) {
    let form = page(scene, eva(), &format!("{path}/trust")).await;
    let people = form.split("name=\"consent.person\"").nth(1).unwrap();
    let of_victim = people.split("<option value=\"").find(|option| option.contains(VICTIM)).unwrap();
    let victim = of_victim.split('"').next().unwrap();
    let ticked: String = classes.iter().map(|class| format!("&consent.class-{class}=yes")).collect();
    let typed = format!(
        "consent.person={victim}&consent.to=house-of-justice-{}&consent.zone=5344\
         &consent.until=$soon&consent.language=fr{ticked}",
        casework::record::text::compare_key(scene::OFFICE).replace(' ', "+")
    );
    let given = scene.ask(eva(), "POST", &format!("{path}/trust/consent"), &typed).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
}
