//! A program of its own, started and asked over a socket: how long until it is ready, and what memory it takes.

use anyhow::{Context, bail};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running program; killed when it goes.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts the program on a data folder, opens each page `rounds` times, and prints start time and memory.
pub(super) fn measure(data: &Path, pages: &[(String, String)], rounds: usize) -> anyhow::Result<()> {
    let at = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let start = Instant::now();
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--data").arg(data).args(["--listen", &at.to_string(), "serve"]);
    let served = Served(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
    while !get(at, "/health/ready", "").is_ok_and(|status| status == 200) {
        if start.elapsed() > Duration::from_secs(30) {
            bail!("the program is not ready after 30 s");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    println!("start to ready: {:.0} ms (a process of its own)", start.elapsed().as_secs_f64() * 1000.0);
    for _ in 0..rounds {
        for (path, cookie) in pages {
            let status = get(at, path, cookie)?;
            if status != 200 {
                bail!("{path}: {status}");
            }
        }
    }
    let memory = |name| memory_mib(served.0.id(), name).context("reading /proc");
    println!(
        "memory while serving, after {} pages: {} MiB resident, {} MiB at most",
        rounds * pages.len(),
        memory("VmRSS")?,
        memory("VmHWM")?
    );
    Ok(())
}

fn get(at: SocketAddr, path: &str, cookie: &str) -> anyhow::Result<u16> {
    let mut stream = TcpStream::connect(at)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {at}\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let head = String::from_utf8_lossy(&answer[..answer.len().min(20)]).into_owned();
    head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no answer")
}

pub(crate) fn memory_mib(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
