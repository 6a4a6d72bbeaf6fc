//! Couples who never existed, and their children.

use crate::days::Local;
use crate::dice::Dice;
use crate::names::{self, Origin};
use casework::record::id::{CaseId, PersonId};
use casework::record::person::{Birth, Language};
use jiff::ToSpan;
use jiff::civil::Date;

/// Somebody, as every report on her or him writes it.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub family: String,
    pub given: String,
    pub birth: Birth,
    pub language: Language,
    pub woman: bool,
}

/// Where people live.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub street: &'static str,
    pub number: u32,
    /// Index of the place in its zone.
    pub place: usize,
}

/// Two people, with what stays the same from one report to the next.
#[derive(Debug, Clone)]
pub(crate) struct Couple {
    /// Which couple it is.
    pub number: u32,
    pub victim: Somebody,
    pub other: Somebody,
    pub children: Vec<Somebody>,
    /// Index of the zone.
    pub zone: usize,
    pub home: Home,
    /// Where the other party lives, when not together.
    pub apart: Option<Home>,
    pub phones: [u32; 2],
    /// Their first report.
    pub first: Option<Earlier>,
    pub reports: u32,
}

/// The first case on a couple, and who is who in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Earlier {
    pub case: CaseId,
    pub victim: PersonId,
    pub other: PersonId,
}

/// Language in which a report is written, and whether it comes from a large city.
#[derive(Clone, Copy)]
pub(crate) struct Milieu {
    pub language: Language,
    pub city: bool,
}

use Origin::{
    Bulgarian, Congolese, Flemish, French, German, Maghrebi, Polish, Portuguese, Romanian, Spanish, Turkish,
    Ukrainian,
};
#[rustfmt::skip]
const CITY: &[(u32, Origin)] = &[
    (30, French), (8, Flemish), (24, Maghrebi), (8, Turkish), (7, Romanian), (5, Polish), (4, Bulgarian), (6, Congolese),
    (4, Spanish), (3, Portuguese), (1, Ukrainian),
];
#[rustfmt::skip]
const CITY_NL: &[(u32, Origin)] = &[
    (3, French), (52, Flemish), (18, Maghrebi), (8, Turkish), (4, Romanian), (5, Polish), (4, Bulgarian), (2, Congolese),
    (1, Spanish), (1, Portuguese), (2, Ukrainian),
];
#[rustfmt::skip]
const TOWN_FR: &[(u32, Origin)] = &[
    (68, French), (7, Flemish), (10, Maghrebi), (4, Turkish), (2, Romanian), (2, Polish), (1, Bulgarian), (2, Congolese),
    (1, Spanish), (2, Portuguese), (1, Ukrainian),
];
#[rustfmt::skip]
const TOWN_NL: &[(u32, Origin)] = &[
    (76, Flemish), (3, French), (7, Maghrebi), (5, Turkish), (2, Romanian), (3, Polish), (2, Bulgarian), (1, Congolese), (1, Ukrainian),
];
const TOWN_DE: &[(u32, Origin)] =
    &[(76, German), (12, French), (3, Flemish), (3, Turkish), (3, Romanian), (3, Polish)];

fn origins(milieu: Milieu) -> &'static [(u32, Origin)] {
    match (milieu.language, milieu.city) {
        (Language::De, _) => TOWN_DE,
        (Language::Nl, true) => CITY_NL,
        (Language::Nl, false) => TOWN_NL,
        (_, true) => CITY,
        _ => TOWN_FR,
    }
}

/// Of 100 people: how many are spoken to in their own language, and which that is.
fn language(dice: &mut Dice, origin: Origin, here: Language) -> Language {
    let (share, own) = match origin {
        French => (96, Language::Fr),
        Flemish => (96, Language::Nl),
        German => (96, Language::De),
        Maghrebi => (30, Language::Ar),
        Turkish => (42, Language::Tr),
        Romanian => (58, Language::Ro),
        Polish => (52, Language::Pl),
        Bulgarian => (56, Language::Bg),
        Spanish => (45, Language::Es),
        Ukrainian => (75, Language::Uk),
        Portuguese => (40, Language::Other),
        Congolese => (12, Language::Other),
    };
    match dice.below(100) {
        n if n < share => own,
        n if n < share + 2 => Language::En,
        _ => here,
    }
}

/// Two people who never existed, at the time of their first report.
pub(crate) fn couple(
    dice: &mut Dice,
    local: &Local,
    milieu: Milieu,
    zone: usize,
    places: usize,
    now: i64,
) -> Couple {
    let today = local.at(now).date();
    let from = dice.weighted(origins(milieu));
    let other_from = if dice.chance(0.78) { from } else { dice.weighted(origins(milieu)) };
    let woman = dice.chance(0.86);
    let other_woman = if dice.chance(0.04) { woman } else { !woman };
    let age = (37.0 + 11.5 * dice.normal()).clamp(18.0, 84.0);
    let gap = if woman { 2.5 } else { -2.0 };
    let other_age = (age + gap + 4.5 * dice.normal()).clamp(18.0, 88.0);
    let victim = adult(dice, from, woman, milieu.language, (today, age));
    let other = adult(dice, other_from, other_woman, milieu.language, (today, other_age));
    let named_after = if dice.chance(0.8) { (&other, other_from) } else { (&victim, from) };
    let children = children(dice, named_after, &victim, (today, age));
    let home = home(dice, milieu.language, places);
    let apart = dice.chance(0.38).then(|| self::home(dice, milieu.language, places));
    let phones = [dice.below(10_000), dice.below(10_000)];
    Couple { number: 0, victim, other, children, zone, home, apart, phones, first: None, reports: 0 }
}

fn adult(
    dice: &mut Dice,
    origin: Origin,
    woman: bool,
    here: Language,
    (today, age): (Date, f64),
) -> Somebody {
    let born = born(dice, today, age);
    let birth = match dice.below(100) {
        0..3 => Birth::About(born.year()),
        3..6 => Birth::Unknown,
        _ => Birth::Exact(born),
    };
    Somebody {
        family: names::family(dice, origin, woman),
        given: names::given(dice, origin, woman),
        birth,
        language: language(dice, origin, here),
        woman,
    }
}

fn children(
    dice: &mut Dice,
    parent: (&Somebody, Origin),
    victim: &Somebody,
    (today, age): (Date, f64),
) -> Vec<Somebody> {
    let count = dice.weighted(&[(42, 0), (24, 1), (21, 2), (9, 3), (4, 4)]);
    // Nobody of 60 has a child of 3, and nobody of 20 one of 8.
    let (youngest, oldest) = ((age - 44.0).max(0.0), (age - 18.0).min(17.5));
    if youngest >= oldest {
        return Vec::new();
    }
    let one = |dice: &mut Dice| {
        let girl = dice.chance(0.49);
        let age = youngest + dice.unit() * (oldest - youngest);
        let birth = born(dice, today, age);
        let birth = if dice.chance(0.1) { Birth::About(birth.year()) } else { Birth::Exact(birth) };
        Somebody {
            family: names::of_child(&parent.0.family, parent.1, girl),
            given: names::given(dice, parent.1, girl),
            birth,
            language: victim.language,
            woman: girl,
        }
    };
    (0..count).map(|_| one(dice)).collect()
}

fn born(dice: &mut Dice, today: Date, age: f64) -> Date {
    let days = (age * 365.25) as i64 + i64::from(dice.below(20));
    today.checked_sub(days.days()).unwrap_or(today)
}

/// A place to live.
pub(crate) fn home(dice: &mut Dice, language: Language, places: usize) -> Home {
    let streets = match language {
        Language::Nl => names::STREETS_NL,
        Language::De => names::STREETS_DE,
        _ => names::STREETS_FR,
    };
    let unit = dice.unit();
    let place = (unit * unit.sqrt() * places as f64) as usize;
    Home { street: dice.pick(streets), number: 1 + dice.around(32, 0.9).clamp(0, 480) as u32, place }
}

/// A neighbour or relative who saw or heard.
pub(crate) fn witness(dice: &mut Dice, milieu: Milieu) -> Somebody {
    let (origin, woman) = (dice.weighted(origins(milieu)), dice.chance(0.5));
    Somebody {
        family: names::family(dice, origin, woman),
        given: names::given(dice, origin, woman),
        birth: Birth::Unknown,
        language: milieu.language,
        woman,
    }
}

impl Couple {
    /// Whether a later report would surely be recognised as one on the same people.
    pub fn recognisable(&self) -> bool {
        [&self.victim, &self.other].iter().all(|one| matches!(one.birth, Birth::Exact(_)))
    }
}

impl Somebody {
    /// Whether a minor on that day; yes when nobody knows.
    pub fn minor_on(&self, today: Date) -> bool {
        let limit = today.checked_sub(18.years()).unwrap_or(Date::MIN);
        self.birth == Birth::Unknown || self.birth.is_after(limit)
    }
}

/// A number that nobody has: `0400 00 xx xx`.
pub(crate) fn phone(number: u32) -> String {
    format!("0400 00 {:02} {:02}", number / 100 % 100, number % 100)
}
