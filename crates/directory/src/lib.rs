//! Places and numbers: municipalities, postcodes, police zones, judicial districts, help lines, EVA units.
//!
//! **Invariant:** a [`Directory`] is checked as a whole when it is made (each municipality in one zone at most,
//! each zone with municipalities that exist, 112 and 101 present), so reading it never fails.
//! It reads no clock and, except [`Directory::load`], no disk. What nobody has found out is absent, never guessed.
//!
//! Where to start: [`Directory`]. The data are in `content/areas/` and `content/directory/`.

mod area;
mod number;
mod read;

pub use area::{District, Mark, Municipality, Region, Zone};
use casework::record::id::{Nis, Postcode, ZoneCode};
use casework::record::person::Language;
pub use number::{EvaContact, Number, Place};
pub use read::DirectoryError;

use area::Areas;
use number::Numbers;
use read::Source;
use std::path::Path;

/// Everything the directory knows.
#[derive(Debug, Clone)]
pub struct Directory {
    areas: Areas,
    numbers: Numbers,
}

/// A file that is part of the program, with its path below the content folder.
macro_rules! embedded {
    ($path:literal) => {
        ($path, include_str!(concat!("../../../content/", $path)))
    };
}

const AREAS: (&str, &str) = embedded!("areas/areas.toml");
const MUNICIPALITIES: (&str, &str) = embedded!("areas/municipalities.tsv");
const POSTCODES: (&str, &str) = embedded!("areas/postcodes.tsv");
const NUMBERS: (&str, &str) = embedded!("directory/numbers.toml");

impl Directory {
    /// The directory that is part of the program.
    ///
    /// # Errors
    /// None as shipped: a test reads the same files.
    pub fn embedded() -> Result<Self, DirectoryError> {
        Self::read(|(path, text)| Ok(Source::embedded(path, text)))
    }

    /// The directory of a content folder; a file that the folder lacks is taken from the program.
    ///
    /// # Errors
    /// A folder or file that cannot be read; a file that is wrong, with its line or key and the reason.
    pub fn load(dir: &Path) -> Result<Self, DirectoryError> {
        if !dir.is_dir() {
            return Err(DirectoryError::new(dir.display(), "", "is not a folder"));
        }
        Self::read(|(path, text)| Source::in_folder(dir, path, text))
    }

    fn read(
        source: impl Fn((&'static str, &'static str)) -> Result<Source, DirectoryError>,
    ) -> Result<Self, DirectoryError> {
        let areas = Areas::parse(&source(AREAS)?, &source(MUNICIPALITIES)?, &source(POSTCODES)?)?;
        let numbers = Numbers::parse(&source(NUMBERS)?, &areas)?;
        Ok(Self { areas, numbers })
    }

    /// Every police zone, in the order of the file.
    pub fn zones(&self) -> &[Zone] {
        &self.areas.zones
    }

    /// A police zone; `None` when the directory does not know it.
    pub fn zone(&self, code: &ZoneCode) -> Option<&Zone> {
        self.areas.zone(code)
    }

    /// Every judicial district, in the order of the file.
    pub fn districts(&self) -> &[District] {
        &self.areas.districts
    }

    /// A judicial district by its code (`brussels`).
    pub fn district(&self, code: &str) -> Option<&District> {
        self.areas.districts.iter().find(|district| district.code == code)
    }

    /// A municipality by its NIS code.
    pub fn municipality(&self, nis: &Nis) -> Option<&Municipality> {
        self.areas.municipalities.get(nis)
    }

    /// The municipality of a postcode, the main one where it covers several; `None` when it is unknown.
    pub fn municipality_of(&self, postcode: &Postcode) -> Option<&Municipality> {
        self.municipalities_of(postcode).next()
    }

    /// Every municipality that a postcode covers, the main one first. Ten Belgian postcodes cover two.
    pub fn municipalities_of(&self, postcode: &Postcode) -> impl Iterator<Item = &Municipality> {
        let all = self.areas.postcodes.get(postcode).into_iter().flatten();
        all.filter_map(|nis| self.municipality(nis))
    }

    /// The police zone of a municipality; `None` when no zone of the directory holds it.
    pub fn zone_of(&self, nis: &Nis) -> Option<&Zone> {
        self.areas.zones.iter().find(|zone| zone.municipalities.contains(nis))
    }

    /// The region in which a zone lies.
    pub fn region_of(&self, zone: &Zone) -> Option<Region> {
        self.areas.region(zone)
    }

    /// Numbers for somebody in a zone who speaks a language: 112 and 101, then those answered in that language,
    /// then those of which nobody noted the languages. If the zone does not speak the language, the numbers
    /// answered in the zone's languages follow. For an unknown zone: 112 and 101 alone.
    pub fn numbers_for(&self, zone: &ZoneCode, language: Language) -> Vec<&Number> {
        let zone = self.zone(zone).and_then(|zone| Some((zone, self.areas.region(zone)?)));
        self.numbers.choose(zone, language)
    }

    /// Every number, in the order of the file.
    pub fn numbers(&self) -> &[Number] {
        &self.numbers.numbers
    }

    /// The emergency victim assistance unit of a zone; `None` when no way to reach one was found.
    pub fn eva_of(&self, zone: &ZoneCode) -> Option<&EvaContact> {
        self.numbers.evas.iter().find(|eva| eva.zone == *zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::tasks::calendar::Names;

    fn directory() -> Directory {
        Directory::embedded().unwrap()
    }

    fn zone(code: &str) -> ZoneCode {
        ZoneCode::parse(code).unwrap()
    }

    fn postcode(code: &str) -> Postcode {
        Postcode::parse(code).unwrap()
    }

    fn phones(code: &str, language: Language) -> Vec<String> {
        directory().numbers_for(&zone(code), language).iter().map(|number| number.phone.clone()).collect()
    }

    /// Loads a content folder in which one embedded file is changed, and says why it is refused.
    fn refusal((path, text): (&str, &str), from: &str, to: &str) -> String {
        assert!(text.contains(from), "{from} is not in {path}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text.replacen(from, to, 1)).unwrap();
        let error = Directory::load(folder.path()).unwrap_err();
        assert!(error.file.ends_with(path), "{error}");
        format!("{}: {}", error.place, error.reason)
    }

    #[test]
    fn the_embedded_directory_has_nine_zones_four_districts_and_581_municipalities() {
        let directory = directory();
        assert_eq!(directory.zones().len(), 9);
        assert_eq!(directory.districts().len(), 4);
        assert_eq!(directory.areas.municipalities.len(), 581);
        assert_eq!(directory.areas.postcodes.len(), 1145);
    }

    #[test]
    fn every_brussels_municipality_is_in_one_zone_of_the_brussels_district() {
        let directory = directory();
        for number in 21001..=21019 {
            let nis = Nis::parse(&number.to_string()).unwrap();
            assert_eq!(directory.zone_of(&nis).unwrap().district, "brussels");
        }
    }

    #[test]
    fn a_postcode_of_saint_josse_leads_to_brussels_north() {
        let directory = directory();
        let municipality = directory.municipality_of(&postcode("1210")).unwrap();
        assert_eq!(municipality.name.in_language(Language::Nl), "Sint-Joost-ten-Node");
        assert_eq!(directory.zone_of(&municipality.nis).unwrap().code, zone("5344"));
    }

    #[test]
    fn a_postcode_that_nobody_knows_leads_nowhere() {
        assert!(directory().municipality_of(&postcode("9999")).is_none());
    }

    #[test]
    fn a_municipality_outside_every_known_zone_has_no_zone() {
        let directory = directory();
        let eupen = directory.municipality_of(&postcode("4700")).unwrap();
        assert_eq!(eupen.name.in_language(Language::De), "Eupen");
        assert!(directory.zone_of(&eupen.nis).is_none());
    }

    #[test]
    fn a_postcode_of_two_municipalities_gives_the_main_one_first() {
        let directory = directory();
        let names = |code| {
            let code = postcode(code);
            let all = directory.municipalities_of(&code);
            all.map(|one| one.name.in_language(Language::Fr).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("1070"), ["Anderlecht", "Bruxelles"]);
        assert_eq!(names("1410"), ["Waterloo", "La Hulpe"]);
        assert_eq!(names("4000"), ["Liège", "Saint-Nicolas"]);
    }

    #[test]
    fn the_numbers_begin_with_112_and_101_in_every_zone_and_language() {
        for known in directory().zones() {
            for language in Language::ALL {
                assert_eq!(phones(known.code.as_str(), *language)[..2], ["112", "101"]);
            }
        }
    }

    #[test]
    fn an_unknown_zone_still_gets_112_and_101() {
        assert_eq!(phones("0001", Language::Fr), ["112", "101"]);
    }

    #[test]
    fn a_dutch_speaker_in_brussels_gets_the_lines_that_answer_in_dutch() {
        assert_eq!(phones("5344", Language::Nl), ["112", "101", "1712", "106", "102", "1813", "116 000"]);
    }

    #[test]
    fn a_german_speaker_in_liege_gets_the_german_line_then_the_french_ones() {
        let phones = phones("5277", Language::De);
        assert_eq!(phones[..4], ["112", "101", "108", "116 000"]);
        assert!(phones.contains(&"0800 30 030".to_owned()));
        assert!(!phones.contains(&"1712".to_owned()));
    }

    #[test]
    fn the_namur_line_is_given_in_namur_only() {
        for known in directory().zones() {
            let here = known.code == zone("5303");
            let phones = phones(known.code.as_str(), Language::Fr);
            assert_eq!(phones.contains(&"081 20 54 29".to_owned()), here);
        }
    }

    #[test]
    fn the_eva_unit_of_brussels_north_can_be_called_and_that_of_montgomery_is_not_known() {
        let directory = directory();
        let eva = directory.eva_of(&zone("5344")).unwrap();
        assert_eq!(eva.phone.as_deref(), Some("0471 94 38 72"));
        assert!(directory.eva_of(&zone("5343")).is_none());
        assert_eq!(directory.eva_of(&zone("5340")).unwrap().places.len(), 2);
    }

    #[test]
    fn nothing_claims_to_be_verified_that_nobody_verified() {
        let directory = directory();
        assert!(directory.zones().iter().all(|zone| zone.verified_on.is_none()));
        assert!(directory.numbers().iter().all(|number| number.verified_on.is_none()));
    }

    #[test]
    fn every_text_of_the_numbers_is_there_in_four_languages() {
        let directory = directory();
        for number in directory.numbers() {
            let texts = [Some(&number.name), number.purpose.as_ref(), number.hours.as_ref()];
            assert!(texts.into_iter().flatten().all(Names::complete), "{}", number.id);
        }
        for eva in &directory.numbers.evas {
            let hours = eva.places.iter().filter_map(|place| place.hours.as_ref());
            let texts = [Some(&eva.name), eva.purpose.as_ref()].into_iter().flatten().chain(hours);
            assert!({ texts }.all(Names::complete), "{}", eva.zone);
        }
    }

    #[test]
    fn an_empty_content_folder_gives_the_embedded_directory() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Directory::load(folder.path()).unwrap().zones(), directory().zones());
    }

    #[test]
    fn a_content_folder_that_is_not_there_is_refused() {
        let error = Directory::load(Path::new("no-such-folder")).unwrap_err();
        assert_eq!(error.to_string(), "no-such-folder: is not a folder");
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line_and_name() {
        let why = refusal(AREAS, "languages = [\"nl\"]", "langages = [\"nl\"]");
        assert!(why.starts_with("line ") && why.contains(", langages: unknown field `langages`"), "{why}");
    }

    #[test]
    fn a_municipality_in_two_zones_is_refused_with_both() {
        let why = refusal(AREAS, r#"["92094"]"#, r#"["92094", "62063"]"#);
        assert_eq!(why, "zone 5303, municipalities: 62063 is already in zone 5277");
    }

    #[test]
    fn a_municipality_that_does_not_exist_is_refused() {
        let why = refusal(AREAS, r#"["92094"]"#, r#"["99999"]"#);
        assert_eq!(why, "zone 5303, municipalities: 99999 is not in municipalities.tsv");
    }

    #[test]
    fn a_zone_without_municipality_or_district_or_language_is_refused() {
        let needs = |from, to| refusal(AREAS, from, to);
        assert_eq!(needs(r#"["92094"]"#, "[]"), "zone 5303, municipalities: a zone needs at least one");
        assert_eq!(needs(r#"["nl"]"#, "[]"), "zone 5345, languages: a zone needs at least one");
        let elsewhere = needs("district = \"namur\"", "district = \"arlon\"");
        assert_eq!(elsewhere, "zone 5303, district: no [[district]] has the code arlon");
    }

    #[test]
    fn a_zone_in_two_regions_is_refused() {
        let why = refusal(AREAS, r#"["92094"]"#, r#"["92094", "11001"]"#);
        assert_eq!(why, "zone 5303, municipalities: 11001 lies in another region");
    }

    #[test]
    fn a_code_used_twice_is_refused() {
        let zone = refusal(AREAS, "code = \"5303\"", "code = \"5277\"");
        assert_eq!(zone, "zone 5277, code: used twice");
        let district = refusal(AREAS, "code = \"namur\"", "code = \"liege\"");
        assert_eq!(district, "district liege, code: used twice");
        assert_eq!(refusal(NUMBERS, "id = \"106\"", "id = \"107\""), "number 107, id: used twice");
    }

    #[test]
    fn a_bad_postcode_row_is_refused_with_its_line() {
        assert_eq!(
            refusal(POSTCODES, "1000\t21004", "1000\t21999"),
            "line 5: 21999 is not in municipalities.tsv"
        );
        assert!(refusal(POSTCODES, "1000\t21004", "100\t21004").starts_with("line 5: "));
        assert_eq!(
            refusal(POSTCODES, "1020\t21004", "1000\t21004"),
            "line 6: 1000 with 21004 is listed twice"
        );
    }

    #[test]
    fn a_bad_municipality_row_is_refused_with_its_line() {
        assert!(refusal(MUNICIPALITIES, "\tflanders", "\tatlantis").starts_with("line 5: "));
        assert_eq!(refusal(MUNICIPALITIES, "11002\t", "11001\t"), "line 6: 11001 is listed twice");
        let nameless = refusal(MUNICIPALITIES, "Anvers\tAntwerpen\t", "\t\t");
        assert!(nameless.starts_with("line 6: a name needs"), "{nameless}");
    }

    #[test]
    fn a_directory_without_112_is_refused() {
        let why = refusal(NUMBERS, "phone = \"112\"", "phone = \"113\"");
        assert_eq!(why, "number, phone: 112 is missing");
    }

    #[test]
    fn a_phone_that_cannot_be_dialled_is_refused() {
        let why = refusal(NUMBERS, "phone = \"1712\"", "phone = \"1712 (free)\"");
        assert_eq!(why, "number 1712, phone: only digits, blanks and a leading + can be dialled");
    }

    #[test]
    fn a_number_that_applies_nowhere_or_in_an_unknown_zone_is_refused() {
        let nowhere = refusal(NUMBERS, "zones = [\"5303\"]\n", "");
        assert_eq!(nowhere, "number espace-vif-namur, regions: applies nowhere: give regions or zones");
        let unknown = refusal(NUMBERS, "zones = [\"5303\"]", "zones = [\"5999\"]");
        assert_eq!(unknown, "number espace-vif-namur, zones: areas.toml has no zone 5999");
    }

    #[test]
    fn an_eva_unit_of_an_unknown_zone_or_without_any_way_to_reach_it_is_refused() {
        let unknown = refusal(NUMBERS, "zone = \"5341\"", "zone = \"5999\"");
        assert_eq!(unknown, "eva 5999, zone: areas.toml has no zone 5999");
        let unreachable = refusal(NUMBERS, "places = [{ address = \"Ixelles\" }]", "");
        assert_eq!(unreachable, "eva 5339, places: give a phone, an email or a place");
        assert_eq!(refusal(NUMBERS, "zone = \"5341\"", "zone = \"5344\""), "eva 5344, zone: used twice");
    }

    #[test]
    fn a_file_that_a_spreadsheet_marked_with_a_byte_order_is_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("areas")).unwrap();
        let path = folder.path().join(POSTCODES.0);
        std::fs::write(path, "\u{feff}postcode\tnis\r\n1210\t21014\r\n").unwrap();
        let directory = Directory::load(folder.path()).unwrap();
        assert!(directory.municipality_of(&postcode("1210")).is_some());
        assert!(directory.municipality_of(&postcode("1000")).is_none());
    }

    #[test]
    fn a_number_is_dialled_without_its_blanks() {
        let directory = directory();
        let line = directory.numbers().iter().find(|number| number.phone == "0800 30 030").unwrap();
        assert_eq!(line.dial(), "080030030");
    }
}
