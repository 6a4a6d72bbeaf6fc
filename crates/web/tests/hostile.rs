//! Both reported each other: she is the victim in her report, and the other party in his, where her hiding place stands.
//! Every page and paper of the two cases is made for every function, and searched for what the contact guard hides.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the matrix asks more of the scene than this test")]
mod scene;

use axum::http::StatusCode;
use casework::case::Command;
use casework::linking;
use casework::record::id::UserId;
use casework::record::person::Role;
use casework::record::staff::{Author, Function, Sector};
use scene::{Scene, VICTIM, WHO, intake};
use uuid::Uuid;

/// What may be read nowhere: her phone, her mailbox and the place where she is, as his report has them.
const HIDDEN: [&str; 4] = ["987655", "98 76 55", "verborgen@example.org", "Cachee"];

async fn signed(scene: &mut Scene, more: &str) -> String {
    let (draft, form) = scene.draft().await;
    let signed = scene.ask(intake(), "POST", &draft, &format!("{form}{more}")).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "the report is signed: {}", signed.body);
    signed.location().trim_start_matches("/cases/").split(['?', '#']).next().unwrap().to_owned()
}

async fn group(scene: &Scene, this: &str, with: &str) {
    let by = Author {
        user: UserId(Uuid::from_u128(9)),
        name: "Colleague".to_owned(),
        function: Function::Eva,
        sector: Sector::VictimSupport,
        zone: None,
    };
    let (this, with) = (this.parse().unwrap(), with.parse().unwrap());
    let group = Command::Linking(linking::Command::Group { this, with, reason: "one couple".to_owned() });
    scene.app.journal.run(this, &by, web::now::now(), None, &group).await.unwrap();
}

/// The victim and the other party of a case.
async fn people(scene: &Scene, case: &str) -> [String; 2] {
    let stream = scene.app.journal.load(case.parse().unwrap()).await.unwrap().unwrap();
    let folded = casework::case::fold(&stream.entries);
    [Role::Victim, Role::OtherParty]
        .map(|role| folded.people().find(|person| person.role == role).unwrap().id.to_string())
}

/// Her report, and his; followed together.
async fn both(scene: &mut Scene) -> [String; 2] {
    let hers = signed(scene, "&p0.given_names=Amina&p1.given_names=Luc&p1.phone0=0499+11+22+33").await;
    let exchanged = format!(
        "&p0.family_name=Essai&p0.given_names=Luc&p0.birth=&p0.phone0=0499+11+22+33&p1.family_name={VICTIM}\
         &p1.given_names=Amina&p1.phone0=0485+98+76+55&p1.email=verborgen%40example.org&p1.street=Rue+Cachee+77\
         &p1.address_postcode=1030&p1.town=Schaerbeek"
    );
    let his = signed(scene, &exchanged).await;
    group(scene, &hers, &his).await;
    group(scene, &his, &hers).await;
    while scene.app.journal.match_waiting(web::now::now()).await.unwrap() > 0 {}
    [hers, his]
}

/// Pages that are asked for, and papers that are made, with a case in their address or without.
fn rows() -> Vec<(String, String, String)> {
    let table = include_str!("matrix.tsv").lines().filter(|line| !line.starts_with(['#', 'm']));
    let papers = [
        "read=yes&person=$other&language=en",
        "read=yes&person=$victim&language=en",
        "read=yes&person=$other&language=en&as=file",
    ];
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let (method, route, address) = (cells.next()?, cells.next()?, cells.next()?);
        let is_page = method == "GET" && !route.starts_with("/static") && !route.starts_with("/live");
        is_page.then(|| (method, address, String::new()))
    };
    let papers = papers.map(|form| ("POST".to_owned(), "/cases/$case/copy".to_owned(), form.to_owned()));
    table.filter_map(row).chain(papers).collect()
}

#[tokio::test]
async fn no_page_or_paper_of_a_hostile_case_shows_what_the_guard_hides() {
    let mut scene = Scene::set().await;
    let cases = both(&mut scene).await;
    let mut shown = 0;
    for (method, address, form) in rows() {
        for case in &cases {
            for who in WHO.iter().filter(|who| who.function.is_some()) {
                let [victim, other] = people(&scene, case).await;
                let given = [
                    ("$case", case.as_str()),
                    ("$report", case.as_str()),
                    ("$victim", victim.as_str()),
                    ("$other", other.as_str()),
                ];
                let answer = scene.ask_with(who, &method, &address, &form, &given).await;
                let body = answer.body.replace("&#x2f;", "/").replace(['\u{a0}', '\u{202f}'], " ");
                for hidden in HIDDEN {
                    assert!(
                        !body.contains(hidden),
                        "{method} {address} {form} shows {hidden} to {}: {body}",
                        who.name
                    );
                }
                shown += usize::from(answer.status == StatusCode::OK && address.contains("$case"));
            }
        }
    }
    assert!(shown > 20, "the pages of the cases were made: {shown}");
}
