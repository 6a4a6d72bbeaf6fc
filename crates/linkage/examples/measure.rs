//! Links a file of people and writes links and clusters as CSV: to measure the crate without the rest of the program.
//!
//! ```text
//! cargo run --release -p linkage --example measure -- people.csv[,second.csv] links.csv clusters.csv [FROM [shipped]]
//! ```
//!
//! What was learned is written beside the links, `links.csv.model.json`.

use linkage::{Model, Options, People, link};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [files, links, clusters, rest @ ..] = &arguments[..] else {
        return Err("people.csv[,second.csv] links.csv clusters.csv [FROM [shipped]]".into());
    };
    let start = Instant::now();
    let mut people = People::default();
    for file in files.split(',') {
        people.read(File::open(file)?)?;
    }
    let from = rest.first().map_or(Ok(0.01), |from| from.parse())?;
    let model = rest.get(1).map(|_| Model::shipped()).transpose()?;
    let options = Options { from, model, across: files.contains(','), ..Options::default() };
    let linked = link(&mut people, &options, &|_, _| {});
    let mut out = BufWriter::new(File::create(links)?);
    writeln!(out, "a,b,probability,bits,household")?;
    for link in &linked.links {
        let (a, b) = (people.id(link.a), people.id(link.b));
        writeln!(out, "{a},{b},{:.6},{:.3},{:.4}", link.probability(), link.bits, link.household)?;
    }
    out.flush()?;
    let mut out = BufWriter::new(File::create(clusters)?);
    writeln!(out, "id,cluster")?;
    for (number, members) in linked.clusters.iter().enumerate() {
        for record in members {
            writeln!(out, "{},{number}", people.id(*record))?;
        }
    }
    out.flush()?;
    std::fs::write(format!("{links}.model.json"), linked.model.write()?)?;
    let took: Vec<String> =
        linked.took.iter().map(|(phase, took)| format!("{phase:?} {:.2}", took.as_secs_f64())).collect();
    eprintln!(
        "{:?}, {} records, {} pairs, {} links, {:.2} s ({})",
        linked.kept,
        people.records.len(),
        linked.compared,
        linked.links.len(),
        start.elapsed().as_secs_f64(),
        took.join(", ")
    );
    Ok(())
}
