//! What opens a case to others, for how long, and what is put right in it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::case::{Body, Command, Entry, decide, fold};
use casework::grants::{
    BreakGlass, Consent, Correction, Grant, GrantKind, LONGEST_BREAK_GLASS, LONGEST_GRANT,
};
use casework::record::facets::Class;
use casework::record::form::Form;
use casework::record::id::{CorrectionId, EntryId, GrantId, PersonId, ReportId, UserId, ZoneCode};
use casework::record::person::{Language, Role};
use casework::record::refusal::Why;
use casework::record::staff::{Author, Function, Recipient, Sector};
use casework::report::form;
use casework::report::form::Context;
use casework::{grants, report};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const REPORT: ReportId = ReportId(Uuid::from_u128(1));
const GRANT: GrantId = GrantId(Uuid::from_u128(50));

fn minute(minutes: i64) -> Timestamp {
    "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

fn author(function: Function, sector: Sector) -> Author {
    let user = UserId(Uuid::from_u128(100 + function as u128));
    Author { user, name: function.to_string(), function, sector, zone: ZoneCode::parse("5344").ok() }
}

fn shelter() -> Recipient {
    Recipient { sector: Sector::Psychosocial, zone: ZoneCode::parse("5344").ok(), office: "A shelter".into() }
}

struct Desk(Vec<Entry>);

impl Desk {
    /// One report: a victim, and somebody who was taken for the other party, with a phone.
    fn new() -> Self {
        let fields = [
            ("pv_number", "BN.43.L3.000001/2026"),
            ("postcode", "1030"),
            ("happened_on", "1.3.2026"),
            ("facts", "Neighbours called."),
            ("children_present", "no"),
            ("day_two_agreed", "no"),
            ("p0.role", "victim"),
            ("p0.family_name", "Peeters"),
            ("p0.given_names", "Jan"),
            ("p1.role", "other-party"),
            ("p1.family_name", "Janssens"),
            ("p1.given_names", "Amina"),
            ("p1.phone1", "0470 11 22 33"),
            ("p1.phone1_readers", "nobody"),
        ];
        let typed: Form = fields.map(|(field, text)| (field.to_owned(), text.to_owned())).into();
        let context = Context { report: REPORT, zone: ZoneCode::parse("5344").unwrap(), now: minute(0) };
        let mut id = 1_000;
        let next = || {
            id += 1;
            Uuid::from_u128(id)
        };
        let report = form::read(&typed, &context, |_| None, next).unwrap();
        let mut desk = Self(vec![]);
        desk.give(0, Function::Intake, Command::Report(report::Command::Sign(Box::new(report)))).unwrap();
        desk
    }

    fn give(&mut self, at: i64, function: Function, command: Command) -> Result<(), Why> {
        let bodies = decide(&fold(&self.0), &command, minute(at)).map_err(|refusal| refusal.why)?;
        let sector = if function == Function::Partner { Sector::Psychosocial } else { Sector::Police };
        for body in bodies {
            let id = EntryId(Uuid::from_u128(1000 + self.0.len() as u128));
            self.0.push(Entry { id, at: minute(at), by: author(function, sector), body });
        }
        Ok(())
    }

    fn ask(&mut self, at: i64, command: grants::Command) -> Result<(), Why> {
        self.give(at, Function::Eva, Command::Grants(command))
    }

    fn person(&self, role: Role) -> PersonId {
        fold(&self.0).report(REPORT).unwrap().record.first(role).unwrap().id
    }

    fn grants(&self) -> Vec<Grant> {
        fold(&self.0).grants.grants()
    }
}

fn consent(desk: &Desk, until: Timestamp) -> Consent {
    let (person, classes) = (desk.person(Role::Victim), [Class::Facts].into());
    Consent { grant: GRANT, person, to: shelter(), classes, until, language: Language::Fr }
}

fn correction(desk: &Desk, to: Role) -> grants::Command {
    grants::Command::Correct(Correction {
        id: CorrectionId(Uuid::from_u128(60)),
        report: REPORT,
        person: desk.person(Role::OtherParty),
        from: to,
        to,
        reason: "She had called the police.".into(),
        tell: [shelter()].into(),
    })
}

#[test]
fn a_consent_without_an_end_that_is_near_or_without_content_is_refused() {
    let mut desk = Desk::new();
    let given = |until| grants::Command::Consent(consent(&Desk::new(), until));
    assert_eq!(desk.ask(1, given(minute(1))), Err(Why::InThePast));
    let too_far = minute(2) + LONGEST_GRANT;
    assert_eq!(desk.ask(1, given(too_far)), Err(Why::TooFar));
    let empty = grants::Command::Consent(Consent { classes: BTreeSet::new(), ..consent(&desk, minute(10)) });
    assert_eq!(desk.ask(1, empty), Err(Why::Empty));
    let stranger = Consent { person: PersonId(Uuid::from_u128(999)), ..consent(&desk, minute(10)) };
    assert_eq!(desk.ask(1, grants::Command::Consent(stranger)), Err(Why::UnknownPerson));
    assert!(desk.ask(1, given(minute(10))).is_ok());
    assert_eq!(desk.ask(2, given(minute(20))), Err(Why::AlreadyDone), "each consent is given once");
}

#[test]
fn a_withdrawal_ends_it_at_once_and_the_office_is_asked_to_acknowledge() {
    let mut desk = Desk::new();
    desk.ask(1, grants::Command::Consent(consent(&desk, minute(100)))).unwrap();
    assert!(desk.grants()[0].is_live(minute(5)));
    desk.ask(5, grants::Command::Withdraw { grant: GRANT, unread: false }).unwrap();
    let grant = &desk.grants()[0];
    assert!(grant.is_live(minute(4)) && !grant.is_live(minute(5)));
    assert_eq!(desk.ask(6, grants::Command::Withdraw { grant: GRANT, unread: false }), Err(Why::AlreadyDone));
    let notices = fold(&desk.0).grants.notices();
    assert_eq!((notices.len(), &notices[0].to, &notices[0].acknowledged), (1, &shelter(), &None));

    let other = Recipient { office: "Another shelter".into(), ..shelter() };
    let done = |to| grants::Command::Acknowledge { notice: GRANT.0, to };
    assert_eq!(desk.ask(7, done(other)), Err(Why::NothingToUndo), "only who was told acknowledges");
    desk.ask(8, done(shelter())).unwrap();
    desk.ask(9, done(shelter())).unwrap();
    assert_eq!(fold(&desk.0).grants.acknowledged.len(), 1, "twice changes nothing");
}

#[test]
fn broken_glass_is_for_one_person_for_hours_and_reviewed_once() {
    let mut desk = Desk::new();
    let glass = |until, reason: &str| {
        grants::Command::BreakGlass(BreakGlass { grant: GRANT, until, reason: reason.into() })
    };
    assert_eq!(desk.ask(1, glass(minute(60), " ")), Err(Why::ReasonNeeded));
    let long = minute(2) + LONGEST_BREAK_GLASS;
    assert_eq!(desk.ask(1, glass(long, "She is missing.")), Err(Why::TooFar));
    desk.ask(1, glass(minute(60), "She is missing.")).unwrap();
    let grant = &desk.grants()[0];
    assert_eq!(
        (grant.kind, grant.user),
        (GrantKind::BreakGlass, Some(author(Function::Eva, Sector::Police).user))
    );
    let review = |note: &str| grants::Command::Review {
        grant: GRANT,
        outcome: casework::grants::ReviewOutcome::Justified,
        note: note.into(),
    };
    assert_eq!(desk.ask(2, review("")), Err(Why::ReasonNeeded));
    desk.ask(2, review("She was found.")).unwrap();
    assert_eq!(desk.ask(3, review("Again.")), Err(Why::AlreadyDone));
}

#[test]
fn a_corrected_role_holds_everywhere_and_her_phone_becomes_a_safe_place() {
    let mut desk = Desk::new();
    let phone = |desk: &Desk| {
        let is_phone =
            |entry: &&Entry| matches!(entry.body, Body::Report(report::Entry::ChannelRecorded { .. }));
        desk.0.iter().find(is_phone).map(|entry| entry.body.class_in(&fold(&desk.0).grants.made_victims()))
    };
    assert_eq!(phone(&desk), Some(Class::Identity));
    assert_eq!(desk.ask(1, correction(&desk, Role::OtherParty)), Err(Why::AlreadyDone));
    desk.ask(1, correction(&desk, Role::Victim)).unwrap();
    let case = fold(&desk.0);
    assert!(case.report(REPORT).unwrap().record.first(Role::OtherParty).is_none());
    assert_eq!(phone(&desk), Some(Class::SafePlace));
    // What was written first is read from the case, never from whoever asks.
    assert_eq!(case.grants.corrections[0].what.from, Role::OtherParty);
    let notices = case.grants.notices();
    assert_eq!((notices.len(), &notices[0].to), (1, &shelter()));
}

proptest! {
    /// Whatever was given and taken back, nothing is open outside its dates or after its withdrawal.
    #[test]
    fn nothing_is_open_outside_its_time(until in 2_i64..500, taken in proptest::option::of(2_i64..500), asked in -10_i64..600) {
        let mut desk = Desk::new();
        desk.ask(1, grants::Command::Consent(consent(&desk, minute(until)))).unwrap();
        if let Some(taken) = taken {
            desk.ask(taken, grants::Command::Withdraw { grant: GRANT, unread: false }).unwrap();
        }
        let live = desk.grants()[0].is_live(minute(asked));
        prop_assert_eq!(live, asked >= 1 && asked < until && taken.is_none_or(|taken| asked < taken));
        let tomorrow = minute(asked) + SignedDuration::from_hours(24 * 800);
        prop_assert!(!desk.grants()[0].is_live(tomorrow));
    }
}
