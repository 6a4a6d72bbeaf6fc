//! The text files of the repository, and what none of them may hold.

use super::Finding;
use crate::tools;
use anyhow::Context;
use std::path::Path;
use std::process::Command;

/// A text file.
#[derive(Debug)]
pub struct File {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// Whether its name ends so.
    pub fn ends(&self, end: &str) -> bool {
        self.path.ends_with(end)
    }

    /// Whether it is in a folder, given with its last `/`.
    pub fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// Text files that git keeps, and new ones that it would keep: so the check speaks before the commit.
pub fn of_the_repository(root: &Path) -> anyhow::Result<Vec<File>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let names = tools::capture(&mut git).context("the files to check are those that git knows")?;
    let mut names: Vec<_> = names.split('\0').filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names.into_iter().filter_map(|name| read(root, name)).collect())
}

/// `None` for a file that holds no text, or that is deleted and not yet committed so.
fn read(root: &Path, name: &str) -> Option<File> {
    let bytes = std::fs::read(root.join(name)).ok()?;
    if bytes.contains(&0) {
        return None;
    }
    // Some samples are in an older encoding: what is looked for is ASCII, and found all the same.
    Some(File { path: name.to_owned(), text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Folders at the top of somebody's machine. Without their slashes: this file is looked at too.
const FOLDERS: [&str; 3] = ["home", "root", "work"];

/// Hosts of package registries and their mirrors. With spaces for dots: this file is looked at too.
const REGISTRIES: [&str; 12] = [
    "crates io",
    "npmjs org",
    "npmjs com",
    "yarnpkg com",
    "pypi org",
    "pythonhosted org",
    "deb debian org",
    "ftp debian org",
    "security debian org",
    "snapshot debian org",
    "ghcr io",
    "docker io",
];

/// Finds paths of a machine, and hosts of registries: they are true on one machine only.
pub fn check(files: &[File]) -> Vec<Finding> {
    let folders = FOLDERS.map(|folder| format!("/{folder}/"));
    let registries = REGISTRIES.map(|host| host.replace(' ', "."));
    let mut findings = Vec::new();
    for file in files {
        for folder in &folders {
            let places = places(&file.text, folder).filter(|at| starts_a_path(&file.text[..*at]));
            let what = format!(
                "names a folder of one machine ({folder}…): use a relative path, or an example such as /srv/havre"
            );
            findings.extend(places.map(|at| Finding::at(file, at, &what)));
        }
        for host in &registries {
            let places = places(&file.text, host).filter(|at| is_a_host(&file.text, *at, host.len()));
            let what = format!(
                "names the registry {host}: the settings of each machine say where packages come from"
            );
            findings.extend(places.map(|at| Finding::at(file, at, &what)));
        }
        if file.ends("package-lock.json") {
            let what = "the lock file records where packages came from: keep `omit-lockfile-registry-resolved=true` in .npmrc and run `npm install --package-lock-only`";
            findings.extend(
                places(&file.text, "\"resolved\": \"http").next().map(|at| Finding::at(file, at, what)),
            );
        }
    }
    findings
}

fn places<'a>(text: &'a str, what: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(what).map(|(at, _)| at)
}

/// Not the middle of a longer path, nor of an address, nor of a route.
fn starts_a_path(before: &str) -> bool {
    !before.ends_with(|last: char| last.is_alphanumeric() || "._-})]*".contains(last))
}

/// Not the middle of a longer word: the index named in Cargo.lock is none of the hosts.
fn is_a_host(text: &str, at: usize, length: usize) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '-';
    !text[..at].ends_with(word) && !text[at + length..].starts_with(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&[File { path: "a.md".into(), text: text.into() }]).len()
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        for folder in FOLDERS {
            for text in
                [format!("/{folder}/a"), format!("see \"/{folder}/a\""), format!("file:///{folder}/a")]
            {
                assert_eq!(found(&text), 1, "{text}");
            }
            for text in
                [format!("crates/{folder}/a"), format!("../{folder}/a"), format!("https://a.be/{folder}/a")]
            {
                assert_eq!(found(&text), 0, "{text}");
            }
        }
        assert_eq!(found("a rooted home for work, at /homeless/ and /srv/havre"), 0);
    }

    #[test]
    fn hosts_of_registries_are_found_but_not_the_name_of_the_index() {
        for host in REGISTRIES.map(|host| host.replace(' ', ".")) {
            for text in [host.clone(), format!("https://index.{host}/a"), format!("at {host}.")] {
                assert_eq!(found(&text), 1, "{text}");
            }
        }
        let index = format!(
            "source = \"registry+https://github.com/rust-lang/{}-index\"",
            "crates io".replace(' ', ".")
        );
        assert_eq!(found(&index), 0);
        assert_eq!(found("mycrates.iox and crates/io.rs"), 0);
    }

    #[test]
    fn a_lock_file_of_npm_with_addresses_is_found() {
        let file = |text: &str| File { path: "a/package-lock.json".into(), text: text.into() };
        assert_eq!(check(&[file("\"resolved\": \"https://mirror.example/a.tgz\"")]).len(), 1);
        assert_eq!(check(&[file("\"version\": \"1.0.0\"")]).len(), 0);
    }

    #[test]
    fn a_finding_names_its_line() {
        let text = format!("one\ntwo /{}/x", FOLDERS[0]);
        let findings = check(&[File { path: "a.md".into(), text }]);
        assert_eq!(findings[0].line, Some(2));
    }
}
