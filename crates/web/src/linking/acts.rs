//! Following a case separately again; saying that somebody here is somebody there, and undoing it.

use crate::case::acts::{Act, Offer, Other, Place, Spot, Wanted};
use crate::case::pages::CasePage;
use casework::case::Kind;
use casework::linking::{self, Command, SamePerson};
use casework::record::id::{CaseId, PersonId};
use minijinja::context;
use uuid::Uuid;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[SEPARATE, LINK, UNLINK];

/// Whoever links or separates must have seen what a colleague linked or separated meanwhile.
const LINKS: &[Kind] = &[
    Kind::Linking(linking::Kind::Grouped),
    Kind::Linking(linking::Kind::Separated),
    Kind::Linking(linking::Kind::PersonLinked),
    Kind::Linking(linking::Kind::PersonUnlinked),
];

const SEPARATE: Act = Act {
    word: "separate",
    spot: Spot::Report,
    page: CasePage::People,
    which: None,
    offers: |place| {
        let neighbours = place.together.neighbours();
        if neighbours.is_empty() {
            return vec![];
        }
        let (this, with) = (place.case, place.case);
        Offer::one(Command::Separate { this, with, reason: String::new() }, context! { neighbours })
    },
    read: |to, form| {
        let with: Option<CaseId> = form.choice("with", |word| word.parse().ok());
        let reason = form.needed("reason", "reason-needed");
        let other = Other { field: "with", case: with?, person: None };
        Wanted::with(Command::Separate { this: to.case, with: other.case, reason }, other)
    },
    builds_on: LINKS,
    shows: None,
};

/// Somebody here is somebody there.
pub(crate) const LINK: Act = Act {
    word: "link",
    spot: Spot::Report,
    page: CasePage::People,
    which: None,
    offers: |place| {
        let (here, there) = (place.together.people_of(place.state), place.together.people_there());
        if here.is_empty() || there.is_empty() {
            return vec![];
        }
        let (this, same) = (place.case, anybody(place));
        Offer::one(
            Command::LinkPerson { this, same, reason: String::new() },
            context! { people_here => here, people_there => there },
        )
    },
    read: |to, form| {
        let here: Option<PersonId> = form.choice("here", |word| word.parse().ok());
        let there = form.choice("there", person_there);
        let reason = form.needed("reason", "reason-needed");
        let (case, person) = there?;
        let same = SamePerson { here: here?, case, person };
        let other = Other { field: "there", case, person: Some(person) };
        Wanted::with(Command::LinkPerson { this: to.case, same, reason }, other)
    },
    builds_on: LINKS,
    shows: None,
};

const UNLINK: Act = Act {
    word: "unlink",
    spot: Spot::Report,
    page: CasePage::People,
    which: None,
    offers: |place| {
        let links = place.together.links_of(place.state);
        if links.is_empty() {
            return vec![];
        }
        let (this, same) = (place.case, anybody(place));
        Offer::one(Command::UnlinkPerson { this, same, reason: String::new() }, context! { links })
    },
    read: |to, form| {
        let same = form.choice("which", same_person);
        let reason = form.needed("reason", "reason-needed");
        let other = Other { field: "which", case: same?.case, person: None };
        Wanted::with(Command::UnlinkPerson { this: to.case, same: same?, reason }, other)
    },
    builds_on: LINKS,
    shows: None,
};

/// Somebody, to ask whether the viewer may link anybody.
const fn anybody(place: &Place<'_>) -> SamePerson {
    let nobody = PersonId(Uuid::nil());
    SamePerson { here: nobody, case: place.case, person: nobody }
}

/// `case:person`.
fn person_there(word: &str) -> Option<(CaseId, PersonId)> {
    let (case, person) = word.split_once(':')?;
    Some((case.parse().ok()?, person.parse().ok()?))
}

/// `here:case:person`.
fn same_person(word: &str) -> Option<SamePerson> {
    let (here, there) = word.split_once(':')?;
    let (case, person) = person_there(there)?;
    Some(SamePerson { here: here.parse().ok()?, case, person })
}
