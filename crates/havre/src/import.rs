//! `havre import`: a police extract into the journal, every row accounted for.

mod says;

use crate::config::Config;
use crate::writer::Writer;
use crate::{open, worker};
use anyhow::{Context as _, bail};
use casework::case::Command;
use casework::follow_up::{ContactOutcome, EndReason};
use casework::record::dates::brussels;
use casework::record::id::{CaseId, PersonId, ReportId, UserId, ZoneCode};
use casework::record::person::{Channel, Exposure, Language, Person, Reach, Role};
use casework::record::staff::{Author, Function, Sector};
use casework::record::words::Answer;
use casework::report::{Facts, Head, Report, Risk, SafeContact};
use casework::{follow_up, prosecution, report};
use clap::Args;
use directory::Directory;
use exchange::{
    Column, Columns, Context, Extract, ExtractRow, Mapping, RawRow, Reason, Reject, RejectsWriter,
    is_rejects_file, parse_row,
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::{DateTime, time};
use jiff::{SignedDuration, Timestamp};
use journal::{Batch, Journal, new_uuid};
use says::{Account, Says};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use uuid::Uuid;

/// Rows written in one transaction.
const BATCH: usize = 500;

/// Options of `havre import`.
#[derive(Args)]
pub(crate) struct Import {
    /// The extract: .csv, .xlsx or .jsonl.
    file: PathBuf,
    /// Own names of columns: a TOML file of `"Their header" = "canonical name"` (docs/import.md).
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Zone of rows that name none.
    #[arg(long)]
    zone: Option<String>,
    /// Check everything, write nothing: no report, and no file either.
    #[arg(long)]
    dry_run: bool,
    /// Where refused rows go, to be corrected and imported again. Default: the file's name with `-rejects.csv`.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Replace the rejects file of an earlier try: it may hold corrections, so that it is never written over untold.
    #[arg(long)]
    replace_rejects: bool,
    /// Reports received longer ago than this many days bring no work to victim support: an archive of two years must
    /// not bury the reports of today.
    #[arg(long, default_value_t = 30)]
    follow_up_days: u16,
    /// Language of everything that is said of the file: fr, nl, de or en. Default: that of the environment.
    #[arg(long, value_parser = says::spoken)]
    language: Option<&'static str>,
}

impl Import {
    /// A plain import of a file.
    pub(crate) fn of(file: PathBuf) -> Self {
        Self {
            file,
            mapping: None,
            zone: None,
            dry_run: false,
            rejects: None,
            replace_rejects: false,
            follow_up_days: 30,
            language: None,
        }
    }

    pub(crate) async fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let journal = open::journal(config).await?;
        let directory = open::directory(config)?;
        let mapping = match &self.mapping {
            Some(path) => {
                Mapping::parse(&std::fs::read_to_string(path).with_context(|| path.display().to_string())?)?
            }
            None => Mapping::default(),
        };
        let zone_default = self.zone.as_deref().map(ZoneCode::parse).transpose().context("--zone")?;
        let says = Says::of(config, self.language)?;
        let extract = exchange::open(&self.file, &columns(config)?, &mapping)
            .map_err(|why| anyhow::anyhow!(says.why_not(&why)))?;
        if zone_default.is_none() && !extract.has(Column::Zone) {
            bail!(says.say("import-no-zone", &[]));
        }
        says.read_as(&extract);
        if !extract.unknown_headers().is_empty() {
            let columns = extract.unknown_headers().join(", ");
            println!("{}", says.say("import-columns-unread", &[("columns", columns.into())]));
        }
        let now = web::now::now();
        let context = Context { now: now.to_zoned_datetime(brussels()).datetime(), zone_default };
        let rejected = self.rejected(&says)?;
        let rejects = RejectsWriter::new(rejected.open()?, &extract, says.language())?;
        let mut run = Run {
            writer: if self.dry_run { None } else { Some(start(&journal).await?) },
            journal,
            directory,
            now,
            archive_before: now - SignedDuration::from_hours(24 * i64::from(self.follow_up_days)),
            rejects,
            account: Account { hidden: extract.hidden_rows(), ..Account::default() },
            seen: HashSet::new(),
            says,
        };
        run.all(extract, &context).await?;
        let Run { mut account, rejects, journal, writer, says, .. } = run;
        if let Some(writer) = writer {
            account.became_known(writer.finish().await?);
            worker::drain(&journal).await?;
            worker::compare(&journal).await?;
            journal.db().refresh_statistics().await?;
        }
        rejects.finish()?.flush()?;
        says.account(&account, self.dry_run);
        rejected.close(&says, account.refused > 0)?;
        Ok(if account.refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
    }

    /// Where the refused rows of this run go. Nothing is written yet.
    fn rejected(&self, says: &Says) -> anyhow::Result<Rejected> {
        if self.dry_run {
            return Ok(Rejected::Nowhere);
        }
        let given = self.rejects.clone();
        let path = match self.replace_rejects {
            true => given.unwrap_or_else(|| name(&self.file, None)),
            false => given.unwrap_or_else(|| free_name(&self.file)),
        };
        let named = [("file", path.display().to_string().into())];
        if path.exists() && !self.replace_rejects {
            bail!(says.say("import-rejects-exist", &named));
        }
        if path.exists() && !is_rejects_file(&path).with_context(|| path.display().to_string())? {
            bail!(says.say("import-not-rejects", &named));
        }
        Ok(Rejected::File { part: path.with_extension("csv.part"), path })
    }
}

/// What takes the reports of an extract.
async fn start(journal: &Journal) -> anyhow::Result<Writer> {
    journal.db().expect_bulk().await?;
    Ok(Writer::start(journal.clone()))
}

/// Where refused rows go.
enum Rejected {
    /// A dry run writes nothing.
    Nowhere,
    /// Beside its name until the import has ended: the file that it replaces may be the one that is read.
    File { part: PathBuf, path: PathBuf },
}

impl Rejected {
    fn open(&self) -> anyhow::Result<Box<dyn Write + Send>> {
        Ok(match self {
            Self::Nowhere => Box::new(std::io::sink()),
            Self::File { part, .. } => {
                // What a broken run left is of nobody: it never got its name.
                if part.exists() {
                    std::fs::remove_file(part).with_context(|| part.display().to_string())?;
                }
                Box::new(open::private_file(part).context("the rejects file")?)
            }
        })
    }

    /// Gives the file its name, or takes it away when nothing was refused.
    fn close(self, says: &Says, refused: bool) -> anyhow::Result<()> {
        let Self::File { part, path } = self else {
            if refused {
                println!("{}", says.say("import-would-refuse", &[]));
            }
            return Ok(());
        };
        if !refused {
            return std::fs::remove_file(&part).with_context(|| part.display().to_string());
        }
        std::fs::rename(&part, &path).with_context(|| path.display().to_string())?;
        println!("{}", says.say("import-refused", &[("file", path.display().to_string().into())]));
        Ok(())
    }
}

fn columns(config: &Config) -> anyhow::Result<Columns> {
    const PATH: &str = "import/columns.toml";
    let text = open::content(config, PATH, include_str!("../../../content/import/columns.toml"))?;
    Columns::parse(&text).context(PATH)
}

/// `extract-rejects.csv` beside the file, or with a number.
fn name(file: &Path, number: Option<u32>) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let number = number.map(|n| format!("-{n}")).unwrap_or_default();
    file.with_file_name(format!("{stem}-rejects{number}.csv"))
}

/// The first name that is free.
fn free_name(file: &Path) -> PathBuf {
    let names = std::iter::once(None).chain((2..).map(Some)).map(|number| name(file, number));
    names.into_iter().find(|path| !path.exists()).unwrap_or_else(|| name(file, None))
}

struct Run {
    journal: Journal,
    directory: Directory,
    now: Timestamp,
    /// Reports from before bring no work.
    archive_before: Timestamp,
    /// None in a dry run.
    writer: Option<Writer>,
    rejects: RejectsWriter<Box<dyn Write + Send>>,
    account: Account,
    /// PV numbers of this file as compared, hashed: a number given twice in one file is said, not written twice.
    seen: HashSet<u64>,
    says: Says,
}

impl Run {
    async fn all(&mut self, mut extract: Extract, context: &Context) -> anyhow::Result<()> {
        let bar = ProgressBar::new(extract.progress().1);
        bar.set_style(ProgressStyle::with_template("{bar:40} {percent} %, {eta} left")?);
        let mut batch: Vec<(RawRow, ExtractRow)> = Vec::with_capacity(BATCH);
        while let Some(row) = extract.next() {
            match row {
                Err(error) => {
                    self.account.refused += 1;
                    self.says.line(error.line, error.problem.text(self.says.language()));
                    self.rejects.write_error(&error)?;
                }
                Ok(raw) => match parse_row(&raw, context) {
                    Err(reasons) => self.refuse(&raw, &reasons)?,
                    Ok(row) => batch.push((raw, row)),
                },
            }
            if batch.len() == BATCH {
                self.write(std::mem::take(&mut batch)).await?;
                bar.set_position(extract.progress().0);
            }
        }
        self.write(batch).await?;
        bar.finish_and_clear();
        Ok(())
    }

    /// The reason goes to the screen without the value: screens are seen, logs are kept.
    fn refuse(&mut self, raw: &RawRow, reasons: &[Reject]) -> anyhow::Result<()> {
        self.account.refused += 1;
        for reason in reasons {
            self.says.cell(reason, reason.reason.text(self.says.language()).into());
        }
        Ok(self.rejects.write(raw, reasons)?)
    }

    async fn write(&mut self, rows: Vec<(RawRow, ExtractRow)>) -> anyhow::Result<()> {
        let pairs: Vec<_> = rows.iter().map(|(_, row)| (row.zone.clone(), row.pv.to_string())).collect();
        let known = self.journal.known_pvs(&pairs).await?;
        let mut batches = Vec::with_capacity(rows.len());
        for ((raw, row), known) in rows.iter().zip(known) {
            if known {
                self.account.known += 1;
            } else if !self.seen.insert(hash(row)) {
                let reason =
                    Reject::new(raw.line, raw.header(Column::PvNumber), row.pv.as_str(), Reason::DuplicatePv);
                self.refuse(raw, &[reason])?;
            } else {
                let place = self.directory.municipality_of(&row.postcode).map(|place| place.nis.clone());
                self.account.unknown_postcodes += u64::from(place.is_none());
                self.account.imported += 1;
                let mut batch = batch(row, place, self.now);
                archive(&mut batch, row, self.archive_before);
                batches.push(batch);
            }
        }
        if let Some(writer) = &mut self.writer {
            writer.send(self.journal.prepare(&batches)?, batches).await?;
        }
        Ok(())
    }
}

fn hash(row: &ExtractRow) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (row.zone.as_str(), row.pv.key()).hash(&mut hasher);
    hasher.finish()
}

/// Who wrote what an extract brings: the zone's police, through this program.
fn author(zone: &ZoneCode, function: Function, sector: Sector) -> Author {
    Author {
        user: UserId(Uuid::nil()),
        name: "Import".to_owned(),
        function,
        sector,
        zone: Some(zone.clone()),
    }
}

fn instant(at: DateTime, now: Timestamp) -> Timestamp {
    let at = at.to_zoned_datetime(brussels()).map_or(now, |zoned| zoned.timestamp());
    at.min(now)
}

/// One row as a case: the report, and what the extract says came after it.
fn batch(row: &ExtractRow, place: Option<casework::record::id::Nis>, now: Timestamp) -> Batch {
    let received = instant(row.received_from(), now);
    let report = ReportId(new_uuid(received));
    let police = author(&row.zone, Function::Intake, Sector::Police);
    let support = author(&row.zone, Function::EvaHead, Sector::VictimSupport);
    let mut steps = vec![(
        police.clone(),
        received,
        Command::Report(report::Command::Sign(Box::new(signed(row, report, place, received)))),
    )];
    if let Some(contact) = row.first_contact {
        let at = instant(contact.at_or(time(12, 0, 0, 0)), now).max(received);
        let command = Command::FollowUp(follow_up::Command::Contact {
            report,
            outcome: ContactOutcome::Reached,
            next_try: None,
            note: String::new(),
        });
        steps.push((support.clone(), at, command));
    }
    if row.sensitive {
        steps.push((
            police,
            received,
            Command::Prosecution(prosecution::Command::MarkSensitive { report, reason: "import".to_owned() }),
        ));
    }
    if let Some((decision, when)) = row.decision {
        let at = instant(when.at_or(time(12, 0, 0, 0)), now).max(received);
        let prosecution = author(&row.zone, Function::Prosecutor, Sector::Prosecution);
        steps.push((
            prosecution,
            at,
            Command::Prosecution(prosecution::Command::Decide {
                report,
                decision,
                reason: "import".to_owned(),
            }),
        ));
    }
    steps.sort_by_key(|(_, at, _)| *at);
    Batch { case: CaseId(report.0), steps }
}

/// An old report is on record and found again, but waits in no queue.
fn archive(batch: &mut Batch, row: &ExtractRow, before: Timestamp) {
    let Some((_, received, _)) = batch.steps.first().filter(|(_, received, _)| *received < before) else {
        return;
    };
    let by = author(&row.zone, Function::EvaHead, Sector::VictimSupport);
    let last = batch.steps.iter().map(|(_, at, _)| *at).max().unwrap_or(*received);
    let (report, reason) = (ReportId(batch.case.0), EndReason::Archived);
    batch.steps.push((
        by,
        last,
        Command::FollowUp(follow_up::Command::EndFollowUp { report, reason, note: String::new() }),
    ));
}

fn signed(
    row: &ExtractRow,
    report: ReportId,
    place: Option<casework::record::id::Nis>,
    received_at: Timestamp,
) -> Report {
    let person = |named: &exchange::NamedPerson, role, language| Person {
        id: PersonId(new_uuid(received_at)),
        role,
        family_name: named.family_name.clone(),
        given_names: named.given_names.clone(),
        birth: named.birth,
        language,
        interpreter: Answer::Unknown,
    };
    let victim = person(&row.victim, Role::Victim, row.victim_language.unwrap_or(Language::Other));
    let phone = |number: &str| Channel::new(victim.id, Reach::Phone(number.to_owned()), Exposure::Unknown);
    let channels = row.victim_phones.iter().map(|number| phone(number)).collect();
    let other = row.other.as_ref().map(|other| person(other, Role::OtherParty, Language::Other));
    Report {
        head: Head {
            id: report,
            kind: row.kind,
            pv: row.pv.clone(),
            zone: row.zone.clone(),
            neighbourhood: place,
            postcode: row.postcode.clone(),
            happened_on: row.facts_date,
            happened_at: row.facts_time,
            received_at,
            day_two_agreed: row.day_two_agreed,
            imported: true,
        },
        facts: Facts {
            report,
            place: row.street.clone(),
            context: row.facts.clone(),
            words: String::new(),
            actions: String::new(),
            children_present: row.children_present,
            children_impact: String::new(),
            measures: String::new(),
            relation: None,
            left_spontaneously: Answer::Unknown,
            breach: row.breach,
            referrals: vec![],
        },
        risk: Risk { report, factors: row.risk.clone(), note: String::new() },
        people: std::iter::once(victim).chain(other).collect(),
        channels,
        safe_contact: SafeContact { report, instructions: String::new(), children_now: String::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    /// The steps of the first row of the clean sample, with what is old drawn at a day.
    fn steps(archive_before: &str) -> Vec<Command> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples/clean.csv");
        let mut extract = exchange::open(&file, &Columns::embedded(), &Mapping::default()).unwrap();
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let context = Context { now: now.to_zoned_datetime(brussels()).datetime(), zone_default: None };
        let row = parse_row(&extract.next().unwrap().unwrap(), &context).unwrap();
        let mut batch = batch(&row, None, now);
        archive(&mut batch, &row, archive_before.parse().unwrap());
        batch.steps.into_iter().map(|(_, _, command)| command).collect()
    }

    /// A run over a sample in a folder of its own: its rejects files afterwards, and whether the run ended.
    async fn tried(folder: &Path, more: &[&str]) -> (Vec<String>, anyhow::Result<ExitCode>) {
        let file = folder.join("messy.csv");
        if !file.exists() {
            let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/import/samples/messy.csv");
            std::fs::copy(sample, &file).unwrap();
            open::make_with_key(&folder.join("data"), &journal::MasterKey::generate().to_text()).unwrap();
        }
        let plain = Config::load(&crate::config::Options::default()).unwrap();
        let config = Config { data: Some(folder.join("data")), ..plain };
        let words = [&["import", file.to_str().unwrap(), "--language", "nl"], more].concat();
        let ended = Asked::parse_from(words).import.run(&config).await;
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name.contains("rejects"));
        names.sort();
        (names, ended)
    }

    #[derive(clap::Parser)]
    struct Asked {
        #[command(flatten)]
        import: Import,
    }

    #[tokio::test]
    async fn a_dry_run_writes_nothing_and_a_second_try_replaces_its_rejects_only_when_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(tried(folder.path(), &["--dry-run"]).await.0.is_empty());
        let first = folder.path().join("messy-rejects.csv");
        assert_eq!(tried(folder.path(), &[]).await.0, ["messy-rejects.csv"]);
        let corrected = std::fs::read_to_string(&first).unwrap() + "corrected;by;hand\n";
        std::fs::write(&first, &corrected).unwrap();
        assert_eq!(tried(folder.path(), &[]).await.0, ["messy-rejects-2.csv", "messy-rejects.csv"]);
        let named = ["--rejects", first.to_str().unwrap()];
        assert!(tried(folder.path(), &named).await.1.is_err());
        assert_eq!(std::fs::read_to_string(&first).unwrap(), corrected);
        tried(folder.path(), &["--replace-rejects"]).await.1.unwrap();
        assert!(!std::fs::read_to_string(&first).unwrap().contains("by;hand"));
        let extract = folder.path().join("messy.csv");
        let itself = ["--replace-rejects", "--rejects", extract.to_str().unwrap()];
        assert!(tried(folder.path(), &itself).await.1.is_err(), "an extract is no rejects file");
    }

    #[test]
    fn an_old_report_brings_no_work_and_a_recent_one_does() {
        let ended = |command: &Command| {
            matches!(
                command,
                Command::FollowUp(follow_up::Command::EndFollowUp { reason: EndReason::Archived, .. })
            )
        };
        assert!(steps("2026-10-25T00:00:00Z").iter().any(ended));
        assert!(!steps("2025-10-25T00:00:00Z").iter().any(ended));
    }
}
