//! What people write where nothing is known. Two people of whom nobody knows the address have nothing in common.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a text is about: the same word can be a value in one place and a filler in another (`Na` is a given name).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// A given or a family name.
    Name,
    /// A street, with or without its number.
    Street,
    /// A town.
    Town,
    /// A number of a document.
    Document,
}

/// Words that say by themselves that nothing is known. All words are compared after [`crate::plain()`].
const UNKNOWN: &[&str] = &[
    "anoniem",
    "anonym",
    "anonyme",
    "anonymous",
    "blanco",
    "fehlt",
    "geheim",
    "geweigerd",
    "ibidem",
    "idem",
    "inconnu",
    "inconnue",
    "inconnues",
    "inconnus",
    "leeg",
    "manquant",
    "manquante",
    "missing",
    "name",
    "nan",
    "neant",
    "nihil",
    "nn",
    "none",
    "null",
    "nvt",
    "ohne",
    "onbekend",
    "onbekende",
    "ongekend",
    "ongekende",
    "ontbreekt",
    "ontbrekend",
    "refuse",
    "sans",
    "sd",
    "test",
    "unbekannt",
    "unbekannte",
    "unknown",
    "vertrouwelijk",
    "weigert",
    "zonder",
];
/// Words that say it with another one: `niet gekend`, `non communiqué`, `geen adres`.
const NOT: &[&str] =
    &["aucun", "aucune", "geen", "kein", "keine", "keinen", "nicht", "niet", "no", "non", "not", "pas"];
/// What is not known, or was not done with it: these words alone are no filler.
const OF_WHAT: &[&str] = &[
    "a",
    "abode",
    "address",
    "adres",
    "adresse",
    "af",
    "angegeben",
    "applicable",
    "au",
    "available",
    "avec",
    "bekannt",
    "bekend",
    "beschikbaar",
    "bij",
    "communique",
    "communiquee",
    "connu",
    "connue",
    "d",
    "date",
    "de",
    "declare",
    "des",
    "disponible",
    "document",
    "documenten",
    "documents",
    "domicile",
    "domicilie",
    "donne",
    "du",
    "en",
    "famille",
    "familienaam",
    "fest",
    "feste",
    "festen",
    "fixe",
    "fixed",
    "fourni",
    "gegeven",
    "gekend",
    "getoond",
    "gevonden",
    "given",
    "het",
    "ingevuld",
    "insere",
    "known",
    "kaart",
    "l",
    "la",
    "le",
    "lui",
    "meegedeeld",
    "meer",
    "mentionne",
    "mentionnee",
    "naam",
    "nom",
    "numero",
    "nummer",
    "of",
    "op",
    "opgegeven",
    "ou",
    "own",
    "papieren",
    "papiers",
    "persoon",
    "personne",
    "piece",
    "precise",
    "precisee",
    "prenom",
    "presente",
    "presentee",
    "rempli",
    "renseigne",
    "renseignee",
    "residence",
    "rue",
    "straat",
    "sur",
    "te",
    "telephone",
    "telefoon",
    "trouve",
    "van",
    "vast",
    "vaste",
    "vermeld",
    "ville",
    "voornaam",
    "wohnsitz",
    "woonplaats",
    "woonst",
    "verblijf",
    "verblijfplaats",
];
/// Signs of the same, where no such name exists.
const SHORT: &[&str] = &["n a", "n n", "n v t", "s d", "i d", "id", "n c", "n r", "z n", "s n"];
/// Whoever has no home, or stands under somebody else's.
const NO_HOME: &[&str] = &[
    "dakloos",
    "dakloze",
    "daklozen",
    "geschrapt",
    "homeless",
    "obdachlos",
    "radie",
    "radiee",
    "sdf",
    "thuisloos",
    "zvw",
    "zwervend",
];
/// Houses in which many stay and nobody lives. A street may be named after one; then it says that it is a street.
const INSTITUTIONS: &[&str] = &[
    "asielcentrum",
    "commissariat",
    "cpas",
    "fedasil",
    "gefangnis",
    "gevangenis",
    "ocmw",
    "opvangcentrum",
    "polizei",
    "police",
    "politie",
    "politiebureau",
    "politiekantoor",
    "politiezone",
    "prison",
    "samusocial",
    "vluchthuis",
    "ziekenhuis",
];
/// Words that make a street of what stands beside them.
const STREETS: &[&str] = &[
    "allee",
    "av",
    "avenue",
    "bd",
    "boulevard",
    "chaussee",
    "chemin",
    "clos",
    "dreef",
    "impasse",
    "kaai",
    "laan",
    "lei",
    "place",
    "plein",
    "quai",
    "r",
    "route",
    "rue",
    "sentier",
    "square",
    "straat",
    "strasse",
    "weg",
];
/// Somebody, without a name.
const SOMEBODY: &[&str] = &[
    "baby",
    "bebe",
    "dader",
    "dhr",
    "enfant",
    "femme",
    "getuige",
    "hr",
    "madame",
    "meisje",
    "meneer",
    "mevr",
    "mevrouw",
    "mijnheer",
    "mme",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "slachtoffer",
    "temoin",
    "verdachte",
    "victime",
];

/// What a word says about nothing.
#[derive(Debug, Clone, Copy)]
enum Says {
    Unknown,
    Not,
    OfWhat,
}

/// The words of the lists above: whoever reads a million names asks for each of them.
static SAYS: LazyLock<FxHashMap<&'static str, Says>> = LazyLock::new(|| {
    let lists = [(OF_WHAT, Says::OfWhat), (NOT, Says::Not), (UNKNOWN, Says::Unknown)];
    lists.into_iter().flat_map(|(words, says)| words.iter().map(move |word| (*word, says))).collect()
});

/// Whether a text, of [`crate::plain()`] letters, only says that nothing is known.
pub(crate) fn says_nothing(text: &str, about: About) -> bool {
    if text.is_empty() || text.bytes().all(|b| b == b'x' || b == b' ') || SHORT.contains(&text) {
        return true;
    }
    let words = || text.split(' ');
    if about != About::Name && text == "na" {
        return true;
    }
    if about == About::Street {
        let street = words().any(|word| {
            STREETS.contains(&word) || STREETS.iter().any(|kind| kind.len() > 3 && word.ends_with(kind))
        });
        if !street && words().any(|word| INSTITUTIONS.contains(&word) || NO_HOME.contains(&word)) {
            return true;
        }
    }
    let somebody = about == About::Name && words().all(|word| SOMEBODY.contains(&word));
    let alone = matches!(text, "naam" | "nom" | "prenom" | "voornaam" | "adres" | "adresse");
    let mut said = words().map(|word| SAYS.get(word).copied());
    let several = text.contains(' ');
    let all: Option<bool> = said.try_fold(false, |any, one| match one? {
        Says::Unknown => Some(true),
        Says::Not => Some(any || several),
        Says::OfWhat => Some(any),
    });
    somebody || alone || all == Some(true)
}

/// A number that was typed to get past a field: one digit again and again, or counted up or down.
pub(crate) fn is_filler_number(digits: &[u8]) -> bool {
    let most = (0..10).map(|d| digits.iter().filter(|digit| **digit == d).count()).max().unwrap_or(0);
    let step =
        |by: i16| digits.windows(2).all(|w| (i16::from(w[1]) - i16::from(w[0]) - by).rem_euclid(10) == 0);
    most + 1 >= digits.len() || step(1) || step(-1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain;

    #[test]
    fn a_word_for_nothing_is_nothing() {
        for nothing in
            ["", "x", "XXX", "Inconnu", "N.N.", "idem", "?", "niet gekend", "Non communiqué", "onbekende"]
        {
            assert!(says_nothing(&plain(nothing), About::Name), "{nothing}");
        }
        for name in ["Xavier", "Na", "No", "Pas", "Nom Phan", "De Man", "Vast", "Anonymus Sans-Nom Dupont"] {
            assert!(!says_nothing(&plain(name), About::Name), "{name}");
        }
    }

    #[test]
    fn no_home_is_no_address_and_a_street_named_after_a_prison_is_one() {
        for nothing in [
            "SDF",
            "S.D.F. sans domicile fixe",
            "adres onbekend",
            "Adresse inconnue",
            "zonder vaste woonst",
            "n/a",
            "geen vast adres",
            "Commissariat",
            "Commissariat de Liège",
            "Politie Antwerpen",
            "OCMW",
            "ambtshalve geschrapt",
            "keine Adresse",
            "no fixed abode",
            "NA",
        ] {
            assert!(
                says_nothing(&plain(nothing), About::Street) || plain(nothing).starts_with("s d f"),
                "{nothing}"
            );
        }
        for street in [
            "Rue du Commissariat",
            "Gevangenisstraat",
            "Rue de la Police",
            "Adresstraat",
            "Sansstraat",
            "Onbekendlaan",
        ] {
            assert!(!says_nothing(&plain(street), About::Street), "{street}");
        }
    }

    #[test]
    fn a_number_that_was_typed_to_get_past_a_field_is_seen() {
        for filler in [&[0, 0, 0, 0, 1][..], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 0], &[9, 8, 7, 6, 5], &[7, 7, 7, 7]]
        {
            assert!(is_filler_number(filler), "{filler:?}");
        }
        assert!(!is_filler_number(&[5, 9, 2, 1, 2, 3, 4, 5, 6, 7, 8, 1]));
    }
}
