//! `havre`: the program. Command line, configuration, start-up, background work, demo.

mod accounts;
mod audit;
mod backup;
mod bench;
mod config;
mod demo;
mod demo_clock;
mod doors;
mod erase;
mod import;
mod link;
mod metrics;
mod open;
mod pdf;
mod seal;
mod serve;
mod unusual;
mod worker;
mod writer;

use clap::{Parser, Subcommand};
use config::Options;
use std::path::PathBuf;
use std::process::ExitCode;

/// Shared working tool of everyone who answers domestic and intimate-partner violence in an area.
///
/// First steps: `havre demo` shows everything with invented people. For real work: `havre init`, then
/// `havre user add`, then `havre serve`.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a data folder with a new master key. Keep a copy of the key elsewhere: without it nothing opens.
    Init,
    /// Serve a folder of invented people and reports, and print the address and the demo accounts.
    Demo(demo::Demo),
    /// Serve the data folder.
    Serve,
    /// Take a police extract (.csv, .xlsx, .jsonl). Every row is accounted for; running it twice changes nothing.
    Import(import::Import),
    /// Check every chain of the journal and say what is broken.
    Verify,
    /// The log of readings: signed checkpoints, and proving that it is whole.
    Audit {
        #[command(subcommand)]
        command: audit::Audit,
    },
    /// Take into the ledger, as they are, the rows that say who may do what: once after an update from a version
    /// without a ledger. It shows the accounts; look at them.
    Seal {
        /// Also when there is a ledger already: after somebody changed rows outside Havre and you put them right.
        #[arg(long)]
        again: bool,
    },
    /// Compute every board anew from the journal.
    Rebuild,
    /// Accounts.
    User {
        #[command(subcommand)]
        command: accounts::User,
    },
    /// Copy the database into a file while it is in use, and renew the copy of the key store. The master key is in
    /// neither: keep it apart.
    Backup {
        /// File to write; must not exist.
        file: PathBuf,
        /// The one copy of the key store, renewed with every backup. Default: `key_copy` of the configuration, else
        /// `havre.keys` beside the backup.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
    /// Put a copy into a new data folder (or an empty PostgreSQL), with the master key, and verify it.
    Restore {
        /// File made by `havre backup`.
        file: PathBuf,
        /// File with the master key.
        #[arg(long)]
        key: PathBuf,
        /// The latest copy of the key store. Default: as for `havre backup`.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
    /// Retention: what is past its period, proposed, held.
    Retention {
        #[command(subcommand)]
        command: erase::Retention,
    },
    /// Carry out an erasure on which two reviewers agreed on the page of retention, and write its certificate.
    Erase {
        /// The number of the case.
        case: casework::record::id::CaseId,
        /// File to write; must not exist.
        #[arg(long)]
        certificate: PathBuf,
    },
    /// Find who is the same person in a CSV file of people: links, clusters, reasons. Needs no data folder.
    Link(Box<link::Link>),
    /// Measure a data folder: signing, pages, indicators, memory.
    Bench(bench::Bench),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("havre: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = config::Config::load(&cli.options)?;
    match cli.command {
        Command::Init => open::init(&config).await?,
        Command::Demo(demo) => demo.run(config).await?,
        Command::Serve => serve::run(config).await?,
        Command::Import(import) => return import.run(&config).await,
        Command::Verify => return backup::verify(&config).await,
        Command::Audit { command } => return command.run(&config).await,
        Command::Seal { again } => seal::run(&config, again).await?,
        Command::Rebuild => backup::rebuild(&config).await?,
        Command::User { command } => command.run(&config).await?,
        Command::Backup { file, keys } => backup::backup(&config, &file, keys.as_deref()).await?,
        Command::Restore { file, key, keys } => {
            return backup::restore(&config, &file, &key, keys.as_deref()).await;
        }
        Command::Retention { command } => command.run(&config).await?,
        Command::Erase { case, certificate } => erase::run(&config, case, &certificate).await?,
        Command::Link(link) => return link.run(),
        Command::Bench(bench) => bench.run(&config).await?,
    }
    Ok(ExitCode::SUCCESS)
}
