//! The documented columns, the headers under which they are found, and the words of their cells.

use casework::prosecution::Decision;
use casework::record::person::Language;
use casework::record::text::compare_key;
use casework::record::words::Answer;
use casework::report::ReportKind;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// A documented column. Its word is the canonical header.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($(#[$doc])* $variant),+ }
        impl Column {
            /// Every column, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The canonical header.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// The column of a canonical header.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }
    };
}
columns!(
    /// Number of the official report.
    PvNumber = "pv_number",
    /// Police zone that wrote it.
    Zone = "zone",
    /// Family dispute or complaint.
    Kind = "kind",
    /// Day of the facts.
    FactsDate = "facts_date",
    /// Hour of the facts.
    FactsTime = "facts_time",
    /// When the report was made.
    ReceivedAt = "received_at",
    /// Postcode of the facts.
    Postcode = "postcode",
    /// Street and number of the facts.
    Street = "street",
    /// Family name of the victim.
    VictimFamilyName = "victim_family_name",
    /// Given names of the victim.
    VictimGivenNames = "victim_given_names",
    /// Both names of the victim in one cell.
    VictimName = "victim_name",
    /// Birth date of the victim.
    VictimBirthDate = "victim_birth_date",
    /// Phone of the victim.
    VictimPhone = "victim_phone",
    /// Language of the victim.
    VictimLanguage = "victim_language",
    /// Family name of the other party.
    OtherFamilyName = "other_family_name",
    /// Given names of the other party.
    OtherGivenNames = "other_given_names",
    /// Both names of the other party in one cell.
    OtherName = "other_name",
    /// Birth date of the other party.
    OtherBirthDate = "other_birth_date",
    /// Whether children of the household were present.
    ChildrenPresent = "children_present",
    /// What happened, in the officer's words.
    Facts = "facts",
    /// Weapons seen or mentioned.
    Weapons = "weapons",
    /// Threats.
    Threats = "threats",
    /// Alcohol or drugs.
    AlcoholDrugs = "alcohol_drugs",
    /// More often or worse than before.
    Escalation = "escalation",
    /// The victim is cut off from others.
    Isolation = "isolation",
    /// Stalking.
    Stalking = "stalking",
    /// Earlier violence.
    History = "history",
    /// Whether an earlier order or measure was breached.
    Breach = "breach",
    /// Whether she agrees to be called on day 2.
    DayTwoAgreed = "day_two_agreed",
    /// Whether the case is followed as sensitive.
    Sensitive = "sensitive",
    /// First contact with the victim.
    FirstContactAt = "first_contact_at",
    /// Decision of the prosecution.
    Decision = "decision",
    /// Day of that decision.
    DecidedAt = "decided_at",
);

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// Why the list of columns, or a mapping file, is not valid. The text names the place and the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadColumns(String);

/// Headers and words, ready to be looked up. Keys are folded by [`compare_key`].
#[derive(Debug, Clone)]
pub struct Columns {
    headers: HashMap<String, Column>,
    answers: HashMap<String, Answer>,
    kinds: HashMap<String, ReportKind>,
    decisions: HashMap<String, Decision>,
    languages: HashMap<String, Language>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
enum Required {
    Yes,
    OrDefault,
    No,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    required: Required,
    fr: Vec<String>,
    nl: Vec<String>,
    en: Vec<String>,
    de: Vec<String>,
}

type Words = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsFile {
    column: BTreeMap<String, ColumnEntry>,
    answer: Words,
    kind: Words,
    decision: Words,
    language: Words,
}

/// What the code itself needs of a column. The data file says it too, for its readers; both must agree.
fn required(column: Column) -> Required {
    match column {
        Column::PvNumber | Column::FactsDate | Column::Postcode | Column::VictimFamilyName => Required::Yes,
        Column::Zone => Required::OrDefault,
        _ => Required::No,
    }
}

impl Columns {
    /// The list shipped with Havre (`content/import/columns.toml`).
    ///
    /// # Panics
    /// Never in a released program: a test parses the embedded file.
    pub fn embedded() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "a file of the program itself, which the tests of this crate read"
        )]
        Self::parse(include_str!("../../../content/import/columns.toml"))
            .expect("the embedded columns are valid")
    }

    /// Reads and checks a list of columns (a `--content` directory may hold another one).
    pub fn parse(text: &str) -> Result<Self, BadColumns> {
        let file: ColumnsFile = toml::from_str(text).map_err(|e| BadColumns(e.to_string()))?;
        Ok(Self {
            headers: headers(&file.column)?,
            answers: words("answer", &file.answer, Answer::from_word)?,
            kinds: words("kind", &file.kind, ReportKind::from_word)?,
            decisions: words("decision", &file.decision, Decision::from_word)?,
            languages: words("language", &file.language, Language::from_word)?,
        })
    }

    /// The column of a header as found in a file.
    pub fn find(&self, header: &str) -> Option<Column> {
        self.headers.get(&compare_key(header)).copied()
    }

    pub(crate) fn answer(&self, cell: &str) -> Option<Answer> {
        // A lone question mark has no letter, hence no key.
        if cell == "?" { Some(Answer::Unknown) } else { self.answers.get(&compare_key(cell)).copied() }
    }

    pub(crate) fn kind(&self, cell: &str) -> Option<ReportKind> {
        self.kinds.get(&compare_key(cell)).copied()
    }

    pub(crate) fn decision(&self, cell: &str) -> Option<Decision> {
        self.decisions.get(&compare_key(cell)).copied()
    }

    pub(crate) fn language(&self, cell: &str) -> Language {
        self.languages.get(&compare_key(cell)).copied().unwrap_or(Language::Other)
    }
}

fn headers(entries: &BTreeMap<String, ColumnEntry>) -> Result<HashMap<String, Column>, BadColumns> {
    let mut found = HashMap::new();
    for column in Column::ALL {
        let word = column.word();
        let entry = entries.get(word).ok_or_else(|| BadColumns(format!("[column.{word}] is missing")))?;
        if entry.required != required(*column) {
            let expected = required(*column);
            return Err(BadColumns(format!(
                "[column.{word}] required must stay {expected:?}: the program needs it"
            )));
        }
        let aliases = [&entry.fr, &entry.nl, &entry.en, &entry.de].into_iter().flatten().map(String::as_str);
        for alias in aliases.chain([word]) {
            insert(&mut found, alias, *column, &format!("column.{word}"))?;
        }
    }
    match entries.keys().find(|word| Column::from_word(word).is_none()) {
        Some(word) => Err(BadColumns(format!("[column.{word}] is not a column of Havre"))),
        None => Ok(found),
    }
}

fn words<T: Copy + PartialEq>(
    table: &str,
    words: &Words,
    parse: fn(&str) -> Option<T>,
) -> Result<HashMap<String, T>, BadColumns> {
    let mut found = HashMap::new();
    for (word, aliases) in words {
        let value =
            parse(word).ok_or_else(|| BadColumns(format!("[{table}] {word} is not a word of Havre")))?;
        for alias in aliases.iter().map(String::as_str).chain([word.as_str()]).filter(|a| *a != "?") {
            insert(&mut found, alias, value, table)?;
        }
    }
    Ok(found)
}

/// The same key twice under one value is harmless (two languages share a word); under two values it is a mistake.
fn insert<T: Copy + PartialEq>(
    into: &mut HashMap<String, T>,
    alias: &str,
    value: T,
    place: &str,
) -> Result<(), BadColumns> {
    let key = compare_key(alias);
    if key.is_empty() {
        return Err(BadColumns(format!("[{place}] {alias:?} holds no letter or digit")));
    }
    match into.insert(key, value) {
        Some(other) if other != value => {
            Err(BadColumns(format!("[{place}] {alias:?} already means something else")))
        }
        _ => Ok(()),
    }
}

/// What a mapping file says of one header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Column(Column),
    Ignore,
}

/// A mapping file: headers that the documented aliases do not know. It wins over the aliases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(HashMap<String, Target>);

impl Mapping {
    /// Reads TOML lines `"Their header" = "canonical"`. The canonical word `ignore` says that a column is
    /// known and not wanted. Headers are compared as aliases are.
    pub fn parse(text: &str) -> Result<Self, BadColumns> {
        let file: BTreeMap<String, String> = toml::from_str(text).map_err(|e| BadColumns(e.to_string()))?;
        let mut found = HashMap::new();
        let mut taken: HashMap<Column, String> = HashMap::new();
        for (header, word) in file {
            let target = match Column::from_word(&word) {
                Some(column) => Target::Column(column),
                None if word == "ignore" => Target::Ignore,
                None => return Err(BadColumns(format!("{header:?}: {word:?} is not a column of Havre"))),
            };
            if let Target::Column(column) = target
                && let Some(other) = taken.insert(column, header.clone())
            {
                return Err(BadColumns(format!("{header:?} and {other:?} are both mapped to {column}")));
            }
            insert(&mut found, &header, target, "mapping")?;
        }
        Ok(Self(found))
    }

    pub(crate) fn find(&self, header: &str) -> Option<Target> {
        self.0.get(&compare_key(header)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_match_without_case_accents_dots_and_underscores() {
        let columns = Columns::embedded();
        for header in ["N° de PV", "NUMERO DE PV", "pv_number", "PV-nr.", "P.V. number"] {
            assert_eq!(columns.find(header), Some(Column::PvNumber), "{header}");
        }
        assert_eq!(columns.find("Postleitzahl"), Some(Column::Postcode));
        assert_eq!(columns.find("Straße"), Some(Column::Street));
        assert_eq!(columns.find("Couleur"), None);
    }

    #[test]
    fn words_of_four_languages() {
        let columns = Columns::embedded();
        assert_eq!(columns.kind("Différend familial"), Some(ReportKind::FamilyDispute));
        assert_eq!(columns.kind("KLACHT"), Some(ReportKind::Complaint));
        assert_eq!(columns.answer("Neen"), Some(Answer::No));
        assert_eq!(columns.answer("?"), Some(Answer::Unknown));
        assert_eq!(columns.answer("maybe"), None);
        assert_eq!(columns.decision("Sans suite"), Some(Decision::Closed));
        assert_eq!(columns.language("néerlandais"), Language::Nl);
        assert_eq!(columns.language("tigrinya"), Language::Other);
    }

    #[test]
    fn a_mistake_in_the_data_is_named() {
        let text = include_str!("../../../content/import/columns.toml");
        let error = |text: &str| Columns::parse(text).unwrap_err().to_string();
        assert!(error(&text.replace("[column.street]", "[column.stret]")).contains("street"));
        assert!(error(&text.replace("\"Heure\"", "\"Date\"")).contains("facts_"));
        assert!(error(&text.replacen("= \"yes\"\nfr", "= \"maybe\"\nfr", 1)).contains("maybe"));
    }

    #[test]
    fn a_mapping_names_what_it_does_not_know() {
        let mapping = Mapping::parse("\"Réf. dossier\" = \"pv_number\"\nCouleur = \"ignore\"").unwrap();
        assert_eq!(mapping.find("REF DOSSIER"), Some(Target::Column(Column::PvNumber)));
        assert_eq!(mapping.find("couleur"), Some(Target::Ignore));
        assert!(Mapping::parse("A = \"pv\"").unwrap_err().to_string().contains("\"pv\""));
        assert!(Mapping::parse("A = \"zone\"\nB = \"zone\"").is_err());
    }
}
