//! An extract of invented reports, written to a file and imported into a folder of its own: rows a second.

use crate::config::Config;
use crate::import::Import;
use crate::open;
use casework::case::Command;
use casework::record::person::{Birth, Person, Role};
use casework::report;
use casework::report::Report;
use std::path::Path;
use std::time::Instant;
use synthetic::{Plan, histories};

const HEADS: [&str; 12] = [
    "pv_number",
    "zone",
    "facts_date",
    "received_at",
    "postcode",
    "victim_family_name",
    "victim_given_names",
    "victim_birth_date",
    "other_family_name",
    "other_given_names",
    "facts",
    "children_present",
];

/// Imports `rows` rows and prints how fast.
pub(super) async fn measure(config: &Config, rows: u32) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("havre-bench-{}", std::process::id()));
    let data = folder.join("data");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("extract.csv");
    write(&file, &Plan::of_directory(&open::directory(config)?, 2, rows, web::now::now()))?;
    let config = Config { data: Some(data.clone()), demo: false, database_url: None, ..config.clone() };
    open::make(&config, &data)?;
    let start = Instant::now();
    Import::of(file).run(&config).await?;
    let seconds = start.elapsed().as_secs_f64();
    println!("import {rows} rows: {seconds:.1} s, {:.0} rows a second", f64::from(rows) / seconds);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn write(file: &Path, plan: &Plan) -> anyhow::Result<()> {
    let mut out = csv::Writer::from_path(file)?;
    out.write_record(HEADS)?;
    for history in histories(plan) {
        if let Some(Command::Report(report::Command::Sign(report))) =
            history.steps.into_iter().next().map(|step| step.command)
        {
            out.write_record(cells(&report))?;
        }
    }
    Ok(out.flush()?)
}

fn cells(report: &Report) -> [String; 12] {
    let head = &report.head;
    let person = |role| report.people.iter().find(|person| person.role == role);
    let family =
        |person: Option<&Person>| person.map(|person| person.family_name.clone()).unwrap_or_default();
    let given = |person: Option<&Person>| person.map(|person| person.given_names.clone()).unwrap_or_default();
    let born = person(Role::Victim).map_or_else(String::new, |victim| match victim.birth {
        Birth::Exact(day) => day.to_string(),
        Birth::Month { year, month } => format!("{year}-{month:02}"),
        Birth::About(year) => year.to_string(),
        Birth::Unknown => String::new(),
    });
    let received = head.received_at.to_zoned_datetime(casework::record::dates::brussels());
    [
        head.pv.to_string(),
        head.zone.to_string(),
        head.happened_on.to_string(),
        received.strftime("%Y-%m-%d %H:%M").to_string(),
        head.postcode.to_string(),
        family(person(Role::Victim)),
        given(person(Role::Victim)),
        born,
        family(person(Role::OtherParty)),
        given(person(Role::OtherParty)),
        report.facts.context.clone(),
        report.facts.children_present.map(|answer| answer.word().to_owned()).unwrap_or_default(),
    ]
}
