//! Where the workspace is, where it builds, and which crates it has.

use crate::tools;
use anyhow::{Context, bail};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// What `cargo metadata` says of the workspace.
pub struct Workspace {
    /// The folder with the lock file.
    pub root: PathBuf,
    /// Where cargo builds: `CARGO_TARGET_DIR` and the settings of cargo are in it already.
    pub target: PathBuf,
    /// Our own crates.
    pub crates: Vec<Crate>,
}

/// One of our crates.
pub struct Crate {
    /// Its name.
    pub name: String,
    /// What it depends on, ours and others'.
    pub needs: Vec<Need>,
}

/// A dependency of a crate.
pub struct Need {
    /// The name of the crate that is needed.
    pub name: String,
    /// Whether only tests need it.
    pub for_tests: bool,
}

impl Workspace {
    /// Of the folder from which the runner was started.
    pub fn find() -> anyhow::Result<Self> {
        let mut cargo = cargo();
        // `--no-deps` also means that nothing is fetched.
        cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
        let text = tools::capture(&mut cargo).context("cannot tell where the workspace is")?;
        Self::read(&text)
    }

    fn read(text: &str) -> anyhow::Result<Self> {
        let all: Value = serde_json::from_str(text).context("cargo metadata printed no JSON")?;
        let crates = array(&all, "packages").map(Crate::read).collect::<anyhow::Result<_>>()?;
        let path = |key| string(&all, key).map(PathBuf::from);
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")?, crates })
    }

    /// A cargo that works in the root of the workspace.
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo();
        cargo.current_dir(&self.root);
        cargo
    }
}

impl Crate {
    fn read(package: &Value) -> anyhow::Result<Self> {
        let needs = array(package, "dependencies").map(Need::read).collect::<anyhow::Result<_>>()?;
        Ok(Self { name: string(package, "name")?, needs })
    }
}

impl Need {
    fn read(dependency: &Value) -> anyhow::Result<Self> {
        let for_tests = dependency.get("kind").and_then(Value::as_str) == Some("dev");
        Ok(Self { name: string(dependency, "name")?, for_tests })
    }
}

fn array<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn string(value: &Value, key: &str) -> anyhow::Result<String> {
    match value.get(key).and_then(Value::as_str) {
        Some(text) => Ok(text.to_owned()),
        None => {
            bail!("cargo metadata says nothing of `{key}`: is this cargo older than Cargo.toml asks for?")
        }
    }
}

/// The cargo that started the runner, or the one on the path.
fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(program);
    // `cargo run` describes the runner itself in these. Some build scripts (ring's) watch them: handed on,
    // they would rebuild those crates each time somebody goes from `cargo test` to `cargo xtask` and back.
    let own = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(own)) {
        cargo.env_remove(name);
    }
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_of_cargo_is_read() {
        let text = r#"{"workspace_root":"/a","target_directory":"/b","packages":[{"name":"web","dependencies":[
            {"name":"casework","kind":null},{"name":"tempfile","kind":"dev"}]}]}"#;
        let workspace = Workspace::read(text).unwrap();
        assert_eq!((workspace.root, workspace.target), ("/a".into(), "/b".into()));
        let needs: Vec<_> =
            workspace.crates[0].needs.iter().map(|need| (need.name.as_str(), need.for_tests)).collect();
        assert_eq!(needs, [("casework", false), ("tempfile", true)]);
        assert!(Workspace::read("{}").is_err());
    }
}
