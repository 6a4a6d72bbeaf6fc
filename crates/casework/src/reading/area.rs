//! Whether another area may be told which one a case is of.
//!
//! **Invariant:** an area is named for an incident, never for where somebody lives or fled. The other party has kin in the
//! services of his own area: what they learn of hers, he learns. What nobody recorded is not known to be safe.

use crate::case::Case;
use crate::reading::history::address_key;
use crate::record::id::{PersonId, Postcode};
use crate::record::person::{Reach, Role};
use std::collections::BTreeSet;

/// Whether the area that wrote this case may be named in another one. `hers`: people of it who are victims in that other
/// one, whatever they are here. `lies_there`: whether a postcode lies in the area; `None` when nobody knows.
pub fn may_be_named(
    case: &Case,
    hers: &BTreeSet<PersonId>,
    lies_there: impl Fn(&Postcode) -> Option<bool>,
) -> bool {
    let mut heads = case.signed().filter_map(|(_, report)| report.record.head()).peekable();
    let is_signed = heads.peek().is_some();
    is_signed
        && heads.all(|head| lies_there(&head.postcode) == Some(true))
        && lives_elsewhere(case, hers, lies_there)
}

/// Whether every victim has a home on record, and none in the area but one that the other party has too.
fn lives_elsewhere(
    case: &Case,
    hers: &BTreeSet<PersonId>,
    lies_there: impl Fn(&Postcode) -> Option<bool>,
) -> bool {
    let is_hers = |id: &PersonId, role: Role| role == Role::Victim || hers.contains(id);
    let homes = |of_her: bool| {
        let of = move |id: &PersonId| case.person(*id).is_some_and(|one| is_hers(id, one.role) == of_her);
        let channels = case.reports.iter().flat_map(|(_, report)| &report.record.channels);
        channels.filter(move |channel| of(&channel.person)).map(|channel| &channel.at)
    };
    let his: BTreeSet<_> = homes(false).filter_map(address_key).collect();
    let elsewhere = |at: &Reach| match at {
        Reach::Address { postcode: Some(code), .. } if lies_there(code) == Some(false) => true,
        _ => address_key(at).is_some_and(|key| his.contains(&key)),
    };
    let mut known = homes(true).filter(|at| matches!(at, Reach::Address { .. })).peekable();
    known.peek().is_some() && known.all(elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fold;
    use crate::case::{Body, Entry};
    use crate::record::id::{EntryId, PvNumber, ReportId, UserId, ZoneCode};
    use crate::record::person::{Birth, Channel, Exposure, Language, Person};
    use crate::record::staff::{Author, Function, Sector};
    use crate::record::words::Answer;
    use crate::report::{self, Head, ReportKind};
    use jiff::Timestamp;
    use jiff::civil::date;
    use uuid::Uuid;

    const REPORT: ReportId = ReportId(Uuid::from_u128(1));
    const HER: PersonId = PersonId(Uuid::from_u128(10));
    const HIM: PersonId = PersonId(Uuid::from_u128(11));

    fn code(postcode: &str) -> Postcode {
        Postcode::parse(postcode).unwrap()
    }

    /// A report of what happened in a postcode, with where she and he live.
    fn case(happened: &str, (her, him): (Role, Role), homes: &[(PersonId, &str, &str)]) -> Case {
        let head = Body::Report(report::Entry::ReportSigned(Head {
            id: REPORT,
            kind: ReportKind::Complaint,
            pv: PvNumber::parse("BN.43.000001/2026").unwrap(),
            zone: ZoneCode::parse("5340").unwrap(),
            neighbourhood: None,
            postcode: code(happened),
            happened_on: date(2026, 1, 1),
            happened_at: None,
            received_at: Timestamp::UNIX_EPOCH,
            day_two_agreed: false,
            imported: false,
        }));
        let person = |id, role| {
            let (family_name, given_names) = ("Essai".to_owned(), String::new());
            let (birth, language, interpreter) = (Birth::Unknown, Language::Fr, Answer::Unknown);
            let person = Person { id, role, family_name, given_names, birth, language, interpreter };
            Body::Report(report::Entry::PersonRecorded { report: REPORT, person })
        };
        let home = |(person, street, postcode): &(PersonId, &str, &str)| {
            let postcode = Some(*postcode).filter(|code| !code.is_empty()).map(code);
            let at = Reach::Address { street: (*street).to_owned(), postcode, town: String::new() };
            let channel = Channel::new(*person, at, Exposure::Unknown);
            Body::Report(report::Entry::ChannelRecorded { report: REPORT, role: Role::Victim, channel })
        };
        let people = [head, person(HER, her), person(HIM, him)];
        let by = Author {
            user: UserId(Uuid::nil()),
            name: "N".into(),
            function: Function::Intake,
            sector: Sector::Police,
            zone: None,
        };
        let entry =
            |body| Entry { id: EntryId(Uuid::nil()), at: Timestamp::UNIX_EPOCH, by: by.clone(), body };
        let entries: Vec<_> = people.into_iter().chain(homes.iter().map(home)).map(entry).collect();
        fold(&entries)
    }

    /// In the area lies 1080; of 9999 nobody knows where it is.
    fn named(case: &Case, hers: &[PersonId]) -> bool {
        let lies_there =
            |postcode: &Postcode| (postcode.as_str() != "9999").then(|| postcode.as_str() == "1080");
        may_be_named(case, &hers.iter().copied().collect(), lies_there)
    }

    const ROLES: (Role, Role) = (Role::Victim, Role::OtherParty);

    #[test]
    fn an_area_is_named_for_an_incident_and_never_for_where_she_lives() {
        let at = |homes: &[_]| named(&case("1080", ROLES, homes), &[]);
        assert!(at(&[(HER, "Rue Haute 1", "1030"), (HIM, "Rue Basse 2", "1080")]), "she lives elsewhere");
        assert!(!at(&[(HER, "Rue Basse 2", "1080"), (HIM, "Rue Haute 1", "1030")]), "she fled there");
        assert!(at(&[(HER, "Rue Basse 2", "1080"), (HIM, "rue basse 2", "1080")]), "their common home");
        let both =
            [(HER, "Rue Haute 1", "1030"), (HER, "Rue Cachée 7", "1080"), (HIM, "Rue Haute 1", "1030")];
        assert!(!at(&both), "one of two homes is there");
        assert!(!named(&case("1030", ROLES, &[(HER, "Rue Haute 1", "1030")]), &[]), "it happened elsewhere");
    }

    #[test]
    fn what_nobody_recorded_names_no_area() {
        assert!(!named(&case("1080", ROLES, &[]), &[]));
        assert!(!named(&case("1080", ROLES, &[(HIM, "Rue Basse 2", "1080")]), &[]));
        for unknown in ["", "9999"] {
            assert!(!named(&case("1080", ROLES, &[(HER, "Rue Haute 1", unknown)]), &[]), "{unknown}");
        }
        assert!(!named(&case("9999", ROLES, &[(HER, "Rue Haute 1", "1030")]), &[]));
    }

    #[test]
    fn who_is_the_victim_elsewhere_is_one_whatever_is_written_here() {
        let exchanged = (Role::OtherParty, Role::Victim);
        let homes = [(HER, "Rue Cachée 7", "1080"), (HIM, "Rue Haute 1", "1030")];
        assert!(named(&case("1080", exchanged, &homes), &[]), "of this case alone nobody sees it");
        assert!(!named(&case("1080", exchanged, &homes), &[HER]));
    }
}
