//! Dates, times and durations as people of each language write them.

use casework::record::dates::brussels;
use casework::record::person::Birth;
use jiff::Timestamp;
use jiff::civil::Date;
use journal::Count;

/// `24/11/2026`, `24-11-2026`, `24.11.2026`.
pub(crate) fn date(language: &str, date: Date) -> String {
    let between = match language {
        "nl" => "-",
        "de" => ".",
        _ => "/",
    };
    format!("{:02}{between}{:02}{between}{}", date.day(), date.month(), date.year())
}

/// Day and time in Belgium.
pub(crate) fn moment(language: &str, at: Timestamp) -> String {
    format!("{} {}", day(language, at), time(at))
}

/// The hour in Belgium: `08:41`.
pub(crate) fn time(at: Timestamp) -> String {
    let local = at.to_zoned_datetime(brussels());
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// Day in Belgium.
pub(crate) fn day(language: &str, at: Timestamp) -> String {
    date(language, at.to_zoned_datetime(brussels()).date())
}

/// A birth as it is known.
pub(crate) fn birth(language: &str, birth: &Birth) -> Option<String> {
    match birth {
        Birth::Exact(day) => Some(date(language, *day)),
        Birth::Month { year, month } => Some(format!("{month:02}/{year}")),
        Birth::About(year) => Some(format!("± {year}")),
        Birth::Unknown => None,
    }
}

/// A local date and time as typed in a form (`2026-11-24T10:30`).
pub(crate) fn parse_local(text: &str) -> Option<Timestamp> {
    let local: jiff::civil::DateTime = text.trim().parse().ok()?;
    local.to_zoned_datetime(brussels()).ok().map(|zoned| zoned.timestamp())
}

/// A percentage with one decimal, as the language writes it; a dash without a base.
pub(crate) fn percent(language: &str, part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    let comma = if language == "en" { "." } else { "," };
    format!("{}{comma}{}\u{a0}%", tenths / 10, tenths % 10)
}

/// A label, or a question without its mark, and what it stands for: French has a blank before the colon.
pub(crate) fn labelled(language: &str, label: &str, text: &str) -> String {
    let label = label.trim_end_matches(['?', ' ', '\u{a0}', '\u{202f}']);
    let colon = if language == "fr" { "\u{a0}:" } else { ":" };
    format!("{label}{colon} {text}")
}

/// A whole number with its thousands apart.
pub(crate) fn number(language: &str, number: i64) -> String {
    let between = match language {
        "nl" | "de" => '.',
        "fr" => '\u{202f}',
        _ => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// How many rows a list has: `950`, or `1,000+` when nobody counted on.
pub(crate) fn count(language: &str, count: Count) -> String {
    match count {
        Count::Exactly(rows) => number(language, rows),
        Count::MoreThan(rows) => format!("{}+", number(language, rows)),
    }
}

/// A phone number that stays in order in right-to-left text: no-break spaces, isolated left-to-right. With `dial`, as
/// one dials it, touching it calls: only for what is safe to call now.
pub(crate) fn phone(number: &str, dial: Option<&str>) -> minijinja::Value {
    let spaced = number.replace(' ', "\u{a0}");
    let safe = minijinja::HtmlEscape(&spaced).to_string();
    let text = format!("<bdi dir=\"ltr\">{safe}</bdi>");
    let dial: String = dial.unwrap_or("").chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    minijinja::Value::from_safe_string(match dial.is_empty() {
        true => text,
        false => format!("<a class=\"govuk-link\" href=\"tel:{dial}\">{text}</a>"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_numbers_its_own_way() {
        assert_eq!(number("fr", 250_000), "250\u{202f}000");
        assert_eq!(number("nl", 1_234_567), "1.234.567");
        assert_eq!(count("en", Count::Exactly(1_000)), "1,000");
        assert_eq!(count("de", Count::MoreThan(1_000)), "1.000+");
        assert_eq!(percent("fr", 1, 3), "33,3\u{a0}%");
        assert_eq!(percent("en", 1, 0), "–");
    }

    #[test]
    fn french_puts_a_blank_before_a_colon() {
        assert_eq!(labelled("fr", "Victime", "1"), "Victime\u{a0}: 1");
        assert_eq!(labelled("nl", "Slachtoffer", "1"), "Slachtoffer: 1");
    }

    #[test]
    fn a_phone_number_is_isolated_and_never_breaks() {
        assert!(
            phone("0470 12", Some("+3247012\"x"))
                .to_string()
                .starts_with("<a class=\"govuk-link\" href=\"tel:+3247012\">")
        );
        assert_eq!(phone("0800 30 030", None).to_string(), "<bdi dir=\"ltr\">0800\u{a0}30\u{a0}030</bdi>");
    }
}
