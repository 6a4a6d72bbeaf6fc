use crate::fixture::{author, case, minute, nis, officer, report, report_id, rules, sign, zone};
use crate::place::Place;
use casework::case::{Command, fold};
use casework::follow_up::ContactOutcome;
use casework::prosecution::Decision;
use casework::reading::rows::{ReportRow, rows};
use casework::record::id::ZoneCode;
use casework::record::staff::Function;
use casework::report::ReportKind;
use casework::tasks::clocks::ClockKind;
use casework::{follow_up, prosecution, report, tasks};
use journal::{Batch, Count, Hidden, RowFilter, Sort, State};
use std::sync::Arc;

on_both!(
    paging_visits_every_report_once_and_in_order,
    a_zone_that_was_not_asked_for_never_appears,
    what_others_look_after_is_left_out_and_what_nobody_does_is_everybodys,
    every_page_and_every_count_is_answered_from_the_index_of_its_state,
    nobody_counts_on_after_a_thousand,
    months_count_every_report_of_the_zones_asked_for,
    months_stay_right_whatever_is_written_replayed_or_taken_away,
    late_work_is_found_until_somebody_was_told,
);

const DAY: i64 = 24 * 60;

/// Report n of 200: three zones, two neighbourhoods and none, pairs received at the same moment, several states.
fn batch(n: u128) -> Batch {
    let mut mine = report(n);
    let received = minute((n / 2) as i64 * 90);
    mine.head.received_at = received;
    mine.head.zone = zone(["5344", "5344", "5339", "5340"][(n % 4) as usize]);
    mine.head.neighbourhood = [Some(nis("21015")), Some(nis("21004")), None][(n % 3) as usize].clone();
    let mut steps = vec![(officer(), received, sign(mine))];
    let report = report_id(n);
    let mut later = |minutes, function, command| {
        steps.push((author(function), received + jiff::ToSpan::minutes(minutes), command));
    };
    if n.is_multiple_of(2) {
        let user = author(Function::Eva).user;
        later(10, Function::Eva, Command::Report(report::Command::AcknowledgeReceipt { report, user }));
    }
    if n.is_multiple_of(3) {
        let contact = Command::FollowUp(follow_up::Command::Contact {
            report,
            outcome: ContactOutcome::Reached,
            next_try: None,
            note: "Ok.".into(),
        });
        later(30, Function::Eva, contact);
    }
    if n.is_multiple_of(4) {
        for clock in [ClockKind::FirstContact, ClockKind::DayTwo] {
            later(
                35,
                Function::Administrator,
                Command::Tasks(tasks::Command::Escalate { report, clock, to: Function::EvaHead }),
            );
        }
    }
    if n.is_multiple_of(5) {
        let decide = Command::Prosecution(prosecution::Command::Decide {
            report,
            decision: Decision::FollowUp,
            reason: "Serious.".into(),
        });
        later(40, Function::Prosecutor, decide);
    }
    Batch { case: case(n), steps }
}

async fn two_hundred(place: &Place) -> Vec<ReportRow> {
    let batches: Vec<_> = (1..=200).map(batch).collect();
    place.journal.run_many(&batches).await.unwrap();
    let mut all = Vec::new();
    for n in 1..=200 {
        let stream = place.journal.load(case(n)).await.unwrap().unwrap();
        all.extend(rows(case(n), &fold(&stream.entries), &rules().timing));
    }
    all
}

fn filter(zones: &[&str], state: State, sort: Sort) -> RowFilter {
    let zones = zones.iter().map(|code| zone(code)).collect();
    RowFilter { sort, limit: 7, ..RowFilter::of(zones, state, minute(11 * DAY)) }
}

/// What the table must show, computed without the database: the time of the state and the report.
fn expected(all: &[ReportRow], filter: &RowFilter) -> Vec<(i64, String)> {
    let here = |row: &&ReportRow| {
        let elsewhere = row.neighbourhood.as_ref().is_some_and(|nis| filter.elsewhere.contains(nis));
        filter.zones.contains(&row.zone) && !elsewhere && filter.kind.is_none_or(|kind| kind == row.kind)
    };
    let timed = |row: &ReportRow| {
        let at = match filter.state {
            State::All => Some(row.received_at),
            State::Open => row.decided_at.is_none().then_some(row.received_at),
            State::Due => row.decision_due,
            State::Late => row.decision_due.filter(|due| due.as_millisecond() < filter.now.as_millisecond()),
            State::Decided => row.decided_at,
            State::Support => row.support_due,
            State::Unread => row.support_due.filter(|_| row.support_next == Some(ClockKind::Read)),
            State::SupportTold => row.support_due.filter(|_| row.support_told),
        };
        at.map(|at| (at.as_millisecond(), row.report.to_string()))
    };
    let mut wanted: Vec<_> = all.iter().filter(here).filter_map(timed).collect();
    wanted.sort();
    if filter.sort == Sort::NewestFirst {
        wanted.reverse();
    }
    wanted
}

/// Turns every page; gives reports and zones in the order shown.
async fn turned(place: &Place, mut filter: RowFilter) -> Vec<(String, ZoneCode)> {
    let mut shown = Vec::new();
    loop {
        let page = place.journal.page(&filter).await.unwrap();
        assert!(page.rows.len() <= filter.limit);
        shown.extend(page.rows.iter().map(|row| (row.report.to_string(), row.zone.clone())));
        assert!(shown.len() <= 200, "paging does not end");
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return shown,
        }
    }
}

async fn paging_visits_every_report_once_and_in_order(place: Arc<Place>) {
    let all = two_hundred(&place).await;
    for &state in State::ALL {
        for &sort in Sort::ALL {
            let filter = filter(&["5344", "5339"], state, sort);
            let wanted: Vec<_> = expected(&all, &filter).into_iter().map(|(_, report)| report).collect();
            let shown: Vec<_> =
                turned(&place, filter.clone()).await.into_iter().map(|(report, _)| report).collect();
            assert!(wanted.len() > 14, "{state:?} has only {} rows: the test proves little", wanted.len());
            assert_eq!(shown, wanted, "{state:?} {sort:?}");
            assert_eq!(place.journal.count(&filter).await.unwrap(), exactly(wanted.len()), "{state:?}");
        }
    }
}

async fn a_zone_that_was_not_asked_for_never_appears(place: Arc<Place>) {
    two_hundred(&place).await;
    for &state in State::ALL {
        for (report, zone) in turned(&place, filter(&["5339"], state, Sort::NewestFirst)).await {
            assert_eq!(zone.as_str(), "5339", "{report}");
        }
        let nobody = filter(&[], state, Sort::NewestFirst);
        assert!(place.journal.count(&nobody).await.unwrap().is_zero());
        assert!(turned(&place, nobody).await.is_empty());
        let twice = filter(&["5339", "5339"], state, Sort::OldestFirst);
        let once = filter(&["5339"], state, Sort::OldestFirst);
        assert_eq!(place.journal.count(&twice).await.unwrap(), place.journal.count(&once).await.unwrap());
        assert_eq!(turned(&place, twice).await, turned(&place, once).await, "a zone named twice is one zone");
    }
}

async fn what_others_look_after_is_left_out_and_what_nobody_does_is_everybodys(place: Arc<Place>) {
    let all = two_hundred(&place).await;
    for codes in [&["21004"][..], &["21004", "21015"], &["21001"]] {
        for &state in State::ALL {
            let mut filter = filter(&["5344", "5339"], state, Sort::OldestFirst);
            filter.elsewhere = codes.iter().map(|code| nis(code)).collect();
            filter.kind = (codes.len() == 2).then_some(ReportKind::Complaint);
            let wanted: Vec<_> = expected(&all, &filter).into_iter().map(|(_, report)| report).collect();
            let shown: Vec<_> =
                turned(&place, filter.clone()).await.into_iter().map(|(report, _)| report).collect();
            assert_eq!(shown, wanted, "{state:?} {codes:?}");
            assert_eq!(
                place.journal.count(&filter).await.unwrap(),
                exactly(wanted.len()),
                "{state:?} {codes:?}"
            );
        }
    }
}

fn exactly(rows: usize) -> Count {
    Count::Exactly(rows as i64)
}

/// Every question that a list can be asked: state, direction, kind, first page and later ones, neighbourhoods of
/// others, a viewer who is kept out of something.
fn every_question() -> impl Iterator<Item = RowFilter> {
    let kinds = || std::iter::once(None).chain(ReportKind::ALL.iter().copied().map(Some));
    let plain = State::ALL.iter().flat_map(|state| Sort::ALL.iter().map(|sort| (*state, *sort)));
    let of_kind = plain.flat_map(move |(state, sort)| {
        kinds().map(move |kind| RowFilter { kind, ..filter(&["5344", "5339"], state, sort) })
    });
    let narrowed = of_kind.flat_map(|plain| {
        let elsewhere = RowFilter { elsewhere: vec![nis("21004")], ..plain.clone() };
        let hidden = Hidden::These(Arc::new([case(7), case(9)].into()));
        let kept_out = RowFilter { hidden, ..plain.clone() };
        [plain, elsewhere, kept_out]
    });
    narrowed.flat_map(|first| {
        let later = RowFilter { after: Some((1, "x".to_owned())), ..first.clone() };
        [first, later]
    })
}

/// Lines of a plan that look for rows of a zone.
fn runs(plan: &str) -> Vec<&str> {
    plan.lines().filter(|line| line.contains("report_row USING") && line.contains("(zone=?")).collect()
}

async fn every_page_and_every_count_is_answered_from_the_index_of_its_state(place: Arc<Place>) {
    two_hundred(&place).await;
    // Without statistics, as a new folder is, and with them.
    for known in [false, true] {
        if known {
            place.journal.db().refresh_statistics().await.unwrap();
        }
        for filter in every_question() {
            let page = place.journal.explain_page(&filter).await.unwrap();
            let count = place.journal.explain_count(&filter).await.unwrap();
            assert!(!page.is_empty() && !count.is_empty());
            // PostgreSQL rightly reads a small table from end to end: only SQLite's plan says something here.
            if !place.is_sqlite() {
                continue;
            }
            let wanted = 2 * if filter.kind.is_some() { 1 } else { ReportKind::ALL.len() };
            for (plan, what) in [(&page, "page"), (&count, "count")] {
                let said = format!("{what}, statistics {known}, {filter:?}:\n{plan}");
                assert_eq!(runs(plan).len(), wanted, "{said}");
                assert!(
                    runs(plan).iter().all(|run| run.contains("INDEX list_") && run.contains("kind=?")),
                    "{said}"
                );
                assert!(!plan.contains("USE TEMP B-TREE") && !plan.contains("SCAN report_row"), "{said}");
            }
            // No row is read to be counted, whatever is asked of it.
            let in_index = filter.elsewhere.is_empty()
                || matches!(filter.state, State::Support | State::Unread | State::SupportTold);
            assert!(
                !in_index || runs(&count).iter().all(|run| run.contains("COVERING INDEX")),
                "{filter:?}:\n{count}"
            );
        }
    }
}

async fn nobody_counts_on_after_a_thousand(place: Arc<Place>) {
    two_hundred(&place).await;
    let all = filter(&["5344", "5339", "5340"], State::All, Sort::NewestFirst);
    assert_eq!(place.journal.count(&all).await.unwrap(), Count::Exactly(200));
    more_rows(&place, 800).await;
    assert_eq!(place.journal.count(&all).await.unwrap(), Count::Exactly(Count::CAP));
    more_rows(&place, 1).await;
    assert_eq!(place.journal.count(&all).await.unwrap(), Count::MoreThan(Count::CAP));
}

/// Rows past the program: what is measured is counting, not signing.
async fn more_rows(place: &Place, rows: usize) {
    let copied = "month, received_at, support_told, decision_told, sensitive, children, grouped, repeated, tally, label";
    for n in 0..rows {
        let (id, bytes) = (journal::new_uuid(minute(0)), journal::new_token()[..16].to_vec());
        let text = format!(
            "INSERT INTO report_row (report_id, case_id, zone, kind, pv_token, {copied}) \
             SELECT '{id}', case_id, zone, kind, $1, {copied} FROM report_row WHERE report_id = '{}'",
            report_id(n as u128 % 200 + 1)
        );
        place.tamper(&text, Some(bytes)).await;
    }
}

async fn months_stay_right_whatever_is_written_replayed_or_taken_away(place: Arc<Place>) {
    two_hundred(&place).await;
    let zones = [zone("5344"), zone("5339"), zone("5340")];
    let counted = || async { place.journal.months(&zones, 0).await.unwrap() };
    let before = counted().await;
    place.journal.rebuild(|_| {}).await.unwrap();
    assert_eq!(counted().await, before);
    let reports = |months: &std::collections::BTreeMap<journal::MonthZone, journal::Month>| {
        months
            .values()
            .map(|month| (month.reports, month.contact.settled() + month.complaints.settled()))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    };
    assert_eq!(reports(&before), (200, 66));
    place.tamper(&format!("DELETE FROM report_row WHERE report_id = '{}'", report_id(3)), None).await;
    assert_eq!(reports(&counted().await), (199, 65));
}

async fn months_count_every_report_of_the_zones_asked_for(place: Arc<Place>) {
    let all = two_hundred(&place).await;
    let months = place.journal.months(&[zone("5344"), zone("5339")], 202_601).await.unwrap();
    let asked: Vec<_> = all.iter().filter(|row| row.zone != zone("5340")).collect();
    let sum = |of: fn(&journal::Month) -> i64| months.values().map(of).sum::<i64>();
    let count = |of: &dyn Fn(&ReportRow) -> bool| asked.iter().filter(|row| of(row)).count() as i64;
    assert_eq!(sum(|month| month.reports), asked.len() as i64);
    let dispute = |row: &ReportRow| row.kind.word() == "family-dispute";
    let settled = |row: &ReportRow| row.contact_at.is_some();
    assert_eq!(sum(|month| month.contact.settled()), count(&|row| settled(row) && dispute(row)));
    assert_eq!(sum(|month| month.complaints.settled()), count(&|row| settled(row) && !dispute(row)));
    assert_eq!(sum(|month| month.contact.known + month.complaints.known), asked.len() as i64);
    assert_eq!(sum(|month| month.children), count(&|row| row.children));
    assert_eq!(sum(|month| month.children_recorded), count(&|row| row.children_recorded));
    let on_time = sum(|month| month.contact.on_time + month.complaints.on_time);
    assert!(on_time > 10 && on_time <= count(&|row| settled(row)));
    assert_eq!(sum(|month| month.disputes), count(&|row| row.kind.word() == "family-dispute"));
    assert!(months.keys().all(|key| key.month == 202_603));
    assert!(place.journal.months(&[zone("5344")], 202_604).await.unwrap().is_empty());
}

async fn late_work_is_found_until_somebody_was_told(place: Arc<Place>) {
    let all = two_hundred(&place).await;
    let now = minute(60 * DAY);
    let late = place.journal.late(now, 1_000).await.unwrap();
    let support = all.iter().filter(|row| row.support_due.is_some() && !row.support_told).count();
    let decision = all.iter().filter(|row| row.decision_due.is_some() && !row.decision_told).count();
    assert_eq!(late.len(), support + decision);
    assert!(place.journal.late(minute(-1), 1_000).await.unwrap().is_empty());
    let (clock, _, of, report) = late[0].clone();
    let tell = Command::Tasks(tasks::Command::Escalate { report, clock, to: Function::EvaHead });
    place.journal.run(of, &officer(), now, None, &tell).await.unwrap();
    let left = place.journal.late(now, 1_000).await.unwrap();
    assert!(!left.iter().any(|row| row.0 == clock && row.3 == report));
    let decision =
        |row: &(ClockKind, ZoneCode, casework::record::id::CaseId, casework::record::id::ReportId)| {
            row.0 == ClockKind::Decision && row.3 == report
        };
    assert!(
        left.iter().any(decision),
        "that a call is late was told; that the decision is late still must be"
    );
}
