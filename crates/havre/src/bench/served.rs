//! A program of its own, started and asked over sockets that stay open: how long until it is ready, how fast it
//! answers, and what memory it takes.

use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running program; killed when it goes.
pub(super) struct Served {
    child: Child,
    pub(super) at: SocketAddr,
    /// From start to ready.
    pub(super) started: Duration,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Served {
    /// Starts the program on a data folder, and waits until it is ready.
    pub(super) fn start(data: &Path) -> anyhow::Result<Self> {
        let at = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let start = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--data").arg(data).args(["--listen", &at.to_string(), "serve"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut served = Self { child, at, started: Duration::ZERO };
        while !served.is_ready() {
            if start.elapsed() > Duration::from_secs(30) {
                bail!("the program is not ready after 30 s");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        served.started = start.elapsed();
        Ok(served)
    }

    fn is_ready(&self) -> bool {
        let answer = Connection::open(self.at).and_then(|mut connection| connection.get("/health/ready", ""));
        answer.is_ok_and(|answer| answer.status == 200)
    }

    /// Resident memory now, and the most that it was.
    pub(super) fn memory(&self) -> anyhow::Result<(u64, u64)> {
        let memory = |name| memory_mib(self.child.id(), name).context("reading /proc");
        Ok((memory("VmRSS")?, memory("VmHWM")?))
    }
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
}

/// A connection that is kept, as a browser keeps it.
pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(super) fn open(at: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(at)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(super) fn get(&mut self, path: &str, cookie: &str) -> anyhow::Result<Answer> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n"))
    }

    pub(super) fn post(&mut self, path: &str, cookie: &str, body: &str) -> anyhow::Result<Answer> {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\ncontent-length: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n{body}",
            body.len()
        ))
    }

    fn ask(&mut self, request: &str) -> anyhow::Result<Answer> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no answer")?;
        let (mut answer, mut length) = (Answer { status, location: None }, None);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = Some(value.trim().parse::<usize>()?),
                "location" => answer.location = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length.context("an answer without a length")?];
        self.0.read_exact(&mut body)?;
        Ok(answer)
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

pub(crate) fn memory_mib(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
