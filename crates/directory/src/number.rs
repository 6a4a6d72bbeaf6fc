//! Numbers to call, and the emergency victim assistance units.

use crate::area::{Areas, Mark, Region, Zone};
use crate::read::{DirectoryError, Source};
use casework::record::id::ZoneCode;
use casework::record::person::Language;
use casework::tasks::calendar::Names;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The numbers that always come first, in this order. A directory without them is refused.
const EMERGENCY: [&str; 2] = ["112", "101"];

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Number {
    /// Its name in files, never shown.
    pub id: String,
    /// The number as one reads it, with blanks.
    pub phone: String,
    /// Who answers.
    pub name: Names,
    /// What it is for.
    pub purpose: Option<Names>,
    /// When somebody answers; `None` = not known.
    pub hours: Option<Names>,
    /// Languages in which somebody answers; empty = not known.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// Regions where it applies.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Zones where it applies, besides the regions.
    #[serde(default)]
    pub zones: Vec<ZoneCode>,
    /// Where this was found.
    pub source: String,
    /// How far it can be trusted.
    pub mark: Mark,
    /// When somebody last checked it; `None` = never.
    pub verified_on: Option<Date>,
}

impl Number {
    /// The number as one dials it, for a `tel:` link.
    pub fn dial(&self) -> String {
        self.phone.split_whitespace().collect()
    }

    /// Whether this is 112 or 101.
    pub fn is_emergency(&self) -> bool {
        EMERGENCY.contains(&self.phone.as_str())
    }

    fn applies_in(&self, zone: &Zone, region: Region) -> bool {
        self.regions.contains(&region) || self.zones.contains(&zone.code)
    }

    /// Where it stands in a list for this reader; `None` when she has no use for it.
    fn rank(&self, zone: &Zone, language: Language) -> Option<u8> {
        let foreign = !zone.languages.contains(&language);
        let of_zone = self.languages.iter().any(|one| zone.languages.contains(one));
        match self.languages.as_slice() {
            answered if answered.contains(&language) => Some(0),
            [] => Some(1),
            _ => (foreign && of_zone).then_some(2),
        }
    }
}

/// The emergency victim assistance unit of a zone, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EvaContact {
    /// The zone.
    pub zone: ZoneCode,
    /// Name.
    pub name: Names,
    /// What it is for.
    pub purpose: Option<Names>,
    /// Phone, as one reads it.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Where to go.
    #[serde(default)]
    pub places: Vec<Place>,
    /// Where this was found.
    pub source: String,
    /// How far it can be trusted.
    pub mark: Mark,
    /// When somebody last checked it; `None` = never.
    pub verified_on: Option<Date>,
}

/// A place where an EVA unit receives people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Place {
    /// As precise as it is known: street and town, or the town alone.
    pub address: String,
    /// Opening hours; `None` = not known.
    pub hours: Option<Names>,
}

/// Every number and unit.
#[derive(Debug, Clone)]
pub(crate) struct Numbers {
    pub(crate) numbers: Vec<Number>,
    pub(crate) evas: Vec<EvaContact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    number: Vec<Number>,
    #[serde(default)]
    eva: Vec<EvaContact>,
}

/// Key and reason of what is wrong.
type Refused = (&'static str, String);

impl Numbers {
    pub(crate) fn parse(source: &Source, areas: &Areas) -> Result<Self, DirectoryError> {
        let File { number: numbers, eva: evas } = source.toml()?;
        let (mut ids, mut zones) = (BTreeSet::new(), BTreeSet::new());
        for number in &numbers {
            let fresh = unique(ids.insert(&number.id), "id");
            fresh
                .and_then(|()| check_number(number, areas))
                .map_err(|(key, reason)| source.wrong(format_args!("number {}, {key}", number.id), reason))?;
        }
        for eva in &evas {
            let fresh = unique(zones.insert(&eva.zone), "zone");
            fresh
                .and_then(|()| check_eva(eva, areas))
                .map_err(|(key, reason)| source.wrong(format_args!("eva {}, {key}", eva.zone), reason))?;
        }
        // A paper without 112 could cost a life: better no start than that.
        match EMERGENCY.iter().find(|phone| !numbers.iter().any(|number| number.phone == **phone)) {
            Some(missing) => Err(source.wrong("number, phone", format_args!("{missing} is missing"))),
            None => Ok(Self { numbers, evas }),
        }
    }

    /// See `Directory::numbers_for`.
    pub(crate) fn choose(&self, zone: Option<(&Zone, Region)>, language: Language) -> Vec<&Number> {
        let emergency = |phone| self.numbers.iter().find(move |number| number.phone == phone);
        let first = EMERGENCY.into_iter().filter_map(emergency);
        let mut others: Vec<(u8, &Number)> = zone.map_or_else(Vec::new, |(zone, region)| {
            let here = self.numbers.iter().filter(|one| !one.is_emergency() && one.applies_in(zone, region));
            here.filter_map(|number| Some((number.rank(zone, language)?, number))).collect()
        });
        others.sort_by_key(|(rank, _)| *rank);
        first.chain(others.into_iter().map(|(_, number)| number)).collect()
    }
}

fn unique(fresh: bool, key: &'static str) -> Result<(), Refused> {
    if fresh { Ok(()) } else { Err((key, "used twice".to_owned())) }
}

fn check_number(number: &Number, areas: &Areas) -> Result<(), Refused> {
    check_phone(&number.phone)?;
    if number.regions.is_empty() && number.zones.is_empty() {
        return Err(("regions", "applies nowhere: give regions or zones".to_owned()));
    }
    match number.zones.iter().find(|zone| areas.zone(zone).is_none()) {
        Some(unknown) => Err(("zones", format!("areas.toml has no zone {unknown}"))),
        None => Ok(()),
    }
}

fn check_eva(eva: &EvaContact, areas: &Areas) -> Result<(), Refused> {
    if areas.zone(&eva.zone).is_none() {
        return Err(("zone", format!("areas.toml has no zone {}", eva.zone)));
    }
    if eva.phone.is_none() && eva.email.is_none() && eva.places.is_empty() {
        return Err(("places", "give a phone, an email or a place".to_owned()));
    }
    eva.phone.as_deref().map_or(Ok(()), check_phone)
}

fn check_phone(phone: &str) -> Result<(), Refused> {
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    let dialled =
        rest.chars().all(|c| c.is_ascii_digit() || c == ' ') && rest.contains(|c: char| c.is_ascii_digit());
    if dialled {
        Ok(())
    } else {
        Err(("phone", "only digits, blanks and a leading + can be dialled".to_owned()))
    }
}
