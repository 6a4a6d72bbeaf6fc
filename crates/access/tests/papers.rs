//! What is read, printed and copied in one go is what is decided entry by entry; what may be passed on; and who looks
//! after retention and copies.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod scene;

use access::retention::{Rights, copies_for, rights};
use access::{Asked, Audience, CaseFacts, Copy, Readable, Viewer};
use casework::case::{Command, Entry, samples};
use casework::grants::{Grant, GrantKind, LegalGround};
use casework::record::facets::Class;
use casework::record::id::{EntryId, GrantId, UserId, ZoneCode};
use casework::record::staff::{Author, Function, Recipient, Sector};
use casework::report;
use jiff::SignedDuration;
use scene::{POLICIES, elsewhere, now, viewer, zone};
use uuid::Uuid;

/// One entry of each kind, written by the police and by victim support of the zone.
fn entries() -> Vec<Entry> {
    let written = |sector: Sector| {
        samples::entries().into_iter().map(move |body| {
            let (user, name) = (UserId(Uuid::from_u128(1)), String::new());
            let by = Author { user, name, function: Function::Intake, sector, zone: Some(zone()) };
            Entry { id: EntryId(Uuid::nil()), at: now(), by, body }
        })
    };
    [Sector::Police, Sector::VictimSupport].into_iter().flat_map(written).collect()
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

/// Of her own zone, and of another one where she has somebody's consent to everything.
fn cases(sector: Sector) -> [CaseFacts; 2] {
    let consent = grant(GrantKind::Consent, sector, Class::ALL);
    [CaseFacts::in_zone(zone()), CaseFacts { grants: vec![consent], ..CaseFacts::in_zone(elsewhere()) }]
}

/// A paper or a copy holds an entry whole when every one of its questions is answered by yes, and says by which rule.
#[test]
fn what_goes_on_a_paper_or_into_a_copy_is_decided_as_entry_by_entry() {
    let (entries, mut printed, mut copied) = (entries(), [0, 0], [[0, 0], [0, 0]]);
    for function in [Function::Intake, Function::Eva, Function::Prosecutor, Function::ProsecutorHead] {
        let who = viewer(function);
        for case in cases(who.sector) {
            let asked = Asked::of(&who, now(), &case);
            let whole = |readable: Readable<'_>| -> Vec<bool> {
                assert_eq!(readable.entries.is_empty(), readable.because.is_empty(), "a permit has a rule");
                entries.iter().map(|entry| readable.iter().any(|shown| shown == entry)).collect()
            };
            let exports = |copy| -> Vec<bool> {
                entries.iter().map(|entry| POLICIES.may_export(&asked, entry, copy).allowed).collect()
            };
            let export = Copy::ALL.map(exports);
            for (i, audience) in Audience::ALL.into_iter().enumerate() {
                let print: Vec<_> = entries
                    .iter()
                    .map(|entry| POLICIES.may_print_for(&asked, entry, audience).allowed)
                    .collect();
                assert_eq!(
                    whole(POLICIES.printable(&asked, &entries, audience)),
                    print,
                    "{function} {audience:?}"
                );
                printed[i] += print.iter().filter(|allowed| **allowed).count();
                for (j, copy) in Copy::ALL.into_iter().enumerate() {
                    let both: Vec<_> =
                        print.iter().zip(&export[j]).map(|(print, export)| *print && *export).collect();
                    let taken = POLICIES.copyable(&asked, &entries, (audience, copy));
                    assert_eq!(whole(taken), both, "{function} {audience:?} {copy:?}");
                    copied[i][j] += both.iter().filter(|allowed| **allowed).count();
                }
            }
        }
    }
    assert!(printed.iter().all(|count| *count > 0), "{printed:?}");
    let [[_, hers], [his, _]] = copied;
    assert!(hers > 0 && his > 0, "a copy of what is held on her, and of his file: {copied:?}");
}

#[test]
fn all_that_opened_something_is_named_with_it() {
    let who = viewer(Function::Partner);
    let [_, case] = cases(who.sector);
    let (asked, entries) = (Asked::of(&who, now(), &case), entries());
    let all = POLICIES.readable(&asked, &entries);
    let (mut because, mut grants) = (vec![], vec![]);
    for decision in entries.iter().map(|entry| POLICIES.may_read(&asked, entry)).filter(|one| one.allowed) {
        because.extend(decision.because);
        grants.extend(decision.grant);
    }
    assert_eq!(all.because, because.into_iter().collect());
    assert_eq!(all.grants, grants.into_iter().collect());
    assert_eq!(all.grants, [GrantId(Uuid::from_u128(9))].into());
}

/// A paper rests on the rule that lets her read and on the rule that lets it be printed.
#[test]
fn of_two_questions_the_reasons_of_both_are_named_and_the_grant_of_either() {
    let who = viewer(Function::Eva);
    let case = CaseFacts::in_zone(zone());
    let asked = Asked::of(&who, now(), &case);
    let printed =
        entries().into_iter().find(|one| POLICIES.may_print_for(&asked, one, Audience::Victim).allowed);
    let entry = printed.unwrap();
    let read = POLICIES.may_read(&asked, &entry);
    let print = POLICIES.may_print_for(&asked, &entry, Audience::Victim);
    assert!(
        read.because.iter().all(|rule| print.because.contains(rule))
            && print.because.len() > read.because.len()
    );
    assert_eq!(print.grant, None);
    let who = viewer(Function::Prosecutor);
    let [_, granted] = cases(who.sector);
    let asked = Asked::of(&who, now(), &granted);
    let copied = entries().into_iter().find(|one| POLICIES.may_export(&asked, one, Copy::FileCopy).allowed);
    let export = POLICIES.may_export(&asked, &copied.unwrap(), Copy::FileCopy);
    assert_eq!(export.grant, Some(GrantId(Uuid::from_u128(9))));
}

#[test]
fn what_somebody_wrote_herself_she_reads_again() {
    let mut own_only = 0;
    for function in Function::ALL {
        let (who, case) = (viewer(*function), CaseFacts::in_zone(zone()));
        let asked = Asked::of(&who, now(), &case);
        for others in entries() {
            let own = Entry { by: Author { user: who.user, ..others.by.clone() }, ..others.clone() };
            let [read, read_own] = [&others, &own].map(|entry| POLICIES.may_read(&asked, entry).allowed);
            assert!(read_own || !read, "{function} {}", others.body.kind().word());
            own_only += usize::from(read_own && !read);
        }
    }
    assert!(own_only > 0);
}

#[test]
fn a_report_is_signed_in_a_zone_of_ones_own() {
    let is_sign = |one: &Command| matches!(one, Command::Report(report::Command::Sign(_)));
    let sign = samples::commands().into_iter().find(is_sign).unwrap();
    let may = |zone: ZoneCode| {
        let who = Viewer { zones: [zone.clone()].into(), ..viewer(Function::Intake) };
        POLICIES.may_add(&Asked::of(&who, now(), &CaseFacts::in_zone(zone)), &sign).allowed
    };
    assert!(may(zone()), "the zone of the sample");
    assert!(!may(elsewhere()));
}

/// Before a consent, a ground or a title is recorded: whether what it names may be passed on once it is.
#[test]
fn what_a_grant_will_open_is_asked_as_if_it_were_recorded_and_on_its_first_day() {
    let (who, case) = (viewer(Function::Eva), CaseFacts::in_zone(zone()));
    let unshared = |grant: &Grant| POLICIES.unshared(&Asked::of(&who, now(), &case), grant);
    let consent = grant(GrantKind::Consent, Sector::Psychosocial, &[Class::Psychosocial]);
    assert_eq!(unshared(&consent), None);
    let hours = SignedDuration::from_hours;
    let later = Grant { from: now() + hours(24), until: now() + hours(48), ..consent.clone() };
    assert_eq!(unshared(&later), None, "decided for the day on which it begins");
    assert_eq!(unshared(&Grant { until: now(), ..consent.clone() }), Some(Class::Psychosocial), "it is over");
    let ground = grant(GrantKind::Ground, Sector::Psychosocial, &[Class::SafePlace]);
    let danger = Grant { ground: Some(LegalGround::SeriousDanger), ..ground };
    assert_eq!(unshared(&danger), Some(Class::SafePlace), "458bis is for the prosecutor only");
}

#[test]
fn openings_are_erased_by_a_reviewer_of_neither_police_nor_prosecution() {
    for function in Function::ALL {
        for sector in Sector::ALL {
            let who = Viewer { sector: *sector, ..viewer(*function) };
            let reviews = *function == Function::Reviewer;
            let outside = !matches!(sector, Sector::Police | Sector::Prosecution);
            let holds = reviews || *function == Function::ProsecutorHead;
            let expected = Rights { erases: reviews, holds, openings: reviews && outside };
            let sees = holds || function.is_head();
            assert_eq!(rights(&who), sees.then_some(expected), "{function} {sector}");
        }
    }
}

#[test]
fn victim_support_prepares_her_copy_and_the_prosecution_his() {
    for function in Function::ALL {
        let expected: &[Audience] = match function {
            Function::Eva | Function::EvaHead => &[Audience::Victim],
            Function::Prosecutor | Function::ProsecutorHead => &[Audience::OtherParty],
            _ => &[],
        };
        assert_eq!(copies_for(&viewer(*function)), expected, "{function}");
    }
}
