//! The non-negotiable rules, written a second time in Rust by hand, against the policies on random requests: for every
//! one the policies open an entry only when the oracle says that it may be opened, and always when it says it must.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use access::{Asked, Audience, CaseFacts, Copy, Policies, Purpose, Viewer};
use casework::case::{Body, Entry, samples};
use casework::grants::{Grant, GrantKind, LegalGround};
use casework::record::facets::Class;
use casework::record::id::{EntryId, GrantId, UserId, ZoneCode};
use casework::record::person::Role;
use casework::record::sample;
use casework::record::staff::{Author, Function, Part, Recipient, Sector};
use casework::report;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use uuid::Uuid;

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::shipped().unwrap());

fn now() -> Timestamp {
    "2026-11-26T10:00:00Z".parse().unwrap()
}

fn zone(number: u8) -> ZoneCode {
    ZoneCode::parse(&format!("534{number}")).unwrap()
}

fn user(number: u8) -> UserId {
    UserId(Uuid::from_u128(u128::from(number) + 1))
}

fn zones() -> impl Strategy<Value = BTreeSet<ZoneCode>> {
    prop::collection::btree_set((0..3u8).prop_map(zone), 0..3)
}

fn viewers() -> impl Strategy<Value = Viewer> {
    let office = select(&["", "A", "B"][..]);
    (0..3u8, select(Function::ALL), select(Sector::ALL), zones(), office).prop_map(
        |(id, function, sector, zones, office)| {
            let (user, name, office) = (user(id), String::new(), office.to_owned());
            Viewer { user, name, function, sector, zones, office }
        },
    )
}

fn grants() -> impl Strategy<Value = Grant> {
    let classes = prop::collection::btree_set(select(Class::ALL), 0..9);
    let times = (-2..3i64, -2..3i64, prop::option::weighted(0.2, -2..1i64));
    let to = (select(Sector::ALL), prop::option::of((0..3u8).prop_map(zone)), select(&["", "A", "B"][..]));
    let whose = (select(GrantKind::ALL), prop::option::of((0..3u8).prop_map(user)), select(LegalGround::ALL));
    (classes, times, to, whose).prop_map(
        |(classes, (from, until, withdrawn), (sector, zone, office), (kind, user, ground))| {
            let at = |hours| now() + SignedDuration::from_hours(hours);
            Grant {
                id: GrantId(Uuid::nil()),
                kind,
                to: Recipient { sector, zone, office: office.to_owned() },
                classes,
                from: at(from),
                until: at(until),
                withdrawn: withdrawn.map(at),
                user,
                ground: (kind == GrantKind::Ground).then_some(ground),
            }
        },
    )
}

fn units() -> impl Strategy<Value = Recipient> {
    (select(Sector::ALL), (0..3u8).prop_map(zone), select(&["A", "B"][..]))
        .prop_map(|(sector, zone, office)| Recipient { sector, zone: Some(zone), office: office.to_owned() })
}

fn cases() -> impl Strategy<Value = CaseFacts> {
    let blocked = prop::collection::btree_set((0..3u8).prop_map(user), 0..2);
    let begun = (prop::option::of(units()), any::<bool>());
    (zones(), prop::collection::vec(grants(), 0..3), blocked, begun).prop_map(
        |(zones, grants, blocked, (unit, alone))| {
            let unreported = alone && unit.is_some();
            CaseFacts { zones, grants, blocked, unit, unreported, ..CaseFacts::default() }
        },
    )
}

/// Every kind of entry, and a channel of the other party.
fn bodies() -> impl Strategy<Value = Body> {
    let his = report::Entry::ChannelRecorded {
        report: sample::REPORT,
        role: Role::OtherParty,
        channel: sample::address(),
    };
    let mut bodies = samples::entries();
    bodies.push(his.into());
    select(bodies)
}

fn entries() -> impl Strategy<Value = Entry> {
    let zone = prop::option::of((0..3u8).prop_map(zone));
    (bodies(), select(Sector::ALL), zone, 0..4u8).prop_map(|(body, sector, zone, author)| {
        let by = Author { user: user(author), name: String::new(), function: Function::Intake, sector, zone };
        Entry { id: EntryId(Uuid::nil()), at: now(), by, body }
    })
}

/// A grant that is live, names this viewer, and names the class.
fn opens(grant: &Grant, viewer: &Viewer, class: Class) -> bool {
    let live = grant.from <= now() && now() < grant.until && grant.withdrawn.is_none();
    let hers = grant.to.is(viewer.sector, &viewer.zones, &viewer.office)
        && grant.user.is_none_or(|user| user == viewer.user);
    live && hers && grant.classes.contains(&class)
}

/// Never, whatever the policies say.
fn must_not(viewer: &Viewer, purpose: Option<Purpose>, case: &CaseFacts, entry: &Entry) -> bool {
    let class = entry.body.class();
    let by = |kind: GrantKind| case.grants.iter().any(|one| one.kind == kind && opens(one, viewer, class));
    let granted = case.grants.iter().any(|one| opens(one, viewer, class));
    let takes_part = !case.zones.is_disjoint(&viewer.zones);
    let duties = viewer.function.duties();
    let in_its_sector = duties.sectors.contains(&viewer.sector);
    let no_case = duties.part == Part::Nothing;
    let secret = matches!(class, Class::Psychosocial | Class::Medical)
        && matches!(viewer.sector, Sector::Police | Sector::Prosecution | Sector::HouseOfJustice)
        && !by(GrantKind::Consent)
        && !by(GrantKind::Title);
    let of_unit = case.is_of_unit(viewer);
    let named = |one: &Grant| one.kind != GrantKind::BreakGlass && opens(one, viewer, class);
    let barred = case.unreported && !of_unit && !case.grants.iter().any(named);
    no_case
        || secret
        || barred
        || case.blocked.contains(&viewer.user)
        || purpose.is_none()
        || purpose != Purpose::of(viewer.function)
        || !(takes_part || granted || of_unit)
        || (duties.part == Part::Granted && !granted && !(duties.begins && of_unit))
        || (in_its_sector && duties.never.contains(&class))
}

/// Always: her work cannot be done without it.
fn must(viewer: &Viewer, purpose: Option<Purpose>, case: &CaseFacts, entry: &Entry) -> bool {
    let takes_part = !case.zones.is_disjoint(&viewer.zones);
    let support = matches!(viewer.function, Function::Eva | Function::EvaHead)
        && viewer.sector == Sector::VictimSupport
        && matches!(
            entry.body.class(),
            Class::Identity | Class::SafePlace | Class::Facts | Class::Assessment
        );
    let hers = takes_part && support && !case.unreported && purpose == Some(Purpose::FollowUp);
    let outside = !matches!(viewer.sector, Sector::Police | Sector::Prosecution);
    let works = matches!(viewer.function, Function::Eva | Function::EvaHead | Function::Partner)
        && purpose == Purpose::of(viewer.function);
    let own = case.is_of_unit(viewer) && entry.by.sector == viewer.sector && outside && works;
    let told = !matches!(entry.body.class(), Class::Judicial | Class::Conference);
    (hers || (own && told)) && !case.blocked.contains(&viewer.user)
}

fn purposes() -> impl Strategy<Value = Option<Purpose>> {
    let all = Purpose::ALL.to_vec();
    prop::option::weighted(0.9, select(all))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_policies_keep_to_the_oracle(
        viewer in viewers(), asked_for in purposes(), own in prop::bool::weighted(0.8),
        case in cases(), entry in entries(),
    ) {
        let purpose = if own { Purpose::of(viewer.function) } else { asked_for };
        let asked = Asked { viewer: &viewer, purpose, now: now(), case: &case };
        let read = POLICIES.may_read(&asked, &entry).allowed;
        prop_assert!(!(read && must_not(&viewer, purpose, &case, &entry)));
        prop_assert!(read || !must(&viewer, purpose, &case, &entry));
        // What is read one by one is what is read all at once; and nobody reads in a case that she may not open.
        let all = POLICIES.readable(&asked, std::slice::from_ref(&entry));
        prop_assert_eq!(read, all.iter().any(|shown| *shown == entry));
        prop_assert!(!read || POLICIES.opens(&asked).allowed);
        if entry.body.class() == Class::SafePlace {
            prop_assert!(!POLICIES.may_export(&asked, &entry, Copy::FileCopy).allowed);
            prop_assert!(!POLICIES.may_print_for(&asked, &entry, Audience::OtherParty).allowed);
        }
    }
}
