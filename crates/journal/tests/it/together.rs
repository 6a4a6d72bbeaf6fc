//! Bringing cases and people together, and taking them apart again.

use crate::fixture::{
    assert_replays, assert_whole, case, minute, officer, report, report_id, sign, sign_one, zone,
};
use crate::place::{Place, runtime};
use casework::case::{Case, Command, fold};
use casework::linking;
use casework::linking::SamePerson;
use casework::record::id::PersonId;
use journal::{Db, Journal, MasterKey, RunError};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_chain_of_cases_is_followed_together_from_every_end,
    reports_are_counted_over_a_chain_in_the_zones_asked_for,
    whoever_asks_last_is_heard_whatever_is_delivered_first,
);

mod random {
    mod sqlite {
        #[test]
        fn undoing_everything_in_any_order_gives_the_boards_back() {
            crate::together::undoing_everything(48, crate::place::Place::sqlite);
        }
    }

    mod postgres {
        #[test]
        fn undoing_everything_in_any_order_gives_the_boards_back() {
            crate::together::undoing_everything(6, crate::place::Place::postgres);
        }
    }
}

/// What the first version wrote into its boards is carried over: pairs that were followed together.
#[test]
fn a_database_of_the_first_version_keeps_its_pairs() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("havre.db");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut old = SqliteConnection::connect_with(&options).await.unwrap();
        let row = |n: u128, of: u128, grouped: u8| {
            let (report, case, group) = (report_id(n), case(n), case(of));
            format!(
                "INSERT INTO report_row (report_id, case_id, group_id, zone, kind, month, received_at, support_told, \
                 decision_told, sensitive, children, grouped, repeated, tally, pv_token, label) VALUES \
                 ('{report}', '{case}', '{group}', '5344', 'complaint', 1, 1, 0, 0, 0, 0, {grouped}, 0, 0, x'0{n}', x'00')"
            )
        };
        let first = include_str!("../../migrations/sqlite/0001_journal.sql");
        let known = "CREATE TABLE migration (number BIGINT PRIMARY KEY); INSERT INTO migration VALUES (1)";
        let rows = [row(1, 1, 1), row(2, 1, 1), row(3, 3, 0)].join(";");
        for text in [first, known, &rows] {
            sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut old).await.unwrap();
        }
        old.close().await.unwrap();
        let rules = crate::fixture::rules();
        let journal = Journal::new(Db::sqlite(&file).await.unwrap(), &MasterKey::generate(), rules);
        let pairs = "SELECT case_id || ' ' || other_id FROM case_tie WHERE state = 'together' ORDER BY case_id";
        let Db::Sqlite { write, .. } = journal.db() else { panic!("a file") };
        let pairs: Vec<String> = sqlx::query_scalar(pairs).fetch_all(write).await.unwrap();
        assert_eq!(pairs, [format!("{} {}", case(1), case(2)), format!("{} {}", case(2), case(1))]);
    });
}

const CASES: u128 = 4;

fn group(this: u128, with: u128) -> Command {
    Command::Linking(linking::Command::Group {
        this: case(this),
        with: case(with),
        reason: "Same couple.".into(),
    })
}

fn separate(this: u128, with: u128) -> Command {
    Command::Linking(linking::Command::Separate {
        this: case(this),
        with: case(with),
        reason: "Another couple.".into(),
    })
}

/// The person of a role (1 victim, 2 other party, 3 child) in the report of a case.
fn person(of: u128, role: u128) -> PersonId {
    PersonId(Uuid::from_u128(of * 10 + role))
}

async fn give(journal: &Journal, n: u128, at: i64, command: &Command) {
    journal.run(case(n), &officer(), minute(at), None, command).await.unwrap();
}

/// Tells the other cases, in the order that `pick` chooses among what waits.
async fn drain(journal: &Journal, mut pick: impl FnMut(usize) -> usize) {
    loop {
        let mut pending = journal.pending(100).await.unwrap();
        if pending.is_empty() {
            return;
        }
        let item = pending.swap_remove(pick(pending.len()));
        let (with, told) = item.mirrored().unwrap();
        journal.run(with, &item.entry.by, item.entry.at, None, &told).await.unwrap();
        journal.settle(item.case, item.seq).await.unwrap();
    }
}

async fn folded(journal: &Journal, n: u128) -> Case {
    fold(&journal.load(case(n)).await.unwrap().unwrap().entries)
}

/// How many reports each case has with those that it is followed together with, itself among them.
async fn reached(place: &Place) -> Vec<i64> {
    let all: Vec<_> = (1..=4).map(case).collect();
    let counts = place.journal.reports_since(&all, &[zone("5344")], minute(0)).await.unwrap();
    all.iter().map(|case| counts.get(case).copied().unwrap_or(1)).collect()
}

async fn a_chain_of_cases_is_followed_together_from_every_end(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=4 {
        sign_one(journal, n).await;
    }
    give(journal, 2, 10, &group(2, 1)).await;
    give(journal, 3, 11, &group(3, 2)).await;
    drain(journal, |_| 0).await;
    assert_eq!(reached(&place).await, [3, 3, 3, 1]);
    give(journal, 1, 12, &separate(1, 2)).await;
    drain(journal, |_| 0).await;
    assert_eq!(reached(&place).await, [1, 2, 2, 1]);
    assert_replays(journal).await;
}

async fn reports_are_counted_over_a_chain_in_the_zones_asked_for(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=4 {
        let mut mine = report(n);
        mine.head.zone = zone(if n == 3 { "5339" } else { "5344" });
        give(journal, n, n as i64, &sign(mine)).await;
    }
    give(journal, 2, 10, &group(2, 1)).await;
    give(journal, 3, 11, &group(3, 2)).await;
    drain(journal, |_| 0).await;
    let all: Vec<_> = (1..=4).map(case).collect();
    let counted = async |zones: &[&str], since| {
        let zones: Vec<_> = zones.iter().map(|code| zone(code)).collect();
        let counts = journal.reports_since(&all, &zones, minute(since)).await.unwrap();
        (1..=4).map(|n| counts.get(&case(n)).copied()).collect::<Vec<_>>()
    };
    assert_eq!(counted(&["5344", "5339"], 0).await, [Some(3), Some(3), Some(3), None]);
    assert_eq!(counted(&["5344"], 0).await, [Some(2), Some(2), Some(2), None], "not what others may read");
    assert_eq!(counted(&["5344", "5339"], 2).await, [Some(2), Some(2), Some(2), None]);
    assert_eq!(counted(&[], 0).await, [None; 4]);
    if place.is_sqlite() {
        let zones = [zone("5344"), zone("5339")];
        let plan = journal.explain_reports_since(&all, &zones, minute(0)).await.unwrap();
        assert!(!plan.contains("SCAN report_row") && !plan.contains("SCAN case_tie"), "{plan}");
        assert!(plan.contains("report_row USING INDEX report_row_case"), "{plan}");
    }
}

async fn whoever_asks_last_is_heard_whatever_is_delivered_first(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    sign_one(journal, 2).await;
    // The clock of whoever asks second is far behind.
    give(journal, 1, 500, &group(1, 2)).await;
    give(journal, 1, 20, &separate(1, 2)).await;
    give(journal, 1, 20, &group(1, 2)).await;
    give(journal, 1, 20, &separate(1, 2)).await;
    drain(journal, |waiting| waiting - 1).await;
    assert!(!folded(journal, 1).await.linking.is_grouped(case(2)));
    assert!(!folded(journal, 2).await.linking.is_grouped(case(1)));
    assert_eq!(
        folded(journal, 2).await.linking.cases[&case(1)].statements.iter().count(),
        4,
        "everything is on record"
    );
    // Both sides at once: the same one wins on both.
    give(journal, 1, 600, &group(1, 2)).await;
    let refuse = Command::Linking(linking::Command::RefuseMatch {
        this: case(2),
        with: case(1),
        score: 80,
        reason: "No.".into(),
    });
    give(journal, 2, 601, &refuse).await;
    drain(journal, |waiting| waiting - 1).await;
    for (n, other) in [(1, 2), (2, 1)] {
        let case_ = folded(journal, n).await;
        assert!(
            case_.linking.is_grouped(case(other)),
            "a refusal does not end what a colleague began meanwhile"
        );
        assert!(case_.linking.cases[&case(other)].refused().is_none());
    }
    assert_replays(journal).await;
}

/// Something that can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    Cases(u128, u128),
    People(u128, u128, u128),
}

impl Tie {
    fn same((this, with, role): (u128, u128, u128)) -> SamePerson {
        SamePerson { here: person(this, role), case: case(with), person: person(with, role) }
    }

    /// The case that is asked (either of the two), and the command that ties or unties.
    fn command(self, undo: bool, swap: bool) -> (u128, Command) {
        let turn = |a, b| if swap { (b, a) } else { (a, b) };
        match self {
            Self::Cases(a, b) => {
                let (this, with) = turn(a, b);
                (this, if undo { separate(this, with) } else { group(this, with) })
            }
            Self::People(a, b, role) => {
                let (this, with) = turn(a, b);
                let (of, same, reason) = (case(this), Self::same((this, with, role)), "Looked.".to_owned());
                let link =
                    Command::Linking(linking::Command::LinkPerson { this: of, same, reason: reason.clone() });
                (
                    this,
                    if undo {
                        Command::Linking(linking::Command::UnlinkPerson { this: of, same, reason })
                    } else {
                        link
                    },
                )
            }
        }
    }
}

fn tie() -> impl Strategy<Value = Tie> {
    let pair = || (1..=CASES, 1..=CASES).prop_filter("two cases", |(a, b)| a != b);
    prop_oneof![
        pair().prop_map(|(a, b)| Tie::Cases(a, b)),
        (pair(), 1..=3_u128).prop_map(|((a, b), role)| Tie::People(a, b, role)),
    ]
}

/// What is done with a tie: undo or not, from which side, how the clock moves, whether the outbox drains meanwhile.
type Act = (Tie, bool, bool, i64, bool);

async fn play(journal: &Journal, acts: &[Act], picks: &[usize]) {
    let (mut now, mut turn) = (100, 0);
    let mut pick = |waiting: usize| {
        turn += 1;
        picks[turn % picks.len()] % waiting
    };
    for (tie, undo, swap, minutes, drains) in acts {
        now += minutes;
        let (this, command) = tie.command(*undo, *swap);
        match journal.run(case(this), &officer(), minute(now), None, &command).await {
            Ok(_) | Err(RunError::Refused(_)) => {}
            Err(other) => panic!("{tie:?}: {other}"),
        }
        if *drains {
            drain(journal, &mut pick).await;
        }
    }
    drain(journal, &mut pick).await;
}

/// What each pair of cases says of the other is the same.
async fn assert_both_sides_agree(journal: &Journal) {
    for (a, b) in (1..=CASES).flat_map(|a| (1..a).map(move |b| (a, b))) {
        let (here, there) = (folded(journal, a).await, folded(journal, b).await);
        assert_eq!(here.linking.is_grouped(case(b)), there.linking.is_grouped(case(a)), "{a} {b}");
        for role in 1..=3 {
            let same = Tie::same((a, b, role));
            assert_eq!(
                here.linking.is_linked(&same),
                there.linking.is_linked(&same.seen_from_there(case(a))),
                "{a} {b} {role}"
            );
        }
    }
}

fn undoing_everything<F: Future<Output = Place>>(cases: u32, place: fn() -> F) {
    let config =
        ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 100, ..Default::default() };
    let runtime = runtime();
    let act = || (tie(), any::<bool>(), any::<bool>(), -30..60_i64, any::<bool>());
    let acts = (
        prop::collection::vec(act(), 1..14),
        prop::collection::vec(0..50_usize, 7),
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    let holds = |(acts, picks, first, swap): (Vec<Act>, Vec<usize>, prop::sample::Index, bool)| {
        runtime.block_on(async {
            let place = place().await;
            let journal = &place.journal;
            for n in 1..=CASES {
                sign_one(journal, n).await;
            }
            let before = journal.boards_as_text().await.unwrap();
            play(journal, &acts, &picks).await;
            assert_both_sides_agree(journal).await;
            let mut undone: Vec<Act> = acts.iter().map(|(tie, ..)| (*tie, true, swap, 1, swap)).collect();
            let turn = first.index(undone.len());
            undone.rotate_left(turn);
            play(journal, &undone, &picks).await;
            assert_eq!(journal.boards_as_text().await.unwrap(), before, "the boards are what they were");
            assert_both_sides_agree(journal).await;
            assert_replays(journal).await;
            assert_whole(journal).await;
            place.clear().await;
        });
        Ok(())
    };
    TestRunner::new(config).run(&acts, holds).unwrap();
}
