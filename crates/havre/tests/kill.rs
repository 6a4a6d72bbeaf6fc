//! The program is killed 200 times at random moments while officers write. What was acknowledged is still there,
//! and every chain verifies.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod client;

use client::{ask, free_address, havre, sign_in, wait_until_ready};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Kills in all; `HAVRE_KILLS=1000` asks for a long run.
const KILLS: usize = 200;
const OFFICERS: usize = 4;
/// Rows of the extract that is imported while the program is killed.
const ROWS: usize = 400;

/// How often a process is killed: the one that serves 16 times of 20, each other kind once.
fn kills(of_twenty: usize) -> usize {
    let all = std::env::var("HAVRE_KILLS").map_or(KILLS, |asked| asked.parse().unwrap());
    all * of_twenty / 20
}

/// Lets a process work for a random time, and kills it.
fn kill_soon(mut command: std::process::Command, at_most_millis: u64) {
    let mut child = command.spawn().unwrap();
    let part = u64::from(journal::new_token()[0]) * at_most_millis / 256;
    std::thread::sleep(Duration::from_millis(part));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What a command prints, when it succeeds.
fn says(data: &Path, arguments: &[&str]) -> Option<String> {
    let output = havre(data, arguments).stdout(Stdio::piped()).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

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

/// The shipped content, without a limit of cases an hour: one officer reads thousands here to see that none is lost.
fn content_without_limits(folder: &Path) -> PathBuf {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content").canonicalize().unwrap();
    let own = folder.join("content");
    std::fs::create_dir_all(own.join("audit")).unwrap();
    let link = |from: &Path, to: &Path| std::os::unix::fs::symlink(from, to).unwrap();
    for part in std::fs::read_dir(&shipped).unwrap().map(|part| part.unwrap()) {
        if part.file_name() != "audit" {
            link(&part.path(), &own.join(part.file_name()));
        }
    }
    link(&shipped.join("audit/patterns.toml"), &own.join("audit/patterns.toml"));
    std::fs::write(own.join("audit/budget.toml"), "").unwrap();
    own
}

/// Starts the program and waits until it is ready.
fn start(data: &Path, content: &Path, at: SocketAddr) -> Child {
    let (at_text, content) = (at.to_string(), content.to_str().unwrap());
    let child = havre(data, &["--content", content, "--listen", &at_text, "demo"]).spawn().unwrap();
    wait_until_ready(at);
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
    let mut answer = ask(at, "GET", &format!("/cases/{id}/facts"), cookie, &[]).unwrap();
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
    let at = free_address();
    let content = content_without_limits(folder.path());
    let mut child = start(&data, &content, at);
    let cookie = sign_in(at, "officer.5344");
    let (stop, said) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
    let officers: Vec<_> = (0..OFFICERS)
        .map(|officer| {
            let (cookie, stop, said) = (cookie.clone(), Arc::clone(&stop), Arc::clone(&said));
            std::thread::spawn(move || write_reports(at, &cookie, officer, &stop, &said))
        })
        .collect();
    let all = kills(16);
    for kill in 1..=all {
        std::thread::sleep(Duration::from_millis(20 + u64::from(journal::new_token()[0])));
        child.kill().unwrap();
        child.wait().unwrap();
        if kill % 40 == 0 {
            assert_chains_hold(&data);
        }
        child = start(&data, &content, at);
    }
    stop.store(true, Ordering::Relaxed);
    for officer in officers {
        officer.join().unwrap();
    }
    let said = said.lock().unwrap();
    let signed = said.iter().filter(|one| matches!(one, Acknowledged::Signed { .. })).count();
    println!("{all} kills, {} acknowledged writes, {signed} of them signatures", said.len());
    assert!(signed > all / 2, "only {signed} reports were signed: the test proves little");
    for acknowledged in said.iter() {
        assert_there(at, &cookie, acknowledged);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_chains_hold(&data);
}

/// An extract of so many reports: the first row of the sample, with other numbers.
fn extract(rows: usize) -> String {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples/clean.csv");
    let sample = std::fs::read_to_string(sample).unwrap();
    let (header, first) = (sample.lines().next().unwrap(), sample.lines().nth(1).unwrap());
    let row = |n: usize| first.replace("BR.43.L3.000001/2026", &format!("BR.43.L3.{n:06}/2026"));
    std::iter::once(header.to_owned()).chain((1..=rows).map(row)).collect::<Vec<_>>().join("\n")
}

/// Everything that was imported is there, and every chain holds.
fn is_whole(data: &Path) -> bool {
    says(data, &["verify"])
        .is_some_and(|said| said.contains(&format!("{ROWS} cases")) && said.contains("Every chain holds"))
}

#[test]
fn an_import_a_rebuild_a_backup_and_a_restore_that_are_killed_leave_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (data, file, keys) = (path("data"), path("extract.csv"), path("havre.keys"));
    std::fs::write(&file, extract(ROWS)).unwrap();
    let (file, keys) = (file.to_str().unwrap(), keys.to_str().unwrap());
    assert!(says(&data, &["init"]).is_some());
    for _ in 0..kills(1) {
        kill_soon(havre(&data, &["import", file]), 1_500);
        assert_chains_hold(&data);
    }
    assert!(
        says(&data, &["import", file]).is_some() && is_whole(&data),
        "an import goes on where it was killed"
    );
    for _ in 0..kills(1) {
        kill_soon(havre(&data, &["rebuild"]), 1_000);
    }
    let rebuilt = says(&data, &["rebuild"]).unwrap();
    assert!(rebuilt.contains(&format!("{ROWS} cases replayed")) && is_whole(&data), "{rebuilt}");
    let master = data.join("master.key");
    let restore = |backup: &Path| {
        ["restore", backup.to_str().unwrap(), "--key", master.to_str().unwrap(), "--keys", keys]
            .map(str::to_owned)
    };
    let mut killed = 0;
    for n in 0..kills(1) {
        let backup = path(&format!("backup-{n}.db"));
        kill_soon(havre(&data, &["backup", backup.to_str().unwrap(), "--keys", keys]), 1_000);
        if !backup.exists() {
            killed += 1;
            continue;
        }
        // It has its name, so it is whole; its keys may be those of the backup before.
        assert!(
            says(&data, &["backup", path(&format!("later-{n}.db")).to_str().unwrap(), "--keys", keys])
                .is_some()
        );
        let target = path(&format!("restored-{n}"));
        let arguments = restore(&backup);
        assert!(says(&target, &arguments.each_ref().map(String::as_str)).is_some() && is_whole(&target));
    }
    let backup = path("backup.db");
    assert!(says(&data, &["backup", backup.to_str().unwrap(), "--keys", keys]).is_some());
    let arguments = restore(&backup);
    let arguments = arguments.each_ref().map(String::as_str);
    let mut stopped = 0;
    for n in 0..kills(1) {
        let target = path(&format!("stopped-{n}"));
        kill_soon(havre(&target, &arguments), 1_500);
        // Nobody works with a part: it is refused, or it is whole.
        stopped += usize::from(!is_whole(&target));
        assert!(is_whole(&target) || says(&target, &["verify"]).is_none(), "a part of a restore looks whole");
    }
    println!("{killed} backups and {stopped} restores were killed before their end");
    let last = path("restored");
    assert!(says(&last, &arguments).is_some() && is_whole(&last));
}
