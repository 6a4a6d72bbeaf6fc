//! Finding a person by what somebody types: a word of a name, a date, a year, a phone.
//!
//! Looser than linking: one word is enough, and the reader judges. An index keeps the keys under a secret.

use crate::birth::Birth;
use crate::likeness::jaro_winkler;
use crate::name::{hash, mix};
use crate::nothing::{About, says_nothing};
use crate::place::phone;
use crate::plain::plain;
use crate::sound::sound;

/// Letters of a word that are a key of their own: the start is right more often than the rest.
const START: usize = 4;

fn words(text: &str) -> impl Iterator<Item = String> {
    let plain = plain(text);
    let words: Vec<String> = plain.split(' ').filter(|word| word.len() > 1).map(str::to_owned).collect();
    words.into_iter().filter(|word| !says_nothing(word, About::Name))
}

/// For each word of a name, the keys under which it is found: by its sound, and by its first letters.
pub fn word_keys(text: &str) -> Vec<[u64; 2]> {
    let keys = |word: String| {
        let start = &word.as_bytes()[..word.len().min(START)];
        [mix(sound(word.as_bytes()) ^ 1 << 60), mix(hash(start) ^ 2 << 60)]
    };
    words(text).map(keys).collect()
}

/// Keys of a birth date: of the day when it is known, and of the year.
pub fn birth_keys(birth: Birth) -> Vec<u64> {
    let day = (birth.day() != 0).then(|| mix(u64::from(birth.0) ^ 3 << 60));
    let year = (birth.year() != 0).then(|| mix(u64::from(birth.year()) ^ 4 << 60));
    day.into_iter().chain(year).collect()
}

/// Key of a phone; `None` when it is none.
pub fn phone_key(written: &str) -> Option<u64> {
    Some(phone(written)).filter(|phone| *phone != 0).map(|phone| mix(phone ^ 5 << 60))
}

/// How alike what was typed is to a name, 0 to 1: each typed word against the word of the name that is nearest.
pub fn likeness_of(typed: &str, name: &str) -> f32 {
    let names: Vec<String> = words(name).collect();
    let best = |word: String| {
        let short = |text: &str| text.as_bytes()[..text.len().min(32)].to_vec();
        names.iter().map(|name| jaro_winkler(&short(&word), &short(name))).fold(0.0, f32::max)
    };
    let each: Vec<f32> = words(typed).map(best).collect();
    if each.is_empty() { 0.0 } else { each.iter().sum::<f32>() / each.len() as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_written_otherwise_shares_a_key() {
        for (a, b) in [("Yildirim", "Yıldırım"), ("Vandersmissen", "Vandersmisen"), ("Mohamed", "Muhammad")]
        {
            let (x, y) = (word_keys(a)[0], word_keys(b)[0]);
            assert!(x.iter().any(|key| y.contains(key)), "{a} {b}");
        }
        assert!(word_keys("x ?").is_empty());
    }

    #[test]
    fn the_nearest_name_is_the_likest() {
        let typed = "amrani mohamed";
        assert!(likeness_of(typed, "Mohamed El Amrani") > likeness_of(typed, "Mohamed Amrouche"));
        assert_eq!(likeness_of("", "Mohamed"), 0.0);
    }
}
