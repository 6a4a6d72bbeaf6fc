//! One SQL text for both databases, in the portable subset (numbered placeholders, 64-bit integers, text, bytes).

use crate::handle::migrations;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::sqlite::{SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, Postgres, Row as _, Sqlite, Transaction};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Errors of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// From the driver.
    #[error("database: {0}")]
    Driver(#[from] sqlx::Error),
    /// A migration failed.
    #[error("database migration: {0}")]
    Migration(String),
    /// A stored value cannot be read.
    #[error("database holds an unreadable value in {0}")]
    Unreadable(&'static str),
    /// What several asked for in one transaction failed for all of them.
    #[error(transparent)]
    Together(Arc<DbError>),
    /// Something that grants, forbids or orders was not written by the program as it stands there: nothing is done with it.
    #[error("the table {0} was changed outside Havre: run havre verify")]
    Altered(&'static str),
    /// Whoever wrote for several ended without an answer: nothing is known to be written.
    #[error("database: the writer ended without an answer")]
    Unanswered,
}

impl DbError {
    /// What the database itself said.
    fn by_database(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => Some(error.as_ref()),
            Self::Together(error) => error.by_database(),
            Self::Driver(_)
            | Self::Migration(_)
            | Self::Unreadable(_)
            | Self::Altered(_)
            | Self::Unanswered => None,
        }
    }

    /// The database cannot be asked: it does not answer, ended the connection, or takes no more of them. What was being
    /// written is not known to be written.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Driver(error) => is_away(error),
            Self::Together(error) => error.is_away(),
            Self::Unanswered => true,
            Self::Migration(_) | Self::Unreadable(_) | Self::Altered(_) => false,
        }
    }

    /// The disk is full or read-only: nothing was written, and the user must hear it.
    pub fn is_storage_refused(&self) -> bool {
        let Some(error) = self.by_database() else { return false };
        // SQLite: READONLY 8, IOERR 10, FULL 13, CANTOPEN 14 (low byte of extended codes); PostgreSQL: 53100 and 25006.
        error.code().is_some_and(|code| match code.parse::<i64>() {
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 8 | 10 | 13 | 14),
            _ => code == "53100" || code == "25006",
        })
    }

    /// Another writer was first: the same row was made meanwhile, or two waited for each other (40P01, 40001).
    pub(crate) fn is_conflict(&self) -> bool {
        let Some(error) = self.by_database() else { return false };
        error.is_unique_violation() || error.code().is_some_and(|code| code == "40P01" || code == "40001")
    }
}

/// Errors of the driver that say that nobody answers. PostgreSQL: class 08 (connection), 57P (it stops, or starts),
/// 53300 (no connection is free) and 55P03 (locked). SQLite: BUSY 5 and LOCKED 6 (low byte of extended codes), when
/// another program held the file for longer than anybody waits.
fn is_away(error: &sqlx::Error) -> bool {
    use sqlx::Error;
    match error {
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::PoolTimedOut | Error::PoolClosed => true,
        Error::WorkerCrashed => true,
        Error::Database(error) => error.code().is_some_and(|code| says_away(&code)),
        _ => false,
    }
}

fn says_away(code: &str) -> bool {
    match code.parse::<i64>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6),
        _ => {
            code.len() == 5
                && (code.starts_with("08") || code.starts_with("57P") || matches!(code, "53300" | "55P03"))
        }
    }
}

/// Whether a connection goes back into its pool. One whose transaction could not be ended is discarded: SQLite ends a
/// transaction by itself when the disk is full, the driver still counts it, and would refuse every later one.
async fn is_sound<C: Connection>(connection: &mut C) -> Result<bool, sqlx::Error> {
    // What a dropped transaction asked for is carried out first.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Every question is answered in milliseconds: to start helpers or a compiler for one takes longer than the answer.
const SMALL_QUESTIONS: &str = "SET max_parallel_workers_per_gather = 0; SET jit = off";

/// Bytes of a long report with its rows in boards and indexes.
const LONG_REPORT: usize = 64 * 1024;

/// Readers of an SQLite file side by side: as many as the machine can keep busy, and some that wait for the disk.
fn readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(cores * 2).unwrap_or(READERS_AT_MOST).clamp(4, READERS_AT_MOST)
}

/// Each has a thread and pages of its own in memory.
const READERS_AT_MOST: u32 = 16;

/// KiB of the database that all readers together keep; the system keeps the rest once for all of them. A list opens a
/// few hundred rows from all over the file: with 2 MiB a reader, half of its time went into asking for them again.
const READERS_KEEP: u32 = 48 * 1024;

/// Rows that a reader may be ahead of whoever asked: the two change places less often.
const ROWS_AHEAD: usize = 512;

/// A database: one writer and several readers on SQLite, a pool on PostgreSQL.
#[derive(Clone)]
pub enum Db {
    /// Embedded, the default.
    Sqlite {
        /// SQLite allows one writer at a time; waiting in the pool beats failing as busy.
        write: SqlitePool,
        /// Readers see the last commit (WAL).
        read: SqlitePool,
    },
    /// By `DATABASE_URL`.
    Postgres(PgPool),
}

impl Db {
    /// Opens (and makes, if missing) an SQLite file. `synchronous = FULL` in WAL mode: what was acknowledged
    /// survives a power cut.
    pub async fn sqlite(file: &Path) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON")
            .pragma("cache_size", "-8000")
            .statement_cache_capacity(200);
        let sound = || SqlitePoolOptions::new().after_release(|connection, _| Box::pin(is_sound(connection)));
        let write = sound().max_connections(1).connect_with(options.clone()).await?;
        let db = Self::Sqlite { write: write.clone(), read: write.clone() };
        db.migrate(migrations::SQLITE).await?;
        let keeps = format!("-{}", READERS_KEEP / readers());
        let reading = options.read_only(true).pragma("cache_size", keeps).row_buffer_size(ROWS_AHEAD);
        let read = sound().max_connections(readers()).connect_with(reading).await?;
        Ok(Self::Sqlite { write, read })
    }

    /// Opens an SQLite file to look at it: nothing is written, not even a migration.
    ///
    /// # Errors
    /// No such file; a file of another edition.
    pub async fn sqlite_to_look(file: &Path) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).create_if_missing(false);
        let options = options.busy_timeout(Duration::from_secs(10)).pragma("cache_size", "-8000");
        let read = SqlitePoolOptions::new().max_connections(readers()).connect_with(options).await?;
        let db = Self::Sqlite { write: read.clone(), read };
        db.refuse_other_edition().await?;
        Ok(db)
    }

    /// Connects to PostgreSQL to look: the server itself refuses to write.
    ///
    /// # Errors
    /// No server; a database of another edition.
    pub async fn postgres_to_look(url: &str) -> Result<Self, DbError> {
        let options: PgConnectOptions = url.parse()?;
        let options = options.options([("default_transaction_read_only", "on")]);
        let db = Self::Postgres(PgPoolOptions::new().max_connections(4).connect_with(options).await?);
        db.refuse_other_edition().await?;
        Ok(db)
    }

    async fn refuse_other_edition(&self) -> Result<(), DbError> {
        let rows = sql("SELECT max(number) AS edition FROM migration").fetch(self).await?;
        let edition = rows.first().map(|row| row.opt_int("edition")).transpose()?.flatten();
        let latest = migrations::latest();
        if edition == Some(latest) {
            return Ok(());
        }
        let has = edition.unwrap_or(0);
        Err(DbError::Migration(format!(
            "it is of edition {has}, and this program of {latest}: serve it once before"
        )))
    }

    /// Connects to PostgreSQL.
    pub async fn postgres(url: &str) -> Result<Self, DbError> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(SMALL_QUESTIONS).await.map(drop) })
            })
            .after_release(|connection, _| Box::pin(is_sound(connection)));
        let db = Self::Postgres(pool.connect_with(options).await?);
        db.migrate(migrations::POSTGRES).await?;
        Ok(db)
    }

    async fn migrate(&self, migrations: &[(i64, &'static str)]) -> Result<(), DbError> {
        let mut tx = self.begin().await?;
        // Two nodes that start together must not migrate together.
        if let Tx::Postgres(_) = tx {
            sql("SELECT pg_advisory_xact_lock(4853)").all(&mut tx).await?;
        }
        sql("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)").run(&mut tx).await?;
        let done = sql("SELECT number FROM migration").all(&mut tx).await?;
        let done = done.iter().map(|row| row.int("number")).collect::<Result<Vec<_>, _>>()?;
        for (number, text) in migrations.iter().filter(|(number, _)| !done.contains(number)) {
            // A trigger has a semicolon inside: statements end with their line.
            for statement in text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
                let failed = |e: DbError| DbError::Migration(format!("{number}: {e}"));
                sql(statement).run(&mut tx).await.map_err(failed)?;
            }
            sql("INSERT INTO migration VALUES ($1)").bind(*number).run(&mut tx).await?;
        }
        tx.commit().await
    }

    /// Before an import: pages of the indexes stay in memory (128 MiB), and the log is written back less often.
    pub async fn expect_bulk(&self) -> Result<(), DbError> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("PRAGMA cache_size = -131072").execute(write).await?;
            sqlx::query("PRAGMA wal_autocheckpoint = 16000").execute(write).await?;
        }
        Ok(())
    }

    /// Lets the planner know how large the tables are: at start, after an import or a rebuild, and once a day. SQLite
    /// looks again only at tables that grew or shrank much, and at a few hundred rows of each index. The lists do not
    /// need it (`list_query`); everything else is planned better with it.
    pub async fn refresh_statistics(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::query("PRAGMA analysis_limit = 400").execute(write).await?;
                // 0x10000: also tables about which this connection was not asked; 0x02: analyse them.
                sqlx::query("PRAGMA optimize = 0x10002").execute(write).await?;
            }
            Self::Postgres(pool) => {
                sqlx::query("ANALYZE").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Begins a writing transaction.
    pub(crate) async fn begin(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// A transaction that sees the database as it is now, and nothing that is written meanwhile. It writes nothing.
    pub(crate) async fn look(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Writes where nothing else is written, durably, as much as a long report: whether the database takes what people
    /// write. A few bytes may still fit into a disk that is full.
    pub(crate) async fn beat(&self, at: jiff::Timestamp) -> Result<(), DbError> {
        let mut tx = self.begin().await?;
        let text = "INSERT INTO pulse (id, beat, weight) VALUES (1, $1, $2) \
                    ON CONFLICT (id) DO UPDATE SET beat = excluded.beat, weight = excluded.weight";
        sql(text).bind(at.as_millisecond()).bind(vec![0_u8; LONG_REPORT]).run(&mut tx).await?;
        tx.commit().await
    }

    /// Ends every connection; an SQLite file is then whole without its write-ahead log.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&write).await?;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
        Ok(())
    }
}

/// A writing transaction; dropped without commit, it leaves nothing.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// A value that both databases understand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! into_value {
    ($($from:ty => $variant:ident, $make:expr);+ $(;)?) => {$(
        impl From<$from> for Value { fn from(v: $from) -> Self { Self::$variant($make(v)) } }
    )+};
}
into_value! {
    i64 => Int, Some;
    i32 => Int, |v| Some(i64::from(v));
    bool => Int, |v| Some(i64::from(v));
    Option<i64> => Int, |v| v;
    &str => Text, |v: &str| Some(v.to_owned());
    String => Text, Some;
    Option<String> => Text, |v| v;
    Vec<u8> => Bytes, Some;
    &[u8] => Bytes, |v: &[u8]| Some(v.to_vec());
    Option<Vec<u8>> => Bytes, |v| v;
}

/// A statement with its arguments.
pub(crate) struct Sql<'a> {
    text: std::borrow::Cow<'a, str>,
    args: Vec<Value>,
    once: bool,
}

/// Starts a statement.
pub(crate) fn sql<'a>(text: impl Into<std::borrow::Cow<'a, str>>) -> Sql<'a> {
    Sql { text: text.into(), args: Vec::new(), once: false }
}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args {
            query = match value {
                Value::Int(v) => query.bind(v),
                Value::Text(v) => query.bind(v),
                Value::Bytes(v) => query.bind(v),
            };
        }
        query
    }};
}

impl Sql<'_> {
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    pub(crate) fn bind_all(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.args.extend(values);
        self
    }

    /// Looks for this many values: only the lengths that come again are worth a place in the cache.
    pub(crate) fn many(mut self, values: usize) -> Self {
        self.once = !(values == 1 || values == LOOKED_FOR);
        self
    }

    // The text is put together only from constants of this crate; values are always bound.
    fn sqlite(self) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
        let query = sqlx::query::<Sqlite>(AssertSqlSafe(self.text.into_owned())).persistent(!self.once);
        bound!(query, self.args)
    }

    fn postgres(self) -> sqlx::query::Query<'static, Postgres, PgArguments> {
        let query = sqlx::query::<Postgres>(AssertSqlSafe(self.text.into_owned())).persistent(!self.once);
        bound!(query, self.args)
    }

    /// Runs in a transaction; gives the number of rows changed.
    pub(crate) async fn run(self, tx: &mut Tx) -> Result<u64, DbError> {
        Ok(match tx {
            Tx::Sqlite(tx) => self.sqlite().execute(&mut **tx).await?.rows_affected(),
            Tx::Postgres(tx) => self.postgres().execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Rows, read inside a transaction.
    pub(crate) async fn all(self, tx: &mut Tx) -> Result<Vec<Row>, DbError> {
        Ok(match tx {
            Tx::Sqlite(tx) => {
                self.sqlite().fetch_all(&mut **tx).await?.into_iter().map(Row::Sqlite).collect()
            }
            Tx::Postgres(tx) => {
                self.postgres().fetch_all(&mut **tx).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Rows, read outside a transaction.
    pub(crate) async fn fetch(self, db: &Db) -> Result<Vec<Row>, DbError> {
        Ok(match db {
            Db::Sqlite { read, .. } => {
                self.sqlite().fetch_all(read).await?.into_iter().map(Row::Sqlite).collect()
            }
            Db::Postgres(pool) => {
                self.postgres().fetch_all(pool).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Runs a single statement on its own.
    pub(crate) async fn execute(self, db: &Db) -> Result<u64, DbError> {
        Ok(match db {
            Db::Sqlite { write, .. } => self.sqlite().execute(write).await?.rows_affected(),
            Db::Postgres(pool) => self.postgres().execute(pool).await?.rows_affected(),
        })
    }
}

/// Values looked for with one statement.
///
/// SQLite takes `$7` for a name and looks each one up among those before it: a statement costs the square of its
/// values, so many short ones beat a long one (measured: 32,000 values a statement made an import 60 times slower).
pub(crate) const LOOKED_FOR: usize = 200;
/// Rows written with one statement; the text stays the same, so that it is prepared once.
const ROWS: usize = 40;

/// Inserts many rows.
pub(crate) async fn insert_many(
    tx: &mut Tx,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<(), DbError> {
    insert(tx, table, columns, rows, "").await
}

/// The same, but rows that are there already stay as they are: work that is done twice changes nothing.
pub(crate) async fn insert_missing(
    tx: &mut Tx,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<(), DbError> {
    insert(tx, table, columns, rows, " ON CONFLICT DO NOTHING").await
}

/// The same, with what happens to rows that are there already (`ON CONFLICT …`).
pub(crate) async fn insert(
    tx: &mut Tx,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    end: &str,
) -> Result<(), DbError> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(ROWS).collect();
        let places = match tx {
            // Without names there is nothing to look up.
            Tx::Sqlite(_) => vec![format!("({})", vec!["?"; columns.len()].join(", ")); chunk.len()],
            Tx::Postgres(_) => {
                (0..chunk.len()).map(|row| placeholders(row * columns.len(), columns.len())).collect()
            }
        };
        let places = places.join(", ");
        let text = format!("INSERT INTO {table} ({}) VALUES {places}{end}", columns.join(", "));
        let mut statement = sql(text);
        statement.once = chunk.len() > 8 && chunk.len() < ROWS;
        statement.bind_all(chunk.into_iter().flatten()).run(tx).await?;
    }
    Ok(())
}

/// `($4, $5, $6)` for three values after the first three.
pub(crate) fn placeholders(before: usize, count: usize) -> String {
    let places: Vec<_> = (before + 1..=before + count).map(|n| format!("${n}")).collect();
    format!("({})", places.join(", "))
}

/// A row of either database.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! getter {
    ($name:ident, $type:ty) => {
        pub(crate) fn $name(&self, column: &str) -> Result<$type, DbError> {
            Ok(match self {
                Self::Sqlite(row) => row.try_get(column)?,
                Self::Postgres(row) => row.try_get(column)?,
            })
        }
    };
}

impl Row {
    getter!(int, i64);
    getter!(opt_int, Option<i64>);
    getter!(text, String);
    getter!(opt_text, Option<String>);
    getter!(bytes, Vec<u8>);
    getter!(opt_bytes, Option<Vec<u8>>);

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, DbError> {
        Ok(self.int(column)? != 0)
    }

    /// A text that parses: an id, a word.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, DbError> {
        self.text(column)?.parse().map_err(|_| DbError::Unreadable(column))
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<jiff::Timestamp, DbError> {
        jiff::Timestamp::from_millisecond(self.int(column)?).map_err(|_| DbError::Unreadable(column))
    }

    pub(crate) fn opt_time(&self, column: &'static str) -> Result<Option<jiff::Timestamp>, DbError> {
        let time = self.opt_int(column)?.map(jiff::Timestamp::from_millisecond);
        time.transpose().map_err(|_| DbError::Unreadable(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLite does when the disk is full: the statement fails, and the whole transaction is over already.
    async fn fail_and_end_the_transaction(db: &Db) {
        let mut tx = db.begin().await.unwrap();
        sql("INSERT OR ROLLBACK INTO migration VALUES (1)").run(&mut tx).await.unwrap_err();
    }

    async fn fresh() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("test.db")).await.unwrap();
        (folder, db)
    }

    #[tokio::test]
    async fn a_connection_whose_transaction_ended_by_itself_is_discarded() {
        let (_folder, db) = fresh().await;
        for _ in 0..3 {
            fail_and_end_the_transaction(&db).await;
            db.beat(jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_connection_is_sound_after_a_transaction_that_was_dropped_or_whose_statement_failed() {
        let (_folder, db) = fresh().await;
        let mut tx = db.begin().await.unwrap();
        sql("INSERT INTO migration VALUES (1)").run(&mut tx).await.unwrap_err();
        sql("INSERT INTO migration VALUES (7001)").run(&mut tx).await.unwrap();
        drop(tx);
        db.beat(jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        assert!(
            sql("SELECT 1 AS one FROM migration WHERE number = 7001").fetch(&db).await.unwrap().is_empty()
        );
    }

    #[test]
    fn nobody_answers_is_told_from_a_refusal() {
        let away = |error| DbError::Driver(error).is_away();
        assert!(away(sqlx::Error::PoolTimedOut) && away(sqlx::Error::WorkerCrashed));
        assert!(away(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into())));
        assert!(!away(sqlx::Error::RowNotFound) && !DbError::Unreadable("x").is_away());
        assert!(DbError::Together(Arc::new(DbError::Unanswered)).is_away());
        let codes = ["5", "517", "6", "262", "08006", "57P01", "53300", "55P03"];
        assert!(codes.into_iter().all(says_away), "a lock is nobody's answer");
        assert!(!["8", "13", "19", "2067", "23505", "53100"].into_iter().any(says_away));
    }
}
