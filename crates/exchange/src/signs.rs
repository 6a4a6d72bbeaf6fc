//! Signs that stand in a text only because its bytes were read with the wrong table, once or twice.

use encoding_rs::WINDOWS_1252;

/// Whether a name, or a street, holds a sign that is in nobody's name.
pub(crate) fn in_name(text: &str) -> bool {
    !text.is_ascii()
        && (is_damaged(text) || text.chars().any(|c| is_strange(c) && !matches!(c, '½' | '²' | '°' | '§')))
}

/// Whether a narrative holds what no writer typed. Quotes, dashes and signs of money may stand anywhere in it.
pub(crate) fn in_narrative(text: &str) -> bool {
    !text.is_ascii()
        && (is_damaged(text)
            || within_words(text, |c| {
                is_strange(c)
                    && !matches!(
                        c,
                        '…' | '•'
                            | '·'
                            | '°'
                            | '€'
                            | '£'
                            | '§'
                            | '±'
                            | '×'
                            | '½'
                            | '²'
                            | '³'
                            | '«'
                            | '»'
                            | '“'
                            | '”'
                    )
            }))
}

/// Read twice, or a letter in the middle of a word that only a wrong table puts there.
fn is_damaged(text: &str) -> bool {
    is_twice_encoded(text)
        || ends_open(text)
        || within_words(text, |c| matches!(c, '‚' | '„' | '“' | '”' | '‹' | '›'))
        || odd_capital(text)
}

/// Signs that are neither letters nor signs of writing; some count as letters, and are none of any name.
fn is_strange(c: char) -> bool {
    match c {
        // Curly and straight marks, dashes, blanks and joiners of all scripts.
        '\u{2010}'..='\u{2015}'
        | '‘'
        | '’'
        | '“'
        | '”'
        | '«'
        | '»'
        | '´'
        | '\u{a0}'
        | '\u{ad}'
        | '·'
        | '…' => false,
        '\u{200b}'..='\u{200f}' | '\u{202f}' | '\u{2060}' | 'º' | 'ª' | 'ʼ' | 'ʹ' | 'ʾ' | 'ʿ' => false,
        // Overrides are refused as such.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        'ƒ' | 'ˆ' | '˜' | 'µ' => true,
        '\u{a1}'..='\u{bf}' | '×' | '÷' | '\u{2016}'..='\u{2bff}' => true,
        _ => false,
    }
}

fn within_words(text: &str, is: impl Fn(char) -> bool) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).any(|three| three[0].is_alphabetic() && is(three[1]) && three[2].is_alphabetic())
}

/// `Zo‘`: a word that ends with a mark that opens one, and that nothing closes.
fn ends_open(text: &str) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || c == '-' || c == ',');
    let ends = |word: &str| word.strip_suffix('‘').is_some_and(|rest| rest.ends_with(char::is_alphabetic));
    !text.contains(['‚', '’', '‛']) && words.into_iter().any(ends)
}

/// `MichŠle`: a capital that French, Dutch and German never put behind a small letter.
fn odd_capital(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(2).any(|pair| pair[0].is_lowercase() && matches!(pair[1], 'Š' | 'Ž' | 'Œ' | 'Ÿ'))
}

/// `BÃ©rÃ©nice`, and `B√©r√©nice`, `B├®r├®nice`: UTF-8 that was taken for something else and written as UTF-8 again.
fn is_twice_encoded(text: &str) -> bool {
    let lead = |c: char| {
        matches!(
            c,
            'Â' | 'Ã'
                | 'Ä'
                | 'Å'
                | 'Æ'
                | 'Ç'
                | 'È'
                | 'É'
                | 'Ê'
                | 'Ë'
                | 'Ð'
                | 'Ñ'
                | 'Ø'
                | 'Ù'
                | 'â'
                | 'à'
                | 'á'
        )
    };
    let other_tables = text
        .chars()
        .zip(text.chars().skip(1))
        .any(|(a, b)| matches!(a, '√' | '├' | '┬' | '¬') && !b.is_ascii());
    other_tables
        || text.char_indices().filter(|(_, c)| lead(*c)).any(|(at, _)| {
            // The letter that its bytes would be: two or three of them in Windows-1252.
            let bytes = |count: usize| -> Option<Vec<u8>> {
                let taken: String = text[at..].chars().take(count).collect();
                taken.chars().map(byte).collect::<Option<Vec<_>>>().filter(|bytes| bytes.len() == count)
            };
            [2, 3]
                .into_iter()
                .filter_map(bytes)
                .any(|bytes| std::str::from_utf8(&bytes).is_ok_and(|read| read.chars().count() == 1))
        })
}

/// The byte of a character in Windows-1252, or in the table in which each byte is its own number.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmapped) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    (!unmapped && bytes.len() == 1).then(|| bytes[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_world_hold_no_such_sign() {
        for name in [
            "Bérénice",
            "Zoë",
            "MICHèLE",
            "HÉLÈNE",
            "D’Hondt",
            "Đorđević",
            "Şükrü",
            "Łucja",
            "Ørsted",
            "Škerlj",
            "Žilina",
            "Jürgen Groß",
            "Ünal-Ölmez",
            "Ñandú",
            "محمد",
            "Иванова",
            "Nguyễn Thị",
            "O´Brien",
            "Gal·la",
            "Ana «Nana»",
            "Ben–Ali",
            "Æsa",
            "Œuvrard",
            "Françoise",
            "São",
            "Ångström",
            "Dvořák",
            "Ğ",
            "Rue du 1er Mai 12½",
            "Íñiguez",
            "Ésaïe",
            "ÉÉ",
            "Âu",
        ] {
            assert!(!in_name(name), "{name}");
        }
    }

    #[test]
    fn a_wrong_table_is_seen_in_a_name() {
        for name in [
            "B‚r‚nice",
            "Zo‰",
            "MichŠle",
            "Fran‡oise",
            "Lo‹c",
            "HƒLéNE",
            "BenoŒt",
            "BÃ©rÃ©nice",
            "ZoÃ«",
            "Ã‰milie",
            "HÃ‰LÃˆNE",
            "Å\u{81}ucja",
            "Dâ€™Hondt",
            "Å‚ucja",
            "B√©r√©nice",
            "B├®r├®nice",
            "Ä‡",
            "J‚r“me",
            "€elik",
            "Zo¤",
            "Ren™",
            "Ã§a",
            "ÃƒÂ©",
            "Zo‘",
            "Zo‘ Proef",
        ] {
            assert!(in_name(name), "{name}");
        }
    }

    #[test]
    fn a_narrative_keeps_its_signs_and_is_refused_for_damage() {
        for text in [
            "Il dit : « viens »… puis “rien” – 50 €, 3°C, l’été ; it’s 5 £; §3",
            "„Komm“, sagte er. ‚Nein‘",
            "il cria…puis partit",
            "• un • deux",
        ] {
            assert!(!in_narrative(text), "{text}");
        }
        for text in [
            "Elle a ‚t‚ menac‚e",
            "Elle a Ã©tÃ© menacÃ©e",
            "lâ€™Ã©tÃ©",
            "Elle a √©t√© l√†",
            "elle va … lˆbas",
        ] {
            assert!(in_narrative(text), "{text}");
        }
    }
}
