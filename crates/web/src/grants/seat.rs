//! The seats at a case conference: one for each sector that has one office in a zone, and one for each other office that
//! uses Havre, by its name. A title opens a case to those who sit there, never to a whole sector of many services.

use crate::shell::answers::Answers;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use casework::record::id::ZoneCode;
use casework::record::staff::{Recipient, Sector};
use casework::record::text::compare_key;
use journal::Account;
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};

/// Who can sit at a conference.
pub(super) struct Seat {
    /// Of its box in the form.
    word: String,
    sector: Sector,
    /// Empty when the sector says it all.
    office: String,
    /// Where it works; `None` when there is one in every zone.
    zones: Option<BTreeSet<ZoneCode>>,
}

/// Every seat for somebody who works in these zones: sectors first, then the offices there by sector and name. That there
/// is a shelter elsewhere is nobody's business.
pub(super) async fn all(app: &App, zones: &BTreeSet<ZoneCode>) -> Result<Vec<Seat>, WebError> {
    Ok(of(&app.journal.accounts().await?, zones))
}

fn of(accounts: &[Account], near: &BTreeSet<ZoneCode>) -> Vec<Seat> {
    let whole = |sector: &Sector| Seat {
        word: sector.word().to_owned(),
        sector: *sector,
        office: String::new(),
        zones: None,
    };
    let mut seats: Vec<_> = Sector::ALL.iter().filter(|sector| sector.has_one_office()).map(whole).collect();
    let mut offices: BTreeMap<(Sector, &str), BTreeSet<ZoneCode>> = BTreeMap::new();
    for account in accounts.iter().filter(|account| account.active && !account.office.is_empty()) {
        offices.entry((account.sector, &account.office)).or_default().extend(account.zones.iter().cloned());
    }
    let offices = offices.into_iter().filter(|(_, zones)| !zones.is_disjoint(near));
    seats.extend(offices.map(|((sector, office), zones)| Seat {
        word: format!("{sector}-{}", compare_key(office)),
        sector,
        office: office.to_owned(),
        zones: Some(zones),
    }));
    seats
}

impl Seat {
    pub(super) fn view(&self, page: &Page<'_>) -> Value {
        let sector = page.t(&format!("sector-{}", self.sector));
        let text = if self.office.is_empty() { sector } else { format!("{} · {sector}", self.office) };
        context! { value => self.word.as_str(), text }
    }

    fn works_in(&self, zone: Option<&ZoneCode>) -> bool {
        zone.is_none_or(|zone| self.zones.as_ref().is_none_or(|zones| zones.contains(zone)))
    }
}

/// Who is chosen from the register: a service that is typed may be mistyped, and then a consent reaches nobody. `zone`
/// reads its own answer.
pub(super) fn chosen(
    seats: &[Seat],
    field: &'static str,
    zone: impl Fn(&str) -> Option<Option<ZoneCode>>,
    answers: &mut Answers<'_>,
) -> Option<Recipient> {
    let seat = answers.choice(field, |word| seats.iter().find(|seat| seat.word == word));
    let zone = answers.choice("zone", zone)?;
    let seat = seat?;
    if !seat.works_in(zone.as_ref()) {
        answers.wrong.push((field, "service-elsewhere"));
        return None;
    }
    Some(Recipient { sector: seat.sector, zone, office: seat.office.clone() })
}

/// Who sits there, of those whose boxes were ticked. An office that does not work in the zone of the title is a message:
/// it would be named there and read nothing. `zone` is the answer to its own question, `None` when that is missing.
pub(super) fn ticked(
    seats: &[Seat],
    zone: Option<&Option<ZoneCode>>,
    answers: &mut Answers<'_>,
) -> Option<Vec<Recipient>> {
    let chosen: Vec<_> = seats.iter().filter(|seat| answers.is_ticked("with", &seat.word)).collect();
    if chosen.is_empty() {
        answers.wrong.push(("with", "choose"));
    }
    let zone = zone?;
    if !chosen.iter().all(|seat| seat.works_in(zone.as_ref())) {
        answers.wrong.push(("with", "office-elsewhere"));
    }
    let sits =
        |seat: &Seat| Recipient { sector: seat.sector, zone: zone.clone(), office: seat.office.clone() };
    Some(chosen.into_iter().map(sits).collect())
}
