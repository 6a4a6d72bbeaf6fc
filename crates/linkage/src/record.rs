//! A person as recorded once, made comparable; and the lexicon that keeps each name and street once.

use crate::birth::Birth;
use crate::document::Document;
use crate::name::{Name, Place};
use crate::normal::{split_street, split_town};
use crate::place::{Street, area, house_number, phone, postcode, street, town};
use rustc_hash::FxHashMap;

/// Addresses and phones kept of one record; of more, the first ones count.
const KEPT: usize = 2;

/// An address as written.
#[derive(Debug, Clone, Copy, Default)]
pub struct WrittenAddress<'a> {
    /// Street, in any language.
    pub street: &'a str,
    /// House number, with box or letter.
    pub number: &'a str,
    /// Postcode.
    pub postcode: &'a str,
    /// Town.
    pub town: &'a str,
}

/// A person as written once: any of the fields may be empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written<'a> {
    /// Given names.
    pub given: &'a str,
    /// Family name.
    pub family: &'a str,
    /// Sex: anything whose first letter tells (`F`, `V`, `M`, `H`).
    pub sex: &'a str,
    /// Birth date.
    pub birth: Birth,
    /// Addresses, the present one first.
    pub addresses: &'a [WrittenAddress<'a>],
    /// Phones, the present one first.
    pub phones: &'a [&'a str],
    /// Number of a document, where lawful: equal numbers make one person, two national numbers make two. Documents of
    /// two kinds, and cards that were renewed, are one person's all the same.
    pub document: &'a str,
    /// Report (or file) in which it stands; 0 when it does not matter. Two people of one report are never one.
    pub report: u32,
}

/// An address, made comparable. All zero: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Home {
    /// Street in the lexicon, plus 1; 0 for none.
    pub(crate) street: u32,
    pub(crate) number: u32,
    pub(crate) postcode: u32,
    /// What is left of a postcode that names a wider place: its first two digits, the half of a British one.
    pub(crate) area: u32,
    pub(crate) town: u32,
}

impl Home {
    /// Only the place.
    pub(crate) fn without_door(&self) -> Self {
        Self { street: 0, number: 0, ..*self }
    }

    pub(crate) fn is_known(&self) -> bool {
        self.street != 0 || self.postcode != 0 || self.town != 0
    }
}

/// A person as recorded once, made comparable. Names are numbers of a [`Lexicon`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// Given name in the lexicon, plus 1; 0 for none.
    pub(crate) given: u32,
    /// Family name in the lexicon, plus 1; 0 for none.
    pub(crate) family: u32,
    pub(crate) birth: Birth,
    /// `b'F'`, `b'M'`, or 0.
    pub(crate) sex: u8,
    pub(crate) homes: [Home; KEPT],
    pub(crate) phones: [u64; KEPT],
    pub(crate) document: Document,
    pub(crate) report: u32,
    /// log2 of the odds that its given name is one, and its family name one, rather than the other way round; in eighths
    /// of a bit, 0 where nobody has looked ([`crate::shares::straight`]).
    pub(crate) straight: i16,
}

impl Record {
    /// How much this record says: what is known of it.
    pub(crate) fn says(&self) -> f32 {
        let exact = !self.birth.only_year();
        let known =
            [self.given != 0, self.family != 0, exact, self.homes[0].street != 0, self.phones[0] != 0];
        known.into_iter().filter(|known| *known).count().max(1) as f32
    }

    /// Whether only one of its names is known, or none.
    pub(crate) fn has_one_name(&self) -> bool {
        self.given == 0 || self.family == 0
    }

    /// Whether its door or its phone is known.
    pub(crate) fn is_reachable(&self) -> bool {
        self.phones[0] != 0 || (self.homes[0].street != 0 && self.homes[0].number != 0)
    }

    /// Whether two rows that say just this are one person, and not two who bear common names.
    pub(crate) fn says_who(&self) -> bool {
        let home = self.homes[0].street != 0 && self.homes[0].number != 0;
        let named = self.given != 0 && self.family != 0;
        self.document.is_known() || (named && (self.birth.is_full() || self.phones[0] != 0 || home))
    }

    /// Whether nothing could make these two one person: both stand in one report, or have two national numbers.
    pub(crate) fn apart(&self, other: &Self) -> bool {
        (self.report != 0 && self.report == other.report) || self.document.excludes(other.document)
    }
}

/// Each name and street once, with the numbers that records use for them.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(crate) given: Names,
    pub(crate) family: Names,
    streets_written: FxHashMap<Box<str>, u32>,
    towns: FxHashMap<Box<str>, u32>,
    streets_by_hash: FxHashMap<u64, u32>,
    pub(crate) streets: Vec<Street>,
}

/// The names of one place.
#[derive(Debug, Default)]
pub(crate) struct Names {
    written: FxHashMap<Box<str>, u32>,
    by_identity: FxHashMap<u64, u32>,
    pub(crate) list: Vec<Name>,
}

impl Names {
    fn number(&mut self, place: Place, written: &str) -> u32 {
        if let Some(number) = self.written.get(written) {
            return *number;
        }
        let number = Name::read(place, written).map_or(0, |name| self.of(name));
        self.written.insert(written.into(), number);
        number
    }

    fn of(&mut self, name: Name) -> u32 {
        let next = self.list.len() as u32 + 1;
        *self.by_identity.entry(name.identity).or_insert_with(|| {
            self.list.push(name);
            next
        })
    }

    /// Takes the names of another list; for each of them, the number that it has here.
    fn append(&mut self, other: Self) -> Vec<u32> {
        other.list.into_iter().map(|name| self.of(name)).collect()
    }

    /// The name with this number.
    pub(crate) fn get(&self, number: u32) -> Option<&Name> {
        self.list.get((number as usize).wrapping_sub(1))
    }
}

impl Lexicon {
    /// Makes a person as written comparable.
    pub fn read(&mut self, written: &Written<'_>) -> Record {
        let mut homes = [Home::default(); KEPT];
        let mut kept = 0;
        for address in written.addresses {
            let home = self.home(address);
            if kept < KEPT && home.is_known() {
                homes[kept] = home;
                kept += 1;
            }
        }
        let mut phones = [0; KEPT];
        for (kept, read) in phones.iter_mut().zip(written.phones.iter().map(|p| phone(p)).filter(|p| *p != 0))
        {
            *kept = read;
        }
        Record {
            given: self.given.number(Place::Given, written.given),
            family: self.family.number(Place::Family, written.family),
            birth: written.birth,
            sex: sex(written.sex),
            homes,
            phones,
            document: Document::read(written.document),
            report: written.report,
            straight: 0,
        }
    }

    fn home(&mut self, address: &WrittenAddress<'_>) -> Home {
        // A number behind the street, a postcode before the town.
        let (street, behind) = match address.number.is_empty() {
            true => split_street(address.street),
            false => (address.street, ""),
        };
        let number = if address.number.is_empty() { behind } else { address.number };
        let (before, town) = split_town(address.town);
        let code = if address.postcode.is_empty() { before } else { address.postcode };
        Home {
            street: self.street(street),
            number: house_number(number),
            postcode: postcode(code),
            area: area(code),
            town: self.town(town),
        }
    }

    fn town(&mut self, written: &str) -> u32 {
        if let Some(number) = self.towns.get(written) {
            return *number;
        }
        let number = town(written);
        self.towns.insert(written.into(), number);
        number
    }

    fn street(&mut self, written: &str) -> u32 {
        if let Some(number) = self.streets_written.get(written) {
            return *number;
        }
        let number = street(written).map_or(0, |street| self.number_of(street));
        self.streets_written.insert(written.into(), number);
        number
    }

    fn number_of(&mut self, street: Street) -> u32 {
        let next = self.streets.len() as u32 + 1;
        *self.streets_by_hash.entry(street.hash).or_insert_with(|| {
            self.streets.push(street);
            next
        })
    }

    /// Takes all that another lexicon knows: what its records say in its numbers, they say in those of this one.
    pub(crate) fn append(&mut self, other: Self, records: &mut [Record]) {
        let (given, family) = (self.given.append(other.given), self.family.append(other.family));
        let streets: Vec<u32> = other.streets.into_iter().map(|street| self.number_of(street)).collect();
        let here = |numbers: &[u32], number: u32| if number == 0 { 0 } else { numbers[number as usize - 1] };
        for record in records {
            record.given = here(&given, record.given);
            record.family = here(&family, record.family);
            for home in &mut record.homes {
                home.street = here(&streets, home.street);
            }
        }
    }

    pub(crate) fn street_at(&self, number: u32) -> Option<&Street> {
        self.streets.get((number as usize).wrapping_sub(1))
    }
}

fn sex(written: &str) -> u8 {
    match written.trim().bytes().next().map(|b| b.to_ascii_uppercase()) {
        Some(b'F' | b'V' | b'W') => b'F',
        Some(b'M' | b'H') => b'M',
        _ => 0,
    }
}
