//! Names that a file itself shows to be given names of their own.
//!
//! No list has all names. A given name that people of many families bear is nobody's slip; where one of its bearers and
//! one of another such name share a birth and a home, they are twins sooner than one person.

use crate::name::OfGiven;
use crate::record::{Lexicon, Record};
use rustc_hash::FxHashMap;

/// Letters with which the family names of its bearers begin, for a name to be one: of one person who is recorded ten
/// times under ten slips nearly all family names begin alike.
const LETTERS: u32 = 8;
/// Share of its bearers that have one sex, for a name to be one of women or of men.
const OF_ONE_SEX: f32 = 0.9;

/// Those who bear a name.
#[derive(Debug, Default, Clone, Copy)]
struct Bearers {
    all: u32,
    women: u32,
    men: u32,
    /// With which letters their family names begin, a bit each.
    letters: u32,
}

impl Bearers {
    fn add(&mut self, letter: u8, sex: u8) {
        self.all += 1;
        self.women += u32::from(sex == b'F');
        self.men += u32::from(sex == b'M');
        if letter.is_ascii_lowercase() {
            self.letters |= 1 << (letter - b'a');
        }
    }

    fn shown(&self) -> OfGiven {
        if self.letters.count_ones() < LETTERS {
            return OfGiven::default();
        }
        let most = (self.women + self.men) as f32 * OF_ONE_SEX;
        let many = self.women + self.men >= LETTERS;
        let sex = match (self.women as f32 >= most, self.men as f32 >= most) {
            (true, false) if many => b'F',
            (false, true) if many => b'M',
            (_, _) => 0,
        };
        OfGiven { bearers: self.all, sex }
    }
}

/// Tells each name of a lexicon what the records show of it as a given name.
pub(crate) fn attest(lexicon: &mut Lexicon, records: &[Record]) {
    let mut of_number = vec![Bearers::default(); lexicon.given.list.len()];
    for record in records.iter().filter(|record| record.given != 0) {
        let letter = lexicon.family.get(record.family).map_or(0, |name| name.letter);
        of_number[record.given as usize - 1].add(letter, record.sex);
    }
    // One spelling may stand there twice: with and without an accent of another script.
    let mut shown: FxHashMap<u64, OfGiven> = FxHashMap::default();
    for (name, bearers) in lexicon.given.list.iter().zip(&of_number).filter(|(name, _)| !name.initial) {
        let of = bearers.shown();
        shown.entry(name.full_hash).and_modify(|own| *own = (*own).max(of)).or_insert(of);
    }
    let names = lexicon.given.list.iter_mut().chain(&mut lexicon.family.list);
    names.for_each(|name| name.of_given = shown.get(&name.full_hash).copied().unwrap_or_default());
}
