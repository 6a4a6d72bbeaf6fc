use crate::fixture::{
    PV, VICTIM, assert_replays, assert_whole, case, given, minute, officer, report, report_id, sign,
    sign_one, zone,
};
use crate::place::Place;
use casework::case::Body;
use casework::report;
use journal::{RowFilter, State};
use std::sync::Arc;

on_both!(
    signing_writes_every_section_once_and_gives_the_same_words_back,
    a_signed_report_is_on_the_table_and_its_people_are_in_the_index,
    no_name_phone_or_pv_number_can_be_read_in_the_database,
    a_case_that_does_not_exist_is_none,
    a_report_of_forty_thousand_words_and_every_alphabet_comes_back_whole,
);

async fn signing_writes_every_section_once_and_gives_the_same_words_back(place: Arc<Place>) {
    let written = sign_one(&place.journal, 1).await;
    let stream = place.journal.load(case(1)).await.unwrap().unwrap();
    let mine = report(1);
    assert_eq!((written.seq, written.added), (8, 8));
    assert_eq!((stream.seq, stream.entries.len()), (8, 8));
    assert!(stream.entries.iter().all(|entry| entry.at == minute(1) && entry.by == officer()));
    assert_eq!(stream.entries[0].body, Body::Report(report::Entry::ReportSigned(mine.head)));
    assert_eq!(stream.entries[1].body, Body::Report(report::Entry::FactsRecorded(mine.facts)));
    assert_eq!(stream.entries[2].body, Body::Report(report::Entry::RiskRecorded(mine.risk)));
    let people = mine
        .people
        .into_iter()
        .map(|person| Body::Report(report::Entry::PersonRecorded { report: report_id(1), person }));
    assert!(people.eq(stream.entries[3..6].iter().map(|entry| entry.body.clone())));
    assert_eq!(stream.entries[7].body, Body::Report(report::Entry::SafeContactRecorded(mine.safe_contact)));
    assert_whole(&place.journal).await;
}

async fn a_signed_report_is_on_the_table_and_its_people_are_in_the_index(place: Arc<Place>) {
    sign_one(&place.journal, 1).await;
    let filter = RowFilter::of(vec![zone("5344")], State::All, minute(9));
    let page = place.journal.page(&filter).await.unwrap();
    let row = &page.rows[0];
    assert_eq!((page.rows.len(), page.next.clone()), (1, None));
    assert_eq!((row.case, row.report, row.grouped, row.repeated), (case(1), report_id(1), false, false));
    assert_eq!(row.label.pv, format!("{PV}.000001/2026"));
    assert_eq!(row.label.victim, format!("{} {VICTIM}", given(1)));
    assert_eq!(place.number("SELECT count(*) FROM person_row").await, 3);
    assert_eq!(place.journal.by_pv(&[zone("5344")], &row.label.pv).await.unwrap().len(), 1);
    assert!(place.journal.by_pv(&[zone("5339")], &row.label.pv).await.unwrap().is_empty());
    // Other signs make no other number.
    let otherwise = row.label.pv.replace(['.', '/'], "");
    assert_eq!(place.journal.by_pv(&[zone("5344")], &otherwise).await.unwrap().len(), 1);
    let pairs = [(zone("5344"), otherwise.to_lowercase()), (zone("5344"), row.label.pv.replace('.', "-"))];
    assert_eq!(place.journal.known_pvs(&pairs).await.unwrap(), [true, true]);
    let pairs = [(zone("5339"), row.label.pv.clone()), (zone("5344"), row.label.pv.clone())];
    assert_eq!(place.journal.known_pvs(&pairs).await.unwrap(), [false, true]);
}

async fn no_name_phone_or_pv_number_can_be_read_in_the_database(place: Arc<Place>) {
    for n in 1..30 {
        sign_one(&place.journal, n).await;
    }
    let form = casework::record::form::Form::from([("p0.family_name".to_owned(), VICTIM.to_owned())]);
    let draft = casework::record::id::DraftId(uuid::Uuid::from_u128(1));
    place.journal.new_draft(draft, officer().user, minute(0), &form).await.unwrap();
    let stored = place.everything_stored().await;
    let holds = |word: &str| stored.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("5344") && holds("family-dispute"), "the test looks at the right bytes");
    for word in [VICTIM, "Tournepierre", PV, "0400 00", "Only before noon", "Neighbours called", "Rue Invent"]
    {
        assert!(!holds(word), "{word} can be read in the database");
    }
}

async fn a_case_that_does_not_exist_is_none(place: Arc<Place>) {
    assert!(place.journal.load(case(404)).await.unwrap().is_none());
    assert!(place.journal.is_empty().await.unwrap());
}

async fn a_report_of_forty_thousand_words_and_every_alphabet_comes_back_whole(place: Arc<Place>) {
    let mut long = report(1);
    long.facts.context = "Ελένη Шевченко أمينة 王 👩‍👧 «é»\n".repeat(8_000);
    place.journal.run(case(1), &officer(), minute(1), None, &sign(long.clone())).await.unwrap();
    let stream = place.journal.load(case(1)).await.unwrap().unwrap();
    assert_eq!(stream.entries[1].body, Body::Report(report::Entry::FactsRecorded(long.facts)));
    assert_replays(&place.journal).await;
}
