//! Nothing is read unseen: no header of a browser changes what is logged, and every page that names a case leaves a line.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the matrix asks more of the scene than this test")]
mod scene;

use axum::http::StatusCode;
use casework::oversight::log::{Reading, ReadingAct, ReadingOutcome};
use casework::record::staff::Function;
use jiff::SignedDuration;
use journal::ReadingsOf;
use scene::{Scene, Who, eva, function, intake};
use std::collections::BTreeSet;

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
