//! Ordinary tables of what is in no case: drafts that nobody signed, and anonymous advice.

pub(crate) mod advice;
pub(crate) mod draft;
