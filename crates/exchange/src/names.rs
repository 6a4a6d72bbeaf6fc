//! Names written in one cell. Split by a comma or by capitals; never guessed from the order of the words.

/// Family name and given names of a merged name.
///
/// `"DUPONT, Marie"`, `"DUPONT Marie"`, `"Marie DUPONT"` and `"Jan de VRIES"` are split. Where nothing tells
/// the two apart (`"Marie Dupont"`, `"DUPONT MARIE"`) the whole is kept as family name: a reader sees the whole
/// name, and nobody's given name becomes a family name.
pub(crate) fn split(text: &str) -> (String, String) {
    if let Some((family, given)) = text.split_once(',') {
        return (family.trim().to_owned(), given.trim().to_owned());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = || (words.join(" "), String::new());
    let Some(first) = words.iter().position(|w| is_capitals(w)) else { return whole() };
    let last = words.iter().rposition(|w| is_capitals(w)).unwrap_or(first);
    // "de", "van den" before the capitals belong to them.
    let particles = words[..first].iter().rev().take_while(|w| is_particle(w)).count();
    let start = first - particles;
    let family = &words[start..=last];
    let (before, after) = (&words[..start], &words[last + 1..]);
    if before.is_empty() == after.is_empty() || !family.iter().all(|w| is_capitals(w) || is_particle(w)) {
        return whole();
    }
    let given = if before.is_empty() { after } else { before };
    (family.join(" "), given.join(" "))
}

/// At least two letters, all capitals. An initial (`"J."`) says nothing.
fn is_capitals(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !word.chars().any(char::is_lowercase)
}

fn is_particle(word: &str) -> bool {
    word.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '’'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_names() {
        for (text, family, given) in [
            ("DUPONT, Marie", "DUPONT", "Marie"),
            ("DUPONT Marie", "DUPONT", "Marie"),
            ("Marie DUPONT", "DUPONT", "Marie"),
            ("VAN DEN BERG Marie-Claire Anne", "VAN DEN BERG", "Marie-Claire Anne"),
            ("Jan de VRIES", "de VRIES", "Jan"),
            ("EL AMRANI J.", "EL AMRANI", "J."),
            ("Dupont, Marie", "Dupont", "Marie"),
            ("Marie Dupont", "Marie Dupont", ""),
            ("DUPONT MARIE", "DUPONT MARIE", ""),
            ("Ana DUPONT Marie", "Ana DUPONT Marie", ""),
            ("Dupont", "Dupont", ""),
            ("DUPONT", "DUPONT", ""),
            ("=CMD DUPONT", "=CMD DUPONT", ""),
            ("", "", ""),
        ] {
            assert_eq!(split(text), (family.to_owned(), given.to_owned()), "{text}");
        }
    }
}
