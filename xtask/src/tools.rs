//! Running other programs, and finding or installing those that are missing.

use anyhow::{Context, anyhow, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Runs a program whose output everybody sees.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    println!("$ {}", shown(command));
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    well(command, status, "")
}

/// Runs a program and returns what it printed.
pub fn capture(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    well(command, output.status, &String::from_utf8_lossy(&output.stderr))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program whose output everybody sees, and ends it when it takes longer than `limit`.
pub fn run_within(command: &mut Command, limit: Duration) -> anyhow::Result<()> {
    println!("$ {}", shown(command));
    let mut child = command.stdin(Stdio::null()).spawn().with_context(|| cannot_start(command))?;
    match wait_within(&mut child, limit)? {
        Some(status) => well(command, status, ""),
        None => {
            child.kill().ok();
            child.wait().ok();
            bail!("`{}` did not end within {} seconds", shown(command), limit.as_secs())
        }
    }
}

/// `None` when the time was over first.
pub fn wait_within(child: &mut Child, limit: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() >= limit {
            return Ok(None);
        }
        sleep(Duration::from_millis(50));
    }
}

fn well(command: &Command, status: ExitStatus, said: &str) -> anyhow::Result<()> {
    if status.success() {
        return Ok(());
    }
    let said = said.trim();
    let said = if said.is_empty() { String::new() } else { format!(":\n{said}") };
    Err(anyhow!("`{}` ended with {status}{said}", shown(command)))
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`: is it installed?", command.get_program().to_string_lossy())
}

/// As somebody would type it, without the folder of the program.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words: Vec<_> =
        std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

/// A program on the path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Whether the runner has all rights, as on a build machine.
pub fn is_root() -> bool {
    user_number("-u", None) == Some(0)
}

/// The number of a user (`-u`) or of its group (`-g`); of the present user when none is named.
pub fn user_number(what: &str, user: Option<&str>) -> Option<u32> {
    capture(Command::new("id").arg(what).args(user)).ok()?.trim().parse().ok()
}

/// Installs a Debian package, or says who can.
pub fn install_package(package: &str) -> anyhow::Result<()> {
    if on_path("apt-get").is_none() {
        bail!("{package} is missing: install it with the package manager of this system");
    }
    if !is_root() {
        bail!("{package} is missing: run `sudo apt-get install --no-install-recommends {package}`");
    }
    apt(&["update"]).and_then(|()| apt(&["install", "-y", "--no-install-recommends", package]))
}

fn apt(arguments: &[&str]) -> anyhow::Result<()> {
    let mut apt = Command::new("apt-get");
    // Somebody else's apt may hold the lock for a while: wait for it rather than fail.
    apt.args(["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]).args(arguments);
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    // Keeps the scripts of packages from starting services: the runner starts its own, with its own settings.
    apt.env("RUNLEVEL", "1");
    run(&mut apt)
}

/// Where tools that the runner installs stay from one run to the next.
pub fn cache_folder() -> anyhow::Result<PathBuf> {
    if let Some(folder) = std::env::var_os("HAVRE_TEST_CACHE") {
        return Ok(folder.into());
    }
    let home =
        std::env::home_dir().context("no home folder: set HAVRE_TEST_CACHE to a folder to keep tools in")?;
    Ok(home.join(".cache").join("havre-test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let error = capture(Command::new("sh").args(["-c", "echo no >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.ends_with("no"), "{error}");
        let error = capture(&mut Command::new("havre-no-such-program")).unwrap_err().to_string();
        assert_eq!(error, "cannot start `havre-no-such-program`: is it installed?");
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let start = Instant::now();
        let error = run_within(Command::new("sleep").arg("30"), Duration::from_millis(100)).unwrap_err();
        assert!(error.to_string().contains("did not end within"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(on_path("sh").is_some());
        assert!(on_path("havre-no-such-program").is_none());
    }
}
