//! `havre bench`: what the promises cost, measured on a data folder.

mod client;
mod couples;
mod crowd;
mod extract;
mod folder;
mod growth;
mod load;
mod pages;
mod people;
mod served;

pub(crate) use served::memory_mib;

use crate::config::Config;
use crate::serve;
use anyhow::Context;
use axum::http::StatusCode;
use casework::record::id::ZoneCode;
use clap::Args;
use client::{Client, form, session};
use journal::{Journal, Listed, RowFilter, State};
use std::time::Instant;

/// Options of `havre bench`.
#[derive(Args)]
pub(crate) struct Bench {
    /// Reports in the folder; made first when the folder is new.
    #[arg(long, default_value_t = 250_000)]
    reports: u32,
    /// Requests per measure.
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// Seconds per measure of many readers; 0 leaves them out.
    #[arg(long, default_value_t = 4.0)]
    seconds: f64,
    /// Measure only many readers.
    #[arg(long)]
    only_readers: bool,
    /// Rows of the extract that is imported into a folder of its own; 0 leaves it out.
    #[arg(long, default_value_t = 250_000)]
    import_rows: u32,
    /// Measure instead one new report against an index of this many people (millions take minutes to make).
    #[arg(long)]
    people: Option<u64>,
    /// Measure instead what one page costs at each of these numbers of reports: `10000,250000,2500000`.
    #[arg(long, value_delimiter = ',')]
    growth: Vec<u32>,
}

impl Bench {
    pub(crate) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let data = config.data.clone().unwrap_or_else(|| "havre-bench".into());
        let config = Config { data: Some(data.clone()), demo: true, ..config.clone() };
        if let Some(people) = self.people {
            return people::measure(&config, &data, people, self.rounds).await;
        }
        if !self.growth.is_empty() {
            return growth::measure(&config, &data, &self.growth).await;
        }
        let journal = folder::loaded(&config, &data, self.reports).await?;
        let start = Instant::now();
        let router = web::router(serve::app(&config, journal.clone())?);
        println!("pages ready: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
        let client = Client { router, rounds: self.rounds };
        if self.seconds > 0.0 {
            let pages = pages::of(&journal, &client.router).await?;
            let officer = session(&client.router, "officer.5344").await?;
            crowd::measure(&data, &pages, &officer, self.seconds)?;
        }
        if self.only_readers {
            return Ok(());
        }
        self.one_by_one(&client, &journal).await?;
        couples::measure(&config, &journal, self.rounds).await?;
        if self.import_rows > 0 {
            extract::measure(&config, self.import_rows).await?;
        }
        Ok(())
    }

    /// Pages and acts that need a case, one request after the other inside this process.
    async fn one_by_one(&self, client: &Client, journal: &Journal) -> anyhow::Result<()> {
        let filter = RowFilter {
            limit: 400,
            ..RowFilter::of(vec![ZoneCode::parse("5344")?], State::All, web::now::now())
        };
        let cases = journal.page(&filter).await?.rows;
        let case = |i: usize| cases[i % cases.len()].case;
        let [eva, prosecutor, officer] = ["evahead.5344", "prosecutor.brussels", "officer.5344"];
        let (eva, prosecutor) =
            (session(&client.router, eva).await?, session(&client.router, prosecutor).await?);
        let officer = session(&client.router, officer).await?;
        let deep = |_| format!("/table?state=all&after={}.x", 1_735_000_000_000_i64);
        client.pages("table, deep", &prosecutor, deep).await?;
        client.pages("case", &eva, |i| format!("/cases/{}", case(i))).await?;
        searches(client, &cases, &prosecutor, &eva).await?;
        for (account, path) in OTHER_PAGES {
            let cookie = session(&client.router, account).await?;
            client.pages(path, &cookie, |i| path.replace("{case}", &case(i).to_string())).await?;
        }
        // How much longer it takes to hide a case than to say that there is none: docs/threat-model.md.
        let far = session(&client.router, "officer.5340").await?;
        let hidden = |i: usize| format!("/cases/{}", case(i));
        client.answered(StatusCode::NOT_FOUND, "hidden case", &far, hidden).await?;
        let none = |_| format!("/cases/{}", journal::new_uuid(web::now::now()));
        client.answered(StatusCode::NOT_FOUND, "no such case", &far, none).await?;
        client.signing(&officer).await?;
        client.pages("flyer PDF", &officer, |_| "/flyer/5344/fr.pdf".to_owned()).await?;
        for (path, cookie) in [("/reports", &officer), ("/queue?show=all", &eva), ("/table", &prosecutor)] {
            client.weigh(path, cookie).await?;
        }
        client.weigh(&format!("/cases/{}", cases.first().context("no case")?.case), &eva).await
    }
}

async fn searches(client: &Client, cases: &[Listed], prosecutor: &str, eva: &str) -> anyhow::Result<()> {
    let label = |i: usize| &cases[i % cases.len()].label;
    let by = |text: &str| ("/search".to_owned(), form(&[("q", text)]));
    client.posts("search by PV", prosecutor, |i| by(&label(i).pv)).await?;
    client.posts("search by name", eva, |i| by(&label(i).victim)).await
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
    ("officer.5344", "/break-glass"),
    ("shelter.brussels", "/shared"),
    ("shelter.brussels", "/notices"),
    ("reviewer.brussels", "/readings"),
    ("reviewer.brussels", "/readings/log"),
    ("reviewer.brussels", "/cases/{case}/readers"),
    ("reviewer.brussels", "/reviews"),
    ("reviewer.brussels", "/conflicts"),
    ("reviewer.brussels", "/retention"),
];
