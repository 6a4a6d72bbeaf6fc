//! `havre link`: who is the same person in a file of people. No server, no database, no labels.

mod files;
mod page;
mod reasons;

use anyhow::{Context as _, bail};
use clap::Args;
use files::{Part, cell, refuse_to_overwrite};
use indicatif::{ProgressBar, ProgressStyle};
use linkage::{Kept, Link as Pair, Linked, Model, Options, People, Phase};
use page::Page;
use reasons::why;
use std::fs::File;
use std::io::Write;
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
    /// Where to write a page about the links: how sure they are, what they rest on, what another cut would change. In
    /// the language of --explain, otherwise in English.
    #[arg(long)]
    report: Option<PathBuf>,
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

/// From this probability on, links are counted on a page.
const LOWEST: f64 = 0.1;

/// Seconds of each part, for the last line.
struct Took(Vec<(&'static str, Duration)>);

impl Link {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let start = Instant::now();
        refuse_to_overwrite(&self.read_paths(), &self.written_paths())?;
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

    fn read_paths(&self) -> Vec<&Path> {
        let all = [Some(&self.file), self.also.as_ref(), self.model.as_ref(), self.institutions.as_ref()];
        all.into_iter().flatten().map(PathBuf::as_path).collect()
    }

    fn written_paths(&self) -> Vec<&Path> {
        let all = [Some(&self.out), self.clusters.as_ref(), self.save_model.as_ref(), self.report.as_ref()];
        all.into_iter().flatten().map(PathBuf::as_path).collect()
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
        // A page tells what a lower cut would add.
        let from = if self.report.is_some() { self.from.min(LOWEST) } else { self.from };
        Ok(Options {
            from,
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

    /// Writes all files; they take their places together, when each of them is whole.
    fn write(&self, people: &People, linked: &Linked, language: Option<&'static str>) -> anyhow::Result<()> {
        let texts = texts()?;
        let mut done = vec![self.write_links(people, linked, language.map(|code| (&texts, code)))?];
        if let Some(path) = &self.clusters {
            done.push(self.write_clusters(path, people, linked)?);
        }
        if let Some(path) = &self.save_model {
            let mut out = Part::create(path)?;
            out.write_all(linked.model.write()?.as_bytes())?;
            done.push(out);
        }
        if let Some(path) = &self.report {
            let page = Page { people, linked, texts: &texts, language: language.unwrap_or("en") };
            let mut out = Part::create(path)?;
            out.write_all(page.html().as_bytes())?;
            done.push(out);
        }
        done.into_iter().try_for_each(Part::finish)
    }

    /// The links that were asked for.
    fn links<'l>(&self, linked: &'l Linked) -> impl Iterator<Item = &'l Pair> {
        let from = self.from;
        linked.links.iter().filter(move |link| link.probability() >= from)
    }

    fn write_links(
        &self,
        people: &People,
        linked: &Linked,
        explain: Option<(&Texts, &'static str)>,
    ) -> anyhow::Result<Part> {
        let mut out = Part::create(&self.out)?;
        writeln!(out, "a,b,probability,bits,household{}", if explain.is_some() { ",why" } else { "" })?;
        for link in self.links(linked) {
            // Of two files, the first one comes first.
            let turned = people.file_of(link.a) > people.file_of(link.b);
            let (a, b) = if turned { (link.b, link.a) } else { (link.a, link.b) };
            let (a, b) = (cell(people.id(a)), cell(people.id(b)));
            let household = link.household.max(0.0);
            write!(out, "{a},{b},{:.6},{:.3},{household:.4}", link.probability(), link.bits)?;
            if let Some((texts, code)) = explain {
                write!(out, ",{}", cell(&why(texts, code, &linked.explain(people, link))))?;
            }
            writeln!(out)?;
        }
        Ok(out)
    }

    /// Records that are one person with others. With two files an id may stand in both: then its file is named.
    fn write_clusters(&self, path: &Path, people: &People, linked: &Linked) -> anyhow::Result<Part> {
        let mut out = Part::create(path)?;
        writeln!(out, "id,cluster{}", if self.also.is_some() { ",file" } else { "" })?;
        for (number, members) in (1_u64..).zip(&linked.clusters) {
            for record in members {
                write!(out, "{},{number}", cell(people.id(*record)))?;
                if let Some(also) = &self.also {
                    let file = if people.file_of(*record) == 0 { &self.file } else { also };
                    write!(out, ",{}", cell(&file.display().to_string()))?;
                }
                writeln!(out)?;
            }
        }
        Ok(out)
    }

    /// Rows that were left out, then one line of figures that a program can read.
    fn say(&self, people: &People, linked: &Linked, took: &Took) {
        for left in people.left.iter().take(20) {
            eprintln!("line {}: {}", left.line, left.reason);
        }
        if people.left.len() > 20 {
            eprintln!("… and {} more rows left out", people.left.len() - 20);
        }
        if people.unreadable_births + people.unreadable_phones > 0 {
            eprintln!(
                "{} birth dates and {} phones could not be read and count as unknown",
                people.unreadable_births, people.unreadable_phones
            );
        }
        let seconds: serde_json::Map<String, serde_json::Value> = took
            .0
            .iter()
            .map(|(word, took)| ((*word).to_owned(), round(took.as_secs_f64()).into()))
            .collect();
        let figures = serde_json::json!({
            "records": people.records.len(),
            "left_out": people.left.len(),
            "unreadable_births": people.unreadable_births,
            "unreadable_phones": people.unreadable_phones,
            "model": model(linked.kept),
            "pairs": linked.compared,
            "links": self.links(linked).count(),
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

const fn model(kept: Kept) -> &'static str {
    match kept {
        Kept::Asked => "asked",
        Kept::Learned => "learned",
        Kept::Shipped => "shipped",
    }
}

fn texts() -> anyhow::Result<Texts> {
    Texts::load(None).map_err(anyhow::Error::msg)
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
    fn two_files_are_told_apart_and_their_links_read_from_the_first_to_the_second() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let row = "1,Lotte,Zandelaarts,1986-11-23\n";
        for name in ["first.csv", "second.csv"] {
            std::fs::write(path(name), format!("id,given_name,family_name,birth_date\n{row}")).unwrap();
        }
        let link = Link {
            file: path("first.csv"),
            also: Some(path("second.csv")),
            out: path("links.csv"),
            clusters: Some(path("clusters.csv")),
            from: 0.5,
            explain: Some("nl".to_owned()),
            report: Some(path("page.html")),
            save_model: None,
            model: None,
            no_households: false,
            institutions: None,
        };
        link.run().unwrap();
        let text = |name: &str| std::fs::read_to_string(path(name)).unwrap();
        assert!(text("links.csv").lines().nth(1).unwrap().starts_with("1,1,"));
        let clusters = text("clusters.csv");
        assert!(clusters.contains("first.csv") && clusters.contains("second.csv"), "{clusters}");
        assert!(text("page.html").contains("<svg"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
    }
}
