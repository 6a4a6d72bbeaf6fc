//! Drafts: reports that nobody signed yet. Ordinary rows, sealed with a key of their own.

use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::{Key, KeyError, new_secret};
use casework::record::form::Form;
use casework::record::id::{DraftId, UserId};
use jiff::Timestamp;

/// A draft as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id; the report gets the same one when signed.
    pub id: DraftId,
    /// Counts up with every save.
    pub version: i64,
    /// Last save.
    pub saved_at: Timestamp,
    /// As typed.
    pub form: Form,
}

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Saved elsewhere meanwhile: here is what is kept now.
    #[error("the draft was saved elsewhere meanwhile")]
    Conflict(Box<Draft>),
    /// No such draft of this officer.
    #[error("no such draft")]
    Gone,
    /// Database or key.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<DbError> for SaveError {
    fn from(error: DbError) -> Self {
        Self::Open(error.into())
    }
}

impl Journal {
    /// Starts a draft.
    pub async fn new_draft(
        &self,
        id: DraftId,
        owner: UserId,
        at: Timestamp,
        form: &Form,
    ) -> Result<(), OpenError> {
        let (text, key, secret) = (id.to_string(), Key::generate(), new_secret());
        let mut tx = self.db.begin().await?;
        sql("INSERT INTO draft (draft_id, user_id, version, saved_at, wrapped_key, sealed) VALUES ($1, $2, 1, $3, $4, $5)")
            .bind(text.as_str())
            .bind(owner.to_string())
            .bind(at.as_millisecond())
            .bind(self.keys.lock(&key, &text, &secret))
            .bind(seal(&key, &text, owner, form)?)
            .run(&mut tx)
            .await?;
        sql("INSERT INTO key_secret (id, secret) VALUES ($1, $2)")
            .bind(secret_of_draft(&text))
            .bind(secret)
            .run(&mut tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// A draft of this officer.
    pub async fn draft(&self, id: DraftId, owner: UserId) -> Result<Option<Draft>, OpenError> {
        let text = "SELECT draft.*, secret FROM draft LEFT JOIN key_secret ON id = 'draft|' || draft_id \
                    WHERE draft_id = $1 AND user_id = $2";
        let rows = sql(text).bind(id.to_string()).bind(owner.to_string()).fetch(&self.db).await?;
        rows.first().map(|row| self.read_draft(row)).transpose()
    }

    /// All drafts of this officer, latest first.
    pub async fn drafts(&self, owner: UserId) -> Result<Vec<Draft>, OpenError> {
        let text = "SELECT draft.*, secret FROM draft LEFT JOIN key_secret ON id = 'draft|' || draft_id \
                    WHERE user_id = $1 ORDER BY saved_at DESC LIMIT 100";
        let rows = sql(text).bind(owner.to_string()).fetch(&self.db).await?;
        // One that somebody put under her name keeps nobody from her own.
        let drafts = rows.iter().map(|row| self.read_draft(row));
        drafts.filter(|draft| !matches!(draft, Err(OpenError::Key(_)))).collect()
    }

    /// Saves over the version that the officer saw; gives the new version.
    pub async fn save_draft(
        &self,
        id: DraftId,
        owner: UserId,
        seen: i64,
        at: Timestamp,
        form: &Form,
    ) -> Result<i64, SaveError> {
        let text = "SELECT wrapped_key, secret FROM draft LEFT JOIN key_secret ON id = 'draft|' || draft_id \
                    WHERE draft_id = $1 AND user_id = $2";
        let rows = sql(text).bind(id.to_string()).bind(owner.to_string()).fetch(&self.db).await?;
        let row = rows.first().ok_or(SaveError::Gone)?;
        let text = id.to_string();
        let key = self.key_of(row, &text)?.ok_or(OpenError::Erased)?;
        let changed = sql("UPDATE draft SET version = version + 1, saved_at = $1, sealed = $2 \
                           WHERE draft_id = $3 AND user_id = $4 AND version = $5")
        .bind(at.as_millisecond())
        .bind(seal(&key, &text, owner, form)?)
        .bind(text.as_str())
        .bind(owner.to_string())
        .bind(seen)
        .execute(&self.db)
        .await?;
        if changed == 1 {
            return Ok(seen + 1);
        }
        let kept = self.draft(id, owner).await?.ok_or(SaveError::Gone)?;
        // The same words saved twice (a retry after a lost answer) are no conflict.
        if kept.form == *form { Ok(kept.version) } else { Err(SaveError::Conflict(Box::new(kept))) }
    }

    /// Throws a draft away, key and all.
    pub async fn discard_draft(&self, id: DraftId, owner: UserId) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let text = "DELETE FROM draft WHERE draft_id = $1 AND user_id = $2";
        let gone = sql(text).bind(id.to_string()).bind(owner.to_string()).run(&mut tx).await?;
        if gone > 0 {
            destroy_secret(&mut tx, &secret_of_draft(&id.to_string())).await?;
        }
        tx.commit().await
    }

    /// Binds the drafts of somebody to somebody else. One that does not open in her name stays hers.
    pub(crate) async fn bind_drafts(&self, tx: &mut Tx, from: UserId, to: UserId) -> Result<u64, DbError> {
        let (from, to) = (from.to_string(), to.to_string());
        self.rebind(tx, Some(&from), |row, id| {
            let owner = row.text("user_id")?;
            Ok((about(id, &owner), to.clone()))
        })
        .await
    }

    /// Binds drafts of an earlier version, which were bound to nobody, to whose they are. Only a person with the key asks
    /// for it (`havre seal`).
    pub(crate) async fn bind_earlier_drafts(&self, tx: &mut Tx) -> Result<u64, DbError> {
        self.rebind(tx, None, |row, id| Ok((id.to_owned(), row.text("user_id")?))).await
    }

    /// Seals drafts anew: `how` says to what one is bound now, and whose it is from now on.
    async fn rebind(
        &self,
        tx: &mut Tx,
        of: Option<&str>,
        how: impl Fn(&Row, &str) -> Result<(String, String), DbError>,
    ) -> Result<u64, DbError> {
        let text = "SELECT draft.*, secret FROM draft LEFT JOIN key_secret ON id = 'draft|' || draft_id";
        let rows = match of {
            Some(owner) => sql(format!("{text} WHERE user_id = $1")).bind(owner).all(tx).await?,
            None => sql(text).all(tx).await?,
        };
        let mut bound = 0;
        for row in &rows {
            let id = row.text("draft_id")?;
            let (before, owner) = how(row, &id)?;
            let Ok(Some(key)) = self.key_of(row, &id) else { continue };
            let Ok(plain) = key.open(&row.bytes("sealed")?, before.as_bytes()) else { continue };
            let sealed = key.seal(&plain, about(&id, &owner).as_bytes());
            let text = "UPDATE draft SET user_id = $1, sealed = $2 WHERE draft_id = $3";
            bound += sql(text).bind(owner).bind(sealed).bind(id).run(tx).await?;
        }
        Ok(bound)
    }

    fn read_draft(&self, row: &Row) -> Result<Draft, OpenError> {
        let id = row.text("draft_id")?;
        let key = self.key_of(row, &id)?.ok_or(OpenError::Erased)?;
        let plain = key.open(&row.bytes("sealed")?, about(&id, &row.text("user_id")?).as_bytes())?;
        let form = serde_json::from_slice(&plain).map_err(|_| KeyError::Sealed)?;
        Ok(Draft {
            id: row.parsed("draft_id")?,
            version: row.int("version")?,
            saved_at: row.time("saved_at")?,
            form,
        })
    }
}

/// Where the key store keeps the secret of a draft. A case has the number of the draft that it was.
pub(crate) fn secret_of_draft(id: &str) -> String {
    format!("draft|{id}")
}

/// Destroys the secret of a stream or draft: nothing that was sealed for it opens any more, in backups neither.
pub(crate) async fn destroy_secret(tx: &mut Tx, id: &str) -> Result<u64, DbError> {
    sql("DELETE FROM key_secret WHERE id = $1").bind(id).run(tx).await
}

/// What a draft is bound to: in the name of somebody else it does not open.
fn about(id: &str, owner: &str) -> String {
    format!("draft|{id}|{owner}")
}

fn seal(key: &Key, id: &str, owner: UserId, form: &Form) -> Result<Vec<u8>, OpenError> {
    let plain = serde_json::to_vec(form).map_err(|e| OpenError::Unreadable(e.into()))?;
    Ok(key.seal(&plain, about(id, &owner.to_string()).as_bytes()))
}
