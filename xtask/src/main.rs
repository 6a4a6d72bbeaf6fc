//! Runs every check of Havre: `cargo xtask test`. The one door for developers and for the build machine.

mod browser;
mod deny;
mod house;
mod postgres;
mod proofs;
mod steps;
mod tools;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use steps::Choice;
use workspace::Workspace;

/// Tasks of the Havre workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs every check, then says which of them failed.
    Test(Choice),
}

fn main() -> ExitCode {
    let Arguments { task: Task::Test(choice) } = Arguments::parse();
    match test(&choice) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn test(choice: &Choice) -> anyhow::Result<bool> {
    if choice.list {
        steps::print_list();
        return Ok(true);
    }
    let workspace = Workspace::find()?;
    steps::run(&choice.steps(), &workspace)
}
