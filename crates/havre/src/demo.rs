//! `havre demo`: invented people and 24 months of reports, served at once.

pub(crate) mod morning;

use crate::config::Config;
use crate::writer::Writer;
use crate::{demo_clock, open, serve, worker};
use anyhow::ensure;
use casework::record::dates::brussels;
use casework::record::id::{Nis, Postcode, UserId, ZoneCode};
use casework::record::person::Language;
use casework::record::staff::{Author, Function, Sector};
use clap::Args;
use directory::{Directory, Zone};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use journal::{Account, Batch, By, Journal, NewAccount, new_uuid};
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
        if !journal.is_demo().await? {
            ensure!(
                !journal.is_marked().await? && is_untouched(&journal).await?,
                "{0} is a folder for real data (`havre init` made it, or somebody works in it): the demo does not \
                 touch it. Give the demo a folder of its own: havre --data havre-demo demo",
                data.display()
            );
            demo_clock::begin(&open::rules(&config)?.timing.calendar, &journal).await?;
            self.load(&config, &journal, true).await?;
        }
        if self.only_load {
            return Ok(journal.close().await?);
        }
        announce(&config, &journal).await?;
        serve::logs();
        tokio::spawn(demo_clock::keep(journal.clone()));
        serve::serve(config, journal).await
    }

    /// Fills an empty folder; `opens` on a Monday morning, or with whatever the dice leave, for measuring. The mark is
    /// set first: a half-loaded demo is still a demo.
    pub(crate) async fn load(&self, config: &Config, journal: &Journal, opens: bool) -> anyhow::Result<()> {
        journal.mark_as_demo().await?;
        let directory = open::directory(config)?;
        let people = add_accounts(journal, &directory).await?;
        let until = web::now::now();
        let plan = plan(&directory, (self.seed, self.reports, until), opens)?;
        let as_text = format!("{} {} {until} {opens}", self.seed, self.reports);
        journal.set_setting("demo-plan", &as_text).await?;
        let bar = ProgressBar::new(u64::from(self.reports));
        bar.set_style(ProgressStyle::with_template("Invented reports {bar:40} {pos} of {len}, {eta} left")?);
        let mut batches = Vec::with_capacity(250);
        journal.db().expect_bulk().await?;
        let mut writer = Writer::start(journal.clone());
        for history in histories(&plan) {
            let neighbourhood = history.neighbourhood().cloned();
            let steps = history.steps.into_iter().map(|step| {
                let by = people.author(&step.by, neighbourhood.as_ref());
                (by.clone(), step.at, step.command_of(by.user))
            });
            batches.push(Batch { case: history.case, steps: steps.collect() });
            if batches.len() == 250 {
                writer.send(journal.prepare(&batches)?, std::mem::take(&mut batches)).await?;
                bar.inc(250);
            }
        }
        writer.send(journal.prepare(&batches)?, batches).await?;
        anyhow::ensure!(writer.finish().await? == 0, "somebody else wrote into this folder");
        worker::drain(journal).await?;
        bar.set_style(ProgressStyle::with_template("Comparing them {spinner}")?);
        worker::compare(journal).await?;
        journal.db().refresh_statistics().await?;
        bar.finish_and_clear();
        Ok(())
    }
}

/// What a demo of a seed and a number of reports is made of, until a moment.
///
/// # Errors
/// The directory lacks the places of the morning.
pub(crate) fn plan(
    directory: &Directory,
    (seed, reports, until): (u64, u32, Timestamp),
    opens: bool,
) -> anyhow::Result<Plan> {
    let morning = opens.then(|| morning::of(directory)).transpose()?;
    Ok(Plan { morning, ..Plan::of_directory(directory, seed, reports, until) })
}

/// Whether nobody began to work in a folder: `havre init` begins the log of readings, and that is for real data.
async fn is_untouched(journal: &Journal) -> anyhow::Result<bool> {
    let written = !journal.is_empty().await? || !journal.accounts().await?.is_empty();
    Ok(!written && journal.last_reading().await? == 0)
}

/// The demo accounts: who works where.
#[derive(Default)]
struct People {
    accounts: Vec<NewAccount>,
}

impl People {
    /// Everybody of a directory: officer and head of victim support of each zone, an EVA representative of each
    /// municipality, the prosecution and the coordinator of each district, one administrator.
    fn of(directory: &Directory, hash: &str) -> Self {
        let mut people = Self::default();
        for zone in directory.zones() {
            let (zones, language) = (vec![zone.code.clone()], first(&zone.languages));
            people.add(format!("officer.{}", zone.code), Function::Intake, zones.clone(), language, hash);
            people.add(format!("evahead.{}", zone.code), Function::EvaHead, zones.clone(), language, hash);
            for (nis, postcode) in first_postcodes(directory, zone) {
                people.add(format!("eva.{postcode}"), Function::Eva, zones.clone(), language, hash);
                people.accounts.last_mut().into_iter().for_each(|eva| eva.neighbourhoods.push(nis.clone()));
            }
        }
        for district in directory.districts() {
            let zones: Vec<_> =
                directory.zones().iter().filter(|zone| zone.district == district.code).collect();
            let language = zones.first().map_or("fr", |zone| first(&zone.languages));
            let codes: Vec<_> = zones.iter().map(|zone| zone.code.clone()).collect();
            for (word, function) in [
                ("prosecutor", Function::Prosecutor),
                ("prosecutorhead", Function::ProsecutorHead),
                ("coordinator", Function::Coordinator),
                ("shelter", Function::Partner),
                ("shelter2", Function::Partner),
                ("hospital", Function::Partner),
                ("reviewer", Function::Reviewer),
                // An erasure takes two.
                ("reviewer2", Function::Reviewer),
            ] {
                people.add(format!("{word}.{}", district.code), function, codes.clone(), language, hash);
                if let Some(one) = people.accounts.last_mut() {
                    one.office = morning::invented_office(word, &district.code).to_owned();
                    one.sector = if word == "hospital" { Sector::Health } else { one.sector };
                }
            }
        }
        people.add("admin".to_owned(), Function::Administrator, vec![], "fr", hash);
        for function in Function::ALL {
            if !people.accounts.iter().any(|account| account.function == *function) {
                people.add_everywhere(*function, directory, hash);
            }
        }
        people
    }

    /// A function that has no place of its own above: somebody in each zone where it needs one, else in each district,
    /// called by the word of the function. A new function is in the demo without a line here.
    fn add_everywhere(&mut self, function: Function, directory: &Directory, hash: &str) {
        if function.needs_zone() {
            for zone in directory.zones() {
                let (zones, language) = (vec![zone.code.clone()], first(&zone.languages));
                self.add(format!("{function}.{}", zone.code), function, zones, language, hash);
            }
            return;
        }
        for district in directory.districts() {
            let zones = directory.zones().iter().filter(|zone| zone.district == district.code);
            let language = zones.clone().next().map_or("fr", |zone| first(&zone.languages));
            let codes = zones.map(|zone| zone.code.clone()).collect();
            self.add(format!("{function}.{}", district.code), function, codes, language, hash);
            if let Some(one) = self.accounts.last_mut().filter(|_| function.reads_by_grant()) {
                let office = morning::invented_office(function.word(), &district.code);
                one.office = if office.is_empty() { one.username.clone() } else { office.to_owned() };
            }
        }
    }

    fn add(
        &mut self,
        username: String,
        function: Function,
        zones: Vec<ZoneCode>,
        language: &str,
        hash: &str,
    ) {
        let account = NewAccount {
            id: UserId(new_uuid(Timestamp::UNIX_EPOCH)),
            username,
            name: staff_name(self.accounts.len()),
            function,
            sector: function.usual_sector(),
            zones,
            office: String::new(),
            neighbourhoods: vec![],
            language: language.to_owned(),
            password_hash: hash.to_owned(),
        };
        self.accounts.push(account);
    }

    /// Who did a step: of several EVA representatives the one of the neighbourhood.
    fn author(&self, actor: &Actor, neighbourhood: Option<&Nis>) -> Author {
        let (zone, function) = match actor {
            Actor::Officer(zone) => (zone, Function::Intake),
            Actor::Eva(zone) => (zone, Function::Eva),
            Actor::Prosecutor(zone) => (zone, Function::Prosecutor),
            Actor::System => return worker::system(),
        };
        let fits = |account: &&NewAccount| account.function == function && account.zones.contains(zone);
        let here =
            |account: &&NewAccount| neighbourhood.is_some_and(|nis| account.neighbourhoods.contains(nis));
        let mut able = self.accounts.iter().filter(fits);
        let found = able.clone().find(here).or_else(|| able.next());
        found.map_or_else(worker::system, |account| Author {
            user: account.id,
            name: account.name.clone(),
            function,
            sector: account.sector,
            zone: Some(zone.clone()),
        })
    }
}

fn first(languages: &[Language]) -> &'static str {
    languages.first().map_or("fr", |language| language.word())
}

/// The municipalities of a zone, each with the postcode by which people know it: the lowest that ends in 0.
fn first_postcodes(directory: &Directory, zone: &Zone) -> Vec<(Nis, Postcode)> {
    let mut postcodes: Vec<u16> = (1000..10_000).collect();
    postcodes.sort_by_key(|code| (code % 10 != 0, *code));
    let mut found: BTreeMap<Nis, Postcode> = BTreeMap::new();
    for postcode in postcodes.into_iter().filter_map(|code| Postcode::parse(&code.to_string()).ok()) {
        if let Some(place) =
            directory.municipality_of(&postcode).filter(|p| zone.municipalities.contains(&p.nis))
        {
            found.entry(place.nis.clone()).or_insert(postcode);
        }
    }
    found.into_iter().collect()
}

/// Invented colleagues: 20 given and 21 family names, so that no two of the first 420 are alike.
fn staff_name(number: usize) -> String {
    const GIVEN: [&str; 20] = [
        "Lina", "Karim", "Sofie", "Adèle", "Jonas", "Inès", "Bram", "Clara", "Yasmina", "Wim", "Nora", "Eva",
        "Thomas", "Leïla", "Pieter", "Manon", "Samir", "Greet", "Olivier", "Elif",
    ];
    const FAMILY: [&str; 21] = [
        "Maes", "Lambert", "Claes", "Dubois", "Wouters", "Renard", "Peeters", "Simon", "Bodart", "Goossens",
        "Leroy", "Schmitz", "Jacobs", "Gilson", "Willems", "Collard", "Aerts", "Thiry", "Hermans", "Noël",
        "Segers",
    ];
    format!("{} {}", GIVEN[number % GIVEN.len()], FAMILY[number % FAMILY.len()])
}

async fn add_accounts(journal: &Journal, directory: &Directory) -> anyhow::Result<People> {
    let people = People::of(directory, &web::account::hash_password(PASSWORD)?);
    let by = By { user: None, at: web::now::now() };
    for account in &people.accounts {
        journal.add_account(account, by).await?;
    }
    Ok(people)
}

async fn announce(config: &Config, journal: &Journal) -> anyhow::Result<()> {
    println!("Havre, demo with invented people: http://{}/tour", config.listen);
    let opens = web::now::now().to_zoned_datetime(brussels()).strftime("%A %d/%m/%Y, %H:%M");
    println!("Its clock says: {opens}. It stops with the program and goes on from there.");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colleague_of_the_demo_has_a_name_and_a_username_of_her_own() {
        let people = People::of(&Directory::embedded().unwrap(), "hash");
        let names: std::collections::BTreeSet<_> = people.accounts.iter().map(|a| a.name.clone()).collect();
        let usernames: std::collections::BTreeSet<_> =
            people.accounts.iter().map(|a| a.username.clone()).collect();
        assert_eq!((names.len(), usernames.len()), (people.accounts.len(), people.accounts.len()));
    }

    #[test]
    fn somebody_of_each_function_can_sign_in_and_who_reads_by_grant_has_an_office() {
        let people = People::of(&Directory::embedded().unwrap(), "hash");
        for function in Function::ALL {
            let mut of_function = people.accounts.iter().filter(|account| account.function == *function);
            let first = of_function.next();
            assert!(first.is_some(), "{function} has no account");
            let named = |account: &NewAccount| !account.office.is_empty();
            assert!(
                !function.reads_by_grant() || first.into_iter().chain(of_function).all(named),
                "{function}"
            );
        }
    }

    #[tokio::test]
    async fn a_folder_that_init_made_is_refused_and_stays_empty() {
        let folder = tempfile::tempdir().unwrap();
        let plain = Config::load(&crate::config::Options::default()).unwrap();
        let config = Config { data: Some(folder.path().join("data")), ..plain };
        open::init(&config).await.unwrap();
        let demo = Demo { reports: 0, seed: 1, only_load: true };
        let why = demo.run(config.clone()).await.unwrap_err().to_string();
        assert!(why.contains("real data") && why.contains("--data havre-demo"), "{why}");
        assert!(open::journal(&config).await.unwrap().accounts().await.unwrap().is_empty());
    }

    #[test]
    fn the_tour_leads_to_people_of_the_demo() {
        let people = People::of(&Directory::embedded().unwrap(), "hash");
        for stop in web::stops() {
            let who = people.accounts.iter().find(|account| account.username == stop.username);
            assert_eq!(who.map(|account| account.function), Some(stop.function), "{}", stop.word);
        }
    }

    #[test]
    fn a_report_from_evere_is_followed_up_by_the_representative_of_evere() {
        let people = People::of(&Directory::embedded().unwrap(), "hash");
        let eva = Actor::Eva(ZoneCode::parse("5344").unwrap());
        let author = people.author(&eva, Some(&Nis::parse("21006").unwrap()));
        let account = people.accounts.iter().find(|account| account.id == author.user).unwrap();
        assert_eq!(account.username, "eva.1140");
    }
}
