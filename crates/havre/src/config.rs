//! Configuration: command line, then environment, then file, then defaults. Unknown keys are errors that name the key.

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Options that every command takes.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Options {
    /// Data folder: database and master key.
    #[arg(long, env = "HAVRE_DATA", global = true)]
    data: Option<PathBuf>,
    /// Configuration file (TOML). Default: `havre.toml` in the data folder, when there is one.
    #[arg(long, env = "HAVRE_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// Folder whose files replace those of the program: calendar, clocks, directory, texts, papers, columns.
    #[arg(long, env = "HAVRE_CONTENT", global = true)]
    content: Option<PathBuf>,
    /// Address to listen on.
    #[arg(long, env = "HAVRE_LISTEN", global = true)]
    listen: Option<SocketAddr>,
    /// PostgreSQL instead of the SQLite file of the data folder.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// The master key itself, instead of the file `master.key` of the data folder.
    #[arg(
        env = "HAVRE_MASTER_KEY",
        long = "master-key-from-environment",
        hide = true,
        hide_env_values = true
    )]
    master_key: Option<String>,
}

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    metrics_listen: Option<SocketAddr>,
    database_url: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    #[serde(default)]
    behind_https_proxy: bool,
    #[serde(default)]
    session_idle_minutes: u32,
    #[serde(default)]
    session_hours: u32,
    content: Option<PathBuf>,
    key_copy: Option<PathBuf>,
}

/// What holds.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) data: Option<PathBuf>,
    pub(crate) listen: SocketAddr,
    /// Where metrics are served; nowhere unless told.
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) database_url: Option<String>,
    pub(crate) master_key: Option<String>,
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    pub(crate) behind_https_proxy: bool,
    pub(crate) idle_minutes: u32,
    pub(crate) absolute_hours: u32,
    pub(crate) content: Option<PathBuf>,
    /// Where the one copy of the key store is kept and renewed: another disk, and not among the backups.
    pub(crate) key_copy: Option<PathBuf>,
    /// The clocks of the demo instead of the empty slots.
    pub(crate) demo: bool,
}

impl Config {
    /// Puts the sources together.
    pub(crate) fn load(options: &Options) -> anyhow::Result<Self> {
        let file = read_file(options)?;
        let tls = match (file.tls_certificate, file.tls_key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) => bail!("configuration: tls_certificate is set but tls_key is not"),
            (None, Some(_)) => bail!("configuration: tls_key is set but tls_certificate is not"),
        };
        Ok(Self {
            data: options.data.clone(),
            listen: options
                .listen
                .or(file.listen)
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8750))),
            database_url: options.database_url.clone().or(file.database_url),
            master_key: options.master_key.clone(),
            tls,
            behind_https_proxy: file.behind_https_proxy,
            idle_minutes: file.session_idle_minutes,
            absolute_hours: file.session_hours,
            content: options.content.clone().or(file.content),
            metrics_listen: file.metrics_listen,
            key_copy: file.key_copy,
            demo: false,
        })
    }

    /// The data folder; `havre-data` unless told otherwise.
    pub(crate) fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("havre-data"))
    }
}

fn read_file(options: &Options) -> anyhow::Result<File> {
    let own = options.data.as_ref().map(|data| data.join("havre.toml")).filter(|file| file.exists());
    let Some(path) = options.config.clone().or(own) else { return Ok(File::default()) };
    let text = std::fs::read_to_string(&path).with_context(|| format!("configuration {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("configuration {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named() {
        let error = toml::from_str::<File>("listne = '127.0.0.1:1'").unwrap_err().to_string();
        assert!(error.contains("listne"), "{error}");
    }
}
