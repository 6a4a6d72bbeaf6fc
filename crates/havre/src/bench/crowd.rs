//! What the pages cost when many open them: first time and later, one connection and sixteen, with writers beside.

use crate::bench::load::{self, Writers};
use crate::bench::pages::Page;
use crate::bench::served::{Connection, Served};
use anyhow::bail;
use std::path::Path;
use std::time::{Duration, Instant};

/// Connections of a busy hour.
const MANY: usize = 16;
/// Officers who sign meanwhile.
const WRITERS: usize = 2;

/// Measures pages on a program of its own; `seconds` for each measure.
pub(super) fn measure(data: &Path, pages: &[Page], officer: &str, seconds: f64) -> anyhow::Result<()> {
    let served = Served::start(data)?;
    println!("start to ready: {:.0} ms (a process of its own)", served.started.as_secs_f64() * 1000.0);
    println!("requests a second, milliseconds; cold is the first opening in a fresh process");
    let (time, short) = (Duration::from_secs_f64(seconds), Duration::from_secs_f64(seconds / 4.0));
    for page in pages {
        let time = if page.first { time } else { short };
        let cold = first_opening(&served, page)?;
        let one = load::read(served.at, page, 1, time)?.text();
        let many = load::read(served.at, page, MANY, time)?.text();
        println!("{:60} cold {cold:7.2} | 1: {one} | {MANY}: {many}", page.name);
    }
    for page in pages.iter().filter(|page| page.first) {
        let writers = Writers::start(served.at, officer, WRITERS);
        let many = load::read(served.at, page, MANY, time)?.text();
        let signed = writers.finish()?.text();
        println!("{:60} {MANY} and {WRITERS} who sign: {many} | sign: {signed}", page.name);
    }
    let (now, most) = served.memory()?;
    println!("memory after this load: {now} MiB resident, {most} MiB at most");
    Ok(())
}

/// Milliseconds that a page takes when nobody opened it since the start.
fn first_opening(served: &Served, page: &Page) -> anyhow::Result<f64> {
    let mut connection = Connection::open(served.at)?;
    let start = Instant::now();
    let status = connection.get(&page.path, &page.cookie)?.status;
    if status != 200 {
        bail!("{}: {status}", page.path);
    }
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

/// The median of each page that is opened first, on one connection: for comparing sizes.
pub(super) fn medians(data: &Path, pages: &[Page]) -> anyhow::Result<Vec<(String, f64)>> {
    let served = Served::start(data)?;
    let first = pages.iter().filter(|page| page.first);
    first
        .map(|page| {
            let load = load::read(served.at, page, 1, Duration::from_secs(2))?;
            Ok((page.name.clone(), load.within(0.5)))
        })
        .collect()
}
