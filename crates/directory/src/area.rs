//! Places: municipalities, postcodes, police zones, judicial districts.

use crate::read::{DirectoryError, Source, line};
use casework::record::id::{Nis, Postcode, ZoneCode};
use casework::record::person::Language;
use casework::tasks::calendar::Names;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The region in which a municipality lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// Brussels-Capital.
    Brussels,
    /// Flanders.
    Flanders,
    /// Wallonia.
    Wallonia,
}

/// How far an entry can be trusted. That somebody checked it is another thing: see `verified_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Found in the source that it names.
    Sourced,
    /// Written from memory: verify before use.
    OwnKnowledge,
}

/// A municipality, as of 2020.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// NIS code.
    pub nis: Nis,
    /// Name.
    pub name: Names,
    /// Region.
    pub region: Region,
}

/// A judicial district (*arrondissement*): the area of a public prosecutor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct District {
    /// Code, as in accounts: `brussels`.
    pub code: String,
    /// Name.
    pub name: Names,
}

/// A local police zone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Zone {
    /// Code.
    pub code: ZoneCode,
    /// Name.
    pub name: Names,
    /// Municipalities, at least one; none is in another zone too.
    pub municipalities: Vec<Nis>,
    /// Code of the judicial district.
    pub district: String,
    /// Languages of the zone, at least one.
    pub languages: Vec<Language>,
    /// Where this was found.
    pub source: String,
    /// How far it can be trusted.
    pub mark: Mark,
    /// When somebody last checked it; `None` = never.
    pub verified_on: Option<Date>,
}

/// Every place.
#[derive(Debug, Clone)]
pub(crate) struct Areas {
    pub(crate) zones: Vec<Zone>,
    pub(crate) districts: Vec<District>,
    pub(crate) municipalities: BTreeMap<Nis, Municipality>,
    pub(crate) postcodes: BTreeMap<Postcode, Vec<Nis>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    district: Vec<District>,
    zone: Vec<Zone>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MunicipalityRow {
    nis: Nis,
    name_fr: Option<String>,
    name_nl: Option<String>,
    name_de: Option<String>,
    region: Region,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostcodeRow {
    postcode: Postcode,
    nis: Nis,
}

impl Areas {
    pub(crate) fn parse(areas: &Source, towns: &Source, postcodes: &Source) -> Result<Self, DirectoryError> {
        let municipalities = municipalities(towns)?;
        let postcodes = self::postcodes(postcodes, &municipalities)?;
        let File { district: districts, zone: zones } = areas.toml()?;
        let all = Self { zones, districts, municipalities, postcodes };
        all.check().map_err(|(place, reason)| areas.wrong(place, reason))?;
        Ok(all)
    }

    pub(crate) fn zone(&self, code: &ZoneCode) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.code == *code)
    }

    /// A zone lies in one region: [`Areas::parse`] refuses another.
    pub(crate) fn region(&self, zone: &Zone) -> Option<Region> {
        Some(self.municipalities.get(zone.municipalities.first()?)?.region)
    }

    /// Place and reason of the first thing that is wrong.
    fn check(&self) -> Result<(), (String, String)> {
        let mut codes = BTreeSet::new();
        if let Some(twice) = self.districts.iter().find(|district| !codes.insert(&district.code)) {
            return Err((format!("district {}, code", twice.code), "used twice".to_owned()));
        }
        let (mut codes, mut taken) = (BTreeSet::new(), BTreeMap::new());
        for zone in &self.zones {
            let at = |(key, reason): (&str, String)| (format!("zone {}, {key}", zone.code), reason);
            if !codes.insert(&zone.code) {
                return Err(at(("code", "used twice".to_owned())));
            }
            self.check_zone(zone).map_err(at)?;
            for nis in &zone.municipalities {
                if let Some(other) = taken.insert(nis, &zone.code) {
                    return Err(at(("municipalities", format!("{nis} is already in zone {other}"))));
                }
            }
        }
        Ok(())
    }

    /// Key and reason of the first thing that is wrong in one zone.
    fn check_zone(&self, zone: &Zone) -> Result<(), (&'static str, String)> {
        if zone.municipalities.is_empty() {
            return Err(("municipalities", "a zone needs at least one".to_owned()));
        }
        if zone.languages.is_empty() {
            return Err(("languages", "a zone needs at least one".to_owned()));
        }
        if !self.districts.iter().any(|district| district.code == zone.district) {
            return Err(("district", format!("no [[district]] has the code {}", zone.district)));
        }
        for nis in &zone.municipalities {
            let Some(town) = self.municipalities.get(nis) else {
                return Err(("municipalities", format!("{nis} is not in municipalities.tsv")));
            };
            if self.region(zone) != Some(town.region) {
                return Err(("municipalities", format!("{nis} lies in another region")));
            }
        }
        Ok(())
    }
}

fn municipalities(source: &Source) -> Result<BTreeMap<Nis, Municipality>, DirectoryError> {
    let mut all = BTreeMap::new();
    for (at, row) in source.rows::<MunicipalityRow>()? {
        let MunicipalityRow { nis, name_fr, name_nl, name_de, region } = row;
        let name =
            Names::new(name_fr, name_nl, name_de, None).map_err(|error| source.wrong(line(at), error))?;
        if all.insert(nis.clone(), Municipality { nis: nis.clone(), name, region }).is_some() {
            return Err(source.wrong(line(at), format_args!("{nis} is listed twice")));
        }
    }
    Ok(all)
}

fn postcodes(
    source: &Source,
    known: &BTreeMap<Nis, Municipality>,
) -> Result<BTreeMap<Postcode, Vec<Nis>>, DirectoryError> {
    let mut all: BTreeMap<Postcode, Vec<Nis>> = BTreeMap::new();
    for (at, PostcodeRow { postcode, nis }) in source.rows()? {
        if !known.contains_key(&nis) {
            return Err(source.wrong(line(at), format_args!("{nis} is not in municipalities.tsv")));
        }
        let covered = all.entry(postcode.clone()).or_default();
        if covered.contains(&nis) {
            return Err(source.wrong(line(at), format_args!("{postcode} with {nis} is listed twice")));
        }
        covered.push(nis);
    }
    Ok(all)
}
