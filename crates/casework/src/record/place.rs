//! Addresses made comparable: one door is one, however, and in whichever language, it was written.

use super::id::Postcode;
use super::municipality;
use super::text::compare_key;
use linkage::normal::{in_one_language, own_name, own_name_as_kept};
use std::collections::BTreeSet;

/// Numbers further apart than this are no row of houses.
const LONGEST_ROW: u32 = 40;

/// How two channels meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meet {
    /// They are the same.
    Same,
    /// They may be: one of them cannot be read whole, or a door has the same number in the same municipality, in a street
    /// of another name. In Brussels every street has two.
    Perhaps,
}

/// A place as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The street by its own name, in one language where both are known: without `rue`, `straat`, accents and case.
    /// Empty when none is named.
    street: String,
    /// What keys keep of it: words and rules that were learned later change no key.
    pub(super) kept: String,
    /// Numbers of the house, from and to: `12-14` holds 13. Boxes and floors do not count: it is the same door.
    doors: BTreeSet<(u32, u32)>,
    /// Where it may lie: by the postcode, and by the town in any of its names. Empty when neither is known.
    municipalities: BTreeSet<u32>,
    postcode: Option<Postcode>,
    town: String,
}

/// Whether two places lie in one municipality.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    One,
    /// Of one of them nobody knows.
    Unknown,
    Others,
}

impl Place {
    /// Reads an address, also when all of it stands in one field; `None` when nothing is said.
    pub(super) fn read(street: &str, postcode: Option<&Postcode>, town: &str) -> Option<Self> {
        let says_nothing = |part: &str| !part.chars().any(char::is_alphanumeric);
        if says_nothing(street) && says_nothing(town) && postcode.is_none() {
            return None;
        }
        let (in_street, in_town) = (Parts::of(street), Parts::of(town));
        let code = postcode.cloned().or(in_street.postcode).or(in_town.postcode);
        let named =
            [in_town.behind, in_town.before, in_street.behind].into_iter().find(|part| !says_nothing(part));
        // `1000 Bruxelles, Rue Neuve 12` in one field.
        let (named, after) =
            named.and_then(|part| part.split_once(',')).unwrap_or((named.unwrap_or_default(), ""));
        let street_part = if says_nothing(in_street.before) { after } else { in_street.before };
        let (name, doors) = door(street_part);
        let mut municipalities = municipality::of_postcode(code.as_ref());
        municipalities.extend(municipality::named(named));
        let kept = kept(street, postcode, town);
        Some(Self { street: name, kept, doors, municipalities, postcode: code, town: compare_key(named) })
    }

    /// Whether two places are, or may be, one door.
    pub(super) fn meets(&self, other: &Self) -> Option<Meet> {
        let area = self.area(other);
        if area == Area::Others || !self.may_be_door(other) {
            return None;
        }
        let same_street = !self.street.is_empty() && self.street == other.street;
        Some(if same_street { Meet::Same } else { Meet::Perhaps })
    }

    fn area(&self, other: &Self) -> Area {
        let one_code = self.postcode.is_some() && self.postcode == other.postcode;
        let one_town = !self.town.is_empty() && self.town == other.town;
        if one_code || one_town || !self.municipalities.is_disjoint(&other.municipalities) {
            return Area::One;
        }
        let is_unknown = |place: &Self| {
            place.municipalities.is_empty() && (place.postcode.is_none() || place.town.is_empty())
        };
        if is_unknown(self) || is_unknown(other) { Area::Unknown } else { Area::Others }
    }

    /// A house without a number may be any of the street.
    fn may_be_door(&self, other: &Self) -> bool {
        let meet =
            |(from, to): &(u32, u32)| other.doors.iter().any(|(first, last)| from <= last && first <= to);
        self.doors.is_empty() || other.doors.is_empty() || self.doors.iter().any(meet)
    }
}

/// A field of an address, cut at the postcode that stands in it.
struct Parts<'a> {
    before: &'a str,
    postcode: Option<Postcode>,
    behind: &'a str,
}

impl<'a> Parts<'a> {
    /// Four digits are a postcode where a number stands before them, or where a town begins the field: a house may have
    /// the number 1000, too.
    fn of(written: &'a str) -> Self {
        let found = words_of(written).find_map(|(at, word)| {
            let code = word.strip_prefix(['B', 'b']).unwrap_or(word);
            let postcode = Postcode::parse(code).ok().filter(|_| code.len() == 4)?;
            let (before, behind) = (&written[..at], &written[at + word.len()..]);
            let is_first = before.chars().all(|c| !c.is_alphanumeric() || c == 'B' || c == 'b');
            let town = behind.chars().any(char::is_alphabetic);
            let fits = if is_first { town } else { before.chars().any(|c| c.is_ascii_digit()) };
            let known = !municipality::of_postcode(Some(&postcode)).is_empty();
            (fits && known).then_some(Self {
                before: if is_first { "" } else { before },
                postcode: Some(postcode),
                behind,
            })
        });
        found.unwrap_or(Self { before: written, postcode: None, behind: "" })
    }
}

/// Words of letters and digits, with where they begin.
fn words_of(written: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = written.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(|word| (word.as_ptr() as usize - written.as_ptr() as usize, word))
}

/// Words after which comes what lies behind the door.
const BOXES: [&str; 15] = [
    "bte",
    "boite",
    "bus",
    "box",
    "b",
    "app",
    "appt",
    "apt",
    "appartement",
    "etage",
    "verdieping",
    "verd",
    "stock",
    "ext",
    "floor",
];
/// Words that only say that a number follows.
const NUMBERS: [&str; 9] = ["n", "no", "nr", "nrs", "num", "numero", "nummer", "huisnummer", "hausnummer"];
/// Words between the first and the last house of a row.
const ROWS: [&str; 5] = ["a", "au", "tot", "bis", "t"];

/// The own name of a street, and its numbers.
fn door(street: &str) -> (String, BTreeSet<(u32, u32)>) {
    let plain = deunicode::deunicode(&street.replace(['°', 'º', '#'], " ")).to_lowercase();
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number_of = |word: &str| {
        let behind = |before: &&str| {
            word.strip_prefix(*before).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let bare = NUMBERS.iter().find_map(behind).unwrap_or(word);
        let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok()
    };
    let (mut own, mut doors, mut last) = (String::new(), BTreeSet::new(), None);
    for (at, word) in words.iter().enumerate() {
        let is_before_number = words.get(at + 1).is_some_and(|next| number_of(next).is_some());
        match number_of(word) {
            Some(number) => {
                // `10-14`: every house of the row.
                let row = last.filter(|first| *first < number && number - first <= LONGEST_ROW);
                doors.insert((row.unwrap_or(number), number));
                last = Some(number);
            }
            None if is_before_number && NUMBERS.contains(word) => {}
            None if last.is_some() && is_before_number && ROWS.contains(word) => {}
            None if last.is_some() && BOXES.contains(word) => break,
            None => own.push_str(in_one_language(own_name(word))),
        }
    }
    (own, doors)
}

/// What the key of a channel keeps of a place, by the words of the first version.
fn kept(street: &str, postcode: Option<&Postcode>, town: &str) -> String {
    let plain = deunicode::deunicode(street).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let (mut own, mut numbers) = (String::new(), BTreeSet::<u32>::new());
    for word in words {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        match digits.parse() {
            Ok(number) => _ = numbers.insert(number),
            Err(_) if !numbers.is_empty() && BOXES.contains(&word) => break,
            Err(_) => own.push_str(own_name_as_kept(word)),
        }
    }
    let postcode = postcode.map_or("", Postcode::as_str);
    format!("{own} {numbers:?} {postcode} {}", compare_key(town))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(street: &str, postcode: &str, town: &str) -> Place {
        Place::read(street, Postcode::parse(postcode).ok().as_ref(), town).unwrap()
    }

    #[test]
    fn one_door_is_one_in_every_writing() {
        let own = place("Rue Neuve 12", "1050", "Ixelles");
        for (street, postcode, town) in [
            ("Rue Neuve n°12", "1050", "Ixelles"),
            ("Rue Neuve, n° 12", "1050", "Ixelles"),
            ("Rue Neuve no 12", "1050", "Ixelles"),
            ("Rue Neuve no12", "1050", "Ixelles"),
            ("Rue Neuve nr.12 bte 4", "1050", "Ixelles"),
            ("Rue Neuve 10-14", "1050", "Ixelles"),
            ("Rue Neuve 10 à 14", "1050", "Ixelles"),
            ("Rue Neuve", "1050", "Ixelles"),
            ("Nieuwstraat 12", "1050", "Elsene"),
            ("Nieuwstraat 12", "", "Elsene"),
            ("Nieuwstraat 12", "", "1050 Elsene"),
            ("Rue Neuve 12, 1050 Ixelles", "", ""),
            ("Nieuwstraat 12 B-1050 Elsene", "", ""),
            ("1050 Ixelles, Rue Neuve 12", "", ""),
            ("Rue Neuve 12, 1050", "", ""),
            ("Rue Neuve 12", "1000", "Ixelles"),
            ("Rue Neuve 12", "", ""),
        ] {
            let other = place(street, postcode, town);
            assert_eq!(own.meets(&other), Some(Meet::Same), "{street} {postcode} {town}: {other:?}");
            assert_eq!(other.meets(&own), Some(Meet::Same), "{street} {postcode} {town}: {other:?}");
        }
    }

    #[test]
    fn towns_have_two_names_and_saints_are_written_in_many_ways() {
        let pairs = [
            (("Rue Haute 3", "4000", "Liège"), ("Hoogstraat 3", "", "Luik")),
            (("Rue Haute 3", "1060", "Saint-Gilles"), ("Hoogstraat 3", "", "Sint-Gillis")),
            (("Rue Haute 3", "1060", "St-Gilles"), ("Rue Haute 3", "", "Sint-Gilles")),
            (("Rue Haute 3", "1000", "Bruxelles"), ("Rue Haute 3", "1020", "Bruxelles")),
            (("Rue Haute 3", "2000", ""), ("Rue Haute 3", "2018", "")),
        ];
        for ((s, p, t), (street, postcode, town)) in pairs {
            assert_eq!(place(s, p, t).meets(&place(street, postcode, town)), Some(Meet::Same), "{t} {town}");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_may_be_the_same_door() {
        let own = place("Rue du Progrès 12", "1030", "Schaerbeek");
        for (street, postcode, town) in [
            ("Vooruitgangsstraat 12", "1030", "Schaarbeek"),
            ("Vooruitgangsstraat 12", "", ""),
            ("Vooruitgangsstraat", "1030", ""),
            ("idem", "", ""),
            ("même adresse", "1030", ""),
            ("", "1030", "Schaerbeek"),
        ] {
            assert_eq!(own.meets(&place(street, postcode, town)), Some(Meet::Perhaps), "{street} {postcode}");
        }
    }

    #[test]
    fn other_doors_and_other_towns_are_others() {
        let own = place("Rue du Progrès 12", "1030", "Schaerbeek");
        for (street, postcode, town) in [
            ("Rue du Progrès 14", "1030", "Schaerbeek"),
            ("Vooruitgangsstraat 14", "1030", "Schaarbeek"),
            ("Rue du Progrès 12", "4000", "Liège"),
            ("Rue du Progrès 12", "", "Luik"),
        ] {
            assert_eq!(own.meets(&place(street, postcode, town)), None, "{street} {postcode} {town}");
        }
        assert!(Place::read(" ", None, "-").is_none());
    }

    #[test]
    fn a_house_may_have_the_number_of_a_postcode() {
        let own = place("Chaussée de Mons 1000", "1070", "Anderlecht");
        assert!(own.meets(&place("Bergensesteenweg 1000", "1070", "")).is_some());
        assert_eq!(own.meets(&place("Bergensesteenweg 12", "1070", "")), None);
    }

    fn meet(one: (&str, &str, &str), other: (&str, &str, &str)) -> Option<Meet> {
        let (a, b) = (place(one.0, one.1, one.2), place(other.0, other.1, other.2));
        assert_eq!(a.meets(&b), b.meets(&a), "{one:?} {other:?}: who meets whom does not matter");
        a.meets(&b)
    }

    /// A row holds its houses; what is too long for one, or runs backwards, is two houses.
    #[test]
    fn a_row_of_houses_holds_those_between_and_two_houses_do_not() {
        for (street, number, meets) in [
            ("Rue Neuve 10-14", 12, true),
            ("Rue Neuve 30-34", 32, true),
            ("Rue Neuve 10-50", 12, true),
            ("Rue Neuve 10-51", 12, false),
            ("Rue Neuve 10-51", 51, true),
            ("Rue Neuve 14-10", 12, false),
            ("Rue Neuve 14-10", 10, true),
            ("Rue Neuve 10 au 14", 12, true),
            ("Rue Neuve 12", 12, true),
            ("12, Rue Neuve", 12, true),
            ("Rue Neuve 12 bte 4", 4, false),
            ("Rue Neuve 12 bte 4", 12, true),
        ] {
            let other = format!("Rue Neuve {number}");
            let expected = meets.then_some(Meet::Same);
            assert_eq!(meet((street, "1050", ""), (&other, "1050", "")), expected, "{street} {number}");
        }
    }

    /// A word that says "box" or "to" does so behind a number only: a street may be called like it.
    #[test]
    fn words_of_numbers_and_boxes_belong_to_the_name_where_no_number_is() {
        let same = |one: &str, other: &str| meet((one, "1050", ""), (other, "1050", ""));
        assert_eq!(same("Rue du Bus 3", "Rue du Bus 5"), None, "its number is read");
        assert_eq!(same("Chemin Tot Dieu 3", "Chemin Dieu 3"), Some(Meet::Perhaps));
        assert_eq!(same("Rue Neuve Tot 3", "Rue Neuve 3"), Some(Meet::Perhaps));
        assert_eq!(same("Rue Neuve 3 bis", "Rue Neuve 3"), Some(Meet::Perhaps));
    }

    /// Two places lie in one municipality by either of what is known of them, and in two only where both are known.
    #[test]
    fn one_code_or_one_town_is_enough_and_what_nobody_knows_may_be_anywhere() {
        let at = |postcode: &'static str, town: &'static str| ("Rue Neuve 12", postcode, town);
        let one = Some(Meet::Same);
        assert_eq!(meet(at("1050", "Village"), at("4000", "Village")), one, "a village of that name");
        assert_eq!(meet(at("9999", "Village"), at("9999", "Hameau")), one, "a code that nobody knows");
        assert_eq!(meet(at("", "Village"), at("1050", "Ixelles")), one, "no code");
        assert_eq!(meet(at("9999", ""), at("1050", "Ixelles")), one, "no town");
        assert_eq!(meet(at("9999", "Village"), at("1050", "Ixelles")), None, "both are said, and others");
        assert_eq!(meet(at("1050", ""), at("4000", "")), None, "the code says where it is");
    }

    #[test]
    fn a_postcode_is_read_where_it_stands_and_four_other_digits_are_a_house() {
        let own = ("Rue Neuve 12", "1050", "Ixelles");
        for whole in ["B-1050 Elsene, Nieuwstraat 12", "b 1050 Elsene, Nieuwstraat 12"] {
            assert_eq!(meet(own, (whole, "", "")), Some(Meet::Same), "{whole}");
        }
        assert_eq!(meet(own, ("Nieuwstraat 12 B1050 Elsene", "", "")), Some(Meet::Same));
        assert_eq!(meet(own, ("Rue Neuve 12, 9999 Nulle-Part", "", "")), Some(Meet::Perhaps), "no such code");
        assert_eq!(meet(own, ("Rue Neuve 12, 4000 Liège", "", "")), None);
    }

    /// Keys are stored: what stands behind a box was never part of them.
    #[test]
    fn what_a_key_keeps_of_a_place_ends_at_the_box() {
        let kept = |street: &str| place(street, "1050", "Ixelles").kept;
        assert_eq!(kept("Rue Neuve 12 bte 4"), kept("Rue Neuve, 12"));
        assert_eq!(kept("Rue Neuve 12"), "neuve {12} 1050 ixelles");
        assert_eq!(kept("Rue du Bus 3"), "bus {3} 1050 ixelles");
        assert_eq!(kept("12 rue Neuve app 3"), "neuve {12} 1050 ixelles");
    }
}
