//! Comparing two records: one level a field, packed into a pattern.

use crate::name::{Name, NameLevel, Place};
use crate::place::one_digit;
use crate::record::{Home, Lexicon, Record};
use std::cmp::Ordering;

/// The fields that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Given names.
    Given,
    /// Family name.
    Family,
    /// Whether given and family name were exchanged.
    Order,
    /// Birth date.
    Birth,
    /// Sex.
    Sex,
    /// Address.
    Address,
    /// Phone.
    Phone,
    /// Number of a document.
    Document,
}

impl Field {
    /// Every field, in the order in which a pattern packs them.
    pub const ALL: [Self; 8] = [
        Self::Given,
        Self::Family,
        Self::Order,
        Self::Birth,
        Self::Sex,
        Self::Address,
        Self::Phone,
        Self::Document,
    ];

    /// The word of this field, for messages and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Family => "family",
            Self::Order => "order",
            Self::Birth => "birth",
            Self::Sex => "sex",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::Document => "document",
        }
    }

    /// The words of its levels, the first one for "missing".
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Given | Self::Family => &[
                "missing", "equal", "stem", "variant", "sound", "close", "part", "initial", "alike",
                "differs", "differs",
            ],
            Self::Birth => &[
                "missing",
                "equal",
                "swapped",
                "digit",
                "year-only",
                "year-slip",
                "year",
                "near-year",
                "differs",
                "generation",
                "generation",
                "differs",
                "year",
                "near-year",
                "differs",
                "generation",
            ],
            // Which of the two was exchanged is known, and makes no other reason.
            Self::Order => &["missing", "straight", "exchanged", "exchanged", "exchanged"],
            Self::Sex => &["missing", "equal", "differs"],
            Self::Document => &["missing", "equal", "differs", "digit"],
            Self::Address => {
                &["missing", "home", "near-home", "number", "street", "postcode", "town", "region", "differs"]
            }
            Self::Phone => &["missing", "equal", "digit", "differs"],
        }
    }

    /// Levels of this field, 0 being "missing".
    pub(crate) const fn levels(self) -> usize {
        self.words().len()
    }
}

/// Most levels that a field has.
pub(crate) const LEVELS: usize = 16;

/// How two addresses compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressLevel {
    Missing = 0,
    /// Same street and number, and nothing says another town.
    Home,
    /// Same number, street nearly the same or postcode another.
    NearHome,
    /// Same postcode and number, another street: perhaps its name in another language.
    NumberInPostcode,
    /// Same street, or nearly the same one in one place; another or no number.
    Street,
    /// Same postcode.
    Postcode,
    /// Same town.
    Town,
    /// Another postcode of the same region (first two digits).
    Region,
    Differs,
}

/// Levels of yes-or-no fields.
pub(crate) const SAME: u8 = 1;
pub(crate) const OTHER: u8 = 2;
/// Levels of the order of names: neither is exchanged, those of the second record are, those of the first, of both.
pub(crate) const STRAIGHT: u8 = 1;
pub(crate) const SECOND: u8 = 2;
pub(crate) const FIRST: u8 = 3;
pub(crate) const BOTH: u8 = 4;
/// Levels of phones.
pub(crate) const PHONE_DIGIT: u8 = 2;
pub(crate) const PHONE_OTHER: u8 = 3;

/// One level a field, four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pattern(pub(crate) u32);

impl Pattern {
    pub(crate) fn level(self, field: Field) -> usize {
        (self.0 >> (4 * field as u32) & 15) as usize
    }

    /// The same with a field missing.
    pub(crate) fn without(self, field: Field) -> Self {
        Self(self.0 & !(15 << (4 * field as u32)))
    }

    fn with(self, field: Field, level: u8) -> Self {
        Self(self.0 | u32::from(level) << (4 * field as u32))
    }
}

/// Compares two records.
pub(crate) fn compare(lexicon: &Lexicon, a: &Record, b: &Record) -> Pattern {
    let (given, family, order) = names(lexicon, a, b);
    Pattern::default()
        .with(Field::Given, given as u8)
        .with(Field::Family, family as u8)
        .with(Field::Order, order)
        .with(Field::Birth, a.birth.compare(b.birth) as u8)
        .with(Field::Sex, same(a.sex.into(), b.sex.into()))
        .with(Field::Address, address(lexicon, a, b) as u8)
        .with(Field::Phone, phone(a, b))
        .with(Field::Document, a.document.compare(b.document) as u8)
}

fn same(a: u64, b: u64) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => 0,
        _ if a == b => SAME,
        _ => OTHER,
    }
}

/// Eighths of a bit by which two people of one address, whose names one clerk exchanged, are likelier than one person
/// who changed her family name.
const STRANGE: i16 = 64;

/// Given name, family name, and whether they were exchanged. Which record is the exchanged one is told by how often each
/// name stands in each place ([`Record::straight`]), never by what happens to agree: two brothers whose names are both
/// exchanged share what stands where given names stand.
fn names(lexicon: &Lexicon, a: &Record, b: &Record) -> (NameLevel, NameLevel, u8) {
    let given = |x: u32, y: u32| (lexicon.given.get(x), lexicon.given.get(y));
    let family = |x: u32, y: u32| (lexicon.family.get(x), lexicon.family.get(y));
    let both = || {
        let given_names = level(Place::Given, family(a.family, b.family));
        (given_names, level(Place::Family, given(a.given, b.given)), BOTH)
    };
    let turned = (a.straight < 0, b.straight < 0);
    if turned == (true, true) {
        return both();
    }
    // One number is one name: nothing need be looked up.
    let straight = (
        if is_one(a.given, b.given) {
            NameLevel::Equal
        } else {
            level(Place::Given, given(a.given, b.given))
        },
        if is_one(a.family, b.family) {
            NameLevel::Equal
        } else {
            level(Place::Family, family(a.family, b.family))
        },
    );
    let agrees = |level: NameLevel| level != NameLevel::Missing && level <= NameLevel::Part;
    let (one, other) = (agrees(straight.0), agrees(straight.1));
    // One given name and two family names at one address: unless it would be strange, they share a family name.
    let doubtful = a.straight.max(0) + b.straight.max(0) < STRANGE;
    let two = || straight.1 >= NameLevel::Differs || are_two_given_names(lexicon, a, b);
    if one && doubtful && straight.1 > NameLevel::Equal && two() && share_a_home(lexicon, a, b) {
        return both();
    }
    if one && other || (one || other) && turned == (false, false) {
        return (straight.0, straight.1, STRAIGHT);
    }
    let across = |x: u32, y: u32| level(Place::Given, (lexicon.given.get(x), lexicon.family.get(y)));
    let crossed = (across(a.given, b.family), across(b.given, a.family));
    // One that agrees is enough: the other may be written worse, or be another name.
    let close = |level: NameLevel| level != NameLevel::Missing && level <= NameLevel::Close;
    if !close(crossed.0) && !close(crossed.1) {
        return (straight.0, straight.1, STRAIGHT);
    }
    let rank = |level: NameLevel| {
        if level == NameLevel::Missing { NameLevel::Another as u8 + 1 } else { level as u8 }
    };
    let second = match a.straight.cmp(&b.straight) {
        Ordering::Greater => true,
        Ordering::Less => false,
        // Nobody can say: a family name is shared by more people than a given name.
        Ordering::Equal => rank(crossed.1) <= rank(crossed.0),
    };
    if second { (crossed.0, as_family(crossed.1), SECOND) } else { (crossed.1, as_family(crossed.0), FIRST) }
}

/// The level of two names that were compared as given names and are family names: of these no list is whole.
const fn as_family(level: NameLevel) -> NameLevel {
    if matches!(level, NameLevel::Another) { NameLevel::Differs } else { level }
}

/// Whether what stands where family names stand are two given names, and not two ways of writing one.
fn are_two_given_names(lexicon: &Lexicon, a: &Record, b: &Record) -> bool {
    let (x, y) = (lexicon.family.get(a.family), lexicon.family.get(b.family));
    level(Place::Given, (x, y)) == NameLevel::Another
}

fn share_a_home(lexicon: &Lexicon, a: &Record, b: &Record) -> bool {
    let near = [AddressLevel::Home, AddressLevel::NearHome];
    phone(a, b) == SAME || near.contains(&address(lexicon, a, b))
}

fn is_one(a: u32, b: u32) -> bool {
    a == b && a != 0
}

/// How two names compare as given or as family names.
fn level(place: Place, names: (Option<&Name>, Option<&Name>)) -> NameLevel {
    match names {
        (Some(a), Some(b)) => a.compare(b, place),
        (_, _) => NameLevel::Missing,
    }
}

fn address(lexicon: &Lexicon, a: &Record, b: &Record) -> AddressLevel {
    let mut best = AddressLevel::Missing;
    for x in a.homes.iter().filter(|home| home.is_known()) {
        for y in b.homes.iter().filter(|home| home.is_known()) {
            let level = home(lexicon, x, y);
            if best == AddressLevel::Missing || (level as u8) < best as u8 {
                best = level;
            }
        }
    }
    best
}

fn home(lexicon: &Lexicon, a: &Home, b: &Home) -> AddressLevel {
    let known = |x: u32, y: u32| x != 0 && y != 0;
    let both = |x: u32, y: u32| known(x, y) && x == y;
    let number = both(a.number, b.number);
    let postcode = both(a.postcode, b.postcode);
    let elsewhere = known(a.postcode, b.postcode) && a.postcode != b.postcode;
    let town = both(a.town, b.town);
    let street = both(a.street, b.street);
    if street && number {
        return if elsewhere && !town { AddressLevel::NearHome } else { AddressLevel::Home };
    }
    if number && (postcode || town) {
        return if near_street(lexicon, a, b) {
            AddressLevel::NearHome
        } else {
            AddressLevel::NumberInPostcode
        };
    }
    if (street && (town || !elsewhere)) || ((postcode || town) && near_street(lexicon, a, b)) {
        return AddressLevel::Street;
    }
    if postcode {
        return AddressLevel::Postcode;
    }
    if town {
        return AddressLevel::Town;
    }
    if !(known(a.postcode, b.postcode) || known(a.street, b.street) || known(a.town, b.town)) {
        return AddressLevel::Missing;
    }
    let region = elsewhere && both(a.area, b.area);
    if region { AddressLevel::Region } else { AddressLevel::Differs }
}

fn near_street(lexicon: &Lexicon, a: &Home, b: &Home) -> bool {
    let (Some(x), Some(y)) = (lexicon.street_at(a.street), lexicon.street_at(b.street)) else { return false };
    x.text.alike(&y.text, 0.85) >= 0.85
}

fn phone(a: &Record, b: &Record) -> u8 {
    let (Some(_), Some(_)) = (known(&a.phones), known(&b.phones)) else { return 0 };
    let pairs = || {
        a.phones
            .iter()
            .flat_map(|x| b.phones.iter().map(move |y| (*x, *y)))
            .filter(|(x, y)| *x != 0 && *y != 0)
    };
    if pairs().any(|(x, y)| x == y) {
        SAME
    } else if pairs().any(|(x, y)| one_digit(x, y)) {
        PHONE_DIGIT
    } else {
        PHONE_OTHER
    }
}

fn known(phones: &[u64]) -> Option<u64> {
    phones.iter().copied().find(|phone| *phone != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Written, WrittenAddress};

    fn pattern(a: [&str; 4], b: [&str; 4]) -> Pattern {
        let mut lexicon = Lexicon::default();
        let mut read = |[given, family, street, postcode]: [&str; 4]| {
            let addresses = [WrittenAddress { street, postcode, ..WrittenAddress::default() }];
            lexicon.read(&Written { given, family, addresses: &addresses, ..Written::default() })
        };
        let (a, b) = (read(a), read(b));
        compare(&lexicon, &a, &b)
    }

    #[test]
    fn names_that_were_exchanged_are_seen_when_one_of_them_agrees() {
        let order = |a, b| pattern(a, b).level(Field::Order);
        assert_ne!(order(["Mohamed", "Bouchikhi", "", ""], ["Bou Chikhi", "Mohamed", "", ""]), 1);
        assert_ne!(order(["Mohamed", "Bouchikhi", "", ""], ["Peeters", "Mohamed", "", ""]), 1);
        assert_eq!(order(["Mohamed", "Said", "", ""], ["Said", "Said", "", ""]), 1);
    }

    #[test]
    fn a_street_nearly_the_same_is_a_street_where_the_place_agrees() {
        let address = |street, postcode| {
            pattern(["A", "B", "Molenstraat", "9000"], ["A", "B", street, postcode]).level(Field::Address)
        };
        assert_eq!(address("Molnestraat", "9000"), AddressLevel::Street as usize);
        assert_eq!(address("Molnestraat", "1000"), AddressLevel::Differs as usize);
        assert_eq!(address("Kerkstraat", "9000"), AddressLevel::Postcode as usize);
    }
}
