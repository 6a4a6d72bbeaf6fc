//! The cases that somebody of staff must not see, as lists, counts and searches take them along. Who they are:
//! `people/hidden.rs`.

use crate::handle::db::{Value, placeholders};
use casework::record::id::CaseId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The cases that somebody must not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hidden {
    /// What keeps her out was changed outside the program: everything stays closed.
    Everything,
    /// These.
    These(Arc<BTreeSet<CaseId>>),
}

impl Default for Hidden {
    /// Nothing, as for most people.
    fn default() -> Self {
        Self::These(Arc::default())
    }
}

impl Hidden {
    /// Whether a case is among them.
    pub fn holds(&self, case: CaseId) -> bool {
        match self {
            Self::Everything => true,
            Self::These(cases) => cases.contains(&case),
        }
    }

    /// The cases as values; none when that is everything, or nothing.
    pub(crate) fn cases(&self) -> Vec<Value> {
        match self {
            Self::Everything => vec![],
            Self::These(cases) => cases.iter().map(|case| case.to_string().into()).collect(),
        }
    }

    /// What a statement adds to its conditions, after the first `bound` values; [`Hidden::cases`] are bound next.
    pub(crate) fn condition(&self, column: &str, bound: usize) -> String {
        match (self, self.cases().len()) {
            (Self::Everything, _) => " AND 1 = 0".to_owned(),
            (Self::These(_), 0) => String::new(),
            (Self::These(_), many) => format!(" AND {column} NOT IN {}", placeholders(bound, many)),
        }
    }
}
