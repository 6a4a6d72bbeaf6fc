//! A PostgreSQL server of this test alone, that can be stopped and started. `cargo xtask test` brings its programs.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server. It stops, and its files go, when it is dropped.
pub struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

impl Server {
    /// Lays a server and starts it.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Self { folder, programs: programs(), port: super::client::free_address().port() };
        if is_root() {
            assert!(
                Command::new("chown").arg("postgres").arg(server.folder.path()).status().unwrap().success()
            );
        }
        server.run(
            "initdb",
            &["-D", &server.data(), "--username=havre", "--auth=trust", "--encoding=UTF8", "--locale=C"],
        );
        server.begin();
        server
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("postgres://havre@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it again.
    pub fn begin(&self) {
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''", self.port);
        let log = self.folder.path().join("log").display().to_string();
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-l", &log, "-o", &options, "start"]);
    }

    /// Stops it as a power cut would.
    pub fn cut(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-m", "immediate", "stop"]);
    }

    /// Lets every process of it stand still, or go on: it is there, and answers nothing.
    pub fn signal(&self, signal: &str) {
        let pids = std::fs::read_to_string(Path::new(&self.data()).join("postmaster.pid")).unwrap();
        let parent = pids.lines().next().unwrap().to_owned();
        let children = Command::new("pgrep").args(["-P", &parent]).output().unwrap().stdout;
        let children = String::from_utf8(children).unwrap();
        for pid in std::iter::once(parent.as_str()).chain(children.split_whitespace()) {
            Command::new("kill").args([signal, pid]).stderr(Stdio::null()).status().unwrap();
        }
    }

    /// Runs a program of PostgreSQL, which refuses to run as root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let path = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.args(arguments).current_dir(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().unwrap().success(), "{program} {arguments:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal("-CONT");
        self.cut();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Debian keeps the programs of the server off the path, in a folder for each version.
fn programs() -> PathBuf {
    let of_debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = of_debian.map(|entry| entry.path().join("bin")).chain(std::env::split_paths(&path));
    let mut found: Vec<_> = folders.filter(|folder| folder.join("initdb").is_file()).collect();
    found.sort();
    found.pop().expect("no PostgreSQL server is installed: run `cargo xtask test`, which brings one")
}
