//! Opening a data folder: key, database, rules.

use crate::config::Config;
use crate::demo_clock;
use anyhow::{Context, bail};
use casework::oversight::anomaly::Thresholds;
use casework::oversight::budget::Budgets;
use casework::rules::Rules;
use directory::Directory;
use journal::{Db, Journal, MasterKey, Standing};
use std::io::Write;
use std::path::{Path, PathBuf};

const KEY_FILE: &str = "master.key";
const DATABASE: &str = "havre.db";
/// Lies in the folder while a restore is under way.
const RESTORING: &str = "restore-under-way";

/// `havre init`: a folder, a key that only its owner reads, an empty database.
pub(crate) async fn init(config: &Config) -> anyhow::Result<()> {
    let data = config.data();
    make(config, &data)?;
    let journal = journal(config).await?;
    journal.mark_as_real().await?;
    journal.begin_log(web::now::now()).await?;
    println!("The data folder {} is ready.", data.display());
    println!(
        "Copy {} to a safe place now: without it nothing can ever be read.",
        data.join(KEY_FILE).display()
    );
    Ok(())
}

/// Makes folder and key; refuses a folder that has a key already.
pub(crate) fn make(config: &Config, data: &Path) -> anyhow::Result<()> {
    match config.master_key {
        Some(_) => folder(data),
        None => make_with_key(data, &MasterKey::generate().to_text()),
    }
}

/// A folder that only its owner enters.
fn folder(data: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("making the data folder {}", data.display()))?;
    private(data, 0o700)
}

/// Makes a new file that only its owner reads.
pub(crate) fn private_file(path: &Path) -> anyhow::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} exists already", path.display())
        }
        other => other.with_context(|| format!("writing {}", path.display())),
    }
}

/// A restore that is under way: its mark lies in the folder until everything is there, so that nobody works with a part.
pub(crate) struct Restoring(PathBuf);

impl Restoring {
    /// Marks a folder, which is made when it is missing.
    pub(crate) fn begin(data: &Path) -> anyhow::Result<Self> {
        folder(data)?;
        let mark = data.join(RESTORING);
        private_file(&mark)?.sync_all()?;
        Ok(Self(mark))
    }

    /// Everything is there.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        std::fs::remove_file(&self.0).with_context(|| self.0.display().to_string())
    }
}

/// Makes a folder with this key, in a file that only its owner reads.
pub(crate) fn make_with_key(data: &Path, key: &str) -> anyhow::Result<()> {
    folder(data)?;
    let path = data.join(KEY_FILE);
    let mut file = private_file(&path)?;
    file.write_all(key.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(unix)]
pub(crate) fn private(path: &Path, mode: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).context("setting permissions")
}

#[cfg(not(unix))]
pub(crate) fn private(_: &Path, _: u32) -> anyhow::Result<()> {
    Ok(())
}

/// Whether the folder was made before.
pub(crate) fn exists(config: &Config) -> bool {
    config.data().join(KEY_FILE).exists() || (config.master_key.is_some() && config.data().exists())
}

/// The path of the SQLite file.
pub(crate) fn database_file(data: &Path) -> PathBuf {
    data.join(DATABASE)
}

/// The path of the key file.
pub(crate) fn key_file(data: &Path) -> PathBuf {
    data.join(KEY_FILE)
}

fn master_key(config: &Config) -> anyhow::Result<MasterKey> {
    if let Some(text) = &config.master_key {
        return MasterKey::parse(text).context("HAVRE_MASTER_KEY");
    }
    let path = key_file(&config.data());
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("reading {} (make a data folder with `havre init`)", path.display()))?;
    refuse_open_key(&path)?;
    MasterKey::parse(&text).with_context(|| path.display().to_string())
}

/// A key that others on the machine may read is no key.
#[cfg(unix)]
fn refuse_open_key(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("{} may be read by others (mode {mode:o}): run chmod 600 on it", path.display());
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open_key(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// Opens the journal of the configuration, ready for work: every stream has a secret in the key store, and what was
/// erased stays erased.
pub(crate) async fn journal(config: &Config) -> anyhow::Result<Journal> {
    let journal = journal_as_it_is(config).await?;
    refuse_without_book(&journal).await?;
    demo_clock::resume(&journal).await?;
    let given = journal.give_secrets().await.context("filling the key store")?;
    if given > 0 {
        println!(
            "{given} records got a secret in the key store: backups made before do not have that protection."
        );
    }
    journal.erase_again().await?;
    journal.rebuild_if_boards_are_missing().await.context("computing boards that this version added")?;
    Ok(journal)
}

/// A folder whose rights nobody sealed is not worked in: whoever can write to the database could have made them.
async fn refuse_without_book(journal: &Journal) -> anyhow::Result<()> {
    match journal.standing().await.context("reading the book of rights and holds")? {
        Standing::New | Standing::Whole => {}
        Standing::Missing => bail!(
            "nothing says who may do what here: an earlier version made this folder, or somebody took the ledger away. \
             After an update, run `havre seal` once; it shows what it takes. Otherwise run `havre verify`, and keep a copy"
        ),
        Standing::Broken => eprintln!(
            "havre: the ledger was changed outside Havre, and nobody can sign in. Run `havre verify`; docs/audit.md says \
             what to do"
        ),
    }
    Ok(())
}

/// Opens the journal without looking into it.
pub(crate) async fn journal_as_it_is(config: &Config) -> anyhow::Result<Journal> {
    let mark = config.data().join(RESTORING);
    if mark.exists() {
        bail!(
            "a restore into {} was stopped before its end: delete the folder (and empty the database, if it is on a \
             server), and restore again",
            config.data().display()
        );
    }
    connected(config).await
}

/// Opens the journal to look at it: nothing is written, whatever stands there.
pub(crate) async fn journal_to_look(config: &Config) -> anyhow::Result<Journal> {
    let db = match &config.database_url {
        Some(url) => Db::postgres_to_look(server(url)?).await.context("DATABASE_URL")?,
        None => {
            let file = database_file(&config.data());
            Db::sqlite_to_look(&file).await.with_context(|| format!("opening {}", file.display()))?
        }
    };
    with_rules(config, db)
}

/// The same as [`journal_as_it_is`], for whoever restores.
pub(crate) async fn journal_in_restore(config: &Config, _: &Restoring) -> anyhow::Result<Journal> {
    connected(config).await
}

async fn connected(config: &Config) -> anyhow::Result<Journal> {
    let db = match &config.database_url {
        Some(url) => Db::postgres(server(url)?).await.context("DATABASE_URL")?,
        None => {
            let file = database_file(&config.data());
            Db::sqlite(&file).await.with_context(|| format!("opening {}", file.display()))?
        }
    };
    with_rules(config, db)
}

/// The address of a server.
fn server(url: &str) -> anyhow::Result<&str> {
    if !url.starts_with("postgres") {
        bail!(
            "DATABASE_URL must begin with postgres://; without it the SQLite file of the data folder is used"
        );
    }
    Ok(url)
}

/// A database with the master key and the rules.
fn with_rules(config: &Config, db: Db) -> anyhow::Result<Journal> {
    let key = master_key(config)?;
    let directory = directory(config)?;
    let evas = directory.zones().iter().filter_map(|zone| directory.eva_of(&zone.code)?.phone.as_deref());
    let phones = directory.numbers().iter().map(|number| number.phone.as_str()).chain(evas);
    Ok(Journal::new(db, &key, rules(config)?).with_institutions(phones))
}

/// A file of the content folder, or the one of the program when the folder has none.
pub(crate) fn content(config: &Config, path: &str, embedded: &str) -> anyhow::Result<String> {
    match config.content.as_ref().map(|dir| dir.join(path)).filter(|file| file.exists()) {
        Some(file) => std::fs::read_to_string(&file).with_context(|| file.display().to_string()),
        None => Ok(embedded.to_owned()),
    }
}

/// Calendar, clocks and periods of retention.
pub(crate) fn rules(config: &Config) -> anyhow::Result<Rules> {
    let (clocks, retention) = if config.demo {
        (
            include_str!("../../../content/clocks/demo.toml"),
            include_str!("../../../content/retention/demo.toml"),
        )
    } else {
        (include_str!("../../../content/clocks/be.toml"), include_str!("../../../content/retention/be.toml"))
    };
    let calendar = content(config, "calendar/be.toml", include_str!("../../../content/calendar/be.toml"))?;
    let (clocks, retention) =
        (content(config, "clocks/be.toml", clocks)?, content(config, "retention/be.toml", retention)?);
    Ok(Rules::parse(&calendar, &clocks, &retention)?)
}

/// From when on a reading is unusual.
pub(crate) fn unusual(config: &Config) -> anyhow::Result<Thresholds> {
    let text = content(config, "audit/patterns.toml", include_str!("../../../content/audit/patterns.toml"))?;
    Thresholds::parse(&text).context("audit/patterns.toml")
}

/// How many cases somebody may open in an hour.
pub(crate) fn budgets(config: &Config) -> anyhow::Result<Budgets> {
    let text = content(config, "audit/budget.toml", include_str!("../../../content/audit/budget.toml"))?;
    Budgets::parse(&text).context("audit/budget.toml")
}

/// Places and numbers.
pub(crate) fn directory(config: &Config) -> anyhow::Result<Directory> {
    match &config.content {
        Some(dir) => Directory::load(dir).with_context(|| dir.display().to_string()),
        None => Directory::embedded().context("embedded content"),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_key_is_for_its_owner_alone_and_one_that_others_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        make_with_key(&data, &MasterKey::generate().to_text()).unwrap();
        let key = key_file(&data);
        assert_eq!((mode(&data), mode(&key)), (0o700, 0o600));
        refuse_open_key(&key).unwrap();
        for open in [0o640, 0o604, 0o644] {
            private(&key, open).unwrap();
            let why = refuse_open_key(&key).unwrap_err().to_string();
            assert!(why.contains("chmod 600"), "{why}");
        }
    }
}
