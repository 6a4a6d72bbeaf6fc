use crate::fixture::{author, minute};
use crate::place::Place;
use casework::record::form::Form;
use casework::record::id::{DraftId, UserId};
use casework::record::staff::Function;
use journal::{By, SaveError};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    a_draft_is_kept_as_typed_and_counts_its_saves,
    the_same_words_sent_twice_are_no_conflict,
    a_draft_saved_elsewhere_meanwhile_is_not_overwritten,
    a_draft_of_another_officer_does_not_exist,
    a_draft_that_was_put_under_another_name_opens_for_nobody_until_the_program_gives_it,
    a_discarded_draft_is_gone,
    drafts_are_listed_latest_first,
);

const ID: DraftId = DraftId(Uuid::from_u128(77));

fn mine() -> UserId {
    author(Function::Intake).user
}

fn other() -> UserId {
    author(Function::Eva).user
}

fn form(facts: &str) -> Form {
    Form::from([
        ("facts".to_owned(), facts.to_owned()),
        ("pv_number".to_owned(), "not =a number\r\n".to_owned()),
    ])
}

async fn started(place: &Place) {
    place.journal.new_draft(ID, mine(), minute(0), &form("She")).await.unwrap();
}

async fn a_draft_is_kept_as_typed_and_counts_its_saves(place: Arc<Place>) {
    started(&place).await;
    assert_eq!(place.journal.save_draft(ID, mine(), 1, minute(1), &form("She said")).await.unwrap(), 2);
    let draft = place.journal.draft(ID, mine()).await.unwrap().unwrap();
    assert_eq!((draft.id, draft.version, draft.form), (ID, 2, form("She said")));
    assert_eq!(draft.saved_at.as_millisecond(), minute(1).as_millisecond());
}

async fn the_same_words_sent_twice_are_no_conflict(place: Arc<Place>) {
    started(&place).await;
    for _ in 0..3 {
        assert_eq!(place.journal.save_draft(ID, mine(), 1, minute(1), &form("She said")).await.unwrap(), 2);
    }
}

async fn a_draft_saved_elsewhere_meanwhile_is_not_overwritten(place: Arc<Place>) {
    started(&place).await;
    place.journal.save_draft(ID, mine(), 1, minute(1), &form("At the counter")).await.unwrap();
    let refused = place.journal.save_draft(ID, mine(), 1, minute(2), &form("In the car")).await;
    let Err(SaveError::Conflict(kept)) = refused else { panic!("{refused:?}") };
    assert_eq!((kept.version, kept.form.clone()), (2, form("At the counter")));
    assert_eq!(place.journal.draft(ID, mine()).await.unwrap(), Some(*kept));
}

async fn a_draft_of_another_officer_does_not_exist(place: Arc<Place>) {
    started(&place).await;
    assert_eq!(place.journal.draft(ID, other()).await.unwrap(), None);
    assert!(place.journal.drafts(other()).await.unwrap().is_empty());
    let refused = place.journal.save_draft(ID, other(), 1, minute(1), &form("Mine")).await;
    assert!(matches!(refused, Err(SaveError::Gone)), "{refused:?}");
    place.journal.discard_draft(ID, other()).await.unwrap();
    assert!(place.journal.draft(ID, mine()).await.unwrap().is_some());
}

/// Whoever can write to the database writes himself the drafts of a colleague.
async fn a_draft_that_was_put_under_another_name_opens_for_nobody_until_the_program_gives_it(
    place: Arc<Place>,
) {
    started(&place).await;
    let move_to = |who: UserId| format!("UPDATE draft SET user_id = '{who}'");
    place.tamper(&move_to(other()), None).await;
    assert!(place.journal.draft(ID, other()).await.is_err());
    assert!(place.journal.drafts(other()).await.unwrap().is_empty());
    place.tamper(&move_to(mine()), None).await;
    let by = By { user: None, at: minute(2) };
    assert_eq!(place.journal.give_drafts(mine(), other(), by).await.unwrap(), 1);
    assert_eq!(place.journal.draft(ID, other()).await.unwrap().unwrap().form, form("She"));
    assert_eq!(place.journal.draft(ID, mine()).await.unwrap(), None);
}

async fn a_discarded_draft_is_gone(place: Arc<Place>) {
    started(&place).await;
    place.journal.discard_draft(ID, mine()).await.unwrap();
    assert_eq!(place.journal.draft(ID, mine()).await.unwrap(), None);
    let refused = place.journal.save_draft(ID, mine(), 1, minute(1), &form("Late")).await;
    assert!(matches!(refused, Err(SaveError::Gone)), "{refused:?}");
    assert_eq!(place.number("SELECT count(*) FROM draft").await, 0);
}

async fn drafts_are_listed_latest_first(place: Arc<Place>) {
    for n in 0..5 {
        let id = DraftId(Uuid::from_u128(n));
        place.journal.new_draft(id, mine(), minute(n as i64), &form("She")).await.unwrap();
    }
    let ids: Vec<_> =
        place.journal.drafts(mine()).await.unwrap().iter().map(|draft| draft.id.0.as_u128()).collect();
    assert_eq!(ids, [4, 3, 2, 1, 0]);
}
