//! One fault must not stop the service or lose a word: the program outlives a database that goes away and comes back,
//! connections that say nothing, and a backup that is stopped in the middle.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod client;
mod server;

use client::{Answer, Running, ask, free_address, havre, sign_in, wait_until_ready};
use server::Server;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Nobody waits longer for a database that is away; a busy machine is given some more.
const AT_MOST: Duration = Duration::from_secs(4);

/// Every form that the program takes, with words in it: address and fields.
fn forms() -> Vec<(String, Vec<(String, String)>)> {
    let table =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/tests/matrix.tsv"))
            .unwrap();
    let rows = table.lines().filter(|line| line.starts_with("POST\t"));
    let form = |row: &str| {
        let mut cells = row.split('\t').skip(2);
        let (address, form) = (cells.next().unwrap().to_owned(), cells.next().unwrap());
        let fields = form.split('&').filter_map(|field| field.split_once('='));
        let mut fields: Vec<_> = fields.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        fields.push(("told".to_owned(), "Only these words.".to_owned()));
        fields.push(("one".to_owned(), "Vandenberghe".to_owned()));
        (address.replace('$', ""), fields)
    };
    rows.map(form).collect()
}

/// Asks, and tells how long the answer took.
fn timed(
    at: SocketAddr,
    method: &str,
    path: &str,
    cookie: &str,
    form: &[(&str, &str)],
) -> (Answer, Duration) {
    let begin = Instant::now();
    let answer =
        ask(at, method, path, cookie, form).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    (answer, begin.elapsed())
}

fn assert_every_form_comes_back(at: SocketAddr, cookie: &str) {
    let forms = forms();
    assert!(forms.len() > 40, "the forms of the table were found: {}", forms.len());
    for (path, fields) in forms {
        let fields: Vec<_> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let (answer, took) = timed(at, "POST", &path, cookie, &fields);
        assert_eq!(answer.status, 503, "{path}: {}", answer.body);
        assert!(took < AT_MOST, "{path} took {took:?}");
        for words in ["Only these words.", "Vandenberghe", "De databank antwoordt niet"] {
            assert!(answer.body.contains(words), "{path} lost {words}: {}", answer.body);
        }
    }
}

fn assert_away(at: SocketAddr, cookie: &str) {
    for path in ["/queue", "/reports", "/search", "/cases/00000000-0000-0000-0000-000000000000", "/account"] {
        let (answer, took) = timed(at, "GET", path, cookie, &[]);
        assert!(answer.status == 503 && took < AT_MOST, "{path}: {} after {took:?}", answer.status);
    }
    let (ready, took) = timed(at, "GET", "/health/ready", "", &[]);
    assert!(ready.status == 503 && took < AT_MOST, "ready: {} after {took:?}", ready.status);
    assert_eq!(timed(at, "GET", "/health/live", "", &[]).0.status, 200);
    assert_every_form_comes_back(at, cookie);
}

/// Waits until pages are answered again, without anything being started again.
fn assert_recovers(at: SocketAddr, cookie: &str) {
    wait_until_ready(at);
    let begin = Instant::now();
    while ask(at, "GET", "/reports", cookie, &[]).map_or(0, |answer| answer.status) != 200 {
        assert!(begin.elapsed() < Duration::from_secs(10), "it does not come back");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_database_that_goes_away_and_comes_back_costs_no_word_and_no_restart() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let (data, url, at) = (folder.path().join("data"), server.url(), free_address());
    let with_server = |arguments: &[&str]| {
        let mut command = havre(&data, arguments);
        command.env("DATABASE_URL", &url);
        command
    };
    assert!(with_server(&["demo", "--reports", "50", "--only-load"]).status().unwrap().success());
    let _serve = Running(with_server(&["--listen", &at.to_string(), "demo"]).spawn().unwrap());
    wait_until_ready(at);
    let session = sign_in(at, "officer.5344");
    let cookie = format!("{session}; lang=nl");
    let (stop, answered, late) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let load: Vec<_> = (0..4)
        .map(|_| {
            let (stop, answered, late, cookie) =
                (stop.clone(), answered.clone(), late.clone(), cookie.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let begin = Instant::now();
                    let answer = ask(at, "GET", "/reports", &cookie, &[]);
                    assert!(answer.is_ok_and(|answer| [200, 503].contains(&answer.status)));
                    answered.fetch_add(1, Ordering::Relaxed);
                    late.fetch_add(usize::from(begin.elapsed() > AT_MOST), Ordering::Relaxed);
                }
            })
        })
        .collect();
    for round in 0..3 {
        std::thread::sleep(Duration::from_millis(300));
        if round == 1 {
            // It is there, and answers nothing: as when the network is gone.
            server.signal("-STOP");
            assert_away(at, &cookie);
            server.signal("-CONT");
        } else {
            server.cut();
            assert_away(at, &cookie);
            server.begin();
        }
        assert_recovers(at, &cookie);
    }
    stop.store(true, Ordering::Relaxed);
    for reader in load {
        reader.join().unwrap();
    }
    let (answered, late) = (answered.load(Ordering::Relaxed), late.load(Ordering::Relaxed));
    assert!(answered > 50 && late == 0, "{answered} answers, {late} of them late");
}

/// What a command prints on both outputs, and whether it succeeded.
fn says(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output = havre(data, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout) + &text(output.stderr))
}

/// Changes one byte of what is sealed in an entry of a backup, and gives the number of its case.
fn damage(backup: &Path) -> String {
    let mut bytes = std::fs::read(backup).unwrap();
    let (case, sealed) = find_sealed(&bytes);
    bytes[sealed + 60] ^= 1;
    std::fs::write(backup, &bytes).unwrap();
    case
}

/// A row of an entry in the file: the number of a case in text, with a long run of sealed bytes behind it.
fn find_sealed(bytes: &[u8]) -> (String, usize) {
    let is_number = |at: usize| {
        bytes[at..at + 36].iter().enumerate().all(|(i, byte)| match i {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    // Sealed bytes are like drawn ones: what is empty on a page is not.
    let random = |part: &[u8]| {
        let (odd, zero) = part.iter().fold((0, 0), |(odd, zero), byte| {
            (odd + usize::from(!byte.is_ascii_graphic()), zero + usize::from(*byte == 0))
        });
        odd > part.len() / 2 && zero < part.len() / 10
    };
    // Other rows are short: the next one, with the number of its case, comes sooner.
    let is_entry = |at: usize| random(&bytes[at + 60..at + 400]) && !(at + 36..at + 400).any(is_number);
    let at = (0..bytes.len() - 500).find(|at| is_number(*at) && is_entry(*at)).unwrap();
    (String::from_utf8(bytes[at..at + 36].to_vec()).unwrap(), at + 60)
}

#[test]
fn one_damaged_case_of_a_backup_is_named_and_the_others_are_restored() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, target) = (folder.path().join("data"), folder.path().join("target"));
    assert!(says(&data, &["demo", "--reports", "30", "--only-load"]).0);
    let (backup, keys, key) =
        (path("backup.db"), path("havre.keys"), data.join("master.key").display().to_string());
    assert!(says(&data, &["backup", &backup, "--keys", &keys]).0);
    let case = damage(Path::new(&backup));
    let (whole, said) = says(&target, &["restore", &backup, "--key", &key, "--keys", &keys]);
    assert!(
        !whole && said.contains("can be worked with") && said.contains(&format!("case {case}")),
        "{said}"
    );
    let at = free_address();
    let _serve = Running(havre(&target, &["--listen", &at.to_string(), "serve"]).spawn().unwrap());
    wait_until_ready(at);
    let cookie = sign_in(at, "prosecutor.brussels");
    let table = ask(at, "GET", "/table?state=all", &cookie, &[]).unwrap();
    assert!(table.status == 200 && table.body.contains("/cases/"), "the others are in the lists");
    assert!(!table.body.contains(&case));
}

#[cfg(unix)]
#[test]
fn what_a_command_writes_of_people_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(says(&data, &["init"]).0);
    let extract = folder.path().join("extract.csv");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples");
    std::fs::copy(samples.join("messy.csv"), &extract).unwrap();
    says(&data, &["import", extract.to_str().unwrap()]);
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("extract-rejects.csv"), 0o600);
    let people = folder.path().join("people.csv");
    std::fs::write(
        &people,
        "id,given_name,family_name,birth_date\n1,Ada,Proef,1990-01-01\n2,Ada,Proef,1990-01-01\n",
    )
    .unwrap();
    let links = folder.path().join("links.csv");
    let (linked, said) = says(&data, &["link", people.to_str().unwrap(), "--out", links.to_str().unwrap()]);
    assert!(linked, "{said}");
    assert_eq!(mode("links.csv"), 0o600);
}

/// A connection that begins a request and never finishes it.
fn half_open(at: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect_timeout(&at, Duration::from_secs(2)).unwrap();
    stream.write_all(b"GET /sign-in HTTP/1.1\r\nhost: a\r\nx-slow: ").unwrap();
    stream
}

fn is_closed(mut stream: &TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).is_ok() || rest.is_empty()
}

#[test]
fn connections_that_never_finish_a_request_keep_nobody_out_and_end() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(havre(&data, &["demo", "--reports", "0", "--only-load"]).status().unwrap().success());
    let at = free_address();
    let mut limited = Command::new("sh");
    limited.arg("-c").arg("ulimit -n 120; exec \"$0\" --data \"$1\" --listen \"$2\" demo");
    limited.arg(env!("CARGO_BIN_EXE_havre")).arg(&data).arg(at.to_string()).env_remove("DATABASE_URL");
    limited.env("HAVRE_LOG", "error").stdout(Stdio::null());
    let _serve = Running(limited.spawn().unwrap());
    wait_until_ready(at);
    let cookie = sign_in(at, "officer.5344");
    let begin = Instant::now();
    let silent: Vec<_> = (0..160).map(|_| half_open(at)).collect();
    for _ in 0..20 {
        let (new, took) = timed(at, "GET", "/sign-in", "", &[]);
        assert!(new.status == 200 && took < Duration::from_secs(3), "{} after {took:?}", new.status);
        assert_eq!(timed(at, "GET", "/reports", &cookie, &[]).0.status, 200);
    }
    assert!(begin.elapsed() < Duration::from_secs(9), "they were still open: {:?}", begin.elapsed());
    assert!(silent.iter().all(is_closed), "a request that is never finished ends its connection");
}
