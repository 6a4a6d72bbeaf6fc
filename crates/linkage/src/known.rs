//! Words that are known of names: particles, titles, given names, and which of these are ways of writing one.

use crate::likeness::jaro_winkler;
use crate::sound::sound;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Particles that come and go between two ways of writing one family name.
pub(crate) const PARTICLES: &[&str] = &[
    "van", "de", "der", "den", "het", "ten", "ter", "te", "op", "t", "s", "la", "le", "les", "du", "des",
    "d", "l", "del", "della", "dei", "di", "da", "dos", "das", "do", "von", "zu", "zum", "zur", "el", "al",
    "ben", "bin", "ibn", "bint", "ait", "aid", "ould", "oulad", "ouled", "abu", "abou", "vd", "v", "vande",
    "vander", "vanden",
];
/// Titles and ranks before a name, and what follows a noble one. They are left aside where a name is left.
const TITLES: &[&str] = &[
    "1st",
    "2nd",
    "3rd",
    "4th",
    "5th",
    "6th",
    "7th",
    "8th",
    "adm",
    "admiral",
    "baronet",
    "bt",
    "capt",
    "captain",
    "col",
    "colonel",
    "corp",
    "corporal",
    "cpl",
    "dame",
    "dhr",
    "dr",
    "esq",
    "esquire",
    "frau",
    "general",
    "heer",
    "herr",
    "hon",
    "hr",
    "kapitein",
    "lady",
    "lieut",
    "lieutenant",
    "lord",
    "lt",
    "madame",
    "mademoiselle",
    "maitre",
    "mej",
    "mejuffrouw",
    "meneer",
    "mevr",
    "mevrouw",
    "mijnheer",
    "miss",
    "mlle",
    "mme",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "mtr",
    "mw",
    "prof",
    "professor",
    "pvt",
    "rev",
    "reverend",
    "serg",
    "sergeant",
    "sgt",
    "sir",
];
/// Titles that are names, too: left aside before another word only.
const RANKS: &[&str] = &[
    "baron", "comte", "count", "duke", "earl", "father", "graaf", "graf", "major", "pater", "private",
    "sister", "soeur", "zuster", "m", "me",
];
/// Particles that clerks write in one word with what follows.
const GLUED: &[&str] = &["vanden", "vander", "vande", "el", "al", "ben", "ait"];

/// Given names that are names of their own. Numbers of these begin behind those of the families.
pub(crate) static KNOWN: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    let lines = include_str!("../data/known-names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).zip(0x4000..).collect()
});

pub(crate) static FAMILIES: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(families);
/// The names of the families by their sound.
static BY_SOUND: LazyLock<FxHashMap<u64, Vec<&'static str>>> = LazyLock::new(|| {
    let mut of: FxHashMap<u64, Vec<&'static str>> = FxHashMap::default();
    for name in FAMILIES.keys() {
        of.entry(sound(name.as_bytes())).or_default().push(name);
    }
    of.values_mut().for_each(|names| names.sort_unstable());
    of
});

/// The family of the nearest name of one sound, for a name that is in no family as it is written: a slip must not part
/// a name from its family.
fn sounds_like(name: &str, sound: u64) -> Option<u16> {
    let near = |other: &&&str| (jaro_winkler(name.as_bytes(), other.as_bytes()) * 1000.0) as u32;
    let names = BY_SOUND.get(&sound).filter(|_| sound != 0)?;
    FAMILIES.get(*names.iter().max_by_key(near)?).copied()
}

/// Lines of `data/given-names.txt`; a name in two lines joins them.
fn families() -> FxHashMap<&'static str, u16> {
    let mut of: FxHashMap<&'static str, u16> = FxHashMap::default();
    let lines = include_str!("../data/given-names.txt").lines().filter(|line| !line.starts_with('#'));
    // A name in two lines joins them, whichever comes first.
    for (number, line) in (1_u16..).zip(lines) {
        let joined: Vec<u16> = line.split(' ').filter_map(|name| of.get(name).copied()).collect();
        for family in of.values_mut().filter(|family| joined.contains(family)) {
            *family = number;
        }
        of.extend(line.split(' ').map(|name| (name, number)));
    }
    of
}

/// For each word, a number that all ways of writing it as a given name have.
pub(crate) fn kin(words: &[&str]) -> [u16; 3] {
    let of = |word: &&str| FAMILIES.get(word).or_else(|| KNOWN.get(word)).copied();
    std::array::from_fn(|at| words.get(at).and_then(of).unwrap_or(0))
}

/// The words of a name without titles; ranks that are names, too, only before another word.
pub(crate) fn without_titles(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !TITLES.contains(word)).collect();
    while words.len() > 1 && RANKS.contains(&words[0]) {
        words.remove(0);
    }
    words
}

/// The number of a family of names among those of sounds.
pub(crate) const fn group(family: u16) -> u64 {
    0xFA00_0000_0000_0000 | family as u64
}

/// A number under which all ways of writing a name are found, in whichever place it stands.
pub(crate) fn meets(word: &str) -> u64 {
    let core = core(word);
    let (all, own) = (sound(word.as_bytes()), sound(core.as_bytes()));
    let exact = FAMILIES.get(word).copied();
    let family = exact.or_else(|| sounds_like(word, all)).or_else(|| sounds_like(core, own));
    family.map_or(own, group)
}

/// Without a particle that is written in one word with it.
pub(crate) fn core(word: &str) -> &str {
    let glued = |prefix: &&&str| word.starts_with(**prefix) && word.len() >= prefix.len() + 4;
    &word[GLUED.iter().find(glued).map_or(0, |prefix| prefix.len())..]
}
