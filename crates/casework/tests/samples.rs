//! What every kind of entry owes: an example, a stored form that never changes, and a command that is decided.

use casework::case::{Body, Case, Command, Entry, Kind, decide, fold, read, samples};
use casework::record::id::EntryId;
use casework::record::sample::{author, moment};
use std::collections::BTreeSet;
use std::path::PathBuf;
use uuid::Uuid;

fn entry(n: usize, body: Body) -> Entry {
    let id = EntryId(Uuid::from_u128(0x1000 + n as u128));
    Entry { id, at: moment(n as i64), by: author(), body }
}

/// The golden file of a kind in a version.
fn golden(word: &str, version: i32) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/wire/{word}.v{version}.json"))
}

#[test]
fn every_kind_of_entry_and_every_command_has_an_example() {
    let entries: BTreeSet<_> = samples::entries().iter().map(|body| body.kind().word()).collect();
    assert_eq!(entries, Kind::all().map(Kind::word).collect());
    let commands: BTreeSet<_> = samples::commands().iter().map(Command::word).collect();
    assert_eq!(commands, Command::words().collect());
}

#[test]
fn every_kind_has_a_word_of_its_own_that_is_the_tag_of_its_stored_form() {
    let words: Vec<_> = Kind::all().map(Kind::word).collect();
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
    for body in samples::entries() {
        let stored = serde_json::to_value(&body).unwrap();
        assert_eq!(stored["type"], body.kind().word());
        assert_eq!(Kind::from_word(body.kind().word()), Some(body.kind()));
    }
}

/// A renamed field would make old entries unreadable. When a kind changes, its version goes up, a new golden file is
/// written with `HAVRE_WRITE_GOLDEN=1`, and the old one stays and is read for ever.
///
/// Number and moment of an entry are those of its golden file: a kind that comes between others moves none of them.
#[test]
fn the_stored_form_of_every_kind_is_its_golden_file() {
    for (n, body) in samples::entries().into_iter().enumerate() {
        let kind = body.kind();
        let file = golden(kind.word(), kind.facets().version);
        let known = std::fs::read(&file).ok().and_then(|bytes| read(kind.facets().version, &bytes).ok());
        let new = entry(n, body.clone());
        let entry = known.map_or(new, |known| Entry { body, by: author(), ..known });
        let stored = serde_json::to_string_pretty(&entry).unwrap() + "\n";
        if std::env::var_os("HAVRE_WRITE_GOLDEN").is_some() && !file.exists() {
            std::fs::write(&file, &stored).unwrap();
        }
        let golden = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(stored, golden, "{}: see the comment of this test", file.display());
    }
}

#[test]
fn every_golden_file_is_read_and_belongs_to_a_kind() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    let mut current = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (word, version) = name.strip_suffix(".json").unwrap().split_once(".v").unwrap();
        let kind = Kind::from_word(word).unwrap_or_else(|| panic!("{name} is of no kind"));
        let version: i32 = version.parse().unwrap();
        let entry = read(version, &std::fs::read(&path).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(entry.body.kind(), kind, "{name}");
        if version == kind.facets().version {
            current.insert(word.to_owned());
        }
    }
    assert_eq!(current, Kind::all().map(|kind| kind.word().to_owned()).collect());
}

/// The samples of commands are accepted one after the other, from an empty case on, and what they write is read back.
#[test]
fn every_command_is_decided_and_what_it_writes_is_read_back() {
    let mut entries: Vec<Entry> = Vec::new();
    let mut written = BTreeSet::new();
    for command in samples::commands() {
        let bodies = decide(&fold(&entries), &command, moment(entries.len() as i64));
        let bodies = bodies.unwrap_or_else(|refusal| panic!("{}: {refusal}", command.word()));
        for body in bodies {
            written.insert(body.kind().word());
            let entry = entry(entries.len(), body);
            let stored = serde_json::to_vec(&entry).unwrap();
            assert_eq!(read(entry.body.kind().facets().version, &stored).unwrap(), entry);
            entries.push(entry);
        }
    }
    assert_ne!(fold(&entries), Case::default());
    assert_eq!(written, Kind::all().map(Kind::word).collect(), "kinds that no command of the samples writes");
}
