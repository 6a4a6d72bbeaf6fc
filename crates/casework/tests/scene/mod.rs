//! A report of two people, with a way to reach her, and what more is known of them.

use casework::case::{Body, Case, Entry, fold};
use casework::reading::guard::{ContactQuery, Known, Reason, Verdict};
use casework::record::channel_key::ContactMode;
use casework::record::hours::{Day, Slot};
use casework::record::id::{CaseId, EntryId, PersonId, Postcode, PvNumber, ReportId, UserId, ZoneCode};
use casework::record::person::{Birth, Channel, Exposure, Language, Person, Reach, Role, Terms};
use casework::record::staff::{Author, Function, Sector};
use casework::record::words::Answer;
use casework::report::{self, Head, ReportKind};
use jiff::Timestamp;
use jiff::civil::{DateTime, date, time};
use uuid::Uuid;

pub const HERE: CaseId = CaseId(Uuid::from_u128(1));
pub const THERE: CaseId = CaseId(Uuid::from_u128(2));
pub const HER: u128 = 10;
pub const HIM: u128 = 11;

/// A Monday, ten in the morning.
pub fn monday() -> DateTime {
    date(2026, 11, 23).at(10, 0, 0, 0)
}

pub fn report(n: u128) -> ReportId {
    ReportId(Uuid::from_u128(n))
}

pub fn id(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

pub fn head(n: u128) -> Body {
    Body::Report(report::Entry::ReportSigned(Head {
        id: report(n),
        kind: ReportKind::Complaint,
        pv: PvNumber::parse(&format!("BN.43.{n:06}/2026")).unwrap(),
        zone: ZoneCode::parse("5344").unwrap(),
        neighbourhood: None,
        postcode: Postcode::parse("1030").unwrap(),
        happened_on: date(2026, 1, 1),
        happened_at: None,
        received_at: format!("2026-01-{n:02}T00:00:00Z").parse().unwrap(),
        day_two_agreed: false,
        imported: false,
    }))
}

pub fn person(of: u128, n: u128, role: Role, name: &str) -> Body {
    let (birth, language) = (Birth::Unknown, Language::Fr);
    let (given, family) = name.split_once(' ').unwrap_or(("", name));
    let person = Person {
        id: id(n),
        role,
        family_name: family.into(),
        given_names: given.into(),
        birth,
        language,
        interpreter: Answer::Unknown,
    };
    Body::Report(report::Entry::PersonRecorded { report: report(of), person })
}

pub fn has(of: u128, role: Role, channel: Channel) -> Body {
    Body::Report(report::Entry::ChannelRecorded { report: report(of), role, channel })
}

pub fn phone(written: &str) -> Reach {
    Reach::Phone(written.into())
}

pub fn address(street: &str) -> Reach {
    Reach::Address {
        street: street.into(),
        postcode: Postcode::parse("1030").ok(),
        town: "Schaerbeek".into(),
    }
}

pub fn week(from: i8, to: i8) -> Vec<Slot> {
    let days = vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
    Slot::new(days, time(from, 0, 0, 0), time(to, 0, 0, 0)).into_iter().collect()
}

/// A channel that only she reads, on weekdays from 9 to 12.
pub fn hers(at: Reach) -> Channel {
    let terms = Terms { hours: week(9, 12), ..Terms::default() };
    Channel { terms, ..Channel::new(id(HER), at, Exposure::Nobody) }
}

pub fn his(at: Reach) -> Body {
    has(1, Role::OtherParty, Channel::new(id(HIM), at, Exposure::Unknown))
}

pub fn folded(bodies: impl IntoIterator<Item = Body>) -> Case {
    let user = UserId(Uuid::from_u128(7));
    let (function, sector) = (Function::Eva, Sector::VictimSupport);
    let by = Author { user, name: "N".into(), function, sector, zone: None };
    let entry = |(n, body): (usize, Body)| Entry {
        id: EntryId(Uuid::from_u128(n as u128)),
        at: "2026-02-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        by: by.clone(),
        body,
    };
    let entries: Vec<_> = bodies.into_iter().enumerate().map(entry).collect();
    fold(&entries)
}

/// Her, him, her channel, and what else there is.
pub fn case_of(channel: &Channel, more: impl IntoIterator<Item = Body>) -> Case {
    let her = person(1, HER, Role::Victim, "Amina Peeters");
    let him = person(1, HIM, Role::OtherParty, "Luc Lambert");
    folded([head(1), her, him, has(1, Role::Victim, channel.clone())].into_iter().chain(more))
}

pub fn ask(cases: &[(CaseId, &Case)], channel: &Channel, mode: ContactMode) -> Verdict {
    let asked = ContactQuery { at: monday(), mode, speaks: &[] };
    Known::new(cases.iter().copied(), &[]).verdict((HERE, report(1)), channel, asked)
}

pub fn call(channel: &Channel, more: impl IntoIterator<Item = Body>) -> Verdict {
    ask(&[(HERE, &case_of(channel, more))], channel, ContactMode::Call)
}

pub fn no(reasons: &[Reason]) -> Verdict {
    Verdict::No { reasons: reasons.to_vec() }
}
