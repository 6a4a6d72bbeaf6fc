//! Copies: a consistent one while the journal is in use, from and to either database.

use crate::db::{Db, DbError, Row, Tx, Value, insert_many, sql};
use crate::store::{Journal, RunError};
use futures_util::{Stream, TryStreamExt};
use sqlx::{AssertSqlSafe, Postgres, Sqlite};
use std::path::Path;
use std::pin::Pin;

/// What a copy holds, in an order in which what is referred to comes first. Boards are computed anew from the
/// journal; sessions end with the machine on which they began.
const TABLES: [&str; 15] = [
    "stream",
    "entry",
    "outbox",
    "draft",
    "account",
    "reading",
    "reading_line",
    "reading_head",
    "reading_finding",
    "reading_review",
    "reading_hold",
    "setting",
    "advice",
    "relation",
    "conflict",
];

/// Rows on their way at a time.
const CHUNK: usize = 2_000;

/// A column, by name and by the type that SQLite gives it.
struct Column {
    name: String,
    kind: String,
}

impl Journal {
    /// Writes a consistent copy into a new SQLite file, while the journal is in use. The master key is not in it.
    ///
    /// # Errors
    /// A file that exists already; a disk that is full.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbError> {
        if file.exists() {
            return Err(DbError::Migration(format!("{} exists already", file.display())));
        }
        match &self.db {
            Db::Sqlite { write, .. } => {
                let target = file.to_string_lossy().into_owned();
                sqlx::query("VACUUM INTO $1").bind(target).execute(write).await?;
            }
            Db::Postgres(_) => {
                let copy = Db::sqlite(file).await?;
                copy_all(&self.db, &copy).await?;
                copy.close().await?;
            }
        }
        Ok(())
    }

    /// Fills this empty journal from a copy.
    ///
    /// # Errors
    /// A journal that holds something already.
    pub async fn fill_from(&self, file: &Path) -> Result<(), RunError> {
        if !self.is_empty().await? || !self.accounts().await?.is_empty() {
            return Err(DbError::Migration("the database holds something already".to_owned()).into());
        }
        let copy = Db::sqlite(file).await?;
        copy_all(&copy, &self.db).await?;
        copy.close().await?;
        self.rebuild_if_boards_are_missing().await
    }

    /// A copy of PostgreSQL holds no boards, and a database of an earlier version no index of people.
    pub async fn rebuild_if_boards_are_missing(&self) -> Result<(), RunError> {
        let boards = sql("SELECT report_id FROM report_row LIMIT 1").fetch(&self.db).await?;
        let people = sql("SELECT report_id FROM person_row LIMIT 1").fetch(&self.db).await?;
        if (boards.is_empty() || people.is_empty()) && !self.is_empty().await? {
            self.rebuild(|_| {}).await?;
        }
        Ok(())
    }
}

/// Copies every table in one transaction of each side: what is written meanwhile is not seen.
async fn copy_all(from: &Db, to: &Db) -> Result<(), DbError> {
    let embedded = if matches!(from, Db::Sqlite { .. }) { from } else { to };
    let mut source = snapshot(from).await?;
    let mut target = to.begin().await?;
    for table in TABLES {
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
