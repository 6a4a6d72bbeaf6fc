//! Verify, rebuild, backup, restore.

use crate::config::Config;
use crate::{open, worker};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use journal::{Journal, MasterKey};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// `havre verify`: exit code 1 when something is broken.
pub(crate) async fn verify(config: &Config) -> anyhow::Result<ExitCode> {
    let journal = open::journal(config).await?;
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
    println!(
        "{}",
        if checked.broken.is_empty() { "Every chain holds." } else { "Something was changed: see above." }
    );
    Ok(if checked.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

/// Renews the copy of the key store.
pub(crate) async fn copy_keys(journal: &Journal, file: &Path) -> anyhow::Result<()> {
    journal
        .copy_keys_to(file)
        .await
        .with_context(|| format!("copying the key store to {}", file.display()))?;
    open::private(file, 0o600)
}

/// `havre backup`. First the database, then the keys: the copy of the key store knows every case of the backup.
pub(crate) async fn backup(config: &Config, file: &Path, keys: Option<&Path>) -> anyhow::Result<()> {
    if file.exists() {
        bail!("{} exists already", file.display());
    }
    let journal = open::journal(config).await?;
    journal.copy_to(file).await.context("copying the database")?;
    // It holds password hashes: only its owner reads it.
    open::private(file, 0o600)?;
    let keys = key_copy(config, keys, file);
    copy_keys(&journal, &keys).await?;
    println!(
        "{} written. It holds neither the master key nor the key store: keep them apart.",
        file.display()
    );
    println!(
        "{} is the copy of the key store. Keep only the latest, on another disk: an older one opens what was erased.",
        keys.display()
    );
    Ok(())
}

/// `havre restore`: into a folder and a database that are not in use; the copy is verified before anybody works with it.
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
    if !file.exists() {
        bail!("{} does not exist", file.display());
    }
    let text = std::fs::read_to_string(key).with_context(|| key.display().to_string())?;
    MasterKey::parse(&text).with_context(|| key.display().to_string())?;
    let keys = key_copy(config, keys, file);
    open::make_with_key(&data, &text)?;
    if config.database_url.is_some() {
        open::journal_as_it_is(config).await?.fill_from(file).await.context("filling the database")?;
    } else {
        std::fs::copy(file, open::database_file(&data))
            .with_context(|| format!("copying {}", file.display()))?;
    }
    let journal = open::journal_as_it_is(config).await?;
    if keys.exists() {
        let erased = journal.take_keys(&keys).await.with_context(|| keys.display().to_string())?;
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
    drop(journal);
    open::journal(config).await?;
    let done = verify(config).await?;
    if done != ExitCode::SUCCESS {
        println!("Do not work with {}: the copy is damaged, or the key is not its own.", data.display());
    }
    Ok(done)
}
