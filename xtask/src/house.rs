//! The rules of this house that no other tool checks.

mod askers;
mod capabilities;
mod circles;
mod edges;
mod example;
mod files;
mod locales;
mod phones;
mod rust_paths;
mod rust_text;
mod scripts;
mod statements;
mod template;

use crate::workspace::Workspace;
use anyhow::{Context, bail};
use files::File;
use std::fmt;

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    line: Option<usize>,
    what: String,
}

impl Finding {
    /// At a byte of a file.
    fn at(file: &File, byte: usize, what: impl Into<String>) -> Self {
        let line = file.text[..byte].matches('\n').count() + 1;
        Self { place: file.path.clone(), line: Some(line), what: what.into() }
    }

    /// Of a file or folder as a whole.
    fn of(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), line: None, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            Some(line) => write!(to, "{}:{line}: {}", self.place, self.what),
            None => write!(to, "{}: {}", self.place, self.what),
        }
    }
}

/// Runs every check, and tells all that they found.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let files = files::of_the_repository(&workspace.root)?;
    let numbers = phones::known(&files).context("the check of phone numbers")?;
    let checks = [
        ("crates depend in one direction", edges::check(&workspace.crates)),
        ("statements of the database are in the journal", statements::check(&files)),
        ("phone numbers pass through the filter", phones::check(&files, &numbers)),
        ("templates hold no script and no style", scripts::check(&files)),
        ("no file names a machine or a registry", files::check(&files)),
        ("every language has the same files", locales::check(&files)),
        ("the worked example and the recipe for a function are true", example::check(&files)),
        ("the table of capabilities is true", capabilities::check(&files)),
        ("no circle of imports between the files of a crate", circles::check(&files)),
        ("the program asks whatever the policies decide", askers::check(&files)),
    ];
    let mut count = 0;
    for (rule, findings) in checks {
        println!("{rule}: {}", if findings.is_empty() { "yes" } else { "NO" });
        findings.iter().for_each(|finding| println!("  {finding}"));
        count += findings.len();
    }
    if count > 0 {
        bail!("places that break a rule of the house: {count}, listed above");
    }
    Ok(())
}
