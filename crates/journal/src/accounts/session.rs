//! Sessions: each row carries a seal of its own, which no one without the key makes.
//!
//! A seal is bound to the token, the account and the *epoch* of the account: the line of the book with which its sessions
//! ended last. A session that is put back after she moved, left or changed her password opens nothing.

use crate::accounts::account::{Account, read_account};
use crate::handle::db::{DbError, Row, Tx, sql};
use crate::handle::guarded::Kind::{Bytes, Int, Text};
use crate::handle::guarded::{ACCOUNT, CONFLICT, Guarded, RELATION, WhenBroken};
use crate::handle::journal::Journal;
use crate::handle::pen::{Pen, alarm};
use casework::record::id::UserId;
use jiff::Timestamp;
use uuid::Uuid;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Public id, for the list and revocation.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// Since.
    pub created_at: Timestamp,
    /// Last seen.
    pub seen_at: Timestamp,
    /// Second factor given.
    pub second_factor: bool,
    /// Browser, as it calls itself.
    pub device: String,
    /// How it began.
    pub way: SignInWay,
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWay {
    /// A password of ours, and a code when one is set.
    Password,
    /// A passkey of ours.
    Passkey,
    /// The organisation vouches.
    Organisation,
}

impl SignInWay {
    const ALL: [Self; 3] = [Self::Password, Self::Passkey, Self::Organisation];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Organisation => "organisation",
        }
    }
}

/// What of a session is sealed.
pub(crate) const SESSION: Guarded = Guarded {
    table: "session",
    owner: "token_hash",
    columns: &[
        ("token_hash", Bytes),
        ("session_id", Text),
        ("user_id", Text),
        ("created_at", Int),
        ("seen_at", Int),
        ("second_factor", Int),
        ("device", Text),
        ("way", Text),
        ("epoch", Int),
    ],
    free: &[("seal", "the seal itself")],
    when_broken: WhenBroken::GrantsNothing,
};

/// What the book says of the sessions of an account.
fn epoch_of(user: &str) -> String {
    format!("sessions|{user}")
}

impl Journal {
    /// Opens a session; only the hash of its token is kept.
    pub async fn open_session(&self, token_hash: &[u8], session: &Session) -> Result<(), DbError> {
        let epoch = self.epoch(session.user).await?;
        let mut tx = self.db.begin().await?;
        self.write_session(&mut tx, (token_hash, epoch), session).await?;
        tx.commit().await
    }

    /// Opens a session for whoever proved that this account is hers; `false` when it is no longer what it was then: a
    /// password that was right for a small account opens no great one.
    pub async fn open_proved_session(
        &self,
        token_hash: &[u8],
        session: &Session,
        proved: &Account,
    ) -> Result<bool, DbError> {
        // First the epoch, then the row: whoever ends sessions between the two ends this one as well.
        let epoch = self.epoch(session.user).await?;
        let mut tx = self.db.begin().await?;
        let rows = sql(ACCOUNT.select()).bind(session.user.to_string()).all(&mut tx).await?;
        let now = rows.first().map(read_account).transpose()?;
        if proved.id != session.user || !now.is_some_and(|now| opens_alike(&now, proved)) {
            return Ok(false);
        }
        self.write_session(&mut tx, (token_hash, epoch), session).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The line of the book with which the sessions of an account ended last.
    async fn epoch(&self, user: UserId) -> Result<i64, DbError> {
        self.read_book().await?;
        Ok(self.book.line_of(&epoch_of(&user.to_string())))
    }

    async fn write_session(
        &self,
        tx: &mut Tx,
        (token_hash, epoch): (&[u8], i64),
        session: &Session,
    ) -> Result<(), DbError> {
        let user = session.user.to_string();
        sql("INSERT INTO session (token_hash, session_id, user_id, created_at, seen_at, second_factor, device, way, epoch) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(token_hash)
            .bind(session.id.to_string())
            .bind(user.as_str())
            .bind(session.created_at.as_millisecond())
            .bind(session.seen_at.as_millisecond())
            .bind(session.second_factor)
            .bind(session.device.as_str())
            .bind(session.way.word())
            .bind(epoch)
            .run(tx)
            .await?;
        self.seal_session(tx, session.id).await
    }

    /// Seals a session as it is now: whoever calls it wrote the row, or saw that it held.
    async fn seal_session(&self, tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
        let rows = sql("SELECT * FROM session WHERE session_id = $1").bind(id.to_string()).all(tx).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let seal = self.keys.row_seal(&[b"session", &SESSION.bytes_of(row)?]);
        let text = "UPDATE session SET seal = $1 WHERE session_id = $2";
        sql(text).bind(seal).bind(id.to_string()).run(tx).await.map(|_| ())
    }

    /// Whether the program wrote this session as it is.
    fn wrote_session(&self, row: &Row) -> Result<bool, DbError> {
        let seal = row.opt_bytes("seal")?.unwrap_or_default();
        Ok(self.keys.row_holds(&[b"session", &SESSION.bytes_of(row)?], &seal))
    }

    /// Whether it holds: the program wrote it, and since the sessions of its account ended last.
    fn session_holds(&self, row: &Row) -> Result<bool, DbError> {
        if !self.wrote_session(row)? {
            alarm(&SESSION);
            return Ok(false);
        }
        Ok(row.int("epoch")? == self.book.line_of(&epoch_of(&row.text("user_id")?)))
    }

    /// The session of a token.
    pub async fn session(&self, token_hash: &[u8]) -> Result<Option<Session>, DbError> {
        Ok(self.session_and_account(token_hash).await?.map(|(_, session)| session))
    }

    /// The session of a token with its account: asked for with every page, so in one statement. `None` when either of
    /// them, or what keeps this account out of cases, was changed outside the program.
    pub async fn session_and_account(
        &self,
        token_hash: &[u8],
    ) -> Result<Option<(Account, Session)>, DbError> {
        let text =
            "SELECT * FROM session JOIN account ON account.user_id = session.user_id WHERE token_hash = $1";
        let judged = self.guarded_each(&ACCOUNT, || sql(text).bind(token_hash)).await?;
        let Some((row, true)) = judged.first() else { return Ok(None) };
        if !self.session_holds(row)? || !self.is_kept_out_as_written(&row.text("user_id")?).await? {
            return Ok(None);
        }
        Ok(Some((read_account(row)?, read_session(row)?)))
    }

    /// Whether what keeps somebody out of cases is as the program wrote it. Lists ask those tables by themselves, so
    /// whoever lost a prohibition sees no list either. Costs nothing for most people, of whom the book knows none.
    async fn is_kept_out_as_written(&self, user: &str) -> Result<bool, DbError> {
        for table in [&RELATION, &CONFLICT] {
            if self.book.may_know(table, user) && !self.guarded(table, user).await?.1 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sessions of an account, latest first.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<Session>, DbError> {
        self.read_book().await?;
        let text = "SELECT * FROM session WHERE user_id = $1 ORDER BY seen_at DESC";
        let rows = sql(text).bind(user.to_string()).fetch(&self.db).await?;
        let mut sessions = Vec::with_capacity(rows.len());
        for row in &rows {
            if self.session_holds(row)? {
                sessions.push(read_session(row)?);
            }
        }
        Ok(sessions)
    }

    /// It was seen.
    pub async fn touch_session(&self, id: Uuid, at: Timestamp) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let lock = if matches!(tx, Tx::Postgres(_)) { " FOR UPDATE" } else { "" };
        let text = format!("SELECT * FROM session WHERE session_id = $1{lock}");
        let rows = sql(text).bind(id.to_string()).all(&mut tx).await?;
        if !rows.first().map_or(Ok(false), |row| self.wrote_session(row))? {
            return Ok(());
        }
        let text = "UPDATE session SET seen_at = $1 WHERE session_id = $2";
        sql(text).bind(at.as_millisecond()).bind(id.to_string()).run(&mut tx).await?;
        self.seal_session(&mut tx, id).await?;
        tx.commit().await
    }

    /// Ends a session of this account.
    pub async fn end_session(&self, user: UserId, id: Uuid) -> Result<(), DbError> {
        let text = "DELETE FROM session WHERE session_id = $1 AND user_id = $2";
        sql(text).bind(id.to_string()).bind(user.to_string()).execute(&self.db).await.map(|_| ())
    }

    /// Ends every session of an account that began in one way.
    pub async fn end_sessions_of(&self, user: UserId, way: SignInWay) -> Result<u64, DbError> {
        let text = "DELETE FROM session WHERE user_id = $1 AND way = $2";
        sql(text).bind(user.to_string()).bind(way.word()).execute(&self.db).await
    }

    /// Ends sessions that are too old or idle for too long.
    pub async fn end_stale_sessions(
        &self,
        created_before: Timestamp,
        seen_before: Timestamp,
    ) -> Result<(), DbError> {
        let text = "DELETE FROM session WHERE created_at < $1 OR seen_at < $2";
        let statement = sql(text).bind(created_before.as_millisecond()).bind(seen_before.as_millisecond());
        statement.execute(&self.db).await.map(|_| ())
    }
}

/// Whether whatever was proved of one is proved of the other: same power, same password, same second step.
fn opens_alike(one: &Account, other: &Account) -> bool {
    let of = |account: &Account| (account.active, account.place(), account.has_totp);
    of(one) == of(other) && one.password_hash == other.password_hash
}

/// Ends every session of an account, for ever: none that is put back opens anything.
pub(crate) async fn end_sessions(pen: &mut Pen<'_>, tx: &mut Tx, id: UserId) -> Result<(), DbError> {
    let user = id.to_string();
    pen.note(epoch_of(&user), vec![]);
    sql("DELETE FROM session WHERE user_id = $1").bind(user).run(tx).await.map(|_| ())
}

fn read_session(row: &Row) -> Result<Session, DbError> {
    let text = row.text("way")?;
    Ok(Session {
        id: row.parsed("session_id")?,
        user: row.parsed("user_id")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        second_factor: row.flag("second_factor")?,
        device: row.text("device")?,
        way: SignInWay::ALL.into_iter().find(|way| text == way.word()).ok_or(DbError::Unreadable("way"))?,
    })
}
