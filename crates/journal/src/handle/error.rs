//! Why something was not opened, or not written.

use crate::handle::db::DbError;
use crate::handle::key::KeyError;
use casework::case::Unreadable;
use casework::record::id::CaseId;
use casework::record::refusal::Refusal;

/// Why a stream cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Content.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Its key was destroyed: there is nothing to open, and nothing may be added.
    #[error("this case was erased")]
    Erased,
    /// Its chain does not end where its sealed head says: to add to it would hide what was changed.
    #[error("the chain of {0} was changed from outside")]
    Altered(String),
}

/// Why a command was not carried out. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The domain says no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Somebody else wrote first; the case must be looked at again.
    #[error("the case changed meanwhile")]
    Conflict,
    /// This PV number of this zone is known already.
    #[error("this PV number is known already")]
    DuplicatePv(CaseId),
    /// Database, key or content.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<DbError> for RunError {
    fn from(error: DbError) -> Self {
        Self::Open(error.into())
    }
}

impl RunError {
    /// The disk is full or read-only.
    pub fn is_storage_refused(&self) -> bool {
        matches!(self, Self::Open(OpenError::Db(error)) if error.is_storage_refused())
    }
}
