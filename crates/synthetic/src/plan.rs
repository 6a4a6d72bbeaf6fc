//! What to make: how many reports, until when, in which zones.

use casework::record::id::{Nis, Postcode, ZoneCode};
use casework::record::person::Language;
use casework::record::staff::Recipient;
use directory::Directory;
use jiff::Timestamp;

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The same seed with the same plan gives the same histories.
    pub seed: u64,
    /// How many reports, hence histories.
    pub reports: u32,
    /// End of the 24 months: nothing happens later.
    pub until: Timestamp,
    /// Where. Zones without weight or without a place get no report.
    pub zones: Vec<PlanZone>,
    /// What waits at the end; `None`: whatever the dice left.
    pub morning: Option<Morning>,
}

/// A Monday morning: what waits is known, whatever the seed and however many reports there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Morning {
    /// The neighbourhood whose representative opens the day, and its zone.
    pub here: (ZoneCode, Nis),
    /// The zones whose magistrate opens the day, `here` among them.
    pub area: Vec<ZoneCode>,
    /// Two zones of other areas, where two of her couples are known.
    pub elsewhere: [ZoneCode; 2],
    /// Offices to which one of hers consented. To the first, another took her consent back this night.
    pub partners: [Recipient; 2],
}

/// A police zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanZone {
    /// Its code.
    pub code: ZoneCode,
    /// Its share of all reports, relative to the other zones.
    pub weight: u32,
    /// Its places; the first ones get more reports.
    pub postcodes: Vec<(Postcode, Nis)>,
    /// Town of each postcode, in the same order: French, Dutch, German. What is missing stays empty.
    pub towns: Vec<[String; 3]>,
    /// In which languages its reports are written.
    pub languages: Languages,
}

impl PlanZone {
    /// A zone without names of towns, whose weight follows from its number of postcodes. Most of its reports are
    /// written in the first language, some in the others; languages without reports of their own are passed over.
    pub fn new(code: ZoneCode, postcodes: Vec<(Postcode, Nis)>, languages: &[Language]) -> Self {
        let weight = u32::try_from(postcodes.len()).unwrap_or(1) + 3;
        let share = |language| match languages.iter().position(|one| *one == language) {
            Some(0) => 84,
            Some(_) => 16,
            None => 0,
        };
        let languages =
            Languages { fr: share(Language::Fr), nl: share(Language::Nl), de: share(Language::De) };
        Self { code, weight, postcodes, towns: Vec::new(), languages }
    }
}

/// Relative weights of the languages of reports. All zero: French.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages {
    /// French.
    pub fr: u32,
    /// Dutch.
    pub nl: u32,
    /// German.
    pub de: u32,
}

impl Plan {
    /// All zones of the directory, with all their postcodes.
    pub fn of_directory(directory: &Directory, seed: u64, reports: u32, until: Timestamp) -> Self {
        let new = |zone: &directory::Zone| {
            let zone_plan = PlanZone::new(zone.code.clone(), Vec::new(), &zone.languages);
            PlanZone { weight: weight(zone), ..zone_plan }
        };
        let mut zones: Vec<PlanZone> = directory.zones().iter().map(new).collect();
        for postcode in (1000..10_000).filter_map(|n: u16| Postcode::parse(&n.to_string()).ok()) {
            let Some(municipality) = directory.municipality_of(&postcode) else { continue };
            let Some(zone) = directory.zone_of(&municipality.nis) else { continue };
            let town = [Language::Fr, Language::Nl, Language::De]
                .map(|language| municipality.name.in_language(language).to_owned());
            if let Some(planned) = zones.iter_mut().find(|planned| planned.code == zone.code) {
                planned.postcodes.push((postcode, municipality.nis.clone()));
                planned.towns.push(town);
            }
        }
        Self { seed, reports, until, zones, morning: None }
    }
}

/// Large cities write more reports. A choice for the demo, not a statistic.
fn weight(zone: &directory::Zone) -> u32 {
    match zone.code.as_str() {
        "5345" => 30,
        "5344" => 22,
        "5277" | "5340" => 17,
        "5339" | "5341" => 14,
        "5303" | "5343" => 11,
        "5342" => 9,
        _ => 6 + zone.municipalities.len() as u32,
    }
}
