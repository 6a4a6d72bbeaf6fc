//! What is hidden leaves no shadow: neither a linked case, nor a count, nor a search tells that it is there.

use crate::fixture::{
    about_couple, author, case, compare, given, minute, officer, report, report_id, sign, sign_one, zone,
};
use crate::place::Place;
use casework::case::Command;
use casework::grants;
use casework::grants::{BreakGlass, Consent, Correction};
use casework::linking;
use casework::linking::SamePerson;
use casework::prosecution;
use casework::prosecution::Decision;
use casework::reading::retention::ErasureGround;
use casework::record::facets::Class;
use casework::record::id::{CorrectionId, GrantId, PersonId, UserId};
use casework::record::person::{Birth, Language, Role};
use casework::record::staff::{Function, Recipient, Sector};
use jiff::ToSpan;
use journal::{
    AskingUnit, Count, Hidden, Journal, Near, Nearness, Planned, RowFilter, Scope, Sought, State, TaskFilter,
    Watched, WhichTasks,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    who_is_near_is_kept_out_of_whatever_is_tied_to_the_case,
    a_tie_that_was_taken_out_of_the_board_keeps_her_out_all_the_same,
    what_is_undone_or_refused_is_followed_no_more,
    a_common_name_without_a_birth_date_leaves_no_report_in_her_lists,
    relations_of_an_earlier_version_block_everything_when_they_are_blocked_again,
    nothing_that_waits_is_counted_of_a_hidden_case,
    a_search_is_as_if_nobody_hidden_were_there,
    who_is_kept_out_neither_sees_nor_decides_when_a_case_is_erased,
);

const COUSIN: UserId = UserId(Uuid::from_u128(0xc0));

/// The other party of the first report.
fn kin() -> Near {
    let other = &report(1).people[1];
    Near {
        family_name: other.family_name.clone(),
        given_names: other.given_names.clone(),
        birth: other.birth,
        nearness: Nearness::Family,
    }
}

async fn declare(journal: &Journal, near: &Near) -> Hidden {
    journal.declare_relation(COUSIN, near, COUSIN, minute(500)).await.unwrap();
    journal.hidden_from(COUSIN).await.unwrap()
}

async fn say(journal: &Journal, this: u128, command: linking::Command) {
    journal.run(case(this), &officer(), minute(600), None, &Command::Linking(command)).await.unwrap();
}

fn group(this: u128, with: u128) -> linking::Command {
    linking::Command::Group { this: case(this), with: case(with), reason: "One couple.".into() }
}

fn hidden_of(hidden: &Hidden, cases: std::ops::RangeInclusive<u128>) -> Vec<u128> {
    cases.filter(|n| hidden.holds(case(*n))).collect()
}

async fn who_is_near_is_kept_out_of_whatever_is_tied_to_the_case(place: Arc<Place>) {
    let journal = &place.journal;
    for n in [1, 2, 3, 6, 7] {
        sign_one(journal, n).await;
    }
    // The fourth is likely about the couple of the third, the fifth about that of the fourth.
    for n in [4, 5] {
        let again = about_couple(report(n), 3);
        journal.run(case(n), &officer(), minute(n as i64), None, &sign(again)).await.unwrap();
    }
    compare(journal).await;
    assert_eq!(hidden_of(&declare(journal, &kin()).await, 1..=7), [1]);

    // Followed together; then somebody of the one is somebody of the other, and no more is said of the two.
    say(journal, 2, group(2, 1)).await;
    let person = |n: u128| PersonId(Uuid::from_u128(n));
    let same = SamePerson { here: person(31), case: case(2), person: person(21) };
    let link = linking::Command::LinkPerson { this: case(3), same, reason: "She said so.".into() };
    say(journal, 3, link).await;
    let hidden = journal.hidden_from(COUSIN).await.unwrap();
    assert_eq!(hidden_of(&hidden, 1..=7), [1, 2, 3, 4, 5], "at once, and over as many steps as it takes");

    let all =
        RowFilter { hidden: hidden.clone(), ..RowFilter::of(vec![zone("5344")], State::All, minute(700)) };
    let page = journal.page(&all).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.case).collect::<Vec<_>>(), [case(7), case(6)]);
    assert_eq!(journal.count(&all).await.unwrap(), Count::Exactly(2));
    // What she sees is tied to nothing that she does not see.
    for row in page.rows {
        assert!(!row.grouped && !row.repeated, "{row:?}");
        assert_eq!(journal.proposals(&[row.case]).await.unwrap(), []);
    }
    let matches = |hidden: Hidden| async move {
        journal.open_matches(&[zone("5344")], &hidden, minute(700), 10).await.unwrap().len()
    };
    assert_eq!((matches(Hidden::default()).await, matches(hidden).await), (2, 0));
}

async fn a_tie_that_was_taken_out_of_the_board_keeps_her_out_all_the_same(place: Arc<Place>) {
    let journal = &place.journal;
    for n in [1, 2, 3] {
        sign_one(journal, n).await;
    }
    compare(journal).await;
    say(journal, 1, group(1, 2)).await;
    assert_eq!(hidden_of(&declare(journal, &kin()).await, 1..=3), [1, 2]);
    place.force("DELETE FROM case_tie").await;
    assert_eq!(hidden_of(&journal.hidden_from(COUSIN).await.unwrap(), 1..=3), [1, 2]);
    place.force(&format!("DELETE FROM entry WHERE stream_id = '{}' AND seq > 8", case(1))).await;
    let hidden = journal.hidden_from(COUSIN).await.unwrap();
    assert_eq!(hidden, Hidden::Everything, "what keeps her out cannot be read");
}

async fn what_is_undone_or_refused_is_followed_no_more(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    sign_one(journal, 2).await;
    journal.run(case(3), &officer(), minute(3), None, &sign(about_couple(report(3), 2))).await.unwrap();
    compare(journal).await;
    say(journal, 1, group(1, 2)).await;
    assert_eq!(hidden_of(&declare(journal, &kin()).await, 1..=3), [1, 2, 3]);
    let score = journal.proposals(&[case(2)]).await.unwrap()[0].score;
    let reason = || "Two sisters.".to_owned();
    let refuse = linking::Command::RefuseMatch { this: case(2), with: case(3), score, reason: reason() };
    say(journal, 2, refuse.clone()).await;
    // The other case has not heard of it: until then it stays closed.
    assert_eq!(hidden_of(&journal.hidden_from(COUSIN).await.unwrap(), 1..=3), [1, 2, 3]);
    for pending in journal.pending(10).await.unwrap() {
        if let Some((other, told)) = pending.mirrored() {
            journal.run(other, &officer(), minute(601), None, &told).await.unwrap();
        }
        journal.settle(pending.case, pending.seq).await.unwrap();
    }
    assert_eq!(hidden_of(&journal.hidden_from(COUSIN).await.unwrap(), 1..=3), [1, 2]);
    for this in [1, 2] {
        let with = case(3 - this);
        say(journal, this, linking::Command::Separate { this: case(this), with, reason: reason() }).await;
    }
    assert_eq!(hidden_of(&journal.hidden_from(COUSIN).await.unwrap(), 1..=3), [1]);
}

/// Sixty reports on people of one name; whose birth is known, was born on another day each.
async fn sixty_of_one_name(journal: &Journal) {
    for n in 1..=60 {
        let mut report = report(n);
        report.people[1].family_name = "Peeters".into();
        report.people[1].given_names = "Jan".into();
        // Of one the given name is written otherwise, of one the family name.
        if n == 3 {
            report.people[1].given_names = "JAN".into();
        }
        if n == 4 {
            report.people[1].family_name = "Peters".into();
        }
        journal.run(case(n), &officer(), minute(n as i64), None, &sign(report)).await.unwrap();
    }
    journal.match_everybody(minute(100)).await.unwrap();
}

fn peeters() -> Near {
    Near {
        family_name: "Peeters".into(),
        given_names: "Jan".into(),
        birth: Birth::Unknown,
        nearness: Nearness::Acquaintance,
    }
}

async fn a_common_name_without_a_birth_date_leaves_no_report_in_her_lists(place: Arc<Place>) {
    let journal = &place.journal;
    sixty_of_one_name(journal).await;
    let hidden = declare(journal, &peeters()).await;
    assert_eq!(hidden_of(&hidden, 1..=60), (1..=60).collect::<Vec<_>>());
    for state in [State::All, State::Open, State::Support, State::Unread] {
        let filter =
            RowFilter { hidden: hidden.clone(), ..RowFilter::of(vec![zone("5344")], state, minute(700)) };
        assert_eq!(journal.count(&filter).await.unwrap(), Count::Exactly(0), "{state:?}");
        assert!(journal.page(&filter).await.unwrap().rows.is_empty(), "{state:?}");
    }
}

async fn relations_of_an_earlier_version_block_everything_when_they_are_blocked_again(place: Arc<Place>) {
    let journal = &place.journal;
    for n in [1, 2] {
        sign_one(journal, n).await;
    }
    compare(journal).await;
    // What the search of an earlier version did not find, as if it stood beyond its page.
    place.force("CREATE TABLE beyond AS SELECT * FROM person_key").await;
    place.force("DELETE FROM person_key").await;
    let near = Near { birth: Birth::Unknown, ..kin() };
    assert_eq!(hidden_of(&declare(journal, &near).await, 1..=2), []);
    place.force("INSERT INTO person_key SELECT * FROM beyond").await;
    journal.block_again().await.unwrap();
    assert_eq!(hidden_of(&journal.hidden_from(COUSIN).await.unwrap(), 1..=2), [1]);
}

async fn nothing_that_waits_is_counted_of_a_hidden_case(place: Arc<Place>) {
    let journal = &place.journal;
    for n in [1, 2] {
        sign_one(journal, n).await;
        let to = Recipient { sector: Sector::VictimSupport, zone: Some(zone("5344")), office: String::new() };
        let id = Uuid::from_u128(n);
        let correct = grants::Command::Correct(Correction {
            id: CorrectionId(id),
            report: report(n).head.id,
            person: report(n).people[1].id,
            from: Role::OtherParty,
            to: Role::Victim,
            reason: "It was she who called.".into(),
            tell: [to.clone()].into(),
        });
        let glass = grants::Command::BreakGlass(BreakGlass {
            grant: GrantId(id),
            until: minute(900),
            reason: "She is missing.".into(),
        });
        let consent = grants::Command::Consent(Consent {
            grant: GrantId(Uuid::from_u128(n + 10)),
            person: report(n).people[0].id,
            to,
            classes: [Class::Facts].into(),
            until: minute(10_000),
            language: Language::Fr,
        });
        for (by, command) in
            [(Function::Prosecutor, correct), (Function::Intake, glass), (Function::Eva, consent)]
        {
            let command = Command::Grants(command);
            journal.run(case(n), &author(by), minute(20), None, &command).await.unwrap();
        }
    }
    compare(journal).await;
    let hidden = declare(journal, &kin()).await;
    let zones = BTreeSet::from([zone("5344")]);
    for (hidden, seen) in [(Hidden::default(), 2), (hidden, 1), (Hidden::Everything, 0)] {
        let unit = AskingUnit { sector: Sector::VictimSupport, zones: &zones, office: "", hidden: &hidden };
        assert_eq!(journal.waiting_notices(unit).await.unwrap(), seen as i64);
        assert_eq!(journal.notices(unit).await.unwrap().len(), seen);
        assert_eq!(journal.opened_to(unit, minute(30)).await.unwrap().len(), seen);
        assert_eq!(journal.unreviewed_glass(&zones, &hidden).await.unwrap(), seen as i64);
        assert_eq!(journal.broken_glass(&zones, &hidden).await.unwrap().len(), seen);
        let filter = TaskFilter::of(Function::Eva, &[zone("5344")], hidden.clone(), minute(30));
        let tasks =
            [WhichTasks::Overdue, WhichTasks::Coming].map(|waiting| TaskFilter { waiting, ..filter.clone() });
        let mut cases = BTreeSet::new();
        for filter in tasks {
            let listed = journal.report_tasks(&filter, 100).await.unwrap();
            assert_eq!(
                journal.count_report_tasks(&filter).await.unwrap(),
                Count::Exactly(listed.len() as i64)
            );
            cases.extend(listed.into_iter().map(|task| task.row.case));
        }
        assert_eq!(cases.len(), seen);
    }
}

async fn a_search_is_as_if_nobody_hidden_were_there(place: Arc<Place>) {
    let journal = &place.journal;
    sixty_of_one_name(journal).await;
    let mut spared = report(61);
    spared.people[1].family_name = "Peeterman".into();
    spared.people[1].given_names = given(61);
    journal.run(case(61), &officer(), minute(61), None, &sign(spared)).await.unwrap();
    compare(journal).await;
    let hidden = declare(journal, &peeters()).await;
    let look = |words: &str, hidden: Hidden| {
        let words = words.split(' ').map(str::to_owned).collect();
        let sought = Sought { words, ..Sought::default() };
        async move {
            let (hits, more) =
                journal.search_people(&[Scope::Zone(zone("5344"))], &sought, &hidden).await.unwrap();
            (hits.iter().map(|hit| hit.case).collect::<BTreeSet<_>>(), more)
        }
    };
    let (all, more) = look("Jan Peeters", Hidden::default()).await;
    assert_eq!((all.len(), more), (50, true));
    // Nobody is written as typed, not even that there were more; so whoever is near is found.
    assert_eq!(look("Jan Peeters", hidden).await, (BTreeSet::from([case(61)]), false));
    assert_eq!(look("Jan Peeters", Hidden::Everything).await, (BTreeSet::new(), false));
}

async fn who_is_kept_out_neither_sees_nor_decides_when_a_case_is_erased(place: Arc<Place>) {
    let journal = &place.journal;
    for n in [1, 2] {
        sign_one(journal, n).await;
        let (report, decision, reason) = (report_id(n), Decision::Closed, "No.".to_owned());
        let close = Command::Prosecution(prosecution::Command::Decide { report, decision, reason });
        journal.run(case(n), &author(Function::Prosecutor), minute(30), None, &close).await.unwrap();
    }
    compare(journal).await;
    let (hidden, zones) = (declare(journal, &kin()).await, vec![zone("5344")]);
    let late = minute(0) + (20 * 8_766).hours();
    let due = |of| async move {
        let page = journal.due_for_erasure(of, late, None, 50).await.unwrap();
        page.rows.iter().map(|due| due.case).collect::<BTreeSet<_>>()
    };
    let (all, hers) = (Watched::all(&zones), Watched::all(&zones).without(&hidden));
    assert_eq!(due(all).await, [case(1), case(2)].into());
    assert_eq!(due(hers).await, [case(2)].into());
    let ask = |n| journal.propose_erasure(hers, case(n), ErasureGround::Asked, COUSIN, minute(600));
    assert_eq!((ask(1).await.unwrap(), ask(2).await.unwrap()), (Planned::Unknown, Planned::Done));
    let other = UserId(Uuid::from_u128(0xc1));
    let asked = journal.propose_erasure(all, case(1), ErasureGround::Asked, other, minute(601));
    assert_eq!(asked.await.unwrap(), Planned::Done);
    let confirmed = journal.confirm_erasure(hers, case(1), COUSIN, minute(602)).await.unwrap();
    assert_eq!(confirmed, Planned::Unknown);
    assert_eq!(journal.withdraw_erasure(hers, case(1)).await.unwrap(), Planned::Unknown);
    assert_eq!(journal.set_hold(hers, case(1), COUSIN, minute(603), "So.").await.unwrap(), Planned::Unknown);
}
