//! Addresses and phones, made comparable.

use crate::name::hash;
use crate::nothing::{About, says_nothing};
use crate::plain::{Short, plain};

/// A street by its own name, without `rue`, `straat` and the like, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Street {
    pub(crate) text: Short,
    pub(crate) hash: u64,
}

/// Words for "street" and small words between. New ones go to the end: see [`own_name_as_kept`].
const KINDS: [&str; 59] = [
    "rue",
    "r",
    "avenue",
    "av",
    "ave",
    "boulevard",
    "bd",
    "bld",
    "bvd",
    "place",
    "pl",
    "chemin",
    "ch",
    "chaussee",
    "chee",
    "clos",
    "impasse",
    "imp",
    "allee",
    "quai",
    "square",
    "sentier",
    "route",
    "rte",
    "cite",
    "straat",
    "str",
    "laan",
    "weg",
    "dreef",
    "plein",
    "steenweg",
    "stwg",
    "lei",
    "baan",
    "kaai",
    "strasse",
    "platz",
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "d",
    "van",
    "den",
    "der",
    "het",
    "t",
    "aux",
    "ruelle",
    "dreve",
    "stw",
    "pad",
    "hof",
    "a",
    "au",
];
/// Endings that Dutch and German write in one word with the name. New ones go to the end.
const ENDINGS: [&str; 12] =
    ["steenweg", "straat", "strasse", "plein", "dreef", "laan", "baan", "kaai", "weg", "str", "stwg", "lei"];
/// How many of each were known when keys of addresses were first kept.
const KEPT: (usize, usize) = (52, 10);
/// Streets that bear one name in two languages: `rue de l'Église` is `Kerkstraat`.
const NAMES: &[(&str, &str)] = &[
    ("eglise", "kerk"),
    ("gare", "station"),
    ("stations", "station"),
    ("kapelle", "kapel"),
    ("verte", "groen"),
    ("vert", "groen"),
    ("groene", "groen"),
    ("couvent", "klooster"),
    ("ecluse", "sluis"),
    ("abbaye", "abdij"),
    ("prairie", "weide"),
    ("prairies", "weide"),
    ("peupliers", "populieren"),
    ("erables", "esdoorn"),
    ("esdoorns", "esdoorn"),
    ("sapins", "dennen"),
    ("victoire", "overwinning"),
    ("poste", "post"),
    ("fabrique", "fabriek"),
    ("cimetiere", "kerkhof"),
    ("etang", "vijver"),
    ("soleil", "zon"),
    ("loup", "wolf"),
    ("nord", "noord"),
    ("sud", "zuid"),
    ("moulin", "molen"),
    ("neuve", "nieuw"),
    ("nieuwe", "nieuw"),
    ("ecole", "school"),
    ("ecoles", "school"),
    ("village", "dorp"),
    ("dorps", "dorp"),
    ("champs", "veld"),
    ("champ", "veld"),
    ("bois", "bos"),
    ("tilleuls", "linden"),
    ("tilleul", "linden"),
    ("marche", "markt"),
    ("chateau", "kasteel"),
    ("chapelle", "kapel"),
    ("haute", "hoog"),
    ("hoge", "hoog"),
    ("basse", "laag"),
    ("lage", "laag"),
    ("ruisseau", "beek"),
    ("chene", "eik"),
    ("chenes", "eik"),
    ("eiken", "eik"),
    ("roses", "rozen"),
    ("tulipes", "tulpen"),
    ("acacias", "acacia"),
    ("bouleaux", "berken"),
    ("hetres", "beuken"),
    ("roi", "koning"),
    ("reine", "koningin"),
    ("bruxelles", "brussel"),
    ("brusselse", "brussel"),
    ("gand", "gent"),
    ("gentse", "gent"),
    ("anvers", "antwerp"),
    ("antwerpse", "antwerp"),
    ("antwerpen", "antwerp"),
    ("louvain", "leuven"),
    ("leuvense", "leuven"),
    ("malines", "mechelen"),
    ("mechelse", "mechelen"),
    ("mons", "bergen"),
    ("liege", "luik"),
    ("namur", "namen"),
    ("communale", "gemeente"),
    ("paix", "vrede"),
    ("liberte", "vrijheid"),
    ("saint", "sint"),
    ("sainte", "sint"),
    ("st", "sint"),
    ("grand", "groot"),
    ("grande", "groot"),
    ("petite", "klein"),
    ("vieille", "oude"),
    ("vieux", "oude"),
    ("pont", "brug"),
    ("port", "haven"),
    ("hopital", "hospitaal"),
    ("ziekenhuis", "hospitaal"),
    ("canal", "kanaal"),
    ("jardin", "tuin"),
    ("fontaine", "fontein"),
    ("colline", "heuvel"),
];

/// A word of a street, in plain letters, without what only says that it is one.
pub(crate) fn own_name(word: &str) -> &str {
    own_name_by(word, &KINDS, &ENDINGS)
}

/// The same by the words of the first version.
pub(crate) fn own_name_as_kept(word: &str) -> &str {
    own_name_by(word, &KINDS[..KEPT.0], &ENDINGS[..KEPT.1])
}

fn own_name_by<'a>(word: &'a str, kinds: &[&str], endings: &[&str]) -> &'a str {
    if kinds.contains(&word) {
        return "";
    }
    let ending = endings.iter().find(|ending| word.ends_with(**ending) && word.len() > ending.len() + 2);
    &word[..word.len() - ending.map_or(0, |ending| ending.len())]
}

/// The name of a street in one language, where it is known in two.
pub(crate) fn in_one_language(own: &str) -> &str {
    NAMES.iter().find(|(from, _)| *from == own).map_or(own, |(_, to)| to)
}

/// Words of [`KINDS`] that stand in other texts too: alone they name no street.
const SMALL: [&str; 21] = [
    "r", "pl", "ch", "imp", "str", "de", "du", "des", "la", "le", "les", "l", "d", "van", "den", "der",
    "het", "t", "aux", "a", "au",
];

/// Whether a word says that a street is named.
pub(crate) fn is_street(word: &str) -> bool {
    let is_kind = KINDS.contains(&word) && !SMALL.contains(&word);
    is_kind || ENDINGS.iter().any(|end| word.ends_with(end) && word.len() > end.len() + 2)
}

/// Reads a street; `None` when it says nothing.
pub(crate) fn street(written: &str) -> Option<Street> {
    let text = plain(&written.replace(['\'', '’'], " "));
    if says_nothing(&text, About::Street) {
        return None;
    }
    let mut own = String::with_capacity(text.len());
    for word in text.split(' ') {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let name = own_name(word);
        own.push_str(in_one_language(name));
    }
    let own = if own.is_empty() { text.replace(' ', "") } else { own };
    Some(Street { text: Short::of(&own), hash: hash(own.as_bytes()) })
}

/// The number of a house, without box or letter; 0 for none.
pub(crate) fn house_number(written: &str) -> u32 {
    let digits = written.bytes().skip_while(|b| !b.is_ascii_digit()).take_while(u8::is_ascii_digit).take(6);
    digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

/// A postcode as a number; 0 for none. Belgian ones are their own number, others a hash of their letters.
pub(crate) fn postcode(written: &str) -> u32 {
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 6 && !text.starts_with('+'));
    if let Some(number) = number(written) {
        return number;
    }
    let text = plain(written).replace(' ', "");
    let text = text.strip_prefix('b').filter(|rest| rest.len() == 4).unwrap_or(&text);
    match number(text) {
        Some(number) => number,
        None if text.is_empty() => 0,
        None => hash(text.as_bytes()) as u32 | 0x8000_0000,
    }
}

/// The wider place that a postcode names, as a number; 0 for none. `1030` and `1050` are of one, and so are the British
/// `WR14 2LQ` and `WR14 4JP`: all but the last three signs.
pub(crate) fn area(written: &str) -> u32 {
    let bytes = written.as_bytes();
    if (3..=5).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        return hash(&bytes[..bytes.len() - 2]) as u32 | 1;
    }
    let text = plain(written).replace(' ', "");
    let text = text.strip_prefix('b').filter(|rest| rest.len() == 4).unwrap_or(&text);
    let kept = match text.bytes().all(|b| b.is_ascii_digit()) {
        true => text.len().min(5).saturating_sub(2),
        false => text.len().saturating_sub(3),
    };
    if kept == 0 || says_nothing(text, About::Town) { 0 } else { hash(&text.as_bytes()[..kept]) as u32 | 1 }
}

/// A town as a number; 0 for none.
pub(crate) fn town(written: &str) -> u32 {
    crate::town::read(written).map_or(0, |town| hash(town.as_bytes()) as u32 | 1)
}

/// Most digits of a phone number (E.164: fifteen, and two for the way out of a country).
const DIGITS: usize = 17;

/// A phone number as a number, national form with a leading 1 in the place of the 0; 0 for none.
/// `+32 470 12 34 56`, `0032470123456` and `0470/12.34.56` are one.
pub(crate) fn phone(written: &str) -> u64 {
    let written = written.trim();
    let (mut digits, mut len) = ([0_u8; DIGITS], 0);
    for digit in written.bytes().filter(u8::is_ascii_digit) {
        if len == DIGITS {
            return 0;
        }
        digits[len] = digit - b'0';
        len += 1;
    }
    let all = &digits[..len];
    let abroad = written.starts_with('+') || written.starts_with("(+");
    let foreign = abroad || all.starts_with(&[0, 0]);
    let belgian = belgian_digits(all, foreign);
    let national = match (belgian, all) {
        (Some(rest), _) => rest,
        (None, [0, rest @ ..]) if !foreign => rest,
        (None, _) if foreign => without_zeros(all),
        (None, _) => all,
    };
    if !(7..=14).contains(&national.len()) || is_filler(national) {
        return 0;
    }
    // A foreign number that is no Belgian one must not meet a Belgian one of the same digits.
    let lead = if foreign && belgian.is_none() { 2 } else { 1 };
    national.iter().fold(lead, |number, digit| number * 10 + u64::from(*digit))
}

/// The national digits of a number that says Belgium: `+32`, `0032`, and `32` alone before as many digits as a number of
/// Belgium has, as spreadsheets leave it.
fn belgian_digits(digits: &[u8], foreign: bool) -> Option<&[u8]> {
    let number = if foreign { without_zeros(digits) } else { digits };
    let rest = without_zeros(number.strip_prefix(&[3, 2])?);
    (foreign || digits.len() > 9 && fits_belgium(rest)).then_some(rest)
}

/// The national digits of a number of Belgium, `None` when it is of another country. `abroad`: a plus stands before it.
pub(crate) fn belgian(digits: &[u8], abroad: bool) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits.iter().map(|digit| digit - b'0').collect();
    let foreign = abroad || digits.starts_with(&[0, 0]);
    match (belgian_digits(&digits, foreign), digits.as_slice()) {
        (Some(rest), _) => Some(rest.to_vec()),
        (None, _) if foreign => None,
        (None, [0, rest @ ..]) => Some(rest.to_vec()),
        (None, _) => Some(digits),
    }
}

/// Whether national digits are as many as a number of Belgium has. Mobile numbers have nine, others eight: what begins as
/// a mobile number and has eight lacks one. Behind the 4 of Liège follow a 2, a 3 or a 4.
pub(crate) fn fits_belgium(national: &[u8]) -> bool {
    let is_mobile = matches!(national, [4, 0 | 1 | 5..=9, ..]);
    match national.len() {
        8 => !is_mobile && national[0] != 0,
        9 => national[0] == 4,
        _ => false,
    }
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    &digits[zeros..]
}

/// `999999999`, `123456789`: typed to get past a field.
fn is_filler(digits: &[u8]) -> bool {
    let same = digits.windows(2).all(|pair| pair[0] == pair[1]);
    let counting = digits.iter().zip(1_u8..).all(|(digit, counted)| *digit == counted % 10);
    same || counting
}

/// Whether two phones differ in one digit.
pub(crate) fn one_digit(mut a: u64, mut b: u64) -> bool {
    let mut different = 0;
    while a != 0 || b != 0 {
        different += u32::from(a % 10 != b % 10);
        (a, b) = (a / 10, b / 10);
    }
    different == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_street_in_two_languages_is_one() {
        let own = |text| street(text).unwrap().text;
        assert_eq!(own("Rue de l'Église"), own("Kerkstraat"));
        assert_eq!(own("R. du Moulin"), own("Molenstr."));
        assert_eq!(own("Chée de Gand"), own("Gentsesteenweg"));
        assert_ne!(own("Rue Haute"), own("Rue Basse"));
        assert!(street("onbekend").is_none());
    }

    #[test]
    fn a_phone_is_one_however_it_is_written() {
        for text in ["0470/12.34.57", "+32 470 12 34 57", "0032470123457", "0470123457"] {
            assert_eq!(phone(text), 1_470_123_457, "{text}");
        }
        for nothing in ["", "0", "0000000000", "123456789", "geen"] {
            assert_eq!(phone(nothing), 0, "{nothing}");
        }
        assert!(one_digit(phone("0470123457"), phone("0470123497")));
        assert!(!one_digit(phone("0470123457"), phone("0470123475")));
    }

    #[test]
    fn a_house_number_is_its_first_number() {
        assert_eq!((house_number("12 bus 3"), house_number("12A"), house_number("")), (12, 12, 0));
        assert_eq!((postcode("B-1030"), postcode("1030"), postcode("")), (1030, 1030, 0));
    }
}
