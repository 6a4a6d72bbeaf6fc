//! What spreadsheets put around a value, and what they write where there is none.

/// A cell without blanks, and without what keeps a spreadsheet from taking a text for a number: `="0470…"`, and a single
/// quote in front. `'t Hooft` and `'s Jongers` keep theirs.
pub(crate) fn unwrapped(cell: &str) -> std::borrow::Cow<'_, str> {
    let text = trimmed(cell);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        // A quote inside would be doubled; one that is not ends the text: a formula follows.
        let alone = inner.replace("\"\"", "");
        return match (alone.contains('"'), inner.contains("\"\"")) {
            (true, _) => text.into(),
            (false, true) => trimmed(inner).replace("\"\"", "\"").into(),
            (false, false) => trimmed(inner).into(),
        };
    }
    match text.strip_prefix('\'') {
        Some(rest) if !is_small_word(rest) => trimmed(rest).into(),
        _ => text.into(),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n', '\u{a0}'])
}

/// `t Hooft`, `s-Jongers`, `sGravenhage`, `T HOOFT`: the apostrophe belongs to the name.
fn is_small_word(rest: &str) -> bool {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some('t' | 's' | 'n' | 'k'), Some(next)) => {
            matches!(next, ' ' | '-' | '\u{a0}') || next.is_uppercase()
        }
        (Some('T' | 'S' | 'N' | 'K'), Some(next)) => matches!(next, ' ' | '-' | '\u{a0}'),
        _ => false,
    }
}

/// What stands for a formula whose value a program did not compute.
pub(crate) const NOT_COMPUTED: &str = "#FORMULA!";

/// Whether a cell is a formula: nobody computed it.
pub(crate) fn is_formula(text: &str) -> bool {
    text == NOT_COMPUTED || text.starts_with('=') && text.len() > 1
}

/// Whether a cell is the word of a spreadsheet for a value that it could not give, in whatever language it speaks.
pub(crate) fn is_sheet_error(text: &str) -> bool {
    // Most cells are none: they are not copied to be told.
    if !text.trim_start().starts_with('#') && !text.contains(':') {
        return false;
    }
    let upper = text.trim().to_uppercase();
    if let Some(rest) = upper.strip_prefix('#') {
        let hashes = !rest.is_empty() && rest.bytes().all(|b| b == b'#');
        let word = rest.chars().all(|c| c.is_alphabetic() || c.is_ascii_digit() || " /.'_-¡¿!?".contains(c));
        let ends =
            rest.ends_with(['!', '?']) && rest.chars().any(char::is_alphabetic) && rest.chars().count() <= 30;
        return hashes || word && (ends || NOT_AVAILABLE.contains(&rest.trim_end_matches(['!', '?'])));
    }
    // LibreOffice: `Err:502`, `Err :502`, `Fout:502`, `Fehler:502`.
    let (word, number) = upper.split_once(':').unwrap_or_default();
    let known = matches!(word.trim_end(), "ERR" | "FOUT" | "FEHLER" | "ERREUR" | "ERROR");
    known && number.trim().len() == 3 && number.trim().bytes().all(|b| b.is_ascii_digit())
}

/// "Not available", without the sign at its end.
const NOT_AVAILABLE: [&str; 13] =
    ["N/A", "N/B", "NV", "N/D", "N.D", "N.V", "N/DISP", "NB", "NA", "N.A", "N/V", "ND", "GETTING_DATA"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_text_a_text_is_taken_off_and_a_name_keeps_its_apostrophe() {
        for (cell, value) in [
            ("=\"0470123457\"", "0470123457"),
            ("=\"Anja\"", "Anja"),
            (" =\"+32 470\" ", "+32 470"),
            ("=\"Rue \"\"Haute\"\"\"", "Rue \"Haute\""),
            ("=\"\"", ""),
            ("'0470123457", "0470123457"),
            ("'Proef", "Proef"),
            ("'SERNEELS", "SERNEELS"),
            ("'t Hooft", "'t Hooft"),
            ("'T HOOFT", "'T HOOFT"),
            ("'s Jongers", "'s Jongers"),
            ("'s-Gravenhage", "'s-Gravenhage"),
            ("'sGravenhage", "'sGravenhage"),
            ("''t Hooft", "'t Hooft"),
            ("'=1+1", "=1+1"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=A1", "=A1"),
            ("'", ""),
            ("D'Hondt", "D'Hondt"),
        ] {
            assert_eq!(unwrapped(cell), value, "{cell}");
        }
        assert!(is_formula("=A1&B1") && is_formula("=\"a\"&\"b\"") && !is_formula("=") && !is_formula("a=b"));
    }

    #[test]
    fn an_error_of_a_spreadsheet_is_one_in_any_language() {
        for text in [
            "#N/B",
            "#VERW!",
            "#WAARDE!",
            "#NAAM?",
            "#DEEL/0!",
            "#GETAL!",
            "#LEEG!",
            "#OVERLOOP!",
            "#VALEUR!",
            "#NOM?",
            "#NOMBRE!",
            "#NUL!",
            "#NV",
            "#BEZUG!",
            "#WERT!",
            "#ZAHL!",
            "#ÜBERLAUF!",
            "#N/A",
            "#N/A!",
            "#REF!",
            "#SPILL!",
            "#CALC!",
            "########",
            "##",
            "###",
            "#¡VALOR!",
            "#¿NOMBRE?",
            "#ERROR!",
            "#GETTING_DATA",
            "#N/D",
            "#n/a",
            "Err:502",
            "Err :508",
            "Fout:522",
            "#BLOCKED!",
            "#CHAMP!",
            "#PROPAGATION!",
            "#ОШИБКА!",
            "#DIV/0!",
        ] {
            assert!(is_sheet_error(text), "{text}");
        }
        for text in
            ["#", "#1", "# 12", "#metoo", "Rue 5 #3", "Dupont!", "Errol: 12", "na", "N/A", "note #N/A", "#3!"]
        {
            assert!(!is_sheet_error(text), "{text}");
        }
    }
}
