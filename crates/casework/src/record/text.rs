//! Free text at the border: what people type, made harmless without losing a word.

use unicode_normalization::UnicodeNormalization;

/// Longest name that is taken, in characters. Longer ones are mistakes (a paragraph pasted in a name).
pub const NAME_MAX: usize = 200;
/// Longest narrative that is taken, in characters (about 12 pages).
pub const NARRATIVE_MAX: usize = 40_000;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadText {
    /// Longer than this many characters.
    TooLong(usize),
    /// Holds a control character that no keyboard types.
    Control,
}

/// Takes a single line: NFC, blanks at the ends dropped, line breaks and tabs become blanks.
pub fn line(text: &str, max: usize) -> Result<String, BadText> {
    let text: String = text.nfc().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }).collect();
    check(text.trim(), max)
}

/// Takes several lines: NFC, line ends as `\n`, blanks at the ends dropped.
pub fn lines(text: &str, max: usize) -> Result<String, BadText> {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect();
    check(text.trim(), max)
}

fn check(text: &str, max: usize) -> Result<String, BadText> {
    if text.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\t')) {
        return Err(BadText::Control);
    }
    // Blanks of no width look like nothing: they are nothing.
    if text.chars().all(is_unseen) {
        return Ok(String::new());
    }
    if text.chars().count() > max {
        return Err(BadText::TooLong(max));
    }
    Ok(text.to_owned())
}

/// Signs that leave no mark on paper when they stand alone.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// Control characters, and the overrides that make a text read otherwise than it is written.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether it holds signs that nobody sees: controls, signs without width, and those that turn the reading round. They make
/// one name look like another. For names of colleagues; a text of the victim's is taken as she wrote it.
pub fn has_unseen_signs(text: &str) -> bool {
    let unseen = |c: char| is_unseen(c) && !c.is_whitespace();
    let odd = |c: char| matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2061}'..='\u{206f}' | '\u{3164}' | '\u{e0000}'..='\u{e007f}');
    text.chars().any(|c| is_hidden(c) || unseen(c) || odd(c))
}

/// A name as compared: no accents, no case, letters and digits only. `"Ben-Yıldız"` and `"BEN YILDIZ"` agree.
pub fn compare_key(name: &str) -> String {
    let plain = deunicode::deunicode(name).to_lowercase();
    plain.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_character_in_a_name_is_refused() {
        assert_eq!(line("Du\u{0}pont", 10), Err(BadText::Control));
        assert_eq!(line("Du\u{202e}pont", 10), Err(BadText::Control));
    }

    #[test]
    fn a_name_that_nobody_sees_is_no_name() {
        assert_eq!(line("\u{200b}\u{a0}", 10).unwrap(), "");
    }

    #[test]
    fn a_name_that_looks_like_another_by_signs_that_nobody_sees_is_found() {
        for hidden in
            ["Eva\u{202e}x", "Eva\u{2066}", "Ev\u{200b}a", "\u{feff}Eva", "E\u{2060}va", "E\u{ad}va", "E\nva"]
        {
            assert!(has_unseen_signs(hidden), "{hidden:?}");
        }
        for plain in ["Zoë O’Neill-Șerban", "María José", "Ελένη", "李 娜"] {
            assert!(!has_unseen_signs(plain), "{plain}");
        }
    }

    #[test]
    fn a_narrative_keeps_its_lines() {
        assert_eq!(lines(" a\r\nb ", 10).unwrap(), "a\nb");
    }

    #[test]
    fn accents_and_case_do_not_make_another_person() {
        assert_eq!(compare_key("Șerban-Yıldız"), compare_key("SERBAN YILDIZ"));
    }
}
