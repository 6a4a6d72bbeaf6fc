//! Phone numbers come from the directory and pass through the filter `phone`: a number typed into a template is
//! checked by nobody, and somebody may dial it in danger.

use super::Finding;
use super::files::File;
use super::template::{read, templates, without};
use anyhow::bail;
use std::collections::BTreeSet;

const DIRECTORY: &str = "content/directory/numbers.toml";

/// The numbers of the directory, digits only. Short ones such as 112 cannot be told from other numbers otherwise.
pub fn known(files: &[File]) -> anyhow::Result<BTreeSet<String>> {
    let lines = files.iter().filter(|file| file.path == DIRECTORY).flat_map(|file| file.text.lines());
    let values = lines.filter_map(|line| line.strip_prefix("phone = \"")?.strip_suffix('"'));
    let numbers: BTreeSet<_> = values.map(digits).collect();
    if numbers.is_empty() {
        bail!("{DIRECTORY} has no line such as `phone = \"112\"`: is it written in another way now?");
    }
    Ok(numbers)
}

/// Finds numbers in templates that do not pass through the filter.
pub fn check(files: &[File], known: &BTreeSet<String>) -> Vec<Finding> {
    templates(files).flat_map(|file| of_one(file, known)).collect()
}

fn of_one(file: &File, known: &BTreeSet<String>) -> Vec<Finding> {
    let unfiltered = without(&file.text, passes_the_filter);
    let words = read(&without(&file.text, |_| true)).words;
    let long = runs(&unfiltered).into_iter().filter(|(_, run)| is_long_number(run));
    let short = runs(&words).into_iter().filter(|(_, run)| known.contains(&digits(run)));
    let links = unfiltered.match_indices("tel:");
    let all: BTreeSet<_> = long.chain(short).chain(links).collect();
    let what = |text: &str| {
        format!("`{text}` is a phone number outside of the filter: write `{{{{ number.phone | phone }}}}`")
    };
    all.into_iter().map(|(at, text)| Finding::at(file, at, what(text))).collect()
}

fn passes_the_filter(part: &str) -> bool {
    part.split('|').skip(1).any(|filter| {
        let after = filter.trim_start().strip_prefix("phone");
        after
            .is_some_and(|after| !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_'))
    })
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Digits with what people write between them, and where each run starts. Not inside a word or a larger number.
fn runs(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) =
        text[at..].find(|letter: char| letter.is_ascii_digit() || letter == '+').map(|next| at + next)
    {
        let rest = &text[start..];
        let end = rest[1..].find(|letter| !is_part(letter)).map_or(rest.len(), |end| end + 1);
        let inside =
            text[..start].ends_with(|before: char| before.is_alphanumeric() || "._-#".contains(before));
        let glued = rest[end..].starts_with(|after: char| after.is_alphanumeric() || after == '_');
        if !inside && !glued {
            all.push((start, rest[..end].trim_end_matches(|letter: char| !letter.is_ascii_digit())));
        }
        at = start + end;
    }
    all
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_digit() || " \u{a0}\u{202f}./()-".contains(letter)
}

/// A Belgian number with its area, or one with the code of a country.
fn is_long_number(run: &str) -> bool {
    let groups: Vec<_> =
        run.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    // 24/11/2026, perhaps with an hour.
    let is_date =
        matches!(groups[..], [day, month, year, ..] if (day.len(), month.len(), year.len()) == (2, 2, 4));
    let number = digits(run);
    if run.starts_with('+') {
        return (9..=15).contains(&number.len());
    }
    let has_area = number.starts_with('0') && !groups[0].eq("0");
    has_area && !is_date && (9..=14).contains(&number.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let known = BTreeSet::from(["112".to_owned(), "116000".to_owned()]);
        check(&[File { path: "crates/web/templates/a.html".into(), text: text.into() }], &known).len()
    }

    #[test]
    fn numbers_outside_of_the_filter_are_found() {
        for text in [
            "<p>0800 30 030</p>",
            "<p>02 123 45 67</p>",
            "<p>0471/94.38.72</p>",
            "<p>+32 2 123 45 67</p>",
            "<p>0032 2 123 45 67</p>",
            "<p>081\u{a0}20\u{a0}54\u{a0}29.</p>",
            "<p>{{ \"0800 30 030\" }}</p>",
            "<p>{{ \"0800 30 030\" | upper }}</p>",
            "<p title=\"0800 30 030\">a</p>",
            "<p>Call 112.</p>",
            "<b>1</b> <b>112</b> <b>1</b> {{ a }}1",
            "<p>116 000</p>",
            "<a href=\"tel:{{ number.phone }}\">a</a>",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
    }

    #[test]
    fn numbers_through_the_filter_and_other_numbers_are_not() {
        for text in [
            "<p>{{ \"0800 30 030\" | phone }}</p>",
            "<p>{{ number.phone|phone | upper }}</p>",
            "{# 0800 30 030 #}",
            "<p>24/11/2026 08:30, 01-02-2026 09 30</p>",
            "<svg viewBox=\"0 0 26 26\"><path d=\"M3 22V11a10 10 0 0 1 20 0v11\" width=\"112\"></path></svg>",
            "<p>BN.43.L3.001234567/2026, #012345678, 1120, h112</p>",
            "{{ input(p, width=112) }}",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }

    #[test]
    fn the_directory_names_the_short_numbers() {
        let file = |text: &str| [File { path: DIRECTORY.into(), text: text.into() }];
        let numbers = known(&file("[[number]]\nphone = \"112\"\nphone = \"116 000\"\n")).unwrap();
        assert_eq!(numbers.into_iter().collect::<Vec<_>>(), ["112", "116000"]);
        assert!(known(&file("")).is_err());
    }
}
