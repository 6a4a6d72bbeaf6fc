//! After an erasure no table, token, file or backup reveals the person; a hold, one person alone or a clock erase
//! nothing.

use crate::fixture::{
    PV, VICTIM, about_couple, assert_replays, assert_whole, author, case, compare, given, minute, officer,
    report, report_id, sign, sign_one, zone,
};
use crate::place::Place;
use casework::case::Command;
use casework::prosecution::Decision;
use casework::reading::retention::ErasureGround;
use casework::record::channel_key::ChannelKey;
use casework::record::form::Form;
use casework::record::id::{DraftId, PersonId, UserId};
use casework::record::person::{Channel, Exposure, Reach};
use casework::record::staff::Function;
use casework::{linking, prosecution};
use jiff::{Timestamp, ToSpan};
use journal::{
    Fate, Hidden, Journal, NewAccount, OpenError, Planned, RunError, Scope, Sought, Watched, erased_tables,
};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    after_an_erasure_nothing_in_the_database_or_its_files_reveals_the_person,
    an_old_backup_with_the_master_key_does_not_open_what_was_erased_since,
    what_an_erased_case_knew_of_him_goes_on_protecting_her,
    an_old_backup_that_is_restored_erases_at_once_what_was_erased_since,
    whoever_proposes_may_not_confirm,
    a_held_case_is_neither_proposed_nor_erased,
    a_clock_proposes_only_what_is_past_its_period_and_erases_nothing,
    a_case_of_two_zones_is_kept_as_long_as_the_longer_one_says,
    other_cases_go_on_and_nothing_is_added_to_an_erased_one,
    a_changed_certificate_and_a_key_that_is_gone_without_one_are_found,
    a_report_that_is_still_compared_is_erased_afterwards,
    a_discarded_draft_does_not_open_from_an_old_backup,
    a_draft_that_becomes_a_case_leaves_the_case_its_secret,
);

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(0x7e57 << 64 | n))
}

async fn add_reviewers(journal: &Journal) {
    for n in [1, 2] {
        let account = NewAccount {
            id: user(n),
            username: format!("reviewer.{n}"),
            name: format!("Reviewer {n}"),
            function: Function::Coordinator,
            sector: casework::record::staff::Sector::Municipality,
            zones: vec![zone("5344")],
            office: String::new(),
            neighbourhoods: vec![],
            language: "fr".into(),
            password_hash: "x".into(),
        };
        journal.add_account(&account, journal::By { user: None, at: minute(0) }).await.unwrap();
    }
}

fn zones() -> Vec<casework::record::id::ZoneCode> {
    vec![zone("5344")]
}

fn scopes() -> Vec<Scope> {
    zones().into_iter().map(Scope::Zone).collect()
}

async fn propose(journal: &Journal, n: u128, ground: ErasureGround) -> Planned {
    journal.propose_erasure(Watched::reported(&zones()), case(n), ground, user(1), minute(200)).await.unwrap()
}

async fn confirm(journal: &Journal, n: u128) -> Planned {
    journal.confirm_erasure(Watched::reported(&zones()), case(n), user(2), minute(210)).await.unwrap()
}

/// Two people agree, and the worker carries it out.
async fn erase(journal: &Journal, n: u128) {
    assert_eq!(propose(journal, n, ErasureGround::Asked).await, Planned::Done);
    assert_eq!(confirm(journal, n).await, Planned::Done);
    assert_eq!(journal.erase_confirmed(minute(220)).await.unwrap(), 1);
}

/// The words by which case 1 is known, as written in its report.
fn words() -> Vec<String> {
    let (given, pv) = (given(1), format!("{PV}.000001/2026"));
    let phone = "0400 00 0001".to_owned();
    vec![
        VICTIM.into(),
        "Tournepierre".into(),
        given,
        pv,
        phone,
        "Only before noon".into(),
        "He shouted".into(),
    ]
}

/// What only case 1 leaves in the tables: tokens, row numbers, sealed rows, secret, locked key; as bytes that both
/// databases store as they are.
async fn marks(place: &Place) -> Vec<(String, Vec<u8>)> {
    let (id, report) = (case(1).to_string(), report_id(1).to_string());
    let own = format!("WHERE report_id = '{report}'");
    let mut marks = Vec::new();
    for (name, text) in [
        ("pv token", format!("SELECT pv_token FROM report_row {own}")),
        ("label", format!("SELECT label FROM report_row {own}")),
        ("person", format!("SELECT sealed FROM person_row {own} ORDER BY person LIMIT 1")),
        ("secret", format!("SELECT secret FROM key_secret WHERE id = '{id}'")),
        ("locked key", format!("SELECT wrapped_key FROM stream WHERE stream_id = '{id}'")),
        ("reason of the hold", format!("SELECT reason FROM legal_hold WHERE case_id = '{id}'")),
    ] {
        marks.push((name.to_owned(), place.bytes(&text).await));
    }
    let keys = place
        .rows(&format!(
            "SELECT token, person FROM person_key WHERE person IN (SELECT person FROM person_row {own})"
        ))
        .await;
    assert!(keys.len() > 10, "case 1 is in the index");
    for (token, person) in keys {
        marks.push((format!("token {token}"), token.to_be_bytes().to_vec()));
        marks.push((format!("row number {person}"), person.to_be_bytes().to_vec()));
        marks.push((format!("row number {person} of a row"), varint(person)));
    }
    marks
}

fn holds(stored: &[u8], what: &[u8]) -> bool {
    let Some(first) = what.first() else { return false };
    let mut from = 0;
    while let Some(at) = stored[from..].iter().position(|byte| byte == first) {
        from += at;
        if stored[from..].starts_with(what) {
            return true;
        }
        from += 1;
    }
    false
}

/// Three couples; the one of case 1 was seen again in case 4, and everything was compared.
async fn three_couples(place: &Place) {
    add_reviewers(&place.journal).await;
    for n in [1, 2, 3] {
        sign_one(&place.journal, n).await;
    }
    let again = sign(about_couple(report(4), 1));
    place.journal.run(case(4), &officer(), minute(4), None, &again).await.unwrap();
    compare(&place.journal).await;
}

/// Numbers of people as they are drawn in real life: short ones would be found everywhere.
fn with_long_numbers(report: &mut casework::report::Report) {
    for person in &mut report.people {
        let long = PersonId(Uuid::from_u128(
            person.id.0.as_u128().wrapping_mul(0x0123_4567_89ab_cdef_0edc_ba98_7654_3211),
        ));
        report.channels.iter_mut().filter(|c| c.person == person.id).for_each(|c| c.person = long);
        person.id = long;
    }
}

/// A number as SQLite writes the number of a row.
fn varint(number: i64) -> Vec<u8> {
    let (number, mut bytes) = (number as u64, Vec::new());
    let mut rest = number >> 8;
    for _ in 0..8 {
        bytes.insert(0, 0x80 | (rest & 0x7f) as u8);
        rest >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn everything_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

async fn after_an_erasure_nothing_in_the_database_or_its_files_reveals_the_person(place: Arc<Place>) {
    add_reviewers(&place.journal).await;
    for n in [1, 2, 3] {
        let mut own = report(n);
        // Only case 1 is about her: no other report may hide or explain a trace.
        if n != 1 {
            own.people.iter_mut().for_each(|person| person.family_name = format!("Autre{n}"));
            own.safe_contact.instructions = "Whenever.".into();
            own.risk.note = "Calm.".into();
        }
        with_long_numbers(&mut own);
        place.journal.run(case(n), &officer(), minute(n as i64), None, &sign(own)).await.unwrap();
    }
    let reason = "The cousin of Quillebeuvre asked.";
    let group = Command::Linking(linking::Command::Group {
        this: case(1),
        with: case(2),
        reason: "Neighbours.".into(),
    });
    place.journal.run(case(1), &officer(), minute(9), None, &group).await.unwrap();
    let draft = Form::from([("p0.family_name".to_owned(), VICTIM.to_owned())]);
    place.journal.new_draft(DraftId(report_id(1).0), officer().user, minute(0), &draft).await.unwrap();
    compare(&place.journal).await;
    let journal = &place.journal;
    assert_eq!(
        journal.set_hold(Watched::reported(&zones()), case(1), user(1), minute(10), reason).await.unwrap(),
        Planned::Done
    );
    let marks = marks(&place).await;
    let before = place.everything_stored_raw().await;
    for (name, mark) in &marks {
        let of_row = name.ends_with("of a row") && !place.is_sqlite();
        assert!(of_row || holds(&before, mark), "the test looks at the right bytes: {name}");
    }
    assert_eq!(
        journal
            .lift_hold(Watched::reported(&zones()), case(1), user(1), minute(11), "No more.")
            .await
            .unwrap(),
        Planned::Done
    );
    erase(journal, 1).await;

    let after = place.everything_stored_raw().await;
    for word in words() {
        assert!(!holds(&after, word.as_bytes()), "{word} can be read after the erasure");
    }
    for (name, mark) in &marks {
        assert!(!holds(&after, mark), "{name} is still stored after the erasure");
    }
    // A server shows values only; its numbers are looked for one by one.
    assert_eq!(place.number("SELECT count(*) FROM person_key JOIN (SELECT person AS one FROM person_row) AS p ON one = person").await,
        place.number("SELECT count(*) FROM person_key").await, "no key points at nobody");
    let gone: BTreeSet<&str> =
        erased_tables().filter(|(_, fate)| *fate == Fate::Erased).map(|(table, _)| table).collect();
    let marked = [case(1).to_string(), report_id(1).to_string()];
    for table in crate::schema::tables() {
        let stored = String::from_utf8_lossy(&place.table_as_text(&table).await).into_owned();
        if gone.contains(table.as_str()) && table != "case_tie" {
            assert!(!marked.iter().any(|id| stored.contains(id)), "{table} still names the case");
        }
    }
    // A backup and a copy of the key store that are made now.
    let folder = tempfile::tempdir().unwrap();
    journal.copy_to(&folder.path().join("backup.db")).await.unwrap();
    journal.copy_keys_to(&folder.path().join("keys.db")).await.unwrap();
    for (file, stored) in everything_in(folder.path()) {
        for word in words() {
            assert!(!holds(&stored, word.as_bytes()), "{word} can be read in {file}");
        }
        for (name, mark) in &marks {
            assert!(!holds(&stored, mark), "{name} is in {file}");
        }
    }
    nothing_is_found(journal).await;
    let checked = journal.verify(|_| {}).await.unwrap();
    assert_eq!((checked.broken, checked.streams), (vec![], 3));
    assert_eq!(checked.erased, [(case(1).to_string(), minute(220).round(jiff::Unit::Millisecond).unwrap())]);
    let certificate = journal.certificate(case(1)).await.unwrap().unwrap();
    assert_eq!((certificate.number, certificate.entries, certificate.named_by), (1, 9, 0));
    assert_eq!((certificate.proposed.user, certificate.confirmed.user), (user(1), user(2)));
    for (table, rows) in
        [("person_row", 3), ("report_row", 1), ("draft", 1), ("key_secret", 2), ("legal_hold", 1)]
    {
        assert_eq!(certificate.destroyed[table], rows, "{table}");
    }
    assert_replays(journal).await;
    nothing_is_found(journal).await;
}

async fn nothing_is_found(journal: &Journal) {
    let sought = [
        Sought { words: vec![VICTIM.into()], ..Sought::default() },
        Sought { words: vec!["Tournepierre".into()], ..Sought::default() },
        Sought { phone: Some("0400 00 0001".into()), ..Sought::default() },
    ];
    for sought in sought {
        assert!(
            journal.search_people(&scopes(), &sought, &Hidden::default()).await.unwrap().0.is_empty(),
            "{sought:?} is found"
        );
    }
    let pv = format!("{PV}.000001/2026");
    assert!(journal.by_pv(&zones(), &pv).await.unwrap().is_empty());
    assert_eq!(journal.known_pvs(&[(zone("5344"), pv)]).await.unwrap(), [false]);
    assert!(journal.load(case(1)).await.unwrap().is_none());
    assert!(journal.proposals(&[case(1), case(4)]).await.unwrap().is_empty());
}

async fn an_old_backup_with_the_master_key_does_not_open_what_was_erased_since(place: Arc<Place>) {
    three_couples(&place).await;
    let folder = tempfile::tempdir().unwrap();
    let (old, keys) = (folder.path().join("old.db"), folder.path().join("keys.db"));
    place.journal.copy_to(&old).await.unwrap();
    place.journal.copy_keys_to(&keys).await.unwrap();
    erase(&place.journal, 1).await;
    place.journal.copy_keys_to(&keys).await.unwrap();
    // The thief has the old backup, the master key and the present key store.
    let thief = place.open_file(&old).await;
    assert!(thief.load(case(1)).await.is_err(), "the backup alone");
    let target = Place::sqlite().await;
    let journal = target.journal_with_key(&place.key);
    journal.fill_from(&old).await.unwrap();
    assert!(journal.load(case(1)).await.is_err());
    // Even when the list of what was erased is taken out of it; and the copy of an earlier day beside it.
    for stolen in [keys, folder.path().join("keys.db.1")] {
        let copy = folder.path().join("without-list.db");
        std::fs::copy(&stolen, &copy).unwrap();
        Place::run_in_file(&copy, "DELETE FROM erasure").await;
        assert_eq!(journal.take_keys(&copy).await.unwrap(), 0);
        assert!(journal.load(case(1)).await.is_err(), "no key opens it any more");
        assert!(journal.load(case(2)).await.unwrap().is_some(), "the others open");
    }
    let stored = std::fs::read(&old).unwrap();
    for word in words() {
        assert!(!holds(&stored, word.as_bytes()), "{word}");
    }
}

async fn what_an_erased_case_knew_of_him_goes_on_protecting_her(place: Arc<Place>) {
    add_reviewers(&place.journal).await;
    let journal = &place.journal;
    sign_one(journal, 2).await;
    // Her number of case 2 is his in case 1.
    let mut his = report(1);
    let shared = Reach::Phone("0400/00.00.02".into());
    his.channels.push(Channel::new(his.people[1].id, shared.clone(), Exposure::Unknown));
    journal.run(case(1), &officer(), minute(1), None, &sign(his)).await.unwrap();
    for (this, with) in [(case(1), case(2)), (case(2), case(1))] {
        let group = Command::Linking(linking::Command::Group { this, with, reason: "x".into() });
        journal.run(this, &author(Function::Eva), minute(5), None, &group).await.unwrap();
    }
    compare(journal).await;
    assert!(journal.barred(case(2)).await.unwrap().is_empty());
    let folder = tempfile::tempdir().unwrap();
    let (old, keys) = (folder.path().join("old.db"), folder.path().join("keys.db"));
    journal.copy_to(&old).await.unwrap();
    erase(journal, 1).await;
    let kept = BTreeSet::from([ChannelKey::of(&shared)]);
    assert_eq!(journal.barred(case(2)).await.unwrap(), kept);
    // An older backup, restored with the latest keys, knows it too.
    journal.copy_keys_to(&keys).await.unwrap();
    let target = Place::sqlite().await;
    let restored = target.journal_with_key(&place.key);
    restored.fill_from(&old).await.unwrap();
    restored.take_keys(&keys).await.unwrap();
    assert_eq!(restored.barred(case(2)).await.unwrap(), kept);
}

async fn an_old_backup_that_is_restored_erases_at_once_what_was_erased_since(place: Arc<Place>) {
    three_couples(&place).await;
    let folder = tempfile::tempdir().unwrap();
    let (old, keys) = (folder.path().join("old.db"), folder.path().join("keys.db"));
    place.journal.copy_to(&old).await.unwrap();
    sign_one(&place.journal, 5).await;
    compare(&place.journal).await;
    erase(&place.journal, 1).await;
    place.journal.copy_keys_to(&keys).await.unwrap();
    for target in [Place::sqlite().await, Place::postgres().await] {
        let restored = target.journal_with_key(&place.key);
        restored.fill_from(&old).await.unwrap();
        assert_eq!(restored.take_keys(&keys).await.unwrap(), 1, "it is erased again");
        restored.rebuild_if_boards_are_missing().await.unwrap();
        compare(&restored).await;
        let checked = restored.verify(|_| {}).await.unwrap();
        assert_eq!((checked.broken, checked.erased.len(), checked.streams), (vec![], 1, 4));
        assert!(restored.load(case(1)).await.unwrap().is_none());
        assert!(restored.load(case(2)).await.unwrap().is_some());
        target.clear().await;
    }
}

async fn whoever_proposes_may_not_confirm(place: Arc<Place>) {
    three_couples(&place).await;
    let journal = &place.journal;
    assert_eq!(propose(journal, 1, ErasureGround::Mistake).await, Planned::Done);
    assert_eq!(propose(journal, 1, ErasureGround::Mistake).await, Planned::Already);
    let alone =
        journal.confirm_erasure(Watched::reported(&zones()), case(1), user(1), minute(210)).await.unwrap();
    assert_eq!(alone, Planned::SamePerson);
    assert_eq!(journal.erase_confirmed(minute(220)).await.unwrap(), 0);
    // Nor past the program: the database itself refuses.
    let forged = format!("UPDATE erasure_plan SET confirmed_at = 1, confirmed_by = '{}'", user(1));
    assert!(place.try_to(&forged).await.is_err());
    assert!(journal.load(case(1)).await.unwrap().is_some());
    assert_eq!(journal.withdraw_erasure(Watched::reported(&zones()), case(1)).await.unwrap(), Planned::Done);
    assert_eq!(confirm(journal, 1).await, Planned::Unknown);
    let elsewhere = [zone("5339")];
    let other = journal
        .propose_erasure(Watched::reported(&elsewhere), case(1), ErasureGround::Asked, user(1), minute(1))
        .await
        .unwrap();
    assert_eq!(other, Planned::Unknown, "another zone's case does not exist for her");
}

async fn a_held_case_is_neither_proposed_nor_erased(place: Arc<Place>) {
    three_couples(&place).await;
    let journal = &place.journal;
    assert_eq!(propose(journal, 1, ErasureGround::Asked).await, Planned::Done);
    assert_eq!(confirm(journal, 1).await, Planned::Done);
    // Before the worker comes, the prosecution holds it.
    let hold = journal
        .set_hold(Watched::reported(&zones()), case(1), user(1), minute(211), "Trial on 3 May.")
        .await
        .unwrap();
    assert_eq!(hold, Planned::Done);
    assert_eq!(journal.erase_confirmed(minute(220)).await.unwrap(), 0);
    assert!(journal.load(case(1)).await.unwrap().is_some());
    assert_eq!(propose(journal, 1, ErasureGround::Asked).await, Planned::Held);
    let holds = journal.holds(Watched::reported(&zones()), 10).await.unwrap();
    assert_eq!((holds.len(), holds[0].reason.as_str()), (1, "Trial on 3 May."));
    let due = journal.due_for_erasure(Watched::reported(&zones()), after_years(20), None, 50).await.unwrap();
    assert!(due.rows.iter().all(|due| due.case != case(1)));
    let lifted = journal
        .lift_hold(Watched::reported(&zones()), case(1), user(2), minute(230), "Trial over.")
        .await
        .unwrap();
    assert_eq!(lifted, Planned::Done);
    assert_eq!(
        journal.lift_hold(Watched::reported(&zones()), case(1), user(2), minute(231), "x").await.unwrap(),
        Planned::Held
    );
    assert_eq!(propose(journal, 1, ErasureGround::Asked).await, Planned::Done);
}

fn after_years(years: i64) -> Timestamp {
    let start = minute(0).to_zoned_datetime(jiff::tz::TimeZone::UTC);
    (start + years.years() + 2.days()).timestamp()
}

async fn a_clock_proposes_only_what_is_past_its_period_and_erases_nothing(place: Arc<Place>) {
    three_couples(&place).await;
    let journal = &place.journal;
    // Case 2 is closed, case 3 is a complaint, case 1 is not decided.
    let close = Command::Prosecution(prosecution::Command::Decide {
        report: report_id(2),
        decision: Decision::Closed,
        reason: "No.".into(),
    });
    journal.run(case(2), &author(Function::Prosecutor), minute(30), None, &close).await.unwrap();
    let due = async |at| {
        let page = journal.due_for_erasure(Watched::reported(&zones()), at, None, 50).await.unwrap();
        page.rows.iter().map(|due| due.case).collect::<Vec<_>>()
    };
    assert_eq!(due(after_years(4)).await, []);
    assert_eq!(due(after_years(5)).await, [case(2)]);
    assert_eq!(due(after_years(15)).await, [case(3), case(2)]);
    assert_eq!(due(after_years(90)).await, [case(3), case(2)], "an open report is never due");
    assert_eq!(propose(journal, 2, ErasureGround::Period).await, Planned::NotDue);
    let late = after_years(6);
    assert_eq!(journal.erase_confirmed(late).await.unwrap(), 0);
    let first = journal.due_for_erasure(Watched::reported(&zones()), after_years(15), None, 1).await.unwrap();
    let second = journal
        .due_for_erasure(Watched::reported(&zones()), after_years(15), first.next.as_ref(), 1)
        .await
        .unwrap();
    assert_eq!((first.rows[0].case, second.rows[0].case, second.next), (case(3), case(2), None));
    let planned = journal
        .propose_erasure(Watched::reported(&zones()), case(2), ErasureGround::Period, user(1), late)
        .await
        .unwrap();
    assert_eq!(planned, Planned::Done);
    let plan = &journal.plans(Watched::reported(&zones()), 10).await.unwrap()[0];
    assert!(plan.rule.contains("report-closed, 5 years from last-entry. LFP 44"), "{}", plan.rule);
    assert_eq!(due(after_years(15)).await, [case(3)], "what is proposed is not proposed again");
}

async fn a_case_of_two_zones_is_kept_as_long_as_the_longer_one_says(place: Arc<Place>) {
    let text = include_str!("../../../../content/retention/be.toml");
    let own = "[zone.5339.report-closed]\nperiod = { years = 9 }\ncounts-from = \"decision\"\nthen = \"propose\"\n\
               sure = \"choice\"\nsource = \"Test.\"\n";
    let rules = casework::rules::Rules {
        retention: casework::reading::retention::Retention::parse(&format!("{text}\n{own}")).unwrap(),
        ..crate::fixture::rules()
    };
    let journal = place.journal_with_rules(rules);
    sign_one(&journal, 2).await;
    let mut there = report(4);
    there.head.zone = zone("5339");
    journal.run(case(2), &officer(), minute(5), None, &sign(there)).await.unwrap();
    for n in [2, 4] {
        let close = Command::Prosecution(prosecution::Command::Decide {
            report: report_id(n),
            decision: Decision::Closed,
            reason: "No.".into(),
        });
        journal.run(case(2), &author(Function::Prosecutor), minute(30), None, &close).await.unwrap();
    }
    let both = [zone("5344"), zone("5339")];
    for (years, due) in [(6, 0), (8, 0), (9, 1)] {
        let page =
            journal.due_for_erasure(Watched::reported(&both), after_years(years), None, 50).await.unwrap();
        assert_eq!(page.rows.len(), due, "after {years} years");
    }
}

async fn other_cases_go_on_and_nothing_is_added_to_an_erased_one(place: Arc<Place>) {
    three_couples(&place).await;
    let journal = &place.journal;
    assert_eq!(
        journal.proposals(&[case(4)]).await.unwrap().len(),
        1,
        "the couple of case 1 is seen in case 4"
    );
    erase(journal, 1).await;
    assert!(journal.proposals(&[case(4)]).await.unwrap().is_empty());
    let amend = crate::fixture::amend(1, "More.");
    let refused = journal.run(case(1), &officer(), minute(300), None, &amend).await;
    assert!(matches!(refused, Err(RunError::Open(OpenError::Erased))), "{refused:?}");
    sign_one(journal, 9).await;
    let (hits, _) = journal
        .search_people(
            &scopes(),
            &Sought { words: vec![VICTIM.into()], ..Sought::default() },
            &Hidden::default(),
        )
        .await
        .unwrap();
    let found: BTreeSet<_> = hits.iter().map(|hit| hit.case).collect();
    assert!(!found.contains(&case(1)) && found.contains(&case(2)), "{found:?}");
    assert_whole(journal).await;
    assert_replays(journal).await;
}

async fn a_changed_certificate_and_a_key_that_is_gone_without_one_are_found(place: Arc<Place>) {
    three_couples(&place).await;
    erase(&place.journal, 1).await;
    let broken = async || place.journal.verify(|_| {}).await.unwrap().broken;
    place
        .tamper(&format!("UPDATE stream SET wrapped_key = NULL WHERE stream_id = '{}'", case(2)), None)
        .await;
    assert_eq!(broken().await[0].what, "its key is gone, and no certificate of erasure says why");
    let text = "UPDATE erasure SET certificate = replace(certificate, 'asked', 'order') WHERE number = 1";
    place.tamper(text, None).await;
    assert!(broken().await[0].what.contains("certificate of erasure was changed"));
}

async fn a_report_that_is_still_compared_is_erased_afterwards(place: Arc<Place>) {
    add_reviewers(&place.journal).await;
    sign_one(&place.journal, 1).await;
    assert_eq!(propose(&place.journal, 1, ErasureGround::Asked).await, Planned::Done);
    assert_eq!(confirm(&place.journal, 1).await, Planned::Done);
    assert_eq!(place.journal.erase_confirmed(minute(220)).await.unwrap(), 0, "its keys are on their way");
    assert_eq!(place.journal.erasing().await.unwrap(), 1);
    compare(&place.journal).await;
    assert_eq!(place.journal.erase_confirmed(minute(221)).await.unwrap(), 1);
    assert_eq!(place.number("SELECT count(*) FROM person_key").await, 0);
}

/// A case has the number of the draft that it was: each has a secret of its own.
async fn a_draft_that_becomes_a_case_leaves_the_case_its_secret(place: Arc<Place>) {
    let (draft, owner) = (DraftId(case(1).0), officer().user);
    place.journal.new_draft(draft, owner, minute(0), &Form::new()).await.unwrap();
    sign_one(&place.journal, 1).await;
    assert!(place.journal.draft(draft, owner).await.unwrap().is_some());
    place.journal.discard_draft(draft, owner).await.unwrap();
    assert!(place.journal.load(case(1)).await.unwrap().is_some());
    assert_whole(&place.journal).await;
}

async fn a_discarded_draft_does_not_open_from_an_old_backup(place: Arc<Place>) {
    let (draft, owner) = (DraftId(Uuid::from_u128(5)), officer().user);
    let form = Form::from([("p0.family_name".to_owned(), VICTIM.to_owned())]);
    place.journal.new_draft(draft, owner, minute(0), &form).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (old, keys) = (folder.path().join("old.db"), folder.path().join("keys.db"));
    place.journal.copy_to(&old).await.unwrap();
    place.journal.copy_keys_to(&keys).await.unwrap();
    let restored = place.open_file(&old).await;
    restored.take_keys(&keys).await.unwrap();
    assert_eq!(restored.draft(draft, owner).await.unwrap().unwrap().form, form);
    place.journal.discard_draft(draft, owner).await.unwrap();
    place.journal.copy_keys_to(&keys).await.unwrap();
    restored.take_keys(&keys).await.unwrap();
    assert!(restored.draft(draft, owner).await.is_err());
}

#[test]
fn every_table_says_what_becomes_of_it_when_a_case_is_erased() {
    let said: BTreeSet<String> = erased_tables().map(|(table, _)| table.to_owned()).collect();
    let there: BTreeSet<String> = crate::schema::tables().into_iter().collect();
    assert_eq!(
        said, there,
        "add the table to TABLES in crates/journal/src/keeping/erasure.rs, and to `destroy` if it must go"
    );
}
