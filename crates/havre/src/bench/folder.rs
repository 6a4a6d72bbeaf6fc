//! The folder that is measured.

use crate::config::Config;
use crate::{demo, open};
use anyhow::bail;
use journal::Journal;
use std::path::Path;
use std::time::Instant;

/// A folder with so many invented reports, made first when it is new.
pub(super) async fn loaded(config: &Config, data: &Path, reports: u32) -> anyhow::Result<Journal> {
    if !open::exists(config) {
        open::make(config, data)?;
        let journal = open::journal(config).await?;
        let start = Instant::now();
        demo::Demo { reports, seed: 1, only_load: true }.load(config, &journal, false).await?;
        println!("load {reports} reports with what followed: {:.1} s", start.elapsed().as_secs_f64());
    }
    let journal = open::journal(config).await?;
    if !journal.is_demo().await? {
        bail!("{} holds real data: bench does not touch it", data.display());
    }
    Ok(journal)
}
