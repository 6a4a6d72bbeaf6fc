//! What goes wrong, as people see it. The cause goes to the log, never to the page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use journal::{DbError, OpenError, RunError, SaveError};

/// Errors of handlers.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// Not there, or not for this viewer: both look the same.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// The request cannot be read.
    #[error("bad request")]
    BadRequest,
    /// The disk is full or read-only.
    #[error("storage refused: {0}")]
    StorageRefused(String),
    /// The database does not answer.
    #[error("the database is away: {0}")]
    Away(String),
    /// Too many ask for the same costly thing at once.
    #[error("too many at once")]
    Busy,
    /// She opened many cases in an hour, and has not said why.
    #[error("many cases in an hour")]
    SayWhy,
    /// What she sends was decided meanwhile by other words: the message, `failure-<word>`.
    #[error("decided meanwhile: {0}")]
    Meanwhile(&'static str),
    /// A case or a row that grants something was changed outside Havre: nothing is added to it.
    #[error("altered: {0}")]
    Altered(String),
    /// Anything else.
    #[error("{0}")]
    Internal(String),
}

impl From<minijinja::Error> for WebError {
    fn from(error: minijinja::Error) -> Self {
        Self::Internal(format!("template: {error:#}"))
    }
}

impl From<DbError> for WebError {
    fn from(error: DbError) -> Self {
        if error.is_storage_refused() {
            Self::StorageRefused(error.to_string())
        } else if error.is_away() {
            Self::Away(error.to_string())
        } else if matches!(error, DbError::Altered(_)) {
            Self::Altered(error.to_string())
        } else {
            Self::Internal(error.to_string())
        }
    }
}

impl From<OpenError> for WebError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Db(error) => error.into(),
            // What is sealed opens unless somebody changed it, or the key is another one.
            altered @ (OpenError::Altered(_) | OpenError::Key(_)) => Self::Altered(altered.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<RunError> for WebError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Open(error) => error.into(),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<SaveError> for WebError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Open(error) => error.into(),
            SaveError::Gone => Self::NotFound,
            SaveError::Conflict(_) => Self::Internal("conflict not handled".to_owned()),
        }
    }
}

/// The word of the failure that asks nothing more of the database.
pub(crate) const AWAY: &str = "away";

/// The message of a failure that a middleware turns into a page in the language of the reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure(pub(crate) &'static str);

impl WebError {
    /// Status, and the word of the message (`failure-<word>`).
    fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Self::SignIn => (StatusCode::SEE_OTHER, "sign-in"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad-request"),
            Self::StorageRefused(_) => (StatusCode::INSUFFICIENT_STORAGE, "storage"),
            Self::Away(_) => (StatusCode::SERVICE_UNAVAILABLE, AWAY),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::SayWhy => (StatusCode::TOO_MANY_REQUESTS, "say-why"),
            Self::Meanwhile(word) => (StatusCode::CONFLICT, word),
            Self::Altered(_) => (StatusCode::CONFLICT, "altered"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// Tells whoever runs the program.
    fn tell(&self) {
        match self {
            Self::SignIn
            | Self::NotFound
            | Self::BadRequest
            | Self::Busy
            | Self::SayWhy
            | Self::Meanwhile(_) => {}
            Self::Away(why) => tracing::error!(why, "the database is away"),
            Self::StorageRefused(why) => tracing::error!(why, "storage refused a write"),
            Self::Altered(why) => tracing::error!(why, "rows were changed from outside: run `havre verify`"),
            Self::Internal(why) => tracing::error!(why, "a request failed"),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if matches!(self, Self::SignIn) {
            return Redirect::to("/sign-in").into_response();
        }
        self.tell();
        let (status, word) = self.status();
        let mut response = (status, Html(String::new())).into_response();
        response.extensions_mut().insert(Failure(word));
        response
    }
}

/// A page with a form that was refused.
pub(crate) fn unprocessable(page: Response) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
