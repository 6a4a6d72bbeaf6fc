//! Verify, rebuild, backup, restore.

use crate::config::Config;
use crate::{audit, open, worker};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use journal::{Checked, Journal, MasterKey, OpenError, RunError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// `havre verify`: exit code 1 when something is broken.
pub(crate) async fn verify(config: &Config) -> anyhow::Result<ExitCode> {
    let checked = check(config).await?;
    Ok(if checked.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Checks every chain and every row that grants or forbids, and prints what is broken. It writes nothing.
async fn check(config: &Config) -> anyhow::Result<Checked> {
    let journal = open::journal_to_look(config).await?;
    let bar = ProgressBar::new_spinner();
    let checked = journal.verify(|streams| bar.set_position(streams)).await?;
    bar.finish_and_clear();
    println!("{} cases, {} entries checked.", checked.streams, checked.entries);
    for (stream, at) in &checked.erased {
        println!("Case {stream} was erased on {at}: its chain holds, nothing in it can be opened.");
    }
    for broken in &checked.broken {
        let at = broken.seq.map(|seq| format!(", entry {seq}")).unwrap_or_default();
        println!("BROKEN case {}{at}: {}", broken.stream, broken.what);
    }
    for row in &checked.rows {
        println!("BROKEN {} {}: {}", row.table, row.about, row.what);
    }
    println!(
        "What only a checkpoint kept elsewhere can find: that the whole database was put back to an earlier day. \
         `havre audit checkpoint --out FILE` makes one, `havre audit verify --checkpoint FILE` compares."
    );
    println!(
        "{}",
        if checked.is_whole() {
            "Every chain holds, and every right and hold is as it was written."
        } else {
            "Something was changed: see above."
        }
    );
    Ok(checked)
}

/// `havre rebuild`.
pub(crate) async fn rebuild(config: &Config) -> anyhow::Result<()> {
    let journal = open::journal(config).await?;
    let bar = ProgressBar::new_spinner();
    let cases = journal.rebuild(|cases| bar.set_position(cases)).await?;
    worker::compare(&journal).await?;
    journal.db().refresh_statistics().await?;
    bar.finish_and_clear();
    println!("{cases} cases replayed.");
    Ok(())
}

/// Where the copy of the key store is: as told, else as configured, else beside the backup.
fn key_copy(config: &Config, told: Option<&Path>, beside: &Path) -> PathBuf {
    let default = || beside.with_file_name("havre.keys");
    told.map(Path::to_owned).or_else(|| config.key_copy.clone()).unwrap_or_else(default)
}

/// `havre backup`. First the database, then the keys: the copy of the key store knows every case of the backup.
pub(crate) async fn backup(config: &Config, file: &Path, keys: Option<&Path>) -> anyhow::Result<()> {
    let journal = open::journal(config).await?;
    let checkpoint = audit::of_backup(&journal).await?;
    // It holds password hashes: only its owner reads it.
    journal.copy_to(file).await.context("copying the database")?;
    let keys = key_copy(config, keys, file);
    worker::copy_keys(&journal, &keys).await?;
    println!(
        "{} written. It holds neither the master key nor the key store: keep them apart.",
        file.display()
    );
    println!(
        "{} is the copy of the key store; those of earlier days lie beside it, numbered. Keep them on another disk, and \
         none elsewhere: Havre destroys in these what is erased, and in no other.",
        keys.display()
    );
    match checkpoint.map(|text| audit::write_beside(file, &text)).transpose()? {
        Some(file) => println!(
            "{} is the signed checkpoint of this moment: keep a copy where nobody of this machine reaches it.",
            file.display()
        ),
        None => println!("No checkpoint was signed: the log of readings was never begun, or does not hold."),
    }
    Ok(())
}

/// `havre restore`: into a folder and a database that are not in use; the copy is looked at before and verified after.
/// Until it is done, nobody can work in the folder.
pub(crate) async fn restore(
    config: &Config,
    file: &Path,
    key: &Path,
    keys: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let data = config.data();
    if open::database_file(&data).exists() || open::key_file(&data).exists() {
        bail!("{} is in use: give a new folder with --data", data.display());
    }
    let text = std::fs::read_to_string(key).with_context(|| key.display().to_string())?;
    MasterKey::parse(&text).with_context(|| key.display().to_string())?;
    let keys = key_copy(config, keys, file);
    journal::check_backup(file).await.with_context(|| file.display().to_string())?;
    let restoring = open::Restoring::begin(&data)?;
    open::make_with_key(&data, &text)?;
    let journal = fill(config, file, &restoring).await?;
    take_keys(&journal, &keys, &data).await?;
    rebuild_what_opens(&journal).await?;
    journal.begin_after_restore().await?;
    drop(journal);
    restoring.end()?;
    let checked = check(config).await?;
    say_what_is_set_aside(&checked, &data);
    Ok(if checked.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Puts what a backup holds into the folder, or the database, that is new.
async fn fill(config: &Config, file: &Path, restoring: &open::Restoring) -> anyhow::Result<Journal> {
    let taken = match config.database_url {
        Some(_) => config.data().join("restoring.db"),
        None => open::database_file(&config.data()),
    };
    // Never the backup itself: opening it would bring it to the edition of this program.
    open::private_file(&taken)?;
    std::fs::copy(file, &taken).with_context(|| format!("copying {}", file.display()))?;
    open::private(&taken, 0o600)?;
    let journal = open::journal_in_restore(config, restoring).await?;
    if config.database_url.is_some() {
        journal.fill_from(&taken).await.context("filling the database")?;
        std::fs::remove_file(&taken).with_context(|| taken.display().to_string())?;
    }
    Ok(journal)
}

/// Takes the secrets of the cases from the copy of the key store.
async fn take_keys(journal: &Journal, keys: &Path, data: &Path) -> anyhow::Result<()> {
    if keys.exists() {
        let erased = journal.take_keys(keys).await.with_context(|| keys.display().to_string())?;
        println!("{erased} cases were erased since this copy was made: they are erased in it too.");
    } else {
        println!(
            "There is no copy of the key store at {} (--keys): only a backup of an earlier version opens without it.",
            keys.display()
        );
    }
    journal.give_secrets().await.context("filling the key store")?;
    if journal.lacks_secrets().await? {
        bail!(
            "the key store lacks the secrets of some cases: {} is missing or older than the backup. Delete {} and \
             restore with the latest copy (--keys)",
            keys.display(),
            data.display()
        );
    }
    Ok(())
}

/// Computes the boards of every case that opens. One that does not is named when everything is verified.
async fn rebuild_what_opens(journal: &Journal) -> anyhow::Result<()> {
    match journal.rebuild_if_boards_are_missing().await {
        Err(RunError::Open(OpenError::Key(_) | OpenError::Unreadable(_) | OpenError::Erased)) | Ok(()) => {
            Ok(())
        }
        Err(error) => Err(error).context("computing the boards"),
    }
}

fn say_what_is_set_aside(checked: &Checked, data: &Path) {
    let broken: BTreeSet<_> = checked.broken.iter().map(|broken| &broken.stream).collect();
    if broken.is_empty() {
        return;
    }
    if broken.len() as u64 >= checked.streams {
        println!("Do not work with {}: the copy is damaged, or the key is not its own.", data.display());
        return;
    }
    println!(
        "{} of {} cases are damaged and set aside: nothing is added to them, and what does not open is in no list. The \
         others are restored and can be worked with. Look for the damaged ones in an older backup:",
        broken.len(),
        checked.streams
    );
    for case in broken {
        println!("  case {case}");
    }
}
