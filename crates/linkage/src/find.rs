//! Finding a person by what somebody types: a word of a name, a date, a year, a phone.
//!
//! Looser than linking: one word is enough, and the reader judges. An index keeps the keys under a secret.

use crate::birth::Birth;
use crate::known::{PARTICLES, core};
use crate::likeness::jaro_winkler;
use crate::name::{hash, mix};
use crate::place::phone;
use crate::plain::plain;
use crate::sound::sound;

/// Letters of a word that are a key of their own: the start is right more often than the rest.
const START: usize = 4;

/// Words of a name that are looked for. Also those that say nothing elsewhere: somebody is called Null, or Test.
fn words(text: &str) -> Vec<String> {
    plain(text).split(' ').filter(|word| word.len() > 1).map(str::to_owned).collect()
}

/// For each word, the forms in which it may stand: alone, without a particle that is written in one word with it, and in
/// one word with those beside it. `Vandenberghe` and `van den Berghe`, `De Smedt` and `Desmedt`, `Abdel Kader` and
/// `Abdelkader` share one.
fn forms(words: &[String]) -> Vec<Vec<String>> {
    let mut forms: Vec<Vec<String>> = words.iter().map(|word| vec![word.clone()]).collect();
    for (form, word) in forms.iter_mut().zip(words) {
        form.extend(Some(core(word)).filter(|core| core != word).map(str::to_owned));
    }
    for from in 0..words.len() {
        let particles = words[from..].iter().take_while(|word| PARTICLES.contains(&word.as_str())).count();
        // Two words, or all particles and the word behind them.
        for to in [from + 2, from + particles + 1] {
            if to <= words.len() && to > from + 1 {
                let joined = words[from..to].concat();
                forms[from..to]
                    .iter_mut()
                    .filter(|form| !form.contains(&joined))
                    .for_each(|form| form.push(joined.clone()));
            }
        }
    }
    forms
}

/// The keys of a word in one form: by its sound, and by its first letters.
fn keys_of(form: &str) -> [u64; 2] {
    let start = &form.as_bytes()[..form.len().min(START)];
    [mix(sound(form.as_bytes()) ^ 1 << 60), mix(hash(start) ^ 2 << 60)]
}

/// The keys under which a person is found by words of her names. Names that stand beside each other may be one word; a
/// given and a family name are not.
pub fn name_keys(given: &str, family: &str) -> Vec<u64> {
    let forms = [given, family].map(|name| forms(&words(name)).concat());
    let mut keys: Vec<u64> = forms.concat().iter().flat_map(|form| keys_of(form)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// For each word that somebody typed, the keys under any of which a person is found who has it.
///
/// ```
/// use linkage::{name_keys, sought_keys};
/// let finds = |typed: &[&str], given, family| {
///     let typed: Vec<String> = typed.iter().map(|word| (*word).to_owned()).collect();
///     let has = name_keys(given, family);
///     sought_keys(&typed).iter().all(|word| word.iter().any(|key| has.contains(key)))
/// };
/// assert!(finds(&["Vandenberghe"], "Els", "Van den Berghe") && finds(&["van", "den", "Berghe"], "Els", "Vandenberghe"));
/// assert!(finds(&["De", "Smedt"], "Els", "Desmedt") && finds(&["Elamrani"], "Nora", "El Amrani"));
/// assert!(finds(&["Null"], "Jan", "Null") && !finds(&["Peeters"], "Jan", "Null"));
/// ```
pub fn sought_keys(typed: &[String]) -> Vec<Vec<u64>> {
    let words: Vec<String> = typed.iter().flat_map(|word| words(word)).collect();
    let keys = |forms: Vec<String>| {
        let mut keys: Vec<u64> = forms.iter().flat_map(|form| keys_of(form)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    forms(&words).into_iter().map(keys).collect()
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

/// How alike what was typed is to a name, 0 to 1: each typed word, in the forms in which it may stand, against the word
/// of the name that is nearest.
pub fn likeness_of(typed: &str, name: &str) -> f32 {
    let short = |text: &String| text.as_bytes()[..text.len().min(32)].to_vec();
    let names: Vec<Vec<u8>> = forms(&words(name)).concat().iter().map(short).collect();
    let best = |forms: Vec<String>| {
        let forms: Vec<Vec<u8>> = forms.iter().map(short).collect();
        let pairs = forms.iter().flat_map(|form| names.iter().map(move |name| jaro_winkler(form, name)));
        pairs.fold(0.0, f32::max)
    };
    let each: Vec<f32> = forms(&words(typed)).into_iter().map(best).collect();
    if each.is_empty() { 0.0 } else { each.iter().sum::<f32>() / each.len() as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, given: &str, family: &str) -> bool {
        let typed: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        let (has, sought) = (name_keys(given, family), sought_keys(&typed));
        !sought.is_empty() && sought.iter().all(|word| word.iter().any(|key| has.contains(key)))
    }

    #[test]
    fn a_word_written_otherwise_shares_a_key() {
        for (a, b) in [("Yildirim", "Yıldırım"), ("Vandersmissen", "Vandersmisen"), ("Mohamed", "Muhammad")]
        {
            assert!(finds(a, "", b), "{a} {b}");
        }
        assert!(sought_keys(&["x".to_owned(), "?".to_owned()]).is_empty());
    }

    #[test]
    fn one_word_or_several_is_one_name() {
        for (one, other) in [
            ("Vandenberghe", "Van den Berghe"),
            ("Vandenberghe", "Vanden Berghe"),
            ("Vandenberghe", "van denBerghe"),
            ("Elamrani", "El Amrani"),
            ("Desmedt", "De Smedt"),
            ("Vandevelde", "Van de Velde"),
            ("Vanderlinden", "van der Linden"),
            ("Benali", "Ben Ali"),
            ("Lefebvre", "Le Febvre"),
            ("Abdelkader", "Abdel Kader"),
            ("Dhondt", "D'Hondt"),
            ("Delacroix", "De la Croix"),
            ("Aitali", "Ait Ali"),
        ] {
            assert!(finds(one, "Noor", other) && finds(other, "Noor", one), "{one} {other}");
            assert!(finds(&format!("noor {one}"), "Noor", other), "noor {one}");
            assert!(likeness_of(one, &format!("Noor {other}")) > 0.95, "{one} {other}");
            assert!(likeness_of(other, &format!("Noor {one}")) > 0.95, "{other} {one}");
        }
        // The name alone finds who has a particle with it; another name does not.
        assert!(finds("Berghe", "Noor", "Vandenberghe") && finds("Amrani", "Noor", "Elamrani"));
        assert!(!finds("Vandenbroeck", "Noor", "De Smedt"));
    }

    #[test]
    fn words_that_say_nothing_elsewhere_are_names() {
        for name in ["Null", "Test", "Sans", "Pas", "Na", "Born", "Tel", "Rond", "Vers"] {
            assert!(finds(name, "Jan", name), "{name}");
            assert!(likeness_of(name, &format!("Jan {name}")) > 0.99, "{name}");
        }
    }

    #[test]
    fn the_nearest_name_is_the_likest() {
        let typed = "amrani mohamed";
        assert!(likeness_of(typed, "Mohamed El Amrani") > likeness_of(typed, "Mohamed Amrouche"));
        assert_eq!(likeness_of("", "Mohamed"), 0.0);
    }
}
