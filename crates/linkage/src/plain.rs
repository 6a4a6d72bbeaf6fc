//! Plain letters: what people write, without accents, case, scripts and punctuation.

use crate::likeness::{common_start, jaro_winkler};

/// Lower-case Latin letters and digits, words parted by one blank. Other scripts are transliterated; apostrophes
/// join (`D'Hondt` → `dhondt`), every other sign parts.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '\'' | '’' | '`' | 'ʼ' => {}
            c if c.is_ascii() => blank(&mut out),
            c => transliterate(c, &mut out),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn transliterate(c: char, out: &mut String) {
    match deunicode::deunicode_char(c) {
        Some(latin) => {
            for b in latin.bytes() {
                match b.to_ascii_lowercase() {
                    b @ (b'a'..=b'z' | b'0'..=b'9') => out.push(char::from(b)),
                    b' ' | b'-' => blank(out),
                    _ => {}
                }
            }
        }
        None => blank(out),
    }
}

/// A short text kept inline: at most 24 bytes, the rest is cut. Compared by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Short {
    bytes: [u8; 24],
    len: u8,
    /// Which letters stand in it, a bit each: tells in a moment that two texts cannot be alike.
    letters: u32,
}

impl Short {
    pub(crate) fn of(text: &str) -> Self {
        let cut = text.len().min(24);
        let mut bytes = [0; 24];
        bytes[..cut].copy_from_slice(&text.as_bytes()[..cut]);
        let letters = bytes[..cut].iter().fold(0, |letters, b| letters | 1 << (b & 31));
        Self { bytes, len: u8::try_from(cut).unwrap_or(24), letters }
    }

    /// How alike two texts are ([`jaro_winkler`]), or 0 when their letters show that it is less than `least`.
    pub(crate) fn alike(&self, other: &Self, least: f32) -> f32 {
        if self.at_most(other) < least { 0.0 } else { jaro_winkler(self.as_bytes(), other.as_bytes()) }
    }

    /// How alike two texts can be at most: a letter that the other has not is not matched.
    pub(crate) fn at_most(&self, other: &Self) -> f32 {
        let can = |own: &Self, other: &Self| {
            u32::from(own.len).saturating_sub((own.letters & !other.letters).count_ones())
        };
        let (a, b) = (f32::from(self.len), f32::from(other.len));
        let matched = can(self, other).min(can(other, self)) as f32;
        if matched == 0.0 {
            return 0.0;
        }
        let jaro = (matched / a + matched / b + 1.0) / 3.0;
        jaro + 0.1 * common_start(self.as_bytes(), other.as_bytes()) as f32 * (1.0 - jaro)
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn two_texts_are_never_more_alike_than_their_letters_allow(a in "[a-e]{0,26}", b in "[a-f]{0,26}") {
            let (a, b) = (Short::of(&a), Short::of(&b));
            let alike = jaro_winkler(a.as_bytes(), b.as_bytes());
            prop_assert!(alike <= a.at_most(&b) + 1e-6);
            prop_assert_eq!(a.alike(&b, alike - 1e-5), alike);
        }
    }

    #[test]
    fn accents_case_and_script_do_not_matter() {
        assert_eq!(plain("  Șerban-YILDIZ "), "serban yildiz");
        assert_eq!(plain("Yıldız"), "yildiz");
        assert_eq!(plain("D’Hondt"), "dhondt");
        assert_eq!(plain("محمد"), "mhmd");
    }
}
