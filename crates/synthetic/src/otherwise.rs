//! How another officer writes the same people: a letter slips, accents go, a date is not asked. Without this, finding
//! a couple again would be no art, and a demo would show none.

use crate::dice::Dice;
use crate::people::{Couple, Somebody};
use casework::record::person::Birth;
use jiff::civil::Date;

/// The couple as written in a further report. Who they are stays as it is.
pub(crate) fn written(dice: &mut Dice, couple: &Couple) -> Couple {
    let mut couple = couple.clone();
    for one in [&mut couple.victim, &mut couple.other] {
        names(dice, one);
        one.birth = birth(dice, one.birth);
    }
    couple
}

fn names(dice: &mut Dice, one: &mut Somebody) {
    if dice.chance(0.12) {
        one.family = slip(dice, &one.family);
    }
    if dice.chance(0.08) {
        one.given = slip(dice, &one.given);
    }
    if dice.chance(0.2) {
        (one.family, one.given) = (one.family.to_uppercase(), one.given.clone());
    }
    if dice.chance(0.25) {
        one.family = deunicode::deunicode(&one.family);
        one.given = deunicode::deunicode(&one.given);
    }
    if dice.chance(0.02) {
        std::mem::swap(&mut one.family, &mut one.given);
    }
}

/// One letter dropped, doubled, or exchanged with the next one.
fn slip(dice: &mut Dice, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return name.to_owned();
    }
    // The first letter is seldom wrong.
    let at = 1 + dice.below(u32::try_from(letters.len() - 2).unwrap_or(1)) as usize;
    match dice.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn birth(dice: &mut Dice, birth: Birth) -> Birth {
    let Birth::Exact(day) = birth else { return birth };
    match dice.below(100) {
        0..5 => Birth::Unknown,
        5..9 => Birth::About(day.year()),
        // Day and month exchanged, where that is a day at all.
        9..11 => Date::new(day.year(), day.day(), day.month()).map_or(birth, Birth::Exact),
        _ => birth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_changes_one_letter_and_never_the_first() {
        let mut dice = Dice::new(3);
        for _ in 0..200 {
            let slipped = slip(&mut dice, "Vermandelaere");
            assert!(slipped.starts_with('V') && slipped.len().abs_diff(13) <= 1, "{slipped}");
        }
        assert_eq!(slip(&mut dice, "Ali"), "Ali");
    }
}
