//! Why two records are linked, in words.

use linkage::{Evidence, Reasons};
use web::Texts;

/// The message of what a field says.
pub(super) fn key_of(field: &Evidence) -> String {
    format!("evidence-{}-{}", field.field.word(), field.word)
}

/// The reasons, strongest first: `same family name (1 in 4,000) +11.90; …`. They add up to the bits of the link.
pub(super) fn why(texts: &Texts, language: &'static str, found: &Reasons) -> String {
    let pair = &found.pair;
    let mut fields = pair.fields.clone();
    fields.sort_by(|x, y| y.bits.abs().total_cmp(&x.bits.abs()));
    let none = Default::default();
    let mut reasons: Vec<String> = fields
        .iter()
        .map(|field| {
            let share = field.share.map(|share| format!(" (1/{:.0})", 1.0 / share)).unwrap_or_default();
            let text = texts.get(language, &key_of(field), &none);
            format!("{text}{share} {:+.2}", field.bits)
        })
        .collect();
    reasons.push(format!("{} {:+.2}", texts.get(language, "evidence-before", &none), pair.before));
    if pair.kinship.abs() >= 0.005 {
        reasons.push(format!("{} {:+.2}", texts.get(language, "evidence-kinship", &none), pair.kinship));
    }
    if found.others.abs() >= 0.005 {
        reasons.push(format!("{} {:+.2}", texts.get(language, "evidence-others", &none), found.others));
    }
    reasons.join("; ")
}
