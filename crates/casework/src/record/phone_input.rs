//! The field for a phone of a form, and the cell of an extract: read with the same rule.

use super::text::{BadText, line};
use linkage::normal::{PhoneField, phone_field};

/// Longest text of one field, in characters: two numbers with whose they are.
pub const PHONE_MAX: usize = 120;

/// Why a field for a phone is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPhone {
    /// Not, or not only, whole numbers.
    NotAPhone,
    /// The text itself.
    Text(BadText),
}

/// The numbers of a field, as written: none, one, or each of several. Never two as one, never half of one.
///
/// # Errors
/// [`BadPhone`]: whoever typed it, or whoever corrects the file, is told.
pub fn phones(text: &str) -> Result<Vec<String>, BadPhone> {
    let text = line(text, PHONE_MAX).map_err(BadPhone::Text)?;
    match phone_field(&text) {
        PhoneField::Nothing => Ok(vec![]),
        PhoneField::Numbers(numbers) => Ok(numbers.into_iter().map(str::to_owned).collect()),
        PhoneField::Damaged => Err(BadPhone::NotAPhone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::channel_key::Key;
    use crate::record::person::Reach;

    #[test]
    fn what_a_form_takes_is_one_number_each_for_the_guard() {
        for (text, count) in [
            ("0470 12 34 57", 1),
            ("0470/12.34.57 / 02/512.34.57", 2),
            ("0470123457 (mère), 0485987655 (père)", 2),
            ("32470123457", 1),
            ("470123457", 1),
            ("+33 6 12 34 56 78", 1),
            ("geen gsm", 0),
        ] {
            let numbers = phones(text).unwrap();
            assert_eq!(numbers.len(), count, "{text}");
            for number in numbers {
                assert!(Key::of(&Reach::Phone(number.clone())).is_readable(), "{number}");
            }
        }
        for text in ["3,24E+10", "0470 12 34 5", "0470 12 34 57 poste 12"] {
            assert_eq!(phones(text), Err(BadPhone::NotAPhone), "{text}");
        }
    }
}
