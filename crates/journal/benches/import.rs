//! What the journal costs an import: `cargo bench -p journal --bench import`. Rows a second to prepare (seal, chain,
//! boards), to write, and both at once as `havre import` does; without reading a file and without comparing people.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on must stop")]

#[path = "../tests/it/fixture.rs"]
#[expect(dead_code, reason = "the tests ask more of the fixture than this measurement")]
mod fixture;

use casework::record::staff::Function;
use fixture::{author, case, minute, report, rules, sign};
use journal::{Batch, Db, Journal, MasterKey, NewCases};
use std::time::Instant;

const ROWS: u128 = 10_000;
const LOT: usize = 500;

fn lots(from: u128) -> Vec<Vec<Batch>> {
    let one = |n: u128| {
        let mut mine = report(n);
        mine.head.received_at = minute(0);
        // The number of every report has six digits.
        Batch { case: case(n), steps: vec![(author(Function::Intake), minute(1), sign(mine))] }
    };
    (from..from + ROWS).map(one).collect::<Vec<_>>().chunks(LOT).map(<[_]>::to_vec).collect()
}

fn say(what: &str, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {:.0} rows a second", ROWS as f64 / seconds);
}

async fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("havre.db")).await.unwrap();
    db.expect_bulk().await.unwrap();
    let journal = Journal::new(db, &MasterKey::generate(), rules());

    let cases = lots(1);
    let start = Instant::now();
    let prepared: Vec<NewCases> = cases.iter().map(|lot| journal.prepare(lot).unwrap()).collect();
    say("prepared", start);
    let start = Instant::now();
    for new in prepared {
        journal.add(new).await.unwrap();
    }
    say("written", start);

    let cases = lots(100_000);
    let start = Instant::now();
    let (queue, mut prepared) = tokio::sync::mpsc::channel::<NewCases>(1);
    let writer = journal.clone();
    let task = tokio::spawn(async move {
        while let Some(new) = prepared.recv().await {
            writer.add(new).await.unwrap();
        }
    });
    for lot in &cases {
        let _ = queue.send(journal.prepare(lot).unwrap()).await;
    }
    drop(queue);
    task.await.unwrap();
    say("both", start);
}

fn main() {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(measure());
}
