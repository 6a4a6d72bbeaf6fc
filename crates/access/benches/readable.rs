//! What it costs to decide on a whole case: `cargo bench -p access`. Target: 5 ms for 500 entries.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on must stop")]

use access::{Asked, CaseFacts, Policies, Viewer};
use casework::case::{Body, Entry};
use casework::follow_up::ContactOutcome;
use casework::grants::{Grant, GrantKind};
use casework::prosecution::Decision;
use casework::record::facets::Class;
use casework::record::id::{EntryId, GrantId, PersonId, ReportId, UserId, ZoneCode};
use casework::record::person::{Channel, Exposure, Reach, Role};
use casework::record::staff::{Author, Function, Recipient, Sector};
use casework::tasks::clocks::ClockKind;
use casework::{follow_up, prosecution, report, tasks};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::time::Instant;
use uuid::Uuid;

const ENTRIES: usize = 500;
const ROUNDS: u32 = 50;

fn now() -> Timestamp {
    "2026-11-26T10:00:00Z".parse().unwrap()
}

fn bodies() -> Vec<Body> {
    let report = ReportId(Uuid::nil());
    let phone = Channel::new(PersonId(Uuid::nil()), Reach::Phone("0400".into()), Exposure::Nobody);
    vec![
        Body::Report(report::Entry::Amended { report, text: "x".into() }),
        Body::FollowUp(follow_up::Entry::ContactAttempted {
            report,
            outcome: ContactOutcome::NoAnswer,
            next_try: None,
        }),
        Body::FollowUp(follow_up::Entry::ContactNoted { report, note: "x".into() }),
        Body::Report(report::Entry::Opened { report }),
        Body::Prosecution(prosecution::Entry::MarkedSensitive { report, reason: "x".into() }),
        Body::Report(report::Entry::ChannelRecorded { report, role: Role::Victim, channel: phone }),
        Body::Prosecution(prosecution::Entry::Decided {
            report,
            decision: Decision::Hearing,
            reason: String::new(),
        }),
        Body::Prosecution(prosecution::Entry::DecisionReasoned { report, reason: "x".into() }),
        Body::Tasks(tasks::Entry::ClockResumed { report, clock: ClockKind::Decision }),
    ]
}

/// A long case: three services, eight authors.
fn case() -> Vec<Entry> {
    let zone = ZoneCode::parse("5344").unwrap();
    let sectors = [Sector::Police, Sector::VictimSupport, Sector::Prosecution];
    let entry = |(number, body): (usize, Body)| {
        let user = UserId(Uuid::from_u128(number as u128 % 8 + 1));
        let sector = sectors[number % 8 % 3];
        let zone = (sector != Sector::Prosecution).then(|| zone.clone());
        let by = Author { user, name: "A".into(), function: Function::Intake, sector, zone };
        Entry { id: EntryId(Uuid::from_u128(number as u128)), at: now(), by, body }
    };
    bodies().into_iter().cycle().take(ENTRIES).enumerate().map(entry).collect()
}

fn grant(number: u128) -> Grant {
    let hour = SignedDuration::from_hours(1);
    Grant {
        id: GrantId(Uuid::from_u128(number)),
        kind: GrantKind::Consent,
        to: Recipient { sector: Sector::Psychosocial, zone: None, office: String::new() },
        classes: BTreeSet::from([Class::Psychosocial]),
        from: now() - hour,
        until: now() + hour,
        withdrawn: None,
        user: None,
        ground: None,
    }
}

fn main() {
    let policies = Policies::shipped().unwrap();
    let entries = case();
    for grants in [0, 1, 3] {
        for (function, sector) in [
            (Function::Intake, Sector::Police),
            (Function::EvaHead, Sector::VictimSupport),
            (Function::Prosecutor, Sector::Prosecution),
        ] {
            let zones = BTreeSet::from([ZoneCode::parse("5344").unwrap()]);
            let viewer = Viewer {
                user: UserId(Uuid::from_u128(99)),
                name: "N".into(),
                function,
                sector,
                zones,
                office: String::new(),
            };
            let mut facts = CaseFacts::in_zone(ZoneCode::parse("5344").unwrap());
            facts.grants = (0..grants).map(grant).collect();
            let asked = Asked::of(&viewer, now(), &facts);
            let start = Instant::now();
            let mut read = 0;
            for _ in 0..ROUNDS {
                read = policies.readable(&asked, &entries).entries.len();
            }
            let each = start.elapsed() / ROUNDS;
            println!(
                "{function}, {grants} grants: {read} of {ENTRIES} entries readable, decided in {each:?}"
            );
        }
    }
}
