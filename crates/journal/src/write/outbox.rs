//! Outbox: work on other streams that an entry asks for, written with the entry and carried out after it.

use crate::handle::db::{DbError, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::write::effects::told;
use casework::case::{Command, Entry};
use casework::record::id::CaseId;

/// One thing to carry out.
#[derive(Debug, Clone)]
pub struct Pending {
    /// The stream in which it was asked.
    pub case: CaseId,
    /// The entry that asks.
    pub seq: i64,
    /// That entry.
    pub entry: Entry,
    /// How often it failed so far.
    pub tries: i64,
}

impl Pending {
    /// The other case that must hear of it, and what it is told. Telling it twice, or late, changes nothing.
    pub fn mirrored(&self) -> Option<(CaseId, Command)> {
        told(self.case, &self.entry)
    }
}

impl Journal {
    /// What waits to be carried out, least tried first.
    pub async fn pending(&self, limit: i64) -> Result<Vec<Pending>, OpenError> {
        let text = "SELECT stream_id, seq, tries FROM outbox ORDER BY tries, stream_id, seq LIMIT $1";
        let mut pending = Vec::new();
        for row in sql(text).bind(limit).fetch(&self.db).await? {
            let (case, seq) = (CaseId(row.parsed("stream_id")?), row.int("seq")?);
            match self.asked_by(case, seq).await {
                Ok(Some(entry)) => pending.push(Pending { case, seq, entry, tries: row.int("tries")? }),
                Ok(None) => self.settle(case, seq).await?,
                // One case that does not open must not stop the others; it is tried again after them.
                Err(error @ (OpenError::Key(_) | OpenError::Unreadable(_) | OpenError::Altered(_))) => {
                    tracing::error!(%case, seq, %error, "work that an entry asks for waits: the entry does not open");
                    self.postpone(case, seq).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(pending)
    }

    async fn asked_by(&self, case: CaseId, seq: i64) -> Result<Option<Entry>, OpenError> {
        let Some(stream) = self.load(case).await? else { return Ok(None) };
        let at = usize::try_from(seq - 1).map_err(|_| DbError::Unreadable("seq"))?;
        Ok(Some(stream.entries.into_iter().nth(at).ok_or(DbError::Unreadable("seq"))?))
    }

    /// It is done.
    pub async fn settle(&self, case: CaseId, seq: i64) -> Result<(), DbError> {
        self.settle_all(&[(case, seq)]).await
    }

    /// These are done.
    pub async fn settle_all(&self, done: &[(CaseId, i64)]) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        for (case, seq) in done {
            let text = "DELETE FROM outbox WHERE stream_id = $1 AND seq = $2";
            sql(text).bind(case.to_string()).bind(*seq).run(&mut tx).await?;
        }
        tx.commit().await
    }

    /// It failed; it will be tried again after the others.
    pub async fn postpone(&self, case: CaseId, seq: i64) -> Result<(), DbError> {
        let text = "UPDATE outbox SET tries = tries + 1 WHERE stream_id = $1 AND seq = $2";
        sql(text).bind(case.to_string()).bind(seq).execute(&self.db).await.map(|_| ())
    }
}
