//! Which municipality a postcode or the name of a town means, in any of its names. From the files of the directory
//! (`content/areas`, with their sources).

use super::id::Postcode;
use super::text::compare_key;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const POSTCODES: &str = include_str!("../../../../content/areas/postcodes.tsv");
const MUNICIPALITIES: &str = include_str!("../../../../content/areas/municipalities.tsv");

/// Rows of a file, without what is said about it and without its header.
fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = file.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect());
    rows.skip(1)
}

static BY_POSTCODE: LazyLock<BTreeMap<&'static str, BTreeSet<u32>>> = LazyLock::new(|| {
    let mut by_postcode: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
    for row in rows(POSTCODES) {
        if let [postcode, nis, ..] = row[..]
            && let Ok(nis) = nis.parse()
        {
            by_postcode.entry(postcode).or_default().insert(nis);
        }
    }
    by_postcode
});

static BY_NAME: LazyLock<BTreeMap<String, BTreeSet<u32>>> = LazyLock::new(|| {
    let mut by_name: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
    for row in rows(MUNICIPALITIES) {
        let Some(Ok(nis)) = row.first().map(|nis| nis.parse()) else { continue };
        for name in row.iter().skip(1).take(3).filter(|name| !name.is_empty()) {
            by_name.entry(name_key(name)).or_default().insert(nis);
        }
    }
    by_name
});

/// The municipalities that a postcode covers; none when it is unknown.
pub(super) fn of_postcode(postcode: Option<&Postcode>) -> BTreeSet<u32> {
    postcode.and_then(|code| BY_POSTCODE.get(code.as_str())).cloned().unwrap_or_default()
}

/// The municipalities that are called like this, in French, Dutch or German; none when it is the name of none.
pub(super) fn named(town: &str) -> BTreeSet<u32> {
    BY_NAME.get(&name_key(town)).cloned().unwrap_or_default()
}

/// A name as compared: saints are written in many ways, and half translated.
fn name_key(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(compare_key);
    let one = |word: String| match word.as_str() {
        "saint" | "sainte" | "st" | "ste" | "sint" | "sinte" | "sankt" => "sint".to_owned(),
        _ => word,
    };
    words.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_files_is_read() {
        assert!(BY_POSTCODE.len() > 1_000 && BY_NAME.len() > 581, "{} {}", BY_POSTCODE.len(), BY_NAME.len());
        let known: BTreeSet<u32> = BY_NAME.values().flatten().copied().collect();
        assert_eq!(known.len(), 581);
        assert!(BY_POSTCODE.values().flatten().all(|nis| known.contains(nis)));
    }

    #[test]
    fn a_town_is_one_in_its_languages() {
        for (one, other) in [
            ("Ixelles", "Elsene"),
            ("Liège", "LUIK"),
            ("Saint-Gilles", "Sint-Gillis"),
            ("St Gilles", "sint-gilles"),
            ("Eupen", "eupen"),
        ] {
            assert!(!named(one).is_disjoint(&named(other)), "{one} {other}");
        }
        assert!(named("Atlantis").is_empty() && of_postcode(None).is_empty());
    }
}
