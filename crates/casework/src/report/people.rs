//! Who stands in which report, and in which role.

use crate::record::id::{PersonId, ReportId};
use crate::record::person::Role;
use std::collections::BTreeSet;

/// The people of a case, report by report.
#[derive(Debug, Clone, Default)]
pub struct People(Vec<(ReportId, Vec<(PersonId, Role)>)>);

impl FromIterator<(ReportId, Vec<(PersonId, Role)>)> for People {
    fn from_iter<I: IntoIterator<Item = (ReportId, Vec<(PersonId, Role)>)>>(reports: I) -> Self {
        Self(reports.into_iter().collect())
    }
}

impl People {
    /// Whether somebody stands in a report of the case.
    pub fn has(&self, person: PersonId) -> bool {
        self.0.iter().flat_map(|(_, people)| people).any(|(known, _)| *known == person)
    }

    /// Her role in a report: `None` when the case has no such report, `Some(None)` when it does not name her.
    pub fn role_in(&self, report: ReportId, person: PersonId) -> Option<Option<Role>> {
        let (_, people) = self.0.iter().find(|(known, _)| *known == report)?;
        Some(people.iter().find(|(known, _)| *known == person).map(|(_, role)| *role))
    }

    /// Whether one report gives these people, who are one, different roles.
    pub fn has_two_roles(&self, one: &BTreeSet<PersonId>) -> bool {
        self.0.iter().any(|(_, people)| {
            let mut roles = people.iter().filter(|(id, _)| one.contains(id)).map(|(_, role)| role);
            roles.next().is_some_and(|first| roles.any(|role| role != first))
        })
    }
}
