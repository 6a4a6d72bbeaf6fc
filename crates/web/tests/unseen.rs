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

/// A line or no page, also the second time: what was not written is not remembered.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_whose_line_was_not_written_is_not_shown_the_next_time_either_without_one() {
    let mut scene = Scene::set().await;
    scene.case().await;
    let who = function("prosecutor");
    assert_eq!(scene.ask(who, "GET", "/tools", "").await.status, StatusCode::OK);
    let lock = scene.lock().await;
    for _ in 0..2 {
        let refused = scene.ask(who, "GET", "/table?state=all", "").await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
        assert!(
            !refused.body.contains(scene::VICTIM) && refused.body.contains("The database does not answer")
        );
    }
    lock.rollback().await.unwrap();
    assert_eq!(lines(&scene, ReadingAct::List).await.len(), 0);
    for _ in 0..2 {
        let shown = scene.ask(who, "GET", "/table?state=all", "").await;
        assert!(shown.body.contains(scene::VICTIM));
        assert_eq!(lines(&scene, ReadingAct::List).await.len(), 1);
    }
}

/// The same number of rows with other people on it is another list.
#[tokio::test]
async fn a_list_on_which_somebody_else_stands_is_logged_again() {
    let mut scene = Scene::set().await;
    for _ in 0..20 {
        scene.case().await;
    }
    let see = async |scene: &mut Scene| {
        scene.ask(intake(), "GET", "/reports", "").await;
        lines(scene, ReadingAct::List).await.iter().map(|line| line.shown.entries).collect::<Vec<_>>()
    };
    assert_eq!((see(&mut scene).await, see(&mut scene).await), (vec![20], vec![20]));
    scene.case().await;
    assert_eq!(see(&mut scene).await, [20, 20], "as many rows, and another one among them");
}

/// Whoever asks for many cases at once opens no more of them than whoever asks for one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn many_cases_asked_for_at_once_get_no_further_than_the_budget() {
    let budgets = Budgets::parse("[eva]\nslow = 5\nask = 6\nsource = \"a test\"").unwrap();
    let mut scene = Scene::set_with(Settings { budgets, ..Settings::default() }).await;
    let mut addresses = Vec::new();
    for _ in 0..12 {
        addresses.push(format!("/cases/{}", scene.case().await.0));
    }
    let statuses = scene.all_at_once(eva(), &addresses).await;
    let with = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((with(StatusCode::OK), with(StatusCode::TOO_MANY_REQUESTS)), (6, 6), "{statuses:?}");
    let opened: BTreeSet<_> =
        lines(&scene, ReadingAct::Open).await.into_iter().map(|line| line.case).collect();
    assert_eq!(opened.len(), 6);
}

/// Whoever asks twice for a case that comes slowly waits twice: the second request does not overtake the first one.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_asked_for_twice_at_once_comes_no_faster() {
    let budgets = Budgets::parse("[eva]\nslow = 1\nask = 9\nsource = \"a test\"").unwrap();
    let mut scene = Scene::set_with(Settings { budgets, ..Settings::default() }).await;
    let (first, second) = (scene.case().await.0, scene.case().await.0);
    scene.ask(eva(), "GET", &format!("/cases/{first}"), "").await;
    let began = std::time::Instant::now();
    let twice = vec![format!("/cases/{second}"); 2];
    assert_eq!(scene.all_at_once(eva(), &twice).await, [StatusCode::OK; 2]);
    assert!(began.elapsed() >= std::time::Duration::from_millis(200));
}

/// What is not opened takes no place, a reason counts when it was asked for, and names wait for it too.
#[tokio::test]
async fn a_reason_counts_only_when_it_was_asked_for_and_searches_ask_for_it_too() {
    let budgets = Budgets::parse("[eva]\nslow = 1\nask = 2\nsource = \"a test\"").unwrap();
    let mut scene = Scene::set_with(Settings { budgets, ..Settings::default() }).await;
    let mut cases = Vec::new();
    for _ in 0..5 {
        cases.push(scene.case().await.0);
    }
    let reason = "why.reason=backlog&back=%2Fsearch";
    for _ in 0..3 {
        let on = scene.ask(eva(), "POST", "/reason", reason).await;
        assert_eq!((on.status, on.location()), (StatusCode::SEE_OTHER, "/search".to_owned()));
    }
    assert_eq!(lines(&scene, ReadingAct::Reason).await, vec![], "nobody asked");
    for _ in 0..3 {
        let nothing = scene.ask(eva(), "GET", "/cases/01900000-0000-7000-8000-000000000000", "").await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    }
    let open = async |scene: &mut Scene, n: usize| {
        scene.ask(eva(), "GET", &format!("/cases/{}", cases[n]), "").await.status
    };
    assert_eq!(open(&mut scene, 0).await, StatusCode::OK);
    let name = format!("q={}", scene::VICTIM);
    assert!(scene.ask(eva(), "POST", "/search", &name).await.body.contains(scene::VICTIM));
    assert_eq!(open(&mut scene, 1).await, StatusCode::OK);
    assert_eq!(open(&mut scene, 2).await, StatusCode::TOO_MANY_REQUESTS);
    let names = scene.ask(eva(), "POST", "/search", &name).await;
    assert_eq!(names.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!names.body.contains("07/03/1985"), "{}", names.body);
    assert_eq!(scene.ask(eva(), "GET", "/queue", "").await.status, StatusCode::OK, "lists of work stay open");
    scene.ask(eva(), "POST", "/reason", reason).await;
    scene.ask(eva(), "POST", "/reason", reason).await;
    assert_eq!(lines(&scene, ReadingAct::Reason).await.len(), 1, "the second one nobody asked for");
    assert_eq!((open(&mut scene, 2).await, open(&mut scene, 3).await), (StatusCode::OK, StatusCode::OK));
    assert_eq!(open(&mut scene, 4).await, StatusCode::TOO_MANY_REQUESTS, "as many again, and no more");
}

/// Whoever learns that a number is known, and of which case, is logged as one who searched.
#[tokio::test]
async fn a_number_that_is_tried_in_a_draft_or_at_the_glass_is_logged_like_a_search() {
    let mut scene = Scene::set().await;
    let (first, form) = scene.draft().await;
    let signed = scene.ask(intake(), "POST", &first, &form).await.location();
    let (second, other) = scene.draft().await;
    let pv = |form: &str| form.split("pv_number=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let tried = scene.ask(intake(), "POST", &second, &other.replace(&pv(&other), &pv(&form))).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    let found = async |scene: &Scene, who| {
        let id = scene.id(who);
        lines(scene, ReadingAct::Find)
            .await
            .into_iter()
            .filter(|line| line.user == id)
            .map(|line| line.case)
            .collect::<Vec<_>>()
    };
    let case = signed.trim_start_matches("/cases/").split('?').next().unwrap().parse().unwrap();
    assert_eq!(found(&scene, intake()).await, [Some(case)]);
    let search = lines(&scene, ReadingAct::Search).await;
    assert!(search.len() == 1 && search[0].shown.hits == Some(1) && search[0].shown.sought.len() == 1);
    let glass = format!("glass.zone=5344&glass.pv={}&glass.reason=She+stands+at+our+counter+now", pv(&form));
    let opened = scene.ask(eva(), "POST", "/break-glass", &glass).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    assert_eq!(found(&scene, eva()).await, [Some(case)]);
}

/// One finding that was changed outside does not take the others from their reviewer, and nothing closes what grew.
#[tokio::test]
async fn a_reviewer_reads_the_other_findings_and_closes_what_she_saw() {
    let mut scene = Scene::set().await;
    let unusual = |n: u32, number: u32| casework::oversight::anomaly::Unusual {
        pattern: casework::oversight::anomaly::Pattern::Export,
        user: scene.id(function("prosecutor")),
        case: None,
        day: jiff::civil::date(2026, 11, i8::try_from(n).unwrap()),
        number,
        usual: None,
        usual_of_unit: None,
        zones: BTreeSet::new(),
        since: 0,
        until: 5,
    };
    let now = web::now::now();
    let all = [unusual(1, 248)];
    scene.app.journal.keep_findings(now, &all).await.unwrap();
    let id = scene.app.journal.kept(&all[0]).await.unwrap().unwrap().id;
    let (forger, other) = (scene.forger(), unusual(2, 7));
    forger.keep_findings(now, std::slice::from_ref(&other)).await.unwrap();
    let other = forger.kept(&other).await.unwrap().unwrap().id;
    let listed = scene.ask(function("reviewer"), "GET", "/readings", "").await;
    assert_eq!(listed.status, StatusCode::OK);
    assert!(listed.body.contains(&id) && !listed.body.contains(&other));
    assert!(listed.body.contains("havre verify"));
    let grown = casework::oversight::anomaly::Unusual { number: 932, until: 9, ..all[0].clone() };
    scene.app.journal.keep_findings(now, &[grown]).await.unwrap();
    let address = format!("/readings/unusual/{id}");
    let close = |number: u32| format!("outcome=explained&note=Asked&number={number}&until=5");
    let late = scene.ask(function("reviewer"), "POST", &address, &close(248)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("value=\"932\""));
    assert_eq!(
        scene.ask(function("reviewer"), "POST", &address, &close(932)).await.status,
        StatusCode::SEE_OTHER
    );
    let closed = scene.app.journal.finding(&id).await.unwrap().unwrap();
    assert_eq!(closed.review.unwrap().until, 5, "what came after what she saw is not closed");
}
