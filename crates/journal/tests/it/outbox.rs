use crate::fixture::{assert_replays, case, minute, officer, sign_one};
use crate::place::Place;
use casework::case::Command;
use casework::linking;
use std::sync::Arc;

on_both!(
    grouping_two_cases_leaves_work_for_the_other_case_until_it_is_done,
    work_that_failed_is_tried_after_the_rest,
);

fn group(this: u128, with: u128) -> Command {
    Command::Linking(linking::Command::Group {
        this: case(this),
        with: case(with),
        reason: "Same household.".into(),
    })
}

async fn grouping_two_cases_leaves_work_for_the_other_case_until_it_is_done(place: Arc<Place>) {
    let journal = &place.journal;
    sign_one(journal, 1).await;
    sign_one(journal, 2).await;
    journal.run(case(1), &officer(), minute(9), None, &group(1, 2)).await.unwrap();
    let pending = journal.pending(10).await.unwrap();
    assert_eq!(pending.len(), 1);
    assert_eq!((pending[0].case, pending[0].seq, pending[0].tries), (case(1), 9, 0));
    let (with, told) = pending[0].mirrored().unwrap();
    assert_eq!(with, case(2));
    for added in [1, 0, 0] {
        let written = journal.run(with, &officer(), minute(11), None, &told).await.unwrap();
        assert_eq!(written.added, added, "carrying it out twice writes nothing");
    }
    journal.settle(pending[0].case, pending[0].seq).await.unwrap();
    assert!(journal.pending(10).await.unwrap().is_empty(), "what was told is not told back");
    let tied = format!("SELECT count(*) FROM case_tie WHERE state = 'together' AND case_id = '{}'", case(2));
    assert_eq!(place.number(&tied).await, 1);
    assert_replays(journal).await;
}

async fn work_that_failed_is_tried_after_the_rest(place: Arc<Place>) {
    let journal = &place.journal;
    for n in 1..=3 {
        sign_one(journal, n).await;
    }
    journal.run(case(1), &officer(), minute(9), None, &group(1, 3)).await.unwrap();
    journal.run(case(2), &officer(), minute(9), None, &group(2, 3)).await.unwrap();
    let first = journal.pending(1).await.unwrap().remove(0);
    journal.postpone(first.case, first.seq).await.unwrap();
    let order: Vec<_> = journal.pending(10).await.unwrap().iter().map(|p| (p.case, p.tries)).collect();
    assert_eq!(order, [(case(2), 0), (case(1), 1)]);
}
