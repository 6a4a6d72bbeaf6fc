//! Blocking keys: two records are compared when they share one. Each key leaves out other fields, so that no single
//! wrong field loses a pair.

use crate::name::{Name, hash, mix};
use crate::record::{Home, Lexicon, Record};
use smallvec::SmallVec;

/// Number of keys that a record has for one address and one phone.
pub(crate) const KEYS: usize = 32;
/// The last keys leave out nearly everything. They find what was recorded worst, as far as a budget of pairs allows.
pub(crate) const BROAD: usize = 27;

/// What a record offers to make keys of; 0 for what is not known.
struct Parts {
    given: u64,
    given_start: u64,
    family: u64,
    /// Both names, in either order: names that were exchanged meet all the same.
    both: u64,
    family_stem: u64,
    family_start: u64,
    letters: u64,
    birth: u64,
    year: u64,
    month_day: u64,
    sex: u64,
    document: u64,
}

impl Parts {
    /// `years`: whether a birth of which only the year is known is a key, too. In a population in which every third birth
    /// is a 1 January these people had no key with a date otherwise.
    fn of(lexicon: &Lexicon, record: &Record, years: bool) -> Self {
        let given = lexicon.given.get(record.given).filter(|name| !name.initial);
        let family = lexicon.family.get(record.family).filter(|name| !name.initial);
        let meets = |name: &Name| name.meets;
        let start = |name: &Name| hash(&name.stem.as_bytes()[..name.stem.as_bytes().len().min(4)]);
        let birth = record.birth;
        let exact = birth.is_full();
        Self {
            given: given.map_or(0, meets),
            given_start: given.map_or(0, start),
            family: family.map_or(0, |name| name.sound),
            both: either(given.map_or(0, meets), family.map_or(0, meets)),
            family_stem: family.map_or(0, |name| name.stem_hash),
            family_start: family.map_or(0, start),
            letters: letters(lexicon, record),
            birth: if exact {
                birth.0.into()
            } else if years {
                birth.year().into()
            } else {
                0
            },
            year: birth.year().into(),
            month_day: if exact { birth.month_day().into() } else { 0 },
            sex: record.sex.into(),
            document: record.document.number,
        }
    }
}

/// First letters of both names, in either order.
fn letters(lexicon: &Lexicon, record: &Record) -> u64 {
    let letter = |name: Option<&Name>| name.map_or(0, |name| u64::from(name.letter));
    let (a, b) = (letter(lexicon.given.get(record.given)), letter(lexicon.family.get(record.family)));
    if a == 0 || b == 0 { 0 } else { a.min(b) << 8 | a.max(b) }
}

/// A number of several; 0 when one of them is not known.
fn all(parts: &[u64]) -> u64 {
    if parts.contains(&0) {
        return 0;
    }
    parts.iter().fold(0x51_7C_C1, |sum, part| mix(sum ^ part))
}

/// Both, in either order.
fn either(a: u64, b: u64) -> u64 {
    if a == 0 || b == 0 { 0 } else { all(&[a.min(b), a.max(b)]) }
}

/// The keys of a record with its present address and phone, 0 for those that it has not.
pub(crate) fn keys(lexicon: &Lexicon, record: &Record) -> [u64; KEYS] {
    row(lexicon, &Parts::of(lexicon, record, true), &record.homes[0], record.phones[0])
}

/// How names, dates, addresses and phones are read, keys are made of them and the shipped model judges. Whoever keeps keys
/// or verdicts makes them anew when this is another number than the one with which they were made.
pub const EDITION: u32 = 4;

/// What a key stands for: a key that many records have tells an institution, and that it must be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyOf {
    /// A phone, by its place in the record.
    Phone(usize),
    /// A home, by its place in the record.
    Home(usize),
    /// Several things together.
    Several,
}

impl Record {
    /// Forgets a phone or a home that is an institution's: it must never link people.
    pub fn forget(&mut self, what: KeyOf) {
        match what {
            KeyOf::Phone(place) => self.phones[place] = 0,
            KeyOf::Home(place) => {
                self.homes[place] = self.homes[place].without_door();
            }
            KeyOf::Several => {}
        }
    }
}

/// A key under which a record is found again in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The key itself. Whoever keeps it keeps it under a secret: it can be guessed from a name.
    pub number: u64,
    /// What it stands for.
    pub of: KeyOf,
}

/// Kinds of keys that an index keeps: fourteen of the twenty-seven find nearly all that all find (measured:
/// docs/benchmarks/linkage.md), and an index pays for each of them at every report.
const INDEXED: [usize; 14] = [0, PHONE, 3, 4, 5, 7, 8, HOME, 11, 14, 16, 19, 21, 22];

/// The keys of a record for an index, earlier addresses and phones too, each once.
pub fn index_keys(lexicon: &Lexicon, record: &Record) -> Vec<Key> {
    let parts = Parts::of(lexicon, record, false);
    let mut keys = Vec::with_capacity(2 * INDEXED.len());
    for (place, (home, phone)) in record.homes.iter().zip(&record.phones).enumerate() {
        let row = row(lexicon, &parts, home, *phone);
        keys.extend(INDEXED.iter().map(|kind| Key {
            number: row[*kind],
            of: match *kind {
                PHONE => KeyOf::Phone(place),
                HOME => KeyOf::Home(place),
                _ => KeyOf::Several,
            },
        }));
    }
    keys.retain(|key| key.number != 0);
    keys.sort_unstable();
    keys.dedup_by_key(|key| key.number);
    keys
}

/// With what a word of a name is a key.
pub(crate) const WITH: usize = 5;

/// What goes with each word of a record's names, 0 for what is not known: date, postcode, town, year, wider place.
pub(crate) fn with_words(record: &Record) -> [u64; WITH] {
    let home = &record.homes[0];
    let birth = record.birth;
    [
        if birth.is_full() { birth.0.into() } else { 0 },
        home.postcode.into(),
        home.town.into(),
        birth.year().into(),
        home.area.into(),
    ]
}

/// The key of a word with one of these.
pub(crate) fn word_with(word: u64, kind: usize, with: u64) -> u64 {
    numbered(KEYS + kind, all(&[word, with]))
}

/// The words of both names, each once.
pub(crate) fn words_of(lexicon: &Lexicon, record: &Record) -> SmallVec<[u64; 6]> {
    let names = [lexicon.given.get(record.given), lexicon.family.get(record.family)];
    let known = names.into_iter().flatten().filter(|name| !name.initial);
    let mut words: SmallVec<[u64; 6]> = known.flat_map(|name| name.words).filter(|word| *word != 0).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn street_at(lexicon: &Lexicon, home: &Home) -> u64 {
    lexicon.street_at(home.street).map_or(0, |street| street.hash)
}

fn at_home(lexicon: &Lexicon, home: &Home) -> u64 {
    all(&[street_at(lexicon, home), home.number.into()])
}

const PHONE: usize = 1;
const HOME: usize = 9;

fn row(lexicon: &Lexicon, p: &Parts, home: &Home, phone: u64) -> [u64; KEYS] {
    let at = at_home(lexicon, home);
    let street = street_at(lexicon, home);
    let (postcode, number) = (u64::from(home.postcode), u64::from(home.number));
    let phone_end = phone % 1_000_000;
    // The surest first: a pair is compared at the first key that it shares.
    let keys = [
        p.document,
        phone,
        all(&[p.both, p.birth]),
        all(&[p.family, p.birth]),
        all(&[p.given, p.birth]),
        all(&[p.both, postcode]),
        all(&[p.both, at]),
        all(&[p.both, p.year]),
        all(&[p.both, p.month_day]),
        all(&[at, postcode]),
        all(&[p.birth, postcode]),
        all(&[p.birth, p.letters]),
        all(&[p.given, at]),
        all(&[p.family, at]),
        all(&[p.given, number, postcode]),
        all(&[p.family, number, postcode]),
        p.both,
        all(&[p.birth, number]),
        all(&[phone_end, p.letters]),
        all(&[p.family_start, p.given_start, p.year]),
        all(&[p.family_start, p.month_day, p.sex]),
        all(&[p.given, p.family_start]),
        all(&[p.family, p.given_start]),
        p.family_stem,
        all(&[p.family, postcode, p.letters]),
        all(&[p.given, postcode, p.letters]),
        all(&[street, postcode, p.letters]),
        p.birth,
        postcode,
        street,
        p.given,
        p.family,
    ];
    std::array::from_fn(|kind| numbered(kind, keys[kind]))
}

/// Keys of two kinds must not meet.
fn numbered(kind: usize, key: u64) -> u64 {
    if key == 0 { 0 } else { mix(key ^ (kind as u64 + 1) << 56).max(1) }
}
