//! Copies: a consistent one while the journal is in use, from and to either database.

use crate::boards::BOARDS;
use crate::handle::db::{Db, DbError, Row, Tx, Value, insert_many, sql};
use crate::handle::error::{OpenError, RunError};
use crate::handle::guarded::{BARRED_CHANNEL, INVITATION};
use crate::handle::journal::Journal;
use crate::people::index::INDEX_TABLES;
use futures_util::{Stream, TryStreamExt};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Postgres, Sqlite};
use sqlx::{Connection, Row as _, SqliteConnection};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

/// What a backup does not hold. Boards and the index are computed anew from the journal, and their tokens would
/// outlive a person who was erased; sessions end with the machine on which they began; and the key store has a copy of
/// its own, so that a backup opens nothing that was erased since (`docs/retention.md`).
const LEFT_OUT: [&str; 10] = [
    "pulse",
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

/// What the copy of the key store holds: the secrets, what was erased, and what the guard keeps of it. A backup that is
/// older than an erasure knows the last two from here only.
const KEY_STORE: [&str; 3] = ["key_secret", "erasure", "barred_channel"];

/// Under this name a backup says that it is whole, and how many cases and entries it holds. It is written with the last
/// row, in the same transaction: what was stopped before does not hold it.
const WHOLE: &str = "whole-backup";
/// The first migration with which backups say so.
const SAYS_WHOLE: i64 = 14;

/// Copies of the key store that are kept beside the latest. What was erased since is destroyed in each.
const GENERATIONS: u32 = 7;
/// The latest becomes a generation of its own when the one before is so old.
const GENERATION: Duration = Duration::from_secs(24 * 3600);

/// Why there is no copy. Nothing that was there before was changed.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The file of the copy.
    #[error("{file}: {error}")]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A copy never takes the place of something else.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// Secrets are gone, and nothing says that they were erased: a copy would take the place of the last one that has them.
    #[error(
        "the key store lost or changed {0} secrets, and no certificate of erasure says why: the copy of before is kept. \
         Somebody deleted from or wrote to the table key_secret; the copy of before still opens those cases"
    )]
    Vanished(u64),
}

/// Why a file is not restored.
#[derive(Debug, thiserror::Error)]
pub enum BadBackup {
    /// It is no database, it ends too early, or its pages do not fit together.
    #[error("this is no backup, or it is damaged: {0}")]
    Damaged(String),
    /// It was not written to its end, or is no backup of Havre.
    #[error(
        "this backup is not whole: it was stopped before its end, or something was taken out of it since"
    )]
    NotWhole,
}

impl From<sqlx::Error> for BadBackup {
    fn from(error: sqlx::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

fn failed(file: &Path) -> impl Fn(io::Error) -> CopyError {
    move |error| CopyError::File { file: file.to_owned(), error }
}

/// The name of a file with something added: `copy.db` and `partial` give `copy.db.partial`.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    PathBuf::from(name)
}

/// Rows on their way at a time.
const CHUNK: usize = 2_000;

/// A column, by name and by the type that SQLite gives it.
struct Column {
    name: String,
    kind: String,
}

impl Journal {
    /// Writes a consistent copy into a new SQLite file, while the journal is in use. Neither the master key nor the
    /// key store is in it. The file appears under its name once it is whole and on the disk; only its owner reads it.
    ///
    /// # Errors
    /// A file that exists already; a disk that is full; a key store that lost something.
    pub async fn copy_to(&self, file: &Path) -> Result<(), CopyError> {
        if file.exists() {
            return Err(CopyError::Exists(file.to_owned()));
        }
        self.refuse_lost_secrets().await?;
        let partial = beside(file, "partial");
        let copy = fresh(&partial).await?;
        copy_tables(&self.db, &copy, &copied(&copy).await?, Mark::Whole).await?;
        copy.close().await?;
        if file.exists() {
            return Err(CopyError::Exists(file.to_owned()));
        }
        put_in_place(&partial, file)
    }

    /// Writes the copy of the key store in the place of the one before. Some copies of earlier days stay beside it
    /// (`.1` is the youngest), without the secrets of what was erased since.
    ///
    /// # Errors
    /// Secrets are gone that nobody erased: then the copy of before stays as it is.
    pub async fn copy_keys_to(&self, file: &Path) -> Result<(), CopyError> {
        self.refuse_lost_secrets().await?;
        let partial = beside(file, "new");
        let copy = fresh(&partial).await?;
        copy_tables(&self.db, &copy, &KEY_STORE.map(str::to_owned), Mark::None).await?;
        for number in 1..=GENERATIONS {
            destroy_erased(&copy, &beside(file, &number.to_string())).await?;
        }
        if file.exists() {
            refuse_vanished(&copy, file).await?;
            destroy_erased(&copy, file).await?;
        }
        copy.close().await?;
        if file.exists() {
            keep_generation(file)?;
        }
        put_in_place(&partial, file)
    }

    /// Every case that was not erased, and every draft, has its secret.
    async fn refuse_lost_secrets(&self) -> Result<(), CopyError> {
        let text = "SELECT (SELECT count(*) FROM stream WHERE wrapped_key IS NOT NULL AND NOT EXISTS \
                    (SELECT 1 FROM key_secret WHERE id = stream_id)) + (SELECT count(*) FROM draft WHERE NOT EXISTS \
                    (SELECT 1 FROM key_secret WHERE id = 'draft|' || draft_id)) AS lost";
        let rows = sql(text).fetch(&self.db).await?;
        match rows.first().map_or(Ok(0), |row| row.int("lost"))? {
            0 => Ok(()),
            lost => Err(CopyError::Vanished(lost.unsigned_abs())),
        }
    }

    /// Takes a copy of the key store: secrets and certificates of erasure. What was erased since this journal was
    /// copied is erased here at once; gives how many cases that were.
    pub async fn take_keys(&self, file: &Path) -> Result<usize, OpenError> {
        let copy = Db::sqlite(file).await?;
        for table in KEY_STORE {
            sql(format!("DELETE FROM {table}")).execute(&self.db).await?;
        }
        copy_tables(&copy, &self.db, &KEY_STORE.map(str::to_owned), Mark::None).await?;
        copy.close().await?;
        self.seal_bars().await?;
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
        copy_tables(&copy, &self.db, &copied(&copy).await?, Mark::None).await?;
        copy.close().await?;
        Ok(())
    }

    /// Takes into the book which channels stay unsafe, as the copy of the key store has them: it may be younger than the
    /// journal. Where the copy lacks what the book knows, the book is right, and nothing is safe in that case.
    async fn seal_bars(&self) -> Result<(), DbError> {
        self.read_book().await?;
        if !self.book.has_begun() {
            // A backup of a version without a book: a person seals everything (`havre seal`).
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        for row in sql("SELECT case_id FROM barred_channel").all(&mut tx).await? {
            pen.seal(&mut tx, &BARRED_CHANNEL, &row.text("case_id")?).await?;
        }
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// What was restored is no backup any more: it goes on from here. A backup holds no invitations; they are gone.
    pub async fn begin_after_restore(&self) -> Result<(), DbError> {
        sql("DELETE FROM setting WHERE name = $1").bind(WHOLE).execute(&self.db).await?;
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        for user in self.book.owners_of(&INVITATION) {
            pen.seal(&mut tx, &INVITATION, &user).await?;
        }
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }
}

/// Looks whether a file is a backup, and whole, without writing to it.
///
/// # Errors
/// A file that ends early or is damaged; a backup that was stopped before its end.
pub async fn check_backup(file: &Path) -> Result<(), BadBackup> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let mut backup = SqliteConnection::connect_with(&options).await?;
    let length = std::fs::metadata(file).map_err(|error| BadBackup::Damaged(error.to_string()))?.len();
    let checked = is_whole(&mut backup, length).await;
    backup.close().await?;
    match checked? {
        true => Ok(()),
        false => Err(BadBackup::NotWhole),
    }
}

async fn is_whole(backup: &mut SqliteConnection, length: u64) -> Result<bool, BadBackup> {
    let number = async |backup: &mut SqliteConnection, text: &'static str| -> Result<i64, sqlx::Error> {
        sqlx::query(text).fetch_one(backup).await?.try_get(0)
    };
    let pages = number(&mut *backup, "PRAGMA page_count").await?;
    let bytes = pages * number(&mut *backup, "PRAGMA page_size").await?;
    // The last page may end in nothing: the check below does not miss it.
    if bytes.unsigned_abs() != length {
        return Err(BadBackup::Damaged(format!("it has {length} bytes of {bytes}")));
    }
    let said: String = sqlx::query("PRAGMA quick_check(1)").fetch_one(&mut *backup).await?.try_get(0)?;
    if said != "ok" {
        return Err(BadBackup::Damaged(said));
    }
    let counted = "SELECT (SELECT coalesce(max(number), 0) FROM migration) AS edition, \
                   (SELECT count(*) FROM stream) AS cases, (SELECT count(*) FROM entry) AS entries, \
                   (SELECT count(*) FROM account) AS accounts, (SELECT value FROM setting WHERE name = $1) AS said";
    let row = Row::Sqlite(sqlx::query(counted).bind(WHOLE).fetch_one(backup).await?);
    let number = |column| row.int(column).map_err(|error| BadBackup::Damaged(error.to_string()));
    let (cases, entries) = (number("cases")?, number("entries")?);
    let said = row.opt_text("said").map_err(|error| BadBackup::Damaged(error.to_string()))?;
    Ok(match said {
        Some(said) => said == whole(cases, entries),
        // A backup of an earlier version does not say it. One that was stopped holds nothing at all.
        None => number("edition")? < SAYS_WHOLE && (cases > 0 || number("accounts")? > 0),
    })
}

/// What a whole backup says of itself.
fn whole(cases: i64, entries: i64) -> String {
    format!("{cases} cases, {entries} entries")
}

/// An empty database in a file that only its owner reads, in the place of what was stopped before.
async fn fresh(file: &Path) -> Result<Db, CopyError> {
    for left in [file.to_owned(), wal(file, "-wal"), wal(file, "-shm")] {
        match std::fs::remove_file(&left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&left)(error)),
            Ok(()) | Err(_) => {}
        }
    }
    private(file).map_err(failed(file))?;
    Ok(Db::sqlite(file).await?)
}

/// What SQLite keeps beside a file that is in use.
fn wal(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Makes an empty file that only its owner reads: an empty file is an empty database.
fn private(file: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

/// Gives a file that is written to its end the name under which it is looked for: after a power cut it is there whole,
/// or not at all.
fn put_in_place(partial: &Path, file: &Path) -> Result<(), CopyError> {
    std::fs::File::open(partial).and_then(|file| file.sync_all()).map_err(failed(partial))?;
    std::fs::rename(partial, file).map_err(failed(file))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

/// Makes the latest copy of the key store a generation of its own, once a day.
fn keep_generation(file: &Path) -> Result<(), CopyError> {
    let generation = |number: u32| beside(file, &number.to_string());
    let age = |path: &Path| std::fs::metadata(path).and_then(|kept| kept.modified()).ok()?.elapsed().ok();
    if age(&generation(1)).is_some_and(|age| age < GENERATION) {
        return Ok(());
    }
    for number in (1..GENERATIONS).rev().filter(|number| generation(*number).exists()) {
        let older = generation(number + 1);
        std::fs::rename(generation(number), &older).map_err(failed(&older))?;
    }
    let partial = beside(&generation(1), "new");
    std::fs::copy(file, &partial).map_err(failed(&partial))?;
    put_in_place(&partial, &generation(1))
}

/// Looks at an older copy of the key store beside a new one.
async fn attach(copy: &Db, old: &Path) -> Result<(), CopyError> {
    let Some(name) = old.to_str() else {
        return Err(failed(old)(io::Error::other("the name of this file is no text")));
    };
    sql("ATTACH DATABASE $1 AS old").bind(name).execute(copy).await?;
    Ok(())
}

async fn detach(copy: &Db) -> Result<(), DbError> {
    sql("DETACH DATABASE old").execute(copy).await.map(drop)
}

/// A secret of a case that the copy of before holds, and that nobody erased, is in the new one as it was.
async fn refuse_vanished(copy: &Db, old: &Path) -> Result<(), CopyError> {
    attach(copy, old).await?;
    let text = "SELECT count(*) AS lost FROM old.key_secret AS before LEFT JOIN main.key_secret AS now USING (id) \
                WHERE now.secret IS NOT before.secret AND id NOT LIKE 'draft|%' \
                AND id NOT IN (SELECT case_id FROM main.erasure)";
    let mut tx = copy.begin().await?;
    let rows = sql(text).all(&mut tx).await?;
    let lost = rows.first().map_or(Ok(0), |row| row.int("lost"))?;
    tx.commit().await?;
    detach(copy).await?;
    if lost == 0 { Ok(()) } else { Err(CopyError::Vanished(lost.unsigned_abs())) }
}

/// Destroys in an older copy of the key store what was erased since, and the secrets of drafts that are gone.
async fn destroy_erased(copy: &Db, old: &Path) -> Result<(), CopyError> {
    if !old.exists() {
        return Ok(());
    }
    attach(copy, old).await?;
    let text = "DELETE FROM old.key_secret WHERE id NOT IN (SELECT id FROM main.key_secret) \
                AND (id LIKE 'draft|%' OR id IN (SELECT case_id FROM main.erasure))";
    sql(text).execute(copy).await?;
    detach(copy).await?;
    Ok(())
}

/// The tables of a backup, in the order in which they were made: what is referred to comes first.
async fn copied(embedded: &Db) -> Result<Vec<String>, DbError> {
    let text =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let rows = sql(text).fetch(embedded).await?;
    let names = rows.iter().map(|row| row.text("name")).collect::<Result<Vec<_>, _>>()?;
    Ok(names.into_iter().filter(|name| !is_left_out(name)).collect())
}

/// Whether a copy says that it is whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Whole,
}

/// Copies tables in one transaction of each side: what is written meanwhile is not seen.
async fn copy_tables(from: &Db, to: &Db, tables: &[String], mark: Mark) -> Result<(), DbError> {
    let embedded = if matches!(to, Db::Sqlite { .. }) { to } else { from };
    let mut source = from.look().await?;
    let mut target = to.begin().await?;
    for table in tables {
        copy_table(&mut source, &mut target, table, &columns(embedded, table).await?).await?;
    }
    if mark == Mark::Whole {
        say_whole(&mut target).await?;
    }
    target.commit().await
}

/// Writes into a copy that everything is in it.
async fn say_whole(target: &mut Tx) -> Result<(), DbError> {
    let counted = "SELECT (SELECT count(*) FROM stream) AS cases, (SELECT count(*) FROM entry) AS entries";
    let rows = sql(counted).all(target).await?;
    let said = rows.first().map(|row| Ok::<_, DbError>(whole(row.int("cases")?, row.int("entries")?)));
    let text = "INSERT INTO setting (name, value) VALUES ($1, $2) \
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sql(text).bind(WHOLE).bind(said.transpose()?).run(target).await.map(drop)
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
