//! A place to keep a journal during one test.

use crate::fixture::rules;
use journal::{Db, Journal, MasterKey};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row as _};
use std::path::PathBuf;

/// The variable that names the server; its absence is a failure, never a skip.
const VARIABLE: &str = "HAVRE_TEST_POSTGRES";

/// A fresh journal, gone after the test.
pub struct Place {
    /// The journal.
    pub journal: Journal,
    /// Its master key, as text.
    pub key: String,
    kept: Kept,
}

enum Kept {
    Sqlite { folder: tempfile::TempDir },
    Postgres { url: String, schema: String },
}

/// The address of the server, with everything in one schema.
fn own_schema(url: &str, schema: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}options=-c%20search_path%3D{schema}")
}

impl Place {
    /// In a temporary folder.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("havre.db")).await.unwrap();
        Self::of(db, Kept::Sqlite { folder })
    }

    /// In a schema of its own.
    pub async fn postgres() -> Self {
        let Ok(url) = std::env::var(VARIABLE) else {
            panic!("{VARIABLE} is not set: run `cargo xtask test`, which starts a PostgreSQL for the tests");
        };
        let schema =
            format!("t{}", uuid::Uuid::from_bytes(journal::new_token()[..16].try_into().unwrap()).simple());
        run_on_server(&url, format!("CREATE SCHEMA {schema}")).await;
        let db = Db::postgres(&own_schema(&url, &schema)).await.unwrap();
        Self::of(db, Kept::Postgres { url, schema })
    }

    fn of(db: Db, kept: Kept) -> Self {
        let master = MasterKey::generate();
        Self { journal: Journal::new(db, &master, rules()), key: master.to_text(), kept }
    }

    /// A second program on the same PostgreSQL, with the same key.
    pub async fn another_node(&self) -> Journal {
        let Kept::Postgres { url, schema } = &self.kept else { panic!("SQLite has one node") };
        let db = Db::postgres(&own_schema(url, schema)).await.unwrap();
        Journal::new(db, &MasterKey::parse(&self.key).unwrap(), rules())
    }

    /// The same database, opened with this master key.
    pub fn journal_with_key(&self, key: &str) -> Journal {
        Journal::new(self.journal.db().clone(), &MasterKey::parse(key).unwrap(), rules())
    }

    /// The same database, opened with another master key.
    pub fn with_another_key(&self) -> Journal {
        Journal::new(self.journal.db().clone(), &MasterKey::generate(), rules())
    }

    /// The folder of an SQLite journal.
    pub fn folder(&self) -> PathBuf {
        match &self.kept {
            Kept::Sqlite { folder } => folder.path().to_owned(),
            Kept::Postgres { .. } => panic!("only SQLite has a folder"),
        }
    }

    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.kept, Kept::Sqlite { .. })
    }

    /// Everything that lies in the database, as bytes: the files of SQLite, every value of PostgreSQL as text.
    pub async fn everything_stored(&self) -> Vec<u8> {
        match self.journal.db() {
            Db::Sqlite { .. } => {
                let files = std::fs::read_dir(self.folder()).unwrap();
                files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
            }
            Db::Postgres(pool) => {
                let mut all = Vec::new();
                for table in crate::schema::tables() {
                    // `bytea` prints as hexadecimal, which would hide a name: escape shows plain letters.
                    let text = format!("SELECT CAST(t AS text) FROM {table} AS t");
                    let mut held = pool.begin().await.unwrap();
                    sqlx::query("SET LOCAL bytea_output = 'escape'").execute(&mut *held).await.unwrap();
                    let rows: Vec<String> =
                        sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut *held).await.unwrap();
                    all.extend(rows.concat().into_bytes());
                }
                all
            }
        }
    }

    /// The same database under other rules.
    pub fn journal_with_rules(&self, rules: casework::rules::Rules) -> Journal {
        Journal::new(self.journal.db().clone(), &MasterKey::parse(&self.key).unwrap(), rules)
    }

    /// A copy of the journal, opened with the master key.
    pub async fn open_file(&self, file: &std::path::Path) -> Journal {
        Journal::new(Db::sqlite(file).await.unwrap(), &MasterKey::parse(&self.key).unwrap(), rules())
    }

    /// Writes into an SQLite file past the program.
    pub async fn run_in_file(file: &std::path::Path, text: &str) {
        let Db::Sqlite { write, read } = Db::sqlite(file).await.unwrap() else { return };
        sqlx::query(AssertSqlSafe(text.to_owned())).execute(&write).await.unwrap();
        // As a file that somebody carries away: whole without what lies beside it.
        read.close().await;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&write).await.unwrap();
        write.close().await;
    }

    /// What lies in the database as the machine keeps it: the files of SQLite; of PostgreSQL every value of every
    /// table, with bytes as they are and numbers as eight bytes.
    pub async fn everything_stored_raw(&self) -> Vec<u8> {
        if self.is_sqlite() {
            return self.everything_stored().await;
        }
        let mut all = Vec::new();
        for table in crate::schema::tables() {
            all.extend(self.table_as_text(&table).await);
        }
        all
    }

    /// Every value of a table: texts and bytes as they are, numbers as eight bytes.
    pub async fn table_as_text(&self, table: &str) -> Vec<u8> {
        macro_rules! values {
            ($pool:expr) => {{
                let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}")));
                let mut all = Vec::new();
                for row in rows.fetch_all($pool).await.unwrap() {
                    for at in 0..row.columns().len() {
                        if let Ok(Some(text)) = row.try_get::<Option<String>, _>(at) {
                            all.extend(text.into_bytes());
                        } else if let Ok(Some(number)) = row.try_get::<Option<i64>, _>(at) {
                            all.extend(number.to_be_bytes());
                        } else if let Ok(Some(bytes)) = row.try_get::<Option<Vec<u8>>, _>(at) {
                            all.extend(bytes);
                        }
                    }
                }
                all
            }};
        }
        match self.journal.db() {
            Db::Sqlite { write, .. } => values!(write),
            Db::Postgres(pool) => values!(pool),
        }
    }

    /// Pairs of numbers, read past the program.
    pub async fn rows(&self, text: &str) -> Vec<(i64, i64)> {
        let text = AssertSqlSafe(text.to_owned());
        match self.journal.db() {
            Db::Sqlite { write, .. } => sqlx::query_as(text).fetch_all(write).await.unwrap(),
            Db::Postgres(pool) => sqlx::query_as(text).fetch_all(pool).await.unwrap(),
        }
    }

    /// Writes past the program, and tells whether the database let it.
    pub async fn try_to(&self, text: &str) -> Result<(), sqlx::Error> {
        let text = AssertSqlSafe(text.to_owned());
        match self.journal.db() {
            Db::Sqlite { write, .. } => sqlx::query(text).execute(write).await.map(|_| ()),
            Db::Postgres(pool) => sqlx::query(text).execute(pool).await.map(|_| ()),
        }
    }

    /// Writes past the program, as somebody with the database password would. `$1` is `bytes`, when given.
    pub async fn tamper(&self, text: &str, bytes: Option<Vec<u8>>) {
        let text = AssertSqlSafe(text.to_owned());
        let changed = match (self.journal.db(), bytes) {
            (Db::Sqlite { write, .. }, Some(bytes)) => {
                sqlx::query(text).bind(bytes).execute(write).await.unwrap().rows_affected()
            }
            (Db::Sqlite { write, .. }, None) => {
                sqlx::query(text).execute(write).await.unwrap().rows_affected()
            }
            (Db::Postgres(pool), Some(bytes)) => {
                sqlx::query(text).bind(bytes).execute(pool).await.unwrap().rows_affected()
            }
            (Db::Postgres(pool), None) => sqlx::query(text).execute(pool).await.unwrap().rows_affected(),
        };
        assert_eq!(changed, 1, "the tampering itself must hit one row");
    }

    /// Does something past the program that may hit any number of rows, as the owner of the database.
    pub async fn force(&self, text: &str) {
        self.try_force(text).await.unwrap();
    }

    /// The same; what the database says when it refuses.
    pub async fn try_force(&self, text: &str) -> Result<(), String> {
        let text = AssertSqlSafe(text.to_owned());
        let done = match self.journal.db() {
            Db::Sqlite { write, .. } => sqlx::query(text).execute(write).await.map(|_| ()),
            Db::Postgres(pool) => sqlx::query(text).execute(pool).await.map(|_| ()),
        };
        done.map_err(|error| error.to_string())
    }

    /// A value of bytes, read past the program.
    pub async fn bytes(&self, text: &str) -> Vec<u8> {
        let text = AssertSqlSafe(text.to_owned());
        match self.journal.db() {
            Db::Sqlite { write, .. } => sqlx::query_scalar(text).fetch_one(write).await.unwrap(),
            Db::Postgres(pool) => sqlx::query_scalar(text).fetch_one(pool).await.unwrap(),
        }
    }

    /// A number, read past the program.
    pub async fn number(&self, text: &str) -> i64 {
        let text = AssertSqlSafe(text.to_owned());
        match self.journal.db() {
            Db::Sqlite { write, .. } => sqlx::query_scalar(text).fetch_one(write).await.unwrap(),
            Db::Postgres(pool) => sqlx::query_scalar(text).fetch_one(pool).await.unwrap(),
        }
    }

    /// Leaves nothing behind on a shared server.
    pub async fn clear(self) {
        match self.kept {
            Kept::Sqlite { .. } => {}
            Kept::Postgres { url, schema } => {
                if let Db::Postgres(pool) = self.journal.db() {
                    pool.close().await;
                }
                run_on_server(&url, format!("DROP SCHEMA {schema} CASCADE")).await;
            }
        }
    }
}

async fn run_on_server(url: &str, text: String) {
    let mut connection = PgConnection::connect(url).await.unwrap_or_else(|error| {
        panic!("{VARIABLE} names a server that does not answer ({error}): run `cargo xtask test`")
    });
    sqlx::query(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A runtime with two threads: writers really run side by side.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Runs a test on SQLite.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<Place>) -> F) {
    runtime().block_on(run(Place::sqlite(), test));
}

/// Runs a test on PostgreSQL.
pub fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<Place>) -> F) {
    runtime().block_on(run(Place::postgres(), test));
}

async fn run<F: Future<Output = ()>>(
    place: impl Future<Output = Place>,
    test: impl FnOnce(std::sync::Arc<Place>) -> F,
) {
    let place = std::sync::Arc::new(place.await);
    test(place.clone()).await;
    if let Some(place) = std::sync::Arc::into_inner(place) {
        place.clear().await;
    }
}
