//! Verify, rebuild, backup, restore.

use crate::config::Config;
use crate::open;
use anyhow::{Context, bail};
use indicatif::ProgressBar;
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
    journal.db().copy_to(file).await.context("copying the database")?;
    println!("{} written. It does not hold the master key: keep that apart.", file.display());
    Ok(())
}

/// `havre restore`: into a folder that is not in use; the copy is verified before anybody works with it.
pub(crate) async fn restore(config: &Config, file: &Path, key: &Path) -> anyhow::Result<ExitCode> {
    let data = config.data();
    let target = open::database_file(&data);
    if target.exists() || open::key_file(&data).exists() {
        bail!("{} is in use: give a new folder with --data", data.display());
    }
    let given =
        Config { master_key: Some(std::fs::read_to_string(key).context("the key file")?), ..config.clone() };
    open::make(&given, &data)?;
    std::fs::copy(file, &target).with_context(|| format!("copying {}", file.display()))?;
    std::fs::copy(key, open::key_file(&data)).context("copying the key")?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(open::key_file(&data), std::fs::Permissions::from_mode(0o600))?;
    }
    verify(config).await
}
