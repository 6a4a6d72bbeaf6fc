//! Names of Belgium's people, made comparable: particles, double names, initials, families of given names.

use crate::known::{FAMILIES, KNOWN, PARTICLES, core, group, kin, meets, without_titles};
use crate::likeness::one_edit;
use crate::nothing::{About, says_nothing};
use crate::plain::{Short, plain};
use crate::sound::sound;

/// How two names compare. The order is that in which a level is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameLevel {
    /// One of them is not known.
    Missing = 0,
    /// The same letters.
    Equal,
    /// The same but for a particle: `van der Linden`, `Linden`.
    Stem,
    /// Two names of one family: `Mohamed`, `Muhammad`; `Jean`, `Jan`.
    Family,
    /// Sounds alike.
    Sound,
    /// One slip of the pen, or nearly so.
    Close,
    /// One is a part of the other: `Marie-Jeanne`, `Marie`.
    Part,
    /// An initial.
    Initial,
    /// Somewhat alike.
    Alike,
    /// Another name.
    Differs,
    /// Another given name that is known to be one: `Lien`, `Lies`. Twins have such names, slips seldom give them.
    Another,
}

impl NameLevel {
    const ALL: [Self; 11] = [
        Self::Missing,
        Self::Equal,
        Self::Stem,
        Self::Family,
        Self::Sound,
        Self::Close,
        Self::Part,
        Self::Initial,
        Self::Alike,
        Self::Differs,
        Self::Another,
    ];

    /// The level with this number in a pattern.
    pub(crate) fn of(level: usize) -> Self {
        Self::ALL.get(level).copied().unwrap_or(Self::Missing)
    }
}

/// A name, made comparable.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// All letters, no blanks.
    pub(crate) full: Short,
    /// Without particles.
    pub(crate) stem: Short,
    /// Of its first part.
    pub(crate) first: Short,
    /// Sound of the stem (family names), of the first part (given names).
    pub(crate) sound: u64,
    /// A number under which all ways of writing this name are found, in whichever place it stands.
    pub(crate) meets: u64,
    /// The same of its words, in whichever place and order they stand; 0 for none.
    pub(crate) words: [u64; 3],
    /// First letter, without a particle that is written in one word with the name.
    pub(crate) letter: u8,
    /// First letter of a second given name, or 0.
    second: u8,
    /// Family of given names, or 0.
    pub(crate) family: u16,
    /// Hashes of the parts of a double name; 0 for none.
    parts: [u32; 3],
    /// For each word, a number that all ways of writing it as a given name have; 0 for a word that is in no list.
    kin: [u16; 3],
    /// Written in another script: vowels are guessed.
    pub(crate) foreign: bool,
    /// Of several parts.
    many: bool,
    /// Only a first letter is known.
    pub(crate) initial: bool,
    /// It stands in a list of given names, whichever place it has.
    pub(crate) listed: bool,
    /// All of the above as a number: equal for names that compare alike with every other.
    pub(crate) identity: u64,
    /// Hashes of all letters and of those without particles: equal when those are.
    pub(crate) full_hash: u64,
    pub(crate) stem_hash: u64,
    /// What a file shows of it as a given name ([`crate::attested`]).
    pub(crate) of_given: OfGiven,
}

/// What a file shows of a given name. Nothing where people of one family bear it: it may be a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct OfGiven {
    /// How many bear it.
    pub(crate) bearers: u32,
    /// `b'F'` or `b'M'` where nearly all of them have one sex, otherwise 0.
    pub(crate) sex: u8,
}

/// Of so many who bear a name, one at most is written with one slip and no other: it is seldom that a slip gives a name
/// that others bear.
const SLIPS: u32 = 40;

impl OfGiven {
    /// Whether both are given names of their own, too many bearing either for one to be a slip of the other.
    fn are_two(self, other: Self) -> bool {
        let (few, many) = (self.bearers.min(other.bearers), self.bearers.max(other.bearers));
        few > 0 && few.saturating_mul(SLIPS) > many
    }

    /// Whether one is a name of women and the other one of men.
    fn is_of_other_sex(self, other: Self) -> bool {
        self.sex != 0 && other.sex != 0 && self.sex != other.sex
    }
}

/// Which place a name has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Given,
    Family,
}

/// A hash that never changes: models and tables keep it (FNV-1a, then a finishing mix; not against attackers).
pub(crate) fn hash(text: &[u8]) -> u64 {
    let fnv =
        text.iter().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01B3));
    mix(fnv)
}

/// Spreads the bits of a number (the finisher of SplitMix64).
pub(crate) const fn mix(value: u64) -> u64 {
    let value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ value >> 31
}

impl Name {
    /// Reads a name as written; `None` when it says nothing.
    pub(crate) fn read(place: Place, written: &str) -> Option<Self> {
        let text = plain(written);
        if says_nothing(&text, About::Name) || text.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
            return None;
        }
        let words = without_titles(&text);
        if words.is_empty() {
            return None;
        }
        let name = match place {
            Place::Given => Self::given(&words),
            Place::Family => Self::family_name(&words),
        };
        let name = Self { foreign: written.chars().any(is_foreign), words: name.words_of(&words), ..name };
        Some(Self { identity: name.identified(), ..name })
    }

    /// Numbers of the words of a name: of the whole, and of each part.
    fn words_of(&self, words: &[&str]) -> [u64; 3] {
        let own =
            words.iter().filter(|word| word.len() > 2 && !PARTICLES.contains(word)).map(|word| meets(word));
        let mut all: Vec<u64> = [self.meets].into_iter().chain(own).collect();
        all.dedup();
        std::array::from_fn(|at| all.get(at).copied().unwrap_or(0))
    }

    fn identified(&self) -> u64 {
        let parts = self.parts.iter().fold(0, |sum, part| mix(sum ^ u64::from(*part)));
        let flags = u64::from(self.foreign) | u64::from(self.many) << 1 | u64::from(self.letter) << 2;
        [self.full_hash, self.stem_hash, hash(self.first.as_bytes()), parts, flags, self.meets]
            .into_iter()
            .fold(0x1D, |sum, part| mix(sum ^ part))
    }

    fn given(words: &[&str]) -> Self {
        let first = words[0];
        // A family name that stands in the wrong place.
        if words.len() > 1 && PARTICLES.contains(&first) {
            return Self::family_name(words);
        }
        let family = words.iter().find_map(|word| FAMILIES.get(word).copied()).filter(|_| words.len() == 1);
        let family = family.or_else(|| FAMILIES.get(first).copied()).unwrap_or(0);
        let full = words.concat();
        let kin = kin(words);
        Self {
            meets: meets(first),
            letter: letter(core(first)),
            second: words[1..].iter().find(|word| !PARTICLES.contains(word)).map_or(0, |word| letter(word)),
            kin,
            listed: kin[0] != 0,
            ..Self::build(&full, &full, first, sound(first.as_bytes()), family, words)
        }
    }

    fn family_name(words: &[&str]) -> Self {
        let is_particle = |word: &&str| PARTICLES.contains(word);
        // "Linden van der": the particle was put behind.
        let behind = words.iter().rev().take_while(|word| is_particle(word)).count();
        let ordered: Vec<&str> = match behind {
            0 => words.to_vec(),
            all if all == words.len() => words.to_vec(),
            n => [&words[words.len() - n..], &words[..words.len() - n]].concat(),
        };
        let before = ordered.iter().take_while(|word| is_particle(word)).count();
        let own = if before == ordered.len() { &ordered[..] } else { &ordered[before..] };
        let joined = own.concat();
        let stem = core(&joined);
        let parts: Vec<&str> = own.iter().copied().filter(|word| !is_particle(word)).collect();
        // A given name that stands in the wrong place.
        let family = FAMILIES.get(joined.as_str()).copied().unwrap_or(0);
        let name = Self::build(&ordered.concat(), stem, own[0], sound(stem.as_bytes()), family, &parts);
        let listed = family != 0 || KNOWN.contains_key(joined.as_str());
        // It may be a given name that stands in the wrong place.
        Self { meets: meets(&joined), kin: kin(words), listed, ..name }
    }

    fn build(full: &str, stem: &str, first: &str, sound: u64, family: u16, words: &[&str]) -> Self {
        let mut parts = [0; 3];
        if words.len() > 1 {
            for (part, word) in parts.iter_mut().zip(words.iter().filter(|word| word.len() > 2)) {
                *part = hash(word.as_bytes()) as u32 | 1;
            }
        } else {
            parts[0] = hash(stem.as_bytes()) as u32 | 1;
        }
        Self {
            full: Short::of(full),
            stem: Short::of(stem),
            first: Short::of(first),
            sound,
            meets: sound,
            words: [0; 3],
            letter: letter(stem),
            second: 0,
            family,
            parts,
            kin: [0; 3],
            foreign: false,
            many: words.len() > 1,
            initial: full.len() == 1,
            listed: false,
            identity: 0,
            full_hash: hash(full.as_bytes()),
            stem_hash: hash(stem.as_bytes()),
            of_given: OfGiven::default(),
        }
    }

    /// A number that all names of one family have, or of one sound.
    pub(crate) fn group(&self) -> u64 {
        if self.family == 0 { self.sound } else { group(self.family) }
    }

    fn is_part_of(&self, other: &Self) -> bool {
        let mut own = self.parts.iter().filter(|part| **part != 0).peekable();
        own.peek().is_some() && own.all(|part| other.parts.contains(part))
    }

    /// Whether both are given names that are known, and not ways of writing one.
    fn is_another(&self, other: &Self) -> bool {
        let known = |kin: &[u16; 3]| kin.iter().filter(|kin| **kin != 0).count();
        let words =
            |name: &Self| if name.many { name.parts.iter().filter(|part| **part != 0).count() } else { 1 };
        let whole = |name: &Self| known(&name.kin) != 0 && known(&name.kin) >= words(name);
        let of = |own: &[u16; 3], other: &[u16; 3]| {
            own.iter().filter(|kin| **kin != 0).filter(|kin| other.contains(kin)).count()
        };
        let shared = of(&self.kin, &other.kin).min(of(&other.kin, &self.kin));
        // `Marie-Anne` and `Marie-Claire` share a word; `Marie` is a part of both.
        let apart = shared < known(&self.kin) && shared < known(&other.kin);
        whole(self) && whole(other) && apart && !self.is_spelling_of(other)
    }

    /// One sound and one letter between: `Niels` and `Nils`, but not `Jan` and `Jana`, who are a man and a woman.
    fn is_spelling_of(&self, other: &Self) -> bool {
        let (a, b) = (self.full.as_bytes(), other.full.as_bytes());
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let woman =
            long.len() > short.len() && long.starts_with(short) && matches!(long.last(), Some(b'a' | b'e'));
        let start = self.letter == other.letter;
        self.sound != 0 && self.sound == other.sound && start && one_edit(a, b) && !woman
    }

    /// The letters of both that are compared: stems, unless only one particle was seen and all letters are nearer.
    fn letters<'a>(&'a self, other: &'a Self) -> (&'a Short, &'a Short) {
        let (stems, all) = ((&self.stem, &other.stem), (&self.full, &other.full));
        let one = (stems.0.len() == all.0.len()) != (stems.1.len() == all.1.len());
        let nearer = || all.0.len().abs_diff(all.1.len()) < stems.0.len().abs_diff(stems.1.len());
        if one && nearer() { all } else { stems }
    }

    /// How this name compares with another, both being given or family names.
    pub(crate) fn compare(&self, other: &Self, as_what: Place) -> NameLevel {
        let level = self.compare_letters(other, as_what);
        if level > NameLevel::Stem && level < NameLevel::Alike && self.has_another_second(other) {
            return NameLevel::Alike;
        }
        let doubtful = matches!(level, NameLevel::Close | NameLevel::Alike | NameLevel::Differs);
        let (own, its) = (self.of_given, other.of_given);
        let two = doubtful && own.are_two(its) || level == NameLevel::Sound && own.is_of_other_sex(its);
        if two && as_what == Place::Given { NameLevel::Another } else { level }
    }

    /// `William J.` and `William H.` share a given name as two brothers share a family name.
    fn has_another_second(&self, other: &Self) -> bool {
        let known = self.second != 0 && other.second != 0;
        known && self.second != other.second && self.letter == other.letter
    }

    fn compare_letters(&self, other: &Self, as_what: Place) -> NameLevel {
        if self.full_hash == other.full_hash {
            return NameLevel::Equal;
        }
        if self.initial || other.initial {
            let same = self.letter == other.letter;
            return if same { NameLevel::Initial } else { NameLevel::Differs };
        }
        if self.stem_hash == other.stem_hash {
            return NameLevel::Stem;
        }
        // Of family names no list is whole: `Simon` and `Simoen` may be one.
        if as_what == Place::Given && self.kin[0] != 0 && other.kin[0] != 0 && self.is_another(other) {
            return NameLevel::Another;
        }
        if self.family != 0 && self.family == other.family {
            return NameLevel::Family;
        }
        let (a, b) = self.letters(other);
        let sounds_near = || self.sound == other.sound || near_sound(self.sound, other.sound);
        // Of two that sound otherwise, less than 0.8 is another name, however much less.
        let most = a.at_most(b);
        let alike = if most >= 0.8 || (most >= 0.6 && sounds_near()) { a.alike(b, 0.6) } else { 0.0 };
        let (a, b) = (a.as_bytes(), b.as_bytes());
        if self.sound != 0 && self.sound == other.sound && alike >= 0.7 {
            return NameLevel::Sound;
        }
        if alike >= 0.92 || (a.len().min(b.len()) >= 4 && one_edit(a, b)) {
            return NameLevel::Close;
        }
        if self.is_part_of(other) || other.is_part_of(self) {
            return NameLevel::Part;
        }
        let first = match self.many != other.many {
            true => self.first.alike(&other.first, 0.85),
            false => 0.0,
        };
        if alike >= 0.8 || first >= 0.85 || (alike >= 0.6 && near_sound(self.sound, other.sound)) {
            return NameLevel::Alike;
        }
        // Letters of another script say too little to tell two names apart.
        if self.foreign != other.foreign { NameLevel::Missing } else { NameLevel::Differs }
    }
}

/// The words of a name of plain letters, without titles.
pub(crate) fn own_words(text: &str) -> Vec<String> {
    without_titles(text).into_iter().map(str::to_owned).collect()
}

fn letter(word: &str) -> u8 {
    word.bytes().next().unwrap_or(0)
}

/// A letter that is not Latin.
fn is_foreign(c: char) -> bool {
    c > '\u{36f}' && c.is_alphabetic() && !('\u{1e00}'..='\u{1eff}').contains(&c)
}

/// Whether two sounds of three consonants or more differ in one.
fn near_sound(a: u64, b: u64) -> bool {
    let signs = |code: u64| 8 - code.leading_zeros() as usize / 8;
    let (x, y) = (a.to_be_bytes(), b.to_be_bytes());
    signs(a).min(signs(b)) >= 3 && one_edit(&x[8 - signs(a)..], &y[8 - signs(b)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(place: Place, a: &str, b: &str) -> NameLevel {
        Name::read(place, a).unwrap().compare(&Name::read(place, b).unwrap(), place)
    }

    #[test]
    fn family_names_are_told_apart_as_people_do() {
        use NameLevel::*;
        for (a, b, expected) in [
            ("van der Linden", "VANDERLINDEN", Equal),
            ("Van der Linden", "Linden", Stem),
            ("Van den Berghe", "V.d. Berghe", Stem),
            ("Linden van der", "Van der Linden", Equal),
            ("El Amrani", "Amrani", Stem),
            ("Ben Ali", "Benali", Equal),
            ("Dupont-Martin", "Dupont", Part),
            ("Jansen", "Janssen", Sound),
            ("Peeters", "Pexters", Close),
            ("Șahin", "Sahin", Equal),
            ("Peeters", "Maes", Differs),
            ("P.", "Peeters", Initial),
        ] {
            assert_eq!(level(Place::Family, a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn given_names_of_one_family_are_known() {
        use NameLevel::*;
        for (a, b, expected) in [
            ("Mohamed", "Muhammad", Family),
            ("Jean", "Johan", Family),
            ("Yusuf", "Youssef", Family),
            ("Jean-Pierre", "Jean Pierre", Equal),
            ("Marie", "Marie-Jeanne", Family),
            ("Soukaina", "Soukeina", Family),
            ("Bouchrane", "Bouchrrane", Sound),
            ("A.", "Anke", Initial),
            ("Lotte", "Bart", Another),
            ("Lotte", "Brrat", Differs),
        ] {
            assert_eq!(level(Place::Given, a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn two_names_that_are_known_are_two_however_near() {
        for (a, b) in [
            ("Lien", "Lies"),
            ("Hassan", "Hussein"),
            ("Marie-Anne", "Marie-Claire"),
            ("Sara", "Mara"),
            ("Na", "Wei"),
            ("Fang", "Wei"),
            ("Jan", "Jana"),
            ("Emma", "Louise"),
            ("Tim", "Tom"),
            ("Elise", "Elena"),
            ("Jean-Luc", "Jean-Marc"),
            ("Mohamed Amine", "Mohamed Ali"),
            ("Hasan", "Hossein"),
            ("Nina", "Lina"),
        ] {
            assert_eq!(level(Place::Given, a, b), NameLevel::Another, "{a} {b}");
            assert_eq!(level(Place::Given, b, a), NameLevel::Another, "{b} {a}");
        }
        for (a, b) in [
            ("Marie", "Marie-Claire"),
            ("Claire", "Marie-Claire"),
            ("Niels", "Nils"),
            ("Emma", "Emna"),
            ("Mohamed", "Mohammed Amine"),
            ("Hassan", "Hasan"),
            ("Lotte", "Lottte"),
            ("J.", "Jana"),
        ] {
            assert!(level(Place::Given, a, b) < NameLevel::Differs, "{a} {b}");
        }
        // Family names are many, and no list has them.
        assert_ne!(level(Place::Family, "Simon", "Simoen"), NameLevel::Another);
    }

    #[test]
    fn another_second_name_is_another_person() {
        use NameLevel::*;
        for (a, b, expected) in [
            ("William J.", "William H.", Alike),
            ("William J.", "William J", Equal),
            ("William J.", "William James", Family),
            ("William J.", "Will", Family),
            ("Jan Pieter", "Jan K.", Alike),
        ] {
            assert_eq!(level(Place::Given, a, b), expected, "{a} {b}");
            assert_eq!(level(Place::Given, b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn names_meet_in_whichever_place_they_stand_and_in_spite_of_slips() {
        let meets = |place, name| Name::read(place, name).unwrap().meets;
        for (given, family) in [
            ("Youssef", "YOUSSEF"),
            ("El Ouali", "El Ouali"),
            ("EL OUALI", "Elouali"),
            ("Elisabeth", "Elisabeth"),
            ("Van der Linden", "Linden van der"),
        ] {
            assert_eq!(meets(Place::Given, given), meets(Place::Family, family), "{given} {family}");
        }
        assert_eq!(meets(Place::Given, "Mounirr"), meets(Place::Given, "Mounir"));
        assert_ne!(meets(Place::Given, "Jamal"), meets(Place::Given, "Jamila"));
        assert_eq!(level(Place::Family, "Bou Zydi", "Bouzidi"), NameLevel::Sound);
    }

    #[test]
    fn a_name_that_says_nothing_is_none() {
        for nothing in ["", "X", "onbekend", "???", "123"] {
            assert!(Name::read(Place::Given, nothing).is_none(), "{nothing}");
        }
    }
}
