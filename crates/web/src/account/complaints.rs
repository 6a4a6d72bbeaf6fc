//! A form that was refused: what is wrong at which field.

use crate::shell::page::Page;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// What is wrong with a form: field and message key.
pub(super) type Wrong = Vec<(&'static str, &'static str)>;

/// For the summary (`errors`) and for each field (`wrong.<field>`); `fields` are all fields of the page.
pub(super) fn complaints(page: &Page<'_>, fields: &[&'static str], wrong: &Wrong) -> Value {
    let errors: Vec<_> =
        wrong.iter().map(|(field, key)| context! { field => *field, text => page.t(key) }).collect();
    let of = |field: &&'static str| {
        let found = wrong.iter().find(|(name, _)| name == field);
        (*field, found.map(|(_, key)| page.t(key)))
    };
    let wrong: BTreeMap<_, _> = fields.iter().map(of).collect();
    context! { errors, wrong }
}

/// A form that was refused is shown again with status 422.
pub(super) fn refused(page: Response, wrong: &Wrong) -> Response {
    if wrong.is_empty() { page } else { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() }
}
