//! Many readers at once, and writers beside them.

use crate::bench::client::signed_form;
use crate::bench::pages::Page;
use crate::bench::served::Connection;
use anyhow::{Context, anyhow, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What was measured.
pub(super) struct Load {
    per_second: f64,
    times: Vec<Duration>,
}

impl Load {
    fn of(mut times: Vec<Duration>, time: Duration) -> Self {
        times.sort_unstable();
        Self { per_second: times.len() as f64 / time.as_secs_f64(), times }
    }

    /// Milliseconds in which this share of the requests was answered.
    pub(super) fn within(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let at = self.times.get((last as f64 * share).round() as usize);
        at.map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }

    /// `1 234/s, p50 0.81, p95 1.20 ms`.
    pub(super) fn text(&self) -> String {
        format!("{:6.0}/s p50 {:7.2} p95 {:7.2}", self.per_second, self.within(0.5), self.within(0.95))
    }
}

/// Opens a page over and over through so many connections.
pub(super) fn read(at: SocketAddr, page: &Page, connections: usize, time: Duration) -> anyhow::Result<Load> {
    let end = Instant::now() + time;
    let times = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..connections).map(|_| scope.spawn(|| read_until(at, page, end))).collect();
        let times = readers.into_iter().map(|one| one.join().map_err(|_| anyhow!("a reader panicked"))?);
        times.collect::<anyhow::Result<Vec<_>>>()
    })?;
    Ok(Load::of(times.concat(), time))
}

fn read_until(at: SocketAddr, page: &Page, end: Instant) -> anyhow::Result<Vec<Duration>> {
    let (mut connection, mut times) = (Connection::open(at)?, Vec::new());
    while Instant::now() < end {
        let start = Instant::now();
        let status = connection.get(&page.path, &page.cookie)?.status;
        times.push(start.elapsed());
        if status != 200 {
            bail!("{}: {status}", page.path);
        }
    }
    Ok(times)
}

/// Officers who sign reports until they are told to stop.
pub(super) struct Writers {
    stop: Arc<AtomicBool>,
    started: Instant,
    threads: Vec<JoinHandle<anyhow::Result<Vec<Duration>>>>,
}

impl Writers {
    pub(super) fn start(at: SocketAddr, cookie: &str, writers: usize) -> Self {
        let (stop, run) =
            (Arc::new(AtomicBool::new(false)), journal::new_uuid(web::now::now()).simple().to_string());
        let write = |writer: usize| {
            let (stop, cookie, run) =
                (Arc::clone(&stop), cookie.to_owned(), format!("{}.{writer}", &run[20..]));
            std::thread::spawn(move || sign_until(at, &cookie, &run, &stop))
        };
        let threads = (0..writers).map(write).collect();
        Self { stop, started: Instant::now(), threads }
    }

    /// What signing took meanwhile.
    pub(super) fn finish(self) -> anyhow::Result<Load> {
        self.stop.store(true, Ordering::Relaxed);
        let times =
            self.threads.into_iter().map(|one| one.join().map_err(|_| anyhow!("a writer panicked"))?);
        let times = times.collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Load::of(times.concat(), self.started.elapsed()))
    }
}

fn sign_until(at: SocketAddr, cookie: &str, run: &str, stop: &AtomicBool) -> anyhow::Result<Vec<Duration>> {
    let (mut connection, mut times) = (Connection::open(at)?, Vec::new());
    while !stop.load(Ordering::Relaxed) {
        let draft = connection.post("/reports/new", cookie, "")?.location.context("no draft")?;
        let form = signed_form(&format!("{run}.{}", times.len()));
        let start = Instant::now();
        let status = connection.post(&draft, cookie, &form)?.status;
        times.push(start.elapsed());
        if status != 303 {
            bail!("signing: {status}");
        }
    }
    Ok(times)
}
