//! Verify, rebuild, backup, restore.

use crate::config::Config;
use crate::{open, worker};
use anyhow::{Context, bail};
use indicatif::ProgressBar;
use journal::MasterKey;
use std::path::Path;
use std::process::ExitCode;

/// `havre verify`: exit code 1 when something is broken.
pub(crate) async fn verify(config: &Config) -> anyhow::Result<ExitCode> {
    let journal = open::journal(config).await?;
    let bar = ProgressBar::new_spinner();
    let checked = journal.verify(|streams| bar.set_position(streams)).await?;
    bar.finish_and_clear();
    println!("{} cases, {} entries checked.", checked.streams, checked.entries);
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
    bar.finish_and_clear();
    println!("{cases} cases replayed.");
    Ok(())
}

/// `havre backup`.
pub(crate) async fn backup(config: &Config, file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        bail!("{} exists already", file.display());
    }
    let journal = open::journal(config).await?;
    journal.copy_to(file).await.context("copying the database")?;
    // It holds password hashes: only its owner reads it.
    open::private(file, 0o600)?;
    println!("{} written. It does not hold the master key: keep that apart.", file.display());
    Ok(())
}

/// `havre restore`: into a folder and a database that are not in use; the copy is verified before anybody works with it.
pub(crate) async fn restore(config: &Config, file: &Path, key: &Path) -> anyhow::Result<ExitCode> {
    let data = config.data();
    if open::database_file(&data).exists() || open::key_file(&data).exists() {
        bail!("{} is in use: give a new folder with --data", data.display());
    }
    if !file.exists() {
        bail!("{} does not exist", file.display());
    }
    let text = std::fs::read_to_string(key).with_context(|| key.display().to_string())?;
    MasterKey::parse(&text).with_context(|| key.display().to_string())?;
    open::make_with_key(&data, &text)?;
    if config.database_url.is_some() {
        open::journal(config).await?.fill_from(file).await.context("filling the database")?;
    } else {
        std::fs::copy(file, open::database_file(&data))
            .with_context(|| format!("copying {}", file.display()))?;
        open::journal(config).await?.rebuild_if_boards_are_missing().await?;
    }
    let done = verify(config).await?;
    if done != ExitCode::SUCCESS {
        println!("Do not work with {}: the copy is damaged, or the key is not its own.", data.display());
    }
    Ok(done)
}
