//! `havre bench`: what the promises cost, measured on a data folder.

mod couples;
mod extract;
mod people;
mod served;

pub(crate) use served::memory_mib;

use crate::config::Config;
use crate::{demo, open, serve};
use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use casework::id::ZoneCode;
use clap::Args;
use journal::{RowFilter, State};
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// Options of `havre bench`.
#[derive(Args)]
pub(crate) struct Bench {
    /// Reports in the folder; made first when the folder is new.
    #[arg(long, default_value_t = 250_000)]
    reports: u32,
    /// Requests per measure.
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// Rows of the extract that is imported into a folder of its own; 0 leaves it out.
    #[arg(long, default_value_t = 250_000)]
    import_rows: u32,
    /// Measure instead one new report against an index of this many people (millions take minutes to make).
    #[arg(long)]
    people: Option<u64>,
}

impl Bench {
    pub(crate) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let data = config.data.clone().unwrap_or_else(|| "havre-bench".into());
        let config = Config { data: Some(data.clone()), demo: true, ..config.clone() };
        if let Some(people) = self.people {
            return people::measure(&config, &data, people, self.rounds).await;
        }
        if !open::exists(&config) {
            open::make(&config, &data)?;
            let journal = open::journal(&config).await?;
            let start = Instant::now();
            demo::Demo { reports: self.reports, seed: 1, only_load: true }.load(&config, &journal).await?;
            println!(
                "load {} reports with what followed: {:.1} s",
                self.reports,
                start.elapsed().as_secs_f64()
            );
        }
        let start = Instant::now();
        let journal = open::journal(&config).await?;
        if journal.setting("mode").await?.as_deref() != Some("demo") {
            bail!("{} holds real data: bench does not touch it", data.display());
        }
        let filter = RowFilter {
            limit: 400,
            ..RowFilter::of(vec![ZoneCode::parse("5344")?], State::All, web::now::now())
        };
        let app = serve::app(&config, journal.clone())?;
        let router = web::router(app);
        println!("open to ready: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
        let cases: Vec<_> = journal.page(&filter).await?.rows;
        let [eva, prosecutor, officer, coordinator] =
            ["evahead.5344", "prosecutor.brussels", "officer.5344", "coordinator.brussels"];
        let eva = session(&router, eva).await?;
        let prosecutor = session(&router, prosecutor).await?;
        let officer = session(&router, officer).await?;
        let coordinator = session(&router, coordinator).await?;
        let client = Client { router, rounds: self.rounds };
        client.pages("queue", &eva, |_| "/queue?show=all".to_owned()).await?;
        client.pages("table", &prosecutor, |_| "/table?state=all".to_owned()).await?;
        client
            .pages("table, deep", &prosecutor, |_| {
                format!("/table?state=all&after={}.x", 1_735_000_000_000_i64)
            })
            .await?;
        client.pages("case", &eva, |i| format!("/cases/{}", cases[i % cases.len()].case)).await?;
        client.pages("indicators", &coordinator, |_| "/indicators".to_owned()).await?;
        client
            .posts("search by PV", &prosecutor, |i| {
                ("/search".to_owned(), form(&[("q", &cases[i % cases.len()].label.pv)]))
            })
            .await?;
        client
            .posts("search by name", &eva, |i| {
                ("/search".to_owned(), form(&[("q", &cases[i % cases.len()].label.victim)]))
            })
            .await?;
        for (account, path) in OTHER_PAGES {
            let cookie = session(&client.router, account).await?;
            let of = |i: usize| path.replace("{case}", &cases[i % cases.len()].case.to_string());
            client.pages(path, &cookie, of).await?;
        }
        // How much longer it takes to hide a case than to say that there is none: docs/threat-model.md.
        let far = session(&client.router, "officer.5340").await?;
        let hidden = |i: usize| format!("/cases/{}", cases[i % cases.len()].case);
        client.answered(StatusCode::NOT_FOUND, "hidden case", &far, hidden).await?;
        let none = |_| format!("/cases/{}", journal::new_uuid(web::now::now()));
        client.answered(StatusCode::NOT_FOUND, "no such case", &far, none).await?;
        couples::measure(&config, &journal, self.rounds).await?;
        client.signing(&officer).await?;
        client.pages("flyer PDF", &officer, |_| "/flyer/5344/fr.pdf".to_owned()).await?;
        let case = format!("/cases/{}", cases.first().context("no case")?.case);
        let pages = [
            ("/reports", &officer),
            ("/queue?show=all", &eva),
            ("/table?state=all", &prosecutor),
            (case.as_str(), &eva),
            ("/indicators", &coordinator),
        ];
        for (path, cookie) in pages {
            client.weigh(path, cookie).await?;
        }
        let flyer = ("/flyer/5344/fr.pdf", &officer);
        let pages = pages.into_iter().chain([flyer]).map(|(path, cookie)| (path.to_owned(), cookie.clone()));
        served::measure(&data, &pages.collect::<Vec<_>>(), 50)?;
        if self.import_rows > 0 {
            extract::measure(&config, self.import_rows).await?;
        }
        Ok(())
    }
}

/// Pages that are opened less often, and by whom.
const OTHER_PAGES: [(&str, &str); 17] = [
    ("evahead.5344", "/cases/{case}/trust"),
    ("evahead.5344", "/cases/{case}/sharing"),
    ("evahead.5344", "/sharing"),
    ("evahead.5344", "/advice"),
    ("officer.5344", "/reports"),
    ("officer.5344", "/access"),
    ("officer.5344", "/account/relations"),
    ("officer.5344", "/account/readings"),
    ("officer.5344", "/glass"),
    ("shelter.brussels", "/shared"),
    ("shelter.brussels", "/notices"),
    ("reviewer.brussels", "/readings"),
    ("reviewer.brussels", "/readings/log"),
    ("reviewer.brussels", "/cases/{case}/readers"),
    ("reviewer.brussels", "/reviews"),
    ("reviewer.brussels", "/conflicts"),
    ("reviewer.brussels", "/retention"),
];

struct Client {
    router: Router,
    rounds: usize,
}

impl Client {
    async fn pages(&self, name: &str, cookie: &str, path: impl Fn(usize) -> String) -> anyhow::Result<()> {
        self.answered(StatusCode::OK, name, cookie, path).await
    }

    /// Pages that all answer with this status.
    async fn answered(
        &self,
        wanted: StatusCode,
        name: &str,
        cookie: &str,
        path: impl Fn(usize) -> String,
    ) -> anyhow::Result<()> {
        let mut times = Vec::with_capacity(self.rounds);
        let mut size = 0;
        for i in 0..self.rounds {
            let request = Request::get(path(i)).header(header::COOKIE, cookie).body(Body::empty())?;
            let (status, bytes, took) = send(&self.router, request).await?;
            if status != wanted {
                bail!("{name}: {status}");
            }
            size = bytes;
            times.push(took);
        }
        print_times(name, &mut times, &format!("{:.0} kB uncompressed", size as f64 / 1000.0));
        Ok(())
    }

    async fn posts(
        &self,
        name: &str,
        cookie: &str,
        what: impl Fn(usize) -> (String, String),
    ) -> anyhow::Result<()> {
        let mut times = Vec::with_capacity(self.rounds);
        for i in 0..self.rounds {
            let (path, body) = what(i);
            let (status, _, took) = send(&self.router, post(&path, cookie, body)?).await?;
            if !(status.is_redirection() || status == StatusCode::OK) {
                bail!("{name}: {status}");
            }
            times.push(took);
        }
        print_times(name, &mut times, "");
        Ok(())
    }

    /// What a browser that has nothing yet receives for a page: page, style sheet and scripts, compressed.
    async fn weigh(&self, path: &str, cookie: &str) -> anyhow::Result<()> {
        let (page, mut total) = self.compressed(path, cookie).await?;
        for name in ["havre.css", "havre.js", "htmx.min.js", "favicon.svg"] {
            let address = page.split('"').find(|part| part.ends_with(name));
            if let Some(address) = address {
                total += self.compressed(&address.replace("&#x2f;", "/"), cookie).await?.1;
            }
        }
        println!(
            "weight of {path:40} {:.0} kB compressed, style sheet and scripts included",
            total as f64 / 1000.0
        );
        Ok(())
    }

    async fn compressed(&self, path: &str, cookie: &str) -> anyhow::Result<(String, usize)> {
        let ask = |encoding: &str| {
            Request::get(path)
                .header(header::COOKIE, cookie)
                .header(header::ACCEPT_ENCODING, encoding)
                .body(Body::empty())
        };
        let (_, bytes, _) = send(&self.router, ask("gzip")?).await?;
        let plain = self.router.clone().oneshot(ask("identity")?).await?;
        let plain = axum::body::to_bytes(plain.into_body(), usize::MAX).await?;
        Ok((String::from_utf8_lossy(&plain).into_owned(), bytes))
    }

    /// A draft, filled in and signed: the time of the signature.
    async fn signing(&self, cookie: &str) -> anyhow::Result<()> {
        let mut times = Vec::with_capacity(self.rounds);
        let run = journal::new_uuid(web::now::now()).simple().to_string();
        for i in 0..self.rounds {
            let response = self.router.clone().oneshot(post("/reports/new", cookie, String::new())?).await?;
            let draft = response.headers().get(header::LOCATION).context("no draft")?.to_str()?.to_owned();
            let pv = format!("BENCH.{}.{i}", &run[20..]);
            let fields = [
                ("version", "1"),
                ("do", "sign"),
                ("pv_number", pv.as_str()),
                ("postcode", "1210"),
                ("happened_on", "2026-01-05"),
                ("facts", "Bench."),
                ("children_present", "no"),
                ("day_two_agreed", "yes"),
                ("p0.role", "victim"),
                ("p0.family_name", "Bench"),
                ("p0.given_names", "Ada"),
                ("p0.birth", "02/01/1990"),
                ("p1.role", "other-party"),
                ("p1.family_name", "Bench"),
                ("p1.given_names", "Bo"),
                ("p1.birth", "03/02/1989"),
            ];
            let (status, _, took) = send(&self.router, post(&draft, cookie, form(&fields))?).await?;
            if !status.is_redirection() {
                bail!("signing: {status}");
            }
            times.push(took);
        }
        print_times("sign a report", &mut times, "");
        Ok(())
    }
}

async fn send(router: &Router, request: Request<Body>) -> anyhow::Result<(StatusCode, usize, Duration)> {
    let start = Instant::now();
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await?;
    Ok((status, body.len(), start.elapsed()))
}

fn post(path: &str, cookie: &str, body: String) -> anyhow::Result<Request<Body>> {
    Ok(Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))?)
}

fn form(fields: &[(&str, &str)]) -> String {
    let plain = |text: &str| text.bytes().map(encode).collect::<String>();
    fields.iter().map(|(name, text)| format!("{name}={}", plain(text))).collect::<Vec<_>>().join("&")
}

fn encode(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

async fn session(router: &Router, username: &str) -> anyhow::Result<String> {
    let body = form(&[("username", username), ("password", "Havre-demo-2026")]);
    let response = router.clone().oneshot(post("/sign-in", "", body)?).await?;
    let cookie =
        response.headers().get(header::SET_COOKIE).with_context(|| format!("{username} cannot sign in"))?;
    Ok(cookie.to_str()?.split(';').next().unwrap_or_default().to_owned())
}

fn print_times(name: &str, times: &mut [Duration], more: &str) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!("{name:20} median {:7.2} ms, p95 {:7.2} ms, max {:7.2} ms  {more}", at(0.5), at(0.95), at(1.0));
}
