//! The program is killed 200 times at random moments while officers write. What was acknowledged is still there,
//! and every chain verifies.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const KILLS: usize = 200;
const OFFICERS: usize = 4;

/// What the program said that it has.
#[derive(Debug, Clone)]
enum Acknowledged {
    /// A draft holds this text.
    Draft { id: String, text: String },
    /// A report was signed with this PV number.
    Signed { id: String, pv: String },
    /// This was added to it.
    Amended { id: String, text: String },
}

struct Answer {
    status: u16,
    location: String,
    cookie: String,
    body: String,
}

/// One request on a connection of its own. An error is what a killed program gives.
fn ask(
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

fn encode(text: &str) -> String {
    let byte =
        |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

fn havre(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_havre"));
    command.arg("--data").arg(data).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.env_remove("DATABASE_URL").env("HAVRE_LOG", "error");
    command
}

/// Starts the program and waits until it is ready.
fn start(data: &Path, at: SocketAddr) -> Child {
    let child = havre(data, &["--listen", &at.to_string(), "demo"]).spawn().unwrap();
    let begin = Instant::now();
    while !ask(at, "GET", "/health/ready", "", &[]).is_ok_and(|answer| answer.status == 200) {
        assert!(begin.elapsed() < Duration::from_secs(60), "the program does not come up again");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

/// An officer writes reports until told to stop; what fails because the program died is simply not acknowledged.
fn write_reports(
    at: SocketAddr,
    cookie: &str,
    officer: usize,
    stop: &AtomicBool,
    said: &Mutex<Vec<Acknowledged>>,
) {
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        if write_one(at, cookie, &format!("K{officer}.43.L3.{number:06}/2026"), said).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn write_one(at: SocketAddr, cookie: &str, pv: &str, said: &Mutex<Vec<Acknowledged>>) -> std::io::Result<()> {
    let answer = ask(at, "POST", "/reports/new", cookie, &[])?;
    assert_eq!(answer.status, 303, "a new draft: {}", answer.body);
    let id = answer.location.trim_start_matches("/drafts/").to_owned();
    let text = format!("Facts of {pv}.");
    let fields = [
        ("pv_number", pv),
        ("postcode", "1030"),
        ("happened_on", "1/11/2026"),
        ("facts", text.as_str()),
        ("children_present", "no"),
        ("day_two_agreed", "yes"),
        ("p0.role", "victim"),
        ("p0.family_name", "Killtest"),
        ("p0.given_names", "Ada"),
        ("p0.birth", "1990"),
    ];
    let draft = [&[("version", "1")][..], &fields].concat();
    if ask(at, "POST", &format!("/drafts/{id}/autosave"), cookie, &draft)?.status == 200 {
        said.lock().unwrap().push(Acknowledged::Draft { id: id.clone(), text: text.clone() });
    }
    let signed = [&[("version", "2"), ("do", "sign")][..], &fields].concat();
    let answer = ask(at, "POST", &format!("/drafts/{id}"), cookie, &signed)?;
    if answer.status != 303 || !answer.location.starts_with("/cases/") {
        panic!("signing: {} {}", answer.status, answer.body);
    }
    said.lock().unwrap().push(Acknowledged::Signed { id: id.clone(), pv: pv.to_owned() });
    let addition = format!("Addition to {pv}.");
    let amend = [("amend.text", addition.as_str())];
    if ask(at, "POST", &format!("/cases/{id}/{id}/amend"), cookie, &amend)?.status == 303 {
        said.lock().unwrap().push(Acknowledged::Amended { id, text: addition });
    }
    Ok(())
}

fn assert_there(at: SocketAddr, cookie: &str, acknowledged: &Acknowledged) {
    let (id, words) = match acknowledged {
        Acknowledged::Draft { id, text } | Acknowledged::Amended { id, text } => (id, text),
        Acknowledged::Signed { id, pv } => (id, pv),
    };
    let mut answer = ask(at, "GET", &format!("/cases/{id}"), cookie, &[]).unwrap();
    if answer.status == 404 && matches!(acknowledged, Acknowledged::Draft { .. }) {
        answer = ask(at, "GET", &format!("/drafts/{id}"), cookie, &[]).unwrap();
    }
    // Templates write a slash as an entity.
    let page = answer.body.replace("&#x2f;", "/");
    assert!(answer.status == 200 && page.contains(words.as_str()), "lost: {acknowledged:?}");
}

fn assert_chains_hold(data: &Path) {
    assert!(havre(data, &["verify"]).status().unwrap().success(), "a chain is broken");
}

#[test]
fn what_was_acknowledged_survives_two_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(havre(&data, &["demo", "--reports", "0", "--only-load"]).status().unwrap().success());
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child = start(&data, at);
    let credentials = [("username", "officer.5344"), ("password", "Havre-demo-2026")];
    let cookie = ask(at, "POST", "/sign-in", "", &credentials).unwrap().cookie;
    let (stop, said) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
    let officers: Vec<_> = (0..OFFICERS)
        .map(|officer| {
            let (cookie, stop, said) = (cookie.clone(), Arc::clone(&stop), Arc::clone(&said));
            std::thread::spawn(move || write_reports(at, &cookie, officer, &stop, &said))
        })
        .collect();
    for kill in 1..=KILLS {
        std::thread::sleep(Duration::from_millis(20 + u64::from(journal::new_token()[0])));
        child.kill().unwrap();
        child.wait().unwrap();
        if kill % 40 == 0 {
            assert_chains_hold(&data);
        }
        child = start(&data, at);
    }
    stop.store(true, Ordering::Relaxed);
    for officer in officers {
        officer.join().unwrap();
    }
    let said = said.lock().unwrap();
    let signed = said.iter().filter(|one| matches!(one, Acknowledged::Signed { .. })).count();
    println!("{KILLS} kills, {} acknowledged writes, {signed} of them signatures", said.len());
    assert!(signed > KILLS / 2, "only {signed} reports were signed: the test proves little");
    for acknowledged in said.iter() {
        assert_there(at, &cookie, acknowledged);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_chains_hold(&data);
}
