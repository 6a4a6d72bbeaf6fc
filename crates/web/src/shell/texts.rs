//! Texts in French, Dutch, German and English, from `content/locales/`.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// Languages of the interface, with their own names.
pub const LANGUAGES: [(&str, &str); 4] =
    [("fr", "Français"), ("nl", "Nederlands"), ("de", "Deutsch"), ("en", "English")];

#[derive(RustEmbed)]
#[folder = "../../content/locales/"]
struct Files;

/// All texts.
pub struct Texts {
    languages: BTreeMap<&'static str, Spoken>,
}

/// The texts of a language.
struct Spoken {
    bundle: FluentBundle<FluentResource>,
    /// Texts into which nothing is put, as they come out: a list of fifty rows shows each of them fifty times.
    plain: RwLock<HashMap<String, Arc<str>>>,
}

impl Texts {
    /// Reads the files of a content folder, and those of the program that the folder lacks.
    ///
    /// # Errors
    /// A file that cannot be read or understood: its name and the place.
    pub fn load(content: Option<&Path>) -> Result<Self, String> {
        let mut languages = BTreeMap::new();
        for (language, _) in LANGUAGES {
            languages
                .insert(language, Spoken { bundle: bundle(language, content)?, plain: RwLock::default() });
        }
        Ok(Self { languages })
    }

    fn spoken(&self, language: &str) -> Option<&Spoken> {
        self.languages.get(language).or_else(|| self.languages.get("fr"))
    }

    /// The text of a key. An unknown key gives the key itself, which a test excludes.
    pub fn get(&self, language: &str, key: &str, args: &FluentArgs<'_>) -> String {
        let spoken = self.spoken(language).map(|spoken| &spoken.bundle);
        let Some(bundle) = spoken else { return key.to_owned() };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, language, "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, language, ?errors, "a text could not be formatted");
        }
        text
    }

    /// The text of a key into which nothing is put.
    pub fn plain(&self, language: &str, key: &str) -> Arc<str> {
        let Some(spoken) = self.spoken(language) else { return key.into() };
        // A text that was put in is whole: whoever panicked elsewhere left nothing half done here.
        let known = spoken.plain.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(text) = known {
            return text;
        }
        let text: Arc<str> = self.get(language, key, &FluentArgs::new()).into();
        // Keys that nobody wrote are not kept: only so many can be.
        if spoken.bundle.has_message(key) {
            let mut plain = spoken.plain.write().unwrap_or_else(PoisonError::into_inner);
            plain.insert(key.to_owned(), Arc::clone(&text));
        }
        text
    }

    /// Whether a key exists in a language.
    pub fn has(&self, language: &str, key: &str) -> bool {
        self.languages.get(language).is_some_and(|spoken| spoken.bundle.has_message(key))
    }
}

/// The known language that a code means; French otherwise.
pub fn language_of(code: &str) -> &'static str {
    LANGUAGES.iter().find(|(known, _)| code.starts_with(known)).map_or("fr", |(known, _)| known)
}

/// The keys of a language's files.
#[cfg(test)]
fn keys(language: &str) -> std::collections::BTreeSet<String> {
    let own = |file: &str| file.starts_with(&format!("{language}/"));
    let text = |file: &str| String::from_utf8(Files::get(file).unwrap().data.into_owned()).unwrap();
    let files = Files::iter().filter(|file| own(file)).map(|file| text(&file)).collect::<Vec<_>>();
    let lines = files.iter().flat_map(|text| text.lines());
    lines
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .collect()
}

fn bundle(language: &str, content: Option<&Path>) -> Result<FluentBundle<FluentResource>, String> {
    let id = language.parse().map_err(|e| format!("{language}: {e}"))?;
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks around values would end up in titles and attributes; phone numbers have their own.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        "nl" => |value, _| grouped("nl", value),
        "de" => |value, _| grouped("de", value),
        "en" => |value, _| grouped("en", value),
        _ => |value, _| grouped("fr", value),
    }));
    for file in Files::iter().filter(|file| file.starts_with(&format!("{language}/"))) {
        let text = text_of(&file, content)?;
        let resource = FluentResource::try_new(text).map_err(|(_, errors)| format!("{file}: {errors:?}"))?;
        bundle.add_resource(resource).map_err(|errors| format!("{file}: {errors:?}"))?;
    }
    Ok(bundle)
}

/// Whole numbers with their thousands apart, as the language writes them.
fn grouped(language: &str, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(crate::shell::format::number(language, number.value as i64))
        }
        _ => None,
    }
}

fn text_of(file: &str, content: Option<&Path>) -> Result<String, String> {
    let own = content.map(|dir| dir.join("locales").join(file)).filter(|own| own.exists());
    let data = match own {
        Some(own) => std::fs::read(&own).map_err(|error| format!("{}: {error}", own.display()))?,
        None => Files::get(file).map(|file| file.data.into_owned()).unwrap_or_default(),
    };
    String::from_utf8(data).map_err(|_| format!("{file} is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::record::facets::Copied;
    use casework::record::refusal::Why;

    #[test]
    fn a_quarter_of_a_million_is_written_as_each_language_writes_it() {
        let texts = Texts::load(None).unwrap();
        let mut args = FluentArgs::new();
        args.set("count", 250_000);
        let said = |language| texts.get(language, "table-count", &args);
        assert!(said("fr").contains("250\u{202f}000") && said("nl").contains("250.000"), "{}", said("fr"));
        assert!(said("de").contains("250.000") && said("en").contains("250,000"));
    }

    #[test]
    fn no_message_is_missing_in_any_language() {
        let french = keys("fr");
        assert!(french.len() > 50, "the French texts were found");
        for (language, _) in LANGUAGES {
            let own = keys(language);
            let missing: Vec<_> = french.symmetric_difference(&own).collect();
            assert!(missing.is_empty(), "{language} differs from French in {missing:?}");
        }
    }

    #[test]
    fn every_event_every_item_of_a_copy_and_every_refusal_has_its_words() {
        let texts = Texts::load(None).unwrap();
        let kinds = || casework::case::Kind::all().map(|kind| (kind.word(), kind.facets()));
        let events = kinds().filter(|(_, facets)| facets.is_event()).map(|(word, _)| format!("event-{word}"));
        let copied = kinds().filter(|(_, facets)| facets.copied != Copied::Nobody);
        let copied = copied.map(|(word, _)| format!("copy-{word}"));
        let refusals = Why::ALL.iter().map(|why| format!("error-{why}"));
        let missing: Vec<_> =
            events.chain(copied).chain(refusals).filter(|key| !texts.has("fr", key)).collect();
        assert!(missing.is_empty(), "no text has the key {missing:?}");
    }

    #[test]
    fn every_message_named_in_a_template_exists() {
        let texts = Texts::load(None).unwrap();
        for (file, text) in crate::shell::templates::template_sources() {
            let own = |at: &usize| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            for at in text.match_indices("t(\"").map(|(at, _)| at).filter(own) {
                let call = &text[at + 3..];
                let key = call.split('"').next().unwrap();
                let after = &call[key.len() + 1..];
                // `t("word-" ~ x)` is put together; its words are checked where they are made.
                if !after.trim_start().starts_with('~') {
                    assert!(texts.has("fr", key), "{file}: message {key} does not exist");
                }
            }
        }
    }
}
