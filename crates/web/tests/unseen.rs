//! Nothing is read unseen: no header of a browser changes what is logged, and every page that names a case leaves a line.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the matrix asks more of the scene than this test")]
mod scene;

use axum::http::StatusCode;
use casework::oversight::budget::Budgets;
use casework::oversight::log::{Reading, ReadingAct, ReadingOutcome};
use casework::record::staff::Function;
use jiff::SignedDuration;
use journal::ReadingsOf;
use scene::{Scene, Who, eva, function, intake};
use std::collections::BTreeSet;
use web::Settings;

async fn lines(scene: &Scene, act: ReadingAct) -> Vec<Reading> {
    let now = web::now::now();
    let day = SignedDuration::from_hours(24);
    let lines = scene.app.journal.readings(ReadingsOf::All, (now - day, now + day), 10_000).await.unwrap();
    lines.into_iter().map(|line| line.reading).filter(|reading| reading.act == act).collect()
}

#[tokio::test]
async fn nothing_that_a_browser_says_of_itself_hides_a_reading() {
    let mut scene = Scene::set().await;
    scene.value("$case").await;
    let addresses: Vec<_> = web::list_addresses(Function::Prosecutor).into_iter().take(6).collect();
    assert!(addresses.len() > 3);
    let says = [
        ("x-background", "1"),
        ("accept", "text/event-stream"),
        ("x-request-id", "01900000-0000-7000-8000-000000000001"),
    ];
    for address in &addresses {
        let answer = scene.ask_saying(function("prosecutor"), "GET", address, &says).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
    }
    let seen = lines(&scene, ReadingAct::List).await;
    assert_eq!(seen.len(), addresses.len(), "every list that was read has its line");
    let requests: BTreeSet<_> = seen.iter().map(|reading| reading.request.unwrap()).collect();
    assert_eq!(requests.len(), seen.len(), "the number of a request is drawn here");
    // What renews itself and shows the same leaves no line each time, whoever says so.
    for _ in 0..3 {
        scene.ask_saying(function("prosecutor"), "GET", &addresses[0], &says[..1]).await;
    }
    assert_eq!(lines(&scene, ReadingAct::List).await.len(), seen.len());
}

#[tokio::test]
async fn every_page_that_names_a_case_leaves_a_line() {
    let mut scene = Scene::set().await;
    let pages: [(&'static Who, &str); 4] = [
        (function("reviewer"), "/reviews"),
        (function("reviewer"), "/conflicts"),
        (function("partner"), "/shared"),
        (eva(), "/notices"),
    ];
    for (number, (who, address)) in (1..).zip(pages) {
        assert_eq!(scene.ask(who, "GET", address, "").await.status, StatusCode::OK, "{address}");
        let seen = lines(&scene, ReadingAct::List).await;
        assert_eq!(seen.len(), number, "{address}");
        assert!(
            seen.iter().any(|reading| reading.user == scene.id(who) && reading.shown.detail == address[1..])
        );
    }
}

#[tokio::test]
async fn breaking_the_glass_and_trying_to_leave_a_line_each() {
    let mut scene = Scene::set().await;
    let (draft, form) = scene.draft().await;
    assert_eq!(scene.ask(intake(), "POST", &draft, &form).await.status, StatusCode::SEE_OTHER);
    let pv = form.split("pv_number=").nth(1).unwrap().split('&').next().unwrap();
    let glass =
        |pv: &str| format!("glass.zone=5344&glass.pv={pv}&glass.reason=She+stands+at+our+counter+now");
    scene.ask(function("officer-elsewhere"), "POST", "/break-glass", &glass("XX.43.L3.999999%2F2026")).await;
    let tried = lines(&scene, ReadingAct::BreakGlass).await;
    assert!(tried.len() == 1 && tried[0].outcome == ReadingOutcome::Refused, "{tried:?}");
    let broken = scene.ask(function("officer-elsewhere"), "POST", "/break-glass", &glass(pv)).await;
    assert_eq!(broken.status, StatusCode::SEE_OTHER, "{}", broken.body);
    let lines = lines(&scene, ReadingAct::BreakGlass).await;
    assert!(
        lines.len() == 2
            && lines.iter().any(|line| line.case.is_some() && line.outcome == ReadingOutcome::Given)
    );
}

/// Cases are counted, whatever pages of them are asked for: slower first, then a question, and a line that a reviewer sees.
#[tokio::test]
async fn whoever_opens_many_cases_in_an_hour_says_why_and_goes_on() {
    let budgets = Budgets::parse("[eva]\nslow = 2\nask = 3\nsource = \"a test\"").unwrap();
    let mut scene = Scene::set_with(Settings { budgets, ..Settings::default() }).await;
    let mut cases = Vec::new();
    for _ in 0..4 {
        cases.push(scene.case().await.0);
    }
    let open = async |scene: &mut Scene, who: &'static Who, case: &str, page: &str| {
        scene.ask(who, "GET", &format!("/cases/{case}{page}"), "").await
    };
    for case in &cases[..3] {
        assert_eq!(open(&mut scene, eva(), case, "").await.status, StatusCode::OK);
    }
    for page in ["", "/people", "/timeline"] {
        assert_eq!(open(&mut scene, eva(), &cases[0], page).await.status, StatusCode::OK, "no further case");
    }
    let asked = open(&mut scene, eva(), &cases[3], "").await;
    assert_eq!(asked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(asked.body.contains("/reason?back=") && !asked.body.contains(scene::VICTIM), "{}", asked.body);
    assert_eq!(
        open(&mut scene, function("eva-head"), &cases[3], "").await.status,
        StatusCode::OK,
        "each her own"
    );
    assert_eq!(
        scene.ask(eva(), "POST", "/reason", "why.reason=nothing").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(open(&mut scene, eva(), &cases[3], "").await.status, StatusCode::TOO_MANY_REQUESTS);
    let back = format!("why.reason=backlog&back=%2Fcases%2F{}", cases[3]);
    let on = scene.ask(eva(), "POST", "/reason", &back).await;
    assert_eq!((on.status, on.location()), (StatusCode::SEE_OTHER, format!("/cases/{}", cases[3])));
    assert_eq!(open(&mut scene, eva(), &cases[3], "").await.status, StatusCode::OK);
    let said = lines(&scene, ReadingAct::Reason).await;
    assert_eq!(
        said.iter().map(|line| (line.user, line.shown.detail.as_str())).collect::<Vec<_>>(),
        [(scene.id(eva()), "backlog")]
    );
    for elsewhere in ["https%3A%2F%2Fexample.org", "%2F%2Fexample.org", "%2Fcases%2F..%5C%5Cx"] {
        let on = scene.ask(eva(), "POST", "/reason", &format!("why.reason=backlog&back={elsewhere}")).await;
        assert_eq!(on.location(), "/", "{elsewhere}");
    }
}

/// Nothing leaves as a file without a reason, and each line of it has its own in the log.
#[tokio::test]
async fn a_table_that_is_taken_away_leaves_its_reason_with_every_case() {
    let mut scene = Scene::set().await;
    for _ in 0..3 {
        scene.case().await;
    }
    let who = function("prosecutor");
    let refused = scene.ask(who, "POST", "/table/export", "state=all&export.kind=csv").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("name=\"state\" value=\"all\""), "the filter is kept");
    assert_eq!(lines(&scene, ReadingAct::Export).await, vec![]);
    let taken =
        scene.ask(who, "POST", "/table/export", "state=all&export.kind=csv&export.reason=meeting").await;
    assert_eq!(taken.status, StatusCode::OK);
    let rows = taken.body.lines().count() - 1;
    let seen = lines(&scene, ReadingAct::Export).await;
    assert!(rows >= 3 && seen.len() == rows, "{rows} {}", seen.len());
    assert!(seen.iter().all(|line| line.case.is_some() && line.shown.detail == "meeting"));
}
