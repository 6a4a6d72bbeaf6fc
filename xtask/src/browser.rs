//! The program in a real browser: builds it, brings Chromium and the packages of npm, runs `tests/browser`.

use crate::tools;
use crate::workspace::Workspace;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Where Debian puts it.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Builds the program and runs the tests of `tests/browser`.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let folder = workspace.root.join("tests").join("browser");
    // Node takes no test at all for a success.
    if !has_tests(&folder)? {
        bail!("tests/browser holds no test: name the files `….test.mjs`");
    }
    let program = build(workspace)?;
    let chromium = find_or_install_chromium()?;
    install_packages(&folder)?;
    let mut npm = npm(&folder)?;
    npm.arg("test").env("HAVRE_BIN", program).env("CHROMIUM", chromium);
    tools::run(&mut npm).context("a test in the browser failed: see above")
}

fn build(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut cargo = workspace.cargo();
    // The whole workspace, not `-p havre`: alone, the program asks one feature fewer of a small crate than the
    // tests do (`std` of bitflags), and for that cargo would build all of Typst a second time.
    cargo.args(["build", "--workspace", "--bins", "--locked"]);
    tools::run(&mut cargo).context("the program does not build")?;
    let program = workspace.target.join("debug").join(format!("havre{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        bail!("cargo built no {}: does a setting of cargo name another target?", program.display());
    }
    Ok(program)
}

fn find_or_install_chromium() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!("CHROMIUM names {}, which is not there: correct it or unset it", named.display());
        }
        return Ok(named);
    }
    let debian = PathBuf::from(CHROMIUM);
    if !debian.is_file() {
        tools::install_package("chromium").context("or set CHROMIUM to the path of a Chromium")?;
    }
    Ok(debian)
}

/// A command of npm, which is found first: its absence is the most likely trouble on a new machine.
fn npm(folder: &Path) -> anyhow::Result<Command> {
    let program = tools::on_path("npm").context("npm is missing: install Node.js 20 or newer with npm")?;
    let mut npm = Command::new(program);
    npm.current_dir(folder);
    Ok(npm)
}

fn install_packages(folder: &Path) -> anyhow::Result<()> {
    // Written by npm at the end of an installation: a broken one has none.
    let installed = modified(&folder.join("node_modules").join(".package-lock.json"));
    if is_fresh(installed, modified(&folder.join("package-lock.json"))) {
        return Ok(());
    }
    let mut npm = npm(folder)?;
    npm.args(["ci", "--no-audit", "--no-fund"]);
    tools::run(&mut npm)
        .context("the packages of tests/browser cannot be installed: is the npm registry reachable?")
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|about| about.modified()).ok()
}

fn is_fresh(installed: Option<SystemTime>, wanted: Option<SystemTime>) -> bool {
    installed.is_some() && installed >= wanted
}

fn has_tests(folder: &Path) -> anyhow::Result<bool> {
    let files = std::fs::read_dir(folder).context("tests/browser is missing")?;
    Ok(files.flatten().any(|file| is_test(&file.file_name().to_string_lossy())))
}

/// The names that `node --test` takes for tests.
fn is_test(name: &str) -> bool {
    let Some((stem, "js" | "mjs" | "cjs")) = name.rsplit_once('.') else { return false };
    stem == "test"
        || stem.starts_with("test-")
        || [".test", "-test", "_test"].iter().any(|end| stem.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn packages_are_installed_again_when_the_lock_file_is_newer() {
        let (old, new) = (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        assert!(is_fresh(Some(new), Some(old)));
        assert!(is_fresh(Some(old), Some(old)));
        assert!(!is_fresh(Some(old), Some(new)));
        assert!(!is_fresh(None, Some(old)));
    }

    #[test]
    fn tests_are_told_from_helpers_as_node_does() {
        for name in ["a.test.mjs", "a-test.js", "a_test.cjs", "test-a.mjs", "test.js"] {
            assert!(is_test(name), "{name}");
        }
        for name in ["start.mjs", "latest.mjs", "package.json", "a.test.ts", "README.md"] {
            assert!(!is_test(name), "{name}");
        }
    }
}
