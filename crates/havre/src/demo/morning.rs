//! Who waits on the Monday of the demo, and where.

use anyhow::Context;
use casework::record::id::{Nis, ZoneCode};
use casework::record::staff::{Function, Recipient};
use directory::Directory;
use synthetic::Morning;

/// The morning of the representative of Schaerbeek (1030) and of the magistrate of Brussels, with the offices that the
/// demo has.
///
/// # Errors
/// The directory knows no such place.
pub(crate) fn of(directory: &Directory) -> anyhow::Result<Morning> {
    let here = (ZoneCode::parse("5344")?, Nis::parse("21015")?);
    let zone = directory.zone(&here.0).context("the directory lacks the zone of the demo")?;
    let area = directory.zones().iter().filter(|one| one.district == zone.district);
    let partner = |word: &str, function: Function| Recipient {
        sector: function.usual_sector(),
        zone: None,
        office: invented_office(word, &zone.district).to_owned(),
    };
    let justice = Function::HouseOfJustice;
    Ok(Morning {
        area: area.map(|zone| zone.code.clone()).collect(),
        here,
        elsewhere: [ZoneCode::parse("5345")?, ZoneCode::parse("5277")?],
        partners: [partner("shelter", Function::Partner), partner(justice.word(), justice)],
    })
}

/// Names of partners who never existed: two of one name would be one service.
pub(super) fn invented_office(word: &str, district: &str) -> &'static str {
    match (word, district) {
        ("shelter", "antwerp") => "Vluchthuis De Zwaluw",
        ("shelter", "liege") => "Refuge Le Nid",
        ("shelter", "namur") => "Refuge La Clairière",
        ("shelter", _) => "Refuge L’Hirondelle",
        ("shelter2", "antwerp") => "Vluchthuis De Loopbrug",
        ("shelter2", "liege") => "Refuge L’Escale",
        ("shelter2", "namur") => "Refuge Le Gué",
        ("shelter2", _) => "Refuge La Passerelle",
        ("hospital", "antwerp") => "Ziekenhuis De Linde",
        ("hospital", "liege") => "Hôpital des Érables",
        ("hospital", "namur") => "Hôpital des Saules",
        ("hospital", _) => "Hôpital des Tilleuls",
        ("house-of-justice", "antwerp") => "Justitiehuis De Brug",
        ("house-of-justice", "liege") => "Maison de justice du Pont",
        ("house-of-justice", "namur") => "Maison de justice du Quai",
        ("house-of-justice", _) => "Maison de justice du Parc",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_has_the_places_of_the_morning_and_the_demo_its_offices() {
        let morning = of(&Directory::embedded().unwrap()).unwrap();
        assert!(morning.area.contains(&morning.here.0) && morning.area.len() == 6);
        assert!(morning.elsewhere.iter().all(|zone| !morning.area.contains(zone)));
        assert!(morning.partners.iter().all(Recipient::is_named));
    }
}
