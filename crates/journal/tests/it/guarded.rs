//! Whoever can write to the database and has no key gains nothing and hides nothing: every column of every table whose
//! rows grant, forbid or order something is changed, exchanged, put back and deleted, and the running program is asked.

use crate::fixture::{author, case, compare, minute, officer, report, sign, sign_one, zone};
use crate::place::Place;
use casework::case::Command;
use casework::linking;
use casework::reading::retention::ErasureGround;
use casework::record::id::UserId;
use casework::record::person::{Birth, Channel, Exposure, Reach};
use casework::record::staff::Function;
use journal::{
    Asked, By, DbError, GuardedTable, Hold, Invitation, Kind, Near, Nearness, NewAccount, PasskeyRow,
    Place as Work, Planned, Session, SignInWay, Standing, Wanted, Watched, guarded_tables,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    every_sealed_column_changed_exchanged_put_back_or_deleted_grants_nothing_and_opens_nothing,
    a_forged_session_opens_nothing,
    a_session_that_was_put_back_opens_nothing,
    nothing_is_changed_in_an_account_that_was_changed_outside,
    a_row_that_nobody_sealed_grants_nothing_to_whoever_starts_the_program_anew,
    a_book_that_was_taken_away_cut_off_or_changed_counts_for_nothing_until_a_person_seals_it,
    a_book_that_was_put_back_with_a_right_is_found_by_the_cases_that_were_written_since,
    a_folder_of_a_version_without_a_book_is_sealed_once_by_a_person,
    a_code_that_was_used_is_not_good_again_because_a_row_says_so,
);

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(0x0a11 << 64 | n))
}

fn by(at: i64) -> By {
    By { user: None, at: minute(at) }
}

fn account(n: u128, function: Function) -> NewAccount {
    NewAccount {
        id: user(n),
        username: format!("colleague.{n}"),
        name: format!("Colleague {n}"),
        function,
        sector: function.usual_sector(),
        zones: vec![zone("5344")],
        office: String::new(),
        neighbourhoods: vec![],
        language: "fr".into(),
        password_hash: format!("$argon2id${n}"),
    }
}

fn work(function: Function) -> Work {
    let new = account(1, function);
    Work { function, sector: new.sector, zones: new.zones, office: String::new(), neighbourhoods: vec![] }
}

async fn add(place: &Place, n: u128, function: Function) {
    assert!(place.journal.add_account(&account(n, function), by(0)).await.unwrap());
}

fn token(n: u128) -> Vec<u8> {
    vec![n as u8; 32]
}

async fn sign_in(place: &Place, n: u128) {
    let session = Session {
        id: Uuid::from_u128(n),
        user: user(n),
        created_at: minute(1),
        seen_at: minute(1),
        second_factor: true,
        device: "Browser".into(),
        way: SignInWay::Password,
    };
    place.journal.open_session(&token(n), &session).await.unwrap();
}

async fn is_in(place: &Place, n: u128) -> bool {
    let found = place.journal.session_and_account(&token(n)).await;
    found.is_ok_and(|found| found.is_some_and(|(account, _)| account.active))
}

fn zones() -> Vec<casework::record::id::ZoneCode> {
    vec![zone("5344")]
}

fn near(n: u128) -> Near {
    let person = report(n).people.remove(1);
    let (family_name, given_names) = (person.family_name, person.given_names);
    Near { family_name, given_names, birth: Birth::Unknown, nearness: Nearness::Family }
}

/// Takes the hand of the program off the database, as its owner can: no trigger and no foreign key is in the way.
async fn own_the_database(place: &Place) {
    let mut triggers =
        vec!["reading_hold_never_changes ON reading_hold", "reading_hold_never_goes ON reading_hold"];
    triggers.extend(["ledger_never_changes ON ledger", "ledger_never_goes ON ledger"]);
    triggers.push("ledger_head_never_goes ON ledger_head");
    triggers.push("register_change_never_changes ON register_change");
    if place.is_sqlite() {
        triggers.push("register_change_never_goes ON register_change");
    }
    for trigger in triggers {
        let name = if place.is_sqlite() { trigger.split(' ').next().unwrap() } else { trigger };
        place.force(&format!("DROP TRIGGER {name}")).await;
    }
    let keys = if place.is_sqlite() {
        "PRAGMA foreign_keys = OFF"
    } else {
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT conname, CAST(conrelid AS regclass) AS t FROM pg_constraint \
         WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace) \
         LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname); END LOOP; END $$"
    };
    place.force(keys).await;
}

async fn keep(place: &Place, name: &str) {
    for table in guarded_tables().map(|table| table.table).chain(["session"]) {
        place.force(&format!("CREATE TABLE {name}_{table} AS SELECT * FROM {table}")).await;
    }
}

/// What everybody may do and is kept from, before it changes.
async fn before(place: &Place) {
    let journal = &place.journal;
    for n in 1..=4 {
        add(place, n, Function::Prosecutor).await;
        sign_one(journal, n).await;
    }
    compare(journal).await;
    for n in [1, 2] {
        sign_in(place, n).await;
        for word in ["old", "kept"] {
            passkey(place, n, word).await;
        }
        journal.invite(user(n), &[n as u8 + 100; 32], minute(5_000), by(1)).await.unwrap();
        outside(place, n, "old").await;
        let relation = journal.declare_relation(user(n), &near(1), user(9), minute(3)).await.unwrap();
        journal.lift_relation(relation, user(9), minute(4)).await.unwrap();
        hold(place, n, "first").await;
        lift(place, n).await;
        reading_hold(place, n, false).await;
        ask(place, n, &Wanted::Invite).await;
    }
    plan(place, 3, 1, 2).await;
    journal.switch_off(user(3), Some(user(1)), by(5)).await.unwrap();
    journal.switch_off(user(4), Some(user(2)), by(5)).await.unwrap();
}

/// What is so now.
async fn after(place: &Place) {
    let journal = &place.journal;
    for n in [1, 2] {
        journal.move_account(user(n), &work(Function::Intake), by(20)).await.unwrap();
        sign_in(place, n).await;
        journal.remove_passkey(user(n), &format!("old-{n}"), by(21)).await.unwrap();
        journal.invite(user(n), &token(n), minute(6_000), by(22)).await.unwrap();
        outside(place, n, "now").await;
        journal.declare_relation(user(n), &near(n), user(9), minute(23)).await.unwrap();
        hold(place, n, "second").await;
        reading_hold(place, n, true).await;
        ask(place, n, &Wanted::RemoveSecondFactor).await;
    }
    hold(place, 3, "while it is looked at").await;
    lift(place, 3).await;
    plan(place, 3, 2, 1).await;
    bar(place).await;
}

async fn passkey(place: &Place, n: u128, word: &str) {
    let id = format!("{word}-{n}");
    let row = PasskeyRow {
        id,
        user: user(n),
        name: "phone".into(),
        created_at: minute(1),
        used_at: None,
        key: "{}".into(),
    };
    assert!(place.journal.add_passkey(&row, by(1)).await.unwrap());
}

async fn outside(place: &Place, n: u128, word: &str) {
    let name = format!("{word}.{n}");
    place.journal.expect(user(n), "issuer", &name, by(2)).await.unwrap();
    let subject = format!("{word}-{n}");
    let bound = place.journal.bound("issuer", &subject, Some(&name), minute(2)).await.unwrap();
    assert_eq!(bound, Some(user(n)));
}

async fn ask(place: &Place, n: u128, wanted: &Wanted) {
    let link = Invitation { token_hash: vec![n as u8 + 50; 32], until: minute(6_000) };
    let by = By { user: Some(user(9)), at: minute(12) };
    let asked = place.journal.ask_register(user(n), wanted, &link, by).await.unwrap();
    assert_eq!(asked, Asked::Proposed);
}

async fn hold(place: &Place, n: u128, why: &str) {
    let held = place.journal.set_hold(Watched::reported(&zones()), case(n), user(1), minute(10), why).await;
    assert_eq!(held.unwrap(), Planned::Done);
}

async fn lift(place: &Place, n: u128) {
    let done =
        place.journal.lift_hold(Watched::reported(&zones()), case(n), user(1), minute(11), "done").await;
    assert_eq!(done.unwrap(), Planned::Done);
}

async fn reading_hold(place: &Place, n: u128, held: bool) {
    let at = minute(if held { 31 } else { 30 });
    let hold = Hold { at, by: user(1), held, reason: "investigation".into() };
    place.journal.hold_readings(case(n), &hold).await.unwrap();
}

async fn propose(place: &Place, n: u128, by: u128) -> Result<Planned, DbError> {
    let (of, asked) = (zones(), ErasureGround::Asked);
    place.journal.propose_erasure(Watched::reported(&of), case(n), asked, user(by), minute(40)).await
}

async fn plan(place: &Place, n: u128, one: u128, other: u128) {
    assert_eq!(propose(place, n, one).await.unwrap(), Planned::Done);
    let of = zones();
    let done = place.journal.confirm_erasure(Watched::reported(&of), case(n), user(other), minute(41)).await;
    assert_eq!(done.unwrap(), Planned::Done);
}

/// Case 7 spoke against a number of case 8, and was erased: case 8 keeps that it is unsafe.
async fn bar(place: &Place) {
    let journal = &place.journal;
    sign_one(journal, 8).await;
    let mut his = report(7);
    let shared = Reach::Phone("0400 00 0008".into());
    his.channels.push(Channel::new(his.people[1].id, shared, Exposure::Unknown));
    journal.run(case(7), &officer(), minute(7), None, &sign(his)).await.unwrap();
    for (this, with) in [(case(7), case(8)), (case(8), case(7))] {
        let group = Command::Linking(linking::Command::Group { this, with, reason: "x".into() });
        journal.run(this, &author(Function::Eva), minute(9), None, &group).await.unwrap();
    }
    compare(journal).await;
    hold(place, 3, "first the other").await;
    plan(place, 7, 1, 2).await;
    assert_eq!(journal.erase_confirmed(minute(50)).await.unwrap(), 1);
    lift(place, 3).await;
    plan(place, 3, 2, 1).await;
    assert!(!journal.barred(case(8)).await.unwrap().is_empty());
}

/// One way to change rows of one owner.
struct Attack {
    name: String,
    statements: Vec<String>,
}

/// Whose row of a table is attacked, and whose is exchanged with it.
async fn victims(place: &Place, table: &str) -> (String, String) {
    let latest = async |n: u128| {
        let changes = place.journal.register_changes(Some(user(n)), 1).await.unwrap();
        changes.first().unwrap().id.clone()
    };
    match table {
        "register_change" => (latest(1).await, latest(2).await),
        "erasure_plan" => (case(3).to_string(), case(3).to_string()),
        "barred_channel" => (case(8).to_string(), case(8).to_string()),
        "legal_hold" | "reading_hold" => (case(1).to_string(), case(2).to_string()),
        _ => (user(1).to_string(), user(2).to_string()),
    }
}

fn attacks(table: &GuardedTable, (victim, other): &(String, String)) -> Vec<Attack> {
    let (name, owner) = (table.table, table.owner);
    let his = format!("WHERE {owner} = '{victim}'");
    let mut all = vec![
        Attack { name: format!("{name}: deleted"), statements: vec![format!("DELETE FROM {name} {his}")] },
        Attack {
            name: format!("{name}: put back"),
            statements: vec![
                format!("DELETE FROM {name} {his}"),
                format!("INSERT INTO {name} SELECT * FROM old_{name} {his}"),
            ],
        },
    ];
    for (column, kind) in &table.sealed {
        let changed = match kind {
            Kind::Text => format!("coalesce({column}, '') || 'x'"),
            Kind::Int => format!("1 - coalesce({column}, 0)"),
            Kind::Bytes => format!("(SELECT token_hash FROM now_session WHERE user_id = '{}')", user(2)),
        };
        let set = |value: &str| vec![format!("UPDATE {name} SET {column} = {value} {his}")];
        all.push(Attack { name: format!("{name}.{column}: changed"), statements: set(&changed) });
        for (word, from, of) in [("exchanged", "now", other), ("put back", "old", victim)] {
            let value = format!("(SELECT max({column}) FROM {from}_{name} WHERE {owner} = '{of}')");
            // A server has no largest of some bytes.
            if *kind == Kind::Bytes {
                continue;
            }
            all.push(Attack { name: format!("{name}.{column}: {word}"), statements: set(&value) });
        }
    }
    all
}

/// Whether the program still grants what a table grants, or opens what it forbids.
async fn is_open(place: &Place, table: &GuardedTable, victim: &str) -> bool {
    let journal = &place.journal;
    let one = case(1);
    match table.table {
        "account" => {
            is_in(place, 1).await || journal.account(user(1)).await.is_ok_and(|a| a.is_some_and(|a| a.active))
        }
        "passkey" => !journal.passkeys(user(1)).await.map_or(true, |keys| keys.is_empty()),
        "invitation" => {
            let mut open = false;
            for token in [token(1), token(2), vec![101; 32]] {
                open |= journal.invited(&token, minute(60)).await.is_ok_and(|who| who == Some(user(1)));
            }
            open
        }
        "outside_name" => {
            let mut open = false;
            for subject in ["now-1", "now-1x", "now-2", "old-1"] {
                open |= journal.bound_to("issuer", subject).await.is_ok_and(|who| who == Some(user(1)));
                open |= journal.bound_to("issuerx", subject).await.is_ok_and(|who| who == Some(user(1)));
            }
            open
        }
        "register_proposal" => {
            let listed = |all: Vec<journal::RegisterProposal>| all.iter().any(|one| one.whom == user(1));
            journal.register_proposals().await.is_ok_and(listed)
        }
        "register_change" => {
            let shown = journal.register_changes(None, 1_000).await.unwrap();
            shown.iter().any(|one| one.id.starts_with(victim))
        }
        "handover" => !journal.handovers_to(user(1)).await.map_or(true, |all| all.is_empty()),
        "erasure_plan" => {
            let erased = journal.erase_confirmed(minute(90)).await.is_ok_and(|erased| erased > 0);
            erased
                || !journal
                    .plans(Watched::reported(&zones()), 10)
                    .await
                    .map_or(true, |plans| plans.is_empty())
        }
        "relation" | "conflict" => {
            let seen = journal.hidden_from(user(1)).await.is_ok_and(|hidden| !hidden.holds(one));
            seen || is_in(place, 1).await
        }
        "legal_hold" => propose(place, 1, 1).await.is_ok_and(|planned| planned != Planned::Held),
        "reading_hold" => {
            journal.hold_on_readings(one).await.is_ok_and(|hold| !hold.is_some_and(|hold| hold.held))
        }
        "barred_channel" => journal.barred(case(8)).await.is_ok_and(|barred| barred.is_empty()),
        other => panic!("say what {other} grants or forbids"),
    }
}

async fn every_sealed_column_changed_exchanged_put_back_or_deleted_grants_nothing_and_opens_nothing(
    place: Arc<Place>,
) {
    before(&place).await;
    keep(&place, "old").await;
    after(&place).await;
    keep(&place, "now").await;
    own_the_database(&place).await;
    let mut carried_out = 0;
    for table in guarded_tables() {
        let name = table.table;
        let victims = victims(&place, name).await;
        let all = crate::schema::columns_of(name);
        let named: BTreeSet<_> =
            table.sealed.iter().map(|(column, _)| *column).chain(table.free.clone()).collect();
        assert_eq!(
            named,
            all.iter().map(String::as_str).collect(),
            "{name}: every column is sealed or said to be free"
        );
        // Otherwise nothing would be proved. (To ask a plan is to carry it out: that comes last.)
        assert!(
            table.forbids || name == "erasure_plan" || is_open(&place, &table, &victims.0).await,
            "{name} grants something"
        );
        for attack in attacks(&table, &victims) {
            let mut done = true;
            for statement in &attack.statements {
                // The database itself refuses some.
                done &= place.try_force(statement).await.is_ok();
            }
            let changed = differs(&place, name).await;
            if done && changed {
                carried_out += 1;
                assert!(!is_open(&place, &table, &victims.0).await, "{} gained something", attack.name);
                let checked = place.journal.verify(|_| {}).await.unwrap();
                assert!(!checked.rows.is_empty(), "{} was not found by verify", attack.name);
            }
            place.force(&format!("DELETE FROM {name}")).await;
            place.force(&format!("INSERT INTO {name} SELECT * FROM now_{name}")).await;
        }
        assert_eq!(place.journal.verify(|_| {}).await.unwrap().rows, [], "{name} is as it was");
    }
    assert!(carried_out > 90, "{carried_out} attacks");
    assert!(is_in(&place, 2).await || place.journal.hidden_from(user(2)).await.unwrap().holds(case(2)));
    assert_eq!(
        place.journal.erase_confirmed(minute(95)).await.unwrap(),
        1,
        "what two people agreed on goes on"
    );
}

/// Whether a table holds other rows than it should.
async fn differs(place: &Place, table: &str) -> bool {
    let less = |one: &str, other: &str| {
        format!("(SELECT count(*) FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) AS more)")
    };
    let now = format!("now_{table}");
    place.number(&format!("SELECT {} + {}", less(table, &now), less(&now, table))).await > 0
}

async fn a_forged_session_opens_nothing(place: Arc<Place>) {
    for n in [1, 2] {
        add(&place, n, Function::Eva).await;
        sign_in(&place, n).await;
    }
    assert!(is_in(&place, 1).await && is_in(&place, 2).await);
    let columns = "session_id, user_id, created_at, seen_at, second_factor, device, way, epoch, seal";
    place.force("CREATE TABLE now_session AS SELECT * FROM session").await;
    let forged = format!(
        "INSERT INTO session (token_hash, {columns}) SELECT $1, 'f{}', {} FROM now_session WHERE user_id = '{}'",
        &Uuid::from_u128(9).to_string()[1..],
        columns.split_once(", ").unwrap().1,
        user(1)
    );
    place.tamper(&forged, Some(token(7))).await;
    assert!(!is_in(&place, 7).await, "a row under a token of his own");
    place.force("DELETE FROM session WHERE token_hash NOT IN (SELECT token_hash FROM now_session)").await;
    for change in [
        format!("user_id = '{}'", user(2)),
        "created_at = created_at + 1".into(),
        "seen_at = seen_at + 60000".into(),
        "second_factor = 1 - second_factor".into(),
        "device = 'Other'".into(),
        "way = 'organisation'".into(),
        "epoch = epoch + 1".into(),
        "seal = NULL".into(),
        "seal = token_hash".into(),
        format!("seal = (SELECT seal FROM now_session WHERE user_id = '{}')", user(2)),
    ] {
        place.force(&format!("UPDATE session SET {change} WHERE user_id = '{}'", user(1))).await;
        assert!(!is_in(&place, 1).await, "{change}");
        assert!(is_in(&place, 2).await);
        place.force("DELETE FROM session").await;
        place.force("INSERT INTO session SELECT * FROM now_session").await;
        assert!(is_in(&place, 1).await);
    }
    place.journal.touch_session(Uuid::from_u128(1), minute(9)).await.unwrap();
    assert!(is_in(&place, 1).await, "a session that the program touches goes on");
}

async fn a_session_that_was_put_back_opens_nothing(place: Arc<Place>) {
    add(&place, 1, Function::ProsecutorHead).await;
    sign_in(&place, 1).await;
    place.force("CREATE TABLE kept AS SELECT * FROM session").await;
    let put_back = "INSERT INTO session SELECT * FROM kept";
    place.journal.move_account(user(1), &work(Function::Intake), by(5)).await.unwrap();
    place.force(put_back).await;
    assert!(!is_in(&place, 1).await, "she moved");
    place.journal.move_account(user(1), &work(Function::ProsecutorHead), by(6)).await.unwrap();
    place.force(put_back).await;
    assert!(!is_in(&place, 1).await, "also when she has the same rights again");
    place.journal.switch_off(user(1), None, by(7)).await.unwrap();
    place.journal.switch_on(user(1), by(8)).await.unwrap();
    place.force(put_back).await;
    assert!(!is_in(&place, 1).await);
}

async fn nothing_is_changed_in_an_account_that_was_changed_outside(place: Arc<Place>) {
    add(&place, 1, Function::Intake).await;
    add(&place, 2, Function::Intake).await;
    place
        .force(&format!("UPDATE account SET function = 'prosecutor-head' WHERE user_id = '{}'", user(1)))
        .await;
    let journal = &place.journal;
    let altered = |done: Result<(), DbError>| matches!(done, Err(DbError::Altered("account")));
    assert!(altered(journal.set_password(user(1), "$argon2id$new", by(2)).await), "it would seal the rest");
    assert!(altered(journal.remove_totp(user(1), by(2)).await));
    assert!(altered(journal.set_totp(user(1), Some(b"secret")).await));
    assert!(altered(journal.move_account(user(1), &work(Function::Eva), by(2)).await.map(drop)));
    journal.set_password(user(2), "$argon2id$new", by(3)).await.unwrap();
    let kept = journal.account(user(1)).await.unwrap().unwrap();
    assert!(!kept.active && kept.password_hash.is_empty() && kept.zones.is_empty());
    assert_eq!(journal.verify(|_| {}).await.unwrap().rows[0].table, "account");
}

/// An attacker must not be able to have a row adopted at the next start.
async fn a_row_that_nobody_sealed_grants_nothing_to_whoever_starts_the_program_anew(place: Arc<Place>) {
    add(&place, 1, Function::Intake).await;
    let columns =
        "sector, zones, neighbourhoods, office, language, password_hash, totp_sealed, totp_step, active";
    place
        .force(&format!(
            "INSERT INTO account (user_id, username, name, function, {columns}) SELECT '{}', 'mallory', 'M', \
             'prosecutor-head', {columns} FROM account",
            user(6)
        ))
        .await;
    place.force("INSERT INTO reading (at, user_id, case_id, purpose, what) SELECT 1, user_id, user_id, 'decide', 'case' FROM account").await;
    let again = place.journal_with_key(&place.key);
    assert_eq!(again.standing().await.unwrap(), Standing::Whole);
    assert!(!again.account_named("mallory").await.unwrap().unwrap().active);
    assert!(again.account(user(1)).await.unwrap().unwrap().active);
    assert_eq!(again.adopt_earlier_readings().await.unwrap(), 0, "nobody is framed");
    assert_eq!(again.last_reading().await.unwrap(), 0);
    let tables: BTreeSet<_> = again.verify(|_| {}).await.unwrap().rows.iter().map(|row| row.table).collect();
    assert_eq!(tables, ["account", "reading"].into());
}

async fn a_book_that_was_taken_away_cut_off_or_changed_counts_for_nothing_until_a_person_seals_it(
    place: Arc<Place>,
) {
    add(&place, 1, Function::Intake).await;
    add(&place, 2, Function::Reviewer).await;
    place.journal.declare_relation(user(1), &near(1), user(2), minute(3)).await.unwrap();
    own_the_database(&place).await;
    place.force("CREATE TABLE now_ledger AS SELECT * FROM ledger").await;
    place.force("CREATE TABLE now_ledger_head AS SELECT * FROM ledger_head").await;
    for attack in [
        vec!["DELETE FROM ledger_head"],
        vec!["DELETE FROM ledger WHERE seq = 4"],
        vec!["DELETE FROM ledger WHERE seq = 2"],
        vec!["DELETE FROM ledger WHERE seq = 4", "UPDATE ledger_head SET seq = 3"],
        vec!["UPDATE ledger SET subject = 'sealed-anew' WHERE seq = 2"],
        vec!["UPDATE ledger SET value = (SELECT value FROM now_ledger WHERE seq = 2) WHERE seq = 3"],
        vec!["DELETE FROM ledger", "DELETE FROM ledger_head"],
    ] {
        for statement in &attack {
            place.force(statement).await;
        }
        let again = place.journal_with_key(&place.key);
        assert!(!matches!(again.standing().await.unwrap(), Standing::Whole | Standing::New), "{attack:?}");
        for n in [1, 2] {
            assert!(!again.account(user(n)).await.unwrap().unwrap().active, "{attack:?}");
        }
        assert!(!again.verify(|_| {}).await.unwrap().rows.is_empty(), "{attack:?}");
        assert!(again.hidden_from(user(1)).await.unwrap().holds(case(5)), "{attack:?}");
        for table in ["ledger", "ledger_head"] {
            place.force(&format!("DELETE FROM {table}")).await;
            place.force(&format!("INSERT INTO {table} SELECT * FROM now_{table}")).await;
        }
        let whole = place.journal_with_key(&place.key);
        assert!(whole.account(user(1)).await.unwrap().unwrap().active);
    }
    // The running program knows that it was longer; a person puts it right.
    place.force("DELETE FROM ledger WHERE seq = 3").await;
    let again = place.journal_with_key(&place.key);
    assert_eq!(again.standing().await.unwrap(), Standing::Broken);
    assert!(again.set_password(user(1), "$argon2id$x", by(3)).await.is_err());
    again.seal_as_it_is(minute(4)).await.unwrap();
    for journal in [&again, &place.journal_with_key(&place.key), &place.journal] {
        assert_eq!(journal.standing().await.unwrap(), Standing::Whole);
        assert!(journal.account(user(2)).await.unwrap().unwrap().active);
        assert_eq!(journal.verify(|_| {}).await.unwrap().rows, []);
    }
}

/// She was demoted a moment ago: whoever cuts off that line of the book, and starts the program anew, must cut off every
/// case that was written since.
async fn a_book_that_was_put_back_with_a_right_is_found_by_the_cases_that_were_written_since(
    place: Arc<Place>,
) {
    add(&place, 1, Function::ProsecutorHead).await;
    add(&place, 2, Function::Intake).await;
    own_the_database(&place).await;
    let tables = ["account", "ledger", "ledger_head"];
    for table in tables {
        let only = if table == "account" { "" } else { " WHERE chain = 0" };
        place.force(&format!("CREATE TABLE now_{table} AS SELECT * FROM {table}{only}")).await;
    }
    place.journal.move_account(user(1), &work(Function::Intake), by(5)).await.unwrap();
    sign_one(&place.journal, 1).await;
    for table in tables {
        let only = if table == "account" { "" } else { " WHERE chain = 0" };
        place.force(&format!("DELETE FROM {table}{only}")).await;
        place.force(&format!("INSERT INTO {table} SELECT * FROM now_{table}")).await;
    }
    let again = place.journal_with_key(&place.key);
    assert!(!again.account(user(1)).await.unwrap().unwrap().active);
    assert_eq!(again.standing().await.unwrap(), Standing::Broken);
    again.seal_as_it_is(minute(9)).await.unwrap();
    for journal in [&again, &place.journal_with_key(&place.key)] {
        assert_eq!(journal.standing().await.unwrap(), Standing::Whole);
        assert!(journal.account(user(2)).await.unwrap().unwrap().active);
    }
}

async fn a_folder_of_a_version_without_a_book_is_sealed_once_by_a_person(place: Arc<Place>) {
    let journal = &place.journal;
    assert_eq!(journal.standing().await.unwrap(), Standing::New);
    for n in [1, 2] {
        add(&place, n, Function::Eva).await;
        sign_one(journal, n).await;
        sign_in(&place, n).await;
    }
    own_the_database(&place).await;
    for table in ["ledger", "ledger_head"] {
        place.force(&format!("DELETE FROM {table}")).await;
    }
    let upgraded = place.journal_with_key(&place.key);
    assert_eq!(upgraded.standing().await.unwrap(), Standing::Missing);
    assert_eq!(upgraded.accounts_as_they_are().await.unwrap().len(), 2);
    let taken = upgraded.seal_as_it_is(minute(9)).await.unwrap();
    assert_eq!((taken.rows["account"], taken.cases), (2, 2));
    assert!(upgraded.account(user(1)).await.unwrap().unwrap().active);
    assert!(upgraded.session_and_account(&token(1)).await.unwrap().is_none(), "everybody signs in again");
    let checked = upgraded.verify(|_| {}).await.unwrap();
    assert_eq!((checked.broken, checked.rows), (vec![], vec![]));
}

async fn a_code_that_was_used_is_not_good_again_because_a_row_says_so(place: Arc<Place>) {
    add(&place, 1, Function::Eva).await;
    place.journal.set_totp(user(1), Some(b"secret")).await.unwrap();
    assert!(place.journal.use_totp_step(user(1), 58_000_000).await.unwrap());
    place.force("UPDATE account SET totp_step = 0").await;
    assert!(!place.journal.use_totp_step(user(1), 58_000_000).await.unwrap());
    assert!(place.journal.use_totp_step(user(1), 58_000_001).await.unwrap());
}
