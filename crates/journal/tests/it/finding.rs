use crate::fixture::{case, minute, zone};
use crate::place::Place;
use casework::oversight::anomaly::{Closing, Pattern, Unusual};
use casework::oversight::log::{Reading, ReadingAct, Unit};
use casework::record::id::UserId;
use casework::record::staff::{Function, Sector};
use jiff::civil::date;
use journal::{Hold, KeptFinding, Review, WatchedTo};
use std::sync::Arc;
use uuid::Uuid;

on_both!(
    what_was_found_is_kept_once_and_says_nothing_in_clear,
    a_finding_is_closed_once_and_for_ever,
    what_a_reviewer_closed_stays_what_she_saw,
    a_forged_review_closes_nothing,
    a_finding_that_does_not_open_is_left_out_and_said,
    a_zone_row_that_is_moved_or_gone_hides_nothing,
    what_lies_in_no_zone_is_seen_by_every_reviewer,
    a_watch_that_the_program_did_not_write_orders_nothing,
    days_are_counted_by_person_and_unit,
    the_last_word_of_the_prosecution_holds,
    a_reviewer_of_a_small_zone_finds_hers_among_thousands_of_others,
    one_node_at_a_time_has_the_watch_and_goes_on_where_the_last_one_was,
    cases_and_reasons_of_an_hour_are_counted,
);

async fn here(place: &Place, closed: bool) -> Vec<KeptFinding> {
    place.journal.findings(&[&zone("5344")], closed, 10).await.unwrap().0
}

/// What a verification names.
async fn broken(place: &Place) -> Vec<(&'static str, String)> {
    let rows = place.journal.verify(|_| {}).await.unwrap().rows;
    let named = rows.into_iter().map(|row| (row.table, row.about));
    named.filter(|(table, _)| table.starts_with("reading_")).collect()
}

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn unusual(number: u32) -> Unusual {
    Unusual {
        pattern: Pattern::OwnName,
        user: user(1),
        case: Some(case(1)),
        day: date(2026, 3, 2),
        number,
        usual: Some(0),
        usual_of_unit: None,
        zones: [zone("5344")].into(),
        since: 0,
        until: 3,
    }
}

fn review(note: &str) -> Review {
    Review { at: minute(9), by: user(2), outcome: Closing::Explained, note: note.into(), until: 3 }
}

async fn what_was_found_is_kept_once_and_says_nothing_in_clear(place: Arc<Place>) {
    let other = Unusual { case: Some(case(2)), ..unusual(1) };
    place.journal.keep_findings(minute(1), &[unusual(1), other]).await.unwrap();
    place.journal.keep_findings(minute(2), &[unusual(4)]).await.unwrap();
    let found = here(&place, false).await;
    assert_eq!(found.len(), 2);
    let one = found.iter().find(|one| one.what.case == Some(case(1))).unwrap();
    assert_eq!((one.what.number, one.found_at.as_millisecond()), (4, minute(1).as_millisecond()));
    let stored = place.everything_stored().await;
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds("own-name") && !holds(&case(1).to_string()));
}

async fn a_finding_is_closed_once_and_for_ever(place: Arc<Place>) {
    place.journal.keep_findings(minute(1), &[unusual(1)]).await.unwrap();
    let id = here(&place, false).await[0].id.clone();
    assert!(place.journal.close_finding(&id, &review("Asked.")).await.unwrap());
    assert!(!place.journal.close_finding(&id, &review("Again.")).await.unwrap());
    assert!(here(&place, false).await.is_empty());
    let closed = here(&place, true).await;
    assert_eq!(closed[0].review.as_ref().unwrap().note, "Asked.");
    assert_eq!(place.journal.finding(&id).await.unwrap().unwrap(), closed[0]);
    for text in ["UPDATE reading_review SET outcome = 'nothing'", "DELETE FROM reading_review"] {
        assert!(place.try_force(text).await.unwrap_err().contains("only added to"));
    }
}

async fn days_are_counted_by_person_and_unit(place: Arc<Place>) {
    let unit = Unit { function: Function::Eva, sector: Sector::VictimSupport, zones: vec![zone("5344")] };
    let line = |at, act, of| Reading {
        user: user(1),
        unit: Some(unit.clone()),
        case: Some(case(of)),
        request: Some(Uuid::from_u128(of)),
        ..Reading::of_the_log(at, act)
    };
    let night = "2026-03-02T22:30:00Z".parse().unwrap();
    let lines = vec![
        line(minute(0), ReadingAct::Open, 1),
        line(minute(1), ReadingAct::Open, 1),
        line(minute(2), ReadingAct::Open, 2),
        line(minute(3), ReadingAct::Search, 1),
        line(minute(4), ReadingAct::Open, 3).refused(),
        line(night, ReadingAct::Open, 1),
    ];
    place.journal.log_all(lines).await.unwrap();
    let (from, until) = (minute(-600), minute(3_000));
    let days = place.journal.day_counts(from, until).await.unwrap();
    assert_eq!(days.len(), 1, "the line that the log begins with is nobody's day");
    let day = &days[0];
    assert_eq!((day.cases, day.searches, day.refused, day.night), (2, 1, 1, 1));
    assert_eq!(day.unit, unit.to_text());
    let often = place.journal.opened_often(user(1), (from, until), 1).await.unwrap();
    assert_eq!(often.iter().map(|one| one.times).max(), Some(1), "one request counts once");
    assert!(place.journal.opened_often(user(1), (from, until), 2).await.unwrap().is_empty());
}

async fn the_last_word_of_the_prosecution_holds(place: Arc<Place>) {
    assert_eq!(place.journal.hold_on_readings(case(1)).await.unwrap(), None);
    for (at, held, reason) in [(1, true, "A search is planned."), (2, false, "")] {
        let hold = Hold { at: minute(at), by: user(1), held, reason: reason.into() };
        place.journal.hold_readings(case(1), &hold).await.unwrap();
        let kept = place.journal.hold_on_readings(case(1)).await.unwrap().unwrap();
        assert_eq!((kept.held, kept.reason), (held, reason.to_owned()));
    }
    assert!(place.try_force("DELETE FROM reading_hold").await.unwrap_err().contains("only added to"));
}

async fn a_reviewer_of_a_small_zone_finds_hers_among_thousands_of_others(place: Arc<Place>) {
    let of = |n: u128, code: &str| Unusual { user: user(n), zones: [zone(code)].into(), ..unusual(1) };
    place.journal.keep_findings(minute(1), &[of(1, "5340")]).await.unwrap();
    let others: Vec<_> = (10..1_000).map(|n| of(n, "5344")).collect();
    place.journal.keep_findings(minute(2), &others).await.unwrap();
    let small = place.journal.findings(&[&zone("5340")], false, 10).await.unwrap().0;
    assert_eq!(small.iter().map(|one| one.what.user).collect::<Vec<_>>(), [user(1)]);
    assert_eq!(here(&place, false).await.len(), 10);
    let both = place.journal.findings(&[&zone("5340"), &zone("5344")], false, 2_000).await.unwrap().0;
    assert_eq!(both.len(), 991, "what lies in two zones stands once");
    assert!(place.journal.findings(&[], false, 10).await.unwrap().0.is_empty());
    // What an earlier version found has its zone in the seal only.
    place.force("DELETE FROM finding_zone").await;
    place.journal.place_earlier_findings().await.unwrap();
    assert_eq!(place.journal.findings(&[&zone("5340")], false, 10).await.unwrap().0.len(), 1);
}

async fn what_a_reviewer_closed_stays_what_she_saw(place: Arc<Place>) {
    let journal = &place.journal;
    journal.keep_findings(minute(1), &[unusual(1)]).await.unwrap();
    let id = here(&place, false).await[0].id.clone();
    journal.close_finding(&id, &review("Asked.")).await.unwrap();
    journal.keep_findings(minute(2), &[unusual(900)]).await.unwrap();
    assert_eq!(here(&place, true).await[0].what.number, 1);
    let later = Unusual { since: 3, ..unusual(7) };
    journal.keep_findings(minute(3), std::slice::from_ref(&later)).await.unwrap();
    let open = here(&place, false).await;
    assert_eq!(open.iter().map(|one| one.what.number).collect::<Vec<_>>(), [7]);
    assert_eq!(journal.kept(&unusual(1)).await.unwrap().unwrap().review.unwrap().until, 3);
    assert!(journal.kept(&later).await.unwrap().unwrap().review.is_none());
}

async fn a_forged_review_closes_nothing(place: Arc<Place>) {
    let journal = &place.journal;
    let other = Unusual { case: Some(case(2)), ..unusual(1) };
    journal.keep_findings(minute(1), &[unusual(1), other.clone()]).await.unwrap();
    let (one, other) = (journal.kept(&unusual(1)).await.unwrap().unwrap().id, other);
    let other = journal.kept(&other).await.unwrap().unwrap().id;
    journal.close_finding(&one, &review("Asked.")).await.unwrap();
    // A true review of one finding, put under another one; its outcome changed does not hold either.
    place
        .force(&format!(
            "INSERT INTO reading_review (finding_id, at, user_id, outcome, sealed) \
             SELECT '{other}', at, user_id, outcome, sealed FROM reading_review WHERE finding_id = '{one}'"
        ))
        .await;
    let open = here(&place, false).await;
    assert_eq!(open.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [other.as_str()]);
    assert!(open[0].review.is_none());
    assert_eq!(here(&place, true).await.len(), 1);
    assert!(!journal.close_finding(&other, &review("Mine.")).await.unwrap());
    assert_eq!(broken(&place).await, [("reading_review", other)]);
}

async fn a_finding_that_does_not_open_is_left_out_and_said(place: Arc<Place>) {
    let other = Unusual { case: Some(case(2)), ..unusual(1) };
    place.journal.keep_findings(minute(1), &[unusual(1), other]).await.unwrap();
    let id = here(&place, false).await[0].id.clone();
    place.force(&format!("UPDATE reading_finding SET found_at = 9223372036854775807, sealed = (SELECT sealed FROM reading_finding WHERE finding_id <> '{id}') WHERE finding_id = '{id}'")).await;
    let (found, unreadable) = place.journal.findings(&[&zone("5344")], false, 10).await.unwrap();
    assert_eq!((found.len(), unreadable), (1, 1));
    assert!(place.journal.finding(&id).await.unwrap().is_none());
    assert_eq!(broken(&place).await, [("reading_finding", id)]);
}

async fn a_zone_row_that_is_moved_or_gone_hides_nothing(place: Arc<Place>) {
    place.journal.keep_findings(minute(1), &[unusual(1)]).await.unwrap();
    for text in ["UPDATE finding_zone SET zone = '5340'", "DELETE FROM finding_zone"] {
        place.force(text).await;
        assert_eq!(here(&place, false).await.len(), 1, "{text}");
        assert!(place.journal.findings(&[&zone("5340")], false, 10).await.unwrap().0.is_empty(), "{text}");
    }
}

async fn what_lies_in_no_zone_is_seen_by_every_reviewer(place: Arc<Place>) {
    let nowhere = Unusual { zones: [].into(), ..unusual(1) };
    place.journal.keep_findings(minute(1), &[nowhere]).await.unwrap();
    for own in ["5340", "5344"] {
        let found = place.journal.findings(&[&zone(own)], false, 10).await.unwrap().0;
        assert_eq!(found.len(), 1, "{own}");
    }
    place.journal.close_finding(&here(&place, false).await[0].id, &review("Asked.")).await.unwrap();
    assert_eq!(here(&place, true).await.len(), 1);
}

async fn a_watch_that_the_program_did_not_write_orders_nothing(place: Arc<Place>) {
    let journal = &place.journal;
    let [one, other] = [1, 2].map(Uuid::from_u128);
    let take =
        async |who, at| journal.take_watch("unusual", who, (minute(at), minute(at + 2))).await.unwrap();
    take(one, 0).await;
    journal.watched_until("unusual", one, 5).await.unwrap();
    let ahead = minute(3).as_millisecond();
    for changed in
        [format!("holder = '{other}', until = {ahead}"), "seen = 7".to_owned(), "seal = NULL".to_owned()]
    {
        place.force(&format!("UPDATE watch SET {changed}")).await;
        assert_eq!(take(one, 1).await, Some(WatchedTo::Changed), "{changed}");
        journal.watched_until("unusual", one, 6).await.unwrap();
        assert_eq!(take(one, 1).await, Some(WatchedTo::Until(6)), "it is sealed anew");
    }
}

async fn one_node_at_a_time_has_the_watch_and_goes_on_where_the_last_one_was(place: Arc<Place>) {
    let journal = &place.journal;
    let [one, other] = [1, 2].map(Uuid::from_u128);
    let take =
        async |who, at| journal.take_watch("unusual", who, (minute(at), minute(at + 2))).await.unwrap();
    assert_eq!(take(one, 0).await, Some(WatchedTo::Until(0)));
    assert_eq!(take(other, 1).await, None, "one has it");
    journal.watched_until("unusual", other, 7).await.unwrap();
    journal.watched_until("unusual", one, 5).await.unwrap();
    assert_eq!(take(one, 1).await, Some(WatchedTo::Until(5)), "and keeps it");
    assert_eq!(take(other, 4).await, Some(WatchedTo::Until(5)), "until it is silent");
    assert_eq!(take(one, 5).await, None);
    place
        .force(&format!("UPDATE watch SET holder = 'x', until = {}", minute(100_000).as_millisecond()))
        .await;
    assert_eq!(take(one, 5).await, Some(WatchedTo::Changed), "nobody has it for months");
}

async fn cases_and_reasons_of_an_hour_are_counted(place: Arc<Place>) {
    let unit = Unit { function: Function::Eva, sector: Sector::VictimSupport, zones: vec![zone("5344")] };
    let line = |who: u128, at: i64, act, of: u128| Reading {
        user: user(who),
        unit: Some(unit.clone()),
        case: Some(case(of)),
        ..Reading::of_the_log(minute(at), act)
    };
    let opened = [(1, 0, 9), (1, 10, 1), (1, 11, 1), (1, 12, 2), (2, 12, 3)];
    let lines: Vec<_> = opened.map(|(who, at, of)| line(who, at, ReadingAct::Open, of)).into();
    place.journal.log_all(lines).await.unwrap();
    place.journal.log(line(1, 13, ReadingAct::Open, 4).refused()).await.unwrap();
    let since = async |at| {
        let (cases, reasons) = place.journal.opened_since(user(1), minute(at)).await.unwrap();
        (cases.len(), reasons)
    };
    assert_eq!((since(0).await, since(5).await, since(12).await), ((3, 0), (2, 0), (1, 0)));
    place.journal.log(Reading { case: None, ..line(1, 14, ReadingAct::Reason, 1) }).await.unwrap();
    assert_eq!(since(0).await, (3, 1));
    place.journal.log(line(1, 15, ReadingAct::Open, 1)).await.unwrap();
    assert_eq!(since(0).await, (3, 1));
    let (last, readers) = place.journal.readers_after(0, 100).await.unwrap();
    assert_eq!(readers.len(), 8, "each line of a person, and none of the log itself");
    assert_eq!(last, place.journal.last_reading().await.unwrap());
    assert_eq!(place.journal.readers_after(last, 100).await.unwrap(), (last, vec![]));
    assert_eq!(place.journal.last_reading_before(minute(10)).await.unwrap(), 2);
}
