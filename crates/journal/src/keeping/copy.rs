//! Copies: a consistent one while the journal is in use, from and to either database.

use crate::boards::BOARDS;
use crate::handle::db::{Db, DbError, Row, Tx, Value, insert_many, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::journal::Journal;
use crate::people::index::INDEX_TABLES;
use futures_util::{Stream, TryStreamExt};
use sqlx::{AssertSqlSafe, Postgres, Sqlite};
use std::path::Path;
use std::pin::Pin;

/// What a backup does not hold. Boards and the index are computed anew from the journal, and their tokens would
/// outlive a person who was erased; sessions end with the machine on which they began; and the key store has a copy of
/// its own, so that a backup opens nothing that was erased since (`docs/retention.md`).
const LEFT_OUT: [&str; 9] = [
    "month_count",
    "session",
    "sign_in_step",
    "attempt",
    "known_device",
    "invitation",
    "key_secret",
    "migration",
    "board_fill",
];

/// Whether a table is computed anew, or is left out of a backup for its own reason.
fn is_left_out(table: &str) -> bool {
    let mut computed = BOARDS.iter().map(|board| board.table).chain(INDEX_TABLES);
    LEFT_OUT.contains(&table) || computed.any(|one| one == table)
}

/// What the copy of the key store holds.
const KEY_STORE: [&str; 2] = ["key_secret", "erasure"];

/// Rows on their way at a time.
const CHUNK: usize = 2_000;

/// A column, by name and by the type that SQLite gives it.
struct Column {
    name: String,
    kind: String,
}

impl Journal {
    /// Writes a consistent copy into a new SQLite file, while the journal is in use. Neither the master key nor the
    /// key store is in it.
    ///
    /// # Errors
    /// A file that exists already; a disk that is full.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbError> {
        if file.exists() {
            return Err(DbError::Migration(format!("{} exists already", file.display())));
        }
        let copy = Db::sqlite(file).await?;
        copy_tables(&self.db, &copy, &copied(&copy).await?).await?;
        copy.close().await
    }

    /// Writes the copy of the key store, in the place of the one before: only the latest may exist, because an older
    /// one opens what was erased since.
    pub async fn copy_keys_to(&self, file: &Path) -> Result<(), DbError> {
        let failed = |error: std::io::Error| DbError::Migration(format!("{}: {error}", file.display()));
        let mut fresh = file.as_os_str().to_owned();
        fresh.push(".new");
        let fresh = std::path::PathBuf::from(fresh);
        if fresh.exists() {
            std::fs::remove_file(&fresh).map_err(failed)?;
        }
        private(&fresh).map_err(failed)?;
        let copy = Db::sqlite(&fresh).await?;
        copy_tables(&self.db, &copy, &KEY_STORE.map(str::to_owned)).await?;
        copy.close().await?;
        std::fs::rename(&fresh, file).map_err(failed)
    }

    /// Takes a copy of the key store: secrets and certificates of erasure. What was erased since this journal was
    /// copied is erased here at once; gives how many cases that were.
    pub async fn take_keys(&self, file: &Path) -> Result<usize, OpenError> {
        let copy = Db::sqlite(file).await?;
        for table in KEY_STORE {
            sql(format!("DELETE FROM {table}")).execute(&self.db).await?;
        }
        copy_tables(&copy, &self.db, &KEY_STORE.map(str::to_owned)).await?;
        copy.close().await?;
        self.erase_again().await
    }

    /// Fills this empty journal from a copy. [`Journal::take_keys`] and
    /// [`Journal::rebuild_if_boards_are_missing`] must follow.
    ///
    /// # Errors
    /// A journal that holds something already.
    pub async fn fill_from(&self, file: &Path) -> Result<(), RunError> {
        if !self.is_empty().await? || !self.accounts().await?.is_empty() {
            return Err(DbError::Migration("the database holds something already".to_owned()).into());
        }
        let copy = Db::sqlite(file).await?;
        copy_tables(&copy, &self.db, &copied(&copy).await?).await?;
        copy.close().await?;
        Ok(())
    }
}

/// Makes an empty file that only its owner reads: an empty file is an empty database.
fn private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(|_| ())
}

/// The tables of a backup, in the order in which they were made: what is referred to comes first.
async fn copied(embedded: &Db) -> Result<Vec<String>, DbError> {
    let text =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let rows = sql(text).fetch(embedded).await?;
    let names = rows.iter().map(|row| row.text("name")).collect::<Result<Vec<_>, _>>()?;
    Ok(names.into_iter().filter(|name| !is_left_out(name)).collect())
}

/// Copies tables in one transaction of each side: what is written meanwhile is not seen.
async fn copy_tables(from: &Db, to: &Db, tables: &[String]) -> Result<(), DbError> {
    let embedded = if matches!(to, Db::Sqlite { .. }) { to } else { from };
    let mut source = snapshot(from).await?;
    let mut target = to.begin().await?;
    for table in tables {
        copy_table(&mut source, &mut target, table, &columns(embedded, table).await?).await?;
    }
    target.commit().await
}

/// A transaction that sees the database as it is now, and nothing that is written meanwhile.
pub(crate) async fn snapshot(from: &Db) -> Result<Tx, DbError> {
    Ok(match from {
        Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
        Db::Postgres(pool) => {
            Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
        }
    })
}

/// The columns of a table, as SQLite knows them; the server has the same ones, which a test guards.
async fn columns(embedded: &Db, table: &str) -> Result<Vec<Column>, DbError> {
    let rows =
        sql("SELECT name, type AS kind FROM pragma_table_info($1)").bind(table).fetch(embedded).await?;
    rows.iter().map(|row| Ok(Column { name: row.text("name")?, kind: row.text("kind")? })).collect()
}

async fn copy_table(
    source: &mut Tx,
    target: &mut Tx,
    table: &str,
    columns: &[Column],
) -> Result<(), DbError> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let text = format!("SELECT {} FROM {table}", names.join(", "));
    let mut rows: Rows<'_> = match source {
        Tx::Sqlite(tx) => {
            Box::pin(sqlx::query::<Sqlite>(AssertSqlSafe(text)).fetch(&mut **tx).map_ok(Row::Sqlite))
        }
        Tx::Postgres(tx) => {
            Box::pin(sqlx::query::<Postgres>(AssertSqlSafe(text)).fetch(&mut **tx).map_ok(Row::Postgres))
        }
    };
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Some(row) = rows.try_next().await? {
        chunk.push(values(&row, columns)?);
        if chunk.len() == CHUNK {
            insert_many(target, table, &names, std::mem::take(&mut chunk)).await?;
        }
    }
    insert_many(target, table, &names, chunk).await
}

/// Rows of either database under one type.
type Rows<'a> = Pin<Box<dyn Stream<Item = Result<Row, sqlx::Error>> + Send + 'a>>;

fn values(row: &Row, columns: &[Column]) -> Result<Vec<Value>, DbError> {
    let value = |column: &Column| {
        Ok(match column.kind.as_str() {
            "INTEGER" => row.opt_int(&column.name)?.into(),
            "BLOB" => row.opt_bytes(&column.name)?.into(),
            _ => row.opt_text(&column.name)?.into(),
        })
    };
    columns.iter().map(value).collect()
}
