//! Plain letters: what people write, without accents, case, scripts and punctuation.

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

/// Words that stand for "nothing is known". Compared after [`plain`].
const NOTHING: &[&str] = &[
    "x",
    "xx",
    "xxx",
    "nn",
    "n n",
    "na",
    "n a",
    "nvt",
    "n v t",
    "sd",
    "s d",
    "idem",
    "id",
    "unknown",
    "onbekend",
    "inconnu",
    "inconnue",
    "unbekannt",
    "anonyme",
    "anoniem",
    "anonym",
    "anonymous",
    "sans",
    "zonder",
    "ohne",
    "none",
    "null",
    "nihil",
    "neant",
    "test",
    "non communique",
    "niet gekend",
    "ongekend",
    "non connu",
    "name",
    "nom",
    "naam",
];

/// Whether a text only says that nothing is known.
pub(crate) fn says_nothing(plain: &str) -> bool {
    plain.is_empty() || NOTHING.contains(&plain) || plain.bytes().all(|b| b == b'x')
}

/// A short text kept inline: at most 24 bytes, the rest is cut. Compared by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Short {
    bytes: [u8; 24],
    len: u8,
}

impl Short {
    pub(crate) fn of(text: &str) -> Self {
        let cut = text.len().min(24);
        let mut bytes = [0; 24];
        bytes[..cut].copy_from_slice(&text.as_bytes()[..cut]);
        Self { bytes, len: u8::try_from(cut).unwrap_or(24) }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_script_do_not_matter() {
        assert_eq!(plain("  Șerban-YILDIZ "), "serban yildiz");
        assert_eq!(plain("Yıldız"), "yildiz");
        assert_eq!(plain("D’Hondt"), "dhondt");
        assert_eq!(plain("محمد"), "mhmd");
    }

    #[test]
    fn a_word_for_nothing_is_nothing() {
        for nothing in ["", "x", "XXX", "Inconnu", "N.N.", "idem", "?"] {
            assert!(says_nothing(&plain(nothing)), "{nothing}");
        }
        assert!(!says_nothing(&plain("Xavier")));
    }
}
