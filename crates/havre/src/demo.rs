//! `havre demo`: invented people and 24 months of reports, served at once.

use crate::config::Config;
use crate::{accounts, open, serve, worker};
use anyhow::bail;
use casework::entry::{Author, Function};
use casework::id::{UserId, ZoneCode};
use clap::Args;
use directory::Directory;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use journal::{Account, Batch, Journal, NewAccount, new_uuid};
use std::collections::BTreeMap;
use synthetic::{Actor, Plan, histories};

const PASSWORD: &str = "Havre-demo-2026";

/// Options of `havre demo`.
#[derive(Args)]
pub(crate) struct Demo {
    /// Number of reports.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) reports: u32,
    /// Seed of the generator: the same seed gives the same people.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Make the data and stop.
    #[arg(long)]
    pub(crate) only_load: bool,
}

impl Demo {
    pub(crate) async fn run(&self, config: Config) -> anyhow::Result<()> {
        let data = config.data.clone().unwrap_or_else(|| "havre-demo".into());
        let config = Config { data: Some(data.clone()), demo: true, ..config };
        if !open::exists(&config) {
            open::make(&config, &data)?;
        }
        let journal = open::journal(&config).await?;
        match journal.setting("mode").await?.as_deref() {
            Some("demo") => {}
            None if journal.is_empty().await? && journal.accounts().await?.is_empty() => {
                self.load(&config, &journal).await?;
            }
            _ => bail!("{} holds real data: demo mode does not touch it", data.display()),
        }
        if self.only_load {
            return Ok(());
        }
        announce(&config, &journal).await?;
        serve::logs();
        serve::serve(config, journal).await
    }

    /// Fills an empty folder. The mark is set first: a half-loaded demo is still a demo.
    pub(crate) async fn load(&self, config: &Config, journal: &Journal) -> anyhow::Result<()> {
        journal.set_setting("mode", "demo").await?;
        let directory = open::directory(config)?;
        let people = add_accounts(journal, &directory).await?;
        let plan = Plan::of_directory(&directory, self.seed, self.reports, web::now::now());
        let bar = ProgressBar::new(u64::from(self.reports));
        bar.set_style(ProgressStyle::with_template("Invented reports {bar:40} {pos} of {len}, {eta} left")?);
        let mut batches = Vec::with_capacity(250);
        for history in histories(&plan) {
            let steps = history.steps.into_iter().map(|step| {
                let by = people.author(&step.by);
                (by.clone(), step.at, step.command_of(by.user))
            });
            batches.push(Batch { case: history.case, steps: steps.collect() });
            if batches.len() == 250 {
                journal.run_many(&batches).await?;
                bar.inc(250);
                batches.clear();
            }
        }
        journal.run_many(&batches).await?;
        worker::drain(journal).await?;
        bar.finish_and_clear();
        Ok(())
    }
}

/// The demo accounts, by function and zone or district.
struct People {
    by_zone: BTreeMap<(ZoneCode, Function), Author>,
}

impl People {
    fn author(&self, actor: &Actor) -> Author {
        let (zone, function) = match actor {
            Actor::Officer(zone) => (zone, Function::Intake),
            Actor::Eva(zone) => (zone, Function::Eva),
            Actor::Prosecutor(zone) => (zone, Function::Prosecutor),
            Actor::System => return worker::system(),
        };
        self.by_zone.get(&(zone.clone(), function)).cloned().unwrap_or_else(worker::system)
    }
}

/// Names of the invented staff, by number.
const STAFF: [&str; 12] = [
    "Lina Maes", "Karim Lambert", "Sofie Claes", "Adèle Dubois", "Jonas Wouters", "Inès Renard", "Bram Peeters",
    "Clara Simon", "Yasmina Bodart", "Wim Goossens", "Nora Leroy", "Eva Schmitz",
];

async fn add_accounts(journal: &Journal, directory: &Directory) -> anyhow::Result<People> {
    let hash = web::account::hash_password(PASSWORD)?;
    let mut people = People { by_zone: BTreeMap::new() };
    let mut count = 0;
    let mut new = |username: String, function: Function, zones: Vec<ZoneCode>, language: &str| {
        let name = STAFF[count % STAFF.len()].to_owned();
        count += 1;
        NewAccount {
            id: UserId(new_uuid(Timestamp::UNIX_EPOCH)),
            username,
            name,
            function,
            sector: accounts::sector(function),
            zones,
            neighbourhoods: vec![],
            language: language.to_owned(),
            password_hash: hash.clone(),
        }
    };
    let mut accounts = Vec::new();
    for zone in directory.zones() {
        let language = zone.languages.first().map_or("fr", |language| language.word());
        for (word, function) in [("officer", Function::Intake), ("eva", Function::Eva), ("evahead", Function::EvaHead)] {
            accounts.push(new(format!("{word}.{}", zone.code), function, vec![zone.code.clone()], language));
        }
    }
    for district in directory.districts() {
        let zones: Vec<_> = directory.zones().iter().filter(|zone| zone.district == district.code).collect();
        let language = zones.first().and_then(|zone| zone.languages.first()).map_or("fr", |language| language.word());
        let codes: Vec<_> = zones.iter().map(|zone| zone.code.clone()).collect();
        for (word, function) in [
            ("prosecutor", Function::Prosecutor),
            ("prosecutorhead", Function::ProsecutorHead),
            ("coordinator", Function::Coordinator),
        ] {
            accounts.push(new(format!("{word}.{}", district.code), function, codes.clone(), language));
        }
    }
    accounts.push(new("admin".to_owned(), Function::Administrator, vec![], "fr"));
    for account in accounts {
        journal.add_account(&account).await?;
        for zone in &account.zones {
            let author = Author {
                user: account.id,
                name: account.name.clone(),
                function: account.function,
                sector: account.sector,
                zone: Some(zone.clone()),
            };
            people.by_zone.insert((zone.clone(), account.function), author);
        }
    }
    Ok(people)
}

async fn announce(config: &Config, journal: &Journal) -> anyhow::Result<()> {
    println!("Havre, demo with invented people: http://{}/", config.listen);
    println!("Password of every account: {PASSWORD}");
    let mut by_function: BTreeMap<&str, Vec<Account>> = BTreeMap::new();
    for account in journal.accounts().await? {
        by_function.entry(account.function.word()).or_default().push(account);
    }
    for (function, accounts) in by_function {
        let names: Vec<_> = accounts.into_iter().map(|account| account.username).collect();
        println!("  {function:16} {}", names.join(" "));
    }
    Ok(())
}
