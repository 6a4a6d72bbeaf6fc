//! Requests answered inside this process.

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// Asks the pages inside this process: the time that the program itself takes.
pub(super) struct Client {
    pub(super) router: Router,
    pub(super) rounds: usize,
}

impl Client {
    pub(super) async fn pages(
        &self,
        name: &str,
        cookie: &str,
        path: impl Fn(usize) -> String,
    ) -> anyhow::Result<()> {
        self.answered(StatusCode::OK, name, cookie, path).await
    }

    /// Pages that all answer with this status.
    pub(super) async fn answered(
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

    pub(super) async fn posts(
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
    pub(super) async fn weigh(&self, path: &str, cookie: &str) -> anyhow::Result<()> {
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
    pub(super) async fn signing(&self, cookie: &str) -> anyhow::Result<()> {
        let mut times = Vec::with_capacity(self.rounds);
        let run = journal::new_uuid(web::now::now()).simple().to_string();
        for i in 0..self.rounds {
            let response = self.router.clone().oneshot(post("/reports/new", cookie, String::new())?).await?;
            let draft = response.headers().get(header::LOCATION).context("no draft")?.to_str()?.to_owned();
            let body = signed_form(&format!("{}.{i}", &run[20..]));
            let (status, _, took) = send(&self.router, post(&draft, cookie, body)?).await?;
            if !status.is_redirection() {
                bail!("signing: {status}");
            }
            times.push(took);
        }
        print_times("sign a report", &mut times, "");
        Ok(())
    }
}

/// The form of a report that is complete, with a number of its own.
pub(super) fn signed_form(number: &str) -> String {
    let pv = format!("BENCH.{number}");
    form(&[
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
    ])
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

pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let plain = |text: &str| text.bytes().map(encode).collect::<String>();
    fields.iter().map(|(name, text)| format!("{name}={}", plain(text))).collect::<Vec<_>>().join("&")
}

fn encode(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// Signs in; gives the cookie.
pub(super) async fn session(router: &Router, username: &str) -> anyhow::Result<String> {
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
