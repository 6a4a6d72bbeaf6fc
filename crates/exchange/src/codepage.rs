//! Which table of letters a file of single bytes was written with: Windows-1252, what DOS wrote (CP850), or an old
//! Macintosh. Told by what each makes of the words: nobody is called what stands there when the table is wrong.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// How the bytes of a file are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// As a table that the web knows.
    Known(&'static Encoding),
    /// As DOS wrote in Western Europe.
    Cp850,
}

impl Code {
    /// The name of the encoding, as people who save files know it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Known(encoding) if encoding == MACINTOSH => "Mac Roman",
            Self::Known(encoding) => encoding.name(),
            Self::Cp850 => "CP850 (DOS)",
        }
    }
}

/// The upper half of CP850.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// The character of a byte in CP850.
pub(crate) fn cp850(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(at) => CP850.chars().nth(usize::from(at)).unwrap_or('\u{fffd}'),
    }
}

/// What stands beside a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Lower,
    Upper,
    High,
    Other,
}

impl Beside {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            0x80.. => Self::High,
            _ => Self::Other,
        }
    }

    fn is_letter(self) -> bool {
        self != Self::Other
    }
}

/// How often each upper byte stands between what.
pub(crate) struct Bytes {
    counts: Box<[u64; 128 * 16]>,
    last: [u8; 2],
}

impl Default for Bytes {
    fn default() -> Self {
        Self { counts: Box::new([0; 128 * 16]), last: [b' '; 2] }
    }
}

impl Bytes {
    /// Counts the next bytes of a file.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.one(*byte);
        }
    }

    fn one(&mut self, byte: u8) {
        let [before, at] = self.last;
        if at >= 0x80 {
            let place = (Beside::of(before) as usize) * 4 + Beside::of(byte) as usize;
            self.counts[usize::from(at - 0x80) * 16 + place] += 1;
        }
        self.last = [at, byte];
    }

    /// The table that makes words of the bytes; `None` when two of them do, each others. What no table makes words of is
    /// damage in a file of today: its rows are refused one by one.
    pub(crate) fn code(mut self) -> Option<Code> {
        self.one(b'\n');
        let tables = [Code::Known(WINDOWS_1252), Code::Cp850, Code::Known(MACINTOSH)];
        let mut scores = tables.map(|code| (self.score(code), code));
        let windows = scores[0].0;
        // The sort is stable: of equals the first one, which is what Excel writes in Belgium.
        scores.sort_by_key(|(score, _)| *score);
        let [(best, code), (next, _), _] = scores;
        match code {
            Code::Known(encoding) if encoding == WINDOWS_1252 => Some(code),
            _ if best * 2 > windows => Some(tables[0]),
            _ => (best < next).then_some(code),
        }
    }

    /// How strange the words are that a table makes of the bytes.
    fn score(&self, code: Code) -> u64 {
        const BESIDE: [Beside; 4] = [Beside::Lower, Beside::Upper, Beside::High, Beside::Other];
        let mut score = 0;
        for (at, counts) in self.counts.chunks(16).enumerate() {
            let c = decoded(code, 0x80 + at as u8);
            for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                score += count * strangeness(c, BESIDE[place / 4], BESIDE[place % 4]);
            }
        }
        score
    }
}

fn decoded(code: Code, byte: u8) -> char {
    match code {
        Code::Cp850 => cp850(byte),
        Code::Known(encoding) => {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            text.chars().next().unwrap_or('\u{fffd}')
        }
    }
}

/// Letters of the languages of Belgium and of many who live there.
const LETTERS: &str = "àâäçèéêëîïôöùûüßñáíóúšžœ";

/// How strange a character is between its neighbours: 0 for a letter of a word, 8 for what no text holds.
fn strangeness(c: char, before: Beside, after: Beside) -> u64 {
    let touches = u64::from(before.is_letter()) + u64::from(after.is_letter());
    if c.is_control() || matches!(c, '\u{fffd}' | '\u{2500}'..='\u{25ff}') {
        return 8;
    }
    if matches!(c, '’' | '´' | '\u{a0}') || matches!(c, '°' | '€') && touches < 2 {
        return 0;
    }
    // An opening mark stands before a word.
    if matches!(c, '‘' | '„' | '‚' | '‹') && !before.is_letter() {
        return 1;
    }
    if !c.is_alphabetic() || matches!(c, 'ƒ' | 'ˆ' | 'ª' | 'º' | 'µ') {
        let quote = matches!(c, '“' | '”' | '«' | '»' | '–' | '—' | '…');
        return match touches {
            0 => u64::from(!quote),
            1 if quote => 1,
            _ => 4,
        };
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    let rare = if LETTERS.contains(small) { 0 } else { 2 };
    rare + match (c.is_uppercase(), before, after) {
        (true, Beside::Lower, _) => 4,
        (true, _, Beside::Lower) if before.is_letter() => 1,
        (false, Beside::Upper, Beside::Upper) => 1,
        (false, Beside::Other, Beside::Upper) => 6,
        // Of all these letters only one is a word.
        (_, Beside::Other, Beside::Other) if small != 'à' => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Zoë;Bérénice;Elle a été menacée, à l'hôtel;Françoise Benoît;HÉLÈNE";

    fn code(bytes: &[u8]) -> Option<Code> {
        let mut seen = Bytes::default();
        bytes.chunks(3).for_each(|chunk| seen.feed(chunk));
        seen.code()
    }

    fn in_cp850(text: &str) -> Vec<u8> {
        let byte = |c: char| (0..=255).find(|byte| cp850(*byte) == c).unwrap_or(b'?');
        text.chars().map(byte).collect()
    }

    #[test]
    fn three_tables_are_told_apart_by_their_words() {
        let windows = WINDOWS_1252.encode(FRENCH).0;
        assert_eq!(code(&windows), Some(Code::Known(WINDOWS_1252)));
        assert_eq!(code(&MACINTOSH.encode(FRENCH).0), Some(Code::Known(MACINTOSH)));
        assert_eq!(code(&in_cp850(FRENCH)), Some(Code::Cp850));
        for name in ["Zoë", "André", "Michèle", "François", "Hélène"] {
            assert_ne!(code(&in_cp850(name)), Some(Code::Known(WINDOWS_1252)), "{name}");
            assert_ne!(code(&MACINTOSH.encode(name).0), Some(Code::Known(WINDOWS_1252)), "{name}");
        }
    }

    #[test]
    fn signs_of_a_text_in_windows_1252_do_not_make_it_another_one() {
        for text in [
            "elle dit “viens” – puis rien… l’été, 50 €, 3°, MICHèLE",
            "„Komm“, sagte er",
            "• point",
            "Søren Žilina Škerlj",
            "Zoë",
            "Josée Çelik Öztürk Élodie",
            "",
        ] {
            assert_eq!(code(&WINDOWS_1252.encode(text).0), Some(Code::Known(WINDOWS_1252)), "{text}");
        }
    }
}
