use crate::fixture::minute;
use crate::place::Place;
use casework::advice::{Advice, Asker, Counsel, Length, Theme};
use casework::record::id::ZoneCode;
use casework::record::person::Language;
use casework::record::staff::Function;
use jiff::civil::{Date, date};
use std::sync::Arc;

on_both!(
    an_advice_is_counted_by_zone_month_and_theme,
    an_advice_is_promoted_once_on_its_day_by_its_office,
    an_advice_keeps_no_hour_no_account_and_no_readable_note,
);

const DAY: Date = date(2026, 3, 2);

fn zone(code: &str) -> ZoneCode {
    ZoneCode::parse(code).unwrap()
}

fn advice(theme: Theme) -> Advice {
    let (asker, language, length) = (Asker::Relative, Language::Nl, Length::Short);
    Advice {
        asker,
        theme,
        language,
        length,
        counsel: vec![Counsel::SafetyPlan],
        note: "wants to leave".into(),
    }
}

async fn keep(place: &Place, day: Date, code: &str, theme: Theme) -> String {
    place.journal.keep_advice(day, &zone(code), Function::Eva, &advice(theme)).await.unwrap()
}

async fn an_advice_is_counted_by_zone_month_and_theme(place: Arc<Place>) {
    keep(&place, DAY, "5344", Theme::Danger).await;
    keep(&place, DAY, "5344", Theme::Danger).await;
    keep(&place, date(2026, 2, 1), "5344", Theme::Children).await;
    keep(&place, date(2025, 1, 1), "5344", Theme::Children).await;
    keep(&place, DAY, "5340", Theme::Danger).await;
    let counts = place.journal.advice_counts(&[zone("5344")], 202_602).await.unwrap();
    let expected = [((202_602, Theme::Children), 1), ((202_603, Theme::Danger), 2)];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
    let both = place.journal.advice_counts(&[zone("5344"), zone("5340")], 202_603).await.unwrap();
    assert_eq!(both[&(202_603, Theme::Danger)], 3);
}

async fn an_advice_is_promoted_once_on_its_day_by_its_office(place: Arc<Place>) {
    let id = keep(&place, DAY, "5344", Theme::Stalking).await;
    let promote = async |day, code, function| {
        place.journal.promote_advice(&id, day, &zone(code), function).await.unwrap()
    };
    assert_eq!(promote(date(2026, 3, 3), "5344", Function::Eva).await, None);
    assert_eq!(promote(DAY, "5340", Function::Eva).await, None);
    assert_eq!(promote(DAY, "5344", Function::Intake).await, None);
    assert_eq!(promote(DAY, "5344", Function::Eva).await, Some(Theme::Stalking));
    assert_eq!(promote(DAY, "5344", Function::Eva).await, None, "once");
}

async fn an_advice_keeps_no_hour_no_account_and_no_readable_note(place: Arc<Place>) {
    // How many columns there are says `schema.rs`: none of them is an hour or an account.
    let ids =
        [keep(&place, DAY, "5344", Theme::Danger).await, keep(&place, DAY, "5344", Theme::Danger).await];
    // Ids of this house begin with the time; these must not.
    let time = format!("{:012x}", minute(0).as_millisecond());
    assert!(ids[0][..4] != ids[1][..4] || ids[0][..4] != time[..4], "{ids:?}");
    let stored = String::from_utf8_lossy(&place.everything_stored().await).into_owned();
    assert!(stored.contains("safety-plan"), "what is counted is there");
    assert!(!stored.contains("wants to leave"), "the note is sealed");
}
