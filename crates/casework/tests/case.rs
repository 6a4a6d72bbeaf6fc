//! One case from the counter to the decision: what is refused, what waits, and what the boards say.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::case::{Body, Case, Command, Entry, Timing, Unreadable, decide, fold, known_at, read};
use casework::follow_up::{ContactOutcome, DayTwo, EndReason, Stop};
use casework::linking::SamePerson;
use casework::prosecution::Decision;
use casework::reading::rows::{ReportRow, rows};
use casework::record::form::Form;
use casework::record::id::{CaseId, EntryId, Nis, PersonId, ReportId, UserId, ZoneCode};
use casework::record::person::{Exposure, Role, Terms};
use casework::record::refusal::Why;
use casework::record::staff::{Author, Function, Sector};
use casework::record::words::Answer;
use casework::report::form;
use casework::report::form::Context;
use casework::tasks::Task;
use casework::tasks::calendar::Calendar;
use casework::tasks::clocks::{ClockKind, Clocks};
use casework::{follow_up, linking, prosecution, report, tasks};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

const REPORT: ReportId = ReportId(Uuid::from_u128(1));
const THIS: CaseId = CaseId(Uuid::from_u128(9));
const OTHER: CaseId = CaseId(Uuid::from_u128(10));

/// A Monday morning, and minutes after it.
fn minute(minutes: i64) -> Timestamp {
    "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

fn timing() -> Timing {
    let clocks = include_str!("../../../content/clocks/demo.toml");
    let calendar = include_str!("../../../content/calendar/be.toml");
    Timing { calendar: Calendar::parse(calendar).unwrap(), clocks: Clocks::parse(clocks).unwrap() }
}

fn author(function: Function) -> Author {
    let user = UserId(Uuid::from_u128(100 + function as u128));
    let zone = ZoneCode::parse("5344").ok();
    Author { user, name: function.to_string(), function, sector: Sector::Police, zone }
}

/// A case on a desk: entries, and who does what next.
#[derive(Default)]
struct Desk {
    entries: Vec<Entry>,
}

impl Desk {
    /// With one signed report about a couple with a child.
    fn with_report() -> Self {
        Self::with(&[])
    }

    /// The same, with more answers in the form.
    fn with(more: &[(&str, &str)]) -> Self {
        let fields = [
            ("pv_number", "BN.43.L3.000001/2026"),
            ("postcode", "1030"),
            ("happened_on", "1.3.2026"),
            ("facts", "Neighbours called."),
            ("children_present", "yes"),
            ("children_impact", "Woke up."),
            ("day_two_agreed", "yes"),
            ("p0.role", "victim"),
            ("p0.family_name", "Peeters"),
            ("p0.given_names", "Amina"),
            ("p0.birth", "7/3/1985"),
            ("p1.role", "other-party"),
            ("p1.family_name", "Lambert"),
            ("p1.given_names", "Luc"),
            ("p1.birth", "1980"),
        ];
        let form: Form =
            fields.iter().chain(more).map(|(name, text)| (name.to_string(), text.to_string())).collect();
        let context = Context { report: REPORT, zone: ZoneCode::parse("5344").unwrap(), now: minute(0) };
        let mut id = 1_000;
        let next = || {
            id += 1;
            Uuid::from_u128(id)
        };
        let report = form::read(&form, &context, |_| Nis::parse("21015").ok(), next).unwrap();
        let mut desk = Self::default();
        desk.give(0, Function::Intake, Command::Report(report::Command::Sign(Box::new(report)))).unwrap();
        desk
    }

    fn case(&self) -> Case {
        fold(&self.entries)
    }

    fn give(&mut self, at: i64, by: Function, command: Command) -> Result<usize, Why> {
        let bodies = decide(&self.case(), &command, minute(at)).map_err(|refusal| refusal.why)?;
        for body in &bodies {
            let id = EntryId(Uuid::from_u128(self.entries.len() as u128));
            self.entries.push(Entry { id, at: minute(at), by: author(by), body: body.clone() });
        }
        Ok(bodies.len())
    }

    fn open(&mut self, at: i64, by: Function) -> Result<usize, Why> {
        self.give(
            at,
            by,
            Command::Report(report::Command::AcknowledgeReceipt { report: REPORT, user: author(by).user }),
        )
    }

    fn call(&mut self, at: i64, outcome: ContactOutcome, next_try: Option<i64>) -> Result<usize, Why> {
        let next_try = next_try.map(minute);
        self.give(
            at,
            Function::Eva,
            Command::FollowUp(follow_up::Command::Contact {
                report: REPORT,
                outcome,
                next_try,
                note: String::new(),
            }),
        )
    }

    fn end(&mut self, at: i64, reason: EndReason, note: &str) -> Result<usize, Why> {
        self.give(
            at,
            Function::Eva,
            Command::FollowUp(follow_up::Command::EndFollowUp { report: REPORT, reason, note: note.into() }),
        )
    }

    fn take_back(&mut self, at: i64, what: Stop, reason: &str) -> Result<usize, Why> {
        self.give(
            at,
            Function::Eva,
            Command::FollowUp(follow_up::Command::TakeBack { report: REPORT, what, reason: reason.into() }),
        )
    }

    fn person(&self, role: Role) -> PersonId {
        self.case().report(REPORT).unwrap().record.first(role).unwrap().id
    }

    /// By a magistrate.
    fn decide(&mut self, at: i64, command: Command) -> Result<usize, Why> {
        self.give(at, Function::Prosecutor, command)
    }

    fn row(&self) -> ReportRow {
        rows(THIS, &self.case(), &timing()).remove(0)
    }

    fn waits(&self) -> Option<ClockKind> {
        self.row().support_next
    }
}

/// The Tuesday after that Monday.
const NEXT_DAY: i64 = 24 * 60;

fn answers(all: Answer, note: &str) -> Command {
    Command::FollowUp(follow_up::Command::DayTwo(DayTwo {
        report: REPORT,
        framework_explained: all,
        hearing_prepared: all,
        companion_wanted: all,
        housing_safe: all,
        own_income: all,
        note: note.into(),
    }))
}

fn day_two() -> Command {
    answers(Answer::Yes, "")
}

#[test]
fn first_it_waits_to_be_read_then_for_a_call_then_for_day_two_then_for_nothing() {
    let mut desk = Desk::with_report();
    assert_eq!(desk.waits(), Some(ClockKind::Read));
    desk.open(10, Function::Eva).unwrap();
    assert_eq!(desk.waits(), Some(ClockKind::FirstContact));
    desk.call(20, ContactOutcome::Reached, None).unwrap();
    assert_eq!(desk.waits(), Some(ClockKind::DayTwo));
    desk.give(NEXT_DAY, Function::Eva, day_two()).unwrap();
    assert_eq!(desk.waits(), None);
    assert_eq!(desk.row().contact_at, Some(minute(20)));
}

#[test]
fn a_head_who_reads_in_her_place_has_read() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::EvaHead).unwrap();
    assert_eq!((desk.waits(), desk.row().read_at), (Some(ClockKind::FirstContact), Some(minute(10))));
}

#[test]
fn an_officer_or_a_magistrate_who_reads_does_not_read_for_victim_support() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Prosecutor).unwrap();
    assert_eq!((desk.waits(), desk.row().read_at), (Some(ClockKind::Read), None));
    assert_eq!(desk.row().label.seen_by, "prosecutor");
}

#[test]
fn the_second_opening_by_the_same_person_writes_nothing() {
    let mut desk = Desk::with_report();
    assert_eq!(desk.open(10, Function::Eva), Ok(1));
    assert_eq!(desk.open(11, Function::Eva), Ok(0));
}

#[test]
fn the_next_try_is_when_it_was_planned() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::NoAnswer, Some(500)).unwrap();
    assert_eq!(desk.row().support_due, Some(minute(500)));
    assert_eq!(desk.call(30, ContactOutcome::NoAnswer, Some(29)), Err(Why::InThePast));
}

#[test]
fn a_try_that_was_planned_is_at_its_hour_and_a_clock_that_runs_is_not() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    let planned = |desk: &Desk| {
        let of = |task: &Task| task.is_open() && task.due == desk.row().support_due;
        casework::case::tasks(&desk.case(), &timing()).iter().find(|task| of(task)).map(Task::is_planned)
    };
    assert_eq!(planned(&desk), Some(false), "by when she must be called");
    desk.call(20, ContactOutcome::NoAnswer, Some(500)).unwrap();
    assert_eq!(planned(&desk), Some(true), "when she is called next");
    desk.call(510, ContactOutcome::Reached, Some(700)).unwrap();
    assert_eq!((desk.waits(), planned(&desk)), (Some(ClockKind::CallBack), Some(true)), "as promised");
}

#[test]
fn whoever_declines_is_not_called_on_day_two() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::Declined, None).unwrap();
    assert_eq!(desk.waits(), None);
}

#[test]
fn a_follow_up_that_ended_leaves_the_queue_and_stays_uncontacted() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    assert_eq!(desk.end(20, EndReason::NotReached, "Five calls."), Err(Why::NothingTried));
    desk.call(30, ContactOutcome::NoAnswer, None).unwrap();
    assert_eq!(desk.end(40, EndReason::NotReached, "  "), Err(Why::ReasonNeeded));
    desk.end(50, EndReason::NotReached, "Five calls.").unwrap();
    assert_eq!((desk.waits(), desk.row().contact_at), (None, None));
    assert_eq!(desk.end(60, EndReason::HandedOver, "Again."), Err(Why::AlreadyDone));
}

#[test]
fn what_was_taken_back_stops_no_clock_any_more_and_stays_readable() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    assert_eq!(desk.take_back(11, Stop::Contact, "Nothing yet."), Err(Why::NothingToUndo));
    desk.call(20, ContactOutcome::NoAnswer, Some(500)).unwrap();
    let before = desk.row();
    desk.call(30, ContactOutcome::Reached, None).unwrap();
    assert_eq!(desk.waits(), Some(ClockKind::DayTwo));
    assert_eq!(desk.take_back(35, Stop::Contact, " "), Err(Why::ReasonNeeded));
    assert_eq!(desk.take_back(40, Stop::Contact, "It was her sister."), Ok(2));
    assert_eq!(desk.row(), before, "as if it had not been written");
    let case = desk.case();
    let follow_up = &case.report(REPORT).unwrap().follow_up;
    let taken = &follow_up.taken_back[0];
    assert_eq!((taken.at, taken.what.stopped.stamp().at), (minute(40), minute(30)));
    assert_eq!(taken.what.reason.as_deref(), Some("It was her sister."));
    assert_eq!(case.timeline.iter().filter(|event| event.at >= minute(20)).count(), 3, "nothing is gone");
    desk.take_back(50, Stop::Contact, "Another number.").unwrap();
    assert_eq!(desk.take_back(60, Stop::Contact, "Again."), Err(Why::NothingToUndo));
}

#[test]
fn a_day_two_and_an_end_that_were_mistakes_are_taken_back_and_can_be_recorded_anew() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::Reached, None).unwrap();
    desk.give(NEXT_DAY, Function::Eva, day_two()).unwrap();
    desk.take_back(NEXT_DAY + 1, Stop::DayTwo, "Another report.").unwrap();
    assert_eq!((desk.waits(), desk.row().day_two_at), (Some(ClockKind::DayTwo), None));
    desk.end(NEXT_DAY + 2, EndReason::NotNeeded, "By mistake.").unwrap();
    assert_eq!(desk.waits(), None);
    desk.take_back(NEXT_DAY + 3, Stop::End, "Another report.").unwrap();
    assert_eq!(desk.give(NEXT_DAY + 4, Function::Eva, day_two()), Ok(2));
    assert_eq!(desk.row().day_two_at, Some(minute(NEXT_DAY + 4)));
}

#[test]
fn the_only_attempt_is_not_taken_from_under_an_end_that_says_not_reached() {
    let mut desk = Desk::with_report();
    desk.call(20, ContactOutcome::NoAnswer, None).unwrap();
    desk.end(30, EndReason::NotReached, "One call.").unwrap();
    assert_eq!(desk.take_back(40, Stop::Contact, "Another report."), Err(Why::NothingTried));
    desk.take_back(50, Stop::End, "Another report.").unwrap();
    desk.take_back(60, Stop::Contact, "Another report.").unwrap();
    assert_eq!(desk.waits(), Some(ClockKind::Read));
}

#[test]
fn why_something_was_taken_back_is_for_victim_support_alone() {
    let mut desk = Desk::with_report();
    desk.call(20, ContactOutcome::Reached, None).unwrap();
    desk.take_back(30, Stop::Contact, "It was her sister.").unwrap();
    let with_words = |entry: &&Entry| serde_json::to_string(entry).unwrap().contains("sister");
    let told: Vec<_> = desk.entries.iter().filter(with_words).map(|entry| entry.body.class()).collect();
    assert_eq!(told, [casework::record::facets::Class::Psychosocial]);
}

#[test]
fn a_reason_without_its_fact_is_given_to_no_other_correction() {
    let mut desk = Desk::with_report();
    for at in [20, 40] {
        desk.call(at, ContactOutcome::NoAnswer, None).unwrap();
        desk.take_back(at + 1, Stop::Contact, &format!("Reason {at}.")).unwrap();
    }
    let second = |entry: &&Entry| {
        entry.at != minute(41) || !matches!(entry.body, Body::FollowUp(follow_up::Entry::TakenBack { .. }))
    };
    let case = fold(desk.entries.iter().filter(second));
    let taken = &case.report(REPORT).unwrap().follow_up.taken_back;
    assert_eq!(taken.iter().filter_map(|one| one.what.reason.as_deref()).collect::<Vec<_>>(), ["Reason 20."]);
}

#[test]
fn a_call_is_planned_in_her_hours_or_with_a_reason() {
    // Mondays before noon in Belgium.
    let hours = [("p0.phone0_day.mon", "yes"), ("p0.phone0_from", "8:00"), ("p0.phone0_to", "12:00")];
    let mut desk = Desk::with(&[&[("p0.phone0", "0400 00 00 01")], &hours[..]].concat());
    let week = 7 * 24 * 60;
    let try_at = |next: i64, note: &str| {
        let (next_try, note) = (Some(minute(next)), note.to_owned());
        let outcome = ContactOutcome::NoAnswer;
        Command::FollowUp(follow_up::Command::Contact { report: REPORT, outcome, next_try, note })
    };
    assert_eq!(desk.give(10, Function::Eva, try_at(week + 30, "")), Ok(1), "Monday at 10:30");
    assert_eq!(desk.give(20, Function::Eva, try_at(week + 120, "")), Err(Why::OutsideHours), "noon is over");
    assert_eq!(desk.give(30, Function::Eva, try_at(24 * 60, " ")), Err(Why::OutsideHours), "a Tuesday");
    assert_eq!(desk.give(40, Function::Eva, try_at(24 * 60, "She asked for it.")), Ok(2));
    let mut unasked = Desk::with(&[("p0.phone0", "0400 00 00 01")]);
    assert_eq!(unasked.give(10, Function::Eva, try_at(24 * 60, "")), Ok(1), "nobody asked for hours");
}

#[test]
fn others_are_told_that_it_was_tried_or_settled_and_neither_how_it_ended_nor_when_the_next_call_comes() {
    for outcome in ContactOutcome::given() {
        let mut desk = Desk::with_report();
        desk.call(20, outcome, Some(24 * 60)).unwrap();
        let told = |entry: &Entry| {
            let body = entry.body.without_reason().unwrap_or_else(|| entry.body.clone());
            Entry { body, ..entry.clone() }
        };
        assert_eq!(desk.entries.last().unwrap().body.class(), casework::record::facets::Class::Psychosocial);
        let told: Vec<_> = desk.entries.iter().map(told).collect();
        let case = fold(&told);
        let state = &case.report(REPORT).unwrap().follow_up;
        assert_eq!(state.contact().is_some(), outcome.settles(), "{outcome}");
        assert_eq!((state.declined(), state.promised()), (false, None), "{outcome}");
        let waits = |kind| {
            casework::case::tasks(&case, &timing()).iter().any(|task| task.kind == kind && task.is_open())
        };
        let day_two = tasks::TaskKind::Clock(ClockKind::DayTwo);
        assert_eq!(
            waits(day_two),
            !outcome.settles(),
            "whether day 2 still waits would tell that she declined"
        );
        let said = serde_json::to_string(&told).unwrap();
        assert!(!said.contains(&format!("\"{outcome}\"")), "{outcome}");
    }
    let mut desk = Desk::with_report();
    for untold in [ContactOutcome::Settled, ContactOutcome::Tried] {
        assert_eq!(desk.call(20, untold, None), Err(Why::NotGiven));
    }
}

#[test]
fn day_two_is_neither_empty_nor_on_the_day_of_the_report() {
    let mut desk = Desk::with_report();
    // At 23:30 in Belgium it is still the day of the report, and at 0:10 no longer.
    assert_eq!(desk.give(13 * 60 + 30, Function::Eva, day_two()), Err(Why::DayTwoTooEarly));
    let nothing = |note| answers(Answer::Unknown, note);
    assert_eq!(desk.give(14 * 60 + 10, Function::Eva, nothing("  ")), Err(Why::AllUnknown));
    assert_eq!(desk.give(14 * 60 + 10, Function::Eva, nothing("She calls back.")), Ok(2));
}

#[test]
fn of_a_report_that_the_police_sent_it_is_known_whether_somebody_called() {
    let mut desk = Desk::with_report();
    assert!(!desk.row().contact_unknown, "nobody called, and that is known");
    for entry in &mut desk.entries {
        if let Body::Report(report::Entry::ReportSigned(head)) = &mut entry.body {
            head.imported = true;
        }
    }
    assert!(desk.row().contact_unknown, "an extract says nothing of calls before it");
    desk.call(30, ContactOutcome::Reached, None).unwrap();
    assert!(!desk.row().contact_unknown);
}

#[test]
fn a_clock_that_stands_still_is_never_late_and_runs_out_later_by_what_it_stood() {
    let mut desk = Desk::with_report();
    let due = desk.row().decision_due.unwrap();
    let clock = ClockKind::Decision;
    let pause = Command::Tasks(tasks::Command::Pause {
        report: REPORT,
        clock,
        until: minute(3_000),
        reason: "Expert heard.".into(),
    });
    let resume = Command::Tasks(tasks::Command::Resume { report: REPORT, clock });
    assert_eq!(desk.give(5, Function::Prosecutor, resume.clone()), Err(Why::ClockState));
    desk.give(10, Function::Prosecutor, pause.clone()).unwrap();
    assert_eq!(desk.give(11, Function::Prosecutor, pause), Err(Why::ClockState));
    assert_eq!(desk.row().decision_due, Some(due + 2_990.minutes()), "as planned");
    desk.give(70, Function::Prosecutor, resume).unwrap();
    assert_eq!(desk.row().decision_due, Some(due + 60.minutes()));
}

#[test]
fn that_a_call_is_late_and_that_a_decision_is_late_are_told_apart() {
    let mut desk = Desk::with_report();
    let tell = |clock, to| Command::Tasks(tasks::Command::Escalate { report: REPORT, clock, to });
    desk.give(900, Function::Administrator, tell(ClockKind::Read, Function::EvaHead)).unwrap();
    assert!(desk.row().support_told && !desk.row().decision_told);
    assert_eq!(desk.give(901, Function::Administrator, tell(ClockKind::Read, Function::EvaHead)), Ok(0));
    desk.open(910, Function::Eva).unwrap();
    assert!(!desk.row().support_told, "another clock waits now: of that one nobody was told");
}

#[test]
fn a_decision_needs_a_reason_and_the_last_one_holds() {
    let mut desk = Desk::with_report();
    let with = |decision, reason: &str| {
        Command::Prosecution(prosecution::Command::Decide { report: REPORT, decision, reason: reason.into() })
    };
    assert_eq!(desk.give(10, Function::Prosecutor, with(Decision::Closed, "")), Err(Why::ReasonNeeded));
    desk.give(10, Function::Prosecutor, with(Decision::Closed, "For now.")).unwrap();
    desk.give(20, Function::Prosecutor, with(Decision::Hearing, "New facts.")).unwrap();
    let row = desk.row();
    assert_eq!((row.decision, row.decision_due), (Some(Decision::Hearing), None));
}

#[test]
fn what_was_known_on_a_day_is_the_same_fold_cut_at_that_time() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::Reached, None).unwrap();
    let then = fold(known_at(&desk.entries, minute(15)));
    assert!(then.report(REPORT).unwrap().follow_up.contact().is_none() && then.timeline.len() == 2);
    assert_eq!(fold(known_at(&desk.entries, minute(-1))), Case::default());
}

#[test]
fn children_present_and_what_it_did_to_them_are_on_record() {
    let row = Desk::with_report().row();
    assert!(row.children && row.children_recorded);
}

#[test]
fn a_report_is_signed_once() {
    let mut desk = Desk::with_report();
    let again = Desk::with_report().case();
    let head = again.report(REPORT).unwrap();
    let report = casework::report::Report {
        head: head.record.head().unwrap().clone(),
        facts: head.record.facts.clone().unwrap(),
        risk: head.record.risk.clone().unwrap(),
        people: head.record.people.clone(),
        channels: vec![],
        safe_contact: casework::report::SafeContact {
            report: REPORT,
            instructions: String::new(),
            children_now: String::new(),
        },
    };
    assert_eq!(
        desk.give(1, Function::Intake, Command::Report(report::Command::Sign(Box::new(report)))),
        Err(Why::AlreadySigned)
    );
    let other = ReportId(Uuid::from_u128(77));
    let amend = Command::Report(report::Command::Amend { report: other, text: "More.".into() });
    assert_eq!(desk.give(2, Function::Intake, amend), Err(Why::UnknownReport));
}

#[test]
fn every_kind_of_entry_is_read_back_as_it_was_written() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::NoAnswer, Some(90)).unwrap();
    desk.end(30, EndReason::NoSafeWay, "He answers her phone.").unwrap();
    for entry in &desk.entries {
        let stored = serde_json::to_vec(entry).unwrap();
        assert_eq!(
            read(entry.body.kind().facets().version, &stored).unwrap(),
            *entry,
            "{}",
            entry.body.kind().word()
        );
    }
}

#[test]
fn a_channel_of_an_old_version_has_readers_and_hours_that_nobody_asked_about() {
    let old = r#"{"id":"00000000-0000-0000-0000-000000000001","at":"2026-01-01T00:00:00Z",
        "by":{"user":"00000000-0000-0000-0000-000000000002","name":"N","function":"intake","sector":"police","zone":null},
        "body":{"type":"channel-recorded","report":"00000000-0000-0000-0000-000000000003","role":"victim",
        "channel":{"person":"00000000-0000-0000-0000-000000000004","at":{"phone":"0400 00 00 00"}}}}"#;
    let of = |version, stored: &str| match read(version, stored.as_bytes()).unwrap().body {
        Body::Report(report::Entry::ChannelRecorded { channel, .. }) => channel,
        other => panic!("{other:?} is no channel"),
    };
    assert_eq!((of(0, old).exposure, of(0, old).terms), (Exposure::Unknown, Terms::default()));
    // Version 2 asked who reads it, and nothing else.
    let second =
        old.replace(r#"{"phone":"0400 00 00 00"}"#, r#"{"phone":"0400 00 00 00"},"readers":"nobody""#);
    assert_eq!((of(2, &second).exposure, of(2, &second).terms), (Exposure::Nobody, Terms::default()));
    assert!(matches!(read(4, old.as_bytes()), Err(Unreadable::FromTheFuture { .. })));
}

#[test]
fn what_victim_support_says_of_a_pause_stands_in_a_note_that_police_and_prosecution_do_not_read() {
    let mut desk = Desk::with_report();
    let reason = "With her sister in Namur until Monday.";
    let (clock, until) = (ClockKind::FirstContact, minute(4_000));
    let pause = Command::Tasks(tasks::Command::Pause { report: REPORT, clock, until, reason: reason.into() });
    assert_eq!(desk.give(10, Function::Eva, pause), Ok(2));
    let with_words = |entry: &&Entry| serde_json::to_string(entry).unwrap().contains("sister");
    let told: Vec<_> = desk.entries.iter().filter(with_words).map(|entry| entry.body.class()).collect();
    assert_eq!(told, [casework::record::facets::Class::Psychosocial]);
    assert_eq!(desk.waits(), Some(ClockKind::Read), "a pause takes nothing out of the queue");
}

#[test]
fn a_call_back_that_was_promised_waits_in_the_queue_although_contact_is_settled() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::Reached, Some(600)).unwrap();
    assert_eq!((desk.waits(), desk.row().support_due), (Some(ClockKind::CallBack), Some(minute(600))));
    desk.call(610, ContactOutcome::Reached, None).unwrap();
    assert_eq!(desk.waits(), Some(ClockKind::DayTwo));
    desk.end(620, EndReason::HandedOver, "The CPAS takes over.").unwrap();
    assert_eq!(desk.call(630, ContactOutcome::NoAnswer, Some(700)), Err(Why::FollowUpEnded));
}

#[test]
fn a_mistyped_year_does_not_put_a_clock_to_sleep() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    let due = desk.row().support_due;
    assert_eq!(desk.call(20, ContactOutcome::NoAnswer, Some(36 * 365 * 24 * 60)), Err(Why::TooFar));
    desk.call(20, ContactOutcome::NoAnswer, Some(20 * 24 * 60)).unwrap();
    assert_eq!(desk.row().support_due, due, "a try after the clock runs out does not stop the clock");
}

#[test]
fn whoever_declined_while_he_listened_and_was_reached_later_is_called_on_day_two() {
    let mut desk = Desk::with_report();
    desk.open(10, Function::Eva).unwrap();
    desk.call(20, ContactOutcome::Declined, None).unwrap();
    desk.call(60, ContactOutcome::Reached, None).unwrap();
    assert_eq!(desk.waits(), Some(ClockKind::DayTwo));
    assert_eq!(desk.end(70, EndReason::NotReached, "x"), Err(Why::AlreadyDone));
}

fn group() -> Command {
    Command::Linking(linking::Command::Group { this: THIS, with: OTHER, reason: "Same couple.".into() })
}

fn separate() -> Command {
    Command::Linking(linking::Command::Separate {
        this: THIS,
        with: OTHER,
        reason: "Not the same couple.".into(),
    })
}

fn refuse(score: i32) -> Command {
    Command::Linking(linking::Command::RefuseMatch {
        this: THIS,
        with: OTHER,
        score,
        reason: "Cousins.".into(),
    })
}

#[test]
fn what_was_grouped_is_separated_again_for_a_reason_and_nothing_is_lost() {
    let mut desk = Desk::with_report();
    assert_eq!(desk.decide(1, separate()), Err(Why::NothingToUndo));
    assert_eq!((desk.decide(2, group()), desk.decide(3, group())), (Ok(1), Ok(0)));
    let silent = Command::Linking(linking::Command::Separate { this: THIS, with: OTHER, reason: " ".into() });
    assert_eq!(desk.decide(4, silent), Err(Why::ReasonNeeded));
    assert!(desk.row().grouped);
    // Her clock is behind that of whoever grouped: her wish is the later one all the same.
    assert_eq!(desk.decide(-50, separate()), Ok(1));
    let case = desk.case();
    assert!(!case.linking.is_grouped(OTHER) && !desk.row().grouped);
    assert_eq!(case.linking.cases[&OTHER].separated().unwrap().what, "Not the same couple.");
    assert_eq!(case.linking.cases[&OTHER].statements.iter().count(), 2);
    assert_eq!((desk.decide(5, group()), desk.row().grouped), (Ok(1), true));
    assert_eq!(desk.case().linking.cases[&OTHER].separated(), None);
}

#[test]
fn a_refusal_holds_until_they_look_more_alike_or_are_followed_together() {
    let mut desk = Desk::with_report();
    assert_eq!(desk.decide(1, refuse(80)), Ok(1));
    assert_eq!(desk.decide(2, refuse(80)), Err(Why::AlreadyDone));
    assert_eq!(desk.decide(3, refuse(95)), Ok(1));
    assert_eq!(desk.case().linking.cases[&OTHER].refused().map(|(score, _)| score), Some(95));
    assert_eq!(desk.decide(4, group()), Ok(1), "a grouping is always allowed");
    assert_eq!(desk.decide(5, refuse(99)), Err(Why::Grouped));
    assert_eq!(desk.decide(6, separate()), Ok(1));
    assert_eq!(desk.case().linking.cases[&OTHER].refused(), None, "the grouping cleared it");
}

#[test]
fn a_proposal_put_off_comes_back_and_any_decision_ends_the_wait() {
    let mut desk = Desk::with_report();
    let later = |until| {
        Command::Linking(linking::Command::PostponeMatch { this: THIS, with: OTHER, until: minute(until) })
    };
    assert_eq!(desk.decide(10, later(5)), Err(Why::InThePast));
    assert_eq!(desk.decide(11, later(900)), Ok(1));
    assert_eq!(desk.case().linking.cases[&OTHER].postponed, Some(minute(900)));
    desk.decide(12, refuse(80)).unwrap();
    assert_eq!(desk.case().linking.cases[&OTHER].postponed, None);
}

#[test]
fn people_are_linked_and_unlinked_and_two_roles_of_one_report_are_two_people() {
    let mut desk = Desk::with_report();
    let (victim, other) = (desk.person(Role::Victim), desk.person(Role::OtherParty));
    let there = PersonId(Uuid::from_u128(77));
    let same = |here| SamePerson { here, case: OTHER, person: there };
    let link = |same| {
        Command::Linking(linking::Command::LinkPerson { this: THIS, same, reason: "Same birth date.".into() })
    };
    let unlink = |same| {
        Command::Linking(linking::Command::UnlinkPerson { this: THIS, same, reason: "A sister.".into() })
    };
    assert_eq!(desk.decide(1, unlink(same(victim))), Err(Why::NothingToUndo));
    assert_eq!(desk.decide(1, link(same(PersonId(Uuid::from_u128(5))))), Err(Why::UnknownPerson));
    assert_eq!(desk.decide(2, link(same(victim))), Ok(1));
    assert_eq!(desk.decide(3, link(same(victim))), Err(Why::AlreadyDone));
    assert_eq!(desk.decide(4, link(same(other))), Err(Why::TwoRoles), "through somebody of another case");
    let own = |here, person| SamePerson { here, case: THIS, person };
    assert_eq!(desk.decide(5, link(own(victim, other))), Err(Why::TwoRoles));
    assert_eq!(desk.decide(5, link(own(other, victim))), Err(Why::TwoRoles));
    assert_eq!(desk.decide(5, link(own(victim, victim))), Err(Why::SamePerson));
    assert_eq!(desk.decide(6, unlink(same(victim))), Ok(1));
    assert_eq!((desk.case().linking.linked().count(), desk.decide(7, link(same(other)))), (0, Ok(1)));
}

#[test]
fn the_other_case_hears_of_a_wish_once_and_says_the_same_from_its_side() {
    let mut here = Desk::with_report();
    let mut there = Desk::with_report();
    let victim = here.person(Role::Victim);
    let same = SamePerson { here: victim, case: OTHER, person: PersonId(Uuid::from_u128(77)) };
    here.decide(1, group()).unwrap();
    here.decide(
        2,
        Command::Linking(linking::Command::LinkPerson { this: THIS, same, reason: "Seen.".into() }),
    )
    .unwrap();
    let told = here.entries.iter().filter_map(|entry| entry.body.effects(THIS).tell);
    for (to, mirror) in told.collect::<Vec<_>>() {
        assert_eq!(to, OTHER);
        let heard: Vec<_> = [9, 10]
            .map(|at| there.decide(at, Command::Linking(linking::Command::Mirror(mirror.clone()))))
            .into();
        assert_eq!(heard, [Ok(1), Ok(0)]);
    }
    assert!(
        there.case().linking.is_grouped(THIS) && there.case().linking.is_linked(&same.seen_from_there(THIS))
    );
    for entry in here.entries.iter().chain(&there.entries) {
        let stored = serde_json::to_vec(entry).unwrap();
        assert_eq!(
            read(entry.body.kind().facets().version, &stored).unwrap(),
            *entry,
            "{}",
            entry.body.kind().word()
        );
    }
}

#[test]
fn a_grouping_of_the_first_version_was_wished_when_it_was_written_and_old_facts_ask_nothing_of_a_breach() {
    let old = |body: &str| {
        let by = r#"{"user":"00000000-0000-0000-0000-000000000002","name":"N","function":"eva","sector":"victim-support","zone":null}"#;
        let head = r#"{"id":"00000000-0000-0000-0000-000000000001","at":"2026-01-01T00:00:00Z","by":"#;
        read(1, format!("{head}{by},\"body\":{body}}}").as_bytes()).unwrap()
    };
    let grouped = old(r#"{"type":"grouped","with":"00000000-0000-0000-0000-00000000000a","reason":"x"}"#);
    let expected =
        Body::Linking(linking::Entry::Grouped { with: OTHER, reason: "x".into(), stated_at: grouped.at });
    assert_eq!(grouped.body, expected);
    let facts = r#"{"type":"facts-recorded","report":"00000000-0000-0000-0000-000000000001","place":"","context":"",
        "words":"","actions":"","children_present":null,"children_impact":"","measures":"","left_spontaneously":"no",
        "referrals":[]}"#;
    assert!(
        matches!(old(facts).body, Body::Report(report::Entry::FactsRecorded(facts)) if facts.breach == Answer::Unknown)
    );
}
