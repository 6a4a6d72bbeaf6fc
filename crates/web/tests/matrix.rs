//! Forced browsing: every route as every function, and signed out, against the table of `matrix.tsv`; identifiers
//! guessed, cut, swapped or of another zone; requests replayed and sent at once; sessions that outlive their right.
//!
//! The list of routes comes from the router itself: a route without a row fails. How to add a row: docs/threat-model.md.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "other tests read the pages of a case, or what a browser says of itself")]
mod scene;

use axum::http::StatusCode;
use casework::case::Body;
use casework::prosecution;
use casework::record::staff::Function;
use scene::{Answer, Scene, WHO};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = include_str!("matrix.tsv");

/// One line of the table: a request, and the status that each of [`WHO`] gets.
struct Row<'a> {
    method: &'a str,
    route: &'a str,
    address: &'a str,
    form: &'a str,
    expected: Vec<&'a str>,
}

fn rows() -> Vec<Row<'static>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut lines = lines.map(|line| line.split('\t').map(str::trim).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let names: Vec<_> = WHO.iter().map(|who| who.name).collect();
    assert_eq!(head[4..], names, "the columns of matrix.tsv: each function has one");
    lines
        .map(|cells| {
            let [method, route, address, form] = cells[..4] else {
                panic!("four cells and a status each: {cells:?}")
            };
            let form = if form == "-" { "" } else { form };
            assert_eq!(cells.len(), 4 + WHO.len(), "{method} {address}: one status for each column");
            Row { method, route, address, form, expected: cells[4..].to_vec() }
        })
        .collect()
}

impl<'a> Row<'a> {
    fn names(&self, variable: &str) -> bool {
        self.address.contains(variable) || self.form.contains(variable)
    }

    /// The last part of its address.
    fn word(&self) -> &'a str {
        self.address.rsplit('/').next().unwrap_or_default()
    }

    /// Whether the address is one of the route: the same text between its parameters.
    fn is_of_its_route(&self) -> bool {
        let path = self.address.split('?').next().unwrap().replace("$asset", "$hash/$name");
        let (route, path): (Vec<_>, Vec<_>) = (self.route.split('/').collect(), path.split('/').collect());
        route.len() == path.len()
            && route.iter().zip(&path).all(|(part, given)| part.starts_with('{') || part == given)
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let (rows, paths) = (rows(), web::paths());
    let known: BTreeSet<_> = rows.iter().map(|row| row.route).collect();
    let unguarded: Vec<_> = paths.iter().filter(|path| !known.contains(*path)).collect();
    assert!(unguarded.is_empty(), "routes without a row in crates/web/tests/matrix.tsv: {unguarded:#?}");
    let idle: Vec<_> = known.iter().filter(|route| !paths.contains(route)).collect();
    assert!(idle.is_empty(), "rows of crates/web/tests/matrix.tsv without a route: {idle:#?}");
    for row in &rows {
        assert!(row.is_of_its_route(), "{} is no address of {}", row.address, row.route);
    }
}

/// The acts on a case share one route, but not one right: each has a row, and what is no act answers as nothing does.
#[test]
fn every_act_has_a_row_and_what_is_no_act_does_not_exist() {
    let rows = rows();
    let of_acts = rows.iter().filter(|row| row.route == "/cases/{case}/{report}/{action}");
    let (acts, words): (BTreeSet<_>, Vec<_>) =
        (web::acts().into_iter().collect(), of_acts.map(|row| (row.word(), row)).collect());
    let known: BTreeSet<_> = words.iter().map(|(word, _)| *word).collect();
    let unguarded: Vec<_> = acts.difference(&known).collect();
    assert!(unguarded.is_empty(), "acts without a row in crates/web/tests/matrix.tsv: {unguarded:#?}");
    for method in ["GET", "POST"] {
        let asked: BTreeSet<_> =
            words.iter().filter(|(_, row)| row.method == method).map(|(word, _)| *word).collect();
        let unasked: Vec<_> = acts.difference(&asked).collect();
        assert!(unasked.is_empty(), "acts without a row for {method}: {unasked:#?}");
    }
    let none: Vec<_> = words.iter().filter(|(word, _)| !acts.contains(word)).collect();
    assert!(!none.is_empty(), "no row asks for something that is no act");
    for (word, row) in none {
        let mut signed_in = row.expected.iter().zip(WHO.iter()).filter(|(_, who)| who.function.is_some());
        assert!(signed_in.all(|(status, _)| *status == "404"), "{word} is no act");
    }
}

#[tokio::test]
async fn every_route_as_every_function() {
    let mut scene = Scene::set().await;
    let mut wrong = Vec::new();
    for row in rows() {
        let mut given = Vec::new();
        for (column, who) in WHO.iter().enumerate() {
            let answer = scene.ask(who, row.method, row.address, row.form).await;
            let status = answer.status.as_u16().to_string();
            if let Some(fault) = answer.fault(row.address) {
                wrong.push(format!("{} {} as {}: {fault}", row.method, row.address, who.name));
            }
            let expected = row.expected[column];
            assert_ne!(
                answer.status,
                StatusCode::INTERNAL_SERVER_ERROR,
                "{} {} as {}",
                row.method,
                row.address,
                who.name
            );
            given.push((expected != status, status));
        }
        if given.iter().any(|(differs, _)| *differs) {
            let statuses: Vec<_> = given.into_iter().map(|(_, status)| status).collect();
            let form = if row.form.is_empty() { "-" } else { row.form };
            wrong.push(format!(
                "{}\t{}\t{}\t{form}\t{}",
                row.method,
                row.route,
                row.address,
                statuses.join("\t")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "these lines of matrix.tsv are not what the program answers:\n{}",
        wrong.join("\n")
    );
}

/// A method that no row names is refused as if there were nothing: a handler cannot be added without a row.
#[tokio::test]
async fn a_method_without_a_row_is_not_answered() {
    let mut scene = Scene::set().await;
    let rows = rows();
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        methods.entry(row.route).or_default().insert(row.method);
    }
    for (route, known) in methods {
        let address = rows.iter().find(|row| row.route == route).unwrap().address;
        // What is there in a demo only is there for no method.
        let refused = match web::paths_of_demo().contains(&route) {
            true => StatusCode::NOT_FOUND,
            false => StatusCode::METHOD_NOT_ALLOWED,
        };
        for method in
            ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().filter(|method| !known.contains(*method))
        {
            for who in [&WHO[0], scene::eva(), scene::administrator()] {
                let answer = scene.ask(who, method, address, "").await;
                assert_eq!(answer.status, refused, "{method} {address} as {}", who.name);
            }
        }
    }
}

/// Identifiers that an attacker makes up, cuts, or takes from elsewhere.
fn forged(id: &str, swapped: &str) -> Vec<String> {
    let end = &id[..id.len() - 1];
    let next = if id.ends_with('0') { '1' } else { '0' };
    let made_up = "01900000-0000-7000-8000-000000000000";
    vec![
        format!("{end}{next}"),
        end.to_owned(),
        id[..8].to_owned(),
        swapped.to_owned(),
        made_up.to_owned(),
        "0".to_owned(),
        "-1".to_owned(),
        format!("{id}%00"),
        format!("{id}%27"),
        "%2e%2e".to_owned(),
        "x".repeat(300),
    ]
}

/// The first line in which two pages differ.
fn difference(one: &str, other: &str) -> Option<String> {
    if one == other {
        return None;
    }
    let lines = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    Some(lines.map_or_else(|| "one is longer".to_owned(), |(one, other)| format!("{one}\n{other}")))
}

/// For each route with an identifier, and whoever may use the true one: a forged one answers as nothing does.
#[tokio::test]
async fn a_forged_identifier_answers_as_an_unknown_one() {
    let mut scene = Scene::set().await;
    let unknown = "01900000-0000-7000-8000-00000000ffff";
    for row in rows() {
        for variable in
            ["$case", "$report", "$draft", "$account", "$session"].into_iter().filter(|v| row.names(v))
        {
            for who in [scene::eva(), scene::intake(), scene::administrator()] {
                let nothing =
                    scene.ask_with(who, row.method, row.address, row.form, &[(variable, unknown)]).await;
                let (real, swapped) = (scene.value(variable).await, scene.swapped(variable).await);
                for id in forged(&real, &swapped) {
                    let answer =
                        scene.ask_with(who, row.method, row.address, row.form, &[(variable, &id)]).await;
                    let what =
                        format!("{} {} with {variable} = {id} as {}", row.method, row.address, who.name);
                    // An id that is none may be refused as a request; it must not look like one that exists.
                    let refused =
                        [StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
                    assert!(
                        answer.status == nothing.status || refused.contains(&answer.status),
                        "{what}: {}",
                        answer.status
                    );
                    if [answer.status, nothing.status] == [StatusCode::NOT_FOUND; 2] {
                        assert_eq!(difference(&answer.words(""), &nothing.words("")), None, "{what}");
                    }
                }
            }
        }
    }
}

/// The case of a zone in which she takes no part looks in every way like one that does not exist.
#[tokio::test]
async fn a_case_of_another_zone_answers_as_one_that_does_not_exist() {
    let mut scene = Scene::set().await;
    let unknown = "01900000-0000-7000-8000-00000000ffff";
    for row in rows().into_iter().filter(|row| row.names("$case")) {
        for who in [
            scene::elsewhere(),
            scene::function("coordinator"),
            scene::administrator(),
            scene::function("partner"),
        ] {
            let hidden = scene.ask(who, row.method, row.address, row.form).await;
            let nothing = scene.ask_with(who, row.method, row.address, row.form, &[("$case", unknown)]).await;
            let what = format!("{} {} as {}", row.method, row.address, who.name);
            assert_eq!(hidden.status, nothing.status, "{what}");
            assert_eq!(difference(&hidden.words(""), &nothing.words("")), None, "{what}");
            assert_eq!(hidden.headers(), nothing.headers(), "{what}");
        }
    }
}

/// What a search or a list says of a hidden case: nothing, not even that there is one.
#[tokio::test]
async fn lists_and_searches_count_nothing_that_is_hidden() {
    let mut scene = Scene::set().await;
    let empty = scene.ask(scene::elsewhere(), "POST", "/search", "q=Nobodyatall").await;
    scene.value("$case").await;
    for sought in [scene::VICTIM, "0400+00+12+34", "07.03.1985"] {
        let found = scene.ask(scene::elsewhere(), "POST", "/search", &format!("q={sought}")).await;
        assert_eq!(found.status, StatusCode::OK);
        let words = |answer: &Answer, typed: &str| answer.words(&typed.replace('+', " "));
        assert_eq!(difference(&words(&found, sought), &words(&empty, "Nobodyatall")), None, "{sought}");
    }
    for list in ["/queue", "/queue?show=all"] {
        let answer = scene.ask(scene::elsewhere(), "GET", list, "").await;
        assert!(!answer.body.contains("/cases/"), "{list} names a case");
    }
}

/// Nobody ends the session of somebody else, or reads what she drafts.
#[tokio::test]
async fn what_is_her_own_is_nobody_elses() {
    let mut scene = Scene::set().await;
    let session = scene.value("$session").await;
    for who in WHO.iter().filter(|who| who.name != "intake") {
        scene.ask(who, "POST", &format!("/account/sessions/{session}/end"), "").await;
    }
    assert_eq!(scene.ask(scene::intake(), "GET", "/account", "").await.status, StatusCode::OK);
    let (draft, _) = scene.draft().await;
    for who in WHO.iter().filter(|who| !["nobody", "intake"].contains(&who.name)) {
        for (method, address) in
            [("GET", draft.clone()), ("POST", draft.clone()), ("POST", format!("{draft}/autosave"))]
        {
            let answer = scene.ask(who, method, &address, "version=1&facts=x").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} as {}", who.name);
        }
    }
}

/// The same decision sent eight times at once, built on the same state: one is written.
#[tokio::test]
async fn a_decision_sent_many_times_at_once_is_taken_once() {
    let mut scene = Scene::set().await;
    let (case, report) = (scene.value("$case").await, scene.value("$report").await);
    let prosecutor = scene::function("prosecutor");
    scene.ask(prosecutor, "GET", "/cases/$case", "").await;
    let seq = scene.seq(&case).await;
    let address = format!("/cases/{case}/{report}/decide");
    let form = format!("seq={seq}&decide.decision=closed&decide.reason=once");
    let answers = scene.at_once(prosecutor, &address, &form, 8).await;
    let taken = answers.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
    let decided = scene
        .entries(&case)
        .await
        .into_iter()
        .filter(|body| matches!(body, Body::Prosecution(prosecution::Entry::Decided { .. })))
        .count();
    assert_eq!((taken, decided), (1, 1), "{answers:?}");
    let late: BTreeSet<_> = answers.into_iter().filter(|status| *status != StatusCode::SEE_OTHER).collect();
    assert_eq!(late, [StatusCode::CONFLICT].into());
    // Sent again later it is a conflict too.
    let again = scene.ask(prosecutor, "POST", &address, &form).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

/// A report signed twice with a double click, or sent again by a bad line, is one case.
#[tokio::test]
async fn a_draft_that_is_signed_many_times_at_once_is_one_case() {
    let mut scene = Scene::set().await;
    let (draft, form) = scene.draft().await;
    let answers = scene.at_once(scene::intake(), &draft, &form, 8).await;
    assert!(answers.contains(&StatusCode::SEE_OTHER), "{answers:?}");
    assert!(answers.iter().all(|status| !status.is_server_error()), "{answers:?}");
    assert_eq!(scene.cases_with(&form).await, 1, "{answers:?}");
}

/// A session does not outlive the right behind it.
#[tokio::test]
async fn a_session_of_an_account_that_was_switched_off_is_worth_nothing() {
    let mut scene = Scene::set().await;
    let eva = scene::eva();
    assert_eq!(scene.ask(eva, "GET", "/cases/$case", "").await.status, StatusCode::OK);
    let id = scene.id(eva);
    scene.app.journal.switch_off(id, None, scene::by()).await.unwrap();
    for address in ["/cases/$case", "/queue", "/search", "/account", "/live", "/sharing"] {
        let answer = scene.ask(eva, "GET", address, "").await;
        assert_eq!(
            (answer.status, answer.location().as_str()),
            (StatusCode::SEE_OTHER, "/sign-in"),
            "{address}"
        );
    }
    let form = "contact.outcome=reached&contact.note=stolen";
    let answer = scene.ask(eva, "POST", "/cases/$case/$report/contact", form).await;
    assert_eq!(answer.location(), "/sign-in");
}

/// Who became something else is that with her next request, and nothing of before.
#[tokio::test]
async fn a_session_does_not_keep_the_function_of_before() {
    let mut scene = Scene::set().await;
    let eva = scene::eva();
    assert_eq!(scene.ask(eva, "GET", "/queue", "").await.status, StatusCode::OK);
    let account = scene.app.journal.account(scene.id(eva)).await.unwrap().unwrap();
    let place = journal::Place { function: Function::Coordinator, ..account.place() };
    scene.app.journal.move_account(account.id, &place, scene::by()).await.unwrap();
    for address in ["/queue", "/cases/$case", "/search"] {
        let answer = scene.ask(eva, "GET", address, "").await;
        let out = answer.location() == "/sign-in" || answer.status == StatusCode::NOT_FOUND;
        assert!(out, "{address}: {}", answer.status);
    }
}
