//! Plugs the Typst press into the pages.

use casework::record::id::ZoneCode;
use casework::record::person::Language;
use directory::{Directory, Number};
use documents::{Contact, Place, Press};
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// Prints flyers from the directory.
pub(crate) struct Flyers {
    directory: Arc<Directory>,
    press: Press,
}

impl Flyers {
    pub(crate) fn new(directory: Arc<Directory>, content: Option<&Path>) -> anyhow::Result<Self> {
        Ok(Self { directory, press: Press::new(content)? })
    }

    fn place(&self, language: Language, zone: &ZoneCode, printed_on: Date) -> Option<Place> {
        let zone = self.directory.zone(zone)?;
        let eva = self.directory.eva_of(&zone.code).map(|eva| Contact {
            name: eva.name.in_language(language).to_owned(),
            phone: eva.phone.clone(),
            address: eva.places.first().map(|place| place.address.clone()),
            note: eva.purpose.as_ref().map(|purpose| purpose.in_language(language).to_owned()),
            verified_on: eva.verified_on,
        });
        let number = |number: &&Number| Contact {
            name: number.name.in_language(language).to_owned(),
            phone: Some(number.phone.clone()),
            address: None,
            note: number.hours.as_ref().map(|hours| hours.in_language(language).to_owned()),
            verified_on: number.verified_on,
        };
        let numbers = self.directory.numbers_for(&zone.code, language);
        let zone_name = zone.name.in_language(language).to_owned();
        Some(Place { zone_name, eva, numbers: numbers.iter().map(number).collect(), printed_on })
    }
}

impl web::FlyerPress for Flyers {
    fn flyer(&self, language: Language, zone: &ZoneCode, printed_on: Date) -> Result<Vec<u8>, String> {
        let place = self.place(language, zone, printed_on).ok_or("no such zone")?;
        self.press.flyer(language, &place).map_err(|error| error.to_string())
    }
}
