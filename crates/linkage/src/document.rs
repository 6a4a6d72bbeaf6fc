//! Numbers of documents: which kind, whether it is one at all, and how two compare.
//!
//! A person has many: a passport and a card, last year's card and today's. Only the national number is one for life.

use crate::likeness::one_edit;
use crate::name::hash;
use crate::nothing::{About, is_filler_number, says_nothing};
use crate::plain::plain;

/// A number of a document, made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub(crate) struct Document {
    /// Letters and digits as a number to base 36, of longer ones a hash; 0 for none.
    pub(crate) number: u64,
    kind: Kind,
}

/// What the form of a number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
enum Kind {
    /// Another one.
    #[default]
    Other,
    /// A Belgian national number whose check digits are right: one person has one.
    National,
    /// Eleven digits like a national number, with wrong check digits, or a provisional one ("bis": the month is 20 or
    /// 40 too high), which is exchanged for another one later.
    LikeNational,
    /// Twelve digits: a Belgian identity card, which is renewed.
    Card,
    /// One or two letters, then digits: a passport, or a card of a foreigner.
    Passport,
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentLevel {
    /// One is not known, or they are numbers of two documents that one person can have.
    Missing = 0,
    /// The same number.
    Equal,
    /// Two numbers of people: the national number differs.
    Differs,
    /// One slip of the pen.
    Slip,
}

/// Digits that a number has at least. A word with a digit behind it (`ONBEKEND2`) is no number.
const DIGITS: usize = 4;
/// Letters and digits that fit into 64 bits to base 36.
const EXACT: usize = 12;

impl Document {
    /// Reads a number as written.
    pub(crate) fn read(written: &str) -> Self {
        let letters: Vec<u8> =
            written.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
        let digits: Vec<u8> = letters.iter().filter(|b| b.is_ascii_digit()).map(|b| b - b'0').collect();
        let nothing = digits.len() < DIGITS || letters.len() < 5 || is_filler_number(&digits);
        if nothing || says_nothing(&plain(written), About::Document) {
            return Self::default();
        }
        let number = match letters.len() {
            ..=EXACT => letters.iter().fold(0, |n, b| n * 36 + u64::from(sign(*b))),
            _ => hash(&letters) | 1 << 63,
        };
        Self { number: number.max(1), kind: Kind::of(&letters, &digits) }
    }

    pub(crate) fn is_known(self) -> bool {
        self.number != 0
    }

    /// Whether these two numbers cannot be one person's.
    pub(crate) fn excludes(self, other: Self) -> bool {
        self.kind == Kind::National
            && other.kind == Kind::National
            && self.compare(other) == DocumentLevel::Differs
    }

    /// How two numbers compare.
    pub(crate) fn compare(self, other: Self) -> DocumentLevel {
        if !self.is_known() || !other.is_known() {
            return DocumentLevel::Missing;
        }
        if self.number == other.number {
            return DocumentLevel::Equal;
        }
        let national = |kind| matches!(kind, Kind::National | Kind::LikeNational);
        let comparable = self.kind == other.kind || national(self.kind) && national(other.kind);
        // Two right numbers are two numbers, however near: a slip breaks the check digits.
        let both_right = self.kind == Kind::National && other.kind == Kind::National;
        if comparable && !both_right && self.slip(other) {
            return DocumentLevel::Slip;
        }
        if both_right { DocumentLevel::Differs } else { DocumentLevel::Missing }
    }

    fn slip(self, other: Self) -> bool {
        let (a, b) = (signs(self.number), signs(other.number));
        self.number >> 63 == 0 && other.number >> 63 == 0 && one_edit(&a, &b)
    }
}

impl Kind {
    fn of(letters: &[u8], digits: &[u8]) -> Self {
        let start = letters.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        match (start, digits.len(), letters.len()) {
            (0, 11, 11) if is_national(digits) => Self::National,
            (0, 11, 11) => Self::LikeNational,
            (0, 12, 12) => Self::Card,
            (1 | 2, 6.., all) if all == start + digits.len() => Self::Passport,
            (_, _, _) => Self::Other,
        }
    }
}

/// Whether eleven digits are a national number: a month that exists, and 97 less the rest of the first nine digits (with
/// a 2 before them for those born from 2000 on). Royal decree of 3 April 1984, article 4.
fn is_national(digits: &[u8]) -> bool {
    let value = |part: &[u8]| part.iter().fold(0_u64, |n, d| n * 10 + u64::from(*d));
    let (number, check, month) = (value(&digits[..9]), value(&digits[9..]), value(&digits[2..4]));
    let right = |number: u64| 97 - number % 97 == check;
    month <= 12 && (right(number) || right(2_000_000_000 + number))
}

fn sign(b: u8) -> u8 {
    if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 }
}

fn signs(mut number: u64) -> Vec<u8> {
    let mut signs = Vec::with_capacity(EXACT);
    while number != 0 {
        signs.push((number % 36) as u8);
        number /= 36;
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentLevel::*;

    fn level(a: &str, b: &str) -> DocumentLevel {
        Document::read(a).compare(Document::read(b))
    }

    #[test]
    fn words_and_typed_numbers_are_no_document() {
        for filler in [
            "",
            "ONBEKEND",
            "ONBEKEND2",
            "INCONNUE",
            "niet getoond",
            "non présenté",
            "AANGEVRAAGD",
            "sans papiers !",
            "1234567890",
            "0000000001",
            "xxxxxxxx",
            "1111111111",
            "9876543210B",
            "n/a",
            "aangevraagd 12/3",
            "000-0000000-00",
        ] {
            assert!(!Document::read(filler).is_known(), "{filler}");
        }
    }

    #[test]
    fn kinds_and_renewed_cards_do_not_exclude_and_one_slip_is_no_veto() {
        for (a, b, expected) in [
            ("EM204956", "592-7654321-08", Missing),
            ("591-2223334-21", "592-8887776-11", Missing),
            ("591-2223334-21", "591 2223334 21", Equal),
            ("591-2223334-21", "591-2223343-21", Slip),
            ("EM204956", "EM204965", Slip),
            ("85.43.12-123.45", "85.03.12-124.08", Missing),
            ("85.07.30-033.28", "85.07.30-033.82", Slip),
            ("85.07.30-033.28", "93.05.18-223.61", Differs),
        ] {
            assert_eq!(level(a, b), expected, "{a} {b}");
            assert_eq!(level(b, a), expected, "{b} {a}");
        }
        let read = Document::read;
        assert!(read("85.07.30-033.28").excludes(read("93.05.18-223.61")));
        assert!(!read("85.07.30-033.28").excludes(read("93.05.18-223.62")));
    }
}
