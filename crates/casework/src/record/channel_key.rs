//! Phones, mail addresses and places made comparable: what meets is the same channel, however it was written.
//!
//! Comparing is generous on purpose. That a safe address is held back for a moment costs a phone call; that a letter
//! goes to the home he lives in may cost a life.

use super::person::{Reach, Terms};
pub use super::place::{Meet, Place};
use super::words::{Answer, words};
use linkage::normal::PhoneField;
use phonenumber::country::Id;
use phonenumber::{PhoneNumber, Type};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A channel as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A phone: country code and national number.
    Phone(String),
    /// Phones of which not everything can be read: `02/123.45.67-68`, two numbers in one field.
    Phones {
        /// Numbers that stand there.
        sure: BTreeSet<String>,
        /// Numbers that may be meant besides.
        perhaps: BTreeSet<String>,
        /// Foreign numbers that stand before an extension, or end otherwise. They were not read when keys were first
        /// kept, so they meet and are no part of a key.
        besides: BTreeSet<String>,
    },
    /// Digits, or words, that are no number that can be called.
    NoPhone(String),
    /// A mail address.
    Email(String),
    /// What stands in its place and is none.
    NoEmail(String),
    /// A place.
    Place(Place),
    /// Nothing that could be reached.
    Nothing,
}

impl Key {
    /// The key of a channel.
    pub fn of(at: &Reach) -> Self {
        match at {
            Reach::Phone(written) => phone(written),
            Reach::Email(written) => email(written),
            Reach::Address { street, postcode, town } => {
                Place::read(street, postcode.as_ref(), town).map_or(Self::Nothing, Self::Place)
            }
        }
    }

    /// Whether two channels are, or may be, the same.
    pub fn meets(&self, other: &Self) -> Option<Meet> {
        match (self, other) {
            (Self::Place(a), Self::Place(b)) => a.meets(b),
            (Self::Email(a), Self::Email(b)) => (a == b).then_some(Meet::Same),
            (Self::NoEmail(a), Self::NoEmail(b)) if a == b => Some(Meet::Same),
            (Self::NoEmail(_), Self::NoEmail(_) | Self::Email(_)) | (Self::Email(_), Self::NoEmail(_)) => {
                Some(Meet::Perhaps)
            }
            (Self::NoPhone(a), Self::NoPhone(b)) if a == b => Some(Meet::Same),
            _ => meeting_phones(self.numbers()?, other.numbers()?),
        }
    }

    /// The numbers that stand in a phone, and those that may be meant besides; both are empty when none can be read.
    /// `None`: it is no phone.
    fn numbers(&self) -> Option<(BTreeSet<&str>, BTreeSet<&str>)> {
        match self {
            Self::Phone(number) => Some((BTreeSet::from([number.as_str()]), BTreeSet::new())),
            Self::Phones { sure, perhaps, besides } => Some((
                sure.iter().map(String::as_str).collect(),
                perhaps.union(besides).map(String::as_str).collect(),
            )),
            Self::NoPhone(_) => Some((BTreeSet::new(), BTreeSet::new())),
            Self::Email(_) | Self::NoEmail(_) | Self::Place(_) | Self::Nothing => None,
        }
    }

    /// Whether there is something to reach, and it is one thing.
    pub fn is_readable(&self) -> bool {
        matches!(self, Self::Phone(_) | Self::Email(_) | Self::Place(_))
    }

    fn text(&self) -> String {
        match self {
            Self::Phone(text) | Self::NoPhone(text) | Self::Email(text) | Self::NoEmail(text) => text.clone(),
            Self::Phones { sure, perhaps, .. } => format!("{sure:?} {perhaps:?}"),
            Self::Place(place) => place.kept.clone(),
            Self::Nothing => String::new(),
        }
    }
}

/// Numbers that stand in both are one; a number that one may mean, or cannot be read, may be any.
fn meeting_phones(
    (sure, perhaps): (BTreeSet<&str>, BTreeSet<&str>),
    (other_sure, other_perhaps): (BTreeSet<&str>, BTreeSet<&str>),
) -> Option<Meet> {
    if !sure.is_disjoint(&other_sure) {
        return Some(Meet::Same);
    }
    let unread = sure.is_empty() || other_sure.is_empty();
    let others: BTreeSet<_> = other_sure.union(&other_perhaps).collect();
    let meets = sure.union(&perhaps).any(|number| others.contains(&number));
    (unread || meets).then_some(Meet::Perhaps)
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

/// A phone number of Belgium, or of another country when it says so; several, or a part, where that is what is written.
fn phone(written: &str) -> Key {
    if !written.chars().any(char::is_alphanumeric) {
        return Key::Nothing;
    }
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let cut = without_tail(written, |_| true);
    match parsed(written) {
        // Whatever parses and has a tail may be a number with an extension, unless its plan knows it as a number.
        Some(number) if cut.is_none() || is_belgian(&number) || number.is_valid() => {
            Key::Phone(text_of(&number))
        }
        _ => several(written).unwrap_or(Key::NoPhone(digits)),
    }
}

fn text_of(number: &PhoneNumber) -> String {
    format!("+{}{}", number.code().value(), number.national().value())
}

fn is_belgian(number: &PhoneNumber) -> bool {
    number.code().value() == 32
}

/// The numbers of a field that holds more, or less, than one.
fn several(written: &str) -> Option<Key> {
    let (mut sure, mut perhaps, mut besides) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let parts = match linkage::normal::phone_field(written) {
        PhoneField::Numbers(numbers) if numbers.len() > 1 => numbers,
        _ => linkage::normal::phones(written),
    };
    for part in parts.into_iter().chain([written]) {
        if let Some(number) = parsed(part) {
            sure.insert(text_of(&number));
            // Any digits parse behind the sign of another country: what its plan does not know may be a number of it
            // with an extension.
            if !is_belgian(&number) && !number.is_valid() {
                let cut = without_tail(part, PhoneNumber::is_valid);
                besides.extend(cut.into_iter().flat_map(|(number, tail)| ending_in(&number, &tail)));
            }
        } else if let Some((number, tail)) = without_tail(part, |_| true) {
            let [own, other] = ending_in(&number, &tail);
            sure.insert(own);
            perhaps.insert(other);
        }
    }
    (!sure.is_empty()).then_some(Key::Phones { sure, perhaps, besides })
}

/// A number, and the one that `67-68` may mean besides: with the last digits of a second one.
fn ending_in(number: &PhoneNumber, tail: &str) -> [String; 2] {
    let text = text_of(number);
    let kept = text.len().saturating_sub(tail.len());
    let other = format!("{}{tail}", &text[..kept]);
    [text, other]
}

/// A number before a few digits that stand apart at its end: an extension, or the end of a second number.
fn without_tail(written: &str, is_one: impl Fn(&PhoneNumber) -> bool) -> Option<(PhoneNumber, String)> {
    let apart = written.char_indices().rev().filter(|(_, c)| !c.is_ascii_digit()).map(|(at, _)| at);
    let split = |at: usize| {
        let tail: String = written[at..].chars().filter(char::is_ascii_digit).collect();
        let number = (1..=4).contains(&tail.len()).then(|| parsed(&written[..at]))??;
        is_one(&number).then_some((number, tail))
    };
    apart.take_while(|at| *at > 0).find_map(split)
}

fn parsed(written: &str) -> Option<PhoneNumber> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    // Signs between the digits say nothing, but for the one that leads out of the country. "+32 (0)470" has a 0 too many.
    let foreign = written.trim_start_matches(|c: char| c.is_whitespace() || c == '(').starts_with('+');
    let all = if foreign { format!("+{digits}") } else { digits };
    let all = match all.strip_prefix("+320").or_else(|| all.strip_prefix("00320")) {
        Some(rest) => format!("+32{rest}"),
        None => all,
    };
    let number = phonenumber::parse(Some(Id::BE), &all).ok()?;
    let national = number.national().to_string();
    let fits = match number.code().value() {
        32 => linkage::normal::fits_belgium(&national),
        _ => (5..=14).contains(&national.len()),
    };
    fits.then_some(number)
}

/// Whether a number is one that nobody has at home: free, paid, or of a company.
pub fn is_institution(written: &str) -> bool {
    let kind = parsed(written).map(|number| number.number_type(&phonenumber::metadata::DATABASE));
    matches!(kind, Some(Type::TollFree | Type::PremiumRate | Type::SharedCost | Type::Uan | Type::Voicemail))
}

fn email(written: &str) -> Key {
    match linkage::normal::email(written) {
        Some(mailbox) => Key::Email(mailbox),
        None if written.trim().is_empty() => Key::Nothing,
        None => Key::NoEmail(written.trim().to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::id::Postcode;

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
        for written in ["0470 12 34 5", "idem", "même que madame"] {
            assert!(matches!(number(written), Key::NoPhone(_)), "{written}: {:?}", number(written));
            assert_eq!(number(written).meets(&number("0470 12 34 57")), Some(Meet::Perhaps), "{written}");
        }
        assert_eq!(number("--"), Key::Nothing);
        assert_eq!(number("--").meets(&number("0470 12 34 57")), None);
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
        for same in [
            "<amina@example.org>",
            "mailto:amina@example.org",
            "Amina <MAILTO:Amina@example.org>.",
            "amina@example.org.",
        ] {
            assert_eq!(key(same), key("amina@example.org"), "{same}");
        }
        assert_eq!(key("a.mi.na+x@googlemail.com"), key("amina@gmail.com"));
        assert_ne!(key("a.mina@example.org"), key("amina@example.org"));
        assert_eq!(key(" "), Key::Nothing);
        assert_eq!(key("amina").meets(&key("amina@example.org")), Some(Meet::Perhaps));
    }

    #[test]
    fn a_field_with_more_or_less_than_a_number_meets_each_that_it_may_mean() {
        for (written, same, perhaps) in [
            ("02/123.45.67-68", "02 123 45 67", Some("02 123 45 68")),
            ("0470/12.34.57-58", "0470 12 34 57", Some("0470 12 34 58")),
            ("02 123 45 67 (12)", "02 123 45 67", None),
            ("02 123 45 67 ext. 12", "02 123 45 67", None),
            ("0470123457/0485987655", "0485 98 76 55", None),
            ("0470 12 34 57 ou 02 512 34 57", "02 512 34 57", None),
        ] {
            assert_eq!(
                number(written).meets(&number(same)),
                Some(Meet::Same),
                "{written}: {:?}",
                number(written)
            );
            assert!(!number(written).is_readable(), "{written} is not one number");
            if let Some(perhaps) = perhaps {
                assert_eq!(number(written).meets(&number(perhaps)), Some(Meet::Perhaps), "{written}");
            }
            assert_eq!(number(written).meets(&number("0499 99 99 99")), None, "{written}");
        }
        for (written, other) in [
            ("+33 6 12 34 56 78 (12)", None),
            ("+33 6 12 34 56 78 ext. 12", None),
            ("0033 6 12 34 56 78 poste 4", None),
            ("+33 6 12 34 56 78-79", Some("+33 6 12 34 56 79")),
        ] {
            for may_be in [Some("+33612345678"), other].into_iter().flatten() {
                assert_eq!(
                    number(written).meets(&number(may_be)),
                    Some(Meet::Perhaps),
                    "{written}: {may_be}"
                );
                assert_eq!(
                    number(may_be).meets(&number(written)),
                    Some(Meet::Perhaps),
                    "{written}: {may_be}"
                );
            }
            assert!(!number(written).is_readable(), "{written} is not one number");
            assert_eq!(number(written).meets(&number("+33 6 98 76 54 32")), None, "{written}");
        }
        assert_eq!(number("(+33) 6 12 34 56 78"), number("0033612345678"));
        assert_eq!(number("+33-6-12-34-56-78"), number("0033612345678"));
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
        assert_eq!(own.meets(&home("Rue de l'Église", "1030")), Some(Meet::Same));
    }

    #[test]
    fn a_street_in_the_other_language_may_be_the_same() {
        let (french, dutch) = (home("Rue de l'Église 12", "1030"), home("Kerkstraat 12", "1030"));
        assert_eq!(french.meets(&dutch), Some(Meet::Same));
        assert_eq!(french.meets(&home("Kerkstraat 14", "1030")), None);
        // Where both names are not known, the door may be the same.
        assert_eq!(french.meets(&home("Josaphatlaan 12", "1030")), Some(Meet::Perhaps));
        assert_eq!(french.meets(&home("Josaphatlaan 14", "1030")), None);
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
        // As it was kept before foreign extensions were read.
        assert_eq!(key("+33 6 12 34 56 78 (12)").to_string(), "ced4bed86a1c1a93");
    }

    /// What is no mailbox and no number is compared as text; what differs may be anything, also what can be read.
    #[test]
    fn what_cannot_be_read_is_the_same_as_itself_and_perhaps_any_other() {
        let mail = |text: &str| Key::of(&Reach::Email(text.into()));
        assert_eq!(mail("Amina").meets(&mail(" amina")), Some(Meet::Same));
        assert_eq!(mail("amina").meets(&mail("luc")), Some(Meet::Perhaps));
        assert_eq!(mail("amina@example.org").meets(&mail("luc")), Some(Meet::Perhaps));
        assert_eq!(mail("amina@example.org").meets(&mail("luc@example.org")), None);
        assert_eq!(number("123").meets(&number("456")), Some(Meet::Perhaps));
        assert_eq!(mail("amina").meets(&number("123")), None, "a mailbox is no phone");
    }

    #[test]
    fn a_number_of_another_country_with_an_extension_is_not_one_number() {
        let abroad = "+33 6 12 34 56 78";
        assert!(!number(&format!("{abroad} (12)")).is_readable());
        // Nobody was given this one: without a tail there is nothing else that it could be.
        assert!(number("+33999999999").is_readable());
        assert_eq!(number(" +33 6 12 34 56 78"), number(abroad));
        assert_eq!(number("( +33 ) 6 12 34 56 78"), number(abroad));
    }
}
