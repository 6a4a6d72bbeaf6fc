//! For measuring only: an index of many invented people, without their cases.

use crate::handle::db::{DbError, Tx, Value, insert_many, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::handle::key::{Key, new_secret};
use crate::people::index::{IndexRows, PersonKey, ReportPeople, write_keys};
use casework::case::{Case, Command, Entry, decide};
use casework::record::id::{CaseId, EntryId, ReportId};
use casework::record::staff::Author;
use casework::report;
use casework::report::Report;
use linkage::Lexicon;

/// Reports whose rows are written in one transaction.
const LOT: usize = 2_000;
/// Keys written in one transaction.
const KEYS: usize = 1_000_000;

impl Journal {
    /// Puts the people of reports into the index, without any entry or board. `by` signs them.
    pub async fn fill_index(
        &self,
        by: &Author,
        reports: impl Iterator<Item = (CaseId, Report)>,
    ) -> Result<u64, RunError> {
        let mut keys: Vec<PersonKey> = Vec::new();
        let (mut rows, mut heads, mut people) = (IndexRows::default(), Vec::new(), 0);
        let mut secrets = Vec::new();
        for (id, report) in reports {
            let (case, key) = (signed(by, &report)?, Key::generate());
            let people_of = ReportPeople::of(id, &case, &report);
            people += people_of.people.len() as u64;
            keys.extend(people_of.keys(&self.keys, &mut Lexicon::default()));
            rows.add((id, &case, &key), &[report.head.id])?;
            let secret = new_secret();
            let wrapped = self.keys.lock(&key, &id.to_string(), &secret);
            secrets.push(vec![id.to_string().into(), secret.into()]);
            let nothing = vec![0_u8; 32];
            heads.push(vec![
                id.to_string().into(),
                wrapped.into(),
                0_i64.into(),
                nothing.clone().into(),
                nothing.into(),
            ]);
            if heads.len() == LOT {
                let (heads, secrets) = (std::mem::take(&mut heads), std::mem::take(&mut secrets));
                self.write_people(heads, secrets, std::mem::take(&mut rows)).await?;
            }
        }
        self.write_people(heads, secrets, rows).await?;
        // Once, and in order: a tree that is filled at random is written many times over.
        keys.sort_unstable();
        keys.dedup();
        for lot in keys.chunks(KEYS) {
            let mut tx = self.db.begin().await?;
            write_sorted(&mut tx, lot).await?;
            tx.commit().await?;
        }
        sql("DELETE FROM unmatched").execute(&self.db).await?;
        if let crate::handle::db::Db::Postgres(_) = self.db {
            for table in ["person_row", "person_key", "stream", "key_secret"] {
                sql(format!("ANALYZE {table}")).execute(&self.db).await?;
            }
        }
        Ok(people)
    }

    async fn write_people(
        &self,
        heads: Vec<Vec<Value>>,
        secrets: Vec<Vec<Value>>,
        rows: IndexRows,
    ) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let columns = ["stream_id", "wrapped_key", "head_seq", "head_hash", "head_mac"];
        insert_many(&mut tx, "stream", &columns, heads).await?;
        insert_many(&mut tx, "key_secret", &["id", "secret"], secrets).await?;
        rows.write(&mut tx).await?;
        tx.commit().await
    }

    /// How many cases one report would be proposed with. Nothing is written.
    pub async fn look_up(&self, report: ReportId) -> Result<usize, OpenError> {
        Ok(self.index_and_match(report).await?.1.len())
    }

    /// Some reports of the index.
    pub async fn some_reports(&self, limit: usize) -> Result<Vec<ReportId>, DbError> {
        let text = "SELECT report_id FROM person_row WHERE person >= $1 ORDER BY person LIMIT $2";
        // Row numbers are drawn at random: any stretch of them is a fair sample.
        let rows = sql(text).bind(i64::MAX / 3).bind(limit as i64).fetch(&self.db).await?;
        rows.iter().map(|row| row.parsed("report_id").map(ReportId)).collect()
    }
}

/// The case that a signed report makes.
fn signed(by: &Author, report: &Report) -> Result<Case, RunError> {
    let at = report.head.received_at;
    let mut case = Case::default();
    for body in decide(&case, &Command::Report(report::Command::Sign(Box::new(report.clone()))), at)? {
        case.add(&Entry { id: EntryId(report.head.id.0), at, by: by.clone(), body });
    }
    Ok(case)
}

/// Keys in order. A server takes them as one stream.
async fn write_sorted(tx: &mut Tx, keys: &[PersonKey]) -> Result<(), DbError> {
    match tx {
        Tx::Sqlite(_) => write_keys(tx, keys).await,
        Tx::Postgres(connection) => {
            let mut copy = connection.copy_in_raw("COPY person_key (token, person) FROM STDIN").await?;
            for lot in keys.chunks(20_000) {
                let lines: String =
                    lot.iter().map(|(token, person)| format!("{token}\t{person}\n")).collect();
                copy.send(lines.into_bytes()).await?;
            }
            copy.finish().await?;
            Ok(())
        }
    }
}
