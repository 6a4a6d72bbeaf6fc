//! What an import says on the screen: in one language from beginning to end, and never the value of a cell.

use crate::config::Config;
use casework::record::person::Language;
use exchange::{Extract, OpenError, Reject};
use fluent_bundle::{FluentArgs, FluentValue};
use web::{LANGUAGES, Texts};

/// Texts in one language.
pub(super) struct Says {
    texts: Texts,
    word: &'static str,
}

/// What became of the rows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) imported: u64,
    pub(super) known: u64,
    pub(super) refused: u64,
    pub(super) unknown_postcodes: u64,
    /// Rows that the spreadsheet hides.
    pub(super) hidden: u64,
}

impl Account {
    /// Rows that another import wrote while this one ran.
    pub(super) fn became_known(&mut self, rows: u64) {
        self.imported = self.imported.saturating_sub(rows);
        self.known += rows;
    }
}

impl Says {
    /// In the language asked for, else in that of the environment.
    pub(super) fn of(config: &Config, asked: Option<&'static str>) -> anyhow::Result<Self> {
        let texts = Texts::load(config.content.as_deref()).map_err(|why| anyhow::anyhow!(why))?;
        let set = |name| std::env::var(name).ok();
        Ok(Self { texts, word: asked.unwrap_or_else(|| of_environment(set)) })
    }

    /// The language, for the reasons of rows.
    pub(super) fn language(&self) -> Language {
        Language::from_word(self.word).unwrap_or(Language::En)
    }

    pub(super) fn say(&self, key: &str, named: &[(&'static str, FluentValue<'static>)]) -> String {
        let mut args = FluentArgs::new();
        named.iter().for_each(|(name, value)| args.set(*name, value.clone()));
        self.texts.get(self.word, key, &args)
    }

    /// Why the file cannot be imported at all. What the system or a library says of it stays as they say it.
    pub(super) fn why_not(&self, why: &OpenError) -> String {
        let list = |words: Vec<&str>| FluentValue::from(words.join(", "));
        match why {
            OpenError::Io(error) => self.say("import-unreadable", &[("why", error.to_string().into())]),
            OpenError::Workbook(error) => self.say("import-unreadable", &[("why", error.clone().into())]),
            OpenError::TooBig(error) => self.say("import-too-big", &[("why", error.clone().into())]),
            OpenError::Empty => self.say("import-empty", &[]),
            OpenError::Encoding => self.say("import-encoding-damaged", &[]),
            OpenError::NoHeader { columns, known } => {
                let named = [("columns", *columns as u64), ("known", *known as u64)].map(number);
                self.say("import-no-header", &named)
            }
            OpenError::NotText => self.say("import-not-text", &[]),
            OpenError::OldWorkbook => self.say("import-old-workbook", &[]),
            OpenError::JsonList => self.say("import-json-list", &[]),
            OpenError::TooManyColumns => self.say("import-many-columns", &[]),
            OpenError::Twice { column, first, second } => {
                let named = [
                    ("column", column.word().into()),
                    ("first", first.clone().into()),
                    ("second", second.clone().into()),
                ];
                self.say("import-twice", &named)
            }
            OpenError::Missing { missing, found } => {
                let missing = list(missing.iter().map(|column| column.word()).collect());
                let found = list(found.iter().map(String::as_str).collect());
                self.say("import-missing", &[("missing", missing), ("found", found)])
            }
        }
    }

    /// With which letters a file was read, when they are not those of today: whoever knows the names looks at them.
    pub(super) fn read_as(&self, extract: &Extract) {
        if let Some(encoding) = extract.old_encoding() {
            println!("{}", self.say("import-old-encoding", &[("encoding", encoding.into())]));
        }
    }

    /// What is wrong with a row as a whole.
    pub(super) fn line(&self, line: u64, reason: String) {
        eprintln!(
            "{}",
            self.say("import-line", &[("line", line.to_string().into()), ("reason", reason.into())])
        );
    }

    /// What is wrong with a cell.
    pub(super) fn cell(&self, reject: &Reject, reason: String) {
        let named = [
            ("line", reject.line.to_string().into()),
            ("column", reject.column.clone().into()),
            ("reason", reason.into()),
        ];
        eprintln!("{}", self.say("import-cell", &named));
    }

    /// What became of the rows.
    pub(super) fn account(&self, account: &Account, dry_run: bool) {
        if dry_run {
            println!("{}", self.say("import-dry-run", &[]));
        }
        let Account { imported, known, refused, unknown_postcodes, hidden } = *account;
        let rows = imported + known + refused;
        let named =
            [("rows", rows), ("imported", imported), ("known", known), ("refused", refused)].map(number);
        println!("{}", self.say("import-rows", &named));
        if hidden > 0 {
            println!("{}", self.say("import-hidden", &[number(("rows", hidden))]));
        }
        if unknown_postcodes > 0 {
            println!("{}", self.say("import-postcodes", &[number(("rows", unknown_postcodes))]));
        }
    }
}

fn number((name, value): (&'static str, u64)) -> (&'static str, FluentValue<'static>) {
    (name, value.into())
}

/// A language of the program, by its code.
pub(super) fn spoken(code: &str) -> Result<&'static str, String> {
    let known = LANGUAGES.iter().map(|(known, _)| *known);
    known.clone().find(|known| *known == code).ok_or_else(|| known.collect::<Vec<_>>().join(", "))
}

/// The first of the variables that is set decides, as it does for other programs; English, as the rest of the command
/// line, when it names no language of ours.
fn of_environment(set: impl Fn(&'static str) -> Option<String>) -> &'static str {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(set).find(|value| !value.is_empty());
    named.and_then(|name| spoken(name.split(['_', '.', '@']).next()?).ok()).unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_heard_and_what_it_does_not_say_is_english() {
        let of = |all: &str, lang: &str| {
            of_environment(|name| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            })
        };
        assert_eq!(
            [of("", "nl_BE.UTF-8"), of("de", "fr_BE"), of("C", "fr_BE"), of("", "frisian")],
            ["nl", "de", "en", "en"]
        );
    }

    #[test]
    fn a_run_speaks_each_language_with_its_plurals() {
        let says = |word| Says { texts: Texts::load(None).unwrap(), word };
        let named = [("rows", 1), ("imported", 0), ("known", 0), ("refused", 1)].map(number);
        assert_eq!(says("fr").say("import-rows", &named), "1 ligne : 0 importée, 0 déjà connue, 1 refusée.");
        assert_eq!(says("nl").say("import-rows", &named), "1 rij: 0 ingevoerd, 0 al bekend, 1 geweigerd.");
    }
}
