//! A form as typed, and what is said of it.

use std::collections::BTreeMap;

/// A form as typed: field name to text.
pub type Form = BTreeMap<String, String>;

/// A message at a field: `error-{word}` is its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field.
    pub field: String,
    /// Word of the message.
    pub word: &'static str,
}
