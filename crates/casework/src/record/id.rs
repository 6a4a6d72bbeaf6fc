//! Names of things: ids and numbers, parsed at the border and trusted afterwards.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )*};
}
uuid_id!(
    /// One case: one stream of the journal.
    CaseId,
    /// One signed report inside a case.
    ReportId,
    /// One person as recorded in one report.
    PersonId,
    /// One account of a member of staff.
    UserId,
    /// One entry of the journal.
    EntryId,
    /// One unsigned report.
    DraftId,
    /// One consent, recorded ground, conference title or break-glass.
    GrantId,
    /// One corrected role.
    CorrectionId,
    /// One ordinary row about which somebody has a task: a service to verify, a training to renew.
    RowId
);

/// Letters and digits that nobody takes for each other on the phone (Crockford's base 32).
const SPOKEN: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a reference.
const LETTERS: u32 = 5;

/// By which two services speak of a case without a name: `R-7Q4AX`, from the drawn end of its id. It says nothing of the
/// case, and opens nothing. Two cases of a country may share one: whoever looks by it meets both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CaseReference(u32);

impl CaseId {
    /// Its reference.
    pub fn reference(self) -> CaseReference {
        let drawn = self.0.as_u128() & ((1 << (5 * LETTERS)) - 1);
        CaseReference(u32::try_from(drawn).unwrap_or_default())
    }
}

impl CaseReference {
    /// The end that the ids of all cases with this reference have in common, in the hexadecimal signs of an id.
    pub fn end_of_id(self) -> String {
        format!("{:06x}", self.0 & 0xff_ffff)
    }
}

impl fmt::Display for CaseReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |place: u32| char::from(SPOKEN[(self.0 >> (5 * place)) as usize & 31]);
        let letters: String = (0..LETTERS).rev().map(letter).collect();
        write!(f, "R-{letters}")
    }
}

impl FromStr for CaseReference {
    type Err = BadNumber;

    /// As it is written down after a call: in any case, with or without `R-`, an O for a zero, an I or L for a one.
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let text = text.trim().to_ascii_uppercase();
        let letters =
            text.strip_prefix('R').map_or(text.as_str(), |rest| rest.trim_start_matches(['-', ' ']));
        // `R7Q4A`: the R is its first letter.
        let letters = if letters.len() == 4 { text.as_str() } else { letters };
        let value = |letter: u8| {
            let letter = match letter {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            SPOKEN.iter().position(|one| *one == letter)
        };
        let digits: Option<Vec<usize>> = letters.bytes().map(value).collect();
        let digits = digits.filter(|digits| digits.len() == LETTERS as usize);
        let digits = digits.ok_or(BadNumber("not the reference of a case"))?;
        Ok(Self(digits.iter().fold(0, |sum, digit| sum * 32 + u32::try_from(*digit).unwrap_or_default())))
    }
}

/// Why a number typed by somebody is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadNumber(&'static str);

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $check:expr, $message:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);
        impl $name {
            /// Parses what was typed; surrounding blanks are dropped.
            pub fn parse(text: &str) -> Result<Self, BadNumber> {
                let text = text.trim();
                let check: fn(&str) -> Option<String> = $check;
                check(text).map(Self).ok_or(BadNumber($message))
            }
            /// The number as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl TryFrom<String> for $name {
            type Error = BadNumber;
            fn try_from(text: String) -> Result<Self, BadNumber> { Self::parse(&text) }
        }
        impl From<$name> for String { fn from(value: $name) -> String { value.0 } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    };
}

text_id!(
    /// Code of a local police zone: four digits (`5344` is Brussels-North).
    ZoneCode,
    |t| (t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.to_owned()),
    "a police zone has four digits"
);
text_id!(
    /// Belgian postcode: four digits, 1000 to 9999. It may be unknown to the directory: accepted, flagged.
    Postcode,
    |t| (t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit()) && !t.starts_with('0')).then(|| t.to_owned()),
    "a Belgian postcode has four digits"
);
text_id!(
    /// NIS code of a municipality (five digits): the neighbourhood of the local EVA representative.
    Nis,
    |t| (t.len() == 5 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.to_owned()),
    "a NIS code has five digits"
);
text_id!(
    /// Number of an official report (*PV*). The mask `AA.nn.AN.nnnnnn/yyyy` is a habit, not a rule
    /// (belgium.md §1.2), so any 4 to 32 letters, digits, dots, slashes, dashes and spaces are taken.
    /// Kept in upper case with single blanks: the same number typed twice is the same number.
    PvNumber,
    |t| {
        let t = t.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | ' ');
        ((4..=32).contains(&t.len()) && t.chars().all(good) && t.chars().any(|c| c.is_ascii_digit())).then_some(t)
    },
    "a PV number has 4 to 32 letters, digits, dots, dashes and slashes, with at least one digit"
);

/// Digits of a serial number in the usual mask.
const SERIAL: usize = 6;

impl PvNumber {
    /// The number as compared: letters and digits only, whatever signs part them. A year of two digits is one of this
    /// century, a serial number loses the zeros that make it longer than six digits, and `PV` before it is no part of it.
    pub fn key(&self) -> String {
        compared_pv(&self.0)
    }
}

/// [`PvNumber::key`] of a number that was kept as text.
pub fn compared_pv(number: &str) -> String {
    let number = number.to_uppercase();
    let mut parts: Vec<&str> =
        number.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    if parts.len() > 1 && matches!(parts[0], "PV" | "NR" | "NO" | "N") {
        parts.remove(0);
    }
    let is_number =
        |part: &str, length: usize| part.len() >= length && part.bytes().all(|b| b.is_ascii_digit());
    let century = match parts.as_slice() {
        [.., serial, year] if is_number(serial, 4) && year.len() == 2 && is_number(year, 2) => "20",
        _ => "",
    };
    let last = parts.pop().unwrap_or_default();
    let serial = |part: &&str| match part.len().checked_sub(SERIAL) {
        Some(longer) if is_number(part, SERIAL) => {
            part[..longer].trim_start_matches('0').to_owned() + &part[longer..]
        }
        _ => (*part).to_owned(),
    };
    parts.iter().map(serial).collect::<String>() + century + last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pv_number_typed_in_lower_case_is_the_same_number() {
        assert_eq!(PvNumber::parse(" br.43.l3.001234/2026 "), PvNumber::parse("BR.43.L3.001234/2026"));
    }

    #[test]
    fn a_pv_number_with_other_signs_is_the_same_and_another_one_is_not() {
        let key = |text: &str| PvNumber::parse(text).unwrap().key();
        for same in [
            "BB43L1777777/2026",
            "BB.43.L1.777777-2026",
            "bb.43.l1.777777/2026",
            "BB-43-L1-777777-2026",
            "BB 43 L1 777777 2026",
            "BB.43.L1.0777777/2026",
            "BB.43.L1.777777/26",
            "PV BB.43.L1.777777/2026",
            "BB43L17777772026",
        ] {
            assert_eq!(key(same), key("BB.43.L1.777777/2026"), "{same}");
        }
        for other in [
            "BB.43.L1.777778/2026",
            "BB.43.L1.777777/2025",
            "BB.43.L2.777777/2026",
            "BA.43.L1.777777/2026",
            "BB.43.L1.077777/2026",
        ] {
            assert_ne!(key(other), key("BB.43.L1.777777/2026"), "{other}");
        }
        assert_ne!(key("001234/2026"), key("1234/2026"));
        assert_eq!(key("PV-12"), "12");
    }

    #[test]
    fn a_formula_is_not_a_pv_number() {
        assert!(PvNumber::parse("=1+1").is_err());
        assert!(PvNumber::parse("BR\u{0}43").is_err());
    }

    #[test]
    fn a_postcode_never_starts_with_zero() {
        assert!(Postcode::parse("0100").is_err());
        assert_eq!(Postcode::parse("1210").unwrap().as_str(), "1210");
    }

    #[test]
    fn a_reference_is_spoken_and_two_cases_have_two() {
        let of = |id: u128| CaseId(Uuid::from_u128(id)).reference().to_string();
        assert_eq!(of(0), "R-00000");
        assert_eq!(of(31), "R-0000Z");
        assert_eq!(of(32 << 20), "R-00000", "five letters of the end");
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn a_reference_is_read_as_it_was_said() {
        for id in [0, 1, 31, 0x1f0_4a5b, 0x1ff_ffff, u128::MAX] {
            let case = CaseId(Uuid::from_u128(id));
            let reference = case.reference();
            let text = reference.to_string();
            assert_eq!(text.parse::<CaseReference>(), Ok(reference));
            assert_eq!(text.to_lowercase().replace('-', " ").parse::<CaseReference>(), Ok(reference));
            assert_eq!(text[2..].parse::<CaseReference>(), Ok(reference), "without its R");
            assert!(case.to_string().ends_with(&reference.end_of_id()));
        }
        let said = "r-o1l23".parse::<CaseReference>();
        assert_eq!(said.map(|reference| reference.to_string()), Ok("R-01123".to_owned()));
        assert_eq!(
            "R7Q4A".parse::<CaseReference>().map(|reference| reference.to_string()),
            Ok("R-R7Q4A".to_owned())
        );
        for wrong in ["", "R-", "7Q4A", "R-7Q4A", "R-7Q4AXY", "R-7Q4AU", "éèàùç"] {
            assert!(wrong.parse::<CaseReference>().is_err(), "{wrong}");
        }
    }
}
