//! The key store: every stream and draft has a secret of its own, which no backup holds.

use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::new_secret;

impl Journal {
    /// Gives every stream and draft of an earlier version a secret of its own in the key store, so that it can be
    /// erased from backups too; gives how many. Costs one question when there is nothing to do.
    pub async fn give_secrets(&self) -> Result<usize, OpenError> {
        if self.setting(GIVEN).await?.is_some() {
            return Ok(0);
        }
        let mut given = 0;
        for (table, column, before) in [("stream", "stream_id", ""), ("draft", "draft_id", "draft|")] {
            let mut after = String::new();
            loop {
                let text = format!(
                    "SELECT {column} AS own, wrapped_key FROM {table} LEFT JOIN key_secret ON id = '{before}' || {column} \
                     WHERE {column} > $1 AND wrapped_key IS NOT NULL AND secret IS NULL ORDER BY {column} LIMIT 500"
                );
                let mut tx = self.db.begin().await?;
                let rows = sql(text).bind(after.as_str()).all(&mut tx).await?;
                let Some(last) = rows.last() else { break };
                after = last.text("own")?;
                for row in &rows {
                    given += usize::from(self.give_secret(&mut tx, (table, column, before), row).await?);
                }
                tx.commit().await?;
            }
        }
        self.set_setting(GIVEN, "1").await?;
        Ok(given)
    }

    async fn give_secret(
        &self,
        tx: &mut Tx,
        (table, column, before): (&str, &str, &str),
        row: &Row,
    ) -> Result<bool, DbError> {
        let id = row.text("own")?;
        // One that does not open is for `havre verify` to name.
        let Ok(key) = self.keys.unlock(&row.bytes("wrapped_key")?, &id, None) else { return Ok(false) };
        let secret = new_secret();
        let text = format!("UPDATE {table} SET wrapped_key = $1 WHERE {column} = $2");
        let locked = self.keys.lock(&key, &id, &secret);
        sql(text).bind(locked).bind(id.as_str()).run(tx).await?;
        let own = format!("{before}{id}");
        sql("INSERT INTO key_secret (id, secret) VALUES ($1, $2)").bind(own).bind(secret).run(tx).await?;
        Ok(true)
    }

    /// Whether some stream's secret is missing here: the copy of the key store was not taken, or is older than this.
    pub async fn lacks_secrets(&self) -> Result<bool, DbError> {
        let text = "SELECT stream_id FROM stream LEFT JOIN key_secret ON id = stream_id \
                    WHERE wrapped_key IS NOT NULL AND secret IS NULL LIMIT 1";
        Ok(!sql(text).fetch(&self.db).await?.is_empty())
    }
}

/// The setting that says that every stream has a secret.
const GIVEN: &str = "key-store";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handle::db::Db;
    use crate::handle::key::{Key, MasterKey};
    use casework::rules::Rules;

    fn rules() -> Rules {
        Rules::parse(
            include_str!("../../../../content/calendar/be.toml"),
            include_str!("../../../../content/clocks/be.toml"),
            include_str!("../../../../content/retention/be.toml"),
        )
        .unwrap()
    }

    /// A stream as an earlier version kept it: its key wrapped with the master key alone.
    #[tokio::test]
    async fn a_stream_of_an_earlier_version_gets_a_secret_and_then_needs_it() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("test.db")).await.unwrap();
        let journal = Journal::new(db, &MasterKey::generate(), rules());
        let (id, key) = ("00000000-0000-0000-0000-000000000001", Key::generate());
        let head = "INSERT INTO stream (stream_id, wrapped_key, head_seq, head_hash, head_mac) \
                    VALUES ($1, $2, 0, $3, $3)";
        let old = journal.keys.wrap(&key, id);
        sql(head).bind(id).bind(old.clone()).bind(vec![0_u8; 32]).execute(&journal.db).await.unwrap();
        assert!(journal.lacks_secrets().await.unwrap());
        assert_eq!((journal.give_secrets().await.unwrap(), journal.give_secrets().await.unwrap()), (1, 0));
        assert!(!journal.lacks_secrets().await.unwrap());
        let text = "SELECT wrapped_key, secret FROM stream JOIN key_secret ON id = stream_id";
        let rows = sql(text).fetch(&journal.db).await.unwrap();
        assert_ne!(rows[0].bytes("wrapped_key").unwrap(), old);
        let again = journal.key_of(&rows[0], id).unwrap().unwrap();
        let sealed = key.seal(b"hers", b"x");
        assert_eq!(again.open(&sealed, b"x").unwrap(), b"hers", "it is the same key");
        sql("DELETE FROM key_secret").execute(&journal.db).await.unwrap();
        let rows = sql(text.replace("JOIN", "LEFT JOIN")).fetch(&journal.db).await.unwrap();
        assert!(journal.key_of(&rows[0], id).is_err(), "the master key alone no longer opens it");
    }
}
