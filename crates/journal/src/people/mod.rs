//! Who is who: the index of people, comparing, proposing, finding, and relations of staff.

pub(crate) mod conflict;
pub(crate) mod hidden;
pub(crate) mod index;
pub(crate) mod match_all;
pub(crate) mod matches;
pub(crate) mod measure;
pub(crate) mod person_search;
pub(crate) mod proposal;
