//! The flyer "Your journey in 4 steps" (tactics-roadmap.txt §4), with the numbers of a place.

use crate::world::{Paper, Shelf};
use casework::record::person::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody has written it in this language yet.
    #[error("the flyer is not written in {0} yet")]
    NoText(Language),
    /// The text or the template is broken: a fault of the content, excluded by tests.
    #[error("the flyer cannot be set: {0}")]
    Content(String),
}

/// A service as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone as people write it.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Hours or purpose.
    pub note: Option<String>,
    /// When somebody checked it.
    pub verified_on: Option<Date>,
}

/// The place and the day for which it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Police zone.
    pub zone_name: String,
    /// Its EVA unit; `None` when unknown.
    pub eva: Option<Contact>,
    /// Numbers, most urgent first.
    pub numbers: Vec<Contact>,
    /// Day of printing.
    pub printed_on: Date,
}

/// The words of a language, from `content/documents/flyer/`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Words {
    title: String,
    lead: String,
    steps: Vec<Step>,
    numbers: String,
    eva: String,
    no_eva: String,
    safe: String,
    printed: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Step {
    head: String,
    text: String,
}

#[derive(Serialize)]
struct Data<'a> {
    lang: &'a str,
    words: &'a Words,
    zone: &'a str,
    eva: Option<Contact>,
    numbers: Vec<Contact>,
    printed_on: String,
}

/// A file of the program, with its path below the content folder.
macro_rules! embedded {
    ($path:literal) => {
        ($path, include_str!(concat!("../../../content/", $path)))
    };
}

const TEMPLATE: (&str, &str) = embedded!("documents/flyer.typ");
const WORDS: [(Language, (&str, &str)); 4] = [
    (Language::Fr, embedded!("documents/flyer/fr.toml")),
    (Language::Nl, embedded!("documents/flyer/nl.toml")),
    (Language::De, embedded!("documents/flyer/de.toml")),
    (Language::En, embedded!("documents/flyer/en.toml")),
];

/// The file of a content folder, or the one of the program when the folder has none.
fn text(content: Option<&Path>, (path, embedded): (&str, &str)) -> Result<String, Error> {
    let Some(file) = content.map(|dir| dir.join(path)).filter(|file| file.exists()) else {
        return Ok(embedded.to_owned());
    };
    std::fs::read_to_string(&file).map_err(|error| Error::Content(format!("{}: {error}", file.display())))
}

/// Prints. Made once; every paper shares its fonts, which are parsed at the first one so that starting is quick.
pub struct Press {
    template: String,
    words: BTreeMap<Language, Words>,
    shelf: OnceLock<Shelf>,
    standards: PdfStandards,
}

/// No-break blanks: a number is never cut at the end of a line. The template isolates it left-to-right as well.
fn unbroken(contact: &Contact) -> Contact {
    let phone = contact.phone.as_ref().map(|phone| phone.replace(' ', "\u{a0}"));
    Contact { phone, ..contact.clone() }
}

impl Press {
    /// Reads template and words; a file that the content folder lacks is taken from the program.
    ///
    /// # Errors
    /// A file that cannot be read or understood, with its name and the reason.
    pub fn new(content: Option<&Path>) -> Result<Self, Error> {
        let standards =
            PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| Error::Content(format!("{error:?}")))?;
        let mut words = BTreeMap::new();
        for (language, file) in WORDS {
            let wrong = |error| Error::Content(format!("{}: {error}", file.0));
            words.insert(language, toml::from_str(&text(content, file)?).map_err(wrong)?);
        }
        Ok(Self { template: text(content, TEMPLATE)?, words, shelf: OnceLock::new(), standards })
    }

    /// The flyer as PDF; the same place and day give the same bytes.
    pub fn flyer(&self, language: Language, place: &Place) -> Result<Vec<u8>, Error> {
        let document = self.set(language, place)?;
        let options = PdfOptions { standards: self.standards.clone(), ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options).map_err(|errors| Error::Content(format!("{errors:?}")))
    }

    fn set(&self, language: Language, place: &Place) -> Result<PagedDocument, Error> {
        let on = place.printed_on;
        let data = Data {
            lang: language.word(),
            words: self.words.get(&language).ok_or(Error::NoText(language))?,
            zone: &place.zone_name,
            eva: place.eva.as_ref().map(unbroken),
            numbers: place.numbers.iter().map(unbroken).collect(),
            printed_on: format!("{:02}/{:02}/{}", on.day(), on.month(), on.year()),
        };
        let data = serde_json::to_vec(&data).map_err(|error| Error::Content(error.to_string()))?;
        let shelf = self.shelf.get_or_init(Shelf::new);
        let paper =
            Paper::new(shelf, &self.template, data).ok_or_else(|| Error::Content("file names".to_owned()))?;
        let set = typst::compile(&paper).output.map_err(|errors| Error::Content(format!("{errors:?}")));
        // What was set for other places and days is forgotten: a program that runs for months must not grow.
        typst::comemo::evict(4);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use typst::layout::{Frame, FrameItem};

    fn contact(name: &str, phone: Option<&str>) -> Contact {
        Contact {
            name: name.into(),
            phone: phone.map(Into::into),
            address: None,
            note: None,
            verified_on: None,
        }
    }

    fn place(eva: Option<Contact>) -> Place {
        let numbers = vec![contact("112", Some("112")), contact("Écoute", Some("0800 30 030"))];
        Place { zone_name: "Bruxelles-Nord".into(), eva, numbers, printed_on: Date::constant(2026, 11, 24) }
    }

    const WRITTEN: [Language; 4] = [Language::Fr, Language::Nl, Language::De, Language::En];

    #[test]
    fn the_flyer_is_one_page_in_each_language_with_and_without_an_eva_unit() {
        let press = Press::new(None).unwrap();
        for language in WRITTEN {
            for eva in [None, Some(contact("EVA", Some("0400 00 00 00")))] {
                assert_eq!(press.set(language, &place(eva)).unwrap().pages().len(), 1, "{language}");
            }
        }
    }

    /// The words of a frame, in the order in which they are set.
    fn words(frame: &Frame, lines: &mut Vec<String>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => words(&group.frame, lines),
                FrameItem::Text(run) => lines.push(run.text.to_string()),
                _ => {}
            }
        }
    }

    #[test]
    fn each_language_says_what_it_said() {
        let press = Press::new(None).unwrap();
        for language in WRITTEN {
            let eva = contact("EVA Schaerbeek", Some("0400 00 00 00"));
            let paper = press.set(language, &place(Some(eva))).unwrap();
            let mut lines = Vec::new();
            paper.pages().iter().for_each(|page| words(&page.frame, &mut lines));
            insta::assert_snapshot!(format!("flyer-{language}"), lines.join("\n"));
        }
    }

    #[test]
    fn the_same_place_and_day_give_the_same_paper() {
        let press = Press::new(None).unwrap();
        let one = press.flyer(Language::Fr, &place(None)).unwrap();
        assert!(one.starts_with(b"%PDF"));
        assert!(one == press.flyer(Language::Fr, &place(None)).unwrap());
    }

    #[test]
    fn a_language_without_text_is_said_and_not_guessed() {
        assert!(matches!(
            Press::new(None).unwrap().flyer(Language::Tr, &place(None)),
            Err(Error::NoText(Language::Tr))
        ));
    }

    #[test]
    fn a_name_that_looks_like_markup_is_printed_as_it_is() {
        let press = Press::new(None).unwrap();
        press.flyer(Language::Nl, &place(Some(contact("#panic() *x* $y$ [", None)))).unwrap();
    }

    #[test]
    fn a_phone_number_keeps_its_groups_together() {
        assert_eq!(unbroken(&contact("x", Some("0800 30 030"))).phone.unwrap(), "0800\u{a0}30\u{a0}030");
    }
}
