//! The proofs of the policies: finds or installs the solver cvc5, and runs `crates/proofs`.

use crate::tools;
use crate::workspace::Workspace;
use anyhow::{Context, bail};
use std::path::PathBuf;

/// The crate of the proofs, and the variable in which its library looks for the solver.
pub const CRATE: &str = "proofs";
const VARIABLE: &str = "CVC5";

/// Proves, and refutes what is false.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let solver = find_or_install()?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", CRATE, "--locked", "--no-fail-fast"]).env(VARIABLE, solver);
    tools::run(&mut cargo)
        .context("a property of the policies is broken, or a falsehood was not found: see above")
}

fn find_or_install() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!("{VARIABLE} names {}, which is not there: correct it or unset it", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = tools::on_path("cvc5") {
        return Ok(found);
    }
    println!("the solver cvc5 is not installed, and {VARIABLE} names none: installing it");
    tools::install_package("cvc5").with_context(|| format!("or set {VARIABLE} to the path of a cvc5"))?;
    tools::on_path("cvc5").context("the package cvc5 is installed, but no cvc5 is on the path")
}
