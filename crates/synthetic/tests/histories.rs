//! What a demo and the other tests rely on.
#![expect(clippy::expect_used, reason = "a test that cannot go on must stop")]

use casework::case::{Case, Command, Entry, Timing, decide, tasks};
use casework::follow_up::ContactOutcome;
use casework::reading::guard::{Calling, calling};
use casework::record::dates::brussels;
use casework::record::hours::is_open;
use casework::record::id::{CaseId, EntryId, Nis, Postcode, ReportId, ZoneCode};
use casework::record::person::{Reach, Role};
use casework::record::staff::{Author, Function, Recipient, Sector};
use casework::record::words::Answer;
use casework::report::{Report, ReportKind};
use casework::rules::Rules;
use casework::tasks::clocks::ClockKind;
use casework::tasks::{Subject, Task, TaskKind};
use casework::{follow_up, linking, prosecution, report};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use synthetic::{
    Actor, History, LATE, Languages, Morning, NEW, Plan, PlanZone, TO_CALL, UNDECIDED, histories,
};

fn zone(code: &str, weight: u32, places: &[(&str, &str, &str)], languages: [u32; 3]) -> PlanZone {
    let [fr, nl, de] = languages;
    PlanZone {
        code: ZoneCode::parse(code).expect("valid"),
        weight,
        postcodes: places
            .iter()
            .map(|p| (Postcode::parse(p.0).expect("valid"), Nis::parse(p.1).expect("valid")))
            .collect(),
        towns: places.iter().map(|p| [p.2; 3].map(str::to_owned)).collect(),
        languages: Languages { fr, nl, de },
    }
}

fn plan(seed: u64, reports: u32) -> Plan {
    let zones = vec![
        zone("5344", 40, &[("1030", "21015", "Schaerbeek"), ("1140", "21006", "Evere")], [84, 16, 0]),
        zone("5345", 30, &[("2000", "11002", "Antwerpen")], [0, 1, 0]),
        zone("5303", 20, &[("5000", "92094", "Namur")], [1, 0, 0]),
        zone("5291", 10, &[("4700", "63023", "Eupen")], [12, 0, 88]),
    ];
    Plan { seed, reports, until: "2026-11-24T11:00:00Z".parse().expect("valid"), zones, morning: None }
}

fn report(history: &History) -> &Report {
    match &history.steps[0].command {
        Command::Report(report::Command::Sign(report)) => report,
        other => panic!("the first step is {other:?}"),
    }
}

fn author(actor: &Actor) -> Author {
    let (function, sector, zone) = match actor {
        Actor::Officer(zone) => (Function::Intake, Sector::Police, Some(zone.clone())),
        Actor::Eva(zone) => (Function::Eva, Sector::VictimSupport, Some(zone.clone())),
        Actor::Prosecutor(zone) => (Function::Prosecutor, Sector::Prosecution, Some(zone.clone())),
        Actor::System => (Function::Administrator, Sector::Police, None),
    };
    Author { user: actor.user(), name: "Demo".into(), function, sector, zone }
}

/// Runs all steps through the domain, as the journal would.
fn replay(history: &History) -> Case {
    let mut case = Case::default();
    for step in &history.steps {
        let bodies = decide(&case, &step.command, step.at).unwrap_or_else(|why| panic!("{why}: {step:?}"));
        for body in bodies {
            case.add(&Entry { id: EntryId(history.case.0), at: step.at, by: author(&step.by), body });
        }
    }
    case
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn count(all: &[History], holds: impl Fn(&History) -> bool) -> f64 {
    share(all.iter().filter(|history| holds(history)).count(), all.len())
}

fn assert_about(what: &str, found: f64, from: f64, to: f64) {
    assert!((from..to).contains(&found), "{what}: {found}, not in {from}..{to}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let bytes =
        |seed| histories(&plan(seed, 300)).map(|history| format!("{history:?}\n")).collect::<String>();
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
}

#[test]
fn the_domain_refuses_no_step_of_two_thousand_reports() {
    for history in histories(&plan(1, 2_000)) {
        let case = replay(&history);
        assert_eq!(case.reports.len(), 1);
    }
}

#[test]
fn as_many_as_asked_for_in_the_order_in_which_they_came_in_and_none_later_than_the_end() {
    for asked in [0, 1, 17, 3_000] {
        let plan = plan(3, asked);
        let start: Timestamp = "2024-11-24T11:00:00Z".parse().unwrap();
        let (mut last, mut made) = (start, 0);
        for history in histories(&plan) {
            let report = report(&history);
            assert_eq!(report.head.received_at, history.steps[0].at);
            assert!(!report.head.imported);
            assert!(report.head.received_at >= last, "not in order");
            assert!(history.steps.is_sorted_by_key(|step| step.at));
            assert!(history.steps.iter().all(|step| step.at <= plan.until));
            (last, made) = (report.head.received_at, made + 1);
        }
        assert_eq!(made, asked);
    }
}

#[test]
fn no_zone_or_no_place_gives_no_history_and_no_panic() {
    let empty = Plan { zones: vec![zone("5344", 1, &[], [1, 0, 0])], ..plan(1, 10) };
    assert_eq!(histories(&empty).count(), 0);
    let speechless =
        Plan { zones: vec![zone("5344", 1, &[("1030", "21015", "")], [0, 0, 0])], ..plan(1, 10) };
    assert_eq!(histories(&speechless).count(), 10);
    let midnight = Plan { until: "2026-11-23T23:00:00Z".parse().unwrap(), ..plan(1, 50) };
    assert_eq!(histories(&midnight).count(), 50);
}

#[test]
fn no_pv_number_and_no_id_is_given_twice() {
    let (mut numbers, mut ids) = (HashSet::new(), HashSet::new());
    for history in histories(&plan(5, 4_000)) {
        let report = report(&history);
        assert!(numbers.insert(report.head.pv.to_string()), "{}", report.head.pv);
        assert!(ids.insert(history.case.0) && ids.insert(report.head.id.0));
        assert!(report.people.iter().all(|person| ids.insert(person.id.0)));
        assert_eq!(history.case.0.get_version_num(), 7);
    }
}

#[test]
fn every_phone_is_one_that_nobody_has() {
    for history in histories(&plan(6, 2_000)) {
        for channel in &report(&history).channels {
            if let Reach::Phone(number) = &channel.at {
                assert!(number.starts_with("0400 00 ") && number.len() == 13, "{number}");
            }
        }
    }
}

#[test]
fn sentences_have_no_slot_left_open() {
    for history in histories(&plan(9, 1_500)) {
        let text = format!("{:?} {:?}", report(&history).facts.context, report(&history).facts.words);
        let rest = format!("{:?}", history.steps.iter().skip(1).map(|s| &s.command).collect::<Vec<_>>());
        assert!(!text.contains(['{', '}']), "{text}");
        assert!(["{v", "{o", "{V", "{O", "{h"].iter().all(|slot| !rest.contains(slot)), "{rest}");
    }
}

#[test]
fn facts_come_before_the_report_and_rather_in_the_evening_and_at_weekends() {
    let all: Vec<_> = histories(&plan(11, 6_000)).collect();
    for history in &all {
        let head = &report(history).head;
        let received = head.received_at.to_zoned_datetime(brussels()).datetime();
        let facts = head.happened_on.to_datetime(head.happened_at.unwrap_or_default());
        assert!(facts <= received, "{facts} after {received}");
        assert!(head.happened_on.until(received.date()).unwrap().get_days() <= 12);
    }
    let evening = count(&all, |h| report(h).head.happened_at.is_some_and(|at| at.hour() >= 17));
    assert_about("evening", evening, 0.38, 0.7);
    let weekend = count(&all, |h| report(h).head.happened_on.weekday().to_monday_zero_offset() >= 5);
    assert_about("weekend", weekend, 0.33, 0.55);
}

#[test]
fn a_repeat_is_on_the_same_couple_and_is_grouped_with_its_first_case() {
    let all: Vec<_> = histories(&plan(12, 8_000)).collect();
    let (mut first, mut repeats, mut grouped) = (HashMap::<u32, CaseId>::new(), 0, 0);
    let (mut linked, mut separated, mut refused) = (0, 0, 0);
    for history in &all {
        let with = history.steps.iter().find_map(|step| match &step.command {
            Command::Linking(linking::Command::Group { this, with, .. }) => Some((*this, *with)),
            _ => None,
        });
        let earlier = first.get(&history.couple).copied();
        if let Some((this, with)) = with {
            assert_eq!((this, Some(with)), (history.case, earlier));
        }
        for step in &history.steps {
            if let Command::Linking(linking::Command::LinkPerson { same, .. }) = &step.command {
                assert_eq!(Some(same.case), earlier, "people are linked with those of their first case");
                linked += 1;
            }
            separated +=
                usize::from(matches!(step.command, Command::Linking(linking::Command::Separate { .. })));
            refused +=
                usize::from(matches!(step.command, Command::Linking(linking::Command::RefuseMatch { .. })));
        }
        repeats += usize::from(earlier.is_some());
        grouped += usize::from(with.is_some());
        first.entry(history.couple).or_insert(history.case);
    }
    assert_about("repeats", share(repeats, all.len()), 0.25, 0.31);
    assert_about("grouped", share(grouped, repeats), 0.55, 0.66);
    assert_about("linked, two people a case", share(linked, 2 * grouped), 0.7, 0.9);
    assert_about("separated", share(separated, grouped), 0.03, 0.09);
    assert_about("refused", share(refused, repeats), 0.02, 0.08);
}

#[test]
fn shares_are_as_planned() {
    let all: Vec<_> = histories(&plan(13, 8_000)).collect();
    let has = |holds: fn(&Command) -> bool| count(&all, |h| h.steps.iter().any(|s| holds(&s.command)));
    assert_about("disputes", count(&all, |h| report(h).head.kind == ReportKind::FamilyDispute), 0.83, 0.87);
    assert_about("children", count(&all, |h| report(h).facts.children_present.is_some()), 0.6, 0.8);
    assert_about(
        "decided",
        has(|c| matches!(c, Command::Prosecution(prosecution::Command::Decide { .. }))),
        0.93,
        0.99,
    );
    assert_about(
        "sensitive",
        has(|c| matches!(c, Command::Prosecution(prosecution::Command::MarkSensitive { .. }))),
        0.15,
        0.21,
    );
    assert_about("amended", has(|c| matches!(c, Command::Report(report::Command::Amend { .. }))), 0.04, 0.06);
    assert_about(
        "paused",
        has(|c| matches!(c, Command::Tasks(casework::tasks::Command::Pause { .. }))),
        0.01,
        0.06,
    );
    assert_about(
        "day two",
        has(|c| matches!(c, Command::FollowUp(follow_up::Command::DayTwo(_)))),
        0.4,
        0.65,
    );
    let reached = |c: &Command| {
        matches!(c, Command::FollowUp(follow_up::Command::Contact { outcome: ContactOutcome::Reached, .. }))
    };
    assert_about("reached", has(reached), 0.7, 0.95);
    let yes = count(&all, |h| report(h).facts.children_present == Some(Answer::Yes));
    assert_about("children present", yes, 0.2, 0.4);
}

#[test]
fn half_are_opened_within_about_two_hours_and_decided_within_about_eight_days() {
    let (mut opened, mut decided) = (Vec::new(), Vec::new());
    for history in histories(&plan(14, 5_000)) {
        let since = |at: Timestamp| at.duration_since(history.steps[0].at);
        for step in &history.steps {
            match (&step.by, &step.command) {
                (Actor::Eva(_), Command::Report(report::Command::AcknowledgeReceipt { .. })) => {
                    opened.push(since(step.at))
                }
                (_, Command::Prosecution(prosecution::Command::Decide { .. })) => {
                    decided.push(since(step.at))
                }
                _ => {}
            }
        }
    }
    let median = |mut times: Vec<SignedDuration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() / 3600.0
    };
    assert_about("hours to open", median(opened), 1.3, 3.2);
    assert_about("days to decide", median(decided) / 24.0, 6.5, 10.0);
}

#[test]
fn opening_names_the_account_of_the_caller() {
    let account = casework::record::id::UserId(uuid::Uuid::from_u128(42));
    for step in histories(&plan(15, 50)).flat_map(|history| history.steps) {
        if let Command::Report(report::Command::AcknowledgeReceipt { user, .. }) = step.command_of(account) {
            assert_eq!(user, account);
        }
    }
}

#[test]
fn every_step_is_about_the_report_of_its_history() {
    for history in histories(&plan(16, 800)) {
        let id: ReportId = report(&history).head.id;
        for step in history.steps.iter().skip(1) {
            let about = match &step.command {
                Command::Report(report::Command::Sign(report)) => panic!("signed twice: {}", report.head.pv),
                Command::Report(command) => command.report(),
                Command::FollowUp(command) => command.report(),
                Command::Prosecution(command) => command.report(),
                Command::Tasks(command) => command.report(),
                Command::Complaint(command) => command.report(),
                Command::ContactGuard(command) => command.report(),
                Command::Linking(linking::Command::Group { .. })
                | Command::Linking(linking::Command::Separate { .. })
                | Command::Linking(linking::Command::RefuseMatch { .. }) => id,
                Command::Linking(linking::Command::LinkPerson { .. }) | Command::Grants(_) => id,
                Command::Linking(linking::Command::UnlinkPerson { .. })
                | Command::Linking(linking::Command::PostponeMatch { .. })
                | Command::Linking(linking::Command::Mirror(_))
                | Command::Opening(_) => {
                    panic!("nobody does this here")
                }
            };
            assert_eq!(about, id);
        }
    }
}

/// Monday 23 November 2026, half past eight in Belgium.
fn monday(seed: u64, reports: u32) -> Plan {
    let zone = |code| ZoneCode::parse(code).expect("valid");
    let partner = |sector, office: &str| Recipient { sector, zone: None, office: office.to_owned() };
    let morning = Morning {
        here: (zone("5344"), Nis::parse("21015").expect("valid")),
        area: vec![zone("5344"), zone("5291")],
        elsewhere: [zone("5345"), zone("5303")],
        partners: [partner(Sector::Health, "Le Nid"), partner(Sector::HouseOfJustice, "Du Pont")],
    };
    let until = "2026-11-23T07:30:00Z".parse().expect("valid");
    Plan { until, morning: Some(morning), ..plan(seed, reports) }
}

fn timing() -> Timing {
    let (calendar, clocks, retention) = (
        include_str!("../../../content/calendar/be.toml"),
        include_str!("../../../content/clocks/demo.toml"),
        include_str!("../../../content/retention/demo.toml"),
    );
    Rules::parse(calendar, clocks, retention).expect("valid").timing
}

/// What waits on the morning.
#[derive(Debug, Default, PartialEq, Eq)]
struct Waits {
    new: usize,
    to_call: usize,
    appointments: Vec<String>,
    overdue: usize,
    undecided: u32,
    undecided_late: u32,
}

fn waits(plan: &Plan) -> Waits {
    let (timing, until) = (timing(), plan.until);
    let local = until.to_zoned_datetime(brussels()).datetime();
    let here = plan.morning.as_ref().map(|morning| morning.here.1.clone());
    let area = plan.morning.as_ref().map(|morning| morning.area.clone()).unwrap_or_default();
    let mut waits = Waits::default();
    for history in histories(plan) {
        let (case, id) = (replay(&history), report(&history).head.id);
        let open: Vec<_> = tasks(&case, &timing).into_iter().filter(Task::is_open).collect();
        let late = |task: &Task| task.due.is_some_and(|due| due < until);
        let of = |function| open.iter().filter(move |task| task.function == function);
        if area.contains(&history.zone) {
            waits.undecided += of(Function::Prosecutor).count() as u32;
            waits.undecided_late += of(Function::Prosecutor).filter(|task| late(task)).count() as u32;
        }
        let mut support = of(Function::Eva).filter(|task| task.neighbourhood == here).peekable();
        if support.peek().is_none() {
            continue;
        }
        if let Some(Calling::Hours(hours)) = calling(history.case, id, &case) {
            waits.to_call += usize::from(is_open(&hours, local));
        }
        let support: Vec<_> = support.collect();
        waits.new += usize::from(support.iter().any(|task| task.kind == TaskKind::Clock(ClockKind::Read)));
        waits.overdue += usize::from(support.iter().any(|task| late(task)));
        let booked = support.iter().filter(|task| task.kind == TaskKind::Appointment);
        waits.appointments.extend(
            booked
                .filter_map(|task| task.due)
                .map(|at| at.to_zoned_datetime(brussels()).datetime().to_string()),
        );
    }
    waits.appointments.sort();
    waits
}

#[test]
fn on_monday_morning_as_much_waits_as_was_said_however_many_reports_there_are() {
    for (seed, reports) in [(1, 0), (1, 150), (2, 150), (3, 2_000)] {
        let appointments = ["2026-11-23T10:00:00", "2026-11-23T15:30:00"].map(str::to_owned).to_vec();
        let wanted = Waits {
            new: NEW,
            to_call: TO_CALL,
            appointments,
            overdue: 1,
            undecided: UNDECIDED,
            undecided_late: LATE,
        };
        assert_eq!(waits(&monday(seed, reports)), wanted, "seed {seed}, {reports} reports");
    }
}

#[test]
fn nobody_of_the_weekend_shares_a_name_or_a_street_with_another() {
    let plan = monday(1, 500);
    let since = plan.until - SignedDuration::from_hours(63);
    let new = histories(&plan).filter(|history| history.steps[0].at > since);
    let here = new.filter(|history| history.neighbourhood().map(Nis::as_str) == Some("21015"));
    let reports: Vec<_> = here.map(|history| report(&history).clone()).collect();
    let different = |what: fn(&Report) -> String| reports.iter().map(what).collect::<HashSet<_>>().len();
    assert_eq!(reports.len(), NEW);
    assert_eq!(different(|report| report.people[0].given_names.clone()), NEW);
    assert_eq!(different(|report| report.people[0].family_name.clone()), NEW);
    assert_eq!(different(|report| report.facts.context.clone()), NEW);
    assert!(reports.iter().any(|report| report.people[0].given_names == "Samira"));
}

#[test]
fn a_report_speaks_of_children_only_where_there_are_some() {
    for history in histories(&plan(4, 1_500)) {
        let report = report(&history);
        if report.people.iter().any(|person| person.role == Role::Child) {
            continue;
        }
        // Who is there and not named is said to be there.
        let said = format!("{} {}", report.facts.words, report.facts.context);
        let speaks = ["les enfants", "De kinderen", "Die Kinder"].iter().any(|word| said.contains(word));
        assert!(!speaks || report.facts.children_present != Some(Answer::No), "{said}");
    }
}

#[test]
fn the_zones_of_the_directory_make_a_plan() {
    let directory = directory::Directory::embedded().unwrap();
    let plan = Plan::of_directory(&directory, 1, 200, "2026-11-24T11:00:00Z".parse().unwrap());
    assert!(
        plan.zones.iter().all(|zone| !zone.postcodes.is_empty() && zone.towns.len() == zone.postcodes.len())
    );
    assert_eq!(histories(&plan).count(), 200);
}

/// Every time that lies ahead of an entry, wherever it stands in it.
fn ahead(value: &serde_json::Value, at: Timestamp) -> Vec<Timestamp> {
    match value {
        serde_json::Value::String(text) => text.parse().ok().filter(|time| *time > at).into_iter().collect(),
        serde_json::Value::Array(values) => values.iter().flat_map(|value| ahead(value, at)).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(|value| ahead(value, at)).collect(),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => vec![],
    }
}

/// Today is made of tasks: what somebody promised or booked waits there, by then at the latest.
#[test]
fn whatever_lies_ahead_of_an_entry_is_a_task_that_waits() {
    let timing = timing();
    let mut kinds = HashSet::new();
    for history in histories(&plan(41, 2_000)) {
        let mut case = Case::default();
        for step in &history.steps {
            for body in decide(&case, &step.command, step.at).unwrap() {
                let promised = ahead(&serde_json::to_value(&body).unwrap(), step.at);
                let about = body.report();
                kinds.extend(promised.first().map(|_| body.kind().word()));
                case.add(&Entry { id: EntryId(history.case.0), at: step.at, by: author(&step.by), body });
                let Some(about) = about else { continue };
                let tasks = tasks(&case, &timing);
                let waits = |time: Timestamp| {
                    tasks.iter().filter(|task| task.subject == Subject::Report(about) && task.is_open()).any(
                        |task| task.due.is_some_and(|due| due <= time) || task.paused_until == Some(time),
                    )
                };
                for time in promised {
                    assert!(waits(time), "{time} of {:?} waits nowhere", step.command);
                }
            }
        }
    }
    let promises = ["contact-attempted", "appointment-booked"];
    assert!(promises.iter().all(|kind| kinds.contains(kind)), "the histories promise something: {kinds:?}");
}
