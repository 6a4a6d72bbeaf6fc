//! The program as somebody outside sees it: its processes, and its pages over a connection.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Answer {
    pub status: u16,
    pub location: String,
    pub cookie: String,
    pub body: String,
}

/// One request on a connection of its own. An error is what a killed program gives.
pub fn ask(
    at: SocketAddr,
    method: &str,
    path: &str,
    cookie: &str,
    form: &[(&str, &str)],
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&at, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let body =
        form.iter().map(|(name, text)| format!("{name}={}", encode(text))).collect::<Vec<_>>().join("&");
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {at}\r\ncookie: {cookie}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let cut = || std::io::Error::other("the answer is cut off");
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
    let cookie = header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    Ok(Answer { status, location: header("location"), cookie, body: body.to_owned() })
}

pub fn encode(text: &str) -> String {
    let byte =
        |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

/// The program, with a data folder.
pub fn havre(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_havre"));
    command.arg("--data").arg(data).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.env_remove("DATABASE_URL").env("HAVRE_LOG", "error");
    command
}

/// Waits until the program says that it is ready.
pub fn wait_until_ready(at: SocketAddr) {
    let begin = Instant::now();
    while !ask(at, "GET", "/health/ready", "", &[]).is_ok_and(|answer| answer.status == 200) {
        assert!(begin.elapsed() < Duration::from_secs(60), "the program does not come up");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// An address on which nobody listens.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Somebody of the demo signs in; her cookie.
pub fn sign_in(at: SocketAddr, username: &str) -> String {
    let credentials = [("username", username), ("password", "Havre-demo-2026")];
    ask(at, "POST", "/sign-in", "", &credentials).unwrap().cookie
}

/// A process that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
