//! Invented things for the samples of the wings: one example of each kind, the same every time.

use super::id::{CaseId, GrantId, PersonId, Postcode, ReportId, UserId, ZoneCode};
use super::person::{Birth, Channel, Exposure, Language, Person, Reach, Role, Terms};
use super::staff::{Author, Function, Recipient, Sector};
use super::words::Answer;
use jiff::Timestamp;
use jiff::civil::date;
use uuid::Uuid;

/// The report of all samples.
pub const REPORT: ReportId = ReportId(Uuid::from_u128(0x01));
/// A complaint of the same case.
pub const COMPLAINT: ReportId = ReportId(Uuid::from_u128(0x04));
/// What a shelter recorded before there was any report.
pub const SIGNAL: ReportId = ReportId(Uuid::from_u128(0x05));
/// The case of all samples.
pub const CASE: CaseId = CaseId(Uuid::from_u128(0x02));
/// Another case.
pub const OTHER_CASE: CaseId = CaseId(Uuid::from_u128(0x03));
/// The victim of the report.
pub const VICTIM: PersonId = PersonId(Uuid::from_u128(0x11));
/// The other party.
pub const OTHER_PARTY: PersonId = PersonId(Uuid::from_u128(0x12));
/// The victim as the complaint names her.
pub const COMPLAINANT: PersonId = PersonId(Uuid::from_u128(0x14));
/// The victim as she told a shelter her name.
pub const CALLER: PersonId = PersonId(Uuid::from_u128(0x15));
/// Somebody of the other case.
pub const OTHER_VICTIM: PersonId = PersonId(Uuid::from_u128(0x13));
/// A grant.
pub const GRANT: GrantId = GrantId(Uuid::from_u128(0x21));

/// A Monday morning, and seconds after it.
pub fn moment(seconds: i64) -> Timestamp {
    // Within the years that a timestamp holds, whatever the seconds of a sample.
    Timestamp::from_second(1_772_442_000 + seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Zone 5344, which parses.
pub fn zone() -> Option<ZoneCode> {
    ZoneCode::parse("5344").ok()
}

/// A representative of zone 5344. Her number is written out: stored samples must not change with the list of functions.
pub fn author() -> Author {
    let (user, function) = (UserId(Uuid::from_u128(0x1001)), Function::Eva);
    let sector = function.usual_sector();
    Author { user, name: function.to_string(), function, sector, zone: zone() }
}

/// A shelter of zone 5344.
pub fn shelter() -> Recipient {
    Recipient { sector: Sector::Psychosocial, zone: zone(), office: "A shelter".into() }
}

/// Somebody of the report.
pub fn person(id: PersonId, role: Role, given: &str, family: &str) -> Person {
    let birth = Birth::Exact(date(1985, 3, 7));
    let (family_name, given_names) = (family.into(), given.into());
    Person { id, role, family_name, given_names, birth, language: Language::Fr, interpreter: Answer::Unknown }
}

/// A phone of the victim that nobody else reads.
pub fn phone() -> Channel {
    let terms = Terms { voicemail: Answer::No, ..Terms::default() };
    let at = Reach::Phone("0400 00 00 01".into());
    Channel { terms, ..Channel::new(VICTIM, at, Exposure::Nobody) }
}

/// The other party's address.
pub fn address() -> Channel {
    let postcode = Postcode::parse("1030").ok();
    let at = Reach::Address { street: "Rue Inventée 1".into(), postcode, town: "Schaerbeek".into() };
    Channel::new(OTHER_PARTY, at, Exposure::Unknown)
}
