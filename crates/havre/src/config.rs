//! Configuration: command line, then environment, then file, then defaults. Unknown keys are errors that name the key.

use anyhow::{Context, bail};
use clap::Args;
use identity::{Address, Identity, Passkeys, Provider, ProviderSettings};
use serde::Deserialize;
use std::collections::BTreeSet;
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
    /// Where people reach Havre: `https://havre.example`. Needed for passkeys and for signing in with an organisation.
    address: Option<String>,
    organisation: Option<Organisation>,
}

/// Signing in with an organisation (OpenID Connect).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Organisation {
    /// As it stands in the provider's tokens.
    issuer: String,
    /// Name of Havre at the provider.
    client_id: String,
    /// File with the secret of Havre at the provider; or the environment variable HAVRE_OIDC_SECRET.
    client_secret_file: Option<PathBuf>,
    /// Claim that names a person.
    claim: Option<String>,
    /// What people call it; on the button.
    name: Option<String>,
    /// Whether passwords and passkeys of Havre go on working beside it.
    #[serde(default = "yes")]
    local_sign_in: bool,
    /// Accounts that may sign in with a password when nobody else may: for the day on which the provider is away.
    #[serde(default)]
    break_glass: Vec<String>,
}

fn yes() -> bool {
    true
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
    /// Where people reach Havre.
    pub(crate) address: Option<String>,
    /// Signing in with an organisation.
    pub(crate) organisation: Option<Organisation>,
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
            address: file.address,
            organisation: file.organisation,
            demo: false,
        })
    }

    /// The data folder; `havre-data` unless told otherwise.
    pub(crate) fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("havre-data"))
    }
}

impl Config {
    /// Who else vouches for people: their organisation, their devices.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub(crate) fn identity(&self) -> anyhow::Result<Identity> {
        let Some(address) = &self.address else {
            if self.organisation.is_some() {
                bail!("configuration: [organisation] needs `address`, where people reach Havre");
            }
            return Ok(Identity::default());
        };
        let address = Address::parse(address).context("configuration: address")?;
        // An address without a name can hold no passkeys; everything else works.
        let passkeys = Passkeys::new(&address).ok();
        let provider = self.organisation.as_ref().map(|one| one.provider(address)).transpose()?;
        Ok(Identity { provider, passkeys })
    }

    /// What people call their organisation.
    pub(crate) fn organisation_name(&self) -> Option<String> {
        self.organisation.as_ref()?.name.clone()
    }

    /// Who may sign in with a password of ours; `None`: everybody.
    pub(crate) fn local(&self) -> Option<BTreeSet<String>> {
        let organisation = self.organisation.as_ref().filter(|organisation| !organisation.local_sign_in)?;
        Some(organisation.break_glass.iter().map(|name| name.trim().to_lowercase()).collect())
    }
}

impl Organisation {
    fn provider(&self, address: Address) -> anyhow::Result<Provider> {
        let settings = ProviderSettings {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.secret()?,
            claim: self.claim.clone(),
            address,
        };
        Provider::new(settings).context("configuration: [organisation]")
    }

    fn secret(&self) -> anyhow::Result<Option<String>> {
        let Some(file) = &self.client_secret_file else { return Ok(std::env::var("HAVRE_OIDC_SECRET").ok()) };
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("configuration: client_secret_file {}", file.display()))?;
        Ok(Some(text.trim().to_owned()))
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

    fn config(text: &str) -> Config {
        let file: File = toml::from_str(text).unwrap();
        let empty = Config::load(&Options::default()).unwrap();
        Config { address: file.address, organisation: file.organisation, ..empty }
    }

    #[test]
    fn passkeys_need_a_name_and_an_organisation_needs_an_address() {
        assert!(config("").identity().unwrap().passkeys.is_none());
        assert!(config("address = 'https://havre.example'").identity().unwrap().passkeys.is_some());
        assert!(config("address = 'http://127.0.0.1:8750'").identity().unwrap().passkeys.is_none());
        assert!(config("address = 'http://havre.example'").identity().is_err(), "not over the open network");
        let organisation = "[organisation]\nissuer = 'https://login.example'\nclient_id = 'havre'";
        let error = config(organisation).identity().unwrap_err().to_string();
        assert!(error.contains("address"), "{error}");
    }

    #[test]
    fn passwords_go_on_working_unless_they_are_switched_off() {
        let text =
            "[organisation]\nissuer = 'https://login.example'\nclient_id = 'havre'\nbreak_glass = ['Admin']";
        assert_eq!(config(text).local(), None);
        let off = config(&format!("{text}\nlocal_sign_in = false")).local().unwrap();
        assert_eq!(off.into_iter().collect::<Vec<_>>(), ["admin"]);
    }
}
