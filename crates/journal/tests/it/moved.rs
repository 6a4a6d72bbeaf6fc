//! What lists show follows from the cases: a row that somebody moved to another zone or office is shown to nobody, and
//! verify finds every value of every board that was changed, taken away or invented.

use crate::fixture::{assert_whole, author, case, minute, report, report_id, sign_one, zone};
use crate::place::Place;
use crate::schema;
use casework::case::Command;
use casework::grants::{self, BreakGlass, Consent};
use casework::linking;
use casework::opening::{self, OpenCase, Opening, Origin};
use casework::record::facets::Class;
use casework::record::id::{GrantId, ReportId, ZoneCode};
use casework::record::person::Language;
use casework::record::staff::{Function, Recipient, Sector};
use journal::{AskingUnit, Hidden, Journal, RowFilter, State, TaskFilter};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_report_that_was_moved_to_another_zone_is_listed_nowhere,
    what_a_unit_recorded_is_not_read_by_another_because_a_row_says_so,
    every_value_of_every_board_that_was_changed_is_found,
    every_row_of_every_board_that_was_taken_away_or_invented_is_found,
);

fn shelter() -> Recipient {
    Recipient { sector: Sector::Psychosocial, zone: Some(zone("5344")), office: "Invented shelter".into() }
}

/// Two reports that are followed together, a consent that was taken back, a broken glass, and a case without a report: every
/// board has a row.
async fn scene(place: &Place) {
    let journal = &place.journal;
    for n in [1, 2] {
        sign_one(journal, n).await;
    }
    let run = async |n: u128, at: i64, by: Function, command: Command| {
        journal.run(case(n), &author(by), minute(at), None, &command).await.unwrap();
    };
    let group = linking::Command::Group { this: case(1), with: case(2), reason: "x".into() };
    run(1, 10, Function::Eva, group.into()).await;
    let consent = Consent {
        grant: GrantId(Uuid::from_u128(1)),
        person: report(1).people[0].id,
        to: shelter(),
        classes: [Class::Facts].into(),
        until: minute(10_000),
        language: Language::Fr,
    };
    run(1, 11, Function::Eva, grants::Command::Consent(consent).into()).await;
    let withdraw = grants::Command::Withdraw { grant: GrantId(Uuid::from_u128(1)), unread: false };
    run(1, 12, Function::Eva, withdraw.into()).await;
    let grant = GrantId(Uuid::from_u128(2));
    let glass = BreakGlass { grant, until: minute(100), reason: "She is missing.".into() };
    run(1, 13, Function::Intake, grants::Command::BreakGlass(glass).into()).await;
    let opening = Opening {
        record: ReportId(case(3).0),
        origin: Origin::Signal,
        unit: shelter(),
        received_at: minute(14),
    };
    let told = "She is afraid to go home.".into();
    let open = OpenCase { opening, told, people: vec![], channels: vec![] };
    run(3, 14, Function::Partner, opening::Command::OpenCase(Box::new(open)).into()).await;
    // As a program that has served for a while.
    while journal.fill_boards().await.unwrap().is_some() {}
    assert_eq!(journal.filled().await.unwrap(), 100);
    assert_whole(journal).await;
    for board in Journal::boards() {
        assert!(place.number(&format!("SELECT count(*) FROM {board}")).await > 0, "{board} has a row");
    }
}

async fn listed(journal: &Journal, code: &str) -> usize {
    let filter = RowFilter::of(vec![zone(code)], State::All, minute(60));
    journal.page(&filter).await.unwrap().rows.len()
}

async fn a_report_that_was_moved_to_another_zone_is_listed_nowhere(place: Arc<Place>) {
    scene(&place).await;
    assert_eq!((listed(&place.journal, "5344").await, listed(&place.journal, "5345").await), (2, 0));
    place.tamper(&format!("UPDATE report_row SET zone = '5345' WHERE case_id = '{}'", case(1)), None).await;
    place.force(&format!("UPDATE task SET zone = '5345' WHERE case_id = '{}'", case(1))).await;
    assert_eq!((listed(&place.journal, "5344").await, listed(&place.journal, "5345").await), (1, 0));
    assert!(place.journal.listed_of([report_id(1)]).await.unwrap().is_empty());
    let tasks = TaskFilter::of(Function::Eva, &[zone("5345")], Hidden::default(), minute(60));
    assert!(place.journal.report_tasks(&tasks, 50).await.unwrap().is_empty());
}

async fn what_a_unit_recorded_is_not_read_by_another_because_a_row_says_so(place: Arc<Place>) {
    scene(&place).await;
    let zones: BTreeSet<ZoneCode> = [zone("5344")].into();
    let nothing = Hidden::default();
    let unit = |sector| AskingUnit { sector, zones: &zones, office: "Invented shelter", hidden: &nothing };
    assert_eq!(place.journal.openings(unit(Sector::Psychosocial)).await.unwrap().len(), 1);
    place.tamper("UPDATE opening_row SET sector = 'victim-support', office = NULL", None).await;
    assert!(place.journal.openings(unit(Sector::VictimSupport)).await.unwrap().is_empty());
    assert!(place.journal.openings(unit(Sector::Psychosocial)).await.unwrap().is_empty());
    let opened =
        || async { place.journal.opened_to(unit(Sector::Psychosocial), minute(50)).await.unwrap().len() };
    assert_eq!(opened().await, 0, "the consent was taken back");
    place.tamper("UPDATE grant_row SET until = until + 100000000 WHERE kind = 'consent'", None).await;
    assert_eq!(opened().await, 0, "a row that was prolonged opens nothing");
}

/// Puts a board back as it was kept.
async fn put_back(place: &Place, board: &str) {
    place.force(&format!("DELETE FROM {board}")).await;
    place.force(&format!("INSERT INTO {board} SELECT * FROM kept_{board}")).await;
}

/// A value of the type of a column that is never the one that is there.
fn another(place: &Place, column: &str, kind: &str) -> String {
    match kind {
        "TEXT" => format!("coalesce({column}, '') || 'x'"),
        "INTEGER" => format!("coalesce({column}, 0) + 1"),
        _ if place.is_sqlite() => "zeroblob(8)".to_owned(),
        _ => "decode('0000000000000000', 'hex')".to_owned(),
    }
}

async fn every_value_of_every_board_that_was_changed_is_found(place: Arc<Place>) {
    scene(&place).await;
    let mut tried = 0;
    for board in Journal::boards() {
        place.force(&format!("CREATE TABLE kept_{board} AS SELECT * FROM {board}")).await;
        for (column, kind) in schema::typed_columns_of(board) {
            // Another case sets it, and settles it again: it says nothing of anybody.
            if column == "repeated" {
                continue;
            }
            let value = another(&place, &column, &kind);
            let one = format!("case_id = (SELECT min(case_id) FROM {board})");
            place.force(&format!("UPDATE {board} SET {column} = {value} WHERE {one}")).await;
            let checked = place.journal.verify(|_| {}).await.unwrap();
            assert!(!checked.broken.is_empty(), "{board}.{column} was changed, and nothing is said");
            put_back(&place, board).await;
            tried += 1;
        }
        assert_whole(&place.journal).await;
    }
    assert!(tried > 60, "every column of every board: {tried}");
}

async fn every_row_of_every_board_that_was_taken_away_or_invented_is_found(place: Arc<Place>) {
    scene(&place).await;
    for board in Journal::boards() {
        place.force(&format!("CREATE TABLE kept_{board} AS SELECT * FROM {board}")).await;
        place.force(&format!("DELETE FROM {board}")).await;
        assert!(
            !place.journal.verify(|_| {}).await.unwrap().is_whole(),
            "{board} was emptied, and nothing is said"
        );
        put_back(&place, board).await;
        assert_whole(&place.journal).await;
    }
    let invented = format!(
        "INSERT INTO case_tie (case_id, other_id, state, linked) VALUES ('{}', '{}', 'together', 0)",
        case(2),
        case(3)
    );
    place.force(&invented).await;
    assert!(!place.journal.verify(|_| {}).await.unwrap().is_whole(), "a tie was invented");
}
