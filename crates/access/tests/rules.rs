//! What the shipped policies grant and refuse, as sentences. What they can *never* do is proved in `crates/proofs`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod scene;

use access::{Asked, Audience, CaseFacts, Copy, PolicyDecision, Purpose, Viewer};
use casework::case::{Body, Command, Entry};
use casework::grants::{Grant, GrantKind, LegalGround, ReviewOutcome};
use casework::linking::SamePerson;
use casework::record::facets::Class;
use casework::record::id::{CaseId, EntryId, GrantId, PersonId, ReportId, UserId, ZoneCode};
use casework::record::person::{Channel, Reach, Role};
use casework::record::staff::{Author, Function, Part, Recipient, Sector};
use casework::tasks::clocks::ClockKind;
use casework::{follow_up, grants, linking, opening, prosecution, report, tasks};
use jiff::{SignedDuration, Timestamp};
use scene::{POLICIES, elsewhere, now, viewer, zone};
use std::collections::BTreeSet;
use uuid::Uuid;

fn sector(function: Function) -> Sector {
    function.usual_sector()
}

fn entry(sector: Sector, body: Body) -> Entry {
    let by = Author {
        user: UserId(Uuid::from_u128(1)),
        name: "A".into(),
        function: Function::Intake,
        sector,
        zone: Some(zone()),
    };
    Entry { id: EntryId(Uuid::from_u128(2)), at: now(), by, body }
}

fn here() -> CaseFacts {
    CaseFacts::in_zone(zone())
}

fn reads(function: Function, entry: &Entry) -> bool {
    reads_in(&here(), function, entry)
}

fn reads_in(case: &CaseFacts, function: Function, entry: &Entry) -> bool {
    let viewer = viewer(function);
    let asked = Asked::of(&viewer, now(), case);
    let decision = POLICIES.may_read(&asked, entry);
    assert!(!decision.allowed || !decision.because.is_empty(), "a permit has a rule");
    let readable = POLICIES.readable(&asked, std::slice::from_ref(entry));
    assert_eq!(decision.allowed, readable.iter().any(|shown| shown == entry), "one by one and all at once");
    decision.allowed
}

fn report() -> ReportId {
    ReportId(Uuid::from_u128(3))
}

fn note() -> Body {
    Body::FollowUp(follow_up::Entry::ContactNoted { report: report(), note: "x".into() })
}

fn safe_phone() -> Body {
    phone_of(Role::Victim)
}

fn phone_of(role: Role) -> Body {
    let person = PersonId(Uuid::from_u128(4));
    let channel = Channel::new(
        person,
        Reach::Phone("0400 00 00 00".into()),
        casework::record::person::Exposure::Nobody,
    );
    Body::Report(report::Entry::ChannelRecorded { report: report(), role, channel })
}

fn facts() -> Body {
    Body::Report(report::Entry::Amended { report: report(), text: "x".into() })
}

fn decided(reason: &str) -> Body {
    Body::Prosecution(prosecution::Entry::Decided {
        report: report(),
        decision: casework::prosecution::Decision::Hearing,
        reason: reason.into(),
    })
}

fn grant(kind: GrantKind, to: Sector, classes: &[Class]) -> Grant {
    let hour = SignedDuration::from_hours(1);
    Grant {
        id: GrantId(Uuid::from_u128(9)),
        kind,
        to: Recipient { sector: to, zone: None, office: "An office".into() },
        classes: classes.iter().copied().collect(),
        from: now() - hour,
        until: now() + hour,
        withdrawn: None,
        user: None,
        ground: None,
    }
}

/// A case of another zone that holds one grant.
fn opened_by(grant: Grant) -> CaseFacts {
    CaseFacts { grants: vec![grant], ..CaseFacts::in_zone(elsewhere()) }
}

fn opens(case: &CaseFacts, viewer: &Viewer) -> PolicyDecision {
    POLICIES.opens(&Asked::of(viewer, now(), case))
}

#[test]
fn what_she_told_victim_support_never_reaches_police_or_prosecution() {
    let note = entry(Sector::VictimSupport, note());
    assert!(!reads(Function::Intake, &note));
    assert!(!reads(Function::Prosecutor, &note));
    assert!(reads(Function::Eva, &note));
}

#[test]
fn the_victims_phone_is_not_in_what_the_prosecution_reads() {
    let phone = entry(Sector::Police, safe_phone());
    assert!(!reads(Function::Prosecutor, &phone));
    assert!(reads(Function::Eva, &phone));
    assert!(reads(Function::Intake, &phone));
}

#[test]
fn whoever_coordinates_administers_or_reviews_opens_no_case() {
    let phone = entry(Sector::Police, safe_phone());
    for function in Function::ALL.iter().filter(|function| function.part() == Part::Nothing) {
        let who = viewer(*function);
        let glass = Grant { user: Some(who.user), ..grant(GrantKind::BreakGlass, who.sector, Class::ALL) };
        for case in [here(), opened_by(glass)] {
            for purpose in Purpose::ALL {
                let asked = Asked { viewer: &who, purpose: Some(*purpose), now: now(), case: &case };
                assert!(!POLICIES.opens(&asked).allowed, "{function}");
                assert!(!POLICIES.may_read(&asked, &phone).allowed, "{function}");
            }
        }
    }
}

/// A function that `purpose.cedar` forgets, or that no permit names, is refused everything: it is seen here.
#[test]
fn every_function_reads_who_people_are_where_its_part_says_so() {
    let identity = entry(Sector::Police, phone_of(Role::OtherParty));
    for function in Function::ALL {
        let consent = grant(GrantKind::Consent, sector(*function), Class::ALL);
        let granted = CaseFacts { grants: vec![consent], ..here() };
        let (own, by_grant) = (reads(*function, &identity), reads_in(&granted, *function, &identity));
        let expected = match function.part() {
            Part::Works | Part::Sees => (true, true),
            Part::Granted => (false, true),
            Part::Nothing => (false, false),
        };
        assert_eq!((own, by_grant), expected, "{function}");
    }
}

#[test]
fn a_patrol_reads_who_people_are_in_its_zones_and_nothing_else_whatever_is_granted() {
    let identity = entry(Sector::Police, phone_of(Role::OtherParty));
    assert!(reads(Function::Patrol, &identity));
    assert!(!reads_in(&CaseFacts::in_zone(elsewhere()), Function::Patrol, &identity));
    let user = viewer(Function::Patrol).user;
    for kind in GrantKind::ALL {
        let granted = Grant { user: Some(user), ..grant(*kind, Sector::Police, Class::ALL) };
        let case = CaseFacts { grants: vec![granted], ..here() };
        for body in [safe_phone(), facts(), note(), decided("why")] {
            assert!(!reads_in(&case, Function::Patrol, &entry(Sector::Police, body)), "{kind}");
        }
    }
    assert!(!ties().iter().any(|command| adds(&here(), Function::Patrol, command)));
}

#[test]
fn a_house_of_justice_reads_what_is_granted_and_what_was_confided_by_consent_or_title_only() {
    for body in [phone_of(Role::OtherParty), safe_phone(), facts(), note()] {
        assert!(!reads(Function::HouseOfJustice, &entry(Sector::Police, body)));
    }
    for kind in GrantKind::ALL {
        let ground = (*kind == GrantKind::Ground).then_some(LegalGround::GreatDanger);
        let user = (*kind == GrantKind::BreakGlass).then_some(viewer(Function::HouseOfJustice).user);
        let case = opened_by(Grant { user, ground, ..grant(*kind, Sector::HouseOfJustice, Class::ALL) });
        assert!(reads_in(&case, Function::HouseOfJustice, &entry(Sector::Police, facts())), "{kind}");
        let by_leave = matches!(kind, GrantKind::Consent | GrantKind::Title);
        let confided = entry(Sector::VictimSupport, note());
        assert_eq!(reads_in(&case, Function::HouseOfJustice, &confided), by_leave, "{kind}");
    }
}

#[test]
fn lists_of_people_show_what_the_case_would_show_in_own_zones_only() {
    for function in Function::ALL {
        let who = viewer(*function);
        let lists = |zone: &ZoneCode, class| POLICIES.may_read_report(&who, now(), zone, class).allowed;
        let searches = matches!(function.part(), Part::Works | Part::Sees);
        let follows = function.works_on_cases() && !function.is_prosecution();
        assert_eq!(lists(&zone(), Class::Identity), searches, "{function}");
        assert!(!lists(&elsewhere(), Class::Identity), "{function}");
        assert_eq!(lists(&zone(), Class::SafePlace), follows, "{function}");
    }
}

fn ties() -> [Command; 6] {
    let (this, with) = (CaseId(Uuid::from_u128(7)), CaseId(Uuid::from_u128(8)));
    let (here, person) = (PersonId(Uuid::from_u128(5)), PersonId(Uuid::from_u128(6)));
    let (same, reason) = (SamePerson { here, case: with, person }, String::new);
    [
        Command::Linking(linking::Command::Group { this, with, reason: reason() }),
        Command::Linking(linking::Command::Separate { this, with, reason: reason() }),
        Command::Linking(linking::Command::LinkPerson { this, same, reason: reason() }),
        Command::Linking(linking::Command::UnlinkPerson { this, same, reason: reason() }),
        Command::Linking(linking::Command::RefuseMatch { this, with, score: 1, reason: reason() }),
        Command::Linking(linking::Command::PostponeMatch { this, with, until: now() }),
    ]
}

fn adds(case: &CaseFacts, function: Function, command: &Command) -> bool {
    let viewer = viewer(function);
    POLICIES.may_add(&Asked::of(&viewer, now(), case), command).allowed
}

#[test]
fn whoever_may_group_may_separate_link_and_refuse_and_nobody_else_may() {
    for command in ties() {
        for function in Function::ALL {
            let support = matches!(function, Function::Eva | Function::EvaHead);
            let prosecution = matches!(function, Function::Prosecutor | Function::ProsecutorHead);
            assert_eq!(adds(&here(), *function, &command), support || prosecution, "{function} {command:?}");
            assert!(!adds(&CaseFacts::in_zone(elsewhere()), *function, &command), "{function}: another zone");
        }
    }
}

#[test]
fn only_the_outbox_tells_another_case() {
    let with = CaseId(Uuid::from_u128(8));
    let body = Body::Linking(linking::Entry::Separated { with, reason: "x".into(), stated_at: now() });
    let (_, mirror) = body.effects(CaseId(Uuid::from_u128(7))).tell.unwrap();
    for function in Function::ALL {
        assert!(!adds(&here(), *function, &Command::Linking(linking::Command::Mirror(mirror.clone()))));
    }
}

#[test]
fn each_clock_is_stopped_by_the_function_that_must_act() {
    let resume = |clock| Command::Tasks(tasks::Command::Resume { report: report(), clock });
    assert!(adds(&here(), Function::Prosecutor, &resume(ClockKind::Decision)));
    assert!(!adds(&here(), Function::Eva, &resume(ClockKind::Decision)));
    assert!(adds(&here(), Function::Eva, &resume(ClockKind::FirstContact)));
    assert!(!adds(&here(), Function::Prosecutor, &resume(ClockKind::FirstContact)));
}

#[test]
fn a_receipt_is_ones_own() {
    let own = Command::Report(report::Command::AcknowledgeReceipt {
        report: report(),
        user: viewer(Function::Eva).user,
    });
    let other = Command::Report(report::Command::AcknowledgeReceipt {
        report: report(),
        user: viewer(Function::EvaHead).user,
    });
    assert!(adds(&here(), Function::Eva, &own));
    assert!(!adds(&here(), Function::Eva, &other));
}

#[test]
fn nobody_reviews_the_glass_that_she_broke() {
    let who = viewer(Function::Reviewer);
    let review = Command::Grants(grants::Command::Review {
        grant: GrantId(Uuid::from_u128(9)),
        outcome: ReviewOutcome::Justified,
        note: "x".into(),
    });
    let broken =
        |user| opened_by(Grant { user: Some(user), ..grant(GrantKind::BreakGlass, Sector::Police, &[]) });
    let may = |case| POLICIES.may_add(&Asked::of(&who, now(), &case), &review).allowed;
    assert!(may(broken(viewer(Function::Intake).user)));
    assert!(!may(broken(who.user)));
}

#[test]
fn an_office_acknowledges_its_own_notice_only() {
    let to = |sector, zone| {
        let to = Recipient { sector, zone, office: "An office".into() };
        Command::Grants(grants::Command::Acknowledge { notice: Uuid::from_u128(5), to })
    };
    let closed = CaseFacts::in_zone(elsewhere());
    assert!(adds(&closed, Function::Partner, &to(Sector::Psychosocial, Some(zone()))));
    assert!(!adds(&closed, Function::Partner, &to(Sector::Psychosocial, Some(elsewhere()))));
    assert!(!adds(&closed, Function::Partner, &to(Sector::Health, None)));
}

#[test]
fn who_is_whom_is_read_like_any_other_name() {
    let (here, person) = (PersonId(Uuid::from_u128(5)), PersonId(Uuid::from_u128(6)));
    let same = SamePerson { here, case: CaseId(Uuid::from_u128(8)), person };
    let linked = entry(
        Sector::VictimSupport,
        Body::Linking(linking::Entry::PersonLinked { same, reason: "x".into(), stated_at: now() }),
    );
    assert!(reads(Function::Prosecutor, &linked));
    assert!(reads(Function::Eva, &linked));
    assert!(!reads(Function::Intake, &linked));
}

#[test]
fn a_reading_for_another_purpose_than_ones_own_or_for_none_is_refused() {
    let (who, case) = (viewer(Function::Eva), here());
    let phone = entry(Sector::Police, safe_phone());
    for purpose in [Some(Purpose::Statistics), Some(Purpose::Decide), None] {
        let asked = Asked { viewer: &who, purpose, now: now(), case: &case };
        assert!(!POLICIES.may_read(&asked, &phone).allowed);
        assert!(!POLICIES.opens(&asked).allowed);
    }
}

#[test]
fn police_and_victim_support_are_told_the_decision_and_not_its_reason() {
    let told = entry(Sector::Prosecution, decided(""));
    let why = entry(
        Sector::Prosecution,
        Body::Prosecution(prosecution::Entry::DecisionReasoned {
            report: report(),
            reason: "because".into(),
        }),
    );
    for function in [Function::Intake, Function::Eva, Function::EvaHead] {
        assert!(reads(function, &told) && !reads(function, &why), "{function}");
    }
    assert!(reads(Function::Prosecutor, &told) && reads(Function::Prosecutor, &why));
}

/// What a function reads of one entry of the prosecution, as it is shown to her.
fn shown_to(function: Function, body: &Body) -> Vec<Body> {
    let (case, viewer) = (here(), viewer(function));
    let entries = [entry(Sector::Prosecution, body.clone())];
    let readable = POLICIES.readable(&Asked::of(&viewer, now(), &case), &entries);
    readable.iter().map(|entry| entry.body.clone()).collect()
}

#[test]
fn an_old_entry_that_holds_both_is_shown_without_the_reason() {
    let shown = |function| shown_to(function, &decided("because"));
    assert_eq!(shown(Function::Prosecutor), [decided("because")]);
    assert_eq!(shown(Function::Intake), [decided("")]);
    assert_eq!(shown(Function::Eva), [decided("")]);
    assert!(shown(Function::Partner).is_empty());
}

#[test]
fn why_the_prosecution_waits_is_read_by_the_prosecution_alone() {
    let paused = |reason: &str| {
        Body::Tasks(tasks::Entry::ClockPaused {
            report: report(),
            clock: ClockKind::Decision,
            until: now(),
            reason: reason.into(),
        })
    };
    let why = paused("a witness was heard in secret");
    assert_eq!(shown_to(Function::Prosecutor, &why), std::slice::from_ref(&why));
    for function in [Function::Intake, Function::Eva, Function::EvaHead] {
        assert_eq!(shown_to(function, &why), [paused("")], "{function}");
    }
}

#[test]
fn consent_opens_what_it_names_to_whom_it_names_while_it_lives() {
    let (note, phone) = (entry(Sector::VictimSupport, note()), entry(Sector::Police, safe_phone()));
    let consent = grant(GrantKind::Consent, Sector::Psychosocial, &[Class::Psychosocial]);
    let live = opened_by(consent.clone());
    assert!(opens(&live, &viewer(Function::Partner)).allowed);
    assert_eq!(opens(&live, &viewer(Function::Partner)).grant, Some(consent.id));
    assert!(reads_in(&live, Function::Partner, &note));
    assert!(!reads_in(&live, Function::Partner, &phone));
    assert!(!opens(&live, &viewer(Function::Intake)).allowed);
    let over = [
        Grant { until: now(), ..consent.clone() },
        Grant { from: now() + SignedDuration::from_secs(1), ..consent.clone() },
        Grant { withdrawn: Some(now()), ..consent.clone() },
        Grant { to: Recipient { zone: Some(elsewhere()), ..consent.to.clone() }, ..consent.clone() },
        Grant { to: Recipient { sector: Sector::Health, ..consent.to.clone() }, ..consent.clone() },
    ];
    for dead in over {
        let closed = opened_by(dead.clone());
        assert!(!opens(&closed, &viewer(Function::Partner)).allowed, "{dead:?}");
        assert!(!reads_in(&closed, Function::Partner, &note), "{dead:?}");
    }
}

#[test]
fn each_of_two_consents_opens_its_own() {
    let (note, phone) = (entry(Sector::VictimSupport, note()), entry(Sector::Police, safe_phone()));
    let first = grant(GrantKind::Consent, Sector::Psychosocial, &[Class::Psychosocial]);
    let second = Grant {
        id: GrantId(Uuid::from_u128(10)),
        ..grant(GrantKind::Consent, Sector::Psychosocial, &[Class::SafePlace])
    };
    let case = CaseFacts { grants: vec![first, second], ..CaseFacts::in_zone(elsewhere()) };
    assert!(reads_in(&case, Function::Partner, &note) && reads_in(&case, Function::Partner, &phone));
}

#[test]
fn her_consent_or_a_title_opens_what_she_told_to_the_prosecutor_and_a_ground_or_glass_does_not() {
    let note = entry(Sector::VictimSupport, note());
    let all = |kind| grant(kind, Sector::Prosecution, Class::ALL);
    let danger = Grant { ground: Some(LegalGround::SeriousDanger), ..all(GrantKind::Ground) };
    let glass = Grant { user: Some(viewer(Function::Prosecutor).user), ..all(GrantKind::BreakGlass) };
    for (grant, opened) in
        [(all(GrantKind::Consent), true), (all(GrantKind::Title), true), (danger, false), (glass, false)]
    {
        let case = CaseFacts { grants: vec![grant.clone()], ..here() };
        assert_eq!(reads_in(&case, Function::Prosecutor, &note), opened, "{grant:?}");
    }
}

#[test]
fn a_ground_under_458bis_is_for_the_prosecutor_only() {
    let phone = entry(Sector::Police, safe_phone());
    let to = |sector| {
        let ground = grant(GrantKind::Ground, sector, &[Class::SafePlace]);
        opened_by(Grant { ground: Some(LegalGround::SeriousDanger), ..ground })
    };
    assert!(reads_in(&to(Sector::Prosecution), Function::Prosecutor, &phone));
    assert!(!reads_in(&to(Sector::Police), Function::Intake, &phone));
    assert!(!reads_in(&to(Sector::Psychosocial), Function::Partner, &phone));
}

#[test]
fn broken_glass_is_for_whoever_broke_it() {
    let phone = entry(Sector::Police, safe_phone());
    let broken = grant(GrantKind::BreakGlass, Sector::Police, Class::ALL);
    let by = |user| opened_by(Grant { user, ..broken.clone() });
    assert!(reads_in(&by(Some(viewer(Function::Intake).user)), Function::Intake, &phone));
    assert!(!reads_in(&by(Some(UserId(Uuid::from_u128(77)))), Function::Intake, &phone));
    assert!(!reads_in(&by(None), Function::Intake, &phone));
}

#[test]
fn who_is_kept_out_reads_and_adds_nothing_even_with_broken_glass() {
    let who = viewer(Function::Intake);
    let glass = Grant { user: Some(who.user), ..grant(GrantKind::BreakGlass, Sector::Police, Class::ALL) };
    let case = CaseFacts { grants: vec![glass], ..here() };
    assert!(opens(&case, &who).allowed && reads_in(&case, Function::Intake, &entry(Sector::Police, facts())));
    let blocked = case.without([who.user]);
    assert!(!opens(&blocked, &who).allowed);
    assert!(!reads_in(&blocked, Function::Intake, &entry(Sector::Police, facts())));
    assert!(!adds(
        &blocked,
        Function::Intake,
        &Command::Report(report::Command::Amend { report: report(), text: "x".into() })
    ));
}

#[test]
fn a_safe_place_is_on_no_paper_that_the_other_party_can_obtain() {
    let phone = entry(Sector::Police, safe_phone());
    for function in Function::ALL {
        let (who, case) = (viewer(*function), here());
        let all = grant(GrantKind::Consent, who.sector, Class::ALL);
        let case = CaseFacts { grants: vec![all], ..case };
        let asked = Asked::of(&who, now(), &case);
        for reader in Audience::ALL {
            assert!(!POLICIES.may_print_for(&asked, &phone, reader).allowed, "{function} {reader:?}");
        }
        assert!(!POLICIES.may_export(&asked, &phone, Copy::FileCopy).allowed, "{function}");
    }
}

#[test]
fn nothing_is_printed_or_copied_that_may_not_be_read() {
    let note = entry(Sector::VictimSupport, note());
    let (who, case) = (viewer(Function::ProsecutorHead), here());
    let asked = Asked::of(&who, now(), &case);
    assert!(!POLICIES.may_print_for(&asked, &note, Audience::Victim).allowed);
    assert!(!POLICIES.may_export(&asked, &note, Copy::SubjectAccess).allowed);
    assert!(POLICIES.may_export(&asked, &entry(Sector::Police, facts()), Copy::SubjectAccess).allowed);
}

#[test]
fn what_may_be_passed_on_depends_on_her_consent_and_on_the_recipient() {
    let who = viewer(Function::Eva);
    let shelter = Recipient { sector: Sector::Psychosocial, zone: None, office: "An office".into() };
    let shares = |case: &CaseFacts, class, to: &Recipient| {
        POLICIES.may_share(&Asked::of(&who, now(), case), class, to).allowed
    };
    assert!(!shares(&here(), Class::Psychosocial, &shelter));
    let consent = grant(GrantKind::Consent, Sector::Psychosocial, &[Class::Psychosocial]);
    let case = CaseFacts { grants: vec![consent], ..here() };
    assert!(shares(&case, Class::Psychosocial, &shelter));
    assert!(!shares(&case, Class::SafePlace, &shelter));
    assert!(!shares(&case, Class::Psychosocial, &Recipient { sector: Sector::Police, ..shelter }));
}

#[test]
fn a_phone_of_somebody_who_turned_out_to_be_the_victim_is_a_safe_place() {
    use casework::grants::Correction;
    let person = PersonId(Uuid::from_u128(4));
    let phone = entry(Sector::Police, phone_of(Role::OtherParty));
    let correction = Correction {
        id: casework::record::id::CorrectionId(Uuid::from_u128(11)),
        report: report(),
        person,
        from: Role::OtherParty,
        to: Role::Victim,
        reason: "x".into(),
        tell: BTreeSet::new(),
    };
    let corrected = entry(Sector::VictimSupport, Body::Grants(grants::Entry::RoleCorrected(correction)));
    let case = CaseFacts::of(&casework::case::fold([&phone, &corrected]));
    let case = CaseFacts { zones: BTreeSet::from([zone()]), ..case };
    assert!(reads(Function::Prosecutor, &phone));
    assert!(!reads_in(&case, Function::Prosecutor, &phone));
    assert!(reads_in(&case, Function::Eva, &phone));
}

#[test]
fn the_rule_that_holds_on_the_day_is_the_one_that_is_named() {
    let (who, ground) = (viewer(Function::Prosecutor), LegalGround::SeriousDanger);
    let by = |now: &str| {
        let now: Timestamp = now.parse().unwrap();
        let (from, until) = (now - SignedDuration::from_hours(1), now + SignedDuration::from_hours(1));
        let grant = grant(GrantKind::Ground, Sector::Prosecution, &[Class::SafePlace]);
        let case = opened_by(Grant { from, until, ground: Some(ground), ..grant });
        let decision = POLICIES.opens(&Asked::of(&who, now, &case));
        decision.because.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    // The Belgian day changes at 22:00 UTC in summer.
    assert_eq!(by("2026-04-07T21:59:59Z"), ["art-458bis-open"]);
    assert_eq!(by("2026-04-07T22:00:00Z"), ["art-458bis-new-open"]);
}

/// A case that the partner's office began, in which the police wrote no report.
fn alone() -> CaseFacts {
    let unit = Recipient { sector: Sector::Psychosocial, zone: Some(zone()), office: "An office".into() };
    CaseFacts { unit: Some(unit), unreported: true, ..CaseFacts::default() }
}

fn told() -> Body {
    opening::Entry::SignalTold { record: report(), text: "x".into() }.into()
}

#[test]
fn a_case_without_a_report_is_that_of_the_unit_alone() {
    let told = entry(Sector::Psychosocial, told());
    let case = alone();
    for function in Function::ALL {
        let own = *function == Function::Partner;
        assert_eq!(opens(&case, &viewer(*function)).allowed, own, "{function}");
        assert_eq!(reads_in(&case, *function, &told), own, "{function}");
        let note = opening::Command::NoteSignal { record: report(), text: "x".into() };
        assert_eq!(adds(&case, *function, &note.into()), own, "{function}");
    }
    let other = Viewer { office: "Another office".into(), ..viewer(Function::Partner) };
    assert!(!opens(&case, &other).allowed, "another service of the same sector and zone");
    let elsewhere = Viewer { zones: [elsewhere()].into(), ..viewer(Function::Partner) };
    assert!(!opens(&case, &elsewhere).allowed, "the same service in another zone");
}

#[test]
fn her_consent_or_a_ground_opens_it_and_broken_glass_does_not() {
    let name = entry(Sector::Psychosocial, facts());
    let with = |kind, ground| {
        let given = Grant { ground, ..grant(kind, Sector::Police, &[Class::Facts]) };
        CaseFacts { grants: vec![given], ..alone() }
    };
    assert!(reads_in(&with(GrantKind::Consent, None), Function::Intake, &name));
    assert!(reads_in(&with(GrantKind::Ground, Some(LegalGround::Necessity)), Function::Intake, &name));
    let officer = viewer(Function::Intake);
    let mut broken = grant(GrantKind::BreakGlass, Sector::Police, &[Class::Facts]);
    broken.user = Some(officer.user);
    let broken = CaseFacts { grants: vec![broken], ..alone() };
    assert!(!opens(&broken, &officer).allowed && !reads_in(&broken, Function::Intake, &name));
}

#[test]
fn a_report_of_the_police_opens_it_to_those_who_take_part_and_never_what_was_told() {
    let told = entry(Sector::Psychosocial, told());
    let reported = CaseFacts { zones: [zone()].into(), unreported: false, ..alone() };
    assert!(opens(&reported, &viewer(Function::Intake)).allowed);
    assert!(
        !reads_in(&reported, Function::Intake, &told) && !reads_in(&reported, Function::Prosecutor, &told)
    );
    assert!(reads_in(&reported, Function::Partner, &told), "the unit keeps what it wrote");
}

#[test]
fn a_unit_begins_a_case_in_its_own_name_only() {
    let begin = |unit: Recipient| -> Command {
        let opening =
            opening::Opening { record: report(), origin: opening::Origin::Signal, unit, received_at: now() };
        let open = opening::OpenCase { opening, told: "x".into(), people: vec![], channels: vec![] };
        opening::Command::OpenCase(Box::new(open)).into()
    };
    let own = alone().unit.unwrap();
    let nothing = CaseFacts::default();
    assert!(adds(&nothing, Function::Partner, &begin(own.clone())));
    let other = Recipient { office: "Another office".into(), ..own.clone() };
    let elsewhere = Recipient { zone: Some(elsewhere()), ..own.clone() };
    for unit in [other, elsewhere, Recipient { sector: Sector::Health, ..own }] {
        assert!(!adds(&nothing, Function::Partner, &begin(unit)));
    }
    let support = Recipient { sector: Sector::VictimSupport, zone: Some(zone()), office: String::new() };
    for function in Function::ALL {
        let may = matches!(function, Function::Eva | Function::EvaHead);
        assert_eq!(adds(&nothing, *function, &begin(support.clone())), may, "{function}");
    }
}
