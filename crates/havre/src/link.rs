//! `havre link`: who is the same person in a file of people. No server, no database, no labels.

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use linkage::{Field, Kept, Linked, Model, Options, People, Phase, Reasons};
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
        self.refuse_to_overwrite()?;
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

    /// No output may be a file that is read, nor two of them one file.
    fn refuse_to_overwrite(&self) -> anyhow::Result<()> {
        let read = [Some(&self.file), self.also.as_ref(), self.model.as_ref(), self.institutions.as_ref()];
        let written = [Some(&self.out), self.clusters.as_ref(), self.save_model.as_ref()];
        let mut taken: Vec<PathBuf> =
            read.into_iter().flatten().filter_map(|path| std::fs::canonicalize(path).ok()).collect();
        for path in written.into_iter().flatten() {
            let whole = whole(path)?;
            if taken.contains(&whole) {
                bail!("{}: would overwrite a file that is read or written already", path.display());
            }
            taken.push(whole);
        }
        Ok(())
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
        let (mut out, links) = csv(&self.out, texts.is_some().then_some("why"))?;
        for link in &linked.links {
            // Of two files, the first one comes first.
            let turned = people.file_of(link.a) > people.file_of(link.b);
            let (a, b) = if turned { (link.b, link.a) } else { (link.a, link.b) };
            let (a, b) = (people.id(a), people.id(b));
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
                write!(out, ",{}", cell(&why(texts, code, &linked.explain(people, link))))?;
            }
            writeln!(out)?;
        }
        let mut done = vec![links];
        out.flush()?;
        if let Some(path) = &self.clusters {
            let (mut out, clusters) = create(path)?;
            // With two files an id may stand in both: then the number of its file is told.
            writeln!(out, "id,cluster{}", if self.also.is_some() { ",file" } else { "" })?;
            for (number, members) in (1_u64..).zip(&linked.clusters) {
                for record in members {
                    write!(out, "{},{number}", cell(people.id(*record)))?;
                    if self.also.is_some() {
                        write!(out, ",{}", people.file_of(*record) + 1)?;
                    }
                    writeln!(out)?;
                }
            }
            out.flush()?;
            done.push(clusters);
        }
        if let Some(path) = &self.save_model {
            let (mut out, model) = create(path)?;
            out.write_all(linked.model.write()?.as_bytes())?;
            out.flush()?;
            done.push(model);
        }
        done.iter().try_for_each(Part::finish)
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

/// A file that is written beside its place and takes it when it is whole: whoever stops the program finds what was there
/// before.
struct Part {
    part: PathBuf,
    whole: PathBuf,
}

impl Part {
    fn finish(&self) -> anyhow::Result<()> {
        std::fs::rename(&self.part, &self.whole).with_context(|| self.whole.display().to_string())
    }
}

/// Where a file is or will be, links resolved.
fn whole(path: &Path) -> anyhow::Result<PathBuf> {
    if let Ok(found) = std::fs::canonicalize(path) {
        return Ok(found);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().with_context(|| format!("{}: not a file", path.display()))?;
    let folder = std::fs::canonicalize(folder).with_context(|| path.display().to_string())?;
    Ok(folder.join(name))
}

fn create(path: &Path) -> anyhow::Result<(BufWriter<File>, Part)> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let file = File::create(&part).with_context(|| part.display().to_string())?;
    Ok((BufWriter::new(file), Part { part, whole: path.to_owned() }))
}

fn csv(path: &Path, more: Option<&str>) -> anyhow::Result<(BufWriter<File>, Part)> {
    let (mut out, part) = create(path)?;
    writeln!(
        out,
        "a,b,probability,bits,household{}",
        more.map(|more| format!(",{more}")).unwrap_or_default()
    )?;
    Ok((out, part))
}

/// A cell of a CSV file. Identifiers are given back letter for letter: other tables are joined by them.
fn cell(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// The reasons, strongest first: `same family name (1 in 4,000) +11.90; …`. They add up to the bits of the link.
fn why(texts: &Texts, language: &'static str, found: &Reasons) -> String {
    let pair = &found.pair;
    let mut fields = pair.fields.clone();
    fields.sort_by(|x, y| y.bits.abs().total_cmp(&x.bits.abs()));
    let none = Default::default();
    let mut reasons: Vec<String> = fields
        .iter()
        .map(|field| {
            let key = format!("evidence-{}-{}", field.field.word(), field.word);
            let share = field.share.map(|share| format!(" (1/{:.0})", 1.0 / share)).unwrap_or_default();
            let slip = field.field == Field::Document && field.word == "digit";
            let text = if slip { slip_in_document(language).into() } else { texts.get(language, &key, &none) };
            format!("{text}{share} {:+.2}", field.bits)
        })
        .collect();
    reasons.push(format!("{} {:+.2}", texts.get(language, "evidence-before", &none), pair.before));
    if pair.kinship.abs() >= 0.005 {
        reasons.push(format!("{} {:+.2}", texts.get(language, "evidence-kinship", &none), pair.kinship));
    }
    if found.others.abs() >= 0.005 {
        reasons.push(format!("{} {:+.2}", through_others(language), found.others));
    }
    reasons.join("; ")
}

/// Only files have documents, so far: the texts of the pages do not know this reason.
fn slip_in_document(language: &str) -> &'static str {
    match language {
        "fr" => "Une faute de frappe dans le numéro du document",
        "nl" => "Eén tikfout in het documentnummer",
        "de" => "Ein Tippfehler in der Dokumentnummer",
        "en" | &_ => "One slip in the number of the document",
    }
}

/// What the other records of both people say: a reason that only whole files have.
fn through_others(language: &str) -> &'static str {
    match language {
        "fr" => "D'après les autres enregistrements de ces personnes",
        "nl" => "Volgens de andere gegevens van deze personen",
        "de" => "Nach den anderen Einträgen dieser Personen",
        "en" | &_ => "By the other records of these people",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_every_language() {
        let texts = texts().unwrap();
        for (language, _) in LANGUAGES {
            for field in linkage::Field::ALL {
                // A slip in the number of a document: only files have documents, and the text is to come with theirs.
                let told = |word: &&&str| !(field == linkage::Field::Document && **word == "digit");
                for word in field.words()[1..].iter().filter(told) {
                    let key = format!("evidence-{}-{word}", field.word());
                    assert!(texts.has(language, &key), "{language} {key}");
                }
            }
        }
    }

    #[test]
    fn no_output_is_a_file_that_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let people = folder.path().join("people.csv");
        std::fs::write(&people, "id,given_name,family_name\n1,Lotte,Peeters\n2,Lotte,Peeters\n").unwrap();
        let link = |out: PathBuf, clusters: Option<PathBuf>| Link {
            file: people.clone(),
            also: None,
            out,
            clusters,
            from: 0.5,
            explain: Some("nl".to_owned()),
            save_model: None,
            model: None,
            no_households: false,
            institutions: None,
        };
        let links = folder.path().join("links.csv");
        assert!(link(people.clone(), None).run().is_err());
        assert!(link(folder.path().join(".").join("people.csv"), None).run().is_err());
        assert!(link(links.clone(), Some(links.clone())).run().is_err());
        link(links.clone(), None).run().unwrap();
        assert!(links.exists() && !folder.path().join("links.csv.part").exists());
    }

    #[test]
    fn a_cell_breaks_no_row() {
        assert_eq!(cell("a1"), "a1");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
