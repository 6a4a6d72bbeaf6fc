//! What every wing speaks of: people, places, numbers, days, staff, and what is said once of each kind of entry.
//!
//! **Invariant:** nothing here knows a wing.

pub mod channel_key;
pub mod date_input;
pub mod dates;
pub mod facets;
pub mod form;
pub mod hours;
pub mod id;
mod municipality;
pub mod person;
pub mod phone_input;
mod place;
pub mod refusal;
pub mod sample;
pub mod staff;
pub mod stamp;
pub mod text;
pub mod words;
