//! Boards: what a line of a list says of a report, and whose hands its tasks are in.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the tests of the guard ask more of the scene")]
mod scene;

use casework::case::{Body, Case, Entry, Timing, fold, tasks};
use casework::follow_up::{ContactOutcome, EndReason};
use casework::grants::{BreakGlass, ReviewOutcome};
use casework::reading::guard::Calling;
use casework::reading::rows::{ReportRow, Tried, rows};
use casework::record::id::{EntryId, GrantId, ReportId, UserId, ZoneCode};
use casework::record::person::{Language, Person, Role};
use casework::record::sample::COMPLAINT;
use casework::record::staff::{Author, Function};
use casework::record::words::Answer;
use casework::report::{Facts, ReportKind, Risk, RiskFactor};
use casework::tasks::calendar::Calendar;
use casework::tasks::clocks::{ClockKind, Clocks};
use casework::tasks::{Standing, Subject, Task, TaskKind};
use casework::{complaint, follow_up, grants, linking, report};
use jiff::{Timestamp, ToSpan};
use scene::{HER, HERE, HIM, THERE, has, head, hers, person, phone, report as number, week};
use uuid::Uuid;

const REPORT: ReportId = ReportId(Uuid::from_u128(1));

/// The report of the scene came in on New Year's Day: this is the Monday after, and minutes after it.
fn minute(minutes: i64) -> Timestamp {
    "2026-01-05T09:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

fn timing() -> Timing {
    let clocks = include_str!("../../../content/clocks/demo.toml");
    let calendar = include_str!("../../../content/calendar/be.toml");
    Timing { calendar: Calendar::parse(calendar).unwrap(), clocks: Clocks::parse(clocks).unwrap() }
}

fn account(function: Function) -> UserId {
    UserId(Uuid::from_u128(100 + function as u128))
}

/// What was written, when and by whom.
type Written = (i64, Function, Body);

fn case(written: impl IntoIterator<Item = Written>) -> Case {
    let entry = |(at, function, body)| {
        let (user, name, sector) = (account(function), function.to_string(), function.usual_sector());
        let by = Author { user, name, function, sector, zone: None };
        Entry { id: EntryId(Uuid::nil()), at: minute(at), by, body }
    };
    let entries: Vec<_> = written.into_iter().map(entry).collect();
    fold(&entries)
}

/// By the officer who signed it, then by the others.
fn recorded(bodies: impl IntoIterator<Item = Body>) -> Vec<Written> {
    bodies.into_iter().map(|body| (0, Function::Intake, body)).collect()
}

fn couple() -> [Body; 3] {
    [head(1), person(1, HER, Role::Victim, "Amina Peeters"), person(1, HIM, Role::OtherParty, "Luc Lambert")]
}

fn row_of(case: &Case) -> ReportRow {
    rows(HERE, case, &timing()).remove(0)
}

fn row(more: impl IntoIterator<Item = Body>) -> ReportRow {
    row_of(&case(recorded(couple().into_iter().chain(more))))
}

fn facts(children_present: Option<Answer>, children_impact: &str) -> Body {
    let nothing = String::new;
    Body::Report(report::Entry::FactsRecorded(Facts {
        report: REPORT,
        relation: None,
        place: nothing(),
        context: nothing(),
        words: nothing(),
        actions: nothing(),
        children_present,
        children_impact: children_impact.into(),
        measures: nothing(),
        left_spontaneously: Answer::Unknown,
        breach: Answer::Unknown,
        referrals: vec![],
    }))
}

/// The indicator counts children whose presence and impact are written down, among reports that concern children.
#[test]
fn children_are_involved_by_answer_or_by_name_and_on_record_by_answer_and_words() {
    let child = || person(1, 12, Role::Child, "Tom Peeters");
    let of = |bodies: Vec<Body>| {
        let row = row(bodies);
        (row.children, row.children_recorded)
    };
    assert_eq!(of(vec![facts(Some(Answer::Yes), "Woke up.")]), (true, true));
    assert_eq!(of(vec![facts(Some(Answer::Yes), "")]), (true, false));
    assert_eq!(of(vec![facts(Some(Answer::No), "Woke up.")]), (false, false));
    assert_eq!(of(vec![facts(None, "Woke up.")]), (false, false));
    assert_eq!(of(vec![facts(Some(Answer::No), "At school."), child()]), (true, true));
    assert_eq!(
        of(vec![facts(None, "At school."), child()]),
        (true, false),
        "nobody said whether it was there"
    );
    assert_eq!(of(vec![child()]), (false, false), "without facts nothing is said");
}

#[test]
fn a_risk_that_nobody_asked_about_is_not_a_risk_of_none() {
    let of = |factors: &[(RiskFactor, Answer)]| {
        let (factors, note) = (factors.to_vec(), String::new());
        let label =
            row([Body::Report(report::Entry::RiskRecorded(Risk { report: REPORT, factors, note }))]).label;
        (label.risk_asked, label.risk)
    };
    let (weapons, threats) = (RiskFactor::Weapons, RiskFactor::Threats);
    assert_eq!(of(&[(weapons, Answer::Unknown), (threats, Answer::Unknown)]), (false, vec![]));
    assert_eq!(of(&[(weapons, Answer::No), (threats, Answer::Unknown)]), (true, vec![]));
    assert_eq!(of(&[(weapons, Answer::No), (threats, Answer::Yes)]), (true, vec![threats]));
    assert_eq!((row([]).label.risk_asked, row([]).label.risk), (false, vec![]));
}

#[test]
fn a_line_names_both_counts_children_and_says_in_which_language_to_speak() {
    let child = |n: u128, name: &str| person(1, n, Role::Child, name);
    let label = row([child(12, "Tom Peeters"), child(13, "Mia Peeters"), child(14, "Lou Peeters")]).label;
    assert_eq!((label.victim.as_str(), label.other.as_str()), ("Amina Peeters", "Luc Lambert"));
    assert_eq!((label.children, label.language), (3, Some(Language::Fr)));
    let unasked = couple().map(|body| match body {
        Body::Report(report::Entry::PersonRecorded { report, person }) => {
            let person = Person { language: Language::Unknown, ..person };
            Body::Report(report::Entry::PersonRecorded { report, person })
        }
        other => other,
    });
    assert_eq!(row_of(&case(recorded(unasked))).label.language, None, "nobody asked");
}

#[test]
fn a_line_says_when_to_call_how_it_went_last_and_how_it_was_classified() {
    let attempt = |outcome, next| {
        let next_try = Some(minute(next));
        Body::FollowUp(follow_up::Entry::ContactAttempted { report: REPORT, outcome, next_try })
    };
    // The example of that wing, about this report.
    let classified = serde_json::to_string(&complaint::samples::entries()[0]).unwrap();
    let classified = classified.replace(&COMPLAINT.to_string(), &REPORT.to_string());
    let classified: complaint::Entry = serde_json::from_str(&classified).unwrap();
    let mut written = recorded(couple());
    written.extend([
        (0, Function::Intake, has(1, Role::Victim, hers(phone("0470 12 34 57")))),
        (1, Function::Intake, Body::Complaint(classified)),
        (2, Function::Eva, Body::Report(report::Entry::Opened { report: REPORT })),
        (3, Function::Prosecutor, Body::Report(report::Entry::Opened { report: REPORT })),
        (4, Function::Eva, attempt(ContactOutcome::SomebodyElse, 60)),
        (5, Function::Eva, attempt(ContactOutcome::NoAnswer, 90)),
    ]);
    let case = case(written);
    let known = case.report(REPORT).unwrap().complaint.classification().unwrap().what.clone();
    let row = row_of(&case);
    let label = row.label;
    assert_eq!(label.calling, Some(Calling::Hours(week(9, 12))));
    let last = Tried { at: minute(5), outcome: ContactOutcome::NoAnswer, next_try: Some(minute(90)) };
    assert_eq!((label.tried, label.classification), (Some(last), Some(known)));
    assert_eq!((label.read_by.as_str(), label.seen_by.as_str()), ("eva", "prosecutor"));
    assert_eq!((row.read_at, row.grouped), (Some(minute(2)), false));
}

#[test]
fn a_line_says_that_its_case_is_followed_together_with_another() {
    let (with, reason, stated_at) = (THERE, "The same people.".into(), minute(1));
    assert!(row([Body::Linking(linking::Entry::Grouped { with, reason, stated_at })]).grouped);
    assert!(!row([]).grouped);
}

#[test]
fn a_case_has_a_line_for_each_report_and_none_for_what_is_no_report() {
    let case = case(recorded(couple().into_iter().chain([head(2)])));
    let lines = rows(HERE, &case, &timing());
    assert_eq!(lines.iter().map(|row| row.report).collect::<Vec<_>>(), [number(1), number(2)]);
    let unsigned = case_without_head();
    assert!(rows(HERE, &unsigned, &timing()).is_empty() && tasks(&unsigned, &timing()).is_empty());
}

fn case_without_head() -> Case {
    case(recorded([person(1, HER, Role::Victim, "Amina Peeters")]))
}

fn booked(at: i64) -> Body {
    Body::FollowUp(follow_up::Entry::AppointmentBooked {
        report: REPORT,
        at: minute(at),
        place: "At the office".into(),
    })
}

fn ended() -> Body {
    Body::FollowUp(follow_up::Entry::FollowUpEnded { report: REPORT, reason: EndReason::HandedOver })
}

fn task(case: &Case, kind: TaskKind) -> Task {
    tasks(case, &timing()).into_iter().find(|task| task.kind == kind).unwrap()
}

/// An appointment is hers who booked it: the queue waits for what a clock measures.
#[test]
fn an_appointment_waits_beside_the_queue_until_the_follow_up_ends_after_it() {
    let before = row([]);
    let with = |more: Vec<Written>| {
        let mut written = recorded(couple());
        written.extend(more);
        case(written)
    };
    // Sooner than any clock runs out, and yet it is not what waits first.
    let sooner = -10_000;
    let booking = with(vec![(1, Function::EvaHead, booked(sooner))]);
    let row = row_of(&booking);
    assert_eq!((row.support_next, row.support_due), (before.support_next, before.support_due));
    let waits = task(&booking, TaskKind::Appointment);
    assert_eq!((waits.due, waits.limit, waits.standing), (Some(minute(sooner)), None, Standing::Open));
    assert_eq!((waits.holder, waits.function), (Some(account(Function::EvaHead)), Function::Eva));
    for (ended_at, standing) in [(0, Standing::Open), (1, Standing::NotNeeded), (2, Standing::NotNeeded)] {
        let case = with(vec![(1, Function::Eva, booked(10)), (ended_at, Function::Eva, ended())]);
        assert_eq!(task(&case, TaskKind::Appointment).standing, standing, "{ended_at}");
    }
}

#[test]
fn work_is_in_the_hands_of_whoever_did_the_last_of_it() {
    let opened = || Body::Report(report::Entry::Opened { report: REPORT });
    let (outcome, next_try) = (ContactOutcome::NoAnswer, None);
    let called = Body::FollowUp(follow_up::Entry::ContactAttempted { report: REPORT, outcome, next_try });
    let mut written = recorded(couple());
    let holder = |written: &[Written], clock| task(&case(written.to_vec()), TaskKind::Clock(clock)).holder;
    let [call, decision, classification] =
        [ClockKind::FirstContact, ClockKind::Decision, ClockKind::Classification];
    assert_eq!((holder(&written, call), holder(&written, decision)), (None, None), "nobody read it");
    assert_eq!(holder(&written, classification), Some(account(Function::Intake)), "who signed it");
    written.push((1, Function::Eva, opened()));
    assert_eq!((holder(&written, call), holder(&written, decision)), (Some(account(Function::Eva)), None));
    written.push((2, Function::Prosecutor, opened()));
    written.push((3, Function::ProsecutorHead, opened()));
    written.push((4, Function::EvaHead, called));
    assert_eq!(holder(&written, call), Some(account(Function::EvaHead)));
    assert_eq!(holder(&written, decision), Some(account(Function::ProsecutorHead)));
}

#[test]
fn only_a_complaint_waits_to_be_classified() {
    for (kind, standing) in
        [(ReportKind::Complaint, Standing::Open), (ReportKind::FamilyDispute, Standing::NotNeeded)]
    {
        let of_kind = couple().map(|body| match body {
            Body::Report(report::Entry::ReportSigned(head)) => {
                Body::Report(report::Entry::ReportSigned(report::Head { kind, ..head }))
            }
            other => other,
        });
        let task = task(&case(recorded(of_kind)), TaskKind::Clock(ClockKind::Classification));
        assert_eq!((task.standing, task.function), (standing, Function::Intake), "{kind}");
    }
}

/// A try that was promised before she was reached belongs to the first contact; one that was not promised waits for nobody.
#[test]
fn a_call_back_waits_when_contact_is_settled_and_another_try_was_promised() {
    use ContactOutcome::{Declined, NoAnswer, Reached};
    for (outcome, promised, standing) in [
        (Reached, true, Standing::Open),
        (Declined, true, Standing::Open),
        (Reached, false, Standing::NotNeeded),
        (NoAnswer, true, Standing::NotNeeded),
        (NoAnswer, false, Standing::NotNeeded),
    ] {
        let next_try = promised.then(|| minute(90));
        let called = follow_up::Entry::ContactAttempted { report: REPORT, outcome, next_try };
        let mut written = recorded(couple());
        written.push((1, Function::Eva, Body::FollowUp(called)));
        let task = task(&case(written), TaskKind::Clock(ClockKind::CallBack));
        assert_eq!((task.standing, task.due), (standing, next_try), "{outcome} {promised}");
    }
}

/// Whoever broke the glass does so in a zone of her own: its reviewer reads the case, or else that of the first report.
#[test]
fn a_broken_glass_waits_for_its_review_in_the_zone_of_whoever_broke_it() {
    let glass = GrantId(Uuid::from_u128(50));
    let broken =
        grants::Entry::GlassBroken(BreakGlass { grant: glass, until: minute(60), reason: "x".into() });
    let (outcome, note) = (ReviewOutcome::Justified, String::new());
    let reviewed = grants::Entry::GlassReviewed { grant: glass, outcome, note };
    for zone in [None, ZoneCode::parse("5345").ok()] {
        let by = |function: Function, at, body: &grants::Entry| {
            let (user, name, sector) = (account(function), function.to_string(), function.usual_sector());
            let by = Author { user, name, function, sector, zone: zone.clone() };
            Entry { id: EntryId(Uuid::nil()), at: minute(at), by, body: Body::Grants(body.clone()) }
        };
        let mut whole = case(recorded(couple()));
        let review = |case: &Case| task(case, TaskKind::ReviewBreakGlass);
        whole.add(&by(Function::Intake, 1, &broken));
        let waits = review(&whole);
        assert_eq!((waits.subject, waits.function), (Subject::Grant(glass), Function::Reviewer));
        assert_eq!((waits.standing, waits.due, waits.holder), (Standing::Open, None, None));
        assert_eq!(waits.zone, zone.clone().or_else(|| ZoneCode::parse("5344").ok()).unwrap());
        whole.add(&by(Function::Reviewer, 5, &reviewed));
        assert_eq!(review(&whole).standing, Standing::Done(minute(5)));
    }
}
