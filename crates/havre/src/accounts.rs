//! `havre user`: accounts from the command line.

use crate::config::Config;
use crate::open;
use anyhow::{Context, anyhow, bail};
use casework::record::id::{Nis, UserId, ZoneCode};
use casework::record::staff::Function;
use clap::Subcommand;
use journal::{By, Journal, NewAccount, new_uuid};

/// Commands on accounts.
#[derive(Subcommand)]
pub(crate) enum User {
    /// Add an account; the password is asked, or read from the environment variable HAVRE_NEW_PASSWORD.
    Add {
        /// For signing in.
        username: String,
        /// Shown to colleagues.
        #[arg(long)]
        name: String,
        /// What she does; a word that is unknown is answered with all of them.
        #[arg(long, value_parser = known_function)]
        function: Function,
        /// Police zones (four digits), comma between them.
        #[arg(long, value_delimiter = ',')]
        zones: Vec<String>,
        /// Name of the unit, of those who read what is granted to one.
        #[arg(long)]
        office: Option<String>,
        /// Neighbourhoods of an EVA representative (NIS codes); none means the whole zone.
        #[arg(long, value_delimiter = ',')]
        neighbourhoods: Vec<String>,
        /// fr, nl, de or en.
        #[arg(long, default_value = "fr")]
        language: String,
    },
    /// List accounts.
    List,
    /// Set a new password; every session of the account ends.
    Password {
        /// Account.
        username: String,
    },
    /// Switch an account off; its sessions end.
    Disable {
        /// Account.
        username: String,
    },
    /// Switch an account on again.
    Enable {
        /// Account.
        username: String,
    },
    /// Take the second factor away (a lost phone); she sets a new one after signing in.
    ResetTotp {
        /// Account.
        username: String,
    },
}

impl User {
    pub(crate) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let journal = open::journal(config).await?;
        let by = By { user: None, at: web::now::now() };
        match self {
            Self::Add { username, name, function, zones, office, neighbourhoods, language } => {
                let new = NewAccount {
                    id: UserId(new_uuid(web::now::now())),
                    name,
                    function,
                    sector: function.usual_sector(),
                    zones: parse_all(&zones, ZoneCode::parse).context("--zones")?,
                    office: office.unwrap_or_default(),
                    neighbourhoods: parse_all(&neighbourhoods, Nis::parse).context("--neighbourhoods")?,
                    language: known_language(language)?,
                    password_hash: hashed(&username)?,
                    username: username.clone(),
                };
                if !journal.add_account(&new, by).await? {
                    bail!("{username} exists already");
                }
                println!("{username} added.");
            }
            Self::List => list(&journal).await?,
            Self::Password { username } => {
                let id = find(&journal, &username).await?;
                journal.set_password(id, &hashed(&username)?, by).await?;
                println!("Password of {username} changed; its sessions ended.");
            }
            Self::Disable { username } => {
                journal.switch_off(find(&journal, &username).await?, None, by).await?;
            }
            Self::Enable { username } => {
                journal.switch_on(find(&journal, &username).await?, by).await?;
            }
            Self::ResetTotp { username } => journal.remove_totp(find(&journal, &username).await?, by).await?,
        }
        Ok(())
    }
}

fn known_function(word: &str) -> Result<Function, String> {
    let words = || Function::ALL.iter().map(|function| function.word()).collect::<Vec<_>>().join(", ");
    Function::from_word(word).ok_or_else(|| format!("unknown; one of {}", words()))
}

fn parse_all<T, E: std::error::Error + Send + Sync + 'static>(
    texts: &[String],
    parse: impl Fn(&str) -> Result<T, E>,
) -> anyhow::Result<Vec<T>> {
    texts.iter().map(|text| parse(text).with_context(|| text.clone())).collect()
}

fn known_language(code: String) -> anyhow::Result<String> {
    if web::LANGUAGES.iter().any(|(known, _)| *known == code) {
        Ok(code)
    } else {
        bail!("--language {code}: unknown")
    }
}

fn hashed(username: &str) -> anyhow::Result<String> {
    let password = new_password()?;
    web::account::check_password(username, &password)?;
    Ok(web::account::hash_password(&password)?)
}

/// `ENXIO`, as opening the terminal answers where there is none.
const NO_DEVICE: i32 = 6;
const NO_TERMINAL: &str = "there is no terminal on which to ask for the password: run this in one, or put the password \
                           into the environment variable HAVRE_NEW_PASSWORD";

fn new_password() -> anyhow::Result<String> {
    match std::env::var("HAVRE_NEW_PASSWORD") {
        Ok(password) => Ok(password),
        Err(_) => rpassword::prompt_password("New password: ").map_err(|error| match error.raw_os_error() {
            // No such device: there is no terminal, and the number of the error says nothing more.
            Some(NO_DEVICE) => anyhow!(NO_TERMINAL),
            _ => anyhow::Error::new(error).context(NO_TERMINAL),
        }),
    }
}

async fn find(journal: &Journal, username: &str) -> anyhow::Result<UserId> {
    Ok(journal.account_named(username).await?.ok_or_else(|| anyhow!("no account {username}"))?.id)
}

async fn list(journal: &Journal) -> anyhow::Result<()> {
    for account in journal.accounts().await? {
        let zones: Vec<_> = account.zones.iter().map(ToString::to_string).collect();
        let state = if account.active { "" } else { " (off)" };
        println!("{:24} {:16} {}{state}", account.username, account.function.word(), zones.join(","));
    }
    Ok(())
}
