//! `havre link`: who is the same person in a file of people. No server, no database, no labels.

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use linkage::{Linked, Match, Model, Options, People, Phase};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use web::{LANGUAGES, Texts};

/// Options of `havre link`.
#[derive(Args)]
pub(crate) struct Link {
    /// People: a CSV file with a column `id` and any of given_name, family_name, sex, birth_date, street,
    /// house_number, postcode, town, phone, document, report.
    file: PathBuf,
    /// A second file: only pairs of one record of each are links.
    #[arg(long)]
    also: Option<PathBuf>,
    /// Where to write the links.
    #[arg(long)]
    out: PathBuf,
    /// Where to write the clusters: records that are one person, of those that are two or more.
    #[arg(long)]
    clusters: Option<PathBuf>,
    /// Links of this probability and more.
    #[arg(long, default_value_t = 0.5, value_parser = probability)]
    from: f64,
    /// A column that says why, in this language: fr, nl, de or en.
    #[arg(long)]
    explain: Option<String>,
    /// Write what was learned.
    #[arg(long)]
    save_model: Option<PathBuf>,
    /// Use what was learned before.
    #[arg(long, conflicts_with = "save_model")]
    model: Option<PathBuf>,
    /// The file names one person of each household only: a shared address then speaks for one person.
    #[arg(long)]
    no_households: bool,
    /// Phones of institutions, one a line: they never link people. Those of more than forty records are found anyway.
    #[arg(long)]
    institutions: Option<PathBuf>,
}

fn probability(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..1.0).contains(&number) { Ok(number) } else { Err("between 0 and 1, 1 excluded".to_owned()) }
}

/// Seconds of each part, for the last line.
struct Took(Vec<(&'static str, Duration)>);

impl Link {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let start = Instant::now();
        let language = self.language()?;
        let options = self.options()?;
        let bar = ProgressBar::new(1000)
            .with_style(ProgressStyle::with_template("{msg:12} {wide_bar} {percent:>3} %")?);
        bar.set_message("reading");
        let mut people = self.read()?;
        let mut took = Took(vec![("read", start.elapsed())]);
        let linked = linkage::link(&mut people, &options, &|phase, done| {
            bar.set_message(word(phase));
            bar.set_position(done);
        });
        took.0.extend(linked.took.iter().map(|(phase, took)| (word(*phase), *took)));
        bar.set_message("writing");
        let writing = Instant::now();
        self.write(&people, &linked, language)?;
        took.0.push(("write", writing.elapsed()));
        took.0.push(("total", start.elapsed()));
        bar.finish_and_clear();
        self.say(&people, &linked, &took);
        Ok(ExitCode::SUCCESS)
    }

    fn language(&self) -> anyhow::Result<Option<&'static str>> {
        let Some(asked) = &self.explain else { return Ok(None) };
        let known = LANGUAGES.iter().find(|(code, _)| code == asked);
        known.map(|(code, _)| Some(*code)).with_context(|| format!("no language {asked:?}: fr, nl, de or en"))
    }

    fn options(&self) -> anyhow::Result<Options> {
        let text = |path: &Path| std::fs::read_to_string(path).with_context(|| path.display().to_string());
        let model = self
            .model
            .as_deref()
            .map(|path| Ok::<_, anyhow::Error>(Model::read(&text(path)?)?))
            .transpose()?;
        let institutions = self.institutions.as_deref().map(text).transpose()?.unwrap_or_default();
        Ok(Options {
            from: self.from,
            model,
            across: self.also.is_some(),
            no_households: self.no_households,
            institutions: institutions.lines().map(str::to_owned).collect(),
        })
    }

    fn read(&self) -> anyhow::Result<People> {
        let mut people = People::default();
        for path in [Some(&self.file), self.also.as_ref()].into_iter().flatten() {
            let file = File::open(path).with_context(|| path.display().to_string())?;
            people.read(file).with_context(|| path.display().to_string())?;
        }
        if people.records.is_empty() {
            bail!("{}: there is no record with an id", self.file.display());
        }
        Ok(people)
    }

    fn write(&self, people: &People, linked: &Linked, language: Option<&'static str>) -> anyhow::Result<()> {
        let texts = language.map(|code| Ok::<_, anyhow::Error>((code, texts()?))).transpose()?;
        let mut out = csv(&self.out, texts.is_some().then_some("why"))?;
        for link in &linked.links {
            let (a, b) = (people.id(link.a), people.id(link.b));
            write!(
                out,
                "{},{},{:.6},{:.3},{:.4}",
                cell(a),
                cell(b),
                link.probability(),
                link.bits,
                link.household.max(0.0)
            )?;
            if let Some((code, texts)) = &texts {
                let (x, y) = (&people.records[link.a as usize], &people.records[link.b as usize]);
                let found = linked.model.compare(&people.lexicon, x, y, people.records.len() as u64, 2);
                write!(out, ",{}", cell(&why(texts, code, &found)))?;
            }
            writeln!(out)?;
        }
        out.flush()?;
        if let Some(path) = &self.clusters {
            let mut out = BufWriter::new(create(path)?);
            writeln!(out, "id,cluster")?;
            for (number, members) in (1_u64..).zip(&linked.clusters) {
                for record in members {
                    writeln!(out, "{},{number}", cell(people.id(*record)))?;
                }
            }
            out.flush()?;
        }
        if let Some(path) = &self.save_model {
            std::fs::write(path, linked.model.write()?).with_context(|| path.display().to_string())?;
        }
        Ok(())
    }

    /// Rows that were left out, then one line of figures that a program can read.
    fn say(&self, people: &People, linked: &Linked, took: &Took) {
        for left in people.left.iter().take(20) {
            eprintln!("line {}: {}", left.line, left.reason);
        }
        if people.left.len() > 20 {
            eprintln!("… and {} more rows left out", people.left.len() - 20);
        }
        let seconds: serde_json::Map<String, serde_json::Value> = took
            .0
            .iter()
            .map(|(word, took)| ((*word).to_owned(), round(took.as_secs_f64()).into()))
            .collect();
        let figures = serde_json::json!({
            "records": people.records.len(),
            "left_out": people.left.len(),
            "pairs": linked.compared,
            "links": linked.links.len(),
            "clusters": linked.clusters.len(),
            "seconds": seconds,
            "peak_mib": crate::bench::memory_mib(std::process::id(), "VmHWM"),
        });
        eprintln!("{figures}");
    }
}

fn round(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

const fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Count => "count",
        Phase::Compare => "compare",
        Phase::Learn => "learn",
        Phase::Join => "cluster",
    }
}

fn texts() -> anyhow::Result<Texts> {
    Texts::load(None).map_err(anyhow::Error::msg)
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| path.display().to_string())
}

fn csv(path: &Path, more: Option<&str>) -> anyhow::Result<BufWriter<File>> {
    let mut out = BufWriter::new(create(path)?);
    writeln!(
        out,
        "a,b,probability,bits,household{}",
        more.map(|more| format!(",{more}")).unwrap_or_default()
    )?;
    Ok(out)
}

/// A cell of a CSV file. Identifiers are given back letter for letter: other tables are joined by them.
fn cell(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// The reasons, strongest first: `same family name (1 in 4,000) +11.9; …`.
fn why(texts: &Texts, language: &'static str, found: &Match) -> String {
    let mut fields = found.fields.clone();
    fields.sort_by(|x, y| y.bits.abs().total_cmp(&x.bits.abs()));
    let none = Default::default();
    let mut reasons: Vec<String> = fields
        .iter()
        .map(|field| {
            let key = format!("evidence-{}-{}", field.field.word(), field.word);
            let share = field.share.map(|share| format!(" (1/{:.0})", 1.0 / share)).unwrap_or_default();
            format!("{}{share} {:+.1}", texts.get(language, &key, &none), field.bits)
        })
        .collect();
    reasons.push(format!("{} {:+.1}", texts.get(language, "evidence-before", &none), found.before));
    if found.kinship < -0.05 {
        reasons.push(format!("{} {:+.1}", texts.get(language, "evidence-kinship", &none), found.kinship));
    }
    reasons.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_every_language() {
        let texts = texts().unwrap();
        for (language, _) in LANGUAGES {
            for field in linkage::Field::ALL {
                for word in &field.words()[1..] {
                    let key = format!("evidence-{}-{word}", field.word());
                    assert!(texts.has(language, &key), "{language} {key}");
                }
            }
        }
    }

    #[test]
    fn a_cell_breaks_no_row() {
        assert_eq!(cell("a1"), "a1");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
