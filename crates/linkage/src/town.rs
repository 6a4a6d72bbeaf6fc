//! Towns of Belgium, which have names in two languages.

use crate::nothing::{About, says_nothing};
use crate::plain::plain;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A town in one language; `None` when nothing is said.
pub(crate) fn read(written: &str) -> Option<String> {
    let text = plain(written);
    if says_nothing(&text, About::Town) {
        return None;
    }
    let joined = text.replace(' ', "");
    Some(TOWNS.get(joined.as_str()).cloned().unwrap_or(joined))
}

/// Towns by their names in plain letters, Dutch for both.
static TOWNS: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| {
    let lines = include_str!("../data/towns.txt").lines().filter(|line| !line.starts_with('#'));
    let plain = |name: &str| plain(name).replace(' ', "");
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(dutch, french)| (plain(french), plain(dutch)))
        .filter(|(french, dutch)| french != dutch)
        .collect()
});
