//! The steps, their order, and the table at the end.

use crate::postgres::Postgres;
use crate::workspace::Workspace;
use crate::{browser, deny, house, postgres, proofs, tools};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::time::{Duration, Instant};

/// One check. The order here is the order of a run: the quick ones speak first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// The code is laid out by rustfmt
    Fmt,
    /// No warning of the compiler or of clippy
    Clippy,
    /// Every test of every crate but the proofs, on SQLite and on a PostgreSQL that the runner starts
    Unit,
    /// What the policies can never do, proved with the solver cvc5
    Proofs,
    /// Licences, sources and known flaws of what is built in
    Deny,
    /// The rules of this house that no other tool checks
    House,
    /// The program in a real browser
    Browser,
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn purpose(self) -> String {
        let value = self.to_possible_value();
        value.and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    fn run(self, workspace: &Workspace) -> anyhow::Result<()> {
        match self {
            Self::Fmt => fmt(workspace),
            Self::Clippy => clippy(workspace),
            Self::Unit => unit(workspace),
            Self::Proofs => proofs::run(workspace),
            Self::Deny => deny::run(workspace),
            Self::House => house::run(workspace),
            Self::Browser => browser::run(workspace),
        }
    }
}

/// Which steps to run.
#[derive(Debug, Args)]
pub struct Choice {
    /// Runs these steps only
    #[arg(long, value_name = "STEP", value_delimiter = ',', value_enum)]
    only: Vec<Step>,
    /// Leaves these steps out
    #[arg(long, value_name = "STEP", value_delimiter = ',', value_enum)]
    skip: Vec<Step>,
    /// Lists the steps, and runs nothing
    #[arg(long)]
    pub list: bool,
}

impl Choice {
    /// The chosen steps, in the order of a run whatever the order of asking.
    pub fn steps(&self) -> Vec<Step> {
        let asked = |step: &Step| self.only.is_empty() || self.only.contains(step);
        let all = Step::value_variants().iter().copied();
        all.filter(|step| asked(step) && !self.skip.contains(step)).collect()
    }
}

/// Says what there is.
pub fn print_list() {
    for step in Step::value_variants() {
        println!("{:<8} {}", step.name(), step.purpose());
    }
}

/// How a step ended.
struct Outcome {
    step: Step,
    took: Duration,
    failure: Option<String>,
}

/// Runs the steps, all of them whatever fails, and prints the table. Says whether all went well.
pub fn run(steps: &[Step], workspace: &Workspace) -> anyhow::Result<bool> {
    if steps.is_empty() {
        bail!("no step is left to run: `--list` names them all, so ask for fewer with `--skip`");
    }
    let outcomes: Vec<_> = steps.iter().map(|step| run_one(*step, workspace)).collect();
    print!("{}", table(&outcomes));
    std::io::stdout().flush().ok();
    Ok(outcomes.iter().all(|outcome| outcome.failure.is_none()))
}

fn run_one(step: Step, workspace: &Workspace) -> Outcome {
    println!("\n==> {}: {}", step.name(), step.purpose());
    let start = Instant::now();
    let failure = step.run(workspace).err().map(|error| format!("{error:#}"));
    if let Some(failure) = &failure {
        println!("\n{} failed: {failure}", step.name());
    }
    Outcome { step, took: start.elapsed(), failure }
}

fn table(outcomes: &[Outcome]) -> String {
    let mut text = String::from("\nstep      seconds  result\n");
    for Outcome { step, took, failure } in outcomes {
        // One line each: the whole of it is above, where the step ran.
        let first = failure.as_ref().and_then(|failure| failure.lines().next());
        let result = first.map_or("ok".to_owned(), |line| format!("FAILED: {line}"));
        text += &format!("{:<8} {:>8.1}  {result}\n", step.name(), took.as_secs_f64());
    }
    text + &verdict(outcomes)
}

/// Never of the form "N passed, N failed": that would be read as a number of tests.
fn verdict(outcomes: &[Outcome]) -> String {
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.failure.is_some())
        .map(|outcome| outcome.step.name())
        .collect();
    if failed.is_empty() {
        return "Every step went well.\n".to_owned();
    }
    format!(
        "Not well: {0}. To run only that again: cargo xtask test --only {1}\n",
        failed.join(", "),
        failed.join(",")
    )
}

fn fmt(workspace: &Workspace) -> anyhow::Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["fmt", "--all", "--check", "--", "-l"]);
    tools::run(&mut cargo).context("some code is not laid out by rustfmt: run `cargo fmt --all`")
}

fn clippy(workspace: &Workspace) -> anyhow::Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    tools::run(&mut cargo).context("there are warnings: mend each of those above")
}

/// Plain `cargo test`, not a faster runner: it runs the examples in doc comments too, and it is everywhere.
fn unit(workspace: &Workspace) -> anyhow::Result<()> {
    let server = Postgres::from_environment_or_start()?;
    let mut cargo = workspace.cargo();
    // Without `--no-fail-fast` the first crate with a failure would hide those of the others.
    // The proofs need a solver: they are a step of their own.
    cargo.args(["test", "--workspace", "--exclude", proofs::CRATE, "--locked", "--no-fail-fast"]);
    cargo.env(postgres::VARIABLE, server.url());
    tools::run(&mut cargo).context("a test failed, or the code does not build: see above")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        choice: Choice,
    }

    fn chosen(arguments: &[&str]) -> Vec<Step> {
        let all = std::iter::once("test").chain(arguments.iter().copied());
        Line::try_parse_from(all).unwrap().choice.steps()
    }

    #[test]
    fn everything_runs_unless_somebody_asks_for_less() {
        assert_eq!(chosen(&[]), Step::value_variants());
        assert_eq!(chosen(&["--only", "house,fmt"]), [Step::Fmt, Step::House]);
        assert_eq!(chosen(&["--only", "house", "--only", "fmt"]), [Step::Fmt, Step::House]);
        assert_eq!(chosen(&["--only", "house,fmt", "--skip", "fmt"]), [Step::House]);
        assert!(!chosen(&["--skip", "browser"]).contains(&Step::Browser));
        assert!(Line::try_parse_from(["test", "--only", "nothing"]).is_err());
    }

    #[test]
    fn the_table_has_a_line_for_each_step_and_names_what_failed() {
        let outcome = |step, failure: Option<&str>| Outcome {
            step,
            took: Duration::from_millis(1500),
            failure: failure.map(str::to_owned),
        };
        let all = [outcome(Step::Fmt, None), outcome(Step::House, Some("two findings\nand more"))];
        let text = table(&all);
        assert!(text.contains("fmt           1.5  ok\n"), "{text}");
        assert!(text.contains("house         1.5  FAILED: two findings\n"), "{text}");
        assert!(text.ends_with("--only house\n"), "{text}");
        assert!(table(&all[..1]).ends_with("Every step went well.\n"));
    }
}
