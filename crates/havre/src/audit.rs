//! `havre audit`: checkpoints of the log of readings, and proving with them that nothing was changed.

use crate::config::Config;
use crate::open;
use anyhow::{Context, bail};
use casework::record::dates::brussels;
use clap::Subcommand;
use jiff::Timestamp;
use journal::{AuditKey, Audited, Checkpoint, Db, Journal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Folder of the daily checkpoints, in the data folder.
const FOLDER: &str = "checkpoints";

/// What `havre audit` can do.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Write a signed checkpoint: a few lines that prove later what the log was today. Keep it elsewhere: on paper, or
    /// in a mail to the data protection officer.
    Checkpoint {
        /// File to write; without it the checkpoint is printed.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Check every line of the log of readings, and say which is changed, missing or not in its place.
    /// Exit code 1 when something is wrong.
    Verify {
        /// A checkpoint that was kept elsewhere. May be given several times. Those of the data folder are always read.
        #[arg(long)]
        checkpoint: Vec<PathBuf>,
        /// The key printed by `havre audit key`: checks without the master key.
        #[arg(long)]
        public_key: Option<String>,
    },
    /// Print the public key of checkpoints.
    Key,
}

impl Audit {
    /// Does it.
    pub(crate) async fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Checkpoint { out } => checkpoint(config, out.as_deref()).await?,
            Self::Verify { checkpoint, public_key } => {
                return verify(config, checkpoint, public_key.as_deref()).await;
            }
            Self::Key => println!("{}", open::journal(config).await?.audit_key()),
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn checkpoint(config: &Config, out: Option<&Path>) -> anyhow::Result<()> {
    let journal = open::journal(config).await?;
    let Some((_, text)) = journal.checkpoint(web::now::now()).await? else {
        bail!("the log of readings does not hold: run havre audit verify. Nothing was signed");
    };
    match out {
        Some(file) => {
            write_new(file, &text)?;
            println!("{} written. Keep a copy where nobody of this machine reaches it.", file.display());
        }
        None => print!("{text}"),
    }
    Ok(())
}

/// A checkpoint never takes the place of another one.
fn write_new(file: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut made = std::fs::File::create_new(file).with_context(|| format!("writing {}", file.display()))?;
    made.write_all(text.as_bytes())?;
    made.sync_all()?;
    Ok(())
}

/// The checkpoint of the day, once, into the data folder. A log that does not hold is said in the log of the program.
pub(crate) async fn daily(journal: &Journal, data: &Path, now: Timestamp) -> anyhow::Result<()> {
    let folder = data.join(FOLDER);
    let file = folder.join(format!("{}.txt", now.to_zoned_datetime(brussels()).date()));
    if file.exists() {
        return Ok(());
    }
    let Some((checkpoint, text)) = journal.checkpoint(now).await? else {
        bail!("the log of readings does not hold: run havre audit verify");
    };
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    open::private(&folder, 0o700)?;
    write_new(&file, &text)?;
    tracing::info!(lines = checkpoint.lines, "the checkpoint of the day is written");
    Ok(())
}

/// The checkpoint that belongs to a backup, signed before it is made; `None` when the log of readings does not hold, or was
/// never begun: a backup is made all the same.
pub(crate) async fn of_backup(journal: &Journal) -> anyhow::Result<Option<String>> {
    let signed = journal.checkpoint(web::now::now()).await.context("signing a checkpoint")?;
    Ok(signed.map(|(_, text)| text))
}

/// Writes it beside the backup; gives the file. One that a killed backup left is taken away first.
pub(crate) fn write_beside(backup: &Path, text: &str) -> anyhow::Result<PathBuf> {
    let mut name = backup.as_os_str().to_owned();
    name.push(".checkpoint.txt");
    let file = PathBuf::from(name);
    if file.exists() {
        std::fs::remove_file(&file).with_context(|| file.display().to_string())?;
    }
    write_new(&file, text)?;
    Ok(file)
}

async fn verify(config: &Config, given: &[PathBuf], public_key: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut files = given.to_vec();
    files.extend(kept(&config.data())?);
    let (audited, unread) = match public_key {
        Some(key) => {
            let key = AuditKey::parse(key).context("--public-key is 64 hexadecimal digits")?;
            let (known, unread) = read(&files, &key)?;
            (journal::audit(&database(config).await?, &known).await?, unread)
        }
        None => {
            let journal = open::journal_to_look(config).await?;
            let (known, unread) = read(&files, &journal.audit_key())?;
            (journal.audit(&known).await?, unread)
        }
    };
    Ok(report(&audited, &unread))
}

/// The checkpoints of the data folder.
fn kept(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = data.join(FOLDER);
    if !folder.exists() {
        return Ok(vec![]);
    }
    let files = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut files = files.map(|file| Ok(file?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    Ok(files)
}

/// The database alone, to look at, which must be there: without the master key nothing else is of use.
async fn database(config: &Config) -> anyhow::Result<Db> {
    if let Some(url) = &config.database_url {
        return Db::postgres_to_look(url).await.context("DATABASE_URL");
    }
    let file = open::database_file(&config.data());
    if !file.exists() {
        bail!("{} does not exist", file.display());
    }
    Db::sqlite_to_look(&file).await.with_context(|| format!("opening {}", file.display()))
}

/// Checkpoints whose signature holds, and why the others say nothing.
fn read(files: &[PathBuf], key: &AuditKey) -> anyhow::Result<(Vec<Checkpoint>, Vec<String>)> {
    let (mut known, mut unread) = (Vec::new(), Vec::new());
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        match Checkpoint::parse(&text, key) {
            Ok(checkpoint) => known.push(checkpoint),
            Err(why) => unread.push(format!("{}: {why}", file.display())),
        }
    }
    Ok((known, unread))
}

fn report(audited: &Audited, unread: &[String]) -> ExitCode {
    println!("{} lines checked, {} checkpoints compared.", audited.lines, audited.checkpoints);
    for fault in &audited.faults {
        let at = fault.line.map(|line| format!(" line {line}")).unwrap_or_default();
        println!("BROKEN{at}: {}", fault.what);
    }
    for why in unread {
        println!("BROKEN checkpoint {why}");
    }
    if !audited.faults.is_empty() || !unread.is_empty() {
        println!("Something was changed: see above.");
        return ExitCode::FAILURE;
    }
    println!("The log of readings holds, and the ledger is the one that the checkpoints know.");
    if audited.checkpoints == 0 {
        println!("No checkpoint was compared: somebody with the master key could have written the log anew.");
    }
    ExitCode::SUCCESS
}
