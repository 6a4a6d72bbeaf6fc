//! One way of reading names, addresses, phones and e-mail addresses, for whoever compares them: linkage, search, the
//! guard of contacts. Two texts that mean the same give the same value here; whoever keeps values keeps what was written,
//! too.

use crate::name::{Name, Place};
use crate::nothing::{About, says_nothing};
pub use crate::phone_field::{PhoneField, phone_field};
use crate::place;
use crate::plain::plain;
use crate::town;

/// A name as its words: plain letters, without titles and without words that say nothing.
///
/// ```
/// use linkage::normal::name;
/// assert_eq!(name("Mevr. Şerife YILDIZ-D'Hondt"), ["serife", "yildiz", "dhondt"]);
/// assert!(name("onbekend").is_empty());
/// ```
pub fn name(written: &str) -> Vec<String> {
    let words = Name::read(Place::Family, written).map(|_| crate::name::own_words(&plain(written)));
    words.unwrap_or_default()
}

/// An address, each part in one form. Parts that are not known are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The street by its own name, without `rue`, `straat` and the like, in one language where both are known:
    /// `rue de l'Église` and `Kerkstraat` are one.
    pub street: Option<String>,
    /// The number of the house; of `12-14` and `12/14` the first one.
    pub number: Option<u32>,
    /// The last number of a range.
    pub to: Option<u32>,
    /// Letter or box: `A`, `bus 3`, `bte 3`, `b3` (`3`).
    pub door: Option<String>,
    /// Postcode, without the letter of the country.
    pub postcode: Option<String>,
    /// The town, in Dutch where it has two names: `Liège` is `luik`.
    pub town: Option<String>,
}

/// Reads an address however its parts were spread over four fields: a house number behind the street, a postcode before
/// the town, a box behind the number.
///
/// ```
/// use linkage::normal::address;
/// let one = address("rue de l'Église 12 bte 3", "", "", "4000 Liège");
/// assert_eq!(one, address("Kerkstraat", "12 bus 3", "B-4000", "Luik"));
/// assert_eq!(address("SDF", "", "", ""), Default::default());
/// ```
pub fn address(street: &str, number: &str, postcode: &str, town: &str) -> Address {
    let (street, behind) = if number.trim().is_empty() { split_street(street) } else { (street, "") };
    let door = Door::read(if number.trim().is_empty() { behind } else { number });
    let (before, own_town) = split_town(town);
    let postcode = if postcode.trim().is_empty() { before } else { postcode };
    Address {
        street: place::street(street)
            .map(|street| String::from_utf8_lossy(street.text.as_bytes()).into_owned()),
        number: door.number,
        to: door.to,
        door: door.door,
        postcode: Some(plain_postcode(postcode)).filter(|code| !code.is_empty()),
        town: self::town(own_town),
    }
}

/// A word of a street, in plain letters, without what only says that it is one.
///
/// ```
/// use linkage::normal::own_name;
/// assert_eq!([own_name("kerkstraat"), own_name("rue"), own_name("frankrijklei")], ["kerk", "", "frankrijk"]);
/// ```
pub fn own_name(word: &str) -> &str {
    place::own_name(word)
}

/// The same as [`own_name`] for whoever keeps what is made of it: words that were learned later change nothing.
///
/// ```
/// use linkage::normal::own_name_as_kept;
/// assert_eq!([own_name_as_kept("kerkstraat"), own_name_as_kept("frankrijklei")], ["kerk", "frankrijklei"]);
/// ```
pub fn own_name_as_kept(word: &str) -> &str {
    place::own_name_as_kept(word)
}

/// The own name of a street in one language, where it is known in two: what [`own_name`] leaves of `Nieuwstraat` and of
/// `Rue Neuve` is one.
///
/// ```
/// use linkage::normal::{in_one_language, own_name};
/// assert_eq!(in_one_language(own_name("neuve")), in_one_language(own_name("nieuwstraat")));
/// ```
pub fn in_one_language(own: &str) -> &str {
    place::in_one_language(own)
}

/// Whether a word of a text, in plain letters, says that a street is named.
///
/// ```
/// use linkage::normal::is_street;
/// assert!(is_street("kerkstraat") && is_street("avenue") && !is_street("de") && !is_street("vandaag"));
/// ```
pub fn is_street(word: &str) -> bool {
    place::is_street(word)
}

/// A town in one language; `None` when nothing is said.
pub fn town(written: &str) -> Option<String> {
    town::read(written)
}

/// A phone number in international form (`+32470123456`), `None` when it is none.
pub fn phone(written: &str) -> Option<String> {
    let number = place::phone(written).to_string();
    match number.strip_prefix('1') {
        Some(belgian) if number.len() > 1 => Some(format!("+32{belgian}")),
        Some(_) | None => number.strip_prefix('2').map(|foreign| format!("+{foreign}")),
    }
}

/// Whether the digits behind `+32` are as many as a number of Belgium has.
pub fn fits_belgium(national: &str) -> bool {
    let digits: Vec<u8> = national.bytes().map(|b| b.wrapping_sub(b'0')).collect();
    digits.iter().all(|digit| *digit < 10) && place::fits_belgium(&digits)
}

/// The phone numbers of a cell, as they stand in it: people write two of them with `;`, `/`, `ou`, `of` or brackets.
///
/// ```
/// use linkage::normal::phones;
/// assert_eq!(phones("0470/12.34.57 ou 02 512 34 57"), ["0470/12.34.57", "02 512 34 57"]);
/// assert_eq!(phones("0470123457/0485987655"), ["0470123457", "0485987655"]);
/// assert_eq!(phones("0470/12.34.57"), ["0470/12.34.57"]);
/// ```
pub fn phones(written: &str) -> Vec<&str> {
    let parts = || {
        written.split(['(', ')', ';', '|', ',', '\n', '\r']).flat_map(|part| part.split(" / ")).flat_map(
            |part| {
                [" ou ", " of ", " oder ", " en ", " et ", " und ", " or "].iter().fold(vec![part], split_all)
            },
        )
    };
    let several = parts().filter(|part| place::phone(part) != 0).count() > 1;
    let whole = place::phone(written) != 0 && !several;
    if whole {
        return vec![written.trim()];
    }
    let parts = parts().flat_map(by_slash).map(str::trim);
    parts.filter(|part| place::phone(part) != 0).collect()
}

fn split_all<'a>(parts: Vec<&'a str>, word: &&str) -> Vec<&'a str> {
    parts.into_iter().flat_map(|part| part.split(*word)).collect()
}

/// Two whole numbers with a stroke between: a stroke inside one leaves too few digits on one side.
fn by_slash(part: &str) -> Vec<&str> {
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    let parts: Vec<&str> = part.split('/').collect();
    if parts.len() > 1 && parts.iter().all(|part| digits(part) >= 8) { parts } else { vec![part] }
}

/// An e-mail address in one form, `None` when it is none. What stands behind a plus is a note of its owner; where a
/// provider takes no notice of dots or has several names, neither does this.
///
/// ```
/// use linkage::normal::email;
/// assert_eq!(email(" Lotte <mailto:Lotte.P+hulp@Example.ORG> ").as_deref(), Some("lotte.p@example.org"));
/// assert_eq!(email("Lotte.P@googlemail.com."), email("lottep@gmail.com"));
/// assert_eq!(email("geen"), None);
/// ```
pub fn email(written: &str) -> Option<String> {
    let inner = written.rsplit_once('<').map_or(written, |(_, behind)| behind);
    let text = inner.trim().to_lowercase();
    let text = text.split('>').next().unwrap_or_default().trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text).split('?').next().unwrap_or_default();
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let (user, domain) = text.split_once('@')?;
    let user = user.split('+').next().unwrap_or(user);
    let good = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    let dotted = domain.split('.').count() > 1 && domain.split('.').all(good);
    (good(user) && dotted).then(|| one_mailbox(user, domain))
}

/// Providers with several names, and the signs of which each takes no notice. Sources: their own help pages on addresses
/// (Gmail: dots do not matter; Proton: `.`, `-` and `_` do not matter, and its three domains are one).
const PROVIDERS: [(&str, &[&str], &[char]); 2] = [
    ("gmail.com", &["gmail.com", "googlemail.com"], &['.']),
    ("proton.me", &["proton.me", "protonmail.com", "pm.me"], &['.', '-', '_']),
];

fn one_mailbox(user: &str, domain: &str) -> String {
    match PROVIDERS.iter().find(|(_, names, _)| names.contains(&domain)) {
        Some((domain, _, unseen)) => format!("{}@{domain}", user.replace(*unseen, "")),
        None => format!("{user}@{domain}"),
    }
}

/// What stands at a door.
#[derive(Debug, Default)]
struct Door {
    number: Option<u32>,
    to: Option<u32>,
    door: Option<String>,
}

impl Door {
    /// `12`, `12A`, `12-14`, `12 bus 3`, `12/3`, `12b3`.
    fn read(written: &str) -> Self {
        let text = written.to_lowercase();
        let number = place::house_number(&text);
        if number == 0 {
            return Self::default();
        }
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let behind = text[start..].trim_start_matches(|c: char| c.is_ascii_digit()).trim();
        let range = behind.strip_prefix(['-', '/', '+']).map(str::trim_start);
        let to = range.map(place::house_number).filter(|to| *to > number && *to <= number + 20);
        let rest = if to.is_some() {
            range.unwrap_or("").trim_start_matches(|c: char| c.is_ascii_digit())
        } else {
            behind
        };
        let door: String = plain(rest).split(' ').filter(|word| !BOX.contains(word)).collect();
        Self { number: Some(number), to, door: Some(without_box(&door)).filter(|door| !door.is_empty()) }
    }
}

/// Words for a box.
const BOX: &[&str] = &["app", "appartement", "b", "bis", "boite", "box", "bt", "bte", "bus"];

/// `bte3` and `b3` are `3`.
fn without_box(door: &str) -> String {
    let kept = BOX.iter().filter_map(|word| door.strip_prefix(word)).find(|rest| rest.parse::<u32>().is_ok());
    kept.unwrap_or(door).to_owned()
}

/// The street and what stands behind it from its number on.
pub(crate) fn split_street(written: &str) -> (&str, &str) {
    let number = |at: usize| written[at..].starts_with(|c: char| c.is_ascii_digit());
    let mut starts = written
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at > 3 && number(*at) && written[..*at].ends_with([' ', ',']));
    // `Rue du 11 Novembre`: what follows is the name.
    let is_number = |at: &usize| {
        let behind = plain(&written[*at..]);
        behind
            .split(' ')
            .skip(1)
            .all(|word| word.len() < 3 || BOX.contains(&word) || word.parse::<u32>().is_ok())
    };
    starts
        .find(is_number)
        .map_or((written, ""), |at| (written[..at].trim_end_matches([' ', ',']), &written[at..]))
}

/// The postcode before a town, and the town.
pub(crate) fn split_town(written: &str) -> (&str, &str) {
    let text = written.trim();
    let bare = text.strip_prefix("B-").or_else(|| text.strip_prefix("b-")).unwrap_or(text);
    let end = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len());
    if (4..=5).contains(&end) {
        (&bare[..end], bare[end..].trim_start_matches([' ', '-', ',']))
    } else {
        ("", text)
    }
}

fn plain_postcode(written: &str) -> String {
    let text = plain(written).replace(' ', "");
    if says_nothing(&text, About::Town) {
        return String::new();
    }
    text.strip_prefix('b').filter(|rest| rest.len() == 4).map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_however_its_parts_are_spread() {
        let whole = address("Rue de la Station", "12", "1030", "Schaerbeek");
        for (street, number, postcode, town) in [
            ("Stationsstraat", "12", "1030", "Schaarbeek"),
            ("Rue de la Station 12", "", "1030", "SCHAERBEEK"),
            ("Rue de la Station, 12", "", "", "1030 Schaerbeek"),
            ("R. de la Station", "12 ", "B-1030", "B-1030 Schaarbeek"),
        ] {
            assert_eq!(address(street, number, postcode, town), whole, "{street} {number} {postcode} {town}");
        }
        assert_ne!(address("Rue de la Station", "14", "1030", "Schaerbeek"), whole);
    }

    #[test]
    fn doors_boxes_and_ranges_are_told_apart() {
        let door = |number| {
            let Address { number, to, door, .. } = address("Kerkstraat", number, "", "");
            (number, to, door)
        };
        for (written, expected) in [
            ("12", (Some(12), None, None)),
            ("12A", (Some(12), None, Some("a".to_owned()))),
            ("12 bus 3", (Some(12), None, Some("3".to_owned()))),
            ("12 bte3", (Some(12), None, Some("3".to_owned()))),
            ("12-14", (Some(12), Some(14), None)),
            ("12/14 bus B", (Some(12), Some(14), None)),
            ("12/3", (Some(12), None, Some("3".to_owned()))),
            ("", (None, None, None)),
        ] {
            assert_eq!(door(written), expected, "{written}");
        }
        assert_eq!(split_street("Rue du 11 Novembre"), ("Rue du 11 Novembre", ""));
        assert_eq!(split_street("Rue du 11 Novembre 5"), ("Rue du 11 Novembre", "5"));
    }

    #[test]
    fn phones_are_one_number_each() {
        for (cell, expected) in [
            ("0470 12 34 57; 02 512 34 57", 2),
            ("0470/12.34.57 (02/512.34.57)", 2),
            ("0470 12 34 57 of 0485/98.76.55", 2),
            ("+32 470 12 34 57", 1),
            ("0032470123457", 1),
            ("02/512.34.57", 1),
            ("3,24E+10", 0),
            ("geen", 0),
        ] {
            assert_eq!(phones(cell).len(), expected, "{cell}");
        }
        assert_eq!(phone("0470/12.34.57").as_deref(), Some("+32470123457"));
        assert_eq!(phone("0031 6 1234 5679").as_deref(), Some("+31612345679"));
        assert_eq!(phone("12"), None);
    }

    #[test]
    fn names_and_mail_have_one_form() {
        assert_eq!(name("Dhr. Jan VAN DEN BERGHE"), ["jan", "van", "den", "berghe"]);
        assert_eq!(name("محمد"), ["mhmd"]);
        for nothing in ["a@b", "@example.org", "a b@example.org", "a@example..org", ""] {
            assert_eq!(email(nothing), None, "{nothing}");
        }
    }
}
