//! Phones, mail addresses and places made comparable: what meets is the same channel, however it was written.
//!
//! Comparing is generous on purpose. That a safe address is held back for a moment costs a phone call; that a letter
//! goes to the home he lives in may cost a life.

use super::id::Postcode;
use super::person::{Reach, Terms};
use super::text::compare_key;
use super::words::{Answer, words};
use linkage::normal::{own_name, own_name_as_kept};
use phonenumber::country::Id;
use phonenumber::{PhoneNumber, Type};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A channel as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A phone: country code and national number.
    Phone(String),
    /// Digits that are no number that can be called.
    NoPhone(String),
    /// A mail address.
    Email(String),
    /// A place.
    Place(Place),
    /// Nothing that could be reached.
    Nothing,
}

/// A place as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The street by its own name: without `rue`, `straat`, accents and case.
    street: String,
    /// The same as keys keep it: words for "street" that were learned later change no key.
    kept: String,
    /// Numbers of the house: `12-14` has two. Boxes and floors do not count: it is the same door.
    numbers: BTreeSet<u32>,
    postcode: Option<Postcode>,
    town: String,
}

/// How two channels meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meet {
    /// They are the same.
    Same,
    /// The same number in the same postcode, in a street of another name: in Brussels every street has two.
    Perhaps,
}

impl Key {
    /// The key of a channel.
    pub fn of(at: &Reach) -> Self {
        match at {
            Reach::Phone(written) => phone(written),
            Reach::Email(written) => email(written),
            Reach::Address { street, postcode, town } => place(street, postcode.as_ref(), town),
        }
    }

    /// Whether two channels are, or may be, the same.
    pub fn meets(&self, other: &Self) -> Option<Meet> {
        match (self, other) {
            (Self::Place(a), Self::Place(b)) => a.meets(b),
            (Self::Nothing, _) | (_, Self::Nothing) => None,
            (a, b) => (a == b).then_some(Meet::Same),
        }
    }

    /// Whether there is anything to reach.
    pub fn is_readable(&self) -> bool {
        !matches!(self, Self::NoPhone(_) | Self::Nothing)
    }

    fn text(&self) -> String {
        match self {
            Self::Phone(text) | Self::NoPhone(text) | Self::Email(text) => text.clone(),
            Self::Place(place) => {
                let postcode = place.postcode.as_ref().map_or("", Postcode::as_str);
                format!("{} {:?} {postcode} {}", place.kept, place.numbers, place.town)
            }
            Self::Nothing => String::new(),
        }
    }
}

words!(
    /// How somebody is to be reached.
    ContactMode {
        /// A phone call.
        Call = "call",
        /// Words on a voicemail.
        Voicemail = "voicemail",
        /// A text message.
        Text = "text",
        /// A mail.
        Email = "email",
        /// A letter.
        Letter = "letter",
        /// A visit.
        Visit = "visit",
    }
);

impl ContactMode {
    /// The modes of a channel, the usual one first.
    pub fn of(at: &Reach) -> &'static [Self] {
        match at {
            Reach::Phone(_) => &[Self::Call, Self::Voicemail, Self::Text],
            Reach::Email(_) => &[Self::Email],
            Reach::Address { .. } => &[Self::Visit, Self::Letter],
        }
    }

    /// Whether the hours that she gave bind: whatever rings or knocks.
    pub(crate) fn is_heard(self) -> bool {
        !matches!(self, Self::Email | Self::Letter)
    }

    /// Whether she allowed it; a call needs no permission of its own.
    pub(crate) fn allowed(self, terms: &Terms) -> Answer {
        match self {
            Self::Call => Answer::Yes,
            Self::Voicemail => terms.voicemail,
            Self::Text | Self::Email => terms.message,
            Self::Letter => terms.letter,
            Self::Visit => terms.visit,
        }
    }
}

/// A short name of a channel inside a case, so that what is said of it need not repeat the number. It hides nothing
/// from somebody who can try all numbers: it stands in sealed entries and in forms on the page of the case only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChannelKey(u64);

impl ChannelKey {
    /// The key of a channel: the same however it was written.
    pub fn of(at: &Reach) -> Self {
        // FNV-1a: stored, so it must never change, and nobody gains by choosing it.
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(Key::of(at).text().bytes().fold(0xcbf2_9ce4_8422_2325, step))
    }
}

impl std::fmt::Display for ChannelKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl std::str::FromStr for ChannelKey {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

/// Reads the numbering plans of the world, which the first phone number would otherwise wait for.
pub fn prepare() {
    is_institution("+32 2 000 00 00");
}

/// A phone number of Belgium, or of another country when it says so.
fn phone(written: &str) -> Key {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    match parsed(written, &digits) {
        Some(number) => Key::Phone(format!("+{}{}", number.code().value(), number.national().value())),
        None if digits.is_empty() => Key::Nothing,
        None => Key::NoPhone(digits),
    }
}

fn parsed(written: &str, digits: &str) -> Option<PhoneNumber> {
    if digits.is_empty() {
        return None;
    }
    // Signs between the digits say nothing, but for the one that leads out of the country. "+32 (0)470" has a 0 too many.
    let foreign = written.trim_start().starts_with('+');
    let all = if foreign { format!("+{digits}") } else { digits.to_owned() };
    let all = match all.strip_prefix("+320").or_else(|| all.strip_prefix("00320")) {
        Some(rest) => format!("+32{rest}"),
        None => all,
    };
    let number = phonenumber::parse(Some(Id::BE), &all).ok()?;
    let length = number.national().to_string().len();
    let fits =
        if number.code().value() == 32 { (8..=9).contains(&length) } else { (5..=14).contains(&length) };
    fits.then_some(number)
}

/// Whether a number is one that nobody has at home: free, paid, or of a company.
pub fn is_institution(written: &str) -> bool {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let kind = parsed(written, &digits).map(|number| number.number_type(&phonenumber::metadata::DATABASE));
    matches!(kind, Some(Type::TollFree | Type::PremiumRate | Type::SharedCost | Type::Uan | Type::Voicemail))
}

fn email(written: &str) -> Key {
    let text = written.trim().to_lowercase();
    match text.rsplit_once('@') {
        // What follows a plus is a folder of the same mailbox.
        Some((name, host)) if !name.is_empty() && host.contains('.') => {
            Key::Email(format!("{}@{host}", name.split('+').next().unwrap_or(name)))
        }
        _ => Key::Nothing,
    }
}

/// Words after which comes what lies behind the door.
const BOXES: [&str; 15] = [
    "bte",
    "boite",
    "bus",
    "box",
    "b",
    "app",
    "appt",
    "apt",
    "appartement",
    "etage",
    "verdieping",
    "verd",
    "stock",
    "ext",
    "floor",
];

fn place(street: &str, postcode: Option<&Postcode>, town: &str) -> Key {
    let plain = deunicode::deunicode(street).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let (mut own, mut kept, mut numbers) = (String::new(), String::new(), BTreeSet::new());
    for word in words {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        match digits.parse() {
            Ok(number) => _ = numbers.insert(number),
            Err(_) if !numbers.is_empty() && BOXES.contains(&word) => break,
            Err(_) => {
                own.push_str(own_name(word));
                kept.push_str(own_name_as_kept(word));
            }
        }
    }
    if own.is_empty() && numbers.is_empty() {
        return Key::Nothing;
    }
    Key::Place(Place { street: own, kept, numbers, postcode: postcode.cloned(), town: compare_key(town) })
}

impl Place {
    fn meets(&self, other: &Self) -> Option<Meet> {
        let same_place = match (&self.postcode, &other.postcode) {
            (Some(a), Some(b)) => a == b,
            _ => self.town.is_empty() || other.town.is_empty() || self.town == other.town,
        };
        // A house without a number may be any of the street.
        let unnumbered = self.numbers.is_empty() || other.numbers.is_empty();
        let same_door = unnumbered || !self.numbers.is_disjoint(&other.numbers);
        match same_place && same_door {
            true if self.street == other.street => Some(Meet::Same),
            true if !unnumbered => Some(Meet::Perhaps),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(written: &str) -> Key {
        Key::of(&Reach::Phone(written.into()))
    }

    fn home(street: &str, postcode: &str) -> Key {
        let postcode = Postcode::parse(postcode).ok();
        Key::of(&Reach::Address { street: street.into(), postcode, town: "Schaerbeek".into() })
    }

    #[test]
    fn a_number_is_one_however_it_is_written() {
        for written in [
            "0470/12.34.57",
            "0470 12 34 57",
            "+32 470 12 34 57",
            "+32(0)470/12.34.57",
            "0032470123457",
            "0032 (0) 470 123 457",
            "32 470 12 34 57",
        ] {
            assert_eq!(number(written), Key::Phone("+32470123457".into()), "{written}");
        }
        assert_eq!(number("02 123 45 67"), number("+32 2 123 45 67"));
        assert_ne!(number("0033 6 12 34 56 78"), number("06 12 34 56 78"));
        assert_eq!(number("+33 6 12 34 56 78"), number("0033612345678"));
        // Invented people have numbers that nobody was given: they must be compared too.
        assert_eq!(number("0400 00 12 34"), number("+32400001234"));
    }

    #[test]
    fn what_cannot_be_called_is_no_number() {
        for written in ["123", "0470", "999999999999999"] {
            assert!(!number(written).is_readable(), "{written}: {:?}", number(written));
        }
        assert_eq!(number("--"), Key::Nothing);
        assert_eq!(number("123").meets(&number("1-2-3")), Some(Meet::Same));
    }

    #[test]
    fn numbers_that_nobody_has_at_home() {
        assert!(is_institution("0800 30 030") && is_institution("0900 12 345"));
        assert!(!is_institution("0470 12 34 57") && !is_institution("02 123 45 67"));
    }

    #[test]
    fn a_mailbox_is_one_with_its_folders() {
        let key = |text: &str| Key::of(&Reach::Email(text.into()));
        assert_eq!(key("Amina+havre@Example.org "), key("amina@example.org"));
        assert_eq!(key("amina"), Key::Nothing);
    }

    #[test]
    fn a_door_is_one_however_it_is_written() {
        let own = home("Rue de l'Église 12", "1030");
        for same in
            ["rue de l’eglise, 12 bte 3", "R. de l'Eglise 12A", "Rue de l'Église 12/2e étage", "Église 10-12"]
        {
            assert_eq!(own.meets(&home(same, "1030")), Some(Meet::Same), "{same}");
        }
        assert_eq!(home("Kerkstraat 4", "1030").meets(&home("Kerkstr. 4 bus 12", "1030")), Some(Meet::Same));
        assert_eq!(own.meets(&home("Rue de l'Église 14", "1030")), None);
        assert_eq!(own.meets(&home("Rue de l'Église 12", "1040")), None);
        assert_eq!(own.meets(&home("Rue de l'Église", "1030")), Some(Meet::Same));
    }

    #[test]
    fn a_street_in_the_other_language_may_be_the_same() {
        let (french, dutch) = (home("Rue de l'Église 12", "1030"), home("Kerkstraat 12", "1030"));
        assert_eq!(french.meets(&dutch), Some(Meet::Perhaps));
        assert_eq!(french.meets(&home("Kerkstraat 14", "1030")), None);
    }

    #[test]
    fn a_word_for_street_that_was_learned_later_meets_and_changes_no_key() {
        assert_eq!(
            home("Frankrijklei 12", "2000").meets(&home("Frankrijkstraat 12", "2000")),
            Some(Meet::Same)
        );
        let key = |street: &str| {
            let postcode = Postcode::parse("1180").ok();
            ChannelKey::of(&Reach::Address { street: street.into(), postcode, town: "Uccle".into() })
        };
        // As the first version kept it.
        assert_eq!(key("Drève du Caporal 8").to_string(), "255d41a208d63d05");
        assert_eq!(key("Rue du Caporal 8"), key("Caporalstraat 8"));
    }

    #[test]
    fn a_channel_key_does_not_depend_on_writing() {
        let key = |text: &str| ChannelKey::of(&Reach::Phone(text.into()));
        assert_eq!(key("0470/12.34.57"), key("+32 470 12 34 57"));
        assert_ne!(key("0470/12.34.57"), key("0470/12.34.58"));
        assert_eq!(key("0470").to_string().parse(), Ok(key("0470")));
    }
}
