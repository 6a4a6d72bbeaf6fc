//! What may be built in: licences, sources, known flaws. The rules are in `deny.toml`.

use crate::tools;
use crate::workspace::Workspace;
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The version to install where there is none. A fixed one, so that a new release cannot turn a run red.
const VERSION: &str = "0.20.2";

/// Longer than the database needs on a slow line; a line that is dead may never say so.
const FETCH_LIMIT: Duration = Duration::from_secs(180);

/// Runs cargo-deny.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let program = find_or_install(workspace)?;
    let deny = Deny { program: &program, root: &workspace.root };
    let rules = deny.rules();
    let flaws = deny.advisories();
    // The second says its part even when the first fails.
    rules.context("deny.toml forbids something that is built in: see above")?;
    flaws.context("something that is built in has a known flaw: update it, or see the advice above")
}

struct Deny<'a> {
    program: &'a Path,
    root: &'a Path,
}

impl Deny<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command.current_dir(self.root).arg("--locked").args(arguments);
        // Never ask for a name and a password: nobody is there to answer.
        command.env("GIT_TERMINAL_PROMPT", "0");
        command
    }

    fn rules(&self) -> anyhow::Result<()> {
        tools::run(&mut self.command(&["check", "licenses", "bans", "sources"]))
    }

    /// Fetching is a command of its own, and the check after it fetches nothing: so a failure to fetch is never
    /// taken for a flaw, nor a flaw for a failure to fetch. Nor is a mistake in `deny.toml`, which `rules` tells.
    fn advisories(&self) -> anyhow::Result<()> {
        if let Err(error) = tools::run_within(&mut self.command(&["fetch", "db"]), FETCH_LIMIT) {
            println!("advisories not checked: the database cannot be reached ({error})");
            return Ok(());
        }
        tools::run(&mut self.command(&["--offline", "check", "advisories"]))
    }
}

fn find_or_install(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let cache = tools::cache_folder()?;
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    let cached = cache.join("bin").join(&name);
    // Folders of cargo first looks into are not always on the path.
    let home = std::env::home_dir().map(|home| home.join(".cargo").join("bin").join(&name));
    let found = [tools::on_path(&name), home, Some(cached.clone())].into_iter().flatten();
    if let Some(program) = found.into_iter().find(|program| program.is_file()) {
        return Ok(program);
    }
    install(workspace, &cache)?;
    Ok(cached)
}

fn install(workspace: &Workspace, cache: &Path) -> anyhow::Result<()> {
    println!("cargo-deny is missing: installing it into {} (some minutes, once)", cache.display());
    let mut cargo = workspace.cargo();
    cargo.args(["install", "cargo-deny", "--locked", "--quiet", "--version", VERSION, "--root"]).arg(cache);
    // Its own build does not belong among ours: without this, cargo builds in a folder that it removes.
    cargo.env_remove("CARGO_TARGET_DIR");
    tools::run(&mut cargo).context("cargo-deny cannot be installed: is the registry of crates reachable?")
}
