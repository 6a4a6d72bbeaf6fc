//! What stands in a field for a phone: one number, several, something damaged, or nothing. Forms, imports and the guard
//! of contacts ask here, so that two numbers are two for all of them.

use crate::nothing::{About, says_nothing};
use crate::place;
use crate::plain::plain;

/// What a field for a phone holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneField<'a> {
    /// Nothing, or words that say so.
    Nothing,
    /// Whole numbers, each with the words beside it, as written.
    Numbers(Vec<&'a str>),
    /// Something that is not, or not only, whole numbers: nobody knows which one was meant.
    Damaged,
}

/// Reads a field for a phone. A number of Belgium has all its digits, another one says its country; an extension, a digit
/// too few and a number that a spreadsheet rounded are damage.
///
/// ```
/// use linkage::normal::{PhoneField, phone_field};
/// assert_eq!(phone_field("0470/12.34.57 ou 02 512 34 57"), PhoneField::Numbers(vec!["0470/12.34.57", "02 512 34 57"]));
/// assert_eq!(phone_field("gsm 0470 12 34 57,"), PhoneField::Numbers(vec!["gsm 0470 12 34 57"]));
/// assert_eq!(phone_field("3,24E+10"), PhoneField::Damaged);
/// assert_eq!(phone_field("geen gsm"), PhoneField::Nothing);
/// ```
pub fn phone_field(written: &str) -> PhoneField<'_> {
    let written = trimmed(written);
    let runs = match runs(written) {
        Some(runs) if runs.is_empty() => return without_digits(written),
        Some(runs) => runs,
        None => return PhoneField::Damaged,
    };
    // Each number reaches from its own words to those of the next one.
    let mut starts: Vec<usize> = Vec::new();
    let mut end = 0;
    for run in &runs {
        if !is_whole(&written[run.clone()]) {
            return PhoneField::Damaged;
        }
        starts.push(words_before(&written[end..run.start]).map_or(run.start, |at| end + at));
        end = run.end;
    }
    starts[0] = 0;
    let ends = starts.iter().skip(1).copied().chain([written.len()]);
    let numbers = starts.iter().zip(ends).map(|(from, to)| unparted(trimmed(&written[*from..to])));
    PhoneField::Numbers(numbers.collect())
}

/// Without the blanks and signs that stand around a number and belong to nobody.
fn trimmed(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ",;:|/.=\"".contains(c)).trim();
    // A bracket that nobody opens, or closes.
    let text = text.strip_suffix('(').unwrap_or(text);
    let text = if text.contains('(') { text } else { text.strip_suffix(')').unwrap_or(text) };
    let text = if text.contains(')') { text } else { text.strip_prefix('(').unwrap_or(text) };
    text.trim_matches(|c: char| c.is_whitespace() || ",;:|/.".contains(c))
}

/// Words between two numbers that belong to neither.
const PARTS: [&str; 8] = ["ou", "of", "oder", "en", "et", "und", "or", "and"];

/// Without such a word at the end.
fn unparted(text: &str) -> &str {
    let last = text.rsplit(' ').next().unwrap_or_default();
    if PARTS.contains(&last.to_lowercase().as_str()) {
        trimmed(&text[..text.len() - last.len()])
    } else {
        text
    }
}

fn without_digits(written: &str) -> PhoneField<'_> {
    let text = plain(written);
    let same_as_another = |word: &str| matches!(word, "idem" | "ibidem");
    let said =
        |word: &str| NO.contains(&word) || PHONE_WORDS.contains(&word) || says_nothing(word, About::Name);
    let nothing = text.split(' ').all(|word| said(word) && !same_as_another(word));
    if text.is_empty() || nothing || says_nothing(&text, About::Document) && !same_as_another(&text) {
        PhoneField::Nothing
    } else {
        PhoneField::Damaged
    }
}

/// Words for no and none.
const NO: [&str; 15] = [
    "aucun", "aucune", "de", "d", "en", "geen", "heeft", "kein", "keine", "keines", "n", "no", "non", "pas",
    "nee",
];
/// Words for a phone.
const PHONE_WORDS: [&str; 20] = [
    "gsm",
    "handy",
    "mob",
    "mobiel",
    "mobil",
    "mobile",
    "nr",
    "number",
    "num",
    "numero",
    "nummer",
    "phone",
    "portable",
    "tel",
    "telefon",
    "telefoon",
    "telephone",
    "telnr",
    "thuis",
    "fixe",
];

/// Where the words begin that stand before a number and after the one before it.
fn words_before(between: &str) -> Option<usize> {
    let at = between.find(char::is_alphabetic)?;
    // `ou`, `of`: they part two numbers, and belong to neither.
    let word: String = between[at..].chars().take_while(|c| c.is_alphabetic()).collect();
    let parts = PARTS.contains(&word.to_lowercase().as_str());
    let behind = at + if parts { word.len() } else { 0 };
    let more = between[behind..].find(char::is_alphabetic)? + behind;
    // What stands in brackets behind a number is said of that number.
    let closed = between[..more].contains('(') && between[more..].contains(')');
    (!closed).then_some(more)
}

/// Digits and the signs between them, each run that may be one number; `None` when a letter touches a digit.
fn runs(written: &str) -> Option<Vec<std::ops::Range<usize>>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut before = None;
    let mut open: Option<std::ops::Range<usize>> = None;
    for (at, c) in written.char_indices() {
        let is = |other: Option<char>, kind: fn(&char) -> bool| other.as_ref().is_some_and(kind);
        let touch = c.is_alphabetic() && is(before, char::is_ascii_digit)
            || c.is_ascii_digit() && is(before, |c| c.is_alphabetic());
        if touch && !is_label(&written[..at]) {
            return None;
        }
        match c {
            '0'..='9' => {
                let start = open.as_ref().map_or(at, |run| run.start);
                open = Some(start..at + 1);
            }
            '+' if open.as_ref().is_none_or(|run| run.is_empty()) => open = Some(at..at),
            '(' if open.is_none() => open = Some(at..at),
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '–' | '/' | '(' | ')' | '\t' => {}
            _ => found.extend(open.take().filter(|run| !run.is_empty())),
        }
        before = Some(c);
    }
    found.extend(open.filter(|run| !run.is_empty()));
    Some(found.into_iter().flat_map(|run| apart(written, run)).collect())
}

/// Whether a text ends with a word for a phone: `GSM0470…` is read.
fn is_label(before: &str) -> bool {
    let words = plain(before);
    words.rsplit(' ').next().is_some_and(|word| PHONE_WORDS.contains(&word))
}

/// A run of digits that is several whole numbers: with ` / `, a stroke, a bracket or a wide blank between.
fn apart(written: &str, run: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let text = &written[run.clone()];
    if is_whole(text) {
        return vec![run];
    }
    let cuts = text.char_indices().filter(|(_, c)| matches!(c, '/' | '(' | '-' | ' ' | '\u{a0}' | '+'));
    for (at, _) in cuts {
        if at > 0 && is_whole(&text[..at]) {
            let signs = |c: char| !c.is_ascii_digit() && c != '+';
            let behind = at + text[at..].len() - text[at..].trim_start_matches(signs).len();
            let rest = apart(written, run.start + behind..run.end);
            if rest.iter().all(|part| is_whole(&written[part.clone()])) {
                return std::iter::once(run.start..run.start + at).chain(rest).collect();
            }
        }
    }
    vec![run]
}

/// Whether a text is one whole number.
fn is_whole(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    let abroad = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(').starts_with('+');
    if place::phone(text) == 0 {
        return false;
    }
    match place::belgian(&digits, abroad) {
        Some(national) => place::fits_belgium(&national),
        None => abroad || digits.starts_with(b"00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(written: &str) -> Vec<&str> {
        match phone_field(written) {
            PhoneField::Numbers(numbers) => numbers,
            other => panic!("{written}: {other:?}"),
        }
    }

    #[test]
    fn one_number_is_one_however_it_is_written() {
        for written in [
            "0470/12.34.57",
            "0470 12 34 57",
            "0470123457",
            "470123457",
            "+32 470 12 34 57",
            "+32 (0) 470 12 34 57",
            "0032470123457",
            "00 32 470 12 34 57",
            "32470123457",
            "(0470) 12 34 57",
            "(+32) 470 12 34 57",
            "0470-12-34-57",
            "tel. 0470 12 34 57",
            "GSM: 0470 12 34 57",
            "GSM0470123457",
            "0470 12 34 57 (mère)",
            "02/512.34.57",
            "02 512 34 57",
            "04 223 45 67",
            "081/12.34.56",
            "0800 30 030",
            "+33 6 12 34 56 78",
            "0033612345678",
            "0400 00 12 08",
        ] {
            assert_eq!(numbers(written), [written], "{written}");
        }
        assert_eq!(numbers(" 0470123457, "), ["0470123457"]);
        assert_eq!(numbers("0470123457;"), ["0470123457"]);
    }

    #[test]
    fn two_numbers_are_two_whatever_stands_between() {
        assert_eq!(numbers("0470123457 ou 0485987655"), ["0470123457", "0485987655"]);
        for written in [
            "0470/12.34.57 / 0485/98.76.55",
            "0470123457/0485987655",
            "0470/12.34.57/0485/98.76.55",
            "0470123457 ou 0485987655",
            "0470123457 of 0485987655",
            "0470123457 oder 0485987655",
            "0470123457 and 0485987655",
            "0470123457;0485987655",
            "0470123457,0485987655",
            "0470123457 | 0485987655",
            "0470 12 34 57 - 0485 98 76 55",
            "0470 12 34 57 + 0485 98 76 55",
            "0470 12 34 57 0485 98 76 55",
            "0470123457 0485987655",
            "0470 12 34 57 (0485 98 76 55)",
            "0470 12 34 57\n0485 98 76 55",
            "+32 470 12 34 57 +32 485 98 76 55",
            "gsm 0470 12 34 57, tel 02 512 34 57",
            "0470 12 34 57 en 0485 98 76 55",
        ] {
            assert_eq!(numbers(written).len(), 2, "{written}");
        }
        assert_eq!(
            numbers("0400 00 12 08 (soeur: 0400 00 12 09)"),
            ["0400 00 12 08", "soeur: 0400 00 12 09"]
        );
        assert_eq!(
            numbers("0400001208 (mère), 0400001209 (père)"),
            ["0400001208 (mère)", "0400001209 (père)"]
        );
        assert_eq!(numbers("0470123457;0485987655;025123457").len(), 3);
    }

    #[test]
    fn a_damaged_number_is_none() {
        for written in [
            "3,24E+10",
            "3.24E+10",
            "4,70123E+08",
            "0470 12 34 5",
            "0400 00 12 1",
            "0470 12 34 578",
            "O470123457",
            "04701234S7",
            "0470 12 34 57 poste 12",
            "0470 12 34 57 ext. 3",
            "0470 12 34 57 après 18h",
            "02/123.45.67-68",
            "0470 12 34 xx",
            "0470 12 34 57 / 0485 98 76",
            "0470 12 34 57 ou 58",
            "12",
            "0000000000",
            "0123456789",
            "idem",
            "même que madame",
            "appeler sa soeur",
            "+32",
        ] {
            assert_eq!(phone_field(written), PhoneField::Damaged, "{written}");
        }
    }

    #[test]
    fn words_for_nothing_are_nothing() {
        for written in [
            "",
            " ",
            "-",
            "--",
            "/",
            "?",
            "n/a",
            "geen",
            "geen gsm",
            "pas de gsm",
            "aucun",
            "Inconnu",
            "onbekend",
            "kein Telefon",
            "none",
        ] {
            assert_eq!(phone_field(written), PhoneField::Nothing, "{written}");
        }
    }
}
