//! The words of the policies are those of the domain: a command or a class that one of them does not know decides nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::case::Command;
use casework::grants::LegalGround;
use casework::record::facets::Class;
use casework::tasks::clocks::ClockKind;
use std::collections::BTreeSet;

const SCHEMA: &str = include_str!("../../../content/policies/schema.cedarschema");

/// The words of `entity {list} enum […]`, without comments.
fn list(name: &str) -> BTreeSet<&'static str> {
    let start = SCHEMA.find(&format!("entity {name} enum [")).unwrap();
    let text = &SCHEMA[start..];
    let text = &text[..text.find("];").unwrap()];
    text.lines()
        .map(|line| line.split("//").next().unwrap())
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> BTreeSet<&'static str> {
    all.iter().map(|value| word(*value)).collect()
}

/// What the program does by itself: nobody may ask for it.
const BY_ITSELF: [&str; 2] = ["escalate", "mirror"];

/// A command that no rule names is refused to everybody, and nobody notices while it is not asked for.
#[test]
fn every_command_is_named_by_a_rule() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/policies");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let rules: String = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "cedar"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for word in Command::words() {
        let named = rules.contains(&format!("Command::\"{word}\""));
        assert_eq!(named, !BY_ITSELF.contains(&word), "{word}, in the files of content/policies");
    }
}

#[test]
fn the_lists_of_the_schema_are_those_of_the_domain() {
    assert_eq!(list("Command"), Command::words().collect());
    assert_eq!(list("Class"), words(Class::ALL, Class::word));
    assert_eq!(list("Clock"), words(ClockKind::ALL, ClockKind::word));
    assert_eq!(list("LegalGround"), words(LegalGround::ALL, LegalGround::word));
}
