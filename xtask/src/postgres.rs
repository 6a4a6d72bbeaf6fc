//! A PostgreSQL server for the tests: private, on this machine only, gone afterwards.

use crate::tools;
use anyhow::{Context, bail};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The variable in which the tests look for the address of the server.
pub const VARIABLE: &str = "HAVRE_TEST_POSTGRES";

/// How long a server may take to answer, or to stop.
const LIMIT: Duration = Duration::from_secs(60);

/// The port is free when it is looked for, and may be taken when the server starts.
const TRIES: usize = 3;

/// Nothing here outlives the tests, so nothing waits for the disk. Connections: many tests run side by side.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=300",
];

/// A server that the tests can use.
pub enum Postgres {
    /// Somebody else's.
    Given(String),
    /// Ours, stopped and removed when this goes.
    Started(Box<Server>),
}

impl Postgres {
    /// The server that the environment names; otherwise a fresh one.
    pub fn from_environment_or_start() -> anyhow::Result<Self> {
        match std::env::var(VARIABLE) {
            Ok(url) if !url.is_empty() => Ok(Self::Given(url)),
            _ => Ok(Self::Started(Box::new(Server::start()?))),
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        match self {
            Self::Given(url) => url,
            Self::Started(server) => &server.url,
        }
    }
}

/// A server that runs until it is dropped.
pub struct Server {
    url: String,
    process: Child,
    cluster: Cluster,
}

impl Server {
    fn start() -> anyhow::Result<Self> {
        let cluster = Cluster::lay()?;
        let mut last = None;
        for _ in 0..TRIES {
            match cluster.serve() {
                Ok((process, port)) => {
                    let url = format!("postgres://havre@127.0.0.1:{port}/postgres");
                    println!("PostgreSQL of {} answers at {url}", cluster.programs.display());
                    return Ok(Self { url, process, cluster });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.context("no server was tried")?)
            .with_context(|| format!("PostgreSQL does not start; it said:\n{}", cluster.log()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.cluster.stop(&mut self.process);
        // The folder goes with the cluster, after this.
    }
}

/// The files of a server, and how to run its programs.
struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    owner: Option<Owner>,
}

/// Whom the server runs as when the runner is root: PostgreSQL refuses to run as root.
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn find() -> anyhow::Result<Option<Self>> {
        if !tools::is_root() {
            return Ok(None);
        }
        let number = |user| {
            Some(Self {
                user: tools::user_number("-u", Some(user))?,
                group: tools::user_number("-g", Some(user))?,
            })
        };
        let found = ["postgres", "nobody"].into_iter().find_map(number);
        found
            .map(Some)
            .context("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`")
    }
}

impl Cluster {
    fn lay() -> anyhow::Result<Self> {
        let programs = find_or_install()?;
        let folder = tempfile::Builder::new().prefix("havre-postgres-").tempdir()?;
        let cluster = Self { programs, folder, owner: Owner::find()? };
        if let Some(Owner { user, group }) = cluster.owner {
            chown(cluster.folder.path(), Some(user), Some(group)).context("cannot hand the folder over")?;
        }
        let mut initdb = cluster.program("initdb");
        initdb.arg("--pgdata").arg(cluster.data());
        initdb.args(["--username=havre", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        tools::capture(&mut initdb).context("cannot lay a PostgreSQL cluster for the tests")?;
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> String {
        let text = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    /// A program of PostgreSQL, in the folder of the cluster, as its owner.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match (&self.owner, tools::on_path("setpriv")) {
            (Some(owner), _) => as_owner(owner, &program),
            (None, Some(setpriv)) => with_us(Command::new(setpriv), &program),
            (None, None) => Command::new(&program),
        };
        // The folder where the runner was started may be closed to the owner.
        command.current_dir(self.folder.path());
        // Somebody's settings for `psql` are not for this server.
        for (variable, _) in std::env::vars_os() {
            if variable.to_str().is_some_and(|variable| variable.starts_with("PG")) {
                command.env_remove(variable);
            }
        }
        command
    }

    /// Starts the server on a free port and waits until it answers.
    fn serve(&self) -> anyhow::Result<(Child, u16)> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(self.folder.path().join("log"))?;
        let mut postgres = self.program("postgres");
        postgres.arg("-D").arg(self.data()).args(["-p", &port.to_string()]);
        postgres.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // A child of ours in the foreground, not a daemon: Ctrl-C reaches it as it reaches us.
        let mut process = postgres.spawn().context("cannot start the server of PostgreSQL")?;
        match self.wait_until_it_answers(&mut process, port) {
            Ok(()) => Ok((process, port)),
            Err(error) => {
                self.stop(&mut process);
                Err(error)
            }
        }
    }

    fn wait_until_it_answers(&self, process: &mut Child, port: u16) -> anyhow::Result<()> {
        let start = Instant::now();
        while start.elapsed() < LIMIT {
            if let Some(status) = process.try_wait()? {
                bail!("the server ended at once with {status}");
            }
            let mut ready = self.program("pg_isready");
            ready.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
            if tools::capture(&mut ready).is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        bail!("the server does not answer after {} seconds", LIMIT.as_secs())
    }

    /// Asks the server to stop whatever its clients do, and ends it when it does not listen.
    fn stop(&self, process: &mut Child) {
        if matches!(process.try_wait(), Ok(Some(_))) {
            return;
        }
        let mut stop = self.program("pg_ctl");
        stop.arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "stop"]);
        let asked = tools::capture(&mut stop);
        if asked.is_err() || !matches!(tools::wait_within(process, LIMIT), Ok(Some(_))) {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// `setpriv` becomes the program, so that its process is a child of ours; `runuser` would stand in between.
fn as_owner(owner: &Owner, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={}", owner.user))
        .arg(format!("--regid={}", owner.group))
        .arg("--clear-groups");
    with_us(command, program)
}

/// Asks the system to stop the program when the runner is killed and cannot do it.
fn with_us(mut setpriv: Command, program: &Path) -> Command {
    setpriv.arg("--pdeathsig=INT").arg("--").arg(program);
    setpriv
}

/// The folder with the programs of PostgreSQL.
fn find_or_install() -> anyhow::Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    println!("no PostgreSQL server is installed, and {VARIABLE} names none: installing one");
    tools::install_package("postgresql").with_context(|| {
        format!("the tests need a PostgreSQL server: install one, or set {VARIABLE} to the address of one")
    })?;
    find().context("the package postgresql is installed, but has no server in it")
}

fn find() -> Option<PathBuf> {
    let named = tools::capture(Command::new("pg_config").arg("--bindir")).ok().map(|text| text.trim().into());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = named.into_iter().chain(of_debian()).chain(std::env::split_paths(&path));
    // `pg_config` and `psql` may be there without a server.
    let mut folders = folders.filter(|folder| has_server(folder));
    folders.next()
}

fn has_server(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_ctl", "pg_isready"].iter().all(|name| folder.join(name).is_file())
}

/// Debian keeps one folder for each version, off the path. The newest first.
fn of_debian() -> Vec<PathBuf> {
    let Ok(folders) = std::fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let mut folders: Vec<_> = folders.flatten().map(|entry| entry.path()).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    folders.into_iter().map(|folder| folder.join("bin")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    fn port(server: &Server) -> u16 {
        let after = server.url.rsplit_once(':').unwrap().1;
        after.split('/').next().unwrap().parse().unwrap()
    }

    /// Needs a server on this machine, which `cargo xtask test` brings before it runs this.
    #[test]
    fn a_server_answers_until_it_is_dropped_and_leaves_nothing() {
        if find().is_none() {
            return;
        }
        let server = Server::start().unwrap();
        let (port, folder) = (port(&server), server.cluster.folder.path().to_owned());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        assert!(folder.join("data").join("PG_VERSION").is_file() || tools::is_root());
        drop(server);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_that_cannot_start_says_why_and_leaves_nothing() {
        if find().is_none() {
            return;
        }
        let cluster = Cluster::lay().unwrap();
        std::fs::remove_file(cluster.data().join("PG_VERSION")).unwrap();
        let error = cluster.serve().unwrap_err().to_string();
        assert!(error.contains("ended at once"), "{error}");
        assert!(!cluster.log().is_empty());
        let folder = cluster.folder.path().to_owned();
        drop(cluster);
        assert!(!folder.exists());
    }
}
